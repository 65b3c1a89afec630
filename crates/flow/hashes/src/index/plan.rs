//! How near is asked of which chunk, for one query.

use super::chunk::Chunk;
use crate::Pdq;

/// What a look at a bucket costs, in hashes compared.
const LOOK: u64 = 1;
/// Most bits that are let differ in one chunk, and the ways to choose: not at all, 0, 1, 2 bits.
const WAYS: usize = 4;

/// The reach of a query in each chunk (`None`: the chunk is not asked), and what that costs.
pub(super) struct Plan {
    pub(super) reaches: Vec<Option<usize>>,
    pub(super) cost: u64,
}

/// The cheapest reaches that miss nothing within `radius`.
///
/// If two hashes differ in more than `t` bits in each chunk, they differ in at least the sum of all
/// `t + 1`; a chunk that is not asked has `t = -1`. So nothing within `radius` is missed if that sum is
/// over `radius`: a knapsack over few chunks. `None` if no such reaches exist.
pub(super) fn plan(chunks: &[Chunk], pdq: Pdq, radius: u32) -> Option<Plan> {
    let wanted = radius as usize + 1;
    // best[s]: least cost so far at which the sum is s (or more, at the end).
    let mut best = vec![u64::MAX; wanted + 1];
    let mut chosen = vec![vec![0_u16; wanted + 1]; chunks.len()];
    best[0] = 0;
    for (chunk, chosen) in chunks.iter().zip(&mut chosen) {
        let costs = costs(chunk, pdq);
        let mut next = vec![u64::MAX; wanted + 1];
        for (sum, &so_far) in best.iter().enumerate().filter(|&(_, &b)| b < u64::MAX) {
            for (way, cost) in costs.iter().enumerate() {
                let to = (sum + way).min(wanted);
                if so_far + cost < next[to] {
                    next[to] = so_far + cost;
                    chosen[to] = (sum << 2 | way) as u16;
                }
            }
        }
        best = next;
    }
    let cost = best[wanted];
    if cost == u64::MAX {
        return None;
    }
    let mut reaches = vec![None; chunks.len()];
    let mut sum = wanted;
    for (reach, chosen) in reaches.iter_mut().zip(&chosen).rev() {
        let step = chosen[sum];
        *reach = (step & 3).checked_sub(1).map(usize::from);
        sum = usize::from(step >> 2);
    }
    Some(Plan { reaches, cost })
}

/// What a chunk costs if it is not asked, and at a reach of 0, 1 and 2 bits.
fn costs(chunk: &Chunk, pdq: Pdq) -> [u64; WAYS] {
    let value = chunk.value(pdq);
    let mut costs = [0; WAYS];
    chunk.around(value, WAYS - 2, |bits, v| costs[bits + 1] += LOOK + u64::from(chunk.count(v)));
    for reach in 1..WAYS {
        costs[reach] += costs[reach - 1];
    }
    costs
}
