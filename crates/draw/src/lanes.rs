//! Who was where when: a lane for each actor, and where lanes moved together.

use crate::art::{Anchor, Art, MARGIN, SMALL, Sample, WORDS, label, text};
use crate::axis::TimeAxis;
use crate::href::safe;
use crate::palette::{FAINT, HUES, INK, Ink, PAPER, SOFT};
use crate::pattern::{FABRICS, fabric};
use crate::sheet::{Drawing, Sheet};
use crate::svg::Svg;
use crate::table::Table;
use crate::text::{clean, fit, isolate, width, wrap};
use crate::words::{counted, day, is_time, span};
use spoor_vocab::{Defect, Millis};
use std::collections::BTreeMap;

/// An actor, or a line of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Its name to people.
    pub label: String,
    /// Where a click leads.
    pub href: Option<String>,
}

/// A stay in a lane.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneStay {
    /// Index of the lane.
    pub lane: usize,
    /// Name of the place.
    pub place: String,
    /// First seen there, milliseconds since 1970.
    pub from: Millis,
    /// Last seen there.
    pub to: Millis,
    /// Where a click leads.
    pub href: Option<String>,
}

/// A coordinated move of two lanes.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneLink {
    /// Indices of the two lanes.
    pub lanes: (usize, usize),
    /// When, milliseconds since 1970.
    pub at: Millis,
    /// Why it counts, in a sentence.
    pub reason: String,
    /// Where a click leads.
    pub href: Option<String>,
}

/// Lanes from top to bottom in the order given; stays and links in any order.
#[derive(Clone, Debug, PartialEq)]
pub struct Lanes {
    /// Title of the drawing.
    pub title: String,
    /// How unlikely the coordination is by chance, in words, e.g. `p = 0.003, q = 0.02`.
    pub significance: String,
    /// The lanes.
    pub lanes: Vec<Lane>,
    /// Stays in them.
    pub stays: Vec<LaneStay>,
    /// Coordinated moves.
    pub links: Vec<LaneLink>,
}

const BAR: f64 = 20.0;

/// What can be drawn, in order, and how.
struct Checked {
    stays: Vec<LaneStay>,
    links: Vec<LaneLink>,
    /// Places by time spent, most first, each with its letter.
    places: Vec<String>,
    /// Which of several rows in its lane each stay takes.
    rows: Vec<usize>,
    /// How many rows each lane has.
    depth: Vec<usize>,
}

impl Lanes {
    /// The drawing. The table has the stays by lane and time, and then the coordinated moves.
    pub fn draw(&self, sheet: &Sheet) -> Drawing {
        let mut defects = Vec::new();
        let data = self.check(&mut defects);
        let words = format!(
            "{}, {} at {}, {}. {}",
            counted(self.lanes.len() as u64, "lane"),
            counted(data.stays.len() as u64, "stay"),
            counted(data.places.len() as u64, "place"),
            counted(data.links.len() as u64, "coordinated move"),
            self.significance
        );
        let mut art =
            Art::new(sheet, "lanes", &self.title, if data.stays.is_empty() { "" } else { &words });
        let table = self.table(&data);
        if data.stays.is_empty() {
            art.nothing(sheet, "no stay was given", &defects);
        } else {
            let hrefs: Vec<_> =
                self.lanes.iter().map(|l| safe(&l.href, "lane", &mut defects)).collect();
            plot(&mut art, self, &data, &hrefs);
        }
        Drawing::of(art.finish(), table, defects)
    }

    fn check(&self, defects: &mut Vec<Defect>) -> Checked {
        let (problem, hint) =
            ("a lane is not there or a time not within 1900 to 2199", "give both");
        let mut bad = Vec::new();
        let known = |lane: usize| lane < self.lanes.len();
        let mut stays: Vec<LaneStay> = Vec::new();
        for s in &self.stays {
            let name = format!("stay at {} in lane {}", s.place, s.lane);
            if known(s.lane) && is_time(s.from) && is_time(s.to) {
                let href = safe(&s.href, &name, defects);
                let (from, to) = (s.from.min(s.to), s.from.max(s.to));
                stays.push(LaneStay { place: clean(&s.place), from, to, href, ..s.clone() });
            } else {
                bad.push(Defect::new(name, "lanes.bad-stay", problem, hint));
            }
        }
        let mut links: Vec<LaneLink> = Vec::new();
        for l in &self.links {
            let name = format!("link of lanes {} and {}", l.lanes.0, l.lanes.1);
            let (a, b) = (l.lanes.0.min(l.lanes.1), l.lanes.0.max(l.lanes.1));
            if known(a) && known(b) && a != b && is_time(l.at) {
                let href = safe(&l.href, &name, defects);
                links.push(LaneLink { lanes: (a, b), href, ..l.clone() });
            } else {
                bad.push(Defect::new(name, "lanes.bad-link", problem, hint));
            }
        }
        bad.sort_by(|a, b| a.place.cmp(&b.place));
        defects.extend(bad);
        stays.sort_by(|a, b| {
            (a.lane, a.from, a.to, &a.place, &a.href)
                .cmp(&(b.lane, b.from, b.to, &b.place, &b.href))
        });
        links.sort_by(|a, b| {
            (a.at, a.lanes, &a.reason, &a.href).cmp(&(b.at, b.lanes, &b.reason, &b.href))
        });
        let (rows, depth) = self.rows(&stays);
        Checked { places: by_time(&stays), rows, depth, stays, links }
    }

