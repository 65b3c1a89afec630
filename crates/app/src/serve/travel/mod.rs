//! Where and when: the moves of a ring or a lead on a map, week by week, with the timeline of its adverts
//! below. One range of time, in the address, holds for all of it.

mod count;

use super::fault::{Answer, Fault};
use super::house::House;
use super::look_up::named;
use super::pages::{self, Frame};
use super::ring::rows::{Row, among};
use super::ring::{self, Twin, encoded};
use super::when::Step;
use super::who::{Read, Who};
use crate::query::objects;
use anyhow::Result;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Html;
pub use count::map;
use serde::{Deserialize, Serialize};
use spoor_access::policy::Action;
use spoor_tables::Engine;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// What is asked of a map. An empty value is as none.
#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Ask {
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day.
    pub to: String,
    /// How far the step buttons go and what a bar counts.
    #[param(inline)]
    pub step: Step,
    /// First day of a second period to compare with.
    pub from2: String,
    /// Last day of it.
    pub to2: String,
}

/// Moves, where and when.
#[derive(Serialize, ToSchema)]
pub struct TravelView {
    /// What it is about: `Ring R-…` or `Lead L-…`.
    pub about: String,
    /// The page that it belongs to.
    pub back: String,
    /// The address of this page.
    pub here: String,
    /// The day on which the shown range begins; empty for all of it.
    pub from: String,
    /// The day on which it ends.
    pub to: String,
    /// How far a step goes.
    #[schema(inline)]
    pub step: Step,
    /// Steps to go: name and address.
    pub steps: Vec<(String, String)>,
    /// Places and moves of the range.
    pub map: Twin,
    /// Arrivals over the whole time.
    pub arrivals: Twin,
    /// Adverts over the whole time.
    pub adverts: Twin,
    /// Circuits of the whole time, in sentences.
    pub circuits: Vec<String>,
    /// Each move of the range, oldest first.
    pub moves: Vec<MoveView>,
    /// The second period, if one is asked for.
    pub other: Option<OtherView>,
}

impl TravelView {
    /// The steps to choose from.
    pub fn all_steps(&self) -> &'static [Step] {
        &Step::ALL
    }
}

/// A move.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MoveView {
    /// Who: the names advertised, or the line.
    pub line: String,
    /// Id of the line.
    pub line_id: String,
    /// Key of the place left.
    pub from: String,
    /// Key of the place reached.
    pub to: String,
    /// Last seen there.
    pub left: String,
    /// First seen here.
    pub arrived: String,
    /// Distance, kilometres.
    pub km: u64,
    /// What is to be doubted about it; empty if nothing.
    pub doubt: String,
}

/// A second period beside the first.
#[derive(Serialize, ToSchema)]
pub struct OtherView {
    /// The day on which it begins.
    pub from: String,
    /// The day on which it ends.
    pub to: String,
    /// Places and moves of it.
    pub map: Twin,
    /// Ways with their moves in the first and in the second period.
    pub ways: Vec<(String, u64, u64)>,
}

/// What the tables have of lines that move.
pub struct Trail {
    pub lines: Vec<Row>,
    pub stays: Vec<Row>,
    pub moves: Vec<Row>,
    /// Days of adverts, with how many.
    pub adverts: Vec<Row>,
}

/// A ring's moves as a page.
#[utoipa::path(get, path = "/ring/{id}/map", tag = "leads", params(("id" = String, Path), Ask),
    responses((status = 200), (status = 404)))]
pub async fn ring_page(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Read(ask): Read<Ask>,
) -> Result<Html<String>, Answer> {
    let view = of_ring(&house, &who, &id, &ask).await?;
    page(&house, &who, &view)
}

/// A ring's moves as data.
#[utoipa::path(get, path = "/api/ring/{id}/map", tag = "leads", params(("id" = String, Path), Ask),
    responses((status = 200, body = TravelView), (status = 404)))]
pub async fn ring_api(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Read(ask): Read<Ask>,
) -> Result<Json<TravelView>, Answer> {
    of_ring(&house, &who, &id, &ask).await.map(Json)
}

