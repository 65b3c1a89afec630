//! `POST /api/captures`: what partners' machines send comes in by itself. A machine has no session: it
//! shows the token of one source, and what it sends is sealed under that source. No cookie counts here,
//! so no page of another site can send in somebody's name.

mod arrivals;
mod body;
mod pace;
mod refusal;
mod single;

pub use arrivals::{ARRIVAL, Arrivals};

use super::account::found;
use super::house::House;
use crate::source_tokens::{self, SourceToken};
use arrivals::{ArrivalView, Kind, Order, keep};
use axum::Json;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use pace::{Rate, USES, WRONG};
use rand::Rng;
use refusal::Refusal;
use single::Single;
use spoor_vault::Said;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

/// How long an answer waits for the end of the import.
const ANSWER: Duration = Duration::from_secs(20);
/// Seconds after which there may be room again.
const ROOM_IN: u64 = 10;

/// Says in OpenAPI how a token is shown.
pub struct Scheme;

impl utoipa::Modify for Scheme {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let told = "The token of one source, made with `spoor source token NAME`. A cookie does not count.";
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(told));
        let components = openapi.components.get_or_insert_with(Default::default);
        components.add_security_scheme("source-token", SecurityScheme::Http(scheme.build()));
    }
}

/// Takes captures: a WARC or WACZ file, an e-mail, or one page as JSON. It becomes exhibits under the
/// token's source. With `Prefer: respond-async` the answer does not wait for that.
#[utoipa::path(post, path = "/api/captures", tag = "captures", security(("source-token" = [])),
    params(("source" = Option<String>, Query, description = "Refused unless it is the token's source")),
    request_body(content(
        (Single = "application/json"), (Vec<u8> = "application/warc"), (Vec<u8> = "application/wacz"),
        (Vec<u8> = "message/rfc822"), (Vec<u8> = "application/octet-stream"))),
    responses(
        (status = 200, description = "It has ended", body = ArrivalView),
        (status = 202, description = "It goes on: Location tells how it ended", body = ArrivalView),
        (status = 400, description = "Nothing of it can be read", body = ArrivalView),
        (status = 401, description = "No token, or none that counts"),
        (status = 403, description = "The token is of another source"),
        (status = 413, description = "Longer than is taken"),
        (status = 415, description = "Nothing that is taken"),
        (status = 429, description = "Too much at once: Retry-After")))]
pub async fn send(State(house): State<Arc<House>>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let token = sender(&house, &parts).await?;
    let id = format!("{:016x}", super::random().next_u64());
    if let Err(refusal) = own_source(&parts, &token) {
        house.counters.refused.fetch_add(1, Ordering::Relaxed);
        note(&house, &token, "refused: captures for another source".into()).await?;
        return Err(refusal);
    }
    note(&house, &token, format!("sends captures under source {}: arrival {id}", token.source))
        .await?;
    let stated = body::kind(&parts.headers)?;
    let limit = match stated {
        Some(Kind::Single) => house.arrivals.limit.min(body::SINGLE_MAX),
        _ => house.arrivals.limit,
    };
    if length(&parts.headers).is_some_and(|bytes| bytes > limit) {
        return Err(Refusal::too_large(limit));
    }
    let room = house.arrivals.room(&token.source).ok_or_else(|| Refusal::too_many(ROOM_IN))?;
    let path = house.arrivals.file(&id, stated)?;
    let partial = body::receive(body, &path, limit).await?;
    let kind = match stated {
        Some(kind) => kind,
        None => body::looked_at(&path).await?,
    };
    let partial = partial.renamed(&house.arrivals.file(&id, Some(kind))?)?;
    let order = Order { id, source: token.source, kind, at: house.now() };
    let begun = ArrivalView::begun(&order);
    keep(&house.casebook, &begun, order.at).await?;
    let told = house.arrivals.begin(order, room)?;
    partial.keep();
    match tokio::time::timeout(patience(&parts.headers), told).await {
        Ok(done) => Ok(answer(&done??)),
        Err(_) => Ok(answer(&begun)),
    }
}

