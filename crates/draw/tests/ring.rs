//! A ring folded, opened, filtered, and as a file.

#[path = "../examples/made_up/mod.rs"]
#[allow(dead_code, unused_imports)]
mod made_up;
mod support;

use proptest::prelude::*;
use spoor_draw::{Choice, Edge, Node, NodeKind, RingGraph, RingNode, RingTie, Seen, Sheet, Table};
use std::collections::BTreeSet;

const DAY: i64 = 86_400_000;

fn node(id: &str, kind: NodeKind, home: Option<&str>, count: u64, days: (i64, i64)) -> RingNode {
    let node = Node {
        id: id.into(),
        kind,
        label: format!("{id} by name"),
        count,
        span: Some((days.0 * DAY, days.1 * DAY)),
        members: 1,
        inside: 0,
        href: None,
    };
    RingNode { node, home: home.map(str::to_owned), pile: false, hub: false }
}

fn tie(from: &str, to: &str, kind: &str, bits: f64, day: i64) -> RingTie {
    let edge = Edge {
        from: from.into(),
        to: to.into(),
        kind: kind.into(),
        bits,
        inferred: kind == "same moves",
        reason: format!("{from} and {to} on day {day}"),
        href: None,
    };
    let adverts = vec![format!("{from}{day}")];
    RingTie { edge, q_value: None, span: Some((day * DAY, day * DAY)), adverts, count: 1 }
}

/// Two actors with a line each, a phone of one, a template of the other with two adverts, a shared
/// town, a hub.
fn ring() -> RingGraph {
    use NodeKind::{Actor, Adverts, Line, Place, Selector, Template};
    let mut hub = node("hub", Selector, None, 9, (0, 90));
    hub.hub = true;
    let nodes = vec![
        node("A", Actor, None, 40, (0, 50)),
        node("B", Actor, None, 20, (40, 90)),
        node("A1", Line, Some("A"), 40, (0, 50)),
        node("B1", Line, Some("B"), 20, (40, 90)),
        node("phone", Selector, Some("A"), 12, (0, 20)),
        node("text", Template, Some("B"), 2, (40, 50)),
        node("x", Adverts, Some("text"), 1, (40, 40)),
        node("y", Adverts, Some("text"), 1, (50, 50)),
        node("town", Place, None, 5, (10, 60)),
        hub,
    ];
    let ties = vec![
        tie("A", "A1", "advertises", 0.0, 1),
        tie("B", "B1", "advertises", 0.0, 41),
        tie("A", "phone", "phone", 12.0, 5),
        tie("B", "text", "template", 8.0, 45),
        tie("text", "x", "template", 0.0, 40),
        tie("text", "y", "template", 0.0, 50),
        tie("A1", "town", "stay", 0.0, 10),
        tie("B1", "town", "stay", 0.0, 60),
        tie("A1", "B1", "same moves", 3.0, 44),
        tie("A1", "B1", "same moves", 5.0, 48),
        tie("A", "hub", "phone", 1.0, 1),
        tie("B", "hub", "phone", 1.0, 80),
    ];
    RingGraph { nodes, ties }
}

