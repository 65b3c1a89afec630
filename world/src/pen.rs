//! One advert at a time, from numbers alone: for worlds too big to be written down.
//!
//! [`write()`](crate::write()) peoples a whole country first. Here nothing is kept: the same
//! [`Ask`] gives the same advert, in whatever order one asks.

use crate::bank::Bank;
use crate::compose::{Composed, Desk};
use crate::contact;
use crate::kind::Kind;
use crate::lang::{Country, Lang};
use crate::phone::Phone;
use crate::place::Places;
use crate::posting::{Level, Person, Posting};
use crate::rng::Rng;
use crate::template::{Shape, Template};
use crate::word::Words;

/// Streams of chance of a placer, and of one advert.
const PLACER: u64 = 500;
const ADVERT: u64 = 501;

/// Which advert to write.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    /// Another seed, other placers.
    pub seed: u64,
    /// Who places it: settles name, age, price, phone, account and template.
    pub placer: u32,
    /// Which of the placer's texts: a number of its own for each, the same for a verbatim repost.
    pub text: u32,
    /// Where it is placed: an index below [`Pen::cities`].
    pub city: u16,
    /// The language it is written in.
    pub lang: Lang,
    /// A job is offered, by a recruiter.
    pub job: bool,
}

/// What of an advert is settled before its text is written. Costs a tenth of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The title.
    pub title: String,
    /// First name of who is advertised, or of whom to ask.
    pub name: String,
    /// Years, 21 or over; none in a job.
    pub age: Option<u8>,
    /// Euro an hour, or a day in a job.
    pub price: u16,
    /// E.164; none if it is reached otherwise.
    pub phone: Option<String>,
    /// The number in a usual, readable form.
    pub phone_plain: Option<String>,
    /// Account of the placer.
    pub account: String,
}

/// Writes adverts.
pub struct Pen {
    banks: Vec<Bank>,
    places: Places,
    words: Words,
}

/// A placer as made for one advert.
struct Made {
    person: Person,
    template: Template,
    posting: Posting,
}

impl Pen {
    /// Reads the phrases, towns and words.
    ///
    /// # Errors
    /// What is wrong with a phrase bank; a test holds that nothing is.
    pub fn new() -> Result<Self, String> {
        Ok(Self { banks: Bank::load_all()?, places: Places::load(), words: Words::load() })
    }

    /// How many towns there are.
    pub fn cities(&self) -> usize {
        self.places.cities.len()
    }

    /// Name and ISO 3166-1 code of the town at `index`, which must be below [`Self::cities`].
    pub fn city(&self, index: u16) -> (&'static str, &'static str) {
        let city = self.places.at(index);
        (city.name, city.country.code())
    }

    /// Indices of the towns of a country, biggest first; none if the code is not known.
    pub fn cities_of(&self, code: &str) -> Vec<u16> {
        (0..self.cities() as u16).filter(|&c| self.city(c).1 == code).collect()
    }

    /// Appends a made-up word, which is never a bad one.
    pub fn word(&self, rng: &mut Rng, capital: bool, out: &mut String) {
        self.words.write(rng, capital, out);
    }

    /// Title and fields of an advert.
    pub fn head(&self, ask: &Ask) -> Head {
        let made = self.made(ask);
        self.with_desk(ask.seed, &made, |desk| self.head_of(desk, ask, &made))
    }

    /// Title, fields and text of an advert.
    pub fn advert(&self, ask: &Ask) -> (Head, String) {
        let made = self.made(ask);
        self.with_desk(ask.seed, &made, |desk| {
            let Composed { text, .. } = desk.compose(&made.posting);
            (self.head_of(desk, ask, &made), text)
        })
    }

