//! Every route, once: what is not in the OpenAPI document is not served.

use super::fault::{Answer, Fault};
use super::house::House;
use super::who::said;
use super::{
    actor, advert, audit, inbox, lead, pair, ring, search, selector, setup, sign_in, status,
};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Json, Router};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Longest form, bytes.
const FORM: usize = 64 * 1024;
/// Longest time for an answer.
const ANSWER: Duration = Duration::from_secs(30);

/// Nothing from elsewhere, no script or style in a page, nobody's frame.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                   connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "spoor",
        description = "The workbench: leads for people to review. A cookie of a signed-in session is \
                       needed everywhere but at /sign-in, /setup and the server's own pages."
    ),
    tags(
        (name = "leads", description = "Leads and what people say of them"),
        (name = "people", description = "Signing in, accounts, purposes"),
        (name = "audit", description = "Who looked at or did what"),
        (name = "server", description = "How the server is")
    )
)]
struct Doc;

/// All routes with their description.
fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::with_openapi(Doc::openapi())
        .routes(routes!(home))
        .routes(routes!(sign_in::page, sign_in::sign_in))
        .routes(routes!(sign_in::sign_out))
        .routes(routes!(sign_in::state))
        .routes(routes!(sign_in::purpose))
        .routes(routes!(setup::page, setup::redeem))
        .routes(routes!(setup::accounts))
        .routes(routes!(setup::invite))
        .routes(routes!(setup::suspend))
        .routes(routes!(inbox::page))
        .routes(routes!(inbox::api))
        .routes(routes!(lead::page))
        .routes(routes!(lead::api))
        .routes(routes!(lead::decide))
        .routes(routes!(lead::act))
        .routes(routes!(lead::undo))
        .routes(routes!(ring::page))
        .routes(routes!(ring::api))
        .routes(routes!(actor::page))
        .routes(routes!(actor::api))
        .routes(routes!(advert::page))
        .routes(routes!(advert::api))
        .routes(routes!(advert::custody::proof))
        .routes(routes!(selector::page))
        .routes(routes!(selector::api))
        .routes(routes!(pair::page))
        .routes(routes!(pair::api))
        .routes(routes!(pair::contest))
        .routes(routes!(search::page))
        .routes(routes!(search::api))
        .routes(routes!(audit::page))
        .routes(routes!(audit::api))
        .routes(routes!(status::health))
        .routes(routes!(status::metrics))
        .routes(routes!(status::css))
        .routes(routes!(status::keys))
        .routes(routes!(status::draw))
        .routes(routes!(openapi))
}

/// The whole service.
pub fn router(house: Arc<House>) -> Router {
    let (router, _) = routes().split_for_parts();
    router
        .fallback(nothing_here)
        .layer(CompressionLayer::new())
        .layer(RequestBodyLimitLayer::new(FORM))
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::GATEWAY_TIMEOUT, ANSWER))
        .layer(from_fn_with_state(house.clone(), guarded))
        .with_state(house)
}

/// Where work begins.
#[utoipa::path(get, path = "/", tag = "leads", responses((status = 303)))]
async fn home() -> Redirect {
    Redirect::to("/inbox")
}

/// This description.
#[utoipa::path(get, path = "/api/openapi.json", tag = "server", responses((status = 200)))]
async fn openapi() -> impl IntoResponse {
    Json(routes().into_openapi())
}

async fn nothing_here(uri: Uri) -> Answer {
    Answer(Fault::NotThere("nothing is at this address".into()), said(uri.path()))
}

/// Headers of every answer, and the counts.
async fn guarded(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let is_file = request.uri().path().starts_with("/static/");
    let mut response = next.run(request).await;
    house.counters.requests.fetch_add(1, Ordering::Relaxed);
    if response.status().is_server_error() {
        house.counters.faults.fetch_add(1, Ordering::Relaxed);
    }
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Personal data stays in no cache; files of the program may.
    let cache = if is_file { "public, max-age=3600" } else { "no-store" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if house.place == spoor_access::cookie::Place::Https {
        let long = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, long);
    }
    response
}
