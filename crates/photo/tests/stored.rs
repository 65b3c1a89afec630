//! Hashes of files, against those of Meta's reference: at most ten bits away, for JPEG decoders differ.

use spoor_hashes::{Pdq, Picture, hash};
use spoor_photo::{PhotoError, Stored, stored};

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn picture(stored: &Stored) -> Picture<'_> {
    let (w, h) = (stored.width as usize, stored.height as usize);
    if stored.grey { Picture::grey(w, h, &stored.dots) } else { Picture::rgb(w, h, &stored.dots) }
        .unwrap()
}

#[test]
fn files_of_all_colour_modes_have_the_references_hashes_but_for_ten_bits() {
    let mut exact = 0;
    let rows: Vec<&str> = include_str!("data/hashes.tsv").lines().skip(1).collect();
    for row in &rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let [name, of, quality, pdq] = cells[..] else { panic!("{row}") };
        let stored = stored(&file(name)).unwrap();
        let hashed = hash(&picture(&stored));
        let distance = hashed.pdq.distance(pdq.parse().unwrap());
        // Without a lossy decoder between them there is no excuse for a bit.
        let lossless = name.ends_with(".png");
        assert!(distance <= if lossless { 0 } else { 10 }, "{name} as {of}: {distance} bits");
        assert!(hashed.quality.abs_diff(quality.parse().unwrap()) <= 2, "{name}: {hashed:?}");
        exact += u32::from(distance == 0);
    }
    assert!(exact >= 14, "only {exact} of {} are exact", rows.len());
}

#[test]
fn what_is_seen_through_is_kept_both_ways() {
    let hole = stored(&file("hole.png")).unwrap();
    let (w, h) = (hole.width as usize, hole.height as usize);
    let white = hole.on_white.as_deref().unwrap();
    // Meta's reference, of the picture put on white by Pillow.
    let expected: Pdq =
        "5e9a54a96ed42a4922b632aab6ad2554b36b64d4932b36dd93a366a54ed4933a".parse().unwrap();
    assert_eq!(hash(&Picture::rgb(w, h, white).unwrap()).pdq, expected);
    for opaque in ["opaque.png", "grey-opaque.png", "square-128x128.jpg", "colour.gif"] {
        assert_eq!(stored(&file(opaque)).unwrap().on_white, None, "{opaque}");
    }
}

#[test]
fn exif_turns_nothing_here() {
    let (turned, plain) = (file("exif-turned.jpg"), file("progressive.jpg"));
    let (turned, plain) = (stored(&turned).unwrap(), stored(&plain).unwrap());
    let distance = hash(&picture(&turned)).pdq.distance(hash(&picture(&plain)).pdq);
    assert!(distance <= 2, "{distance}");
}

#[test]
fn bytes_that_are_no_picture_are_refused_as_for_tiles() {
    assert!(matches!(stored(b"GIF no more"), Err(PhotoError::Unknown)));
    let mut torn = file("palette.png");
    torn.truncate(300);
    assert!(matches!(stored(&torn), Err(PhotoError::Damaged(_))));
}
