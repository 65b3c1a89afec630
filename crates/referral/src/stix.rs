//! A dossier as a STIX 2.1 bundle (OASIS, 10 June 2021), for systems that take it.
//!
//! STIX has words for attackers and their campaigns; a lead is neither. It becomes a `grouping` of
//! suspicious activity with notes for and against; an advert is `observed-data`, its contacts are
//! cyber-observables. A telephone number, for which STIX 2.1 has no object, is a `user-account` of
//! type `phone`.

use crate::dossier::{AdvertPart, Dossier, LeadPart, SelectorPart};
use crate::uuid;
use crate::words::{line, time};
use serde_json::{Map, Value, json};
use spoor_vocab::{Direction, Selector, SelectorKind};
use std::collections::{BTreeMap, BTreeSet};

/// TLP:AMBER, as STIX 2.1 defines it (section 7.2.1.4).
const AMBER: &str = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82";

struct Bundle<'a> {
    dossier: &'a Dossier,
    objects: BTreeMap<String, Value>,
}

/// The bundle.
pub fn stix(dossier: &Dossier) -> Value {
    let mut bundle = Bundle { dossier, objects: BTreeMap::new() };
    bundle.frame();
    let observables = bundle.observables();
    let adverts: BTreeMap<&str, String> = dossier
        .adverts
        .iter()
        .filter_map(|part| {
            let id = bundle.advert(part, &observables)?;
            Some((part.advert.advert_id.as_str(), id))
        })
        .collect();
    for part in &dossier.leads {
        bundle.lead(part, &adverts);
    }
    json!({
        "type": "bundle",
        "id": format!("bundle--{}", uuid::ours("stix-bundle", &dossier.name)),
        "objects": bundle.objects.into_values().collect::<Vec<_>>(),
    })
}

/// Whether STIX has an object for it.
fn has_object(selector: &Selector) -> bool {
    !matches!(selector.kind, SelectorKind::Card | SelectorKind::Image)
}

