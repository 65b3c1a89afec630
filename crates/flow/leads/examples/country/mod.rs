//! The truth of the made-up country as facts of actors: what extraction and linking would leave if
//! they were perfect, or nearly.

use chrono::DateTime;
use spoor_leads::{
    ActorFacts, AdvertFacts, Baseline, Candidate, IndicatorFact, PlaceFact, RulePack, rank, weigh,
};
use spoor_vocab::Lead;
use spoor_world::truth::Fact;
use spoor_world::{Kind, Plan};
use std::collections::BTreeMap;

/// The truth of a country; templates used once are none.
pub(crate) fn read(adverts: u32, seed: u64) -> Result<Vec<Fact>, Box<dyn std::error::Error>> {
    let mut facts = Vec::new();
    spoor_world::texts(&Plan::new(adverts, seed), &mut |_, _, fact| facts.push(fact))?;
    let mut uses: BTreeMap<String, u32> = BTreeMap::new();
    for fact in &facts {
        *uses.entry(fact.template.clone()).or_default() += 1;
    }
    for fact in &mut facts {
        if uses[&fact.template] < 2 {
            fact.template.clear();
        }
    }
    Ok(facts)
}

/// Actors as sets of rows.
pub(crate) type Actors = BTreeMap<String, Vec<usize>>;

/// Linking as it should be.
pub(crate) fn perfect(facts: &[Fact]) -> Actors {
    let mut actors = Actors::new();
    for (row, fact) in facts.iter().enumerate() {
        actors.entry(fact.placer.clone()).or_default().push(row);
    }
    actors
}

/// One actor in forty is cut in two, one in forty is joined with the next.
pub(crate) fn noisy(facts: &[Fact], seed: u64) -> Actors {
    let mut out = Actors::new();
    let mut held: Option<Vec<usize>> = None;
    for (name, mut rows) in perfect(facts) {
        if let Some(other) = held.take() {
            rows.extend(other);
        }
        match digest(&format!("{seed} {name}")) % 40 {
            0 if rows.len() > 1 => {
                let other = rows.iter().copied().filter(|r| r % 2 == 0).collect();
                rows.retain(|r| r % 2 == 1);
                out.insert(format!("{name}-cut"), other);
                out.insert(name, rows);
            }
            1 => held = Some(rows),
            _ => {
                out.insert(name, rows);
            }
        }
    }
    if let Some(rows) = held {
        out.insert("last".into(), rows);
    }
    out.retain(|_, rows| !rows.is_empty());
    out
}

/// Reading as it may be on a bad day: a fourth of the numbers missed, a tenth of the texts not seen
/// to be alike, one place in seven and one name in five lost, one name in 25 another's.
pub(crate) fn misread(facts: &[Fact]) -> Vec<Fact> {
    let mut out = facts.to_vec();
    for fact in &mut out {
        let draw = digest(&format!("misread {}", fact.id));
        let lost = |bits: u32, per_cent: u64| (draw >> bits) % 100 < per_cent;
        if lost(0, 25) {
            fact.phones.clear();
        }
        if lost(8, 10) {
            fact.template.clear();
        }
        if lost(16, 14) {
            fact.place.clear();
        }
        if lost(24, 20) {
            fact.person.clear();
        } else if lost(32, 4) {
            fact.person = format!("p{}", draw % 1000);
        }
    }
    out
}

fn actor(id: &str, rows: &[usize], facts: &[Fact]) -> ActorFacts {
    ActorFacts {
        actor_id: id.to_owned(),
        adverts: rows.iter().map(|row| advert(*row, &facts[*row])).collect(),
        links: Vec::new(),
        ring: None,
        hand: None,
    }
}

fn advert(row: usize, fact: &Fact) -> AdvertFacts {
    let codes = fact.indicators.iter().chain(&fact.against);
    let job = fact.kind == Kind::Recruiter;
    // The truth has persons, adverts have names: some 120 of them, and one advert in five has none.
    let name = format!("name {}", digest(&fact.person) % 120);
    let named = !job && !fact.person.is_empty() && !digest(&fact.id).is_multiple_of(5);
    AdvertFacts {
        advert_id: format!("{row:08}"),
        id: fact.id.clone(),
        posted: DateTime::parse_from_rfc3339(&fact.posted).ok().map(|t| t.timestamp_millis()),
        place: (!fact.place.is_empty()).then(|| place(&fact.place)),
        template_id: fact.template.clone(),
        phones: fact.phones.clone(),
        handles: fact.handles.clone(),
        emails: [&fact.email].into_iter().filter(|e| !e.is_empty()).cloned().collect(),
        names: if named { vec![name] } else { Vec::new() },
        indicators: codes
            .map(|code| IndicatorFact { code: code.clone(), confidence: 1.0, ..Default::default() })
            .collect(),
        ..Default::default()
    }
}

/// The country is made up, so its towns may lie anywhere near the middle of theirs.
fn place(key: &str) -> PlaceFact {
    let (lat, lon, spread) = match &key[..2] {
        "NL" => (52.2, 5.3, 1.0),
        "BE" => (50.8, 4.5, 0.8),
        "DE" => (51.0, 10.0, 3.0),
        "FR" => (46.6, 2.5, 3.0),
        "ES" => (40.0, -3.7, 3.0),
        "RO" => (45.8, 25.0, 2.0),
        _ => (52.5, -1.5, 2.0),
    };
    let at = digest(key);
    let part = |bits: u64| (bits % 2000) as f64 / 1000.0 - 1.0;
    PlaceFact {
        key: key.to_owned(),
        lat: lat + spread * part(at),
        lon: lon + 1.5 * spread * part(at >> 20),
    }
}

/// FNV-1a with a final stir, for draws that depend on a name alone.
fn digest(text: &str) -> u64 {
    let fold = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3);
    let h = text.bytes().fold(0xcbf2_9ce4_8422_2325, fold);
    (h ^ (h >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 8
}

/// Weighs and ranks every actor.
pub(crate) fn leads(actors: &Actors, facts: &[Fact]) -> Vec<Lead> {
    let built: Vec<ActorFacts> = actors.iter().map(|(id, rows)| actor(id, rows, facts)).collect();
    let mut base = Baseline::new();
    built.iter().for_each(|a| base.add(a));
    base.finish();
    let candidates: Vec<Candidate> = built
        .iter()
        .filter_map(|a| {
            Some(Candidate {
                actor_id: a.actor_id.clone(),
                ring_id: None,
                advert_ids: a.adverts.iter().map(|x| x.advert_id.clone()).collect(),
                weighed: weigh(a, &base, RulePack::builtin(), 1)?,
            })
        })
        .collect();
    rank(candidates)
}

/// Most of its adverts are a ring's, or lead to one, or a child may stand behind them.
pub(crate) fn relevant(rows: &[usize], facts: &[Fact]) -> bool {
    let hits = rows
        .iter()
        .filter(|r| !facts[**r].ring.is_empty() || facts[**r].kind == Kind::Missing)
        .count();
    hits * 2 > rows.len()
}
