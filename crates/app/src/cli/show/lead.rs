//! `spoor show lead ID`: its reasons, what was decided, what decisions have taught of it, and where it
//! would stand without one of them.

use crate::learned::Learned;
use crate::query;
use anyhow::Result;
use serde_json::{Value, json};
use spoor_learn::Without;
use spoor_tables::Engine;
use spoor_vocab::{Decision, Direction, Lead};
use std::collections::BTreeSet;

/// Reasons for a closer look that are taken away, one at a time.
const WITHOUT: usize = 5;

/// The lead as JSON. `None` if it is not there.
pub async fn lead(
    engine: &Engine,
    id: &str,
    decisions: &[Decision],
    learned: &Learned,
) -> Result<Option<Value>> {
    let Some(lead) = query::lead_by_id(engine, id).await? else { return Ok(None) };
    let mut shown = json!({ "lead": lead, "decisions": decisions });
    if let Some(row) = learned.present.sheet().row(id) {
        let ranking = learned.present.ranking();
        shown["learned"] = json!({
            "account": learned.present.account(&ranking, row),
            "without": without(learned, &lead, row),
        });
    }
    Ok(Some(shown))
}

/// Where the lead would stand without each of its heaviest reasons.
fn without(learned: &Learned, lead: &Lead, row: usize) -> Vec<Without> {
    let ranking = learned.present.ranking();
    let reasons = lead.reasons.iter().filter(|r| r.direction == Direction::For).take(WITHOUT);
    reasons
        .map(|r| learned.present.without(&ranking, row, &BTreeSet::from([r.code.clone()])))
        .collect()
}

/// The lead for people.
pub fn words(shown: &Value) -> String {
    let mut plain = shown.clone();
    if let Some(parts) = plain.as_object_mut() {
        parts.remove("learned");
    }
    let learned = &shown["learned"];
    let account = &learned["account"];
    let mut text = super::words(&plain, 0);
    let Some(rank) = account["rank"].as_u64() else { return text };
    let real = |of: &Value| of.as_f64().unwrap_or_default();
    text += &format!(
        "what decisions have taught of it\n  rank {rank}; {:.2} ({:.2} to {:.2}) that a careful \
         reviewer would say \"pursue\"\n",
        real(&account["chance"]["probability"]),
        real(&account["chance"]["low"]),
        real(&account["chance"]["high"])
    );
    for part in account["contributions"].as_array().into_iter().flatten() {
        text += &format!(
            "  {:>+6.2} bits  {} (by the rules {:+.2})\n",
            real(&part["bits"]),
            part["code"].as_str().unwrap_or_default(),
            real(&part["literature_bits"])
        );
    }
    for one in learned["without"].as_array().into_iter().flatten() {
        text += &format!(
            "  without {} it would rank {}\n",
            one["codes"][0].as_str().unwrap_or_default(),
            one["rank_without"]
        );
    }
    text
}
