//! Leiden communities (Traag, Waltman and van Eck 2019, "From Louvain to Leiden: guaranteeing
//! well-connected communities", Scientific Reports 9, 5233) of the constant Potts model (Traag,
//! Van Dooren, Nesterov 2011, Physical Review E 84, 016114), which has no resolution limit.
//!
//! Written here because the graphs are small and must come out the same for ever: `leiden-rs` 0.8
//! draws from `rand`'s `StdRng`, whose stream a new version may change.

use crate::chance::SplitMix;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

struct Graph {
    near: Vec<Vec<(u32, f64)>>,
    size: Vec<f64>,
}

/// Communities of the graph of `nodes` nodes and weighted, undirected `edges` (each pair at most
/// once, no loops): a community number for each node, numbered by smallest member. `resolution`
/// is the least mean weight between the parts of a community. The same seed, the same result.
pub fn leiden(nodes: usize, edges: &[(u32, u32, f64)], resolution: f64, seed: u64) -> Vec<u32> {
    let mut rng = SplitMix::new(seed);
    let mut graph = Graph { near: vec![Vec::new(); nodes], size: vec![1.0; nodes] };
    for &(a, b, w) in edges.iter().filter(|e| e.0 != e.1) {
        graph.near[a as usize].push((b, w));
        graph.near[b as usize].push((a, w));
    }
    // Which node of the present graph each first node is in, and the partition of that graph.
    let mut member: Vec<u32> = (0..nodes as u32).collect();
    let mut part: Vec<u32> = member.clone();
    loop {
        let moved = shift(&graph, &mut part, resolution, &mut rng);
        let communities = compact(&mut part);
        if !moved || communities == graph.near.len() {
            break;
        }
        let mut fine = refine(&graph, &part, resolution, &mut rng);
        let count = compact(&mut fine);
        let mut coarse = vec![0; count];
        for (node, f) in fine.iter().enumerate() {
            coarse[*f as usize] = part[node];
        }
        graph = aggregate(&graph, &fine, count);
        member.iter_mut().for_each(|m| *m = fine[*m as usize]);
        part = coarse;
    }
    let mut out: Vec<u32> = member.iter().map(|m| part[*m as usize]).collect();
    compact(&mut out);
    out
}

/// Numbers communities by first member; returns how many there are.
fn compact(part: &mut [u32]) -> usize {
    let mut number: FxHashMap<u32, u32> = FxHashMap::default();
    for p in part.iter_mut() {
        let next = number.len() as u32;
        *p = *number.entry(*p).or_insert(next);
    }
    number.len()
}

/// Weights from `node` to each community among its neighbours, ascending by community.
fn weights(graph: &Graph, part: &[u32], node: usize) -> Vec<(u32, f64)> {
    let mut to: Vec<(u32, f64)> =
        graph.near[node].iter().map(|&(n, w)| (part[n as usize], w)).collect();
    to.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut out: Vec<(u32, f64)> = Vec::new();
    for (community, w) in to {
        match out.last_mut() {
            Some(last) if last.0 == community => last.1 += w,
            _ => out.push((community, w)),
        }
    }
    out
}

/// Moves nodes to the best community while that improves; whether any moved.
fn shift(graph: &Graph, part: &mut [u32], resolution: f64, rng: &mut SplitMix) -> bool {
    let n = graph.near.len();
    let mut sizes = vec![0.0; n];
    (0..n).for_each(|i| sizes[part[i] as usize] += graph.size[i]);
    let mut order: Vec<usize> = (0..n).filter(|i| !graph.near[*i].is_empty()).collect();
    rng.shuffle(&mut order);
    let mut queued = vec![true; n];
    let mut queue: VecDeque<usize> = order.into();
    let mut any = false;
    while let Some(node) = queue.pop_front() {
        queued[node] = false;
        let (from, size) = (part[node], graph.size[node]);
        let to = weights(graph, part, node);
        let here = to.iter().find(|t| t.0 == from).map_or(0.0, |t| t.1);
        let stay = here - resolution * size * (sizes[from as usize] - size);
        let mut best = (from, stay);
        for &(community, w) in to.iter().filter(|t| t.0 != from) {
            let gain = w - resolution * size * sizes[community as usize];
            if gain > best.1 + 1e-12 {
                best = (community, gain);
            }
        }
        if best.0 == from {
            continue;
        }
        sizes[from as usize] -= size;
        sizes[best.0 as usize] += size;
        part[node] = best.0;
        any = true;
        for &(near, _) in &graph.near[node] {
            let near = near as usize;
            if part[near] != best.0 && !queued[near] {
                queued[near] = true;
                queue.push_back(near);
            }
        }
    }
    any
}

