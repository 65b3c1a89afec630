//! What the report shows, gathered from a snapshot: excerpts with their spans, templates, links,
//! stays.

use super::leads::SEED;
use crate::facts::{Facts, countries, load_rings};
use crate::query::{self, objects};
use crate::workspace::Workspace;
use anyhow::Result;
use serde_json::{Map, Value};
use spoor_leads::report::{Excerpt, Mark, ReportInput, ReportLead, ReportTemplate, Stay};
use spoor_leads::{ActorFacts, RulePack};
use spoor_tables::engine::literal;
use spoor_tables::{Engine, Snapshot};
use spoor_vocab::{Lead, Millis};
use std::collections::BTreeMap;

/// Adverts quoted for a lead.
const EXCERPTS: usize = 6;
/// Templates shown for a lead.
const TEMPLATES: usize = 3;
/// Links shown for a lead.
const LINKS: usize = 12;
/// Adverts in one place without a gap longer than this are one stay.
const STAY_GAP_MS: i64 = 14 * 86_400_000;

/// Gathers everything for the `top` first leads.
pub async fn gather<'a>(
    workspace: &Workspace,
    snapshot: &Snapshot,
    pack: &'a RulePack,
    (top, at): (usize, Millis),
) -> Result<ReportInput<'a>> {
    let engine = Engine::open(snapshot).await?;
    let facts = Facts::load(snapshot, &countries(&workspace.vault).await?)?;
    let parties = facts.parties(&load_rings(snapshot)?);
    let mut leads = Vec::new();
    for lead in query::leads(&engine, top).await? {
        let about = parties.iter().find(|p| facts.first_actor(p) == lead.actor_id);
        let Some(party) = about else { continue };
        leads.push(report_lead(&engine, lead, &facts.party(party)).await?);
    }
    let counted = ["adverts", "mentions", "templates", "actors", "rings", "leads"];
    let name = workspace.dir.file_name().map(|n| n.to_string_lossy().into_owned());
    Ok(ReportInput {
        workspace: name.unwrap_or_else(|| "workspace".into()),
        built_at: at,
        counts: counted.iter().map(|t| ((*t).to_owned(), snapshot.rows(t))).collect(),
        sources: workspace.vault.sources().await?,
        pack,
        seed: SEED,
        leads_in_all: snapshot.rows("leads"),
        leads,
        checkpoint: workspace.vault.checkpoint_text()?,
    })
}

async fn report_lead(engine: &Engine, lead: Lead, actor: &ActorFacts) -> Result<ReportLead> {
    let mut links = actor.links.clone();
    links.sort_by(|a, b| b.weight_bits.total_cmp(&a.weight_bits).then(a.value.cmp(&b.value)));
    links.dedup_by(|a, b| a.kind == b.kind && a.value == b.value);
    links.truncate(LINKS);
    Ok(ReportLead {
        excerpts: excerpts(engine, &telling(&lead)).await?,
        templates: templates(engine, actor).await?,
        stays: stays(actor),
        links,
        lead,
    })
}

/// The adverts that the most reasons point at, then the first ones.
fn telling(lead: &Lead) -> Vec<String> {
    let mut pointed: BTreeMap<&str, usize> = BTreeMap::new();
    for advert in lead.reasons.iter().flat_map(|r| &r.adverts) {
        *pointed.entry(advert).or_default() += 1;
    }
    let mut ids: Vec<&String> = lead.advert_ids.iter().collect();
    ids.sort_by_key(|id| std::cmp::Reverse(pointed.get(id.as_str()).copied().unwrap_or(0)));
    ids.into_iter().take(EXCERPTS).cloned().collect()
}

async fn excerpts(engine: &Engine, ids: &[String]) -> Result<Vec<Excerpt>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = ids.iter().map(|id| literal(id)).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT advert_id, value, kind, start, \"end\" FROM mentions \
         WHERE field = 'text' AND advert_id IN ({list}) ORDER BY start"
    );
    let mut marks: BTreeMap<String, Vec<Mark>> = BTreeMap::new();
    for row in objects(engine, &sql).await? {
        marks.entry(text(&row, "advert_id")).or_default().push(Mark {
            start: number(&row, "start"),
            end: number(&row, "end"),
            class: text(&row, "kind"),
            value: text(&row, "value"),
        });
    }
    let sql = format!(
        "SELECT advert_id, id, site, place, posted, text, exhibit FROM adverts \
         WHERE advert_id IN ({list}) ORDER BY posted, id"
    );
    let rows = objects(engine, &sql).await?;
    let excerpt = |row: &Map<String, Value>| {
        let advert_id = text(row, "advert_id");
        Excerpt {
            marks: marks.remove(&advert_id).unwrap_or_default(),
            advert_id,
            id: text(row, "id"),
            site: text(row, "site"),
            place: text(row, "place"),
            posted: row.get("posted").and_then(Value::as_str).and_then(crate::clock::parse),
            text: text(row, "text"),
            exhibit: text(row, "exhibit"),
        }
    };
    Ok(rows.iter().map(excerpt).collect())
}

async fn templates(engine: &Engine, actor: &ActorFacts) -> Result<Vec<ReportTemplate>> {
    let mut uses: BTreeMap<&str, u32> = BTreeMap::new();
    for advert in actor.adverts.iter().filter(|a| !a.template_id.is_empty()) {
        *uses.entry(&advert.template_id).or_default() += 1;
    }
    let mut uses: Vec<_> = uses.into_iter().collect();
    uses.sort_by_key(|(id, n)| (std::cmp::Reverse(*n), *id));
    let mut shown = Vec::new();
    for (id, adverts) in uses.into_iter().take(TEMPLATES) {
        let sql = format!("SELECT segments FROM templates WHERE template_id = {}", literal(id));
        let Some(mut row) = objects(engine, &sql).await?.into_iter().next() else { continue };
        let segments = row.remove("segments").unwrap_or(Value::Null);
        shown.push(ReportTemplate {
            template_id: id.to_owned(),
            adverts,
            segments: serde_json::from_value(segments).unwrap_or_default(),
        });
    }
    Ok(shown)
}

/// Adverts in one place, by the name (else the phone) they show, without a long gap between.
fn stays(actor: &ActorFacts) -> Vec<Stay> {
    let mut lines: BTreeMap<String, Vec<(Millis, String)>> = BTreeMap::new();
    for advert in &actor.adverts {
        let (Some(posted), Some(place)) = (advert.posted, &advert.place) else { continue };
        let line = advert.names.first().or(advert.phones.first());
        let line = line.cloned().unwrap_or_else(|| "no name".into());
        lines.entry(line).or_default().push((posted, place.key.clone()));
    }
    let mut stays: Vec<Stay> = Vec::new();
    for (line, mut posts) in lines {
        posts.sort();
        let first = stays.len();
        for (posted, place) in posts {
            match stays[first..].last_mut() {
                Some(stay) if stay.place == place && posted - stay.to <= STAY_GAP_MS => {
                    stay.to = posted;
                    stay.adverts += 1;
                }
                _ => stays.push(Stay {
                    line: line.clone(),
                    place,
                    from: posted,
                    to: posted,
                    adverts: 1,
                }),
            }
        }
    }
    stays
}

fn text(row: &Map<String, Value>, key: &str) -> String {
    row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn number(row: &Map<String, Value>, key: &str) -> u32 {
    row.get(key).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or_default()
}
