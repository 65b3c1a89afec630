//! The scorer: what a build found against what was planted.
//!
//! Partitions (templates, actors, rings) are scored pairwise and by B-cubed (Bagga and Baldwin,
//! "Entity-based cross-document coreferencing using the vector space model", 1998). Single adverts
//! make B-cubed look good without any work, so the figure to judge by is `cb3`: precision over
//! adverts in a found cluster of two or more, recall over adverts in a true one. Leads are scored
//! by precision at k and by the share of rings that a lead among the first k is about.

mod leads;
mod partition;
mod rings;
mod truth;

pub use crate::truth::TruthError;
pub use leads::{AtK, LeadScores, MissingChild, TopLead, leads};
pub use partition::Partition;
pub use rings::{RingScores, Swept};
pub use truth::Truth;

use crate::Kind;
use partition::{Clusters, Slice};
use serde::Serialize;

/// One advert as a build sees it. An empty string stands for "none".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Id as imported.
    pub id: String,
    /// Its address, if known; used where the id is not in the truth.
    pub url: Option<String>,
    /// Template it was found to have.
    pub template_id: String,
    /// Actor it was found to belong to.
    pub actor_id: String,
    /// Ring it was found to belong to.
    pub ring_id: String,
}

/// One lead as a build ranks it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadRow {
    /// From 1.
    pub rank: u32,
    /// Ids, or addresses, of its adverts.
    pub ids: Vec<String>,
}

/// All figures.
#[derive(Clone, Debug, Serialize)]
pub struct Scores {
    /// Adverts planted.
    pub adverts: u32,
    /// Of those, found in the rows.
    pub matched: u32,
    /// Planted, but in no row: scored as if nothing had been found about them.
    pub missing: u32,
    /// Rows that are no planted advert.
    pub unmatched_rows: u32,
    /// Rows of an advert that an earlier row had: not scored.
    pub repeated_rows: u32,
    /// Near-duplicate texts.
    pub templates: Partition,
    /// The same, by difficulty.
    pub template_levels: Vec<LevelScore>,
    /// Adverts of one hand.
    pub actors: Partition,
    /// The same, by difficulty.
    pub actor_levels: Vec<LevelScore>,
    /// The same, by kind of placer.
    pub actor_kinds: Vec<KindScore>,
    /// Adverts of one ring.
    pub rings: Partition,
    /// Rings that are none, and who was swept in.
    pub ring_errors: RingScores,
    /// The ranking.
    pub leads: LeadScores,
}

/// B-cubed of the clustered adverts of one level.
#[derive(Clone, Debug, Serialize)]
pub struct LevelScore {
    /// 0 slots only, 1 light edits, 2 heavy edits, 3 paraphrase or another language.
    pub level: u8,
    /// Adverts of that level in a true cluster of two or more.
    pub adverts: u32,
    /// See [`Partition::cb3_precision`].
    pub cb3_precision: f64,
    /// See [`Partition::cb3_recall`].
    pub cb3_recall: f64,
}

/// B-cubed of the clustered adverts of one kind of placer.
#[derive(Clone, Debug, Serialize)]
pub struct KindScore {
    /// Of what kind.
    pub kind: Kind,
    /// Adverts of that kind.
    pub adverts: u32,
    /// See [`Partition::cb3_precision`].
    pub cb3_precision: f64,
    /// See [`Partition::cb3_recall`].
    pub cb3_recall: f64,
}

/// Scores a snapshot.
///
/// Rows are matched to the truth by id, else by address; what is not matched is counted.
pub fn score(truth: &Truth, rows: &[Row], leads: &[LeadRow]) -> Scores {
    let facts = truth.planted();
    let mut found: Vec<Option<&Row>> = vec![None; facts.len()];
    let (mut unmatched_rows, mut repeated_rows) = (0, 0);
    for row in rows {
        match truth.find(&row.id).or_else(|| row.url.as_deref().and_then(|u| truth.find(u))) {
            None => unmatched_rows += 1,
            Some(at) if found[at].is_some() => repeated_rows += 1,
            Some(at) => found[at] = Some(row),
        }
    }
    let matched = found.iter().flatten().count() as u32;
    let found_by = |name: fn(&Row) -> &str| found.iter().map(move |r| r.map_or("", name));
    let templates = Clusters::new(facts.iter().map(|f| f.template), found_by(|r| &r.template_id));
    let actors = Clusters::new(facts.iter().map(|f| f.placer), found_by(|r| &r.actor_id));
    let rings = Clusters::new(facts.iter().map(|f| f.ring), found_by(|r| &r.ring_id));
    let by_level = |clusters: &Clusters| {
        (0..=3u8)
            .map(|level| {
                let Slice { clustered, precision, recall, .. } =
                    clusters.slice(|at| facts[at].level == level);
                LevelScore {
                    level,
                    adverts: clustered,
                    cb3_precision: precision,
                    cb3_recall: recall,
                }
            })
            .collect()
    };
    let actor_kinds = Kind::ALL
        .into_iter()
        .map(|kind| {
            let Slice { adverts, precision, recall, .. } =
                actors.slice(|at| facts[at].kind == kind);
            KindScore { kind, adverts, cb3_precision: precision, cb3_recall: recall }
        })
        .collect();
    Scores {
        adverts: facts.len() as u32,
        matched,
        missing: facts.len() as u32 - matched,
        unmatched_rows,
        repeated_rows,
        template_levels: by_level(&templates),
        templates: templates.partition(),
        actor_levels: by_level(&actors),
        actor_kinds,
        actors: actors.partition(),
        rings: rings.partition(),
        ring_errors: rings::errors(facts, &found),
        leads: self::leads(truth, leads),
    }
}
