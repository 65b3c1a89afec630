//! What a machine is told when nothing is taken from it: problem details (RFC 9457).

use crate::serve::fault::Problem;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Why nothing is taken.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    title: &'static str,
    detail: String,
    /// Header and value that go with it.
    header: Option<(header::HeaderName, String)>,
}

impl Refusal {
    fn new(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, title, detail: detail.into(), header: None }
    }

    /// No token, or none that counts.
    pub fn nobody(was_shown: bool) -> Self {
        let (detail, challenge) = match was_shown {
            true => (
                "there is no such token, or not any more: ask who runs the server for one",
                "Bearer realm=\"spoor\", error=\"invalid_token\"",
            ),
            false => (
                "show the token of a source: Authorization: Bearer TOKEN",
                "Bearer realm=\"spoor\"",
            ),
        };
        let told = Self::new(StatusCode::UNAUTHORIZED, "No token", detail);
        Self { header: Some((header::WWW_AUTHENTICATE, challenge.into())), ..told }
    }

    /// It is of another source.
    pub fn other_source() -> Self {
        let detail = "the token is of another source: a token sends under its own source alone";
        Self::new(StatusCode::FORBIDDEN, "Another source", detail)
    }

    /// It cannot be read.
    pub fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "This cannot be read", detail)
    }

    /// There is nothing such.
    pub fn not_there() -> Self {
        let detail = "nothing arrived under this name, or more than a day ago";
        Self::new(StatusCode::NOT_FOUND, "Nothing is there", detail)
    }

    /// It is longer than is taken.
    pub fn too_large(most: u64) -> Self {
        let detail = format!("at most {most} bytes are taken at a time: send it in parts");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "Too large", detail)
    }

    /// It is nothing that is taken.
    pub fn other_kind(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Not taken", detail)
    }

    /// The body stopped coming.
    pub fn too_slow() -> Self {
        let detail = "the body stopped coming: nothing of it is kept, send it again";
        Self::new(StatusCode::REQUEST_TIMEOUT, "Too slow", detail)
    }

    /// Too much at once; in so many seconds there is room.
    pub fn too_many(seconds: u64) -> Self {
        let told = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "Too many",
            format!("too much at once: go on in {seconds} seconds"),
        );
        Self { header: Some((header::RETRY_AFTER, seconds.to_string())), ..told }
    }

    /// The server failed; the words go to its log alone.
    pub fn failed(error: &anyhow::Error) -> Self {
        tracing::error!("what arrived could not be taken: {error:#}");
        let detail = "nothing that was acknowledged is lost: send it again, and tell who runs the \
                      server";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "The server failed", detail)
    }
}

impl<E: Into<anyhow::Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::failed(&error.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let problem = Problem {
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            detail: self.detail,
            ask: Vec::new(),
            purpose: false,
            code: false,
        };
        let mut response = (self.status, Json(problem)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if let Some((name, value)) = self.header
            && let Ok(value) = HeaderValue::from_str(&value)
        {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
