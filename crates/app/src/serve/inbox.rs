//! The inbox: leads that wait for a person, in an order of their choice.

use super::board::{Board, Placed};
use super::case;
use super::claim::claims;
use super::fault::Answer;
use super::house::{House, Standing};
use super::pages;
use super::preview::{PreviewView, preview};
use super::who::{Read, Who};
use axum::Json;
use axum::extract::State;
use axum::response::Html;
use serde::{Deserialize, Serialize};
use spoor_access::policy::{Action, Kind, Resource};
use spoor_vocab::{ActKind, Direction, Reason, Verdict};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Leads on a page.
const PAGE: usize = 20;
/// Share of leads in the random audit, in per mille of a digest.
const AUDIT_PER_MILLE: u64 = 50;

/// Which leads, in which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Queue {
    /// For review, the most probable first.
    #[default]
    Urgent,
    /// For review, those first on which the ranking is least sure.
    Uncertain,
    /// Those on which people differ.
    Disputed,
    /// A share that chance has drawn, whatever their rank.
    Audit,
    /// As urgent, the score hidden until judged.
    Blind,
    /// Put away until they escalate.
    Parked,
    /// Decided.
    Decided,
}

impl Queue {
    /// Every queue.
    pub const ALL: [Self; 7] = [
        Self::Urgent,
        Self::Uncertain,
        Self::Disputed,
        Self::Audit,
        Self::Blind,
        Self::Parked,
        Self::Decided,
    ];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Urgent => "urgent",
            Self::Uncertain => "uncertain",
            Self::Disputed => "disputed",
            Self::Audit => "audit",
            Self::Blind => "blind",
            Self::Parked => "parked",
            Self::Decided => "decided",
        }
    }
}

/// What of the inbox is asked for; all of it stands in the address.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// The queue.
    #[serde(default)]
    #[param(inline)]
    pub queue: Queue,
    /// Only leads given to me.
    #[serde(default)]
    pub mine: Option<String>,
    /// Leads to pass over.
    #[serde(default)]
    pub skip: usize,
    /// A lead to show beside the list.
    #[serde(default)]
    pub at: String,
}

/// The inbox.
#[derive(Serialize, ToSchema)]
pub struct InboxView {
    /// The queue.
    pub queue: Queue,
    /// Whether only the person's own are shown.
    pub mine: bool,
    /// How many wait in this queue.
    pub waiting: usize,
    /// Where this page begins.
    pub skip: usize,
    /// Where the next begins, if there is one.
    pub next: Option<usize>,
    /// The leads.
    pub leads: Vec<InboxRow>,
    /// What the person did last and can take back, newest first.
    pub undo: Vec<Undo>,
    /// The lead that is shown beside the list.
    pub preview: Option<PreviewView>,
    /// Open cases of the person: name and title.
    pub cases: Vec<(String, String)>,
}

impl InboxView {
    /// Whether a lead is the one that is shown beside the list.
    pub fn is_at(&self, lead: &str) -> bool {
        self.preview.as_ref().is_some_and(|p| p.lead_id == lead)
    }
}

/// One lead in the inbox.
#[derive(Serialize, ToSchema)]
pub struct InboxRow {
    /// The lead.
    pub lead_id: String,
    /// Its rank; hidden in the blind queue and the audit.
    pub rank: Option<usize>,
    /// How strong it is, in a word; hidden likewise.
    pub band: Option<String>,
    /// Adverts.
    pub adverts: usize,
    /// The heaviest reason for a closer look.
    pub why: String,
    /// The heaviest reason against.
    pub but: String,
    /// Who has it.
    pub assigned: Option<String>,
    /// The last decision that stands.
    pub verdict: Option<String>,
    /// Whether a second opinion is asked.
    pub second: bool,
    /// Who else has it open to judge it.
    pub claimed: Option<String>,
    /// Reasons that are struck out because they rest on muted values.
    pub muted: usize,
}

/// Something that can be taken back.
#[derive(Serialize, ToSchema)]
pub struct Undo {
    /// Position in the custody log.
    pub seq: u64,
    /// What it was, in words.
    pub what: String,
}

/// The inbox as a page.
#[utoipa::path(get, path = "/inbox", tag = "leads", params(Ask), responses((status = 200)))]
pub async fn page(
    State(house): State<Arc<House>>,
    who: Who,
    Read(ask): Read<Ask>,
) -> Result<Html<String>, Answer> {
    let view = view(&house, &who, &ask).await?;
    let frame = who.frame();
    // The queue is a word of ours: nothing of the request comes back unescaped.
    let mine = if view.mine { "&mine=yes" } else { "" };
    let queues = &Queue::ALL;
    who.page(&pages::Inbox { title: "Inbox", frame: &frame, view: &view, queues, mine })
}

