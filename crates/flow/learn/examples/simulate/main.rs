//! What decisions teach, on made-up countries: precision of the ranking after 0, 25, 100 and 400
//! decisions of simulated reviewers, right and 10 % wrong, chosen by our queue, by probability, by
//! chance, by uncertainty; with the rule pack's weights and with half of them mis-set; calibration;
//! and how rings are ranked whose style no decision was about.
//!
//! `cargo run --release -p spoor-learn --example simulate -- TEAMS [SETTINGS] FOLDER…`, where a
//! folder holds `leads.jsonl` and `adverts.jsonl` (`spoor export`) and `truth.jsonl` of a made-up
//! country, and SETTINGS is JSON such as `{"base_rate":0.1}`. Without the curve:
//! `{"slope":1,"slope_spread":0.001,"shift_spread":0.001}`. Seeds 31 and 32 were tuned on; give
//! others.
//!
//! With `elsewhere` before TEAMS: two countries or more, and what the lesson of a team in one gains
//! a team in the next.
//!
//! Truth is what was planted, never what a reviewer said of it: a probability is held against
//! whether the lead is worth pursuing.

mod country;
mod elsewhere;
mod play;

use country::{Country, Planted, Ring};
use play::{Bits, Chooser, Figures, Team, distorted, play, unseen};
use spoor_learn::{Mix, Settings};
use std::error::Error;
use std::path::Path;

const STOPS: [usize; 4] = [0, 25, 100, 400];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1).peekable();
    let apart = args.next_if(|a| a == "elsewhere").is_some();
    let teams: u64 = args.next().and_then(|n| n.parse().ok()).unwrap_or(5);
    let (given, dirs): (Vec<String>, Vec<String>) = args.partition(|a| a.starts_with('{'));
    let settings: Settings = serde_json::from_str(given.first().map_or("{}", |json| json))?;
    let countries: Vec<Country> =
        dirs.iter().map(|dir| country::read(Path::new(dir))).collect::<Result<_, _>>()?;
    for c in &countries {
        let relevant = c.leads.iter().filter(|l| l.relevant).count();
        println!("{} leads, {relevant} relevant, {} rings", c.leads.len(), c.rings.len());
    }
    if apart {
        elsewhere::compare(&countries, &settings, teams);
        return Ok(());
    }
    println!(
        "\nmeans over teams, (least to most); open: leads that nobody has decided; top: the first"
    );
    println!("500 of them; perfect: what forecasts kept to the letter would show on as many");
    println!(
        "bits            wrong chooser   after   P@50  P@200 P@rings                 ECE all               \
         ECE open               its interval    perfect  Brier, reliability  ECE top  perfect  yield"
    );
    for bits in [Bits::AsTheyAre, Bits::HalfCountATenth, Bits::HalfExchanged] {
        for wrong in [0.0, 0.1] {
            for chooser in [Chooser::Queue, Chooser::Probable, Chooser::Random, Chooser::Uncertain]
            {
                compare(&countries, &settings, teams, bits, wrong, chooser);
            }
        }
    }
    println!("\nrings of a style never decided on: 400 decisions, 10 % wrong, prior alone beside");
    println!("style                 leads   AUC prior learned   precision prior learned");
    let loose = |r: &Ring| r.placers.len() > 1;
    held_out(&countries, &settings, teams, "several placers", &loose);
    held_out(&countries, &settings, teams, "one placer", &|r| r.placers.len() == 1);
    for name in ["NL", "DE", "ES", "GB", "RO"] {
        let most = |r: &Ring| r.countries.iter().max_by_key(|c| c.1).is_some_and(|c| c.0 == name);
        held_out(&countries, &settings, teams, &format!("mostly in {name}"), &most);
    }
    held_out(&countries, &settings, teams, "40 adverts or more", &|r| r.adverts >= 40);
    held_out(&countries, &settings, teams, "under 40 adverts", &|r| r.adverts < 40);
    Ok(())
}

fn compare(
    countries: &[Country],
    settings: &Settings,
    teams: u64,
    bits: Bits,
    wrong: f64,
    chooser: Chooser,
) {
    let mut runs: Vec<Vec<Figures>> = Vec::new();
    for (c, country) in countries.iter().enumerate() {
        for seed in 0..teams {
            let seed = 1000 * c as u64 + seed;
            let leads = distorted(&country.leads, bits, seed);
            let team = Team { chooser, wrong, mix: Mix::default(), seed };
            runs.push(play(&leads, country.rings.len(), settings, &team, (&STOPS, None)).0);
        }
    }
    for (k, stop) in STOPS.iter().enumerate() {
        let all = |value: &dyn Fn(&Figures) -> f64| {
            let values: Vec<f64> = runs.iter().map(|r| value(&r[k])).collect();
            let (low, high) =
                values.iter().fold((1.0f64, 0.0f64), |(l, h), v| (l.min(*v), h.max(*v)));
            (values.iter().sum::<f64>() / values.len().max(1) as f64, low, high)
        };
        let mean = |value: &dyn Fn(&Figures) -> f64| all(value).0;
        let range = |value: &dyn Fn(&Figures) -> f64| {
            let (mean, low, high) = all(value);
            format!("{mean:.3} ({low:.3} to {high:.3})")
        };
        let named = format!("{bits:?}");
        println!(
            "{named:<15} {:>4.0} % {:<9} {stop:>5}  {:.3}  {:.3}  {}  {}  {}  {:.3} to {:.3}  {:.3}  \
             {:.4} {:>7.4}  {}  {:.3}  {:.3}",
            100.0 * wrong,
            format!("{chooser:?}"),
            mean(&|f| f.at_50),
            mean(&|f| f.at_200),
            range(&|f| f.at_rings),
            range(&|f| f.error),
            range(&|f| f.open.error),
            mean(&|f| f.open.error_low),
            mean(&|f| f.open.error_high),
            mean(&|f| f.open.reference),
            mean(&|f| f.open.brier),
            mean(&|f| f.open.reliability_unbiased),
            range(&|f| f.top.error),
            mean(&|f| f.top.reference),
            mean(&|f| f.yielded),
        );
    }
}

fn held_out(
    countries: &[Country],
    settings: &Settings,
    teams: u64,
    name: &str,
    held: &dyn Fn(&Ring) -> bool,
) {
    let (mut runs, mut leads, mut auc, mut precision) = (0.0, 0, [0.0; 2], [0.0; 2]);
    for (c, country) in countries.iter().enumerate() {
        let of = |l: &Planted| {
            let ring = l.ring.as_ref().and_then(|r| country.rings.get(r));
            ring.is_some_and(held)
        };
        for seed in 0..teams {
            let seed = 1000 * c as u64 + seed;
            let team = Team { chooser: Chooser::Queue, wrong: 0.1, mix: Mix::default(), seed };
            let Some(got) = unseen(country, settings, &team, &of) else { continue };
            runs += 1.0;
            leads += got.leads;
            for k in 0..2 {
                auc[k] += got.auc[k];
                precision[k] += got.precision[k];
            }
        }
    }
    if runs == 0.0 {
        println!("{name:<20} none");
        return;
    }
    println!(
        "{name:<20} {:>6.0}   {:>9.4} {:>7.4}   {:>15.3} {:>7.3}",
        leads as f64 / runs,
        auc[0] / runs,
        auc[1] / runs,
        precision[0] / runs,
        precision[1] / runs
    );
}
