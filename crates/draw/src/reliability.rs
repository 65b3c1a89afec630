//! Whether what was said with a probability came true as often.

use crate::art::{Anchor, Art, SMALL, Sample};
use crate::axis::TICK;
use crate::palette::{BLUE, FAINT, INK, SOFT};
use crate::sheet::{Drawing, Sheet};
use crate::svg::{Svg, num};
use crate::table::Table;
use crate::words::{count, counted};
use spoor_vocab::Defect;

/// What was said with about one probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Said {
    /// Mean probability said, 0 to 1.
    pub said: f64,
    /// Share that came true, 0 to 1.
    pub came: f64,
    /// Interval of that share, 0 to 1.
    pub interval: (f64, f64),
    /// How many were said.
    pub count: u64,
}

/// A reliability diagram (DeGroot and Fienberg 1983, The Statistician 32): said across, came true
/// upwards, and below how many of each there were.
#[derive(Clone, Debug, PartialEq)]
pub struct ReliabilityChart {
    /// Title of the drawing.
    pub title: String,
    /// Bins, in any order.
    pub bins: Vec<Said>,
}

impl ReliabilityChart {
    /// The drawing. The table has the bins by probability.
    pub fn draw(&self, sheet: &Sheet) -> Drawing {
        let mut defects = Vec::new();
        let bins = self.checked(&mut defects);
        let all = bins.iter().map(|b| b.count).fold(0, u64::saturating_add);
        let inside = |b: &&Said| b.interval.0 <= b.said && b.said <= b.interval.1;
        let held = bins.iter().filter(inside).count();
        let words = format!(
            "{}: in {held} of {} bins the diagonal is inside the interval.",
            counted(all, "forecast"),
            bins.len()
        );
        let mut table = Table::new(&self.title, &["said", "came true", "interval", "forecasts"]);
        for b in &bins {
            let range = format!("{} – {}", percent(b.interval.0), percent(b.interval.1));
            table.row([percent(b.said), percent(b.came), range, count(b.count)], None);
        }
        let mut art =
            Art::new(sheet, "reliability", &self.title, if bins.is_empty() { "" } else { &words });
        if bins.is_empty() {
            art.nothing(sheet, "no forecast has come due", &defects);
        } else {
            plot(&mut art, &bins);
        }
        Drawing::of(art.finish(), table, defects)
    }

    fn checked(&self, defects: &mut Vec<Defect>) -> Vec<Said> {
        let share = |x: f64| (0.0..=1.0).contains(&x);
        let mut bins = Vec::new();
        for (i, bin) in self.bins.iter().enumerate() {
            let (a, b) = bin.interval;
            if [bin.said, bin.came, a, b].into_iter().all(share) {
                bins.push(Said { interval: (a.min(b), a.max(b)), ..*bin });
            } else {
                let problem = "a share is not within 0 and 1";
                let place = format!("bin {}", i + 1);
                defects.push(Defect::new(place, "reliability.bad-share", problem, "give shares"));
            }
        }
        bins.sort_by(|a, b| {
            let rest = a.came.total_cmp(&b.came).then(a.count.cmp(&b.count));
            let interval = a.interval.0.total_cmp(&b.interval.0);
            a.said
                .total_cmp(&b.said)
                .then(rest)
                .then(interval)
                .then(a.interval.1.total_cmp(&b.interval.1))
        });
        bins
    }
}

fn percent(share: f64) -> String {
    format!("{} %", num(share * 100.0))
}

