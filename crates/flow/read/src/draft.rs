//! An advert as far as a method has read it, before it is given its identifiers.

use crate::ExhibitView;
use crate::page::host_of;
use spoor_vocab::{Advert, Millis};
use std::collections::BTreeMap;

/// Most pictures kept of one advert.
const IMAGES_MAX: usize = 500;

/// What a page or a row says of an advert.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) id: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) text: String,
    pub(crate) posted: Option<Millis>,
    pub(crate) place: Option<String>,
    pub(crate) images: Vec<String>,
    pub(crate) payment: Option<String>,
    /// Other keys, each with its value as JSON.
    pub(crate) extra: BTreeMap<String, String>,
}

impl Draft {
    /// Keeps a text under another key of `extra`.
    pub(crate) fn keep(&mut self, key: &str, value: &str) {
        self.extra.insert(key.to_owned(), serde_json::Value::from(value).to_string());
    }

    /// The advert, the `ordinal`-th of its exhibit. Where an exhibit has several, its URL names
    /// none of them.
    pub(crate) fn finish(self, exhibit: &ExhibitView<'_>, ordinal: u32, several: bool) -> Advert {
        let advert_id = exhibit.id.advert_id(exhibit.source, ordinal);
        let page_url = exhibit.target.starts_with("http").then(|| exhibit.target.to_owned());
        let own_url = non_empty(self.url);
        let id = non_empty(self.id)
            .or_else(|| own_url.clone())
            .or_else(|| page_url.clone().filter(|_| !several))
            .unwrap_or_else(|| advert_id.clone());
        let url = own_url.or(page_url);
        let site = non_empty(self.site).or_else(|| url.as_deref().map(host_of));
        let mut images = self.images;
        images.retain(|image| !image.is_empty());
        images.truncate(IMAGES_MAX);
        Advert {
            advert_id,
            id,
            exhibit: exhibit.id,
            source: exhibit.source.to_owned(),
            site: site.unwrap_or_default(),
            url,
            account: non_empty(self.account),
            title: non_empty(self.title),
            text: self.text,
            posted: self.posted,
            place: non_empty(self.place),
            images,
            payment: self.payment,
            extra: object(&self.extra),
            captured_at: exhibit.captured_at,
        }
    }
}

fn non_empty(text: Option<String>) -> Option<String> {
    text.filter(|t| !t.trim().is_empty())
}

/// One JSON object of keys with values that are JSON already; `None` if there are no keys.
fn object(extra: &BTreeMap<String, String>) -> Option<String> {
    if extra.is_empty() {
        return None;
    }
    let members: Vec<String> = extra
        .iter()
        .map(|(key, value)| format!("{}:{value}", serde_json::Value::from(key.as_str())))
        .collect();
    Some(format!("{{{}}}", members.join(",")))
}
