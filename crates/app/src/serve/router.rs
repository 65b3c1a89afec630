//! Every route, once: what is not in the OpenAPI document is not served.

use super::captures::Scheme;
use super::fault::{Answer, Fault};
use super::house::House;
use super::who::said;
use super::{
    accounts, actor, advert, audit, bulk, captures, case, code, confirm, erasure, files, home,
    inbox, lead, logs, model, mute, pair, photo, provided, referral, ring, saved, search, selector,
    setup, sign_in, sources, status, travel,
};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
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
    modifiers(&Scheme),
    info(
        title = "spoor",
        description = "The workbench: leads for people to review. A cookie of a signed-in session is \
                       needed everywhere but at /sign-in, /setup and the server's own pages, and counts \
                       nowhere at /api/captures."
    ),
    tags(
        (name = "leads", description = "Leads and what people say of them"),
        (name = "cases", description = "Leads that people work on together"),
        (name = "people", description = "Signing in, accounts, purposes"),
        (name = "captures", description = "What partners' machines send"),
        (name = "sources", description = "Legal bases, retention, erasure"),
        (name = "model", description = "What decisions taught, and its versions"),
        (name = "audit", description = "Who looked at or did what"),
        (name = "server", description = "How the server is")
    )
)]
struct Doc;

/// All routes with their description.
fn routes() -> OpenApiRouter<Arc<House>> {
    of_people().merge(of_machines())
}

/// What machines send: with a token in place of a session, longer than any form.
fn of_machines() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(captures::send)).routes(routes!(captures::ended))
}

/// The pages, and their data.
fn of_people() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::with_openapi(Doc::openapi())
        .routes(routes!(home::page))
        .routes(routes!(home::api))
        .routes(routes!(sign_in::page, sign_in::sign_in))
        .routes(routes!(sign_in::sign_out))
        .routes(routes!(code::page, code::show))
        .routes(routes!(sign_in::state))
        .routes(routes!(sign_in::purpose))
        .routes(routes!(setup::page, setup::redeem))
        .routes(routes!(provided::go))
        .routes(routes!(provided::back))
        .routes(routes!(provided::join))
        .routes(routes!(accounts::accounts))
        .routes(routes!(accounts::invite))
        .routes(routes!(accounts::suspend))
        .routes(routes!(confirm::confirm))
        .routes(routes!(inbox::page))
        .routes(routes!(inbox::api))
        .routes(routes!(bulk::bulk))
        .routes(routes!(mute::page, mute::unmute))
        .routes(routes!(mute::api))
        .routes(routes!(mute::mute))
        .routes(routes!(lead::page))
        .routes(routes!(lead::api))
        .routes(routes!(lead::decide))
        .routes(routes!(lead::act))
        .routes(routes!(lead::undo))
        .routes(routes!(referral::ask))
        .routes(routes!(referral::ask_case))
        .routes(routes!(referral::page))
        .routes(routes!(referral::api))
        .routes(routes!(referral::release))
        .routes(routes!(referral::package))
        .routes(routes!(case::list_page, case::open))
        .routes(routes!(case::list_api))
        .routes(routes!(case::page))
        .routes(routes!(case::api))
        .routes(routes!(case::lead))
        .routes(routes!(case::into_case))
        .routes(routes!(case::note))
        .routes(routes!(case::task))
        .routes(routes!(case::done))
        .routes(routes!(case::people))
        .routes(routes!(case::review))
        .routes(routes!(case::close))
        .routes(routes!(case::erase))
        .routes(routes!(ring::page))
        .routes(routes!(ring::api))
        .routes(routes!(actor::page))
        .routes(routes!(actor::api))
        .routes(routes!(advert::page))
        .routes(routes!(advert::api))
        .routes(routes!(advert::custody::proof))
        .routes(routes!(photo::tile))
        .routes(routes!(photo::reveal))
        .routes(routes!(photo::shown))
        .routes(routes!(selector::page))
        .routes(routes!(selector::api))
        .routes(routes!(pair::page))
        .routes(routes!(pair::api))
        .routes(routes!(pair::contest))
        .routes(routes!(ring::graph_api))
        .routes(routes!(ring::graph_svg))
        .routes(routes!(ring::graph_graphml))
        .routes(routes!(ring::tie))
        .routes(routes!(ring::tie_api))
        .routes(routes!(travel::ring_page))
        .routes(routes!(travel::ring_api))
        .routes(routes!(travel::lead_page))
        .routes(routes!(travel::lead_api))
        .routes(routes!(search::page))
        .routes(routes!(search::api))
        .routes(routes!(saved::save))
        .routes(routes!(saved::change))
        .routes(routes!(model::page))
        .routes(routes!(model::api))
        .routes(routes!(model::keep))
        .routes(routes!(model::bring_back))
        .routes(routes!(sources::page))
        .routes(routes!(sources::api))
        .routes(routes!(sources::restrict))
        .routes(routes!(sources::clear))
        .routes(routes!(erasure::page))
        .routes(routes!(erasure::api))
        .routes(routes!(erasure::ask))
        .routes(routes!(erasure::confirm))
        .routes(routes!(erasure::drop))
        .routes(routes!(audit::page))
        .routes(routes!(audit::api))
        .routes(routes!(status::health))
        .routes(routes!(status::metrics))
        .routes(routes!(status::css))
        .routes(routes!(status::keys))
        .routes(routes!(status::draw))
        .routes(routes!(status::icon))
        .routes(routes!(files::ring_css))
        .routes(routes!(files::ring_js))
        .routes(routes!(files::map_js))
        .routes(routes!(files::photo_js))
        .routes(routes!(files::cytoscape))
        .routes(routes!(files::cytoscape_licence))
        .routes(routes!(openapi))
}

/// The whole service.
pub fn router(house: Arc<House>) -> Router {
    let (router, _) = of_people().split_for_parts();
    let (machines, _) = of_machines().split_for_parts();
    router
        .fallback(nothing_here)
        .layer(CompressionLayer::new())
        .layer(RequestBodyLimitLayer::new(FORM))
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::GATEWAY_TIMEOUT, ANSWER))
        .merge(machines)
        .layer(from_fn_with_state(house.clone(), guarded))
        .layer(from_fn(logs::logged))
        .with_state(house)
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
        // Not `no-referrer`: with it browsers call our own forms' origin `null` (Fetch, section 3.2).
        (header::REFERRER_POLICY, "same-origin"),
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
