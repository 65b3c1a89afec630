//! `spoor bias`: whom the ranking serves worse, and which reasons stand in for a language or region.

use super::Global;
use crate::bias::{self, THRESHOLD};
use crate::facts::countries;
use crate::learned::{Learned, ModelStore};
use crate::out::{self, Outcome};
use crate::workspace::named;
use anyhow::Result;
use clap::Args;
use serde_json::json;
use spoor_learn::{BiasReport, StandIn, exclude};
use spoor_tables::Engine;
use std::collections::BTreeMap;

#[derive(Args)]
pub struct Bias {
    /// A lead of this probability or more counts as put forward
    #[arg(long, default_value_t = THRESHOLD)]
    threshold: f64,
    /// Keep every flagged stand-in out of the model (needs --as)
    #[arg(long)]
    exclude: bool,
}

pub async fn run(global: &Global, args: Bias) -> Result<Outcome> {
    let who = args.exclude.then(|| named(global.person.as_deref())).transpose()?;
    let who = who.map(str::to_owned);
    let mut workspace = global.open().await?;
    let snapshot = workspace.store.snapshot()?;
    let engine = Engine::open(&snapshot).await?;
    let learned = Learned::load(&workspace, &engine).await?;
    let countries = countries(&workspace.vault).await?;
    let labels = bias::labels(&learned, &engine, &snapshot, &countries).await?;
    let bias::Bias { report, stand_ins: found } = bias::Bias::of(&learned, &labels, args.threshold);
    if let Some(who) = &who {
        let store = ModelStore::of(&workspace.dir);
        let before = store.settings()?;
        let after = found.iter().fold(before.clone(), |s, (_, list)| exclude(&s, list));
        store.keep_settings(&after)?;
        let codes: Vec<&String> = after.excluded.difference(&before.excluded).collect();
        let what = format!("stand-ins kept out of the model: {codes:?}");
        workspace.vault.audit(who, &what, "bias report", global.now()?).await?;
    }
    if global.json {
        let found: BTreeMap<&str, &Vec<StandIn>> = found.iter().map(|(d, l)| (*d, l)).collect();
        out::json(&json!({ "report": report, "stand_ins": found }))?;
    } else {
        out::text(&words(&report, &found, args.exclude))?;
    }
    let flagged =
        report.groups.iter().any(|g| g.false_positives.flagged || g.false_negatives.flagged);
    let stands_in = found.iter().any(|(_, list)| list.iter().any(|s| s.flagged));
    Ok(if flagged || stands_in { Outcome::No } else { Outcome::Done })
}

fn words(report: &BiasReport, found: &[(&str, Vec<StandIn>)], excluded: bool) -> String {
    let mut text = format!(
        "Leads of probability {:.2} or more count as put forward. Rates are of decided leads, each \
         forecast from the others, with exact 95 % intervals; a star marks a difference from all \
         other groups beyond chance.\n\n{:<10} {:<16} {:>6} {:>8} {:>26} {:>26} {:>9}\n",
        report.audit.threshold,
        "",
        "",
        "leads",
        "decided",
        "put forward wrongly",
        "overlooked",
        "excess"
    );
    let rate = |r: &spoor_learn::Rate| match r.n {
        0 => "-".to_owned(),
        n => format!(
            "{}{}/{n} ({:.2} to {:.2})",
            if r.flagged { "* " } else { "" },
            r.k,
            r.low,
            r.high
        ),
    };
    for group in &report.groups {
        text += &format!(
            "{:<10} {:<16} {:>6} {:>8} {:>26} {:>26} {:>+9.2}\n",
            group.dimension,
            group.label,
            group.leads,
            group.decided,
            rate(&group.false_positives),
            rate(&group.false_negatives),
            group.forecast_excess
        );
    }
    text += "\nLanguage and region are read for this report only; they never enter a score.\n";
    for (dimension, list) in found {
        let flagged: Vec<&StandIn> = list.iter().filter(|s| s.flagged).collect();
        if flagged.is_empty() {
            let most = list.iter().map(|s| s.share).fold(0.0, f64::max);
            text += &format!(
                "No reason stands in for the {dimension}: none tells more than {:.0} % of it.\n",
                100.0 * most
            );
        }
        for one in flagged {
            text += &format!(
                "{} tells {:.0} % of the {dimension} (q {:.3}){}\n",
                one.code,
                100.0 * one.share,
                one.q_value,
                if excluded { ": kept out of the model" } else { "" }
            );
        }
    }
    if !excluded && found.iter().any(|(_, list)| list.iter().any(|s| s.flagged)) {
        text += "`spoor bias --exclude --as NAME` keeps them out of the model.\n";
    }
    text
}
