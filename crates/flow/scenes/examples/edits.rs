//! How often an edited picture is found again: by PDQ, by features, by both. `cargo run --release -p
//! spoor-scenes --example edits -- ROOMS FIRST [FOLDER]`: originals are made-up rooms, and the pictures of a
//! folder, if one is given. Every edit is held against every original.

#[path = "../tests/made_up/mod.rs"]
mod made_up;

use image::GrayImage;
use image::imageops::FilterType;
use made_up::edit::Edit;
use made_up::room::Room;
use made_up::{Chance, mixed};
use spoor_hashes::{Pdq, Picture, hash};
use spoor_scenes::{ENOUGH, Feature, Grey, compare, features};

struct Original {
    picture: GrayImage,
    pdq: Pdq,
    features: Vec<Feature>,
}

fn sizes(picture: &GrayImage) -> (usize, usize) {
    (picture.width() as usize, picture.height() as usize)
}

fn original(picture: GrayImage) -> Original {
    let (w, h) = sizes(&picture);
    let pdq = hash(&Picture::grey(w, h, &picture).expect("a byte a dot")).pdq;
    let features = features(&Grey::new(w, h, &picture).expect("a byte a dot"));
    Original { picture, pdq, features }
}

fn originals() -> Vec<Original> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next();
    let rooms: u64 = next().and_then(|n| n.parse().ok()).unwrap_or(40);
    let first: u64 = next().and_then(|n| n.parse().ok()).unwrap_or(0);
    let drawn = (first..first + rooms).map(|n| {
        let room = Room::new(n);
        original(room.photograph(&room.shot(2 * n), 480))
    });
    let mut files: Vec<_> = next()
        .map(|folder| std::fs::read_dir(folder).expect("a folder").flatten().collect())
        .unwrap_or_default();
    files.sort_by_key(std::fs::DirEntry::path);
    let read = files.iter().filter_map(|file| {
        let picture = image::open(file.path()).ok()?.resize(640, 640, FilterType::Triangle);
        Some(original(picture.into_luma8()))
    });
    drawn.chain(read).collect()
}

fn main() {
    let originals = originals();
    println!("{} originals", originals.len());
    let mut all = [0_usize; 4];
    let mut edits = 0;
    for edit in Edit::ALL {
        // Found by PDQ, by features, by either; wrongly by either.
        let mut found = [0_usize; 4];
        for (n, one) in originals.iter().enumerate() {
            let mut chance = Chance(mixed(n as u64 + 1) ^ edit as u64);
            let edited = original(edit.of(&one.picture, &mut chance));
            for (m, other) in originals.iter().enumerate() {
                let near = edited.pdq.distance(other.pdq) <= Pdq::NEAR;
                let like = compare(&edited.features, &other.features).is_enough();
                if n == m && !near && !like {
                    println!("  {edit:?}: {n} is missed");
                }
                if n == m {
                    found[0] += usize::from(near);
                    found[1] += usize::from(like);
                    found[2] += usize::from(near || like);
                } else if near || like {
                    found[3] += 1;
                    println!("  {edit:?}: {n} taken for {m}{}", if near { " by PDQ" } else { "" });
                }
            }
        }
        let part = |n: usize| n as f64 / originals.len() as f64;
        println!(
            "{edit:?}: found by PDQ {:.3}, by features {:.3}, by either {:.3}; {} wrong",
            part(found[0]),
            part(found[1]),
            part(found[2]),
            found[3]
        );
        all.iter_mut().zip(found).for_each(|(a, f)| *a += f);
        edits += originals.len();
    }
    println!(
        "{edits} edits against {} originals, from {ENOUGH} agreeing pairs on: recall {:.3} (PDQ alone {:.3}), \
         precision {:.4}",
        originals.len(),
        all[2] as f64 / edits as f64,
        all[0] as f64 / edits as f64,
        all[2] as f64 / (all[2] + all[3]).max(1) as f64
    );
}
