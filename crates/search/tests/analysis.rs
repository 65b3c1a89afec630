//! Words in disguise, endings in six languages, and where words stand in a text.

mod country;

use proptest::prelude::*;
use spoor_search::{
    Ask, Entry, Index, Lang, Settings, TokenKind, highlight, nothing_told, read, stems, tokens,
};

/// Lines of a file of tab-separated cases.
fn cases(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = file.lines().filter(|l| !l.is_empty() && !l.starts_with("# "));
    lines.map(|l| l.split('\t').collect())
}

fn entry(id: &str, lang: &str, text: &str) -> Entry {
    Entry {
        advert_id: id.to_owned(),
        source: "s".to_owned(),
        lang: lang.to_owned(),
        text: text.to_owned(),
        ..Entry::default()
    }
}

/// An index of one part.
fn index(entries: &[Entry]) -> (tempfile::TempDir, Index) {
    let dir = tempfile::tempdir().unwrap();
    let settings = Settings { threads: 1, bytes_per_thread: 15 << 20, search_threads: 1 };
    let mut index = Index::open(dir.path(), settings).unwrap();
    index.update(&["part".into()], |_| entries.iter().cloned().map(Ok)).unwrap();
    (dir, index)
}

fn found(index: &Index, text: &str) -> Vec<String> {
    let (query, _) = read(text, &nothing_told);
    let ask = Ask { sources: &["s".into()], limit: 1000, ..Ask::default() };
    index.search(&query, &ask).unwrap().hits.into_iter().map(|h| h.advert_id).collect()
}

#[test]
fn words_are_found_in_any_disguise() {
    let all: Vec<Vec<&str>> = cases(include_str!("../cases/disguises.tsv")).collect();
    let entries: Vec<Entry> =
        all.iter().enumerate().map(|(n, case)| entry(&n.to_string(), "", case[1])).collect();
    let (_dir, index) = index(&entries);
    let mut wrong = Vec::new();
    for (n, case) in all.iter().enumerate() {
        let is_found = found(&index, case[0]).contains(&n.to_string());
        let (query, _) = read(case[0], &nothing_told);
        let is_marked = !highlight(case[1], "", &query, &nothing_told).is_empty();
        let expected = case[2] == "yes";
        if is_found != expected || is_marked != expected {
            wrong.push(format!("{case:?}: found {is_found}, marked {is_marked}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[test]
fn stems_are_those_of_snowball() {
    let mut wrong = Vec::new();
    for case in cases(include_str!("data/stems.tsv")) {
        let lang = Lang::of_tag(case[0]).unwrap();
        let token = tokens(case[1]).swap_remove(0);
        let folded = tokens(case[2]).swap_remove(0).folded;
        if !stems(lang, &token).contains(&folded) {
            wrong.push(format!("{case:?}: {:?}", stems(lang, &token)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn endings_are_those_of_the_texts_language() {
    let entries = [
        entry("en", "en", "relaxing massages by the hour"),
        entry("nl", "nl-BE", "ontspannende massages per uur, mooie kamers"),
        entry("de", "de", "schöne Stunden, entspannende Massagen"),
        entry("fr", "fr", "massages relaxants, plusieurs heures"),
        entry("es", "es", "masajes relajantes, varias horas"),
        entry("ro", "ro", "masaje de relaxare, câteva ore, orașe"),
        entry("none", "", "massages"),
        entry("other", "pl", "massages"),
    ];
    let (_dir, index) = index(&entries);
    let sorted = |text: &str| {
        let mut ids = found(&index, text);
        ids.sort();
        ids
    };
    assert_eq!(sorted("massage"), ["de", "en", "fr", "nl"]);
    assert_eq!(sorted("kamer"), ["nl"]);
    assert_eq!(sorted("schon stunde"), ["de"], "without its umlaut");
    assert_eq!(sorted("heure"), ["fr"]);
    assert_eq!(sorted("hora masaje"), ["es"]);
    assert_eq!(sorted("oras"), ["ro"]);
    assert_eq!(sorted("\"massages\""), ["en", "fr", "nl", "none", "other"], "quotes: as written");
}

#[test]
fn marks_stand_where_the_words_are() {
    let text = "Hi, I am Аnnа 🌹 Relaxing massages, call 07700 900123 or 07700900123!";
    let marked = |query: &str, lang: &str| -> Vec<&str> {
        let (query, _) = read(query, &country::tell);
        let spans = highlight(text, lang, &query, &country::tell);
        spans.into_iter().map(|s| &text[s]).collect()
    };
    assert_eq!(marked("anna massage", "en"), ["Аnnа", "massages"]);
    assert_eq!(marked("anna massage", ""), ["Аnnа"]);
    assert_eq!(marked("\"relaxing massages\" -anna", "en"), ["Relaxing massages"]);
    assert_eq!(marked("relax* 🌹", "en"), ["🌹", "Relaxing"]);
    assert_eq!(marked("+44 7700 900123", "en"), ["07700 900123", "07700900123"]);
    assert_eq!(marked("site:example.com from:2026", "en"), [""; 0]);
}

proptest! {
    #[test]
    fn tokens_are_lawful(text in "\\PC{0,60}|[a-zа-яα-ω0-9 😀-🙏新-斱\u{300}\u{200b}'️⃣]{0,40}") {
        let found = tokens(&text);
        let mut last = 0;
        for t in &found {
            prop_assert!(t.start < t.end && text.get(t.start..t.end).is_some());
            prop_assert!(!t.folded.is_empty() && t.folded.chars().count() <= 64);
            prop_assert!(t.position >= last && t.position <= last + 1);
            last = t.position;
            for lang in Lang::ALL {
                prop_assert!(stems(lang, t).len() <= 2);
            }
        }
    }

    #[test]
    fn folding_a_word_again_changes_nothing(text in "[\u{21}-\u{24f}\u{370}-\u{5ff}\u{1d00}-\u{2189}\u{1d400}-\u{1d7ff}]{0,30}") {
        for t in tokens(&text) {
            if !matches!(t.kind, TokenKind::Word | TokenKind::Number) {
                continue;
            }
            let again = tokens(&t.folded);
            let whole = again.iter().any(|a| a.folded == t.folded);
            prop_assert!(whole, "{t:?} {again:?}");
        }
    }

    #[test]
    fn every_word_of_a_text_is_marked_in_it(text in "[a-zA-Zäéßñșа-я0-9 ,.新-斱🌹💋]{1,60}") {
        for t in tokens(&text).iter().filter(|t| t.kind != TokenKind::Pair) {
            let (query, _) = read(&text[t.start..t.end], &nothing_told);
            let spans = highlight(&text, "", &query, &nothing_told);
            prop_assert!(spans.iter().any(|s| s.start <= t.start && s.end >= t.end), "{t:?}");
        }
    }
}
