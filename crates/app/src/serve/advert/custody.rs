//! Where an advert's exhibit comes from, what proves it, and who has seen it.

use crate::serve::fault::{Answer, Fault};
use crate::serve::house::House;
use crate::serve::look_up::{Row, when};
use crate::serve::ring::rows::text;
use crate::serve::shown;
use crate::serve::who::Who;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use spoor_access::policy::{Action, Kind, Resource, Role};
use spoor_vault::{AuditKind, AuditQuery, Custody, Held};
use spoor_vocab::{ExhibitId, Millis, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use utoipa::ToSchema;

const DAY_MS: Millis = 86_400_000;
/// Looks shown.
const SHOWN: usize = 20;
/// Looks among which people are counted.
const LOOKS: u32 = 1000;

/// The custody of an exhibit.
#[derive(Serialize, ToSchema)]
pub struct CustodyView {
    /// The exhibit: BLAKE3 of its bytes.
    pub exhibit: String,
    /// SHA-256 of the same bytes.
    pub sha256: String,
    /// BLAKE3 of the WARC record that holds it.
    pub record: String,
    /// Position of its sealing in the custody log.
    pub seq: u64,
    /// Entries that the log's signed checkpoint covered when the page was made.
    pub log_size: u64,
    /// When it was retrieved.
    pub captured: String,
    /// When it was sealed.
    pub sealed: String,
    /// The source.
    pub source: String,
    /// Its legal basis.
    pub basis: String,
    /// What it may be used for.
    pub purpose: String,
    /// When it must be gone.
    pub kept_until: String,
    /// All that a report needs to name it.
    pub citation: String,
    /// How many people saw it of late: the advert itself, or the lead that it is in.
    pub people: usize,
    /// The last of their looks, newest first; none for who neither supervises nor reads the audit log.
    pub seen_by: Option<Vec<Seen>>,
}

/// A look.
#[derive(Serialize, ToSchema)]
pub struct Seen {
    /// Position in the custody log.
    pub seq: u64,
    /// Who.
    pub who: String,
    /// When.
    pub at: String,
    /// Whether it was the lead that they looked at.
    pub lead: bool,
}

fn held(row: &Row) -> Option<Held> {
    let exhibit = ExhibitId::parse(&text(row, "exhibit"))?;
    Some(Held { source: text(row, "source"), exhibit })
}

/// The custody of an advert's exhibit.
pub async fn of(
    house: &House,
    who: &Who,
    row: &Row,
    lead: Option<&str>,
) -> Result<Option<CustodyView>, Answer> {
    let Some(held) = held(row) else { return Ok(None) };
    let asked = house.clerk.ask(move |vault| vault.custody(&held)).await;
    let found = asked.map_err(|e| who.fault(e.into()))?.map_err(|e| who.fault(e.into()))?;
    let sources = house.casebook.sources().await.map_err(|e| who.fault(e.into()))?;
    let source = sources.into_iter().find(|s| s.name == text(row, "source"));
    let Some((custody, source)) = found.zip(source) else { return Ok(None) };
    let looks = looks(house, who, &text(row, "advert_id"), lead).await?;
    Ok(Some(CustodyView {
        people: looks.iter().map(|look| &look.who).collect::<BTreeSet<_>>().len(),
        seen_by: names_people(who).then(|| looks.into_iter().take(SHOWN).collect()),
        ..view(row, custody, source)
    }))
}

/// Whether who asks may know by name who saw what.
fn names_people(who: &Who) -> bool {
    let log = Resource::new(Kind::AuditLog, "all");
    who.account.roles.contains(&Role::Supervisor) || who.could(Action::ViewAudit, &log)
}

/// The view without who has seen it.
fn view(row: &Row, custody: Custody, source: Source) -> CustodyView {
    let Custody { seq, sha256, record, sealed_at, log_size } = custody;
    let kept_until = sealed_at.saturating_add(i64::from(source.retain_days) * DAY_MS);
    let (exhibit, captured, sealed) =
        (text(row, "exhibit"), when(row, "captured_at"), shown(sealed_at));
    let citation = format!(
        "Advert {}, exhibit {exhibit} (BLAKE3), SHA-256 {sha256}; captured {captured} UTC, sealed \
         {sealed} UTC under source {} ({}), custody log entry {seq}.",
        text(row, "advert_id"),
        source.name,
        source.basis,
    );
    CustodyView {
        exhibit,
        sha256,
        record,
        seq,
        log_size,
        captured,
        sealed,
        source: source.name,
        basis: source.basis,
        purpose: source.purpose,
        kept_until: crate::clock::day(kept_until),
        citation,
        people: 0,
        seen_by: None,
    }
}

/// The last looks at the advert, and at its lead, newest first.
async fn looks(
    house: &House,
    who: &Who,
    advert: &str,
    lead: Option<&str>,
) -> Result<Vec<Seen>, Answer> {
    let mut seen = BTreeMap::new();
    let lead = lead.map(|lead| format!("{} Lead {lead}", Action::ViewLead));
    for (about, is_lead) in [(Some(advert), false), (lead.as_deref(), true)] {
        let Some(about) = about else { continue };
        let query = AuditQuery {
            kind: Some(AuditKind::Look),
            about: Some(about),
            limit: LOOKS,
            ..AuditQuery::default()
        };
        let rows = house.casebook.audit(&query).await.map_err(|e| who.fault(e.into()))?;
        // A tile is loaded with a page, and the page is told of.
        let looks = rows
            .into_iter()
            .filter(|row| !row.what.starts_with("refused") && !row.what.contains(" photo "));
        seen.extend(looks.map(|row| {
            let at = shown(row.at);
            (row.seq, Seen { seq: row.seq, who: row.who, at, lead: is_lead })
        }));
    }
    Ok(seen.into_values().rev().collect())
}

/// The proof that an advert's exhibit stands in the custody log, as a file for outsiders: a C2SP
/// tlog-proof, checked with `spoor verify FILE --key VKEY`.
#[utoipa::path(get, path = "/advert/{id}/proof", tag = "leads", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/plain"), (status = 404)))]
pub async fn proof(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
) -> Result<Response, Answer> {
    let (row, resource) = super::there(&house, &who, Action::Verify, &id).await?;
    who.look(Action::Verify, &resource, 1).await?;
    let gone = || who.fault(Fault::NotThere("the vault does not hold that exhibit".into()));
    let held = held(&row).ok_or_else(gone)?;
    let asked = house.clerk.ask(move |vault| vault.prove_held(&held)).await;
    let proof = asked.map_err(|e| who.fault(e.into()))?.map_err(|_| gone())?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"proof.txt\""),
    ];
    Ok((headers, proof).into_response())
}
