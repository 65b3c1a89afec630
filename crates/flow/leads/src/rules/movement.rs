//! Moves between places: rings, circuits, and lines of one actor that move together.

use crate::chance::{binomial_tail, distance_km, ramp};
use crate::pack::Rule;
use crate::scene::Scene;
use crate::structural::Structural;
use crate::view::{DAY, HOUR, NOWHERE};
use rustc_hash::FxHashMap;

/// One change of place of one line, at a speed and after a stay that a person can manage.
struct Move {
    line: u32,
    from: u32,
    to: u32,
    /// Position of the first advert in the new place.
    item: u32,
    arrived: i64,
    stayed_days: f64,
}

pub(super) fn observe(scene: &mut Scene) {
    ring(scene);
    circuit(scene);
    in_step(scene);
    many_places(scene);
}

/// Moves of several lines that meet more often than their habits and the country's routes
/// explain: what the network step found, over all actors.
fn ring(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::Ring) else { return };
    let view = scene.view;
    let Some(ring) = &view.ring else { return };
    // A rate of 0 is one too small to be written.
    let rate = ring.q_value.max(1e-300);
    let strength = ramp(-rate.log10(), -rule.set("q_low").log10(), -rule.set("q_full").log10());
    scene.note(Structural::Ring, strength, || {
        let number = |id: &String| view.ids.iter().position(|known| known == id);
        let shown = ring.adverts.iter().filter_map(number).map(|i| i as u32).take(20).collect();
        // Rounded up: "at most 0.1 %" stays true of less.
        let percent = (1000.0 * ring.q_value).ceil().max(1.0) / 10.0;
        let figures = vec![
            ("moves", ring.coordinated_moves.to_string()),
            ("lines", ring.lines.to_string()),
            ("hands", ring.hands.to_string()),
            ("places", ring.places.to_string()),
            ("expected", format!("{:.1}", ring.expected)),
            ("percent", format!("{percent:.1}")),
        ];
        (figures, shown)
    });
}

/// Distinct places with a real presence (two adverts and more, or all that there are).
fn many_places(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::ManyCities) else { return };
    let mut count: FxHashMap<u32, u32> = FxHashMap::default();
    let mut shown = Vec::new();
    for (i, item, _) in scene.sales().filter(|(_, item, _)| item.city != NOWHERE) {
        let n = count.entry(item.city).or_default();
        if *n == 0 && shown.len() < 20 {
            shown.push(i);
        }
        *n += 1;
    }
    let places: f64 = count.values().map(|n| if *n > 1 { 1.0 } else { 0.5 }).sum();
    let items: Vec<u32> = scene.sales().map(|(i, ..)| i).collect();
    // Places of one touring person are her own affair: reach needs several people as well.
    let names = scene.names_in(&items);
    let strength = if names >= 2 { ramp(places, rule.set("low"), rule.set("full")) } else { 0.0 };
    scene.note(Structural::ManyCities, strength, || {
        (vec![("places", count.len().to_string()), ("names", names.to_string())], shown)
    });
}

/// Moves of every line that keep to the rule's speed and length of stay.
fn moves(scene: &Scene, rule: &Rule) -> Vec<Move> {
    let (kmh, least, most) = (rule.set("kmh_max"), rule.set("days_min"), rule.set("days_max"));
    let view = scene.view;
    let mut out = Vec::new();
    for (line, items) in view.lines.iter().enumerate() {
        // Last seen: place and time; and since when in that place.
        let mut last: Option<(u32, i64, i64)> = None;
        for &i in items.iter().filter(|i| scene.times[**i as usize] > 0) {
            let item = &view.items[i as usize];
            let (Some(time), true) = (item.time, item.city != NOWHERE) else { continue };
            let Some((city, seen, since)) = last else {
                last = Some((item.city, time, time));
                continue;
            };
            if city == item.city {
                last = Some((city, time, since));
                continue;
            }
            let (from, to) = (&view.cities[city as usize], &view.cities[item.city as usize]);
            let slack = if item.date_only { DAY } else { HOUR };
            let hours = (time - seen + slack) as f64 / HOUR as f64;
            let days = (time - since) as f64 / DAY as f64;
            let possible = distance_km(from.at, to.at) / hours <= kmh;
            if possible && days >= least && (time - seen) as f64 / DAY as f64 <= most {
                out.push(Move {
                    line: line as u32,
                    from: city,
                    to: item.city,
                    item: i,
                    arrived: time,
                    stayed_days: days,
                });
            }
            last = Some((item.city, time, time));
        }
    }
    out
}

/// Rotation: repeated moves of lines, each after days to weeks in a place.
fn circuit(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::Circuit) else { return };
    let moves = moves(scene, rule);
    let strength = ramp(moves.len() as f64, rule.set("low"), rule.set("full"));
    if strength == 0.0 {
        return;
    }
    let mut places: Vec<u32> = moves.iter().map(|m| m.to).collect();
    places.sort_unstable();
    places.dedup();
    // To and fro between two places is how people live who work away from home.
    if (places.len() as f64) < rule.set("places") {
        return;
    }
    let mut stays: Vec<f64> = moves.iter().map(|m| m.stayed_days).collect();
    stays.sort_by(f64::total_cmp);
    scene.note(Structural::Circuit, strength, || {
        let figures = vec![
            ("moves", moves.len().to_string()),
            ("places", places.len().to_string()),
            ("days", format!("{:.0}", stays[stays.len() / 2].max(1.0))),
        ];
        (figures, moves.iter().take(20).map(|m| m.item).collect())
    });
}

