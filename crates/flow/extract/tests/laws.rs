//! Laws that hold for any text.

use proptest::prelude::*;
use spoor_extract::{Extractor, Hints, char_spans, extract, extract_url};
use spoor_vocab::{Kind, Mention};

fn read(text: &str) -> Vec<Mention> {
    let mut out = Vec::new();
    extract(text, &Hints { country: Some("NL"), posted: Some(1_767_398_400_000) }, &mut out);
    out
}

fn lawful(text: &str, found: &[Mention]) -> Result<(), TestCaseError> {
    for m in found {
        let (start, end) = (m.start as usize, m.end as usize);
        prop_assert!(start < end && end <= text.len(), "{m:?}");
        prop_assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{m:?}");
        prop_assert!(!m.value.is_empty() && (0.0..=1.0).contains(&m.confidence), "{m:?}");
    }
    let key = |m: &Mention| (m.start, m.kind);
    prop_assert!(found.windows(2).all(|w| key(&w[0]) <= key(&w[1])));
    let spans = char_spans(text, found);
    let chars = text.chars().count() as u32;
    prop_assert!(spans.iter().all(|(a, b)| a < b && *b <= chars));
    Ok(())
}

/// Pieces that meet in adverts, thrown together.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        "202",
        "555",
        "0142",
        "five",
        "O",
        "1️⃣",
        "⓪",
        "$",
        "€",
        "30 min",
        "hh",
        "roses",
        "@",
        ".com",
        "insta",
        ":",
        "-",
        " ",
        "\n",
        "(",
        ")",
        "+31",
        "06",
        "5'4",
        "kg",
        "years",
        "Anna",
        "in",
        "Utrecht",
        "no",
        "bb",
        "new in town",
        "http://",
        "t.me/",
        "é",
        "\u{200b}",
        "½",
        "×",
        "/",
        "1/2",
        "gmail",
        "dot",
        "at",
        "18-25",
        "2016-11-23",
        "IBAN",
        "NL91",
        "0x",
        "bc1",
        "\u{fe0f}",
        "🌹",
    ];
    prop_oneof![
        4 => proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        1 => "[a-zA-Z0-9]{1,12}",
        1 => ".{0,3}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_text_is_read_lawfully(text in ".{0,200}") {
        lawful(&text, &read(&text))?;
    }

    #[test]
    fn adverts_of_random_pieces_are_read_lawfully(pieces in prop::collection::vec(piece(), 0..60)) {
        let text = pieces.concat();
        lawful(&text, &read(&text))?;
        let mut found = Vec::new();
        extract_url(&text, &Hints::default(), &mut found);
        lawful(&text, &found)?;
    }

    #[test]
    fn any_bytes_read_as_text_are_read_lawfully(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes);
        lawful(&text, &read(&text))?;
    }

    #[test]
    fn reading_twice_gives_the_same(pieces in prop::collection::vec(piece(), 0..60)) {
        let text = pieces.concat();
        let mut used = Extractor::new();
        let hints = Hints { country: Some("NL"), posted: Some(1_767_398_400_000) };
        let mut out = Vec::new();
        used.extract("Anna 23, 202-555-0142, $100 hh", &hints, &mut out);
        out.clear();
        used.extract(&text, &hints, &mut out);
        prop_assert_eq!(out, read(&text));
    }

    /// A sentence of plain words behind a text loses no telephone number of it.
    #[test]
    fn a_sentence_added_loses_no_phone(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.concat();
        let phones = |text: &str| -> Vec<String> {
            read(text).into_iter().filter(|m| m.kind == Kind::Phone).map(|m| m.value).collect()
        };
        let longer = format!("{text}\n\n\nThe weather was lovely again yesterday.");
        prop_assert_eq!(phones(&text), phones(&longer));
    }

    /// However the digits of a number are set apart, they are read.
    #[test]
    fn separated_digits_are_read(number in "[2-9][0-9]{2}55501[0-9]{2}", sign in "[-._*~=/ ]{1,2}") {
        let text: Vec<String> = number.chars().map(String::from).collect();
        let found = read(&format!("call {} now", text.join(&sign)));
        prop_assert!(found.iter().any(|m| m.kind == Kind::Phone && m.value == number), "{}", sign);
    }
}
