//! Rings: one hand runs several persons, writes their texts, hands numbers from one to the next
//! and moves them between towns in step, every one to three weeks.

use super::{Cast, Hand, level, loose};
use crate::kind::Kind;
use crate::lang::Country;
use crate::phone::Phone;
use crate::posting::{DAYS, Posting};
use crate::rng::Rng;
use crate::template::Shape;

/// What a ring has in common.
struct Ring {
    persons: Vec<u32>,
    templates: Vec<u32>,
    phones: Vec<Phone>,
    circuit: Vec<u16>,
    /// Persons go round the circuit as many towns apart as this; 0: all together.
    apart: usize,
    /// Numbers pass from one person to the next after so many stays; 0: never.
    hand_over: usize,
    accounts: Vec<u32>,
}

/// Of a thousand rings, those that are loose.
const LOOSE: u32 = 300;

pub(super) fn add(cast: &mut Cast<'_>, rng: &mut Rng) {
    if rng.chance(LOOSE) {
        return loose::add(cast, rng);
    }
    let home = cast.places.anywhere(rng);
    let country = cast.places.at(home).country;
    let mut countries = vec![country];
    if rng.chance(450) {
        countries.push(*rng.pick(neighbours(country)));
    }
    let count = rng.range(3, 6) as usize;
    let ring = Ring {
        persons: (0..count).map(|_| cast.person(country, rng)).collect(),
        templates: (0..rng.range(1, 3))
            .map(|_| cast.template(Kind::Ring, country, Shape::Long, rng))
            .collect(),
        phones: (0..count).map(|_| cast.phones.take(country, rng)).collect(),
        circuit: cast.places.several(&countries, rng.range(4, 9) as usize, rng),
        apart: if rng.chance(300) { 1 } else { 0 },
        hand_over: if rng.chance(750) { rng.range(2, 4) as usize } else { 0 },
        accounts: (0..if rng.chance(400) { 1 } else { count }).map(|_| cast.fresh()).collect(),
    };
    let placer = cast.placer();
    let mut p = cast.blank(Kind::Ring, placer);
    p.ring = placer;
    p.mail = cast.maybe(350, rng);
    p.handle = cast.maybe(300, rng);
    p.web = cast.maybe(150, rng);
    p.card = cast.maybe(650, rng);
    p.room = cast.maybe(500, rng);
    let stays = rng.range(4, 14);
    let first_day = rng.below(DAYS - stays * 22);
    let last_day = tour(cast, &ring, p, first_day, stays, rng);
    let mail = p.mail;
    cast.hands.push(Hand {
        ring: placer,
        placer,
        phones: ring.phones,
        mail,
        country,
        first_day,
        last_day,
    });
}

/// All stays of a ring. Returns the last day.
fn tour(
    cast: &mut Cast<'_>,
    ring: &Ring,
    common: Posting,
    first_day: u32,
    stays: u32,
    rng: &mut Rng,
) -> u32 {
    let own: Vec<u32> = ring.persons.iter().map(|_| cast.maybe(250, rng)).collect();
    let mut day = first_day;
    for stay in 0..stays as usize {
        let length = rng.range(7, 21);
        for (who, &person) in ring.persons.iter().enumerate() {
            // Now and then one stays out.
            if rng.chance(120) {
                continue;
            }
            let mut p = common;
            p.person = person;
            p.city = ring.circuit[(stay + who * ring.apart) % ring.circuit.len()];
            p.template = ring.templates[(who + stay / 5) % ring.templates.len()];
            let shift = stay.checked_div(ring.hand_over).unwrap_or(0);
            p.phone = ring.phones[(who + shift) % ring.phones.len()];
            // What they share is not on every advert.
            p.mail = if rng.chance(400) { common.mail } else { 0 };
            p.web = if rng.chance(400) { common.web } else { 0 };
            p.handle = if rng.chance(400) { common.handle } else { own[who] };
            p.account = ring.accounts[who % ring.accounts.len()];
            p.card = if rng.chance(700) { common.card } else { 0 };
            p.room = if rng.chance(500) { common.room } else { 0 };
            p.level = level(rng);
            let arrival = day + rng.below(3);
            cast.post(p, arrival, rng);
            if rng.chance(280) {
                cast.repost(arrival + rng.range(2, length.max(3) - 1), rng);
            }
        }
        day += length;
    }
    day
}

pub(super) fn neighbours(country: Country) -> &'static [Country] {
    match country {
        Country::Nl => &[Country::Be, Country::De],
        Country::Be => &[Country::Nl, Country::Fr],
        Country::De => &[Country::Nl, Country::Fr],
        Country::Fr => &[Country::Be, Country::Es],
        Country::Es => &[Country::Fr],
        Country::Ro => &[Country::De, Country::Es],
        Country::Gb => &[Country::Fr, Country::Nl],
    }
}
