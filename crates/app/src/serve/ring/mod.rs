//! A ring: who is tied to whom, who was where when, and where they moved together; each drawing with
//! its table, the chart also as data and as files.

pub mod ask;
mod gather;
pub mod graph;
pub mod lanes;
pub mod rows;

use super::fault::{Answer, Fault};
use super::house::House;
use super::lead::{AdvertView, adverts};
use super::pages;
use super::when::Range;
use super::who::{Read, Who};
use anyhow::Result;
use ask::Ask;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse};
use graph::{GraphView, Known};
use rows::{Adverts, Rows};
use serde::{Deserialize, Serialize};
use spoor_access::policy::{Action, Kind};
use spoor_draw::{Drawing, Table};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

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
    /// Who is tied to whom.
    pub graph: GraphView,
    /// Places, as lines stayed there; the same as the drawing.
    pub lanes: Twin,
    /// What would dissolve it, in words.
    pub dissolves: Vec<String>,
}

/// A drawing and its table.
#[derive(Clone, Serialize, ToSchema)]
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

/// Which tie of a chart.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TieAsk {
    /// Id of one end.
    pub a: String,
    /// Id of the other.
    pub b: String,
    /// What ties them.
    pub kind: String,
    /// Ids of the nodes that are open in the chart, with commas between.
    #[serde(default)]
    pub open: String,
    /// First day, `YYYY-MM-DD`.
    #[serde(default)]
    pub from: String,
    /// Last day.
    #[serde(default)]
    pub to: String,
}

/// What a tie rests on.
#[derive(Serialize, ToSchema)]
pub struct EvidenceView {
    /// The ring.
    pub ring_id: String,
    /// Names of both ends.
    pub names: [String; 2],
    /// What ties them.
    pub kind: String,
    /// Each thing that ties them, strongest first: reason, days, bits, false discovery rate.
    pub ties: Vec<(String, String, f64, Option<f64>)>,
    /// Adverts that show it in all.
    pub adverts_in_all: usize,
    /// The first of them.
    pub adverts: Vec<AdvertView>,
}

/// Adverts shown as evidence.
const ADVERTS: usize = 20;

/// Text as a part of a path.
pub fn encoded(text: &str) -> String {
    askama::filters::urlencode_strict(text).map(|t| t.to_string()).unwrap_or_default()
}

/// A ring as a page.
#[utoipa::path(get, path = "/ring/{id}", tag = "leads", params(("id" = String, Path), Ask),
    responses((status = 200), (status = 404)))]
pub async fn page(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Read(ask): Read<Ask>,
) -> Result<Html<String>, Answer> {
    let view = view(&house, &who, &id, &ask).await?;
    let frame = who.frame();
    let title = format!("Ring {id}");
    who.page(&pages::Ring { title: &title, frame: &frame, view: &view, ask: &ask })
}

/// A ring as data.
#[utoipa::path(get, path = "/api/ring/{id}", tag = "leads", params(("id" = String, Path), Ask),
    responses((status = 200, body = RingView), (status = 404)))]
pub async fn api(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Read(ask): Read<Ask>,
) -> Result<Json<RingView>, Answer> {
    view(&house, &who, &id, &ask).await.map(Json)
}

/// A ring's chart as data, with where everything goes.
#[utoipa::path(get, path = "/api/ring/{id}/graph", tag = "leads",
    params(("id" = String, Path), Ask),
    responses((status = 200, body = GraphView), (status = 404)))]
pub async fn graph_api(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Read(ask): Read<Ask>,
) -> Result<Json<GraphView>, Answer> {
    let (rows, _) = open(&house, &who, &id).await?;
    let known = known(&house, &who, &rows).await?;
    graph::view(&known, &id, &ask).map(Json).map_err(|e| who.fault(Fault::Unusable(e)))
}

/// A ring's chart as a drawing for paper or another page.
#[utoipa::path(get, path = "/api/ring/{id}/graph.svg", tag = "leads",
    params(("id" = String, Path), Ask),
    responses((status = 200, body = String), (status = 404)))]
pub async fn graph_svg(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Read(ask): Read<Ask>,
) -> Result<impl IntoResponse, Answer> {
    let (rows, _) = open(&house, &who, &id).await?;
    let known = known(&house, &who, &rows).await?;
    let choice = ask.choice(known.all).map_err(|e| who.fault(Fault::Unusable(e)))?;
    let drawing = graph::draw(&known.graph.seen(&choice), &id, &ask);
    Ok(([(header::CONTENT_TYPE, "image/svg+xml; charset=utf-8")], drawing.svg))
}

/// All of a ring's graph for other programs, whatever a page folds or filters.
#[utoipa::path(get, path = "/api/ring/{id}/graph.graphml", tag = "leads",
    params(("id" = String, Path)), responses((status = 200, body = String), (status = 404)))]
pub async fn graph_graphml(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Answer> {
    let (rows, lead) = open(&house, &who, &id).await?;
    let known = known(&house, &who, &rows).await?;
    // A page shows a part; the file is all of it, and leaves the house.
    let mut resource = who.lead(&lead).await?;
    resource.id = format!("{lead} ring {id}");
    who.look(Action::Export, &resource, known.graph.nodes.len() as u64).await?;
    let name = "attachment; filename=\"ring.graphml\"";
    let kind = "application/graphml+xml; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], known.graph.graphml()))
}

/// What a tie of the chart rests on.
#[utoipa::path(get, path = "/ring/{id}/tie", tag = "leads",
    params(("id" = String, Path), TieAsk), responses((status = 200), (status = 404)))]
