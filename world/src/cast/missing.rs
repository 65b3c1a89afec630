//! A missing child. The adverts state an adult age and say towns, hours and a number; only
//! numbers, pictures and places tie them to the notice.

use super::{Cast, level};
use crate::kind::Kind;
use crate::phone::Phone;
use crate::posting::{DAYS, Level};
use crate::rng::Rng;
use crate::template::Shape;

/// What the police published.
pub(crate) struct Notice {
    /// Index of the person behind the adverts.
    pub(crate) person: u32,
    /// Truth id of the placer.
    pub(crate) placer: u32,
    /// Day the child was last seen.
    pub(crate) day: u32,
    pub(crate) last_seen: u16,
    pub(crate) phone: Phone,
    /// Name in the notice, which is not the one in the adverts.
    pub(crate) name: u16,
}

pub(super) fn add(cast: &mut Cast<'_>, rng: &mut Rng) {
    let home = cast.places.anywhere(rng);
    let country = cast.places.at(home).country;
    let placer = cast.placer();
    let mut p = cast.blank(Kind::Missing, placer);
    p.person = cast.person_of_age(rng.range(21, 23) as u8, country, rng);
    p.template = cast.template(Kind::Missing, country, Shape::Calm, rng);
    p.account = cast.fresh();
    let known = cast.phones.take(country, rng);
    let later = cast.phones.take(country, rng);
    let day = rng.range(30, DAYS - 90);
    let name = rng.bits() as u16;
    cast.notices.push(Notice {
        person: p.person,
        placer,
        day,
        last_seen: home,
        phone: known,
        name,
    });
    let mut cities = cast.places.several(&[country], 3, rng);
    cities[0] = home;
    let adverts = rng.range(6, 9);
    let mut at = day + rng.range(3, 9);
    for n in 0..adverts {
        p.city = cities[(n / 3) as usize % cities.len()];
        p.phone = if n < 3 { known } else { later };
        // A language learnt overnight would give the hand away: no paraphrase.
        p.level = Level(level(rng).0.min(2));
        cast.post(p, at, rng);
        at += rng.range(3, 8);
    }
}
