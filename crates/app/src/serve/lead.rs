//! One lead: what speaks for and against, its adverts, what was said of it; and what can be said.

use super::case::{AlikeView, alike};
use super::claim;
use super::fault::{Answer, Fault};
use super::finder::language;
use super::house::House;
use super::inbox::{Queue, band, next};
use super::lookups::{Asked, Lookups};
use super::pages::{self, Frame};
use super::photo::PhotoView;
use super::ready::{make_ready, ready};
use super::shown;
use super::sign_in::here;
use super::who::{Form, Read, Sent, Who};
use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use spoor_access::policy::{Action, Kind, Resource};
use spoor_draw::{Contribution, Sheet, Waterfall};
use spoor_vault::Said;
use spoor_vocab::{Act, ActKind, Decision, Direction, Lead, Verdict};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use utoipa::{IntoParams, ToSchema};

/// Pictures shown.
const PHOTOS: usize = 12;
/// Reasons that are taken away, one at a time.
const WITHOUT: usize = 5;

/// A lead with all that speaks for and against it.
#[derive(Serialize, ToSchema)]
pub struct LeadView {
    /// The lead.
    pub lead_id: String,
    /// The actor that it is about, or the first of the ring.
    pub actor_id: String,
    /// The ring, where there is one.
    pub ring_id: Option<String>,
    /// Whether rank and weights are hidden: it came from a blind queue, and the person has not judged.
    pub blind: bool,
    /// The queue that it came from.
    pub queue: Queue,
    /// Where to go on after judging, if there is no next.
    pub back: String,
    /// Its rank; hidden from who judges blind.
    pub rank: Option<usize>,
    /// How strong it is, in a word; hidden likewise.
    pub band: Option<String>,
    /// Sum of the reasons, bits, with its interval; hidden likewise.
    pub score: Option<[f64; 3]>,
    /// How probable it is that a careful reviewer says "pursue", with its interval; none before the
    /// first decision.
    pub chance: Option<[f64; 3]>,
    /// What speaks for a closer look.
    pub for_it: Vec<ReasonView>,
    /// What speaks against.
    pub against: Vec<ReasonView>,
    /// Where it would rank without one of the heaviest reasons.
    pub without: Vec<WithoutView>,
    /// How the score comes about, as a drawing; hidden from who judges blind.
    #[serde(skip)]
    pub waterfall: Option<String>,
    /// Adverts in all.
    pub adverts_in_all: usize,
    /// The first adverts.
    pub adverts: Vec<AdvertView>,
    /// Pictures of these adverts, each content once: the first of them.
    pub photos: Vec<PhotoView>,
    /// How many there are.
    pub photos_in_all: usize,
    /// Whether the person may ask to see them clearly.
    pub reveals: bool,
    /// Decisions that stand, oldest first.
    pub decisions: Vec<SaidView>,
    /// Who has it.
    pub assigned: Option<String>,
    /// Since when it is put away, and by whom.
    pub parked: Option<String>,
    /// Who asked for a second opinion.
    pub second: Option<String>,
    /// Cases that hold it, share an identifier with it, or can take it.
    pub cases: Vec<AlikeView>,
    /// Who else has it open to judge it, and until when.
    pub claimed: Option<String>,
    /// The next lead of the queue.
    pub next: Option<String>,
    /// Its identifiers, `phone +31…`, if the person may mute them.
    pub values: Vec<String>,
}

/// A reason.
#[derive(Serialize, ToSchema)]
pub struct ReasonView {
    /// Code in the rule pack.
    pub code: String,
    /// The sentence.
    pub text: String,
    /// Weight, bits.
    pub bits: f64,
    /// What it rests on.
    pub citation: String,
    /// Adverts that show it.
    pub adverts: Vec<String>,
    /// Whether it rests on muted values alone, and counts no more.
    pub muted: bool,
}

/// A rank without a reason.
#[derive(Serialize, ToSchema)]
pub struct WithoutView {
    /// The reason's code.
    pub code: String,
    /// Where the lead would rank.
    pub rank: usize,
}

/// An advert of a lead.
#[derive(Clone, Serialize, ToSchema)]
pub struct AdvertView {
    /// The advert.
    pub advert_id: String,
    /// Where it stood.
    pub site: String,
    /// Source that it came from.
    pub source: String,
    /// When it was posted.
    pub posted: String,
    /// Where it offers, as it says.
    pub place: String,
    /// The exhibit that it was read from: BLAKE3.
    pub exhibit: String,
    /// Language of its text, BCP 47; empty where it is not known.
    pub lang: String,
    /// Title and text in pieces: what was extracted, marked with its kind.
    pub pieces: Vec<Piece>,
}

