//! What an hour costs, as rows of table `prices`.

use super::corpus::{Corpus, Posted};
use crate::stages::columns::{counts, reals, strings};
use anyhow::Result;
use chrono::{DateTime, Datelike};
use spoor_leads::AdvertFacts;
use spoor_tables::PartWriter;
use spoor_tables::arrow::array::RecordBatch;
use spoor_trends::{CellFigures, PriceRow, PriceSettings, Prices};
use spoor_vocab::{Millis, tables};
use std::collections::BTreeMap;

/// Minutes that a price may stand for and still be brought to an hour.
const MINUTES: std::ops::RangeInclusive<u32> = 30..=240;
/// Actors that a service needs in a place and month to have a row of its own.
const SERVICE_ACTORS_MIN: u32 = 5;
/// Rows written at a time.
const CHUNK: usize = 65_536;

/// Numbers for words, in order of first sight.
#[derive(Default)]
struct Numbers {
    of: BTreeMap<String, u32>,
    words: Vec<String>,
}

impl Numbers {
    fn get(&mut self, word: &str) -> u32 {
        if let Some(number) = self.of.get(word) {
            return *number;
        }
        let number = self.words.len() as u32;
        self.of.insert(word.to_owned(), number);
        self.words.push(word.to_owned());
        number
    }
}

/// What the numbers of price rows stand for.
#[derive(Default)]
pub struct Names {
    places: Numbers,
    currencies: Numbers,
    services: Numbers,
}

impl Names {
    /// Key of a place.
    pub fn place(&self, number: u32) -> &str {
        &self.places.words[number as usize]
    }

    /// Code of a currency.
    pub fn currency(&self, number: u16) -> &str {
        &self.currencies.words[usize::from(number)]
    }

    /// Name of a service.
    pub fn service(&self, number: u32) -> &str {
        &self.services.words[number as usize]
    }

    /// A price of an advert once for each of its services.
    pub fn of_services(&mut self, p: &Posted<'_>, row: PriceRow) -> Vec<PriceRow> {
        let services = p.advert.services.iter().map(|s| self.services.get(s));
        services.map(|s| PriceRow { service: Some(s), ..row }).collect()
    }

    /// The prices of an advert, one in each currency; none where it states no place.
    pub fn rows(&mut self, p: &Posted<'_>) -> Vec<PriceRow> {
        let Some(place) = &p.advert.place else { return Vec::new() };
        let place = self.places.get(&place.key);
        let row = |(currency, hourly): (&str, f64)| PriceRow {
            place,
            service: None,
            period: month(p.at),
            currency: u16::try_from(self.currencies.get(currency)).unwrap_or(u16::MAX),
            hourly: Some(hourly),
            actor: p.actor,
            row: p.row,
        };
        per_hour(p.advert).into_iter().map(row).collect()
    }
}

/// Months since the year 0.
fn month(at: Millis) -> i32 {
    DateTime::from_timestamp_millis(at).map_or(0, |t| t.year() * 12 + t.month0() as i32)
}

/// The price of an hour in each currency: the one stated, else the nearest to it, brought to one.
fn per_hour(advert: &AdvertFacts) -> BTreeMap<&str, f64> {
    let mut best: BTreeMap<&str, (u32, f64)> = BTreeMap::new();
    for price in &advert.prices {
        let Some(minutes) = price.minutes.filter(|m| MINUTES.contains(m)) else { continue };
        let hourly = price.amount * 60.0 / f64::from(minutes);
        if price.currency.is_empty() || !(hourly.is_finite() && hourly > 0.0) {
            continue;
        }
        let off = minutes.abs_diff(60);
        let known = best.entry(&price.currency).or_insert((off, hourly));
        if off < known.0 {
            *known = (off, hourly);
        }
    }
    best.into_iter().map(|(currency, (_, hourly))| (currency, hourly)).collect()
}

/// Writes table `prices`.
pub fn write(corpus: &Corpus<'_>, writer: &mut PartWriter) -> Result<()> {
    let mut names = Names::default();
    let (mut all, mut by_service) = (Vec::new(), Vec::new());
    for p in corpus.posted() {
        for row in names.rows(&p) {
            all.push(row);
            by_service.extend(names.of_services(&p, row));
        }
    }
    // An advert with three services is one price of its place, and one of each service: two counts.
    let mut cells: Vec<CellFigures> = figures(&all, false);
    cells.extend(figures(&by_service, true));
    let word = |f: &CellFigures| {
        let service = f.cell.service.map_or("", |s| &names.services.words[s as usize]);
        (names.place(f.cell.place.unwrap_or(0)), service, f.cell.period, f.cell.currency)
    };
    cells.sort_by(|a, b| {
        let by = |f| {
            let (place, service, period, currency) = word(f);
            (place, names.currency(currency), service, period)
        };
        by(a).cmp(&by(b))
    });
    for rows in cells.chunks(CHUNK) {
        let quantile = |n: usize| move |f: &CellFigures| f.quantiles[n];
        let columns = vec![
            strings(rows, |f| word(f).0.to_owned()),
            strings(rows, |f| word(f).1.to_owned()),
            strings(rows, |f| shown(f.cell.period.unwrap_or(0))),
            strings(rows, |f| names.currency(f.cell.currency).to_owned()),
            counts(rows, |f| f.adverts as usize),
            counts(rows, |f| f.actors as usize),
            reals(rows, quantile(0)),
            reals(rows, quantile(1)),
            reals(rows, quantile(2)),
            reals(rows, quantile(3)),
            reals(rows, quantile(4)),
            reals(rows, |f| f.low[2]),
            reals(rows, |f| f.high[2]),
            reals(rows, |f| f.own_weight),
        ];
        writer.write(&RecordBatch::try_new(tables::prices(), columns)?)?;
    }
    Ok(())
}

/// Cells of a place and month, or of a service there and then, with a price.
fn figures(rows: &[PriceRow], services: bool) -> Vec<CellFigures> {
    // Prices that are not over 0 were left out before: there are no defects.
    let (prices, _) = Prices::build(rows, &PriceSettings::default());
    let narrow = prices.cells().iter().filter(|c| match services {
        true => c.service.is_some(),
        false => c.period.is_some() && c.service.is_none(),
    });
    let figures = narrow.filter_map(|c| prices.figures(*c));
    figures.filter(|f| !services || f.actors >= SERVICE_ACTORS_MIN).collect()
}

/// `2026-05`.
fn shown(month: i32) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}
