//! What a model taught elsewhere gains: one team's decisions on one country, then another team on
//! another, with its lesson and without.

use crate::country::{Country, Planted};
use crate::play::{Bits, Chooser, Figures, Team, distorted, play, sheet};
use spoor_learn::{Elsewhere, Lesson, Mix, Settings};

/// Decisions of the second team at which it is measured.
const STOPS: [usize; 3] = [0, 25, 100];

/// How the first team stands to the second.
#[derive(Clone, Copy, Debug, PartialEq)]
enum First {
    /// There is none: the literature alone.
    Nobody,
    /// It has the same rules, right or wrong in the same places.
    Alike,
    /// Other rules are wrong there.
    Unlike,
    /// Every verdict of it says the contrary of what is so.
    Contrary,
}

/// Prints the means over pairs of countries and teams.
pub(crate) fn compare(countries: &[Country], settings: &Settings, teams: u64) {
    println!(
        "a second team, 10 % of verdicts wrong, with the lesson of a first one in another country"
    );
    println!(
        "bits            first team  taught by  decisions   P@50  P@200 P@rings  ECE open (least to most)  perfect"
    );
    for bits in [Bits::AsTheyAre, Bits::HalfCountATenth, Bits::HalfExchanged] {
        for (first, taught) in [
            (First::Nobody, 0),
            (First::Alike, 25),
            (First::Alike, 100),
            (First::Alike, 400),
            (First::Unlike, 400),
            (First::Contrary, 400),
        ] {
            // Where no rule is wrong, none is wrong elsewhere.
            if bits == Bits::AsTheyAre && first == First::Unlike {
                continue;
            }
            let runs = runs(countries, settings, teams, bits, (first, taught));
            print(bits, (first, taught), &runs);
        }
    }
}

fn runs(
    countries: &[Country],
    settings: &Settings,
    teams: u64,
    bits: Bits,
    (first, taught): (First, usize),
) -> Vec<Vec<Figures>> {
    let mut out = Vec::new();
    for (c, there) in countries.iter().enumerate() {
        let here = &countries[(c + 1) % countries.len()];
        for seed in (0..teams).map(|t| 1000 * c as u64 + t) {
            // One rule pack for both: what is wrong with it is wrong everywhere.
            let mut leads: Vec<Planted> = there.leads.iter().chain(&here.leads).cloned().collect();
            leads = distorted(&leads, bits, seed);
            let own = leads.split_off(there.leads.len());
            if first == First::Unlike {
                leads = distorted(&there.leads, bits, seed ^ 0xd1ff);
            }
            let team = Team { chooser: Chooser::Queue, wrong: 0.1, mix: Mix::default(), seed };
            let elsewhere = (first != First::Nobody).then(|| {
                let wrong = if first == First::Contrary { 1.0 } else { 0.1 };
                let team = Team { wrong, seed: seed ^ 0xa11, ..team };
                lesson(&leads, settings, &team, taught)
            });
            out.push(play(&own, here.rings.len(), settings, &team, (&STOPS, elsewhere)).0);
        }
    }
    out
}

/// What the first team's decisions taught, as it travels.
fn lesson(leads: &[Planted], settings: &Settings, team: &Team, taught: usize) -> Elsewhere {
    let (_, learner) = play(leads, 1, settings, team, (&[taught], None));
    let made = Lesson::of(sheet(leads), settings, learner.decisions(), ("rules", "CC0-1.0"));
    let lesson = made.and_then(|l| Lesson::parse(&l.to_text()));
    let lesson = lesson.unwrap_or_else(|e| panic!("{taught} decisions: {e}"));
    Elsewhere { pack: "desk".into(), edition: 1, maker: "desk.example".into(), lesson }
}

fn print(bits: Bits, (first, taught): (First, usize), runs: &[Vec<Figures>]) {
    for (k, stop) in STOPS.iter().enumerate() {
        let values = |of: &dyn Fn(&Figures) -> f64| runs.iter().map(|r| of(&r[k])).collect();
        let mean = |of: &dyn Fn(&Figures) -> f64| {
            let values: Vec<f64> = values(of);
            values.iter().sum::<f64>() / values.len().max(1) as f64
        };
        let errors: Vec<f64> = values(&|f| f.open.error);
        let (least, most) =
            errors.iter().fold((1.0f64, 0.0f64), |(l, m), v| (l.min(*v), m.max(*v)));
        println!(
            "{:<15} {:<10}  {taught:>9}  {stop:>9}  {:.3}  {:.3}   {:.3}  {:.3} ({least:.3} to {most:.3})    \
             {:.3}",
            format!("{bits:?}"),
            format!("{first:?}"),
            mean(&|f| f.at_50),
            mean(&|f| f.at_200),
            mean(&|f| f.at_rings),
            mean(&|f| f.open.error),
            mean(&|f| f.open.reference),
        );
    }
}
