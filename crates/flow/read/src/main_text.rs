//! The advert of a page nobody described: main text by text density and place in the page.
//!
//! The visible text is cut into blocks at block elements. A block is worth its characters outside
//! links, more where its surroundings are named like a description, nothing where they are named
//! like navigation, or where the words are those of notices (`data/boilerplate.tsv`). The advert
//! is the smallest element that holds most of the worth; what is worth nothing in it is left out.
//! After boilerpipe (Kohlschütter et al. 2010: link density, text density) and Readability (scores
//! handed up to containers).

mod blocks;
mod byline;
mod facts;
mod fields;
mod names;
mod notices;

use crate::draft::Draft;
use crate::page::Page;
use blocks::Block;
use ego_tree::NodeId;

/// Shortest main text that is taken for an advert, in characters.
const TEXT_CHARS_MIN: usize = 20;

/// Part of the worth that the advert's element must hold.
const SHARE: f64 = 0.8;

/// Two cells of a row with less text than this are a fact and its name.
const CELLS_CHARS_MAX: usize = 80;

/// A part of a listing has at least so many characters of words ...
const TEASER_CHARS_MIN: usize = 10;

/// ... and a listing at least so many such parts.
const TEASERS_MIN: usize = 4;

/// A page whose visible text is links for more than this is a listing.
const LINKS_MAX: f64 = 0.75;

/// Reads the advert of a page; `None` if it has none.
pub(crate) fn read(page: &Page) -> Option<Draft> {
    let heading = fields::only_heading(page);
    let mut blocks = blocks::of(page, true);
    if worth_of(&blocks) < TEXT_CHARS_MIN as f64 {
        // Sites name things oddly: once more without looking at names.
        blocks = blocks::of(page, false);
    }
    let titled = heading.and_then(|h1| titled_element(page, h1.id(), &blocks));
    for block in blocks.iter_mut().filter(|b| titled.is_some_and(|t| b.path.contains(&t))) {
        block.in_words = true;
    }
    let all = worth_of(&blocks);
    if all < TEXT_CHARS_MIN as f64 {
        return None;
    }
    let root = container(&blocks, all)?;
    let inside: Vec<&Block> = blocks.iter().filter(|b| b.path.contains(&root)).collect();
    if is_listing(page, root, &inside) {
        return None;
    }
    let metas = fields::Metas::of(page);
    let title = fields::title(page, &metas, heading);
    let mut draft = Draft { url: page.url(), ..Draft::default() };
    // A heading over what is left out is left out with it.
    let over_nothing =
        |i: usize| inside[i].heading && inside.get(i + 1).is_some_and(|b| !b.is_kept());
    let mut kept: Vec<&Block> = (0..inside.len())
        .filter(|i| inside[*i].is_kept() && !over_nothing(*i))
        .map(|i| inside[i])
        .filter(|block| title.as_deref() != Some(block.text.as_str()))
        .collect();
    let around = titled.unwrap_or_else(|| surroundings(page, root, &blocks));
    let near: Vec<&Block> =
        blocks.iter().filter(|b| b.is_kept() && b.path.contains(&around)).collect();
    let before = blocks.iter().take_while(|b| !b.path.contains(&root)).last();
    byline::take(&mut kept, before, &mut draft);
    let listed = facts::take(&near, &mut draft);
    kept.retain(|block| !listed.iter().any(|fact| std::ptr::eq(*fact, *block)));
    // A number in a box of its own beside the words belongs to them.
    kept.extend(blocks.iter().filter(|b| b.contact && b.is_kept() && !b.path.contains(&root)));
    draft.text = joined(kept.into_iter());
    if draft.text.chars().count() < TEXT_CHARS_MIN {
        return None;
    }
    draft.title = title;
    fields::fill(page, &metas, around, &mut draft);
    Some(draft)
}

fn worth_of(blocks: &[Block]) -> f64 {
    blocks.iter().map(Block::worth).sum()
}

/// The smallest element around the page's only main heading that holds words too.
fn titled_element(page: &Page, heading: NodeId, blocks: &[Block]) -> Option<NodeId> {
    let words = |id: NodeId| -> usize {
        let inside = blocks.iter().filter(|b| b.is_kept() && !b.heading && b.path.contains(&id));
        inside.map(|b| b.chars).sum()
    };
    let around =
        page.html.tree.get(heading)?.ancestors().find(|a| words(a.id()) >= TEXT_CHARS_MIN)?;
    let name = crate::page::name_of(around.value());
    (!matches!(name, "body" | "html" | "")).then(|| around.id())
}

