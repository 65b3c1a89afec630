//! Prices against city, service and month; what rises faster than its own noise.
//!
//! What comes in: for prices, one [`PriceRow`] for each advert (place, service, period, currency,
//! hourly amount or none, actor); for trends, one [`Row`] for each thing an advert shows (a term,
//! site, route, service, price band: numbers for values) with its bucket of time and its actor;
//! for terms, texts with the spans to mask and the words never to be read. What goes out:
//! [`Prices`], which gives quantiles of each cell of city, service and period, shrunk to its
//! neighbours, with an interval, and where one price stands among them; [`PriceShift`]s, places whose
//! price level moved for good, with the week, the ratio and who shows it; [`Trend`]s with the share
//! before and after, p- and q-value, the posterior probability of a rise and of when it began,
//! which charts fired, the actors and up to twenty adverts behind; [`Phrase`]s, in which terms that
//! rise in the same adverts are one; and defects of the input.
//!
//! How news is told from noise, in one paragraph. An actor counts for a key when it first shows
//! it, and again only after a long rest: who reposts is no trend, and neither is one spammer. The
//! yardstick is all such first showings of the same group in the same bucket, so that growth of
//! the whole is no news. Given how often a key was taken up in all, the part that falls into the
//! last weeks has a binomial tail; it is widened by the key's own dispersion, paid for the windows
//! looked at, and held to a false discovery rate over all keys of its kind. When it began, and how
//! steep it is, says the exact posterior of one change of rate; the Bayesian online change point
//! says beside it whether the rate changed of late.
//!
//! Whether a place's prices moved is asked of differences within actors first: against what they
//! asked there before, and against what they ask elsewhere. Only then is it asked of newcomers,
//! whose being dearer is a change of who comes. Each is a scan over weeks by ranks, with a p-value
//! by randomisation; all together are held to one false discovery rate.
//!
//! What never happens here: no clock, no input or output, no chance but a seeded generator; the
//! same rows give the same bytes in any order, on any number of cores. Prices of different
//! currencies are never mixed. Keys are compared for equality only; a word of the caller's list of
//! words never to be read (nationality, ethnicity, colour, religion) is in no term. A trend says
//! that many took something up, not that anybody did wrong: it is a question for a person.

mod cell;
mod chance;
mod change;
mod count;
mod ears;
mod group;
mod multiple;
mod newcomers;
mod online;
mod paths;
mod phrase;
mod popular;
mod position;
mod price;
mod quantile;
mod scan;
mod shift;
mod shrink;
mod special;
mod stayers;
mod term;
mod trend;
mod words;

pub use cell::{Cell, CellFigures};
pub use change::{Change, change};
pub use count::{Counts, Kind, Row, Span};
pub use ears::{Chart, EarsSettings, ears};
pub use multiple::benjamini_hochberg;
pub use online::{changed_within, run_lengths};
pub use phrase::Phrase;
pub use popular::Popular;
pub use position::{Own, Position};
pub use price::{PriceRow, PriceSettings, Prices};
pub use quantile::{order_interval, quantile};
pub use scan::rise_tail;
pub use shift::{Basis, PriceShift, ShiftSettings, Side, price_shifts};
pub use term::{TermSettings, Terms, Text};
pub use trend::{Fired, Settings, Trend};
pub use words::words;

/// Changes whenever the same rows could give other results: tables of another version are made
/// anew.
pub fn version() -> &'static str {
    "trends 2"
}
