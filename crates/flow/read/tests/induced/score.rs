//! What a learned profile reads, against what is true.

use super::site::{Page, Site, profile};
use spoor_read::{Advert, ExhibitId, ExhibitView, Profile, Reader};
use std::collections::BTreeMap;

/// The epoch of the made-up web, 1 January 2026, in milliseconds after 1970.
const EPOCH: i64 = 1_767_225_600_000;

/// Right, wrong and missed values. A wrong value where there is a true one is missed too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub right: u32,
    pub wrong: u32,
    pub missed: u32,
}

impl Tally {
    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        let errors = f64::from(self.wrong) + f64::from(self.missed);
        let right = 2.0 * f64::from(self.right);
        if right + errors == 0.0 { 1.0 } else { right / (right + errors) }
    }

    pub fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

/// A field of one page: its name, what is true, what was read.
pub type Value = (&'static str, Option<String>, Option<String>);

/// How one site was read.
pub struct Score {
    pub fields: BTreeMap<&'static str, Tally>,
    /// Every value that was read wrongly or not, with the page's address.
    pub failures: Vec<(String, Value)>,
    /// The profile; none if none could be learned.
    pub toml: Option<String>,
}

/// Learns a profile of the site and reads its other adverts by it.
pub fn score(site: &Site) -> Score {
    let toml = profile(site).map(|induced| induced.toml);
    let parsed = toml.iter().map(|toml| Profile::parse(toml).expect("what is learned can be read"));
    let reader = Reader::new(parsed.collect());
    let mut score = Score { fields: BTreeMap::new(), failures: Vec::new(), toml };
    for (page, truth) in &site.judge {
        for value in values(truth, read(&reader, page).as_ref()) {
            let tally = judged(&value);
            score.fields.entry(value.0).or_default().add(tally);
            if tally.wrong + tally.missed > 0 {
                score.failures.push((page.url.clone(), value));
            }
        }
    }
    score
}

fn read(reader: &Reader, page: &Page) -> Option<Advert> {
    let (mut adverts, mut defects) = (Vec::new(), Vec::new());
    let view = ExhibitView {
        id: ExhibitId::of(&page.body),
        source: "made-up",
        target: &page.url,
        media_type: &page.media_type,
        block: &page.body,
        captured_at: EPOCH + 300 * 86_400_000,
        mapping: None,
    };
    reader.read(&view, &mut adverts, &mut defects);
    adverts.into_iter().next()
}

fn names(urls: &[String]) -> Option<String> {
    let names: Vec<&str> = urls.iter().filter_map(|url| url.rsplit('/').next()).collect();
    (!names.is_empty()).then(|| names.join(" "))
}

fn values(truth: &spoor_web::Advert, read: Option<&Advert>) -> Vec<Value> {
    let extra: Option<serde_json::Value> =
        read.and_then(|r| r.extra.as_deref()).and_then(|json| serde_json::from_str(json).ok());
    let extra = |key: &str| extra.as_ref()?.get(key)?.as_str().map(str::to_owned);
    // Dates are shown to the minute, or to the day.
    let step = |shown: &str| if shown.contains(':') { 60_000 } else { 86_400_000 };
    let f = &truth.fields;
    let posted = f.posted.as_deref().map(|shown| {
        let step = step(shown);
        (EPOCH + truth.born.div_euclid(step) * step).to_string()
    });
    // A page whose number was not found is named by its address or a digest.
    let number = read.map(|r| r.id.clone()).filter(|id| !id.starts_with("http") && id.len() < 40);
    let mut values = vec![
        ("title", Some(f.title.clone()), read.and_then(|r| r.title.clone())),
        ("text", Some(f.text.clone()), read.map(|r| r.text.clone())),
        ("price", f.price.clone(), extra("price")),
        ("place", f.place.clone(), read.and_then(|r| r.place.clone())),
        ("age", f.age.clone(), extra("age")),
        ("posted", posted, read.and_then(|r| r.posted).map(|posted| posted.to_string())),
        ("phone", f.phone.clone(), extra("phone")),
        ("account", f.account.clone(), read.and_then(|r| r.account.clone())),
        ("images", names(&f.images), read.and_then(|r| names(&r.images))),
    ];
    // Where no number is shown, whatever names the advert is as good as another.
    if f.number.is_some() {
        values.push(("number", f.number.clone(), number));
    }
    values
}

fn judged((field, truth, read): &Value) -> Tally {
    let right = match (truth, read) {
        (Some(truth), Some(read)) if *field == "text" => words_f1(truth, read) >= 0.9,
        (Some(truth), Some(read)) => plain(truth) == plain(read),
        _ => false,
    };
    match right {
        true => Tally { right: 1, ..Tally::default() },
        false => Tally { right: 0, wrong: read.is_some().into(), missed: truth.is_some().into() },
    }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// F1 over the words of two texts, each as often as it stands there.
fn words_f1(truth: &str, read: &str) -> f64 {
    let mut counts: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    for (side, text) in [truth, read].into_iter().enumerate() {
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            counts.entry(word.to_lowercase()).or_default()[side] += 1;
        }
    }
    let mut tally = Tally::default();
    for [truth, read] in counts.into_values() {
        let both = truth.min(read);
        tally.add(Tally { right: both, wrong: read - both, missed: truth - both });
    }
    tally.f1()
}
