//! One actor as the rules see it: adverts in canonical order, every value a small number.
//!
//! Values are compared for equality and nothing else, so a name, a place or a service can say
//! nothing about the origin of a person: exchanging one string for another everywhere leaves
//! every strength as it was (a test swaps them).

use crate::baseline::{Baseline, per_hour};
use crate::facts::{ActorFacts, AdvertFacts, HandFact, RingFact};
use crate::pack::RulePack;
use rustc_hash::FxHashMap;
use spoor_vocab::Millis;

pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;
/// No city is known.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// One advert.
#[derive(Default)]
pub(crate) struct Item {
    pub(crate) time: Option<Millis>,
    /// The time is a date only, so it is uncertain by a day.
    pub(crate) date_only: bool,
    pub(crate) city: u32,
    pub(crate) template: Option<u32>,
    pub(crate) names: Vec<u32>,
    pub(crate) phones: Vec<u32>,
    /// Phones, handles, e-mails and accounts, in one numbering.
    pub(crate) contacts: Vec<u32>,
    pub(crate) images: Vec<u32>,
    pub(crate) cards: Vec<u32>,
    /// Lowest price of an hour over the median of its place.
    pub(crate) price_ratio: Option<f64>,
    /// The price list, where it has two prices and more.
    pub(crate) menu: Option<u32>,
    pub(crate) ages: Vec<(u8, u8)>,
    /// Rules of the pack whose indicator was read, with the highest confidence.
    pub(crate) words: Vec<(usize, f64)>,
    pub(crate) recruitment: bool,
    /// Lines the advert belongs to; see [`View::lines`].
    pub(crate) lines: Vec<u32>,
}

/// One place of the actor.
pub(crate) struct City {
    pub(crate) key: String,
    pub(crate) at: (f64, f64),
    /// Share of the corpus' adverts that stand there.
    pub(crate) share: f64,
}

/// One actor, interned.
pub(crate) struct View {
    pub(crate) items: Vec<Item>,
    /// `advert_id` of each item.
    pub(crate) ids: Vec<String>,
    pub(crate) cities: Vec<City>,
    pub(crate) names: Vec<String>,
    pub(crate) phones: Vec<String>,
    pub(crate) contacts: Vec<String>,
    pub(crate) images: usize,
    pub(crate) cards: usize,
    /// Lines: what stands for one advertised person. A line is a name; for adverts without a
    /// name, a phone. Each holds its items in order of time.
    pub(crate) lines: Vec<Vec<u32>>,
    /// The ring, where there is one.
    pub(crate) ring: Option<RingFact>,
    /// The way of writing, where it was compared.
    pub(crate) hand: Option<HandFact>,
}

/// Numbers for strings, in order of first sight.
#[derive(Default)]
struct Numbers {
    of: FxHashMap<String, u32>,
    list: Vec<String>,
}

impl Numbers {
    fn get(&mut self, value: &str) -> u32 {
        if let Some(&n) = self.of.get(value) {
            return n;
        }
        let n = self.list.len() as u32;
        self.of.insert(value.to_owned(), n);
        self.list.push(value.to_owned());
        n
    }

    fn all<'a>(&mut self, values: impl IntoIterator<Item = &'a String>) -> Vec<u32> {
        let mut out: Vec<u32> = values.into_iter().map(|v| self.get(v)).collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}

#[derive(Default)]
struct Builder {
    names: Numbers,
    phones: Numbers,
    contacts: Numbers,
    images: Numbers,
    cards: Numbers,
    templates: Numbers,
    menus: Numbers,
    places: Numbers,
    cities: Vec<City>,
}

impl View {
    /// Interns an actor. The order of its adverts does not matter.
    pub(crate) fn new(actor: &ActorFacts, base: &Baseline, pack: &RulePack) -> Self {
        let mut order: Vec<&AdvertFacts> = actor.adverts.iter().collect();
        order.sort_by(|a, b| (a.posted, &a.advert_id).cmp(&(b.posted, &b.advert_id)));
        let mut builder = Builder::default();
        let items: Vec<Item> =
            order.iter().map(|advert| builder.item(advert, base, pack)).collect();
        let mut view = Self {
            items,
            ids: order.iter().map(|a| a.advert_id.clone()).collect(),
            cities: builder.cities,
            names: builder.names.list,
            phones: builder.phones.list,
            contacts: builder.contacts.list,
            images: builder.images.list.len(),
            cards: builder.cards.list.len(),
            lines: Vec::new(),
            ring: actor.ring.clone(),
            hand: actor.hand.clone(),
        };
        view.draw_lines();
        view
    }

