//! Laws of forecasts, and planted routes whose best forecast is known.

use proptest::prelude::*;
use spoor_network::{
    Forecast, Forecaster, Method, Network, Party, Place, Scores, Settings, Sighting, WEEKS,
    next_steps,
};

const DAY: i64 = 86_400_000;
const TOWNS: usize = 30;
const METHODS: [Method; 4] =
    [Method::Routes, Method::Uncalibrated, Method::Popularity, Method::Habit];

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

fn towns() -> Vec<Place> {
    let place = |n: usize| Place {
        key: format!("XX:Town {n}"),
        lat: 48.0 + (n / 6) as f64 * 1.1,
        lon: 4.0 + (n % 6) as f64 * 1.6,
    };
    (0..TOWNS).map(place).collect()
}

/// A country of actors each of whom goes round four towns of their own by a matrix of their own:
/// from each town four times in five to one, else to another. Stays last 7 to 20 days, each as
/// often; they post every third day.
struct Planted {
    sightings: Vec<Sighting>,
}

const LIKELY: f64 = 0.8;

impl Planted {
    fn new(actors: u32, days: u64, seed: u64) -> Self {
        let mut chance = Chance(seed);
        let mut sightings = Vec::new();
        for actor in 0..actors {
            let first = chance.below(TOWNS as u64);
            let own: Vec<u64> = (0..4).map(|n| (first + n * 7) % TOWNS as u64).collect();
            let likely: Vec<u64> = (0..4).map(|_| 1 + chance.below(3)).collect();
            let (mut day, mut at) = (chance.below(20), 0);
            while day < days {
                let stay = 7 + chance.below(14);
                for later in (0..stay).step_by(3) {
                    sightings.push(Sighting {
                        row: sightings.len() as u32,
                        actor,
                        time: Some((20_000 + (day + later) as i64) * DAY + 36_000_000),
                        place: Some(own[at] as u32),
                        names: vec![actor],
                        ..Sighting::default()
                    });
                }
                let first = likely[at];
                let step = if chance.below(5) < 4 { first } else { 1 + first % 3 };
                at = (at + step as usize) % 4;
                day += stay;
            }
        }
        Self { sightings }
    }

    fn until(&self, at: i64) -> Vec<Sighting> {
        self.sightings.iter().filter(|s| s.time.is_some_and(|t| t <= at)).cloned().collect()
    }
}

fn build(sightings: &[Sighting]) -> Network {
    Network::build(sightings, &towns(), &[], &Settings::default()).0
}

fn noon(day: i64) -> i64 {
    (20_000 + day) * DAY + 43_200_000
}

fn by_method(network: &Network, sightings: &[Sighting], at: i64) -> [Vec<Forecast>; 4] {
    let (parties, settings) = (Party::all(network), Settings::default());
    let made = Forecaster::fit(network, &parties, sightings, &towns(), at, &settings);
    METHODS.map(|m| made.forecasts(m))
}

/// What the best forecast of the week says: stays of 7 to 20 days, of which `age` are over.
fn best_weeks(age: i64) -> Vec<f64> {
    let left: Vec<i64> = (7..=20).filter(|l| *l > age).map(|l| l - age).collect();
    let mut out = vec![0.0; WEEKS];
    // Asked two hours after the hour of arrivals, so a stay that has a week left ends within it.
    left.iter().for_each(|l| out[((l * 24 - 2) / 168) as usize] += 1.0 / left.len() as f64);
    out
}

#[test]
fn planted_routes_and_stays_are_learned_to_near_their_entropy() {
    let country = Planted::new(120, 1_000, 5);
    let later = build(&country.sightings);
    let (mut city, mut week, mut best) = (Vec::new(), Vec::new(), Vec::new());
    let (mut popular, mut habit) = (Vec::new(), Vec::new());
    for at in [760, 820, 880, 940].map(noon) {
        let seen = country.until(at);
        let then = build(&seen);
        let parties = Party::all(&then);
        let settings = Settings::default();
        let made = Forecaster::fit(&then, &parties, &seen, &towns(), at, &settings);
        // What it says of its own past is what is planted.
        let record = made.record(false);
        assert!(record.count > 1_000 && made.record(true).count == 0, "{record:?}");
        assert!((record.came - LIKELY).abs() < 0.03, "{record:?}");
        assert!((record.said - record.came).abs() < 0.03, "{record:?}");
        let steps = next_steps(&parties, &then, &later, at, &settings);
        let made = [Method::Routes, Method::Popularity, Method::Habit].map(|m| made.forecasts(m));
        for n in 0..parties.len() {
            let (to, when) = steps[n].expect("they never stop");
            city.push(made[0][n].against(to));
            popular.push(made[1][n].against(to));
            habit.push(made[2][n].against(to));
            let came = Forecast::week_of(at, Some(when));
            week.push((made[0][n].weeks.to_vec(), came));
            let arrived = then.stays.iter().rfind(|s| s.actor == parties[n].id).expect("a stay");
            best.push((best_weeks((at - arrived.from) / DAY), came));
        }
    }
    let [city, week, best, popular, habit] =
        [city, week, best, popular, habit].map(|scored| Scores::of(&scored));
    let entropy = -LIKELY * LIKELY.ln() - (1.0 - LIKELY) * (1.0 - LIKELY).ln();
    assert!(city.log_loss < entropy + 0.1 && city.log_loss > entropy - 0.1, "{city:?}");
    assert!((city.top_1 - LIKELY).abs() < 0.05 && city.top_3 > 0.97, "{city:?}");
    // 480 forecasts at 0.8: chance alone makes some 0.05 of this.
    assert!(city.calibration_error < 0.09, "{city:?}");
    assert!(habit.log_loss > city.log_loss + 0.2 && popular.log_loss > 2.0, "{habit:?}");
    assert!(week.log_loss < best.log_loss + 0.06, "{week:?} {best:?}");
}

