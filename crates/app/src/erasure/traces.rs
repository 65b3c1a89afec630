//! Traces: what people wrote or keep that holds an erased value. Words of cases and contests, saved
//! searches, muted values and requests lie beside the custody log so that they can go; the digest of
//! words stays in the log, and nothing can be guessed from it.

use super::values::Values;
use anyhow::Result;
use serde_json::Value;
use spoor_vault::{Casebook, TaskQuery};
use spoor_vocab::Case;
use std::collections::{BTreeMap, BTreeSet};

/// What a trace is, in words, many of it.
type Sort = &'static str;

/// What was found: where it is kept, and what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces(Vec<Trace>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Trace {
    kind: String,
    key: String,
    sort: Sort,
}

impl Traces {
    /// Looks through everything that is kept, what has expired and was not yet removed too.
    pub async fn of(book: &Casebook, values: &Values) -> Result<Self> {
        if values.is_empty() {
            return Ok(Self::default());
        }
        let mut found = Vec::new();
        for (kind, kept) in book.everything_kept(0).await? {
            let Some(fields) = fields(&kind) else { continue };
            let Ok(row) = serde_json::from_str::<Value>(&kept.value) else { continue };
            let words = fields.iter().filter_map(|field| row[*field].as_str());
            if words.into_iter().any(|text| values.are_in(text)) {
                let sort = sort(book, &kind, &kept.key).await?;
                found.push(Trace { kind, key: kept.key, sort });
            }
        }
        Ok(Self(found))
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many of each sort.
    pub fn counts(&self) -> BTreeMap<Sort, u64> {
        let mut counts = BTreeMap::new();
        for trace in &self.0 {
            *counts.entry(trace.sort).or_default() += 1;
        }
        counts
    }

    /// Likewise as words: `notes 2, saved searches 1`.
    pub fn in_words(&self) -> String {
        let of = |(sort, n): (&Sort, &u64)| format!("{sort} {n}");
        self.counts().iter().map(of).collect::<Vec<_>>().join(", ")
    }

    /// Removes them all.
    pub async fn erase(&self, book: &Casebook) -> Result<()> {
        for trace in &self.0 {
            book.remove(&trace.kind, &trace.key).await?;
        }
        Ok(())
    }
}

/// Where the words stand in rows of a kind; none if it has no words of people.
fn fields(kind: &str) -> Option<&'static [&'static str]> {
    match kind {
        "contest-words" => Some(&["words"]),
        "saved-search" => Some(&["q"]),
        "muted" => Some(&["value", "why"]),
        "erasure" => Some(&["what", "why"]),
        _ if kind.starts_with("words C-") => Some(&["text"]),
        _ => None,
    }
}

async fn sort(book: &Casebook, kind: &str, key: &str) -> Result<Sort> {
    Ok(match kind {
        "contest-words" => "reasons of contests",
        "saved-search" => "saved searches",
        "muted" => "muted values",
        "erasure" => "requests for erasure",
        _ => of_case(book, kind.trim_start_matches("words "), key).await?,
    })
}

/// Whether words of a case are a note, a task or its title.
async fn of_case(book: &Casebook, name: &str, digest: &str) -> Result<Sort> {
    let Some(number) = Case::number_of(name) else { return Ok("words of cases") };
    let query = TaskQuery { case: Some(number), ..TaskQuery::default() };
    let tasks: BTreeSet<String> =
        book.tasks(&query).await?.into_iter().map(|task| task.terms.words).collect();
    let case = book.case(number).await?;
    Ok(match case.is_some_and(|case| case.terms.title == digest) {
        true => "titles of cases",
        false if tasks.contains(digest) => "tasks of cases",
        false => "notes of cases",
    })
}
