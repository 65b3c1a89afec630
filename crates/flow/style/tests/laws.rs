//! Laws of masking and of profiles.

use proptest::prelude::*;
use spoor_style::{HIDDEN, Profile, mask};
use std::ops::Range;

/// A text with slots, and what stands in them: text and spans.
fn filled(between: &[String], slots: &[String]) -> (String, Vec<Range<usize>>) {
    let (mut text, mut spans) = (String::new(), Vec::new());
    for (n, words) in between.iter().enumerate() {
        text.push_str(words);
        if let Some(slot) = slots.get(n) {
            spans.push(text.len()..text.len() + slot.len());
            text.push_str(slot);
        }
    }
    (text, spans)
}

proptest! {
    #[test]
    fn no_digit_is_left(text in "\\PC{0,80}", from in 0_usize..90, long in 0_usize..40) {
        let span = from..from + long;
        let masked = mask(&text, std::slice::from_ref(&span));
        prop_assert!(!masked.as_str().chars().any(char::is_numeric), "{masked:?}");
    }

    #[test]
    fn nothing_of_a_span_is_left(
        before in "[a-m ]{0,20}",
        inside in "[n-z0-9]{1,20}",
        after in "[a-m ]{0,20}",
    ) {
        let text = format!("{before}{inside}{after}");
        let span = before.len()..before.len() + inside.len();
        let masked = mask(&text, std::slice::from_ref(&span));
        prop_assert!(!masked.as_str().contains(|c: char| inside.contains(c)), "{masked:?}");
        prop_assert_eq!(masked.as_str().matches(HIDDEN).count(), 1);
    }

    /// Another name, number or place in the same text is the same profile.
    #[test]
    fn who_and_where_never_change_a_profile(
        between in prop::collection::vec("[a-zA-Z0-9 ,.!?\\n:éß☎✨]{0,12}", 1..8),
        ones in prop::collection::vec("\\PC{1,12}", 8),
        others in prop::collection::vec("[A-Z][a-z]{1,9}|\\+31 97 [0-9]{3,9}|0[0-9]{9}", 8),
    ) {
        let of = |slots: &[String]| {
            let (text, spans) = filled(&between, slots);
            Profile::of([&mask(&text, &spans)], "en")
        };
        prop_assert_eq!(of(&ones), of(&others));
    }

    #[test]
    fn spans_of_any_kind_are_borne(
        text in "\\PC{0,40}",
        spans in prop::collection::vec((0_usize..60, 0_usize..60), 0..6),
    ) {
        let spans: Vec<Range<usize>> = spans.into_iter().map(|(a, b)| a..b).collect();
        let forth = mask(&text, &spans);
        let back: Vec<_> = spans.iter().rev().cloned().collect();
        prop_assert_eq!(&mask(&text, &back), &forth);
        prop_assert!(forth.as_str().len() <= text.len() * 3 + 3);
    }

    #[test]
    fn the_order_of_texts_has_no_meaning(texts in prop::collection::vec("[ -~\\n✨]{0,60}", 0..5)) {
        let masked: Vec<_> = texts.iter().map(|t| mask(t, &[])).collect();
        prop_assert_eq!(Profile::of(&masked, "en"), Profile::of(masked.iter().rev(), "en"));
    }
}

#[test]
fn words_of_origin_never_change_a_profile() {
    let of = |word: &str| {
        Profile::of([&mask(&format!("I am a {word} lady, and you are welcome !!"), &[])], "en")
    };
    for word in ["Polish", "BULGARIAN", "ROMÂNCĂ", "white"] {
        assert_eq!(of(word), of("hungarian"), "{word}");
    }
    assert_ne!(of("lovely"), of("hungarian"));
}

#[test]
fn capitals_signs_and_lines_are_seen() {
    let of = |text: &str| Profile::of([&mask(text, &[])], "en");
    let plain = of("Hello you, I am here. Call me");
    for other in [
        "hello you, i am here. call me",
        "Hello you, I am here!! Call me",
        "Hello you , I am here. Call me",
        "Hello you, I am here.\nCall me",
        "Hello u, I am here. Call me",
        "Hello you, I am here. Call me 😘",
    ] {
        assert_ne!(of(other), plain, "{other}");
    }
}

/// A profile is small, whatever the text.
#[test]
fn hostile_texts_are_borne() {
    let long = |piece: &str| piece.repeat((1 << 20) / piece.len());
    let noise: String = (0_u32..1 << 18)
        .filter_map(|n| char::from_u32(n.wrapping_mul(2_654_435_761) % 0x11_0000))
        .collect();
    for text in [
        long("a"),
        long("7"),
        long("😘"),
        long("\n"),
        long("."),
        long("שלום , עולם!! "),
        long("\u{202e}\u{200d}\u{fe0f}"),
        long("e\u{301}"),
        long("\u{fffc}"),
        noise,
        String::new(),
    ] {
        let masked = mask(&text, &[]);
        let profile = Profile::of([&masked], "en");
        assert!(profile.bytes() < 5_000, "{} bytes", profile.bytes());
        let twice = Profile::of([&masked, &masked], "en");
        assert!(twice.letters() == profile.letters() * 2);
    }
}
