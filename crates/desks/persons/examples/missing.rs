//! A made-up country with 200 notices, 40 of whose children are behind adverts: who is found, with
//! and without pictures, how many others are shown, and what a new advert costs.
//!
//! `cargo run --release -p spoor-persons --example missing -- 1000000 SEED [SEED …] [--one-picture] [--tell]`
//!
//! Everything but the pictures goes the way of the program: the text through `spoor-extract`, marks and
//! colours by this crate. Actors are those of the truth, language and place as a site states them. Faces
//! are drawn: scores of same and different faces are normal, one standard deviation apart by 3.76, which
//! is what a true accept rate of .75 at a false accept rate of 1e-3 means; a search gives only what is
//! above that threshold, and below it says so. A notice has two pictures and an actor one to three, with half
//! of a score's variance in common; `--one-picture` draws one pair only. `--tell` shows each child's rank.

use rayon::prelude::*;
use spoor_extract::{Hints, extract, gazetteer};
use spoor_persons::{
    Advert, Background, Cards, Matcher, Memory, PhotoEvidence, PhotoKind, Ranking, Registry, Seen,
    Sheet, Span, Weights, looks, sheets,
};
use spoor_vocab::{Kind, Notice, PartialDate, Selector, SelectorKind};
use spoor_world::missing::{Missing, Plan, country};
use spoor_world::{Rng, key};
use std::collections::HashSet;
use std::time::Instant;

type Failure = Box<dyn std::error::Error + Send + Sync>;

const NOTICES: u32 = 200;
const ADVERTISED: u32 = 40;
/// Distance between the scores of different and same faces, and the threshold of a search.
const APART: f64 = 3.76;
const THRESHOLD: f64 = 3.09;

/// An advert as it comes, before it is read.
struct Raw {
    text: String,
    title: String,
    fact: spoor_world::truth::Fact,
    has_face: bool,
}

fn read(raw: &Raw) -> Advert {
    let fact = &raw.fact;
    let (country, town) = fact.place.split_once(':').unwrap_or(("", ""));
    let hints = Hints { country: Some(country), posted: None };
    let mut advert = Advert {
        id: fact.id.clone(),
        actor: Some(fact.placer.clone()),
        posted: fact
            .posted
            .get(..10)
            .and_then(|d| d.parse::<PartialDate>().ok())
            .map(PartialDate::first),
        languages: vec![fact.language.clone()],
        looks: looks(&raw.text),
        ..Advert::default()
    };
    advert.places.extend(gazetteer::resolve(town, Some(country)).map(|p| p.key.to_owned()));
    for (text, is_title) in [(&raw.text, false), (&raw.title, true)] {
        let mut found = Vec::new();
        extract(text, &hints, &mut found);
        for m in found {
            let span = (!is_title).then_some(Span { start: m.start, end: m.end });
            let number = || m.value.parse().ok();
            let selector = |kind| Selector { kind, value: m.value.clone() };
            match m.kind {
                Kind::Age => advert.ages.extend(number().map(|value| Seen { value, span })),
                Kind::Height => advert.heights.extend(number().map(|value| Seen { value, span })),
                Kind::Name => advert.names.push(Seen { value: m.value.clone(), span }),
                Kind::Phone => advert.selectors.push(selector(SelectorKind::Phone)),
                Kind::Email => advert.selectors.push(selector(SelectorKind::Email)),
                Kind::Handle => advert.selectors.push(selector(SelectorKind::Handle)),
                _ => {}
            }
        }
    }
    advert
}

