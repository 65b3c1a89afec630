//! Laws that hold for any input, also a hostile one.

#[path = "../examples/made_up/mod.rs"]
#[allow(dead_code, unused_imports)]
mod made_up;
mod support;

use proptest::prelude::*;
use spoor_draw::{
    Bar, Bars, Contribution, Edge, Lane, LaneLink, LaneStay, Lanes, MapMove, MapPlace, MoveMap,
    Moved, MovedValue, Node, NodeKind, Precision, ReliabilityChart, RingChart, Said, Sheet, Spark,
    Step, Waterfall,
};

/// Labels that try to break out, to mislead or to be too much.
fn hostile() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "<script>alert(1)</script>".to_owned(),
        "\"><g onload=\"x\">'&amp;".to_owned(),
        "]]><!-- ".to_owned(),
        "\u{202E}gnitset\u{202C} مرحبا بالعالم 12".to_owned(),
        "\u{0}\u{8}\u{1F}\u{7F}\u{9F}\u{FFFE}\u{FFFF}\u{FDD0}".to_owned(),
        "W".repeat(10_000),
        format!("a{}", "\u{301}".repeat(10_000)),
        "👩‍👩‍👧‍👦".repeat(2_000),
        "שלום ".repeat(500),
        "\u{200B}\u{FEFF}".to_owned(),
        String::new(),
    ]);
    prop_oneof![3 => known, 2 => any::<String>(), 2 => "[a-z ]{1,20}"]
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -30.0..30.0f64, 1 => any::<f64>(), 1 => Just(f64::NAN), 1 => Just(f64::INFINITY)]
}

fn time() -> impl Strategy<Value = i64> {
    prop_oneof![6 => 1_700_000_000_000i64..1_780_000_000_000, 1 => any::<i64>()]
}

fn href() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof![
        Just("/a/7".to_owned()),
        Just("javascript:alert(1)".to_owned()),
        hostile()
    ])
}

fn kind() -> impl Strategy<Value = NodeKind> {
    prop::sample::select(NodeKind::ALL.to_vec())
}

fn sheet() -> impl Strategy<Value = Sheet> {
    (hostile(), prop_oneof![Just(320.0), Just(720.0), number(), 240.0..1200.0f64])
        .prop_map(|(id, width)| Sheet { id, width, why_empty: None })
}

fn ring(most: usize) -> impl Strategy<Value = RingChart> {
    let node =
        (kind(), hostile(), any::<u64>(), prop::option::of((time(), time())), 0..99u64, href());
    let nodes = prop::collection::vec(node, 0..most);
    let edge = (0..most, 0..most, hostile(), number(), any::<bool>(), hostile(), href());
    let edges = prop::collection::vec(edge, 0..2 * most);
    (hostile(), nodes, edges, any::<u64>(), 0..400usize).prop_map(
        |(title, nodes, edges, seed, cap)| {
            let node = |(i, (kind, label, count, span, members, href))| Node {
                id: format!("n{i}"),
                kind,
                label,
                count,
                span,
                members: members % 9,
                inside: members / 9,
                href,
            };
            let edge = |(a, b, kind, bits, inferred, reason, href)| Edge {
                from: format!("n{a}"),
                to: format!("n{b}"),
                kind,
                bits,
                inferred,
                reason,
                href,
            };
            RingChart {
                title,
                nodes: nodes.into_iter().enumerate().map(node).collect(),
                edges: edges.into_iter().map(edge).collect(),
                seed,
                cap,
            }
        },
    )
}

