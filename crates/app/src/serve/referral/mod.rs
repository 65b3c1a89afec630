//! Referrals: one person asks, another releases, then the package can be fetched. It is made anew each
//! time, of what is there: what was erased since does not leave the house.

mod package;

pub use package::*;

use super::case;
use super::fault::{Answer, Fault};
use super::house::House;
use super::pages;
use super::shown;
use super::who::{Form, Nothing, Sent, Who};
use crate::referral::{Asking, LEADS};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use serde::{Deserialize, Serialize};
use spoor_access::policy::{Action, Kind, Resource};
use spoor_referral::Audience;
use spoor_vault::Said;
use spoor_vocab::{Act, ActKind, Case};
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::ToSchema;

/// Longest name of a recipient, characters.
const RECIPIENT: usize = 200;

/// What was asked for and released.
#[derive(Serialize, ToSchema)]
pub struct ReferralsView {
    /// The vault's key, to be given to recipients by another way.
    pub key: String,
    /// Newest first.
    pub referrals: Vec<ReferralView>,
}

/// One referral.
#[derive(Serialize, ToSchema)]
pub struct ReferralView {
    /// Position of the asking in the custody log: its number.
    pub seq: u64,
    /// The lead; the first of them, if it is of a case.
    pub lead_id: String,
    /// The case that is referred as a whole, if it is one.
    pub case: Option<String>,
    /// The leads.
    pub leads: Vec<String>,
    /// Who gets it.
    pub to: String,
    /// What for.
    pub purpose: String,
    /// `police` or `support`.
    pub audience: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: String,
    /// Who released it; nobody yet without.
    pub released_by: Option<String>,
    /// When.
    pub released_at: String,
}

/// A referral as it is asked for.
#[derive(Deserialize)]
pub struct Ask {
    to: String,
    /// Id of a purpose of casework.
    purpose: String,
    audience: String,
}

/// Asks for a referral of a lead.
#[utoipa::path(post, path = "/lead/{id}/refer", tag = "leads", params(("id" = String, Path)),
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn ask(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Sent(form): Sent<Form<Ask>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    if house.board().lead(&id).is_none() {
        return Err(who.fault(Fault::NotThere(format!("there is no lead {id:?} now"))));
    }
    who.may(Action::ProposeReferral, &who.lead(&id).await?, 0).await?;
    asked(&house, &who, &form.of, id, Vec::new()).await
}

/// Asks for a referral of a case: of all its leads that are there now, in one package.
#[utoipa::path(post, path = "/case/{id}/refer", tag = "cases", params(("id" = String, Path)),
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn ask_case(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Sent(form): Sent<Form<Ask>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    let (case, resource) = case::found(&house, &who, &id).await?;
    who.may(Action::ProposeReferral, &resource, 0).await?;
    case::takes_more(&house, &who, &case)?;
    let board = house.board();
    let leads: Vec<String> =
        case.leads.into_iter().filter(|lead| board.lead(lead).is_some()).collect();
    let unusable = |told: String| Err(who.fault(Fault::Unusable(told)));
    match leads.len() {
        0 => unusable(format!("{id} has no lead that is there now: put one in first")),
        1..=LEADS => asked(&house, &who, &form.of, id, leads).await,
        many => unusable(format!("{id} has {many} leads: {LEADS} are referred at a time at most")),
    }
}

/// Puts what was asked for into the custody log. `leads` are those of a case, if it is about one.
async fn asked(
    house: &House,
    who: &Who,
    ask: &Ask,
    about: String,
    leads: Vec<String>,
) -> Result<Redirect, Answer> {
    let unusable = |told: &str| who.fault(Fault::Unusable(told.into()));
    let to = ask.to.trim();
    if to.is_empty() || to.chars().count() > RECIPIENT {
        return Err(unusable("say who gets it, in at most 200 characters"));
    }
    let purpose = house.policies.purposes().iter();
    let purpose = purpose.filter(|p| p.kind == "casework").find(|p| p.id == ask.purpose);
    let purpose = purpose.ok_or_else(|| unusable("choose a purpose of casework"))?;
    let audience: Audience = ask.audience.parse().map_err(|told: String| unusable(&told))?;
    let asking = Asking {
        to: to.to_owned(),
        purpose: purpose.sentence.clone(),
        basis: purpose.legal_basis.clone(),
        audience: audience.as_str().to_owned(),
        leads,
    };
    let value = serde_json::to_string(&asking).map_err(|e| who.fault(e.into()))?;
    said(house, who, (ActKind::Refer, about, value, purpose.id.clone())).await?;
    Ok(Redirect::to("/referrals"))
}

/// Puts an act into the custody log.
async fn said(
    house: &House,
    who: &Who,
    (act, about, value, why): (ActKind, String, String, String),
) -> Result<(), Answer> {
    let act = Act { act, about, value, who: who.account.name.clone(), why, at: house.now() };
    let done = house.clerk.record(vec![Said::Act(act)], None).await;
    done.map(|_| ()).map_err(|e| who.fault(e.into()))
}