/// What a search by face says of each of so many pairs of pictures. Half of the variance is the two
/// persons', the same in each pair: more pictures help less than as many independent ones would.
fn faces(
    seed: u64,
    notice: usize,
    actor: u64,
    same: bool,
    pairs: u32,
    out: &mut Vec<PhotoEvidence>,
) {
    let mut rng = Rng::of(&[seed, 990, notice as u64, actor]);
    let mut uniform = || ((rng.bits() >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
    // Box and Muller 1958.
    let mut normal = || (-2.0 * uniform().ln()).sqrt() * (std::f64::consts::TAU * uniform()).cos();
    let shared = if pairs > 1 { normal() } else { 0.0 };
    let log10 = |nats: f64| (nats / std::f64::consts::LN_10) as f32;
    for _ in 0..pairs {
        let noise = if pairs > 1 { 0.5f64.sqrt() * (shared + normal()) } else { normal() };
        let score = noise + if same { APART } else { 0.0 };
        let nats = if score > THRESHOLD {
            APART * score - APART * APART / 2.0
        } else {
            (0.25f64 / 0.999).ln()
        };
        out.push(PhotoEvidence { kind: PhotoKind::Face, log10_lr: log10(nats) });
    }
}

struct World {
    cards: Cards,
    matcher: Matcher,
    missing: Vec<Missing>,
    /// Actors with a face on a picture.
    faces: HashSet<String>,
    adverts: usize,
    /// One picture on each side, as the hard case.
    one_picture: bool,
}

fn build(adverts: u32, seed: u64) -> Result<World, Failure> {
    let mut faces = HashSet::new();
    let (mut batch, mut all): (Vec<Raw>, Vec<Advert>) = (Vec::new(), Vec::new());
    let plan = Plan { adverts, seed, notices: NOTICES, advertised: ADVERTISED };
    let mut missing = country(&plan, &mut |ad| {
        batch.push(Raw {
            text: ad.text.to_owned(),
            title: ad.title.to_owned(),
            fact: ad.fact,
            has_face: ad.has_face,
        });
        if batch.len() == 20_000 {
            all.par_extend(batch.par_iter().map(read));
            faces.extend(batch.iter().filter(|r| r.has_face).map(|r| r.fact.placer.clone()));
            batch.clear();
        }
    })?;
    all.par_extend(batch.par_iter().map(read));
    faces.extend(batch.iter().filter(|r| r.has_face).map(|r| r.fact.placer.clone()));
    missing.iter_mut().for_each(|m| resolve(&mut m.notice));
    let count = all.len();
    let sheets = sheets(&all);
    drop(all);
    let mut background = Background::new();
    let stated = sheets.iter().flat_map(|s| s.places.iter().map(|p| p.0.value.as_str()));
    for place in stated.chain(missing.iter().flat_map(|m| places(&m.notice))) {
        if let Some(found) = gazetteer::lookup(place) {
            background.locate(place, found.lat, found.lon);
        }
    }
    sheets.iter().for_each(|s| background.add(s));
    let matcher = Matcher::new(background, Weights::shipped());
    let cards = Cards::new(sheets, matcher.background());
    let one_picture = std::env::args().any(|a| a == "--one-picture");
    Ok(World { cards, matcher, missing, faces, adverts: count, one_picture })
}

fn places(notice: &Notice) -> Vec<&str> {
    let seen = notice.last_seen.iter().map(|s| s.place.as_str());
    seen.chain(notice.routes.iter().map(String::as_str)).collect()
}

/// Places as the gazetteer calls them.
fn resolve(notice: &mut Notice) {
    let key = |place: &str| {
        let (country, town) = place.split_once(':')?;
        gazetteer::resolve(town, Some(country)).map(|p| p.key.to_owned())
    };
    if let Some(seen) = &mut notice.last_seen {
        seen.place = key(&seen.place).unwrap_or_default();
    }
    notice.routes = notice.routes.iter().filter_map(|r| key(r)).collect();
}

impl World {
    fn rank(&self, seed: u64, n: usize, with_photos: bool) -> Ranking {
        let Missing { notice, placer } = &self.missing[n];
        let sought = self.matcher.prepare(notice, &mut Memory::default());
        let mut photos = |sheet: &Sheet, out: &mut Vec<PhotoEvidence>| {
            if with_photos && self.faces.contains(&sheet.actor) {
                let actor = key(&[sheet.actor[1..].parse().unwrap_or_default()]);
                // Two pictures in a notice against one to three of an actor; or one against one.
                let pairs = if self.one_picture { 1 } else { 2 * (1 + (actor % 3) as u32) };
                faces(seed, n, actor, sheet.actor == *placer, pairs, out);
            }
        };
        self.matcher.rank(&sought, &self.cards, &mut photos, 20)
    }
}

/// Ranks all notices and tells how it went.
fn measure(world: &World, seed: u64, with_photos: bool) {
    let start = Instant::now();
    let rankings: Vec<Ranking> = (0..world.missing.len())
        .into_par_iter()
        .map(|n| world.rank(seed, n, with_photos))
        .collect();
    let seconds = start.elapsed().as_secs_f64();
    let (mut first, mut five, mut true_shown, mut false_shown, mut expected, mut notices_with) =
        (0, 0, 0, 0, 0.0, 0);
    let mut worst = 0;
    for (ranking, missing) in rankings.iter().zip(&world.missing) {
        let is_true = |actor: &str| !missing.placer.is_empty() && actor == missing.placer;
        let at = ranking.candidates.iter().position(|c| is_true(&c.actor));
        first += usize::from(at == Some(0));
        five += usize::from(at.is_some_and(|at| at < 5));
        true_shown += ranking.shown().filter(|c| is_true(&c.actor)).count();
        let others = ranking.shown().filter(|c| !is_true(&c.actor)).count();
        false_shown += others;
        notices_with += usize::from(others > 0);
        worst = worst.max(others);
        expected += ranking.chance.expected(ranking.threshold).unwrap_or_default();
        if !missing.placer.is_empty() && std::env::args().any(|a| a == "--tell") {
            let c = at.map(|at| &ranking.candidates[at]);
            let parts = c.map(|c| {
                c.comparison
                    .rows
                    .iter()
                    .map(|r| format!("{} {:.1}", r.part.as_str(), r.log10_lr))
                    .collect::<Vec<_>>()
                    .join(", ")
            });
            println!(
                "    {} rank {at:?} log10 {:?} persons {:?}: {parts:?}",
                missing.notice.id,
                c.map(|c| c.log10_lr),
                c.map(|c| c.persons)
            );
        }
    }
    let count = world.missing.len() as f64;
    println!(
        "  {}: {first} of {ADVERTISED} first, {five} in the top 5, {true_shown} shown; others shown {:.2} a notice (at most {worst}, {notices_with} notices with any), {:.2} expected by chance; threshold {:.2}; {:.1} ms a notice",
        if with_photos { "with pictures" } else { "without" },
        f64::from(false_shown as u32) / count,
        f64::from(expected) / count,
        rankings[0].threshold,
        seconds * 1e3 / count * rayon::current_num_threads() as f64,
    );
}

/// What a new advert costs against 20,000 notices, pictures excluded.
fn registry(world: &World, seed: u64) -> Result<(), Failure> {
    let plan = Plan { adverts: 10, seed: seed + 1000, notices: 20_000, advertised: 0 };
    let mut missing = country(&plan, &mut |_| {})?;
    missing.iter_mut().for_each(|m| resolve(&mut m.notice));
    let start = Instant::now();
    let registry = Registry::new(&world.matcher, missing.iter().map(|m| &m.notice));
    let built = start.elapsed().as_secs_f64();
    let step = world.cards.sheets().len() / 400;
    let mut times: Vec<f64> = world
        .cards
        .sheets()
        .iter()
        .step_by(step.max(1))
        .map(|sheet| {
            let start = Instant::now();
            std::hint::black_box(registry.meet(&world.matcher, sheet, 3.0));
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "  a new advert against {} notices: median {:.1} ms, 99 % {:.1} ms, at most {:.1} ms over {} sheets; registry made in {built:.1} s",
        registry.len(),
        at(0.5),
        at(0.99),
        at(1.0),
        times.len()
    );
    Ok(())
}

fn main() -> Result<(), Failure> {
    let mut numbers =
        std::env::args().skip(1).filter(|a| !a.starts_with("--")).map(|a| a.parse::<u64>());
    let adverts = numbers.next().unwrap_or(Ok(100_000))?;
    let seeds = numbers.collect::<Result<Vec<_>, _>>()?;
    for seed in if seeds.is_empty() { vec![1] } else { seeds } {
        let start = Instant::now();
        let world = build(adverts as u32, seed)?;
        println!(
            "seed {seed}: {} adverts, {} sheets of {} actors, {} notices; made and read in {:.0} s",
            world.adverts,
            world.cards.sheets().len(),
            world.cards.actors(),
            world.missing.len(),
            start.elapsed().as_secs_f64()
        );
        measure(&world, seed, true);
        measure(&world, seed, false);
        registry(&world, seed)?;
    }
    Ok(())
}