pub async fn tie(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Read(ask): Read<TieAsk>,
) -> Result<Html<String>, Answer> {
    let view = evidence(&house, &who, &id, &ask).await?;
    let frame = who.frame();
    let title = format!("{} and {}", view.names[0], view.names[1]);
    who.page(&pages::Tie { title: &title, frame: &frame, view: &view })
}

/// The same as data.
#[utoipa::path(get, path = "/api/ring/{id}/tie", tag = "leads",
    params(("id" = String, Path), TieAsk),
    responses((status = 200, body = EvidenceView), (status = 404)))]
pub async fn tie_api(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Read(ask): Read<TieAsk>,
) -> Result<Json<EvidenceView>, Answer> {
    evidence(&house, &who, &id, &ask).await.map(Json)
}

/// A ring's rows and its lead, if the person may see them; the look is in the log.
pub async fn open(house: &House, who: &Who, id: &str) -> Result<(Rows, String), Answer> {
    let board = house.board();
    let lead = board.placed().find(|p| p.lead.ring_id.as_deref() == Some(id));
    let Some(lead) = lead.map(|p| p.lead.lead_id.clone()) else {
        let told = format!("there is no ring {id:?} now");
        return Err(who.not_there(Action::ViewLead, Kind::Lead, told).await);
    };
    // Whoever may see the lead may see its ring; the look is at the ring.
    let mut resource = who.lead(&lead).await?;
    resource.id = format!("{lead} ring {id}");
    who.look(Action::ViewLead, &resource, 0).await?;
    let rows = Rows::of(&board.engine, id).await.map_err(|e| who.fault(Fault::Failed(e)))?;
    let gone = || who.fault(Fault::NotThere(format!("there is no ring {id:?} now")));
    Ok((rows.ok_or_else(gone)?, lead))
}

async fn known(house: &House, who: &Who, rows: &Rows) -> Result<Known, Answer> {
    let of = Adverts::of(&house.board().engine, &rows.ring.actor_ids).await;
    Ok(Known::of(rows, &of.map_err(|e| who.fault(Fault::Failed(e)))?))
}

async fn view(house: &House, who: &Who, id: &str, ask: &Ask) -> Result<RingView, Answer> {
    let (rows, lead_id) = open(house, who, id).await?;
    let known = known(house, who, &rows).await?;
    let unusable = |e| who.fault(Fault::Unusable(e));
    let graph = graph::view(&known, id, ask).map_err(unusable)?;
    let range = Range::read(&ask.from, &ask.to, known.all).map_err(unusable)?;
    let ring = &rows.ring;
    Ok(RingView {
        ring_id: id.to_owned(),
        lead_id,
        actors: ring.actor_ids.clone(),
        coordinated_moves: u64::from(ring.coordinated_moves),
        expected: ring.expected,
        p_value: ring.p_value,
        q_value: ring.q_value,
        graph,
        lanes: lanes::draw(&rows, range).into(),
        dissolves: lanes::dissolves(ring),
    })
}

async fn evidence(
    house: &House,
    who: &Who,
    id: &str,
    ask: &TieAsk,
) -> Result<EvidenceView, Answer> {
    let (rows, _) = open(house, who, id).await?;
    let known = known(house, who, &rows).await?;
    let TieAsk { a, b, kind, open, from, to } = ask.clone();
    let chart = Ask { open, from, to, ..Ask::default() };
    let choice = chart.choice(known.all).map_err(|e| who.fault(Fault::Unusable(e)))?;
    let ties = known.graph.on(&choice, [&a, &b], &kind);
    if ties.is_empty() {
        let told = format!("nothing ties {a:?} and {b:?} by {kind:?} in this ring");
        return Err(who.fault(Fault::NotThere(told)));
    }
    let mut ids: Vec<&String> = Vec::new();
    for advert in ties.iter().flat_map(|t| &t.adverts) {
        if !ids.contains(&advert) {
            ids.push(advert);
        }
    }
    let adverts_in_all = ids.len();
    ids.truncate(ADVERTS);
    if !ids.is_empty() {
        // Before they are shown: which adverts.
        let words: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
        who.note(&format!("{} Advert {}", Action::ViewAdvert, words.join(" "))).await?;
    }
    let adverts = adverts(&house.board().lookups, &ids).await;
    let name = |id: &str| {
        let node = known.graph.nodes.iter().find(|n| n.node.id == id);
        node.map_or_else(|| id.to_owned(), |n| n.node.label.clone())
    };
    Ok(EvidenceView {
        ring_id: id.to_owned(),
        names: [name(&a), name(&b)],
        kind,
        ties: ties
            .iter()
            .map(|t| (t.edge.reason.clone(), graph::days(t.span), t.edge.bits, t.q_value))
            .collect(),
        adverts_in_all,
        adverts: adverts.map_err(|e| who.fault(Fault::Failed(e)))?,
    })
}
