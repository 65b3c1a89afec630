//! How queries are read; and that no query, however hostile, fails or takes long.

use proptest::prelude::*;
use spoor_search::{
    Ask, BYTES_MAX, CONDITIONS_MAX, Condition, Entry, FieldName, Index, PREFIXES_MAX, Phrase,
    Query, Settings, Told, What, highlight, nothing_told, read,
};
use spoor_vocab::{Selector, SelectorKind};

fn shown_phrase(phrase: &Phrase) -> String {
    let words: Vec<&str> = phrase.words.iter().map(|(_, w)| w.as_str()).collect();
    format!("\"{}\"", words.join(" "))
}

fn shown(condition: &Condition) -> String {
    let text = match &condition.what {
        What::Word(word) => word.folded.clone(),
        What::Phrase(phrase) => shown_phrase(phrase),
        What::Prefix(begin) => format!("{begin}*"),
        What::Selector { any, .. } => {
            any.iter().map(ToString::to_string).collect::<Vec<_>>().join("/")
        }
        What::Field { field, value, prefix } => {
            let name = match field {
                FieldName::Site => "site",
                FieldName::Source => "source",
                FieldName::Lang => "lang",
                FieldName::Actor => "actor",
                FieldName::Ring => "ring",
                FieldName::Template => "template",
                FieldName::Lead => "lead",
                FieldName::Band => "band",
                FieldName::Advert => "advert",
                FieldName::Currency => "currency",
            };
            format!("{name}={value}{}", if *prefix { "*" } else { "" })
        }
        What::Place(phrase) => format!("place {}", shown_phrase(phrase)),
        What::Posted { from, before } => {
            let from = from.map(|t| format!("from {t}"));
            let before = before.map(|t| format!("before {t}"));
            from.into_iter().chain(before).collect::<Vec<_>>().join(" ")
        }
        What::Price { from, to, currency } => {
            let end = |n: &Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
            let code = currency.as_ref().map(|c| format!(" {c}")).unwrap_or_default();
            format!("price {}..{}{code}", end(from), end(to))
        }
    };
    format!("{}{text}", if condition.not { "!" } else { "" })
}

fn shown_query(query: &Query) -> String {
    let clause = |any: &[Condition]| any.iter().map(shown).collect::<Vec<_>>().join(" | ");
    let all: Vec<String> = query.clauses.iter().map(|c| clause(&c.any)).collect();
    if all.is_empty() { "everything".to_owned() } else { all.join(", ") }
}

