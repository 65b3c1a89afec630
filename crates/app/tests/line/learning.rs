//! The ranking learns from decisions, can be explained, rolled back and audited.

use super::*;
use std::collections::BTreeSet;

/// A made-up country with more leads than a person reads, built.
fn country() -> Place {
    country_of("1")
}

/// The country of this seed.
pub(super) fn country_of(seed: &str) -> Place {
    let place = Place::new();
    let dir = place.dir.join("demo").display().to_string();
    place.must(0, &["demo", "--adverts", "4000", "--seed", seed, "--dir", &dir]);
    std::os::unix::fs::symlink(place.dir.join("demo/workspace"), place.workspace()).unwrap();
    place
}

pub(super) fn ids(leads: &Value) -> Vec<String> {
    let id = |l: &Value| l["lead_id"].as_str().unwrap().to_owned();
    leads.as_array().unwrap().iter().map(id).collect()
}

pub(super) fn decide(place: &Place, lead: &str, verdict: &str, who: &str) {
    let said = ["decide", lead, "--verdict", verdict, "--why", "as a test", "--as", who];
    place.must(0, &said);
}

/// Does the lead rest on this reason?
pub(super) fn has(lead: &Value, code: &str) -> bool {
    lead["reasons"].as_array().unwrap().iter().any(|r| r["code"] == code)
}

#[test]
fn decisions_move_the_ranking_and_a_version_brings_it_back() {
    let place = country();
    let before = place.json(&["leads", "--top", "1000"]);
    assert!(before[0].get("chance").is_none(), "nothing was learned yet");
    let rules = ids(&before);

    // A reviewer who sees nothing in one kind of reason, and much in all other leads.
    let code = "reach.many-names";
    let all = before.as_array().unwrap();
    let with: Vec<&Value> = all.iter().filter(|l| has(l, code)).take(12).collect();
    let without: Vec<&Value> = all.iter().filter(|l| !has(l, code)).take(12).collect();
    assert!(with.len() == 12 && without.len() >= 6, "{} and {}", with.len(), without.len());
    for lead in &with {
        decide(&place, lead["lead_id"].as_str().unwrap(), "dismiss", "A. Reviewer");
    }
    for lead in &without {
        decide(&place, lead["lead_id"].as_str().unwrap(), "pursue", "A. Reviewer");
    }
    let after = place.json(&["leads", "--top", "1000"]);
    let learned = ids(&after);
    assert_ne!(learned, rules);
    assert_eq!(
        learned.iter().collect::<BTreeSet<_>>(),
        rules.iter().collect::<BTreeSet<_>>(),
        "no lead is lost or made"
    );
    let chances: Vec<f64> = after
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["chance"]["probability"].as_f64().unwrap())
        .collect();
    assert!(chances.iter().all(|p| (0.0..=1.0).contains(p)));
    assert_eq!(ids(&place.json(&["leads", "--top", "1000", "--by-rules"])), rules);

    // The reason counts for less than the pack says, and the account sums to the whole.
    let id = with[0]["lead_id"].as_str().unwrap();
    let account = place.json(&["show", "lead", id])["learned"]["account"].clone();
    let parts = account["contributions"].as_array().unwrap();
    let part = parts.iter().find(|p| p["code"] == code).unwrap();
    assert!(part["bits"].as_f64().unwrap() < part["literature_bits"].as_f64().unwrap());
    let sum = parts.iter().map(|p| p["bits"].as_f64().unwrap()).sum::<f64>();
    let whole = account["total_bits"].as_f64().unwrap() - account["base_bits"].as_f64().unwrap();
    assert!((sum - whole).abs() < 1e-9, "{sum} is not {whole}");
    let words = place.must(0, &["show", "lead", id]);
    assert!(words.contains("without ") && words.contains("it would rank"), "{words}");

    // Versions: kept, gone back to, followed again.
    place.must(4, &["model", "adopt"]);
    let first = place.json(&["model", "adopt", "--as", "B. Chief"])["model_id"].clone();
    let extra = after[after.as_array().unwrap().len() - 1]["lead_id"].as_str().unwrap().to_owned();
    decide(&place, &extra, "pursue", "A. Reviewer");
    assert_ne!(ids(&place.json(&["leads", "--top", "1000"])), learned);
    place.must(0, &["model", "rollback", first.as_str().unwrap(), "--as", "B. Chief"]);
    assert_eq!(ids(&place.json(&["leads", "--top", "1000"])), learned);
    place.must(2, &["model", "rollback", "M-none", "--as", "B. Chief"]);
    let card = place.must(0, &["model", "show"]);
    for part in ["never a verdict", "gone back to", code, "A. Reviewer"] {
        assert!(card.contains(part), "{card}");
    }
    place.must(0, &["model", "adopt", "--as", "B. Chief"]);
    assert_ne!(ids(&place.json(&["leads", "--top", "1000"])), learned);
    let history = place.json(&["model", "list"]);
    assert_eq!(history["versions"].as_array().unwrap().len(), 2);

    // A feature that is kept out adds nothing.
    place.must(4, &["model", "exclude", code, "--as", "B. Chief"]);
    place.must(2, &["model", "exclude", "no.such", "--as", "B. Chief", "--why", "x"]);
    place.must(0, &["model", "exclude", code, "--as", "B. Chief", "--why", "a stand-in"]);
    let account = place.json(&["show", "lead", id])["learned"]["account"].clone();
    assert!(account["contributions"].as_array().unwrap().iter().all(|p| p["code"] != code));
    place.must(0, &["model", "include", code, "--as", "B. Chief", "--why", "looked into"]);
}

