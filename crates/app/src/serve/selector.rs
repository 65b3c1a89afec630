//! A selector: which adverts, actors and leads show it, how common it is, and whether it joins.

use super::fault::{Answer, Fault};
use super::house::House;
use super::inbox::hidden;
use super::look_up::{self, AdvertRow, Listed, Row, number, real, when};
use super::pages;
use super::ring::rows::text;
use super::who::{Read, Who};
use crate::query::objects;
use anyhow::Result;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Html;
use serde::{Deserialize, Serialize};
use spoor_access::policy::{Action, Kind, Resource};
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use spoor_vocab::SelectorKind;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Adverts on a page.
const ADVERTS: usize = 25;
/// Actors and places shown.
const SHOWN: usize = 25;

/// A selector as a page shows it.
#[derive(Serialize, ToSchema)]
pub struct SelectorView {
    /// Its kind.
    pub kind: String,
    /// Its normal form.
    pub value: String,
    /// First seen.
    pub first: String,
    /// Last seen.
    pub last: String,
    /// Adverts that show it, of those that the person may see.
    pub adverts: Listed<AdvertRow>,
    /// Adverts in all that are here.
    pub corpus: u64,
    /// Bits that it says for one author of two adverts that show it, where it counts.
    pub weight_bits: f64,
    /// Whether it joins, and why not, in a sentence.
    pub joins: String,
    /// Actors that show it, with the number of their adverts that do.
    pub actors: Listed<Counted>,
    /// Places of its adverts.
    pub places: Listed<Counted>,
    /// Leads that it is in.
    pub leads: Vec<String>,
}

/// Something with the number of adverts.
#[derive(Serialize, ToSchema)]
pub struct Counted {
    /// Its id or name.
    pub name: String,
    /// Adverts.
    pub adverts: u64,
}

/// Where the list begins.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// Adverts to pass over.
    #[serde(default)]
    pub skip: usize,
}

/// A selector as a page.
#[utoipa::path(get, path = "/selector/{kind}/{value}", tag = "leads",
    params(("kind" = String, Path), ("value" = String, Path), Ask),
    responses((status = 200), (status = 404)))]
pub async fn page(
    State(house): State<Arc<House>>,
    who: Who,
    Path((kind, value)): Path<(String, String)>,
    Read(ask): Read<Ask>,
) -> Result<Html<String>, Answer> {
    let view = view(&house, &who, &kind, &value, ask.skip).await?;
    let frame = who.frame();
    who.page(&pages::Selector { title: "Selector", frame: &frame, view: &view })
}

/// A selector as data.
#[utoipa::path(get, path = "/api/selector/{kind}/{value}", tag = "leads",
    params(("kind" = String, Path), ("value" = String, Path), Ask),
    responses((status = 200, body = SelectorView), (status = 404)))]
pub async fn api(
    State(house): State<Arc<House>>,
    who: Who,
    Path((kind, value)): Path<(String, String)>,
    Read(ask): Read<Ask>,
) -> Result<Json<SelectorView>, Answer> {
    view(&house, &who, &kind, &value, ask.skip).await.map(Json)
}

async fn view(
    house: &House,
    who: &Who,
    kind: &str,
    value: &str,
    skip: usize,
) -> Result<SelectorView, Answer> {
    // To ask for a number is to search for it. The log has its keyed digest, as of a query.
    let digest = house.keys.digest(&format!("{kind} {value}"));
    let resource = Resource::new(Kind::Workspace, format!("selector {}", &digest[..16]));
    who.look(Action::Search, &resource, ADVERTS as u64).await?;
    let away = hidden(house, who).await?;
    let board = look_up::built(house, who)?;
    let gone = || who.fault(Fault::NotThere("no advert shows that now".into()));
    let kind: SelectorKind =
        serde_json::from_value(serde_json::Value::from(kind)).map_err(|_| gone())?;
    let made = make(&board.engine, kind, value, skip, &away).await;
    let (view, adverts) = made.map_err(|e| who.fault(Fault::Failed(e)))?;
    if view.adverts.in_all == 0 {
        return Err(gone());
    }
    // Before they are shown: which adverts.
    let ids: Vec<&str> = view.adverts.shown.iter().map(|a| a.advert_id.as_str()).collect();
    if !ids.is_empty() {
        who.note(&format!("{} Advert {}", Action::ViewAdvert, ids.join(" "))).await?;
    }
    let leads: BTreeSet<String> =
        adverts.iter().filter_map(|id| board.lead_of(id).map(str::to_owned)).collect();
    let open = leads.into_iter().filter(|lead| board.sources(lead).is_disjoint(&away));
    Ok(SelectorView { leads: open.collect(), ..view })
}

