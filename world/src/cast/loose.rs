//! Loose rings: three to six persons who each have a number, a text and an account of their own,
//! moved between towns in step by somebody who appears nowhere. Their adverts are of different
//! placers; only moves, and now and then a room, tie them.

use super::{Cast, Hand, level};
use crate::kind::Kind;
use crate::phone::Phone;
use crate::posting::{DAYS, Posting};
use crate::rng::Rng;
use crate::template::Shape;

pub(super) fn add(cast: &mut Cast<'_>, rng: &mut Rng) {
    let home = cast.places.anywhere(rng);
    let country = cast.places.at(home).country;
    let mut countries = vec![country];
    if rng.chance(450) {
        countries.push(*rng.pick(super::ring::neighbours(country)));
    }
    let circuit = cast.places.several(&countries, rng.range(5, 9) as usize, rng);
    let ring = cast.placer();
    let room = cast.maybe(300, rng);
    let members: Vec<Posting> = (0..rng.range(3, 6))
        .map(|_| {
            let placer = cast.placer();
            let mut p = cast.blank(Kind::Ring, placer);
            p.ring = ring;
            p.person = cast.person(country, rng);
            p.template = cast.template(Kind::Ring, country, Shape::Long, rng);
            p.phone = cast.phones.take(country, rng);
            p.handle = cast.maybe(200, rng);
            p.account = cast.fresh();
            p.card = cast.fresh();
            p
        })
        .collect();
    let stays = rng.range(5, 14);
    let first_day = rng.below(DAYS - stays * 22);
    let mut day = first_day;
    for stay in 0..stays as usize {
        let length = rng.range(7, 21);
        for member in &members {
            // Now and then one stays out.
            if rng.chance(120) {
                continue;
            }
            let mut p = *member;
            p.city = circuit[stay % circuit.len()];
            p.room = if rng.chance(300) { room } else { 0 };
            p.level = level(rng);
            let arrival = day + rng.below(3);
            cast.post(p, arrival, rng);
            if rng.chance(280) {
                cast.repost(arrival + rng.range(2, length.max(3) - 1), rng);
            }
        }
        day += length;
    }
    let one = rng.index(members.len());
    let phones: Vec<Phone> = vec![members[one].phone];
    let placer = members[one].placer;
    cast.hands.push(Hand { ring, placer, phones, mail: 0, country, first_day, last_day: day });
}
