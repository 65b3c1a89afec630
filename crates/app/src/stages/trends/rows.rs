//! What adverts show beside their words: sites, services, routes, price bands.

use super::corpus::{Corpus, Posted, week};
use super::hourly;
use anyhow::Result;
use rustc_hash::FxHashMap;
use spoor_tables::arrow::array::{Array, BooleanArray};
use spoor_tables::columns::{instants, texts};
use spoor_tables::{Snapshot, scan::scan};
use spoor_trends::{Cell, Kind, PriceRow, PriceSettings, Prices, Row};
use std::collections::BTreeMap;

/// Rows to count, whose keys are numbers of words.
#[derive(Default)]
pub struct Keyed {
    numbers: FxHashMap<(Kind, String), u32>,
    words: BTreeMap<Kind, Vec<String>>,
    groups: FxHashMap<String, u32>,
    rows: Vec<Row>,
}

impl Keyed {
    /// Rows whose keys are numbered already.
    pub fn add_all(&mut self, kind: Kind, words: Vec<String>, rows: Vec<Row>) {
        self.words.insert(kind, words);
        self.rows.extend(rows);
    }

    /// One row. Keys of one `group` are each other's yardstick.
    fn add(&mut self, kind: Kind, group: &str, key: String, of: (u32, u32, i32)) {
        let groups = self.groups.len() as u32;
        let group = *self.groups.entry(group.to_owned()).or_insert(groups);
        let words = self.words.entry(kind).or_default();
        let key = *self.numbers.entry((kind, key)).or_insert_with_key(|(_, key)| {
            words.push(key.clone());
            words.len() as u32 - 1
        });
        let (row, actor, bucket) = of;
        self.rows.push(Row { kind, group, key, bucket, actor, row });
    }

    /// The words of each kind, and the rows.
    pub fn finish(self) -> (BTreeMap<Kind, Vec<String>>, Vec<Row>) {
        (self.words, self.rows)
    }
}

/// Sites and services of every advert.
pub fn sites_and_services(corpus: &Corpus<'_>, rows: &mut Keyed) {
    for p in corpus.counted() {
        let of = (p.row, p.actor, p.week);
        if !p.advert.site.is_empty() {
            rows.add(Kind::Site, "", p.advert.site.clone(), of);
        }
        // A service may be named after a people; nothing is counted by one.
        for service in p.advert.services.iter().filter(|s| spoor_extract::never(s).is_none()) {
            rows.add(Kind::Service, "", service.clone(), of);
        }
    }
}

/// Routes: moves that a person can make, and that more than an area code says.
pub fn routes(snapshot: &Snapshot, corpus: &Corpus<'_>, rows: &mut Keyed) -> Result<()> {
    let by_id: FxHashMap<&str, Posted<'_>> =
        corpus.counted().map(|p| (p.advert.advert_id.as_str(), p)).collect();
    let wanted = ["from", "to", "arrived", "advert_id", "plausible", "weak"];
    for batch in scan(snapshot.parts("moves")?, &wanted) {
        let batch = batch?;
        let (from, to) = (texts(&batch, "from")?, texts(&batch, "to")?);
        let (arrived, advert) = (instants(&batch, "arrived")?, texts(&batch, "advert_id")?);
        let flag = |name: &str, i: usize| {
            let column = batch.column_by_name(name).and_then(|c| c.as_any().downcast_ref());
            column.is_some_and(|c: &BooleanArray| c.value(i))
        };
        for i in 0..batch.num_rows() {
            let Some(p) = by_id.get(advert.value(i)) else { continue };
            if flag("plausible", i) && !flag("weak", i) {
                let key = format!("{} to {}", from.value(i), to.value(i));
                rows.add(Kind::Route, "", key, (p.row, p.actor, week(arrived.value(i))));
            }
        }
    }
    Ok(())
}

/// Price bands: below, in and above the middle half of what was asked in the place in the first half
/// of the weeks; where nothing was, of what was asked in the currency.
pub fn price_bands(corpus: &Corpus<'_>, rows: &mut Keyed) {
    let Some(span) = corpus.span else { return };
    let middle = i32::midpoint(span.first, span.last);
    let mut names = hourly::Names::default();
    let asked: Vec<(Posted<'_>, PriceRow)> =
        corpus.counted().flat_map(|p| names.rows(&p).into_iter().map(move |r| (p, r))).collect();
    let whole = |r: PriceRow| PriceRow { period: 0, ..r };
    let before: Vec<PriceRow> =
        asked.iter().filter(|(p, _)| p.week <= middle).map(|(_, r)| whole(*r)).collect();
    let (prices, _) = Prices::build(&before, &PriceSettings::default());
    for (p, row) in &asked {
        let Some(hourly) = row.hourly else { continue };
        let place =
            Cell { currency: row.currency, place: Some(row.place), period: None, service: None };
        let edge = |share: f64| {
            let wide = || prices.quantile(Cell::currency(row.currency), share);
            prices.quantile(place, share).or_else(wide).map(|q| q.0)
        };
        let (Some(low), Some(high)) = (edge(0.25), edge(0.75)) else { continue };
        let at = format!("{} {}", names.place(row.place), names.currency(row.currency));
        let band = if hourly < low {
            format!("{at} under {low:.0} an hour")
        } else if hourly > high {
            format!("{at} over {high:.0} an hour")
        } else {
            format!("{at} {low:.0} to {high:.0} an hour")
        };
        rows.add(Kind::PriceBand, &at, band, (p.row, p.actor, p.week));
    }
}