/// Blocks on lines of their own; short cells of a row of a table on one line.
fn joined<'a>(blocks: impl Iterator<Item = &'a Block>) -> String {
    let mut text = String::new();
    let mut before: Option<&Block> = None;
    for block in blocks {
        if let Some(before) = before {
            let same_row = block.row.is_some() && block.row == before.row;
            let short = before.chars + block.chars < CELLS_CHARS_MAX;
            text.push(if same_row && short { ' ' } else { '\n' });
        }
        text.push_str(&block.text);
        before = Some(block);
    }
    text
}

/// The largest element around the advert's words that holds no list of links: where its pictures
/// are, too.
fn surroundings(page: &Page, root: NodeId, blocks: &[Block]) -> NodeId {
    let Some(node) = page.html.tree.get(root) else { return root };
    let plain = |id: NodeId| blocks.iter().filter(|b| b.path.contains(&id)).all(Block::is_kept);
    let own = |name: &str| !matches!(name, "main" | "body" | "html" | "");
    node.ancestors()
        .take_while(|a| own(crate::page::name_of(a.value())) && plain(a.id()))
        .last()
        .map_or(root, |around| around.id())
}

/// The lowest element that holds [`SHARE`] of the worth.
fn container(blocks: &[Block], all: f64) -> Option<NodeId> {
    let (mut root, mut depth) = (*blocks.first()?.path.first()?, 0);
    loop {
        let inside = blocks.iter().filter(|b| b.path.get(depth) == Some(&root));
        let parts = parts(inside, depth + 1);
        let worth = |part: &[&Block]| part.iter().map(|b| b.worth()).sum::<f64>();
        match parts.iter().find(|(_, part)| worth(part) >= SHARE * all) {
            Some((child, _)) => (root, depth) = (*child, depth + 1),
            None => return Some(root),
        }
    }
}

/// Blocks by the element at `depth` they lie in. Blocks are in the order of the page, so that
/// those of one element stand together.
fn parts<'a>(
    blocks: impl Iterator<Item = &'a Block>,
    depth: usize,
) -> Vec<(NodeId, Vec<&'a Block>)> {
    let mut parts: Vec<(NodeId, Vec<&Block>)> = Vec::new();
    for block in blocks {
        let Some(id) = block.path.get(depth) else { continue };
        match parts.last_mut() {
            Some((last, part)) if last == id => part.push(block),
            _ => parts.push((*id, vec![block])),
        }
    }
    parts
}

/// Whether the element is a list of adverts and not one: mostly links, or several parts of one
/// form, each with words and a link, none of which outweighs the others.
fn is_listing(page: &Page, root: NodeId, inside: &[&Block]) -> bool {
    let chars: usize = inside.iter().map(|b| b.chars).sum();
    let links: usize = inside.iter().map(|b| b.link_chars).sum();
    if links as f64 > LINKS_MAX * chars as f64 {
        return true;
    }
    let depth = inside.first().and_then(|b| b.path.iter().position(|id| *id == root)).unwrap_or(0);
    let mut forms: Vec<(&str, &str, Vec<usize>)> = Vec::new();
    for (child, part) in parts(inside.iter().copied(), depth + 1) {
        let node = page.html.tree.get(child);
        let Some(element) = node.and_then(|n| n.value().as_element()) else { continue };
        let words: usize = part.iter().filter(|b| b.is_kept()).map(|b| b.chars).sum();
        if words < TEASER_CHARS_MIN || !part.iter().any(|b| b.link_chars > 0) {
            continue;
        }
        let form = (element.name(), element.attr("class").unwrap_or_default());
        match forms.iter_mut().find(|(name, class, _)| (*name, *class) == form) {
            Some((_, _, parts)) => parts.push(words),
            None => forms.push((form.0, form.1, vec![words])),
        }
    }
    forms.iter().any(|(_, _, parts)| {
        let (sum, most) = (parts.iter().sum::<usize>(), parts.iter().max().copied());
        parts.len() >= TEASERS_MIN && most.unwrap_or(0) * 2 < sum && sum * 10 > (chars - links) * 6
    })
}
