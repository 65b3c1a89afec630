//! Prices of a corpus, by cell.

use crate::cell::{Cell, CellFigures};
use crate::position::{Own, own};
use crate::shrink::{self, Node};
use crate::special::{normal_density, normal_quantile};
use spoor_vocab::Defect;
use std::collections::BTreeMap;

/// One advert.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceRow {
    /// Index of the place.
    pub place: u32,
    /// Index of the service, if one is told apart.
    pub service: Option<u32>,
    /// Number of the period: month or quarter, as the caller counts; the week for
    /// [`crate::price_shifts`].
    pub period: i32,
    /// Index of the currency.
    pub currency: u16,
    /// Price of an hour in the currency's unit, over 0; `None` where the advert states none.
    pub hourly: Option<f64>,
    /// Number of the actor.
    pub actor: u32,
    /// Row of the advert in the corpus.
    pub row: u32,
}

/// Limits of the method.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceSettings {
    /// Coverage of the intervals, 0 to 1.
    pub level: f64,
}

impl Default for PriceSettings {
    fn default() -> Self {
        Self { level: 0.9 }
    }
}

/// Prices by cell, shrunk from cell to place and period, to place, to currency.
#[derive(Clone, Debug)]
pub struct Prices {
    /// In order; wider cells first.
    pub(crate) cells: Vec<Cell>,
    pub(crate) nodes: Vec<Node>,
    owns: BTreeMap<(u32, u16), Own>,
    /// Normal quantile of the intervals.
    pub(crate) z: f64,
}

/// Prices in a cell, by actor.
#[derive(Default)]
struct Heap {
    prices: Vec<(u32, f64)>,
    all: u32,
}

impl Prices {
    /// Counts `rows`, in any order. A price that is not a number over 0 is a defect, and its
    /// advert counts as one without a price.
    pub fn build(rows: &[PriceRow], settings: &PriceSettings) -> (Self, Vec<Defect>) {
        let mut heaps: BTreeMap<Cell, Heap> = BTreeMap::new();
        let mut actors: BTreeMap<(u32, u16), Heap> = BTreeMap::new();
        let mut bad: Vec<u32> = Vec::new();
        for row in rows {
            let price = row.hourly.filter(|p| p.is_finite() && *p > 0.0);
            if row.hourly.is_some() && price.is_none() {
                bad.push(row.row);
            }
            let narrow = Cell {
                currency: row.currency,
                place: Some(row.place),
                period: Some(row.period),
                service: row.service,
            };
            let mut cell = Some(narrow);
            while let Some(c) = cell {
                heaps.entry(c).or_default().add(row.actor, price);
                cell = c.parent();
            }
            actors.entry((row.actor, row.currency)).or_default().add(row.actor, price);
        }
        bad.sort_unstable();
        let owns = actors.into_iter().map(|(k, h)| (k, own(h.prices, h.all))).collect();
        let z = normal_quantile(f64::midpoint(1.0, settings.level.clamp(0.0, 0.9999)));
        let mut prices = Self { cells: Vec::new(), nodes: Vec::new(), owns, z };
        prices.grow(heaps);
        (prices, bad.into_iter().map(not_positive).collect())
    }

    /// Nodes of cells with a price, then weights from wide to narrow.
    fn grow(&mut self, heaps: BTreeMap<Cell, Heap>) {
        let mut order: Vec<(Cell, Heap)> =
            heaps.into_iter().filter(|(_, h)| !h.prices.is_empty()).collect();
        order.sort_by_key(|(c, _)| (c.level(), *c));
        self.cells = order.iter().map(|(c, _)| *c).collect();
        for (cell, heap) in order {
            let parent = cell.parent().and_then(|p| self.index(p));
            let adverts = heap.prices.len() as u32;
            self.nodes.push(Node {
                sorted: one_of_each(heap.prices),
                adverts,
                all: heap.all,
                parent,
                place_weight: 1.0,
                shape_weight: 1.0,
                aim: 0.0,
                within: 0.0,
            });
        }
        let mut first = 0;
        while first < self.cells.len() {
            let key = (self.cells[first].level(), self.cells[first].currency);
            let many =
                self.cells[first..].iter().take_while(|c| (c.level(), c.currency) == key).count();
            shrink::weigh(&mut self.nodes, first..first + many);
            first += many;
        }
    }

