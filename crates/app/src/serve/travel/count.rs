//! Moves counted: the map of a range, bars of the whole time, circuits in sentences.

use super::{Ask, MoveView, OtherView, Trail, TravelView};
use crate::serve::ring::graph::days;
use crate::serve::ring::rows::{Row, list, number, real, text, time, town};
use crate::serve::when::{Range, Step};
use serde_json::Value;
use spoor_draw::{Bar, Bars, Drawing, MapMove, MapPlace, MoveMap, Precision, Sheet};
use spoor_extract::gazetteer;
use spoor_network::{Leg, circuits};
use spoor_vocab::Millis;
use std::collections::{BTreeMap, BTreeSet};

/// Rounds from which on a circuit is told.
const ROUNDS: u32 = 3;
/// Circuits that are told.
const TOLD: usize = 12;
/// A place that only an area code points to lies somewhere within so many kilometres.
const AREA_CODE: f64 = 30.0;

/// What is shown of lines that moved, or what of the address cannot be read.
pub fn view(trail: &Trail, about: String, back: String, ask: &Ask) -> Result<TravelView, String> {
    let times = trail.stays.iter().flat_map(|s| [time(s, "from"), time(s, "to")]).flatten();
    let all = Range::of(times.chain(trail.adverts.iter().filter_map(|a| time(a, "day"))));
    let range = Range::read(&ask.from, &ask.to, all)?;
    let second = Range::read(&ask.from2, &ask.to2, all)?;
    let here = format!("{back}/map");
    let names = names(&trail.lines);
    let shown: Vec<&Row> = trail.moves.iter().filter(|m| arrived_in(m, range)).collect();
    let other = second.map(|second| OtherView {
        from: second.from.to_string(),
        to: second.to.to_string(),
        map: map(trail, Some(second), "map2").into(),
        ways: compare(&trail.moves, range, second),
    });
    let arrivals = trail.moves.iter().filter_map(|m| Some((time(m, "arrived")?, 1)));
    let adverts =
        trail.adverts.iter().filter_map(|a| Some((time(a, "day")?, number(a, "adverts"))));
    let day = |range: Option<Range>, of: fn(Range) -> chrono::NaiveDate| {
        range.map(|r| of(r).to_string()).unwrap_or_default()
    };
    let mut moves: Vec<MoveView> = shown.iter().map(|m| one(m, &names)).collect();
    moves.sort_by(|a, b| (&a.arrived, &a.line_id).cmp(&(&b.arrived, &b.line_id)));
    Ok(TravelView {
        from: day(range, |r| r.from),
        to: day(range, |r| r.to),
        step: ask.step,
        steps: steps(range, all, ask.step, &here),
        map: map(trail, range, "map").into(),
        arrivals: bars("Arrivals over time", "arrival", arrivals, ask.step, &here).into(),
        adverts: bars("Adverts over time", "advert", adverts, ask.step, &here).into(),
        circuits: told(&trail.moves),
        moves,
        other,
        about,
        back,
        here,
    })
}

fn names(lines: &[Row]) -> BTreeMap<String, String> {
    let name = |row: &Row| {
        let names = list(row, "names");
        if names.is_empty() { text(row, "line_id") } else { names.join(", ") }
    };
    lines.iter().map(|row| (text(row, "line_id"), name(row))).collect()
}

fn arrived_in(row: &Row, range: Option<Range>) -> bool {
    time(row, "arrived").is_some_and(|at| range.is_none_or(|r| r.holds(at)))
}

fn flag(row: &Row, key: &str) -> bool {
    row.get(key).and_then(Value::as_bool).unwrap_or_default()
}

fn one(row: &Row, names: &BTreeMap<String, String>) -> MoveView {
    let day = |key: &str| days(time(row, key).map(|t| (t, t)));
    let line_id = text(row, "line_id");
    let doubts = [
        (flag(row, "weak"), "only an area code says so"),
        (row.contains_key("plausible") && !flag(row, "plausible"), "too fast for one person"),
    ];
    let doubts: Vec<&str> = doubts.iter().filter(|(is, _)| *is).map(|(_, said)| *said).collect();
    MoveView {
        line: names.get(&line_id).cloned().unwrap_or_else(|| line_id.clone()),
        line_id,
        from: text(row, "from"),
        to: text(row, "to"),
        left: day("left"),
        arrived: day("arrived"),
        km: real(row, "km").max(0.0) as u64,
        doubt: doubts.join("; "),
    }
}

