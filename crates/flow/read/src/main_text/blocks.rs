//! The visible text of a page in blocks, each with its place in the tree.

use super::names::{Role, role};
use super::{fields, notices};
use crate::page::Page;
use crate::visible::{self, Lines};
use ego_tree::NodeId;
use scraper::Node;
use scraper::node::Element;

/// How much more a character counts where its surroundings are named like a description.
const WORDS_FACTOR: f64 = 3.0;

/// Part of a block that may be links before it counts as navigation.
const LINKS_MAX: f64 = 0.5;

/// Most blocks of a page; each remembers its place in the tree.
const BLOCKS_MAX: usize = 20_000;

/// Text between two block elements.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) text: String,
    /// Characters of the text.
    pub(super) chars: usize,
    /// Those of them inside links.
    pub(super) link_chars: usize,
    /// Elements it lies in, from the root.
    pub(super) path: Vec<NodeId>,
    /// The row of a table, if it stands directly in a cell of it.
    pub(super) row: Option<NodeId>,
    /// It stands in something named like a description.
    pub(super) in_words: bool,
    /// It is a heading.
    pub(super) heading: bool,
    /// It has a number to call, behind a link or in a place named so.
    pub(super) contact: bool,
    notice: bool,
}

impl Block {
    /// Whether it belongs to the advert if its element does.
    pub(super) fn is_kept(&self) -> bool {
        !self.notice && self.link_chars as f64 <= LINKS_MAX * self.chars as f64
    }

    /// How much it speaks for its place being the advert's.
    pub(super) fn worth(&self) -> f64 {
        if !self.is_kept() {
            return 0.0;
        }
        let own = (self.chars - self.link_chars.min(self.chars)) as f64;
        if self.in_words { own * WORDS_FACTOR } else { own }
    }
}

/// The walk's state.
#[derive(Default)]
struct Cutter {
    lines: Lines,
    /// Characters written inside links since the block began.
    link_chars: usize,
    path: Vec<NodeId>,
    /// Open links that lead elsewhere.
    links: usize,
    /// For each open element: whether it is named like a description.
    in_words: Vec<bool>,
    headings: usize,
    /// For each open element: whether it is named, or links, like a way to reach the placer.
    contacts: Vec<bool>,
    /// A link to a telephone was in the block.
    call: bool,
    rows: Vec<NodeId>,
    /// For each open element that cuts: whether it is a cell.
    cut_by: Vec<bool>,
    names_count: bool,
    blocks: Vec<Block>,
}

/// Cuts a page; without `names_count`, what is named like navigation is looked at too.
pub(super) fn of(page: &Page, names_count: bool) -> Vec<Block> {
    let mut cutter = Cutter { names_count, ..Cutter::default() };
    visible::walk(
        page.html.tree.root(),
        &mut cutter,
        |cutter, node| match node.value() {
            Node::Text(text) => {
                cutter.lines.push(text);
                if cutter.links > 0 {
                    cutter.link_chars += text.trim().chars().count();
                }
                false
            }
            Node::Element(element) => cutter.enter(node.id(), element),
            Node::Document | Node::Fragment => true,
            _ => false,
        },
        |cutter, node| {
            if let Node::Element(element) = node.value() {
                cutter.leave(element);
            }
        },
    );
    cutter.finish();
    cutter.blocks
}

/// Whether an element begins and ends a block. Cells do: old pages are laid out in tables.
fn cuts(name: &str) -> bool {
    visible::is_block(name) || matches!(name, "td" | "th")
}

/// Whether there are as many digits as the shortest telephone numbers have.
fn has_number(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 6
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether an element is a link to another page; a telephone number behind a link is none.
fn leads_elsewhere(element: &Element) -> bool {
    element.name() == "a" && element.attr("href").is_some_and(|href| !fields::is_contact(href))
}

impl Cutter {
    /// Goes into an element: says whether its inside is looked at.
    fn enter(&mut self, id: NodeId, element: &Element) -> bool {
        let role = role(element);
        if self.names_count && role == Role::Beside {
            self.finish();
            return false;
        }
        if cuts(element.name()) {
            self.finish();
        }
        if !self.lines.open(element) {
            return false;
        }
        self.path.push(id);
        if element.name() == "tr" {
            self.rows.push(id);
        }
        if cuts(element.name()) {
            self.cut_by.push(!visible::is_block(element.name()));
        }
        self.headings += usize::from(is_heading(element.name()));
        self.links += usize::from(leads_elsewhere(element));
        self.in_words.push(role == Role::Words);
        self.contacts.push(role == Role::Contact);
        self.call |= element.attr("href").is_some_and(fields::is_call);
        true
    }

    /// Goes out of an element that was gone into.
    fn leave(&mut self, element: &Element) {
        if cuts(element.name()) {
            self.finish();
            self.cut_by.pop();
        }
        self.lines.close(element);
        self.path.pop();
        if element.name() == "tr" {
            self.rows.pop();
        }
        self.headings -= usize::from(is_heading(element.name()));
        self.links -= usize::from(leads_elsewhere(element));
        self.in_words.pop();
        self.contacts.pop();
    }

    /// Ends the block at hand.
    fn finish(&mut self) {
        let link_chars = std::mem::take(&mut self.link_chars);
        let call = std::mem::take(&mut self.call);
        if self.lines.is_empty() || self.blocks.len() >= BLOCKS_MAX {
            return;
        }
        let text = self.lines.take();
        if text.is_empty() {
            return;
        }
        self.blocks.push(Block {
            chars: text.chars().count(),
            link_chars,
            path: self.path.clone(),
            row: self.rows.last().copied().filter(|_| self.cut_by.last() == Some(&true)),
            in_words: self.in_words.contains(&true),
            heading: self.headings > 0,
            contact: call || self.contacts.contains(&true) && has_number(&text),
            notice: notices::is_notice(&text),
            text,
        });
    }
}
