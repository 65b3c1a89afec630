//! Elements that stand alike on most pages with another short text on each.

use super::kinds::{self, FieldKind};
use super::samples::{Samples, Seen};
use super::{Candidate, Way, signs};
use rustc_hash::{FxHashMap, FxHashSet};

/// Characters of a field.
const CHARS_MAX: usize = 60;
/// An element is on so many of a hundred pages, and says something else on so many of those.
const SHARE: usize = 30;
const DIFFERS: usize = 5;
/// One whose name says which field it is, on so many.
const NAMED_SHARE: usize = 10;

/// How well an address says it.
const URL: f64 = 2.4;

/// Ways in which addresses have the number of an advert, likelier ones first.
const NUMBERS: [&str; 3] =
    [r"(\d{3,})[^/\d]*/?$", r"/(\d{3,})(?:[/?#]|$)", r"[?&][a-z]*id=(\d{3,})"];

/// The first value of each selector on each page.
pub(super) fn by_selector(
    samples: &Samples,
    of: impl Fn(&Seen) -> Vec<(String, String)>,
) -> FxHashMap<String, Vec<Option<String>>> {
    let mut found: FxHashMap<String, Vec<Option<String>>> = FxHashMap::default();
    for (n, seen) in samples.adverts.iter().enumerate() {
        for (select, value) in of(seen) {
            let values = found.entry(select).or_insert_with(|| vec![None; samples.adverts.len()]);
            values[n].get_or_insert(value);
        }
    }
    found
}

/// Whether values are those of a field. Where a name says so they may be all the same: a site of one town.
pub(super) fn differ(samples: &Samples, values: &[Option<String>], named: bool) -> bool {
    let told: FxHashSet<&String> = values.iter().flatten().collect();
    let on = values.iter().flatten().count();
    if named {
        return on >= samples.share(NAMED_SHARE);
    }
    on >= samples.share(SHARE) && told.len() >= 2 && told.len() * 100 >= on * DIFFERS
}

/// Fields that have an element of their own.
pub(super) fn candidates(samples: &Samples, is_place: &dyn Fn(&str) -> bool) -> Vec<Candidate> {
    let of = |seen: &Seen| {
        // Of several fields on one line each has an element of its own.
        let short =
            |text: &&super::samples::Inline| !text.shared && text.text.chars().count() <= CHARS_MAX;
        let own = seen.inline.iter().filter(short);
        own.map(|text| (samples.selector(seen.path(text.element)), text.text.clone())).collect()
    };
    let mut found = Vec::new();
    for (select, values) in by_selector(samples, of) {
        let hint = signs::of_path(samples.path(&select));
        if differ(samples, &values, hint.is_some()) {
            found.extend(kinds::candidate(Way::select(&select), values, hint, is_place, 0.0));
        }
    }
    found
}

/// The number of an advert, where its address has one.
pub(super) fn from_urls(samples: &Samples) -> Option<Candidate> {
    NUMBERS.iter().find_map(|pattern| {
        let regex = regex::Regex::new(pattern).ok()?;
        let number = |seen: &Seen| Some(regex.captures(&seen.url)?.get(1)?.as_str().to_owned());
        let values: Vec<Option<String>> = samples.adverts.iter().map(number).collect();
        let told: FxHashSet<&String> = values.iter().flatten().collect();
        let all = told.len() == values.len();
        let way = Way { from_url: true, regex: Some((*pattern).to_owned()), ..Way::default() };
        // A label says it better.
        all.then_some(Candidate { kind: FieldKind::Id, way, values, score: URL })
    })
}