    /// Stays of one lane that overlap go below one another.
    fn rows(&self, stays: &[LaneStay]) -> (Vec<usize>, Vec<usize>) {
        let mut ends: Vec<Vec<Millis>> = vec![Vec::new(); self.lanes.len()];
        let mut rows = Vec::new();
        for s in stays {
            let own = &mut ends[s.lane];
            let row = own.iter().position(|&end| end <= s.from).unwrap_or(own.len());
            if row == own.len() {
                own.push(s.to);
            } else {
                own[row] = s.to;
            }
            rows.push(row);
        }
        (rows, ends.iter().map(|e| e.len().max(1)).collect())
    }

    fn table(&self, data: &Checked) -> Table {
        let mut table = Table::new(&self.title, &["item", "lane", "place or lane", "when", "why"]);
        let lane = |i: usize| self.lanes[i].label.clone();
        for s in &data.stays {
            let cells =
                ["stay".into(), lane(s.lane), s.place.clone(), span(s.from, s.to), String::new()];
            table.row(cells, s.href.as_deref());
        }
        for l in &data.links {
            let (a, b) = l.lanes;
            let cells = ["coordinated move".into(), lane(a), lane(b), day(l.at), l.reason.clone()];
            table.row(cells, l.href.as_deref());
        }
        table
    }
}

/// Places by time spent there, most first.
fn by_time(stays: &[LaneStay]) -> Vec<String> {
    let mut spent: BTreeMap<&str, Millis> = BTreeMap::new();
    for s in stays {
        *spent.entry(&s.place).or_default() += s.to - s.from + 1;
    }
    let mut order: Vec<(&str, Millis)> = spent.into_iter().collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    order.into_iter().map(|(place, _)| place.to_owned()).collect()
}

/// `A` to `Z`, `AA`, `AB` …
fn letters(mut i: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.insert(0, b'A' + (i % 26) as u8);
        if i < 26 {
            return out.into_iter().map(char::from).collect();
        }
        i = i / 26 - 1;
    }
}

/// Hue and fabric of a place: twenty of them differ.
fn dress(i: usize) -> (Ink, usize) {
    (HUES[i % HUES.len()], (i + i / HUES.len()) % FABRICS)
}

fn plot(art: &mut Art, lanes: &Lanes, data: &Checked, hrefs: &[Option<String>]) {
    let dresses = data.places.len().min(HUES.len() * FABRICS);
    for i in 0..dresses {
        let (ink, which) = dress(i);
        let id = format!("{}-place{i}", art.id);
        fabric(&mut art.defs, &id, ink, which);
    }
    let narrow = art.narrow();
    let left = if narrow { MARGIN } else { MARGIN + 132.0 };
    let times =
        data.stays.iter().flat_map(|s| [s.from, s.to]).chain(data.links.iter().map(|l| l.at));
    let (from, to) = times.fold((Millis::MAX, Millis::MIN), |(a, b), t| (a.min(t), b.max(t)));
    let axis = TimeAxis::over(from, to, left, art.width - MARGIN);
    // The top of each lane's bars.
    let top = art.y;
    let mut y = top + 4.0;
    let mut tops = Vec::new();
    for depth in &data.depth {
        y += if narrow { 24.0 } else { 12.0 };
        tops.push(y);
        y += *depth as f64 * (BAR + 4.0) + 6.0;
    }
    let bottom = y + 4.0;
    axis.draw(art, top, bottom);
    for (i, lane_top) in tops.iter().enumerate() {
        if i > 0 {
            let y = lane_top - if narrow { 20.0 } else { 9.0 };
            art.svg.line((MARGIN, y), (art.width - MARGIN, y), FAINT, 1.0);
        }
    }
    links(art, lanes, data, &axis, &tops);
    for (i, lane) in lanes.lanes.iter().enumerate() {
        let tall = data.depth[i] as f64 * (BAR + 4.0) - 4.0;
        name(art, lane, hrefs[i].as_deref(), (tops[i], tall));
    }
    stays(art, lanes, data, &axis, &tops);
    art.y += 4.0;
    legend(art, data);
}

