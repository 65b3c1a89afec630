//! Other captures of the same posting, and what changed between them.

use crate::query::objects;
use crate::serve::look_up::{Row, when};
use crate::serve::ring::rows::text;
use anyhow::Result;
use serde::Serialize;
use similar::{ChangeTag, TextDiff};
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use utoipa::ToSchema;

/// Captures shown.
const SHOWN: usize = 5;
/// Characters of a text that are compared.
const COMPARED: usize = 20_000;

/// Another capture of the posting.
#[derive(Serialize, ToSchema)]
pub struct VersionView {
    /// The advert read out of it.
    pub advert_id: String,
    /// When it was captured.
    pub captured: String,
    /// From that text to this one.
    pub changes: Vec<Change>,
}

/// A stretch of text that is in both, or in one alone.
#[derive(Serialize, ToSchema)]
pub struct Change {
    /// `same`, `gone` (there, not here) or `new` (here, not there).
    pub kind: String,
    /// The words.
    pub text: String,
}

/// Other captures of the posting: those to which the source gives the same id on the same site, newest
/// first.
pub async fn of(engine: &Engine, row: &Row) -> Result<Vec<VersionView>> {
    let is = |key: &str| format!("{key} = {}", literal(&text(row, key)));
    let sql = format!(
        "SELECT advert_id, title, text, captured_at FROM adverts WHERE {} AND {} AND {} \
         AND advert_id <> {} ORDER BY captured_at DESC, advert_id LIMIT {SHOWN}",
        is("id"),
        is("source"),
        is("site"),
        literal(&text(row, "advert_id"))
    );
    let here = whole(row);
    let rows = objects(engine, &sql).await?;
    let view = |row: &Row| VersionView {
        advert_id: text(row, "advert_id"),
        captured: when(row, "captured_at"),
        changes: changes(&whole(row), &here),
    };
    Ok(rows.iter().map(view).collect())
}

/// Title and text, up to what is compared.
fn whole(row: &Row) -> String {
    let whole = format!("{}\n{}", text(row, "title"), text(row, "text"));
    whole.trim_start().chars().take(COMPARED).collect()
}

/// What changed, word by word; stretches of one kind are one.
fn changes(then: &str, now: &str) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for change in TextDiff::from_words(then, now).iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => "same",
            ChangeTag::Delete => "gone",
            ChangeTag::Insert => "new",
        };
        match changes.last_mut().filter(|last| last.kind == kind) {
            Some(last) => last.text.push_str(change.value()),
            None => changes.push(Change { kind: kind.into(), text: change.value().into() }),
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_and_what_is_new_make_the_text_of_now() {
        let told = changes("One hour 150 euro, ask Ann", "One hour 120 euro, ask Ann today");
        let of = |kinds: [&str; 2]| -> String {
            let kept = told.iter().filter(|c| kinds.contains(&c.kind.as_str()));
            kept.map(|c| c.text.as_str()).collect()
        };
        assert_eq!(of(["same", "new"]), "One hour 120 euro, ask Ann today");
        assert_eq!(of(["same", "gone"]), "One hour 150 euro, ask Ann");
        assert!(told.iter().any(|c| c.kind == "gone" && c.text == "150"));
        assert_eq!(changes("", "").len(), 0);
    }
}
