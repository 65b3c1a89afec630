//! Hashes against those of Meta's reference, bit for bit.

mod made_up;

use proptest::prelude::*;
use spoor_hashes::{HashError, Hashed, Pdq, Picture, Turn, hash, turned};

fn picture(dots: &[u8], width: usize, height: usize, channels: usize) -> Picture<'_> {
    match channels {
        1 => Picture::grey(width, height, dots).unwrap(),
        _ => Picture::rgb(width, height, dots).unwrap(),
    }
}

fn number(cell: &str) -> usize {
    cell.parse().unwrap()
}

#[test]
fn made_up_pictures_of_all_sizes_have_the_references_hashes() {
    let rows = include_str!("data/made_up.tsv").lines().skip(1);
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let [seed, width, height, channels, quality, pdq, eight] = cells[..] else {
            panic!("{row}")
        };
        let (w, h, c) = (number(width), number(height), number(channels));
        let dots = made_up::clouds(number(seed) as u64, w, h, c);
        let at = format!("{w} x {h} x {c}");
        let one = hash(&picture(&dots, w, h, c));
        assert_eq!(one.pdq.to_string(), pdq, "{at}");
        assert_eq!(usize::from(one.quality), number(quality), "{at}");
        let (all, of_all) = turned(&picture(&dots, w, h, c));
        let all: Vec<String> = all.iter().map(Pdq::to_string).collect();
        assert_eq!(all.join(" "), eight, "{at}");
        assert_eq!(of_all, one.quality, "{at}");
    }
}

#[test]
fn photographs_have_the_references_hashes() {
    for row in include_str!("data/pixels.tsv").lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let file = format!("{}/tests/data/{}", env!("CARGO_MANIFEST_DIR"), cells[0]);
        let dots = image::open(file).unwrap().into_rgb8();
        let (w, h) = dots.dimensions();
        let picture = picture(&dots, w as usize, h as usize, 3);
        let (all, quality) = turned(&picture);
        let all: Vec<String> = all.iter().map(Pdq::to_string).collect();
        assert_eq!(all.join(" "), cells[2], "{}", cells[0]);
        assert_eq!(usize::from(quality), number(cells[1]), "{}", cells[0]);
        assert_eq!(hash(&picture).pdq.to_string(), all[0], "{}", cells[0]);
    }
}

/// Where the dot at `x`, `y` of the turned picture was, in a picture with sides of `n`.
fn before(turn: Turn, x: usize, y: usize, n: usize) -> (usize, usize) {
    match turn {
        Turn::None => (x, y),
        Turn::Left => (n - 1 - y, x),
        Turn::Half => (n - 1 - x, n - 1 - y),
        Turn::Right => (y, n - 1 - x),
        Turn::TopDown => (x, n - 1 - y),
        Turn::Mirror => (n - 1 - x, y),
        Turn::Diagonal => (y, x),
        Turn::OtherDiagonal => (n - 1 - y, n - 1 - x),
    }
}

#[test]
fn a_turned_picture_is_near_the_hash_that_says_how_it_is_turned() {
    const N: usize = 384;
    for seed in 100..104 {
        let dots = made_up::clouds(seed, N, N, 1);
        let (all, _) = turned(&picture(&dots, N, N, 1));
        for (turn, pdq) in Turn::ALL.into_iter().zip(all) {
            let other: Vec<u8> = (0..N * N)
                .map(|at| {
                    let (x, y) = before(turn, at % N, at / N, N);
                    dots[y * N + x]
                })
                .collect();
            let other = hash(&picture(&other, N, N, 1)).pdq;
            let (nearest, distance) = Turn::ALL
                .into_iter()
                .zip(all.map(|a| a.distance(other)))
                .min_by_key(|&(_, d)| d)
                .unwrap();
            assert_eq!(nearest, turn, "{seed}");
            assert!(distance <= 16 && pdq.distance(other) == distance, "{turn:?}: {distance}");
        }
    }
}

#[test]
fn what_cannot_be_hashed_says_so() {
    assert_eq!(
        Picture::rgb(4, 5, &[0; 59]).unwrap_err(),
        HashError::Size { width: 4, height: 5, bytes: 59, wanted: 60 }
    );
    assert!(Picture::grey(usize::MAX, 3, &[0; 6]).is_err());
    let nothing = Hashed { pdq: Pdq::default(), quality: 0 };
    assert_eq!(hash(&Picture::grey(0, 0, &[]).unwrap()), nothing);
    assert_eq!(hash(&Picture::grey(0, 700, &[]).unwrap()), nothing);
    assert_eq!(hash(&Picture::grey(4, 90, &[7; 360]).unwrap()), nothing);
    assert_eq!(hash(&Picture::grey(300, 200, &[7; 60_000]).unwrap()).quality, 0, "flat");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_dots_have_a_hash(
        width in 0_usize..70, height in 0_usize..70, seed: u64, long in prop::bool::ANY
    ) {
        let width = if long { width * 13 } else { width };
        let mut chance = made_up::Chance(seed);
        let dots: Vec<u8> = (0..width * height).map(|_| chance.below(256) as u8).collect();
        let one = hash(&Picture::grey(width, height, &dots).unwrap());
        prop_assert!(one.quality <= 100);
        let (all, quality) = turned(&Picture::grey(width, height, &dots).unwrap());
        prop_assert_eq!(quality, one.quality);
        // Half of the waves are over the middle one, unless some are equal.
        prop_assert!(all.iter().all(|h| h.distance(Pdq::default()) <= 128));
    }

    #[test]
    fn what_is_written_is_read_back(bytes: [u8; 32]) {
        let pdq = Pdq::from_bytes(bytes);
        prop_assert_eq!(pdq.to_bytes(), bytes);
        prop_assert_eq!(pdq.to_string().parse(), Ok(pdq));
        prop_assert_eq!(pdq.to_string().to_uppercase().parse(), Ok(pdq));
    }

    #[test]
    fn what_is_no_hash_is_not_read(text in "\\PC{0,70}") {
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            prop_assert!(text.parse::<Pdq>().is_err());
        }
    }
}
