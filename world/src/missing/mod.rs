//! A country in which children are missed and a few of them are behind adverts, to measure matching.
//!
//! A planted advert is an advert of the country like others, of the calm kind: name, town, hours, a
//! number, and as in every advert now and then a line of looks in neutral words. What says that it is
//! that child is the truth only. The name is another, the age 19, the hair mostly dyed; the clues are
//! partial: some of the adverts give a height within its error, a mark, the colour of the eyes, a
//! number the family knows, a friend's handle, towns on a way. Shares stand in the code, so that
//! everybody can see how hard it is.

mod looks;

use crate::advert::Advert;
use crate::cast::{Child, children, young_adults};
use crate::compose::Desk;
use crate::contact;
use crate::lang::Lang;
use crate::phone::Phone;
use crate::posting::FIRST_SECOND;
use crate::rng::Rng;
use crate::truth::Fact;
use crate::write::people_with;
use looks::{Look, Sayings};
use spoor_vocab::{
    AgeAt, ContactOf, Day, HeightAt, LastSeen, NameKind, Notice, NoticeContact, NoticeName,
    PartialDate, Selector, SelectorKind, Sex,
};
use std::io;

/// Which country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Adverts beside the planted ones.
    pub adverts: u32,
    /// Another seed, another country.
    pub seed: u64,
    /// Children who are missed.
    pub notices: u32,
    /// How many of them are behind adverts.
    pub advertised: u32,
}

/// A notice, and the truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// The notice.
    pub notice: Notice,
    /// Truth id of the placer whose adverts are of the child; empty where there are none.
    pub placer: String,
}

/// An advert of the country.
pub struct Ad<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its text, with the line of looks.
    pub text: &'a str,
    /// What is true of it.
    pub fact: Fact,
    /// It has a picture on which a face could be compared.
    pub has_face: bool,
}

/// Makes a country and gives each advert to `each`, then the notices.
///
/// # Errors
/// None on a sound build: the phrase banks are part of it.
pub fn country(plan: &Plan, each: &mut dyn FnMut(Ad<'_>)) -> io::Result<Vec<Missing>> {
    let Plan { adverts, seed, notices, advertised } = *plan;
    let mut planted: Vec<Child> = Vec::new();
    let change = |cast: &mut crate::cast::Cast<'_>| {
        young_adults(cast, seed);
        planted = children(cast, seed, notices, advertised.min(notices));
    };
    let sayings = Sayings::load();
    let texts = people_with(&crate::Plan::new(adverts, seed), change, |country| {
        let desk = &country.desk;
        for (n, posting) in (0..).zip(country.postings) {
            let ad = Advert::of(desk, posting, n);
            let is_missed = posting.kind == crate::Kind::Missing;
            let mut text = ad.text.clone();
            if !ad.is_job {
                let look = Look::of(seed, u64::from(posting.person), is_missed);
                let mut rng =
                    Rng::of(&[seed, 903, u64::from(posting.template), u64::from(posting.person)]);
                let height = desk.persons[posting.person as usize].height;
                let line = sayings.line(&look, height, ad.lang, &mut rng);
                if !line.is_empty() {
                    text.push('\n');
                    text.push_str(&line);
                }
            }
            let shows = Rng::of(&[seed, 904, u64::from(posting.placer)]).chance(750);
            let has_face = shows && !ad.is_job && !ad.images.is_empty();
            each(Ad { title: &ad.title, text: &text, fact: Fact::of(desk, &ad, false), has_face });
        }
        Ok(Texts::of(desk))
    })?;
    Ok(planted.iter().enumerate().map(|(n, child)| texts.missing(seed, n, child)).collect())
}

/// What notices are written with, kept when the country is gone.
struct Texts {
    names: Vec<Vec<String>>,
    places: Vec<String>,
    words: crate::word::Words,
}

impl Texts {
    fn of(desk: &Desk<'_>) -> Self {
        Self {
            names: desk.banks.iter().map(|b| b.names.clone()).collect(),
            places: desk
                .places
                .cities
                .iter()
                .map(|c| format!("{}:{}", c.country.code(), c.name))
                .collect(),
            words: crate::word::Words::load(),
        }
    }

