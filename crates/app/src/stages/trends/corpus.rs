//! The adverts as trends want them: actor and week of each row.

use crate::facts::Facts;
use spoor_leads::AdvertFacts;
use spoor_trends::Span;
use spoor_vocab::Millis;

const WEEK: i64 = 7 * 86_400_000;
/// The first Monday after the first of January 1970.
const MONDAY: i64 = 4 * 86_400_000;
/// Weeks that are looked at, the newest included: a year that is judged, after half a year in which
/// the actors of its first weeks are known already.
const WEEKS: i32 = 78;
/// Weeks of rest after which an actor counts again: half a year, as the figures were measured.
const REST: u32 = 26;

/// Number of the week of an instant; weeks begin on Monday, UTC.
pub fn week(at: Millis) -> i32 {
    i32::try_from((at - MONDAY).div_euclid(WEEK)).unwrap_or(i32::MIN)
}

/// First moment of a week.
pub fn starts(week: i32) -> Millis {
    i64::from(week) * WEEK + MONDAY
}

/// Adverts with time and actor.
pub struct Corpus<'a> {
    pub facts: &'a Facts,
    /// Number of the actor of each row.
    actor: Vec<u32>,
    /// Weeks that are counted; none without a single time.
    pub span: Option<Span>,
}

/// One advert that was posted at a known time, not after the newest that counts.
#[derive(Clone, Copy)]
pub struct Posted<'a> {
    pub row: u32,
    pub actor: u32,
    pub at: Millis,
    pub week: i32,
    pub advert: &'a AdvertFacts,
}

impl<'a> Corpus<'a> {
    /// Weeks and actors of the rows.
    pub fn of(facts: &'a Facts) -> Self {
        let mut actor = vec![0; facts.adverts().len()];
        for (number, (_, rows)) in (0..).zip(facts.actors()) {
            rows.iter().for_each(|row| actor[*row as usize] = number);
        }
        let times = facts.adverts().iter().filter_map(|a| a.posted);
        let span = facts.newest().zip(times.min()).map(|(newest, oldest)| {
            let last = week(newest);
            Span { first: week(oldest).max(last - WEEKS + 1), last, rest: REST }
        });
        Self { facts, actor, span }
    }

    /// When the newest advert was posted.
    pub fn as_of(&self) -> Millis {
        self.facts.newest().unwrap_or_default()
    }

    /// Adverts of any time up to the newest that counts.
    pub fn posted(&self) -> impl Iterator<Item = Posted<'a>> {
        let newest = self.as_of();
        (0..).zip(self.facts.adverts()).filter_map(move |(row, advert)| {
            let at = advert.posted.filter(|at| *at <= newest)?;
            Some(Posted { row, actor: self.actor[row as usize], at, week: week(at), advert })
        })
    }

    /// Those of the weeks that are counted.
    pub fn counted(&self) -> impl Iterator<Item = Posted<'a>> {
        let first = self.span.map_or(i32::MAX, |s| s.first);
        self.posted().filter(move |p| p.week >= first)
    }
}