fn plot(art: &mut Art, bins: &[Said]) {
    let gutter = 40.0;
    let side = (art.inner() - gutter - 8.0).min(360.0);
    let left = (art.width - side + gutter - 8.0) / 2.0;
    let top = art.y + 26.0;
    art.text((left - 32.0, art.y + 10.0), "came true", SMALL, SOFT, Anchor::Start);
    let x = |p: f64| left + p * side;
    let y = |p: f64| top + (1.0 - p) * side;
    for tenth in 0..=4 {
        let p = f64::from(tenth) / 4.0;
        art.svg.line((x(0.0), y(p)), (x(1.0), y(p)), FAINT, 1.0);
        art.svg.line((x(p), y(0.0)), (x(p), y(1.0)), FAINT, 1.0);
        art.text((x(0.0) - 6.0, y(p) + 3.6), &percent(p), TICK, SOFT, Anchor::End);
    }
    let d = format!("M{} {}L{} {}", num(x(0.0)), num(y(0.0)), num(x(1.0)), num(y(1.0)));
    let tag = art.svg.tag("path").attr("d", &d).stroke(SOFT, 1.2);
    tag.attr("stroke-dasharray", "5 4").leaf();
    let line: Vec<String> =
        bins.iter().map(|b| format!("{},{}", num(x(b.said)), num(y(b.came)))).collect();
    let tag = art.svg.tag("polyline").attr("points", &line.join(" ")).attr("fill", "none");
    tag.stroke(BLUE, 1.6).leaf();
    for b in bins {
        let (low, high) = (y(b.interval.0), y(b.interval.1));
        let words = format!(
            "said {}, came true {} ({} – {}), {}",
            percent(b.said),
            percent(b.came),
            percent(b.interval.0),
            percent(b.interval.1),
            counted(b.count, "forecast")
        );
        art.link(None, &words);
        let d = format!("M{} {}h8m-4 0V{}m-4 0h8", num(x(b.said) - 4.0), num(low), num(high));
        art.svg.tag("path").attr("d", &d).attr("fill", "none").stroke(INK, 1.4).leaf();
        let tag = art.svg.tag("circle").num("cx", x(b.said)).num("cy", y(b.came)).num("r", 4.5);
        tag.fill(BLUE.pale()).stroke(BLUE, 1.8).leaf();
        art.svg.close();
    }
    counts(art, bins, &x, top + side + 10.0);
    legend(art, bins.iter().map(|b| b.count).max().unwrap_or(0));
}

/// How many forecasts each bin has, as bars that hang below.
fn counts(art: &mut Art, bins: &[Said], x: &dyn Fn(f64) -> f64, top: f64) {
    let (most, tall) = (bins.iter().map(|b| b.count).max().unwrap_or(1).max(1) as f64, 44.0);
    for b in bins {
        let h = b.count as f64 / most * tall;
        let tag = art.svg.tag("rect").num("x", x(b.said) - 6.0).num("y", top + tall - h);
        tag.num("width", 12.0).num("height", h).fill(SOFT).leaf();
    }
    let bottom = top + tall;
    art.svg.line((x(0.0), bottom), (x(1.0), bottom), SOFT, 1.0);
    for quarter in 0..=4 {
        let p = f64::from(quarter) / 4.0;
        art.text((x(p), bottom + 15.0), &percent(p), TICK, SOFT, Anchor::Middle);
    }
    art.text((x(0.5), bottom + 31.0), "said", SMALL, SOFT, Anchor::Middle);
    art.y = bottom + 34.0;
}

fn legend(art: &mut Art, most: u64) {
    let point: Sample<'_> = Box::new(|svg: &mut Svg, x: f64, y: f64| {
        svg.line((x + 13.0, y), (x + 13.0, y + 14.0), INK, 1.4);
        let tag = svg.tag("circle").num("cx", x + 13.0).num("cy", y + 7.0).num("r", 4.5);
        tag.fill(BLUE.pale()).stroke(BLUE, 1.8).leaf();
    });
    let ideal: Sample<'_> = Box::new(|svg: &mut Svg, x: f64, y: f64| {
        let d = format!("M{} {}l26-10", num(x), num(y + 12.0));
        svg.tag("path").attr("d", &d).stroke(SOFT, 1.2).attr("stroke-dasharray", "5 4").leaf();
    });
    let bar: Sample<'_> = Box::new(|svg: &mut Svg, x: f64, y: f64| {
        let tag = svg.tag("rect").num("x", x + 7.0).num("y", y + 2.0);
        tag.num("width", 12.0).num("height", 12.0).fill(SOFT).leaf();
    });
    art.legend(&[
        (point, "came true, with its interval".into()),
        (ideal, "as often as said".into()),
        (bar, format!("how many were said, {} at most", count(most))),
    ]);
}
