//! Style on made-up countries: `verify ADVERTS FIRST LAST`.
//!
//! Trains on the country of seed FIRST, on adverts of one hand tied by a shared phone (the truth
//! says hand and phones; hubs do not count), different templates only, all mentions and known
//! selectors masked. Tests on the countries of the seeds after it: other hands, none seen before.
//! Strangers are drawn within language, as often as hands.

mod texts;

use spoor_style::{Example, Figures, Masked, Model, Profile, Settings, judge};
use spoor_world::truth::Fact;
use spoor_world::{Plan, texts as of_country};
use std::collections::BTreeMap;
use std::error::Error;
use std::time::Instant;

/// An advert as the judge knows it.
struct Ad {
    text: Masked,
    bytes: usize,
    fact: Fact,
    template: u32,
}

/// Adverts pooled into one side of a trial.
struct Side {
    profile: Profile,
    bytes: usize,
    hand: u32,
    template: u32,
    phones: Vec<String>,
}

fn country(plan: &Plan) -> Result<Vec<Ad>, Box<dyn Error>> {
    let mut ads = Vec::new();
    let mut templates: BTreeMap<String, u32> = BTreeMap::new();
    of_country(plan, &mut |_, text, fact| {
        let handles = fact.handles.iter().filter_map(|h| h.split(':').nth(1));
        let known: Vec<&str> =
            handles.chain([&fact.email[..], &fact.website[..], &fact.place[3..]]).collect();
        let masked = texts::masked(text, Some(&fact.place[..2]), &known);
        // A text that was posted once has a template of its own.
        let name = if fact.template.is_empty() {
            format!("one {}", fact.id)
        } else {
            fact.template.clone()
        };
        let next = templates.len() as u32;
        let template = *templates.entry(name).or_insert(next);
        ads.push(Ad { text: masked, bytes: text.len(), fact, template });
    })?;
    Ok(ads)
}

/// Sides of up to `pool` adverts of one hand, template and language. Adverts without a phone of
/// the hand's own are left out: nothing ties them.
fn sides(ads: &[Ad], pool: usize) -> Vec<Side> {
    let mut groups: BTreeMap<(u32, u32, &str), Vec<&Ad>> = BTreeMap::new();
    for ad in ads {
        let hand = ad.fact.placer[1..].parse().unwrap_or(0);
        if ad.fact.phones.iter().any(|p| *p != ad.fact.hub) {
            groups.entry((hand, ad.template, &ad.fact.language)).or_default().push(ad);
        }
    }
    let mut sides = Vec::new();
    for ((hand, template, language), mut ads) in groups {
        // Word for word reposts add nothing.
        let mut seen: Vec<&str> = Vec::new();
        ads.retain(|ad| {
            let new = !seen.contains(&ad.text.as_str());
            seen.push(ad.text.as_str());
            new
        });
        for ads in ads.chunks(pool) {
            let own = |ad: &&Ad| -> Vec<String> {
                ad.fact.phones.iter().filter(|p| **p != ad.fact.hub).cloned().collect()
            };
            sides.push(Side {
                profile: Profile::of(ads.iter().map(|ad| &ad.text), language),
                bytes: ads.iter().map(|ad| ad.bytes).sum(),
                hand,
                template,
                phones: ads.iter().flat_map(own).collect(),
            });
        }
    }
    sides
}

/// What selectors tie: hands, but parts of a hand that share no phone are apart.
fn examples(sides: &[Side]) -> Vec<Example> {
    let mut roots: Vec<usize> = (0..sides.len()).collect();
    let mut first: BTreeMap<(u32, &str), usize> = BTreeMap::new();
    fn root(roots: &mut [usize], mut n: usize) -> usize {
        while roots[n] != n {
            roots[n] = roots[roots[n]];
            n = roots[n];
        }
        n
    }
    for (n, side) in sides.iter().enumerate() {
        for phone in &side.phones {
            let other = *first.entry((side.hand, phone)).or_insert(n);
            let (a, b) = (root(&mut roots, n), root(&mut roots, other));
            roots[a.max(b)] = a.min(b);
        }
    }
    (0..sides.len())
        .map(|n| Example {
            profile: sides[n].profile.clone(),
            actor: root(&mut roots, n) as u32,
            template: sides[n].template,
        })
        .collect()
}

/// Bits of trials, by language.
#[derive(Default)]
struct Trials {
    same: BTreeMap<String, Vec<f64>>,
    different: BTreeMap<String, Vec<f64>>,
    bytes: Vec<usize>,
}

/// At most this many pairs a hand, and strangers to each.
const PAIRS_A_HAND: usize = 12;
const STRANGERS: usize = 20;

