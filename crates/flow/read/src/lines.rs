//! The visible text under a node as lines, each with where it stands and whether it is only links. Cells
//! of tables are lines of their own: beside a label in one cell stands a value in the next.

use crate::visible::{is_block, is_hidden, walk};
use ego_tree::{NodeId, NodeRef};
use scraper::Node;

/// Lines of one page that are looked at.
const LINES_MAX: usize = 20_000;

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its text, with single spaces.
    pub(crate) text: String,
    /// All of it stands in links.
    pub(crate) linked: bool,
    /// The element that holds its first word.
    pub(crate) element: NodeId,
}

#[derive(Default)]
struct Making {
    lines: Vec<Line>,
    text: String,
    /// Some of it stands in no link.
    plain: bool,
    element: Option<NodeId>,
    links: usize,
}

impl Making {
    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        let linked = !std::mem::take(&mut self.plain);
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
        if self.element.is_none() {
            self.element = parent.map(|parent| parent.id());
        }
        self.text.push_str(text);
    }
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
                making.text(text, node.parent());
                false
            }
            Node::Element(element) => {
                if is_hidden(element) || making.lines.len() > LINES_MAX {
                    return false;
                }
                if ends(element.name()) {
                    making.end();
                }
                // Two elements side by side are two things, whatever stands between them.
                if node.prev_sibling().is_some_and(|before| before.value().is_element()) {
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

/// What stands behind a label on its line, or on the next one if the label stands alone; `None` if no
/// line has the label. Signs between the two are left out.
pub(crate) fn labelled<'a>(lines: &'a [Line], label: &str) -> Option<&'a str> {
    let (at, rest) = lines.iter().enumerate().find_map(|(at, line)| {
        let rest = behind(&line.text, label)?;
        Some((at, rest))
    })?;
    if !rest.is_empty() {
        return Some(rest);
    }
    lines.get(at + 1).map(|next| next.text.as_str())
}

/// What stands behind a label at the beginning of a line; `None` if it does not begin with it.
pub(crate) fn behind<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let rest = line.get(..label.len()).filter(|start| start.eq_ignore_ascii_case(label));
    let rest = match rest {
        Some(_) => &line[label.len()..],
        None => {
            // Letters beyond ASCII have other lengths in the other case.
            let start: String = line.chars().take(label.chars().count()).collect();
            (start.to_lowercase() == label.to_lowercase()).then(|| &line[start.len()..])?
        }
    };
    if rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    Some(rest.trim_start_matches(|c: char| c.is_whitespace() || ":—–-=|·•.".contains(c)).trim_end())
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
                    <p><a href=/>Home</a> | <a href=/x>X</a><p>one<br>two <b>three</b><p><i>Alter</i><i>25</i>";
        let wanted = [
            ("Plaats", false),
            ("Utrecht", false),
            ("Prijs", false),
            ("€ 80", false),
            ("Home | X", true),
            ("one", false),
            ("two three", false),
            ("Alter 25", false),
        ];
        let found = of(html);
        assert_eq!(found.iter().map(|(t, l)| (t.as_str(), *l)).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn a_label_has_its_value_behind_it_or_below() {
        let page = "<p>Preis: 80 €<p>Ort<p>Berlin<p>Alter — 25<p>Größe 170<p>Ortschaft: X";
        let page = Page::parse(page.as_bytes(), "text/html; charset=utf-8", "");
        let lines = lines(page.html.tree.root());
        for (label, value) in [
            ("Preis", "80 €"),
            ("ort", "Berlin"),
            ("Alter", "25"),
            ("GRÖSSE", ""),
            ("größe", "170"),
        ] {
            let found = labelled(&lines, label).unwrap_or_default();
            assert_eq!(found, value, "{label}");
        }
        assert_eq!(labelled(&lines, "Telefon"), None);
    }
}