impl Bundle<'_> {
    fn put(&mut self, kind: &str, key: &str, of: Value) -> String {
        let id = format!("{kind}--{}", uuid::ours(kind, key));
        let now = time(self.dossier.released.at);
        let mut object = json!({
            "type": kind,
            "spec_version": "2.1",
            "id": id,
            "created": now,
            "modified": now,
            "object_marking_refs": [AMBER, self.statement_id()],
        });
        if kind != "identity" {
            object["created_by_ref"] = json!(self.maker_id());
        }
        merge(&mut object, of);
        self.objects.insert(id.clone(), object);
        id
    }

    fn maker_id(&self) -> String {
        format!("identity--{}", uuid::ours("identity", &self.dossier.custody.verifier))
    }

    fn statement_id(&self) -> String {
        format!("marking-definition--{}", uuid::ours("marking-definition", &self.dossier.name))
    }

    /// Who made it, and under which conditions it may be used.
    fn frame(&mut self) {
        let d = self.dossier;
        let created = time(d.released.at);
        let words = format!(
            "For {} only, for this purpose: {}. Asked for by {}, released by {}. A lead is a \
             question for a person, not an answer.",
            line(&d.recipient),
            line(&d.purpose),
            line(&d.asked.who),
            line(&d.released.who)
        );
        let amber = json!({
            "type": "marking-definition", "spec_version": "2.1", "id": AMBER,
            "created": "2017-01-20T00:00:00.000Z", "definition_type": "tlp", "name": "TLP:AMBER",
            "definition": { "tlp": "amber" },
        });
        let statement = json!({
            "type": "marking-definition", "spec_version": "2.1", "id": self.statement_id(),
            "created": created, "definition_type": "statement",
            "definition": { "statement": words },
        });
        self.objects.insert(AMBER.to_owned(), amber);
        self.objects.insert(self.statement_id(), statement);
        let verifier = d.custody.verifier.clone();
        let name = format!("vault {}", verifier.split('+').nth(1).unwrap_or_default());
        let of = json!({
            "name": name, "identity_class": "system",
            "description": format!("{}, vault with the key {}", d.program, verifier.trim()),
        });
        self.put("identity", &verifier, of);
    }

    /// Cyber-observables of the selectors, by selector.
    fn observables(&mut self) -> BTreeMap<Selector, String> {
        let mut found = BTreeMap::new();
        for part in self.dossier.selectors.iter().filter(|s| has_object(&s.selector)) {
            let object = observable(part);
            let id = object["id"].as_str().unwrap_or_default().to_owned();
            self.objects.insert(id.clone(), object);
            found.insert(part.selector.clone(), id);
        }
        found
    }

    /// An advert as observed data; none if nothing of it is an observable.
    fn advert(
        &mut self,
        part: &AdvertPart,
        observables: &BTreeMap<Selector, String>,
    ) -> Option<String> {
        let a = &part.advert;
        let mut refs: BTreeSet<String> = BTreeSet::new();
        for selector in &self.dossier.selectors {
            if selector.adverts.contains(&a.advert_id) {
                refs.extend(observables.get(&selector.selector).cloned());
            }
        }
        if let Some(url) = a.url.as_ref().filter(|u| u.starts_with("http")) {
            let object = sco("url", json!({ "value": url }));
            let id = object["id"].as_str().unwrap_or_default().to_owned();
            self.objects.insert(id.clone(), object);
            refs.insert(id);
        }
        if refs.is_empty() {
            return None;
        }
        let seen = time(a.posted.unwrap_or(a.captured_at));
        let of = json!({
            "first_observed": seen, "last_observed": seen, "number_observed": 1,
            "object_refs": refs,
            "external_references": [
                { "source_name": "spoor advert", "external_id": a.advert_id },
                { "source_name": "spoor exhibit", "external_id": a.exhibit.to_hex() },
            ],
        });
        Some(self.put("observed-data", &a.advert_id, of))
    }

    fn lead(&mut self, part: &LeadPart, adverts: &BTreeMap<&str, String>) {
        let lead = &part.lead;
        let refs: BTreeSet<&String> =
            lead.advert_ids.iter().filter_map(|id| adverts.get(id.as_str())).collect();
        if refs.is_empty() {
            return;
        }
        let of = json!({
            "name": format!("Lead {}", lead.lead_id),
            "description": format!(
                "A ranked hypothesis for a person to judge, rank {} of {}; never a verdict.",
                lead.rank, self.dossier.leads_in_all
            ),
            "context": "suspicious-activity",
            "object_refs": refs,
        });
        let grouping = self.put("grouping", &lead.lead_id, of);
        for (n, reason) in lead.reasons.iter().enumerate() {
            let way = match reason.direction {
                Direction::For => "For a closer look",
                Direction::Against => "Against",
            };
            let of = json!({
                "abstract": format!("{way}: {}", reason.code),
                "content": format!("{} ({:.1} bits; {})", reason.text, reason.weight_bits,
                    reason.citation),
                "object_refs": [grouping],
            });
            self.put("note", &format!("{} reason {n}", lead.lead_id), of);
        }
        for (n, decision) in part.decisions.iter().enumerate() {
            let of = json!({
                "abstract": format!("Decided: {}", decision.verdict),
                "content": decision.why,
                "authors": [decision.reviewer],
                "object_refs": [grouping],
            });
            self.put("note", &format!("{} decision {n}", lead.lead_id), of);
        }
    }
}

fn merge(object: &mut Value, of: Value) {
    if let (Some(object), Value::Object(of)) = (object.as_object_mut(), of) {
        object.extend(of);
    }
}

/// A cyber-observable, named by what identifies it (section 2.9: UUIDv5 over canonical JSON).
fn sco(kind: &str, identifying: Value) -> Value {
    let sorted: BTreeMap<String, Value> = match &identifying {
        Value::Object(map) => map.clone().into_iter().collect(),
        _ => BTreeMap::new(),
    };
    let canonical = serde_json::to_string(&sorted).unwrap_or_default();
    let mut object = json!({
        "type": kind, "spec_version": "2.1",
        "id": format!("{kind}--{}", uuid::stix(&canonical)),
    });
    merge(&mut object, identifying);
    object
}

fn observable(part: &SelectorPart) -> Value {
    let value = &part.selector.value;
    let account = |kind: &str, login: &str| {
        let mut of = Map::new();
        of.insert("account_type".into(), json!(kind));
        of.insert("account_login".into(), json!(login));
        of.insert("user_id".into(), json!(value));
        sco("user-account", Value::Object(of))
    };
    match part.selector.kind {
        SelectorKind::Email => sco("email-addr", json!({ "value": value })),
        SelectorKind::Url if value.contains("://") => sco("url", json!({ "value": value })),
        SelectorKind::Url => sco("domain-name", json!({ "value": value })),
        SelectorKind::Handle => {
            let (platform, name) = value.split_once(':').unwrap_or(("unknown", value));
            account(platform, name)
        }
        kind => account(kind.as_str(), value),
    }
}
