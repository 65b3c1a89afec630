//! Places and moves in one order, checked.

use super::atlas::{ATLAS, Degrees, centre};
use super::{MapMove, MapPlace, MoveMap, Precision};
use crate::href::safe;
use spoor_vocab::Defect;
use std::collections::BTreeMap;

/// A move between numbered places.
pub(super) struct Way {
    pub from: usize,
    pub to: usize,
    pub of: MapMove,
}

/// What can be drawn: places by stays, ways by count, both most first.
#[derive(Default)]
pub(super) struct Checked {
    pub places: Vec<MapPlace>,
    pub ways: Vec<Way>,
    pub defects: Vec<Defect>,
}

pub(super) fn check(map: &MoveMap) -> Checked {
    let mut out = Checked::default();
    let mut sorted: Vec<&MapPlace> = map.places.iter().collect();
    sorted.sort_by(|a, b| {
        let key = |p: &MapPlace| (p.id.clone(), p.label.clone(), p.stays, p.href.clone());
        let at = a.lat.total_cmp(&b.lat).then(a.lon.total_cmp(&b.lon));
        (key(a).cmp(&key(b)))
            .then(at)
            .then_with(|| rank(&a.precision).total_cmp(&rank(&b.precision)))
    });
    let mut known: BTreeMap<&str, MapPlace> = BTreeMap::new();
    for place in sorted {
        let name = format!("place {}", place.id);
        if known.contains_key(place.id.as_str()) {
            let hint = "give each place an id of its own";
            out.defects.push(Defect::new(name, "map.twice", "the id is given twice", hint));
            continue;
        }
        match whole(place) {
            Ok(mut whole) => {
                whole.href = safe(&place.href, &name, &mut out.defects);
                known.insert(&place.id, whole);
            }
            Err((problem, hint)) => {
                out.defects.push(Defect::new(name, "map.bad-place", problem, hint));
            }
        }
    }
    out.places = known.into_values().collect();
    out.places.sort_by(|a, b| b.stays.cmp(&a.stays).then(a.id.cmp(&b.id)));
    ways(map, &mut out);
    out
}

/// Orders precisions of places that are the same otherwise.
fn rank(precision: &Precision) -> f64 {
    match precision {
        Precision::Town => -2.0,
        Precision::Country(_) => -1.0,
        Precision::Within(km) => *km,
    }
}

/// The place with the position at which it is drawn.
fn whole(place: &MapPlace) -> Result<MapPlace, (&'static str, &'static str)> {
    let mut place = place.clone();
    if let Precision::Country(code) = &place.precision {
        let country = ATLAS.find(code).ok_or((
            "no country on the map has this code",
            "give two letters of ISO 3166-1, or a radius",
        ))?;
        (place.lon, place.lat) = centre(&ATLAS.mainland(country)).0;
    }
    if let Precision::Within(km) = place.precision
        && !(km > 0.0 && km <= 5_000.0)
    {
        return Err(("the radius is not between 0 and 5,000 km", "give kilometres"));
    }
    let fine = place.lat.abs() <= 90.0 && place.lon.abs() <= 360.0;
    if fine { Ok(place) } else { Err(("latitude or longitude is out of range", "give degrees")) }
}

fn ways(map: &MoveMap, out: &mut Checked) {
    let index: BTreeMap<&str, usize> =
        out.places.iter().enumerate().map(|(i, p)| (p.id.as_str(), i)).collect();
    let mut moves: Vec<&MapMove> = map.moves.iter().collect();
    let key = |m: &MapMove| (m.from.clone(), m.to.clone(), m.note.clone(), m.href.clone(), m.count);
    moves.sort_by_cached_key(|m| key(m));
    let mut sums: BTreeMap<(usize, usize), MapMove> = BTreeMap::new();
    let mut defects = Vec::new();
    for one in moves {
        let name = format!("move {} → {}", one.from, one.to);
        let ends = index.get(one.from.as_str()).zip(index.get(one.to.as_str()));
        let problem = match ends {
            None => "an end is no place of the map",
            Some((a, b)) if a == b => "the move ends where it begins",
            Some(_) if one.count == 0 => "the move never happened: its count is 0",
            Some((&a, &b)) => {
                let href = safe(&one.href, &name, &mut defects);
                match sums.get_mut(&(a, b)) {
                    Some(sum) => sum.count = sum.count.saturating_add(one.count),
                    None => {
                        sums.insert((a, b), MapMove { href, ..one.clone() });
                    }
                }
                continue;
            }
        };
        let hint = "give two places of the map and a count of 1 or more";
        defects.push(Defect::new(name, "map.bad-move", problem, hint));
    }
    out.defects.append(&mut defects);
    out.ways = sums.into_iter().map(|((from, to), of)| Way { from, to, of }).collect();
    out.ways.sort_by(|a, b| {
        let ends = (&a.of.from, &a.of.to).cmp(&(&b.of.from, &b.of.to));
        b.of.count.cmp(&a.of.count).then(ends)
    });
}

/// Points that the view must show.
pub(super) fn outline(places: &[MapPlace]) -> Vec<Degrees> {
    let mut out = Vec::new();
    for place in places {
        match &place.precision {
            Precision::Town => out.push((place.lon, place.lat)),
            Precision::Within(km) => {
                let up = km / 111.2;
                let cos = libm::cos(place.lat.clamp(-80.0, 80.0).to_radians());
                let side = (up / cos).min(170.0);
                out.extend([
                    (place.lon - side, place.lat),
                    (place.lon + side, place.lat),
                    (place.lon, (place.lat - up).max(-80.0)),
                    (place.lon, (place.lat + up).min(80.0)),
                ]);
            }
            Precision::Country(code) => {
                let country = ATLAS.find(code);
                // A point in eight is enough to know how far it reaches.
                out.extend(country.iter().flat_map(|c| ATLAS.mainland(c)).step_by(8));
            }
        }
    }
    out
}
