//! Words of notices: terms, privacy, copyright. Data, with their languages.

use aho_corasick::AhoCorasick;
use std::sync::OnceLock;

/// Language, strength and phrase, separated by tabs.
const PHRASES: &str = include_str!("../../data/boilerplate.tsv");

/// A block with so many different phrases, weak or strong, is a notice whatever its length.
const PHRASES_MIN: usize = 3;

/// A shorter block than this is a notice if it has one strong phrase, or two weak ones.
const SHORT_CHARS: usize = 120;

/// The phrases in lower case, the strong ones first.
struct Phrases {
    finder: Option<AhoCorasick>,
    strong: usize,
    count: usize,
}

/// Whether a block is a notice of the site and no words of an advert.
pub(super) fn is_notice(text: &str) -> bool {
    static PHRASES_READ: OnceLock<Phrases> = OnceLock::new();
    let phrases = PHRASES_READ.get_or_init(read);
    let Some(finder) = &phrases.finder else { return false };
    let lower = text.to_lowercase();
    let mut found = vec![false; phrases.count];
    for phrase in finder.find_overlapping_iter(&lower) {
        found[phrase.pattern().as_usize()] = true;
    }
    let different = found.iter().filter(|f| **f).count();
    let short = text.chars().count() < SHORT_CHARS;
    different >= PHRASES_MIN || short && (different >= 2 || found[..phrases.strong].contains(&true))
}

fn read() -> Phrases {
    let of = |strength: &'static str| {
        PHRASES.lines().filter(|line| !line.starts_with('#')).filter_map(move |line| {
            let mut columns = line.split('\t').skip(1);
            (columns.next() == Some(strength)).then(|| columns.next()).flatten()
        })
    };
    let all: Vec<String> = of("strong").chain(of("weak")).map(str::to_lowercase).collect();
    // A few dozen phrases cannot exceed the limits of the automaton.
    Phrases { finder: AhoCorasick::new(&all).ok(), strong: of("strong").count(), count: all.len() }
}
