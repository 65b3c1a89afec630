//! From distances to likelihood ratios, and how well that holds.
//!
//! The weight of a distance is `log10 P(distance | one person) / P(distance | two)`, taken as a
//! straight line in the distance and fitted by logistic regression with both kinds of pairs weighing
//! the same (Brümmer and du Preez 2006). It is capped at what the people behind it can support: no
//! pair can speak louder for one person than there were pairs of different people to be wrong on,
//! nor against it than there were people to be seen twice.

use serde::{Deserialize, Serialize};

/// A distance between two faces, and whether they are one person's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Between two embeddings.
    pub distance: f32,
    /// Known, not guessed.
    pub same: bool,
}

/// The fitted line, what it rests on, and how often it is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Pictures of whom, in words.
    pub on: String,
    /// Weight at a distance of zero before the cap, in log10 units.
    pub intercept: f64,
    /// Weight lost for each unit of distance, in log10 units.
    pub slope: f64,
    /// How many people.
    pub people: u64,
    /// Pairs of two people who were compared: what the cap rests on, for more pictures of the same
    /// two tell little more.
    pub pairs_of_people: u64,
    /// Pairs of pictures of one person.
    pub pairs_same: u64,
    /// Pairs of pictures of two people.
    pub pairs_different: u64,
    /// Cost of the ratios in bits, on people whom the line was not fitted on: 0 is perfect, 1 is
    /// knowing nothing.
    pub cllr: f64,
    /// The part of it that no line could mend.
    pub cllr_min: f64,
    /// How often pairs lie within each distance.
    pub rates: Vec<Rate>,
}

/// How often pairs lie within a distance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Pairs at this distance or nearer.
    pub distance: f64,
    /// Share of pairs of one person.
    pub same: f64,
    /// Share of pairs of two people.
    pub different: f64,
}

/// A weight of evidence and how often pairs of each kind reach it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Weight {
    /// log10 of how much more likely this distance is for one person than for two.
    pub log10: f64,
    /// Whether the distance alone would say more than the people behind it can support.
    pub capped: bool,
    /// Share of pairs of two people at least this near.
    pub false_rate: f64,
    /// Share of pairs of one person further apart.
    pub miss_rate: f64,
}

impl Calibration {
    /// Why these figures cannot be a calibration; `None` if they can.
    pub fn fault(&self) -> Option<String> {
        let finite = [self.intercept, self.slope, self.cllr, self.cllr_min];
        if finite.iter().any(|figure| !figure.is_finite()) || self.slope <= 0.0 {
            return Some("its line does not fall with the distance".to_owned());
        }
        if self.people < 2 || self.pairs_of_people == 0 || self.pairs_different == 0 {
            return Some("it rests on no pairs of people".to_owned());
        }
        let ordered = self.rates.is_sorted_by(|a, b| {
            a.distance < b.distance && a.same <= b.same && a.different <= b.different
        });
        let share = |share: f64| (0.0..=1.0).contains(&share);
        let shares = self.rates.iter().all(|rate| share(rate.same) && share(rate.different));
        if self.rates.is_empty() || !ordered || !shares {
            return Some("its rates are no shares that rise with the distance".to_owned());
        }
        None
    }

    /// The most and the least that is ever said, in log10 units.
    pub fn caps(&self) -> (f64, f64) {
        (-(self.people as f64).log10(), (self.pairs_of_people as f64).log10())
    }

    /// The weight of a distance.
    pub fn weigh(&self, distance: f32) -> Weight {
        let distance = f64::from(distance);
        let free = self.intercept - self.slope * distance;
        let (least, most) = self.caps();
        Weight {
            log10: free.clamp(least, most),
            capped: free < least || free > most,
            false_rate: self.rate(distance, |rate| rate.different),
            miss_rate: 1.0 - self.rate(distance, |rate| rate.same),
        }
    }

    /// The distance at which that weight is reached; within the caps.
    pub fn distance(&self, log10: f64) -> f64 {
        let (least, most) = self.caps();
        ((self.intercept - log10.clamp(least, most)) / self.slope).max(0.0)
    }

    /// A share, between the rates that were counted.
    fn rate(&self, distance: f64, of: impl Fn(&Rate) -> f64) -> f64 {
        let next = self.rates.partition_point(|rate| rate.distance < distance);
        match (next.checked_sub(1).map(|last| &self.rates[last]), self.rates.get(next)) {
            (Some(a), Some(b)) => {
                let share = (distance - a.distance) / (b.distance - a.distance);
                of(a) + share * (of(b) - of(a))
            }
            (None, Some(first)) => of(first),
            (Some(last), None) => of(last),
            (None, None) => 1.0,
        }
    }
}