/// The inbox as data.
#[utoipa::path(get, path = "/api/inbox", tag = "leads", params(Ask),
    responses((status = 200, body = InboxView)))]
pub async fn api(
    State(house): State<Arc<House>>,
    who: Who,
    Read(ask): Read<Ask>,
) -> Result<Json<InboxView>, Answer> {
    view(&house, &who, &ask).await.map(Json)
}

async fn view(house: &House, who: &Who, ask: &Ask) -> Result<InboxView, Answer> {
    let restricted = hidden(house, who).await?;
    let board = house.board();
    let me = who.account.name.as_str();
    let mine = ask.mine.is_some();
    let mut rows = rows(house, &board, &restricted, ask.queue, me);
    rows.retain(|(_, standing)| !mine || standing.assigned.as_deref() == Some(me));
    let waiting = rows.len();
    let mut claims = claims(house).await.map_err(|e| who.fault(e.into()))?;
    claims.retain(|_, claim| claim.who != me);
    let leads: Vec<InboxRow> = rows
        .iter()
        .skip(ask.skip)
        .take(PAGE)
        .map(|(p, s)| InboxRow {
            claimed: claims.get(&p.lead.lead_id).map(|claim| claim.who.clone()),
            ..row(ask.queue, p, s, &board.struck(&p.lead.lead_id))
        })
        .collect();
    // Reasons name people's numbers: the log says whose leads were shown.
    let ids: Vec<&str> = leads.iter().map(|l| l.lead_id.as_str()).collect();
    let list = Resource::new(Kind::Lead, format!("inbox {}: {}", ask.queue.word(), ids.join(" ")));
    who.look(Action::ViewLead, &list, leads.len() as u64).await?;
    let end = ask.skip + leads.len();
    let undo = house.with_work(|w| w.last_of(me, 10));
    let blind = matches!(ask.queue, Queue::Blind | Queue::Audit);
    let preview = match ask.at.as_str() {
        "" => None,
        at => Some(preview(house, who, at, blind).await?),
    };
    Ok(InboxView {
        preview,
        cases: case::open_of(house, who).await?,
        queue: ask.queue,
        mine,
        waiting,
        skip: ask.skip,
        next: (end < waiting).then_some(end),
        leads,
        undo: undo.iter().map(|(seq, said)| Undo { seq: *seq, what: told(said) }).collect(),
    })
}

