//! Forecasts on made-up countries, against what then happened:
//! `forecast ADVERTS FIRST_SEED LAST_SEED [--last]`.
//!
//! Each week of four months the network is built from what had been posted by then, and the next
//! city and week of every ring (and of every other mobile actor) are forecast. Placers of these
//! countries end one by one, and in the last four of their eighteen months hardly any ring is left
//! to move: so the four months before those are taken, and the last with `--last`. Cities are
//! scored where a next step came before the data end; weeks where nine weeks of data follow, for
//! all, and for the live: those seen in the fortnight before.

mod made_up;

use made_up::Country;
use spoor_network::{
    Forecast, Forecaster, Method, Network, Party, Scores, Settings, Sighting, WEEKS, next_steps,
};
use spoor_world::Plan;
use std::collections::BTreeMap;
use std::error::Error;

const DAY: i64 = 86_400_000;
const METHODS: [(&str, Method); 4] = [
    ("routes, calibrated", Method::Routes),
    ("routes, as is", Method::Uncalibrated),
    ("country's favourites", Method::Popularity),
    ("own habit", Method::Habit),
];

type Scored = Vec<(Vec<f64>, usize)>;

/// Forecasts with what came true: cities, weeks of all and of the live.
type Book = BTreeMap<(bool, usize), [Scored; 3]>;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |n: usize, usual: u64| args.get(n).and_then(|a| a.parse().ok()).unwrap_or(usual);
    let last = args.iter().any(|a| a == "--last");
    let mut book = Book::new();
    for seed in number(1, 1)..=number(2, 3) {
        let country = Country::read(Plan::new(number(0, 100_000) as u32, seed))?;
        run(&country, if last { 1 } else { 18 }, &mut book);
        eprintln!("seed {seed}");
    }
    for ((is_ring, method), scored) in &book {
        let kind = if *is_ring { "rings" } else { "others" };
        for (what, scored) in ["city", "week", "week, live"].iter().zip(scored) {
            show(&format!("{kind:<6} {what:<10} {:<20}", METHODS[*method].0), &Scores::of(scored));
        }
    }
    let rings = &book[&(true, 0)];
    for (what, scored) in [("city", &rings[0]), ("week, live", &rings[2])] {
        println!("reliability of rings' likeliest {what}: said, came true, forecasts");
        for bin in Scores::of(scored).bins.iter().filter(|b| b.count > 0) {
            println!("  {:.1}+  {:.3}  {:.3}  {:>6}", bin.from, bin.said, bin.came, bin.count);
        }
    }
    Ok(())
}

fn show(what: &str, s: &Scores) {
    println!(
        "{what}  n {:>6}  top-1 {:.3}  top-3 {:.3}  log loss {:.3}  Brier {:.3}  ECE {:.3}",
        s.count, s.top_1, s.top_3, s.log_loss, s.brier, s.calibration_error
    );
}

/// Seventeen weekly rounds, the last `to_end` weeks before the data end.
fn run(country: &Country, to_end: i64, book: &mut Book) {
    let settings = Settings::default();
    let build = |seen: &[Sighting]| Network::build(seen, &country.places, &[], &settings).0;
    let later = build(&country.sightings);
    let end = country.sightings.iter().filter_map(|s| s.time).max().unwrap_or(0);
    for week in (to_end..to_end + 17).rev() {
        let at = end - week * 7 * DAY;
        let seen: Vec<Sighting> =
            country.sightings.iter().filter(|s| s.time.is_some_and(|t| t <= at)).cloned().collect();
        let then = build(&seen);
        let parties = Party::all(&then);
        let made = Forecaster::fit(&then, &parties, &seen, &country.places, at, &settings);
        let by_method: Vec<Vec<Forecast>> = METHODS.iter().map(|m| made.forecasts(m.1)).collect();
        let steps = next_steps(&parties, &then, &later, at, &settings);
        let next: BTreeMap<(bool, u32), Option<(u32, i64)>> =
            parties.iter().map(|p| (p.is_ring, p.id)).zip(steps).collect();
        for n in 0..by_method[0].len() {
            let next = next[&(by_method[0][n].is_ring, by_method[0][n].party)];
            for (m, forecasts) in by_method.iter().enumerate() {
                let forecast = &forecasts[n];
                let [cities, weeks, live] = book.entry((forecast.is_ring, m)).or_default();
                cities.extend(next.map(|(to, _)| forecast.against(to)));
                if week >= WEEKS as i64 - 1 {
                    let came = Forecast::week_of(at, next.map(|n| n.1));
                    let scored = (forecast.weeks.to_vec(), came);
                    live.extend((forecast.silent_days < 14.0).then(|| scored.clone()));
                    weeks.push(scored);
                }
            }
        }
    }
}
