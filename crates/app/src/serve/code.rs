//! Showing the second factor again, where what is to be done needs it shown lately: the session goes on,
//! with a new token, its purpose as it was.

use super::account::Sitting;
use super::fault::{Answer, Fault};
use super::house::House;
use super::pages;
use super::random;
use super::sign_in::Visitor;
use super::who::{Form, Sent, Who};
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use spoor_access::session::Level;
use std::sync::Arc;

/// What is sent.
#[derive(Deserialize)]
pub struct Shown {
    /// Of an authenticator, or a recovery code.
    code: String,
}

/// The page to show it on.
#[utoipa::path(get, path = "/code", tag = "people", responses((status = 200)))]
pub async fn page(who: Who) -> Result<Html<String>, Answer> {
    form(&who, "")
}

fn form(who: &Who, wrong: &str) -> Result<Html<String>, Answer> {
    let own = who.account.credentials.is_some();
    who.page(&pages::Code { title: "Your code", frame: &who.frame(), wrong, own })
}

/// Shows the second factor again.
#[utoipa::path(post, path = "/code", tag = "people",
    responses((status = 303), (status = 200), (status = 422), (status = 429)))]
pub async fn show(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    who: Who,
    Sent(sent): Sent<Form<Shown>>,
) -> Result<Response, Answer> {
    who.form_is_theirs(&sent.token)?;
    let failed = |e: anyhow::Error| who.fault(Fault::Failed(e));
    let found = house.account(&who.account.name).await.map_err(failed)?;
    let Some(found) = found else { return Err(who.fault(Fault::NobodySignedIn)) };
    let mut account = found.value.clone();
    let Some(own) = &mut account.credentials else {
        let told = "your organisation signs you in: sign out, and in again there";
        return Err(who.fault(Fault::Unusable(told.into())));
    };
    // Six digits are soon guessed by who found an open screen: tries are counted as at the door.
    let knock = visitor.knock(&account.name);
    visitor.tries(&house, &knock)?;
    let second = own.authenticator.take(sent.of.code.trim(), house.now()).is_ok()
        || own.recovery.take(&sent.of.code);
    // Kept before it counts: of two who send the same code, one is let in.
    if !second || !house.change_account(&found, &account).await.map_err(failed)? {
        who.note("the second factor shown again was not right").await?;
        let wrong = "The code is not right. Codes work once: wait for the next one.";
        return form(&who, wrong).map(IntoResponse::into_response);
    }
    if let Ok(mut attempts) = house.attempts.lock() {
        attempts.succeeded(&knock);
    }
    let session = who.sitting.session.clone();
    let (token, session) =
        session.rise(&mut random(), &account.name, Level::Full, true, house.now());
    let sitting = Sitting { session, purpose: who.sitting.purpose.clone() };
    house.sit(&token, &sitting).await.map_err(failed)?;
    house.rise_from(&who.token).await.map_err(failed)?;
    who.note("show the second factor again").await?;
    let cookie = [(header::SET_COOKIE, house.place.set(&token))];
    Ok((cookie, Redirect::to("/")).into_response())
}