    fn with_desk<T>(&self, seed: u64, made: &Made, then: impl FnOnce(&Desk<'_>) -> T) -> T {
        then(&Desk {
            seed,
            banks: &self.banks,
            places: &self.places,
            words: &self.words,
            persons: std::slice::from_ref(&made.person),
            templates: std::slice::from_ref(&made.template),
        })
    }

    fn made(&self, ask: &Ask) -> Made {
        let country = self.places.at(ask.city).country;
        let mut rng = Rng::of(&[ask.seed, PLACER, u64::from(ask.placer), u64::from(ask.job)]);
        let (kind, shape) = match (ask.job, rng.below(10)) {
            (true, _) => (Kind::Recruiter, Shape::Job),
            (false, 0..=1) => (Kind::Agency, Shape::Long),
            (false, 2..=3) => (Kind::Independent, Shape::Short),
            (false, _) => (Kind::Independent, Shape::Long),
        };
        let person = Person {
            name: rng.index(self.banks[ask.lang as usize].names.len()) as u16,
            tongue: ask.lang,
            age: 21 + rng.below(26).min(rng.below(26)) as u8,
            height: rng.range(155, 182) as u8,
            weight: rng.range(48, 79) as u8,
            price: (rng.range(7, 25) * 10) as u16,
            pictures: rng.bits() as u32,
        };
        let template = Template::new(&self.banks, kind, ask.lang, shape, &mut rng);
        let phone = Phone::of(ask.seed, ask.placer, country, &mut rng);
        let other = |rng: &mut Rng, per_mille| if rng.chance(per_mille) { ask.placer } else { 0 };
        let posting = Posting {
            kind,
            level: Level((ask.text % 3).min(1) as u8),
            outlet: 0,
            national: phone.country() == Some(country),
            city: ask.city,
            placer: ask.placer,
            ring: 0,
            person: 0,
            template: 0,
            text: Rng::of(&[ask.seed, ADVERT, u64::from(ask.text)]).bits() as u32,
            minute: 0,
            phone,
            hub: Phone::NONE,
            mail: other(&mut rng, 120),
            web: other(&mut rng, 60),
            handle: other(&mut rng, 140),
            account: ask.placer,
            card: 0,
            room: 0,
        };
        Made { person, template, posting }
    }

    fn head_of(&self, desk: &Desk<'_>, ask: &Ask, made: &Made) -> Head {
        let Made { person, posting, .. } = made;
        let bank = &self.banks[ask.lang as usize];
        let title = desk.title_of(posting);
        let phone = Some(posting.phone).filter(|p| *p != Phone::NONE);
        Head {
            title,
            name: bank.names[usize::from(person.name)].clone(),
            age: (!ask.job).then_some(person.age),
            price: person.price,
            phone: phone.map(Phone::e164),
            phone_plain: phone.map(|p| {
                let mut plain = String::new();
                let mut rng = Rng::of(&[ask.seed, PLACER, u64::from(ask.placer), 2]);
                p.write_plain(posting.national, &mut rng, &mut plain);
                plain
            }),
            account: contact::account(ask.seed, ask.placer, 0, &self.words),
        }
    }
}

/// The country with this ISO 3166-1 code, and the language most adverts there are written in.
pub fn language_of(code: &str) -> Option<Lang> {
    let weights = Country::of_code(code)?.languages();
    let most = (0..weights.len()).max_by_key(|&i| weights[i])?;
    Some(Lang::ALL[most])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn ask(placer: u32, text: u32, job: bool) -> Ask {
        Ask { seed: 5, placer, text, city: (placer % 40) as u16, lang: Lang::Nl, job }
    }

    #[test]
    fn the_same_numbers_give_the_same_advert_and_the_head_is_that_of_the_advert() {
        let pen = Pen::new().unwrap();
        for n in 0..200 {
            let ask = ask(n, n * 7, n % 5 == 0);
            let (head, text) = pen.advert(&ask);
            assert_eq!(head, pen.head(&ask));
            assert_eq!((head.clone(), text.clone()), Pen::new().unwrap().advert(&ask));
            assert!(!head.title.is_empty() && !text.is_empty(), "{head:?} {text:?}");
            assert!(head.age.is_none_or(|a| (21..60).contains(&a)));
        }
    }

    #[test]
    fn placers_away_from_the_drama_ranges_have_numbers_of_their_own() {
        let pen = Pen::new().unwrap();
        let all: BTreeSet<_> =
            (1..2_000).filter_map(|n| pen.head(&ask(n, 1, false)).phone).collect();
        assert!(all.len() > 1_500, "{}", all.len());
        assert!(all.iter().all(|p| p.starts_with("+3197")), "only Dutch towns were asked for");
    }
}
