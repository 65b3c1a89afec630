//! Leads, actors, adverts and what ties them as GraphML (graphml.graphdrawing.org, 1.0), for graph
//! programs.

use crate::dossier::Dossier;
use crate::words::{time, xml};
use std::collections::BTreeSet;
use std::fmt::Write as _;

const KEYS: [(&str, &str, &str); 8] = [
    ("kind", "node", "string"),
    ("label", "node", "string"),
    ("seen", "node", "string"),
    ("score_bits", "node", "double"),
    ("shared_by_strangers", "node", "boolean"),
    ("tie", "edge", "string"),
    ("value", "edge", "string"),
    ("weight_bits", "edge", "double"),
];

/// The network as GraphML. Every edge says what it is; those between adverts have their weight.
pub fn graphml(dossier: &Dossier) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    );
    for (name, of, kind) in KEYS {
        let _ = writeln!(
            out,
            "<key id=\"{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
        );
    }
    out += "<graph id=\"referral\" edgedefault=\"undirected\">\n";
    nodes(&mut out, dossier);
    edges(&mut out, dossier);
    out += "</graph>\n</graphml>\n";
    out
}

fn node(out: &mut String, id: &str, data: &[(&str, String)]) {
    let _ = write!(out, "<node id=\"{}\">", xml(id));
    fill(out, data);
    *out += "</node>\n";
}

fn edge(out: &mut String, from: &str, to: &str, data: &[(&str, String)]) {
    let _ = write!(out, "<edge source=\"{}\" target=\"{}\">", xml(from), xml(to));
    fill(out, data);
    *out += "</edge>\n";
}

fn fill(out: &mut String, data: &[(&str, String)]) {
    for (key, value) in data.iter().filter(|(_, v)| !v.is_empty()) {
        let _ = write!(out, "<data key=\"{key}\">{}</data>", xml(value));
    }
}

fn selector_node(kind: &str, value: &str) -> String {
    format!("{kind}:{value}")
}

fn nodes(out: &mut String, dossier: &Dossier) {
    for part in &dossier.leads {
        let id = &part.lead.lead_id;
        let score = format!("{:.3}", part.lead.score);
        let data = [("kind", "lead".into()), ("label", id.clone()), ("score_bits", score)];
        node(out, id, &data);
    }
    for ring in &dossier.rings {
        node(out, &ring.ring_id, &[("kind", "ring".into()), ("label", ring.ring_id.clone())]);
    }
    for actor in actors(dossier) {
        node(out, actor, &[("kind", "actor".into()), ("label", actor.to_owned())]);
    }
    for part in &dossier.adverts {
        let a = &part.advert;
        let seen = time(a.posted.unwrap_or(a.captured_at));
        let label = a.title.clone().unwrap_or_else(|| a.text.chars().take(60).collect());
        node(out, &a.advert_id, &[("kind", "advert".into()), ("label", label), ("seen", seen)]);
    }
    for part in &dossier.selectors {
        let (kind, value) = (part.selector.kind.as_str(), &part.selector.value);
        let shared = if part.damped { "true" } else { "false" };
        let data = [
            ("kind", kind.to_owned()),
            ("label", value.clone()),
            ("seen", part.last.map(time).unwrap_or_default()),
            ("shared_by_strangers", shared.to_owned()),
        ];
        node(out, &selector_node(kind, value), &data);
    }
}

/// Actors of the adverts and of the rings.
pub fn actors(dossier: &Dossier) -> BTreeSet<&str> {
    let of_adverts = dossier.adverts.iter().map(|part| part.actor_id.as_str());
    let of_rings = dossier.rings.iter().flat_map(|r| r.actor_ids.iter().map(String::as_str));
    let of_leads = dossier.leads.iter().map(|part| part.lead.actor_id.as_str());
    of_adverts.chain(of_rings).chain(of_leads).filter(|id| !id.is_empty()).collect()
}

fn edges(out: &mut String, dossier: &Dossier) {
    for part in &dossier.leads {
        match &part.lead.ring_id {
            Some(ring) if dossier.rings.iter().any(|r| r.ring_id == *ring) => {
                edge(out, &part.lead.lead_id, ring, &[("tie", "is about".into())]);
            }
            _ => {
                edge(out, &part.lead.lead_id, &part.lead.actor_id, &[("tie", "is about".into())]);
            }
        }
    }
    for ring in &dossier.rings {
        for actor in &ring.actor_ids {
            edge(out, &ring.ring_id, actor, &[("tie", "is in".into())]);
        }
    }
    for part in dossier.adverts.iter().filter(|part| !part.actor_id.is_empty()) {
        edge(out, &part.advert.advert_id, &part.actor_id, &[("tie", "resolved to".into())]);
    }
    for part in &dossier.selectors {
        let to = selector_node(part.selector.kind.as_str(), &part.selector.value);
        for advert in &part.adverts {
            edge(out, advert, &to, &[("tie", "shows".into())]);
        }
    }
    for link in &dossier.links {
        let data = [
            ("tie", format!("share a {}", link.kind)),
            ("value", link.value.clone()),
            ("weight_bits", format!("{:.3}", link.bits)),
        ];
        edge(out, &link.from, &link.to, &data);
    }
}
