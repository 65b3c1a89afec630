//! Laws of the step on small countries whose truth is planted here.

use spoor_network::{Network, Place, Ring, Settings, Sighting};

const DAY: i64 = 86_400_000;
const TOWNS: u64 = 64;

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
    (0..TOWNS)
        .map(|n| Place {
            key: format!("XX:Town {n}"),
            lat: 48.0 + (n / 8) as f64 * 1.1,
            lon: 4.0 + (n % 8) as f64 * 1.6,
        })
        .collect()
}

#[derive(Default)]
struct Country(Vec<Sighting>);

impl Country {
    /// Adverts of one person who arrives at `stops` (day, town) and posts again two days later.
    fn tour(&mut self, actor: u32, stops: &[(u64, u64)]) {
        for &(day, town) in stops {
            for later in [0, 2] {
                self.0.push(Sighting {
                    row: self.0.len() as u32,
                    actor,
                    time: Some((20_000 + day as i64 + later) * DAY + 36_000_000),
                    place: Some(town as u32),
                    names: vec![actor],
                    phones: vec![actor],
                    ..Sighting::default()
                });
            }
        }
    }

    /// People on their own: eight stays each, when and where they please.
    fn strangers(count: u32, chance: &mut Chance) -> Self {
        let mut country = Self::default();
        for actor in 0..count {
            let (mut day, mut stops) = (chance.below(60), Vec::new());
            for _ in 0..8 {
                stops.push((day, chance.below(TOWNS)));
                day += 7 + chance.below(30);
            }
            country.tour(actor, &stops);
        }
        country
    }

    /// Four persons of one hand on a round of four towns, eight stays each of 7 to 20 days: the same
    /// for all, or each with its own beginning, round and stays.
    fn hand(&mut self, actor: u32, in_step: bool, chance: &mut Chance) {
        let lengths: Vec<u64> = (0..8).map(|_| 7 + chance.below(14)).collect();
        for person in 0..4 {
            let own = if in_step { 0 } else { chance.below(4) };
            let mut day = 30 + if in_step { 0 } else { chance.below(28) };
            for (n, length) in lengths.iter().enumerate() {
                self.0.push(Sighting {
                    row: self.0.len() as u32,
                    actor,
                    time: Some((20_000 + (day + chance.below(2)) as i64) * DAY + 36_000_000),
                    place: Some([3, 20, 41, 58][(n + own as usize) % 4]),
                    names: vec![10_000 + person],
                    phones: vec![actor],
                    ..Sighting::default()
                });
                day += if in_step { *length } else { 7 + chance.below(14) };
            }
        }
    }

    fn build(&self) -> Network {
        let (network, defects) = Network::build(&self.0, &towns(), &[], &Settings::default());
        assert!(defects.is_empty(), "{defects:?}");
        network
    }
}

/// A base town and four moves, on days of their own.
fn four_moves(chance: &mut Chance) -> Vec<(u64, u64)> {
    let mut stops = vec![(5, 0)];
    for n in 1..5 {
        let last = stops[n - 1].1;
        stops.push((
            5 + n as u64 * 19 + chance.below(4),
            (last + 1 + chance.below(TOWNS - 2)) % TOWNS,
        ));
    }
    stops
}

/// Three actors with nothing in common but four moves, a day apart at most.
fn with_three(seed: u64) -> Country {
    let mut chance = Chance(seed);
    let mut country = Country::strangers(200, &mut chance);
    let stops = four_moves(&mut chance);
    for actor in 500..503 {
        let own: Vec<(u64, u64)> = stops.iter().map(|s| (s.0 + chance.below(2), s.1)).collect();
        country.tour(actor, &own);
    }
    country
}

fn actors(rings: &[Ring]) -> Vec<Vec<u32>> {
    rings.iter().map(|r| r.actors.clone()).collect()
}

#[test]
fn three_who_move_together_four_times_are_found() {
    for seed in 0..20 {
        let network = with_three(seed).build();
        assert_eq!(actors(&network.rings), [vec![500, 501, 502]], "seed {seed}");
        let ring = &network.rings[0];
        assert_eq!(ring.id, 500);
        assert!(ring.coordinated_moves >= 6 && ring.q_value <= 0.05, "{ring:?}");
        assert!(ring.effect > 1.0 && ring.p_value < 1e-4, "{ring:?}");
    }
}