/// A piece of a text.
#[derive(Clone, Serialize, ToSchema)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Kind of mention; empty for plain text.
    pub kind: String,
}

/// Something that somebody said.
#[derive(Serialize, ToSchema)]
pub struct SaidView {
    /// Position in the custody log.
    pub seq: u64,
    /// Who.
    pub who: String,
    /// What.
    pub verdict: String,
    /// Why.
    pub why: String,
    /// When.
    pub at: String,
}

/// Where the person came from.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct From {
    /// The queue of the inbox.
    #[serde(default)]
    #[param(inline)]
    pub queue: Queue,
}

/// A lead as a page.
#[utoipa::path(get, path = "/lead/{id}", tag = "leads", params(("id" = String, Path), From),
    responses((status = 200), (status = 404)))]
pub async fn page(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Read(from): Read<From>,
) -> Result<Html<String>, Answer> {
    let mut view = view(&house, &who, &id, from.queue).await?;
    // Who may judge it and has not, takes it up by opening it.
    let resource = who.lead(&id).await?;
    if !resource.made_by.contains(&who.account.name) && who.could(Action::Decide, &resource) {
        let other = claim::claim(&house, &id, &who.account.name).await;
        let other = other.map_err(|e| who.fault(e.into()))?;
        view.claimed = other.map(|c| format!("{} until {}", c.who, shown(c.until)));
    }
    // While this one is read, the next is made ready.
    if let Some(next) = view.next.clone() {
        make_ready(&house, next);
    }
    let frame = Frame::of(&who, house.policies.purposes());
    let title = format!("Lead {id}");
    let page = pages::Lead { title: &title, frame: &frame, view: &view };
    page.render().map(Html).map_err(|e| who.fault(Fault::Failed(e.into())))
}

/// A lead as data.
#[utoipa::path(get, path = "/api/lead/{id}", tag = "leads", params(("id" = String, Path), From),
    responses((status = 200, body = LeadView), (status = 404)))]
pub async fn api(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Read(from): Read<From>,
) -> Result<Json<LeadView>, Answer> {
    view(&house, &who, &id, from.queue).await.map(Json)
}

/// The lead if it is there; if it is not, in the words that anybody gets.
pub async fn there(house: &House, who: &Who, id: &str) -> Result<Resource, Answer> {
    if house.board().lead(id).is_none() {
        let told = format!("there is no lead {id:?} now");
        return Err(who.not_there(Action::ViewLead, Kind::Lead, told).await);
    }
    who.lead(id).await
}

async fn view(house: &House, who: &Who, id: &str, from: Queue) -> Result<LeadView, Answer> {
    let resource = there(house, who, id).await?;
    who.look(Action::ViewLead, &resource, 0).await?;
    let board = house.board();
    let gone = || who.fault(Fault::NotThere(format!("there is no lead {id:?} now")));
    let placed = board.lead(id).ok_or_else(gone)?;
    let (lead, learned) = (placed.lead, &board.learned);
    let standing = house.with_work(|w| w.standing(id));
    let judged = standing.decisions.iter().any(|(_, d)| d.reviewer == who.account.name);
    let blind = matches!(from, Queue::Blind | Queue::Audit) && !judged;
    let ready = ready(house, id).await.map_err(|e| who.fault(Fault::Failed(e)))?;
    let struck = board.struck(id);
    let of_photos = Resource { kind: Kind::Photo, ..resource.clone() };
    let claimed = claim::anothers(house, id, &who.account.name).await;
    let claimed = claimed.map_err(|e| who.fault(e.into()))?;
    let mutes = who.could(Action::Mute, &resource);
    let chance = learned.has_learned().then(|| {
        let chance = learned.present.chance(placed.row);
        [chance.probability, chance.low, chance.high]
    });
    let heavy = lead.reasons.iter().filter(|r| r.direction == Direction::For).take(WITHOUT);
    let without = heavy.map(|r| WithoutView {
        code: r.code.clone(),
        rank: learned
            .present
            .without(&board.ranking, placed.row, &BTreeSet::from([r.code.clone()]))
            .rank_without as usize,
    });
    let decisions = standing.decisions.iter().map(|(seq, d)| SaidView {
        seq: *seq,
        who: d.reviewer.clone(),
        verdict: d.verdict.as_str().to_owned(),
        why: d.why.clone(),
        at: shown(d.decided_at),
    });
    let by = |act: &Act| format!("{}, {}", act.who, shown(act.at));
    Ok(LeadView {
        lead_id: lead.lead_id.clone(),
        actor_id: lead.actor_id.clone(),
        ring_id: lead.ring_id.clone(),
        blind,
        queue: from,
        back: format!("/inbox?queue={}", from.word()),
        rank: (!blind).then_some(placed.rank),
        band: (!blind).then(|| band(lead.score).to_owned()),
        score: (!blind).then_some([lead.score, lead.score_low, lead.score_high]),
        chance: chance.filter(|_| !blind),
        for_it: reasons(lead, Direction::For, blind, &struck),
        against: reasons(lead, Direction::Against, blind, &struck),
        without: if blind { Vec::new() } else { without.collect() },
        waterfall: (!blind).then(|| waterfall(lead)),
        adverts_in_all: lead.advert_ids.len(),
        adverts: ready.adverts.clone(),
        photos: ready.photos.iter().take(PHOTOS).cloned().collect(),
        photos_in_all: ready.photos.len(),
        reveals: who.could(Action::RevealPhoto, &of_photos),
        decisions: decisions.collect(),
        assigned: standing.assigned.clone(),
        parked: standing.parked.as_ref().map(|(_, act)| by(act)),
        second: standing.second.as_ref().map(|(_, act)| by(act)),
        cases: alike(house, who, id).await?,
        claimed: claimed.map(|c| format!("{} until {}", c.who, shown(c.until))),
        next: next(house, who, &board, from, id).await?,
        values: if mutes { named(&ready.values) } else { Vec::new() },
    })
}

