//! The audit log: who looked at or did what, when and why.

use super::fault::{Answer, Fault};
use super::house::House;
use super::pages;
use super::shown;
use super::who::{Read, Who};
use axum::Json;
use axum::extract::State;
use axum::response::Html;
use serde::{Deserialize, Serialize};
use spoor_access::policy::{Action, Kind, Resource};
use spoor_vault::{AuditKind, AuditQuery};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Lines on a page.
const PAGE: u32 = 100;

/// Which lines.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// Of this person.
    #[serde(default)]
    pub who: String,
    /// Of this kind: `look`, `decision`, `act`, `source` or `erasure`; empty for all.
    #[serde(default)]
    pub kind: String,
    /// That hold this.
    #[serde(default)]
    pub about: String,
    /// Before this position in the custody log.
    #[serde(default)]
    pub before: Option<u64>,
}

/// Lines of the audit log, newest first.
#[derive(Serialize, ToSchema)]
pub struct AuditView {
    /// Of this person; empty for all.
    pub who: String,
    /// Of this kind; empty for all.
    pub kind: String,
    /// That hold this; empty for all.
    pub about: String,
    /// The lines.
    pub lines: Vec<Line>,
    /// Where older ones begin, if there are any.
    pub older: Option<u64>,
}

/// One line.
#[derive(Serialize, ToSchema)]
pub struct Line {
    /// Position in the custody log, which proves it.
    pub seq: u64,
    /// `look`, `decision`, `act`, `source` or `erasure`.
    pub kind: String,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
    /// The purpose they had stated, or why.
    pub why: String,
    /// When.
    pub at: String,
}

/// The audit log as a page.
#[utoipa::path(get, path = "/audit", tag = "audit", params(Ask), responses((status = 200)))]
pub async fn page(
    State(house): State<Arc<House>>,
    who: Who,
    Read(ask): Read<Ask>,
) -> Result<Html<String>, Answer> {
    let view = view(&house, &who, &ask).await?;
    let frame = who.frame();
    who.page(&pages::Audit { title: "Audit log", frame: &frame, view: &view })
}

/// The audit log as data.
#[utoipa::path(get, path = "/api/audit", tag = "audit", params(Ask),
    responses((status = 200, body = AuditView)))]
pub async fn api(
    State(house): State<Arc<House>>,
    who: Who,
    Read(ask): Read<Ask>,
) -> Result<Json<AuditView>, Answer> {
    view(&house, &who, &ask).await.map(Json)
}

async fn view(house: &House, who: &Who, ask: &Ask) -> Result<AuditView, Answer> {
    who.look(Action::ViewAudit, &Resource::new(Kind::AuditLog, "all"), 0).await?;
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let (person, kind, about) = (some(&ask.who), some(&ask.kind), some(&ask.about));
    let known = |kind: &str| {
        AuditKind::parse(kind).ok_or_else(|| {
            let all = AuditKind::ALL.map(AuditKind::as_str).join(", ");
            who.fault(Fault::Unusable(format!("{kind:?} is no kind of line: name one of {all}")))
        })
    };
    let query = AuditQuery {
        who: person.as_deref(),
        kind: kind.as_deref().map(known).transpose()?,
        about: about.as_deref(),
        before: ask.before,
        limit: PAGE,
    };
    let rows = house.casebook.audit(&query).await.map_err(|e| who.fault(e.into()))?;
    let older = rows.last().filter(|_| rows.len() == PAGE as usize).map(|row| row.seq);
    let line = |row: spoor_vault::AuditRow| Line {
        seq: row.seq,
        kind: row.kind.as_str().to_owned(),
        who: row.who,
        what: row.what,
        why: row.why,
        at: shown(row.at),
    };
    Ok(AuditView {
        who: person.unwrap_or_default(),
        kind: kind.unwrap_or_default(),
        about: about.unwrap_or_default(),
        lines: rows.into_iter().map(line).collect(),
        older,
    })
}
