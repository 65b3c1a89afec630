//! Prices, terms and trends against oracles, planted truth and laws.

mod chance;
mod oracles;
mod phrases;
mod prices;
mod shifts;
mod terms;
mod trends;
