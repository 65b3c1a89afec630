//! The model: what it has learned, whether its forecasts are kept, whom it serves worse, whether the
//! world has changed; its versions, kept and brought back with a reason.

mod findings;
mod weights;
mod workshop;

pub use workshop::Workshop;

use super::case::words;
use super::fault::{Answer, Fault};
use super::house::House;
use super::pages;
use super::shown;
use super::who::{Form, Sent, Who};
use crate::learned::{Learned, ModelStore};
use crate::model_card;
use anyhow::{Context, Result};
use axum::Json;
use axum::extract::State;
use axum::response::{Html, Redirect};
use findings::Findings;
use serde::{Deserialize, Serialize};
use spoor_access::policy::{Action, Kind, Resource};
use spoor_learn::{History, ModelVersion, TaughtBy};
use spoor_vault::{ActQuery, Said};
use spoor_vocab::{Act, ActKind};
use std::sync::Arc;
use std::time::Duration;
use utoipa::ToSchema;

/// Characters of a reason at most.
const WHY: usize = 300;
/// How long a form waits for the board to follow, in steps of a tenth of a second.
const STEPS: u32 = 80;

/// The model as a page shows it.
#[derive(Serialize, ToSchema)]
pub struct ModelView {
    /// Name of the version in use.
    pub model_id: String,
    /// Version of the rules that it was taught with.
    pub rules: String,
    /// By which decisions it was taught, in words.
    pub taught_by: String,
    /// Whether it follows the decisions; a version that was brought back does not.
    pub follows: bool,
    /// What of another team's it was begun from, in words; none if from the rules alone.
    pub begun_from: Option<String>,
    /// Why another team's model is not begun from, if there is one.
    pub set_aside: Option<String>,
    /// Reasons that are kept out of it.
    pub kept_out: Vec<String>,
    /// What was worked out of it; none while that is under way.
    pub findings: Option<Findings>,
    /// Versions that were kept, the newest first.
    pub versions: Vec<VersionView>,
    /// Whether the person may keep a version and bring one back.
    pub may_change: bool,
}

/// A version that was kept.
#[derive(Serialize, ToSchema)]
pub struct VersionView {
    /// Its name.
    pub model_id: String,
    /// By which decisions it was taught, in words.
    pub taught_by: String,
    /// Version of the rules that it was taught with.
    pub rules: String,
    /// Whether it is in use.
    pub in_use: bool,
    /// What was done with it, oldest first.
    pub told: Vec<Told>,
}

/// What somebody did with a version.
#[derive(Serialize, ToSchema)]
pub struct Told {
    /// What.
    pub what: &'static str,
    /// Who.
    pub who: String,
    /// When.
    pub at: String,
    /// Why; empty where a command gave no reason.
    pub why: String,
}

/// The model as a page.
#[utoipa::path(get, path = "/model", tag = "model", responses((status = 200)))]
pub async fn page(State(house): State<Arc<House>>, who: Who) -> Result<Html<String>, Answer> {
    let view = view(&house, &who).await?;
    let frame = who.frame();
    who.page(&pages::Model { title: "Model", frame: &frame, view: &view })
}

/// The model as data.
#[utoipa::path(get, path = "/api/model", tag = "model",
    responses((status = 200, body = ModelView)))]
pub async fn api(State(house): State<Arc<House>>, who: Who) -> Result<Json<ModelView>, Answer> {
    view(&house, &who).await.map(Json)
}

fn resource() -> Resource {
    Resource::new(Kind::Model, "model")
}

async fn view(house: &Arc<House>, who: &Who) -> Result<ModelView, Answer> {
    who.look(Action::ViewModel, &resource(), 0).await?;
    let may_change = who.could(Action::ChangeModel, &resource());
    made(house, may_change).await.map_err(|e| who.fault(Fault::Failed(e)))
}

async fn made(house: &Arc<House>, may_change: bool) -> Result<ModelView> {
    let (board, findings) = workshop::findings(house).await;
    let dir = house.workshop.dir().to_owned();
    let read = move || -> Result<(ModelVersion, History, Arc<super::board::Board>)> {
        let store = ModelStore::of(&dir);
        Ok((model_card::in_use(&board.learned, &store)?, store.history()?, board))
    };
    let read = tokio::task::spawn_blocking(read).await.context("the versions were not read")?;
    let (version, history, board) = read?;
    let learned = &board.learned;
    let told = told(house).await?;
    let one = |v: &ModelVersion| VersionView {
        in_use: v.model_id == version.model_id,
        taught_by: taught_by(v),
        rules: v.pack.clone(),
        told: told.iter().filter(|(id, _)| *id == v.model_id).map(|(_, act)| of(act)).collect(),
        model_id: v.model_id.clone(),
    };
    Ok(ModelView {
        taught_by: taught_by(&version),
        rules: version.pack.clone(),
        follows: learned.rolled_back_to.is_none(),
        begun_from: version.model.elsewhere().map(ToString::to_string),
        set_aside: learned.lessons.set_aside.clone(),
        kept_out: version.model.settings().excluded.iter().cloned().collect(),
        findings: findings.map(|f| (*f).clone()),
        versions: history.versions().iter().rev().map(one).collect(),
        may_change,
        model_id: version.model_id,
    })
}

