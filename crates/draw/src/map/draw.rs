//! The drawing of a map.

use super::arc::{Arrow, arrow};
use super::atlas::{ATLAS, CENTRES};
use super::check::{Checked, Way, check, outline};
use super::land::Land;
use super::view::View;
use super::{MapPlace, MoveMap, Precision};
use crate::art::{Anchor, Art, MARGIN, SMALL, Sample, label, text};
use crate::labels::{Labels, Rect};
use crate::palette::{BLUE, BORDER, INK, LAND, ORANGE, SEA, SOFT};
use crate::pattern::hatch;
use crate::sheet::{Drawing, Sheet};
use crate::svg::{Svg, num};
use crate::table::Table;
use crate::text::{clean, fit, isolate, width};
use crate::words::{count, counted};

pub(super) fn draw(map: &MoveMap, sheet: &Sheet) -> Drawing {
    let data = check(map);
    let words = if data.places.is_empty() { String::new() } else { summary(&data) };
    let mut art = Art::new(sheet, "map", &map.title, &words);
    let table = table(map, &data);
    if data.places.is_empty() {
        art.nothing(sheet, "no place was given", &data.defects);
        return Drawing::of(art.finish(), table, data.defects);
    }
    let (low, high) = if art.narrow() { (0.7, 1.4) } else { (0.5, 1.05) };
    let view = View::fit(&outline(&data.places), (MARGIN, art.y), art.inner(), low, high);
    ground(&mut art, &view, &data);
    let at: Vec<(f64, f64)> = data.places.iter().map(|p| view.place((p.lon, p.lat))).collect();
    let radii = radii(&data.places, if art.narrow() { 0.75 } else { 1.0 });
    let mut labels = Labels::new(view.frame);
    let arrows = ways(&mut art, &view, &data, &at, &radii, &mut labels);
    places(&mut art, &data.places, &at, &radii);
    furniture(&mut art, &view, &mut labels);
    let left_out = names(&mut art, &data, &at, &radii, &arrows, &mut labels);
    countries(&mut art, &view, &mut labels);
    art.svg.close();
    art.y += view.frame.h;
    if left_out > 0 {
        let words = counted(left_out, "name");
        art.paragraph(&format!("{words} left out for want of room; the table has all."), 2);
    }
    art.y += 4.0;
    legend(&mut art, &data);
    Drawing::of(art.finish(), table, data.defects)
}

fn summary(data: &Checked) -> String {
    let stays = data.places.iter().map(|p| p.stays).fold(0, u64::saturating_add);
    let moves = data.ways.iter().map(|w| w.of.count).fold(0, u64::saturating_add);
    let rough = data.places.iter().filter(|p| p.precision != Precision::Town).count() as u64;
    let rough = if rough == 0 {
        String::new()
    } else {
        format!(" {} known only roughly, hatched.", counted(rough, "place"))
    };
    format!(
        "{} at {}, {}.{rough}",
        counted(stays, "stay"),
        counted(data.places.len() as u64, "place"),
        counted(moves, "move")
    )
}

/// Radius of each circle: its area follows the stays. A rough place has only a small hold for arcs.
fn radii(places: &[MapPlace], scale: f64) -> Vec<f64> {
    let top = places.iter().map(|p| p.stays).max().unwrap_or(0).max(1) as f64;
    let r = |p: &MapPlace| match p.precision {
        Precision::Town => scale * (4.0 + 12.0 * (p.stays as f64 / top).sqrt()),
        _ => 9.0,
    };
    places.iter().map(r).collect()
}

