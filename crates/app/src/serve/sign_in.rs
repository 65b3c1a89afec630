//! Signing in and out: attempts → password and code → a session with a new token.

use super::account::Sitting;
use super::fault::{Answer, Fault};
use super::house::House;
use super::pages;
use super::random;
use super::who::{Form, Nothing, Sent, Who, cookies, own, said};
use askama::Template;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use spoor_access::attempts::Knock;
use spoor_access::password::Verdict;
use spoor_access::secret::Token;
use spoor_access::session::{Level, Session};
use spoor_vault::Said;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Somebody who is not, or not yet, signed in.
pub struct Visitor {
    token: Option<Token>,
    sitting: Option<Sitting>,
    device: Option<Token>,
    address: IpAddr,
    said: super::fault::Said,
}

impl FromRequestParts<Arc<House>> for Visitor {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, Answer> {
        let said = said(parts.uri.path());
        own(parts, house).map_err(|fault| Answer(fault, said))?;
        let token = house.place.read(cookies(parts));
        let sitting = match &token {
            Some(token) => house.sitting(token).await.map_err(|e| Answer(e.into(), said))?,
            None => None,
        };
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0);
        let peer = peer.unwrap_or_else(|| SocketAddr::from(([0, 0, 0, 0], 0)));
        Ok(Self {
            token,
            sitting,
            device: house.place.read_device(cookies(parts)),
            address: house.proxies.client(peer, &parts.headers),
            said,
        })
    }
}

impl Visitor {
    /// A session of a visitor for the form: theirs, or a new one with its cookie.
    pub async fn session(
        &mut self,
        house: &House,
    ) -> Result<(Session, Option<HeaderValue>), Answer> {
        if let Some(sitting) = &self.sitting {
            return Ok((sitting.session.clone(), None));
        }
        let (token, session) = Session::visitor(&mut random(), house.now());
        let sitting = Sitting { session: session.clone(), purpose: None };
        house.sit(&token, &sitting).await.map_err(|e| self.fault(e.into()))?;
        let cookie = HeaderValue::from_str(&house.place.set(&token)).ok();
        self.token = Some(token);
        self.sitting = Some(sitting);
        Ok((session, cookie))
    }

    /// Takes a form only with a token of this session.
    pub fn form_is_theirs(&self, house: &House, token: &str) -> Result<Session, Answer> {
        let session = self.sitting.as_ref().map(|s| &s.session);
        match session.filter(|session| house.csrf.holds(session, token)) {
            Some(session) => Ok(session.clone()),
            None => Err(self.fault(Fault::Foreign(
                "the page was open too long: go back, load it anew and try again".into(),
            ))),
        }
    }

    /// Their session, if they have one.
    pub fn theirs(&self) -> Option<Session> {
        self.sitting.as_ref().map(|s| s.session.clone())
    }

    /// An attempt to sign in at the provider. Nobody knows yet who it will be, and nothing can be
    /// guessed there: what counts is the address's budget, and nobody shuts another's door.
    fn at_provider(&self) -> Knock {
        let session = self.token.as_ref().map(super::account::key_of).unwrap_or_default();
        let account = format!("provider of sign-ins, in {session}");
        Knock { account, device: None, address: self.address }
    }

    /// Counts an attempt to sign in at the provider.
    pub fn goes_there(&self, house: &House) -> Result<(), Answer> {
        self.tries(house, &self.at_provider())
    }

    /// The attempt was right.
    pub fn came_back(&self, house: &House) {
        if let Ok(mut attempts) = house.attempts.lock() {
            attempts.succeeded(&self.at_provider());
        }
    }

    /// An attempt to be let in as somebody, from here.
    pub fn knock(&self, name: &str) -> Knock {
        Knock { account: name.to_owned(), device: None, address: self.address }
    }

    /// Counts an attempt.
    pub fn tries(&self, house: &House, knock: &Knock) -> Result<(), Answer> {
        let begun = match house.attempts.lock() {
            Ok(mut attempts) => attempts.begin(knock, house.now()),
            Err(_) => return Err(self.fault(anyhow::anyhow!("attempts cannot be counted").into())),
        };
        begun.map_err(|refused| self.fault(Fault::TooMany(refused.to_string())))
    }