/// Splits each community into well-connected parts: single nodes merge only with what they are
/// well connected to, inside the community. The best merge is taken, not a random one.
fn refine(graph: &Graph, part: &[u32], resolution: f64, rng: &mut SplitMix) -> Vec<u32> {
    let n = graph.near.len();
    let mut fine: Vec<u32> = (0..n as u32).collect();
    let mut fine_size = graph.size.clone();
    let mut alone = vec![true; n];
    let mut whole = vec![0.0; n];
    (0..n).for_each(|i| whole[part[i] as usize] += graph.size[i]);
    // Weight from each part to the rest of its community.
    let inside = |node: usize| -> f64 {
        let own = graph.near[node].iter().filter(|(m, _)| part[*m as usize] == part[node]);
        own.map(|e| e.1).sum()
    };
    let mut outward: Vec<f64> = (0..n).map(inside).collect();
    let mut order: Vec<usize> = (0..n).collect();
    rng.shuffle(&mut order);
    for node in order {
        let (size, all) = (graph.size[node], whole[part[node] as usize]);
        if !alone[node] || outward[node] < resolution * size * (all - size) {
            continue;
        }
        let mut best: Option<(u32, f64, f64)> = None;
        for (to, w) in weights(graph, &fine, node) {
            let f = to as usize;
            if to == fine[node] || part[f] != part[node] {
                continue;
            }
            let well = outward[f] >= resolution * fine_size[f] * (all - fine_size[f]);
            let gain = w - resolution * size * fine_size[f];
            if well && gain >= 0.0 && best.is_none_or(|b| gain > b.1 + 1e-12) {
                best = Some((to, gain, w));
            }
        }
        if let Some((to, _, w)) = best {
            let f = to as usize;
            outward[f] += outward[node] - 2.0 * w;
            fine_size[f] += size;
            fine[node] = to;
            alone[f] = false;
        }
    }
    fine
}

fn aggregate(graph: &Graph, fine: &[u32], count: usize) -> Graph {
    let mut size = vec![0.0; count];
    let mut between: Vec<(u32, u32, f64)> = Vec::new();
    for (node, near) in graph.near.iter().enumerate() {
        size[fine[node] as usize] += graph.size[node];
        for &(other, w) in near {
            if fine[node] != fine[other as usize] {
                between.push((fine[node], fine[other as usize], w));
            }
        }
    }
    between.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    let mut near = vec![Vec::new(); count];
    for run in between.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        near[run[0].0 as usize].push((run[0].1, run.iter().map(|e| e.2).sum()));
    }
    Graph { near, size }
}

#[cfg(test)]
mod tests {
    use super::leiden;

    /// Zachary's karate club (1977, Journal of Anthropological Research 33), edges from 1.
    const KARATE: &str = "2-1 3-1 3-2 4-1 4-2 4-3 5-1 6-1 7-1 7-5 7-6 8-1 8-2 8-3 8-4 9-1 9-3 \
        10-3 11-1 11-5 11-6 12-1 13-1 13-4 14-1 14-2 14-3 14-4 17-6 17-7 18-1 18-2 20-1 20-2 22-1 \
        22-2 26-24 26-25 28-3 28-24 28-25 29-3 30-24 30-27 31-2 31-9 32-1 32-25 32-26 32-29 33-3 \
        33-9 33-15 33-16 33-19 33-21 33-23 33-24 33-30 33-31 33-32 34-9 34-10 34-14 34-15 34-16 \
        34-19 34-20 34-21 34-23 34-24 34-27 34-28 34-29 34-30 34-31 34-32 34-33";

    fn cliques(count: u32, size: u32) -> Vec<(u32, u32, f64)> {
        let mut edges = Vec::new();
        for c in 0..count {
            for a in 0..size {
                edges.extend((a + 1..size).map(|b| (c * size + a, c * size + b, 1.0)));
            }
            // The ring of cliques of Fortunato and Barthélemy (2007).
            edges.push((c * size, (c + 1) % count * size + 1, 1.0));
        }
        edges
    }

    #[test]
    fn a_ring_of_cliques_is_its_cliques() {
        for seed in 0..5 {
            let part = leiden(150, &cliques(30, 5), 0.3, seed);
            assert!(part.iter().enumerate().all(|(i, p)| *p as usize == i / 5));
        }
    }

    #[test]
    fn the_karate_club_falls_into_its_two_factions() {
        let edges: Vec<(u32, u32, f64)> = KARATE
            .split_whitespace()
            .filter_map(|e| {
                let (a, b) = e.split_once('-')?;
                Some((a.parse::<u32>().ok()? - 1, b.parse::<u32>().ok()? - 1, 1.0))
            })
            .collect();
        assert_eq!(edges.len(), 78);
        let part = leiden(34, &edges, 0.05, 1);
        // The instructor is node 0, the president node 33; whom they kept is in the paper.
        assert_ne!(part[0], part[33]);
        for kept in [1, 2, 3, 7, 12, 13, 17, 19, 21] {
            assert_eq!(part[0], part[kept], "{kept}");
        }
        for left in [14, 15, 18, 20, 22, 23, 26, 29, 30, 32] {
            assert_eq!(part[33], part[left], "{left}");
        }
    }

    #[test]
    fn nodes_without_edges_stay_alone() {
        assert_eq!(leiden(3, &[(0, 2, 1.0)], 0.1, 9), [0, 1, 0]);
        assert!(leiden(0, &[], 0.1, 9).is_empty());
    }
}
