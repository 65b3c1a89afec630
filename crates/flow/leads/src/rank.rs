//! Leads in the order in which they should be looked at.

use crate::weigh::Weighed;
use spoor_vocab::Lead;

/// Ranks weighed actors, given as (actor, its adverts, its weights). Actors for whom as much
/// speaks against as for (score 0 and below) are no leads and are left out.
///
/// The order is by score. The lower end of the interval would be the other choice, and was tried:
/// drawing adverts again can only lose names and places, so it falls hardest for small actors,
/// and on the made-up country (seeds 1 to 3, 20,000 adverts, example `on_world`) it found .92 to
/// .95 of the rings within as many leads as there are rings, where the score found .94 to .98.
/// Small actors with lucky coincidences are held down by the shrinkage in the score instead. Ties
/// go by the lower end, then by identifier.
pub fn rank(weighed: Vec<(String, Vec<String>, Weighed)>) -> Vec<Lead> {
    let mut kept: Vec<_> = weighed.into_iter().filter(|(.., w)| w.score > 0.0).collect();
    kept.sort_by(|a, b| {
        b.2.score.total_cmp(&a.2.score).then(b.2.low.total_cmp(&a.2.low)).then(a.0.cmp(&b.0))
    });
    kept.into_iter()
        .zip(1u32..)
        .map(|((actor_id, advert_ids, w), rank)| Lead {
            lead_id: format!("L-{}", actor_id.strip_prefix("A-").unwrap_or(&actor_id)),
            rank,
            score: w.score,
            score_low: w.low,
            score_high: w.high,
            actor_id,
            ring_id: None,
            advert_ids,
            reasons: w.reasons,
        })
        .collect()
}
