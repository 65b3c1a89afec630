//! `spoor evaluate --truth FILE`: the current snapshot against planted truth.

use super::Global;
use crate::facts::{Facts, countries, load_rings};
use crate::out::{self, Outcome, count};
use crate::query;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use clap::Args;
use spoor_tables::columns::{optional, texts};
use spoor_tables::scan::scan;
use spoor_tables::{Engine, Snapshot};
use spoor_world::score::{self, LeadRow, Row, Scores, Truth};
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Args)]
pub struct Evaluate {
    /// The truth file that was written with the made-up country
    #[arg(long, value_name = "FILE")]
    truth: PathBuf,
}

/// The ranking by spoor, and beside it what two simple rankings would do.
pub struct Evaluation {
    /// Ours.
    pub spoor: Scores,
    /// Actors ranked by how many indicators their adverts show.
    pub by_indicators: Scores,
    /// Actors ranked by how many adverts they have.
    pub by_adverts: Scores,
}

pub async fn run(global: &Global, args: Evaluate) -> Result<Outcome> {
    let workspace = global.open().await?;
    let truth = Truth::read(&args.truth).with_context(|| args.truth.display().to_string())?;
    let evaluation = evaluate(&workspace, &truth).await?;
    if global.json {
        out::json(&serde_json::json!({
            "spoor": evaluation.spoor,
            "baselines": {
                "indicator_count": evaluation.by_indicators.leads,
                "advert_count": evaluation.by_adverts.leads,
            },
        }))?;
    } else {
        out::text(&words(&evaluation))?;
    }
    Ok(Outcome::Done)
}

/// Scores the current snapshot.
pub async fn evaluate(workspace: &Workspace, truth: &Truth) -> Result<Evaluation> {
    let snapshot = workspace.store.snapshot()?;
    let (rows, ids) = rows(&snapshot)?;
    let engine = Engine::open(&snapshot).await?;
    let leads = query::leads(&engine, usize::MAX >> 1).await?;
    let ranked: Vec<LeadRow> = leads
        .iter()
        .map(|lead| LeadRow {
            rank: lead.rank,
            ids: lead.advert_ids.iter().filter_map(|a| ids.get(a).cloned()).collect(),
        })
        .collect();
    let facts = Facts::load(&snapshot, &countries(&workspace.vault).await?)?;
    let by = |measure: &dyn Fn(&spoor_leads::ActorFacts) -> usize| {
        let mut actors: Vec<(usize, Vec<String>)> = (0..facts.len())
            .map(|i| facts.actor(i))
            .filter(|actor| actor.adverts.len() > 1)
            .map(|actor| {
                let ids = actor.adverts.iter().filter_map(|a| ids.get(&a.advert_id).cloned());
                (measure(&actor), ids.collect())
            })
            .collect();
        actors.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let ranks = actors.into_iter().zip(1..).map(|((_, ids), rank)| LeadRow { rank, ids });
        score::score(truth, &rows, &ranks.collect::<Vec<_>>())
    };
    Ok(Evaluation {
        spoor: score::score(truth, &rows, &ranked),
        by_indicators: by(&|a| a.adverts.iter().map(|x| x.indicators.len()).sum()),
        by_adverts: by(&|a| a.adverts.len()),
    })
}

/// What the scorer needs of every advert, and the imported id by advert id.
fn rows(snapshot: &Snapshot) -> Result<(Vec<Row>, BTreeMap<String, String>)> {
    let mut rows = Vec::new();
    let mut ids = BTreeMap::new();
    let members = scan(snapshot.parts("members")?, &["advert_id", "template_id", "actor_id"]);
    let mut labels = BTreeMap::new();
    let mut ring_of = BTreeMap::new();
    for ring in load_rings(snapshot)? {
        ring_of.extend(ring.actor_ids.into_iter().map(|actor| (actor, ring.ring_id.clone())));
    }
    for batch in members {
        let batch = batch?;
        let advert = texts(&batch, "advert_id")?;
        let (template, actor) = (texts(&batch, "template_id")?, texts(&batch, "actor_id")?);
        for i in 0..batch.num_rows() {
            let label = (template.value(i).to_owned(), actor.value(i).to_owned());
            labels.insert(advert.value(i).to_owned(), label);
        }
    }
    for batch in scan(snapshot.parts("adverts")?, &["advert_id", "id", "url"]) {
        let batch = batch?;
        let (advert, id) = (texts(&batch, "advert_id")?, texts(&batch, "id")?);
        let url = texts(&batch, "url")?;
        for i in 0..batch.num_rows() {
            let key = advert.value(i).to_owned();
            let (template_id, actor_id) = labels.remove(&key).unwrap_or_default();
            ids.insert(key, id.value(i).to_owned());
            rows.push(Row {
                id: id.value(i).to_owned(),
                url: optional(&url, i).map(str::to_owned),
                ring_id: ring_of.get(&actor_id).cloned().unwrap_or_default(),
                template_id,
                actor_id,
            });
        }
    }
    Ok((rows, ids))
}

/// The evaluation as tables.
pub fn words(evaluation: &Evaluation) -> String {
    let scores = &evaluation.spoor;
    let mut text = format!(
        "{} of {} adverts matched to the truth\n\n{:<14} {:>9} {:>9}   clustered adverts, B-cubed\n",
        count(u64::from(scores.matched)),
        count(u64::from(scores.adverts)),
        "",
        "precision",
        "recall"
    );
    let mut line = |name: &str, precision: f64, recall: f64| {
        text.push_str(&format!("{name:<14} {precision:>9.4} {recall:>9.4}\n"));
    };
    line("templates", scores.templates.cb3_precision, scores.templates.cb3_recall);
    for level in &scores.template_levels {
        line(&format!("  level {}", level.level), level.cb3_precision, level.cb3_recall);
    }
    line("actors", scores.actors.cb3_precision, scores.actors.cb3_recall);
    for kind in &scores.actor_kinds {
        line(&format!("  {}", kind.kind.as_str()), kind.cb3_precision, kind.cb3_recall);
    }
    line("rings", scores.rings.cb3_precision, scores.rings.cb3_recall);
    let errors = &scores.ring_errors;
    text.push_str(&format!(
        "\n{} of {} rings found; {} found that are none\n",
        count(u64::from(errors.found - errors.not_rings)),
        count(u64::from(scores.leads.rings)),
        count(u64::from(errors.not_rings))
    ));
    for swept in errors.swept.iter().filter(|s| s.swept_in > 0) {
        text.push_str(&format!(
            "  swept in: {} of {} placers of kind {}\n",
            count(u64::from(swept.swept_in)),
            count(u64::from(swept.placers)),
            swept.kind.as_str()
        ));
    }
    text.push_str(&format!(
        "\n{:<20} {:>14} {:>12} {:>16}\n",
        "leads", "precision at k", "ring recall", "recruiter recall"
    ));
    let ranked = [
        ("spoor", scores),
        ("indicator count", &evaluation.by_indicators),
        ("advert count", &evaluation.by_adverts),
    ];
    for (name, scores) in ranked {
        for at in scores.leads.at.iter().filter(|at| at.k <= 50 || name == "spoor") {
            text.push_str(&format!(
                "{:<20} {:>14.2} {:>12.2} {:>16.2}\n",
                format!("{name} @{}", at.k),
                at.precision,
                at.ring_recall,
                at.recruiter_recall
            ));
        }
    }
    text
}
