//! Search: full text over adverts, with counts; a number is found however it is written.

use super::fault::{Answer, Fault};
use super::house::House;
use super::inbox::hidden;
use super::lead::{AdvertView, adverts};
use super::pages;
use super::saved::{self, SavedView};
use super::who::{Read, Who};
use axum::Json;
use axum::extract::State;
use axum::response::Html;
use serde::{Deserialize, Serialize};
use spoor_access::policy::{Action, Kind, Resource};
use spoor_search::{Ask as Question, Found, Rows, Saved, SearchError, Sort, Watermark};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Adverts on a page.
const PAGE: usize = 20;
/// Values of a facet.
const VALUES: usize = 8;

/// What is searched for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// Words, phrases in quotes, `-not`, `OR`, `site:` and other fields, numbers however written.
    #[serde(default)]
    pub q: String,
    /// Adverts to pass over.
    #[serde(default)]
    pub skip: usize,
    /// A saved search of the person, instead of a query: what is new for it.
    #[serde(default)]
    pub saved: String,
}

/// What was found.
#[derive(Serialize, ToSchema)]
pub struct SearchView {
    /// The query.
    pub q: String,
    /// What of it was read how.
    pub notes: Vec<String>,
    /// Identifiers in it, by kind and normal form: each has a page.
    pub selectors: Vec<(String, String)>,
    /// Adverts found.
    pub found: u64,
    /// Where this page begins.
    pub skip: usize,
    /// Where the next begins, if there is one.
    pub next: Option<usize>,
    /// Counts by field.
    pub facets: Vec<FacetView>,
    /// The adverts, with what the query asked for marked as `found`.
    pub adverts: Vec<HitView>,
    /// Adverts that can be found at all; fewer than there are while the index is made.
    pub indexed: u64,
    /// Searches that the person keeps.
    pub saved: Vec<SavedView>,
    /// The saved search whose new hits are shown, with how far the index had come: `life.update`.
    pub fresh: Option<(String, String)>,
}

/// An advert found.
#[derive(Serialize, ToSchema)]
pub struct HitView {
    /// The advert.
    pub advert: AdvertView,
    /// The lead that it belongs to, if it does.
    pub lead_id: Option<String>,
}

/// Counts of one field.
#[derive(Serialize, ToSchema)]
pub struct FacetView {
    /// The field.
    pub field: String,
    /// Value and number of adverts.
    pub values: Vec<(String, u64)>,
}

/// Search as a page.
#[utoipa::path(get, path = "/search", tag = "leads", params(Ask), responses((status = 200)))]
pub async fn page(
    State(house): State<Arc<House>>,
    who: Who,
    Read(ask): Read<Ask>,
) -> Result<Html<String>, Answer> {
    let view = view(&house, &who, &ask).await?;
    let frame = who.frame();
    who.page(&pages::Search { title: "Search", frame: &frame, view: &view })
}

/// Search as data.
#[utoipa::path(get, path = "/api/search", tag = "leads", params(Ask),
    responses((status = 200, body = SearchView)))]
pub async fn api(
    State(house): State<Arc<House>>,
    who: Who,
    Read(ask): Read<Ask>,
) -> Result<Json<SearchView>, Answer> {
    view(&house, &who, &ask).await.map(Json)
}

async fn view(house: &House, who: &Who, ask: &Ask) -> Result<SearchView, Answer> {
    let fail = |e: anyhow::Error| who.fault(Fault::Failed(e));
    let (mut ask, mut since) = (ask.clone(), None);
    if !ask.saved.is_empty() {
        let held = saved::one(house, &who.account.name, &ask.saved).await.map_err(fail)?;
        let missing = || {
            let told = format!("you have no saved search {:?}", ask.saved);
            who.fault(Fault::NotThere(told))
        };
        let held = held.ok_or_else(missing)?.value;
        (ask.q, since) = (held.q, Some(held.seen));
    }
    // What somebody searched for may be somebody's number: the log has its keyed digest, against
    // which who has the server's secret can check a number, and from which nobody can guess one.
    let digest = house.keys.digest(ask.q.trim());
    let resource = Resource::new(Kind::Workspace, format!("query {}", &digest[..16]));
    who.look(Action::Search, &resource, PAGE as u64).await?;
    let away = hidden(house, who).await?;
    let sources: Vec<String> =
        house.sources().into_iter().filter(|name| !away.contains(name)).collect();
    let (query, notes) = house.finder.read(&ask.q);
    let asked = !ask.q.trim().is_empty();
    let question = Question {
        sources: &sources,
        sort: Sort::default(),
        rows: Rows::default(),
        offset: ask.skip,
        limit: if asked { PAGE } else { 0 },
        facet_values: VALUES,
    };
    let mark = house.finder.watermark();
    let found = match since {
        Some(since) => new(house, query.clone(), &sources, since).map_err(fail)?,
        None => house.finder.search(&query, &question).map_err(fail)?,
    };
    let board = house.board();
    let ids: Vec<&String> = found.hits.iter().map(|h| &h.advert_id).collect();
    if !ids.is_empty() {
        // Before they are shown: which adverts.
        let words: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
        who.note(&format!("{} Advert {}", Action::ViewAdvert, words.join(" "))).await?;
    }
    let mut shown = adverts(&board.lookups, &ids).await.map_err(|e| who.fault(Fault::Failed(e)))?;
    for advert in &mut shown {
        let text: String = advert.pieces.iter().map(|p| p.text.as_str()).collect();
        advert.pieces = super::lead::marked(&text, &house.finder.marks(&text, &query));
    }
    let end = ask.skip + shown.len();
    let adverts = shown.into_iter().map(|advert| HitView {
        lead_id: board.lead_of(&advert.advert_id).map(str::to_owned),
        advert,
    });
    Ok(SearchView {
        q: ask.q.clone(),
        notes: notes.into_iter().map(|n| n.said).collect(),
        selectors: house.finder.selectors(&ask.q),
        found: if asked { found.adverts } else { 0 },
        skip: ask.skip,
        next: (asked && (end as u64) < found.rows).then_some(end),
        facets: if asked { facets(&found) } else { Vec::new() },
        adverts: adverts.collect(),
        indexed: house.finder.adverts(),
        saved: saved::mine(house, who).await.map_err(fail)?,
        fresh: since.map(|_| (ask.saved.clone(), format!("{}.{}", mark.life, mark.update))),
    })
}

/// What is new for a saved search; nothing if the index was made anew since.
fn new(
    house: &House,
    query: spoor_search::Query,
    sources: &[String],
    since: Watermark,
) -> anyhow::Result<Found> {
    let one = Saved { id: String::new(), query, sources: sources.to_vec() };
    let found = match house.finder.new_hits(&[one], since, PAGE) {
        Err(SearchError::Restarted) => return Ok(Found::default()),
        other => other?.pop(),
    };
    let found = found.map(|n| Found { adverts: n.adverts, hits: n.hits, ..Found::default() });
    Ok(found.unwrap_or_default())
}

fn facets(found: &Found) -> Vec<FacetView> {
    let shown = found.facets.iter().filter(|(_, f)| f.values.len() > 1);
    let view = |(field, facet): (&&'static str, &spoor_search::Facet)| FacetView {
        field: (*field).to_owned(),
        values: facet.values.iter().filter(|(value, _)| !value.is_empty()).cloned().collect(),
    };
    shown.map(view).collect()
}