/// The leads of a queue, in its order.
fn rows<'a>(
    house: &House,
    board: &'a Board,
    away: &BTreeSet<String>,
    queue: Queue,
    me: &str,
) -> Vec<(Placed<'a>, Standing)> {
    let mut rows: Vec<(Placed<'_>, Standing)> = board
        .placed()
        .filter(|p| away.is_empty() || board.sources(&p.lead.lead_id).is_disjoint(away))
        .map(|p| {
            let standing = house.with_work(|w| w.standing(&p.lead.lead_id));
            (p, standing)
        })
        .filter(|(p, standing)| belongs(queue, p, standing, me))
        .collect();
    match queue {
        Queue::Uncertain => rows.sort_by_key(|(p, _)| Reverse(doubt(board, p.row))),
        // In an order that tells nothing of the rank.
        Queue::Audit => rows.sort_by_key(|(p, _)| lot(&p.lead.lead_id)),
        Queue::Urgent | Queue::Blind | Queue::Disputed | Queue::Parked | Queue::Decided => {}
    }
    rows
}

/// The lead that follows another in a queue and that nobody else has open; of one that is not in it,
/// the first.
pub async fn next(
    house: &House,
    who: &Who,
    board: &Board,
    queue: Queue,
    after: &str,
) -> Result<Option<String>, Answer> {
    let away = hidden(house, who).await?;
    let me = who.account.name.as_str();
    let claims = claims(house).await.map_err(|e| who.fault(e.into()))?;
    let rows = rows(house, board, &away, queue, me);
    let place = rows.iter().position(|(p, _)| p.lead.lead_id == after);
    let mut rest = rows.iter().skip(place.map_or(0, |at| at + 1)).map(|(p, _)| &p.lead.lead_id);
    let free = |lead: &&String| claims.get(*lead).is_none_or(|claim| claim.who == me);
    Ok(rest.find(free).cloned())
}

/// Restricted sources that the person may not see.
pub async fn hidden(house: &House, who: &Who) -> Result<BTreeSet<String>, Answer> {
    let kept = house.casebook.all_kept("restricted-source", house.now()).await;
    let names = kept.map_err(|e| who.fault(e.into()))?.into_iter().map(|k| k.key);
    Ok(names.filter(|name| !who.account.cleared.contains(name)).collect())
}

/// Whether a lead stands in a queue.
fn belongs(queue: Queue, placed: &Placed<'_>, standing: &Standing, me: &str) -> bool {
    let parked = standing.parked.as_ref().is_some_and(|(_, act)| !escalated(placed, &act.value));
    let last = standing.decisions.last().map(|(_, d)| d.verdict);
    let asked = standing
        .second
        .as_ref()
        .is_some_and(|(_, act)| act.who != me && (act.value.is_empty() || act.value == me));
    let open = (last.is_none() || last == Some(Verdict::Unsure) || asked) && !parked;
    match queue {
        Queue::Urgent | Queue::Uncertain | Queue::Blind => open,
        Queue::Disputed => standing.is_disputed(),
        Queue::Audit => open && lot(&placed.lead.lead_id) % 1000 < AUDIT_PER_MILLE,
        Queue::Parked => parked,
        Queue::Decided => last.is_some(),
    }
}

/// Whether a parked lead has grown by a quarter and two adverts, or halved its rank.
fn escalated(placed: &Placed<'_>, then: &str) -> bool {
    let Ok(then) = serde_json::from_str::<serde_json::Value>(then) else { return true };
    let number = |key: &str| then[key].as_u64().unwrap_or(0) as usize;
    let adverts = placed.lead.advert_ids.len();
    let grown = adverts >= number("adverts") + 2 && adverts * 4 >= number("adverts") * 5;
    grown || placed.rank * 2 <= number("rank")
}

/// How unsure the ranking is, in ten thousandths.
fn doubt(board: &Board, row: usize) -> u64 {
    let p = board.learned.present.chance(row).probability;
    ((0.5 - (p - 0.5).abs()) * 10_000.0) as u64
}

/// A number drawn by the lead's name: the same for everybody, and nobody's choice.
fn lot(lead: &str) -> u64 {
    let digest = blake3::hash(lead.as_bytes());
    digest.as_bytes()[..8].iter().fold(0, |lot, byte| lot << 8 | u64::from(*byte))
}

/// How strong a lead is, in a word.
pub fn band(score: f64) -> &'static str {
    match score {
        s if s >= 10.0 => "very strong",
        s if s >= 6.0 => "strong",
        s if s >= 3.0 => "moderate",
        _ => "weak",
    }
}

fn row(
    queue: Queue,
    placed: &Placed<'_>,
    standing: &Standing,
    struck: &BTreeSet<String>,
) -> InboxRow {
    let lead = placed.lead;
    let first = |way: Direction| {
        let counts = |r: &&Reason| r.direction == way && !struck.contains(&r.code);
        let reason = lead.reasons.iter().find(counts);
        reason.map(|r| r.text.clone()).unwrap_or_default()
    };
    let shown = !matches!(queue, Queue::Blind | Queue::Audit);
    InboxRow {
        lead_id: lead.lead_id.clone(),
        rank: shown.then_some(placed.rank),
        band: shown.then(|| band(lead.score).to_owned()),
        adverts: lead.advert_ids.len(),
        why: first(Direction::For),
        but: first(Direction::Against),
        assigned: standing.assigned.clone(),
        verdict: standing.decisions.last().map(|(_, d)| d.verdict.as_str().to_owned()),
        second: standing.second.is_some(),
        claimed: None,
        muted: struck.len(),
    }
}

/// An entry in words.
pub fn told(said: &spoor_vault::Said) -> String {
    match said {
        spoor_vault::Said::Decision(d) => format!("{} {}", d.verdict, d.lead_id),
        spoor_vault::Said::Act(act) => match act.act {
            ActKind::Park => format!("park {}", act.about),
            ActKind::Assign if act.value.is_empty() => format!("give {} back", act.about),
            ActKind::Assign => format!("give {} to {}", act.about, act.value),
            ActKind::SecondOpinion => format!("ask a second opinion on {}", act.about),
            other => format!("{} {}", other.as_str(), act.about),
        },
        spoor_vault::Said::Look { what, .. } => what.clone(),
    }
}
