//! A map of stays and moves.

mod arc;
mod atlas;
mod check;
mod draw;
mod land;
mod view;

use crate::sheet::{Drawing, Sheet};

/// How well a place is known. What is not known to the place is never drawn as a point.
#[derive(Clone, Debug, PartialEq)]
pub enum Precision {
    /// A town or village: a circle.
    Town,
    /// Somewhere within so many kilometres: a hatched disc.
    Within(f64),
    /// A country, by two letters of ISO 3166-1: the country is hatched. Latitude and longitude of
    /// the place are not used.
    Country(String),
}

/// A place of a [`MoveMap`].
#[derive(Clone, Debug, PartialEq)]
pub struct MapPlace {
    /// Names it among the places, e.g. `NL:Utrecht`.
    pub id: String,
    /// Its name to people.
    pub label: String,
    /// Latitude in degrees, WGS 84.
    pub lat: f64,
    /// Longitude in degrees, WGS 84.
    pub lon: f64,
    /// How well it is known.
    pub precision: Precision,
    /// Stays there: the area of the circle.
    pub stays: u64,
    /// Where a click leads.
    pub href: Option<String>,
}

/// Moves from one place to another.
#[derive(Clone, Debug, PartialEq)]
pub struct MapMove {
    /// Id of the place left.
    pub from: String,
    /// Id of the place reached.
    pub to: String,
    /// How often.
    pub count: u64,
    /// What there is to say of them, e.g. `3 Mar – 9 Apr 2026`.
    pub note: String,
    /// Where a click leads.
    pub href: Option<String>,
}

/// Places and the moves between them, in any order; which time they are of is the caller's choice.
#[derive(Clone, Debug, PartialEq)]
pub struct MoveMap {
    /// Title of the drawing.
    pub title: String,
    /// Places; of two with one id the first in order of their content counts.
    pub places: Vec<MapPlace>,
    /// Moves; those of the same two places in the same direction are added up.
    pub moves: Vec<MapMove>,
}

impl MoveMap {
    /// The drawing. The table has the places, most stays first, and then the moves.
    pub fn draw(&self, sheet: &Sheet) -> Drawing {
        draw::draw(self, sheet)
    }
}
