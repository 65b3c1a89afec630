//! What the owner of a case says: who works on it, how long, how it ends, and which words go.

use super::super::fault::{Answer, Fault};
use super::super::house::House;
use super::super::who::{Form, Sent, Who};
use super::{DAY, REVIEW_MOST, act, day, found, until, words};
use crate::clock;
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde::Deserialize;
use spoor_access::policy::Action;
use spoor_vault::TaskQuery;
use spoor_vocab::{ActKind, Case, CaseEnd};
use std::sync::Arc;

/// How a case can end.
pub const OUTCOMES: &[&str] = &[
    "handed on",
    "nothing that calls for more",
    "not enough to go on",
    "part of another case",
    "opened by mistake",
];
/// The words of a closed case are kept so many days at most.
const KEEP_MOST: i64 = 1_830;

/// The case of a form whose token holds, if the person manages it.
async fn managed(house: &House, who: &Who, name: &str, token: &str) -> Result<Case, Answer> {
    who.form_is_theirs(token)?;
    let (case, resource) = found(house, who, name).await?;
    who.may(Action::ManageCase, &resource, 0).await?;
    Ok(case)
}

/// Who is to be in or out, or to own it.
#[derive(Deserialize)]
pub struct Whom {
    /// `let-in`, `let-out` or `case-owner`.
    act: ActKind,
    name: String,
}

/// Lets somebody into a case, or out; or makes them its owner.
#[utoipa::path(post, path = "/case/{id}/people", tag = "cases", params(("id" = String, Path)),
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn people(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Sent(form): Sent<Form<Whom>>,
) -> Result<Redirect, Answer> {
    let case = managed(&house, &who, &id, &form.token).await?;
    let name = form.of.name.trim().to_lowercase();
    let unusable = |told: String| Err(who.fault(Fault::Unusable(told)));
    match form.of.act {
        ActKind::LetIn | ActKind::CaseOwner => {
            let account = house.account(&name).await.map_err(|e| who.fault(e.into()))?;
            let works = |a: &super::super::account::Account| {
                let able =
                    house.policies.permitted(Action::WriteCase, spoor_access::policy::Kind::Case);
                a.active && able.iter().any(|role| a.roles.contains(role))
            };
            if !account.is_some_and(|a| works(&a.value)) {
                return unusable(format!("there is no account {name:?} that works on cases"));
            }
        }
        ActKind::LetOut if name == case.owner => {
            return unusable(format!("{name} owns {id}: name another owner first"));
        }
        ActKind::LetOut if !case.members.contains(&name) => {
            return unusable(format!("{name:?} is no member of {id}"));
        }
        ActKind::LetOut => {}
        other => return unusable(format!("{} is not said of people here", other.as_str())),
    }
    act(&house, &who, form.of.act, &id, name).await?;
    Ok(Redirect::to(&format!("/case/{id}#people")))
}

/// A day of review.
#[derive(Deserialize)]
pub struct Review {
    review: String,
}

/// Says that a case goes on until another day of review.
#[utoipa::path(post, path = "/case/{id}/review", tag = "cases", params(("id" = String, Path)),
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn review(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Sent(form): Sent<Form<Review>>,
) -> Result<Redirect, Answer> {
    let case = managed(&house, &who, &id, &form.token).await?;
    if case.end.is_some() {
        let told = format!("{id} is closed: open it again first");
        return Err(who.fault(Fault::Unusable(told)));
    }
    let day = day(&house, &who, &form.of.review, REVIEW_MOST)?;
    act(&house, &who, ActKind::ReviewCase, &id, day.clone()).await?;
    let kept = words::keep_all_until(&house, case.number, until(&day)).await;
    kept.map_err(|e| who.fault(e.into()))?;
    Ok(Redirect::to(&format!("/case/{id}")))
}

/// How a case ends.
#[derive(Deserialize)]
pub struct Close {
    /// One of the list; `reopen` opens a closed case again.
    outcome: String,
    /// Days for which its words are kept.
    #[serde(default)]
    keep_days: String,
}

/// Closes a case, or opens it again.
#[utoipa::path(post, path = "/case/{id}/close", tag = "cases", params(("id" = String, Path)),
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn close(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Sent(form): Sent<Form<Close>>,
) -> Result<Redirect, Answer> {
    let case = managed(&house, &who, &id, &form.token).await?;
    let unusable = |told: String| Err(who.fault(Fault::Unusable(told)));
    let until = if form.of.outcome == "reopen" {
        if case.end.is_none() {
            return unusable(format!("{id} is not closed"));
        }
        act(&house, &who, ActKind::ReopenCase, &id, String::new()).await?;
        until(&case.terms.review)
    } else {
        if case.end.is_some() {
            return unusable(format!("{id} is closed"));
        }
        if !OUTCOMES.contains(&form.of.outcome.as_str()) {
            return unusable(format!("{:?} is no outcome: choose one", form.of.outcome));
        }
        let days = form.of.keep_days.trim().parse().ok();
        let Some(days) = days.filter(|days| (0..=KEEP_MOST).contains(days)) else {
            return unusable(format!("words are kept for 0 to {KEEP_MOST} days: give a number"));
        };
        let until = house.now() + days * DAY;
        let end = CaseEnd { outcome: form.of.outcome, keep_until: clock::day(until) };
        let end = serde_json::to_string(&end).map_err(|e| who.fault(e.into()))?;
        act(&house, &who, ActKind::CloseCase, &id, end).await?;
        until
    };
    let kept = words::keep_all_until(&house, case.number, until).await;
    kept.map_err(|e| who.fault(e.into()))?;
    Ok(Redirect::to(&format!("/case/{id}")))
}

/// Which words are to go.
#[derive(Deserialize)]
pub struct Erase {
    /// Position of the act that wrote them; `title` for the title.
    what: String,
}

/// Erases words of a case; who wrote them may, and who manages it. The log keeps that they were
/// there.
#[utoipa::path(post, path = "/case/{id}/erase", tag = "cases", params(("id" = String, Path)),
    responses((status = 303), (status = 404)))]
pub async fn erase(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Sent(form): Sent<Form<Erase>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    let (case, resource) = found(&house, &who, &id).await?;
    who.may(Action::WriteCase, &resource, 0).await?;
    let what = form.of.what;
    let written = wrote(&house, &case, &what).await.map_err(|e| who.fault(e.into()))?;
    let Some((by, digest)) = written else {
        let told = format!("{what:?} wrote no words in {id}");
        return Err(who.fault(Fault::NotThere(told)));
    };
    if by != who.account.name {
        who.may(Action::ManageCase, &resource, 0).await?;
    }
    act(&house, &who, ActKind::EraseWords, &id, what).await?;
    words::erase(&house, case.number, &digest).await.map_err(|e| who.fault(e.into()))?;
    Ok(Redirect::to(&format!("/case/{id}")))
}

/// Who wrote words of a case, and their digest.
async fn wrote(house: &House, case: &Case, what: &str) -> anyhow::Result<Option<(String, String)>> {
    if what == "title" {
        return Ok(Some((case.owner.clone(), case.terms.title.clone())));
    }
    let seq = what.parse::<u64>().ok();
    let notes = house.casebook.notes(case.number).await?;
    if let Some(note) = notes.into_iter().find(|note| Some(note.seq) == seq) {
        return Ok(Some((note.who, note.words)));
    }
    let of_case = TaskQuery { case: Some(case.number), ..TaskQuery::default() };
    let tasks = house.casebook.tasks(&of_case).await?;
    let task = tasks.into_iter().find(|task| Some(task.seq) == seq);
    Ok(task.map(|task| (task.who, task.terms.words)))
}
