//! Actors, rings and leads: what the program concluded, and what people said of it.

use super::{Graph, instant, iri, many};
use crate::dossier::LeadPart;
use crate::graphml::actors;
use serde_json::{Value, json};
use spoor_vocab::Direction;

impl Graph<'_> {
    /// All findings.
    pub fn findings(&mut self) {
        let d = self.dossier;
        for actor in actors(d) {
            let adverts = d.adverts.iter().filter(|a| a.actor_id == *actor);
            let members: Vec<Value> = adverts.map(|a| iri("advert", &a.advert.advert_id)).collect();
            let of = json!({
                "uco-core:name": actor,
                "uco-core:context": "adverts that the program resolves to one author or organiser",
                "uco-core:object": many(members),
            });
            self.add(("actor", actor), "uco-core:Grouping", of);
        }
        for ring in &d.rings {
            let of = json!({
                "uco-core:name": ring.ring_id,
                "uco-core:context": format!(
                    "actors with {} coordinated moves, {:.1} expected by chance (p {:.2e}, q {:.2e})",
                    ring.coordinated_moves, ring.expected, ring.p_value, ring.q_value),
                "uco-core:object": many(ring.actor_ids.iter().map(|a| iri("actor", a))),
            });
            self.add(("ring", &ring.ring_id), "uco-core:Grouping", of);
        }
        let of = json!({
            "uco-core:name": "ranking of leads for review by people",
            "uco-action:instrument": iri("tool", &d.program),
            "uco-action:result": many(d.leads.iter().map(|l| iri("lead", &l.lead.lead_id))),
        });
        self.add(("analysis", &d.name), "uco-analysis:Analysis", of);
        for part in &d.leads {
            self.lead(part);
        }
    }

    fn lead(&mut self, part: &LeadPart) {
        let (d, lead) = (self.dossier, &part.lead);
        let mut statements = vec![json!(format!(
            "A ranked hypothesis for a person to judge, never a verdict: rank {} of {}, {:+.2} bits \
             ({:+.2} to {:+.2}).",
            lead.rank, d.leads_in_all, lead.score, lead.score_low, lead.score_high
        ))];
        statements.extend(lead.reasons.iter().map(|r| {
            let (way, sign) = match r.direction {
                Direction::For => ("For a closer look", '+'),
                Direction::Against => ("Against", '-'),
            };
            json!(format!("{way} ({sign}{:.2} bits, {}): {}", r.weight_bits, r.code, r.text))
        }));
        let about = match &lead.ring_id {
            Some(ring) if d.rings.iter().any(|r| r.ring_id == *ring) => iri("ring", ring),
            _ => iri("actor", &lead.actor_id),
        };
        let of = json!({
            "uco-core:name": format!("lead {}", lead.lead_id),
            "uco-core:statement": many(statements),
            "uco-analysis:originatingAnalysis": iri("analysis", &d.name),
            "uco-analysis:resultContent": about,
        });
        let id = self.add(("lead", &lead.lead_id), "uco-analysis:AnalyticResult", of);
        for (n, decision) in part.decisions.iter().enumerate() {
            let of = json!({
                "uco-core:statement": format!("{}: {}", decision.verdict, decision.why),
                "uco-core:createdBy": iri("person", &decision.reviewer),
                "uco-core:objectCreatedTime": instant(decision.decided_at),
                "uco-core:object": id,
            });
            self.add(("decision", &format!("{} {n}", lead.lead_id)), "uco-core:Annotation", of);
        }
    }
}