fn name(art: &mut Art, lane: &Lane, href: Option<&str>, (top, tall): (f64, f64)) {
    art.link(href, &isolate(&fit(&lane.label, 800.0, 10.0)));
    if art.narrow() {
        let words = isolate(&fit(&lane.label, art.inner(), SMALL));
        label(&mut art.svg, (MARGIN, top - 6.0), &words, SMALL, INK, Anchor::Start);
    } else {
        let lines = wrap(&lane.label, 120.0, WORDS, 2);
        let start = top + tall / 2.0 - lines.len() as f64 * 7.5 + 11.5;
        for (k, line) in lines.iter().enumerate() {
            let at = (MARGIN, start + 15.0 * k as f64);
            text(&mut art.svg, at, &isolate(line), WORDS, INK, Anchor::Start);
        }
    }
    art.svg.close();
}

fn stays(art: &mut Art, lanes: &Lanes, data: &Checked, axis: &TimeAxis, tops: &[f64]) {
    let index: BTreeMap<&str, usize> =
        data.places.iter().enumerate().map(|(i, p)| (p.as_str(), i)).collect();
    for (s, &row) in data.stays.iter().zip(&data.rows) {
        let place = index.get(s.place.as_str()).copied().unwrap_or(0);
        let who = isolate(&fit(&lanes.lanes[s.lane].label, 400.0, 10.0));
        let place_words = isolate(&fit(&s.place, 400.0, 10.0));
        art.link(s.href.as_deref(), &format!("{who}: {place_words}, {}", span(s.from, s.to)));
        let (a, b) = (axis.x(s.from), axis.x(s.to));
        let wide = (b - a).max(5.0);
        let a = a.min(axis.right - wide);
        let y = tops[s.lane] + row as f64 * (BAR + 4.0);
        block(&mut art.svg, &art.id, place, (a, y), (wide, BAR));
        let words = letters(place);
        if width(&words, SMALL) + 2.0 <= wide {
            let at = (a + wide / 2.0, y + BAR / 2.0 + 4.0);
            label(&mut art.svg, at, &words, SMALL, INK, Anchor::Middle);
        }
        art.svg.close();
    }
}

fn block(svg: &mut Svg, id: &str, place: usize, (x, y): (f64, f64), (w, h): (f64, f64)) {
    let place = place % (HUES.len() * FABRICS);
    let (ink, _) = dress(place);
    let tag = svg.tag("rect").num("x", x).num("y", y).num("width", w).num("height", h);
    tag.num("rx", 3.0).attr("fill", &format!("url(#{id}-place{place})")).stroke(ink, 1.4).leaf();
}

/// Lines between lanes, under the bars, with a dot at each of the two.
fn links(art: &mut Art, lanes: &Lanes, data: &Checked, axis: &TimeAxis, tops: &[f64]) {
    for l in &data.links {
        let (a, b) = l.lanes;
        let who = |i: usize| isolate(&fit(&lanes.lanes[i].label, 400.0, 10.0));
        let reason = fit(&l.reason, 1600.0, 10.0);
        let title = format!("{} and {}, {}: {reason}", who(a), who(b), day(l.at));
        art.link(l.href.as_deref(), &title);
        let x = axis.x(l.at);
        let below = tops[a] + data.depth[a] as f64 * (BAR + 4.0);
        let (y1, y2) = (below - 1.0, tops[b] - 3.0);
        if l.href.is_some() {
            let tag = art.svg.tag("line").num("x1", x).num("y1", y1).num("x2", x).num("y2", y2);
            tag.attr("stroke", "#000000")
                .attr("stroke-opacity", "0")
                .attr("stroke-width", "16")
                .attr("pointer-events", "stroke")
                .leaf();
        }
        art.svg.line((x, y1), (x, y2), INK, 2.0);
        for y in [y1, y2] {
            let tag = art.svg.tag("circle").num("cx", x).num("cy", y).num("r", 3.4);
            tag.fill(PAPER).stroke(INK, 1.8).leaf();
        }
        art.svg.close();
    }
}

fn legend(art: &mut Art, data: &Checked) {
    let id = art.id.clone();
    let mut entries: Vec<(Sample<'_>, String)> = Vec::new();
    for (i, place) in data.places.iter().enumerate().take(40) {
        let id = id.clone();
        let sample = move |svg: &mut Svg, x: f64, y: f64| {
            block(svg, &id, i, (x, y), (26.0, 14.0));
            label(svg, (x + 13.0, y + 11.0), &letters(i), 10.0, INK, Anchor::Middle);
        };
        entries.push((Box::new(sample), isolate(&fit(place, 160.0, SMALL))));
    }
    if data.places.len() > 40 {
        let rest = data.places.len() - 40;
        entries.push((Box::new(|_: &mut Svg, _, _| {}), format!("and {rest} more, in the table")));
    }
    if !data.links.is_empty() {
        let sample = |svg: &mut Svg, x: f64, y: f64| {
            svg.line((x + 13.0, y + 1.0), (x + 13.0, y + 13.0), INK, 2.0);
            for y in [y + 1.0, y + 13.0] {
                let tag = svg.tag("circle").num("cx", x + 13.0).num("cy", y).num("r", 2.6);
                tag.fill(PAPER).stroke(SOFT, 1.6).leaf();
            }
        };
        entries.push((Box::new(sample), "moved together".into()));
    }
    art.legend(&entries);
}
