//! Look-alikes: two independents, one of whom copied the other's text. Their texts tie them,
//! nothing else does.

use super::{Cast, level};
use crate::kind::Kind;
use crate::posting::{DAYS, Level};
use crate::rng::Rng;
use crate::template::Shape;

pub(super) fn add(cast: &mut Cast<'_>, rng: &mut Rng) {
    let home = cast.places.anywhere(rng);
    let country = cast.places.at(home).country;
    let template = cast.template(Kind::Lookalike, country, Shape::Long, rng);
    for copied in [false, true] {
        let placer = cast.placer();
        let mut p = cast.blank(Kind::Lookalike, placer);
        p.city = if copied { cast.places.in_country(country, rng) } else { home };
        p.person = cast.person(country, rng);
        p.template = template;
        p.phone = cast.phones.take(country, rng);
        p.mail = cast.maybe(90, rng);
        p.handle = cast.maybe(140, rng);
        p.account = cast.fresh();
        p.card = cast.fresh();
        let mut day = rng.below(DAYS - 80);
        for n in 0..rng.geometric(1, 6, 600) {
            if n > 0 && rng.chance(250) {
                cast.repost(day, rng);
            } else {
                p.level = if copied { Level(rng.range(1, 2) as u8) } else { level(rng) };
                cast.post(p, day, rng);
            }
            day += rng.range(3, 20);
        }
    }
}
