//! The visible text under a node as lines, each with where it stands and whether it is only links. Cells
//! of tables are lines of their own: beside a label in one cell stands a value in the next.

use crate::visible::{is_block, is_hidden, walk};
use ego_tree::{NodeId, NodeRef};
use scraper::Node;
use scraper::node::Element;

/// Lines of one page that are looked at.
const LINES_MAX: usize = 20_000;

/// Digits of a telephone number, from and to.
const DIGITS: (usize, usize) = (7, 15);

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its text, with single spaces.
    pub(crate) text: String,
    /// All of it stands in links.
    pub(crate) linked: bool,
    /// The element that holds most of its words.
    pub(crate) element: NodeId,
}

#[derive(Default)]
struct Making {
    lines: Vec<Line>,
    text: String,
    /// Some of it stands in no link.
    plain: bool,
    element: Option<NodeId>,
    /// Bytes of the words that `element` holds.
    held: usize,
    links: usize,
}

impl Making {
    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        let linked = !std::mem::take(&mut self.plain);
        self.held = 0;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(element) = self.element.take().filter(|_| !text.is_empty()) {
            self.lines.push(Line { text, linked, element });
        }
    }

    fn text(&mut self, text: &str, parent: Option<NodeRef<'_, Node>>) {
        if text.trim().is_empty() {
            self.text.push_str(text);
            return;
        }
        // Signs between links are of no link, and say nothing.
        let says = text.chars().any(char::is_alphanumeric);
        self.plain |= says && self.links == 0;
        let long = text.trim().len();
        if self.element.is_none() || long > self.held {
            self.element = parent.map(|parent| parent.id());
            self.held = long;
        }
        self.text.push_str(text);
    }
}

/// Whether a text stands behind an element with words that begins what is around both.
fn is_behind_label(node: NodeRef<'_, Node>) -> bool {
    let Some(before) = node.prev_sibling().filter(|before| before.value().is_element()) else {
        return false;
    };
    let says = |node: NodeRef<'_, Node>| {
        let texts = node.descendants().filter_map(|inside| inside.value().as_text());
        texts.flat_map(|text| text.chars()).filter(|c| c.is_alphabetic()).take(3).count() == 3
    };
    let is_first = before
        .prev_siblings()
        .all(|other| other.value().as_text().is_some_and(|text| text.trim().is_empty()));
    is_first && says(before)
}

/// What a field of a form shows.
fn shown(element: &Element) -> Option<&str> {
    let kinds = ["text", "tel", "url", "email", "date", "number"];
    let is_field =
        element.name() == "input" && element.attr("type").is_none_or(|t| kinds.contains(&t));
    element.attr("value").filter(|value| is_field && !value.trim().is_empty())
}

/// Whether all words under a node are one number, as long as one of a telephone.
fn is_number(node: NodeRef<'_, Node>) -> bool {
    let mut digits = 0;
    for text in node.descendants().filter_map(|inside| inside.value().as_text()) {
        for c in text.chars() {
            digits += usize::from(c.is_ascii_digit());
            if digits > DIGITS.1
                || !(c.is_ascii_digit() || c.is_whitespace() || "+-().,/".contains(c))
            {
                return false;
            }
        }
    }
    digits >= DIGITS.0
}

/// Lines under a node.
pub(crate) fn lines(root: NodeRef<'_, Node>) -> Vec<Line> {
    // Elements that a site made up are mostly its fields.
    let ends = |name: &str| {
        is_block(name) || matches!(name, "br" | "td" | "th" | "caption") || name.contains('-')
    };
    let mut making = Making::default();
    walk(
        root,
        &mut making,
        |making, node| match node.value() {
            Node::Text(text) => {
                // A label may stand at its value with nothing between.
                if is_behind_label(node) && text.starts_with(|c: char| !c.is_whitespace()) {
                    making.text.push(' ');
                }
                making.text(text, node.parent());
                false
            }
            Node::Element(element) => {
                if let Some(value) = shown(element) {
                    making.text(&format!(" {value} "), Some(node));
                }
                if is_hidden(element) || making.lines.len() > LINES_MAX {
                    return false;
                }
                if ends(element.name()) {
                    making.end();
                }
                // Two elements side by side are two things, whatever stands between them; but not pieces of
                // a telephone number.
                if node.prev_sibling().is_some_and(|before| before.value().is_element())
                    && !node.parent().is_some_and(is_number)
                {
                    making.text.push(' ');
                }
                making.links += usize::from(element.name() == "a");
                true
            }
            _ => true,
        },
        |making, node| {
            if let Node::Element(element) = node.value() {
                making.links -= usize::from(element.name() == "a");
                if ends(element.name()) {
                    making.end();
                }
            }
        },
    );
    making.end();
    making.lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Page;

    fn of(html: &str) -> Vec<(String, bool)> {
        let page = Page::parse(html.as_bytes(), "text/html; charset=utf-8", "");
        lines(page.html.tree.root()).into_iter().map(|line| (line.text, line.linked)).collect()
    }

    #[test]
    fn lines_are_blocks_cells_and_breaks() {
        let html = "<dl><dt>Plaats<dd>Utrecht</dl><table><tr><td>Prijs</td><td>€ 80</table>\
                    <p><a href=/>Home</a> | <a href=/x>X</a><p>one<br>two <b>three</b><p><i>Alter</i><i>25</i>\
                    <p><i>0150</i><i>555</i> <i>01</i><li><em>Preis</em>80 €<p><label>Ort</label><input value=Ulm>";
        let wanted = [
            ("Plaats", false),
            ("Utrecht", false),
            ("Prijs", false),
            ("€ 80", false),
            ("Home | X", true),
            ("one", false),
            ("two three", false),
            ("Alter 25", false),
            ("0150555 01", false),
            ("Preis 80 €", false),
            ("Ort Ulm", false),
        ];
        let found = of(html);
        assert_eq!(found.iter().map(|(t, l)| (t.as_str(), *l)).collect::<Vec<_>>(), wanted);
    }
}
