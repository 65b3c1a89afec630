//! Long texts made to keep a reader busy: each is read to its end. Nothing is timed; were a step
//! quadratic in the length, this would not end.

use spoor_extract::{Hints, extract, extract_url};

/// Bytes of each text.
const SIZE: usize = 200_000;

/// Pieces that are repeated: each aims at a loop that looks back or ahead.
const PIECES: [&str; 36] = [
    "1 2 3 4 5 6 7 8 9 ",
    "1 ",
    "12 ",
    "1-",
    "1.",
    "202-555-0142-",
    "2025550142/",
    "zero one two ",
    "onetwothree4",
    "s e v e n ",
    "a1",
    "one1",
    "area code 305 then ",
    "$40 ",
    "50/80/120/",
    "20-25-30-",
    "100 hh ",
    "30/60/90 min ",
    "half ",
    "reg. 130 ",
    "x.in.",
    "a-a.in-",
    "http://a.com/",
    "a@",
    "@a ",
    "snap/",
    "snap and ",
    "my snap is ",
    "same on twitter ",
    "telegram +447700900123 ",
    "Anna (24) & ",
    "24 & ",
    "w4m 26 ",
    "fivve 2 sevn ",
    "5%five%",
    "oone 2 ",
];

#[test]
fn long_rows_are_read_to_their_end() {
    let mut out = Vec::new();
    for piece in PIECES {
        let text = piece.repeat(SIZE / piece.len());
        out.clear();
        extract(&text, &Hints::default(), &mut out);
        assert!(out.iter().all(|m| m.end as usize <= text.len()), "{piece}");
    }
}

#[test]
fn counting_up_is_read_to_its_end() {
    let mut out = Vec::new();
    for join in [" ", "-", ", ", "/", "\n"] {
        let numbers: Vec<String> = (1..40_000).map(|n: u32| n.to_string()).collect();
        extract(&numbers.join(join), &Hints::default(), &mut out);
        let digits: Vec<String> = (1..100_000u32).map(|n| (n % 10).to_string()).collect();
        extract(&digits.join(join), &Hints::default(), &mut out);
    }
}

#[test]
fn long_urls_are_read_to_their_end() {
    let mut out = Vec::new();
    for piece in [
        "202-555-0142-",
        "2025550142/",
        "one-",
        "0-",
        "onetwo3",
        "wa.me/",
        "o1-",
        "%31%2d",
        "12-x-",
    ] {
        let path = piece.repeat(SIZE / piece.len());
        extract_url(&format!("https://ads.example/{path}"), &Hints::default(), &mut out);
        extract(&format!("https://ads.example.com/{path}"), &Hints::default(), &mut out);
    }
}
