//! Cases: leads that people work on together. Members and supervisors see a case, and nobody else.

mod acts;
mod alike;
mod forms;
mod list;
mod people;
mod view;
pub mod words;

pub use acts::*;
pub use alike::{AlikeView, Ties, alike, identifiers};
pub use forms::*;
pub use list::*;
pub use people::*;
pub use view::*;

use super::fault::{Answer, Fault};
use super::house::House;
use super::who::Who;
use crate::clock;
use spoor_access::policy::{Kind, Resource};
use spoor_vocab::{Act, ActKind, Case, Millis};
use std::collections::BTreeSet;

const DAY: Millis = 86_400_000;
/// How long the words of a case outlast a review that nobody did, days.
const GRACE: Millis = 180;
/// Latest review, days from now: a case does not live for ever.
const REVIEW_MOST: Millis = 730;

/// A case as it stands, and as policies know it; of one that is not there, the words that anybody
/// gets.
pub async fn found(house: &House, who: &Who, name: &str) -> Result<(Case, Resource), Answer> {
    let missing = || who.fault(Fault::NotThere(format!("there is no case {name:?}")));
    let number = Case::number_of(name).ok_or_else(missing)?;
    let case = house.casebook.case(number).await.map_err(|e| who.fault(e.into()))?;
    let case = case.ok_or_else(missing)?;
    let resource = resource(house, &case, &restricted(house, who).await?);
    Ok((case, resource))
}

/// Names of restricted sources.
async fn restricted(house: &House, who: &Who) -> Result<BTreeSet<String>, Answer> {
    let kept = house.casebook.all_kept("restricted-source", house.now()).await;
    Ok(kept.map_err(|e| who.fault(e.into()))?.into_iter().map(|k| k.key).collect())
}

/// A case as policies know it: it rests on what its leads rest on.
fn resource(house: &House, case: &Case, restricted: &BTreeSet<String>) -> Resource {
    let board = house.board();
    let mut resource = Resource::new(Kind::Case, case.name());
    resource.members = case.members.clone();
    resource.made_by = BTreeSet::from([case.owner.clone()]);
    let sources = case.leads.iter().flat_map(|lead| board.sources(lead));
    resource.restricted = sources.filter(|source| restricted.contains(source)).collect();
    resource
}

/// Until when the words of an open case are kept.
fn until(review: &str) -> Millis {
    clock::parse(review).unwrap_or_default() + GRACE * DAY
}

/// Whether the day of review has passed.
pub fn is_overdue(house: &House, case: &Case) -> bool {
    case.end.is_none() && has_passed(&case.terms.review, house.now())
}

/// Whether a day is over, UTC.
fn has_passed(day: &str, now: Millis) -> bool {
    *day < *clock::day(now)
}

/// A case that is closed, or whose review is overdue, takes nothing more, and is not referred.
pub fn takes_more(house: &House, who: &Who, case: &Case) -> Result<(), Answer> {
    let name = case.name();
    if case.end.is_some() {
        let told = format!("{name} is closed: its owner or a supervisor can open it again");
        return Err(who.fault(Fault::Unusable(told)));
    }
    if is_overdue(house, case) {
        let told = format!(
            "the review of {name} was due on {}: its owner {} or a supervisor says first whether \
             it goes on",
            case.terms.review, case.owner
        );
        return Err(who.fault(Fault::Unusable(told)));
    }
    Ok(())
}

/// A day that was typed, from tomorrow to `most` days from now.
fn day(house: &House, who: &Who, typed: &str, most: Millis) -> Result<String, Answer> {
    let typed = typed.trim();
    let (first, last) = (house.now() + DAY, house.now() + most * DAY);
    let at = clock::parse(typed).filter(|_| typed.len() == 10).map(clock::day);
    let fits = |day: &String| *day >= clock::day(first) && *day <= clock::day(last);
    at.filter(fits).ok_or_else(|| {
        let (first, last) = (clock::day(first), clock::day(last));
        let told = format!("{typed:?} is no day from {first} to {last}: write it as {first}");
        who.fault(Fault::Unusable(told))
    })
}

/// Something that is done to a case: it stands in the custody log when this comes back.
async fn act(
    house: &House,
    who: &Who,
    act: ActKind,
    case: &str,
    value: String,
) -> Result<u64, Answer> {
    let (about, name) = (case.to_owned(), who.account.name.clone());
    let act = Act { act, about, value, who: name, why: String::new(), at: house.now() };
    let said = vec![spoor_vault::Said::Act(act)];
    house.clerk.record(said, None).await.map_err(|e| who.fault(e.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_can_be_done_on_its_day_and_words_outlast_it_by_half_a_year() {
        let noon = |day: &str| clock::parse(&format!("{day}T12:00:00Z")).unwrap();
        assert!(!has_passed("2027-01-31", noon("2027-01-31")));
        assert!(has_passed("2027-01-31", noon("2027-02-01")));
        assert!(!has_passed("2027-02-01", noon("2027-01-31")));
        assert_eq!(clock::day(until("2027-01-31")), "2027-07-30");
    }
}
