//! An actor: everything that adverts of one author touch, and the reason for each link.

use super::contested::{self, ContestView};
use super::fault::{Answer, Fault};
use super::house::House;
use super::inbox::hidden;
use super::look_up::{self, AdvertRow, LinkRow, Listed, Row, SelectorRow, TemplateView};
use super::look_up::{number, real, when};
use super::pages;
use super::ring::rows::{list, span, text, time};
use super::ring::{self, Twin};
use super::travel::{self, Trail};
use super::who::{Read, Who};
use crate::contests::{self, Tie};
use crate::query::objects;
use anyhow::Result;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Html;
use serde::{Deserialize, Serialize};
use spoor_access::policy::{Action, Kind};
use spoor_draw::{Bar, Bars, Lanes, Sheet, Step};
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Selectors, links and adverts on a page.
const SHOWN: usize = 25;
/// Templates shown.
const TEMPLATES: usize = 5;
/// Lines drawn as lanes.
const LANES: usize = 12;
/// Links that are taken away, one at a time.
const WITHOUT: usize = 5;
/// Days from which on a bar is a month and not a week.
const LONG: i64 = 400 * 86_400_000;

/// An actor as a page shows it.
#[derive(Serialize, ToSchema)]
pub struct ActorView {
    /// The actor.
    pub actor_id: String,
    /// Its adverts in all.
    pub adverts_in_all: u64,
    /// First posted.
    pub first: String,
    /// Last posted.
    pub last: String,
    /// What is known of it, in words.
    pub known: Vec<String>,
    /// What no advert shows.
    pub unknown: Vec<String>,
    /// Leads that it is in.
    pub leads: Vec<String>,
    /// Rings that it is in.
    pub rings: Vec<String>,
    /// Its selectors.
    pub selectors: Listed<SelectorRow>,
    /// Adverts over time.
    pub timeline: Twin,
    /// Who was where when.
    pub lanes: Twin,
    /// Moves between places.
    pub map: Twin,
    /// Its most widely followed templates.
    pub templates: Listed<TemplateView>,
    /// Links that hold it together.
    pub links: Listed<LinkRow>,
    /// What its ways of writing say, in a sentence.
    pub style: Option<String>,
    /// What would change it.
    pub without: Vec<WithoutLink>,
    /// Its adverts.
    pub adverts: Listed<AdvertRow>,
    /// What was said of its links.
    pub contests: Vec<ContestView>,
}

impl ActorView {
    /// The drawings: a word for addresses, the heading, the drawing with its table.
    pub fn drawings(&self) -> [(&'static str, &'static str, &Twin); 3] {
        [
            ("timeline", "Adverts over time", &self.timeline),
            ("lanes", "Who was where when", &self.lanes),
            ("map", "Moves between places", &self.map),
        ]
    }
}

/// What the actor would be without one of its lightest links.
#[derive(Serialize, ToSchema)]
pub struct WithoutLink {
    /// The link.
    pub link: LinkRow,
    /// Adverts on one side.
    pub here: usize,
    /// Adverts on the other.
    pub there: usize,
}

/// Where the lists begin.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// Links to pass over.
    #[serde(default)]
    pub links: usize,
    /// Adverts to pass over.
    #[serde(default)]
    pub adverts: usize,
}

/// An actor as a page.
#[utoipa::path(get, path = "/actor/{id}", tag = "leads", params(("id" = String, Path), Ask),
    responses((status = 200), (status = 404)))]
pub async fn page(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Read(ask): Read<Ask>,
) -> Result<Html<String>, Answer> {
    let view = view(&house, &who, &id, &ask).await?;
    let frame = who.frame();
    let title = format!("Actor {id}");
    who.page(&pages::Actor { title: &title, frame: &frame, view: &view, ask: &ask })
}

/// An actor as data.
#[utoipa::path(get, path = "/api/actor/{id}", tag = "leads", params(("id" = String, Path), Ask),
    responses((status = 200, body = ActorView), (status = 404)))]
pub async fn api(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Read(ask): Read<Ask>,
) -> Result<Json<ActorView>, Answer> {
    view(&house, &who, &id, &ask).await.map(Json)
}

