//! Labels, and the values that stand beside them: behind, before or below.

use crate::lines::Line;
use crate::visible;
use ego_tree::NodeRef;
use scraper::{ElementRef, Node};

/// Signs that stand between a label and its value.
const SIGNS: &str = ":—–-=|·•.";

/// Of a hundred letters and digits of a line that says nothing new, those that no field has.
const UNTOLD: usize = 20;

/// Elements between the words of a label and the cell that they fill.
const CELL_DEPTH_MAX: usize = 3;

/// Where a value stands, seen from its label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Beside {
    /// Behind it on its line, or on the next line if the label has one of its own.
    #[default]
    Behind,
    /// In front of it on its line, or on the line before.
    Before,
    /// In the same place of the row below: the label heads a column.
    Below,
}

/// What stands beside a label; `None` if no line has the label. Signs between the two are left out.
/// `root` holds the lines.
pub(crate) fn labelled(
    root: NodeRef<'_, Node>,
    lines: &[Line],
    label: &str,
    beside: Beside,
) -> Option<String> {
    let next = |at: Option<usize>| at.and_then(|at| lines.get(at)).map(|line| line.text.clone());
    let found = |of: fn(&'_ str, &str) -> Option<String>| {
        lines.iter().enumerate().find_map(|(at, line)| Some((at, of(&line.text, label)?)))
    };
    match beside {
        Beside::Behind => {
            let (at, rest) = found(|line, label| behind(line, label).map(str::to_owned))?;
            if rest.is_empty() { next(at.checked_add(1)) } else { Some(rest) }
        }
        Beside::Before => {
            let (at, rest) = found(|line, label| before(line, label).map(str::to_owned))?;
            if rest.is_empty() { next(at.checked_sub(1)) } else { Some(rest) }
        }
        Beside::Below => below(root, label),
    }
}

/// What stands behind a label at the beginning of a line; `None` if it does not begin with it.
pub(crate) fn behind<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let rest = line.get(..label.len()).filter(|start| start.eq_ignore_ascii_case(label));
    let rest = match rest {
        Some(_) => &line[label.len()..],
        None => {
            // Letters beyond ASCII have other lengths in the other case.
            let end =
                line.char_indices().nth(label.chars().count()).map_or(line.len(), |(at, _)| at);
            same(&line[..end], label).then(|| &line[end..])?
        }
    };
    // A sign is a label whatever follows it.
    if rest.starts_with(char::is_alphanumeric) && label.ends_with(char::is_alphanumeric) {
        return None;
    }
    Some(rest.trim_start_matches(is_between).trim_end())
}

/// What stands before a label at the end of a line; `None` if it does not end with it.
pub(crate) fn before<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let last = label.chars().count().checked_sub(1)?;
    let from = line.char_indices().rev().nth(last).map(|(at, _)| at)?;
    let rest = same(&line[from..], label).then(|| &line[..from])?;
    if rest.ends_with(char::is_alphanumeric) && label.starts_with(char::is_alphanumeric) {
        return None;
    }
    Some(rest.trim_end_matches(|c| is_between(c) && c != '.').trim_start())
}

/// The cell under the one that holds nothing but the label: in the next row, as far to the right.
fn below(root: NodeRef<'_, Node>, label: &str) -> Option<String> {
    let says = |node: &NodeRef<'_, Node>| {
        let text = node.value().as_text();
        text.is_some_and(|text| same(text.trim().trim_end_matches(is_between), label))
    };
    root.descendants().filter(says).find_map(|word| {
        let cells = word.ancestors().filter_map(ElementRef::wrap).take(CELL_DEPTH_MAX);
        cells.filter_map(|cell| under(cell, label)).next()
    })
}

/// The text under a cell that holds nothing but the label.
fn under(cell: ElementRef<'_>, label: &str) -> Option<String> {
    let row = cell.parent().and_then(ElementRef::wrap)?;
    let at = cell.prev_siblings().filter_map(ElementRef::wrap).count();
    let wide = row.child_elements().count();
    if wide < 2 || !same(visible::line(*cell).trim_end_matches(is_between), label) {
        return None;
    }
    let next = |of: ElementRef<'_>| of.next_siblings().find_map(ElementRef::wrap).map(|e| e.id());
    // A head of a table is an element of its own.
    let after = next(row).or_else(|| {
        let head = row.parent().and_then(ElementRef::wrap)?;
        let body = head.tree().get(next(head)?).and_then(ElementRef::wrap)?;
        body.child_elements().next().map(|e| e.id())
    })?;
    let after = row.tree().get(after).and_then(ElementRef::wrap)?;
    if after.child_elements().count() != wide {
        return None;
    }
    let text = visible::line(*after.child_elements().nth(at)?);
    (!text.is_empty()).then_some(text)
}

