//! `spoor decide LEAD --as USER --verdict … --why …`: a named person says what to make of a lead.

use super::{Global, tell};
use crate::learned::ModelStore;
use crate::out::{Outcome, Refused};
use crate::query;
use crate::workspace::named;
use anyhow::{Result, bail};
use clap::Args;
use spoor_tables::Engine;
use spoor_vocab::{Decision, Verdict};

#[derive(Args)]
pub struct Decide {
    /// The lead
    lead: String,
    /// pursue, watch, dismiss or unsure
    #[arg(long)]
    verdict: Verdict,
    /// Why, in your own words
    #[arg(long, default_value = "")]
    why: String,
}

pub async fn run(global: &Global, args: Decide) -> Result<Outcome> {
    let reviewer = named(global.person.as_deref())?.to_owned();
    if args.why.trim().is_empty() {
        return Err(
            Refused("say why with --why '…': a decision without a reason is none".into()).into()
        );
    }
    let mut workspace = global.open().await?;
    let engine = Engine::open(&workspace.store.snapshot()?).await?;
    let Some(lead) = query::lead_by_id(&engine, &args.lead).await? else {
        bail!("there is no lead {:?} in the current snapshot: see `spoor leads`", args.lead);
    };
    let decision = Decision {
        lead_id: args.lead,
        reviewer,
        verdict: args.verdict,
        why: args.why,
        decided_at: global.now()?,
    };
    workspace.vault.decide(&decision).await?;
    // As it is now, so that the decision still teaches when the lead has changed or gone.
    ModelStore::of(&workspace.dir).keep_decided(&lead)?;
    let words = format!(
        "{} by {}: {}; it stands in the custody log\n",
        decision.lead_id, decision.reviewer, decision.verdict
    );
    tell(global, &serde_json::to_value(&decision)?, &words)?;
    Ok(Outcome::Done)
}
