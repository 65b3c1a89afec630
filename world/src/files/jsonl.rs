//! The partner who sends lines of JSON, with the keys of the advert import.

use crate::advert::Advert;
use crate::when;
use serde::Serialize;

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    text: &'a str,
    title: &'a str,
    site: &'a str,
    url: Option<&'a str>,
    posted: String,
    place: &'a str,
    images: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<Payment<'a>>,
    /// A key the import does not know and keeps.
    views: u32,
}

#[derive(Serialize)]
struct Payment<'a> {
    method: &'a str,
    card: &'a str,
}

/// Appends the line of `ad`. Two in five carry payment data.
pub(super) fn line(ad: &Advert<'_>, out: &mut Vec<u8>) -> u64 {
    let pays = ad.posting.text % 5 < 2;
    let line = Line {
        id: &ad.id,
        text: &ad.text,
        title: &ad.title,
        site: ad.outlet.host,
        url: ad.url.as_deref(),
        posted: when::rfc3339(ad.posted),
        place: ad.city,
        images: ad.images.iter().map(|i| format!("img/{i}.jpg")).collect(),
        account: ad.account.as_deref(),
        payment: ad.card.as_deref().filter(|_| pays).map(|card| Payment { method: "card", card }),
        views: ad.posting.minute % 997,
    };
    // Only strings and numbers: there is nothing in it that JSON cannot hold.
    out.extend(serde_json::to_vec(&line).unwrap_or_default());
    out.push(b'\n');
    1
}
