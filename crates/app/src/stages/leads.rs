//! Tables so far → table `leads`: every actor, or ring of actors, is weighed against the whole, then
//! ranked.

use crate::facts::{Facts, Party, load_hands, load_rings};
use crate::progress::Progress;
use anyhow::Result;
use rayon::prelude::*;
use spoor_leads::{ActorFacts, Baseline, Candidate, RulePack};
use spoor_tables::arrow::array::{
    ArrayRef, Float64Array, ListBuilder, RecordBatch, StringBuilder, UInt32Array,
};
use spoor_tables::{Build, Made, fingerprint};
use spoor_vocab::{Lead, tables};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Seed of the resampling behind a score's interval; part of what a lead is recomputed from.
pub const SEED: u64 = 2016;

/// Parties weighed at a time.
const CHUNK: usize = 4096;

/// Runs the stage. `facts` are loaded if they are needed and not there yet.
pub fn run(
    build: &mut Build,
    facts: &mut Option<Facts>,
    countries: &BTreeMap<String, String>,
    pack: &RulePack,
    progress: Progress,
) -> Result<()> {
    let print = fingerprint(&[
        "leads",
        env!("CARGO_PKG_VERSION"),
        pack.version(),
        &format!("{countries:?}"),
        &build.table_fingerprint("adverts"),
        &build.table_fingerprint("mentions"),
        &build.table_fingerprint("members"),
        &build.table_fingerprint("links"),
        &build.table_fingerprint("rings"),
        &build.table_fingerprint("hands"),
    ]);
    let Made::Make(mut writer) = build.part("leads", "all", &tables::leads(), &print)? else {
        return Ok(());
    };
    let snapshot = build.so_far();
    let facts = Facts::once(facts, &snapshot, countries)?;
    let parties = facts.parties(&load_rings(&snapshot)?);
    let hands = load_hands(&snapshot)?;
    let baseline = baseline(facts);
    let bar = progress.bar(parties.len() as u64, "leads");
    let mut weighed = Vec::new();
    for chunk in parties.chunks(CHUNK) {
        let weigh = |party: &Party| {
            let mut together = facts.party(party);
            together.hand = hands.get(facts.first_actor(party)).cloned();
            weigh(together, party, &baseline, pack)
        };
        weighed.par_extend(chunk.par_iter().filter_map(weigh));
        bar.inc(chunk.len() as u64);
    }
    let leads = spoor_leads::rank(weighed);
    for chunk in leads.chunks(CHUNK) {
        writer.write(&rows(chunk)?)?;
    }
    build.add("leads", writer.finish()?);
    bar.finish_and_clear();
    Ok(())
}

/// The first pass over all actors. Parts merge to the same in any order.
fn baseline(facts: &Facts) -> Baseline {
    let count = |mut part: Baseline, index| {
        part.add(&facts.actor(index));
        part
    };
    let merge = |mut all: Baseline, part| {
        all.merge(part);
        all
    };
    let parts = (0..facts.len()).into_par_iter().with_min_len(CHUNK);
    let mut all = parts.fold(Baseline::new, count).reduce(Baseline::new, merge);
    all.finish();
    all
}

fn weigh(
    together: ActorFacts,
    party: &Party,
    base: &Baseline,
    pack: &RulePack,
) -> Option<Candidate> {
    let weighed = spoor_leads::weigh(&together, base, pack, SEED)?;
    Some(Candidate {
        actor_id: together.actor_id,
        ring_id: party.ring_id().map(str::to_owned),
        advert_ids: together.adverts.into_iter().map(|a| a.advert_id).collect(),
        weighed,
    })
}

fn rows(leads: &[Lead]) -> Result<RecordBatch> {
    let text = |get: &dyn Fn(&Lead) -> String| -> ArrayRef {
        let mut builder = StringBuilder::new();
        for lead in leads {
            builder.append_value(get(lead));
        }
        Arc::new(builder.finish())
    };
    let real = |get: &dyn Fn(&Lead) -> f64| -> ArrayRef {
        Arc::new(leads.iter().map(|l| Some(get(l))).collect::<Float64Array>())
    };
    let mut adverts = ListBuilder::new(StringBuilder::new());
    for lead in leads {
        for advert in &lead.advert_ids {
            adverts.values().append_value(advert);
        }
        adverts.append(true);
    }
    let columns: Vec<ArrayRef> = vec![
        text(&|l| l.lead_id.clone()),
        Arc::new(leads.iter().map(|l| Some(l.rank)).collect::<UInt32Array>()),
        real(&|l| l.score),
        real(&|l| l.score_low),
        real(&|l| l.score_high),
        text(&|l| l.actor_id.clone()),
        text(&|l| l.ring_id.clone().unwrap_or_default()),
        Arc::new(adverts.finish()),
        text(&|l| serde_json::to_string(&l.reasons).unwrap_or_default()),
    ];
    Ok(RecordBatch::try_new(tables::leads(), columns)?)
}