fn map() -> impl Strategy<Value = MoveMap> {
    let degrees = prop_oneof![8 => -180.0..180.0f64, 1 => number()];
    let precision = prop_oneof![
        4 => Just(Precision::Town),
        1 => number().prop_map(Precision::Within),
        1 => prop::sample::select(vec!["NL", "RU", "US", "FJ", "AQ", "zz", "--", ""])
            .prop_map(|c| Precision::Country(c.to_owned())),
    ];
    let place = (hostile(), -90.0..90.0f64, degrees, precision, any::<u64>(), href());
    let way = (0..14usize, 0..14usize, any::<u64>(), hostile(), href());
    (hostile(), prop::collection::vec(place, 0..12), prop::collection::vec(way, 0..25)).prop_map(
        |(title, places, moves)| MoveMap {
            title,
            places: places
                .into_iter()
                .enumerate()
                .map(|(i, (label, lat, lon, precision, stays, href))| MapPlace {
                    id: format!("p{i}"),
                    label,
                    lat,
                    lon,
                    precision,
                    stays,
                    href,
                })
                .collect(),
            moves: moves
                .into_iter()
                .map(|(a, b, count, note, href)| MapMove {
                    from: format!("p{a}"),
                    to: format!("p{b}"),
                    count,
                    note,
                    href,
                })
                .collect(),
        },
    )
}

fn lanes() -> impl Strategy<Value = Lanes> {
    let stay = (0..6usize, hostile(), time(), time(), href());
    let link = ((0..6usize, 0..6usize), time(), hostile(), href());
    (
        (hostile(), hostile()),
        prop::collection::vec((hostile(), href()), 0..6),
        prop::collection::vec(stay, 0..30),
        prop::collection::vec(link, 0..10),
    )
        .prop_map(|((title, significance), lanes, stays, links)| Lanes {
            title,
            significance,
            lanes: lanes.into_iter().map(|(label, href)| Lane { label, href }).collect(),
            stays: stays
                .into_iter()
                .map(|(lane, place, from, to, href)| LaneStay { lane, place, from, to, href })
                .collect(),
            links: links
                .into_iter()
                .map(|(lanes, at, reason, href)| LaneLink { lanes, at, reason, href })
                .collect(),
        })
}

