//! `spoor queue`: the next leads to judge.

use super::Global;
use crate::learned::{Handed, Learned, ModelStore, Place};
use crate::out::{self, Outcome};
use anyhow::{Result, bail};
use clap::Args;
use spoor_learn::{Mix, Why};
use spoor_tables::Engine;

#[derive(Args)]
pub struct Queue {
    /// How many leads
    #[arg(long, default_value_t = 20)]
    places: usize,
    /// Share of places given by chance alone, so that it can be measured what the ranking overlooks
    #[arg(long, default_value_t = 0.1)]
    random: f64,
    /// Share of places for leads that would teach the ranking most
    #[arg(long, default_value_t = 0.2)]
    informative: f64,
    /// Seed of the draws; the number of decisions so far if none is given
    #[arg(long)]
    seed: Option<u64>,
}

pub async fn run(global: &Global, args: Queue) -> Result<Outcome> {
    for (name, share) in [("--random", args.random), ("--informative", args.informative)] {
        if !(0.0..=1.0).contains(&share) {
            bail!("{name} {share} is not a share: give 0 to 1");
        }
    }
    let mut workspace = global.open().await?;
    let engine = Engine::open(&workspace.store.snapshot()?).await?;
    let learned = Learned::load(&workspace, &engine).await?;
    let mix = Mix { random: args.random, informative: args.informative, ..Mix::default() };
    let seed = args.seed.unwrap_or(learned.decisions.len() as u64);
    let queue = learned.present.queue(args.places, &mix, seed);
    let places = queue
        .iter()
        .map(|e| Place {
            lead_id: e.lead_id.clone(),
            why: e.why,
            probability: e.chance.probability,
        })
        .collect();
    let at = global.now()?;
    ModelStore::of(&workspace.dir).keep_queue(&Handed { at, seed, places })?;
    workspace.vault.audit(&global.who(), &format!("queue of {}", queue.len()), "", at).await?;
    if global.json {
        out::json(&queue)?;
        return Ok(if queue.is_empty() { Outcome::No } else { Outcome::Done });
    }
    if queue.is_empty() {
        out::text("no lead is left that nobody has decided\n")?;
        return Ok(Outcome::No);
    }
    // Why a lead is here is kept, and not told: it would tell the reviewer what to say.
    let mut text = String::new();
    for (n, entry) in queue.iter().enumerate() {
        let Some(lead) = learned.leads.iter().find(|l| l.lead_id == entry.lead_id) else {
            continue;
        };
        text += &format!("{:>4}  {}  {} adverts\n", n + 1, lead.lead_id, lead.advert_ids.len());
        for reason in lead.reasons.iter().take(3) {
            let sign = match reason.direction {
                spoor_vocab::Direction::For => '+',
                spoor_vocab::Direction::Against => '-',
            };
            text += &format!("      {sign} {}\n", reason.text);
        }
    }
    let random = queue.iter().filter(|e| matches!(e.why, Why::Random { .. })).count();
    text += &format!(
        "\n{} leads nobody has decided, {random} of them drawn by chance, in an order that says \
         nothing. Judge one with\nspoor show lead ID, then spoor decide ID --as NAME --verdict … \
         --why '…'\n",
        queue.len()
    );
    out::text(&text)?;
    Ok(Outcome::Done)
}
