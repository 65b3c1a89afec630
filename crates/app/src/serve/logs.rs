//! The server's log, for who runs it. It tells how requests went, and nothing of whom they were
//! about or who made them: that is in the audit log, for who may read it.
//!
//! A request is a span with a random id, the method, and the route as it is written in the program,
//! `/lead/{id}`: never the path, the query, a name, a header or an address. The answer carries the
//! id, so that somebody who met a fault can say which.

use anyhow::{Context, Result};
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use clap::ValueEnum;
use rand::Rng;
use std::time::Instant;
use tracing::Instrument;
use tracing_subscriber::EnvFilter;

/// Name of the header that tells a request's id.
const REQUEST_ID: &str = "x-request-id";
/// What is logged if the environment does not say.
const USUAL: &str = "warn,spoor=info";

/// How lines of the log are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

/// Starts the log, on stderr. What is logged: `SPOOR_LOG`, else `RUST_LOG`, as
/// `warn,spoor=debug`.
pub fn start(format: Format) -> Result<()> {
    let said = ["SPOOR_LOG", "RUST_LOG"].iter().find_map(|name| std::env::var(name).ok());
    let said = said.unwrap_or_else(|| USUAL.to_owned());
    let filter = EnvFilter::try_new(&said)
        .with_context(|| format!("SPOOR_LOG={said:?} is no filter: write warn,spoor=info"))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match format {
        Format::Text => lines.with_ansi(false).try_init(),
        Format::Json => lines.json().with_span_list(false).try_init(),
    };
    started.map_err(|e| anyhow::anyhow!("the log cannot be started: {e}"))?;
    // A panic may tell the text it stumbled over; where it was is enough to find it.
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(at, "the program stumbled: please report it");
    }));
    Ok(())
}

/// Logs a request.
pub async fn logged(request: Request, next: Next) -> Response {
    let id = format!("{:016x}", super::random().next_u64());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let span = tracing::info_span!("request", id, method = method(request.method()), route);
    let begun = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let ms = begun.elapsed().as_millis() as u64;
    span.in_scope(|| tracing::info!(status = response.status().as_u16(), ms, "answered"));
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// The method, if it is one: anybody can send any word in its place.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}
