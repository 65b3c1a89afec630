//! One-time links: the first start, invitations; and the accounts that come of them.

use super::account::{Account, found, kept};
use super::fault::{Answer, Fault};
use super::house::House;
use super::pages::{self, Frame};
use super::random;
use super::sign_in::Visitor;
use super::who::{Form, Sent, Who};
use anyhow::Result;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use spoor_access::password::check;
use spoor_access::policy::{Action, Kind, Resource, Role};
use spoor_access::recovery::RecoveryCodes;
use spoor_access::secret::Token;
use spoor_access::setup::{Errand, Link};
use spoor_access::totp::Authenticator;
use spoor_vault::Said;
use spoor_vocab::{Act, ActKind};
use std::collections::BTreeSet;
use std::sync::Arc;

const LINK: &str = "link";
/// An authenticator that is shown and not yet confirmed.
const SHOWN: &str = "shown-authenticator";

/// Prints a link for the first account while there is none.
pub async fn first_start(house: &House) -> Result<()> {
    if !house.accounts().await?.is_empty() {
        return Ok(());
    }
    // A link of an earlier start that nobody used is no longer good.
    for old in house.casebook.all_kept(LINK, house.now()).await? {
        house.casebook.remove(LINK, &old.key).await?;
    }
    let path = make(house, Errand::FirstStart).await?;
    eprintln!(
        "Nobody can sign in yet. Open this link once, within a day, to make the first account, a \
         supervisor's:\n  {}{path}",
        house.origin
    );
    Ok(())
}

async fn make(house: &House, errand: Errand) -> Result<String> {
    let (token, link) = Link::new(&mut random(), errand, house.now());
    let key = super::account::key_of(&token);
    house.casebook.keep(LINK, &kept(&key, &link, Some(link.until))?).await?;
    Ok(Link::path(&token))
}

/// The link behind a token, if it is good.
async fn good(house: &House, visitor: &Visitor, text: &str) -> Result<(Token, Link), Answer> {
    let no = || visitor.fault(Fault::NotThere("this link is not good: ask for a new one".into()));
    let fault = |e: anyhow::Error| visitor.fault(e.into());
    let token = Token::parse(text).ok_or_else(no)?;
    let key = super::account::key_of(&token);
    let link = found::<Link>(&house.casebook, LINK, &key, house.now()).await.map_err(fault)?;
    let link = link.ok_or_else(no)?.value;
    let accounts = house.accounts().await.map_err(fault)?.len();
    link.look(&token, accounts, house.now()).map_err(|_| no())?;
    Ok((token, link))
}

/// The page of a one-time link. Opening it uses nothing up.
#[utoipa::path(get, path = "/setup/{token}", tag = "people",
    params(("token" = String, Path)), responses((status = 200), (status = 404)))]
pub async fn page(
    State(house): State<Arc<House>>,
    mut visitor: Visitor,
    Path(text): Path<String>,
) -> Result<Response, Answer> {
    let (token, link) = good(&house, &visitor, &text).await?;
    form(&house, &mut visitor, &token, &link, "", &[]).await
}

