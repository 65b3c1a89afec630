//! What a pack must not hold, and what each entry must say.

use crate::{Content, Pack};
use regex::Regex;
use std::sync::LazyLock;

/// What looks like a person's: a knowledge pack needs no address and no number of anyone.
static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}").ok());
/// Eight digits and more, with what stands between them in numbers.
static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\+?(?:\d[\s().-]{0,2}){7,}\d").ok());

/// Columns of a lexicon: term, two that tell what it is, source, licence.
const COLUMNS: usize = 5;

/// Everything that is wrong with a pack's contents, each as `file:line: problem`; empty if it may
/// travel.
pub fn check(pack: &Pack) -> Vec<String> {
    let mut wrong = Vec::new();
    for entry in &pack.manifest.files {
        let text = pack.files.get(&entry.name).map_or("", String::as_str);
        for (number, line) in text.lines().enumerate() {
            if let Some(problem) = problem(entry.content, line) {
                wrong.push(format!("{}:{}: {problem}", entry.name, number + 1));
            }
        }
        if !entry.content.is_lexicon() && !says_where_from(entry.content, text) {
            wrong.push(format!("{}:1: it does not say its source and licence", entry.name));
        }
    }
    wrong
}

fn problem(content: Content, line: &str) -> Option<String> {
    // Rules cite works by number, and models are numbers.
    let number = NUMBER.as_ref().filter(|_| content.is_lexicon() || content == Content::Profile);
    let found = ADDRESS.as_ref().into_iter().chain(number).find_map(|r| r.find(line));
    if let Some(found) = found {
        return Some(format!("{:?} looks like personal data: take it out", found.as_str()));
    }
    if !content.is_lexicon() || line.is_empty() || line.starts_with('#') {
        return None;
    }
    let fields: Vec<&str> = line.split('\t').collect();
    if fields.len() != COLUMNS {
        return Some(format!("{} columns, not {COLUMNS} separated by tabs", fields.len()));
    }
    let names = match content {
        Content::Indicators => ["term", "language", "code", "source", "licence"],
        _ => ["term", "value", "language", "source", "licence"],
    };
    let empty = fields.iter().position(|f| f.trim().is_empty());
    empty.map(|at| format!("no {}: every entry says its source and licence", names[at]))
}

/// Rules and profiles say it in a comment, models in a key of their own.
fn says_where_from(content: Content, text: &str) -> bool {
    let has = |word: &str| match content {
        Content::Model => text.contains(&format!("\"{word}\"")),
        _ => text.lines().any(|l| l.starts_with('#') && l.to_lowercase().contains(word)),
    };
    has("source") && has("licence")
}
