//! An advert ready to be put on a page or into a file: everything a reader could see.

use crate::compose::{Composed, Desk};
use crate::contact;
use crate::lang::Lang;
use crate::outlet::{Markup, OUTLETS, Outlet};
use crate::posting::Posting;

/// Everything that stands on a page.
pub(crate) struct Advert<'a> {
    pub(crate) outlet: &'static Outlet,
    /// As the site or file states it; the URL where it states none.
    pub(crate) id: String,
    pub(crate) url: Option<String>,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) lang: Lang,
    pub(crate) city: &'static str,
    pub(crate) country: &'static str,
    pub(crate) account: Option<String>,
    pub(crate) card: Option<String>,
    /// Digests of the pictures.
    pub(crate) images: Vec<String>,
    /// Seconds since 1970.
    pub(crate) posted: i64,
    pub(crate) is_job: bool,
    pub(crate) posting: &'a Posting,
    pub(crate) indicators: Vec<u8>,
    pub(crate) against: Vec<u8>,
}

/// Sites number from here.
const FIRST_NUMBER: u32 = 1_000_000;

impl<'a> Advert<'a> {
    /// The advert of `posting`, the `n`-th of the country.
    pub(crate) fn of(desk: &Desk<'_>, posting: &'a Posting, n: u32) -> Self {
        let outlet = &OUTLETS[usize::from(posting.outlet)];
        let Composed { title, text, lang, indicators, against } = desk.compose(posting);
        let number = format!("{}{}", outlet.letter, FIRST_NUMBER + n);
        let url = url(outlet, &number, posting);
        let id = match (outlet.markup, &url) {
            (Markup::Bare, Some(url)) => url.clone(),
            _ => number,
        };
        let city = desk.places.at(posting.city);
        let account = (posting.account != 0)
            .then(|| contact::account(desk.seed, posting.account, posting.outlet, desk.words));
        Self {
            outlet,
            id,
            url,
            title,
            text,
            lang,
            city: city.name,
            country: city.country.code(),
            account,
            card: (posting.card != 0).then(|| contact::card(desk.seed, posting.card)),
            images: images(desk, posting),
            posted: posting.posted(),
            is_job: posting.kind == crate::Kind::Recruiter,
            posting,
            indicators,
            against,
        }
    }
}

/// One partner sends rows without addresses.
fn url(outlet: &Outlet, number: &str, posting: &Posting) -> Option<String> {
    let host = outlet.host;
    Some(match outlet.markup {
        Markup::Table => format!("https://{host}/ad/{number}"),
        Markup::Cards => format!("https://{host}/view/{number}.html"),
        Markup::JsonLd => format!("https://{host}/p/{number}"),
        Markup::Microdata => format!("https://{host}/annonces/{number}"),
        Markup::Bare => format!("https://{host}/{}/{number}", 2025 + posting.minute / 525_600),
        Markup::Jsonl => format!("https://{host}/item?nr={number}"),
        Markup::Csv => return None,
    })
}

/// None, or up to four of the person's pictures, and sometimes one of the room.
pub(crate) fn images(desk: &Desk<'_>, posting: &Posting) -> Vec<String> {
    let person = desk.persons[posting.person as usize];
    let mut rng = crate::rng::Rng::of(&[desk.seed, 400, u64::from(posting.text)]);
    let mut images: Vec<String> = match rng.below(5) {
        0 => Vec::new(),
        n => (0..n).map(|_| contact::picture(desk.seed, person.pictures, rng.below(5))).collect(),
    };
    if posting.room != 0 && rng.chance(600) {
        images.push(contact::picture(desk.seed, posting.room, rng.below(2)));
    }
    images.sort_unstable();
    images.dedup();
    images
}
