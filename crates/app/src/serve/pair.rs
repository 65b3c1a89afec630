//! A pair of adverts: what speaks for and against one author, in bits; and a person's word on it.

use super::contested::{self, ContestView};
use super::fault::{Answer, Fault};
use super::house::House;
use super::lead::{AdvertView, adverts};
use super::look_up;
use super::pages;
use super::ring::rows::text;
use super::who::{Form, Read, Sent, Who};
use crate::contests::{self, Split, Tie};
use axum::Json;
use axum::extract::State;
use axum::response::{Html, Redirect};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use spoor_access::policy::{Action, Kind, Resource};
use spoor_draw::{Contribution, Sheet, Waterfall};
use spoor_vault::Said;
use spoor_vocab::{Act, Contest};
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Which two.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// One advert.
    #[serde(default)]
    pub a: String,
    /// The other.
    #[serde(default)]
    pub b: String,
}

/// Two adverts and what the evidence says of them.
#[derive(Serialize, ToSchema)]
pub struct PairView {
    /// The adverts.
    pub adverts: Vec<AdvertView>,
    /// The actor of each.
    pub actors: [String; 2],
    /// Whether they are one actor now.
    pub one_actor: bool,
    /// How alike the texts are, 0 to 1.
    pub text_similarity: f64,
    /// What each field says.
    pub steps: Vec<StepView>,
    /// Sum of the steps: log2 odds of one author.
    pub bits: f64,
    /// What the ways of writing say; not counted in the sum.
    pub writing: String,
    /// The steps as a drawing.
    #[serde(skip)]
    pub waterfall: String,
    /// What the next build would do if somebody says the opposite of what is so now.
    pub effect: String,
    /// What was said of the two.
    pub contests: Vec<ContestView>,
}

/// One bar of the waterfall.
#[derive(Serialize, ToSchema)]
pub struct StepView {
    /// The field.
    pub field: String,
    /// What agrees or differs, in words.
    pub value: String,
    /// Bits: above nothing for one author.
    pub bits: f64,
}

/// A pair as a page.
#[utoipa::path(get, path = "/pair", tag = "leads", params(Ask),
    responses((status = 200), (status = 404)))]
pub async fn page(
    State(house): State<Arc<House>>,
    who: Who,
    Read(ask): Read<Ask>,
) -> Result<Html<String>, Answer> {
    let view = view(&house, &who, &ask).await?;
    let frame = who.frame();
    who.page(&pages::Pair { title: "Two adverts", frame: &frame, view: &view })
}

/// A pair as data.
#[utoipa::path(get, path = "/api/pair", tag = "leads", params(Ask),
    responses((status = 200, body = PairView), (status = 404)))]
pub async fn api(
    State(house): State<Arc<House>>,
    who: Who,
    Read(ask): Read<Ask>,
) -> Result<Json<PairView>, Answer> {
    view(&house, &who, &ask).await.map(Json)
}

/// The sources of two adverts, if both are there.
async fn sources(house: &House, who: &Who, ids: [&str; 2]) -> Result<BTreeSet<String>, Answer> {
    let mut sources = BTreeSet::new();
    let board = look_up::built(house, who)?;
    for id in ids {
        let found = look_up::advert(&board.engine, id).await;
        let Some(row) = found.map_err(|e| who.fault(e.into()))? else {
            let told = format!("there is no advert {id:?} now");
            return Err(who.not_there(Action::ViewAdvert, Kind::Advert, told).await);
        };
        sources.insert(text(&row, "source"));
    }
    if ids[0] == ids[1] {
        let told = "that is one advert twice: name two".to_owned();
        return Err(who.not_there(Action::ViewAdvert, Kind::Advert, told).await);
    }
    Ok(sources)
}

/// What a contest is about, as policies know it; adverts that are gone rest on nothing.
pub async fn resource_of(house: &House, who: &Who, act: &Act) -> Result<Resource, Answer> {
    let mut sources = BTreeSet::new();
    let board = look_up::built(house, who)?;
    for id in act.about.split(' ') {
        let found = look_up::advert(&board.engine, id).await;
        sources.extend(found.map_err(|e| who.fault(e.into()))?.map(|row| text(&row, "source")));
    }
    who.resting_on(Kind::Actor, act.about.clone(), &sources).await
}

