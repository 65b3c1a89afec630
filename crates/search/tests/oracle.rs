//! A query finds exactly what a scan over all adverts finds. The scan knows the words of a text
//! ([`tokens`], [`stems`], held to other sources in `analysis.rs`) and nothing of the index.

mod country;

use proptest::prelude::*;
use spoor_search::{
    Ask, Clause, Entry, FieldName, Index, Lang, Phrase, Query, Settings, Token, What, Word, read,
    stems, tokens,
};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// An advert and its words.
struct Scanned {
    entry: Entry,
    title: Vec<Token>,
    text: Vec<Token>,
    place: Vec<Token>,
    stems: BTreeSet<(Lang, String)>,
}

struct World {
    _dir: tempfile::TempDir,
    index: Index,
    adverts: Vec<Scanned>,
    sources: Vec<String>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let entries = country::entries(1500, 71);
    let dir = tempfile::tempdir().unwrap();
    let settings = Settings { threads: 1, bytes_per_thread: 15 << 20, search_threads: 1 };
    let mut index = Index::open(dir.path(), settings).unwrap();
    // In several updates, so that there are several segments, and one that is rewritten.
    let parts: Vec<String> = (0..5).map(|n| format!("part-{n}")).collect();
    let of = |part: &str| {
        let n: usize = part.trim_start_matches("part-").parse().unwrap();
        entries.iter().skip(n).step_by(4).cloned().map(Ok).collect::<Vec<_>>().into_iter()
    };
    index.update(&[parts[0].clone(), parts[4].clone()], of).unwrap();
    index.update(&parts[..2], of).unwrap();
    index.update(&parts[..4], of).unwrap();
    let sources = country::sources(&entries);
    World { _dir: dir, index, adverts: entries.into_iter().map(scanned).collect(), sources }
});

fn scanned(entry: Entry) -> Scanned {
    let (title, text) = (tokens(&entry.title), tokens(&entry.text));
    let lang = Lang::of_tag(&entry.lang);
    let stems = lang.into_iter().flat_map(|l| {
        title.iter().chain(&text).flat_map(move |t| stems(l, t).into_iter().map(move |s| (l, s)))
    });
    Scanned { stems: stems.collect(), place: tokens(&entry.place), title, text, entry }
}

impl Scanned {
    fn folded(&self, is: impl Fn(&str) -> bool) -> bool {
        self.title
            .iter()
            .chain(&self.text)
            .any(|t| is(&t.folded) || t.latin.as_deref().is_some_and(&is))
    }

    fn word(&self, word: &Word) -> bool {
        self.folded(|f| f == word.folded || word.latin.as_deref() == Some(f))
            || word.stems.iter().any(|s| self.stems.contains(s))
    }

    fn phrase(&self, phrase: &Phrase) -> bool {
        stands(&self.title, phrase) || stands(&self.text, phrase)
    }

    fn field(&self, field: FieldName) -> String {
        let e = &self.entry;
        match field {
            FieldName::Advert => e.advert_id.to_lowercase(),
            FieldName::Source => e.source.to_lowercase(),
            FieldName::Site => e.site.to_lowercase(),
            FieldName::Lang => e.lang.to_lowercase(),
            FieldName::Actor => e.actor_id.to_lowercase(),
            FieldName::Ring => e.ring_id.to_lowercase(),
            FieldName::Template => e.template_id.to_lowercase(),
            FieldName::Lead => e.lead_id.to_lowercase(),
            FieldName::Band => e.band.to_lowercase(),
            FieldName::Currency => {
                e.price.as_ref().map(|p| p.currency.to_lowercase()).unwrap_or_default()
            }
        }
    }