#[test]
fn queries_are_read_as_the_cases_say() {
    let lines = include_str!("../cases/queries.tsv").lines().filter(|l| !l.starts_with("# "));
    let mut wrong = Vec::new();
    let mut many = 0;
    for line in lines {
        let [text, expected, note] = line.splitn(3, '\t').collect::<Vec<_>>()[..] else {
            panic!("{line:?}: three columns");
        };
        let (query, notes) = read(text, &nothing_told);
        let said: Vec<&str> = notes.iter().map(|n| n.said.as_str()).collect();
        let noted =
            if note == "-" { said.is_empty() } else { said.iter().any(|s| s.contains(note)) };
        if shown_query(&query) != expected || !noted {
            wrong.push(format!("{text:?}: {} {said:?}", shown_query(&query)));
        }
        many += 1;
    }
    assert!(many > 40 && wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Finds every "N" and what is behind it, up to three words, as a number in two countries.
fn two_readings(text: &str) -> Vec<Told> {
    let Some(start) = text.find('N') else { return Vec::new() };
    let end = text[start..].match_indices(' ').nth(2).map_or(text.len(), |(n, _)| start + n);
    let value = |plus: &str| format!("{plus}{}", text[start..end].replace(' ', ""));
    let told = |plus| Told {
        start,
        end,
        selector: Selector { kind: SelectorKind::Phone, value: value(plus) },
    };
    vec![told("+31"), told("+44")]
}

#[test]
fn what_is_told_takes_the_words_it_stands_on() {
    let shown = |text: &str| {
        let (query, notes) = read(text, &two_readings);
        assert!(notes.iter().any(|n| n.said.contains("however written")), "{text}: {notes:?}");
        shown_query(&query)
    };
    let both = "phone +31N12/phone +44N12";
    assert_eq!(shown("massage N 1 2 amsterdam"), format!("massage, {both}, amsterdam"));
    assert_eq!(shown("massage N -1 2 amsterdam").matches("phone").count(), 2);
    assert_eq!(shown("-N 1 2"), format!("!{both}"));
    assert_eq!(shown("NOT N 1 2 site:x"), format!("!{both}, site=x"));
    assert_eq!(shown("phone:N 1 2 amsterdam"), format!("{both}, amsterdam"));
    assert_eq!(shown("\"N 1 2\" OR tantra"), format!("{both} | tantra"));
}

fn index() -> (tempfile::TempDir, Index) {
    let dir = tempfile::tempdir().unwrap();
    let settings = Settings { threads: 1, bytes_per_thread: 15 << 20, search_threads: 1 };
    let mut index = Index::open(dir.path(), settings).unwrap();
    let entry = |n: usize| Entry {
        advert_id: n.to_string(),
        source: "s".to_owned(),
        text: format!("a b c d e f aa bb word{n} 新人店 🌹 שלום"),
        ..Entry::default()
    };
    index.update(&["p".to_owned()], |_| (0..500).map(move |n| Ok(entry(n)))).unwrap();
    (dir, index)
}

#[test]
fn hostile_queries_are_bounded() {
    let (_dir, index) = index();
    let ask = Ask { sources: &["s".into()], limit: 10, facet_values: 5, ..Ask::default() };
    let texts = [
        "a ".repeat(5000),
        "a OR ".repeat(2000),
        "\"a b c ".repeat(2000),
        "-a ".repeat(3000),
        "aa* ".repeat(3000),
        "(".repeat(10_000),
        "\"".repeat(10_001),
        "^(a+)+$".repeat(1000),
        ".*".repeat(5000),
        "site:".repeat(2000),
        "from:2026-01-01 ".repeat(700),
        "price:0..999999999 ".repeat(700),
        "\u{202e}\u{202d}שלום ".repeat(400),
        "新".repeat(4000),
        "🌹".repeat(3000),
        "a\u{300}".repeat(4000),
        "x".repeat(10_000),
        "NOT ".repeat(3000),
        "\u{0}\u{1f}\u{1}".repeat(1000),
    ];
    for text in texts {
        let (query, notes) = read(&text, &nothing_told);
        let conditions: Vec<&Condition> = query.clauses.iter().flat_map(|c| &c.any).collect();
        assert!(conditions.len() <= CONDITIONS_MAX);
        let prefixes = conditions.iter().filter(|c| matches!(c.what, What::Prefix(_))).count();
        assert!(prefixes <= PREFIXES_MAX);
        let long = text.len() > BYTES_MAX;
        assert!(!long || !notes.is_empty(), "{text:.10}: said nothing");
        index.search(&query, &ask).unwrap();
        highlight(&text, "en", &query, &nothing_told);
    }
}

proptest! {
    #[test]
    fn any_query_is_read_and_answered(
        text in "(\\PC|[-\"*:|()\u{202e}\u{0}]){0,40}|((site|from|price|phone|x|OR|NOT|a|-|\"|:| ){1}){0,30}"
    ) {
        let (query, notes) = read(&text, &two_readings);
        for note in &notes {
            prop_assert!(text.get(note.start..note.end).is_some(), "{note:?}");
        }
        prop_assert!(query.clauses.iter().all(|c| !c.any.is_empty()));
        for span in highlight(&text, "nl", &query, &two_readings) {
            prop_assert!(text.get(span).is_some());
        }
    }
}
