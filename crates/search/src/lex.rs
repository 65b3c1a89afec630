//! The text of a query → items: words, quoted phrases, fields, OR.

use std::ops::Range;

/// One item of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// With its sign and quotes, in bytes.
    pub(crate) span: Range<usize>,
    /// Whether a minus or NOT stands before it.
    pub(crate) not: bool,
    pub(crate) kind: ItemKind,
}

/// What an item is. Ranges are bytes of the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ItemKind {
    /// Anything without quotes.
    Bare(Range<usize>),
    /// What stands between quotes; `closed` if the second is there.
    Quoted { inside: Range<usize>, closed: bool },
    /// `name:value`.
    Field { name: String, value: Range<usize>, closed: bool },
    /// `OR` or `|`.
    Or,
}

/// Names before a colon that are fields.
pub(crate) const NAMES: [&str; 24] = [
    "advert", "source", "site", "lang", "language", "actor", "ring", "template", "lead", "band",
    "currency", "place", "city", "from", "to", "price", "phone", "email", "handle", "url",
    "wallet", "card", "image", "account",
];

/// Quotes that open or close a phrase.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '＂')
}

/// The items of `text`, in order.
pub(crate) fn items(text: &str) -> Vec<Item> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut not = None;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let item = item(text, at);
        at = item.span.end;
        match &item.kind {
            ItemKind::Bare(word) if &text[word.clone()] == "AND" => {}
            ItemKind::Bare(word) if &text[word.clone()] == "NOT" => not = Some(item.span.start),
            _ => {
                let negated: Option<usize> = not.take();
                out.push(match negated {
                    Some(start) if item.kind != ItemKind::Or => {
                        Item { span: start..item.span.end, not: true, ..item }
                    }
                    _ => item,
                });
            }
        }
    }
    out
}

/// The item that begins at `start`, where no white space is.
fn item(text: &str, start: usize) -> Item {
    let rest = &text[start..];
    let sign = rest.chars().next().filter(|c| matches!(c, '-' | '−' | '–'));
    let from = start + sign.map_or(0, char::len_utf8);
    let behind = text[from..].chars().next();
    // A minus on its own, or one before another, says nothing.
    let not = sign.is_some()
        && behind.is_some_and(|c| c.is_alphanumeric() || is_quote(c) || !c.is_ascii());
    let body = if not { from } else { start };
    if let Some(quote) = text[body..].chars().next().filter(|&c| is_quote(c)) {
        let (inside, end, closed) = quoted(text, body + quote.len_utf8());
        return Item { span: start..end, not, kind: ItemKind::Quoted { inside, closed } };
    }
    let end = text[body..].find(char::is_whitespace).map_or(text.len(), |n| body + n);
    let word = &text[body..end];
    if let Some((name, value)) = word.split_once(':') {
        let name = name.to_lowercase();
        if NAMES.contains(&name.as_str()) {
            let from = end - value.len();
            let quote = value.chars().next().filter(|&c| is_quote(c));
            let (value, end, closed) = match quote {
                Some(quote) => quoted(text, from + quote.len_utf8()),
                None => (from..end, end, true),
            };
            return Item { span: start..end, not, kind: ItemKind::Field { name, value, closed } };
        }
    }
    let kind =
        if matches!(word, "OR" | "|" | "||") { ItemKind::Or } else { ItemKind::Bare(body..end) };
    Item { span: start..end, not, kind }
}

/// What stands between quotes, of which the first ends at `from`; where the item ends; whether
/// there is a second quote.
fn quoted(text: &str, from: usize) -> (Range<usize>, usize, bool) {
    match text[from..].char_indices().find(|&(_, c)| is_quote(c)) {
        Some((n, quote)) => (from..from + n, from + n + quote.len_utf8(), true),
        None => (from..text.len(), text.len(), false),
    }
}