/// Lines parted at separators; what stands between two is a line.
pub(crate) fn parts(lines: &[Line], separators: &[String]) -> Vec<Line> {
    let mut parts = Vec::new();
    for line in lines {
        let mut rest = line.text.as_str();
        loop {
            let next =
                separators.iter().filter_map(|s| rest.find(s.as_str()).map(|at| (at, s.len())));
            let (at, long) =
                next.min_by_key(|(at, long)| (*at, usize::MAX - long)).unwrap_or((rest.len(), 0));
            let text = rest[..at].trim();
            if !text.is_empty() {
                parts.push(Line { text: text.to_owned(), ..line.clone() });
            }
            rest = &rest[at + long..];
            if rest.is_empty() {
                break;
            }
        }
    }
    parts
}

/// Whether a line says next to nothing but these values and labels.
pub(crate) fn is_told(line: &str, told: &[&str]) -> bool {
    let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let mut longest: Vec<&str> =
        told.iter().copied().filter(|t| !t.is_empty() && t.len() <= line.len()).collect();
    longest.sort_by_key(|told| std::cmp::Reverse(told.len()));
    let mut rest = line.to_owned();
    for told in longest {
        if let Some(at) = rest.find(told) {
            rest.replace_range(at..at + told.len(), " ");
        }
    }
    words(&rest) < words(line) && words(&rest) * 100 <= words(line) * UNTOLD
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || SIGNS.contains(c)
}

fn same(text: &str, label: &str) -> bool {
    text.eq_ignore_ascii_case(label)
        || !(text.is_ascii() && label.is_ascii()) && text.to_lowercase() == label.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::lines;
    use crate::page::Page;

    fn value(html: &str, label: &str, beside: Beside) -> Option<String> {
        let page = Page::parse(html.as_bytes(), "text/html; charset=utf-8", "");
        let root = page.html.tree.root();
        labelled(root, &lines(root), label, beside)
    }

    #[test]
    fn a_label_has_its_value_behind_it_or_below() {
        let page = "<p>Preis: 80 €<p>Ort<p>Berlin<p>Alter — 25<p>Größe 170<p>Ortschaft: X<p>☎0150";
        for (label, wanted) in [
            ("Preis", Some("80 €")),
            ("ort", Some("Berlin")),
            ("Alter", Some("25")),
            ("GRÖSSE", None),
            ("größe", Some("170")),
            ("GRÖßE", Some("170")),
            ("☎", Some("0150")),
            ("Telefon", None),
        ] {
            assert_eq!(value(page, label, Beside::Behind).as_deref(), wanted, "{label}");
        }
    }

    #[test]
    fn a_label_has_its_value_before_it() {
        let page =
            "<li><b>80 €</b> Preis<li>12. Mai<li>GRÖßE:<dt>Berlin<dd>Ort<p>Vorort<p>25 Jahre alt";
        for (label, wanted) in [
            ("Preis", Some("80 €")),
            ("ort", Some("Berlin")),
            ("Jahre alt", Some("25")),
            ("alt", Some("25 Jahre")),
            ("Größe", None),
        ] {
            assert_eq!(value(page, label, Beside::Before).as_deref(), wanted, "{label}");
        }
        assert_eq!(value("Ort", "Ort", Beside::Before), None);
    }

    #[test]
    fn a_label_heads_a_column() {
        let table = "<table><thead><tr><th>Price<th><b>Town:</b></thead><tbody><tr><td>€ 80<td>Utrecht\
                     </table>";
        assert_eq!(value(table, "town", Beside::Below).as_deref(), Some("Utrecht"));
        let rows = "<div><i>Price</i><i>Town</i></div><div><b>€ 80</b><b>Utrecht</b></div>";
        assert_eq!(value(rows, "Town", Beside::Below).as_deref(), Some("Utrecht"));
        // Rows of other widths are none of one table.
        let odd = "<div><i>Price</i><i>Town</i></div><div><b>€ 80</b></div>";
        assert_eq!(value(odd, "Price", Beside::Below), None);
    }

    #[test]
    fn a_line_of_fields_says_nothing_new() {
        let told = ["Utrecht", "80", "€ 80", "member"];
        assert!(is_told("€ 80, Utrecht", &told) && is_told("member: Utrecht!", &told));
        assert!(!is_told("Come to Utrecht", &told) && !is_told("", &told) && !is_told("—", &told));
    }

    #[test]
    fn lines_have_parts() {
        let page = Page::parse(b"<p>a, b (c d) \xc2\xb7 e<p>,f", "text/html; charset=utf-8", "");
        let separators = [",", "(", ")", "·"].map(str::to_owned);
        let found = parts(&lines(page.html.tree.root()), &separators);
        let found: Vec<&str> = found.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(found, ["a", "b", "c d", "e", "f"]);
    }
}
