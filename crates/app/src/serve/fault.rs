//! Every answer that is not what was asked for: said in words, with whom to ask.

use super::pages;
use askama::Template;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// Why there is no answer.
#[derive(Debug)]
pub enum Fault {
    /// Nobody is signed in.
    NobodySignedIn,
    /// The form is old or from elsewhere.
    Foreign(String),
    /// A policy forbids it: why, and whom to ask.
    Refused { why: Vec<String>, ask: Vec<String>, purpose: bool, code: bool },
    /// There is no such thing, or nothing that this person may know of.
    NotThere(String),
    /// What was sent cannot be used.
    Unusable(String),
    /// Too many attempts.
    TooMany(String),
    /// The server failed; the words go to its log alone.
    Failed(anyhow::Error),
}

/// A refusal as JSON (RFC 9457, problem details).
#[derive(Serialize, ToSchema)]
pub struct Problem {
    /// What it is, in a few words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What was wrong and what to do.
    pub detail: String,
    /// Roles that can do it.
    pub ask: Vec<String>,
    /// Whether stating another purpose would do.
    pub purpose: bool,
    /// Whether showing the second factor again would do.
    pub code: bool,
}

/// How a fault is to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// As a page.
    Page,
    /// As JSON.
    Json,
}

/// A fault, and how to say it.
#[derive(Debug)]
pub struct Answer(pub Fault, pub Said);

impl<E: Into<anyhow::Error>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Fault {
    fn problem(&self) -> Problem {
        let (status, title, detail) = match self {
            Self::NobodySignedIn => (
                StatusCode::UNAUTHORIZED,
                "Nobody is signed in",
                "Sign in first: a session ends after half an hour without a request.".to_owned(),
            ),
            Self::Foreign(why) => (StatusCode::FORBIDDEN, "The form cannot be taken", why.clone()),
            Self::Refused { why, .. } => {
                (StatusCode::FORBIDDEN, "This is not for you to do", why.join("; "))
            }
            Self::NotThere(what) => (StatusCode::NOT_FOUND, "There is no such page", what.clone()),
            Self::Unusable(why) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "This cannot be used", why.clone())
            }
            Self::TooMany(why) => (StatusCode::TOO_MANY_REQUESTS, "Too many attempts", why.clone()),
            Self::Failed(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "The server failed",
                "Nothing that was acknowledged is lost. Try again, and tell who runs the server."
                    .to_owned(),
            ),
        };
        let (ask, purpose, code) = match self {
            Self::Refused { ask, purpose, code, .. } => (ask.clone(), *purpose, *code),
            _ => (Vec::new(), false, false),
        };
        Problem { title: title.to_owned(), status: status.as_u16(), detail, ask, purpose, code }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let Self(fault, said) = self;
        if let Fault::Failed(error) = &fault {
            tracing::error!("{error:#}");
        }
        if matches!((&fault, said), (Fault::NobodySignedIn, Said::Page)) {
            return Redirect::to("/sign-in").into_response();
        }
        let problem = fault.problem();
        let status =
            StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if said == Said::Page {
            let page = pages::Refusal { title: &problem.title, problem: &problem };
            let Ok(html) = page.render() else { return status.into_response() };
            return (status, axum::response::Html(html)).into_response();
        }
        let mut response = (status, Json(problem)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}
