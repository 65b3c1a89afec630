//! Parties: what one lead is about. Mostly an actor; where actors are moved together, their ring.

use super::Facts;
use anyhow::{Context, Result};
use rustc_hash::FxHashMap;
use spoor_leads::{ActorFacts, HandFact, RingFact};
use spoor_tables::Snapshot;
use spoor_tables::columns::{lists, numbers, reals, texts};
use spoor_tables::{columns::list_row, scan::scan};
use spoor_vocab::{Ring, RingEvidence};

/// Actors that are looked at together.
pub struct Party {
    /// Their numbers, ascending; the first gives the lead its name.
    actors: Vec<u32>,
    /// The ring they are, with what is known of it.
    ring: Option<(String, RingFact)>,
}

impl Party {
    /// Identifier of the ring, if it is one.
    pub fn ring_id(&self) -> Option<&str> {
        self.ring.as_ref().map(|(id, _)| id.as_str())
    }
}

/// Table `rings`, in its order; none where the build stopped before it.
pub fn load_rings(snapshot: &Snapshot) -> Result<Vec<Ring>> {
    let mut rings = Vec::new();
    if !snapshot.manifest.tables.contains_key("rings") {
        return Ok(rings);
    }
    let wanted: Vec<String> =
        spoor_vocab::tables::rings().fields().iter().map(|f| f.name().clone()).collect();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    for batch in scan(snapshot.parts("rings")?, &wanted) {
        let batch = batch?;
        let (ring_id, actors) = (texts(&batch, "ring_id")?, lists(&batch, "actor_ids")?);
        let (lines, cities) = (lists(&batch, "line_ids")?, lists(&batch, "cities")?);
        let (moves, expected) = (numbers(&batch, "coordinated_moves")?, reals(&batch, "expected")?);
        let (effect, p) = (reals(&batch, "effect_bits")?, reals(&batch, "p_value")?);
        let q = reals(&batch, "q_value")?;
        let (evidence, dissolves) = (texts(&batch, "evidence")?, texts(&batch, "dissolves")?);
        let parse = |json: &str| -> Result<Vec<RingEvidence>> {
            serde_json::from_str(json).context("table rings holds evidence that is none")
        };
        for i in 0..batch.num_rows() {
            rings.push(Ring {
                ring_id: ring_id.value(i).to_owned(),
                actor_ids: list_row(&actors, i),
                line_ids: list_row(&lines, i),
                cities: list_row(&cities, i),
                coordinated_moves: moves.value(i),
                expected: expected.value(i),
                effect_bits: effect.value(i),
                p_value: p.value(i),
                q_value: q.value(i),
                evidence: parse(evidence.value(i))?,
                dissolves: parse(dissolves.value(i))?,
            });
        }
    }
    Ok(rings)
}

/// Table `hands`: what the way of writing says of a party, by its first actor; none where the build
/// stopped before it.
pub fn load_hands(snapshot: &Snapshot) -> Result<FxHashMap<String, HandFact>> {
    let mut hands = FxHashMap::default();
    if !snapshot.manifest.tables.contains_key("hands") {
        return Ok(hands);
    }
    let wanted = ["actor_id", "texts", "pairs", "bits", "advert_ids"];
    for batch in scan(snapshot.parts("hands")?, &wanted) {
        let batch = batch?;
        let (actor, adverts) = (texts(&batch, "actor_id")?, lists(&batch, "advert_ids")?);
        let (of, pairs) = (numbers(&batch, "texts")?, numbers(&batch, "pairs")?);
        let bits = reals(&batch, "bits")?;
        for i in 0..batch.num_rows() {
            let adverts = list_row(&adverts, i);
            let (texts, pairs, bits) = (of.value(i), pairs.value(i), bits.value(i));
            hands.insert(actor.value(i).to_owned(), HandFact { texts, pairs, bits, adverts });
        }
    }
    Ok(hands)
}

impl Facts {
    /// Every actor once: with its ring, or alone. In order of the first actor.
    pub fn parties(&self, rings: &[Ring]) -> Vec<Party> {
        let number: FxHashMap<&str, u32> =
            self.actors.iter().zip(0..).map(|((id, _), n)| (id.as_str(), n)).collect();
        let mut home: FxHashMap<u32, usize> = FxHashMap::default();
        for (n, ring) in rings.iter().enumerate() {
            home.extend(
                ring.actor_ids.iter().filter_map(|id| Some((*number.get(id.as_str())?, n))),
            );
        }
        let mut at: FxHashMap<usize, usize> = FxHashMap::default();
        let mut parties: Vec<Party> = Vec::new();
        for actor in 0..self.actors.len() as u32 {
            let Some(&n) = home.get(&actor) else {
                parties.push(Party { actors: vec![actor], ring: None });
                continue;
            };
            let party = *at.entry(n).or_insert(parties.len());
            match parties.get_mut(party) {
                Some(known) => known.actors.push(actor),
                None => parties.push(Party {
                    actors: vec![actor],
                    ring: Some((rings[n].ring_id.clone(), ring_fact(&rings[n]))),
                }),
            }
        }
        parties
    }

    /// Identifier of the actor that gives a party its name.
    pub fn first_actor(&self, party: &Party) -> &str {
        &self.actors[party.actors[0] as usize].0
    }

    /// Actor and row of each advert of a party.
    pub fn rows(&self, party: &Party) -> impl Iterator<Item = (&str, u32)> {
        let actors = party.actors.iter().map(|n| &self.actors[*n as usize]);
        actors.flat_map(|(id, rows)| rows.iter().map(move |row| (id.as_str(), *row)))
    }

    /// All facts of a party, under the name of its first actor.
    pub fn party(&self, party: &Party) -> ActorFacts {
        let mut all = self.actor(party.actors[0] as usize);
        for actor in &party.actors[1..] {
            let more = self.actor(*actor as usize);
            all.adverts.extend(more.adverts);
            all.links.extend(more.links);
        }
        all.ring = party.ring.as_ref().map(|(_, fact)| fact.clone());
        all
    }
}

fn ring_fact(ring: &Ring) -> RingFact {
    let shown = ring.evidence.iter().filter_map(|e| match e {
        RingEvidence::Meeting { advert_ids, .. } => Some(advert_ids),
        RingEvidence::Tie { .. } => None,
    });
    RingFact {
        hands: ring.actor_ids.len() as u32,
        lines: ring.line_ids.len() as u32,
        places: ring.cities.len() as u32,
        coordinated_moves: ring.coordinated_moves,
        expected: ring.expected,
        q_value: ring.q_value,
        adverts: shown.flatten().cloned().collect(),
    }
}