    /// The notice of a child. What a registry knows varies.
    fn missing(&self, seed: u64, n: usize, child: &Child) -> Missing {
        let mut rng = Rng::of(&[seed, 906, n as u64]);
        let today = (FIRST_SECOND / 86_400) as Day + child.day as Day;
        let look = Look::of(seed, child.person, true);
        let names = &self.names[child.tongue as usize];
        let name = |kind, at: u16| NoticeName {
            kind,
            value: names[usize::from(at) % names.len()].clone(),
        };
        let mut all = vec![name(NameKind::Given, child.name)];
        if rng.chance(400) {
            all.push(name(NameKind::Nick, child.nick));
        }
        let born = today - child.years as Day * 365 - rng.range(5, 360) as Day;
        let whole = PartialDate::of_day(born);
        let (born, age) = match rng.below(10) {
            0..=6 => (whole, None),
            7 => (whole.and_then(|d| d.to_string()[..7].parse().ok()), None),
            _ => (
                None,
                Some(AgeAt { low: child.years as u8 - 1, high: child.years as u8 + 1, on: today }),
            ),
        };
        let back = rng.range(0, 24);
        let height = HeightAt {
            low_cm: shrunk(child.height, child.years, back)
                .saturating_add_signed(rng.range(0, 2) as i8 - 1),
            high_cm: 0,
            on: Some(today - back as Day * 30),
        };
        let height = HeightAt { high_cm: height.low_cm, ..height };
        let height = rng.chance(800).then_some(height);
        let notice = Notice {
            id: format!("registry.example/{}", n + 1),
            source: "registry".to_owned(),
            registry: "A made-up registry".to_owned(),
            basis: "made-up data: no real person, so no personal data".to_owned(),
            purpose: "demonstration and tests".to_owned(),
            stated_on: Some(today + 2),
            names: all,
            born,
            age,
            sex: Some(Sex::Female),
            height,
            hair: vec![look.hair],
            eyes: if rng.chance(900) { vec![look.eyes] } else { Vec::new() },
            marks: look.mark.into_iter().collect(),
            languages: languages(child.tongue, &mut rng),
            contacts: self.contacts(seed, child, &mut rng),
            last_seen: Some(LastSeen {
                place: self.places[usize::from(child.home)].clone(),
                on: Some(today),
            }),
            routes: self.routes(child, &mut rng),
            ..Notice::default()
        };
        let placer = if child.placer == 0 { String::new() } else { format!("a{}", child.placer) };
        Missing { notice, placer }
    }

    fn contacts(&self, seed: u64, child: &Child, rng: &mut Rng) -> Vec<NoticeContact> {
        let mut out = Vec::new();
        if rng.chance(700) && child.phone != Phone::NONE {
            let selector = Selector { kind: SelectorKind::Phone, value: child.phone.e164() };
            out.push(NoticeContact { of: ContactOf::Own, selector });
        }
        if rng.chance(600) {
            let (platform, name) = contact::handle(seed, child.friend, &self.words);
            let selector =
                Selector { kind: SelectorKind::Handle, value: format!("{platform}:{name}") };
            out.push(NoticeContact { of: ContactOf::Friend, selector });
        }
        out
    }

    /// In three of ten the family names a town; of the advertised every second time a right one.
    fn routes(&self, child: &Child, rng: &mut Rng) -> Vec<String> {
        if !rng.chance(300) {
            return Vec::new();
        }
        let right = rng.chance(500) && !child.towns.is_empty();
        let town =
            if right { *rng.pick(&child.towns) } else { rng.index(self.places.len()) as u16 };
        vec![self.places[usize::from(town)].clone()]
    }
}

/// Centimetres `months` earlier: about so many a year, by age.
fn shrunk(height: u8, years: u32, months: u32) -> u8 {
    let a_year = [5, 4, 3, 2, 1][(years.saturating_sub(13) as usize).min(4)];
    height.saturating_sub((a_year * months / 12) as u8)
}

fn languages(tongue: Lang, rng: &mut Rng) -> Vec<String> {
    let mut out = vec![tongue.tag().to_owned()];
    if tongue != Lang::En && rng.chance(400) {
        out.push("en".to_owned());
    }
    out
}
