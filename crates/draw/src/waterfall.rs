//! How a score comes about: from the prior, through what speaks for and against, to the total.

use crate::art::{Anchor, Art, MARGIN, SMALL, Sample, WORDS, label, text};
use crate::axis::{TICK, values};
use crate::href::safe;
use crate::palette::{BLUE, FAINT, INK, Ink, ORANGE, SOFT};
use crate::pattern::fabric;
use crate::sheet::{Drawing, Sheet};
use crate::svg::{Svg, num};
use crate::table::Table;
use crate::text::{clean, isolate, wrap};
use crate::words::{counted, signed};
use spoor_vocab::Defect;

/// What one reason adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// The reason in a short sentence.
    pub label: String,
    /// Its weight in bits: above nothing for a closer look, below against it.
    pub bits: f64,
    /// Where a click leads: its evidence.
    pub href: Option<String>,
}

/// A score as a sum, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub struct Waterfall {
    /// Title of the drawing.
    pub title: String,
    /// What was held before any reason, bits.
    pub prior: f64,
    /// The reasons, in the order in which they are to be added.
    pub contributions: Vec<Contribution>,
    /// Interval of the total, bits.
    pub interval: Option<(f64, f64)>,
}

/// A row: words, from where to where, link, whether it is a sum.
struct Step {
    label: String,
    from: f64,
    to: f64,
    href: Option<String>,
    sum: bool,
}

impl Waterfall {
    /// The drawing. The table has the prior, each reason, and the total.
    pub fn draw(&self, sheet: &Sheet) -> Drawing {
        let mut defects = Vec::new();
        let steps = self.steps(&mut defects);
        let total = steps.last().map_or(0.0, |s| s.to);
        let mut table = Table::new(&self.title, &["reason", "bits", "sum"]);
        for s in &steps {
            let bits = if s.sum { String::new() } else { signed(s.to - s.from) };
            table.row([s.label.clone(), bits, signed(s.to)], s.href.as_deref());
        }
        if self.interval.is_some_and(|(a, b)| !fine(a) || !fine(b)) {
            defects.push(bad("interval"));
        }
        let none = steps.len() <= 2;
        let words = format!("{}: {} bits in all.", tally(&steps), signed(total));
        let mut art = Art::new(sheet, "waterfall", &self.title, if none { "" } else { &words });
        if none {
            art.nothing(sheet, "no reason was given", &defects);
        } else {
            let interval = self.interval.filter(|(a, b)| fine(*a) && fine(*b));
            plot(&mut art, &steps, interval.map(|(a, b)| (a.min(b), a.max(b))));
        }
        Drawing::of(art.finish(), table, defects)
    }

    fn steps(&self, defects: &mut Vec<Defect>) -> Vec<Step> {
        let mut at = if fine(self.prior) {
            self.prior
        } else {
            defects.push(bad("prior"));
            0.0
        };
        let sum =
            |label: &str, to| Step { label: label.into(), from: 0.0, to, href: None, sum: true };
        let mut steps = vec![sum("before any reason", at)];
        let mut links = Vec::new();
        for (i, c) in self.contributions.iter().enumerate() {
            let place = format!("contribution {}", i + 1);
            if !fine(c.bits) {
                defects.push(bad(&place));
                continue;
            }
            let href = safe(&c.href, &place, &mut links);
            steps.push(Step {
                label: clean(&c.label),
                from: at,
                to: at + c.bits,
                href,
                sum: false,
            });
            at += c.bits;
        }
        defects.extend(links);
        steps.push(sum("total", at));
        steps
    }
}

/// Whether bits can be drawn.
fn fine(bits: f64) -> bool {
    bits.abs() <= 1e6
}

fn bad(place: &str) -> Defect {
    let (problem, hint) = ("the weight is no number of bits", "give at most ±1,000,000");
    Defect::new(place, "waterfall.bad-bits", problem, hint)
}

fn tally(steps: &[Step]) -> String {
    let count = |test: fn(f64) -> bool| {
        steps.iter().filter(|s| !s.sum && test(s.to - s.from)).count() as u64
    };
    format!("{} for, {} against", counted(count(|b| b >= 0.0), "reason"), count(|b| b < 0.0))
}