    fn holds(&self, what: &What) -> bool {
        match what {
            What::Word(word) => self.word(word),
            What::Phrase(phrase) => self.phrase(phrase),
            What::Prefix(begin) => self.folded(|f| f.starts_with(begin.as_str())),
            What::Selector { any, typed } => {
                any.iter().any(|s| self.entry.selectors.contains(s))
                    || typed.as_ref().is_some_and(|p| self.phrase(p))
            }
            What::Field { field, value, prefix } => {
                let own = self.field(*field);
                if *prefix { own.starts_with(value.as_str()) } else { own == *value }
            }
            What::Place(phrase) => stands(&self.place, phrase),
            What::Posted { from, before } => self.entry.posted.is_some_and(|t| {
                from.is_none_or(|from| t >= from) && before.is_none_or(|before| t < before)
            }),
            What::Price { from, to, currency } => self.entry.price.as_ref().is_some_and(|p| {
                let cents = (p.amount * 100.0).round() as u64;
                from.is_none_or(|from| cents >= from)
                    && to.is_none_or(|to| cents <= to)
                    && currency.as_ref().is_none_or(|c| *c == p.currency.to_lowercase())
            }),
        }
    }

    fn matches(&self, query: &Query) -> bool {
        let clause = |c: &Clause| c.any.iter().any(|one| self.holds(&one.what) != one.not);
        query.clauses.iter().all(clause)
    }
}

fn stands(text: &[Token], phrase: &Phrase) -> bool {
    text.iter().map(|t| t.position).any(|first| {
        phrase.words.iter().all(|(behind, word)| {
            text.iter().any(|t| {
                t.position == first + behind
                    && (t.folded == *word || t.latin.as_deref() == Some(word))
            })
        })
    })
}

/// Identifiers of all adverts found.
fn found(text: &str) -> (Query, BTreeSet<String>) {
    let (query, _) = read(text, &country::tell);
    let ask = Ask { sources: &WORLD.sources, limit: 10_000, ..Ask::default() };
    let found = WORLD.index.search(&query, &ask).unwrap();
    let ids: BTreeSet<String> = found.hits.iter().map(|h| h.advert_id.clone()).collect();
    assert_eq!(ids.len() as u64, found.adverts, "{text}");
    (query, ids)
}

fn same_as_scan(text: &str) -> usize {
    let (query, ids) = found(text);
    let scan: BTreeSet<String> = WORLD
        .adverts
        .iter()
        .filter(|a| a.matches(&query))
        .map(|a| a.entry.advert_id.clone())
        .collect();
    assert_eq!(ids, scan, "{text}: {query:?}");
    ids.len()
}

/// A piece of a query, taken from the advert `at`.
fn piece(at: usize, kind: u32, pick: usize) -> String {
    let a = &WORLD.adverts[at % WORLD.adverts.len()];
    let e = &a.entry;
    let words: Vec<&str> = e.text.split_whitespace().collect();
    let word = |n: usize| words[n % words.len()];
    match kind {
        0..=5 => word(pick).trim_matches(|c: char| !c.is_alphanumeric()).to_owned(),
        6 | 7 => {
            let from = pick % words.len();
            let to = (from + 2 + pick % 3).min(words.len());
            format!("\"{}\"", words[from..to].join(" ").replace('"', " "))
        }
        8 => format!("{}*", word(pick).chars().take(3).collect::<String>()),
        9 => format!("site:{}", e.site),
        10 => format!("place:\"{}\"", e.place.split(':').next_back().unwrap_or_default()),
        11 => format!("source:{}", e.source),
        12 => format!("lang:{}", e.lang),
        13 => format!("actor:{}", e.actor_id),
        14 => format!("template:{}", e.template_id),
        15 => format!("ring:{}", e.ring_id),
        16 => format!("lead:{}", e.lead_id),
        17 => format!("from:2025-{:02}-{:02}", pick % 12 + 1, pick % 28 + 1),
        18 => format!("to:2026-{:02}", pick % 6 + 1),
        19 => format!("price:{}..{}", 80 + pick % 100, 180 + pick % 100),
        20 => format!("price:{}eur", 80 + pick % 20 * 10),
        21 => e.selectors.first().map(|s| s.value.clone()).unwrap_or_default(),
        22 => e.title.clone(),
        23 => format!("actor:{}*", e.actor_id.chars().take(2).collect::<String>()),
        _ => "OR".to_owned(),
    }
}