/// Identifiers in words.
fn named(values: &[(String, String)]) -> Vec<String> {
    values.iter().map(|(kind, value)| format!("{kind} {value}")).collect()
}

/// Reasons of a lead one way; their weights hidden from who judges blind, those marked that are
/// struck out.
pub fn reasons(
    lead: &Lead,
    way: Direction,
    blind: bool,
    struck: &BTreeSet<String>,
) -> Vec<ReasonView> {
    let of = lead.reasons.iter().filter(|r| r.direction == way);
    let view = |r: &spoor_vocab::Reason| ReasonView {
        code: r.code.clone(),
        text: r.text.clone(),
        bits: if blind { 0.0 } else { f64::from(r.weight_bits) },
        citation: r.citation.clone(),
        adverts: r.adverts.clone(),
        muted: struck.contains(&r.code),
    };
    of.map(view).collect()
}

/// How the score comes about: the reasons add up, up to the caps of their groups.
fn waterfall(lead: &Lead) -> String {
    let contribution = |r: &spoor_vocab::Reason| {
        let sign = if r.direction == Direction::For { 1.0 } else { -1.0 };
        let bits = f64::from(r.weight_bits) * sign;
        Contribution { label: r.code.clone(), bits, href: None }
    };
    let mut contributions: Vec<Contribution> = lead.reasons.iter().map(contribution).collect();
    let sum: f64 = contributions.iter().map(|c| c.bits).sum();
    if (lead.score - sum).abs() >= 0.05 {
        let label = "what groups of like reasons count together".to_owned();
        contributions.push(Contribution { label, bits: lead.score - sum, href: None });
    }
    let interval = Some((lead.score_low, lead.score_high));
    let drawing = Waterfall {
        title: "How the score comes about".into(),
        prior: 0.0,
        contributions,
        interval,
    };
    drawing.draw(&Sheet::page("waterfall")).svg
}

/// A mention: characters from and to, kind.
type Span = (u32, u32, String);

const OF_ADVERTS: Asked = Asked {
    table: "adverts",
    key: "advert_id",
    columns: &["site", "source", "posted", "place", "exhibit", "title", "text"],
    limit: 1000,
};
const OF_MENTIONS: Asked = Asked {
    table: "mentions",
    key: "advert_id",
    columns: &["field", "kind", "start", "end"],
    limit: 100_000,
};

