//! Exhibits, adverts and the selectors that they show.

use super::{Graph, facet, instant, iri, many};
use crate::dossier::{ExhibitPart, SelectorPart};
use serde_json::{Value, json};
use spoor_vocab::SelectorKind;

/// Key of an exhibit: two sources may hold the same bytes.
fn exhibit_key(source: &str, id: &str) -> String {
    format!("{source} {id}")
}

fn selector_iri(part: &SelectorPart) -> Value {
    iri("selector", &part.selector.to_string())
}

impl Graph<'_> {
    /// Exhibits with their hashes, and how they came into the vault.
    pub fn exhibits(&mut self) {
        for part in &self.dossier.exhibits {
            self.exhibit(part);
        }
    }

    fn exhibit(&mut self, part: &ExhibitPart) {
        let id = part.id.to_hex();
        let key = exhibit_key(&part.source, &id);
        // UCO's list of hash methods does not know BLAKE3, which names the exhibit.
        let hash = json!({
            "@id": iri("hash", &key)["@id"],
            "@type": "uco-types:Hash",
            "uco-types:hashMethod": "SHA256",
            "uco-types:hashValue": { "@type": "xsd:hexBinary", "@value": hex::encode(part.sha256) },
        });
        let content = json!({
            "uco-observable:hash": hash,
            "uco-observable:sizeInBytes": part.size,
            "uco-observable:mimeType": part.media_type,
        });
        let of = json!({
            "uco-core:name": format!("exhibit {id}"),
            "uco-core:hasFacet": [
                facet("ContentDataFacet", &key, content),
                facet("URLFacet", &key, json!({ "uco-observable:fullValue": part.target })),
            ],
        });
        let exhibit = self.add(("exhibit", &key), "uco-observable:ObservableObject", of);
        let of = json!({
            "case-investigation:exhibitNumber": format!("log entry {}", part.seq),
            "uco-core:description": format!(
                "sealed under source {} as entry {} of the custody log; its inclusion proof is \
                 data/{}", part.source, part.seq, crate::package::proof_path(part.seq)),
            "uco-core:object": exhibit,
            "uco-core:objectCreatedTime": instant(part.captured_at),
        });
        self.add(("provenance", &key), "case-investigation:ProvenanceRecord", of);
    }

    /// Selectors as accounts and addresses.
    pub fn selectors(&mut self) {
        for part in &self.dossier.selectors {
            let (key, value) = (part.selector.to_string(), &part.selector.value);
            let account = |class: &str, facets: Vec<Value>| (class.to_owned(), facets);
            let (class, facets) = match part.selector.kind {
                SelectorKind::Phone => account(
                    "PhoneAccount",
                    vec![facet(
                        "PhoneAccountFacet",
                        &key,
                        json!({ "uco-observable:phoneNumber": value }),
                    )],
                ),
                SelectorKind::Email => account(
                    "EmailAddress",
                    vec![facet(
                        "EmailAddressFacet",
                        &key,
                        json!({ "uco-observable:addressValue": value }),
                    )],
                ),
                SelectorKind::Url => account(
                    "URL",
                    vec![facet("URLFacet", &key, json!({ "uco-observable:fullValue": value }))],
                ),
                SelectorKind::Handle | SelectorKind::Account => account(
                    "DigitalAccount",
                    vec![facet(
                        "AccountFacet",
                        &key,
                        json!({ "uco-observable:accountIdentifier": value }),
                    )],
                ),
                SelectorKind::Wallet | SelectorKind::Card | SelectorKind::Image => {
                    account("ObservableObject", Vec::new())
                }
            };
            let note = if part.damped { "strangers share it: it ties nobody together" } else { "" };
            let of = json!({
                "uco-core:name": key,
                "uco-core:description": note,
                "uco-core:hasFacet": many(facets),
            });
            self.add(("selector", &key), &format!("uco-observable:{class}"), of);
        }
    }

    /// Adverts, each derived from its exhibit, and what each shows.
    pub fn adverts(&mut self) {
        for part in &self.dossier.adverts {
            let a = &part.advert;
            let message = json!({
                "uco-observable:messageText": a.text,
                "uco-observable:messageID": a.id,
                "uco-observable:sentTime": a.posted.map_or(Value::Null, instant),
            });
            let mut facets = vec![facet("MessageFacet", &a.advert_id, message)];
            if let Some(url) = &a.url {
                let of = json!({ "uco-observable:fullValue": url });
                facets.push(facet("URLFacet", &a.advert_id, of));
            }
            let of = json!({
                "uco-core:name": a.title.clone().unwrap_or_else(|| format!("advert {}", a.advert_id)),
                "uco-core:description": format!("advert {} of site {}", a.advert_id, a.site),
                "uco-core:hasFacet": many(facets),
            });
            let advert = self.add(("advert", &a.advert_id), "uco-observable:Post", of);
            let key = exhibit_key(&a.source, &a.exhibit.to_hex());
            let known = |e: &&ExhibitPart| e.source == a.source && e.id == a.exhibit;
            if self.dossier.exhibits.iter().any(|e| known(&e)) {
                let exhibit = iri("exhibit", &key);
                self.relation(&format!("{} read", a.advert_id), "Extracted_From", advert, exhibit);
            }
        }
        for part in &self.dossier.selectors {
            for id in &part.adverts {
                let key = format!("{id} shows {}", part.selector);
                let advert = iri("advert", id);
                self.relation(&key, "Contained_Within", selector_iri(part), advert);
            }
        }
    }

    fn relation(&mut self, key: &str, kind: &str, from: Value, to: Value) {
        let of = json!({
            "uco-core:source": from,
            "uco-core:target": to,
            "uco-core:kindOfRelationship": kind,
            "uco-core:isDirectional": true,
        });
        self.add(("relation", key), "uco-observable:ObservableRelationship", of);
    }
}
