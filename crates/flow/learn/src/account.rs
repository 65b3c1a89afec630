//! Why a lead stands where it stands: what each feature contributes, and where it would stand
//! without some of them.

use crate::curve::Curve;
use crate::fit::Odds;
use crate::learner::Learner;
use crate::model::Chance;
use crate::ranking::Ranking;
use crate::sheet::FeatureKind;
use serde::Serialize;
use spoor_vocab::Reason;
use std::collections::BTreeSet;
use std::f64::consts::LN_2;

/// What one feature adds to a lead's log-odds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contribution {
    /// Code of the feature.
    pub code: String,
    /// Reason or number.
    pub kind: FeatureKind,
    /// Bits it adds; below 0 it speaks against.
    pub bits: f64,
    /// Bits it would add by the literature's weight; none for a number.
    pub literature_bits: Option<f64>,
    /// Standard deviation of `bits`.
    pub sd_bits: f64,
}

/// A lead's probability, taken apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Account {
    /// The lead.
    pub lead_id: String,
    /// Its rank among all.
    pub rank: u32,
    /// Bits that every lead starts from.
    pub base_bits: f64,
    /// What each feature adds, the heaviest first.
    pub contributions: Vec<Contribution>,
    /// Log-odds in bits: exactly `base_bits` and the contributions, summed in their order.
    pub total_bits: f64,
    /// Standard deviation of `total_bits`: how far the weights are known.
    pub sd_bits: f64,
    /// The curve of all leads, which makes the probability of the rest: it moves no rank, and is no
    /// part of what the features add.
    pub curve: Curve,
    /// The probability: `total_bits` drawn towards 0 as far as `sd_bits` asks, then through `curve`.
    pub chance: Chance,
}

/// Where a lead would stand without some of its features.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Without {
    /// Codes that were taken away and were there.
    pub codes: Vec<String>,
    /// Rank as it is.
    pub rank: u32,
    /// Rank as it would be, all other leads as they are.
    pub rank_without: u32,
    /// As it is.
    pub chance: Chance,
    /// As it would be.
    pub chance_without: Chance,
}

/// Codes of the reasons that can be seen nowhere but in these adverts: what would be gone if one
/// selector (give the adverts it stands in) or one advert were.
pub fn resting_on(reasons: &[Reason], adverts: &BTreeSet<String>) -> BTreeSet<String> {
    let rests =
        |r: &&Reason| !r.adverts.is_empty() && r.adverts.iter().all(|a| adverts.contains(a));
    reasons.iter().filter(rests).map(|r| r.code.clone()).collect()
}

impl Learner {
    /// The account of the lead in a row of the sheet.
    pub fn account(&self, ranking: &Ranking, row: usize) -> Account {
        let line = self.design.row(row);
        let normal = &self.model.normal;
        let mut contributions: Vec<Contribution> = line
            .each()
            .filter(|(p, _)| *p > 0)
            .map(|(p, value)| {
                let feature = &self.model.features[p - 1];
                let reason = feature.kind == FeatureKind::Reason;
                Contribution {
                    code: feature.code.clone(),
                    kind: feature.kind,
                    bits: value * normal.mean[p] / LN_2,
                    literature_bits: reason.then_some(value / LN_2),
                    sd_bits: value.abs() * normal.covariance.at(p, p).sqrt() / LN_2,
                }
            })
            .collect();
        contributions.sort_by(|a, b| {
            b.bits.abs().total_cmp(&a.bits.abs()).then_with(|| a.code.cmp(&b.code))
        });
        let base_bits = normal.mean[0] / LN_2;
        let total_bits = contributions.iter().fold(base_bits, |sum, c| sum + c.bits);
        Account {
            lead_id: self.sheet.lead_id(row).to_owned(),
            rank: ranking.rank(row),
            base_bits,
            contributions,
            total_bits,
            sd_bits: self.odds[row].variance.sqrt() / LN_2,
            curve: self.model.curve,
            chance: self.chance(row),
        }
    }

    /// "Without the shared phone this would rank 412th": the lead in a row without the features of
    /// these codes. The other reasons keep the bits they have; where the rule pack had discounted
    /// one of them for its neighbour's sake, it would now count a little more, so the fall shown is
    /// the largest it can be.
    pub fn without(&self, ranking: &Ranking, row: usize, codes: &BTreeSet<String>) -> Without {
        let line = self.design.row(row);
        let gone = |p: usize| p > 0 && codes.contains(&self.model.features[p - 1].code);
        let taken = line.each().filter(|(p, _)| gone(*p));
        let taken = taken.map(|(p, _)| self.model.features[p - 1].code.clone()).collect();
        let (params, values): (Vec<u32>, Vec<f64>) =
            line.each().filter(|(p, _)| !gone(*p)).map(|(p, v)| (p as u32, v)).unzip();
        let odds: Odds = self.model.odds(crate::design::Line { params: &params, values: &values });
        Without {
            codes: taken,
            rank: ranking.rank(row),
            rank_without: ranking.rank_if(row, odds),
            chance: self.chance(row),
            chance_without: self.model.chance(odds),
        }
    }
}
