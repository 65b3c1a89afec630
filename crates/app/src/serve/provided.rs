//! Signing in at the organisation's provider: there, back, and to an account.
//!
//! The way there begins with a form of ours. The way back is a page of another site's making, so the
//! browser keeps the session's cookie (`SameSite=Strict`) to itself: the first answer is a page that
//! asks for the same address again, now from us. What was begun is kept sealed with the visitor's
//! session and taken out once.

use super::account::{Account, Provided, found, kept, key_of};
use super::fault::{Answer, Fault};
use super::house::House;
use super::pages;
use super::provider::Organisation;
use super::random;
use super::setup::{self, name_flaws};
use super::sign_in::Visitor;
use super::who::{Form, Nothing, Read, Sent};
use anyhow::{Context, Result};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};
use spoor_access::oidc::{Callback, Identity, OidcError, Pending};
use spoor_access::secret::Token;
use spoor_access::session::Session;
use spoor_access::setup::{Errand, Link};
use spoor_vocab::Millis;
use std::sync::Arc;
use utoipa::IntoParams;

/// Kind of what is kept of a sign-in under way.
pub const UNDER_WAY: &str = "sign-in-under-way";
/// How long it is kept, ms.
const LASTS: Millis = 10 * 60_000;

/// A sign-in under way.
#[derive(Serialize, Deserialize)]
struct UnderWay {
    pending: Pending,
    /// The one-time link that it makes an account with, and the account's name.
    link: Option<(String, String)>,
}

/// Goes to the provider.
#[utoipa::path(post, path = "/sign-in/provider", tag = "people",
    responses((status = 200), (status = 404)))]
pub async fn go(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Sent(form): Sent<Form<Nothing>>,
) -> Result<Response, Answer> {
    let session = visitor.form_is_theirs(&house, &form.token)?;
    begin(&house, &visitor, &session, None).await
}

/// The name of an account that is made at the provider.
#[derive(Deserialize)]
pub struct Named {
    name: String,
}

/// Goes to the provider, to make an account with a one-time link.
#[utoipa::path(post, path = "/setup/{token}/provider", tag = "people",
    params(("token" = String, Path)), responses((status = 200), (status = 404)))]
pub async fn join(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Path(text): Path<String>,
    Sent(form): Sent<Form<Named>>,
) -> Result<Response, Answer> {
    let (_, link) = setup::good(&house, &visitor, &text).await?;
    let session = visitor.form_is_theirs(&house, &form.token)?;
    if !matches!(link.errand, Errand::Invitation { .. }) {
        let told =
            "the first account signs in here, so that somebody can when the provider is away";
        return Err(visitor.fault(Fault::Unusable(told.into())));
    }
    let name = form.of.name.trim().to_lowercase();
    if let Some(wrong) = name_flaws(&name) {
        return Err(visitor.fault(Fault::Unusable(wrong)));
    }
    begin(&house, &visitor, &session, Some((text, name))).await
}

async fn begin(
    house: &House,
    visitor: &Visitor,
    session: &Session,
    link: Option<(String, String)>,
) -> Result<Response, Answer> {
    let organisation = organisation(house, visitor)?;
    visitor.goes_there(house)?;
    let provider = organisation.provider(house.now()).await;
    let provider = provider.map_err(|e| failed(visitor, organisation, &e))?;
    let (to, pending) = provider.begin(&mut random(), house.now());
    let fault = |e: anyhow::Error| visitor.fault(e.into());
    let key = String::from(session.token);
    let plain = serde_json::to_vec(&UnderWay { pending, link }).map_err(|e| fault(e.into()))?;
    let sealed = house.keys.seal(UNDER_WAY, &key, &plain, &mut random());
    let sealed = sealed.map_err(|e| fault(e.into()))?;
    let kept = kept(&key, &sealed, Some(house.now() + LASTS)).map_err(fault)?;
    house.casebook.keep(UNDER_WAY, &kept).await.map_err(|e| visitor.fault(e.into()))?;
    // Not a redirect: after a form, browsers hold it to the page's `form-action`.
    let page = pages::Onward { title: "To the sign-in", to: &to, name: &organisation.name };
    Ok(Html(page.render().map_err(|e| visitor.fault(e.into()))?).into_response())
}

/// What the provider sends back.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Back {
    /// The code.
    code: Option<String>,
    /// The state.
    state: Option<String>,
    /// Which provider it says it is.
    iss: Option<String>,
    /// Why not.
    error: Option<String>,
    /// Whether a page of ours asks, so that the session's cookie comes along.
    #[serde(default)]
    ours: String,
}

/// The way back from the provider.
#[utoipa::path(get, path = "/sign-in/back", tag = "people", params(Back),
    responses((status = 200), (status = 303), (status = 404), (status = 422)))]
