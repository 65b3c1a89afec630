//! Kinds of sites, what they hold, and what is wrong with them.

use crate::quirk::*;
use What::{Firm, Job, Person, Product, Prose, Service, Thread, Ware};

/// What things of a section are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A person's advert: it counts.
    Person,
    /// A recruiter's advert: it counts.
    Job,
    /// Something second-hand; price and place, sometimes a number.
    Ware,
    /// A craftsman; number and place.
    Service,
    /// A firm in a directory.
    Firm,
    /// Something of a shop.
    Product,
    /// An article.
    Prose,
    /// A thread of a forum.
    Thread,
}

impl What {
    /// Whether it is what the crawler looks for.
    pub(crate) fn counts(self) -> bool {
        matches!(self, Self::Person | Self::Job)
    }
}

/// A category of a kind of site.
#[derive(Clone, Copy)]
pub(crate) struct Category {
    /// Its label, and the end of the name of its titles in the filler.
    pub(crate) label: &'static str,
    pub(crate) what: What,
    pub(crate) weight: u32,
}

const fn cat(label: &'static str, what: What, weight: u32) -> Category {
    Category { label, what, weight }
}

const WARES: &[Category] = &[
    cat("cars", Ware, 14),
    cat("furniture", Ware, 14),
    cat("electronics", Ware, 12),
    cat("housing", Ware, 14),
    cat("bikes", Ware, 8),
    cat("clothes", Ware, 10),
    cat("services", Service, 8),
    cat("lessons", Service, 6),
];
const PRESS: &[Category] = &[
    cat("news", Prose, 10),
    cat("sport", Prose, 8),
    cat("culture", Prose, 4),
    cat("economy", Prose, 5),
    cat("travel", Prose, 3),
];
const RANGE: &[Category] = &[
    cat("furniture", Product, 8),
    cat("clothes", Product, 10),
    cat("electronics", Product, 9),
    cat("garden", Product, 5),
    cat("books", Product, 7),
];
const TALK: &[Category] = &[
    cat("talk", Thread, 10),
    cat("music", Thread, 6),
    cat("cooking", Thread, 5),
    cat("computers", Thread, 8),
    cat("travel", Thread, 5),
];
const FIRMS: &[Category] =
    &[cat("firms", Firm, 10), cat("crafts", Service, 6), cat("lessons", Service, 3)];
const DIARY: &[Category] = &[cat("diary", Prose, 1)];
const PEOPLE: &[Category] = &[cat("contacts", Person, 6), cat("massage", Person, 4)];
const COMPANY: &[Category] = &[cat("companions", Person, 7), cat("massage", Person, 3)];
const CONTACTS: &[Category] = &[cat("contacts", Person, 1)];
const MASSAGE: &[Category] = &[cat("massage", Person, 1)];
const WELLNESS: &[Category] = &[cat("wellness", Person, 1)];
const JOBS: &[Category] =
    &[cat("hotel-jobs", Job, 5), cat("cleaning-jobs", Job, 5), cat("model-jobs", Job, 2)];
const GOODS: &[Category] =
    &[cat("cars", Ware, 10), cat("bikes", Ware, 5), cat("furniture", Ware, 8)];
const EMPLOYERS: &[Category] = &[cat("firms", Firm, 6), cat("diary", Prose, 3)];

/// A kind of site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Board,
    News,
    Companions,
    Shop,
    Forum,
    QuietForum,
    Goods,
    Jobs,
    Directory,
    QuietDirectory,
    Personal,
}

impl Kind {
    /// Categories that count, and others.
    pub(crate) fn categories(self) -> (&'static [Category], &'static [Category]) {
        match self {
            Self::Board => (PEOPLE, WARES),
            Self::News => (&[], PRESS),
            Self::Companions => (COMPANY, DIARY),
            Self::Shop => (&[], RANGE),
            Self::Forum => (CONTACTS, TALK),
            Self::QuietForum => (&[], TALK),
            Self::Goods => (WELLNESS, GOODS),
            Self::Jobs => (JOBS, EMPLOYERS),
            Self::Directory => (MASSAGE, FIRMS),
            Self::QuietDirectory => (&[], FIRMS),
            Self::Personal => (CONTACTS, DIARY),
        }
    }

    /// How many pages it has beside others, and how many in a hundred of them are adverts before
    /// all are scaled to what is planned.
    pub(crate) fn size(self) -> (f64, f64) {
        match self {
            Self::Board => (6.0, 12.0),
            Self::News => (6.0, 0.0),
            Self::Companions => (1.2, 50.0),
            Self::Shop => (5.0, 0.0),
            Self::Forum => (6.0, 2.0),
            Self::QuietForum => (6.0, 0.0),
            Self::Goods => (5.0, 3.0),
            Self::Jobs => (2.5, 35.0),
            Self::Directory => (3.5, 6.0),
            Self::QuietDirectory => (3.5, 0.0),
            Self::Personal => (0.05, 8.0),
        }
    }

    /// Sections are towns; else they are topics.
    pub(crate) fn has_towns(self) -> bool {
        matches!(
            self,
            Self::Board
                | Self::Companions
                | Self::Goods
                | Self::Jobs
                | Self::Directory
                | Self::QuietDirectory
        )
    }
}

/// The sites of a web, over and over: kind and what is wrong with it.
pub(crate) const PATTERN: [(Kind, u32); 24] = [
    (Kind::Board, SORTS | PRINT | DUPLICATES | GONE | MAP),
    (Kind::News, CALENDAR | TRACKING | OUTSIDE | MAP_PACKED | EMPTY_DAYS),
    (Kind::Companions, WALL_REDIRECT | SORTS | SOFT | DEAD_LINKS),
    (Kind::Shop, FACETS | TRACKING | DUPLICATES | MAP),
    (Kind::Forum, SESSION_QUERY | LOGIN | PRIVATE),
    (Kind::Goods, FACETS | CHAINS | SOFT | DEAD_LINKS),
    (Kind::Jobs, TRACKING | PRINT | LOGIN | MAP_ALL | PRIVATE),
    (Kind::News, CALENDAR | GROWING | PRINT | MAP),
    (Kind::Board, SESSION_PATH | SOFT | CALENDAR | DEAD_LINKS | EMPTY_DAYS),
    (Kind::Personal, GROWING | OUTSIDE),
    (Kind::Shop, FACETS | DUPLICATES | CHAINS | SOFT),
    (Kind::Directory, DUPLICATES | ENDLESS_PAGES | OUTSIDE | MAP_PACKED),
    (Kind::Board, ENDLESS_PAGES | SORTS | TRACKING | GONE),
    (Kind::News, WALL_PAGE | CALENDAR | MAP_PACKED),
    (Kind::QuietForum, CALENDAR | DUPLICATES | LOGIN | PRIVATE),
    (Kind::Goods, SOFT | PRINT | SORTS | MAP_ALL),
    (Kind::Companions, MIRROR | CHAINS | DUPLICATES | GONE),
    (Kind::Shop, FACETS | GROWING | TRACKING),
    (Kind::Board, CHAINS | DUPLICATES | SORTS | DEAD_LINKS | PRIVATE),
    (Kind::QuietDirectory, OUTSIDE | SOFT | MAP),
    (Kind::Jobs, SORTS | CALENDAR | GONE | MAP_PACKED),
    (Kind::News, TRACKING | OUTSIDE | GONE),
    (Kind::QuietForum, SESSION_PATH | MAP),
    (Kind::Board, SORTS | GONE | WALL_PAGE | MAP),
];
