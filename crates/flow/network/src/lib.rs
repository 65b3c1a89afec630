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
//! What never happens here: no clock, no input or output, no chance but a generator with a seed;
//! the same sightings give the same result in any order and on any number of threads. A ring is
//! never made of ties alone, nor of two who travel together and share nothing else. Places are
//! compared for equality and distance: no rule reads a country out of a key, and nationality is
//! no input. A ring is a question for a person, not a verdict.

mod chance;
mod group;
mod itinerary;
mod leiden;
mod line;
mod meet;
mod multiple;
mod network;
mod null;
mod pooled;
mod ring;
mod routes;
mod sighting;
mod stay;
mod step;
mod tail;

pub use leiden::leiden;
pub use line::Line;
pub use meet::Pair;
pub use multiple::{benjamini_hochberg, benjamini_yekutieli};
pub use network::{Figures, Network};
pub use ring::{Evidence, Meeting, Ring};
pub use routes::Routes;
pub use sighting::{Place, Settings, Sighting, Tie, TieKind};
pub use stay::{Move, Stay};
pub use tail::poisson_binomial_tail;

/// Changes whenever the same sightings could give other results: tables of another version are
/// made anew.
pub fn version() -> &'static str {
    "network 2"
}