/// Referrals as a page.
#[utoipa::path(get, path = "/referrals", tag = "leads", responses((status = 200)))]
pub async fn page(State(house): State<Arc<House>>, who: Who) -> Result<Html<String>, Answer> {
    let view = view(&house, &who).await?;
    let frame = who.frame();
    who.page(&pages::Referrals { title: "Referrals", frame: &frame, view: &view })
}

/// Referrals as data.
#[utoipa::path(get, path = "/api/referrals", tag = "leads",
    responses((status = 200, body = ReferralsView)))]
pub async fn api(State(house): State<Arc<House>>, who: Who) -> Result<Json<ReferralsView>, Answer> {
    view(&house, &who).await.map(Json)
}

async fn view(house: &House, who: &Who) -> Result<ReferralsView, Answer> {
    who.look(Action::ViewLead, &Resource::new(Kind::Referral, "all"), 0).await?;
    let key = house.clerk.ask(|vault| vault.verifier()).await;
    let key = key.and_then(|key| Ok(key?)).map_err(|e| who.fault(e.into()))?;
    let mut referrals = Vec::new();
    for (seq, act, released) in house.with_work(|w| w.referrals()) {
        let Ok(asking) = serde_json::from_str::<Asking>(&act.value) else { continue };
        let leads = asking.leads_of(&act.about);
        // What rests on a source that this person may not see is not there for them, and of a case
        // only what its members and supervisors may see.
        let what = what(house, who, &act.about, &leads).await?;
        if !who.could(Action::ViewLead, &what) {
            continue;
        }
        referrals.push(ReferralView {
            seq,
            lead_id: leads.first().cloned().unwrap_or_default(),
            case: (what.kind == Kind::Case).then_some(act.about),
            leads,
            to: asking.to,
            purpose: asking.purpose,
            audience: asking.audience,
            asked_by: act.who,
            asked_at: shown(act.at),
            released_at: released.as_ref().map(|(_, act)| shown(act.at)).unwrap_or_default(),
            released_by: released.map(|(_, act)| act.who),
        });
    }
    Ok(ReferralsView { key, referrals })
}

/// The lead or the case of a referral as policies know it; a case rests on what the leads that were
/// asked for rest on, whether it holds them still or not.
async fn what(house: &House, who: &Who, about: &str, leads: &[String]) -> Result<Resource, Answer> {
    if Case::number_of(about).is_none() {
        return who.lead(about).await;
    }
    let board = house.board();
    let sources: BTreeSet<String> = leads.iter().flat_map(|lead| board.sources(lead)).collect();
    let (_, mut resource) = case::found(house, who, about).await?;
    resource.restricted = who.resting_on(Kind::Case, about, &sources).await?.restricted;
    Ok(resource)
}

/// A referral that was asked for.
struct Found {
    seq: u64,
    act: Act,
    asking: Asking,
    released: Option<(u64, Act)>,
    /// The lead or the case.
    what: Resource,
    /// The referral itself.
    resource: Resource,
}

impl Found {
    /// Its leads that are there now: without one there is nothing to refer.
    fn there(&self, house: &House, who: &Who) -> Result<Vec<String>, Answer> {
        let board = house.board();
        let mut leads = self.asking.leads_of(&self.act.about);
        leads.retain(|lead| board.lead(lead).is_some());
        if leads.is_empty() {
            let told = format!("of referral {} no lead is there now", self.seq);
            return Err(who.fault(Fault::NotThere(told)));
        }
        Ok(leads)
    }
}

/// A referral and what policies know of it.
async fn found(house: &House, who: &Who, seq: &str) -> Result<Found, Answer> {
    let gone = || who.fault(Fault::NotThere(format!("there is no referral {seq:?}")));
    let number: u64 = seq.parse().map_err(|_| gone())?;
    let all = house.with_work(|w| w.referrals());
    let (seq, act, released) = all.into_iter().find(|(of, ..)| *of == number).ok_or_else(gone)?;
    let asking: Asking = serde_json::from_str(&act.value).map_err(|_| gone())?;
    let what = what(house, who, &act.about, &asking.leads_of(&act.about)).await?;
    let mut resource = Resource::new(Kind::Referral, number.to_string());
    resource.restricted = what.restricted.clone();
    resource.made_by = [act.who.clone()].into();
    resource.purpose = Some(act.why.clone()).filter(|purpose| !purpose.is_empty());
    Ok(Found { seq, act, asking, released, what, resource })
}

/// Releases a referral that somebody else asked for.
#[utoipa::path(post, path = "/referrals/{seq}/release", tag = "leads",
    params(("seq" = u64, Path)), responses((status = 303), (status = 404), (status = 422)))]
pub async fn release(
    State(house): State<Arc<House>>,
    who: Who,
    Path(seq): Path<String>,
    Sent(form): Sent<Form<Nothing>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    let found = found(&house, &who, &seq).await?;
    who.may(Action::ReleaseReferral, &found.resource, 0).await?;
    found.there(&house, &who)?;
    if found.released.is_some() {
        return Err(who.fault(Fault::Unusable("it was released already".into())));
    }
    let about = found.seq.to_string();
    said(&house, &who, (ActKind::Release, about, String::new(), String::new())).await?;
    Ok(Redirect::to("/referrals"))
}
