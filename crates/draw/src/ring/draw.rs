//! The drawing of a link chart.

use super::fold::{Graph, Tie, prepare};
use super::layout::{Layout, layout};
use super::marks::{bends, fineness, path, pen, shape};
use super::{Node, NodeKind, RingChart};
use crate::art::{Anchor, Art, MARGIN, SMALL, Sample, label, text};
use crate::labels::{Labels, Rect};
use crate::palette::{INK, SOFT};
use crate::sheet::{Drawing, Sheet};
use crate::svg::Svg;
use crate::table::Table;
use crate::text::{clean, fit, isolate, width, wrap};
use crate::words::{count, counted, span};

pub(super) fn draw(chart: &RingChart, sheet: &Sheet) -> Drawing {
    let graph = prepare(chart);
    let layout = layout(&graph, sheet.room(), chart.seed);
    let words = if graph.nodes.is_empty() { String::new() } else { summary(chart, &graph) };
    let mut art = Art::new(sheet, "ring", &chart.title, &words);
    let order = by_strength(&graph);
    let table = table(chart, &graph, &order);
    if graph.nodes.is_empty() {
        art.nothing(sheet, "no node was given", &graph.defects);
        return Drawing::of(art.finish(), table, graph.defects);
    }
    let offset = (MARGIN, art.y);
    let at: Vec<(f64, f64)> =
        layout.nodes.iter().map(|p| (p.x + offset.0, p.y + offset.1)).collect();
    let mut labels =
        Labels::new(Rect { x: 4.0, y: art.y - 8.0, w: art.width - 8.0, h: layout.height + 16.0 });
    for (p, node) in at.iter().zip(&layout.nodes) {
        labels.avoid(Rect::around(*p, node.r));
    }
    let middles = ties(&mut art, &graph, &at, &mut labels);
    nodes(&mut art, &graph, &layout, &at, &order);
    let left_out = name_nodes(&mut art, &graph, &layout, &at, &order, &mut labels);
    name_ties(&mut art, &graph, &middles, &mut labels);
    art.y += layout.height;
    if left_out > 0 {
        let words =
            format!("{} left out for want of room; the table has all.", counted(left_out, "name"));
        art.paragraph(&words, 2);
    }
    art.y += 6.0;
    legend(&mut art, &graph);
    Drawing::of(art.finish(), table, graph.defects)
}

/// Nodes by what ties them, strongest first.
fn by_strength(graph: &Graph) -> Vec<usize> {
    let strength = graph.strength();
    let mut order: Vec<usize> = (0..graph.nodes.len()).collect();
    order.sort_by(|&a, &b| {
        let (x, y) = (&graph.nodes[a], &graph.nodes[b]);
        let count = y.count.cmp(&x.count);
        strength[b].total_cmp(&strength[a]).then(count).then(x.id.cmp(&y.id))
    });
    order
}

fn summary(chart: &RingChart, graph: &Graph) -> String {
    let mut kinds = Vec::new();
    for kind in NodeKind::ALL {
        match graph.nodes.iter().filter(|n| n.kind == kind).map(|n| n.members).sum::<u64>() {
            0 => {}
            n if kind == NodeKind::Adverts && n > 1 => kinds.push(format!("{n} groups of adverts")),
            1 if kind == NodeKind::Adverts => kinds.push("1 group of adverts".to_owned()),
            n => kinds.push(counted(n, kind.word())),
        }
    }
    let inferred = graph.ties.iter().filter(|t| t.edge.inferred).map(|t| t.count).sum::<u64>();
    let all = graph.ties.iter().map(|t| t.count).sum::<u64>();
    let mut words =
        format!("{}; {}, {inferred} of them inferred.", kinds.join(", "), counted(all, "tie"));
    if !graph.folded.is_empty() {
        let from = chart.nodes.len() as u64;
        words += &format!(
            " {} are folded to {}: those of one kind around the same node are one.",
            counted(from, "node"),
            graph.nodes.len()
        );
    }
    words
}