async fn form(
    house: &House,
    visitor: &mut Visitor,
    token: &Token,
    link: &Link,
    name: &str,
    wrong: &[String],
) -> Result<Response, Answer> {
    let (session, cookie) = visitor.session(house).await?;
    let fault = |e: anyhow::Error| visitor.fault(e.into());
    let key = super::account::key_of(token);
    let shown = found::<Authenticator>(&house.casebook, SHOWN, &key, house.now());
    let authenticator = match shown.await.map_err(fault)? {
        Some(shown) => shown.value,
        None => {
            let new = Authenticator::new(&mut random());
            let kept = kept(&key, &new, Some(link.until)).map_err(fault)?;
            house.casebook.keep(SHOWN, &kept).await.map_err(|e| visitor.fault(e.into()))?;
            new
        }
    };
    let label = if name.is_empty() { "workbench" } else { name };
    let picture = authenticator.picture("spoor", label).map_err(|e| visitor.fault(e.into()))?;
    let uri = authenticator.uri("spoor", label).map_err(|e| visitor.fault(e.into()))?;
    let secret = uri.split("secret=").nth(1).and_then(|s| s.split('&').next()).unwrap_or("");
    let about = match &link.errand {
        Errand::FirstStart => "You make the first account, a supervisor's.".to_owned(),
        Errand::Invitation { roles, invited_by, .. } => {
            let roles: Vec<&str> = roles.iter().map(|r| r.as_str()).collect();
            format!("{invited_by} invites you as {}.", roles.join(", "))
        }
        Errand::Reset { account, .. } => format!("You set {account}'s password anew."),
    };
    let page = pages::Setup {
        title: "Make an account",
        form: &house.csrf.token(&session, &mut random()),
        action: &Link::path(token),
        about: &about,
        name,
        fixed: matches!(link.errand, Errand::Reset { .. }),
        picture: &picture,
        secret,
        wrong,
    };
    let html = page.render().map_err(|e| visitor.fault(e.into()))?;
    let mut response = Html(html).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What is sent to make an account.
#[derive(Deserialize)]
pub struct NewAccount {
    name: String,
    password: String,
    again: String,
    code: String,
}

/// Makes the account of a one-time link, and signs in.
#[utoipa::path(post, path = "/setup/{token}", tag = "people",
    params(("token" = String, Path)), responses((status = 200), (status = 404)))]
pub async fn redeem(
    State(house): State<Arc<House>>,
    mut visitor: Visitor,
    Path(text): Path<String>,
    Sent(sent): Sent<Form<NewAccount>>,
) -> Result<Response, Answer> {
    let (token, mut link) = good(&house, &visitor, &text).await?;
    let session = visitor.form_is_theirs(&house, &sent.token)?;
    let sent = sent.of;
    let key = super::account::key_of(&token);
    let name = match &link.errand {
        Errand::Reset { account, .. } => account.clone(),
        _ => sent.name.trim().to_lowercase(),
    };
    let shown = found::<Authenticator>(&house.casebook, SHOWN, &key, house.now());
    let shown = shown.await.map_err(|e| visitor.fault(e.into()))?;
    let mut wrong = flaws(&name, &sent);
    let mut authenticator = shown.map(|s| s.value);
    let code = authenticator.as_mut().map(|a| a.take(sent.code.trim(), house.now()));
    if !matches!(code, Some(Ok(()))) {
        wrong.push("The code of the authenticator is not right: look again.".into());
    }
    let (Some(authenticator), true) = (authenticator, wrong.is_empty()) else {
        return form(&house, &mut visitor, &token, &link, &name, &wrong).await;
    };
    let hashed = {
        let (house, password) = (house.clone(), sent.password.clone());
        tokio::task::spawn_blocking(move || house.passwords.hash(&password, &mut random())).await
    };
    let password =
        hashed.map_err(|e| visitor.fault(e.into()))?.map_err(|e| visitor.fault(e.into()))?;
    let accounts = house.accounts().await.map_err(|e| visitor.fault(e.into()))?.len();
    let gone = |_| visitor.fault(Fault::NotThere("this link is not good any more".into()));
    let errand = link.redeem(&token, accounts, house.now()).map_err(gone)?;
    // Of two who send the form, one takes the link away.
    let first = house.casebook.remove(LINK, &key).await.map_err(|e| visitor.fault(e.into()))?;
    if !first {
        return Err(visitor.fault(Fault::NotThere("this link was used already".into())));
    }
    let (codes, recovery) = RecoveryCodes::new(&mut random());
    let secrets = Secrets { password, authenticator, recovery };
    if !put(&house, &visitor, &errand, &name, secrets).await? {
        // The name is taken: the link is good for another.
        let again = kept(&key, &Link { used: None, ..link.clone() }, Some(link.until));
        let again = again.map_err(|e| visitor.fault(e.into()))?;
        house.casebook.keep(LINK, &again).await.map_err(|e| visitor.fault(e.into()))?;
        let taken = [format!("There is an account {name} already: take another name.")];
        return form(&house, &mut visitor, &token, &link, &name, &taken).await;
    }
    house.casebook.remove(SHOWN, &key).await.map_err(|e| visitor.fault(e.into()))?;
    let headers = visitor.rise(&house, session, &name).await?;
    let page = pages::Codes { title: "Your recovery codes", codes: &codes };
    let html = page.render().map_err(|e| visitor.fault(e.into()))?;
    Ok((headers, Html(html)).into_response())
}

