//! How far values moved: before, now, and how sure that is (a forest plot).

use crate::art::{Anchor, Art, MARGIN, SMALL, Sample, WORDS, label};
use crate::axis::{TICK, values};
use crate::palette::{BLUE, FAINT, INK, SOFT};
use crate::sheet::{Drawing, Sheet};
use crate::svg::{Svg, num};
use crate::table::Table;
use crate::text::{clean, isolate, wrap};
use crate::words::counted;
use spoor_vocab::Defect;

/// A value before and now.
#[derive(Clone, Debug, PartialEq)]
pub struct MovedValue {
    /// What it is of.
    pub label: String,
    /// What it was; none if it is new.
    pub before: Option<f64>,
    /// What it is.
    pub now: f64,
    /// Interval of what it is.
    pub interval: (f64, f64),
}

/// Values that moved, in the order given: a ring where each was, a bar from there to a dot where it
/// is, and its interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Title of the drawing.
    pub title: String,
    /// What one of them is called, e.g. `weight`.
    pub noun: String,
    /// The values.
    pub values: Vec<MovedValue>,
}

impl Moved {
    /// The drawing. The table has each value before and now, and its interval.
    pub fn draw(&self, sheet: &Sheet) -> Drawing {
        let mut defects = Vec::new();
        let values = self.checked(&mut defects);
        let mut table = Table::new(&self.title, &["of", "before", "now", "interval"]);
        for v in &values {
            let range = format!("{} – {}", two(v.interval.0), two(v.interval.1));
            let before = v.before.map(two).unwrap_or_default();
            table.row([v.label.clone(), before, two(v.now), range], None);
        }
        let off = |v: &&MovedValue| v.before.is_some_and(|b| b < v.interval.0 || b > v.interval.1);
        let words = format!(
            "{}; {} moved: what was before lies outside the interval of what is now.",
            counted(values.len() as u64, &crate::text::fit(&self.noun, 200.0, SMALL)),
            values.iter().filter(off).count()
        );
        let mut art =
            Art::new(sheet, "moved", &self.title, if values.is_empty() { "" } else { &words });
        if values.is_empty() {
            art.nothing(sheet, "no value was given", &defects);
        } else {
            plot(&mut art, &values);
        }
        Drawing::of(art.finish(), table, defects)
    }

    fn checked(&self, defects: &mut Vec<Defect>) -> Vec<MovedValue> {
        let fine = |x: f64| x.abs() <= 1e6;
        let mut kept = Vec::new();
        for (i, v) in self.values.iter().enumerate() {
            let (a, b) = v.interval;
            if v.before.is_none_or(fine) && fine(v.now) && fine(a) && fine(b) {
                let interval = (a.min(b), a.max(b));
                kept.push(MovedValue { label: clean(&v.label), interval, ..v.clone() });
            } else {
                let (problem, hint) = ("it is no number that can be drawn", "at most ±1,000,000");
                let place = format!("value {}", i + 1);
                defects.push(Defect::new(place, "moved.bad-value", problem, hint));
            }
        }
        kept
    }
}

fn two(x: f64) -> String {
    let words = format!("{x:.2}").replace('-', "−");
    // A nought has no sign.
    if words == "−0.00" { "0.00".to_owned() } else { words }
}

