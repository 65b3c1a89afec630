//! The cast: who places adverts in the country, and every posting of theirs.

mod agency;
mod hub;
mod independent;
mod lookalike;
mod loose;
mod missing;
mod plant;
mod recruiter;
mod ring;
mod spammer;
mod tourist;

use crate::Plan;
use crate::bank::Bank;
use crate::kind::Kind;
use crate::lang::{Country, Lang};
use crate::outlet;
use crate::phone::{Phone, PhoneBook};
use crate::place::Places;
use crate::posting::{DAYS, Level, Person, Posting};
use crate::rng::Rng;
use crate::template::{Shape, Template};
use std::collections::VecDeque;

pub(crate) use missing::Notice;
pub(crate) use plant::{Child, children, young_adults};

/// Adverts in a thousand of each kind but independents, who place the rest.
const SHARES: [(Kind, u32); 5] = [
    (Kind::Ring, 140),
    (Kind::Recruiter, 20),
    (Kind::Spammer, 80),
    (Kind::Agency, 100),
    (Kind::Lookalike, 40),
];

/// One child is missing for every so many adverts, and at least one.
const ADVERTS_A_NOTICE: u32 = 250_000;

/// How a ring's hand is reached: what its recruiters show.
struct Hand {
    ring: u32,
    placer: u32,
    phones: Vec<Phone>,
    mail: u32,
    country: Country,
    first_day: u32,
    last_day: u32,
}

/// The country being peopled.
pub(crate) struct Cast<'a> {
    pub(crate) banks: &'a [Bank],
    pub(crate) places: &'a Places,
    pub(crate) persons: Vec<Person>,
    pub(crate) templates: Vec<Template>,
    pub(crate) postings: Vec<Posting>,
    pub(crate) notices: Vec<Notice>,
    phones: PhoneBook,
    /// Numbers given up, with the day, oldest first.
    given_up: VecDeque<(Phone, u32)>,
    hands: Vec<Hand>,
    /// A template of each language that others may borrow from.
    lent: [Option<u32>; 6],
    placers: u32,
    names: u32,
}

impl<'a> Cast<'a> {
    /// Peoples a country with exactly `adverts` postings.
    pub(crate) fn new(plan: &Plan, banks: &'a [Bank], places: &'a Places) -> Self {
        let Plan { seed, adverts, rings } = *plan;
        let mut cast = Self {
            banks,
            places,
            persons: Vec::new(),
            templates: Vec::new(),
            postings: Vec::with_capacity(adverts as usize),
            notices: Vec::new(),
            phones: PhoneBook::new(seed),
            given_up: VecDeque::new(),
            hands: Vec::new(),
            lent: [None; 6],
            placers: 0,
            names: 0,
        };
        for n in 0..adverts.div_ceil(ADVERTS_A_NOTICE) {
            let mut rng = Rng::of(&[seed, Kind::Missing as u64, u64::from(n)]);
            missing::add(&mut cast, &mut rng);
        }
        for (kind, share) in SHARES.into_iter().filter(|(kind, _)| rings || *kind != Kind::Ring) {
            let until =
                cast.postings.len() + (u64::from(adverts) * u64::from(share) / 1000) as usize;
            cast.add_until(seed, kind, until.min(adverts as usize));
        }
        cast.add_until(seed, Kind::Independent, adverts as usize);
        cast.postings.truncate(adverts as usize);
        hub::add(&mut cast, seed);
        cast
    }

    fn add_until(&mut self, seed: u64, kind: Kind, until: usize) {
        let mut n = 0;
        while self.postings.len() < until {
            let mut rng = Rng::of(&[seed, kind as u64, n]);
            match kind {
                Kind::Independent => independent::add(self, &mut rng),
                Kind::Agency => agency::add(self, &mut rng),
                Kind::Spammer => spammer::add(self, &mut rng),
                Kind::Recruiter => recruiter::add(self, n as usize, &mut rng),
                Kind::Ring => ring::add(self, &mut rng),
                Kind::Lookalike => lookalike::add(self, &mut rng),
                Kind::Missing => missing::add(self, &mut rng),
            }
            n += 1;
        }
        self.postings.truncate(until);
    }

