//! Accounts: who there is, whom to invite, who is suspended.

use super::fault::{Answer, Fault};
use super::house::House;
use super::pages::{self, Frame};
use super::setup::{make, said};
use super::who::{Form, Sent, Who};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use spoor_access::policy::{Action, Kind, Resource, Role};
use spoor_access::setup::Errand;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Accounts: who there is.
#[utoipa::path(get, path = "/accounts", tag = "people", responses((status = 200)))]
pub async fn accounts(State(house): State<Arc<House>>, who: Who) -> Result<Response, Answer> {
    // An auditor is shown who waits to be confirmed, and changes nothing else.
    let manages = who.account.roles.contains(&Role::Supervisor);
    let action = if manages { Action::ManageAccounts } else { Action::ConfirmAccount };
    who.look(action, &Resource::new(Kind::Account, "all"), 0).await?;
    let accounts = house.accounts().await.map_err(|e| who.fault(e.into()))?;
    let frame = Frame::of(&who, house.policies.purposes());
    let roles = Role::ALL;
    let (title, accounts, frame) = ("Accounts", &accounts, &frame);
    let page = pages::Accounts { title, frame, accounts, roles, manages };
    Ok(Html(page.render().map_err(|e| who.fault(e.into()))?).into_response())
}

/// Whom to invite.
#[derive(Deserialize)]
pub struct Invite {
    role: Role,
}

/// Makes a link that lets somebody make an account.
#[utoipa::path(post, path = "/accounts/invite", tag = "people", responses((status = 200)))]
pub async fn invite(
    State(house): State<Arc<House>>,
    who: Who,
    Sent(form): Sent<Form<Invite>>,
) -> Result<Response, Answer> {
    who.form_is_theirs(&form.token)?;
    let of = Resource::new(Kind::Account, "new");
    who.may(Action::ManageAccounts, &of, 0).await?;
    let errand = Errand::Invitation {
        roles: BTreeSet::from([form.of.role]),
        teams: BTreeSet::new(),
        invited_by: who.account.name.clone(),
    };
    let path = make(&house, errand).await.map_err(|e| who.fault(e.into()))?;
    who.note(&format!("invite a {}", form.of.role)).await?;
    let frame = Frame::of(&who, house.policies.purposes());
    let link = format!("{}{path}", house.origin);
    let page = pages::Invited { title: "Invitation", frame: &frame, link: &link };
    Ok(Html(page.render().map_err(|e| who.fault(e.into()))?).into_response())
}

/// Ends or suspends an account.
#[derive(Deserialize)]
pub struct Suspend {
    /// `yes` or `no`.
    active: String,
}

/// Suspends an account, or lets it in again. Its sessions end at their next request.
#[utoipa::path(post, path = "/accounts/{name}/active", tag = "people",
    params(("name" = String, Path)), responses((status = 303), (status = 404)))]
pub async fn suspend(
    State(house): State<Arc<House>>,
    who: Who,
    Path(name): Path<String>,
    Sent(form): Sent<Form<Suspend>>,
) -> Result<Response, Answer> {
    who.form_is_theirs(&form.token)?;
    let mut of = Resource::new(Kind::Account, name.clone());
    of.made_by.insert(name.clone());
    who.may(Action::ManageAccounts, &of, 0).await?;
    let found = house.account(&name).await.map_err(|e| who.fault(e.into()))?;
    let Some(found) = found else {
        return Err(who.fault(Fault::NotThere(format!("there is no account {name:?}"))));
    };
    let mut account = found.value.clone();
    account.active = form.of.active == "yes";
    let done = house.change_account(&found, &account).await.map_err(|e| who.fault(e.into()))?;
    if !done {
        return Err(who.fault(Fault::Unusable("somebody has changed it meanwhile".into())));
    }
    let value = if account.active { "let in again" } else { "suspended" };
    said(&house, &who.account.name, &name, value).await.map_err(|e| who.fault(e.into()))?;
    Ok(Redirect::to("/accounts").into_response())
}