    /// A fault, said as this request wants it.
    pub fn fault(&self, fault: Fault) -> Answer {
        Answer(fault, self.said)
    }

    /// Signs an account in: the old session goes, a new one with a new token comes.
    pub async fn rise(
        &self,
        house: &House,
        session: Session,
        name: &str,
        second_factor: bool,
    ) -> Result<HeaderMap, Answer> {
        let fault = |e: anyhow::Error| self.fault(e.into());
        let (token, session) =
            session.rise(&mut random(), name, Level::Full, second_factor, house.now());
        house.sit(&token, &Sitting { session, purpose: None }).await.map_err(fault)?;
        if let Some(old) = &self.token {
            house.rise_from(old).await.map_err(fault)?;
        }
        let device = self.device.clone().unwrap_or_else(|| Token::random(&mut random()));
        if let Some(found) = house.account(name).await.map_err(fault)? {
            let mut account = found.value.clone();
            account.remember(device.hash());
            house.change_account(&found, &account).await.map_err(fault)?;
        }
        let entry = Said::Look {
            who: name.to_owned(),
            what: "sign in".into(),
            why: String::new(),
            at: house.now(),
        };
        house.clerk.record(vec![entry], None).await.map_err(fault)?;
        house.counters.sign_ins.fetch_add(1, Ordering::Relaxed);
        let mut headers = HeaderMap::new();
        for cookie in [house.place.set(&token), house.place.set_device(&device)] {
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                headers.append(header::SET_COOKIE, value);
            }
        }
        Ok(headers)
    }
}

/// The page to sign in on.
#[utoipa::path(get, path = "/sign-in", tag = "people", responses((status = 200)))]
pub async fn page(
    State(house): State<Arc<House>>,
    mut visitor: Visitor,
) -> Result<Response, Answer> {
    form(&house, &mut visitor, "").await
}