fn query() -> impl Strategy<Value = String> {
    let piece =
        (0..1500usize, 0..28u32, 0..500usize, 0..6u32).prop_map(|(at, kind, pick, sign)| {
            let text = piece(at, kind, pick);
            if sign == 0 && text != "OR" { format!("-{text}") } else { text }
        });
    // Mostly of one advert's words, so that not all queries find nothing.
    let near = (0..1500usize, prop::collection::vec((0..28u32, 0..500usize, 0..6u32), 1..4))
        .prop_map(|(at, pieces)| {
            let each = |(kind, pick, sign): (u32, usize, u32)| {
                let text = self::piece(at, kind, pick);
                if sign == 0 && text != "OR" { format!("-{text}") } else { text }
            };
            pieces.into_iter().map(each).collect::<Vec<_>>().join(" ")
        });
    prop_oneof![2 => near, 1 => prop::collection::vec(piece, 1..6).prop_map(|p| p.join(" "))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_index_finds_what_a_scan_finds(text in query()) {
        same_as_scan(&text);
    }
}

#[test]
fn queries_that_matter_find_something_and_the_same_as_a_scan() {
    let phone = WORLD.adverts.iter().find_map(|a| a.entry.selectors.first()).unwrap().value.clone();
    let texts = [
        "massage",
        "masseuse OR massage",
        "-massage",
        "\"per hour\"",
        "mass*",
        "",
        "lang:nl uur",
        "place:amsterdam",
        "price:100..150 from:2025-06 to:2025-12",
        "-lang:en -lang:nl OR ring:ring1",
        "actor:a1*",
        "band:high stunde",
        "stunden",
        "-\"per hour\" massage",
        "-\"per hour\"",
    ];
    for text in texts {
        assert!(same_as_scan(text) > 0, "{text} finds nothing");
    }
    assert!(same_as_scan(&phone) > 0, "{phone} finds nothing");
}

#[test]
fn a_number_is_found_however_it_is_typed() {
    let british = |s: &&spoor_vocab::Selector| s.value.starts_with("+447700900");
    let selectors = WORLD.adverts.iter().flat_map(|a| &a.entry.selectors);
    let number = selectors.into_iter().find(british).unwrap().value.clone();
    let scan: BTreeSet<String> = WORLD
        .adverts
        .iter()
        .filter(|a| a.entry.selectors.iter().any(|s| s.value == number))
        .map(|a| a.entry.advert_id.clone())
        .collect();
    let last = &number[3..];
    let words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let spoken: Vec<&str> =
        format!("0{last}").bytes().map(|b| words[usize::from(b - b'0')]).collect();
    let keycaps: String =
        format!("0{last}").chars().map(|c| format!("{c}\u{fe0f}\u{20e3}")).collect();
    for typed in [
        number.clone(),
        format!("0{last}"),
        format!("0{} {} {}", &last[..4], &last[4..7], &last[7..]),
        format!("(0{}) {}-{}", &last[..4], &last[4..7], &last[7..]),
        format!("+44 {} {}", &last[..4], &last[4..]),
        format!("phone:0{} {}", &last[..4], &last[4..]),
        format!("\"0{} {}\"", &last[..4], &last[4..]),
        format!("0{} -{} -{}", &last[..4], &last[4..7], &last[7..]),
        spoken.join(" "),
        keycaps,
    ] {
        let (query, ids) = found(&typed);
        assert!(ids.is_superset(&scan), "{typed}: {query:?}");
        let (_, without) = found(&format!("NOT {typed}"));
        assert!(typed.starts_with('"') || without.is_disjoint(&scan), "NOT {typed}");
    }
}
