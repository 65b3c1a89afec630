//! Hub contacts: one advert in a hundred shows the number of a driver or a booking desk whom
//! strangers show too. A linker that takes every shared number for one hand ends with one giant.

use super::Cast;
use crate::kind::Kind;
use crate::rng::Rng;

/// Adverts to one hub number in the country, about; one in a hundred of them shows it.
const ADVERTS_A_HUB: usize = 2_500;

pub(super) fn add(cast: &mut Cast<'_>, seed: u64) {
    let hubs: Vec<_> = (0..cast.postings.len().div_ceil(ADVERTS_A_HUB).max(2))
        .map(|_| cast.phones.hub())
        .collect();
    for p in cast.postings.iter_mut().filter(|p| p.kind != Kind::Missing) {
        // Drawn from what names the text: a repost shows what the first one shows.
        let mut rng = Rng::of(&[seed, 100, u64::from(p.placer), u64::from(p.text)]);
        if rng.chance(10) {
            p.hub = *rng.pick(&hubs);
        }
    }
}
