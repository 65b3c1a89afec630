//! What comes in: sightings, places, ties and settings.

use spoor_vocab::Millis;

/// A place. Keys are for people and for equality: no rule reads anything out of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// Gazetteer key, e.g. `NL:Utrecht`.
    pub key: String,
    /// Latitude in degrees, WGS 84.
    pub lat: f64,
    /// Longitude in degrees, WGS 84.
    pub lon: f64,
}

/// One advert, as extraction and linkage left it. The lists hold numbers for values, in any order;
/// they are compared for equality only.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sighting {
    /// Row of the advert: its number in the corpus, which no other sighting has.
    pub row: u32,
    /// Number of the actor.
    pub actor: u32,
    /// When it was posted, milliseconds since 1970 (UTC). An exact midnight is read as a date.
    pub time: Option<Millis>,
    /// Index of the stated place.
    pub place: Option<u32>,
    /// Index of the place an area code points to: weak evidence, used only without `place`.
    pub area: Option<u32>,
    /// Names advertised.
    pub names: Vec<u32>,
    /// Handles.
    pub handles: Vec<u32>,
    /// Telephone numbers.
    pub phones: Vec<u32>,
    /// Photos.
    pub images: Vec<u32>,
    /// A recruitment advert: it belongs to the actor, but nobody stays where it offers a job.
    pub is_job: bool,
}

/// What two actors share that was too weak to make one actor of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TieKind {
    /// A selector shown by many, damped by linkage.
    Selector,
    /// Texts of one template.
    Template,
    /// The same photo.
    Photo,
    /// The same card or account paid.
    Payment,
}

impl TieKind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        ["selector", "template", "photo", "payment"][self as usize]
    }
}

/// A weak tie between two actors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// One actor.
    pub a: u32,
    /// Another.
    pub b: u32,
    /// What is shared.
    pub kind: TieKind,
    /// The caller's number for the shared value; handed back with the evidence.
    pub value: u32,
    /// Match weight in bits; only what is positive counts.
    pub bits: f32,
}

/// Limits of the method. The defaults are what the figures were measured with.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Two arrivals are together within so many days.
    pub window_days: f64,
    /// Speed that no person keeps up from door to door, kilometres an hour.
    pub kmh_max: f64,
    /// Moves shorter than this are never implausible: towns of one conurbation, kilometres.
    pub km_min: f64,
    /// A line with at least this share of implausible moves is spam-like, and so is an actor.
    pub spam_share: f64,
    /// A move counts if the line was last seen at most so many days before: later is too vague.
    pub gap_days: f64,
    /// Moves a line needs to be compared, and meetings a pair needs.
    pub moves_min: usize,
    /// False discovery rate.
    pub q: f64,
    /// Busiest bucket (arrivals at one place within the window) from which pairs are proposed.
    /// More are all compared where another, quieter place proposes them.
    pub bucket_max: usize,
    /// Resolution of the communities (constant Potts model): least mean weight inside a ring.
    pub resolution: f64,
    /// Bits of ties that make a ring of two actors that move together.
    pub tie_bits: f64,
    /// Seed of the order in which communities are visited.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            window_days: 3.0,
            kmh_max: 250.0,
            km_min: 60.0,
            spam_share: 0.2,
            gap_days: 60.0,
            moves_min: 3,
            q: 0.05,
            bucket_max: 400,
            resolution: 0.15,
            tie_bits: 4.0,
            seed: 1,
        }
    }
}

pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;
pub(crate) const WEEK: i64 = 7 * DAY;

/// Great-circle distance in kilometres (haversine formula, mean Earth radius 6,371.0 km).
pub(crate) fn distance_km(a: &Place, b: &Place) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let (dlat, dlon) = (lat_b - lat_a, (b.lon - a.lon).to_radians());
    let h = (dlat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}
