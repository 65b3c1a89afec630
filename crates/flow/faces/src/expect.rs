//! How many faces of other people a search is expected to give by chance.

use serde::Serialize;

use crate::calibrate::Calibration;

/// Faces of other people that a search was expected to give.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Chance {
    /// People that were searched.
    pub people: u64,
    /// Expected faces of other people.
    pub expected: f64,
    /// As many as there may well be: the rate behind it was counted on few pairs, and this is the
    /// upper end of what it may be with 95 % certainty, pairs of people counting, not of pictures.
    pub at_most: f64,
}

impl Calibration {
    /// Faces of other people within `distance` that a search over `people` was expected to give.
    ///
    /// The rate is counted on the calibration's own people. Among people who are more alike than
    /// those (kin, one age, one town) there are more.
    pub fn chance(&self, people: u64, distance: f32) -> Chance {
        let rate = self.weigh(distance).false_rate;
        let pairs = self.pairs_of_people as f64;
        // Wilson's upper bound at 95 % (z = 1.645, one side).
        let z = 1.645f64;
        let middle = rate + z * z / (2.0 * pairs);
        let spread = z * (rate * (1.0 - rate) / pairs + z * z / (4.0 * pairs * pairs)).sqrt();
        let upper = ((middle + spread) / (1.0 + z * z / pairs)).clamp(rate, 1.0);
        let count = people as f64;
        Chance { people, expected: rate * count, at_most: upper * count }
    }
}
