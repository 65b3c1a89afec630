//! Drawings as they are kept: a change of one byte is to be looked at.

#[path = "../examples/made_up/mod.rs"]
#[allow(dead_code, unused_imports)]
mod made_up;
mod support;

use spoor_draw::{
    Bars, Drawing, Lanes, MoveMap, Moved, ReliabilityChart, RingChart, Sheet, Spark, Step,
    Waterfall,
};

fn kept(name: &str, draw: impl Fn(&Sheet) -> Drawing) {
    for sheet in [Sheet::page(name), Sheet::phone(name)] {
        let drawing = draw(&sheet);
        support::check(&drawing);
        assert!(drawing.defects.is_empty(), "{:?}", drawing.defects);
        assert!(!drawing.table.rows.is_empty());
        if sheet.width > 500.0 {
            insta::assert_snapshot!(name, drawing.svg);
            let cells = |c: &[String]| c.join(" | ");
            let rows: Vec<String> = drawing.table.rows.iter().map(|r| cells(&r.cells)).collect();
            let table = format!("{}\n{}", cells(&drawing.table.header), rows.join("\n"));
            insta::assert_snapshot!(format!("{name}-table"), table);
        }
    }
}

#[test]
fn ring() {
    kept("ring", |s| made_up::small().draw(s));
}

#[test]
fn map() {
    kept("map", |s| made_up::circuit().draw(s));
}

#[test]
fn lanes() {
    kept("lanes", |s| made_up::lanes().draw(s));
}

#[test]
fn bars() {
    kept("bars", |s| made_up::bars().draw(s));
}

#[test]
fn waterfall() {
    kept("waterfall", |s| made_up::waterfall().draw(s));
}

#[test]
fn moved() {
    kept("moved", |s| made_up::moved().draw(s));
}

#[test]
fn reliability() {
    kept("reliability", |s| made_up::reliability().draw(s));
}

#[test]
fn spark() {
    kept("spark", |s| made_up::spark().draw(s));
}

#[test]
fn large_ones_are_whole() {
    for sheet in [Sheet::page("large"), Sheet::phone("large")] {
        for drawing in [
            made_up::few().draw(&sheet),
            made_up::many(280).draw(&sheet),
            made_up::many(900).draw(&sheet),
            made_up::europe(200).draw(&sheet),
            made_up::pacific().draw(&sheet),
        ] {
            support::check(&drawing);
        }
    }
}

#[test]
fn nothing_is_said_to_be_nothing_and_why() {
    let title = || "Title".to_owned();
    let why = "its adverts were erased";
    let sheet = Sheet::page("none").or_say(why);
    let drawings = [
        RingChart::new("Title", vec![], vec![]).draw(&sheet),
        MoveMap { title: title(), places: vec![], moves: vec![] }.draw(&sheet),
        Lanes {
            title: title(),
            significance: String::new(),
            lanes: vec![],
            stays: vec![],
            links: vec![],
        }
        .draw(&sheet),
        Bars { title: title(), noun: "advert".into(), step: Step::Week, bars: vec![] }.draw(&sheet),
        Waterfall { title: title(), prior: 0.0, contributions: vec![], interval: None }
            .draw(&sheet),
        ReliabilityChart { title: title(), bins: vec![] }.draw(&sheet),
        Moved { title: title(), noun: "weight".into(), values: vec![] }.draw(&sheet),
    ];
    for drawing in drawings {
        support::check(&drawing);
        assert!(drawing.svg.contains(">Nothing to draw<") && drawing.svg.contains(why));
        assert_eq!(drawing.summary, format!("Nothing to draw: {why}."));
    }
    let spark = Spark { title: title(), values: vec![] }.draw(&sheet);
    support::check(&spark);
    assert_eq!(spark.summary, format!("Nothing to draw: {why}."));
}

#[test]
fn what_could_not_be_used_is_the_reason_for_nothing() {
    let mut chart = made_up::circuit();
    chart
        .places
        .iter_mut()
        .for_each(|p| (p.lat, p.precision) = (f64::NAN, spoor_draw::Precision::Town));
    let drawing = chart.draw(&Sheet::page("bad"));
    support::check(&drawing);
    assert!(drawing.summary.contains("could not be used"), "{}", drawing.summary);
    // Each place, and each move for want of its places.
    assert_eq!(drawing.defects.len(), chart.places.len() + chart.moves.len());
}
