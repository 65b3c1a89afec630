//! Erasure with a preview of what goes. It cannot be undone, so it takes two: who asks, and another who
//! confirms on a session of their own.
//!
//! What is to be erased names somebody: it is kept until the request ends, and the custody log has the
//! number of the request and how much it is.

use super::account::{found, kept};
use super::fault::{Answer, Fault};
use super::house::House;
use super::jobs::{self, Job};
use super::pages;
use super::shown;
use super::who::{Form, Nothing, Read, Sent, Who};
use crate::erasure::{self, Going};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use serde::{Deserialize, Serialize};
use spoor_access::policy::{self, Action, Asked, Kind, Person, Resource};
use spoor_access::secret::Token;
use spoor_vault::{Held, Said};
use spoor_vocab::{Act, ActKind, Millis};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Kind under which requests are kept.
const REQUEST: &str = "erasure";
/// How long a request waits for a second person.
const WAITS: Millis = 14 * 86_400_000;

/// A request that waits.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Request {
    /// A selector's value, an advert's id, or `source:NAME`.
    what: String,
    why: String,
    asked_by: Person,
    purpose: Option<String>,
    at: Millis,
}

/// What is to be shown.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// A selector's value, an advert's id, or `source:NAME`; nothing for the requests alone.
    #[serde(default)]
    pub what: String,
}

/// The requests that wait, and what one would take with it.
#[derive(Serialize, ToSchema)]
pub struct ErasureView {
    /// What was asked about.
    pub what: String,
    /// What goes.
    pub preview: Option<Preview>,
    /// Requests that wait for a second person.
    pub waiting: Vec<WaitingView>,
    /// What is under way or was done last.
    pub job: Option<String>,
}

/// What goes with something.
#[derive(Serialize, ToSchema)]
pub struct Preview {
    /// Exhibits by source.
    pub exhibits: Vec<(String, u64)>,
    /// Adverts read from them.
    pub adverts: u64,
    /// The first of them.
    pub first: Vec<String>,
    /// Leads that lose adverts, with how many of how many.
    pub leads: Vec<(String, usize, usize)>,
    /// What people wrote or keep that holds it, by sort.
    pub traces: Vec<(String, u64)>,
    /// Crawls that forget everything.
    pub crawls: Vec<String>,
    /// Rejected records that hold it.
    pub rejected: u64,
}

/// A request that waits.
#[derive(Serialize, ToSchema)]
pub struct WaitingView {
    /// Its number.
    pub number: String,
    /// What is to be erased.
    pub what: String,
    /// Why.
    pub why: String,
    /// Who asked.
    pub who: String,
    /// When.
    pub at: String,
    /// Whether the person asked for it: then another confirms it.
    pub own: bool,
}

/// Erasure as a page.
#[utoipa::path(get, path = "/erasure", tag = "sources", params(Ask), responses((status = 200)))]
pub async fn page(
    State(house): State<Arc<House>>,
    who: Who,
    Read(ask): Read<Ask>,
) -> Result<Html<String>, Answer> {
    let view = view(&house, &who, &ask).await?;
    let frame = who.frame();
    who.page(&pages::Erasure { title: "Erasure", frame: &frame, view: &view })
}

/// Erasure as data.
#[utoipa::path(get, path = "/api/erasure", tag = "sources", params(Ask),
    responses((status = 200, body = ErasureView)))]
pub async fn api(
    State(house): State<Arc<House>>,
    who: Who,
    Read(ask): Read<Ask>,
) -> Result<Json<ErasureView>, Answer> {
    view(&house, &who, &ask).await.map(Json)
}

async fn view(house: &House, who: &Who, ask: &Ask) -> Result<ErasureView, Answer> {
    let failed = |e: anyhow::Error| who.fault(Fault::Failed(e));
    let all = Resource::new(Kind::Source, "all");
    may_read(who).await?;
    let requests = house.casebook.all_kept(REQUEST, house.now()).await;
    let mut waiting = Vec::new();
    for kept in requests.map_err(|e| failed(e.into()))? {
        let request: Request = serde_json::from_str(&kept.value).map_err(|e| failed(e.into()))?;
        waiting.push(WaitingView {
            number: kept.key,
            own: request.asked_by.id == who.account.name,
            what: request.what,
            why: request.why,
            who: request.asked_by.id,
            at: shown(request.at),
        });
    }
    let what = ask.what.trim();
    let asked_for = waiting.iter().any(|w| w.what == what);
    let preview = if what.is_empty() {
        who.note("requests for erasure").await?;
        None
    } else {
        if !asked_for {
            who.may(Action::PreviewErasure, &all, 0).await?;
        }
        let digest = house.keys.digest(what);
        who.note(&format!("preview erasure of {}", &digest[..16])).await?;
        let going = going(house, who, what).await?;
        if !asked_for {
            let of = resource(house, &going.exhibits).await.map_err(failed)?;
            who.may(Action::PreviewErasure, &of, 0).await?;
        }
        Some(preview(house, &going).await.map_err(failed)?)
    };
    let standing = house.jobs.standing();
    let now = standing.now.map(|(job, since)| format!("under way since {}: {job}", shown(since)));
    let last = || standing.last.map(|(job, at)| format!("{} (ended {})", job, shown(at)));
    Ok(ErasureView { what: what.to_owned(), preview, waiting, job: now.or_else(last) })
}

