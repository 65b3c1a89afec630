//! A ring: who was where when, where they moved together, on lanes and on a map; each drawing with its
//! table.

use super::fault::{Answer, Fault};
use super::house::House;
use super::pages::{self, Frame};
use super::who::Who;
use crate::query::objects;
use anyhow::Result;
use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Html;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};
use spoor_access::policy::Action;
use spoor_draw::{
    Drawing, Lane, LaneLink, LaneStay, Lanes, MapMove, MapPlace, MoveMap, Precision, Sheet, Table,
};
use spoor_extract::gazetteer;
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use utoipa::ToSchema;

/// A ring as a page shows it.
#[derive(Serialize, ToSchema)]
pub struct RingView {
    /// The ring.
    pub ring_id: String,
    /// The lead that is about it.
    pub lead_id: String,
    /// Its actors.
    pub actors: Vec<String>,
    /// Moves that met another's.
    pub coordinated_moves: u64,
    /// How many would by chance.
    pub expected: f64,
    /// Probability by chance.
    pub p_value: f64,
    /// False discovery rate at which it is called.
    pub q_value: f64,
    /// Places, as lines stayed there; the same as the drawing.
    pub lanes: Twin,
    /// Moves between places; the same as the map.
    pub map: Twin,
    /// What would dissolve it, in words.
    pub dissolves: Vec<String>,
}

impl RingView {
    /// The drawings: a word for addresses, the heading, the drawing with its table.
    pub fn drawings(&self) -> [(&'static str, &'static str, &Twin); 2] {
        [("lanes", "Who was where when", &self.lanes), ("map", "Moves between places", &self.map)]
    }
}

/// A drawing and its table.
#[derive(Serialize, ToSchema)]
pub struct Twin {
    /// What is to be seen, in words.
    pub summary: String,
    /// The drawing.
    #[serde(skip)]
    pub svg: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl From<Drawing> for Twin {
    fn from(drawing: Drawing) -> Self {
        let Drawing { svg, summary, table: Table { header, rows, .. }, .. } = drawing;
        Self { summary, svg, header, rows: rows.into_iter().map(|r| r.cells).collect() }
    }
}

/// A ring as a page.
#[utoipa::path(get, path = "/ring/{id}", tag = "leads", params(("id" = String, Path)),
    responses((status = 200), (status = 404)))]
pub async fn page(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
) -> Result<Html<String>, Answer> {
    let view = view(&house, &who, &id).await?;
    let frame = Frame::of(&who, house.policies.purposes());
    let title = format!("Ring {id}");
    let page = pages::Ring { title: &title, frame: &frame, view: &view };
    page.render().map(Html).map_err(|e| who.fault(e.into()))
}

/// A ring as data.
#[utoipa::path(get, path = "/api/ring/{id}", tag = "leads", params(("id" = String, Path)),
    responses((status = 200, body = RingView), (status = 404)))]
pub async fn api(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
) -> Result<Json<RingView>, Answer> {
    view(&house, &who, &id).await.map(Json)
}

async fn view(house: &House, who: &Who, id: &str) -> Result<RingView, Answer> {
    let board = house.board();
    let lead = board.placed().find(|p| p.lead.ring_id.as_deref() == Some(id));
    let Some(lead) = lead.map(|p| p.lead.lead_id.clone()) else {
        return Err(who.fault(Fault::NotThere(format!("there is no ring {id:?} now"))));
    };
    // Whoever may see the lead may see its ring; the look is at the ring.
    let mut resource = who.lead(&lead).await?;
    resource.id = format!("{lead} ring {id}");
    who.look(Action::ViewLead, &resource, 0).await?;
    let made = make(&board.engine, id, lead).await.map_err(|e| who.fault(Fault::Failed(e)))?;
    made.ok_or_else(|| who.fault(Fault::NotThere(format!("there is no ring {id:?} now"))))
}

