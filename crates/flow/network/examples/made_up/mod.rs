//! A made-up country as the step sees it, straight from its truth.
//!
//! Actors are the true placers, so that what is measured is this step and not linkage.

use rustc_hash::FxHashMap;
use spoor_extract::gazetteer;
use spoor_network::{Place, Sighting};
use spoor_world::{Kind, Plan, truth};
use std::error::Error;

/// Numbers for values, in order of appearance.
#[derive(Default)]
struct Numbers(FxHashMap<String, u32>);

impl Numbers {
    fn of(&mut self, value: &str) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(value.to_owned()).or_insert(next)
    }
}

/// A country as the step sees it, and the truth beside it.
#[derive(Default)]
pub(crate) struct Country {
    pub(crate) sightings: Vec<Sighting>,
    pub(crate) places: Vec<Place>,
    /// Kind and ring of each actor.
    pub(crate) truth: Vec<(Option<Kind>, String)>,
}

impl Country {
    pub(crate) fn read(plan: Plan) -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let written = spoor_world::write(&plan, folder.path(), &mut |_| ())?;
        let mut country = Self::default();
        let (mut actors, mut persons, mut phones, mut towns) =
            (Numbers::default(), Numbers::default(), Numbers::default(), Numbers::default());
        truth::each(&written.truth, &mut |fact| {
            let actor = actors.of(&fact.placer);
            if actor as usize == country.truth.len() {
                country.truth.push((None, String::new()));
            }
            country.truth[actor as usize].0 = Some(fact.kind);
            if !fact.ring.is_empty() && fact.kind == Kind::Ring {
                country.truth[actor as usize].1.clone_from(&fact.ring);
            }
            let town = towns.of(&fact.place);
            if town as usize == country.places.len() {
                let (code, name) = fact.place.split_once(':').unwrap_or(("", &fact.place));
                let found = gazetteer::resolve(name, Some(code));
                country.places.push(Place {
                    key: fact.place.clone(),
                    lat: found.map_or(f64::NAN, |p| p.lat),
                    lon: found.map_or(f64::NAN, |p| p.lon),
                });
            }
            country.sightings.push(Sighting {
                row: country.sightings.len() as u32,
                actor,
                time: chrono::DateTime::parse_from_rfc3339(&fact.posted)
                    .ok()
                    .map(|t| t.timestamp_millis()),
                place: Some(town),
                names: vec![persons.of(&fact.person)],
                phones: fact.phones.iter().map(|p| phones.of(p)).collect(),
                is_job: fact.kind == Kind::Recruiter,
                ..Sighting::default()
            });
        })?;
        Ok(country)
    }
}
