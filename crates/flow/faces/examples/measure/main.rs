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
    for (set, folder) in folders.iter().enumerate().filter(|_| folders.len() > 1) {
        elsewhere(&good, set, &folder.display().to_string());
    }
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

/// Fits on all folders but one, judges on that one: what a calibration is worth on other cameras.
fn elsewhere(good: &[&Seen], set: usize, name: &str) {
    let (here, there): (Vec<&Seen>, Vec<&Seen>) = good.iter().partition(|seen| seen.set == set);
    let (test, Some(line)) = (pairs(&here), fit::fit(&pairs(&there))) else { return };
    let weights: Vec<(f64, bool)> =
        test.iter().map(|pair| (line.weight(pair.distance), pair.same)).collect();
    println!(
        "calibration on the other folders, judged on {name}: Cllr {:.3} bits without caps (no line \
         could better {:.3})",
        fit::cllr(&weights),
        fit::cllr_min(&test)
    );
}

/// Edited picture of one against untouched pictures of all, at distances fixed beforehand.
fn edited(models: &Models, people: &People, pairs: &[Pair]) {
    let marks = [1e-2, 1e-3].map(|rate| fit::found_at(pairs, rate).1);
    println!(
        "edits: found (false) at distance {:.3}, and at {:.3}; no face found, told too poor, of all",
        marks[0], marks[1]
    );
    let good: Vec<&Seen> = people.seen.iter().filter(|seen| !seen.poor).collect();
    let probes: Vec<&Seen> = good.iter().copied().step_by(2).collect();
    for (name, edit) in edits::EDITS {
        let mut tried = Tried::default();
        for probe in &probes {
            let changed = people::look(models, &edit(&probe.shot, &probe.face));
            tried.lost += usize::from(changed.is_none());
            tried.poor += usize::from(changed.as_ref().is_some_and(|(_, _, poor)| *poor));
            let others = good.iter().filter(|seen| seen.set == probe.set);
            for other in others.filter(|seen| !std::ptr::eq(**seen, *probe)) {
                let distance = changed.as_ref().map(|(_, face, _)| face.distance(&other.embedding));
                tried.count(distance, other.person == probe.person, marks);
            }
        }
        println!("  {name:30} {tried}  {} {} {}", tried.lost, tried.poor, probes.len());
    }
}

/// What came of one edit; the second number is of pairs of one person.
#[derive(Default)]
struct Tried {
    near: [[usize; 2]; 2],
    all: [usize; 2],
    lost: usize,
    poor: usize,
}

impl Tried {
    fn count(&mut self, distance: Option<f32>, same: bool, marks: [f32; 2]) {
        let same = usize::from(same);
        self.all[same] += 1;
        for (near, mark) in self.near.iter_mut().zip(marks) {
            near[same] += usize::from(distance.is_some_and(|distance| distance <= mark));
        }
    }
}

impl std::fmt::Display for Tried {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        let share = |mark: usize, same: usize| {
            self.near[mark][same] as f64 / self.all[same].max(1) as f64 * 100.0
        };
        for mark in 0..2 {
            write!(out, " {:5.1} % ({:.3} %)", share(mark, 1), share(mark, 0))?;
        }
        Ok(())
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
