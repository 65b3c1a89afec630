//! A course of values as small as a word.

use crate::art::Art;
use crate::palette::{BLUE, SOFT};
use crate::sheet::{Drawing, Sheet};
use crate::svg::num;
use crate::table::Table;
use spoor_vocab::Defect;

/// Values in a row, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Spark {
    /// What they are of: read aloud, and shown as a tooltip.
    pub title: String,
    /// What each value is of (a week, a month), and the value.
    pub values: Vec<(String, f64)>,
}

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 28.0;

impl Spark {
    /// The drawing, 120 by 28 whatever the sheet's width; it has no words but for readers' aids.
    pub fn draw(&self, sheet: &Sheet) -> Drawing {
        let mut defects = Vec::new();
        let mut table = Table::new(&self.title, &["when", "value"]);
        let mut values = Vec::new();
        for (label, value) in &self.values {
            if value.abs() <= 1e15 {
                values.push(*value);
                table.row([label.clone(), num(*value)], None);
            } else {
                let place = format!("value of {label}");
                let (problem, hint) = ("the value is no number below 10^15", "leave it out");
                defects.push(Defect::new(place, "spark.bad-value", problem, hint));
            }
        }
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let words = match values.last() {
            Some(last) => {
                format!("Last {}, lowest {}, highest {}.", num(*last), num(low), num(high))
            }
            None => {
                let why = sheet.why_empty.as_deref().unwrap_or("no value was given");
                format!("Nothing to draw: {why}.")
            }
        };
        let mut art = Art::bare(sheet, "spark", WIDTH, &self.title, &words);
        art.y = HEIGHT;
        let (left, right, top, bottom) = (3.0, WIDTH - 5.0, 5.0, HEIGHT - 5.0);
        let span = (high - low).max(1e-9);
        let y = |v: f64| {
            if high > low { bottom - (v - low) / span * (bottom - top) } else { HEIGHT / 2.0 }
        };
        let x = |i: usize| left + (right - left) * i as f64 / (values.len() - 1).max(1) as f64;
        let Some(&last) = values.last() else {
            let d = format!("M{} {}H{}", num(left), num(HEIGHT / 2.0), num(right));
            let tag = art.svg.tag("path").attr("d", &d).stroke(SOFT, 1.2);
            tag.attr("stroke-dasharray", "2 4").leaf();
            return Drawing::of(art.finish(), table, defects);
        };
        let points: Vec<String> = values
            .iter()
            .enumerate()
            .map(|(i, v)| format!("{},{}", num(x(i)), num(y(*v))))
            .collect();
        let tag = art.svg.tag("polyline").attr("points", &points.join(" ")).attr("fill", "none");
        tag.attr("stroke-linejoin", "round").stroke(BLUE, 1.6).leaf();
        let end = if values.len() == 1 { left } else { right };
        let tag = art.svg.tag("circle").num("cx", end).num("cy", y(last)).num("r", 2.8);
        tag.fill(BLUE).leaf();
        Drawing::of(art.finish(), table, defects)
    }
}
