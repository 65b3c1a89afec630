//! How the server is: for who runs it, with nothing of people in it.

use super::house::{Counters, House};
use super::pages;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Whether the server and its database answer.
#[utoipa::path(get, path = "/health", tag = "server",
    responses((status = 200, body = String), (status = 503)))]
pub async fn health(State(house): State<Arc<House>>) -> impl IntoResponse {
    match house.casebook.ping().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

/// Counts in the text format of Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "server", responses((status = 200, body = String)))]
pub async fn metrics(State(house): State<Arc<House>>) -> impl IntoResponse {
    let Counters { requests, faults, refused, decisions, sign_ins, .. } = &house.counters;
    let counters: [(&str, &str, &AtomicU64); 5] = [
        ("spoor_requests_total", "Requests answered.", requests),
        ("spoor_faults_total", "Answers that the server failed.", faults),
        ("spoor_refused_total", "Requests that a policy refused.", refused),
        ("spoor_decisions_total", "Decisions acknowledged.", decisions),
        ("spoor_sign_ins_total", "Sign-ins.", sign_ins),
    ];
    let mut text = String::new();
    for (name, help, counter) in counters {
        let value = counter.load(Ordering::Relaxed);
        text += &format!("# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}\n");
    }
    let leads = house.board().learned.leads.len();
    text += "# HELP spoor_leads Leads of the current snapshot.\n# TYPE spoor_leads gauge\n";
    text += &format!("spoor_leads {leads}\n");
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}

/// Style of the pages.
#[utoipa::path(get, path = "/static/spoor.css", tag = "server",
    responses((status = 200, body = String)))]
pub async fn css() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], pages::CSS)
}

/// Keys of the pages.
#[utoipa::path(get, path = "/static/keys.js", tag = "server",
    responses((status = 200, body = String)))]
pub async fn keys() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], pages::KEYS)
}

/// Style of the drawings.
#[utoipa::path(get, path = "/static/draw.css", tag = "server",
    responses((status = 200, body = String)))]
pub async fn draw() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], spoor_draw::CSS)
}

/// The mark of the pages in a browser's tab.
#[utoipa::path(get, path = "/static/icon.svg", tag = "server",
    responses((status = 200, body = String)))]
pub async fn icon() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml")], pages::ICON)
}
