//! Prices, terms and trends against oracles, planted truth and laws.

mod chance;
mod oracles;
mod prices;
mod terms;
mod trends;