/// The view without its leads, and the ids of all its adverts.
async fn make(
    engine: &Engine,
    kind: SelectorKind,
    value: &str,
    skip: usize,
    away: &BTreeSet<String>,
) -> Result<(SelectorView, Vec<String>)> {
    let is_it = format!("kind = {} AND value = {}", literal(kind.as_str()), literal(value));
    let by =
        look_up::named(engine, format!("SELECT advert_id FROM selectors WHERE {is_it}")).await?;
    let shown = format!("a.advert_id IN ({by}) AND {}", look_up::not_of(away));
    let adverts = look_up::adverts(engine, &shown, skip, ADVERTS).await?;
    let sql = format!(
        "SELECT a.advert_id, a.posted, a.place, m.actor_id FROM adverts a \
         JOIN members m ON a.advert_id = m.advert_id WHERE {shown}"
    );
    let all = objects(engine, &sql).await?;
    let mut posted: Vec<String> = all.iter().map(|row| when(row, "posted")).collect();
    posted.retain(|at| !at.is_empty());
    posted.sort();
    let corpus = look_up::count(engine, "SELECT count(*) AS n FROM adverts").await?;
    let damped = look_up::first(engine, &format!("SELECT * FROM damped WHERE {is_it}")).await?;
    let rows = u32::try_from(corpus).unwrap_or(u32::MAX);
    let shown_by = u32::try_from(adverts.in_all).unwrap_or(u32::MAX);
    let weight_bits = f64::from(spoor_link::weights::agree(kind, shown_by, rows));
    let actors = counted(&all, "actor_id");
    let view = SelectorView {
        kind: kind.as_str().to_owned(),
        value: value.to_owned(),
        first: posted.first().cloned().unwrap_or_default(),
        last: posted.last().cloned().unwrap_or_default(),
        adverts,
        corpus,
        weight_bits,
        joins: joins(damped.as_ref(), actors.in_all),
        actors,
        places: counted(&all, "place"),
        leads: Vec::new(),
    };
    Ok((view, all.iter().map(|row| text(row, "advert_id")).collect()))
}

/// Whether it joins, and why not.
fn joins(damped: Option<&Row>, actors: u64) -> String {
    let Some(row) = damped else {
        return match actors {
            0 | 1 => "It joins all that show it: nothing speaks against one owner.".to_owned(),
            _ => "It joins those that show it where nothing speaks against one owner.".to_owned(),
        };
    };
    let (parties, own) = (number(row, "parties"), number(row, "with_own_contacts"));
    let bits = real(row, "weight_bits");
    match text(row, "why").as_str() {
        "recycled" => format!(
            "It is damped: passed on. Unconnected adverts show it at times far apart ({bits:+.1} bits \
             for one owner over the longest pause), so it joins those before and those after, not \
             both."
        ),
        _ => format!(
            "It is damped: a hub. {parties} otherwise unconnected parties show it, {own} of them with \
             contacts of their own ({bits:+.1} bits for one owner), as with a directory's, an \
             agency's or a driver's. It joins nobody."
        ),
    }
}

/// Values of a column with their number of rows, the most frequent first.
fn counted(rows: &[Row], key: &str) -> Listed<Counted> {
    let mut count: BTreeMap<String, u64> = BTreeMap::new();
    let values = rows.iter().map(|row| text(row, key)).filter(|v| !v.is_empty());
    values.for_each(|value| *count.entry(value).or_default() += 1);
    let mut all: Vec<(String, u64)> = count.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let in_all = all.len() as u64;
    let shown = all.into_iter().take(SHOWN).map(|(name, adverts)| Counted { name, adverts });
    Listed { in_all, shown: shown.collect(), next: None }
}