/// How an arrival ended, or that it goes on: for a day, to tokens of its source.
#[utoipa::path(get, path = "/api/captures/{id}", tag = "captures", params(("id" = String, Path)),
    security(("source-token" = [])), responses((status = 200, body = ArrivalView), (status = 401),
    (status = 403, description = "The token is of another source"), (status = 404), (status = 429)))]
pub async fn ended(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<ArrivalView>, Refusal> {
    let (parts, _) = request.into_parts();
    let token = sender(&house, &parts).await?;
    if id.len() != 16 || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Refusal::not_there());
    }
    note(&house, &token, format!("asks how arrival {id} ended")).await?;
    let view = found::<ArrivalView>(&house.casebook, ARRIVAL, &id, house.now()).await?;
    let view = view.ok_or_else(Refusal::not_there)?.value;
    if view.source != token.source {
        house.counters.refused.fetch_add(1, Ordering::Relaxed);
        return Err(Refusal::other_source());
    }
    Ok(Json(view))
}

fn answer(view: &ArrivalView) -> Response {
    let status = match (view.ended, &view.problem) {
        (false, _) => StatusCode::ACCEPTED,
        (true, Some(_)) => StatusCode::BAD_REQUEST,
        (true, None) => StatusCode::OK,
    };
    let mut response = (status, Json(view)).into_response();
    // An id is hexadecimal digits.
    if let Ok(at) = HeaderValue::from_str(&format!("/api/captures/{}", view.id)) {
        response.headers_mut().insert(header::LOCATION, at);
    }
    response
}

/// Whose token is shown.
async fn sender(house: &House, parts: &Parts) -> Result<SourceToken, Refusal> {
    let Some(text) = bearer(&parts.headers) else { return Err(Refusal::nobody(false)) };
    let now = house.now();
    match source_tokens::shown(&house.casebook, &house.keys, text, now).await? {
        Some(token) => {
            take(house, &token.name(), USES)?;
            Ok(token)
        }
        None => {
            house.counters.refused.fetch_add(1, Ordering::Relaxed);
            let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
            let from = peer.map(|ConnectInfo(peer)| house.proxies.client(*peer, &parts.headers));
            let from = from.map_or("nowhere".to_owned(), |address| address.to_string());
            take(house, &format!("from {from}"), WRONG)?;
            Err(Refusal::nobody(true))
        }
    }
}

/// The one token of the `Authorization` header; none if there are several.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let (first, None) = (all.next()?, all.next()) else { return None };
    let (scheme, token) = first.to_str().ok()?.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn take(house: &House, name: &str, rate: Rate) -> Result<(), Refusal> {
    let now = house.now();
    let mut pace = house.arrivals.pace.lock().unwrap_or_else(PoisonError::into_inner);
    let wait = pace.wait(name, rate, now);
    if wait > 0 {
        return Err(Refusal::too_many((wait as u64).div_ceil(1000)));
    }
    pace.take(name, rate, now);
    Ok(())
}

/// Whether the address names no source but the token's.
fn own_source(parts: &Parts, token: &SourceToken) -> Result<(), Refusal> {
    let query = parts.uri.query().unwrap_or_default();
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if key != "source" {
            return Err(Refusal::unreadable("the address may say source=NAME and nothing else"));
        }
        if value != token.source {
            return Err(Refusal::other_source());
        }
    }
    Ok(())
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// How long whoever asks wants to wait (RFC 7240), at most as long as we do.
fn patience(headers: &HeaderMap) -> Duration {
    let said = headers.get_all("prefer").iter().filter_map(|v| v.to_str().ok());
    let said: Vec<String> =
        said.flat_map(|v| v.split([',', ';'])).map(|p| p.trim().to_lowercase()).collect();
    let wait = said.iter().find_map(|p| p.strip_prefix("wait=")?.parse().ok());
    match wait {
        Some(seconds) => ANSWER.min(Duration::from_secs(seconds)),
        None if said.iter().any(|p| p == "respond-async") => Duration::ZERO,
        None => ANSWER,
    }
}

/// A line in the audit log, before anything is done.
async fn note(house: &House, token: &SourceToken, what: String) -> Result<(), Refusal> {
    let said = Said::Look { who: token.name(), what, why: String::new(), at: house.now() };
    house.clerk.record(vec![said], None).await?;
    Ok(())
}