/// Draws the ties, strongest first, so that thin lines lie on thick ones; gives the middle of each.
fn ties(art: &mut Art, graph: &Graph, at: &[(f64, f64)], labels: &mut Labels) -> Vec<(f64, f64)> {
    let bends = bends(&graph.ties);
    let mut order: Vec<usize> = (0..graph.ties.len()).collect();
    order.sort_by(|&a, &b| {
        graph.ties[b].edge.bits.total_cmp(&graph.ties[a].edge.bits).then(a.cmp(&b))
    });
    let fine = fineness(graph.ties.len());
    let mut middles = vec![(0.0, 0.0); graph.ties.len()];
    for i in order {
        let tie = &graph.ties[i];
        let (d, middle) = path(at[tie.a], at[tie.b], bends[i]);
        middles[i] = middle;
        labels.dislike(at[tie.a], middle);
        labels.dislike(middle, at[tie.b]);
        let (ink, wide, dashes) = pen(tie.edge.bits, tie.edge.inferred, fine);
        art.link(tie.edge.href.as_deref(), &sentence(graph, tie));
        if tie.edge.href.is_some() {
            // Wide enough for a finger.
            art.svg
                .tag("path")
                .attr("d", &d)
                .attr("fill", "none")
                .attr("stroke", "#000000")
                .attr("stroke-opacity", "0")
                .attr("stroke-width", "16")
                .attr("pointer-events", "stroke")
                .leaf();
        }
        let tag = art.svg.tag("path").attr("d", &d).attr("fill", "none").class("sd-tie");
        let tag = tag.stroke(ink, wide);
        match dashes {
            Some(dashes) => tag.attr("stroke-dasharray", dashes).leaf(),
            None => tag.leaf(),
        }
        art.svg.close();
    }
    middles
}

/// A tie in a sentence.
fn sentence(graph: &Graph, tie: &Tie) -> String {
    let end = |i: usize| isolate(&fit(&graph.nodes[i].label, 400.0, 10.0));
    let how = if tie.edge.inferred { "inferred" } else { "stated" };
    let many = if tie.count > 1 { format!(", strongest of {}", tie.count) } else { String::new() };
    format!(
        "{} – {}: {} ({:.1} bits, {how}{many}). {}",
        end(tie.a),
        end(tie.b),
        fit(&tie.edge.kind, 300.0, 10.0),
        tie.edge.bits,
        fit(&tie.edge.reason, 1600.0, 10.0)
    )
}

/// The second line of a node's label.
fn small_print(graph: &Graph, i: usize) -> String {
    let node = &graph.nodes[i];
    let mut adverts = counted(node.count, "advert");
    if node.inside > 0 {
        adverts = format!("{adverts}, {} more inside", count(node.inside));
    }
    node.span.map_or(adverts.clone(), |(a, b)| format!("{adverts}, {}", span(a, b)))
}

/// A node's name, and how much is folded into it.
fn named(node: &Node) -> String {
    // A pile says itself how many it holds.
    let folded = node.inside > 0 && node.members < 2;
    let more = if folded { format!(" +{}", count(node.inside)) } else { String::new() };
    clean(&node.label) + &more
}

fn nodes(art: &mut Art, graph: &Graph, layout: &Layout, at: &[(f64, f64)], order: &[usize]) {
    for &i in order {
        let node = &graph.nodes[i];
        let name = isolate(&fit(&node.label, 600.0, 10.0));
        let title = format!("{}: {name}, {}", node.kind.word(), small_print(graph, i));
        art.link(node.href.as_deref(), &title);
        let r = layout.nodes[i].r;
        shape(&mut art.svg, node.kind, at[i], r, node.members > 1 || node.inside > 0);
        let inside = if node.members > 1 { node.members } else { node.count };
        let inside = inside.to_string();
        let size = (r * 0.85).min(11.0);
        let room =
            if matches!(node.kind, NodeKind::Selector | NodeKind::Place) { 1.15 } else { 1.4 };
        if size >= 7.0 && width(&inside, size) <= r * room {
            let drop = if node.kind == NodeKind::Place { 0.45 } else { 0.36 };
            text(
                &mut art.svg,
                (at[i].0, at[i].1 + size * drop),
                &inside,
                size,
                INK,
                Anchor::Middle,
            );
        }
        art.svg.close();
    }
}

/// Writes names beside the nodes; gives how many had no room.
fn name_nodes(
    art: &mut Art,
    graph: &Graph,
    layout: &Layout,
    at: &[(f64, f64)],
    order: &[usize],
    labels: &mut Labels,
) -> u64 {
    let few = graph.nodes.len() <= 30;
    let room = if art.narrow() { 100.0 } else { 130.0 };
    let size = if graph.nodes.len() <= 60 { SMALL } else { 9.5 };
    let mut left_out = 0;
    for &i in order {
        let name = wrap(&named(&graph.nodes[i]), room, size, if few { 2 } else { 1 });
        let mut lines: Vec<(String, f64)> = name.iter().map(|l| (isolate(l), size)).collect();
        let names = lines.len();
        if few
            && !art.narrow()
            && let Some((a, b)) = graph.nodes[i].span
        {
            lines.push((span(a, b), 9.0));
        }
        let spot = labels.place(at[i], layout.nodes[i].r, &lines);
        let spot = spot.or_else(|| {
            lines = vec![(isolate(&fit(&named(&graph.nodes[i]), room, size)), size)];
            labels.place(at[i], layout.nodes[i].r, &lines)
        });
        let Some(spot) = spot else {
            left_out += 1;
            continue;
        };
        let mut y = spot.at.1;
        for (k, (words, size)) in lines.iter().enumerate() {
            let ink = if k < names { INK } else { SOFT };
            label(&mut art.svg, (spot.at.0, y), words, *size, ink, spot.anchor);
            y += size * 1.1;
        }
    }
    left_out
}