#[test]
fn what_lies_after_changes_nothing() {
    let country = Planted::new(40, 500, 9);
    let at = noon(350);
    let mut network = build(&country.sightings);
    let base = by_method(&network, &country.sightings, at);
    assert!(!base[0].is_empty());
    // All later moves and stays led to one town, in another order.
    network.moves.iter_mut().filter(|m| m.arrived > at).for_each(|m| m.to = 3);
    network.stays.iter_mut().filter(|s| s.from > at).for_each(|s| s.place = 3);
    network.moves.reverse();
    network.stays.reverse();
    assert_eq!(by_method(&network, &country.sightings, at), base);
    // There was nothing later at all.
    network.moves.retain(|m| m.arrived <= at);
    network.stays.retain(|s| s.from <= at);
    assert_eq!(by_method(&network, &country.until(at), at), base);
}

#[test]
fn order_of_sightings_changes_nothing() {
    let mut country = Planted::new(40, 400, 3);
    let at = noon(400);
    let base = by_method(&build(&country.sightings), &country.sightings, at);
    country.sightings.reverse();
    let turned = by_method(&build(&country.sightings), &country.sightings, at);
    assert_eq!(turned, base);
}

#[test]
fn a_place_nobody_has_been_to_is_elsewhere() {
    let country = Planted::new(30, 300, 1);
    let mut places = towns();
    places.push(Place { key: "XX:Later".into(), lat: 50.0, lon: 6.0 });
    let (at, settings) = (noon(300), Settings::default());
    let network = Network::build(&country.sightings, &places, &[], &settings).0;
    let parties = Party::all(&network);
    let made = Forecaster::fit(&network, &parties, &country.sightings, &places, at, &settings);
    for method in METHODS {
        for forecast in made.forecasts(method) {
            let (p, hit) = forecast.against(TOWNS as u32);
            assert_eq!(hit, p.len() - 1);
            assert!(p[hit] > 0.0 && p[hit] < 0.2, "{method:?} {}", p[hit]);
            assert_eq!(forecast.against(forecast.from).1, hit);
        }
    }
}

#[test]
fn three_who_travel_together_are_one_party_and_the_late_make_no_step() {
    let mut country = Planted::new(100, 420, 2);
    // A ring of three round six towns; the third is often a day late.
    for day in 0..28u64 {
        for actor in 900..903 {
            let late = i64::from(actor == 902 && day % 2 == 0);
            country.sightings.push(Sighting {
                row: country.sightings.len() as u32,
                actor,
                time: Some(noon(5 + day as i64 * 14 + late)),
                place: Some((day % 6 * 5) as u32),
                names: vec![actor],
                ..Sighting::default()
            });
        }
    }
    let at = noon(5 + 27 * 14 + 3);
    let seen = country.until(at);
    let made = by_method(&build(&seen), &seen, at);
    let ring = made[0].iter().find(|f| f.is_ring && f.party == 900).expect("the ring");
    assert_eq!((ring.from, ring.cities[0].0), (15, 20));
    assert!(ring.cities[0].1 > 0.8 && ring.new_to_it < 0.1, "{ring:?}");
    // Fourteen days at each, of which three are over.
    assert!(ring.weeks[1] > 0.4, "{:?}", ring.weeks);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn probabilities_sum_to_one(seed in 0u64..1_000, actors in 0u32..12, day in -10i64..300) {
        let country = Planted::new(actors, 250, seed);
        let at = noon(day);
        let network = build(&country.sightings);
        for (method, all) in METHODS.iter().zip(by_method(&network, &country.sightings, at)) {
            for f in all {
                let cities: f64 = f.cities.iter().map(|c| c.1).sum::<f64>() + f.elsewhere;
                prop_assert!((cities - 1.0).abs() < 1e-9, "{method:?} {cities}");
                prop_assert!((f.weeks.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                prop_assert!(f.weeks.iter().all(|p| (0.0..=1.0 + 1e-12).contains(p)));
                prop_assert!(f.cities.iter().all(|c| c.1 > 0.0 && c.0 != f.from));
                prop_assert!(f.cities.is_sorted_by(|a, b| a.1 >= b.1));
                prop_assert!(f.new_to_it >= f.elsewhere && f.new_to_it <= 1.0 + 1e-9);
            }
        }
    }
}
