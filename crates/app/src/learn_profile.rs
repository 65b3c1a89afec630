//! Exhibits of a site → a profile that reads its pages; and a profile tried on them.

use crate::workspace::Workspace;
use anyhow::Result;
use serde::Serialize;
use spoor_extract::{Hints, extract, likeness};
use spoor_read::{ExhibitView, Induced, Profile, Reader, Sample, induce};
use spoor_vocab::{Advert, CaptureKind, Kind, Millis};
use std::collections::BTreeMap;
use url::Url;

/// Pages that are read of one site.
const PAGES_MAX: usize = 2_000;
/// From this on a page counts as an advert.
const SURE: f64 = 0.5;
/// Of a hundred bytes of a text, those that a place must take for the text to name it.
const PLACE_SHARE: usize = 70;

/// A page of a site.
pub struct SitePage {
    url: String,
    text: String,
    /// It looks like an advert.
    pub advert: bool,
}

/// Pages of the hosts that are wanted, each exhibit once, newest last.
pub fn pages(workspace: &Workspace, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<SitePage>> {
    let reader = Reader::new(Vec::new());
    let mut pages = Vec::new();
    for segment in workspace.vault.segments() {
        for exhibit in workspace.vault.read_segment(&segment.name)? {
            let (exhibit, block) = exhibit?;
            let Ok(url) = Url::parse(&exhibit.target) else { continue };
            let host = url.host_str().unwrap_or_default();
            if exhibit.kind != CaptureKind::Response || !wanted(host) || pages.len() >= PAGES_MAX {
                continue;
            }
            let Some(text) = spoor_read::page_of(&block, host) else { continue };
            let advert =
                read(&reader, &exhibit.target, &text, exhibit.captured_at, &mut Vec::new());
            let advert = advert.iter().any(|advert| {
                let title = advert.title.as_deref().unwrap_or_default();
                likeness(title, &advert.text, &Hints::default()).probability() >= SURE
            });
            pages.push(SitePage { url: exhibit.target, text, advert });
        }
    }
    Ok(pages)
}

fn read(
    reader: &Reader,
    url: &str,
    text: &str,
    captured_at: Millis,
    defects: &mut Vec<spoor_vocab::Defect>,
) -> Vec<Advert> {
    let mut adverts = Vec::new();
    let view = ExhibitView {
        id: spoor_vocab::ExhibitId::of(text.as_bytes()),
        source: "",
        target: url,
        media_type: "text/html; charset=utf-8",
        block: text.as_bytes(),
        captured_at,
        mapping: None,
    };
    reader.read(&view, &mut adverts, defects);
    adverts
}

/// Learns a profile of a host from its pages.
pub fn learn(host: &str, pages: &[SitePage]) -> Option<Induced> {
    let samples: Vec<Sample<'_>> = pages
        .iter()
        .map(|page| Sample {
            url: &page.url,
            media_type: "text/html; charset=utf-8",
            body: page.text.as_bytes(),
            advert: page.advert,
        })
        .collect();
    induce(host, language(pages), &samples, &is_place)
}

/// The language most pages say they are in, of those whose months are known.
fn language(pages: &[SitePage]) -> &'static str {
    const KNOWN: [&str; 6] = ["de", "en", "es", "fr", "nl", "ro"];
    let mut said: BTreeMap<&'static str, usize> = BTreeMap::new();
    for page in pages {
        let lang = page.text.find("lang=").and_then(|at| page.text.get(at + 5..at + 8));
        let lang = lang.map(|lang| lang.trim_start_matches(['"', '\'']).to_ascii_lowercase());
        let known =
            KNOWN.into_iter().find(|k| lang.as_ref().is_some_and(|lang| lang.starts_with(k)));
        if let Some(known) = known {
            *said.entry(known).or_default() += 1;
        }
    }
    said.into_iter().max_by_key(|(_, pages)| *pages).map_or("en", |(lang, _)| lang)
}

/// Whether a text names a place and little else.
fn is_place(text: &str) -> bool {
    let mut found = Vec::new();
    extract(text, &Hints::default(), &mut found);
    let length = text.trim().len();
    let takes = |m: &spoor_vocab::Mention| (m.end - m.start) as usize * 100 >= length * PLACE_SHARE;
    found.iter().any(|m| m.kind == Kind::Place && takes(m))
}

/// What a profile found.
#[derive(Debug, Serialize)]
pub struct Trial {
    /// Pages of its hosts.
    pub pages: u64,
    /// Adverts it read.
    pub adverts: u64,
    /// Its fields.
    pub fields: Vec<FieldFound>,
    /// What was wrong, and how often.
    pub defects: BTreeMap<String, u64>,
}

/// One field of a trial.
#[derive(Debug, Serialize)]
pub struct FieldFound {
    /// Its name.
    pub name: String,
    /// Adverts that have it.
    pub found: u64,
    /// Some of its values, each once.
    pub values: Vec<String>,
}

/// Reads the exhibits of a profile's hosts with it.
pub fn trial(workspace: &Workspace, profile: &Profile) -> Result<Trial> {
    let pages = pages(workspace, &|host| profile.reads(host))?;
    let reader = Reader::new(vec![profile.clone()]);
    let mut fields: BTreeMap<String, FieldFound> = BTreeMap::new();
    let mut trial = Trial {
        pages: pages.len() as u64,
        adverts: 0,
        fields: Vec::new(),
        defects: BTreeMap::new(),
    };
    for page in &pages {
        let mut defects = Vec::new();
        // A page is not older than what it says: dates of the future are the profile's mistake.
        let adverts = read(&reader, &page.url, &page.text, Millis::MAX / 2, &mut defects);
        trial.adverts += adverts.len() as u64;
        for defect in defects {
            *trial.defects.entry(defect.problem).or_default() += 1;
        }
        for advert in &adverts {
            for (name, value) in values(advert) {
                let field = fields.entry(name.clone()).or_insert_with(|| FieldFound {
                    name,
                    found: 0,
                    values: Vec::new(),
                });
                field.found += 1;
                if field.values.len() < 10 && !field.values.contains(&value) {
                    field.values.push(value);
                }
            }
        }
    }
    trial.fields = fields.into_values().collect();
    Ok(trial)
}

/// The fields that an advert has, as they are shown.
fn values(advert: &Advert) -> Vec<(String, String)> {
    let mut values = vec![("text".to_owned(), advert.text.chars().take(80).collect())];
    let mut say = |name: &str, value: Option<String>| {
        values.extend(value.map(|value| (name.to_owned(), value)));
    };
    say("title", advert.title.clone());
    say("id", (!advert.id.starts_with("http")).then(|| advert.id.clone()));
    say("place", advert.place.clone());
    say("account", advert.account.clone());
    say("posted", advert.posted.map(crate::clock::show));
    say("images", advert.images.first().cloned());
    let extra = advert.extra.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let extra: serde_json::Map<String, serde_json::Value> = extra.unwrap_or_default();
    for (name, value) in extra {
        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        values.push((name, shown));
    }
    values
}
