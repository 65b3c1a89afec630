//! Who asks, and whether they may.

use super::account::{Account, Sitting};
use super::fault::{Answer, Fault, Said};
use super::house::House;
use super::pages::Frame;
use super::random;
use askama::Template;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::Html;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use spoor_access::csrf::{Origin, same_origin};
use spoor_access::policy::{self, Action, Asked, Kind, Person, Resource};
use spoor_access::secret::Token;
use spoor_vault::Said as Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// A person who is signed in, on one request.
pub struct Who {
    /// The account.
    pub account: Account,
    /// The account as policies know it.
    pub person: Person,
    /// Their sitting.
    pub sitting: Sitting,
    /// Their cookie's token.
    pub token: Token,
    /// Token for the forms of this page.
    pub form: String,
    /// How refusals are said.
    pub said: Said,
    house: Arc<House>,
}

/// The token that every form carries.
#[derive(Deserialize)]
pub struct Form<T> {
    /// The form's token.
    #[serde(default)]
    pub token: String,
    /// The rest of it.
    #[serde(flatten)]
    pub of: T,
}

/// A form that says nothing but that it is theirs.
#[derive(Deserialize)]
pub struct Nothing {}

/// What an address asks for; what cannot be read is told as any fault is.
pub struct Read<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Read<T> {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Answer> {
        let how = said(parts.uri.path());
        let read = Query::<T>::from_request_parts(parts, state).await;
        let told =
            "the address asks for something that is not there: go on from a page's own links";
        read.map(|Query(of)| Self(of)).map_err(|_| Answer(Fault::Unusable(told.into()), how))
    }
}

/// What a form sends; what cannot be read is told as any fault is.
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Answer;

    async fn from_request(request: Request, state: &S) -> Result<Self, Answer> {
        let how = said(request.uri().path());
        let sent = axum::Form::<T>::from_request(request, state).await;
        let told = "the form lacks a field, or has one that cannot be read: go back and try again";
        sent.map(|axum::Form(of)| Self(of)).map_err(|_| Answer(Fault::Unusable(told.into()), how))
    }
}

/// How the answer to a path is said.
pub fn said(path: &str) -> Said {
    if path.starts_with("/api/") { Said::Json } else { Said::Page }
}

/// Values of the `Cookie` headers.
pub fn cookies(parts: &Parts) -> Vec<&str> {
    parts.headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).collect()
}

/// Whether the request, which may change something, comes from our own pages.
pub fn own(parts: &Parts, house: &House) -> Result<(), Fault> {
    let text = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok());
    let origin = Origin {
        method: parts.method.as_str(),
        fetch_site: text("sec-fetch-site"),
        origin: text("origin"),
    };
    same_origin(&origin, &house.origin).map_err(|e| Fault::Foreign(e.to_string()))
}

impl FromRequestParts<Arc<House>> for Who {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, Answer> {
        let said = said(parts.uri.path());
        let answer = |fault| Answer(fault, said);
        own(parts, house).map_err(answer)?;
        let nobody = || answer(Fault::NobodySignedIn);
        let token = house.place.read(cookies(parts)).ok_or_else(nobody)?;
        let sitting = house.sitting(&token).await.map_err(|e| answer(e.into()))?;
        let sitting = sitting.ok_or_else(nobody)?;
        let name = sitting.session.signed_in().ok_or_else(nobody)?;
        let account = house.account(name).await.map_err(|e| answer(e.into()))?;
        let account = account.filter(|a| a.value.active).ok_or_else(nobody)?.value;
        let person = house.person(&account).await.map_err(|e| answer(e.into()))?;
        let form = house.csrf.token(&sitting.session, &mut random());
        Ok(Self { account, person, sitting, token, form, said, house: house.clone() })
    }
}

impl Who {
    /// Takes a form only with a token of this session.
    pub fn form_is_theirs(&self, token: &str) -> Result<(), Answer> {
        if self.house.csrf.holds(&self.sitting.session, token) {
            return Ok(());
        }
        let why = "the page was open too long or is of another session: go back, load it anew and \
                   try again";
        Err(self.fault(Fault::Foreign(why.into())))
    }

    /// Whether they could do it, for a page that offers it: nothing is noted, nothing is shown.
    pub fn could(&self, action: Action, resource: &Resource) -> bool {
        let asked = Asked {
            purpose: self.sitting.purpose.clone(),
            second_person: None,
            rows: 0,
            second_factor: true,
        };
        let request = policy::Request { person: &self.person, action, resource, asked: &asked };
        self.house.policies.decide(&request).allowed
    }