/// Sea, land, borders and hatched areas; leaves the clipped group open.
fn ground(art: &mut Art, view: &View, data: &Checked) {
    let f = view.frame;
    let rect = |svg: &mut Svg, fill| {
        let tag = svg.tag("rect").num("x", f.x).num("y", f.y).num("width", f.w).num("height", f.h);
        match fill {
            Some(ink) => tag.num("rx", 4.0).fill(ink).leaf(),
            None => tag.num("rx", 4.0).leaf(),
        }
    };
    let cut = format!("{}-cut", art.id);
    art.defs.tag("clipPath").attr("id", &cut).open();
    rect(&mut art.defs, None);
    art.defs.close();
    art.svg.tag("g").attr("clip-path", &format!("url(#{cut})")).open();
    rect(&mut art.svg, Some(SEA));
    let land = Land::new(view);
    art.svg.tag("path").attr("d", &land.all()).attr("fill-rule", "evenodd").fill(LAND).leaf();
    for (borders, wide) in [(false, 0.6), (true, 0.9)] {
        let d = land.lines(borders);
        art.svg.tag("path").attr("d", &d).attr("fill", "none").stroke(BORDER, wide).leaf();
    }
    let ruled = format!("{}-rough", art.id);
    if data.places.iter().any(|p| p.precision != Precision::Town) {
        hatch(&mut art.defs, &ruled, BLUE);
    }
    for place in &data.places {
        let tag = match &place.precision {
            Precision::Town => continue,
            Precision::Within(km) => {
                let at = view.place((place.lon, place.lat));
                let r = (km * view.per_km(place.lat)).max(9.0);
                art.svg.tag("circle").num("cx", at.0).num("cy", at.1).num("r", r)
            }
            Precision::Country(code) => {
                let Some(country) = ATLAS.find(code) else { continue };
                let d = land.country(country);
                art.svg.tag("path").attr("d", &d).attr("fill-rule", "evenodd")
            }
        };
        tag.attr("fill", &format!("url(#{ruled})"))
            .stroke(BLUE, 1.2)
            .attr("stroke-dasharray", "4 3")
            .leaf();
    }
}

/// The arrows, most frequent first, so that thin ones lie on thick ones.
fn ways(
    art: &mut Art,
    view: &View,
    data: &Checked,
    at: &[(f64, f64)],
    radii: &[f64],
    labels: &mut Labels,
) -> Vec<Option<Arrow>> {
    let top = data.ways.iter().map(|w| w.of.count).max().unwrap_or(1) as f64;
    let crowd = (60.0 / data.ways.len().max(1) as f64).clamp(0.45, 1.0);
    let mut arrows = Vec::new();
    for way in &data.ways {
        let wide = (1.0 + 4.0 * (way.of.count as f64 / top).sqrt()) * crowd;
        let (a, b) = (at[way.from], at[way.to]);
        // Farther than half the world: the short way leaves the map on one side and comes back.
        let dx = b.0 - a.0;
        let turn = if dx.abs() > view.turn() / 2.0 { -dx.signum() * view.turn() } else { 0.0 };
        let mut pieces = vec![(a, (b.0 + turn, b.1))];
        if turn != 0.0 {
            pieces.push(((a.0 - turn, a.1), b));
        }
        let title = format!(
            "{} → {}: {}. {}",
            name(&data.places[way.from]),
            name(&data.places[way.to]),
            counted(way.of.count, "move"),
            fit(&way.of.note, 1600.0, 10.0)
        );
        art.link_of(way.of.href.as_deref(), &title, &ends(way));
        let mut first = None;
        for (a, b) in pieces {
            let Some(arrow) = arrow(a, radii[way.from], b, radii[way.to], wide) else { continue };
            stroke(&mut art.svg, &arrow, wide, way.of.href.is_some());
            for pair in arrow.beads.windows(2) {
                labels.dislike(pair[0], pair[1]);
            }
            first.get_or_insert(arrow);
        }
        art.svg.close();
        arrows.push(first);
    }
    arrows
}