/// A lead's timeline and moves as a page.
#[utoipa::path(get, path = "/lead/{id}/map", tag = "leads", params(("id" = String, Path), Ask),
    responses((status = 200), (status = 404)))]
pub async fn lead_page(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Read(ask): Read<Ask>,
) -> Result<Html<String>, Answer> {
    let view = of_lead(&house, &who, &id, &ask).await?;
    page(&house, &who, &view)
}

/// A lead's timeline and moves as data.
#[utoipa::path(get, path = "/api/lead/{id}/map", tag = "leads", params(("id" = String, Path), Ask),
    responses((status = 200, body = TravelView), (status = 404)))]
pub async fn lead_api(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Read(ask): Read<Ask>,
) -> Result<Json<TravelView>, Answer> {
    of_lead(&house, &who, &id, &ask).await.map(Json)
}

fn page(house: &House, who: &Who, view: &TravelView) -> Result<Html<String>, Answer> {
    let frame = Frame::of(who, house.policies.purposes());
    let title = format!("{}: where and when", view.about);
    who.page(&pages::Travel { title: &title, frame: &frame, view })
}

async fn of_ring(house: &House, who: &Who, id: &str, ask: &Ask) -> Result<TravelView, Answer> {
    let (rows, _) = ring::open(house, who, id).await?;
    let adverts = timeline(&house.board().engine, &rows.ring.actor_ids).await;
    let adverts = adverts.map_err(|e| who.fault(Fault::Failed(e)))?;
    let trail = Trail { lines: rows.lines, stays: rows.stays, moves: rows.moves, adverts };
    let back = format!("/ring/{}", encoded(id));
    count::view(&trail, format!("Ring {id}"), back, ask).map_err(|e| who.fault(Fault::Unusable(e)))
}

async fn of_lead(house: &House, who: &Who, id: &str, ask: &Ask) -> Result<TravelView, Answer> {
    let gone = || who.fault(Fault::NotThere(format!("there is no lead {id:?} now")));
    let board = house.board();
    let lead = board.lead(id).ok_or_else(gone)?.lead.clone();
    who.look(Action::ViewLead, &who.lead(id).await?, 0).await?;
    let trail = async {
        let actors = match &lead.ring_id {
            Some(ring_id) => ring::rows::ring(&board.engine, ring_id).await?.map(|r| r.actor_ids),
            None => None,
        };
        of_actors(&board.engine, &actors.unwrap_or_else(|| vec![lead.actor_id.clone()])).await
    };
    let trail = trail.await.map_err(|e| who.fault(Fault::Failed(e)))?;
    let back = format!("/lead/{}", encoded(id));
    count::view(&trail, format!("Lead {id}"), back, ask).map_err(|e| who.fault(Fault::Unusable(e)))
}

/// All lines of some actors.
pub async fn of_actors(engine: &Engine, actor_ids: &[String]) -> Result<Trail> {
    let actors = among(actor_ids);
    let of = |columns: &str, table: &str| {
        format!("SELECT {columns} FROM {table} WHERE actor_id IN ({actors}) ORDER BY 1, 2, 3")
    };
    let stays = "line_id, \"from\", place, \"to\", adverts, weak";
    let moves = "line_id, arrived, \"from\", \"to\", \"left\", km, weak, plausible, advert_id";
    Ok(Trail {
        lines: objects(engine, &of("line_id, actor_id, names, adverts", "lines")).await?,
        stays: objects(engine, &of(stays, "stays")).await?,
        moves: objects(engine, &of(moves, "moves")).await?,
        adverts: timeline(engine, actor_ids).await?,
    })
}

/// Adverts of some actors by day.
async fn timeline(engine: &Engine, actor_ids: &[String]) -> Result<Vec<Row>> {
    let own = format!("SELECT advert_id FROM members WHERE actor_id IN ({})", among(actor_ids));
    let sql = format!(
        "SELECT date_trunc('day', posted) AS day, count(*) AS adverts FROM adverts \
         WHERE advert_id IN ({}) AND posted IS NOT NULL GROUP BY 1 ORDER BY 1",
        named(engine, own).await?
    );
    objects(engine, &sql).await
}
