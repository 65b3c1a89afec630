//! The timeline of stays as a drawing: a row for each place, in it lanes for those who are there
//! at one time, a bar for each stay, the number of the line on the bar. A table with the same
//! stays stands below it.

use super::input::Stay;
use super::words::{clean, day};
use spoor_vocab::Millis;

/// Places drawn; the table has all.
const ROWS: usize = 16;
/// Stays drawn; the table has all.
const BARS: usize = 400;
const LEFT: f64 = 150.0;
const WIDTH: f64 = 700.0;
const LANE: f64 = 17.0;
/// Lanes of one place; more stays than that at one time share the last.
const LANES: usize = 8;
const TOP: f64 = 20.0;

/// What the template draws.
pub(super) struct Timeline {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) left: f64,
    pub(super) rows: Vec<Row>,
    pub(super) bars: Vec<Bar>,
    pub(super) months: Vec<Month>,
    /// Number and name of each line.
    pub(super) lines: Vec<(usize, String)>,
    /// Places that found no row.
    pub(super) left_out: usize,
    pub(super) table: Vec<TableRow>,
    pub(super) from: String,
    pub(super) to: String,
}

pub(super) struct Row {
    pub(super) label: String,
    pub(super) y: f64,
    pub(super) text_y: f64,
}

pub(super) struct Bar {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) w: f64,
    pub(super) number: usize,
    pub(super) text_x: f64,
    pub(super) text_y: f64,
    pub(super) title: String,
}

pub(super) struct Month {
    pub(super) x: f64,
    pub(super) label: String,
}

pub(super) struct TableRow {
    pub(super) number: usize,
    pub(super) line: String,
    pub(super) place: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) adverts: u32,
}

/// Draws stays; `None` where there are none.
pub(super) fn draw(stays: &[Stay]) -> Option<Timeline> {
    let mut stays: Vec<&Stay> = stays.iter().collect();
    stays.sort_by(|a, b| (a.from, &a.line, &a.place).cmp(&(b.from, &b.line, &b.place)));
    let from = stays.first()?.from;
    let to = stays.iter().map(|s| s.to.max(s.from)).max()?;
    let mut places: Vec<&str> = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for stay in &stays {
        if !places.contains(&stay.place.as_str()) {
            places.push(&stay.place);
        }
        if !lines.contains(&stay.line.as_str()) {
            lines.push(&stay.line);
        }
    }
    let rows = places.len().min(ROWS);
    let number = |stay: &Stay| lines.iter().position(|l| *l == stay.line).unwrap_or(0) + 1;
    let scale = (WIDTH - LEFT - 24.0) / ((to - from) as f64).max(1.0);
    let x = |at: Millis| LEFT + (at - from) as f64 * scale;
    // Where each lane of each row is taken until.
    let mut taken: Vec<Vec<f64>> = vec![Vec::new(); rows];
    let mut placed = Vec::new();
    for &stay in stays.iter().take(BARS) {
        let Some(row) = places.iter().position(|p| *p == stay.place).filter(|r| *r < rows) else {
            continue;
        };
        let (left, width) = (x(stay.from), ((stay.to - stay.from).max(0) as f64 * scale).max(16.0));
        let lanes = &mut taken[row];
        let free = lanes.iter().position(|until| *until <= left);
        let lane = free.unwrap_or(lanes.len()).min(LANES - 1);
        if lane == lanes.len() {
            lanes.push(0.0);
        }
        lanes[lane] = left + width + 1.0;
        placed.push((stay, row, lane, left, width));
    }
    let mut tops = vec![TOP];
    for lanes in &taken {
        tops.push(tops[tops.len() - 1] + lanes.len().max(1) as f64 * LANE + 4.0);
    }
    let bars = placed
        .into_iter()
        .map(|(stay, row, lane, x, w)| {
            let y = tops[row] + lane as f64 * LANE + 2.0;
            Bar {
                x,
                y,
                w,
                number: number(stay),
                text_x: x + w / 2.0,
                text_y: y + 12.5,
                title: title(stay),
            }
        })
        .collect();
    Some(Timeline {
        width: WIDTH,
        height: tops[rows] + 2.0,
        left: LEFT,
        rows: places[..rows]
            .iter()
            .zip(&tops)
            .map(|(place, y)| Row { label: shorten(&clean(place)), y: *y, text_y: y + 14.5 })
            .collect(),
        bars,
        months: months(from, to, x),
        lines: lines.iter().enumerate().map(|(i, l)| (i + 1, clean(l))).collect(),
        left_out: places.len() - rows,
        table: stays
            .iter()
            .map(|stay| TableRow {
                number: number(stay),
                line: clean(&stay.line),
                place: clean(&stay.place),
                from: day(stay.from),
                to: day(stay.to),
                adverts: stay.adverts,
            })
            .collect(),
        from: day(from),
        to: day(to),
    })
}

fn title(stay: &Stay) -> String {
    format!(
        "{} in {}, {} to {}, adverts: {}",
        clean(&stay.line),
        clean(&stay.place),
        day(stay.from),
        day(stay.to),
        stay.adverts
    )
}

/// First days of months, no more than twelve labels.
fn months(from: Millis, to: Millis, x: impl Fn(Millis) -> f64) -> Vec<Month> {
    const DAY: i64 = 86_400_000;
    let firsts: Vec<Month> = (from.div_euclid(DAY)..=to.div_euclid(DAY))
        .take(3700)
        .filter(|d| *d * DAY >= from)
        .map(|d| (d * DAY, day(d * DAY)))
        .filter(|(_, label)| label.ends_with("-01"))
        .map(|(at, label)| Month { x: x(at), label: label[..label.len() - 3].to_owned() })
        .collect();
    let step = firsts.len().div_ceil(8).max(1);
    firsts.into_iter().step_by(step).collect()
}

fn shorten(label: &str) -> String {
    if label.chars().count() <= 20 {
        return label.to_owned();
    }
    label.chars().take(19).chain(['…']).collect()
}
