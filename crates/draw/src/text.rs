//! Foreign text made safe to draw: cleaned, measured, cut by grapheme, wrapped, escaped.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// Code points of one grapheme that are drawn: the longest emoji have eleven, and a letter with
/// thousands of accents would cover the drawing.
const GRAPHEME_CHARS: usize = 16;

/// Text without what can mislead or break a page: white space is one blank, controls and
/// noncharacters become U+FFFD, and marks that turn the direction of what follows, or show
/// nothing, are dropped.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // The caller's way to keep a figure and its unit on one line.
            '\u{A0}' => out.push(c),
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{061C}'
            | '\u{00AD}'
            | '\u{FEFF}'
            | '\u{2060}'..='\u{206F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{E0001}' => {}
            c if c.is_control() || c as u32 & 0xFFFE == 0xFFFE => out.push('\u{FFFD}'),
            '\u{FDD0}'..='\u{FDEF}' => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// `&`, `<`, `>` and quotes as entities; what [`clean`] would not let pass is left out.
pub(crate) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() || c as u32 & 0xFFFE == 0xFFFE => {}
            c => out.push(c),
        }
    }
}

/// The text in isolating marks if it has letters written from right to left, so that a sentence
/// around it keeps its order.
pub(crate) fn isolate(text: &str) -> String {
    let rtl = |c: char| {
        matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
            | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
    };
    if text.chars().any(rtl) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

/// Width of a character in ems, a little more than usual sans-serif faces need, for no font is
/// measured here.
fn ems(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | '!' | 'I' => 0.32,
        'f' | 't' | 'r' | ' ' | '\u{A0}' | '(' | ')' | '[' | ']' | '-' | '/' => 0.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' => 0.95,
        'A'..='Z' => 0.72,
        '0'..='9' => 0.63,
        c => match c.width() {
            Some(0) | None => 0.0,
            Some(1) if c.is_ascii() => 0.6,
            Some(1) => 0.66,
            Some(_) => 1.05,
        },
    }
}

/// Estimated width of a text at a font size.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(ems).sum::<f64>() * size
}

/// A grapheme as it is drawn.
fn drawn(grapheme: &str) -> &str {
    match grapheme.char_indices().nth(GRAPHEME_CHARS) {
        Some((end, _)) => &grapheme[..end],
        None => grapheme,
    }
}

/// The cleaned text, cut after the last grapheme that fits and with an ellipsis if it was cut.
pub(crate) fn fit(text: &str, room: f64, size: f64) -> String {
    // Nothing wider than this is ever drawn: work is bounded however long the text is.
    let text = clean(&text[..text.floor_char_boundary(4000)]);
    let (mut out, mut used) = (String::new(), 0.0);
    let room = room - width("…", size);
    let mut rest = text.graphemes(true);
    while let Some(grapheme) = rest.next() {
        let grapheme = drawn(grapheme);
        let w = width(grapheme, size);
        let last = rest.as_str().is_empty();
        if used + w > if last { room + width("…", size) } else { room } {
            // What is left may still fit without an ellipsis.
            if used + w + width(rest.as_str(), size) <= room + width("…", size) {
                out.push_str(grapheme);
                rest.by_ref().for_each(|g| out.push_str(drawn(g)));
                return out;
            }
            out.truncate(out.trim_end().len());
            out.push('…');
            return out;
        }
        out.push_str(grapheme);
        used += w;
    }
    out
}

/// The cleaned text in at most `lines` lines of `room`, the last with an ellipsis if words are
/// left over. A word longer than a line is cut.
pub(crate) fn wrap(text: &str, room: f64, size: f64, lines: usize) -> Vec<String> {
    let text = clean(&text[..text.floor_char_boundary(4000)]);
    let text: String = text.graphemes(true).map(drawn).collect();
    let words: Vec<&str> = text.split(' ').filter(|w| !w.is_empty()).collect();
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if out.len() + 1 >= lines.max(1) {
            out.push(fit(&words[at..].join(" "), room, size));
            break;
        }
        let mut line = fit(words[at], room, size);
        at += 1;
        while at < words.len() && width(&line, size) + width(words[at], size) + size * 0.4 <= room {
            line.push(' ');
            line.push_str(words[at]);
            at += 1;
        }
        out.push(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_misleads_is_taken_out() {
        let cases = [
            ("a\u{202E}b", "ab"),
            ("  two\n\twords ", "two words"),
            ("bell\u{7}", "bell\u{FFFD}"),
            ("\u{FFFE}", "\u{FFFD}"),
            ("zero\u{200B}width", "zerowidth"),
            ("مرحبا", "مرحبا"),
        ];
        for (from, to) in cases {
            assert_eq!(clean(from), to, "{from:?}");
        }
    }

    #[test]
    fn a_cut_never_splits_a_grapheme() {
        let family = "👨‍👩‍👧‍👦".repeat(50);
        let cut = fit(&family, 60.0, 10.0);
        assert!(cut.ends_with('…'), "{cut}");
        assert_eq!(cut.trim_end_matches('…').chars().count() % 7, 0, "{cut}");
        assert_eq!(fit("short", 100.0, 10.0), "short");
        let zalgo = format!("a{}b", "\u{301}".repeat(10_000));
        assert!(fit(&zalgo, 100.0, 10.0).chars().count() <= 2 * GRAPHEME_CHARS + 1);
    }

    #[test]
    fn right_to_left_is_isolated_in_a_sentence() {
        assert_eq!(isolate("שלום"), "\u{2068}שלום\u{2069}");
        assert_eq!(isolate("hello"), "hello");
    }
}
