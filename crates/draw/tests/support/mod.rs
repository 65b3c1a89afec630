//! What every drawing keeps to, judged by an XML parser that is not ours.

use spoor_draw::{CSS, Drawing, Ink};
use std::collections::BTreeSet;

/// Panics with what is wrong, if anything is.
pub fn check(drawing: &Drawing) {
    let doc = roxmltree::Document::parse(&drawing.svg).expect("well-formed XML");
    let root = doc.root_element();
    assert_eq!(root.tag_name().name(), "svg");
    let view: Vec<f64> = root
        .attribute("viewBox")
        .expect("a viewBox")
        .split(' ')
        .map(|n| n.parse().expect("a number"))
        .collect();
    assert!(view[2] > 0.0 && view[3] > 0.0 && view[3] < 100_000.0, "{view:?}");
    assert!(root.attribute("width").is_none(), "the page sets the width");
    named(&doc, drawing);
    let classes: BTreeSet<&str> =
        doc.descendants().filter_map(|n| n.attribute("class")).flat_map(|c| c.split(' ')).collect();
    let inks: BTreeSet<String> = Ink::all()
        .flat_map(|i| [format!("sd-f-{}", i.name()), format!("sd-s-{}", i.name())])
        .collect();
    for class in classes {
        let known =
            inks.contains(class) || CSS.contains(&format!(".{class}")) || class.starts_with("sd");
        assert!(known, "class {class}");
    }
    for node in doc.descendants().filter(roxmltree::Node::is_element) {
        element(&node, &view);
    }
    for row in &drawing.table.rows {
        assert_eq!(row.cells.len(), drawing.table.header.len());
    }
}

/// It has a name, a description, a role that fits its links, and its references lead somewhere.
fn named(doc: &roxmltree::Document<'_>, drawing: &Drawing) {
    let root = doc.root_element();
    let mut ids = BTreeSet::new();
    for id in doc.descendants().filter_map(|n| n.attribute("id")) {
        assert!(ids.insert(id), "id {id} is given twice");
    }
    let by = root.attribute("aria-labelledby").expect("a name");
    assert!(by.split(' ').all(|id| ids.contains(id)), "{by}");
    let links = doc.descendants().any(|n| n.tag_name().name() == "a");
    assert_eq!(root.attribute("role"), Some(if links { "group" } else { "img" }));
    let child = |tag| root.children().find(|n| n.tag_name().name() == tag).and_then(|n| n.text());
    assert_eq!(child("desc").unwrap_or_default(), drawing.summary);
    for node in doc.descendants() {
        for value in node.attributes().map(|a| a.value()) {
            if let Some(id) = value.strip_prefix("url(#") {
                assert!(ids.contains(id.trim_end_matches(')')), "{value}");
            }
        }
    }
}

fn element(node: &roxmltree::Node<'_, '_>, view: &[f64]) {
    let tag = node.tag_name().name();
    let allowed = [
        "svg", "title", "desc", "defs", "pattern", "clipPath", "g", "a", "rect", "circle", "line",
        "path", "polygon", "polyline", "text",
    ];
    assert!(allowed.contains(&tag), "element {tag}");
    for a in node.attributes() {
        let (key, value) = (a.name(), a.value());
        assert!(key != "style" && !key.starts_with("on"), "{key}");
        let words = ["class", "id", "href", "font-family", "aria-labelledby"].contains(&key)
            || value.starts_with("url(");
        assert!(words || !(value.contains("NaN") || value.contains("inf")), "{key}={value}");
        if key == "href" {
            assert!(!value.to_lowercase().contains("script:"), "{value}");
        }
    }
    let n = |key: &str| node.attribute(key).and_then(|v| v.parse::<f64>().ok());
    let shown = node
        .ancestors()
        .all(|a| a.tag_name().name() != "defs" && a.attribute("clip-path").is_none());
    if tag == "circle" && shown {
        let (x, y, r) = (n("cx").expect("cx"), n("cy").expect("cy"), n("r").expect("r"));
        assert!(r >= 0.0 && x - r >= -0.5 && y - r >= -0.5, "circle at {x}, {y}");
        assert!(x + r <= view[2] + 0.5 && y + r <= view[3] + 0.5, "circle at {x}, {y}");
    }
    if tag == "text" {
        let (x, y) = (n("x").expect("x"), n("y").expect("y"));
        assert!(x >= 0.0 && x <= view[2] && y >= 0.0 && y <= view[3], "text at {x}, {y}");
        let text = node.text().unwrap_or_default();
        assert!(text.chars().count() < 3_000, "a text of {} characters", text.len());
    }
    for key in ["width", "height", "r", "stroke-width"] {
        assert!(n(key).is_none_or(|v| v >= 0.0), "{key} of {tag}");
    }
}