/// Steps to go from a range, with their addresses.
fn steps(
    range: Option<Range>,
    all: Option<Range>,
    step: Step,
    here: &str,
) -> Vec<(String, String)> {
    let Some(all) = all else { return Vec::new() };
    let (first, last) = (step.around(all.from), step.around(all.to));
    let (before, after) = range.map_or((Some(last), Some(first)), |r| r.beside(step, all));
    let word = step.word();
    let to =
        |name: String, range: Range| (name, format!("{here}?{}&step={word}#h-map", range.query()));
    let mut out = vec![to(format!("First {word}"), first)];
    out.extend(before.map(|r| to(format!("Previous {word}"), r)));
    out.extend(after.map(|r| to(format!("Next {word}"), r)));
    out.push(to(format!("Last {word}"), last));
    out.push(("Whole time".to_owned(), format!("{here}?step={word}#h-map")));
    out
}

/// Moves of a range between places. All places of the whole time are on it, so that the map of another
/// range can be laid over it.
pub fn map(trail: &Trail, range: Option<Range>, id: &str) -> Drawing {
    let within = range.map(Range::millis);
    let mut count: BTreeMap<String, u64> = BTreeMap::new();
    let mut sure: BTreeSet<String> = BTreeSet::new();
    for stay in &trail.stays {
        let place = text(stay, "place");
        let span = time(stay, "from").zip(time(stay, "to"));
        let apart = span.zip(within).is_some_and(|((a, b), (from, to))| b < from || a > to);
        *count.entry(place.clone()).or_default() += u64::from(!apart);
        if !flag(stay, "weak") {
            sure.insert(place);
        }
    }
    let mut arcs: BTreeMap<(String, String), Vec<Millis>> = BTreeMap::new();
    for row in &trail.moves {
        let (from, to) = (text(row, "from"), text(row, "to"));
        for place in [&from, &to] {
            count.entry(place.clone()).or_default();
        }
        if let Some(at) = time(row, "arrived").filter(|_| arrived_in(row, range)) {
            arcs.entry((from, to)).or_default().push(at);
        }
    }
    let places = count.iter().filter_map(|(key, stays)| {
        let place = gazetteer::lookup(key)?;
        let roughly = !sure.contains(key);
        Some(MapPlace {
            id: key.clone(),
            label: town(place.key).to_owned(),
            lat: place.lat,
            lon: place.lon,
            precision: if roughly { Precision::Within(AREA_CODE) } else { Precision::Town },
            stays: *stays,
            href: None,
        })
    });
    let moves = arcs.iter().map(|((from, to), times)| MapMove {
        from: from.clone(),
        to: to.clone(),
        count: times.len() as u64,
        note: days(times.iter().min().copied().zip(times.iter().max().copied())),
        href: None,
    });
    let title = match range {
        Some(r) => format!("Moves that arrived {} to {}", r.from, r.to),
        None => "Moves between places".to_owned(),
    };
    let map = MoveMap { title, places: places.collect(), moves: moves.collect() };
    map.draw(&Sheet::page(id).or_say("no move is known"))
}

/// Moves of each way in one period and in another; what changed most first.
fn compare(moves: &[Row], first: Option<Range>, second: Range) -> Vec<(String, u64, u64)> {
    let mut ways: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
    for row in moves {
        let way = ways.entry((text(row, "from"), text(row, "to"))).or_default();
        way.0 += u64::from(arrived_in(row, first));
        way.1 += u64::from(arrived_in(row, Some(second)));
    }
    ways.retain(|_, (a, b)| *a + *b > 0);
    let name = |(from, to): (String, String)| format!("{} → {}", town(&from), town(&to));
    let mut out: Vec<_> = ways.into_iter().map(|(way, (a, b))| (name(way), a, b)).collect();
    out.sort_by(|x, y| y.1.abs_diff(y.2).cmp(&x.1.abs_diff(x.2)).then_with(|| x.0.cmp(&y.0)));
    out
}

/// Counts over the whole time; each bar leads to its step.
fn bars(
    title: &str,
    noun: &str,
    times: impl Iterator<Item = (Millis, u64)>,
    step: Step,
    here: &str,
) -> Drawing {
    let bar = |(at, count): (Millis, u64)| {
        let range = Range::of([at]).map(|r| step.around(r.from));
        let href = range.map(|r| format!("{here}?{}&step={}#h-map", r.query(), step.word()));
        Bar { at, count, href }
    };
    let bars = times.map(bar).collect();
    let drawing = Bars { title: title.to_owned(), noun: noun.to_owned(), step: step.bars(), bars };
    let id = format!("{noun}s");
    drawing.draw(&Sheet::page(&id).or_say(&format!("no {noun} is known")))
}

