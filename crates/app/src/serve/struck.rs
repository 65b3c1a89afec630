//! Reasons that rest on muted values, struck out; and where a lead ranks without them.

use anyhow::Result;
use serde_json::Value;
use spoor_learn::resting_on;
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use spoor_vocab::{Direction, Lead};
use std::collections::{BTreeMap, BTreeSet};

/// Adverts that a reason names at most.
const NAMED: usize = 20;

/// What muted values take from the leads of a snapshot.
#[derive(Default)]
pub struct Struck {
    /// Codes of reasons by lead.
    codes: BTreeMap<String, BTreeSet<String>>,
    /// Leads by the muted value that they show.
    of_value: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Struck {
    /// Reads which adverts show the muted values, and what rests on these alone.
    pub async fn of(
        engine: &Engine,
        leads: &[Lead],
        of_advert: &BTreeMap<String, usize>,
        muted: &[(String, String)],
    ) -> Result<Self> {
        let mut struck = Self::default();
        if muted.is_empty() || leads.is_empty() {
            return Ok(struck);
        }
        let one = |(kind, value): &(String, String)| {
            format!("(kind = {} AND value = {})", literal(kind), literal(value))
        };
        let any = muted.iter().map(one).collect::<Vec<_>>().join(" OR ");
        let sql = format!("SELECT DISTINCT advert_id, kind, value FROM selectors WHERE {any}");
        let mut shows: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for row in crate::query::objects(engine, &sql).await? {
            let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
            let Some(&lead) = of_advert.get(text("advert_id")) else { continue };
            shows.entry(lead).or_default().insert(text("advert_id").to_owned());
            let pair = (text("kind").to_owned(), text("value").to_owned());
            struck.of_value.entry(pair).or_default().insert(leads[lead].lead_id.clone());
        }
        for (n, adverts) in shows {
            let codes = rests(&leads[n], &adverts);
            if !codes.is_empty() {
                struck.codes.insert(leads[n].lead_id.clone(), codes);
            }
        }
        Ok(struck)
    }

    /// Codes of the reasons of a lead that are struck out.
    pub fn codes(&self, lead: &str) -> BTreeSet<String> {
        self.codes.get(lead).cloned().unwrap_or_default()
    }

    /// Leads of which a muted value takes something.
    pub fn by(&self, value: &(String, String)) -> Vec<String> {
        let shows = self.of_value.get(value).into_iter().flatten();
        shows.filter(|lead| self.codes.contains_key(*lead)).cloned().collect()
    }

    /// Puts each lead from which something was taken to where it would rank without. `order` is of
    /// leads by number; `rank` says where one would stand, from 1.
    pub fn reorder(
        &self,
        order: Vec<(usize, usize)>,
        leads: &[Lead],
        rank: impl Fn(usize, &Lead, &BTreeSet<String>) -> usize,
    ) -> Vec<(usize, usize)> {
        if self.codes.is_empty() {
            return order;
        }
        let taken = |(_, n): &(usize, usize)| self.codes.contains_key(&leads[*n].lead_id);
        let (moved, mut rest): (Vec<_>, Vec<_>) = order.into_iter().partition(taken);
        let place = |(row, n): (usize, usize)| {
            let lead = &leads[n];
            (rank(row, lead, &self.codes[&lead.lead_id]), (row, n))
        };
        let mut moved: Vec<_> = moved.into_iter().map(place).collect();
        moved.sort_by_key(|(rank, _)| *rank);
        for (rank, entry) in moved {
            rest.insert(rank.saturating_sub(1).min(rest.len()), entry);
        }
        rest
    }
}

/// Codes of reasons that can be seen nowhere but in these adverts of a lead. A reason that names as
/// many adverts as it can may be seen in more: then every advert of the lead must be among them.
fn rests(lead: &Lead, adverts: &BTreeSet<String>) -> BTreeSet<String> {
    let all = lead.advert_ids.iter().all(|id| adverts.contains(id));
    let more =
        |code: &String| lead.reasons.iter().any(|r| r.code == *code && r.adverts.len() >= NAMED);
    resting_on(&lead.reasons, adverts).into_iter().filter(|code| all || !more(code)).collect()
}

/// The score of a lead without some reasons, bits.
pub fn score_without(lead: &Lead, codes: &BTreeSet<String>) -> f64 {
    let gone = lead.reasons.iter().filter(|r| codes.contains(&r.code));
    let bits = gone.map(|r| match r.direction {
        Direction::For => f64::from(r.weight_bits),
        Direction::Against => -f64::from(r.weight_bits),
    });
    lead.score - bits.sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use spoor_vocab::Reason;

    fn lead(id: &str, score: f64, reasons: &[(&str, f32, &[&str])]) -> Lead {
        let reason = |(code, bits, adverts): &(&str, f32, &[&str])| Reason {
            code: (*code).into(),
            direction: Direction::For,
            weight_bits: *bits,
            text: String::new(),
            citation: String::new(),
            adverts: adverts.iter().map(|a| (*a).to_owned()).collect(),
        };
        Lead {
            lead_id: id.into(),
            rank: 1,
            score,
            score_low: 0.0,
            score_high: 0.0,
            actor_id: String::new(),
            ring_id: None,
            advert_ids: ["a", "b", "c"].map(str::to_owned).to_vec(),
            reasons: reasons.iter().map(reason).collect(),
        }
    }

    #[test]
    fn what_rests_on_a_muted_value_alone_is_taken_and_the_lead_moves() {
        let many: Vec<String> = (0..NAMED).map(|n| n.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let one =
            lead("L-1", 9.0, &[("x", 5.0, &["a"]), ("y", 4.0, &["a", "b"]), ("z", 1.0, &many)]);
        let adverts = many.iter().chain(&["a"]).map(|a| (*a).to_owned()).collect();
        let codes = rests(&one, &adverts);
        assert_eq!(codes, BTreeSet::from(["x".to_owned()]), "z may be seen elsewhere");
        assert_eq!(score_without(&one, &codes), 4.0);
        let leads = [one, lead("L-2", 6.0, &[]), lead("L-3", 3.0, &[])];
        let codes = BTreeMap::from([("L-1".to_owned(), codes)]);
        let struck = Struck { codes, of_value: BTreeMap::new() };
        let rank = |_, lead: &Lead, codes: &BTreeSet<String>| {
            1 + leads
                .iter()
                .filter(|l| l.score > score_without(lead, codes) && l.lead_id != lead.lead_id)
                .count()
        };
        let order = struck.reorder(vec![(0, 0), (1, 1), (2, 2)], &leads, rank);
        assert_eq!(order, [(1, 1), (0, 0), (2, 2)]);
    }
}
