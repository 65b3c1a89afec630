//! `spoor leads`: the ranking, with what speaks for and against each.

use super::Global;
use crate::learned::Learned;
use crate::out::{self, Outcome, count};
use crate::query;
use anyhow::Result;
use clap::Args;
use serde_json::Value;
use spoor_tables::Engine;
use spoor_vocab::{Decision, Direction, Lead};

#[derive(Args)]
pub struct Leads {
    /// How many
    #[arg(long, default_value_t = 20)]
    top: usize,
    /// In the order of the rules, whatever decisions have taught
    #[arg(long)]
    by_rules: bool,
}

pub async fn run(global: &Global, args: Leads) -> Result<Outcome> {
    let workspace = global.open().await?;
    let engine = Engine::open(&workspace.store.snapshot()?).await?;
    if !args.by_rules {
        let learned = Learned::load(&workspace, &engine).await?;
        if learned.has_learned() {
            return by_model(global, &learned, args.top);
        }
    }
    let leads = query::leads(&engine, args.top).await?;
    let decisions = workspace.vault.decisions(None).await?;
    if global.json {
        out::json(&leads)?;
    } else {
        out::text(&table(&leads, &decisions))?;
    }
    Ok(if leads.is_empty() { Outcome::No } else { Outcome::Done })
}

/// The ranking that decisions have taught.
fn by_model(global: &Global, learned: &Learned, top: usize) -> Result<Outcome> {
    let (ranking, ranked) = learned.ranked();
    let shown = ranked.iter().take(top);
    if global.json {
        let json = |(row, lead): &(usize, &Lead)| -> Result<Value> {
            let mut json = serde_json::to_value(lead)?;
            json["learned_rank"] = ranking.rank(*row).into();
            json["chance"] = serde_json::to_value(learned.present.chance(*row))?;
            Ok(json)
        };
        out::json(&shown.map(json).collect::<Result<Vec<_>>>()?)?;
    } else {
        let mut text = String::new();
        for (row, lead) in shown {
            let chance = learned.present.chance(*row);
            let head = format!(
                "{:>4}  {}  {:.2} ({:.2} to {:.2})  by the rules {:>5}",
                ranking.rank(*row),
                lead.lead_id,
                chance.probability,
                chance.low,
                chance.high,
                lead.rank
            );
            entry(&mut text, &head, lead, &learned.decisions);
        }
        text.push_str(
            "\nThe first figure is how probable it is that a careful reviewer would say \"pursue\", \
             as far as\ndecisions have taught; `spoor model show` says what it rests on.\n",
        );
        text.push_str(HOW_TO_JUDGE);
        out::text(&text)?;
    }
    Ok(if ranked.is_empty() { Outcome::No } else { Outcome::Done })
}

const HOW_TO_JUDGE: &str = "\nA lead is a question for a person, not an answer. Judge one with
spoor show lead ID, then spoor decide ID --as NAME --verdict … --why '…'
";

/// The ranking in words: two lines for each lead.
pub fn table(leads: &[Lead], decisions: &[Decision]) -> String {
    if leads.is_empty() {
        return "no leads: nothing here is tied together by more than a keyword\n".into();
    }
    let mut text = String::new();
    for lead in leads {
        let head = format!(
            "{:>4}  {}  {:>5.1} bits ({:.1} to {:.1})",
            lead.rank, lead.lead_id, lead.score, lead.score_low, lead.score_high
        );
        entry(&mut text, &head, lead, decisions);
    }
    text.push_str(HOW_TO_JUDGE);
    text
}

/// One lead: its head, its adverts, what was decided, and the heaviest reasons each way.
fn entry(text: &mut String, head: &str, lead: &Lead, decisions: &[Decision]) {
    let last = decisions.iter().rev().find(|d| d.lead_id == lead.lead_id);
    let decided = last.map(|d| format!("   {} by {}", d.verdict, d.reviewer));
    text.push_str(&format!(
        "{head}  {} adverts{}\n",
        count(lead.advert_ids.len() as u64),
        decided.unwrap_or_default()
    ));
    for (direction, sign) in [(Direction::For, '+'), (Direction::Against, '-')] {
        for reason in lead.reasons.iter().filter(|r| r.direction == direction).take(3) {
            text.push_str(&format!("      {sign}{:<4.1} {}\n", reason.weight_bits, reason.text));
        }
    }
}