fn plot(art: &mut Art, all: &[MovedValue]) {
    let narrow = art.narrow();
    let room = if narrow { art.inner() } else { art.inner() * 0.42 };
    let left = if narrow { MARGIN + 8.0 } else { MARGIN + room + 14.0 };
    let right = art.width - MARGIN - 8.0;
    let ends =
        all.iter().flat_map(|v| [v.now, v.interval.0, v.interval.1].into_iter().chain(v.before));
    let (low, high) = ends.fold((0.0f64, 0.0f64), |(l, h), x| (l.min(x), h.max(x)));
    let marks = values(low, high.max(low + 0.1), if narrow { 4 } else { 6 }, 0.1);
    let (first, last) = (marks[0], marks[marks.len() - 1]);
    let x = |v: f64| left + (v - first) / (last - first) * (right - left);
    art.y += 12.0;
    for &mark in &marks {
        art.text((x(mark), art.y), &num(mark).replace('-', "−"), TICK, SOFT, Anchor::Middle);
    }
    art.y += 6.0;
    let top = art.y;
    let rows: Vec<(f64, f64, Vec<String>)> = all
        .iter()
        .map(|v| {
            let lines = wrap(&v.label, room, WORDS, 2);
            let tall = lines.len().max(1) as f64 * 15.0 + if narrow { 22.0 } else { 9.0 };
            art.y += tall;
            (art.y - tall, tall, lines)
        })
        .collect();
    for &mark in &marks {
        let ink = if mark == 0.0 { SOFT } else { FAINT };
        art.svg.line((x(mark), top), (x(mark), art.y), ink, 1.0);
    }
    for (v, (y, tall, lines)) in all.iter().zip(&rows) {
        let before = v.before.map(|b| format!("before {}, ", two(b))).unwrap_or_default();
        let (low, high) = (two(v.interval.0), two(v.interval.1));
        let title = format!("{}: {before}now {} ({low} – {high})", isolate(&v.label), two(v.now));
        art.link(None, &title);
        let words_top = if narrow { *y } else { y + (tall - lines.len() as f64 * 15.0) / 2.0 };
        for (k, line) in lines.iter().enumerate() {
            let at = (MARGIN, words_top + 12.0 + 15.0 * k as f64);
            label(&mut art.svg, at, line, WORDS, INK, Anchor::Start);
        }
        let middle = if narrow { y + tall - 11.0 } else { y + tall / 2.0 };
        row(&mut art.svg, middle, (v.before.map(x), x(v.now)), (x(v.interval.0), x(v.interval.1)));
        art.svg.close();
    }
    legend(art);
}

/// From where to where, and the interval, on one line.
fn row(svg: &mut Svg, y: f64, (before, now): (Option<f64>, f64), (low, high): (f64, f64)) {
    if let Some(before) = before {
        let tag = svg.tag("rect").num("x", before.min(now)).num("y", y - 5.0);
        let tag = tag.num("width", (before - now).abs()).num("height", 10.0);
        tag.fill(BLUE.pale()).stroke(BLUE, 0.8).leaf();
    }
    let d = format!("M{} {}v8m0-4H{}m0-4v8", num(low), num(y - 4.0), num(high));
    svg.tag("path").attr("d", &d).attr("fill", "none").stroke(INK, 1.4).leaf();
    if let Some(before) = before {
        let tag = svg.tag("circle").num("cx", before).num("cy", y).num("r", 4.5);
        tag.fill(crate::palette::PAPER).stroke(SOFT, 1.6).leaf();
    }
    svg.tag("circle").num("cx", now).num("cy", y).num("r", 4.5).fill(BLUE).leaf();
}

fn legend(art: &mut Art) {
    let ring: Sample<'_> = Box::new(|svg: &mut Svg, x: f64, y: f64| {
        let tag = svg.tag("circle").num("cx", x + 13.0).num("cy", y + 7.0).num("r", 4.5);
        tag.fill(crate::palette::PAPER).stroke(SOFT, 1.6).leaf();
    });
    let dot: Sample<'_> = Box::new(|svg: &mut Svg, x: f64, y: f64| {
        svg.tag("circle").num("cx", x + 13.0).num("cy", y + 7.0).num("r", 4.5).fill(BLUE).leaf();
    });
    let whisker: Sample<'_> = Box::new(|svg: &mut Svg, x: f64, y: f64| {
        let d = format!("M{} {}v8m0-4h26m0-4v8", num(x), num(y + 3.0));
        svg.tag("path").attr("d", &d).attr("fill", "none").stroke(INK, 1.4).leaf();
    });
    art.legend(&[
        (ring, "before".into()),
        (dot, "now".into()),
        (whisker, "interval of now".into()),
    ]);
}