#[test]
fn the_queue_is_mixed_and_knows_what_was_decided() {
    let place = country();
    let queue = place.json(&["queue", "--places", "20"]);
    let first = ids(&queue);
    assert_eq!(first.len(), 20);
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), 20, "no lead twice");
    let why = |of: &Value, word: &str| {
        of.as_array().unwrap().iter().filter(|e| e["why"]["why"] == word).count()
    };
    assert_eq!((why(&queue, "random"), why(&queue, "informative")), (2, 4));
    assert_eq!(
        ids(&place.json(&["queue", "--places", "20"])),
        first,
        "the same until one is decided"
    );
    decide(&place, &first[0], "watch", "A. Reviewer");
    let next = ids(&place.json(&["queue", "--places", "1000"]));
    assert!(!next.contains(&first[0]));
    let words = place.must(0, &["queue", "--places", "5"]);
    assert!(!words.contains("random") && !words.contains("informative"), "{words}");
    place.must(2, &["queue", "--random", "1.5"]);
}

#[test]
fn the_audit_counts_by_group_and_names_stand_ins() {
    let place = country();
    let leads = ids(&place.json(&["leads", "--top", "50"]));
    for (n, lead) in leads.iter().enumerate() {
        decide(&place, lead, if n < 30 { "pursue" } else { "dismiss" }, "A. Reviewer");
    }
    let output = place.spoor(&["--json", "bias"]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "flags are a no, none is done");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let groups = report["report"]["groups"].as_array().unwrap();
    let of: BTreeSet<&str> = groups.iter().map(|g| g["dimension"].as_str().unwrap()).collect();
    assert_eq!(of, BTreeSet::from(["advertiser", "language", "price", "region"]));
    let decided = |dimension: &str| -> u64 {
        let own = groups.iter().filter(|g| g["dimension"] == dimension);
        own.map(|g| g["decided"].as_u64().unwrap()).sum()
    };
    assert_eq!(decided("advertiser"), leads.len() as u64, "each has a kind of advertiser");
    assert!(report["stand_ins"]["language"].as_array().unwrap().len() > 10);

    // A group that decides by language alone is seen.
    place.must(4, &["bias", "--exclude"]);
    let words = String::from_utf8(place.spoor(&["bias"]).stdout).unwrap();
    assert!(words.contains("never enter a score"), "{words}");
}

#[test]
fn an_erasure_takes_what_was_kept_of_decided_leads() {
    let place = Place::with_source();
    let file = place.write("ads.jsonl", ADVERTS);
    place.must(0, &["import", &file, "--source", "partner"]);
    place.must(0, &["build"]);
    let leads = ids(&place.json(&["leads"]));
    place.must(0, &["queue", "--places", "5"]);
    decide(&place, &leads[0], "dismiss", "A. Reviewer");
    let kept = place.workspace().join("models/decided.jsonl");
    assert!(fs::read_to_string(&kept).unwrap().contains(&leads[0]));
    assert!(!fs::read_to_string(&kept).unwrap().contains("97012345"), "no selector is kept");
    place.must(0, &["erase", "+319701234501", "--as", "C. Officer", "--why", "a request"]);
    for name in ["decided.jsonl", "queues.jsonl"] {
        let text = fs::read_to_string(place.workspace().join("models").join(name)).unwrap();
        assert!(!text.contains(&leads[0]), "{name}: {text}");
    }
}