/// What goes with something; that nothing does is said.
async fn going(house: &House, who: &Who, what: &str) -> Result<Going, Answer> {
    let found = match what.strip_prefix("source:") {
        Some(name) => {
            let (dir, name) = (house.jobs.dir().to_owned(), name.to_owned());
            let asked = house.clerk.ask(move |vault| erasure::of_source(&dir, vault, &name)).await;
            asked.and_then(|going| going)
        }
        None => {
            let dir = house.jobs.dir();
            erasure::find_in(dir, &house.board().engine, &house.casebook, what).await
        }
    };
    let found = found.map_err(|e| who.fault(Fault::Unusable(e.to_string())))?;
    if found.is_empty() {
        let told = "nothing here is that: give a selector as it is normalised, an advert's id, or \
                    source:NAME";
        return Err(who.fault(Fault::NotThere(told.into())));
    }
    Ok(found)
}

/// Reviewers confirm what others ask: they see the requests, and what each would take, for a purpose of
/// theirs. Others need to be let by a policy.
async fn may_read(who: &Who) -> Result<(), Answer> {
    let confirms = who.account.roles.contains(&policy::Role::Reviewer);
    if confirms && who.sitting.purpose.is_some() {
        return Ok(());
    }
    who.may(Action::PreviewErasure, &Resource::new(Kind::Source, "all"), 0).await
}

/// What exhibits rest on, as policies know it.
async fn resource(house: &House, exhibits: &[Held]) -> anyhow::Result<Resource> {
    let mut of = Resource::new(Kind::Source, "all");
    let restricted = super::sources::restricted(house).await?;
    of.restricted =
        restricted.into_iter().filter(|name| exhibits.iter().any(|h| h.source == *name)).collect();
    Ok(of)
}

async fn preview(house: &House, going: &Going) -> anyhow::Result<Preview> {
    let board = house.board();
    let mut by_source: BTreeMap<String, u64> = BTreeMap::new();
    for held in &going.exhibits {
        *by_source.entry(held.source.clone()).or_default() += 1;
    }
    let adverts = erasure::adverts_of(&board.engine, &going.exhibits).await?;
    let mut leads = BTreeMap::<&str, usize>::new();
    for lead in adverts.iter().filter_map(|id| board.lead_of(id)) {
        *leads.entry(lead).or_default() += 1;
    }
    let of = |lead: &str| board.lead(lead).map_or(0, |placed| placed.lead.advert_ids.len());
    let traces = going.traces.counts().into_iter();
    Ok(Preview {
        exhibits: by_source.into_iter().collect(),
        traces: traces.map(|(sort, n)| (sort.to_owned(), n)).collect(),
        crawls: going.crawls.clone(),
        rejected: going.rejected,
        adverts: adverts.len() as u64,
        leads: leads.into_iter().map(|(lead, n)| (lead.to_owned(), n, of(lead))).collect(),
        first: adverts.into_iter().take(20).collect(),
    })
}

/// What is to be erased, and why.
#[derive(Deserialize)]
pub struct Asking {
    what: String,
    /// For the custody log: no person is named here.
    #[serde(default)]
    why: String,
}

/// Asks that something be erased.
#[utoipa::path(post, path = "/erasure/ask", tag = "sources",
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn ask(
    State(house): State<Arc<House>>,
    who: Who,
    Sent(form): Sent<Form<Asking>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    who.may(Action::AskErasure, &Resource::new(Kind::Source, "all"), 0).await?;
    let (what, why) = (form.of.what.trim().to_owned(), form.of.why.trim().to_owned());
    if why.is_empty() {
        let told = "say why, without naming anybody: it goes into the custody log";
        return Err(who.fault(Fault::Unusable(told.into())));
    }
    let going = going(&house, &who, &what).await?;
    let failed = |e: anyhow::Error| who.fault(Fault::Failed(e));
    let of = resource(&house, &going.exhibits).await.map_err(failed)?;
    who.may(Action::AskErasure, &of, 0).await?;
    let chance = String::from(Token::random(&mut super::random()).hash());
    let number = blake3::hash(chance.as_bytes()).to_hex()[..12].to_owned();
    let now = house.now();
    let request = Request {
        what,
        why: why.clone(),
        asked_by: who.person.clone(),
        purpose: who.sitting.purpose.clone(),
        at: now,
    };
    let kept = kept(&number, &request, Some(now + WAITS)).map_err(failed)?;
    house.casebook.keep(REQUEST, &kept).await.map_err(|e| failed(e.into()))?;
    let (exhibits, traces) = (going.exhibits.len(), going.traces.counts());
    let value = serde_json::json!({ "exhibits": exhibits, "traces": traces }).to_string();
    say(&house, &who, ActKind::AskErasure, &number, value, why).await?;
    Ok(Redirect::to("/erasure"))
}