/// What is wrong with a name and a password.
fn flaws(name: &str, sent: &NewAccount) -> Vec<String> {
    let mut wrong = Vec::new();
    let fits = |c: char| c.is_alphanumeric() || "._-".contains(c);
    if !(2..=40).contains(&name.chars().count()) || !name.chars().all(fits) {
        wrong.push("The name needs 2 to 40 letters, digits, points, dashes.".into());
    }
    if sent.password != sent.again {
        wrong.push("The two passwords are not the same.".into());
    }
    let flaws = check(&sent.password, true, &[name]);
    wrong.extend(flaws.iter().map(|f| format!("The password cannot be taken: {f}.")));
    wrong
}

struct Secrets {
    password: String,
    authenticator: Authenticator,
    recovery: RecoveryCodes,
}

/// Makes or changes the account, and says so in the custody log; `false` if the name is taken.
async fn put(
    house: &House,
    visitor: &Visitor,
    errand: &Errand,
    name: &str,
    secrets: Secrets,
) -> Result<bool, Answer> {
    let fault = |e: anyhow::Error| visitor.fault(e.into());
    let new = |roles: BTreeSet<Role>, teams: BTreeSet<String>| Account {
        name: name.to_owned(),
        roles,
        teams,
        cleared: BTreeSet::new(),
        active: true,
        password: secrets.password.clone(),
        authenticator: secrets.authenticator.clone(),
        recovery: secrets.recovery.clone(),
        devices: Vec::new(),
    };
    let (account, by) = match errand {
        Errand::FirstStart => {
            (new(BTreeSet::from([Role::Supervisor]), BTreeSet::new()), name.to_owned())
        }
        Errand::Invitation { roles, teams, invited_by } => {
            (new(roles.clone(), teams.clone()), invited_by.clone())
        }
        Errand::Reset { account, made_by } => {
            let Some(old) = house.account(account).await.map_err(fault)? else {
                return Err(visitor.fault(Fault::NotThere("the account is gone".into())));
            };
            let mut changed = new(old.value.roles.clone(), old.value.teams.clone());
            changed.cleared = old.value.cleared.clone();
            changed.active = old.value.active;
            house.change_account(&old, &changed).await.map_err(fault)?;
            if let Ok(mut attempts) = house.attempts.lock() {
                attempts.open(account);
            }
            said(house, made_by, account, "new password").await.map_err(fault)?;
            return Ok(true);
        }
    };
    if !house.open_account(&account).await.map_err(fault)? {
        return Ok(false);
    }
    let roles: Vec<&str> = account.roles.iter().map(|r| r.as_str()).collect();
    said(house, &by, name, &format!("roles {}", roles.join(","))).await.map_err(fault)?;
    Ok(true)
}

async fn said(house: &House, who: &str, about: &str, value: &str) -> Result<()> {
    let act = Act {
        act: ActKind::Account,
        about: about.to_owned(),
        value: value.to_owned(),
        who: who.to_owned(),
        why: String::new(),
        at: house.now(),
    };
    house.clerk.record(vec![Said::Act(act)], None).await.map(|_| ())
}

/// Accounts: who there is.
#[utoipa::path(get, path = "/accounts", tag = "people", responses((status = 200)))]
pub async fn accounts(State(house): State<Arc<House>>, who: Who) -> Result<Response, Answer> {
    who.look(Action::ManageAccounts, &Resource::new(Kind::Account, "all"), 0).await?;
    let accounts = house.accounts().await.map_err(|e| who.fault(e.into()))?;
    let frame = Frame::of(&who, house.policies.purposes());
    let roles = Role::ALL;
    let page = pages::Accounts { title: "Accounts", frame: &frame, accounts: &accounts, roles };
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
