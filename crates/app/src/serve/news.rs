//! What is new: leads that a new build brought, hits of saved searches. Worked out beside the answers,
//! in the loop that follows snapshots.

use super::account::{found, kept};
use super::board::Board;
use super::house::House;
use super::saved::{self, SavedSearch};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use spoor_search::{Saved, SearchError, Watermark};
use spoor_vocab::Millis;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

const KNOWN: &str = "known-leads";
const NEW: &str = "new-leads";
/// New leads named of one build.
const NAMED: usize = 200;
/// How long it is told that leads are new.
const TOLD: Millis = 60 * 86_400_000;

/// Leads that a build brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLeads {
    /// When the server saw them.
    pub at: Millis,
    /// How many.
    pub count: usize,
    /// The first of them by rank.
    pub leads: Vec<String>,
}

/// Leads of the last build that was seen.
#[derive(Serialize, Deserialize)]
struct Known {
    snapshot: String,
    leads: Vec<String>,
}

/// New hits by person and saved search.
#[derive(Default)]
pub struct News {
    hits: BTreeMap<String, BTreeMap<String, u64>>,
}

impl News {
    /// New hits of a person's saved searches, by id of the search.
    pub fn of(&self, person: &str) -> BTreeMap<String, u64> {
        self.hits.get(person).cloned().unwrap_or_default()
    }

    /// Forgets the count of one search.
    pub fn forget(&mut self, person: &str, id: &str) {
        if let Some(own) = self.hits.get_mut(person) {
            own.remove(id);
        }
    }
}

/// What the last reckoning of hits was made for.
pub type Reckoned = Option<(Watermark, u64)>;

/// Notes the leads that the present snapshot brought. The first build brings none: all are new then.
pub async fn follow_leads(house: &House, last: &mut Option<String>) -> Result<()> {
    let board = house.board();
    let Some(snapshot) = board.snapshot.clone().filter(|now| last.as_ref() != Some(now)) else {
        return Ok(());
    };
    note_leads(house, &board, snapshot.clone()).await?;
    *last = Some(snapshot);
    Ok(())
}

async fn note_leads(house: &House, board: &Board, snapshot: String) -> Result<()> {
    let before = found::<Known>(&house.casebook, KNOWN, "last", house.now()).await?;
    if before.as_ref().is_some_and(|b| b.value.snapshot == snapshot) {
        return Ok(());
    }
    let leads: Vec<String> = board.placed().map(|p| p.lead.lead_id.clone()).collect();
    if let Some(before) = before {
        let old: BTreeSet<&str> = before.value.leads.iter().map(String::as_str).collect();
        let new: Vec<&String> = leads.iter().filter(|l| !old.contains(l.as_str())).collect();
        if !new.is_empty() {
            let (at, count) = (house.now(), new.len());
            let leads = new.into_iter().take(NAMED).cloned().collect();
            let new = kept(&snapshot, &NewLeads { at, count, leads }, Some(at + TOLD))?;
            house.casebook.keep(NEW, &new).await?;
        }
    }
    let known = Known { snapshot, leads };
    Ok(house.casebook.keep(KNOWN, &kept("last", &known, None)?).await?)
}

/// What builds have brought since a time.
pub async fn leads_since(house: &House, since: Millis) -> Result<Vec<NewLeads>> {
    let all = house.casebook.all_kept(NEW, house.now()).await?;
    let all = all.iter().map(|k| Ok(serde_json::from_str::<NewLeads>(&k.value)?));
    let all: Result<Vec<NewLeads>> = all.collect();
    Ok(all?.into_iter().filter(|new| new.at > since).collect())
}

/// Reckons the new hits of all saved searches, if the index or the searches have changed since.
pub async fn follow_hits(house: &House, last: &mut Reckoned) -> Result<()> {
    let now = (house.finder.watermark(), house.searches.load(Ordering::Relaxed));
    if *last == Some(now) {
        return Ok(());
    }
    let mut hits: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for (owner, id, search) in saved::everybodys(house).await? {
        let count = count(house, &owner, &id, &search).await?;
        if count > 0 {
            hits.entry(owner).or_default().insert(id, count);
        }
    }
    if let Ok(mut news) = house.news.write() {
        *news = News { hits };
    }
    *last = Some(now);
    Ok(())
}

/// New hits of one saved search; 0 for who can see nothing now.
async fn count(house: &House, owner: &str, id: &str, search: &SavedSearch) -> Result<u64> {
    let Some(account) = house.account(owner).await?.filter(|a| a.value.active) else {
        return Ok(0);
    };
    let sources = saved::sources(house, &account.value).await?;
    let query = house.finder.read(&search.q).0;
    let one = Saved { id: id.to_owned(), query, sources };
    match house.finder.new_hits(&[one], search.seen, 0) {
        Ok(new) => Ok(new.first().map_or(0, |n| n.adverts)),
        Err(SearchError::Restarted) => {
            let from_here =
                SavedSearch { seen: house.finder.watermark(), restarted: true, ..search.clone() };
            saved::keep(house, owner, id, &from_here).await?;
            Ok(0)
        }
        Err(error) => Err(error.into()),
    }
}
