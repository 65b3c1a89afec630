//! Actors to stays, moves, coordination and rings.
//!
//! What comes in: [`Sighting`]s, one for each advert of the corpus, with the actor that linkage
//! gave it; the [`Place`]s they name; weak [`Tie`]s between actors; [`Settings`]. What goes out,
//! from [`Network::build`]: the persons inside each actor ([`Line`]), where each was and when
//! ([`Stay`], [`Move`]), which pairs of lines of different actors move together more often than
//! their own habits and the country's routes explain ([`Pair`]), [`Ring`]s with p-value, q-value
//! and the evidence without which they end, and defects of the input.
//!
//! The null model, in one paragraph. A line keeps its own times of moving, its own order of new
//! and known places, and its own habits among known places; to a new place it goes as the country
//! goes: by the routes from where it stands, shrunk to distance and popularity, and raised in
//! weeks that draw many ([`Routes`]). So weekends, starts of months, events and popular circuits
//! are no evidence. Given another line's itinerary, each move has its own probability of meeting
//! it, and the number that meet has an exact Poisson-binomial tail ([`poisson_binomial_tail`]),
//! averaged over whole-week shifts of the line's calendar, weighed by how busy the country is.
//! Persons of one hand choose among the same places, so they are also tested by timing alone: had
//! each one's stays come in another order, would they still meet as often?
//!
//! From a network, [`Forecaster`] says where each [`Party`] (a ring, or an actor in none) goes next
//! and in which week, with probabilities over all places heard of, and a share for a place that was
//! not: Markov routes of the party shrunk to the country's, and a hazard by length of stay,
//! calibrated on what it would have said in the months before. [`Scores`] and [`reliability`] hold
//! it to what came true, beside two baselines ([`Method`]). The question is that of Keskin, Bott
//! and Freeman 2021 (Production and Operations Management), who compare three ways to predict paths.
//!
//! What never happens here: no clock, no input or output, no chance but a generator with a seed;
//! the same sightings give the same result in any order and on any number of threads. A ring is
//! never made of ties alone, nor of two who travel together and share nothing else. Places are
//! compared for equality and distance: no rule reads a country out of a key, and nationality is
//! no input. A forecast knows nothing of what lies after its time. A ring is a question for a
//! person, not a verdict, and so is where it may go.

mod backdrop;
mod baseline;
mod calibrate;
mod chance;
mod circuit;
mod ends;
mod forecast;
mod group;
mod itinerary;
mod leiden;
mod line;
mod meet;
mod multiple;
mod network;
mod null;
mod outcome;
mod party;
mod pooled;
mod ring;
mod rolling;
mod route_model;
mod routes;
mod score;
mod sighting;
mod stay;
mod stay_model;
mod step;
mod tail;

pub use calibrate::Temperature;
pub use circuit::{Circuit, Leg, circuits};
pub use forecast::{Forecast, Forecaster, Method};
pub use leiden::leiden;
pub use line::Line;
pub use meet::Pair;
pub use multiple::{benjamini_hochberg, benjamini_yekutieli};
pub use network::{Figures, Network};
pub use outcome::next_steps;
pub use party::Party;
pub use ring::{Evidence, Meeting, Ring};
pub use routes::Routes;
pub use score::{Bin, Scores, calibration_error, reliability};
pub use sighting::{Place, Settings, Sighting, Tie, TieKind};
pub use stay::{Move, Stay};
pub use stay_model::WEEKS;
pub use tail::poisson_binomial_tail;

/// Changes whenever the same sightings could give other results: tables of another version are
/// made anew.
pub fn version() -> &'static str {
    "network 3"
}
