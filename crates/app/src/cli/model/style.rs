//! `spoor model style`: the card of the model of writing.

use crate::cli::Global;
use crate::out::{self, Outcome};
use crate::query::objects;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use spoor_style::{Card, Figures};
use spoor_tables::Engine;

pub async fn show(global: &Global, workspace: &Workspace) -> Result<Outcome> {
    let snapshot = workspace.store.snapshot()?;
    snapshot.parts("style_models")?;
    let engine = Engine::open(&snapshot).await?;
    let rows = objects(&engine, "SELECT card, why FROM style_models").await?;
    let row = rows.into_iter().next().unwrap_or_default();
    let text = |key: &str| row.get(key).and_then(Value::as_str);
    let card: Option<Card> =
        text("card").map(serde_json::from_str).transpose().context("table style_models")?;
    let why = text("why").unwrap_or("there is no model");
    if global.json {
        out::json(&json!({ "card": card, "why": if card.is_some() { "" } else { why } }))?;
    } else if let Some(card) = card {
        out::text(&words(&card))?;
    } else {
        out::text(&format!("No model of writing: {why}\n"))?;
        return Ok(Outcome::No);
    }
    Ok(Outcome::Done)
}

fn words(card: &Card) -> String {
    let mut text = format!(
        "Trained on {} {} by {} actors, half of them {} letters or shorter: {} pairs of one hand, {} \
         of two.\nIt compares texts of one language only, and no two of one template.\n",
        card.texts, card.trained_on, card.actors, card.median_letters, card.pairs[0], card.pairs[1]
    );
    text += &line("held-out actors", card.figures.as_ref());
    for (language, figures) in &card.languages {
        text += &line(language, figures.as_ref());
    }
    text + "One weight among others: no text was written by someone because this says so.\n"
}

fn line(of: &str, figures: Option<&Figures>) -> String {
    let Some(f) = figures else { return format!("  {of:<16} too few pairs to measure\n") };
    format!(
        "  {of:<16} equal error rate {:.1} %, finds {:.0} % of pairs of one hand at 1 % false ones \
         ({} and {} pairs)\n",
        f.equal_error_rate * 100.0,
        f.true_positives_at_1_percent * 100.0,
        f.same,
        f.different
    )
}