fn plot(art: &mut Art, steps: &[Step], interval: Option<(f64, f64)>) {
    let against = format!("{}-against", art.id);
    fabric(&mut art.defs, &against, ORANGE, 1);
    let narrow = art.narrow();
    let words_room = if narrow { art.inner() - 60.0 } else { art.inner() * 0.42 };
    let left = if narrow { MARGIN } else { MARGIN + words_room + 14.0 };
    let right = art.width - MARGIN - if narrow { 6.0 } else { 52.0 };
    let ends =
        steps.iter().flat_map(|s| [s.from, s.to]).chain(interval.iter().flat_map(|i| [i.0, i.1]));
    let (low, high) = ends.fold((0.0f64, 0.0f64), |(l, h), x| (l.min(x), h.max(x)));
    let marks = values(low, high.max(low + 1.0), if narrow { 4 } else { 6 }, 0.1);
    let (first, last) = (marks[0], marks[marks.len() - 1]);
    let x = |bits: f64| left + (bits - first) / (last - first) * (right - left);
    art.y += 12.0;
    for &mark in &marks {
        art.text((x(mark), art.y), &num(mark).replace('-', "−"), TICK, SOFT, Anchor::Middle);
    }
    if !narrow {
        art.text((art.width - MARGIN, art.y), "sum", TICK, SOFT, Anchor::End);
        art.text((MARGIN, art.y), "bits", TICK, SOFT, Anchor::Start);
    }
    art.y += 6.0;
    let rows = rows(art, steps, words_room);
    let bottom = rows.last().map_or(art.y, |(y, tall, _)| y + tall);
    for &mark in &marks {
        let ink = if mark == 0.0 { SOFT } else { FAINT };
        art.svg.line((x(mark), art.y), (x(mark), bottom), ink, 1.0);
    }
    for (i, (step, (y, tall, lines))) in steps.iter().zip(&rows).enumerate() {
        let bits = if step.sum { step.to } else { step.to - step.from };
        let title = format!(
            "{}: {} bits, sum {}",
            isolate(&clean(&step.label)),
            signed(bits),
            signed(step.to)
        );
        art.link(step.href.as_deref(), &title);
        let middle = if narrow { y + tall - 15.0 } else { y + tall / 2.0 };
        let words_top = if narrow { *y } else { y + (tall - lines.len() as f64 * 15.0) / 2.0 };
        for (k, line) in lines.iter().enumerate() {
            let at = (MARGIN, words_top + 12.0 + 15.0 * k as f64);
            label(&mut art.svg, at, line, WORDS, if step.sum { SOFT } else { INK }, Anchor::Start);
        }
        bar(art, step, (x(step.from), x(step.to)), middle, &against);
        value(art, step, bits, (x(step.from), x(step.to)), middle, (left, right));
        let at = (art.width - MARGIN, if narrow { words_top + 12.0 } else { middle + 4.0 });
        text(&mut art.svg, at, &signed(step.to), SMALL, SOFT, Anchor::End);
        art.svg.close();
        // A thread from where this row ends to where the next begins.
        if i + 1 < steps.len() {
            let next = &rows[i + 1];
            let to = if narrow { next.0 + next.1 - 23.0 } else { next.0 + next.1 / 2.0 - 8.0 };
            art.svg.line((x(step.to), middle + 8.0), (x(step.to), to), SOFT, 0.8);
        }
        if let Some((a, b)) = interval.filter(|_| i + 1 == steps.len()) {
            whisker(art, x(a), x(b), middle + 12.0);
        }
    }
    art.y = bottom + if interval.is_some() { 10.0 } else { 4.0 };
    legend(art, &against, interval.is_some());
}

/// Top, height and lines of words of each row.
fn rows(art: &Art, steps: &[Step], room: f64) -> Vec<(f64, f64, Vec<String>)> {
    let mut y = art.y;
    let row = |s: &Step| {
        let lines = wrap(&s.label, room, WORDS, 3);
        let tall = lines.len().max(1) as f64 * 15.0 + if art.narrow() { 30.0 } else { 13.0 };
        y += tall;
        (y - tall, tall, lines)
    };
    steps.iter().map(row).collect()
}

fn bar(art: &mut Art, step: &Step, (a, b): (f64, f64), middle: f64, against: &str) {
    let tag = art.svg.tag("rect").num("x", a.min(b)).num("y", middle - 8.0);
    let tag = tag.num("width", (a - b).abs().max(1.5)).num("height", 16.0).num("rx", 2.0);
    match (step.sum, step.to >= step.from) {
        (true, _) => tag.fill(INK).leaf(),
        (_, true) => tag.fill(BLUE).leaf(),
        (_, false) => tag.attr("fill", &format!("url(#{against})")).stroke(ORANGE, 1.2).leaf(),
    }
}

/// The figure beside the bar, on the side that has room.
fn value(
    art: &mut Art,
    step: &Step,
    bits: f64,
    (a, b): (f64, f64),
    middle: f64,
    (left, right): (f64, f64),
) {
    if step.sum {
        return;
    }
    let words = signed(bits);
    let wide = crate::text::width(&words, SMALL) + 6.0;
    let (lo, hi) = (a.min(b), a.max(b));
    let after = hi + wide <= right && (bits >= 0.0 || lo - wide < left);
    let (x, anchor) = if after { (hi + 5.0, Anchor::Start) } else { (lo - 5.0, Anchor::End) };
    label(&mut art.svg, (x, middle + 4.0), &words, SMALL, INK, anchor);
}

fn whisker(art: &mut Art, a: f64, b: f64, y: f64) {
    let d = format!("M{} {}v8m0-4H{}m0-4v8", num(a), num(y - 4.0), num(b));
    art.svg.tag("path").attr("d", &d).attr("fill", "none").stroke(SOFT, 1.6).leaf();
}

fn legend(art: &mut Art, against: &str, interval: bool) {
    let block = |fill: Option<Ink>, hatch: Option<String>| -> Sample<'static> {
        Box::new(move |svg: &mut Svg, x: f64, y: f64| {
            let tag = svg.tag("rect").num("x", x).num("y", y).num("width", 26.0);
            let tag = tag.num("height", 14.0).num("rx", 2.0);
            match (&fill, &hatch) {
                (Some(ink), _) => tag.fill(*ink).leaf(),
                (_, Some(id)) => {
                    tag.attr("fill", &format!("url(#{id})")).stroke(ORANGE, 1.2).leaf()
                }
                _ => tag.leaf(),
            }
        })
    };
    let mut entries = vec![
        (block(Some(BLUE), None), "for a closer look".to_owned()),
        (block(None, Some(against.to_owned())), "against".to_owned()),
        (block(Some(INK), None), "sum".to_owned()),
    ];
    if interval {
        let sample: Sample<'_> = Box::new(|svg: &mut Svg, x: f64, y: f64| {
            let d = format!("M{} {}v8m0-4h26m0-4v8", num(x), num(y + 3.0));
            svg.tag("path").attr("d", &d).attr("fill", "none").stroke(SOFT, 1.6).leaf();
        });
        entries.push((sample, "interval of the total".to_owned()));
    }
    art.legend(&entries);
}
