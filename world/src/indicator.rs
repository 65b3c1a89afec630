//! Indicators: how many an advert carries, and which.
//!
//! The spread over adverts is the one measured in 17,362 adverts from Great Britain (Giommoni and
//! Ikwu, "Identifying human trafficking indicators in the UK online sex market", 2021): none
//! 19.0 %, one 58.3 %, two 21.3 %, three or more 1.7 %. It is the same for every kind of placer,
//! so that indicators alone cannot tell a ring from an independent.

use crate::kind::Kind;
use crate::rng::Rng;

/// Weights of 0, 1, 2 and 3 indicators; they sum to 100.3, as published.
const SPREAD: [u32; 4] = [190, 583, 213, 17];

/// Codes that speak for a closer look, in the order of their sections in the phrase banks.
pub(crate) const FOR: [&str; 14] = [
    "contact.obscured-phone",
    "control.third-person",
    "control.plural",
    "control.new-girls",
    "movement.new-in-town",
    "movement.short-stay",
    "youth.language",
    "risky.unprotected",
    "restricted.incall-only",
    "restricted.always-available",
    "trust.language",
    "coercion.slang",
    "recruitment.no-experience",
    "recruitment.housing-offered",
];

/// Index of `contact.obscured-phone`: not a phrase but the way the number is written.
pub(crate) const OBSCURED: u8 = 0;

/// Codes that speak against it.
pub(crate) const AGAINST: [&str; 8] = [
    "safer.protection",
    "safer.limits",
    "independent.stated",
    "independent.mature",
    "independent.professional",
    "screening.deposit",
    "screening.appointment",
    "licence.stated",
];

const SALE: [u32; 14] = [24, 6, 9, 4, 14, 11, 8, 7, 11, 10, 4, 1, 0, 0];
const JOB: [u32; 14] = [20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 14, 0, 34, 32];
/// Behind these a child stands: towns, hours and the number only.
const NEUTRAL: [u32; 14] = [30, 0, 0, 0, 25, 25, 0, 0, 0, 20, 0, 0, 0, 0];

/// The codes a template draws from, most used first. An advert with k indicators carries the
/// first k.
pub(crate) type Palette = [u8; 4];

/// A palette for a placer of `kind`.
pub(crate) fn palette(kind: Kind, rng: &mut Rng) -> Palette {
    let mut weights = match kind {
        Kind::Recruiter => JOB,
        Kind::Missing => NEUTRAL,
        _ => SALE,
    };
    std::array::from_fn(|_| {
        let code = rng.weighted(&weights);
        weights[code] = 0;
        code as u8
    })
}

/// How many indicators an advert carries.
pub(crate) fn count(rng: &mut Rng) -> usize {
    rng.weighted(&SPREAD)
}

/// Codes against, for a placer of `kind`: often for those who work for themselves, rarely, but
/// sometimes, for rings.
pub(crate) fn against(kind: Kind, rng: &mut Rng) -> Vec<u8> {
    let (per_mille, weights): (u32, [u32; 8]) = match kind {
        Kind::Independent | Kind::Lookalike => (560, [22, 20, 16, 8, 6, 10, 16, 2]),
        Kind::Agency => (550, [12, 8, 0, 0, 12, 6, 20, 42]),
        Kind::Ring => (80, [30, 15, 20, 0, 10, 5, 20, 0]),
        Kind::Spammer => (60, [30, 10, 20, 0, 20, 0, 20, 0]),
        Kind::Recruiter | Kind::Missing => (0, [1; 8]),
    };
    if !rng.chance(per_mille) {
        return Vec::new();
    }
    let mut weights = weights;
    (0..rng.range(1, 2))
        .map(|_| {
            let code = rng.weighted(&weights);
            weights[code] = 0;
            code as u8
        })
        .collect()
}