fn ids(seen: &Seen) -> BTreeSet<&str> {
    seen.nodes.iter().map(|n| n.id.as_str()).collect()
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn it_starts_folded_with_a_count_and_opens_one_by_one() {
    let graph = ring();
    let seen = graph.seen(&Choice::default());
    assert_eq!(ids(&seen), BTreeSet::from(["A", "B", "town"]));
    assert_eq!(seen.hubs, 1);
    let of = |seen: &Seen, id: &str| {
        let at = seen.nodes.iter().position(|n| n.id == id).unwrap();
        (seen.nodes[at].inside, seen.inside[at].clone())
    };
    assert_eq!(of(&seen, "A"), (2, vec![(NodeKind::Line, 1), (NodeKind::Selector, 1)]));
    let b = [(NodeKind::Line, 1), (NodeKind::Template, 1), (NodeKind::Adverts, 2)];
    assert_eq!(of(&seen, "B"), (4, b.to_vec()));
    // Both meetings are one tie between the actors, with the evidence of both.
    let moves = &seen.ties[0];
    assert_eq!((moves.edge.bits, moves.count, moves.adverts.len()), (5.0, 2, 2));
    assert_eq!(moves.span, Some((44 * DAY, 48 * DAY)));
    let opened = graph.seen(&Choice { open: set(&["B", "nothing"]), ..Choice::default() });
    assert_eq!(ids(&opened), BTreeSet::from(["A", "B", "B1", "text", "town"]));
    assert_eq!(opened.open, set(&["B"]));
    assert_eq!(of(&opened, "text").0, 2);
    // What is folded into something closed stays so, whatever is said of itself.
    let inner = graph.seen(&Choice { open: set(&["text"]), ..Choice::default() });
    assert_eq!(ids(&inner), ids(&seen));
    let all = graph.seen(&Choice { open: set(&["A", "B", "text"]), ..Choice::default() });
    assert_eq!(all.nodes.len(), graph.nodes.len() - 1);
}

#[test]
fn filters_leave_out_what_they_say_and_nothing_else() {
    let graph = ring();
    let open = set(&["A", "B", "text"]);
    let all = Choice { open: open.clone(), ..Choice::default() };
    let check = |choice: Choice, want: &[&str]| {
        let seen = graph.seen(&choice);
        assert_eq!(ids(&seen), want.iter().copied().collect(), "{choice:?}");
        let known = ids(&seen);
        let ends = seen.ties.iter().flat_map(|t| [&t.edge.from, &t.edge.to]);
        assert!(ends.into_iter().all(|id| known.contains(id.as_str())), "{choice:?}");
    };
    let without = BTreeSet::from([NodeKind::Template, NodeKind::Line, NodeKind::Actor]);
    // Adverts of a template that is left out hang on its actor; actors stay.
    check(Choice { without, ..all.clone() }, &["A", "B", "phone", "x", "y", "town"]);
    check(Choice { hubs: true, ..Choice::default() }, &["A", "B", "town", "hub"]);
    check(Choice { least_bits: 4.0, ..all.clone() }, &["A", "B", "A1", "B1", "phone", "text"]);
    check(Choice { least_degree: 3, ..all.clone() }, &["A1", "B1", "text"]);
    let within = Some((0, 30 * DAY));
    check(Choice { within, ..all.clone() }, &["A", "A1", "phone", "town"]);
    // A word is found in what is folded away.
    let words = " PHONE ".to_owned();
    check(Choice { words: words.clone(), ..Choice::default() }, &["A", "phone"]);
    assert_eq!(graph.seen(&Choice { words, ..Choice::default() }).found, set(&["phone"]));
    let way = Some(("phone".to_owned(), "text".to_owned()));
    check(Choice { way, ..all.clone() }, &["phone", "A", "A1", "B1", "B", "text"]);
    let way = Some(("phone".to_owned(), "nobody".to_owned()));
    assert!(!graph.seen(&Choice { way, ..all }).has_way);
}

#[test]
fn a_pile_makes_room_for_what_it_holds_and_is_nothing_without_it() {
    let mut graph = ring();
    let mut pile = node("pile", NodeKind::Place, None, 5, (10, 60));
    pile.pile = true;
    graph.nodes.push(pile);
    graph.nodes.push(RingNode { pile: true, ..node("void", NodeKind::Place, None, 0, (0, 90)) });
    graph.nodes.iter_mut().find(|n| n.node.id == "town").unwrap().home = Some("pile".into());
    let closed = graph.seen(&Choice::default());
    assert_eq!(ids(&closed), BTreeSet::from(["A", "B", "pile"]));
    assert_eq!(closed.ties.iter().filter(|t| t.edge.to == "pile").count(), 2);
    let open = graph.seen(&Choice { open: set(&["pile"]), ..Choice::default() });
    assert_eq!(ids(&open), BTreeSet::from(["A", "B", "town"]));
}

#[test]
fn more_than_a_page_can_hold_is_left_out_and_counted_but_no_actor_is() {
    let mut graph = ring();
    for i in 0..2_000 {
        let id = format!("s{i}");
        graph.nodes.push(node(&id, NodeKind::Selector, None, 100, (0, 90)));
        graph.ties.push(tie("A", &id, "phone", 20.0, 1));
        graph.ties.push(tie("town", &id, "phone", 20.0, 1));
    }
    let seen = graph.seen(&Choice::default());
    assert!(seen.nodes.len() + seen.ties.len() <= 1_500);
    assert_eq!(seen.left_out.0, 2_003 - 300);
    assert!(ids(&seen).is_superset(&BTreeSet::from(["A", "B"])));
}

/// Names of the nodes, then of the ends of the ties, as a table has them.
fn told(table: &Table) -> BTreeSet<(String, String)> {
    table.rows.iter().map(|r| (r.cells[1].clone(), r.cells[2].clone())).collect()
}

#[test]
fn the_same_ring_is_the_same_picture_in_any_order_and_its_table_has_all_of_it() {
    let (graph, mut turned) = (ring(), ring());
    turned.nodes.reverse();
    turned.ties.reverse();
    for open in [set(&[]), set(&["A", "B", "text"])] {
        let choice = Choice { open, hubs: true, ..Choice::default() };
        let (a, b) = (graph.seen(&choice), turned.seen(&choice));
        assert_eq!(a, b);
        let drawing = a.chart("Who is tied to whom").draw(&Sheet::page("graph"));
        support::check(&drawing);
        assert!(drawing.defects.is_empty());
        assert_eq!(drawing.svg, b.chart("Who is tied to whom").draw(&Sheet::page("graph")).svg);
        let name = |id: &str| a.nodes.iter().find(|n| n.id == id).unwrap().label.clone();
        let nodes = a.nodes.iter().map(|n| {
            let more = if n.inside > 0 { format!(" +{}", n.inside) } else { String::new() };
            (n.label.clone() + &more, String::new())
        });
        let ties = a.ties.iter().map(|t| (name(&t.edge.from), name(&t.edge.to)));
        assert_eq!(told(&drawing.table), nodes.chain(ties).collect());
        assert_eq!(drawing.table.rows.len(), a.nodes.len() + a.ties.len());
    }
}

#[test]
fn the_file_is_graphml_with_every_node_and_tie() {
    let mut graph = ring();
    graph.nodes[0].node.label = "\"><script>\u{0}\u{202e}&".into();
    graph.ties[0].edge.reason = "]]></data>".into();
    let xml = graph.graphml();
    let doc = roxmltree::Document::parse(&xml).expect("XML");
    let all = |tag: &str| doc.descendants().filter(|n| n.has_tag_name(tag)).count();
    assert!(doc.root_element().has_tag_name(("http://graphml.graphdrawing.org/xmlns", "graphml")));
    let name = |tag| ("http://graphml.graphdrawing.org/xmlns", tag);
    assert_eq!(doc.descendants().filter(|n| n.has_tag_name(name("node"))).count(), 10);
    assert_eq!(doc.descendants().filter(|n| n.has_tag_name(name("edge"))).count(), 12);
    assert_eq!(all("script"), 0);
    // Every datum has a declared key, every edge known ends.
    let declared = doc.descendants().filter(|n| n.has_tag_name(name("key")));
    let declared: BTreeSet<&str> = declared.filter_map(|n| n.attribute("id")).collect();
    let nodes = doc.descendants().filter(|n| n.has_tag_name(name("node")));
    let nodes: BTreeSet<&str> = nodes.filter_map(|n| n.attribute("id")).collect();
    for n in doc.descendants() {
        assert!(n.attribute("key").is_none_or(|k| declared.contains(k)));
        assert!(n.attribute("source").is_none_or(|k| nodes.contains(k)));
        assert!(n.attribute("target").is_none_or(|k| nodes.contains(k)));
    }
}

proptest! {
    /// Whatever comes in, with homes in circles and ties to nowhere: what is seen hangs together.
    #[test]
    fn whatever_comes_in_what_is_seen_hangs_together(
        nodes in prop::collection::vec((0..12usize, 0..14usize, 0..7usize, any::<[bool; 3]>()), 0..40),
        ties in prop::collection::vec((0..14usize, 0..14usize, -9.0..30.0f64), 0..60),
        open in prop::collection::btree_set(0..14usize, 0..8),
        least_degree in 0..4usize,
        hubs in any::<bool>(),
    ) {
        let id = |n: usize| format!("n{n}");
        let nodes = nodes.iter().map(|(n, home, kind, [pile, hub, has])| {
            let home = id(*home);
            let home = has.then_some(home.as_str());
            RingNode { pile: *pile, hub: *hub, ..node(&id(*n), NodeKind::ALL[*kind], home, 1, (0, 1)) }
        });
        let ties = ties.iter().map(|(a, b, bits)| tie(&id(*a), &id(*b), "phone", *bits, 1));
        let graph = RingGraph { nodes: nodes.collect(), ties: ties.collect() };
        let open = open.into_iter().map(id).collect();
        let seen = graph.seen(&Choice { open, least_degree, hubs, ..Choice::default() });
        let known = ids(&seen);
        prop_assert_eq!(known.len(), seen.nodes.len(), "ids are given once");
        for t in &seen.ties {
            prop_assert!(known.contains(&*t.edge.from) && known.contains(&*t.edge.to));
            prop_assert!(t.edge.from != t.edge.to);
        }
        prop_assert!(roxmltree::Document::parse(&graph.graphml()).is_ok());
        prop_assert!(seen.chart("x").draw(&Sheet::page("x")).defects.is_empty());
    }
}