/// Writes on the ties of a small chart what they are.
fn name_ties(art: &mut Art, graph: &Graph, middles: &[(f64, f64)], labels: &mut Labels) {
    if graph.ties.len() > 24 || art.narrow() {
        return;
    }
    for (tie, middle) in graph.ties.iter().zip(middles) {
        let words = fit(&tie.edge.kind, 90.0, 9.5);
        if let Some(spot) = labels.centre(*middle, &words, 9.5) {
            label(&mut art.svg, spot.at, &words, 9.5, SOFT, spot.anchor);
        }
    }
}

fn legend(art: &mut Art, graph: &Graph) {
    let mut entries: Vec<(Sample<'_>, String)> = Vec::new();
    for kind in NodeKind::ALL.into_iter().filter(|&k| graph.nodes.iter().any(|n| n.kind == k)) {
        let word = if kind == NodeKind::Adverts { "group of adverts" } else { kind.word() };
        let sample = move |svg: &mut Svg, x, y| shape(svg, kind, (x + 13.0, y + 7.0), 7.0, false);
        entries.push((Box::new(sample), word.to_owned()));
    }
    let fine = fineness(graph.ties.len());
    let mut line = |bits: f64, inferred: bool, words: &str| {
        let (ink, wide, dashes) = pen(bits, inferred, fine);
        let sample = move |svg: &mut Svg, x: f64, y: f64| {
            let d = path((x, y + 7.0), (x + 26.0, y + 7.0), 0.0).0;
            let tag = svg.tag("path").attr("d", &d).stroke(ink, wide);
            match dashes {
                Some(dashes) => tag.attr("stroke-dasharray", dashes).leaf(),
                None => tag.leaf(),
            }
        };
        entries.push((Box::new(sample), words.to_owned()));
    };
    let any = |test: &dyn Fn(&Tie) -> bool| graph.ties.iter().any(test);
    if any(&|t| t.edge.bits >= 0.0) {
        line(2.0, false, "weak tie (2 bits)");
        line(18.0, false, "strong tie (18 bits)");
    }
    if any(&|t| t.edge.inferred && t.edge.bits >= 0.0) {
        line(8.0, true, "dashed: inferred");
    }
    if any(&|t| t.edge.bits < 0.0) {
        line(-1.0, false, "dotted: speaks against");
    }
    let sample = |svg: &mut Svg, x: f64, y: f64| {
        text(svg, (x + 13.0, y + 11.0), "12", SMALL, INK, Anchor::Middle);
    };
    entries.push((Box::new(sample), "adverts; in a pile, how many it holds".to_owned()));
    if graph.nodes.iter().any(|n| n.inside > 0) {
        let sample = |svg: &mut Svg, x: f64, y: f64| {
            text(svg, (x + 13.0, y + 11.0), "+12", SMALL, INK, Anchor::Middle);
        };
        entries.push((Box::new(sample), "beside a name: things folded into it".to_owned()));
    }
    art.legend(&entries);
}

fn table(chart: &RingChart, graph: &Graph, order: &[usize]) -> Table {
    let header = ["item", "name", "tied to", "adverts", "span", "bits", "how", "why"];
    let mut table = Table::new(&chart.title, &header);
    for &i in order {
        let node = &graph.nodes[i];
        let span = node.span.map_or(String::new(), |(a, b)| span(a, b));
        let members = graph.folded.get(&node.id).map_or(String::new(), |ids| ids.join(", "));
        let kind = if node.members > 1 {
            format!("{} {}", node.members, node.kind.plural())
        } else {
            node.kind.word().to_owned()
        };
        let adverts = count(node.count);
        let none = String::new;
        let cells = [kind, named(node), none(), adverts, span, none(), none(), members];
        table.row(cells, node.href.as_deref());
    }
    let mut ties: Vec<&Tie> = graph.ties.iter().collect();
    ties.sort_by(|x, y| y.edge.bits.total_cmp(&x.edge.bits));
    for tie in ties {
        let how = if tie.edge.inferred { "inferred" } else { "stated" };
        let name = |i: usize| graph.nodes[i].label.clone();
        let bits = format!("{:.1}", tie.edge.bits);
        let reason = tie.edge.reason.clone();
        let none = String::new;
        let what = format!("tie: {}", tie.edge.kind);
        let cells = [what, name(tie.a), name(tie.b), none(), none(), bits, how.to_owned(), reason];
        table.row(cells, tie.edge.href.as_deref());
    }
    table
}