    /// Whether they have shown their second factor lately.
    fn is_fresh(&self) -> bool {
        self.sitting.session.is_fresh(&self.house.limits, self.house.now())
    }

    /// What the policies say.
    fn asked(&self, action: Action, resource: &Resource, rows: u64) -> policy::Answer {
        let asked = Asked {
            purpose: self.sitting.purpose.clone(),
            second_person: None,
            rows,
            second_factor: self.is_fresh(),
        };
        let request = policy::Request { person: &self.person, action, resource, asked: &asked };
        self.house.policies.decide(&request)
    }

    /// Whether they may do it; the refusal says why not and whom to ask, and is in the audit log.
    pub async fn may(&self, action: Action, resource: &Resource, rows: u64) -> Result<(), Answer> {
        let answer = self.asked(action, resource, rows);
        if answer.allowed {
            return Ok(());
        }
        self.house.counters.refused.fetch_add(1, Ordering::Relaxed);
        let what = format!("refused: {action} {} {}", resource.kind, resource.id);
        self.note(&what).await?;
        Err(self.fault(Fault::Refused {
            purpose: self.sitting.purpose.is_none(),
            code: !self.is_fresh() && self.could(action, resource),
            why: answer.why.into_iter().map(|w| w.sentence).collect(),
            ask: answer.ask_whom.iter().map(|r| r.as_str().to_owned()).collect(),
        }))
    }

    /// Whether they may look at it; the look is in the audit log before anything is shown.
    pub async fn look(&self, action: Action, resource: &Resource, rows: u64) -> Result<(), Answer> {
        self.may(action, resource, rows).await?;
        self.note(&format!("{action} {} {}", resource.kind, resource.id)).await
    }

    /// What is said of something that is not there: that it is not, to whom could have seen it; to
    /// others only that they may not, as if it were.
    pub async fn not_there(&self, action: Action, kind: Kind, told: String) -> Answer {
        let may = self.may(action, &Resource::new(kind, "none"), 0).await;
        may.err().unwrap_or_else(|| self.fault(Fault::NotThere(told)))
    }

    /// A line in the audit log.
    pub async fn note(&self, what: &str) -> Result<(), Answer> {
        let entry = Entry::Look {
            who: self.account.name.clone(),
            what: what.to_owned(),
            why: self.sitting.purpose.clone().unwrap_or_default(),
            at: self.house.now(),
        };
        self.house.clerk.record(vec![entry], None).await.map_err(|e| self.fault(e.into()))?;
        Ok(())
    }

    /// A lead as policies know it: the restricted sources it rests on, and who has decided on it.
    pub async fn lead(&self, id: &str) -> Result<Resource, Answer> {
        let sources = self.house.board().sources(id);
        let mut resource = self.resting_on(Kind::Lead, id, &sources).await?;
        let standing = self.house.with_work(|w| w.standing(id));
        resource.made_by = standing.decisions.into_iter().map(|(_, d)| d.reviewer).collect();
        Ok(resource)
    }

    /// Something as policies know it that rests on these sources.
    pub async fn resting_on(
        &self,
        kind: Kind,
        id: impl Into<String>,
        sources: &BTreeSet<String>,
    ) -> Result<Resource, Answer> {
        let kept = self.house.casebook.all_kept(super::sources::RESTRICTED, self.house.now()).await;
        let restricted = kept.map_err(|e| self.fault(e.into()))?.into_iter().map(|k| k.key);
        let mut resource = Resource::new(kind, id);
        resource.restricted = restricted.filter(|name| sources.contains(name)).collect();
        Ok(resource)
    }

    /// New hits of their saved searches, by id of the search.
    pub fn news(&self) -> BTreeMap<String, u64> {
        let news = self.house.news.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        news.of(&self.account.name)
    }

    /// What stands above a page of theirs.
    pub fn frame(&self) -> Frame {
        Frame::of(self, self.house.policies.purposes())
    }

    /// A page of theirs, as it is sent.
    pub fn page(&self, page: &impl Template) -> Result<Html<String>, Answer> {
        page.render().map(Html).map_err(|e| self.fault(e.into()))
    }

    /// A fault, said as this request wants it.
    pub fn fault(&self, fault: Fault) -> Answer {
        Answer(fault, self.said)
    }
}
