//! Recruiters: adverts for hotel, cleaning or modelling jobs. Half of them belong to a ring: the
//! number or address in the job advert is that of its sale adverts. The other half offer jobs.

use super::{Cast, level};
use crate::kind::Kind;
use crate::posting::DAYS;
use crate::rng::Rng;
use crate::template::Shape;

pub(super) fn add(cast: &mut Cast<'_>, n: usize, rng: &mut Rng) {
    let tied = n.is_multiple_of(2) && !cast.hands.is_empty();
    let adverts = rng.range(3, 9);
    let (placer, country, first, last) = if tied {
        let hand = &cast.hands[n / 2 % cast.hands.len()];
        (hand.placer, hand.country, hand.first_day.saturating_sub(30), hand.last_day)
    } else {
        let city = cast.places.anywhere(rng);
        let first = rng.below(DAYS - 120);
        (cast.placer(), cast.places.at(city).country, first, first + 119)
    };
    let mut p = cast.blank(Kind::Recruiter, placer);
    p.person = cast.person(country, rng);
    p.account = cast.fresh();
    p.template = cast.template(Kind::Recruiter, country, Shape::Job, rng);
    if tied {
        let hand = &cast.hands[n / 2 % cast.hands.len()];
        p.ring = hand.ring;
        let by_mail = hand.mail != 0 && rng.chance(350);
        if by_mail {
            p.mail = hand.mail;
        } else {
            p.phone = *rng.pick(&hand.phones);
        }
    } else {
        p.phone = cast.phones.take(country, rng);
        p.mail = cast.maybe(400, rng);
    }
    for n in 0..adverts {
        let day = first + (last - first) * n / adverts;
        if n > 0 && rng.chance(300) {
            cast.repost(day, rng);
            continue;
        }
        p.city = cast.places.in_country(country, rng);
        p.level = level(rng);
        cast.post(p, day, rng);
    }
}
