//! What members do in a case: put leads in and take them out, write notes, give tasks and do them.

use super::super::fault::{Answer, Fault};
use super::super::house::House;
use super::super::lead::{back, there};
use super::super::who::{Form, Sent, Who};
use super::{act, day, found, takes_more, until, words};
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde::Deserialize;
use spoor_access::policy::Action;
use spoor_vault::{Said, TaskQuery};
use spoor_vocab::{Act, ActKind, Case, TaskTerms};
use std::sync::Arc;

/// Characters of a note at most.
const NOTE: usize = 10_000;
/// Characters of a task at most.
const TASK: usize = 500;
/// A task is due within so many days.
const DUE_MOST: i64 = 730;
/// Leads of a case at most; more is a search, not a case.
const LEADS: usize = 500;

/// The case of a form whose token holds, if the person may write in it and it takes more.
pub async fn written(house: &House, who: &Who, name: &str, token: &str) -> Result<Case, Answer> {
    who.form_is_theirs(token)?;
    let (case, resource) = found(house, who, name).await?;
    who.may(Action::WriteCase, &resource, 0).await?;
    takes_more(house, who, &case)?;
    Ok(case)
}

/// A lead to put in or to take out.
#[derive(Deserialize)]
pub struct OneLead {
    lead: String,
    /// `yes` to take it out.
    #[serde(default)]
    out: String,
    #[serde(default)]
    back: String,
}

/// Puts a lead into a case, or takes it out.
#[utoipa::path(post, path = "/case/{id}/lead", tag = "cases", params(("id" = String, Path)),
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn lead(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Sent(form): Sent<Form<OneLead>>,
) -> Result<Redirect, Answer> {
    let case = written(&house, &who, &id, &form.token).await?;
    let lead = form.of.lead.trim().to_owned();
    if form.of.out != "yes" {
        put(&house, &who, &case, &[lead]).await?;
    } else if case.leads.contains(&lead) {
        act(&house, &who, ActKind::TakeOut, &id, lead).await?;
    } else {
        let told = format!("there is no lead {lead:?} in {id}");
        return Err(who.fault(Fault::NotThere(told)));
    }
    Ok(Redirect::to(&back(&form.of.back, &format!("/case/{id}"))))
}

/// Which case a lead is to go into.
#[derive(Deserialize)]
pub struct IntoCase {
    case: String,
    #[serde(default)]
    back: String,
}

/// Puts a lead into a case; with `new` for a case, goes to the form that opens one with it.
#[utoipa::path(post, path = "/lead/{id}/case", tag = "cases", params(("id" = String, Path)),
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn into_case(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Sent(form): Sent<Form<IntoCase>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    there(&house, &who, &id).await?;
    if form.of.case == "new" {
        return Ok(Redirect::to(&format!("/cases?lead={id}#open")));
    }
    let case = written(&house, &who, &form.of.case, &form.token).await?;
    put(&house, &who, &case, std::slice::from_ref(&id)).await?;
    Ok(Redirect::to(&back(&form.of.back, &format!("/case/{}", case.name()))))
}

/// Puts leads into a case that the person may write in and that takes more: those that are there,
/// that the person may open, and that are not in it; all of them or, if one may not be, none.
pub async fn put(house: &House, who: &Who, case: &Case, leads: &[String]) -> Result<(), Answer> {
    let mut said = Vec::new();
    for lead in leads.iter().filter(|lead| !case.leads.contains(lead)) {
        let resource = there(house, who, lead).await?;
        who.may(Action::ViewLead, &resource, 0).await?;
        said.push(Said::Act(Act {
            act: ActKind::PutIn,
            about: case.name(),
            value: lead.clone(),
            who: who.account.name.clone(),
            why: String::new(),
            at: house.now(),
        }));
    }
    if case.leads.len() + said.len() > LEADS {
        let told = format!("a case has at most {LEADS} leads: open another one");
        return Err(who.fault(Fault::Unusable(told)));
    }
    if said.is_empty() {
        return Ok(());
    }
    house.clerk.record(said, None).await.map(|_| ()).map_err(|e| who.fault(e.into()))
}

/// A note.
#[derive(Deserialize)]
pub struct Write {
    text: String,
}

/// Writes a note. The log has its digest; the words can be erased.
#[utoipa::path(post, path = "/case/{id}/note", tag = "cases", params(("id" = String, Path)),
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn note(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Sent(form): Sent<Form<Write>>,
) -> Result<Redirect, Answer> {
    let case = written(&house, &who, &id, &form.token).await?;
    let text = words::clean(&form.of.text, NOTE, "the note").map_err(|e| who.fault(e))?;
    let digest = words::keep(&house, case.number, &text, until(&case.terms.review)).await;
    let digest = digest.map_err(|e| who.fault(e.into()))?;
    act(&house, &who, ActKind::WriteNote, &id, digest).await?;
    Ok(Redirect::to(&format!("/case/{id}#notes")))
}

/// A task.
#[derive(Deserialize)]
pub struct Give {
    text: String,
    to: String,
    due: String,
}

/// Gives a member of a case a task.
#[utoipa::path(post, path = "/case/{id}/task", tag = "cases", params(("id" = String, Path)),
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn task(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Sent(form): Sent<Form<Give>>,
) -> Result<Redirect, Answer> {
    let case = written(&house, &who, &id, &form.token).await?;
    let text = words::clean(&form.of.text, TASK, "the task").map_err(|e| who.fault(e))?;
    let person = form.of.to.trim().to_lowercase();
    if !case.members.contains(&person) {
        let told = format!("{person:?} is no member of {id}: let them in first");
        return Err(who.fault(Fault::Unusable(told)));
    }
    let due = day(&house, &who, &form.of.due, DUE_MOST)?;
    let digest = words::keep(&house, case.number, &text, until(&case.terms.review)).await;
    let words = digest.map_err(|e| who.fault(e.into()))?;
    let terms = serde_json::to_string(&TaskTerms { words, person, due });
    let terms = terms.map_err(|e| who.fault(e.into()))?;
    act(&house, &who, ActKind::GiveTask, &id, terms).await?;
    Ok(Redirect::to(&format!("/case/{id}#tasks")))
}

/// Which task is done.
#[derive(Deserialize)]
pub struct Did {
    seq: String,
    #[serde(default)]
    back: String,
}

/// Says that a task is done.
#[utoipa::path(post, path = "/case/{id}/done", tag = "cases", params(("id" = String, Path)),
    responses((status = 303), (status = 404)))]
pub async fn done(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
    Sent(form): Sent<Form<Did>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    // Also in a case that takes nothing more: what is done is done.
    let (case, resource) = found(&house, &who, &id).await?;
    who.may(Action::WriteCase, &resource, 0).await?;
    let open = TaskQuery { case: Some(case.number), open: true, person: None };
    let tasks = house.casebook.tasks(&open).await.map_err(|e| who.fault(e.into()))?;
    let seq = form.of.seq.parse().ok();
    if !tasks.iter().any(|task| Some(task.seq) == seq) {
        let told = format!("there is no open task {:?} in {id}", form.of.seq);
        return Err(who.fault(Fault::NotThere(told)));
    }
    act(&house, &who, ActKind::EndTask, &id, form.of.seq).await?;
    Ok(Redirect::to(&back(&form.of.back, &format!("/case/{id}#tasks"))))
}
