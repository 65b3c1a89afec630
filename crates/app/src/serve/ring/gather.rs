//! A ring's graph: its actors and what ties them, from the tables.

use super::rows::{Adverts, Row, Rows, list, number, real, span, text, time, town};
use chrono::NaiveDate;
use spoor_draw::{Edge, Node, NodeKind, RingGraph, RingNode, RingTie};
use spoor_vocab::{Millis, RingEvidence};
use std::collections::{BTreeMap, BTreeSet};

/// So many nodes of one kind that tie the same actors are one pile.
const PILE: usize = 3;
/// Adverts named with a tie.
const ADVERTS: usize = 20;
/// Lines of one meeting that are tied each to each; of more, each to the next.
const EACH_TO_EACH: usize = 6;
const DAY: Millis = 86_400_000;

/// A node under way.
struct Draft {
    node: Node,
    home: Option<String>,
    hub: bool,
    pile: bool,
    /// The actors, or in a ring of one actor the lines, that it is tied to.
    of: BTreeSet<String>,
}

/// A graph under way.
struct Loom<'a> {
    rows: &'a Rows,
    nodes: BTreeMap<String, Draft>,
    ties: Vec<RingTie>,
    /// The actor of each line.
    actor: BTreeMap<String, String>,
}

/// The graph. Folded into an actor are its lines and what no other actor of the ring shows; what ties
/// the same actors is a pile where it is three and more; adverts are folded into their template.
pub fn graph(rows: &Rows, adverts: &Adverts) -> RingGraph {
    let actor = rows.lines.iter().map(|l| (text(l, "line_id"), text(l, "actor_id"))).collect();
    let mut loom = Loom { rows, nodes: BTreeMap::new(), ties: Vec::new(), actor };
    loom.actors();
    loom.stays();
    loom.texts(adverts);
    loom.selectors(adverts);
    loom.meetings();
    loom.shared();
    loom.finish()
}

/// The words for a selector, and whether it is a payment.
fn selector(kind: &str, value: &str) -> (NodeKind, String) {
    let short = |value: &str| value.chars().take(12).collect::<String>();
    match kind {
        "card" | "wallet" => (NodeKind::Payment, format!("{kind} {}", short(value))),
        "image" => (NodeKind::Selector, format!("photo {}", short(value))),
        _ => (NodeKind::Selector, format!("{kind} {value}")),
    }
}

