//! Stays and moves of one line.

use crate::sighting::{DAY, HOUR, Place, Settings, Sighting, distance_km};
use spoor_vocab::Millis;

/// A line was at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Stay {
    /// Index of the line.
    pub line: u32,
    /// Its actor.
    pub actor: u32,
    /// Index of the place.
    pub place: u32,
    /// First seen there, milliseconds since 1970.
    pub from: Millis,
    /// Last seen there.
    pub to: Millis,
    /// Rows of the adverts that say so.
    pub rows: Vec<u32>,
    /// Only area codes say so.
    pub weak: bool,
}

/// A line went from one place to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// Index of the line.
    pub line: u32,
    /// Its actor.
    pub actor: u32,
    /// Index of the place left.
    pub from: u32,
    /// Index of the place reached.
    pub to: u32,
    /// Last seen at `from`, milliseconds since 1970.
    pub left: Millis,
    /// First seen at `to`.
    pub arrived: Millis,
    /// Row of the advert that first shows the line at `to`.
    pub row: u32,
    /// Great-circle distance, kilometres.
    pub km: f32,
    /// Least speed, kilometres an hour: an hour is granted to a time, a day to a date.
    pub kmh: f32,
    /// A person can do it.
    pub plausible: bool,
    /// An end of it rests on an area code only: not used for coordination.
    pub weak: bool,
}

/// A sighting with the place it states and the place of an area code, where these can be used.
pub(crate) type Seen<'a> = (&'a Sighting, Option<u32>, Option<u32>);

/// Stays of a line whose sightings come in order of time. Area codes make a stay only where two in
/// a row agree; else they lengthen the one they agree with, or say nothing.
pub(crate) fn stays(line: u32, own: &[Seen<'_>]) -> Vec<Stay> {
    let mut out: Vec<Stay> = Vec::new();
    let seen: Vec<(Millis, u32, bool, &Sighting)> = own
        .iter()
        .filter_map(|&(s, stated, area)| {
            let (place, weak) = stated.map(|p| (p, false)).or(area.map(|a| (a, true)))?;
            Some((s.time?, place, weak, s))
        })
        .collect();
    for (i, &(time, place, weak, s)) in seen.iter().enumerate() {
        match out.last_mut() {
            Some(last) if last.place == place => {
                last.to = time;
                last.rows.push(s.row);
                last.weak &= weak;
            }
            _ => {
                let confirmed = seen.get(i + 1).is_some_and(|n| n.1 == place);
                if !weak || confirmed {
                    let (rows, actor) = (vec![s.row], s.actor);
                    out.push(Stay { line, actor, place, from: time, to: time, rows, weak });
                }
            }
        }
    }
    out
}

/// Moves between the stays of one line.
pub(crate) fn moves(stays: &[Stay], places: &[Place], settings: &Settings) -> Vec<Move> {
    stays
        .windows(2)
        .filter(|w| w[0].place != w[1].place)
        .map(|w| {
            let (a, b) = (&w[0], &w[1]);
            let km = distance_km(&places[a.place as usize], &places[b.place as usize]);
            let date_only = a.to.rem_euclid(DAY) == 0 || b.from.rem_euclid(DAY) == 0;
            let hours = (b.from.saturating_sub(a.to) + if date_only { DAY } else { HOUR }) as f64
                / HOUR as f64;
            let kmh = km / hours.max(1e-9);
            Move {
                line: a.line,
                actor: a.actor,
                from: a.place,
                to: b.place,
                left: a.to,
                arrived: b.from,
                row: b.rows[0],
                km: km as f32,
                kmh: kmh as f32,
                plausible: km < settings.km_min || kmh <= settings.kmh_max,
                weak: a.weak || b.weak,
            }
        })
        .collect()
}

/// Most places a line is in within a day; three and more are many at once.
pub(crate) fn places_in_a_day(stays: &[Stay]) -> usize {
    let mut most = 0;
    for (i, stay) in stays.iter().enumerate() {
        let mut near: Vec<u32> = stays[i..]
            .iter()
            .take_while(|s| s.from.saturating_sub(stay.to) < DAY)
            .map(|s| s.place)
            .collect();
        near.sort_unstable();
        near.dedup();
        most = most.max(near.len());
    }
    most
}
