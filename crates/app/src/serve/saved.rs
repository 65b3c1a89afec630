//! Saved searches: a person's own, with what is new since they last looked. A query may name
//! somebody's number, so it is kept beside the log, and goes half a year after it was last used.

use super::account::{Account, Found, found, kept};
use super::fault::{Answer, Fault};
use super::house::House;
use super::random;
use super::who::{Form, Sent, Who};
use anyhow::Result;
use axum::extract::State;
use axum::response::Redirect;
use rand::Rng;
use serde::{Deserialize, Serialize};
use spoor_access::policy::{Action, Kind, Resource};
use spoor_search::Watermark;
use spoor_vocab::Millis;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use utoipa::ToSchema;

const SEARCH: &str = "saved-search";
/// Searches of one person at most.
const MOST: usize = 50;
/// Characters of a query at most.
const QUERY: usize = 1_000;
/// How long one is kept that nobody uses.
const KEPT: Millis = 180 * 86_400_000;

/// A search that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// The query as it was typed.
    pub q: String,
    /// How far the index had come when they last looked.
    pub seen: Watermark,
    /// Whether the index was made anew since, so that what came before is not known.
    #[serde(default)]
    pub restarted: bool,
}

/// A saved search as pages show it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SavedView {
    /// Its id.
    pub id: String,
    /// The query.
    pub q: String,
    /// Adverts that are new since the person last looked.
    pub new: u64,
    /// Whether the index was made anew since: what came before is not counted.
    pub restarted: bool,
}

fn key(owner: &str, id: &str) -> String {
    format!("{owner}/{id}")
}

/// Saved searches of all: owner, id, search.
pub async fn everybodys(house: &House) -> Result<Vec<(String, String, SavedSearch)>> {
    let mut all = Vec::new();
    for kept in house.casebook.all_kept(SEARCH, house.now()).await? {
        if let Some((owner, id)) = kept.key.rsplit_once('/') {
            all.push((owner.to_owned(), id.to_owned(), serde_json::from_str(&kept.value)?));
        }
    }
    Ok(all)
}

/// Keeps a search from now on.
pub async fn keep(house: &House, owner: &str, id: &str, search: &SavedSearch) -> Result<()> {
    let until = Some(house.now() + KEPT);
    Ok(house.casebook.keep(SEARCH, &kept(&key(owner, id), search, until)?).await?)
}

/// One search of a person.
pub async fn one(house: &House, owner: &str, id: &str) -> Result<Option<Found<SavedSearch>>> {
    found(&house.casebook, SEARCH, &key(owner, id), house.now()).await
}

/// The searches of the asking person.
pub async fn mine(house: &House, who: &Who) -> Result<Vec<SavedView>> {
    let me = who.account.name.as_str();
    let new = who.news();
    let all = everybodys(house).await?.into_iter().filter(|(owner, ..)| owner == me);
    let view = |(_, id, search): (String, String, SavedSearch)| SavedView {
        new: new.get(&id).copied().unwrap_or(0),
        id,
        q: search.q,
        restarted: search.restarted,
    };
    Ok(all.map(view).collect())
}

/// Sources that an account may see.
pub async fn sources(house: &House, account: &Account) -> Result<Vec<String>> {
    let kept = house.casebook.all_kept("restricted-source", house.now()).await?;
    let away =
        |name: &String| kept.iter().any(|k| k.key == *name) && !account.cleared.contains(name);
    Ok(house.sources().into_iter().filter(|name| !away(name)).collect())
}

/// A query to keep.
#[derive(Deserialize)]
pub struct Save {
    q: String,
}

/// Saves a search: from now on, what is new for it is counted.
#[utoipa::path(post, path = "/search/save", tag = "leads",
    responses((status = 303), (status = 422)))]
pub async fn save(
    State(house): State<Arc<House>>,
    who: Who,
    Sent(form): Sent<Form<Save>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    who.may(Action::Search, &Resource::new(Kind::Workspace, "save a search"), 0).await?;
    let q = super::case::words::clean(&form.of.q, QUERY, "the query");
    let q = q.map_err(|e| who.fault(e))?;
    let own = mine(&house, &who).await.map_err(|e| who.fault(e.into()))?;
    if own.iter().any(|saved| saved.q == q) {
        return Ok(Redirect::to("/search"));
    }
    if own.len() >= MOST {
        let told = format!("you keep {MOST} searches: remove one first");
        return Err(who.fault(Fault::Unusable(told)));
    }
    let mut id = [0; 4];
    random().fill_bytes(&mut id);
    let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    let search = SavedSearch { q, seen: house.finder.watermark(), restarted: false };
    let done = keep(&house, &who.account.name, &id, &search).await;
    done.map_err(|e| who.fault(e.into()))?;
    house.searches.fetch_add(1, Ordering::Relaxed);
    Ok(Redirect::to("/search"))
}

/// Which search, and how far the person has looked.
#[derive(Deserialize)]
pub struct Of {
    id: String,
    /// `seen` or `remove`.
    what: String,
    /// Watermark of what was shown, `life.update`.
    #[serde(default)]
    shown: String,
}

/// Says that what is new was seen, or removes a search.
#[utoipa::path(post, path = "/search/saved", tag = "leads",
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn change(
    State(house): State<Arc<House>>,
    who: Who,
    Sent(form): Sent<Form<Of>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    who.may(Action::Search, &Resource::new(Kind::Workspace, "a saved search"), 0).await?;
    let (me, id) = (who.account.name.as_str(), form.of.id.as_str());
    let held = one(&house, me, id).await.map_err(|e| who.fault(e.into()))?;
    let Some(held) = held else {
        let told = format!("you have no saved search {id:?}");
        return Err(who.fault(Fault::NotThere(told)));
    };
    let done = match (form.of.what.as_str(), watermark(&form.of.shown)) {
        ("remove", _) => {
            let done = house.casebook.remove(SEARCH, &key(me, id)).await;
            done.map(|_| ()).map_err(anyhow::Error::from)
        }
        // What came in after the page was made was not seen.
        ("seen", Some(seen)) => {
            keep(&house, me, id, &SavedSearch { seen, restarted: false, ..held.value }).await
        }
        _ => {
            let told = "say what of it: seen or remove".to_owned();
            return Err(who.fault(Fault::Unusable(told)));
        }
    };
    done.map_err(|e| who.fault(e.into()))?;
    if let Ok(mut news) = house.news.write() {
        news.forget(me, id);
    }
    house.searches.fetch_add(1, Ordering::Relaxed);
    Ok(Redirect::to("/search"))
}

fn watermark(text: &str) -> Option<Watermark> {
    let (life, update) = text.split_once('.')?;
    Some(Watermark { life: life.parse().ok()?, update: update.parse().ok()? })
}
