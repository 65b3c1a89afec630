//! Which pages are kept.

use spoor_crawl::{Keep, Profile};
use spoor_extract::{Hints, extract};
use spoor_seek::{Page, Told};
use spoor_vocab::Kind;
use std::collections::BTreeSet;

/// From this on a page is kept: one that may be an advert goes to who reads it, and a page that was not
/// kept is gone.
const SURE: f32 = 0.3;

/// What the profile wants kept.
pub struct Keeper {
    keep: Keep,
    /// Selectors in their normal form, and as they were given.
    targets: BTreeSet<String>,
    country: Option<String>,
}

impl Keeper {
    /// Of a profile.
    pub fn of(profile: &Profile) -> Self {
        let country = profile.source.country.clone();
        let mut targets = BTreeSet::new();
        for target in &profile.targets {
            targets.extend(selectors(target, country.as_deref()));
            targets.insert(target.trim().to_lowercase());
        }
        Self { keep: profile.keep, targets, country }
    }

    /// Whether a page is kept.
    pub fn keeps(&self, page: &Page, told: &Told) -> bool {
        if !self.targets.is_empty() {
            return self.mentions(page);
        }
        !told.twin && (self.keep == Keep::All || told.sure >= SURE)
    }

    /// Whether it mentions one of the targets, however disguised.
    fn mentions(&self, page: &Page) -> bool {
        let blocks = [page.title.as_str()].into_iter();
        let blocks = blocks.chain(page.own.iter().chain(&page.records).map(String::as_str));
        let text = blocks.collect::<Vec<_>>().join("\n");
        let lower = text.to_lowercase();
        self.targets.iter().any(|target| lower.contains(target.as_str()))
            || selectors(&text, self.country.as_deref()).iter().any(|s| self.targets.contains(s))
    }
}

/// Normal forms of the selectors of a text.
fn selectors(text: &str, country: Option<&str>) -> BTreeSet<String> {
    let mut found = Vec::new();
    extract(text, &Hints { country, posted: None }, &mut found);
    let is_selector = |kind: Kind| {
        matches!(kind, Kind::Phone | Kind::Email | Kind::Handle | Kind::Url | Kind::Wallet)
    };
    found.into_iter().filter(|m| is_selector(m.kind)).map(|m| m.value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_that_mention_a_target_are_kept_however_it_is_written() {
        let keeper = Keeper {
            keep: Keep::Adverts,
            targets: selectors("06 55 55 01 23", Some("NL")),
            country: Some("NL".into()),
        };
        let page = |text: &str| Page { own: vec![text.to_owned()], ..Page::default() };
        let told = Told { sure: 1.0, ..Told::default() };
        assert!(keeper.keeps(&page("Bel nul zes 55 55 01 23 voor een afspraak"), &told));
        assert!(!keeper.keeps(&page("Bel 06 55 55 01 24 voor een afspraak"), &told));
    }
}