pub fn text(row: &Map<String, Value>, key: &str) -> String {
    row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

pub fn list(row: &Map<String, Value>, key: &str) -> Vec<String> {
    let all = row.get(key).and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

/// Name of a place without its country.
pub fn town(key: &str) -> &str {
    key.split_once(':').map_or(key, |(_, name)| name)
}

fn at(row: &Map<String, Value>, key: &str) -> i64 {
    crate::clock::parse(&text(row, key)).unwrap_or_default()
}

async fn make(engine: &Engine, id: &str, lead_id: String) -> Result<Option<RingView>> {
    let sql = format!("SELECT * FROM rings WHERE ring_id = {}", literal(id));
    let Some(ring) = objects(engine, &sql).await?.into_iter().next() else { return Ok(None) };
    let lines = list(&ring, "line_ids");
    let wanted = lines.iter().map(|l| literal(l)).collect::<Vec<_>>().join(", ");
    let of = |columns: &str, table: &str| {
        format!("SELECT {columns} FROM {table} WHERE line_id IN ({wanted}) ORDER BY 1, 2, 3")
    };
    let names = objects(engine, &of("line_id, names, actor_id", "lines")).await?;
    let stays = objects(engine, &of("line_id, place, \"from\", \"to\"", "stays")).await?;
    let moves = objects(engine, &of("line_id, \"from\", \"to\", arrived", "moves")).await?;
    let real = |key: &str| ring.get(key).and_then(Value::as_f64).unwrap_or_default();
    let significance =
        format!("p = {:.1e}, false discovery rate {:.1e}", real("p_value"), real("q_value"));
    Ok(Some(RingView {
        ring_id: id.to_owned(),
        lead_id,
        actors: list(&ring, "actor_ids"),
        coordinated_moves: real("coordinated_moves") as u64,
        expected: real("expected"),
        p_value: real("p_value"),
        q_value: real("q_value"),
        lanes: lanes(&lines, &names, &stays, &ring, significance).into(),
        map: map(&stays, &moves).into(),
        dissolves: dissolves(&ring),
    }))
}

/// Who was where when, and where they met.
pub fn lanes(
    lines: &[String],
    names: &[Map<String, Value>],
    stays: &[Map<String, Value>],
    ring: &Map<String, Value>,
    significance: String,
) -> Drawing {
    let number: BTreeMap<&str, usize> = lines.iter().map(String::as_str).zip(0..).collect();
    let label = |line: &String| {
        let row = names.iter().find(|n| &text(n, "line_id") == line);
        let names = row.map(|n| list(n, "names")).unwrap_or_default();
        if names.is_empty() { line.clone() } else { names.join(", ") }
    };
    let stays = stays.iter().filter_map(|s| {
        Some(LaneStay {
            lane: *number.get(text(s, "line_id").as_str())?,
            place: town(&text(s, "place")).to_owned(),
            from: at(s, "from"),
            to: at(s, "to"),
            href: None,
        })
    });
    let mut links = Vec::new();
    for met in ring.get("evidence").and_then(Value::as_array).into_iter().flatten() {
        let Some(met) = met.as_object().filter(|m| text(m, "kind") == "meeting") else { continue };
        let week = NaiveDate::parse_from_str(&text(met, "week"), "%Y-%m-%d").ok();
        let Some(day) = week.and_then(|w| w.and_hms_opt(0, 0, 0)) else { continue };
        let who: Vec<usize> =
            list(met, "line_ids").iter().filter_map(|l| number.get(l.as_str()).copied()).collect();
        for pair in who.windows(2) {
            links.push(LaneLink {
                lanes: (pair[0], pair[1]),
                at: day.and_utc().timestamp_millis(),
                reason: format!(
                    "both arrived in {} in the week of {}",
                    text(met, "place"),
                    text(met, "week")
                ),
                href: None,
            });
        }
    }
    let lanes = lines.iter().map(|line| Lane { label: label(line), href: None }).collect();
    let title = "Stays of each advertised person, and moves that met".to_owned();
    let drawing = Lanes { title, significance, lanes, stays: stays.collect(), links };
    drawing.draw(&Sheet::page("lanes").or_say("no stay is known"))
}

/// Moves between the places.
pub fn map(stays: &[Map<String, Value>], moves: &[Map<String, Value>]) -> Drawing {
    let mut count: BTreeMap<String, u64> = BTreeMap::new();
    stays.iter().for_each(|s| *count.entry(text(s, "place")).or_default() += 1);
    let mut arcs: BTreeMap<(String, String), u64> = BTreeMap::new();
    moves.iter().for_each(|m| *arcs.entry((text(m, "from"), text(m, "to"))).or_default() += 1);
    let keys: BTreeSet<&String> =
        count.keys().chain(arcs.keys().flat_map(|(from, to)| [from, to])).collect();
    let places = keys.into_iter().filter_map(|key| {
        let place = gazetteer::lookup(key)?;
        Some(MapPlace {
            id: key.clone(),
            label: town(place.key).to_owned(),
            lat: place.lat,
            lon: place.lon,
            precision: Precision::Town,
            stays: count.get(key).copied().unwrap_or(0),
            href: None,
        })
    });
    let moves = arcs.iter().map(|((from, to), count)| MapMove {
        from: from.clone(),
        to: to.clone(),
        count: *count,
        note: String::new(),
        href: None,
    });
    let title = "Moves between places".to_owned();
    let map = MoveMap { title, places: places.collect(), moves: moves.collect() };
    map.draw(&Sheet::page("map").or_say("no move is known"))
}

/// Without which evidence it would not stand out.
fn dissolves(ring: &Map<String, Value>) -> Vec<String> {
    let all = ring.get("dissolves").and_then(Value::as_array).into_iter().flatten();
    let words = all.filter_map(Value::as_object).map(|one| match text(one, "kind").as_str() {
        "meeting" => {
            format!("the meeting in {} in the week of {}", text(one, "place"), text(one, "week"))
        }
        _ => format!("the shared {} {}", text(one, "shared"), text(one, "value")),
    });
    words.collect()
}
