//! Spammers: one text, dozens of towns and numbers, several adverts a day; no person could be in
//! all these places.

use super::Cast;
use crate::kind::Kind;
use crate::lang::Country;
use crate::posting::{DAYS, Level};
use crate::rng::Rng;
use crate::template::Shape;

pub(super) fn add(cast: &mut Cast<'_>, rng: &mut Rng) {
    let cities = cast.places.several(&Country::ALL, rng.range(15, 60) as usize, rng);
    let country = cast.places.at(cities[0]).country;
    let phones: Vec<_> = (0..rng.range(8, 40)).map(|_| cast.phones.take(country, rng)).collect();
    let persons: Vec<u32> = (0..rng.range(5, 20)).map(|_| cast.person(country, rng)).collect();
    let templates: Vec<u32> = (0..rng.range(1, 2))
        .map(|_| cast.template(Kind::Spammer, country, Shape::Long, rng))
        .collect();
    let placer = cast.placer();
    let mut p = cast.blank(Kind::Spammer, placer);
    p.handle = cast.maybe(300, rng);
    p.web = cast.maybe(400, rng);
    p.card = cast.fresh();
    let adverts = rng.range(60, 300);
    let a_day = rng.range(2, 9);
    let first = rng.below(DAYS - adverts / a_day - 1);
    for n in 0..adverts {
        p.city = *rng.pick(&cities);
        p.person = *rng.pick(&persons);
        p.phone = *rng.pick(&phones);
        p.template = *rng.pick(&templates);
        p.account = cast.maybe(700, rng);
        p.level = Level(rng.weighted(&[45, 40, 15]) as u8);
        cast.post(p, first + n / a_day, rng);
    }
}