    /// A fresh number that names a placer.
    fn placer(&mut self) -> u32 {
        self.placers += 1;
        self.placers
    }

    /// A fresh number that names an e-mail address, handle, account, card or room.
    fn fresh(&mut self) -> u32 {
        self.names += 1;
        self.names
    }

    /// A fresh number that names something, in `per_mille` of a thousand; else 0.
    fn maybe(&mut self, per_mille: u32, rng: &mut Rng) -> u32 {
        if rng.chance(per_mille) { self.fresh() } else { 0 }
    }

    /// A new adult.
    fn person(&mut self, country: Country, rng: &mut Rng) -> u32 {
        let age = 21 + rng.below(26).min(rng.below(26)) as u8;
        self.person_of_age(age, country, rng)
    }

    fn person_of_age(&mut self, age: u8, country: Country, rng: &mut Rng) -> u32 {
        let base = if country == Country::Ro { 8 } else { 12 };
        let tongue = Lang::ALL[rng.weighted(&country.languages())];
        self.persons.push(Person {
            name: rng.index(self.banks[tongue as usize].names.len()) as u16,
            tongue,
            age,
            height: rng.range(152, 186) as u8,
            weight: rng.range(46, 84) as u8,
            price: (base + rng.below(14).min(rng.below(14))) as u16 * 10,
            pictures: rng.bits() as u32,
        });
        self.persons.len() as u32 - 1
    }

    /// A new text in a language of `country`.
    fn template(&mut self, kind: Kind, country: Country, shape: Shape, rng: &mut Rng) -> u32 {
        let lang = Lang::ALL[rng.weighted(&country.languages())];
        let mut new = Template::new(self.banks, kind, lang, shape, rng);
        let lent = &mut self.lent[lang as usize];
        match *lent {
            Some(other) if rng.chance(100) => {
                new.borrow_from(&self.templates[other as usize], rng);
            }
            None => *lent = Some(self.templates.len() as u32),
            Some(_) if rng.chance(60) => *lent = Some(self.templates.len() as u32),
            Some(_) => {}
        }
        self.templates.push(new);
        self.templates.len() as u32 - 1
    }

    /// A posting of `placer` with nothing but the placer in it.
    fn blank(&self, kind: Kind, placer: u32) -> Posting {
        Posting {
            kind,
            level: Level(0),
            outlet: 0,
            national: false,
            city: 0,
            placer,
            ring: 0,
            person: 0,
            template: 0,
            text: 0,
            minute: 0,
            phone: Phone::NONE,
            hub: Phone::NONE,
            mail: 0,
            web: 0,
            handle: 0,
            account: 0,
            card: 0,
            room: 0,
        }
    }

    /// Places an advert on `day`: chooses the outlet and how the number is written.
    fn post(&mut self, mut posting: Posting, day: u32, rng: &mut Rng) {
        let country = self.places.at(posting.city).country;
        posting.outlet = outlet::choose(country, rng);
        let at_home = posting.phone.country() == Some(country);
        let stated = outlet::OUTLETS[usize::from(posting.outlet)].country.is_some();
        posting.national = at_home && rng.chance(if stated { 800 } else { 120 });
        posting.text = rng.bits() as u32;
        posting.minute = minute(day, rng);
        self.postings.push(posting);
    }

    /// Places the last advert again, word for word, on `day`.
    fn repost(&mut self, day: u32, rng: &mut Rng) {
        if let Some(&last) = self.postings.last() {
            self.postings.push(Posting { minute: minute(day, rng), ..last });
        }
    }
}

/// A minute of `day`, between eight and midnight.
fn minute(day: u32, rng: &mut Rng) -> u32 {
    day.min(DAYS - 1) * 1440 + rng.range(480, 1439)
}

/// How much an advert is changed against its template: mostly slots only.
fn level(rng: &mut Rng) -> Level {
    Level(rng.weighted(&[52, 33, 12, 3]) as u8)
}

/// Long mostly; in eight of a hundred ten words.
fn shape(rng: &mut Rng) -> Shape {
    if rng.chance(80) { Shape::Short } else { Shape::Long }
}
