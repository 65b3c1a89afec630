//! What is found of planted shifts of prices, and what else: `price_shift FIRST LAST [--quick] [--verbose]`.
//!
//! Each seed is a country of 78 weeks and 60 towns of two currencies, from 3 new actors a year to
//! 150. An actor asks its own level (30 % apart), rounded to tens, for some weeks; one in three
//! changes it by about a tenth at some week of its own, one in five asks something a little
//! different every week; for those of every third town all of this is three times as
//! strong; three in ten move every month, to a town of the currency or home. What is planted:
//! nothing; from week 48 on new actors of one town who ask 25 % more wherever they are; 10 % more
//! everywhere in one currency from week 48 on; and for all adverts of one town from week 48 on +25 %, +10 %, -15 %.
//! Looks are taken after the last week, and for delays after each week from the 48th on
//! (not with `--quick`, which leaves out the towns).

use spoor_trends::{Basis, PriceRow, PriceShift, ShiftSettings, price_shifts};
use std::collections::BTreeMap;

const WEEKS: i32 = 78;
const PLANTED: i32 = 48;
const TOWNS: u32 = 60;

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Chance(u64);

impl Chance {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (2.0 * std::f64::consts::PI * self.unit()).cos()
    }
}

/// What is added to a log price: home of the actor, week it came, town, week.
type Plant = dyn Fn(u32, i32, u32, i32) -> f64;

/// New actors a year in a town.
fn size(town: u32) -> f64 {
    3.0 * (50f64).powf(f64::from(town / 2) / f64::from(TOWNS / 2 - 1))
}

/// Log price of an actor by week.
struct Actor {
    came: i32,
    last: i32,
    own: f64,
    change: Option<(i32, f64)>,
    restless: bool,
    mobile: bool,
}

fn actor(chance: &mut Chance, came: i32, noise: f64) -> Actor {
    let stays = (-25.0 * chance.unit().ln()) as i32;
    let own = 0.3 * chance.normal();
    let at = came + (f64::from(stays) * chance.unit()) as i32;
    let by = 0.1 * noise * chance.normal();
    let change = (chance.unit() < 0.33).then_some((at, by));
    let [restless, mobile] = [0.2, 0.3].map(|p| chance.unit() < p);
    Actor { came, last: came + stays, own, change, restless, mobile }
}

