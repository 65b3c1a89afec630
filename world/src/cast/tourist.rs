//! Independents on a long tour through many towns, a third of them with a friend on the same
//! tour. Each has a number and a text of her or his own: towns alone, and even towns in step,
//! are no ring.

use super::{Cast, level};
use crate::kind::Kind;
use crate::posting::DAYS;
use crate::rng::Rng;
use crate::template::Shape;

pub(super) fn add(cast: &mut Cast<'_>, rng: &mut Rng) {
    let home = cast.places.anywhere(rng);
    let country = cast.places.at(home).country;
    let towns = cast.places.several(&[country], rng.range(5, 10) as usize, rng);
    let lengths: Vec<u32> = towns.iter().map(|_| rng.range(6, 20)).collect();
    let first = rng.below(DAYS - lengths.iter().sum::<u32>() - 1);
    for _ in 0..if rng.chance(333) { 2 } else { 1 } {
        let placer = cast.placer();
        let mut p = cast.blank(Kind::Independent, placer);
        p.person = cast.person(country, rng);
        p.template = cast.template(Kind::Independent, country, Shape::Long, rng);
        p.phone = cast.phones.take(country, rng);
        p.mail = cast.maybe(90, rng);
        p.handle = cast.maybe(200, rng);
        p.web = cast.maybe(100, rng);
        p.account = cast.fresh();
        p.card = cast.fresh();
        let mut day = first;
        for (&town, &length) in towns.iter().zip(&lengths) {
            p.city = town;
            p.level = level(rng);
            let arrival = day + rng.below(3);
            cast.post(p, arrival, rng);
            if rng.chance(250) {
                cast.repost(arrival + rng.range(2, length - 1), rng);
            }
            day += length;
        }
    }
}