async fn form(house: &House, visitor: &mut Visitor, wrong: &str) -> Result<Response, Answer> {
    let (session, cookie) = visitor.session(house).await?;
    let token = house.csrf.token(&session, &mut random());
    let organisation = house.organisation.as_ref().map_or("", |o| o.name.as_str());
    let page = pages::SignIn { title: "Sign in", form: &token, wrong, organisation };
    let mut response = Html(page.render().map_err(|e| visitor.fault(e.into()))?).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What is sent to sign in.
#[derive(Deserialize)]
pub struct SignIn {
    name: String,
    password: String,
    code: String,
}

/// Why nobody is let in: the same for a wrong name, password or code.
const WRONG: &str = "The name, the password or the code is not right. Codes work once: wait for the \
                     next one.";

/// Signs in with name, password and the code of an authenticator, or a recovery code.
#[utoipa::path(post, path = "/sign-in", tag = "people", responses((status = 303), (status = 200)))]
pub async fn sign_in(
    State(house): State<Arc<House>>,
    mut visitor: Visitor,
    Sent(form_sent): Sent<Form<SignIn>>,
) -> Result<Response, Answer> {
    let session = visitor.form_is_theirs(&house, &form_sent.token)?;
    let SignIn { name, password, code } = form_sent.of;
    let name = name.trim().to_lowercase();
    let fault = |e: anyhow::Error| Answer(e.into(), super::fault::Said::Page);
    let found = house.account(&name).await.map_err(fault)?;
    let known = visitor.device.as_ref().map(Token::hash);
    let device = found.as_ref().zip(known).filter(|(f, d)| f.value.devices.contains(d));
    let knock = Knock {
        account: name.chars().take(200).collect(),
        device: device.map(|(_, d)| String::from(d)),
        address: visitor.address,
    };
    visitor.tries(&house, &knock)?;
    let stored = found.as_ref().and_then(|f| f.value.credentials.as_ref());
    let checked = checked(&house, stored.map(|c| c.password.clone()), password).await;
    let checked = checked.map_err(fault)?;
    let (Some(found), Some(hashed)) = (found.filter(|f| f.value.active), checked) else {
        return form(&house, &mut visitor, WRONG).await;
    };
    let mut account = found.value.clone();
    let Some(own) = &mut account.credentials else {
        return form(&house, &mut visitor, WRONG).await;
    };
    let second =
        own.authenticator.take(code.trim(), house.now()).is_ok() || own.recovery.take(&code);
    own.password = hashed;
    // Kept before it counts: of two who send the same code, one is let in.
    if !second || !house.change_account(&found, &account).await.map_err(fault)? {
        return form(&house, &mut visitor, WRONG).await;
    }
    if let Ok(mut attempts) = house.attempts.lock() {
        attempts.succeeded(&knock);
    }
    let headers = visitor.rise(&house, session, &account.name, true).await?;
    Ok((headers, Redirect::to("/state")).into_response())
}

/// Checks a password; if it is right, gives the hash to keep of it: the one there is, or one at the
/// present cost if that one was made at another.
async fn checked(
    house: &Arc<House>,
    stored: Option<String>,
    password: String,
) -> anyhow::Result<Option<String>> {
    // Argon2id takes its time and memory: not on the threads that answer, and few at a time.
    let _turn = house.checking.acquire().await?;
    let house = house.clone();
    let checked = tokio::task::spawn_blocking(move || {
        match house.passwords.verify(stored.as_deref(), &password) {
            Verdict::Right { rehash: true } => {
                house.passwords.hash(&password, &mut random()).map(Some)
            }
            Verdict::Right { rehash: false } => Ok(stored),
            Verdict::Wrong => Ok(None),
        }
    });
    Ok(checked.await??)
}

/// Signs out.
#[utoipa::path(post, path = "/sign-out", tag = "people", responses((status = 303)))]
pub async fn sign_out(
    State(house): State<Arc<House>>,
    who: Who,
    Sent(form): Sent<Form<Nothing>>,
) -> Result<Response, Answer> {
    who.form_is_theirs(&form.token)?;
    house.rise_from(&who.token).await.map_err(|e| who.fault(e.into()))?;
    who.note("sign out").await?;
    let cookie = [(header::SET_COOKIE, house.place.clear())];
    Ok((cookie, Redirect::to("/sign-in")).into_response())
}

/// The purpose that somebody states for what follows.
#[derive(Deserialize)]
pub struct Stated {
    purpose: String,
    /// Page to go back to.
    #[serde(default)]
    back: String,
}

/// The page to state a purpose on.
#[utoipa::path(get, path = "/state", tag = "people", responses((status = 200)))]
pub async fn state(who: Who) -> Result<Html<String>, Answer> {
    let frame = who.frame();
    who.page(&pages::State { title: "Purpose", frame: &frame })
}

/// States the purpose of what follows; it stands with every line of the audit log.
#[utoipa::path(post, path = "/purpose", tag = "people", responses((status = 303)))]
pub async fn purpose(
    State(house): State<Arc<House>>,
    who: Who,
    Sent(form): Sent<Form<Stated>>,
) -> Result<Response, Answer> {
    who.form_is_theirs(&form.token)?;
    if !house.policies.purposes().iter().any(|p| p.id == form.of.purpose) {
        let why = format!("{:?} is no purpose here", form.of.purpose);
        return Err(who.fault(Fault::Unusable(why)));
    }
    let mut sitting = who.sitting.clone();
    sitting.purpose = Some(form.of.purpose.clone());
    house.sit(&who.token, &sitting).await.map_err(|e| who.fault(e.into()))?;
    who.note(&format!("state purpose {}", form.of.purpose)).await?;
    Ok(Redirect::to(&here(&form.of.back)).into_response())
}

/// A path of ours to go back to, never another site's.
pub fn here(back: &str) -> String {
    let ours =
        back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\n', '\r']);
    if ours { back.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for ours in ["/", "/inbox?queue=disputed", "/lead/L-1"] {
            assert_eq!(here(ours), ours);
        }
        for foreign in
            ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nX: y"]
        {
            assert_eq!(here(foreign), "/", "{foreign:?}");
        }
    }
}
