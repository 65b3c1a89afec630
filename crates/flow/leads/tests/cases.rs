//! Cases for every rule, for the gate, for the parser of packs; the report.

#[path = "../examples/country/mod.rs"]
#[allow(dead_code, reason = "the example uses more of it")]
mod country;
mod report;
mod stage;

use serde::Deserialize;
use spoor_leads::{HandFact, RingFact, RuleKind, RulePack, weigh};
use std::collections::BTreeSet;

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    why: String,
    /// The rule in question.
    rule: Option<String>,
    /// Does it speak?
    expect: Option<bool>,
    /// Is the actor a lead?
    lead: Option<bool>,
    /// A part of the sentence.
    text: Option<String>,
    /// What the network step found.
    ring: Option<RingFact>,
    /// What the style step found.
    hand: Option<HandFact>,
    adverts: Vec<String>,
}

fn check(case: &Case) {
    let places = stage::places();
    let mut actor = stage::actor(&case.adverts, &places);
    actor.ring.clone_from(&case.ring);
    actor.hand.clone_from(&case.hand);
    let base = stage::baseline(&actor, &places);
    let weighed = weigh(&actor, &base, RulePack::builtin(), 1);
    if let Some(lead) = case.lead {
        assert_eq!(weighed.is_some(), lead, "{}: {weighed:#?}", case.why);
    }
    let Some(rule) = &case.rule else { return };
    let reasons = weighed.map(|w| w.reasons).unwrap_or_default();
    let reason = reasons.iter().find(|r| r.code == *rule);
    assert_eq!(reason.is_some(), case.expect == Some(true), "{}: {reasons:#?}", case.why);
    if let (Some(reason), Some(text)) = (reason, &case.text) {
        assert!(reason.text.contains(text), "{}: {:?} lacks {text:?}", case.why, reason.text);
    }
    if let Some(reason) = reason {
        assert!(!reason.adverts.is_empty() && !reason.citation.is_empty(), "{}", case.why);
        assert!(!reason.text.contains('{'), "{}: {}", case.why, reason.text);
    }
}

fn cases(file: &str) -> Vec<Case> {
    toml::from_str::<File>(file).expect("cases parse").case
}

#[test]
fn rules_find_what_they_should_and_leave_the_rest_alone() {
    let cases = cases(include_str!("../cases/rules.toml"));
    cases.iter().for_each(check);
    // Every structural rule has a case for and a case against.
    for rule in RulePack::builtin().rules().iter().filter(|r| r.kind == RuleKind::Structural) {
        let ways: BTreeSet<_> = cases
            .iter()
            .filter(|c| c.rule.as_deref() == Some(&rule.code))
            .map(|c| c.expect)
            .collect();
        assert_eq!(ways.len(), 2, "{} needs a case each way", rule.code);
    }
}

#[test]
fn a_lead_needs_linkage_and_more_than_one_kind_of_word() {
    cases(include_str!("../cases/gate.toml")).iter().for_each(check);
}

const PACK: &str = include_str!("../packs/2026-11.toml");

#[test]
fn the_version_names_the_bytes() {
    let pack = RulePack::parse(PACK).expect("built-in pack");
    assert_eq!(pack.version(), RulePack::builtin().version());
    assert!(pack.version().starts_with("spoor-2026-11+"));
    let changed = RulePack::parse(&format!("{PACK}\n# a note\n")).expect("still a pack");
    assert_ne!(changed.version(), pack.version());
}

/// Replaces `from` by `to` in the built-in pack; the error must name the line of `line_of`.
fn refused(from: &str, to: &str, line_of: &str) -> spoor_leads::PackError {
    assert!(PACK.contains(from), "{from}");
    let error = RulePack::parse(&PACK.replacen(from, to, 1)).expect_err(to);
    let line = PACK.lines().position(|l| l.contains(line_of)).expect("line") + 1;
    assert_eq!(error.line, line, "{error}");
    assert!(!error.hint.is_empty() && !error.key.is_empty(), "{error}");
    error
}

#[test]
fn a_wrong_pack_is_refused_with_line_key_and_what_to_do() {
    // The line of a rule is that of its [[rule]].
    let line = |code: &str| {
        let at = PACK.find(&format!("code = \"{code}\"")).expect("rule");
        PACK[..at].lines().count()
    };
    let at = |from: &str, to: &str, code: &str, problem: &str| {
        let start = PACK.find(&format!("code = \"{code}\"")).expect("rule");
        let text = format!("{}{}", &PACK[..start], PACK[start..].replacen(from, to, 1));
        let error = RulePack::parse(&text).expect_err(problem);
        assert_eq!(error.line, line(code), "{error}");
        assert!(error.to_string().contains(problem), "{error}");
    };
    at("reach.many-names", "reach.some-names", "reach.many-names", "no structural rule");
    at("full = 5", "fulll = 5", "reach.many-names", "setting \"full\" is missing");
    at("full = 5", "full = 5, more = 1", "reach.many-names", "setting \"more\" is not one");
    at("{names|", "{people|", "reach.many-names", "does not offer");
    at("\"for\"", "\"against\"", "reach.many-names", "speaks the other way");
    at("bits = 3.5", "bits = -3.5", "reach.many-names", "not a weight");
    at("group = \"people\"", "group = \"folk\"", "reach.many-names", "has no cap");
    at("youth.language", "ethnicity.stated", "youth.language", "never scored");
    at("trust.language", "youth.language", "trust.language", "stands twice");
    refused("discount = 0.5", "discount = \"half\"", "discount = 0.5");
    refused("cap = 6.0", "cap = 0", "cap = 6.0");
    assert!(RulePack::parse("id = [").is_err());
}

#[test]
fn rings_come_before_spammers_and_houses_in_the_made_up_country() {
    let facts = country::read(6_000, 11).expect("a country");
    let actors = country::perfect(&facts);
    let leads = country::leads(&actors, &facts);
    let right = |lead: &spoor_vocab::Lead| country::relevant(&actors[&lead.actor_id], &facts);
    let rings: BTreeSet<&str> =
        facts.iter().map(|f| f.ring.as_str()).filter(|r| !r.is_empty()).collect();
    assert!(rings.len() >= 12, "{}", rings.len());
    let first = &leads[..rings.len()];
    let found = first.iter().filter(|l| right(l)).count();
    assert!(found * 10 >= rings.len() * 9, "{found} of {}", rings.len());
    // Counting adverts, as many would do, puts spammers and houses first.
    let mut by_count: Vec<_> = actors.values().collect();
    by_count.sort_by_key(|rows| std::cmp::Reverse(rows.len()));
    let counted =
        by_count[..rings.len()].iter().filter(|rows| country::relevant(rows, &facts)).count();
    assert!(
        counted * 2 < found * 2 && counted * 10 < rings.len() * 8,
        "{counted} of {}",
        rings.len()
    );
}
