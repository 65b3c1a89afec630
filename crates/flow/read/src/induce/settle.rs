//! Whether a way gives on the pages what was believed of it: a selector may fit something before.

use super::samples::Samples;
use super::{Candidate, Way, write};
use crate::profile::Reading;

/// Of a hundred pages, those on which a way gives what was believed.
const AGREE: usize = 90;

/// The values that a way gives.
fn values(samples: &Samples, way: &Way) -> Vec<Option<String>> {
    let Some(reading) = Reading::of(&write::way(way, None)) else {
        return vec![None; samples.adverts.len()];
    };
    let first = |value: String| value.split_whitespace().collect::<Vec<_>>().join(" ");
    samples.adverts.iter().map(|seen| reading.first(&seen.page).map(first)).collect()
}

/// The way, or a longer one, if it gives these values.
pub(super) fn way(samples: &Samples, way: &Way, believed: &[Option<String>]) -> Option<Way> {
    let plain = |value: &Option<String>| {
        value.as_ref().map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let agrees = |way: &Way| {
        let values = values(samples, way);
        let same =
            values.iter().zip(believed).filter(|(read, value)| **read == plain(value)).count();
        same * 100 >= believed.len() * AGREE
    };
    if agrees(way) {
        return Some(way.clone());
    }
    let path = samples.path(way.select.as_ref()?);
    [samples.exact(path), path.to_owned()]
        .into_iter()
        .map(|select| Way { select: Some(select), ..way.clone() })
        .find(agrees)
}

/// The best candidate for each field that gives what was believed.
pub(super) fn choose(samples: &Samples, mut found: Vec<Candidate>) -> Vec<Candidate> {
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut chosen: Vec<Candidate> = Vec::new();
    for candidate in found {
        if chosen.iter().all(|other| other.kind != candidate.kind)
            && let Some(way) = way(samples, &candidate.way, &candidate.values)
        {
            chosen.push(Candidate { way, ..candidate });
        }
    }
    chosen.sort_by_key(|candidate| candidate.kind);
    chosen
}
