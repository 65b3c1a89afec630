//! Made-up rings.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spoor_draw::{Edge, Node, NodeKind, RingChart};

/// A day in milliseconds.
pub const DAY: i64 = 86_400_000;
/// 5 January 2026, a Monday.
pub const START: i64 = 20_458 * DAY;

fn node(id: &str, kind: NodeKind, label: &str, count: u64, days: (i64, i64)) -> Node {
    Node {
        id: id.to_owned(),
        kind,
        label: label.to_owned(),
        count,
        span: Some((START + days.0 * DAY, START + days.1 * DAY)),
        members: 1,
        inside: 0,
        href: Some(format!("/node/{id}")),
    }
}

fn edge(from: &str, to: &str, kind: &str, bits: f64, inferred: bool, reason: &str) -> Edge {
    Edge {
        from: from.to_owned(),
        to: to.to_owned(),
        kind: kind.to_owned(),
        bits,
        inferred,
        reason: reason.to_owned(),
        href: Some(format!("/tie/{from}/{to}")),
    }
}

/// A ring as a lead shows it: three actors, what they share, what speaks against.
pub fn small() -> RingChart {
    use NodeKind::{Actor, Adverts, Place, Selector, Template};
    let mut group = node("g1", Adverts, "hotel adverts", 37, (20, 160));
    group.members = 5;
    let nodes = vec![
        node("a1", Actor, "Actor 17", 64, (0, 170)),
        node("a2", Actor, "Actor 23", 41, (12, 166)),
        node("a3", Actor, "Actor 58", 19, (40, 120)),
        node("s1", Selector, "phone ending 21", 52, (0, 170)),
        node("s2", Selector, "handle “rosa…”", 11, (30, 90)),
        node("t1", Template, "“new in town, two weeks only”", 73, (8, 168)),
        node("p1", Place, "Utrecht", 30, (4, 150)),
        group,
        node("a9", Actor, "Actor 90", 6, (100, 110)),
        node("s9", Selector, "e-mail at example.com", 6, (100, 110)),
    ];
    let edges = vec![
        edge("a1", "s1", "phone", 14.2, false, "38 adverts state it."),
        edge("a2", "s1", "phone", 12.8, false, "14 adverts state it."),
        edge("a1", "t1", "text", 8.1, false, "Texts that differ in name and place only."),
        edge("a2", "t1", "text", 7.4, false, "Texts that differ in name and place only."),
        edge("a3", "t1", "text", 3.1, false, "One of the parts is common elsewhere."),
        edge("a1", "a2", "same moves", 11.5, true, "Nine meetings in 14 moves; 1.1 by chance."),
        edge("a2", "a3", "same moves", 4.2, true, "Three meetings in six moves."),
        edge("a1", "a3", "style", -2.6, true, "Spelling differs throughout."),
        edge("a3", "s2", "handle", 6.0, false, "11 adverts state it."),
        edge("a1", "g1", "adverts", 5.0, false, "Adverts of hotels under one contact."),
        edge("a1", "p1", "stays", 2.5, false, "Seven stays."),
        edge("a2", "p1", "stays", 2.2, false, "Six stays."),
        edge("a9", "s9", "e-mail", 9.0, false, "Six adverts state it."),
    ];
    RingChart::new("Ring 4: three actors, one phone, one text", nodes, edges)
}

/// About forty nodes in three components.
pub fn few() -> RingChart {
    made("Forty nodes in three parts", &[(5, 4), (3, 3), (2, 2)], 11)
}

/// `n` nodes or somewhat more, of many actors and what hangs on them.
pub fn many(n: usize) -> RingChart {
    let clusters = vec![(5, 4); n.div_ceil(25)];
    let mut chart = made("A ring seen with everything that hangs on it", &clusters, 29);
    // Actors of one cluster share a phone with the next.
    for c in 1..clusters.len() {
        let (from, to) = (format!("c{}a0", c - 1), format!("c{c}a1"));
        chart.edges.push(edge(
            &from,
            &to,
            "same moves",
            6.0,
            true,
            "Five meetings in eleven moves.",
        ));
    }
    chart
}

/// Clusters of actors with leaves each.
fn made(title: &str, clusters: &[(usize, usize)], seed: u64) -> RingChart {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    for (c, &(actors, leaves)) in clusters.iter().enumerate() {
        let hub = format!("c{c}t");
        nodes.push(node(&hub, NodeKind::Template, &format!("text {c}"), 40, (0, 100)));
        for a in 0..actors {
            let id = format!("c{c}a{a}");
            let count = rng.random_range(3..60);
            nodes.push(node(&id, NodeKind::Actor, &format!("Actor {c}{a}"), count, (0, 90)));
            let bits = rng.random_range(1.0..16.0);
            edges.push(edge(&id, &hub, "text", bits, rng.random_range(0..3) == 0, "Same text."));
            for l in 0..leaves {
                let leaf = format!("{id}l{l}");
                let kind = if l % 2 == 0 { NodeKind::Selector } else { NodeKind::Adverts };
                let label = format!("phone ending {:02}", rng.random_range(0..100));
                nodes.push(node(&leaf, kind, &label, rng.random_range(1..20), (5, 60)));
                let bits = rng.random_range(2.0..14.0);
                edges.push(edge(&id, &leaf, "phone", bits, false, "Stated in adverts."));
            }
        }
    }
    RingChart::new(title, nodes, edges)
}