fn country(seed: u64, plant: &Plant) -> Vec<PriceRow> {
    let mut chance = Chance(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let levels: Vec<f64> = (0..TOWNS).map(|_| 5.0 + 0.15 * chance.normal()).collect();
    let (mut rows, mut number) = (Vec::new(), 0);
    for home in 0..TOWNS {
        let noise = if home % 3 == 0 { 3.0 } else { 1.0 };
        for came in -30..WEEKS {
            let many = size(home) / 52.0;
            let many = many.floor() as u32 + u32::from(chance.unit() < many.fract());
            for _ in 0..many {
                let actor = actor(&mut chance, came, noise);
                let mut town = home;
                for week in actor.came..=actor.last {
                    let wobble = 0.05 * noise * chance.normal();
                    let moves = chance.unit() < 0.25 && actor.mobile;
                    if moves {
                        let other = (chance.unit() * f64::from(TOWNS / 2)) as u32 * 2 + home % 2;
                        town = if chance.unit() < 0.4 { home } else { other };
                    }
                    if chance.unit() > 0.5 || !(0..WEEKS).contains(&week) {
                        continue;
                    }
                    let mut x = levels[town as usize] + actor.own + plant(home, came, town, week);
                    x += actor.change.filter(|c| week >= c.0).map_or(0.0, |c| c.1);
                    x += if actor.restless { wobble } else { 0.0 };
                    rows.push(PriceRow {
                        place: town,
                        service: None,
                        period: week,
                        currency: (home % 2) as u16,
                        hourly: Some((x.exp() / 10.0).round().max(1.0) * 10.0),
                        actor: number,
                        row: rows.len() as u32,
                    });
                }
                number += 1;
            }
        }
    }
    rows
}

/// Sums over looks.
#[derive(Default)]
struct Sums {
    looks: u32,
    looks_false: u32,
    stayers_false: u32,
    newcomers_false: u32,
    proportion: f64,
    found: u32,
    delays: Vec<i32>,
    covers: [u32; 2],
}

fn main() {
    let args: Vec<u64> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let quick = std::env::args().any(|a| a == "--quick");
    let [from, to] = [(0, 1), (1, 20)].map(|(n, usual)| *args.get(n).unwrap_or(&usual));
    let mut all: BTreeMap<String, Sums> = BTreeMap::new();
    for seed in from..=to {
        let look = |sums: &mut Sums, rows: &[PriceRow], truth: &dyn Fn(&PriceShift) -> bool| {
            let (shifts, _) = price_shifts(rows, WEEKS - 1, &ShiftSettings::default());
            let wrong: Vec<&PriceShift> = shifts.iter().filter(|s| !truth(s)).collect();
            if std::env::args().any(|a| a == "--verbose") {
                wrong.iter().for_each(|s| println!("seed {seed}: {s:?}"));
            }
            let by = |basis| wrong.iter().filter(|s| s.basis == basis).count() as u32;
            sums.looks += 1;
            sums.found += u32::from(shifts.iter().any(truth));
            sums.looks_false += u32::from(!wrong.is_empty());
            sums.newcomers_false += by(Basis::Newcomers);
            sums.stayers_false += wrong.len() as u32 - by(Basis::Newcomers);
            sums.proportion += wrong.len() as f64 / shifts.len().max(1) as f64;
            shifts
        };
        let quiet = country(seed, &|_, _, _, _| 0.0);
        look(all.entry("nothing".into()).or_default(), &quiet, &|_| false);
        let town = (seed * 7 % u64::from(TOWNS)) as u32;
        let dearer =
            move |home, came, _, _| f64::from(u8::from(home == town && came >= PLANTED)) * 0.223;
        // Dearer newcomers are true of the newcomers and false of those who stay.
        look(all.entry("newcomers dearer".into()).or_default(), &country(seed, &dearer), &|s| {
            s.cell.place == Some(town) && s.basis == Basis::Newcomers
        });
        let whole = |_, _, t, week| f64::from(u8::from(t % 2 == 0 && week >= PLANTED)) * 0.0953;
        look(all.entry("+10 % in a currency".into()).or_default(), &country(seed, &whole), &|s| {
            s.cell.currency == 0 && s.cell.place.is_none()
        });
        if quick {
            continue;
        }
        for (name, by) in [("+25 %", 1.25f64), ("+10 %", 1.1), ("-15 %", 0.85)] {
            for (class, town) in [3, 10, 20, 30, 40, 50].into_iter().enumerate() {
                let town = (town + (seed % 10) as u32).min(TOWNS - 1);
                let moved = move |_, _, t, week| {
                    f64::from(u8::from(t == town && week >= PLANTED)) * by.ln()
                };
                let rows = country(seed, &moved);
                let key = format!("{name} class {class}");
                let sums = all.entry(key).or_default();
                let mine = |s: &PriceShift| s.cell.place == Some(town);
                let shifts = look(sums, &rows, &mine);
                let Some(shift) = shifts.iter().find(|s| mine(s)) else { continue };
                if let Some(side) = shift.main() {
                    let (low, high) = side.between.unwrap_or((0.0, f64::INFINITY));
                    sums.covers[0] += u32::from(low <= by + 0.01 && by - 0.01 <= high);
                    let (a, b) = side.since_between;
                    sums.covers[1] += u32::from(a <= PLANTED && PLANTED <= b);
                }
                let delay = (PLANTED..WEEKS).find(|week| {
                    let (s, _) = price_shifts(&rows, *week, &ShiftSettings::default());
                    s.iter().any(mine)
                });
                sums.delays.push(delay.unwrap_or(WEEKS) - PLANTED);
            }
        }
    }
    for (name, mut s) in all {
        s.delays.sort_unstable();
        println!(
            "{name}: {} looks, {} with a false one ({} of stayers, {} of newcomers), false among \
             reported {:.3}, found {}, median delay {:?} weeks, ratio in interval {}, week in \
             interval {}",
            s.looks,
            s.looks_false,
            s.stayers_false,
            s.newcomers_false,
            s.proportion / f64::from(s.looks),
            s.found,
            s.delays.get(s.delays.len() / 2),
            s.covers[0],
            s.covers[1],
        );
    }
}