async fn view(house: &House, who: &Who, id: &str, ask: &Ask) -> Result<ActorView, Answer> {
    let failed = |e: anyhow::Error| who.fault(Fault::Failed(e));
    let board = look_up::built(house, who)?;
    let engine = &board.engine;
    let sql = format!("SELECT * FROM actors WHERE actor_id = {}", literal(id));
    let Some(row) = look_up::first(engine, &sql).await.map_err(failed)? else {
        let told = format!("there is no actor {id:?} now");
        return Err(who.not_there(Action::ViewLead, Kind::Actor, told).await);
    };
    let own = look_up::of_actor(engine, id).await.map_err(failed)?;
    let sources = look_up::sources(engine, &own).await.map_err(failed)?;
    let resource = who.resting_on(Kind::Actor, id, &sources).await?;
    who.look(Action::ViewLead, &resource, number(&row, "adverts")).await?;
    let away = hidden(house, who).await?;
    let rings = look_up::rings_of(engine, id).await.map_err(failed)?;
    let of_it = |p: &super::board::Placed<'_>| {
        let in_ring = p.lead.ring_id.as_ref().is_some_and(|r| rings.contains(r));
        p.lead.actor_id == id || in_ring
    };
    let leads = board.placed().filter(of_it).map(|p| p.lead.lead_id.clone()).collect();
    let contests = of_adverts(house, who, id).await?;
    let made = make(engine, (id, &own), ask, &row, &away, &rings).await.map_err(failed)?;
    Ok(ActorView { leads, rings, contests, ..made })
}

/// Contests about its adverts.
async fn of_adverts(house: &House, who: &Who, id: &str) -> Result<Vec<ContestView>, Answer> {
    let said = house.with_work(|work| work.contests());
    let mut own = BTreeSet::new();
    if !said.is_empty() {
        let adverts: BTreeSet<String> =
            said.iter().flat_map(|s| [&s.contest.a, &s.contest.b]).map(|id| literal(id)).collect();
        let list = adverts.into_iter().collect::<Vec<_>>().join(", ");
        let sql = format!(
            "SELECT advert_id FROM members WHERE advert_id IN ({list}) AND actor_id = {}",
            literal(id)
        );
        let rows = objects(&house.board().engine, &sql).await;
        let rows = rows.map_err(|e| who.fault(Fault::Failed(e)))?;
        own.extend(rows.iter().map(|row| text(row, "advert_id")));
    }
    contested::views(house, who, |c| own.contains(&c.a) || own.contains(&c.b)).await
}

/// The view of an actor by its id and its adverts, without what the house knows of it.
async fn make(
    engine: &Engine,
    (id, own): (&str, &str),
    ask: &Ask,
    row: &Row,
    away: &BTreeSet<String>,
    rings: &[String],
) -> Result<ActorView> {
    let is_its = format!("actor_id = {}", literal(id));
    let its_links = format!("(SELECT * FROM links WHERE {is_its})");
    let selectors = look_up::selectors(engine, own, SHOWN).await?;
    let trail = travel::of_actors(engine, &[id.to_owned()]).await?;
    let (lanes, map) = places(&trail);
    let links = look_up::links(engine, &its_links, ask.links, SHOWN).await?;
    let lightest = number(row, "adverts").saturating_sub(1) as usize;
    let lightest = lightest.saturating_sub(WITHOUT);
    let weak = look_up::links(engine, &its_links, lightest, WITHOUT).await?;
    let ties = contests::ties(engine, id).await?;
    let is_own = format!("a.advert_id IN ({own})");
    let (known, unknown) = knowledge(row, &selectors);
    Ok(ActorView {
        actor_id: id.to_owned(),
        adverts_in_all: number(row, "adverts"),
        first: when(row, "first_posted"),
        last: when(row, "last_posted"),
        known,
        unknown,
        leads: Vec::new(),
        rings: Vec::new(),
        selectors,
        timeline: timeline(&trail.adverts).into(),
        lanes,
        map,
        templates: templates(engine, &is_its, away).await?,
        links,
        style: style(engine, id, rings).await?,
        without: weak.shown.into_iter().rev().filter_map(|link| without(&ties, link)).collect(),
        adverts: look_up::adverts(engine, &is_own, ask.adverts, SHOWN).await?,
        contests: Vec::new(),
    })
}

