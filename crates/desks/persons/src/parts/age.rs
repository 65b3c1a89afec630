//! Age then and now. Adverts overstate the age of children: a stated 19 fits somebody of 16.

use super::{Born, years_at};
use crate::background::Shares;
use crate::brief::Brief;
use spoor_vocab::{AgeAt, Day, Notice};

/// Ages that are told apart.
const AGES: usize = 100;

/// Likelihood ratio of each stated age for each real one.
pub(crate) struct Ages(Vec<[f32; AGES]>);

impl Ages {
    pub(crate) fn new(shares: &Shares<'_>) -> Self {
        let general: Vec<f32> = (0..AGES as u8).map(|s| shares.age(s)).collect();
        Self((0..AGES).map(|real| Self::one(shares, real, &general)).collect())
    }

    fn one(shares: &Shares<'_>, real: usize, general: &[f32]) -> [f32; AGES] {
        let weights = &shares.weights.age;
        let mut stated = [0f32; AGES];
        if real < 18 {
            for (k, share) in weights.child_states.value.iter().enumerate() {
                stated[(18 + k).min(AGES - 1)] += share;
            }
        } else {
            for (k, share) in weights.adult_states.value.iter().enumerate() {
                stated[real.saturating_sub(k).max(18)] += share;
            }
        }
        let left = (1.0 - stated.iter().sum::<f32>()).max(0.0);
        let anything = weights.anything.value;
        std::array::from_fn(|s| anything + (1.0 - anything) * (left + stated[s] / general[s]))
    }

    /// Mean over the real ages from `low` to `high`.
    fn ratio(&self, (low, high): (u8, u8), stated: u8) -> f32 {
        let high = high.max(low).min(AGES as u8 - 1);
        let low = low.min(high);
        let stated = usize::from(stated).min(AGES - 1);
        let sum: f32 = (low..=high).map(|r| self.0[usize::from(r)][stated]).sum();
        sum / (f32::from(high - low) + 1.0)
    }
}

/// When the person was born, from the date of birth, else from an age at a day.
pub(crate) fn born(notice: &Notice) -> Option<Born> {
    let of_age = |a: &AgeAt| {
        let years = |n: u8| libm::roundf(f32::from(n) * super::YEAR) as Day;
        (a.on - years(a.high.saturating_add(1)) + 1, a.on - years(a.low))
    };
    notice.born.map(|d| (d.first(), d.last())).or_else(|| notice.age.as_ref().map(of_age))
}

pub(crate) fn ratio(ages: &Ages, born: Option<Born>, brief: &Brief) -> Option<f32> {
    let born = born.filter(|_| !brief.ages.is_empty())?;
    let mut sum = 0.0;
    for &(stated, day, share) in &brief.ages {
        // Without a date an advert says nothing of when.
        sum += share * ages.ratio(years_at(born, day.or(brief.first)?)?, stated);
    }
    Some(sum)
}

pub(crate) fn why(born: Option<Born>, brief: &Brief) -> String {
    let stated: Vec<String> = brief.ages.iter().map(|a| a.0.to_string()).collect();
    let day = brief.ages.iter().find_map(|a| a.1).or(brief.first);
    match (born.zip(day).and_then(|(b, d)| years_at(b, d)), stated.as_slice()) {
        (_, []) => "No age is stated.".to_owned(),
        (None, _) => "The notice or the advert has no date to reckon an age by.".to_owned(),
        (Some((low, high)), all) => {
            let real = if low == high { low.to_string() } else { format!("{low} to {high}") };
            let word =
                if high < 18 { "; adverts for somebody under 18 state 18 and more" } else { "" };
            format!("{} is stated; the missing person was {real} then{word}.", all.join(", "))
        }
    }
}
