//! Where rings, and actors in none, may go next: rows of `forecasts` and `forecast_weeks`.

use super::Input;
use super::tables_out::ring_id;
use crate::facts::Facts;
use crate::stages::columns::{counts, instants, instants_or_none, reals, strings, strings_or_none};
use anyhow::Result;
use rustc_hash::FxHashMap;
use spoor_network::{Bin, Forecast, Forecaster, Method, Network, Party, Settings};
use spoor_tables::PartWriter;
use spoor_tables::arrow::array::RecordBatch;
use spoor_vocab::{Millis, tables};

/// Moves that an actor needs to be forecast: of fewer there is no habit to speak of.
const MOVES_MIN: usize = 4;
/// Places told of each party, beside elsewhere.
const PLACES: usize = 5;
const WEEK: Millis = 7 * 86_400_000;
/// Rows written at a time.
const CHUNK: usize = 65_536;

/// Forecasts of one snapshot.
pub struct Forecasts {
    as_of: Millis,
    parties: Vec<Told>,
    /// How forecasts of actors, and of rings, did in the half year before.
    record: [Bin; 2],
}

/// One party's, with names.
struct Told {
    ring_id: Option<String>,
    actor_id: Option<String>,
    from: String,
    forecast: Forecast,
    /// The likeliest places, then elsewhere.
    to: Vec<(String, f64)>,
}

impl Forecasts {
    /// Forecasts as of the newest advert; none without a time.
    pub fn of(facts: &Facts, input: &Input<'_>, network: &Network) -> Self {
        let as_of = facts.newest().unwrap_or_default();
        let parties = Party::all(network);
        let (seen, places) = (&input.sightings, &input.places);
        let settings = Settings::default();
        let made = Forecaster::fit(network, &parties, seen, places, as_of, &settings);
        let mut moves: FxHashMap<u32, usize> = FxHashMap::default();
        for m in network.moves.iter().filter(|m| m.plausible && !m.weak && m.arrived <= as_of) {
            *moves.entry(m.actor).or_default() += 1;
        }
        let enough = |f: &Forecast| f.is_ring || moves.get(&f.party) >= Some(&MOVES_MIN);
        let parties = made
            .forecasts(Method::Routes)
            .into_iter()
            .filter(enough)
            .map(|f| Told::of(f, facts, input))
            .collect();
        Self { as_of, parties, record: [made.record(false), made.record(true)] }
    }

    /// Writes table `forecasts`.
    pub fn places(&self, writer: &mut PartWriter) -> Result<()> {
        let rows: Vec<(&Told, &(String, f64))> =
            self.parties.iter().flat_map(|t| t.to.iter().map(move |to| (t, to))).collect();
        let record = |t: &Told| self.record[usize::from(t.forecast.is_ring)];
        for rows in rows.chunks(CHUNK) {
            let columns = vec![
                strings_or_none(rows, |(t, _)| t.ring_id.clone()),
                strings_or_none(rows, |(t, _)| t.actor_id.clone()),
                instants(rows, |_| self.as_of),
                strings(rows, |(t, _)| t.from.clone()),
                reals(rows, |(t, _)| t.forecast.silent_days),
                strings(rows, |(_, to)| to.0.clone()),
                reals(rows, |(_, to)| to.1),
                reals(rows, |(t, _)| record(t).said),
                reals(rows, |(t, _)| record(t).came),
                counts(rows, |(t, _)| record(t).count as usize),
            ];
            writer.write(&RecordBatch::try_new(tables::forecasts(), columns)?)?;
        }
        Ok(())
    }

    /// Writes table `forecast_weeks`.
    pub fn weeks(&self, writer: &mut PartWriter) -> Result<()> {
        let of = |t| (0..).zip(Told::weeks(t)).map(move |(n, p)| (t, n, *p));
        let rows: Vec<(&Told, usize, f64)> = self.parties.iter().flat_map(of).collect();
        let last = spoor_network::WEEKS - 1;
        let starts = |n: usize| (n < last).then(|| self.as_of + n as Millis * WEEK);
        for rows in rows.chunks(CHUNK) {
            let columns = vec![
                strings_or_none(rows, |(t, ..)| t.ring_id.clone()),
                strings_or_none(rows, |(t, ..)| t.actor_id.clone()),
                instants(rows, |_| self.as_of),
                counts(rows, |(_, n, _)| *n),
                instants_or_none(rows, |(_, n, _)| starts(*n)),
                reals(rows, |(_, _, p)| *p),
            ];
            writer.write(&RecordBatch::try_new(tables::forecast_weeks(), columns)?)?;
        }
        Ok(())
    }
}

impl Told {
    fn of(forecast: Forecast, facts: &Facts, input: &Input<'_>) -> Self {
        let actor = facts.actors()[forecast.party as usize].0.clone();
        let key = |place: u32| input.places[place as usize].key.clone();
        let mut to: Vec<(String, f64)> =
            forecast.cities.iter().take(PLACES).map(|(place, p)| (key(*place), *p)).collect();
        // All that is not named, heard of before or not.
        let named: f64 = to.iter().map(|t| t.1).sum();
        to.push(("elsewhere".to_owned(), (1.0 - named).max(0.0)));
        let (ring_id, actor_id) = match forecast.is_ring {
            true => (Some(ring_id(&actor)), None),
            false => (None, Some(actor)),
        };
        Self { ring_id, actor_id, from: key(forecast.from), to, forecast }
    }

    fn weeks(&self) -> &[f64] {
        &self.forecast.weeks
    }
}
