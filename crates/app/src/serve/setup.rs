//! One-time links: the first start, invitations; and the accounts that come of them.

use super::account::{Account, Credentials, Provided, found, kept};
use super::fault::{Answer, Fault};
use super::house::House;
use super::pages;
use super::random;
use super::sign_in::Visitor;
use super::who::{Form, Sent};
use anyhow::Result;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use spoor_access::password::check;
use spoor_access::policy::Role;
use spoor_access::recovery::RecoveryCodes;
use spoor_access::secret::Token;
use spoor_access::setup::{Errand, Link};
use spoor_access::totp::Authenticator;
use spoor_vault::Said;
use spoor_vocab::{Act, ActKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Kind of the one-time links that are kept.
pub const LINK: &str = "link";
/// An authenticator that is shown and not yet confirmed.
pub const SHOWN: &str = "shown-authenticator";

/// Who invited the auditor of the first start: whoever reads what the server prints. No account can
/// have this name.
const FIRST_START: &str = "the first start";

/// Hands out links for the first two accounts while there is none: printed, or written to a file
/// that its owner alone reads. A supervisor and an auditor, so that from the first day on somebody
/// can confirm whom the supervisor invites.
pub async fn first_start(house: &House, to: Option<&std::path::Path>) -> Result<()> {
    let accounts = house.accounts().await?;
    if supervisors(&accounts) > 0 {
        return Ok(());
    }
    let has_auditor = accounts.iter().any(|a| a.roles.contains(&Role::Auditor));
    // A link of an earlier start that nobody used is no longer good.
    for old in house.casebook.all_kept(LINK, house.now()).await? {
        house.casebook.remove(LINK, &old.key).await?;
    }
    let mut told =
        "Nobody supervises yet. Each of these links makes one account, once, for a person \
                    of its own.\n"
            .to_owned();
    if !has_auditor {
        let auditor = Errand::Invitation {
            roles: BTreeSet::from([Role::Auditor]),
            teams: BTreeSet::new(),
            invited_by: FIRST_START.to_owned(),
        };
        let path = make(house, auditor).await?;
        told += &format!("The auditor's, within three days:\n  {}{path}\n", house.origin);
    }
    let path = make(house, Errand::FirstStart).await?;
    told += &format!("The supervisor's, within a day:\n  {}{path}\n", house.origin);
    match to {
        None => eprint!("{told}"),
        Some(path) => {
            crate::out::private(path, told.as_bytes())?;
            eprintln!(
                "Nobody supervises yet: links for the first accounts are in {}",
                path.display()
            );
        }
    }
    Ok(())
}

/// How many supervisors there are: the link of the first start is good while there is none.
fn supervisors(accounts: &[Account]) -> usize {
    accounts.iter().filter(|a| a.roles.contains(&Role::Supervisor)).count()
}

/// Keeps a new link; gives its path.
pub async fn make(house: &House, errand: Errand) -> Result<String> {
    let (token, link) = Link::new(&mut random(), errand, house.now());
    let key = super::account::key_of(&token);
    house.casebook.keep(LINK, &kept(&key, &link, Some(link.until))?).await?;
    Ok(Link::path(&token))
}

/// The link behind a token, if it is good.
pub async fn good(house: &House, visitor: &Visitor, text: &str) -> Result<(Token, Link), Answer> {
    let no = || visitor.fault(Fault::NotThere("this link is not good: ask for a new one".into()));
    let fault = |e: anyhow::Error| visitor.fault(e.into());
    let token = Token::parse(text).ok_or_else(no)?;
    let key = super::account::key_of(&token);
    let link = found::<Link>(&house.casebook, LINK, &key, house.now()).await.map_err(fault)?;
    let link = link.ok_or_else(no)?.value;
    let accounts = house.accounts().await.map_err(fault)?;
    link.look(&token, supervisors(&accounts), house.now()).map_err(|_| no())?;
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
    let authenticator = match shown(house, &key).await.map_err(fault)? {
        Some(shown) => shown,
        None => show(house, &key, link).await.map_err(fault)?,
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
        organisation: match (&house.organisation, &link.errand) {
            (Some(organisation), Errand::Invitation { .. }) => organisation.name.as_str(),
            _ => "",
        },
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
    let (token, link) = good(&house, &visitor, &text).await?;
    let session = visitor.form_is_theirs(&house, &sent.token)?;
    let sent = sent.of;
    let key = super::account::key_of(&token);
    let name = match &link.errand {
        Errand::Reset { account, .. } => account.clone(),
        _ => sent.name.trim().to_lowercase(),
    };
    let mut wrong = flaws(&name, &sent);
    let mut authenticator = shown(&house, &key).await.map_err(|e| visitor.fault(e.into()))?;
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
    let errand = use_up(&house, &visitor, &token, &link).await?;
    let (codes, recovery) = RecoveryCodes::new(&mut random());
    let credentials = Credentials { password, authenticator, recovery };
    let way = Way { credentials: Some(credentials), provided: None };
    if !put(&house, &visitor, &errand, &name, way).await? {
        // The name is taken: the link is good for another.
        give_back(&house, &visitor, &key, &link).await?;
        let taken = [format!("There is an account {name} already: take another name.")];
        return form(&house, &mut visitor, &token, &link, &name, &taken).await;
    }
    house.casebook.remove(SHOWN, &key).await.map_err(|e| visitor.fault(e.into()))?;
    let headers = visitor.rise(&house, session, &name, true).await?;
    let page = pages::Codes { title: "Your recovery codes", codes: &codes };
    let html = page.render().map_err(|e| visitor.fault(e.into()))?;
    Ok((headers, Html(html)).into_response())
}

/// Uses a link up. Of two who send the form, one takes it away.
pub async fn use_up(
    house: &House,
    visitor: &Visitor,
    token: &Token,
    link: &Link,
) -> Result<Errand, Answer> {
    let gone = |told: &str| visitor.fault(Fault::NotThere(told.to_owned()));
    let accounts = house.accounts().await.map_err(|e| visitor.fault(e.into()))?;
    let errand = link.clone().redeem(token, supervisors(&accounts), house.now());
    let errand = errand.map_err(|_| gone("this link is not good any more"))?;
    let key = super::account::key_of(token);
    let first = house.casebook.remove(LINK, &key).await.map_err(|e| visitor.fault(e.into()))?;
    if first { Ok(errand) } else { Err(gone("this link was used already")) }
}

/// Makes a link good again that was used up for nothing.
pub async fn give_back(
    house: &House,
    visitor: &Visitor,
    key: &str,
    link: &Link,
) -> Result<(), Answer> {
    let again = kept(key, link, Some(link.until)).map_err(|e| visitor.fault(e.into()))?;
    house.casebook.keep(LINK, &again).await.map_err(|e| visitor.fault(e.into()))
}

/// The authenticator that the page of a link shows, if it has shown one.
async fn shown(house: &House, key: &str) -> Result<Option<Authenticator>> {
    let Some(kept) = found::<String>(&house.casebook, SHOWN, key, house.now()).await? else {
        return Ok(None);
    };
    let plain = house.keys.open(SHOWN, key, &kept.value)?;
    Ok(Some(serde_json::from_slice(&plain)?))
}

/// A new authenticator for the page of a link. It is as secret as a password, so it is kept sealed.
async fn show(house: &House, key: &str, link: &Link) -> Result<Authenticator> {
    let new = Authenticator::new(&mut random());
    let plain = serde_json::to_vec(&new)?;
    let sealed = house.keys.seal(SHOWN, key, &plain, &mut random())?;
    house.casebook.keep(SHOWN, &kept(key, &sealed, Some(link.until))?).await?;
    Ok(new)
}

/// What is wrong with a name, if anything.
pub fn name_flaws(name: &str) -> Option<String> {
    let fits = |c: char| c.is_alphanumeric() || "._-".contains(c);
    let good = (2..=40).contains(&name.chars().count()) && name.chars().all(fits);
    (!good).then(|| "The name needs 2 to 40 letters, digits, points, dashes.".to_owned())
}

/// What is wrong with a name and a password.
fn flaws(name: &str, sent: &NewAccount) -> Vec<String> {
    let mut wrong: Vec<String> = name_flaws(name).into_iter().collect();
    if sent.password != sent.again {
        wrong.push("The two passwords are not the same.".into());
    }
    let flaws = check(&sent.password, true, &[name]);
    wrong.extend(flaws.iter().map(|f| format!("The password cannot be taken: {f}.")));
    wrong
}

/// How somebody signs in.
pub struct Way {
    /// Here, with a password and a code.
    pub credentials: Option<Credentials>,
    /// At the organisation's provider.
    pub provided: Option<Provided>,
}

/// Makes or changes the account, and says so in the custody log; `false` if the name is taken.
pub async fn put(
    house: &House,
    visitor: &Visitor,
    errand: &Errand,
    name: &str,
    way: Way,
) -> Result<bool, Answer> {
    let fault = |e: anyhow::Error| visitor.fault(e.into());
    let (roles, teams, by) = match errand {
        Errand::FirstStart => {
            (BTreeSet::from([Role::Supervisor]), BTreeSet::new(), FIRST_START.to_owned())
        }
        Errand::Invitation { roles, teams, invited_by } => {
            (roles.clone(), teams.clone(), invited_by.clone())
        }
        Errand::Reset { account, made_by } => {
            return set_anew(house, visitor, account, made_by, way).await;
        }
    };
    let account = Account {
        name: name.to_owned(),
        roles,
        teams,
        cleared: BTreeSet::new(),
        active: true,
        devices: Vec::new(),
        invited_by: Some(by.clone()).filter(|by| by != FIRST_START),
        confirmed_by: None,
        provided: way.provided,
        credentials: way.credentials,
    };
    if !house.open_account(&account).await.map_err(fault)? {
        return Ok(false);
    }
    let by = if by == FIRST_START { name } else { by.as_str() };
    let roles: Vec<&str> = account.roles.iter().map(|r| r.as_str()).collect();
    said(house, by, name, &format!("roles {}", roles.join(","))).await.map_err(fault)?;
    Ok(true)
}

/// Sets an account's way to sign in anew. Who made the link could have used it: they count as one
/// until somebody has confirmed the account again.
async fn set_anew(
    house: &House,
    visitor: &Visitor,
    account: &str,
    made_by: &str,
    way: Way,
) -> Result<bool, Answer> {
    let fault = |e: anyhow::Error| visitor.fault(e.into());
    let Some(old) = house.account(account).await.map_err(fault)? else {
        return Err(visitor.fault(Fault::NotThere("the account is gone".into())));
    };
    let changed = Account {
        devices: Vec::new(),
        invited_by: Some(made_by.to_owned()),
        confirmed_by: None,
        provided: way.provided,
        credentials: way.credentials,
        ..old.value.clone()
    };
    house.change_account(&old, &changed).await.map_err(fault)?;
    if let Ok(mut attempts) = house.attempts.lock() {
        attempts.open(account);
    }
    said(house, made_by, account, "new password").await.map_err(fault)?;
    Ok(true)
}

/// Says in the custody log what was done to an account.
pub async fn said(house: &House, who: &str, about: &str, value: &str) -> Result<()> {
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
