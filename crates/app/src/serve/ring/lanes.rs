//! Who was where when, and where lines moved together.

use super::rows::{Row, Rows, list, text, time, town};
use crate::serve::when::Range;
use chrono::NaiveDate;
use spoor_draw::{Drawing, Lane, LaneLink, LaneStay, Lanes, Sheet};
use spoor_vocab::{Ring, RingEvidence};
use std::collections::BTreeMap;

/// The lanes, within a range of time if there is one.
pub fn draw(rows: &Rows, range: Option<Range>) -> Drawing {
    let ring = &rows.ring;
    let number: BTreeMap<&str, usize> = ring.line_ids.iter().map(String::as_str).zip(0..).collect();
    let mut links = Vec::new();
    for met in &ring.evidence {
        let RingEvidence::Meeting { place, week, line_ids, .. } = met else { continue };
        let day = NaiveDate::parse_from_str(week, "%Y-%m-%d").ok();
        let Some(day) = day.and_then(|w| w.and_hms_opt(0, 0, 0)) else { continue };
        let at = day.and_utc().timestamp_millis();
        if range.is_some_and(|r| !r.holds(at)) {
            continue;
        }
        let who: Vec<usize> =
            line_ids.iter().filter_map(|l| number.get(l.as_str()).copied()).collect();
        for pair in who.windows(2) {
            links.push(LaneLink {
                lanes: (pair[0], pair[1]),
                at,
                reason: format!("both arrived in {} in the week of {week}", town(place)),
                href: None,
            });
        }
    }
    let significance =
        format!("p = {:.1e}, false discovery rate {:.1e}", ring.p_value, ring.q_value);
    let lanes = of(&ring.line_ids, &rows.lines, &rows.stays, range);
    let title = "Stays of each advertised person, and moves that met".to_owned();
    let drawing = Lanes { title, significance, links, ..lanes };
    drawing.draw(&Sheet::page("lanes").or_say("no stay of this ring is known"))
}

/// A lane for each of some lines, with its stays within a range of time if there is one.
pub fn of(line_ids: &[String], lines: &[Row], stays: &[Row], range: Option<Range>) -> Lanes {
    let number: BTreeMap<&str, usize> = line_ids.iter().map(String::as_str).zip(0..).collect();
    let label = |line: &String| {
        let row = lines.iter().find(|n| &text(n, "line_id") == line);
        let names = row.map(|n| list(n, "names")).unwrap_or_default();
        if names.is_empty() { line.clone() } else { names.join(", ") }
    };
    let stays = stays.iter().filter_map(|s| {
        let (from, to) = (time(s, "from")?, time(s, "to")?);
        let apart = range.map(Range::millis).is_some_and(|(a, b)| to < a || from > b);
        let lane = *number.get(text(s, "line_id").as_str())?;
        let place = town(&text(s, "place")).to_owned();
        (!apart).then_some(LaneStay { lane, place, from, to, href: None })
    });
    Lanes {
        title: "Stays of each advertised person".to_owned(),
        significance: String::new(),
        lanes: line_ids.iter().map(|line| Lane { label: label(line), href: None }).collect(),
        stays: stays.collect(),
        links: Vec::new(),
    }
}

/// Without which evidence it would not stand out.
pub fn dissolves(ring: &Ring) -> Vec<String> {
    let words = |one: &RingEvidence| match one {
        RingEvidence::Meeting { place, week, .. } => {
            format!("the meeting in {place} in the week of {week}")
        }
        RingEvidence::Tie { shared, value, .. } => format!("the shared {shared} {value}"),
    };
    ring.dissolves.iter().map(words).collect()
}
