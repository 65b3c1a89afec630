//! Who asked, who released, for whom, under which law.

use super::{Graph, instant, iri, many};
use serde_json::json;

impl Graph<'_> {
    /// People, the recipient, the tool, and what authorises it.
    pub fn people(&mut self) {
        let d = self.dossier;
        let reviewers = d.leads.iter().flat_map(|l| l.decisions.iter().map(|r| &r.reviewer));
        let mut people: Vec<&String> = [&d.asked.who, &d.released.who].into_iter().collect();
        people.extend(reviewers);
        people.sort();
        people.dedup();
        for who in people {
            self.add(("person", who), "uco-identity:Person", json!({ "uco-core:name": who }));
        }
        let of = json!({ "uco-core:name": d.recipient });
        self.add(("recipient", &d.recipient), "uco-identity:Organization", of);
        let (name, version) = d.program.rsplit_once(' ').unwrap_or((&d.program, ""));
        let of = json!({
            "uco-core:name": name, "uco-tool:version": version,
            "uco-tool:toolType": "ranking of adverts for review by people",
        });
        self.add(("tool", &d.program), "uco-tool:AnalyticTool", of);
        for source in &d.sources {
            let of = json!({
                "uco-core:name": format!("legal basis of source {}", source.name),
                "uco-core:description": source.purpose,
                "case-investigation:authorizationType": "legal basis of collection",
                "case-investigation:authorizationIdentifier": source.basis,
            });
            self.add(("authorization", &source.name), "case-investigation:Authorization", of);
        }
        let of = json!({
            "uco-core:name": "purpose and legal basis of the referral",
            "uco-core:description": d.purpose,
            "case-investigation:authorizationType": "purpose of the referral",
            "case-investigation:authorizationIdentifier": d.legal_basis,
        });
        self.add(("referral-authorization", &d.name), "case-investigation:Authorization", of);
    }

    /// The whole as an investigation that has only begun, with both people's acts.
    pub fn investigation(&mut self) {
        let d = self.dossier;
        let leads: Vec<_> = d.leads.iter().map(|l| iri("lead", &l.lead.lead_id)).collect();
        let act = |who: &str, why: &str, name: String, at| {
            json!({
                "uco-core:name": name,
                "uco-core:description": why,
                "uco-action:performer": iri("person", who),
                "uco-action:object": many(leads.clone()),
                "uco-action:participant": iri("recipient", &d.recipient),
                "uco-action:startTime": instant(at),
                "uco-action:endTime": instant(at),
            })
        };
        let a = &d.asked;
        let asked = act(&a.who, &a.why, format!("asked for a referral: {}", d.purpose), a.at);
        let asked = self.add(("asked", &d.name), "case-investigation:InvestigativeAction", asked);
        let r = &d.released;
        let mut released = act(&r.who, &r.why, "released the referral".into(), r.at);
        released["case-investigation:wasInformedBy"] = asked;
        self.add(("released", &d.name), "case-investigation:InvestigativeAction", released);
        let all: Vec<_> =
            self.nodes.iter().map(|node| json!({ "@id": node["@id"].clone() })).collect();
        let authorizations = d.sources.iter().map(|s| iri("authorization", &s.name));
        let authorizations = authorizations.chain([iri("referral-authorization", &d.name)]);
        let of = json!({
            "uco-core:name": d.name,
            "uco-core:description":
                "Leads for people to judge: hypotheses, each with what speaks for and against it.",
            "case-investigation:investigationForm": "suspicious-activity",
            "case-investigation:focus": d.purpose,
            "case-investigation:relevantAuthorization": many(authorizations),
            "uco-core:object": many(all),
        });
        self.add(("investigation", &d.name), "case-investigation:Investigation", of);
    }
}
