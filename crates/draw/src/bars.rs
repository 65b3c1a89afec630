//! Counts over time.

use crate::art::{Anchor, Art, MARGIN};
use crate::axis::{TICK, TimeAxis, values};
use crate::href::safe;
use crate::palette::{BLUE, FAINT, SOFT};
use crate::sheet::{Drawing, Sheet};
use crate::table::Table;
use crate::words::{count, counted, date, is_time, midnight, span};
use chrono::{Datelike, Days, Months, NaiveDate};
use spoor_vocab::{Defect, Millis};
use std::collections::BTreeMap;

/// What one bar counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A day in UTC.
    Day,
    /// A week from Monday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// Things counted at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// When, milliseconds since 1970.
    pub at: Millis,
    /// How many.
    pub count: u64,
    /// Where a click leads; of several in one bar the first in order of time counts.
    pub href: Option<String>,
}

/// A histogram over time. Counts of one day, week, month or year are added up.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// Title of the drawing.
    pub title: String,
    /// What is counted, one of it, e.g. `advert`.
    pub noun: String,
    /// What one bar stands for; more than 400 bars make it longer.
    pub step: Step,
    /// The counts, in any order.
    pub bars: Vec<Bar>,
}

impl Step {
    fn start(self, day: NaiveDate) -> NaiveDate {
        let back = u64::from(day.weekday().num_days_from_monday());
        match self {
            Self::Day => Some(day),
            Self::Week => day.checked_sub_days(Days::new(back)),
            Self::Month => day.with_day(1),
            Self::Year => day.with_day(1).and_then(|d| d.with_month(1)),
        }
        .unwrap_or(day)
    }

    fn next(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day + Days::new(1),
            Self::Week => day + Days::new(7),
            Self::Month => day + Months::new(1),
            Self::Year => day + Months::new(12),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// A bar to be drawn: its days, from and up to, its count and link.
struct Column {
    from: NaiveDate,
    to: NaiveDate,
    count: u64,
    href: Option<String>,
}

impl Bars {
    /// The drawing. The table has every day, week, month or year from first to last.
    pub fn draw(&self, sheet: &Sheet) -> Drawing {
        let mut defects = Vec::new();
        let (step, columns) = self.columns(&mut defects);
        let all = columns.iter().map(|c| c.count).fold(0, u64::saturating_add);
        let noun = crate::text::fit(&self.noun, 200.0, 10.0);
        let words = format!("{} by {}.", counted(all, &noun), step.word());
        let mut art =
            Art::new(sheet, "bars", &self.title, if columns.is_empty() { "" } else { &words });
        let mut table = Table::new(&self.title, &[step.word(), "count"]);
        for c in &columns {
            let cells = [days(c), count(c.count)];
            table.row(cells, c.href.as_deref());
        }
        if columns.is_empty() {
            art.nothing(sheet, &format!("no {noun} with a time was given"), &defects);
        } else {
            plot(&mut art, &columns, &noun);
        }
        Drawing::of(art.finish(), table, defects)
    }

    fn columns(&self, defects: &mut Vec<Defect>) -> (Step, Vec<Column>) {
        let mut bars: Vec<&Bar> = self.bars.iter().collect();
        bars.sort_by_key(|b| (b.at, &b.href, b.count));
        bars.retain(|b| {
            if !is_time(b.at) {
                let hint = "give milliseconds since 1970";
                let problem = "the time is not within 1900 to 2199";
                defects.push(Defect::new(format!("bar {}", b.at), "draw.bad-time", problem, hint));
            }
            is_time(b.at)
        });
        let (Some(first), Some(last)) = (bars.first(), bars.last()) else {
            return (self.step, Vec::new());
        };
        let (first, last) = (date(first.at), date(last.at));
        let steps = [Step::Day, Step::Week, Step::Month, Step::Year];
        let bars_of = |s: Step| (last - first).num_days() / [1, 7, 30, 365][s as usize];
        let step = steps.into_iter().find(|&s| s >= self.step && bars_of(s) < 400);
        let step = step.unwrap_or(Step::Year);
        let mut sums: BTreeMap<NaiveDate, (u64, Option<String>)> = BTreeMap::new();
        for bar in bars {
            let slot = sums.entry(step.start(date(bar.at))).or_default();
            slot.0 = slot.0.saturating_add(bar.count);
            if slot.1.is_none() {
                slot.1 = safe(&bar.href, &format!("bar {}", bar.at), defects);
            }
        }
        let mut out = Vec::new();
        let mut at = step.start(first);
        while at <= last {
            let (count, href) = sums.remove(&at).unwrap_or_default();
            let to = step.next(at);
            out.push(Column { from: at, to, count, href });
            at = to;
        }
        (step, out)
    }
}

fn days(column: &Column) -> String {
    span(midnight(column.from), midnight(column.to) - 1)
}

fn plot(art: &mut Art, columns: &[Column], noun: &str) {
    let top = columns.iter().map(|c| c.count).max().unwrap_or(0) as f64;
    let marks = values(0.0, top.max(1.0), 4, 1.0);
    let most = marks.last().copied().unwrap_or(1.0).max(1.0);
    let room = crate::text::width(&count(most as u64), TICK) + 8.0;
    let (left, right) = (MARGIN + room, art.width - MARGIN);
    let (high, y) = (if art.narrow() { 120.0 } else { 150.0 }, art.y + 6.0);
    let (from, to) = (columns[0].from, columns[columns.len() - 1].to);
    let axis = TimeAxis { from: midnight(from), to: midnight(to), left, right };
    let up = |n: f64| y + high - n / most * high;
    for &mark in &marks {
        art.svg.line((left, up(mark)), (right, up(mark)), FAINT, 1.0);
        let at = (left - 6.0, up(mark) + TICK * 0.36);
        art.text(at, &count(mark as u64), TICK, SOFT, Anchor::End);
    }
    for c in columns.iter().filter(|c| c.count > 0) {
        let (a, b) = (axis.x(midnight(c.from)), axis.x(midnight(c.to)));
        let gap = ((b - a) * 0.14).min(3.0);
        art.link(c.href.as_deref(), &format!("{}: {}", days(c), counted(c.count, noun)));
        // One of many is still seen.
        let tall = (y + high - up(c.count as f64)).max(1.5);
        let tag = art.svg.tag("rect").num("x", a + gap).num("y", y + high - tall);
        tag.num("width", (b - a - 2.0 * gap).max(0.8)).num("height", tall).fill(BLUE).leaf();
        art.svg.close();
    }
    axis.draw(art, y + high, y + high);
}
