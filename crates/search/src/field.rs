//! `name:value` → a condition.

use crate::lex::Item;
use crate::query::{FieldName, What};
use crate::range;
use crate::read::{Reader, phrase};
use crate::{Told, tokens};
use spoor_vocab::{Selector, SelectorKind};
use std::ops::Range;

/// Reads a field. Returns how many of the items behind belong to its value: a number is often
/// typed with spaces.
pub(crate) fn read(
    reader: &mut Reader<'_>,
    item: &Item,
    name: &str,
    value: Range<usize>,
    behind: &[Item],
) -> usize {
    if reader.text[value.clone()].trim().is_empty() {
        reader.note(&item.span, format!("nothing stands behind {name}: so it is not read"));
        return 0;
    }
    if let Some(kind) = selector_kind(name) {
        return identifier(reader, item, kind, value, behind);
    }
    let text = reader.text[value.clone()].trim();
    let what = match name {
        "from" | "to" => date(name, text),
        "price" => price(text),
        "place" | "city" => phrase(text).map(What::Place),
        _ => named(name, text),
    };
    match what {
        Some(what) => reader.push(&item.span, item.not, what),
        None => {
            let like = match name {
                "from" | "to" => "a date is written 2026-01-31, 2026-01 or 2026",
                "price" => "a price is written 100..200, 100.., ..200 or 150",
                _ => "no word in it",
            };
            reader.note(&item.span, format!("{like}: not read"));
        }
    }
    0
}

fn date(name: &str, text: &str) -> Option<What> {
    let (first, after) = range::date(text)?;
    Some(match name {
        "from" => What::Posted { from: Some(first), before: None },
        _ => What::Posted { from: None, before: Some(after) },
    })
}

fn price(text: &str) -> Option<What> {
    let range::Prices { from, to, currency } = range::prices(text)?;
    let (from, to) = match (from, to) {
        (Some(a), Some(b)) if a > b => (Some(b), Some(a)),
        ends => ends,
    };
    Some(What::Price { from, to, currency })
}

fn named(name: &str, text: &str) -> Option<What> {
    let field = match name {
        "advert" => FieldName::Advert,
        "source" => FieldName::Source,
        "site" => FieldName::Site,
        "lang" | "language" => FieldName::Lang,
        "actor" => FieldName::Actor,
        "ring" => FieldName::Ring,
        "template" => FieldName::Template,
        "lead" => FieldName::Lead,
        "band" => FieldName::Band,
        "currency" => FieldName::Currency,
        _ => return None,
    };
    let value = text.trim_end_matches('*').to_lowercase();
    (!value.is_empty()).then(|| What::Field { field, value, prefix: text.ends_with('*') })
}

fn selector_kind(name: &str) -> Option<SelectorKind> {
    use SelectorKind::{Account, Card, Email, Handle, Image, Phone, Url, Wallet};
    [Phone, Email, Handle, Url, Wallet, Card, Image, Account]
        .into_iter()
        .find(|k| k.as_str() == name)
}

/// What is told of the value and the bare words behind it, if it is of this kind; else the value
/// as it was typed.
fn identifier(
    reader: &mut Reader<'_>,
    item: &Item,
    kind: SelectorKind,
    value: Range<usize>,
    behind: &[Item],
) -> usize {
    let run: Vec<&Item> = behind.iter().take_while(|i| reader.goes_on(i)).collect();
    let end = match run.last() {
        Some(last) if value.end == item.span.end => last.span.end,
        _ => value.end,
    };
    let told: Vec<Told> = reader
        .told(value.start..end)
        .into_iter()
        .filter(|t| t.selector.kind == kind && t.start < value.end)
        .collect();
    let Some(last) = told.iter().map(|t| t.end).max() else {
        let typed = reader.text[value.clone()].trim().to_owned();
        if tokens(&typed).is_empty() {
            reader.note(&item.span, "no word in it: not read");
            return 0;
        }
        let any = vec![Selector { kind, value: typed }];
        reader.push(&item.span, item.not, What::Selector { any, typed: None });
        return 0;
    };
    reader.identifier(&told.iter().collect::<Vec<_>>(), value.start..last.max(value.end), item.not);
    run.iter().take_while(|i| i.span.start < last).count()
}
