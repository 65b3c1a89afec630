//! A ranking of leads against what was planted.

use super::{LeadRow, Truth};
use crate::Kind;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How many leads at the top are listed one by one.
const LISTED: usize = 50;

/// Figures of a ranking.
#[derive(Clone, Debug, Serialize)]
pub struct LeadScores {
    /// Leads given.
    pub leads: u32,
    /// Rings planted.
    pub rings: u32,
    /// Rings that recruiters lead to.
    pub recruited_rings: u32,
    /// At 10, 50, the number of rings planted, and all; cut-offs beyond the last lead count the
    /// leads that are there.
    pub at: Vec<AtK>,
    /// One entry for each child missing.
    pub missing: Vec<MissingChild>,
    /// The first leads, right or wrong.
    pub top: Vec<TopLead>,
    /// Kinds of the wrong ones among `top`, by majority, with how many there are.
    pub top_wrong: BTreeMap<String, u32>,
}

/// Figures of the first k leads.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AtK {
    /// How many leads were looked at.
    pub k: u32,
    /// Share of leads of which more than half of the adverts belong to a ring or to a missing
    /// child.
    pub precision: f64,
    /// Share of rings that some lead is about: at least half of its adverts are that ring's.
    pub ring_recall: f64,
    /// Share of the rings with recruiters for which some lead holds a job advert of theirs beside
    /// a sale advert of the ring.
    pub recruiter_recall: f64,
}

/// Whether a missing child was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissingChild {
    /// Truth id of the placer.
    pub placer: String,
    /// Adverts behind which the child stands.
    pub adverts: u32,
    /// Rank of the first lead that holds at least half of them.
    pub rank: Option<u32>,
}

/// A lead near the top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopLead {
    /// As given.
    pub rank: u32,
    /// Adverts in it.
    pub adverts: u32,
    /// Kind most of its adverts are of, `unknown` if most are not in the truth.
    pub kind: String,
    /// See [`AtK::precision`].
    pub right: bool,
}

/// What the truth says of one lead.
struct Judged {
    rank: u32,
    adverts: u32,
    kind: String,
    right: bool,
    /// The ring that at least half of the adverts belong to.
    about: Vec<u32>,
    /// Rings of which it holds a job advert and a sale advert.
    recruited: Vec<u32>,
    /// Adverts of missing children, by placer.
    missing: BTreeMap<u32, u32>,
}

/// Scores a ranking: that of a build, or a baseline's. Leads are taken in order of rank.
pub fn leads(truth: &Truth, leads: &[LeadRow]) -> LeadScores {
    let mut rings = BTreeSet::new();
    let mut recruited = BTreeSet::new();
    let mut missing: BTreeMap<u32, u32> = BTreeMap::new();
    for fact in truth.planted() {
        match fact.kind {
            Kind::Missing => *missing.entry(fact.placer).or_default() += 1,
            Kind::Recruiter if fact.ring != 0 => {
                recruited.insert(fact.ring);
            }
            Kind::Ring => {
                rings.insert(fact.ring);
            }
            _ => {}
        }
    }
    let mut judged: Vec<Judged> = leads.iter().map(|lead| judge(truth, lead)).collect();
    judged.sort_by_key(|j| j.rank);

    let mut cuts = vec![10, 50, rings.len(), judged.len()];
    cuts.sort_unstable();
    cuts.dedup();
    let at = cuts
        .into_iter()
        .map(|k| at(k, &judged[..k.min(judged.len())], rings.len(), recruited.len()))
        .collect();
    let found = |placer: u32, adverts: u32| {
        let holds = |j: &&Judged| j.missing.get(&placer).is_some_and(|&n| n * 2 >= adverts);
        judged.iter().find(holds).map(|j| j.rank)
    };
    let missing = missing
        .iter()
        .map(|(&placer, &adverts)| MissingChild {
            placer: truth.name(placer).to_owned(),
            adverts,
            rank: found(placer, adverts),
        })
        .collect();
    let top: Vec<TopLead> = judged
        .iter()
        .take(LISTED)
        .map(|j| TopLead { rank: j.rank, adverts: j.adverts, kind: j.kind.clone(), right: j.right })
        .collect();
    let mut top_wrong = BTreeMap::new();
    for lead in top.iter().filter(|l| !l.right) {
        *top_wrong.entry(lead.kind.clone()).or_default() += 1;
    }
    LeadScores {
        leads: leads.len() as u32,
        rings: rings.len() as u32,
        recruited_rings: recruited.len() as u32,
        at,
        missing,
        top,
        top_wrong,
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

fn at(k: usize, first: &[Judged], rings: usize, recruited: usize) -> AtK {
    let about: BTreeSet<&u32> = first.iter().flat_map(|j| &j.about).collect();
    let held: BTreeSet<&u32> = first.iter().flat_map(|j| &j.recruited).collect();
    AtK {
        k: k as u32,
        precision: share(first.iter().filter(|j| j.right).count(), first.len()),
        ring_recall: share(about.len(), rings),
        recruiter_recall: share(held.len(), recruited),
    }
}

fn judge(truth: &Truth, lead: &LeadRow) -> Judged {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rings: BTreeMap<u32, usize> = BTreeMap::new();
    let (mut jobs, mut sales) = (BTreeSet::new(), BTreeSet::new());
    let mut missing = BTreeMap::new();
    let mut right = 0;
    for id in &lead.ids {
        let Some(fact) = truth.find(id).map(|at| truth.planted()[at]) else {
            *kinds.entry("unknown").or_default() += 1;
            continue;
        };
        *kinds.entry(fact.kind.as_str()).or_default() += 1;
        if fact.ring != 0 {
            right += 1;
            *rings.entry(fact.ring).or_default() += 1;
            let side = if fact.kind == Kind::Recruiter { &mut jobs } else { &mut sales };
            side.insert(fact.ring);
        } else if fact.kind == Kind::Missing {
            right += 1;
            *missing.entry(fact.placer).or_default() += 1;
        }
    }
    let most = kinds.iter().max_by_key(|&(_, n)| *n).map_or("unknown", |(kind, _)| kind);
    Judged {
        rank: lead.rank,
        adverts: lead.ids.len() as u32,
        kind: most.to_owned(),
        right: right * 2 > lead.ids.len(),
        about: rings
            .iter()
            .filter(|&(_, n)| n * 2 >= lead.ids.len())
            .map(|(&ring, _)| ring)
            .collect(),
        recruited: jobs.intersection(&sales).copied().collect(),
        missing,
    }
}