fn stroke(svg: &mut Svg, arrow: &Arrow, wide: f64, link: bool) {
    if link {
        svg.tag("path")
            .attr("d", &arrow.line)
            .attr("fill", "none")
            .attr("stroke", "#000000")
            .attr("stroke-opacity", "0")
            .attr("stroke-width", "14")
            .attr("pointer-events", "stroke")
            .leaf();
    }
    svg.tag("path").attr("d", &arrow.line).attr("fill", "none").stroke(ORANGE, wide).leaf();
    svg.tag("polygon").attr("points", &arrow.head).fill(ORANGE).leaf();
}

fn name(place: &MapPlace) -> String {
    isolate(&fit(&place.label, 400.0, 10.0))
}

/// How well a place is known, in words.
fn known(place: &MapPlace) -> String {
    match &place.precision {
        Precision::Town => "town".into(),
        Precision::Within(km) => format!("within {} km", num(*km)),
        Precision::Country(_) => "country only".into(),
    }
}

/// The circles, largest first.
fn places(art: &mut Art, places: &[MapPlace], at: &[(f64, f64)], radii: &[f64]) {
    for ((place, &at), &r) in places.iter().zip(at).zip(radii) {
        let stays = counted(place.stays, "stay");
        let title = format!("{}: {stays}, {}", name(place), known(place));
        art.link_of(place.href.as_deref(), &title, &[("data-place", &place.id)]);
        if place.precision == Precision::Town {
            let tag = art.svg.tag("circle").num("cx", at.0).num("cy", at.1).num("r", r);
            tag.fill(BLUE.pale()).stroke(BLUE, 1.8).leaf();
        }
        let words = count(place.stays);
        let size = if place.precision == Precision::Town { (r * 0.9).min(11.0) } else { 11.0 };
        if place.precision != Precision::Town {
            label(&mut art.svg, (at.0, at.1 + 4.0), &words, size, INK, Anchor::Middle);
        } else if size >= 7.0 && place.stays > 0 && width(&words, size) < r * 1.6 {
            text(&mut art.svg, (at.0, at.1 + size * 0.36), &words, size, INK, Anchor::Middle);
        }
        art.svg.close();
    }
}

/// A bar of kilometres, and where the borders come from.
fn furniture(art: &mut Art, view: &View, labels: &mut Labels) {
    let f = view.frame;
    let per_km = view.per_km(view.middle_lat());
    let mut km = 1.0;
    for step in [2.0, 2.5, 2.0].into_iter().cycle().take(12) {
        if km * step * per_km > f.w * 0.22 {
            break;
        }
        km *= step;
    }
    let (x, y, w) = (f.x + 10.0, f.y + f.h - 10.0, km * per_km);
    let d = format!("M{} {}v5h{}v-5", num(x), num(y - 5.0), num(w));
    art.svg.tag("path").attr("d", &d).attr("fill", "none").stroke(SOFT, 1.2).leaf();
    let words = format!("{} km", count(km as u64));
    label(&mut art.svg, (x + w + 6.0, y), &words, 9.5, SOFT, Anchor::Start);
    labels.avoid(Rect { x, y: y - 12.0, w: w + 10.0 + width(&words, 9.5), h: 16.0 });
    let credit = "Borders: Natural Earth";
    let right = f.x + f.w - 8.0;
    label(&mut art.svg, (right, y), credit, 8.5, SOFT, Anchor::End);
    let w = width(credit, 8.5);
    labels.avoid(Rect { x: right - w, y: y - 10.0, w: w + 8.0, h: 14.0 });
}

