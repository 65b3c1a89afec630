//! Referrals: one person asks, another releases, then the package can be fetched. It is made anew each
//! time, of what is there: what was erased since does not leave the house.

use super::fault::{Answer, Fault};
use super::house::{House, Referred};
use super::pages::{self, Frame};
use super::shown;
use super::who::{Form, Sent, Who};
use crate::referral::{self, Asking, Order};
use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect};
use serde::{Deserialize, Serialize};
use spoor_access::policy::{Action, Kind, Resource};
use spoor_referral::{Audience, LeadPart, Package};
use spoor_vault::Said;
use spoor_vocab::{Act, ActKind};
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
    /// The lead.
    pub lead_id: String,
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
    let resource = lead(&house, &who, &id).await?;
    who.may(Action::ProposeReferral, &resource, 0).await?;
    let unusable = |told: &str| who.fault(Fault::Unusable(told.into()));
    let to = form.of.to.trim();
    if to.is_empty() || to.chars().count() > RECIPIENT {
        return Err(unusable("say who gets it, in at most 200 characters"));
    }
    let purpose = house.policies.purposes().iter();
    let purpose = purpose.filter(|p| p.kind == "casework").find(|p| p.id == form.of.purpose);
    let purpose = purpose.ok_or_else(|| unusable("choose a purpose of casework"))?;
    let audience: Audience = form.of.audience.parse().map_err(|told: String| unusable(&told))?;
    let asking = Asking {
        to: to.to_owned(),
        purpose: purpose.sentence.clone(),
        basis: purpose.legal_basis.clone(),
        audience: audience.as_str().to_owned(),
    };
    let value = serde_json::to_string(&asking).map_err(|e| who.fault(e.into()))?;
    said(&house, &who, (ActKind::Refer, id, value, purpose.id.clone())).await?;
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

/// A lead as policies know it, if it is there.
async fn lead(house: &House, who: &Who, id: &str) -> Result<Resource, Answer> {
    if house.board().lead(id).is_none() {
        return Err(who.fault(Fault::NotThere(format!("there is no lead {id:?} now"))));
    }
    who.lead(id).await
}

/// Referrals as a page.
#[utoipa::path(get, path = "/referrals", tag = "leads", responses((status = 200)))]
pub async fn page(State(house): State<Arc<House>>, who: Who) -> Result<Html<String>, Answer> {
    let view = view(&house, &who).await?;
    let frame = Frame::of(&who, house.policies.purposes());
    let page = pages::Referrals { title: "Referrals", frame: &frame, view: &view };
    page.render().map(Html).map_err(|e| who.fault(Fault::Failed(e.into())))
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
        // What rests on a source that this person may not see is not there for them.
        let rests_on = who.lead(&act.about).await?.restricted;
        if !rests_on.is_subset(&who.account.cleared) {
            continue;
        }
        let Ok(asking) = serde_json::from_str::<Asking>(&act.value) else { continue };
        referrals.push(ReferralView {
            seq,
            lead_id: act.about,
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

/// A referral and what policies know of it.
async fn found(house: &House, who: &Who, seq: u64) -> Result<(Referred, Resource), Answer> {
    let gone = || who.fault(Fault::NotThere(format!("there is no referral {seq}")));
    let all = house.with_work(|w| w.referrals());
    let referred = all.into_iter().find(|(of, ..)| *of == seq).ok_or_else(gone)?;
    let mut resource = Resource::new(Kind::Referral, seq.to_string());
    resource.restricted = who.lead(&referred.1.about).await?.restricted;
    resource.made_by = [referred.1.who.clone()].into();
    resource.purpose = Some(referred.1.why.clone()).filter(|purpose| !purpose.is_empty());
    Ok((referred, resource))
}

/// A form that says nothing but that it is theirs.
#[derive(Deserialize)]
pub struct Nothing {}

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
    let ((seq, act, released), resource) = found(&house, &who, number(&who, &seq)?).await?;
    who.may(Action::ReleaseReferral, &resource, 0).await?;
    lead(&house, &who, &act.about).await?;
    if released.is_some() {
        return Err(who.fault(Fault::Unusable("it was released already".into())));
    }
    said(&house, &who, (ActKind::Release, seq.to_string(), String::new(), String::new())).await?;
    Ok(Redirect::to("/referrals"))
}

fn number(who: &Who, seq: &str) -> Result<u64, Answer> {
    let told = || Fault::NotThere(format!("there is no referral {seq:?}"));
    seq.parse().map_err(|_| who.fault(told()))
}

/// The package of a referral that was released.
#[utoipa::path(get, path = "/referrals/{seq}/package", tag = "leads",
    params(("seq" = u64, Path)),
    responses((status = 200, content_type = "application/zip"), (status = 404), (status = 422)))]
pub async fn package(
    State(house): State<Arc<House>>,
    who: Who,
    Path(seq): Path<String>,
) -> Result<impl IntoResponse, Answer> {
    let ((seq, asked, released), _) = found(&house, &who, number(&who, &seq)?).await?;
    let Some((release, released)) = released else {
        return Err(who.fault(Fault::Unusable("nobody has released it yet".into())));
    };
    let resource = lead(&house, &who, &asked.about).await?;
    let rows = house.board().lead(&asked.about).map_or(0, |p| p.lead.advert_ids.len());
    let rows = rows.min(referral::ADVERTS) as u64;
    who.may(Action::Export, &resource, rows).await?;
    who.note(&format!("fetched the package of referral {seq}")).await?;
    let order = order(&house, (seq, asked), (release, released)).await;
    let made = match order {
        Ok(order) => made(&house, order).await,
        Err(error) => Err(error),
    };
    let (name, bytes) = made.map_err(|e| who.fault(Fault::Failed(e)))?;
    let attachment = format!("attachment; filename=\"{name}.zip\"");
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, attachment),
    ];
    Ok((headers, bytes))
}

async fn order(
    house: &House,
    (seq, asked): (u64, Act),
    (release, released): (u64, Act),
) -> anyhow::Result<Order> {
    let board = house.board();
    let placed = board.lead(&asked.about).ok_or_else(|| anyhow::anyhow!("the lead has gone"))?;
    let standing = house.with_work(|w| w.standing(&asked.about));
    let part = LeadPart {
        chance: board.learned.chance(&asked.about),
        lead: placed.lead.clone(),
        decisions: standing.decisions.into_iter().map(|(_, d)| d).collect(),
    };
    let by =
        |act: &Act| spoor_referral::Act { who: act.who.clone(), why: String::new(), at: act.at };
    Ok(Order {
        seq,
        asking: serde_json::from_str(&asked.value)?,
        asked: by(&asked),
        released: by(&released),
        acts: vec![seq, release],
        leads: vec![part],
        leads_in_all: board.learned.leads.len() as u64,
        sources: house.casebook.sources().await?,
    })
}

/// Name and bytes of the package. The clerk hands over and signs; what takes long is done elsewhere.
async fn made(house: &House, order: Order) -> anyhow::Result<(String, Vec<u8>)> {
    let acts = order.acts.clone();
    let mut dossier = referral::dossier(&house.board().engine, order).await?;
    let wanted = referral::wanted(&dossier);
    let handover = house.clerk.ask(move |vault| vault.handover(&wanted, &acts)).await??;
    referral::take_in(&mut dossier, handover);
    let package = tokio::task::spawn_blocking(move || Package::of(&dossier)).await??;
    let digest = package.clone();
    let seal = house.clerk.ask(move |vault| referral::seal(vault, &digest)).await??;
    Ok((package.name().to_owned(), package.sealed(&seal)?))
}