/// What is known and what is not, in words.
fn knowledge(row: &Row, selectors: &Listed<SelectorRow>) -> (Vec<String>, Vec<String>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    let counted = [
        ("phones", "telephone number"),
        ("handles", "handle"),
        ("names", "name"),
        ("cities", "place"),
        ("sites", "site"),
        ("templates", "template"),
    ];
    for (key, noun) in counted {
        match number(row, key) {
            0 => unknown.push(format!("no {noun}")),
            1 => known.push(format!("1 {noun}")),
            n => known.push(format!("{n} {noun}s")),
        }
    }
    let kinds: BTreeSet<&str> = selectors.shown.iter().map(|s| s.kind.as_str()).collect();
    let others = [
        ("email", "e-mail address"),
        ("account", "site account"),
        ("url", "link"),
        ("wallet", "wallet"),
        ("card", "payment card"),
        ("image", "picture"),
    ];
    for (kind, noun) in others {
        if kinds.contains(kind) {
            known.push(format!("{noun}s"));
        } else if selectors.next.is_none() {
            unknown.push(format!("no {noun}"));
        }
    }
    if text(row, "first_posted").is_empty() {
        unknown.push("when anything was posted".into());
    }
    (known, unknown)
}

/// Adverts by week, or by month where they are of more than a year.
fn timeline(days: &[Row]) -> spoor_draw::Drawing {
    let bar =
        |row: &Row| Some(Bar { at: time(row, "day")?, count: number(row, "adverts"), href: None });
    let bars: Vec<Bar> = days.iter().filter_map(bar).collect();
    let span = span(bars.iter().map(|bar| bar.at)).map_or(0, |(first, last)| last - first);
    let bars = Bars {
        title: "Adverts over time".into(),
        noun: "advert".into(),
        step: if span > LONG { Step::Month } else { Step::Week },
        bars,
    };
    bars.draw(&Sheet::page("timeline").or_say("no advert says when it was posted"))
}

/// Stays as lanes, and moves as a map.
fn places(trail: &Trail) -> (Twin, Twin) {
    let mut lines: Vec<&Row> = trail.lines.iter().collect();
    lines.sort_by_key(|line| (Reverse(number(line, "adverts")), text(line, "line_id")));
    let drawn: Vec<String> = lines.iter().take(LANES).map(|l| text(l, "line_id")).collect();
    let more = lines.len() - drawn.len();
    let mut note =
        "Each lane is an advertised person, as far as adverts tell them apart".to_owned();
    if more > 0 {
        note += &format!("; {more} more are not drawn");
    }
    let lanes = ring::lanes::of(&drawn, &trail.lines, &trail.stays, None);
    let lanes = Lanes { significance: note + ".", ..lanes };
    let lanes = lanes.draw(&Sheet::page("lanes").or_say("no stay is known"));
    (lanes.into(), travel::map(trail, None, "map").into())
}

/// Its most widely followed templates.
async fn templates(
    engine: &Engine,
    is_its: &str,
    away: &BTreeSet<String>,
) -> Result<Listed<TemplateView>> {
    let sql = format!(
        "SELECT template_id, count(*) AS n FROM members WHERE {is_its} AND template_id <> '' \
         GROUP BY template_id ORDER BY n DESC, template_id"
    );
    let rows = objects(engine, &sql).await?;
    let ids: Vec<String> = rows.iter().take(TEMPLATES).map(|r| text(r, "template_id")).collect();
    let shown = look_up::templates(engine, &ids, away).await?;
    Ok(Listed { in_all: rows.len() as u64, shown, next: None })
}

/// What its ways of writing say.
async fn style(engine: &Engine, id: &str, rings: &[String]) -> Result<Option<String>> {
    let rings: Vec<String> = rings.iter().map(|ring| literal(ring)).collect();
    let or = if rings.is_empty() {
        String::new()
    } else {
        format!(" OR ring_id IN ({})", rings.join(", "))
    };
    let sql = format!("SELECT * FROM hands WHERE actor_id = {}{or}", literal(id));
    let Some(row) = look_up::first(engine, &sql).await? else { return Ok(None) };
    let of = if text(&row, "ring_id").is_empty() { "its texts" } else { "the texts of its ring" };
    let (bits, habits) = (real(&row, "bits"), list(&row, "habits"));
    let hands = if bits < 0.0 { "two hands" } else { "one hand" };
    Ok(Some(format!(
        "Of {of}, {} were compared in {} pairs, across templates and names: {:.1} bits for {hands} \
         in the middle, {:+.1} to {:+.1} for half of them{}{}.",
        number(&row, "texts"),
        number(&row, "pairs"),
        bits.abs(),
        real(&row, "bits_low"),
        real(&row, "bits_high"),
        if habits.is_empty() { "" } else { "; clearest in " },
        habits.join(", "),
    )))
}

fn without(ties: &[Tie], link: LinkRow) -> Option<WithoutLink> {
    let split = contests::split(ties, &link.from, &link.to)?;
    Some(WithoutLink { link, here: split.with_a, there: split.with_b })
}
