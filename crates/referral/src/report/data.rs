//! What the templates show, as JSON. All of it is text to them, never markup.

use crate::contacts::{Contacts, places};
use crate::dossier::{AdvertPart, Dossier, LeadPart, MentionPart};
use crate::words::{count, day, line, moment};
use serde_json::{Value, json};
use spoor_vocab::Direction;

/// Adverts that are printed; the others are in `adverts.csv`.
const ADVERTS: usize = 60;

/// A report for the police.
pub fn police(d: &Dossier) -> Value {
    let shown: Vec<Value> = d.adverts.iter().take(ADVERTS).map(advert).collect();
    json!({
        "name": d.name,
        "recipient": line(&d.recipient),
        "purpose": line(&d.purpose),
        "law": d.legal_basis,
        "asked": act(&d.asked),
        "released": act(&d.released),
        "program": d.program,
        "leads": d.leads.iter().map(|part| lead(d, part)).collect::<Vec<_>>(),
        "rings": d.rings.iter().map(|r| json!({
            "id": r.ring_id,
            "actors": r.actor_ids.len(),
            "cities": r.cities.join(", "),
            "moves": r.coordinated_moves,
            "expected": format!("{:.1}", r.expected),
            "p": format!("{:.1e}", r.p_value),
            "q": format!("{:.1e}", r.q_value),
        })).collect::<Vec<_>>(),
        "selectors": d.selectors.iter().map(|s| json!({
            "kind": s.selector.kind.as_str(),
            "value": s.selector.value,
            "adverts": s.adverts.len(),
            "first": s.first.map(day).unwrap_or_default(),
            "last": s.last.map(day).unwrap_or_default(),
            "shared": s.damped,
        })).collect::<Vec<_>>(),
        "adverts": shown,
        "adverts_in_all": count(d.adverts.len()),
        "sources": d.sources.iter().map(|s| json!({
            "name": s.name, "basis": s.basis, "purpose": s.purpose, "days": s.retain_days,
        })).collect::<Vec<_>>(),
        "exhibits": d.exhibits.iter().map(|e| json!({
            "entry": e.seq,
            "captured": moment(e.captured_at),
            "bytes": count(usize::try_from(e.size).unwrap_or(usize::MAX)),
            "sha256": hex::encode(e.sha256),
            "blake3": e.id.to_hex(),
        })).collect::<Vec<_>>(),
        "key": d.custody.verifier.trim(),
        "checkpoint": d.custody.checkpoint.trim(),
    })
}

fn act(of: &crate::dossier::Act) -> Value {
    json!({ "who": of.who, "at": moment(of.at), "why": of.why })
}

fn lead(d: &Dossier, part: &LeadPart) -> Value {
    let lead = &part.lead;
    let reasons = |way: Direction| -> Vec<Value> {
        let of = lead.reasons.iter().filter(|r| r.direction == way);
        of.map(|r| {
            json!({
                "bits": format!("{:.1}", r.weight_bits),
                "text": r.text,
                "code": r.code,
                "citation": r.citation,
            })
        })
        .collect()
    };
    let chance = part.chance.map(|[at, low, high]| format!("{at:.2} ({low:.2} to {high:.2})"));
    json!({
        "id": lead.lead_id,
        "rank": lead.rank,
        "of": count(usize::try_from(d.leads_in_all).unwrap_or(usize::MAX)),
        "score": format!("{:+.1} bits ({:+.1} to {:+.1})", lead.score, lead.score_low, lead.score_high),
        "chance": chance.unwrap_or_default(),
        "adverts": count(lead.advert_ids.len()),
        "ring": lead.ring_id.clone().unwrap_or_default(),
        "actor": lead.actor_id,
        "supports": reasons(Direction::For),
        "against": reasons(Direction::Against),
        "decisions": part.decisions.iter().map(|r| json!({
            "verdict": r.verdict.as_str(), "who": r.reviewer, "at": moment(r.decided_at),
            "why": r.why,
        })).collect::<Vec<_>>(),
    })
}

fn advert(part: &AdvertPart) -> Value {
    let a = &part.advert;
    let facts = [
        a.site.clone(),
        places(part).join(", "),
        a.posted.map(moment).unwrap_or_default(),
        format!("source {}", a.source),
    ];
    let facts: Vec<String> = facts.into_iter().filter(|f| !f.is_empty()).collect();
    json!({
        "id": a.advert_id,
        "title": a.title.clone().unwrap_or_default(),
        "facts": facts.join("; "),
        "exhibit": a.exhibit.to_hex(),
        "pieces": pieces(&a.text, &part.mentions),
    })
}

/// A text cut at its mentions: `[words, kind]`, the kind empty for what lies between; of two that
/// overlap the first.
fn pieces(text: &str, mentions: &[MentionPart]) -> Vec<Value> {
    let chars: Vec<char> = text.chars().collect();
    let mut spans: Vec<(usize, usize, &str)> = mentions
        .iter()
        .filter(|m| m.field == "text")
        .map(|m| (m.start as usize, m.end as usize, m.kind.as_str()))
        .collect();
    spans.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
    let (mut pieces, mut at) = (Vec::new(), 0);
    let words = |from: usize, to: usize| chars[from..to].iter().collect::<String>();
    for (start, end, kind) in spans {
        if start < at || start >= end || end > chars.len() {
            continue;
        }
        if start > at {
            pieces.push(json!([words(at, start), ""]));
        }
        pieces.push(json!([words(start, end), kind]));
        at = end;
    }
    if at < chars.len() {
        pieces.push(json!([words(at, chars.len()), ""]));
    }
    pieces
}

/// A report for who offers help.
pub fn support(c: &Contacts) -> Value {
    json!({
        "references": c.references.join(", "),
        "recipient": line(&c.recipient),
        "purpose": line(&c.purpose),
        "law": c.legal_basis,
        "asked": act(&c.asked),
        "released": act(&c.released),
        "languages": c.languages.join(", "),
        "contacts": c.contacts.iter().map(|one| json!({
            "kind": one.kind, "value": one.value, "adverts": one.adverts,
            "last": one.last_seen, "places": one.places.join(", "),
        })).collect::<Vec<_>>(),
    })
}
