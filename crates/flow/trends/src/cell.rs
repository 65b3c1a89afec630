//! Cells: what a price is compared with.

/// A cell of the price table, from wide to narrow: a currency; a place; a place in a period; a
/// service there and then. What is `None` is not told apart. Numbers are compared for equality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Index of the currency: cells of different currencies never touch.
    pub currency: u16,
    /// Index of the place.
    pub place: Option<u32>,
    /// Number of the period (month or quarter, as the caller counts).
    pub period: Option<i32>,
    /// Index of the service.
    pub service: Option<u32>,
}

impl Cell {
    /// All prices of a currency.
    pub fn currency(currency: u16) -> Self {
        Self { currency, place: None, period: None, service: None }
    }

    /// The next wider cell; `None` of a whole currency.
    pub fn parent(self) -> Option<Self> {
        if self.service.is_some() {
            Some(Self { service: None, ..self })
        } else if self.period.is_some() {
            Some(Self { period: None, ..self })
        } else if self.place.is_some() {
            Some(Self { place: None, ..self })
        } else {
            None
        }
    }

    /// 0 of a currency to 3 of a service in a place and period.
    pub(crate) fn level(self) -> usize {
        match self {
            Self { service: Some(_), .. } => 3,
            Self { period: Some(_), .. } => 2,
            Self { place: Some(_), .. } => 1,
            _ => 0,
        }
    }
}

/// What stands behind a cell and what is usual in it.
#[derive(Clone, Debug, PartialEq)]
pub struct CellFigures {
    /// The cell.
    pub cell: Cell,
    /// Adverts with a price.
    pub adverts: u32,
    /// Adverts, priced or not.
    pub all: u32,
    /// Actors with a price; each counts once, with the median of its prices in the cell.
    pub actors: u32,
    /// Mean of the actors' prices, as they stand, in the currency's unit.
    pub mean: f64,
    /// Standard deviation of the actors' prices (n - 1), 0 of a single one.
    pub deviation: f64,
    /// Quantiles 0.10, 0.25, 0.50, 0.75 and 0.90, shrunk to the wider cells.
    pub quantiles: [f64; 5],
    /// Lower ends of their intervals.
    pub low: [f64; 5],
    /// Upper ends of their intervals.
    pub high: [f64; 5],
    /// Weight of the cell's own prices in its median, 0 to 1; the rest is the wider cells'.
    pub own_weight: f64,
}

impl CellFigures {
    /// The probabilities of the quantiles.
    pub const AT: [f64; 5] = [0.10, 0.25, 0.50, 0.75, 0.90];
}
