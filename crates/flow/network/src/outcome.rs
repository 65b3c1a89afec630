//! What came true: what forecasts are scored against, and used for nothing else.

use crate::network::Network;
use crate::party::{Party, Path, moves_by_line};
use crate::sighting::Settings;
use rustc_hash::FxHashMap;
use spoor_vocab::Millis;

/// The first step of each party after `at`: index of the place, and when, milliseconds since 1970.
/// The parties are of the network as it was `then`, at `at`; their steps are read from one built
/// `later`, from more sightings, by the lines that hold the first advert of each of theirs.
pub fn next_steps(
    parties: &[Party],
    then: &Network,
    later: &Network,
    at: Millis,
    settings: &Settings,
) -> Vec<Option<(u32, Millis)>> {
    let by_line = moves_by_line(later, Millis::MAX);
    let mut holds: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for line in &later.lines {
        // An advert of two persons is in two lines.
        line.rows.iter().for_each(|row| holds.entry(*row).or_default().push(line.id));
    }
    let traced = |line: &u32| -> Option<u32> {
        let own = then.lines.get(*line as usize)?;
        let all = holds.get(own.rows.first()?)?;
        let same = |l: &&u32| later.lines[**l as usize].names.starts_with(&own.names);
        all.iter().find(same).or(all.first()).copied()
    };
    parties
        .iter()
        .map(|party| {
            let mut lines: Vec<u32> = party.lines.iter().filter_map(traced).collect();
            lines.sort_unstable();
            lines.dedup();
            let path = Path::of(&Party { lines, ..party.clone() }, &by_line, &[], settings);
            let n = path.steps_by(at);
            Some((*path.cities.get(n + 1)?, *path.times.get(n)?))
        })
        .collect()
}