/// Names of places, then counts of moves; gives how many names had no room.
fn names(
    art: &mut Art,
    data: &Checked,
    at: &[(f64, f64)],
    radii: &[f64],
    arrows: &[Option<Arrow>],
    labels: &mut Labels,
) -> u64 {
    for (at, &r) in at.iter().zip(radii) {
        labels.avoid(Rect::around(*at, r));
    }
    let size = if art.narrow() { 10.5 } else { SMALL };
    let mut left_out = 0;
    for ((place, &at), &r) in data.places.iter().zip(at).zip(radii) {
        let words = isolate(&fit(&place.label, 130.0, size));
        match labels.place(at, r, &[(words.clone(), size)]) {
            Some(spot) => label(&mut art.svg, spot.at, &words, size, INK, spot.anchor),
            None => left_out += 1,
        }
    }
    for (way, arrow) in data.ways.iter().zip(arrows) {
        let Some(arrow) = arrow.as_ref().filter(|_| way.of.count > 1) else { continue };
        let words = format!("{}×", count(way.of.count));
        if let Some(spot) = labels.centre(arrow.middle, &words, 10.0) {
            art.svg.tag("g").attr("data-from", &way.of.from).attr("data-to", &way.of.to).open();
            label(&mut art.svg, spot.at, &words, 10.0, INK, spot.anchor);
            art.svg.close();
        }
    }
    left_out
}

/// What a way is of, for a script that shows one week after another.
fn ends(way: &Way) -> [(&'static str, &str); 2] {
    [("data-from", &way.of.from), ("data-to", &way.of.to)]
}

/// Names of countries, where there is room left.
fn countries(art: &mut Art, view: &View, labels: &mut Labels) {
    for (country, &(at, area)) in ATLAS.countries.iter().zip(CENTRES.iter()) {
        let side = area.abs().sqrt() * view.scale;
        let words = country.name.to_uppercase();
        if side < width(&words, 9.0) * 0.8 {
            continue;
        }
        if let Some(spot) = labels.centre(view.place(at), &words, 9.5) {
            let tag = art.svg.tag("text").num("x", spot.at.0).num("y", spot.at.1);
            tag.attr("font-size", "8.5")
                .attr("text-anchor", "middle")
                .attr("letter-spacing", "0.8")
                .fill(SOFT)
                .words(&words);
        }
    }
}

fn legend(art: &mut Art, data: &Checked) {
    let town = |svg: &mut Svg, x: f64, y: f64| {
        let tag = svg.tag("circle").num("cx", x + 13.0).num("cy", y + 7.0).num("r", 7.0);
        tag.fill(BLUE.pale()).stroke(BLUE, 1.8).leaf();
    };
    let ruled = format!("url(#{}-rough)", art.id);
    let rough = move |svg: &mut Svg, x: f64, y: f64| {
        svg.tag("rect")
            .num("x", x)
            .num("y", y)
            .num("width", 26.0)
            .num("height", 14.0)
            .attr("fill", &ruled)
            .stroke(BLUE, 1.2)
            .attr("stroke-dasharray", "4 3")
            .leaf();
    };
    let way = |svg: &mut Svg, x: f64, y: f64| {
        if let Some(arrow) = arrow((x, y + 5.0), 0.0, (x + 28.0, y + 5.0), 0.0, 2.2) {
            stroke(svg, &arrow, 2.2, false);
        }
    };
    let mut entries: Vec<(Sample<'_>, String)> = Vec::new();
    if data.places.iter().any(|p| p.precision == Precision::Town) {
        entries.push((Box::new(town), "town; area and number: stays".into()));
    }
    if data.places.iter().any(|p| p.precision != Precision::Town) {
        entries.push((Box::new(rough), "somewhere in this area".into()));
    }
    if !data.ways.is_empty() {
        entries.push((Box::new(way), "moves; width and number: how often".into()));
    }
    art.legend(&entries);
}

fn table(map: &MoveMap, data: &Checked) -> Table {
    let mut table = Table::new(&map.title, &["item", "place", "to", "count", "known", "note"]);
    for p in &data.places {
        let none = String::new;
        let cells = ["stays".into(), clean(&p.label), none(), count(p.stays), known(p), none()];
        table.row(cells, p.href.as_deref());
    }
    for way in &data.ways {
        let name = |i: usize| data.places[i].label.clone();
        let (from, to) = (name(way.from), name(way.to));
        let cells =
            ["moves".into(), from, to, count(way.of.count), String::new(), way.of.note.clone()];
        table.row(cells, way.of.href.as_deref());
    }
    table
}