/// Adverts with their texts in pieces, in the order asked for.
pub async fn adverts(lookups: &Arc<Lookups>, ids: &[&String]) -> anyhow::Result<Vec<AdvertView>> {
    let keys: Vec<String> = ids.iter().map(|id| (*id).clone()).collect();
    let rows = lookups.rows(OF_ADVERTS, keys.clone()).await?;
    let mentions = lookups.rows(OF_MENTIONS, keys).await?;
    let mut spans: BTreeMap<(String, String), Vec<Span>> = BTreeMap::new();
    for m in &mentions {
        let text = |key: &str| m.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let at = |key: &str| m.get(key).and_then(Value::as_u64).unwrap_or_default() as u32;
        let of = spans.entry((text("advert_id"), text("field"))).or_default();
        of.push((at("start"), at("end"), text("kind")));
    }
    // Of two that begin together the longer comes first.
    spans.values_mut().for_each(|of| of.sort_by_key(|(from, to, _)| (*from, Reverse(*to))));
    let mut by_id = BTreeMap::new();
    for row in &rows {
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let advert_id = text("advert_id");
        let mut pieces = Vec::new();
        for field in ["title", "text"] {
            let own = spans.get(&(advert_id.clone(), field.to_owned()));
            pieces.extend(cut(&text(field), own.map_or(&[][..], Vec::as_slice)));
            if field == "title" && !pieces.is_empty() {
                pieces.push(Piece { text: "\n".into(), kind: String::new() });
            }
        }
        let view = AdvertView {
            lang: language(&text("text")).to_owned(),
            site: text("site"),
            source: text("source"),
            posted: text("posted").chars().take(16).collect::<String>().replace('T', " "),
            place: text("place"),
            exhibit: text("exhibit"),
            advert_id: advert_id.clone(),
            pieces,
        };
        by_id.insert(advert_id, view);
    }
    Ok(ids.iter().filter_map(|id| by_id.remove(*id)).collect())
}

/// A text cut at what a query asked for: bytes, in order and apart.
pub fn marked(text: &str, marks: &[std::ops::Range<usize>]) -> Vec<Piece> {
    let piece = |text: &str, kind: &str| Piece { text: text.to_owned(), kind: kind.to_owned() };
    let (mut pieces, mut at) = (Vec::new(), 0);
    for mark in marks {
        pieces.extend((mark.start > at).then(|| piece(&text[at..mark.start], "")));
        pieces.push(piece(&text[mark.clone()], "found"));
        at = mark.end;
    }
    pieces.extend((at < text.len()).then(|| piece(&text[at..], "")));
    pieces
}

/// A text cut at its mentions (characters from, to, kind; in order); of two that overlap the first.
fn cut(text: &str, spans: &[Span]) -> Vec<Piece> {
    let chars: Vec<_> = spans.iter().map(|(from, to, _)| (*from, *to)).collect();
    let bytes = spoor_extract::byte_spans(text, &chars);
    let (mut pieces, mut at) = (Vec::new(), 0);
    for ((from, to), (.., kind)) in bytes.iter().zip(spans) {
        if *from < at || from >= to {
            continue;
        }
        if *from > at {
            pieces.push(Piece { text: text[at..*from].to_owned(), kind: String::new() });
        }
        pieces.push(Piece { text: text[*from..*to].to_owned(), kind: kind.clone() });
        at = *to;
    }
    if at < text.len() {
        pieces.push(Piece { text: text[at..].to_owned(), kind: String::new() });
    }
    pieces
}

/// What is sent to decide.
#[derive(Deserialize)]
pub struct Decide {
    verdict: Verdict,
    /// One of a short list.
    #[serde(default)]
    reason: String,
    /// In the person's words; may be empty beside a reason of the list.
    #[serde(default)]
    why: String,
    #[serde(default)]
    back: String,
}

/// Judges a lead. Answered when it stands in the custody log.
#[utoipa::path(post, path = "/lead/{id}/decide", tag = "leads", params(("id" = String, Path)),
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn decide(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Sent(form): Sent<Form<Decide>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    let resource = there(&house, &who, &id).await?;
    who.may(Action::Decide, &resource, 0).await?;
    super::confirm::not_a_second_self(&house, &who, &id).await?;
    let parts = [form.of.reason.trim(), form.of.why.trim()];
    let why = parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(": ");
    if why.is_empty() {
        let told = "a decision needs a reason: choose one, or write your own";
        return Err(who.fault(Fault::Unusable(told.into())));
    }
    let decision = Decision {
        lead_id: id.clone(),
        reviewer: who.account.name.clone(),
        verdict: form.of.verdict,
        why,
        decided_at: house.now(),
    };
    let lead = house.board().lead(&id).map(|p| p.lead.clone());
    let done = house.clerk.record(vec![Said::Decision(decision)], lead).await;
    done.map_err(|e| who.fault(e.into()))?;
    house.counters.decisions.fetch_add(1, Ordering::Relaxed);
    claim::release(&house, &id, &who.account.name).await.map_err(|e| who.fault(e.into()))?;
    Ok(Redirect::to(&back(&form.of.back, "/inbox")))
}

/// Where to go on: back to where the person was, or on.
pub fn back(asked: &str, otherwise: &str) -> String {
    if asked.is_empty() { otherwise.to_owned() } else { here(asked) }
}

/// Something else to say of a lead.
#[derive(Deserialize)]
pub struct Say {
    /// `park`, `assign` or `second-opinion`.
    act: ActKind,
    /// To whom.
    #[serde(default)]
    value: String,
    #[serde(default)]
    why: String,
    #[serde(default)]
    back: String,
}