    /// Sorts items into lines. An advert without a name goes with the name its phone is seen
    /// with, if there is only one such name.
    fn draw_lines(&mut self) {
        let mut name_of_phone: Vec<Option<Option<u32>>> = vec![None; self.phones.len()];
        for item in self.items.iter().filter(|i| !i.recruitment) {
            for &phone in &item.phones {
                for &name in &item.names {
                    let seen = &mut name_of_phone[phone as usize];
                    *seen = match *seen {
                        None => Some(Some(name)),
                        Some(Some(other)) if other == name => Some(Some(name)),
                        _ => Some(None),
                    };
                }
            }
        }
        let named = self.names.len();
        let mut lines = vec![Vec::new(); named + self.phones.len()];
        for (i, item) in self.items.iter_mut().enumerate() {
            if item.recruitment {
                continue;
            }
            item.lines.clone_from(&item.names);
            if item.names.is_empty() {
                item.lines.extend(item.phones.iter().map(|&p| match name_of_phone[p as usize] {
                    Some(Some(name)) => name,
                    _ => named as u32 + p,
                }));
                item.lines.sort_unstable();
                item.lines.dedup();
            }
            for &line in &item.lines {
                lines[line as usize].push(i as u32);
            }
        }
        self.lines = lines;
    }
}

impl Builder {
    fn item(&mut self, advert: &AdvertFacts, base: &Baseline, pack: &RulePack) -> Item {
        let mut contacts: Vec<String> = Vec::new();
        contacts.extend(advert.phones.iter().map(|v| format!("phone {v}")));
        contacts.extend(advert.handles.iter().map(|v| format!("handle {v}")));
        contacts.extend(advert.emails.iter().map(|v| format!("email {v}")));
        contacts.extend(advert.account.iter().map(|v| format!("account {v} on {}", advert.site)));
        let mut words: Vec<(usize, f64)> = advert
            .indicators
            .iter()
            .filter_map(|i| Some((pack.index_of(&i.code)?, f64::from(i.confidence))))
            .map(|(rule, c)| (rule, if c.is_finite() { c.clamp(0.0, 1.0) } else { 0.0 }))
            .collect();
        // Highest confidence first within a rule, so that dedup keeps it.
        words.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        words.dedup_by_key(|w| w.0);
        Item {
            time: advert.posted,
            date_only: advert.posted.is_some_and(|t| t.rem_euclid(DAY) == 0),
            city: self.city(advert, base),
            template: (!advert.template_id.is_empty())
                .then(|| self.templates.get(&advert.template_id)),
            names: self.names.all(&advert.names),
            phones: self.phones.all(&advert.phones),
            contacts: self.contacts.all(&contacts),
            images: self.images.all(&advert.images),
            cards: self.cards.all(&advert.cards),
            price_ratio: price_ratio(advert, base),
            menu: self.menu(advert),
            ages: advert.ages.clone(),
            words,
            recruitment: advert.is_recruitment(),
            lines: Vec::new(),
        }
    }

    fn city(&mut self, advert: &AdvertFacts, base: &Baseline) -> u32 {
        let Some(place) = &advert.place else { return NOWHERE };
        let number = self.places.get(&place.key);
        if number as usize == self.cities.len() {
            self.cities.push(City {
                key: place.key.clone(),
                at: (place.lat, place.lon),
                share: base.place_share(&place.key),
            });
        }
        number
    }

    fn menu(&mut self, advert: &AdvertFacts) -> Option<u32> {
        let mut lines: Vec<String> = advert
            .prices
            .iter()
            .map(|p| format!("{:.2} {} {:?}", p.amount, p.currency, p.minutes))
            .collect();
        lines.sort();
        lines.dedup();
        (lines.len() >= 2).then(|| self.menus.get(&lines.join(";")))
    }
}

fn price_ratio(advert: &AdvertFacts, base: &Baseline) -> Option<f64> {
    let place = advert.place.as_ref()?;
    per_hour(advert)
        .filter_map(|(currency, hourly)| {
            Some(f64::from(hourly) / base.median_hourly(&place.key, currency)?)
        })
        .min_by(f64::total_cmp)
}
