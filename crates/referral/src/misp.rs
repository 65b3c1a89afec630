//! A dossier as one MISP event (MISP core format), of objects that misp-objects defines: `report` for
//! a lead, `annotation` for what speaks for and against, `microblog` for an advert, `user-account`,
//! `coin-address` and attributes for contacts.

use crate::dossier::{AdvertPart, Dossier, LeadPart, SelectorPart};
use crate::uuid;
use crate::words::{day, line, time};
use serde_json::{Value, json};
use spoor_vocab::{Direction, SelectorKind};

/// Name, identifier, version, category and description of the templates that are used.
const TEMPLATES: [(&str, &str, &str, &str, &str); 5] = [
    (
        "report",
        "70a68471-df22-4e3f-aa1a-5a3be19f82df",
        "8",
        "misc",
        "Report object to describe a report along with its metadata.",
    ),
    (
        "annotation",
        "5d8dc046-15a1-4ca3-a09f-ed4ede7c4487",
        "3",
        "misc",
        "An annotation object allowing analysts to add annotations, comments, executive summary to a \
      MISP event, objects or attributes.",
    ),
    (
        "microblog",
        "8ec8c911-ddbe-4f5b-895b-fbff70c42a60",
        "20",
        "misc",
        "Microblog post like a Twitter tweet or a post on a Facebook wall.",
    ),
    (
        "user-account",
        "49606b06-22f0-4ac8-8eee-2f12ad46f3d3",
        "6",
        "misc",
        "User-account object, defining aspects of user identification, authentication, privileges and \
      other relevant data points.",
    ),
    (
        "coin-address",
        "d0e6997e-78da-4815-a6a1-cfc1c1cb8a46",
        "7",
        "financial",
        "An address used in a cryptocurrency",
    ),
];

/// The event: for the recipient's organisation only, analysis not begun, threat level undefined.
pub fn misp(dossier: &Dossier) -> Value {
    let stamp = (dossier.released.at / 1000).to_string();
    let event = Event { dossier, stamp: stamp.clone() };
    let mut objects: Vec<Value> = Vec::new();
    for part in &dossier.leads {
        objects.extend(event.lead(part));
    }
    objects.extend(dossier.adverts.iter().map(|part| event.advert(part)));
    objects.extend(dossier.selectors.iter().filter_map(|part| event.selector_object(part)));
    let attributes: Vec<Value> =
        dossier.selectors.iter().filter_map(|part| event.selector_attribute(part)).collect();
    let leads: Vec<&str> = dossier.leads.iter().map(|p| p.lead.lead_id.as_str()).collect();
    json!({ "Event": {
        "uuid": uuid::ours("misp-event", &dossier.name),
        "info": format!("Leads for people to judge: {}", leads.join(", ")),
        "date": day(dossier.released.at),
        "timestamp": stamp,
        "threat_level_id": "4",
        "analysis": "0",
        "distribution": "0",
        "published": false,
        "Tag": [{ "name": "tlp:amber" }],
        "Attribute": attributes,
        "Object": objects,
    }})
}

/// The template for a selector, where it is an object of its own.
fn object_of(kind: SelectorKind) -> Option<&'static str> {
    match kind {
        SelectorKind::Handle | SelectorKind::Account => Some("user-account"),
        SelectorKind::Wallet => Some("coin-address"),
        _ => None,
    }
}

struct Event<'a> {
    dossier: &'a Dossier,
    stamp: String,
}

