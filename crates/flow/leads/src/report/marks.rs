//! A text cut at the borders of its marks, so that overlapping marks can be drawn.

use super::input::Mark;
use super::words::clean;
use spoor_vocab::Kind;

/// A piece of text: plain where `title` is empty.
pub(super) struct Piece {
    pub(super) text: String,
    /// Class of the style sheet; one of a fixed set.
    pub(super) class: &'static str,
    /// What was read there, for every mark that covers the piece.
    pub(super) title: String,
}

/// Cuts `text`. Marks that are empty or lie outside are left out.
pub(super) fn cut(text: &str, marks: &[Mark]) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let marks: Vec<&Mark> =
        marks.iter().filter(|m| m.start < m.end && m.end as usize <= chars.len()).collect();
    let mut borders: Vec<usize> =
        marks.iter().flat_map(|m| [m.start as usize, m.end as usize]).collect();
    borders.extend([0, chars.len()]);
    borders.sort_unstable();
    borders.dedup();
    let mut out = Vec::new();
    for pair in borders.windows(2) {
        let covering: Vec<&&Mark> = marks
            .iter()
            .filter(|m| m.start as usize <= pair[0] && pair[1] <= m.end as usize)
            .collect();
        let titles: Vec<String> =
            covering.iter().map(|m| clean(&format!("{}: {}", m.class, m.value))).collect();
        out.push(Piece {
            text: clean(&chars[pair[0]..pair[1]].iter().collect::<String>()),
            class: covering.first().map_or("", |m| class(&m.class)),
            title: titles.join("; "),
        });
    }
    out
}

/// Colours by family; every mark also has an underline and a title, so none rests on colour.
fn class(kind: &str) -> &'static str {
    match kind.parse::<Kind>() {
        Ok(Kind::Phone | Kind::Email | Kind::Handle | Kind::Url | Kind::Wallet) => "contact",
        Ok(Kind::Indicator) => "word",
        Ok(Kind::Place | Kind::Date) => "where",
        _ => "field",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: u32, end: u32, class: &str) -> Mark {
        Mark { start, end, class: class.into(), value: "v".into() }
    }

    #[test]
    fn overlapping_and_wrong_marks_never_lose_text() {
        let text = "é ring 07700 900123 now";
        let marks = [
            mark(2, 8, "indicator"),
            mark(7, 19, "phone"),
            mark(5, 5, "name"),
            mark(20, 99, "name"),
            mark(9, 3, "name"),
        ];
        let pieces = cut(text, &marks);
        assert_eq!(pieces.iter().map(|p| p.text.as_str()).collect::<String>(), text);
        let marked: Vec<(&str, &str, &str)> = pieces
            .iter()
            .filter(|p| !p.title.is_empty())
            .map(|p| (p.text.as_str(), p.class, p.title.as_str()))
            .collect();
        assert_eq!(
            marked,
            [
                ("ring ", "word", "indicator: v"),
                ("0", "word", "indicator: v; phone: v"),
                ("7700 900123", "contact", "phone: v"),
            ]
        );
    }
}
