//! What another edition changes, entry by entry.

use crate::{Content, Pack};
use std::collections::{BTreeMap, BTreeSet};

/// One difference between two packs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// An entry (or line) that only the second has.
    Added {
        /// File.
        file: String,
        /// The entry.
        entry: String,
    },
    /// An entry that only the first has.
    Removed {
        /// File.
        file: String,
        /// The entry.
        entry: String,
    },
    /// A term that both have, with another meaning, source or licence.
    Changed {
        /// File.
        file: String,
        /// As in the first.
        before: String,
        /// As in the second.
        after: String,
    },
}

/// Differences from `a` to `b`, by file. Terms of lexicons are compared by term and language;
/// other files line by line, comments and order left aside.
pub fn diff(a: &Pack, b: &Pack) -> Vec<Change> {
    let names: BTreeSet<&String> = a.files.keys().chain(b.files.keys()).collect();
    names.into_iter().flat_map(|name| file(a, b, name)).collect()
}

fn file(a: &Pack, b: &Pack, name: &str) -> Vec<Change> {
    let (before, after) = (entries(a, name), entries(b, name));
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let change = |key: &String| match (before.get(key), after.get(key)) {
        (Some(old), Some(new)) if old == new => None,
        (Some(old), Some(new)) => {
            Some(Change::Changed { file: name.to_owned(), before: old.clone(), after: new.clone() })
        }
        (Some(old), None) => Some(Change::Removed { file: name.to_owned(), entry: old.clone() }),
        (None, new) => {
            Some(Change::Added { file: name.to_owned(), entry: new.cloned().unwrap_or_default() })
        }
    };
    keys.into_iter().filter_map(change).collect()
}

/// Entries by what identifies them.
fn entries(pack: &Pack, name: &str) -> BTreeMap<String, String> {
    let content = pack.manifest.files.iter().find(|f| f.name == name).map(|f| f.content);
    let text = pack.files.get(name).map_or("", String::as_str);
    let lines = text.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#'));
    let key = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        match (content, &fields[..]) {
            (Some(Content::Indicators), [term, language, ..]) => format!("{term}\t{language}"),
            (Some(Content::Services), [term, _, language, ..]) => format!("{term}\t{language}"),
            _ => line.to_owned(),
        }
    };
    lines.map(|line| (key(line), line.to_owned())).collect()
}
