//! A dossier in the words of CASE 1.4 and UCO 1.4 (caseontology.org, unifiedcyberontology.org; both
//! Apache-2.0) as JSON-LD, for systems of investigators.
//!
//! A lead is an `AnalyticResult` that states what speaks for and against; an actor is a `Grouping` of
//! adverts, not a person; an advert is a `Post`; an exhibit is an observable with its hashes and a
//! `ProvenanceRecord`. Nobody has a role: there is no `Subject` here, and none of the victim terms.

mod findings;
mod observed;
mod people;

use crate::dossier::Dossier;
use crate::uuid;
use crate::words::time;
use serde_json::{Map, Value, json};
use spoor_vocab::Millis;

/// The graph as it grows.
struct Graph<'a> {
    dossier: &'a Dossier,
    nodes: Vec<Value>,
}

/// The dossier as JSON-LD.
pub fn jsonld(dossier: &Dossier) -> Value {
    let mut graph = Graph { dossier, nodes: Vec::new() };
    graph.people();
    graph.exhibits();
    graph.selectors();
    graph.adverts();
    graph.findings();
    graph.investigation();
    json!({
        "@context": {
            "case-investigation": "https://ontology.caseontology.org/case/investigation/",
            "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
            "uco-analysis": "https://ontology.unifiedcyberontology.org/uco/analysis/",
            "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
            "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
            "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
            "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
            "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@graph": graph.nodes,
    })
}

/// Name of a node: the same for the same thing.
fn iri(kind: &str, key: &str) -> Value {
    json!({ "@id": format!("urn:uuid:{}", uuid::ours(&format!("case-{kind}"), key)) })
}

/// An instant.
fn instant(at: Millis) -> Value {
    json!({ "@type": "xsd:dateTime", "@value": time(at) })
}

/// One value, or many; UCO has sets.
fn many(values: impl IntoIterator<Item = Value>) -> Value {
    Value::Array(values.into_iter().collect())
}

impl Graph<'_> {
    /// Adds a node; gives the reference to it. Empty texts and sets are left out.
    fn add(&mut self, (kind, key): (&str, &str), class: &str, of: Value) -> Value {
        let id = iri(kind, key);
        self.nodes.push(Value::Object(node(&id, class, of)));
        id
    }
}

/// A node with its name and class.
fn node(id: &Value, class: &str, of: Value) -> Map<String, Value> {
    let mut node = Map::new();
    node.insert("@id".into(), id["@id"].clone());
    node.insert("@type".into(), json!(class));
    if let Value::Object(of) = of {
        let empty = |v: &Value| match v {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(values) => values.is_empty(),
            _ => false,
        };
        node.extend(of.into_iter().filter(|(_, v)| !empty(v)));
    }
    node
}

/// A facet of a thing.
fn facet(kind: &str, key: &str, of: Value) -> Value {
    let id = iri(kind, key);
    Value::Object(node(&id, &format!("uco-observable:{kind}"), of))
}