fn shuffled<T: Clone>(list: &[T], by: usize) -> Vec<T> {
    let mut out: Vec<T> = list.iter().rev().cloned().collect();
    if !out.is_empty() {
        let by = by % out.len();
        out.rotate_left(by);
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_ring_is_whole_and_knows_no_order(chart in ring(30), sheet in sheet(), by in 0..50usize) {
        let drawing = chart.draw(&sheet);
        support::check(&drawing);
        let other = RingChart {
            nodes: shuffled(&chart.nodes, by),
            edges: shuffled(&chart.edges, by),
            ..chart.clone()
        };
        prop_assert_eq!(other.draw(&sheet), drawing);
        prop_assert_eq!(other.layout(&sheet), chart.layout(&sheet));
    }

    #[test]
    fn nodes_do_not_lie_on_one_another(chart in ring(40), sheet in sheet()) {
        let layout = chart.layout(&sheet);
        for (i, a) in layout.nodes.iter().enumerate() {
            prop_assert!(a.x - a.r >= 0.0 && a.x + a.r <= layout.width);
            prop_assert!(a.y - a.r >= 0.0 && a.y + a.r <= layout.height);
            for b in &layout.nodes[..i] {
                let d = ((a.x - b.x).powi(2) + (a.y - b.y).powi(2)).sqrt();
                prop_assert!(d >= a.r + b.r, "{} and {}: {d}", a.id, b.id);
            }
        }
    }

    #[test]
    fn a_map_is_whole_and_knows_no_order(map in map(), sheet in sheet(), by in 0..50usize) {
        let drawing = map.draw(&sheet);
        support::check(&drawing);
        let (places, moves) = (shuffled(&map.places, by), shuffled(&map.moves, by));
        let mut other = MoveMap { places, moves, ..map.clone() }.draw(&sheet);
        let mut drawing = drawing;
        // Which of equal defects comes first is of no meaning.
        for d in [&mut other.defects, &mut drawing.defects] {
            d.sort_by(|a, b| (&a.place, &a.code).cmp(&(&b.place, &b.code)));
        }
        prop_assert_eq!(other, drawing);
    }

    #[test]
    fn lanes_are_whole_and_know_no_order_of_stays(lanes in lanes(), sheet in sheet(), by in 0..50usize) {
        let drawing = lanes.draw(&sheet);
        support::check(&drawing);
        let (stays, links) = (shuffled(&lanes.stays, by), shuffled(&lanes.links, by));
        let other = Lanes { stays, links, ..lanes.clone() }.draw(&sheet);
        prop_assert_eq!(other.svg, drawing.svg);
        prop_assert_eq!(other.table, drawing.table);
    }

    #[test]
    fn bars_count_everything_once(
        title in hostile(),
        noun in hostile(),
        counts in prop::collection::vec((time(), 0..1000u64, href()), 0..60),
        step in 0..4usize,
        sheet in sheet(),
    ) {
        let step = [Step::Day, Step::Week, Step::Month, Step::Year][step];
        let bars = counts.into_iter().map(|(at, count, href)| Bar { at, count, href }).collect();
        let bars = Bars { title, noun, step, bars };
        let drawing = bars.draw(&sheet);
        support::check(&drawing);
        let kept = |at: i64| (-2_208_988_800_000..7_258_118_400_000).contains(&at);
        let all: u64 = bars.bars.iter().filter(|b| kept(b.at)).map(|b| b.count).sum();
        let shown = drawing.table.rows.iter().map(|r| r.cells[1].replace(',', ""));
        prop_assert_eq!(shown.map(|n| n.parse::<u64>().expect("a count")).sum::<u64>(), all);
    }

    #[test]
    fn a_waterfall_ends_at_its_sum(
        title in hostile(),
        prior in number(),
        rows in prop::collection::vec((hostile(), number(), href()), 0..20),
        interval in prop::option::of((number(), number())),
        sheet in sheet(),
    ) {
        let row = |(label, bits, href)| Contribution { label, bits, href };
        let contributions: Vec<Contribution> = rows.into_iter().map(row).collect();
        let fine = |b: &f64| b.abs() <= 1e6;
        let sum: f64 = std::iter::once(prior)
            .chain(contributions.iter().map(|c| c.bits))
            .filter(fine)
            .sum();
        let drawing = Waterfall { title, prior, contributions, interval }.draw(&sheet);
        support::check(&drawing);
        let last = drawing.table.rows.last().expect("a total").cells[2].replace('−', "-");
        prop_assert!((last.parse::<f64>().expect("bits") - sum).abs() <= 0.0501, "{last} {sum}");
    }

    #[test]
    fn every_value_that_can_be_drawn_is_in_its_place(
        title in hostile(),
        rows in prop::collection::vec((hostile(), prop::option::of(number()), number(), (number(), number())), 0..20),
        sheet in sheet(),
    ) {
        let value = |(label, before, now, interval)| MovedValue { label, before, now, interval };
        let values: Vec<MovedValue> = rows.into_iter().map(value).collect();
        let fine = |x: f64| x.abs() <= 1e6;
        let kept: Vec<f64> = values
            .iter()
            .filter(|v| v.before.is_none_or(fine) && fine(v.interval.0) && fine(v.interval.1))
            .map(|v| v.now)
            .filter(|now| fine(*now))
            .collect();
        let drawing = Moved { title, noun: "weight".into(), values: values.clone() }.draw(&sheet);
        support::check(&drawing);
        prop_assert_eq!(drawing.defects.len(), values.len() - kept.len());
        let told = drawing.table.rows.iter().map(|r| r.cells[2].replace('−', "-"));
        let told: Vec<f64> = told.map(|n| n.parse().expect("a number")).collect();
        prop_assert_eq!(told.len(), kept.len());
        for (a, b) in told.iter().zip(&kept) {
            prop_assert!((a - b).abs() <= 0.00501, "{} {}", a, b);
        }
    }

    #[test]
    fn small_charts_are_whole(
        title in hostile(),
        bins in prop::collection::vec((number(), 0.0..1.0f64, (0.0..1.0f64, number()), any::<u64>()), 0..15),
        values in prop::collection::vec((hostile(), number()), 0..40),
        sheet in sheet(),
    ) {
        let bin = |(said, came, interval, count): (f64, _, _, _)| {
            Said { said: said / 30.0, came, interval, count }
        };
        let bins = bins.into_iter().map(bin).collect();
        support::check(&ReliabilityChart { title: title.clone(), bins }.draw(&sheet));
        support::check(&Spark { title, values }.draw(&sheet));
    }
}

#[test]
fn many_nodes_are_folded_to_the_cap_and_none_is_lost() {
    for (n, cap) in [(280, 300), (900, 300), (900, 40), (400, 0)] {
        let chart = RingChart { cap, ..made_up::many(n) };
        let layout = chart.layout(&Sheet::page("fold"));
        assert!(layout.nodes.len() <= cap.max(10), "{n}: {} nodes", layout.nodes.len());
        let mut ids: Vec<&str> = layout
            .nodes
            .iter()
            .flat_map(|p| match &p.folded[..] {
                [] => vec![p.id.as_str()],
                many => many.iter().map(String::as_str).collect(),
            })
            .collect();
        ids.sort_unstable();
        let mut all: Vec<&str> = chart.nodes.iter().map(|n| n.id.as_str()).collect();
        all.sort_unstable();
        assert_eq!(ids, all);
    }
}

#[test]
fn another_seed_is_another_picture() {
    let chart = made_up::small();
    let other = RingChart { seed: 2, ..chart.clone() };
    let sheet = Sheet::page("seed");
    assert_ne!(chart.layout(&sheet), other.layout(&sheet));
    assert_eq!(chart.draw(&sheet).table, other.draw(&sheet).table);
}

#[test]
fn the_layout_is_the_drawings_own() {
    let chart = made_up::few();
    let sheet = Sheet::page("same");
    let (layout, drawing) = (chart.layout(&sheet), chart.draw(&sheet));
    let doc = roxmltree::Document::parse(&drawing.svg).expect("well-formed XML");
    // Actors are the only circles in links; all are moved by one offset.
    let number = |n: &roxmltree::Node<'_, '_>, key| {
        n.attribute(key).and_then(|v| v.parse::<f64>().ok()).expect("a number")
    };
    let circles: Vec<(f64, f64)> = doc
        .descendants()
        .filter(|n| n.tag_name().name() == "circle")
        .filter(|n| n.ancestors().any(|a| a.tag_name().name() == "a"))
        .map(|n| (number(&n, "cx"), number(&n, "cy")))
        .collect();
    let actors: Vec<_> =
        layout.nodes.iter().filter(|p| p.id.contains('a') && !p.id.contains('l')).collect();
    assert_eq!(circles.len(), actors.len());
    let top = circles.iter().map(|c| c.1).fold(f64::MAX, f64::min)
        - actors.iter().map(|p| p.y).fold(f64::MAX, f64::min);
    for p in actors {
        let near = circles
            .iter()
            .any(|c| (c.0 - p.x - 16.0).abs() < 0.11 && (c.1 - p.y - top).abs() < 0.11);
        assert!(near, "{p:?}");
    }
    assert!(serde_json::to_string(&layout).expect("plain data").contains("\"id\":\"c0a0\""));
}

#[test]
fn the_table_has_the_links_of_the_drawing_in_its_order() {
    let sheet = Sheet::page("twin");
    for drawing in [made_up::small().draw(&sheet), made_up::europe(60).draw(&sheet)] {
        let doc = roxmltree::Document::parse(&drawing.svg).expect("well-formed XML");
        let drawn: Vec<&str> = doc.descendants().filter_map(|n| n.attribute("href")).collect();
        let below = |first: &str| first.starts_with("tie") || first == "moves";
        let rows =
            |lines: bool| drawing.table.rows.iter().filter(move |r| below(&r.cells[0]) == lines);
        let told: Vec<&str> =
            rows(true).chain(rows(false)).filter_map(|r| r.href.as_deref()).collect();
        assert_eq!(drawn, told);
    }
}
