//! What people said of pairs of adverts, as pages show it, and whether the actors are so already.

use super::fault::Answer;
use super::house::House;
use super::look_up::number;
use super::shown;
use super::who::Who;
use crate::contests::{self, Standing};
use crate::query::objects;
use serde::Serialize;
use spoor_vocab::Contest;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A contest that stands.
#[derive(Serialize, ToSchema)]
pub struct ContestView {
    /// Position in the custody log.
    pub seq: u64,
    /// One advert.
    pub a: String,
    /// The other.
    pub b: String,
    /// Whether they are of one author.
    pub one: bool,
    /// Who said it.
    pub who: String,
    /// When.
    pub at: String,
    /// Why; none if the words were erased.
    pub why: Option<String>,
    /// Whether the actors are as it was said; none if no build has taken it up yet.
    pub met: Option<bool>,
}

/// Contests that stand and of which `wanted` holds.
pub async fn views(
    house: &House,
    who: &Who,
    wanted: impl Fn(&Contest) -> bool,
) -> Result<Vec<ContestView>, Answer> {
    let mut all = house.with_work(|work| work.contests());
    all.retain(|s| wanted(&s.contest));
    if all.is_empty() {
        return Ok(Vec::new());
    }
    // A snapshot of before there were contests has no such table: none was taken up.
    let rows = objects(&house.board().engine, "SELECT seq, met FROM contests").await;
    let taken: BTreeMap<u64, bool> = rows
        .unwrap_or_default()
        .iter()
        .map(|row| (number(row, "seq"), row.get("met").and_then(|m| m.as_bool()) == Some(true)))
        .collect();
    let mut views = Vec::new();
    for Standing { seq, contest, act } in all {
        let why = contests::words(&house.casebook, &act, house.now()).await;
        views.push(ContestView {
            seq,
            a: contest.a,
            b: contest.b,
            one: contest.one,
            who: act.who,
            at: shown(act.at),
            why: why.map_err(|e| who.fault(e.into()))?,
            met: taken.get(&seq).copied(),
        });
    }
    Ok(views)
}