#[test]
fn people_on_their_own_make_no_ring() {
    let rings: usize =
        (100..140).map(|seed| Country::strangers(200, &mut Chance(seed)).build().rings.len()).sum();
    // Five in a hundred countries may show one at a false discovery rate of 5 %.
    assert!(rings <= 2, "{rings} rings in 40 countries of strangers");
}

#[test]
fn persons_of_one_hand_are_a_ring_only_if_they_move_in_step() {
    let rings = |in_step: bool, seed: u64| {
        let mut chance = Chance(seed);
        let mut country = Country::strangers(100, &mut chance);
        country.hand(700, in_step, &mut chance);
        country.build().rings
    };
    for seed in 0..20 {
        let found = rings(true, seed);
        assert_eq!(actors(&found), [vec![700]], "seed {seed}");
        assert_eq!(found[0].lines.len(), 4);
        assert!(!found[0].dissolves.is_empty());
    }
    // One hand is tested, so one in twenty at most is called by chance.
    let wrong = (100..160).filter(|seed| !rings(false, *seed).is_empty()).count();
    assert!(wrong <= 6, "{wrong} of 60 hands whose persons keep their own time");
}

#[test]
fn two_who_travel_together_are_a_pair_and_no_ring() {
    let mut chance = Chance(7);
    let mut country = Country::strangers(200, &mut chance);
    let stops = four_moves(&mut chance);
    country.tour(500, &stops);
    country.tour(501, &stops);
    let network = country.build();
    assert!(network.rings.is_empty(), "{:?}", network.rings);
    assert_eq!(network.pairs.len(), 1);
    let of = |line: u32| network.lines[line as usize].actor;
    assert_eq!((of(network.pairs[0].a), of(network.pairs[0].b)), (500, 501));
}

#[test]
fn what_it_says_would_dissolve_a_ring_does() {
    let country = with_three(3);
    let ring = country.build().rings.remove(0);
    assert!(!ring.dissolves.is_empty() && ring.dissolves.len() <= ring.evidence.len());
    let gone: Vec<u32> = ring
        .dissolves
        .iter()
        .filter_map(|e| match e {
            spoor_network::Evidence::Meeting(m) => Some(m.rows.clone()),
            spoor_network::Evidence::Tie(_) => None,
        })
        .flatten()
        .collect();
    // Each stay has two adverts; without both the move was never seen.
    let left = |s: &&Sighting| !gone.contains(&s.row) && !gone.contains(&s.row.wrapping_sub(1));
    let without = Country(country.0.iter().filter(left).cloned().collect());
    assert!(without.build().rings.is_empty());
}

#[test]
fn order_and_numbers_of_actors_decide_nothing() {
    let country = with_three(11);
    let base = country.build();
    let mut turned = Country(country.0.iter().rev().cloned().collect());
    assert_eq!(turned.build().rings, base.rings);
    turned.0.iter_mut().for_each(|s| s.actor = 10_000 - s.actor);
    let renamed = turned.build();
    assert_eq!(actors(&renamed.rings), [vec![9_498, 9_499, 9_500]]);
    assert_eq!(renamed.rings[0].p_value.to_bits(), base.rings[0].p_value.to_bits());
}

#[test]
fn who_is_everywhere_at_once_is_spam_and_in_no_ring() {
    let mut country = with_three(5);
    let day = |n: u64| 5 + n * 3;
    for n in 0..40 {
        let tour: Vec<(u64, u64)> = (0..4).map(|k| (day(n), (n + k * 5) % TOWNS)).collect();
        country.tour(900, &tour);
    }
    let network = country.build();
    assert!(network.lines.iter().filter(|l| l.actor == 900).all(|l| l.spam_like));
    assert_eq!(actors(&network.rings), [vec![500, 501, 502]]);
}

#[test]
fn bad_places_are_told_and_cost_nothing_beside_them() {
    let mut country = with_three(9);
    let base = country.build();
    let row = country.0.len() as u32;
    country.0.push(Sighting { row, actor: 800, place: Some(99), ..Sighting::default() });
    let lone = Sighting { time: Some(i64::MAX), row: row + 1, actor: 801, ..Sighting::default() };
    country.0.push(Sighting { place: Some(TOWNS as u32), ..lone });
    let mut places = towns();
    places.push(Place { key: "XX:Nowhere".into(), lat: f64::NAN, lon: 4.0 });
    let (network, defects) = Network::build(&country.0, &places, &[], &Settings::default());
    let codes: Vec<&str> = defects.iter().map(|d| d.code.as_ref()).collect();
    assert_eq!(codes, ["network.bad-coordinates", "network.no-such-place"]);
    assert_eq!(network.rings, base.rings);
}
