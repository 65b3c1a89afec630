//! Muted values: an identifier that only makes noise, such as an agency's number, counts as a reason
//! no more. What rests on it is struck out, the lead ranks as it would without, and a page says who
//! muted what and why. Values and reasons may be personal: the log has a salted digest, the rest lies
//! where it can be erased, and goes after a year.

use super::case::words;
use super::fault::{Answer, Fault};
use super::house::House;
use super::lead::{back, there};
use super::pages;
use super::ready::ready;
use super::who::{Form, Sent, Who};
use super::{random, shown};
use anyhow::Result;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use rand::Rng;
use serde::{Deserialize, Serialize};
use spoor_access::policy::{Action, Kind, Resource};
use spoor_vault::{Casebook, Kept, Said};
use spoor_vocab::{Act, ActKind, Millis};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;

const MUTED: &str = "muted";
/// How long a value stays muted.
const LASTS: Millis = 365 * 86_400_000;
/// Characters of a reason at most.
const WHY: usize = 300;

/// What is kept of a muted value.
#[derive(Serialize, Deserialize)]
struct Muted {
    salt: String,
    kind: String,
    value: String,
    why: String,
}

/// The muted values.
#[derive(Serialize, ToSchema)]
pub struct MutedView {
    /// The values, oldest first.
    pub values: Vec<MutedValue>,
    /// Whether the person may mute and unmute.
    pub mutes: bool,
}

/// A muted value.
#[derive(Serialize, ToSchema)]
pub struct MutedValue {
    /// What the log has of it.
    pub digest: String,
    /// `phone +31…`.
    pub value: String,
    /// Why, in the words of who muted it.
    pub why: String,
    /// Who.
    pub who: String,
    /// When.
    pub at: String,
    /// Leads of the present build with a reason that is struck out.
    pub leads: Vec<String>,
}

/// What is muted now: kind and value by digest.
async fn kept(book: &Casebook, now: Millis) -> Result<BTreeMap<String, Muted>> {
    let all = book.all_kept(MUTED, now).await?.into_iter();
    all.map(|k| Ok((k.key, serde_json::from_str(&k.value)?))).collect()
}

/// Kinds and values that are muted now.
pub async fn values(book: &Casebook, now: Millis) -> Result<Vec<(String, String)>> {
    let kept = kept(book, now).await?;
    // What lies there without an act of the log is nobody's decision.
    let acts = book.muted().await?;
    let of = acts.iter().filter_map(|row| kept.get(&row.digest));
    Ok(of.map(|m| (m.kind.clone(), m.value.clone())).collect())
}

/// A value to mute.
#[derive(Deserialize)]
pub struct Mute {
    /// Kind and value as a page shows them: `phone +31…`.
    value: String,
    why: String,
    #[serde(default)]
    back: String,
}

/// Mutes a value that a lead shows.
#[utoipa::path(post, path = "/lead/{id}/mute", tag = "leads", params(("id" = String, Path)),
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn mute(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Sent(form): Sent<Form<Mute>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    let resource = there(&house, &who, &id).await?;
    who.may(Action::Mute, &resource, 0).await?;
    let why = words::clean(&form.of.why, WHY, "the reason").map_err(|e| who.fault(e))?;
    let ready = ready(&house, &id).await.map_err(|e| who.fault(e.into()))?;
    let own = ready.values.iter().find(|(k, v)| format!("{k} {v}") == form.of.value);
    let Some((kind, value)) = own.cloned() else {
        let told = format!("{id} does not show this value: choose one of the list");
        return Err(who.fault(Fault::Unusable(told)));
    };
    let on = back(&form.of.back, "/muted");
    let muted = values(&house.casebook, house.now()).await.map_err(|e| who.fault(e.into()))?;
    if muted.contains(&(kind.clone(), value.clone())) {
        return Ok(Redirect::to(&on));
    }
    let done = keep(&house, &who, Muted { salt: String::new(), kind, value, why }).await;
    done.map_err(|e| who.fault(e.into()))?;
    Ok(Redirect::to(&on))
}

async fn keep(house: &House, who: &Who, mut muted: Muted) -> Result<()> {
    let mut salt = [0; 16];
    random().fill_bytes(&mut salt);
    muted.salt = salt.iter().map(|byte| format!("{byte:02x}")).collect();
    let value = serde_json::to_string(&muted)?;
    let digest = blake3::hash(value.as_bytes()).to_hex().to_string();
    let expires = Some(house.now() + LASTS);
    house.casebook.keep(MUTED, &Kept { key: digest.clone(), value, expires }).await?;
    said(house, who, ActKind::Mute, digest).await
}

async fn said(house: &House, who: &Who, act: ActKind, about: String) -> Result<()> {
    let (who, at) = (who.account.name.clone(), house.now());
    let act = Act { act, about, value: String::new(), who, why: String::new(), at };
    house.clerk.record(vec![Said::Act(act)], None).await.map(|_| ())
}

/// Which value counts again.
#[derive(Deserialize)]
pub struct Unmute {
    digest: String,
}

/// Lets a muted value count again.
#[utoipa::path(post, path = "/muted", tag = "leads", responses((status = 303), (status = 404)))]
pub async fn unmute(
    State(house): State<Arc<House>>,
    who: Who,
    Sent(form): Sent<Form<Unmute>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    who.may(Action::Mute, &Resource::new(Kind::Lead, "muted value"), 0).await?;
    let digest = form.of.digest;
    let all = house.casebook.muted().await.map_err(|e| who.fault(e.into()))?;
    if !all.iter().any(|row| row.digest == digest) {
        return Err(who.fault(Fault::NotThere("this value is not muted".into())));
    }
    let done = said(&house, &who, ActKind::Unmute, digest.clone()).await;
    done.map_err(|e| who.fault(e.into()))?;
    house.casebook.remove(MUTED, &digest).await.map_err(|e| who.fault(e.into()))?;
    Ok(Redirect::to("/muted"))
}

/// The muted values as a page.
#[utoipa::path(get, path = "/muted", tag = "leads", responses((status = 200)))]
pub async fn page(State(house): State<Arc<House>>, who: Who) -> Result<Html<String>, Answer> {
    let view = view(&house, &who).await?;
    let frame = who.frame();
    who.page(&pages::Muted { title: "Muted values", frame: &frame, view: &view })
}

/// The muted values as data.
#[utoipa::path(get, path = "/api/muted", tag = "leads",
    responses((status = 200, body = MutedView)))]
pub async fn api(State(house): State<Arc<House>>, who: Who) -> Result<Json<MutedView>, Answer> {
    view(&house, &who).await.map(Json)
}

async fn view(house: &House, who: &Who) -> Result<MutedView, Answer> {
    let list = Resource::new(Kind::Lead, "muted values");
    who.look(Action::ViewLead, &list, 0).await?;
    let fail = |e: anyhow::Error| who.fault(Fault::Failed(e));
    let kept = kept(&house.casebook, house.now()).await.map_err(fail)?;
    let acts = house.casebook.muted().await.map_err(|e| who.fault(e.into()))?;
    let board = house.board();
    let mut values = Vec::new();
    for row in acts {
        let Some(muted) = kept.get(&row.digest) else { continue };
        let pair = (muted.kind.clone(), muted.value.clone());
        values.push(MutedValue {
            leads: board.struck_by(&pair),
            digest: row.digest,
            value: format!("{} {}", pair.0, pair.1),
            why: muted.why.clone(),
            who: row.who,
            at: shown(row.at),
        });
    }
    Ok(MutedView { values, mutes: who.could(Action::Mute, &list) })
}
