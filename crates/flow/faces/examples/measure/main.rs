//! How well faces are told apart on pictures that somebody has:
//!
//! `cargo run --release -p spoor-faces --example measure -- FOLDER... [--edits] [--card]`
//!
//! Each folder holds one folder for each person, with their pictures in it. Nothing is written.
//! Prints error rates with the numbers of pairs, the calibration fitted on half of the people and
//! judged on the other half; `--edits`: the same with one picture of each pair edited; `--card`:
//! the calibration as it stands in the card of the model.

mod edits;
mod people;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use spoor_faces::fit::{self, Line};
use spoor_faces::{Embedding, Models, Pair, Rate};

use people::{People, Seen};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (options, folders): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let folders: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    let shelf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models");
    let models = Models::open(|name| std::fs::read(shelf.join(name)).ok())?;
    let people = people::read(&models, &folders)?;
    let all: Vec<&Seen> = people.seen.iter().collect();
    let good: Vec<&Seen> = all.iter().copied().filter(|seen| !seen.poor).collect();
    let names = people.names.len();
    println!(
        "{names} people, {} pictures with a face, {} without, {} copies left out, {} too poor",
        all.len(),
        people.missed,
        people.copies,
        all.len() - good.len()
    );
    let pairs = pairs(&all);
    tell("all pictures", &pairs);
    tell("pictures good enough", &self::pairs(&good));
    let halves = [halves(&good, 0), halves(&good, 1)];
    let cllrs = judge(&halves, names as u64 / 2);
    if options.iter().any(|word| word == "--edits") {
        edited(&models, &people, &self::pairs(&good));
    }
    if options.iter().any(|word| word == "--card") {
        card(&good, cllrs)?;
    }
    Ok(())
}

fn pair(one: &Embedding, other: &Embedding, same: bool) -> Pair {
    Pair { distance: one.distance(other), same }
}

/// Pairs within one folder only: pictures from elsewhere are too easily told apart.
fn pairs(seen: &[&Seen]) -> Vec<Pair> {
    let all = seen.iter().enumerate();
    all.flat_map(|(number, a)| {
        let rest = seen[number + 1..].iter().filter(|b| a.set == b.set);
        rest.map(|b| pair(&a.embedding, &b.embedding, a.person == b.person))
    })
    .collect()
}

/// Pairs among every other person.
fn halves(seen: &[&Seen], half: usize) -> Vec<Pair> {
    let some: Vec<&Seen> = seen.iter().copied().filter(|s| s.person % 2 == half).collect();
    pairs(&some)
}

fn tell(what: &str, pairs: &[Pair]) {
    let (same, different) = fit::counts(pairs);
    let (error, at) = fit::equal_error(pairs);
    println!("{what}: {same} pairs of one person, {different} of two");
    println!("  equal error rate {:.2} % at distance {at:.3}", error * 100.0);
    for rate in [1e-2, 1e-3, 1e-4] {
        let (found, distance) = fit::found_at(pairs, rate);
        println!("  found at {rate:e} false: {:.1} % (distance {distance:.3})", found * 100.0);
    }
}

/// Fits on one half, judges on the other, both ways; tells and gives the pooled costs.
fn judge(halves: &[Vec<Pair>; 2], people: u64) -> Option<(f64, f64)> {
    let mut weights = Vec::new();
    for (learn, test) in [(&halves[0], &halves[1]), (&halves[1], &halves[0])] {
        let line = fit::fit(learn)?;
        let most = ((people * people.saturating_sub(1) / 2) as f64).log10();
        let least = -(people as f64).log10();
        let capped = |pair: &Pair| (line.weight(pair.distance).clamp(least, most), pair.same);
        let some: Vec<(f64, bool)> = test.iter().map(capped).collect();
        println!(
            "calibration on {} people, judged on as many others: weight {:.2} - {:.2} × distance, \
             Cllr {:.3} bits (no line could better {:.3})",
            people,
            line.intercept,
            line.slope,
            fit::cllr(&some),
            fit::cllr_min(test)
        );
        weights.extend(some);
    }
    let both: Vec<Pair> = halves.iter().flatten().copied().collect();
    Some((fit::cllr(&weights), fit::cllr_min(&both)))
}

/// Edited picture of one against untouched pictures of all, at distances fixed beforehand.
fn edited(models: &Models, people: &People, pairs: &[Pair]) {
    let marks = [1e-2, 1e-3].map(|rate| fit::found_at(pairs, rate).1);
    println!(
        "edits: found (false) at distance {:.3}, and at {:.3}; faces not found",
        marks[0], marks[1]
    );
    let probes: Vec<&Seen> = people.seen.iter().filter(|seen| !seen.poor).step_by(2).collect();
    for (name, edit) in edits::EDITS {
        let mut counts = [[0usize; 2]; 2];
        let mut all = [0usize; 2];
        let mut lost = 0;
        for probe in &probes {
            let changed = people::look(models, &edit(&probe.shot, &probe.face));
            lost += usize::from(changed.is_none());
            let others = people.seen.iter().filter(|seen| seen.set == probe.set && !seen.poor);
            for other in others.filter(|seen| !std::ptr::eq(*seen, *probe)) {
                let same = usize::from(other.person == probe.person);
                all[same] += 1;
                let Some((_, embedding, _)) = &changed else { continue };
                let distance = embedding.distance(&other.embedding);
                for (mark, count) in marks.iter().zip(&mut counts) {
                    count[same] += usize::from(distance <= *mark);
                }
            }
        }
        let share = |mark: usize, same: usize| counts[mark][same] as f64 / all[same].max(1) as f64;
        println!(
            "  {name:30} {:5.1} % ({:.3} %)  {:5.1} % ({:.3} %)  {lost} of {}",
            share(0, 1) * 100.0,
            share(0, 0) * 100.0,
            share(1, 1) * 100.0,
            share(1, 0) * 100.0,
            probes.len()
        );
    }
}

/// The calibration as the card has it, fitted on all people.
fn card(good: &[&Seen], cllrs: Option<(f64, f64)>) -> Result<(), Box<dyn std::error::Error>> {
    let pairs = pairs(good);
    let (Some(Line { intercept, slope }), Some((cllr, cllr_min))) = (fit::fit(&pairs), cllrs)
    else {
        return Err("too few pairs for a calibration: name more people".into());
    };
    let (same, different) = fit::counts(&pairs);
    let people: BTreeSet<(usize, usize)> = good.iter().map(|s| (s.set, s.person)).collect();
    let sets =
        people.iter().map(|(set, _)| people.iter().filter(|(other, _)| other == set).count());
    let partners: usize = sets.map(|size| size - 1).sum();
    let round = |value: f64| (value * 1e4).round() / 1e4;
    println!("[calibration]\non = \"say whose pictures\"");
    println!("intercept = {}\nslope = {}", round(intercept), round(slope));
    println!("people = {}\npairs_of_people = {}", people.len(), partners / 2);
    println!("pairs_same = {same}\npairs_different = {different}");
    println!("cllr = {}\ncllr_min = {}\nrates = [", round(cllr), round(cllr_min));
    for Rate { distance, same, different } in fit::rates(&pairs) {
        println!("    {{ distance = {distance}, same = {same}, different = {different} }},");
    }
    println!("]");
    Ok(())
}
