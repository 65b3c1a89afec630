//! Lawful agencies: several persons under one number, in one town or two, with a licence. They
//! stay where they are, which is what tells them from rings.

use super::{Cast, level};
use crate::kind::Kind;
use crate::posting::DAYS;
use crate::rng::Rng;
use crate::template::Shape;

pub(super) fn add(cast: &mut Cast<'_>, rng: &mut Rng) {
    let home = cast.places.anywhere(rng);
    let country = cast.places.at(home).country;
    let persons: Vec<u32> = (0..rng.range(3, 12)).map(|_| cast.person(country, rng)).collect();
    let templates: Vec<u32> = (0..rng.range(1, 2))
        .map(|_| cast.template(Kind::Agency, country, Shape::Long, rng))
        .collect();
    let mut cities = vec![home];
    if rng.chance(250) {
        cities = cast.places.several(&[country], 2, rng);
    }
    let phones: Vec<_> =
        (0..rng.geometric(1, 2, 200)).map(|_| cast.phones.take(country, rng)).collect();
    let placer = cast.placer();
    let mut p = cast.blank(Kind::Agency, placer);
    p.mail = cast.maybe(500, rng);
    p.handle = cast.maybe(250, rng);
    p.web = cast.maybe(550, rng);
    p.account = cast.fresh();
    p.card = cast.fresh();
    p.room = cast.fresh();
    let adverts = rng.range(15, 130);
    let first = rng.below(DAYS / 2);
    for n in 0..adverts {
        let day = first + (DAYS - first - 1) * n / adverts;
        if n > 0 && rng.chance(200) {
            cast.repost(day, rng);
            continue;
        }
        let who = rng.index(persons.len());
        p.person = persons[who];
        p.city = cities[who % cities.len()];
        p.template = templates[who % templates.len()];
        p.phone = phones[who % phones.len()];
        p.level = level(rng);
        cast.post(p, day, rng);
    }
}