/// Two lines, one of which arrives where the other arrives or takes over the place it leaves,
/// within days, more often than if they knew nothing of each other.
///
/// A space–time interaction count in the manner of Knox (1964), for the most telling ordered pair
/// of lines. Under independence, the other line's m moves over a span of d days touch a place of
/// share s within ± w days of a given moment with probability 1 − exp(−2m · min(1, 2w / d) · s);
/// for s stands the larger of the place's share of the corpus and 1 / (places of the actor + 1),
/// since people of one region visit the same towns. The binomial tail over the first line's moves
/// is multiplied by the number of pairs looked at (Bonferroni), which holds however the pairs
/// hang together.
fn in_step(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::InStep) else { return };
    let days = rule.set("window_days");
    let moves = moves(scene, rule);
    let Some(best) = closest(scene, &moves, (days * DAY as f64) as i64) else { return };
    let strength = ramp(-best.p.log10(), -rule.set("p_low").log10(), -rule.set("p_full").log10());
    let name = |line: u32| {
        let (names, phones) = (&scene.view.names, &scene.view.phones);
        let line = line as usize;
        names.get(line).unwrap_or_else(|| &phones[line - names.len()]).clone()
    };
    let (one, other) = (name(best.one), name(best.other));
    scene.note(Structural::InStep, strength, || {
        let figures = vec![
            ("together", best.together.len().to_string()),
            ("moves", best.moves.to_string()),
            ("one", one),
            ("other", other),
            ("days", format!("{days:.0}")),
            ("expected", format!("{:.1}", best.expected)),
            ("p", if best.p < 1e-6 { "< 0.000001".into() } else { format!("= {:.6}", best.p) }),
        ];
        (figures, best.together.into_iter().take(20).collect())
    });
}

/// The most telling pair of lines.
struct Pair {
    one: u32,
    other: u32,
    /// Items of the moves that meet.
    together: Vec<u32>,
    moves: usize,
    expected: f64,
    p: f64,
}

/// Lines that are compared, those with most moves: a limit on the work for spammers.
const LINES_COMPARED: usize = 24;

fn closest(scene: &Scene, moves: &[Move], window: i64) -> Option<Pair> {
    let first = moves.iter().map(|m| m.arrived).min()?;
    let last = moves.iter().map(|m| m.arrived).max()?;
    let exposure = (2.0 * window as f64 / (last - first).max(DAY) as f64).min(1.0);
    let floor = 1.0 / (scene.view.cities.len() as f64 + 1.0);
    // Moves stand in order of line.
    let mut lines: Vec<&[Move]> =
        moves.chunk_by(|a, b| a.line == b.line).filter(|own| own.len() >= 2).collect();
    lines.sort_by_key(|own| (std::cmp::Reverse(own.len()), own[0].line));
    lines.truncate(LINES_COMPARED);
    let touched: Vec<Vec<(u32, i64, u32)>> = lines
        .iter()
        .map(|own| {
            let mut out: Vec<_> =
                own.iter().flat_map(|m| [m.to, m.from].map(|at| (at, m.arrived, m.item))).collect();
            out.sort_unstable();
            out
        })
        .collect();
    let pairs = lines.len() * lines.len().saturating_sub(1);
    let mut best: Option<Pair> = None;
    for (a, own) in lines.iter().enumerate() {
        for (b, theirs) in touched.iter().enumerate().filter(|(b, _)| *b != a) {
            let rate = 2.0 * lines[b].len() as f64 * exposure;
            let share = |m: &Move| scene.view.cities[m.to as usize].share.max(floor);
            let expected: f64 = own.iter().map(|m| 1.0 - (-rate * share(m)).exp()).sum();
            // An advert that names both is one observation, not two that agree.
            let meets = |m: &&Move| {
                let from = theirs.partition_point(|e| *e < (m.to, m.arrived - window, 0));
                theirs[from..]
                    .iter()
                    .take_while(|e| e.0 == m.to && e.1 <= m.arrived + window)
                    .any(|e| e.2 != m.item)
            };
            let together: Vec<u32> = own.iter().filter(meets).map(|m| m.item).collect();
            let (seen, trials) = (together.len() as u32, own.len() as u32);
            let tail = binomial_tail(seen, trials, expected / f64::from(trials));
            let p = (tail * pairs as f64).clamp(1e-30, 1.0);
            if best.as_ref().is_none_or(|best| p < best.p) {
                let (one, other) = (own[0].line, lines[b][0].line);
                best = Some(Pair { one, other, together, moves: own.len(), expected, p });
            }
        }
    }
    best
}