impl Event<'_> {
    fn attribute(&self, key: &str, (kind, category): (&str, &str), value: &str) -> Value {
        json!({
            "uuid": uuid::ours("misp-attribute", key),
            "type": kind,
            "category": category,
            "value": value,
            "to_ids": false,
            "disable_correlation": false,
            "distribution": "5",
            "timestamp": self.stamp,
        })
    }

    /// An object of a template; empty values are left out.
    fn object(&self, name: &str, key: &str, of: &[(&str, &str, String)]) -> Value {
        let (_, template, version, category, description) =
            TEMPLATES.into_iter().find(|t| t.0 == name).unwrap_or(TEMPLATES[1]);
        let id = uuid::ours(&format!("misp-{name}"), key);
        let filled = of.iter().enumerate().filter(|(_, (_, _, value))| !value.trim().is_empty());
        let attributes: Vec<Value> = filled
            .map(|(n, (relation, kind, value))| {
                let category = if *kind == "url" { "Network activity" } else { "Other" };
                let category = if *kind == "btc" { "Financial fraud" } else { category };
                let mut attribute = self.attribute(&format!("{id} {n}"), (kind, category), value);
                attribute["object_relation"] = json!(relation);
                attribute
            })
            .collect();
        json!({
            "uuid": id,
            "name": name,
            "template_uuid": template,
            "template_version": version,
            "meta-category": category,
            "description": description,
            "distribution": "5",
            "timestamp": self.stamp,
            "Attribute": attributes,
            "ObjectReference": [],
        })
    }

    /// A report, and an annotation for each reason and decision that refers to it.
    fn lead(&self, part: &LeadPart) -> Vec<Value> {
        let lead = &part.lead;
        let summary = format!(
            "A ranked hypothesis for a person to judge, rank {} of {}; never a verdict.",
            lead.rank, self.dossier.leads_in_all
        );
        let of = [
            ("title", "text", format!("Lead {}", lead.lead_id)),
            ("summary", "text", summary),
            ("case-number", "text", lead.lead_id.clone()),
            ("type", "text", "Note".to_owned()),
        ];
        let report = self.object("report", &lead.lead_id, &of);
        let to = report["uuid"].as_str().unwrap_or_default().to_owned();
        let mut texts: Vec<String> = Vec::new();
        for r in &lead.reasons {
            let way = match r.direction {
                Direction::For => "For a closer look",
                Direction::Against => "Against",
            };
            texts.push(format!("{way}, {:.1} bits, {}: {}", r.weight_bits, r.code, r.text));
        }
        for d in &part.decisions {
            texts.push(format!("Decided {} by {}: {}", d.verdict, d.reviewer, d.why));
        }
        let mut objects = vec![report];
        for (n, text) in texts.into_iter().enumerate() {
            let key = format!("{} {n}", lead.lead_id);
            let of = [
                ("text", "text", text),
                ("type", "text", "Annotation".to_owned()),
                ("format", "text", "text".to_owned()),
            ];
            let mut object = self.object("annotation", &key, &of);
            object["ObjectReference"] = json!([self.reference(&object, &to, "annotates")]);
            objects.push(object);
        }
        objects
    }

    fn reference(&self, from: &Value, to: &str, how: &str) -> Value {
        let from = from["uuid"].as_str().unwrap_or_default();
        json!({
            "uuid": uuid::ours("misp-reference", &format!("{from} {to} {how}")),
            "object_uuid": from,
            "referenced_uuid": to,
            "relationship_type": how,
            "timestamp": self.stamp,
            "comment": "",
        })
    }

    fn advert(&self, part: &AdvertPart) -> Value {
        let a = &part.advert;
        let url = a.url.clone().filter(|u| u.starts_with("http")).unwrap_or_default();
        let of = [
            ("post", "text", a.text.clone()),
            ("title", "text", a.title.clone().unwrap_or_default()),
            ("url", "url", url),
            ("type", "text", "Other".to_owned()),
            ("creation-date", "datetime", a.posted.map(time).unwrap_or_default()),
            ("language", "text", part.language.clone().unwrap_or_default()),
            ("username", "text", a.account.clone().unwrap_or_default()),
        ];
        let mut object = self.object("microblog", &a.advert_id, &of);
        object["comment"] =
            json!(format!("spoor advert {}, exhibit {}", a.advert_id, a.exhibit.to_hex()));
        let leads = self.dossier.leads.iter().filter(|l| l.lead.advert_ids.contains(&a.advert_id));
        let reports = leads.map(|l| (uuid::ours("misp-report", &l.lead.lead_id), "related-to"));
        let shown = self.dossier.selectors.iter().filter(|s| s.adverts.contains(&a.advert_id));
        let shown = shown.filter_map(|s| {
            let kind = object_of(s.selector.kind)?;
            Some((uuid::ours(&format!("misp-{kind}"), &s.selector.to_string()), "mentions"))
        });
        let references: Vec<Value> =
            reports.chain(shown).map(|(to, how)| self.reference(&object, &to, how)).collect();
        object["ObjectReference"] = json!(references);
        object
    }

    /// Handles, accounts and wallets: objects of their own, which adverts mention.
    fn selector_object(&self, part: &SelectorPart) -> Option<Value> {
        let kind = object_of(part.selector.kind)?;
        let value = &part.selector.value;
        let (platform, name) = value.split_once(':').unwrap_or(("", value));
        let of = match (kind, platform) {
            ("user-account", _) => vec![
                ("username", "text", name.to_owned()),
                ("user-id", "text", value.clone()),
                ("account-type", "text", platform.to_owned()),
            ],
            (_, "btc") => {
                vec![("address", "btc", name.to_owned()), ("symbol", "text", "BTC".into())]
            }
            _ => vec![
                ("address-crypto", "text", name.to_owned()),
                ("symbol", "text", platform.to_uppercase()),
            ],
        };
        Some(self.object(kind, &part.selector.to_string(), &of))
    }

    /// Numbers, addresses, links: attributes of the event.
    fn selector_attribute(&self, part: &SelectorPart) -> Option<Value> {
        let (kind, category) = match part.selector.kind {
            SelectorKind::Phone => ("phone-number", "Other"),
            SelectorKind::Email => ("email", "Social network"),
            SelectorKind::Url => ("url", "Network activity"),
            _ => return None,
        };
        let key = part.selector.to_string();
        let mut attribute = self.attribute(&key, (kind, category), &line(&part.selector.value));
        let shown = part.adverts.join(" ");
        attribute["comment"] = match part.damped {
            true => json!(format!("strangers share it; shown by adverts {shown}")),
            false => json!(format!("shown by adverts {shown}")),
        };
        if let (Some(first), Some(last)) = (part.first, part.last) {
            attribute["first_seen"] = json!(time(first));
            attribute["last_seen"] = json!(time(last));
        }
        Some(attribute)
    }
}