/// Puts a lead away until it escalates, gives it to somebody, or asks a second opinion.
#[utoipa::path(post, path = "/lead/{id}/act", tag = "leads", params(("id" = String, Path)),
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn act(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Sent(form): Sent<Form<Say>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    let resource = there(&house, &who, &id).await?;
    let action = match form.of.act {
        ActKind::Park => Action::Park,
        ActKind::Assign => Action::Assign,
        // Whoever may decide may ask another to.
        ActKind::SecondOpinion => Action::Decide,
        other => {
            let told = format!("{} is not said of a lead here", other.as_str());
            return Err(who.fault(Fault::Unusable(told)));
        }
    };
    who.may(action, &resource, 0).await?;
    let mut value = form.of.value.trim().to_lowercase();
    if !value.is_empty() {
        let known = house.account(&value).await.map_err(|e| who.fault(e.into()))?;
        if known.is_none() {
            let told = format!("there is no account {value:?}");
            return Err(who.fault(Fault::Unusable(told)));
        }
    }
    if form.of.act == ActKind::Park {
        value = parked_at(&house, &id);
    }
    let act = Act {
        act: form.of.act,
        about: id.clone(),
        value,
        who: who.account.name.clone(),
        why: form.of.why.trim().to_owned(),
        at: house.now(),
    };
    let done = house.clerk.record(vec![Said::Act(act)], None).await;
    done.map_err(|e| who.fault(e.into()))?;
    claim::release(&house, &id, &who.account.name).await.map_err(|e| who.fault(e.into()))?;
    Ok(Redirect::to(&back(&form.of.back, "/inbox")))
}

/// What a lead is when it is put away: its value as [`ActKind::Park`] has it.
pub fn parked_at(house: &House, id: &str) -> String {
    let board = house.board();
    let (rank, adverts) = board.lead(id).map_or((0, 0), |p| (p.rank, p.lead.advert_ids.len()));
    serde_json::json!({ "rank": rank, "adverts": adverts }).to_string()
}

/// What to take back.
#[derive(Deserialize)]
pub struct TakeBack {
    /// Position in the custody log.
    seq: String,
    #[serde(default)]
    back: String,
}

/// Takes back one of the person's last ten acts. The log keeps both.
#[utoipa::path(post, path = "/undo", tag = "leads",
    responses((status = 303), (status = 404)))]
pub async fn undo(
    State(house): State<Arc<House>>,
    who: Who,
    Sent(form): Sent<Form<TakeBack>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    let seq = form.of.seq.parse::<u64>().ok();
    let last = house.with_work(|w| w.last_of(&who.account.name, 10));
    let Some(said) = seq.and_then(|seq| last.into_iter().find(|(n, _)| *n == seq)) else {
        let told = "only your own last ten acts can be taken back";
        return Err(who.fault(Fault::NotThere(told.into())));
    };
    let (action, resource) = match &said.1 {
        Said::Decision(d) => (Action::ViewLead, who.lead(&d.lead_id).await?),
        Said::Act(act) if act.act == ActKind::Contest => {
            (Action::ContestLink, super::pair::resource_of(&house, &who, act).await?)
        }
        Said::Act(act) => (Action::ViewLead, who.lead(&act.about).await?),
        Said::Look { what, .. } => (Action::ViewLead, who.lead(what).await?),
    };
    who.may(action, &resource, 0).await?;
    let act = Act {
        act: ActKind::Undo,
        about: said.0.to_string(),
        value: String::new(),
        who: who.account.name.clone(),
        why: String::new(),
        at: house.now(),
    };
    let done = house.clerk.record(vec![Said::Act(act)], None).await;
    done.map_err(|e| who.fault(e.into()))?;
    Ok(Redirect::to(&back(&form.of.back, "/inbox")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_pieces_is_the_text() {
        let text = "Ännie 📞 555-0123, 100 €";
        let spans = [(0, 5, "name"), (2, 3, "age"), (8, 16, "phone"), (90, 95, "price")];
        let spans = spans.map(|(from, to, kind)| (from, to, kind.to_owned()));
        let pieces = cut(text, &spans);
        assert_eq!(pieces.iter().map(|p| p.text.as_str()).collect::<String>(), text);
        let marked: Vec<_> = pieces.iter().filter(|p| !p.kind.is_empty()).collect();
        assert_eq!(marked.len(), 2, "of two that overlap the first, none beyond the end");
        assert_eq!((marked[0].text.as_str(), marked[1].text.as_str()), ("Ännie", "555-0123"));
    }
}
