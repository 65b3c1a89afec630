//! What reviewers said of each lead, and how far each of them is to be believed.
//!
//! *Pursue* says that a lead is worth an investigator's time (1), *dismiss* that it is not (0).
//! *Watch* and *unsure* are neither: as a soft label they would be 1/2, and in this likelihood 1/2
//! is exactly no information, so they teach nothing. They still show that somebody looked.
//!
//! Error rates are those of Dawid and Skene 1979 ("Maximum likelihood estimation of observer
//! error-rates using the EM algorithm", Applied Statistics 28), with the classifier in the place of
//! the base rate as in Raykar and others 2010 ("Learning from crowds", Journal of Machine Learning
//! Research 11), and a Beta prior on each rate.

use crate::logistic::posterior;
use crate::settings::Settings;
use serde::{Deserialize, Serialize};
use spoor_vocab::{Decision, Verdict};
use std::collections::BTreeMap;

/// Nobody is believed to be wrong more often than this: beyond one half, words would count for
/// their opposite.
const MOST_WRONG: f64 = 0.45;

/// A reviewer as the model sees her or him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reviewer {
    /// The name.
    pub name: String,
    /// Leads on which the last word was pursue or dismiss.
    pub decisions: u32,
    /// How often "dismiss" is said of a lead that is worth pursuing, as estimated.
    pub misses: f64,
    /// How often "pursue" is said of one that is not, as estimated.
    pub false_alarms: f64,
}

/// Last word of each reviewer on each lead: by lead, then by reviewer. Of two words of the same
/// millisecond the one counts whose verdict, then reason, sorts last, so that order means nothing.
pub fn last_words(decisions: &[Decision]) -> BTreeMap<&str, BTreeMap<&str, Verdict>> {
    let mut last: BTreeMap<(&str, &str), &Decision> = BTreeMap::new();
    let key = |d: &Decision| (d.decided_at, d.verdict.as_str().to_owned(), d.why.clone());
    for decision in decisions {
        let held = last.entry((&decision.lead_id, &decision.reviewer)).or_insert(decision);
        if key(decision) > key(held) {
            *held = decision;
        }
    }
    let mut out: BTreeMap<&str, BTreeMap<&str, Verdict>> = BTreeMap::new();
    for ((lead, reviewer), decision) in last {
        out.entry(lead).or_default().insert(reviewer, decision.verdict);
    }
    out
}

/// Does the verdict teach the model, and what?
pub fn label(verdict: Verdict) -> Option<bool> {
    match verdict {
        Verdict::Pursue => Some(true),
        Verdict::Dismiss => Some(false),
        Verdict::Watch | Verdict::Unsure => None,
    }
}

/// A lead on which reviewers disagree, or of which nobody could say enough: shown to people, who
/// settle it between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The lead.
    pub lead_id: String,
    /// Who said "pursue".
    pub pursue: Vec<String>,
    /// Who said "dismiss".
    pub dismiss: Vec<String>,
    /// Who said "unsure".
    pub unsure: Vec<String>,
}

/// Leads with both "pursue" and "dismiss" among their last words, or with "unsure" alone.
pub fn open(decisions: &[Decision]) -> Vec<Open> {
    let mut out = Vec::new();
    for (lead, words) in last_words(decisions) {
        let who = |verdict| {
            words.iter().filter(|w| *w.1 == verdict).map(|w| (*w.0).to_owned()).collect::<Vec<_>>()
        };
        let entry = Open {
            lead_id: lead.to_owned(),
            pursue: who(Verdict::Pursue),
            dismiss: who(Verdict::Dismiss),
            unsure: who(Verdict::Unsure),
        };
        let split = !entry.pursue.is_empty() && !entry.dismiss.is_empty();
        if split || entry.unsure.len() == words.len() {
            out.push(entry);
        }
    }
    out
}

/// The words on one lead that teach.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ballot {
    pub(crate) row: usize,
    /// (reviewer, said pursue)
    pub(crate) votes: Vec<(usize, bool)>,
}

/// Ballots in the order of rows, and the reviewers by name, each with the prior's error rates.
/// Words on leads that `row` does not know are left out.
pub(crate) fn ballots(
    decisions: &[Decision],
    row: impl Fn(&str) -> Option<usize>,
    settings: &Settings,
) -> (Vec<Ballot>, Vec<Reviewer>) {
    let words = last_words(decisions);
    let mut names: Vec<&str> = words.values().flat_map(|w| w.keys().copied()).collect();
    names.sort_unstable();
    names.dedup();
    let rate = prior_rate(settings);
    let mut reviewers: Vec<Reviewer> = names
        .iter()
        .map(|name| Reviewer {
            name: (*name).to_owned(),
            decisions: 0,
            misses: rate,
            false_alarms: rate,
        })
        .collect();
    let mut out = Vec::new();
    for (lead, words) in words {
        let Some(row) = row(lead) else { continue };
        let mut votes = Vec::new();
        for (name, verdict) in words {
            if let (Some(said), Ok(at)) = (label(verdict), names.binary_search(&name)) {
                votes.push((at, said));
                reviewers[at].decisions += 1;
            }
        }
        if !votes.is_empty() {
            out.push(Ballot { row, votes });
        }
    }
    (out, reviewers)
}

pub(crate) fn prior_rate(settings: &Settings) -> f64 {
    (settings.wrong / (settings.wrong + settings.right)).min(MOST_WRONG)
}

/// A ballot as the one number of the likelihood.
pub(crate) fn strength(votes: &[(usize, bool)], reviewers: &[Reviewer]) -> f64 {
    let (mut a, mut b) = (1.0, 1.0);
    for &(who, said) in votes {
        let r = &reviewers[who];
        a *= if said { 1.0 - r.misses } else { r.misses };
        b *= if said { r.false_alarms } else { 1.0 - r.false_alarms };
    }
    // Two who are never wrong and contradict each other: nothing is known.
    if a + b > 0.0 { a / (a + b) } else { 0.5 }
}

/// The M-step: error rates from how far each word agrees with what all of it together says. Returns
/// the largest change of a rate.
pub(crate) fn judge(
    reviewers: &mut [Reviewer],
    ballots: &[Ballot],
    log_odds: &[f64],
    strengths: &[f64],
    settings: &Settings,
) -> f64 {
    // Of each reviewer: words on leads worth pursuing, wrong ones of them, and the same of others.
    let mut counts = vec![[0.0f64; 4]; reviewers.len()];
    for ((ballot, f), t) in ballots.iter().zip(log_odds).zip(strengths) {
        let q = posterior(*f, *t);
        for &(who, said) in &ballot.votes {
            let c = &mut counts[who];
            c[0] += q;
            c[2] += 1.0 - q;
            if said { c[3] += 1.0 - q } else { c[1] += q }
        }
    }
    let mut change = 0.0f64;
    let prior = settings.wrong + settings.right;
    for (reviewer, c) in reviewers.iter_mut().zip(counts) {
        let misses = ((settings.wrong + c[1]) / (prior + c[0])).min(MOST_WRONG);
        let false_alarms = ((settings.wrong + c[3]) / (prior + c[2])).min(MOST_WRONG);
        change = change.max((misses - reviewer.misses).abs());
        change = change.max((false_alarms - reviewer.false_alarms).abs());
        (reviewer.misses, reviewer.false_alarms) = (misses, false_alarms);
    }
    change
}