fn counted(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

impl Loom<'_> {
    /// Makes a node, or adds to it.
    fn node(
        &mut self,
        id: &str,
        kind: NodeKind,
        label: &str,
        count: u64,
        seen: Option<(Millis, Millis)>,
    ) -> &mut Draft {
        let draft = self.nodes.entry(id.to_owned()).or_insert_with(|| Draft {
            node: Node {
                id: id.to_owned(),
                kind,
                label: label.to_owned(),
                count: 0,
                span: None,
                members: 1,
                inside: 0,
                href: None,
            },
            home: None,
            hub: false,
            pile: false,
            of: BTreeSet::new(),
        });
        draft.node.count += count;
        let times = draft.node.span.into_iter().chain(seen).flat_map(|(a, b)| [a, b]);
        draft.node.span = span(times);
        draft
    }

    fn tie(&mut self, ends: [&str; 2], kind: &str, bits: f64, reason: String) -> &mut RingTie {
        let [from, to] = ends.map(str::to_owned);
        let edge =
            Edge { from, to, kind: kind.to_owned(), bits, inferred: false, reason, href: None };
        self.ties.push(RingTie { edge, q_value: None, span: None, adverts: Vec::new(), count: 1 });
        let last = self.ties.len() - 1;
        &mut self.ties[last]
    }

    /// What a line's things are folded into: its actor; in a ring of one actor itself.
    fn holder(&self, line: &str) -> String {
        if self.rows.ring.actor_ids.len() > 1 {
            self.actor.get(line).cloned().unwrap_or_default()
        } else {
            line.to_owned()
        }
    }

    fn actors(&mut self) {
        let several = self.rows.ring.actor_ids.len() > 1;
        for row in &self.rows.actors {
            let seen =
                span([time(row, "first_posted"), time(row, "last_posted")].into_iter().flatten());
            let id = text(row, "actor_id");
            self.node(&id, NodeKind::Actor, &id, number(row, "adverts"), seen);
        }
        for row in &self.rows.lines {
            let (id, actor, names) =
                (text(row, "line_id"), text(row, "actor_id"), list(row, "names"));
            let label = if names.is_empty() { id.clone() } else { names.join(", ") };
            let draft = self.node(&id, NodeKind::Line, &label, number(row, "adverts"), None);
            draft.home = several.then(|| actor.clone());
            let reason = format!(
                "its adverts tell {label} apart from others of {actor}: {}",
                counted(number(row, "adverts"), "advert")
            );
            self.tie([&actor, &id], "line", 0.0, reason).edge.inferred = true;
        }
    }

    fn stays(&mut self) {
        for row in &self.rows.stays {
            let (line, place) = (text(row, "line_id"), text(row, "place"));
            let seen = span([time(row, "from"), time(row, "to")].into_iter().flatten());
            let holder = self.holder(&line);
            let adverts = number(row, "adverts");
            let draft = self.node(&place, NodeKind::Place, town(&place), adverts, seen);
            draft.of.insert(holder);
            // A line has no times of its own in its table: those of its stays.
            self.node(&line, NodeKind::Line, &line, 0, seen);
            let weak = row.get("weak").and_then(serde_json::Value::as_bool).unwrap_or_default();
            let how = if weak { ", by the area code of its number only" } else { "" };
            let reason =
                format!("offered in {}: {}{how}", town(&place), counted(adverts, "advert"));
            let tie = self.tie([&line, &place], "stay", 0.0, reason);
            (tie.edge.inferred, tie.span) = (weak, seen);
        }
    }

    fn texts(&mut self, adverts: &Adverts) {
        let bits = held_by(&adverts.links);
        let mut of: BTreeMap<(String, String), Vec<&Row>> = BTreeMap::new();
        for row in &adverts.adverts {
            of.entry((text(row, "actor_id"), text(row, "template_id"))).or_default().push(row);
        }
        for ((actor, template), rows) in of {
            let seen = span(rows.iter().filter_map(|r| time(r, "posted")));
            let n = rows.len() as u64;
            let home = if template.is_empty() {
                let id = format!("adverts-{actor}");
                let label = format!("{} of one text each", counted(n, "advert"));
                let pile = self.node(&id, NodeKind::Adverts, &label, n, seen);
                (pile.home, pile.node.members, pile.pile) = (Some(actor.clone()), n, true);
                id
            } else {
                let label = format!("text {template}");
                self.node(&template, NodeKind::Template, &label, n, seen).of.insert(actor.clone());
                let key = (actor.clone(), "template".to_owned(), template.clone());
                let reason = format!("{} of {actor} have this text", counted(n, "advert"));
                let bits = bits.get(&key).copied().unwrap_or_default();
                let tie = self.tie([&actor, &template], "template", bits, reason);
                (tie.span, tie.adverts) = (seen, first(&rows));
                template.clone()
            };
            for row in rows {
                let (id, at) = (text(row, "advert_id"), time(row, "posted"));
                let day = at.map(|t| super::super::shown(t).chars().take(10).collect::<String>());
                let label = [text(row, "site"), day.unwrap_or_default()].join(" ");
                let draft = self.node(&id, NodeKind::Adverts, label.trim(), 1, at.zip(at));
                draft.home = Some(home.clone());
                let end = if template.is_empty() { &actor } else { &template };
                let tie = self.tie([end, &id], "advert", 0.0, "the advert itself".to_owned());
                (tie.span, tie.adverts) = (at.zip(at), vec![id]);
            }
        }
    }

    fn selectors(&mut self, adverts: &Adverts) {
        let bits = held_by(&adverts.links);
        let by_id: BTreeMap<String, &Row> =
            adverts.adverts.iter().map(|a| (text(a, "advert_id"), a)).collect();
        let mut of: BTreeMap<(String, String, String), Vec<&Row>> = BTreeMap::new();
        for row in &adverts.selectors {
            let Some(advert) = by_id.get(&text(row, "advert_id")) else { continue };
            let key = (text(advert, "actor_id"), text(row, "kind"), text(row, "value"));
            of.entry(key).or_default().push(advert);
        }
        for (key, rows) in of {
            let (actor, kind, value) = &key;
            let (node_kind, label) = selector(kind, value);
            let seen = span(rows.iter().filter_map(|r| time(r, "posted")));
            let id = format!("{kind} {value}");
            let parties = adverts.hubs.get(&(kind.clone(), value.clone()));
            let draft = self.node(&id, node_kind, &label, rows.len() as u64, seen);
            draft.of.insert(actor.clone());
            draft.hub = parties.is_some();
            let bits = bits.get(&key).copied().unwrap_or_default();
            let mut reason = format!("{} of {actor} show it", counted(rows.len() as u64, "advert"));
            match parties {
                Some(n) => reason += &format!("; so do {n} parties that share nothing else"),
                None if bits > 0.0 => reason += "; it holds the actor together",
                None => {}
            }
            let tie = self.tie([actor, &id], kind, bits, reason);
            (tie.span, tie.adverts) = (seen, first(&rows));
        }
    }

    /// Lines that arrived where and when another did, or left.
    fn meetings(&mut self) {
        let rows = self.rows;
        let mut pairs: BTreeMap<[String; 2], &Row> = BTreeMap::new();
        for row in &rows.pairs {
            let mut ends = [text(row, "line_a"), text(row, "line_b")];
            ends.sort();
            pairs.insert(ends, row);
        }
        for met in &rows.ring.evidence {
            let RingEvidence::Meeting { place, week, line_ids, advert_ids, hand_over } = met else {
                continue;
            };
            let first = NaiveDate::parse_from_str(week, "%Y-%m-%d").ok();
            let first =
                first.and_then(|d| Some(d.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis()));
            let lines: BTreeSet<&String> = line_ids.iter().collect();
            let lines: Vec<&String> = lines.into_iter().collect();
            let how = if *hand_over { "one arrived as the other left" } else { "both arrived" };
            for (i, a) in lines.iter().enumerate() {
                let others = if lines.len() <= EACH_TO_EACH { lines.len() } else { i + 2 };
                for b in lines.iter().take(others).skip(i + 1) {
                    let pair = pairs.get(&[(*a).clone(), (*b).clone()]);
                    let (bits, q) = pair
                        .map(|p| (real(p, "effect_bits"), real(p, "q_value")))
                        .unwrap_or((rows.ring.effect_bits, rows.ring.q_value));
                    let whose = if pair.is_some() { "the two" } else { "the ring as a whole" };
                    let reason = format!(
                        "{how} in {} in the week of {week}; of {whose}: false discovery rate {q:.1e}",
                        town(place)
                    );
                    let tie = self.tie([a, b], "same moves", bits, reason);
                    tie.edge.inferred = true;
                    tie.q_value = Some(q);
                    tie.span = first.map(|t| (t, t + 7 * DAY - 1));
                    tie.adverts = advert_ids.iter().take(ADVERTS).cloned().collect();
                }
            }
        }
    }

    /// What two actors share, with what that weighs between them.
    fn shared(&mut self) {
        let rows = self.rows;
        for tie in &rows.ring.evidence {
            let RingEvidence::Tie { shared, value, actor_ids, bits } = tie else { continue };
            let fits = |id: &&String| {
                let own = id.split_once(' ').map_or(id.as_str(), |(_, value)| value);
                let of = &self.nodes[*id].of;
                own == value && actor_ids.iter().all(|a| of.contains(a))
            };
            let [a, b] = actor_ids;
            let said = format!("shared by {a} and {b}, which weighs {bits:+.1} bits");
            let Some(id) = self.nodes.keys().find(fits).cloned() else {
                self.tie([a, b], &format!("shared {shared}"), f64::from(*bits), said);
                continue;
            };
            let own = self
                .ties
                .iter_mut()
                .filter(|t| t.edge.to == id && actor_ids.contains(&t.edge.from));
            for tie in own {
                tie.edge.bits = tie.edge.bits.max(f64::from(*bits));
                if tie.edge.reason.matches("shared by").count() < 3 {
                    tie.edge.reason = format!("{}; {said}", tie.edge.reason);
                }
            }
        }
    }

    /// Folds what one actor alone shows into it, and piles up what ties the same.
    fn finish(mut self) -> RingGraph {
        let mut piles: BTreeMap<(NodeKind, Vec<String>), Vec<String>> = BTreeMap::new();
        for (id, draft) in &mut self.nodes {
            let of: Vec<String> = draft.of.iter().cloned().collect();
            match of.as_slice() {
                [] => {}
                _ if draft.hub => {}
                [one] => draft.home = Some(one.clone()),
                _ => piles.entry((draft.node.kind, of)).or_default().push(id.clone()),
            }
        }
        let mut nodes = Vec::new();
        for ((kind, of), ids) in piles.into_iter().filter(|(_, ids)| ids.len() >= PILE) {
            let name = blake3::hash(of.join("\n").as_bytes()).to_hex();
            let id = format!("{}-{}", kind.plural(), &name[..8]);
            let own: Vec<&Node> = ids.iter().map(|id| &self.nodes[id].node).collect();
            let node = Node {
                id: id.clone(),
                kind,
                label: format!("{} {} that {} share", ids.len(), kind.plural(), of.len()),
                count: own.iter().map(|n| n.count).sum(),
                span: span(own.iter().filter_map(|n| n.span).flat_map(|(a, b)| [a, b])),
                members: ids.len() as u64,
                inside: 0,
                href: None,
            };
            nodes.push(RingNode { node, home: None, pile: true, hub: false });
            for member in ids {
                if let Some(draft) = self.nodes.get_mut(&member) {
                    draft.home = Some(id.clone());
                }
            }
        }
        let of = |d: Draft| RingNode { node: d.node, home: d.home, pile: d.pile, hub: d.hub };
        nodes.extend(self.nodes.into_values().map(of));
        RingGraph { nodes, ties: self.ties }
    }
}

/// The strongest link of each actor by kind and value, bits.
fn held_by(links: &[Row]) -> BTreeMap<(String, String, String), f64> {
    let key = |l: &Row| (text(l, "actor_id"), text(l, "kind"), text(l, "value"));
    links.iter().map(|l| (key(l), real(l, "bits"))).collect()
}

fn first(rows: &[&Row]) -> Vec<String> {
    rows.iter().take(ADVERTS).map(|r| text(r, "advert_id")).collect()
}
