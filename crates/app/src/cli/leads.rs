//! `spoor leads`: the ranking, with what speaks for and against each.

use super::Global;
use crate::out::{self, Outcome, count};
use crate::query;
use anyhow::Result;
use clap::Args;
use spoor_tables::Engine;
use spoor_vocab::{Decision, Direction, Lead};

#[derive(Args)]
pub struct Leads {
    /// How many
    #[arg(long, default_value_t = 20)]
    top: usize,
}

pub async fn run(global: &Global, args: Leads) -> Result<Outcome> {
    let workspace = global.open().await?;
    let engine = Engine::open(&workspace.store.snapshot()?).await?;
    let leads = query::leads(&engine, args.top).await?;
    let decisions = workspace.vault.decisions(None).await?;
    if global.json {
        out::json(&leads)?;
    } else {
        out::text(&table(&leads, &decisions))?;
    }
    Ok(if leads.is_empty() { Outcome::No } else { Outcome::Done })
}

/// The ranking in words: two lines for each lead.
pub fn table(leads: &[Lead], decisions: &[Decision]) -> String {
    if leads.is_empty() {
        return "no leads: nothing here is tied together by more than a keyword\n".into();
    }
    let mut text = String::new();
    for lead in leads {
        let last = decisions.iter().rev().find(|d| d.lead_id == lead.lead_id);
        let decided = last.map(|d| format!("   {} by {}", d.verdict, d.reviewer));
        text.push_str(&format!(
            "{:>4}  {}  {:>5.1} bits ({:.1} to {:.1})  {} adverts{}\n",
            lead.rank,
            lead.lead_id,
            lead.score,
            lead.score_low,
            lead.score_high,
            count(lead.advert_ids.len() as u64),
            decided.unwrap_or_default()
        ));
        for (direction, sign) in [(Direction::For, '+'), (Direction::Against, '-')] {
            for reason in lead.reasons.iter().filter(|r| r.direction == direction).take(3) {
                text.push_str(&format!(
                    "      {sign}{:<4.1} {}\n",
                    reason.weight_bits, reason.text
                ));
            }
        }
    }
    text.push_str("\nA lead is a question for a person, not an answer. Judge one with\n");
    text.push_str("spoor show lead ID, then spoor decide ID --as NAME --verdict … --why '…'\n");
    text
}