/// Confirms a request of somebody else; what it names is erased then, and the tables are built anew.
#[utoipa::path(post, path = "/erasure/{id}/confirm", tag = "sources",
    params(("id" = String, Path)), responses((status = 303), (status = 403), (status = 404)))]
pub async fn confirm(
    State(house): State<Arc<House>>,
    who: Who,
    Path(number): Path<String>,
    Sent(form): Sent<Form<Nothing>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    let request = waiting(&house, &who, &number).await?;
    let failed = |e: anyhow::Error| who.fault(Fault::Failed(e));
    // Who asked, as they are now: an account that has ended since erases nothing.
    let asker = house.account(&request.asked_by.id).await.map_err(failed)?;
    let asker = match asker {
        Some(a) => house.person(&a.value).await.map_err(failed)?,
        None => request.asked_by.clone(),
    };
    let asked = Asked {
        purpose: request.purpose.clone(),
        second_person: Some(who.person.clone()),
        rows: 0,
        second_factor: who.sitting.session.is_fresh(&house.limits, house.now()),
    };
    let going = going(&house, &who, &request.what).await?;
    let resource = resource(&house, &going.exhibits).await.map_err(failed)?;
    let answer = house.policies.decide(&policy::Request {
        person: &asker,
        action: Action::Erase,
        resource: &resource,
        asked: &asked,
    });
    if !answer.allowed {
        who.note(&format!("refused: confirm erasure {number}")).await?;
        return Err(who.fault(Fault::Refused {
            purpose: false,
            code: false,
            why: answer.why.into_iter().map(|w| w.sentence).collect(),
            ask: answer.ask_whom.iter().map(|r| r.as_str().to_owned()).collect(),
        }));
    }
    let people = format!("{}, confirmed by {}", request.asked_by.id, who.account.name);
    let (what, why) = (request.what.clone(), request.why.clone());
    let job = Job::Erase { number: number.clone(), what, going: Box::new(going), who: people, why };
    // Of two who confirm at once, one removes it.
    if house.jobs.standing().now.is_some() {
        let told = "another erasure is under way: confirm this one when it has ended";
        return Err(who.fault(Fault::Unusable(told.into())));
    }
    if !house.casebook.remove(REQUEST, &number).await.map_err(|e| failed(e.into()))? {
        return Err(who.fault(Fault::NotThere("somebody else has settled it".into())));
    }
    say(&house, &who, ActKind::ConfirmErasure, &number, String::new(), request.why.clone()).await?;
    if !jobs::start(&house.jobs, job) {
        let again = kept(&number, &request, Some(house.now() + WAITS)).map_err(failed)?;
        house.casebook.keep(REQUEST, &again).await.map_err(|e| failed(e.into()))?;
        let told = "another erasure is under way: confirm this one when it has ended";
        return Err(who.fault(Fault::Unusable(told.into())));
    }
    Ok(Redirect::to("/erasure"))
}

/// Takes a request back, or refuses it.
#[utoipa::path(post, path = "/erasure/{id}/drop", tag = "sources",
    params(("id" = String, Path)), responses((status = 303), (status = 404)))]
pub async fn drop(
    State(house): State<Arc<House>>,
    who: Who,
    Path(number): Path<String>,
    Sent(form): Sent<Form<Nothing>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    let request = waiting(&house, &who, &number).await?;
    let gone = house.casebook.remove(REQUEST, &number).await;
    if gone.map_err(|e| who.fault(e.into()))? {
        let why = request.why;
        say(&house, &who, ActKind::DropErasure, &number, String::new(), why).await?;
    }
    Ok(Redirect::to("/erasure"))
}

/// A request, for those who may ask or confirm.
async fn waiting(house: &House, who: &Who, number: &str) -> Result<Request, Answer> {
    may_read(who).await?;
    let request = found::<Request>(&house.casebook, REQUEST, number, house.now()).await;
    let request = request.map_err(|e| who.fault(e.into()))?;
    let gone = "there is no such request: it was settled, or its time is over";
    request.map(|f| f.value).ok_or_else(|| who.fault(Fault::NotThere(gone.into())))
}

async fn say(
    house: &House,
    who: &Who,
    act: ActKind,
    about: &str,
    value: String,
    why: String,
) -> Result<(), Answer> {
    let (about, name) = (about.to_owned(), who.account.name.clone());
    let act = Act { act, about, value, who: name, why, at: house.now() };
    let done = house.clerk.record(vec![Said::Act(act)], None).await;
    done.map(|_| ()).map_err(|e| who.fault(e.into()))
}
