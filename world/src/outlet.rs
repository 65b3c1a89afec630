//! Where adverts stand: five sites and two partners who send files.

use crate::lang::Country;
use crate::rng::Rng;

/// How an outlet's adverts are written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Markup {
    /// Tables and definition lists.
    Table,
    /// `div`s with `data-` attributes.
    Cards,
    /// JSON-LD in the head, no readable classes.
    JsonLd,
    /// Microdata, in windows-1252 declared by a `meta` element.
    Microdata,
    /// No structure: the text between menus and a footer.
    Bare,
    /// Lines of JSON.
    Jsonl,
    /// RFC 4180.
    Csv,
}

/// A site or partner.
pub(crate) struct Outlet {
    /// Source name.
    pub(crate) name: &'static str,
    pub(crate) host: &'static str,
    /// What is written on top of each page.
    pub(crate) brand: &'static str,
    pub(crate) markup: Markup,
    /// All adverts are placed in this country.
    pub(crate) country: Option<Country>,
    /// Begins every advert id.
    pub(crate) letter: &'static str,
    /// TOML site profile, where there is one.
    pub(crate) profile: Option<&'static str>,
    /// File name.
    pub(crate) file: &'static str,
}

/// All of them.
pub(crate) const OUTLETS: [Outlet; 7] = [
    Outlet {
        name: "site-kiosk",
        host: "www.kiosk.example",
        brand: "Kiosk",
        markup: Markup::Table,
        country: Some(Country::Nl),
        letter: "K",
        profile: Some(include_str!("../profiles/site-kiosk.toml")),
        file: "site-kiosk.warc.gz",
    },
    Outlet {
        name: "site-board",
        host: "board.example",
        brand: "The Board",
        markup: Markup::Cards,
        country: Some(Country::Gb),
        letter: "B",
        profile: Some(include_str!("../profiles/site-board.toml")),
        file: "site-board.warc.gz",
    },
    Outlet {
        name: "site-plaza",
        host: "plaza.example",
        brand: "Plaza",
        markup: Markup::JsonLd,
        country: None,
        letter: "P",
        profile: None,
        file: "site-plaza.warc.gz",
    },
    Outlet {
        name: "site-annonce",
        host: "www.annonce.example",
        brand: "L'Annonce",
        markup: Markup::Microdata,
        country: Some(Country::Fr),
        letter: "A",
        profile: None,
        file: "site-annonce.warc.gz",
    },
    Outlet {
        name: "site-brett",
        host: "brett.example",
        brand: "Das Brett",
        markup: Markup::Bare,
        country: Some(Country::De),
        letter: "R",
        profile: None,
        file: "site-brett.warc",
    },
    Outlet {
        name: "partner-feed",
        host: "feed.example",
        brand: "",
        markup: Markup::Jsonl,
        country: None,
        letter: "F",
        profile: None,
        file: "partner.jsonl",
    },
    Outlet {
        name: "partner-table",
        host: "table.example",
        brand: "",
        markup: Markup::Csv,
        country: None,
        letter: "T",
        profile: None,
        file: "partner.csv",
    },
];

/// Index of the outlet an advert in `country` is placed at.
pub(crate) fn choose(country: Country, rng: &mut Rng) -> u8 {
    let weights = match country {
        Country::Nl => [62, 0, 12, 0, 0, 18, 8],
        Country::Gb => [0, 68, 12, 0, 0, 14, 6],
        Country::Fr => [0, 0, 18, 58, 0, 16, 8],
        Country::De => [0, 0, 22, 0, 44, 24, 10],
        Country::Be => [0, 0, 44, 0, 0, 34, 22],
        Country::Es | Country::Ro => [0, 0, 52, 0, 0, 30, 18],
    };
    rng.weighted(&weights) as u8
}