/// `any`: pairs of one template too, as a corpus with near-duplicates in it would have them.
fn trials(model: &Model, sides: &[Side], seed: u64, any: bool, out: &mut Trials) {
    let mut state = seed;
    let mut below = |n: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let mut languages: BTreeMap<&str, Vec<&Side>> = BTreeMap::new();
    for side in sides {
        languages.entry(side.profile.language()).or_default().push(side);
    }
    for (language, sides) in languages {
        let hands: Vec<&[&Side]> = sides.chunk_by(|a, b| a.hand == b.hand).collect();
        for hand in &hands {
            let mut pairs = Vec::new();
            for (n, a) in hand.iter().enumerate() {
                let tied = |b: &&&Side| {
                    (any || a.template != b.template)
                        && a.phones.iter().any(|p| b.phones.contains(p))
                };
                pairs.extend(hand[n + 1..].iter().filter(tied).map(|b| (a, b)));
            }
            for _ in 0..PAIRS_A_HAND.min(pairs.len()) {
                let (a, b) = pairs.swap_remove(below(pairs.len()));
                let Some(weight) = model.compare(&a.profile, &b.profile) else { continue };
                out.same.entry(language.to_owned()).or_default().push(weight.bits);
                out.bytes.extend([a.bytes, b.bytes]);
                for _ in 0..STRANGERS {
                    let hand = hands[below(hands.len())];
                    let b = hand[below(hand.len())];
                    if b.hand == a.hand || b.template == a.template {
                        continue;
                    }
                    let Some(weight) = model.compare(&a.profile, &b.profile) else { continue };
                    out.different.entry(language.to_owned()).or_default().push(weight.bits);
                }
            }
        }
    }
}

fn line(name: &str, figures: &Figures, same: &[f64], different: &[f64]) {
    println!(
        "{name:<8} {:>7} {:>8}  {:>5.1} %  {:>5.1} %  {:>5.1} %  {:.3}  {:.3}",
        figures.same,
        figures.different,
        100.0 * figures.equal_error_rate,
        100.0 * figures.true_positives_at_1_percent,
        100.0 * judge::true_positives_at(0.001, same, different),
        figures.area,
        figures.cllr_bits,
    );
}

/// Trains and tests on sides of up to `pool` adverts.
fn measure(
    learned: &[Ad],
    tests: &[(u64, Vec<Ad>)],
    what: &str,
    pool: usize,
) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let model = Model::train(examples(&sides(learned, pool)), what, &Settings::default())?;
    let card = model.card();
    let seconds = start.elapsed().as_secs_f64();
    println!("\n{}: trained in {seconds:.1} s on {:?} pairs", card.trained_on, card.pairs);
    if let Some(held) = &card.figures {
        let [eer, tpr] = [held.equal_error_rate, held.true_positives_at_1_percent];
        let cllr = held.cllr_bits;
        println!("card, same country, held-out hands: EER {eer:.3}, TPR {tpr:.3}, Cllr {cllr:.3}");
    }
    let (mut all, mut loose) = (Trials::default(), Trials::default());
    let mut memory = (0, 0);
    for (seed, ads) in tests {
        let sides = sides(ads, pool);
        memory.0 += sides.iter().map(|s| s.profile.bytes()).sum::<usize>();
        memory.1 += sides.len();
        trials(&model, &sides, *seed, false, &mut all);
        trials(&model, &sides, *seed, true, &mut loose);
    }
    all.bytes.sort_unstable();
    let at = |share: usize| all.bytes.get(all.bytes.len() * share / 100).copied().unwrap_or(0);
    let [low, middle, high] = [at(10), at(50), at(90)];
    println!("bytes a side: median {middle}, 10 % under {low}, 10 % over {high}");
    println!("a profile takes {} bytes", memory.0 / memory.1.max(1));
    report(&all, true);
    println!("with pairs of one template, which template linkage sees anyway:");
    report(&loose, false);
    Ok(())
}

/// Figures by language if asked for, and of all.
fn report(trials: &Trials, by_language: bool) {
    println!("            same different     EER   TPR@1%  TPR@.1%    AUC   Cllr");
    let (mut every_same, mut every_different) = (Vec::new(), Vec::new());
    for (language, same) in &trials.same {
        let different = trials.different.get(language).map_or(&[][..], |d| &d[..]);
        if let Some(figures) = Figures::of(same, different).filter(|_| by_language) {
            line(language, &figures, same, different);
        }
        every_same.extend_from_slice(same);
        every_different.extend_from_slice(different);
    }
    if let Some(figures) = Figures::of(&every_same, &every_different) {
        line("all", &figures, &every_same, &every_different);
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1).map(|n| n.parse::<u64>());
    let mut next = || -> Result<u64, Box<dyn Error>> {
        Ok(numbers.next().ok_or("usage: verify ADVERTS FIRST LAST")??)
    };
    let (adverts, first, last) = (next()? as u32, next()?, next()?);
    let learned = country(&Plan::new(adverts, first))?;
    let mut tests = Vec::new();
    for seed in first + 1..=last {
        tests.push((seed, country(&Plan::new(adverts, seed))?));
    }
    for (what, pool) in [("single adverts", 1), ("up to 5 adverts pooled", 5)] {
        let what = format!("made-up country of {adverts} adverts, seed {first}, {what}");
        measure(&learned, &tests, &what, pool)?;
    }
    Ok(())
}