/// Circuits in sentences: "A → B → C and back every 9–11 days, 6 times".
fn told(moves: &[Row]) -> Vec<String> {
    let sound = moves.iter().filter(|m| !flag(m, "weak") && flag(m, "plausible"));
    let sound: Vec<&Row> = sound.collect();
    let keys = |of: &[&str]| -> BTreeMap<String, u32> {
        let all = sound.iter().flat_map(|m| of.iter().map(|key| text(m, key)));
        all.collect::<BTreeSet<String>>().into_iter().zip(0..).collect()
    };
    let (places, lines) = (keys(&["from", "to"]), keys(&["line_id"]));
    let legs: Vec<Leg> = sound
        .iter()
        .filter_map(|m| {
            Some(Leg {
                line: *lines.get(&text(m, "line_id"))?,
                at: time(m, "arrived")?,
                from: *places.get(&text(m, "from"))?,
                to: *places.get(&text(m, "to"))?,
            })
        })
        .collect();
    let name: Vec<&str> = places.keys().map(|key| town(key)).collect();
    let sentence = |c: &spoor_network::Circuit| {
        let way: Vec<&str> = c.places.iter().map(|p| name[*p as usize]).collect();
        let every = match c.days {
            (a, b) if a == b => format!("{a} days"),
            (a, b) => format!("{a}–{b} days"),
        };
        let by = if c.lines > 1 { format!(", by {} lines", c.lines) } else { String::new() };
        format!("{} and back every {every}, {} times{by}", way.join(" → "), c.rounds)
    };
    circuits(&legs, ROUNDS).iter().take(TOLD).map(sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(value: Value) -> Row {
        value.as_object().unwrap().clone()
    }

    fn trail() -> Trail {
        let towns = ["NL:Utrecht", "NL:Breda", "NL:Arnhem"];
        let at = |day: i64| crate::clock::show((20_458 + day) * 86_400_000);
        let moves = (0..12).map(|i: i64| {
            let place = |n: i64| towns[n as usize % 3];
            let arrived = at(3 * i + 3);
            row(json!({
                "line_id": "L-1", "from": place(i), "to": place(i + 1), "left": at(3 * i + 2),
                "arrived": arrived, "km": 50.0, "weak": false, "plausible": true,
            }))
        });
        let stays = (0..13).map(|i: i64| {
            let (from, to) = (at(3 * i), at(3 * i + 2));
            let place = towns[i as usize % 3];
            row(json!({"line_id": "L-1", "place": place, "from": from, "to": to, "weak": i == 1}))
        });
        Trail {
            lines: vec![row(json!({"line_id": "L-1", "names": ["Ann"]}))],
            moves: moves.collect(),
            stays: stays.collect(),
            adverts: vec![row(json!({"day": at(0), "adverts": 4}))],
        }
    }

    #[test]
    fn the_range_holds_for_map_and_table_and_the_steps_lead_on() {
        let trail = trail();
        let ask = |from: &str, to: &str| Ask { from: from.into(), to: to.into(), ..Ask::default() };
        let whole = view(&trail, "x".into(), "/ring/x".into(), &Ask::default()).unwrap();
        assert_eq!(whole.moves.len(), 12);
        // 5 January 2026 is a Monday.
        let week = view(&trail, "x".into(), "/ring/x".into(), &ask("2026-01-12", "2026-01-18"));
        let week = week.unwrap();
        assert_eq!(week.moves.len(), 2);
        assert_eq!(week.moves[0].arrived, "2026-01-14");
        let arrows: Vec<_> = week.map.rows.iter().filter(|r| r[0] == "moves").collect();
        assert_eq!(arrows.len(), 2, "{:?}", week.map.rows);
        // All places stay on the map.
        assert_eq!(week.map.rows.len() - 2, 3);
        let names: Vec<&str> = week.steps.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["First week", "Previous week", "Next week", "Last week", "Whole time"]);
        assert!(week.steps[2].1.starts_with("/ring/x/map?from=2026-01-19&to=2026-01-25&step=week"));
        assert!(view(&trail, "x".into(), "/x".into(), &ask("soon", "")).is_err());
    }

    #[test]
    fn circuits_are_sentences_and_two_periods_are_compared() {
        let trail = trail();
        let ask = Ask {
            from: "2026-01-05".into(),
            to: "2026-01-18".into(),
            from2: "2026-01-19".into(),
            to2: "2026-02-28".into(),
            ..Ask::default()
        };
        let view = view(&trail, "x".into(), "/ring/x".into(), &ask).unwrap();
        assert_eq!(view.circuits, ["Arnhem → Utrecht → Breda and back every 9 days, 4 times"]);
        let other = view.other.unwrap();
        let sums = other.ways.iter().fold((0, 0), |s, w| (s.0 + w.1, s.1 + w.2));
        assert_eq!(sums, (4, 8));
        assert_eq!(other.ways[0].1.abs_diff(other.ways[0].2), 2);
    }

    #[test]
    fn a_place_that_only_an_area_code_tells_is_an_area() {
        let mut trail = trail();
        trail.stays.iter_mut().for_each(|s| s["weak"] = json!(true));
        let drawing = map(&trail, None, "map");
        assert!(drawing.svg.contains("somewhere in this area"));
        assert!(drawing.summary.contains("known only roughly"), "{}", drawing.summary);
    }
}
