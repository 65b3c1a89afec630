//! Children who are missed, some of them behind adverts: towns on a way, a changed name, 19 as age.
//! Their adverts are of the calm kind that says name, town, hours and a number, as are those of the
//! adults of 18 to 20 who are put beside them, so that the stated age gives nobody away.

use super::{Cast, level};
use crate::kind::Kind;
use crate::lang::Lang;
use crate::phone::Phone;
use crate::posting::{DAYS, Level};
use crate::rng::Rng;
use crate::template::Shape;
use std::collections::HashMap;

/// A child who is missed.
#[derive(Clone, Debug)]
pub(crate) struct Child {
    /// Truth id of the placer, 0 where there are no adverts.
    pub(crate) placer: u32,
    /// Index of the person in the adverts; a number of its own where there are none.
    pub(crate) person: u64,
    /// Day last seen, and the town.
    pub(crate) day: u32,
    pub(crate) home: u16,
    /// Towns of the adverts.
    pub(crate) towns: Vec<u16>,
    pub(crate) phone: Phone,
    /// Names the friend's handle.
    pub(crate) friend: u32,
    pub(crate) tongue: Lang,
    pub(crate) name: u16,
    pub(crate) nick: u16,
    /// Full years on that day.
    pub(crate) years: u32,
    /// Height on that day, cm.
    pub(crate) height: u8,
}

/// One person in so many, in a thousand, is 18 to 20.
const YOUNG: u32 = 170;

/// Draws some adults anew as 18 to 20, with calm texts.
pub(crate) fn young_adults(cast: &mut Cast<'_>, seed: u64) {
    let mut calm: HashMap<u32, u32> = HashMap::new();
    for at in 0..cast.postings.len() {
        let p = cast.postings[at];
        let mut rng = Rng::of(&[seed, 901, u64::from(p.person)]);
        if matches!(p.kind, Kind::Missing | Kind::Recruiter) || !rng.chance(YOUNG) {
            continue;
        }
        cast.persons[p.person as usize].age = 18 + rng.below(3) as u8;
        let template = match calm.get(&p.template) {
            Some(&known) => known,
            None => {
                let lang = cast.templates[p.template as usize].lang;
                let mut rng = Rng::of(&[seed, 905, u64::from(p.template)]);
                let new = crate::template::Template::new(
                    cast.banks,
                    Kind::Missing,
                    lang,
                    Shape::Calm,
                    &mut rng,
                );
                cast.templates.push(new);
                let new = cast.templates.len() as u32 - 1;
                calm.insert(p.template, new);
                new
            }
        };
        cast.postings[at].template = template;
        cast.postings[at].level = Level(p.level.0.min(2));
    }
}

/// Plants `notices` children of whom `advertised` are behind adverts.
pub(crate) fn children(
    cast: &mut Cast<'_>,
    seed: u64,
    notices: u32,
    advertised: u32,
) -> Vec<Child> {
    (0..notices)
        .map(|n| {
            let mut rng = Rng::of(&[seed, 900, u64::from(n)]);
            let mut child = child(cast, n, &mut rng);
            if n < advertised {
                advertise(cast, &mut child, &mut rng);
            }
            child
        })
        .collect()
}

fn child(cast: &mut Cast<'_>, n: u32, rng: &mut Rng) -> Child {
    let home = cast.places.anywhere(rng);
    let country = cast.places.at(home).country;
    let tongue = Lang::ALL[rng.weighted(&country.languages())];
    let names = cast.banks[tongue as usize].names.len();
    let years = rng.range(13, 17);
    Child {
        placer: 0,
        person: u64::from(u32::MAX) + u64::from(n),
        day: rng.range(30, DAYS - 90),
        home,
        towns: Vec::new(),
        phone: cast.phones.take(country, rng),
        friend: cast.fresh(),
        tongue,
        name: rng.index(names) as u16,
        nick: rng.index(names) as u16,
        years,
        height: rng.range(150 + (years - 13) * 2, 170 + (years - 13)) as u8,
    }
}

fn advertise(cast: &mut Cast<'_>, child: &mut Child, rng: &mut Rng) {
    let country = cast.places.at(child.home).country;
    let placer = cast.placer();
    let mut p = cast.blank(Kind::Missing, placer);
    p.person = cast.person_of_age(19, country, rng);
    let person = &mut cast.persons[p.person as usize];
    // A working name, mostly: now and then what friends say.
    person.tongue = child.tongue;
    person.name = match rng.below(100) {
        0..=5 => child.name,
        6..=13 => child.nick,
        _ => person.name % cast.banks[child.tongue as usize].names.len() as u16,
    };
    // Stated within the error of such statements.
    person.height = child.height.saturating_add_signed(rng.range(0, 6) as i8 - 3);
    p.template = cast.template(Kind::Missing, country, Shape::Calm, rng);
    p.account = cast.fresh();
    let later = cast.phones.take(country, rng);
    let known = rng.chance(150);
    if rng.chance(150) {
        p.handle = child.friend;
    }
    let mut towns = cast.places.several(&[country], 3, rng);
    if rng.chance(400) {
        towns[0] = child.home;
    }
    let mut at = child.day + rng.range(3, 40);
    for n in 0..rng.range(3, 8) {
        p.city = towns[(n / 2) as usize % towns.len()];
        p.phone = if known && n < 2 { child.phone } else { later };
        p.level = Level(level(rng).0.min(2));
        cast.post(p, at, rng);
        at += rng.range(3, 10);
    }
    child.placer = placer;
    child.person = u64::from(p.person);
    child.towns = towns;
}
