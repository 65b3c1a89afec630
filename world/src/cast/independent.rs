//! Independents: one person, one hand; most adverts of the country are theirs.

use super::{Cast, level, shape, tourist};
use crate::kind::Kind;
use crate::lang::Country;
use crate::phone::Phone;
use crate::posting::{DAYS, Posting};
use crate::rng::Rng;

/// Days after which a number that was given up is handed to a stranger.
const QUARANTINE_DAYS: u32 = 120;

pub(super) fn add(cast: &mut Cast<'_>, rng: &mut Rng) {
    if rng.chance(15) {
        return tourist::add(cast, rng);
    }
    let home = cast.places.anywhere(rng);
    let country = cast.places.at(home).country;
    let adverts = if rng.chance(420) { 1 } else { rng.geometric(2, 14, 640) };
    let every_days = rng.range(3, 24);
    let mut day = rng.below(DAYS.saturating_sub(adverts * every_days).max(1));
    let placer = cast.placer();
    let mut p = cast.blank(Kind::Independent, placer);
    p.person = cast.person(country, rng);
    p.template = cast.template(Kind::Independent, country, shape(rng), rng);
    contacts(cast, &mut p, country, day, rng);
    // One in seven tours: travelling alone is no sign of a ring.
    let tour = if rng.chance(140) {
        cast.places.several(&[country], rng.range(2, 4) as usize, rng)
    } else {
        vec![home]
    };
    for n in 0..adverts {
        p.city = tour[(n / 2) as usize % tour.len()];
        if n > 0 && tour.len() == 1 && rng.chance(250) {
            cast.repost(day, rng);
        } else {
            if n > 0 {
                change(cast, &mut p, day, rng);
                p.level = level(rng);
            }
            cast.post(p, day, rng);
        }
        day += rng.range(1, every_days * 2 - 1);
    }
    if p.phone != Phone::NONE && rng.chance(60) {
        cast.given_up.push_back((p.phone, day));
    }
}

/// A phone mostly, fresh or taken over from a stranger who gave it up; else mail or handle.
fn contacts(cast: &mut Cast<'_>, p: &mut Posting, country: Country, day: u32, rng: &mut Rng) {
    if rng.chance(860) {
        p.phone = match cast.given_up.iter().position(|&(_, d)| d + QUARANTINE_DAYS < day) {
            Some(at) if rng.chance(40) => {
                cast.given_up.remove(at).map_or(Phone::NONE, |(phone, _)| phone)
            }
            _ => cast.phones.take(country, rng),
        };
    }
    let alone = p.phone == Phone::NONE;
    p.mail = cast.maybe(if alone { 600 } else { 90 }, rng);
    p.handle = cast.maybe(if alone { 600 } else { 140 }, rng);
    p.web = cast.maybe(60, rng);
    p.account = cast.fresh();
    p.card = cast.fresh();
    p.room = cast.maybe(300, rng);
}

/// Now and then a new text or a new number.
fn change(cast: &mut Cast<'_>, p: &mut Posting, day: u32, rng: &mut Rng) {
    let country = cast.places.at(p.city).country;
    if rng.chance(80) {
        p.template = cast.template(Kind::Independent, country, shape(rng), rng);
    }
    if p.phone != Phone::NONE && rng.chance(30) {
        cast.given_up.push_back((p.phone, day));
        p.phone = cast.phones.take(country, rng);
    }
}