async fn view(house: &House, who: &Who, ask: &Ask) -> Result<PairView, Answer> {
    let ids = [ask.a.trim().to_owned(), ask.b.trim().to_owned()];
    let [a, b] = &ids;
    let sources = sources(house, who, [a, b]).await?;
    let resource = who.resting_on(Kind::Advert, ids.join(" "), &sources).await?;
    who.look(Action::ViewAdvert, &resource, 2).await?;
    let failed = |e: anyhow::Error| who.fault(Fault::Failed(e));
    let board = house.board();
    let found = crate::pair::pair(&board.engine, a, b).await.map_err(failed)?;
    let gone = || who.fault(Fault::NotThere("one of the two is not there now".into()));
    let pair = found.ok_or_else(gone)?;
    let adverts = adverts(&board.lookups, &[a, b]).await.map_err(failed)?;
    let actors = [
        contests::actor_of(&board.engine, a).await.map_err(failed)?,
        contests::actor_of(&board.engine, b).await.map_err(failed)?,
    ];
    let one_actor = pair["one_actor"] == true;
    let effect = effect(house, &actors, a, b).await.map_err(failed)?;
    let contest = Contest::new(a, b, true).ok_or_else(gone)?;
    let contests = contested::views(house, who, |c| c.a == contest.a && c.b == contest.b).await?;
    let mut steps: Vec<StepView> =
        pair["steps"].as_array().into_iter().flatten().map(step).collect();
    let bits = steps.pop().map_or(0.0, |sum| sum.bits);
    Ok(PairView {
        adverts,
        actors,
        one_actor,
        text_similarity: pair["text_similarity"].as_f64().unwrap_or_default(),
        writing: crate::pair::writing_in_words(&pair["writing"]),
        waterfall: waterfall(&steps),
        steps,
        bits,
        effect,
        contests,
    })
}

fn step(step: &Value) -> StepView {
    let word = |key: &str| step[key].as_str().unwrap_or_default().to_owned();
    let bits = step["bits"].as_f64().unwrap_or_default();
    StepView { field: word("field"), value: word("value"), bits }
}

fn waterfall(steps: &[StepView]) -> String {
    let of = |s: &StepView| Contribution {
        label: format!("{}: {}", s.field, s.value),
        bits: s.bits,
        href: None,
    };
    let (prior, rest) = match steps.split_first() {
        Some((first, rest)) if first.field == "prior" => (first.bits, rest),
        _ => (0.0, steps),
    };
    let drawing = Waterfall {
        title: "What speaks for and against one author".into(),
        prior,
        contributions: rest.iter().map(of).collect(),
        interval: None,
    };
    drawing.draw(&Sheet::page("pair")).svg
}

/// What the next build would do.
async fn effect(house: &House, actors: &[String; 2], a: &str, b: &str) -> anyhow::Result<String> {
    let [x, y] = actors;
    if x != y {
        return Ok(format!("If they are of one author, actors {x} and {y} become one."));
    }
    let ties = contests::ties(&house.board().engine, x).await?;
    let told = contests::split(&ties, a, b).map(|Split { link, with_a, with_b }| {
        let Tie { from, to, bits } = &ties[link];
        format!(
            "If they are not of one author, actor {x} falls apart into {with_a} and {with_b} \
             adverts, at its lightest link between the two: that of {from} and {to}, {bits:+.1} \
             bits. Where several weigh the same it may be another of them."
        )
    });
    Ok(told.unwrap_or_else(|| format!("If they are not of one author, actor {x} falls apart.")))
}

/// What somebody says of two adverts.
#[derive(Deserialize)]
pub struct Say {
    a: String,
    b: String,
    /// `one` or `apart`.
    says: String,
    /// One of a short list.
    #[serde(default)]
    reason: String,
    /// In the person's words; may be empty beside a reason of the list.
    #[serde(default)]
    why: String,
}

/// Says that two adverts are not of one author, or that they are. It counts at the next build.
#[utoipa::path(post, path = "/pair/contest", tag = "leads",
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn contest(
    State(house): State<Arc<House>>,
    who: Who,
    Sent(form): Sent<Form<Say>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    let Say { a, b, says, reason, why } = form.of;
    let sources = sources(&house, &who, [&a, &b]).await?;
    let resource = who.resting_on(Kind::Actor, format!("{a} {b}"), &sources).await?;
    who.may(Action::ContestLink, &resource, 0).await?;
    let unusable = |told: &str| who.fault(Fault::Unusable(told.to_owned()));
    let one = match says.as_str() {
        "one" => true,
        "apart" => false,
        _ => return Err(unusable("say whether they are of one author or not")),
    };
    let parts = [reason.trim(), why.trim()];
    let why = parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(": ");
    if why.is_empty() {
        return Err(unusable("a contest needs a reason: choose one, or write your own"));
    }
    let contest = Contest::new(&a, &b, one);
    let contest = contest.ok_or_else(|| unusable("these are not two adverts"))?;
    let said = contests::say(&house.casebook, &contest, &who.account.name, &why, house.now()).await;
    let act = said.map_err(|e| who.fault(Fault::Failed(e)))?;
    let done = house.clerk.record(vec![Said::Act(act)], None).await;
    done.map_err(|e| who.fault(e.into()))?;
    // Both are ids of adverts that are there: nothing in them needs escaping.
    Ok(Redirect::to(&format!("/pair?a={a}&b={b}#said")))
}
