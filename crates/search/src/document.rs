//! An entry → the document of the index.

use crate::schema::{BETWEEN, Fields};
use crate::{Entry, Lang};
use chrono::{DateTime, Datelike as _};
use spoor_vocab::{Millis, Selector};
use tantivy::TantivyDocument;

/// A number that stands for an identifier: sorted and collapsed by, never shown. 0 for none.
pub(crate) fn key(id: &str) -> u64 {
    if id.is_empty() {
        return 0;
    }
    let digest = blake3::hash(id.as_bytes());
    let first = digest.as_bytes().first_chunk().copied().unwrap_or_default();
    u64::from_le_bytes(first).max(1)
}

/// Months since year 0, plus 1; 0 for a time not known or beyond years 0 to 9999.
pub(crate) fn month(posted: Option<Millis>) -> u64 {
    let Some(time) = posted.and_then(DateTime::from_timestamp_millis) else { return 0 };
    match time.year() {
        year @ 0..=9999 => year as u64 * 12 + u64::from(time.month0()) + 1,
        _ => 0,
    }
}

/// `2026-01` of a number of [`month`].
pub(crate) fn month_name(month: u64) -> String {
    match month.checked_sub(1) {
        Some(n) => format!("{:04}-{:02}", n / 12, n % 12 + 1),
        None => String::new(),
    }
}

/// The term of a selector.
pub(crate) fn selector_term(selector: &Selector) -> String {
    format!("{}{BETWEEN}{}", selector.kind.as_str(), selector.value)
}

/// The document of `entry`, which stands in `part` and first came in with update `since`.
pub(crate) fn document(f: &Fields, part: &str, since: u64, entry: &Entry) -> TantivyDocument {
    let mut doc = TantivyDocument::default();
    let texts = [entry.title.as_str(), entry.text.as_str()];
    for text in texts.into_iter().filter(|t| !t.is_empty()) {
        doc.add_text(f.words, text);
        if let Some(lang) = Lang::of_tag(&entry.lang) {
            doc.add_text(f.stems, format!("{}{text}", lang.tag()));
        }
    }
    // Columns that are counted have a value in every document: an empty one for "not known".
    doc.add_text(f.place, &entry.place);
    doc.add_text(f.source, &entry.source);
    doc.add_text(f.site, &entry.site);
    doc.add_text(f.lang, &entry.lang);
    doc.add_text(f.band, &entry.band);
    doc.add_text(f.part, part);
    doc.add_text(f.advert, &entry.advert_id);
    let ids = [
        (f.template, &entry.template_id),
        (f.actor, &entry.actor_id),
        (f.ring, &entry.ring_id),
        (f.lead, &entry.lead_id),
    ];
    for (field, id) in ids.into_iter().filter(|(_, id)| !id.is_empty()) {
        doc.add_text(field, id);
    }
    for selector in &entry.selectors {
        doc.add_text(f.selector, selector_term(selector));
    }
    if let Some(posted) = entry.posted {
        doc.add_i64(f.posted, posted);
    }
    if let Some((price, cents)) = entry.price.as_ref().and_then(|p| Some((p, p.cents()?))) {
        doc.add_u64(f.price, cents);
        doc.add_text(f.currency, &price.currency);
    }
    doc.add_u64(f.month, month(entry.posted));
    doc.add_u64(f.since, since);
    doc.add_u64(f.key, key(&entry.advert_id));
    doc.add_u64(f.template_key, key(&entry.template_id));
    doc.add_u64(f.actor_key, key(&entry.actor_id));
    doc
}