/// Acts by the version that they are about, oldest first.
async fn told(house: &House) -> Result<Vec<(String, Act)>> {
    let mut all = Vec::new();
    for kind in [ActKind::KeepModel, ActKind::BringBackModel] {
        let asked = ActQuery { kind: Some(kind), ..ActQuery::default() };
        all.extend(house.casebook.acts(&asked).await?);
    }
    all.sort_by_key(|row| row.seq);
    Ok(all.into_iter().map(|row| (row.act.about.clone(), row.act)).collect())
}

fn of(act: &Act) -> Told {
    let what = if act.act == ActKind::KeepModel { "kept" } else { "brought back" };
    Told { what, who: act.who.clone(), at: shown(act.at), why: act.why.clone() }
}

fn taught_by(version: &ModelVersion) -> String {
    let TaughtBy { leads, pursue, dismiss, split, reviewers } = version.taught_by;
    let s = |n: u32| if n == 1 { "" } else { "s" };
    match (version.decisions, leads) {
        (0, _) => "no decision".into(),
        // A version of before there were such counts.
        (n, 0) => format!("{n} decision{}", s(n)),
        (n, _) => format!(
            "{n} decision{} on {leads} lead{}: {pursue} pursue, {dismiss} dismiss, by {reviewers} \
             reviewer{}; on {split} of the leads both were said",
            s(n),
            s(leads),
            s(reviewers)
        ),
    }
}

/// Why the model is kept.
#[derive(Deserialize)]
pub struct Keep {
    why: String,
}

/// Keeps the model as it is now as a version, and lets it follow the decisions.
#[utoipa::path(post, path = "/model/keep", tag = "model",
    responses((status = 303), (status = 422)))]
pub async fn keep(
    State(house): State<Arc<House>>,
    who: Who,
    Sent(form): Sent<Form<Keep>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    who.may(Action::ChangeModel, &resource(), 0).await?;
    let why = words::clean(&form.of.why, WHY, "the reason").map_err(|e| who.fault(e))?;
    let failed = |e: anyhow::Error| who.fault(Fault::Failed(e));
    let _turn = house.workshop.turn_to_change().await;
    let kept = changed(&house, |learned, store| {
        let id = learned.version().model_id;
        let known = store.history()?.current().is_some_and(|v| v.model_id == id);
        if known && learned.rolled_back_to.is_none() {
            return Ok(Err(format!("{id} is kept already: nothing was decided since")));
        }
        let version = model_card::keep(learned, store)?;
        Ok(Ok((version.model_id, version.decisions.to_string())))
    });
    let about = kept.await.map_err(failed)?.map_err(|told| who.fault(Fault::Unusable(told)))?;
    said(&house, &who, ActKind::KeepModel, about, why).await.map_err(failed)?;
    follows(&house, None).await;
    Ok(Redirect::to("/model"))
}

/// Which version is to be used, and why.
#[derive(Deserialize)]
pub struct BringBack {
    model_id: String,
    why: String,
}

/// Puts an earlier version in use; decisions do not count until one is kept.
#[utoipa::path(post, path = "/model/bring-back", tag = "model",
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn bring_back(
    State(house): State<Arc<House>>,
    who: Who,
    Sent(form): Sent<Form<BringBack>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    who.may(Action::ChangeModel, &resource(), 0).await?;
    let why = words::clean(&form.of.why, WHY, "the reason").map_err(|e| who.fault(e))?;
    let failed = |e: anyhow::Error| who.fault(Fault::Failed(e));
    let _turn = house.workshop.turn_to_change().await;
    let id = form.of.model_id.clone();
    let brought = changed(&house, move |learned, store| {
        let in_use = model_card::in_use(learned, store)?.model_id;
        if !store.history()?.versions().iter().any(|v| v.model_id == id) {
            return Ok(Err(Fault::NotThere(format!("no version {id:?} was kept"))));
        }
        if in_use == id {
            return Ok(Err(Fault::Unusable(format!("{id} is in use: choose another version"))));
        }
        model_card::bring_back(learned, store, &id)?;
        Ok(Ok((id, in_use)))
    });
    let about = brought.await.map_err(failed)?.map_err(|fault| who.fault(fault))?;
    let id = about.0.clone();
    said(&house, &who, ActKind::BringBackModel, about, why).await.map_err(failed)?;
    follows(&house, Some(&id)).await;
    Ok(Redirect::to("/model"))
}

/// Changes the versions by what the decisions of this moment teach, off the threads that answer.
async fn changed<T: Send + 'static>(
    house: &House,
    change: impl FnOnce(&Learned, &ModelStore) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (dir, board) = (house.workshop.dir().to_owned(), house.board());
    let decisions = house.with_work(|w| w.decisions());
    let change = move || {
        let learned = Learned::of_leads(&dir, board.learned.leads.clone(), decisions)?;
        change(&learned, &ModelStore::of(&dir))
    };
    tokio::task::spawn_blocking(change).await.context("the model was not changed")?
}

/// After the change: the board is made anew when it is said, and must find it done.
async fn said(
    house: &House,
    who: &Who,
    act: ActKind,
    (about, value): (String, String),
    why: String,
) -> Result<()> {
    let act = Act { act, about, value, who: who.account.name.clone(), why, at: house.now() };
    house.clerk.record(vec![Said::Act(act)], None).await.map(|_| ())
}

/// Waits until the board has followed, so that the page that comes next shows what was done. If it
/// takes long, that page shows what was, and a later one what is.
async fn follows(house: &House, version: Option<&str>) {
    for _ in 0..STEPS {
        if house.board().learned.rolled_back_to.as_deref() == version {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
