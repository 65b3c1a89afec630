//! How often a room is found again from another angle in other light: `cargo run --release -p spoor-scenes
//! --example rooms -- ROOMS QUERIES FIRST`. Rooms FIRST.. are photographed once; of the first QUERIES a second
//! photograph is asked for.

#[path = "../tests/made_up/mod.rs"]
mod made_up;

use image::GrayImage;
use made_up::room::Room;
use spoor_scenes::{Feature, Gallery, Grey, compare, features};
use std::time::Instant;

const WIDTH: u32 = 480;

fn seen(picture: &GrayImage) -> Vec<Feature> {
    let (w, h) = (picture.width() as usize, picture.height() as usize);
    features(&Grey::new(w, h, picture).expect("a byte a dot"))
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|a| a.parse::<u64>().expect("a number"));
    let mut next = |otherwise| arguments.next().unwrap_or(otherwise);
    let (rooms, queries, first) = (next(200), next(100), next(0));
    let mut gallery = Gallery::default();
    let (mut drawn, mut described) = (0.0, 0.0);
    for n in 0..rooms {
        let begun = Instant::now();
        let room = Room::new(first + n);
        let picture = room.photograph(&room.shot((first + n) * 2), WIDTH);
        if let (Ok(dir), true) = (std::env::var("KEEP"), n < 6) {
            picture.save(format!("{dir}/{n}.png")).expect("a folder");
            let other = room.photograph(&room.shot((first + n) * 2 + 1), WIDTH);
            other.save(format!("{dir}/{n}b.png")).expect("a folder");
        }
        drawn += begun.elapsed().as_secs_f64();
        let begun = Instant::now();
        gallery.insert(n as u32, &seen(&picture));
        described += begun.elapsed().as_secs_f64();
    }
    println!(
        "{rooms} rooms: {:.0} ms to draw, {:.0} ms to describe and put in, each",
        1e3 * drawn / rooms as f64,
        1e3 * described / rooms as f64
    );
    ask(&gallery, queries, first);
}

fn ask(gallery: &Gallery, queries: u64, first: u64) {
    let (mut shortlisted, mut top5, mut top1, mut seconds) = (0, 0, 0, 0.0);
    // Agreeing pairs of the right room and of every wrong one that was looked at.
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for n in 0..queries {
        let room = Room::new(first + n);
        let shot = room.shot((first + n) * 2 + 1);
        let apart = (shot.degrees - room.shot((first + n) * 2).degrees).abs();
        let query = seen(&room.photograph(&shot, WIDTH));
        let begun = Instant::now();
        let candidates = gallery.candidates(&query, 40);
        let mut found: Vec<(u32, u32)> = candidates
            .iter()
            .map(|c| {
                let other = gallery.features(c.key).expect("it is there");
                (compare(&query, &other).agreeing, c.key)
            })
            .collect();
        found.sort_by(|a, b| b.cmp(a));
        seconds += begun.elapsed().as_secs_f64();
        let at = found.iter().position(|f| u64::from(f.1) == n);
        shortlisted += u32::from(at.is_some());
        top5 += u32::from(at.is_some_and(|at| at < 5 && found[at].0 > 0));
        top1 += u32::from(at == Some(0) && found[0].0 > 0);
        right.push((at.map_or(0, |at| found[at].0), apart));
        wrong.extend(found.iter().filter(|f| u64::from(f.1) != n).map(|f| f.0));
    }
    let part = |n: u32| f64::from(n) / queries as f64;
    println!(
        "{queries} asked: shortlisted {:.3}, first {:.3}, in the first five {:.3}; {:.0} ms each",
        part(shortlisted),
        part(top1),
        part(top5),
        1e3 * seconds / queries as f64
    );
    for least in 5..=16 {
        let hits = right.iter().filter(|r| r.0 >= least).count();
        let false_ones = wrong.iter().filter(|&&w| w >= least).count();
        println!(
            "at {least} agreeing pairs: recall {:.3}, precision {:.4} ({false_ones} false)",
            part(hits as u32),
            hits as f64 / (hits + false_ones).max(1) as f64
        );
    }
    for (from, to) in [(0.0, 15.0), (15.0, 30.0), (30.0, 45.0), (45.0, 90.0)] {
        let of: Vec<_> = right.iter().filter(|r| (from..to).contains(&r.1)).collect();
        let hits = of.iter().filter(|r| r.0 >= spoor_scenes::ENOUGH).count();
        println!("{from} to {to} degrees apart: {hits} of {} said", of.len());
    }
}