    /// Index of exactly this cell.
    pub(crate) fn index(&self, cell: Cell) -> Option<usize> {
        self.cells.binary_search_by_key(&(cell.level(), cell), |c| (c.level(), *c)).ok()
    }

    /// The cells with a price: currencies first, then places, periods, services.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Quantile `p` (0 to 1) of a cell with its interval: (quantile, low, high), in the currency's
    /// unit. `None` if the cell has no price.
    pub fn quantile(&self, cell: Cell, p: f64) -> Option<(f64, f64, f64)> {
        let at = self.index(cell)?;
        if !(0.0..=1.0).contains(&p) {
            return None;
        }
        let (middle, error) = self.log_quantile(at, p);
        Some((middle.exp(), (middle - error).exp(), (middle + error).exp()))
    }

    /// Log of quantile `p`.
    pub(crate) fn log_middle(&self, at: usize, p: f64) -> f64 {
        shrink::location(&self.nodes, at) + shrink::shape(&self.nodes, at, p)
    }

    /// Log of quantile `p`, and half the length of its interval.
    pub(crate) fn log_quantile(&self, at: usize, p: f64) -> (f64, f64) {
        let middle = self.log_middle(at, p);
        let (place, shape) = shrink::variance(&self.nodes, at, cost(p));
        (middle, self.z * (place + shape).sqrt())
    }

    /// The figures of a cell; `None` if it has no price.
    pub fn figures(&self, cell: Cell) -> Option<CellFigures> {
        let at = self.index(cell)?;
        let node = &self.nodes[at];
        let raw: Vec<f64> = node.sorted.iter().map(|x| x.exp()).collect();
        let mean = raw.iter().sum::<f64>() / node.n();
        let squares: f64 = raw.iter().map(|x| (x - mean).powi(2)).sum();
        let mut figures = CellFigures {
            cell,
            adverts: node.adverts,
            all: node.all,
            actors: node.sorted.len() as u32,
            mean,
            deviation: (squares / (node.n() - 1.0).max(1.0)).sqrt(),
            quantiles: [0.0; 5],
            low: [0.0; 5],
            high: [0.0; 5],
            own_weight: node.place_weight,
        };
        for (i, p) in CellFigures::AT.into_iter().enumerate() {
            let (middle, error) = self.log_quantile(at, p);
            figures.quantiles[i] = middle.exp();
            figures.low[i] = (middle - error).exp();
            figures.high[i] = (middle + error).exp();
        }
        Some(figures)
    }

    /// What an actor asks, over all places and periods; `None` of an actor without adverts.
    pub fn own(&self, actor: u32, currency: u16) -> Option<&Own> {
        self.owns.get(&(actor, currency))
    }
}

impl Heap {
    fn add(&mut self, actor: u32, price: Option<f64>) {
        self.all += 1;
        if let Some(price) = price {
            self.prices.push((actor, price.ln()));
        }
    }
}

/// The median log price of each actor, in ascending order.
fn one_of_each(mut prices: Vec<(u32, f64)>) -> Vec<f64> {
    prices.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut medians: Vec<f64> = prices
        .chunk_by(|a, b| a.0 == b.0)
        .map(|its| {
            let middle = its.len() / 2;
            if its.len() % 2 == 1 {
                its[middle].1
            } else {
                f64::midpoint(its[middle - 1].1, its[middle].1)
            }
        })
        .collect();
    medians.sort_by(f64::total_cmp);
    medians
}

/// n times the variance of sample quantile `p` of normal values with variance 1: p (1 - p) over
/// the squared density there (David and Nagaraja 2003, section 10.2). Held to the quantiles 0.5 %
/// and 99.5 %, beyond which the formula has no meaning.
fn cost(p: f64) -> f64 {
    let p = p.clamp(0.005, 0.995);
    let density = normal_density(normal_quantile(p));
    p * (1.0 - p) / (density * density)
}

pub(crate) fn not_positive(row: u32) -> Defect {
    Defect::new(
        format!("row {row}"),
        "price.not-positive",
        "the price of an hour is not a number over 0",
        "give a positive number, or none",
    )
}