pub async fn back(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Read(back): Read<Back>,
) -> Result<Response, Answer> {
    let organisation = organisation(&house, &visitor)?;
    if back.ours.is_empty() {
        let word = |of: &Option<String>| of.clone().unwrap_or_default();
        let page = pages::Bounce {
            title: "Signing in",
            code: &word(&back.code),
            state: &word(&back.state),
            iss: &word(&back.iss),
            error: &word(&back.error),
        };
        let html = page.render().map_err(|e| visitor.fault(e.into()))?;
        return Ok(Html(html).into_response());
    }
    let some = |of: Option<String>| of.filter(|text| !text.is_empty());
    let callback = Callback {
        code: some(back.code),
        state: some(back.state),
        iss: some(back.iss),
        error: some(back.error),
    };
    let no = |e: &OidcError| failed(&visitor, organisation, e);
    let taken = take(&house, &visitor).await.map_err(|e| visitor.fault(e.into()))?;
    let (session, UnderWay { pending, link }) = taken.ok_or_else(|| no(&OidcError::State))?;
    let provider = organisation.provider(house.now()).await.map_err(|e| no(&e))?;
    let http = organisation.http();
    let identity = match provider.finish(pending, &callback, &http, house.now()).await {
        Ok(identity) => identity,
        Err(error) => {
            organisation.forget().await;
            return Err(no(&error));
        }
    };
    let shown = organisation.second_factor(&identity).map_err(|e| no(&e))?;
    let account = arrive(&house, &visitor, organisation, &identity, link).await?;
    visitor.came_back(&house);
    let headers = visitor.rise(&house, session, &account.name, shown).await?;
    Ok((headers, Redirect::to("/state")).into_response())
}

/// Takes out what was begun in this session: of two who come back, one finds it.
async fn take(house: &House, visitor: &Visitor) -> Result<Option<(Session, UnderWay)>> {
    let Some(session) = visitor.theirs() else { return Ok(None) };
    let key = String::from(session.token);
    let Some(kept) = found::<String>(&house.casebook, UNDER_WAY, &key, house.now()).await? else {
        return Ok(None);
    };
    if !house.casebook.remove(UNDER_WAY, &key).await? {
        return Ok(None);
    }
    let plain = house.keys.open(UNDER_WAY, &key, &kept.value)?;
    Ok(Some((session, serde_json::from_slice(&plain).context("a sign-in under way")?)))
}

/// The account of who signed in there. It must be there, or be made now with an invitation; a token
/// alone makes none.
async fn arrive(
    house: &House,
    visitor: &Visitor,
    organisation: &Organisation,
    identity: &Identity,
    link: Option<(String, String)>,
) -> Result<Account, Answer> {
    let fault = |e: anyhow::Error| visitor.fault(e.into());
    let refused = |why: &str| {
        let ask = vec!["supervisor".to_owned()];
        visitor.fault(Fault::Refused { why: vec![why.into()], ask, purpose: false, code: false })
    };
    let provided = Provided { issuer: identity.issuer.clone(), subject: identity.subject.clone() };
    let grant = organisation.mapping.as_ref().map(|m| m.grant(identity));
    if grant.as_ref().is_some_and(spoor_access::oidc::Grant::is_nothing) {
        return Err(refused("none of your groups there has a role here"));
    }
    let all = house.accounts().await.map_err(fault)?;
    let known = all.into_iter().find(|a| a.provided.as_ref() == Some(&provided));
    let name = match (known, link) {
        (Some(account), None) => account.name,
        (Some(account), Some(_)) => {
            let told = format!("you have an account already: {}", account.name);
            return Err(visitor.fault(Fault::Unusable(told)));
        }
        (None, None) => return Err(refused("nobody has invited you yet")),
        (None, Some((text, name))) => {
            accept(house, visitor, &text, &name, provided).await?;
            name
        }
    };
    let found = house.account(&name).await.map_err(fault)?;
    let Some(found) = found.filter(|f| f.value.active) else {
        return Err(refused("this account is suspended or has ended"));
    };
    let mut account = found.value.clone();
    let Some(grant) = grant else { return Ok(account) };
    if account.roles != grant.roles || account.teams != grant.teams {
        (account.roles, account.teams) = (grant.roles, grant.teams);
        if !house.change_account(&found, &account).await.map_err(fault)? {
            return Err(visitor.fault(Fault::Unusable("begin again: the account changed".into())));
        }
        let roles: Vec<&str> = account.roles.iter().map(|r| r.as_str()).collect();
        let told = format!("roles {}", roles.join(","));
        setup::said(house, "provider of sign-ins", &name, &told).await.map_err(fault)?;
    }
    Ok(account)
}

/// Makes the account of an invitation.
async fn accept(
    house: &House,
    visitor: &Visitor,
    text: &str,
    name: &str,
    provided: Provided,
) -> Result<(), Answer> {
    let (token, link): (Token, Link) = setup::good(house, visitor, text).await?;
    let errand = setup::use_up(house, visitor, &token, &link).await?;
    let way = setup::Way { credentials: None, provided: Some(provided) };
    if setup::put(house, visitor, &errand, name, way).await? {
        return Ok(());
    }
    let key = key_of(&token);
    setup::give_back(house, visitor, &key, &link).await?;
    let told =
        format!("there is an account {name} already: open your link anew, take another name");
    Err(visitor.fault(Fault::Unusable(told)))
}

fn organisation<'a>(house: &'a House, visitor: &Visitor) -> Result<&'a Organisation, Answer> {
    let none = || visitor.fault(Fault::NotThere("this server has no provider of sign-ins".into()));
    house.organisation.as_ref().ok_or_else(none)
}

/// The page says that it failed; the server's log says why.
fn failed(visitor: &Visitor, organisation: &Organisation, error: &OidcError) -> Answer {
    tracing::warn!(reason = ?error.to_string(), "a sign-in at the provider failed");
    let told = match error {
        OidcError::State | OidcError::Late | OidcError::Refused(_) => error.to_string(),
        _ => format!(
            "the sign-in at {} did not hold: begin again, and if it stays so, tell who runs the \
             server, who finds the reason in its log",
            organisation.name
        ),
    };
    visitor.fault(Fault::Unusable(told))
}
