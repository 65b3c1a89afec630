//! A page as a screen reader is told it: roles and names of Chromium's accessibility tree.

use super::driver::Chromium;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Roles that only hold others together, or repeat the words of what holds them.
const PASSED_OVER: [&str; 12] = [
    "none",
    "generic",
    "InlineTextBox",
    "StaticText",
    "LayoutTable",
    "LineBreak",
    "ListMarker",
    "rowgroup",
    "paragraph",
    "LabelText",
    "Legend",
    "LayoutTableRow",
];
/// Roles whose names are part of the page, whatever data it shows.
const NAMED: [&str; 16] = [
    "RootWebArea",
    "heading",
    "link",
    "button",
    "textbox",
    "combobox",
    "radio",
    "checkbox",
    "navigation",
    "region",
    "group",
    "columnheader",
    "searchbox",
    "image",
    "DisclosureTriangle",
    "search",
];

/// The tree, indented. Of neighbours that are alike one is told, with their number, so that the
/// snapshot is the page's and not the data's; what changes with the data stands as `…`.
pub fn tree(browser: &Chromium) -> String {
    let whole = browser.cdp("Accessibility.getFullAXTree", &json!({}));
    let nodes = whole["nodes"].as_array().expect("a list of nodes");
    let by_id: BTreeMap<&str, &Value> =
        nodes.iter().filter_map(|n| Some((n["nodeId"].as_str()?, n))).collect();
    // The script that gives keys their button may be there a moment later.
    let lines = told(&by_id, &nodes[0], true).into_iter();
    let lines: Vec<String> = lines.filter(|line| line.trim() != "button \"Keys\"").collect();
    lines.join("\n") + "\n"
}

/// A node with what is below it; `names` not within a drawing, whose parts are data.
fn told(all: &BTreeMap<&str, &Value>, node: &Value, names: bool) -> Vec<String> {
    let role = node["role"]["value"].as_str().unwrap_or_default();
    let children = node["childIds"].as_array().cloned().unwrap_or_default();
    let children = children.iter().filter_map(|id| all.get(id.as_str()?));
    let mut below: Vec<Vec<String>> = Vec::new();
    for child in children {
        let lines = told(all, child, names && role != "image");
        if passed_over(child) {
            // Its children take its place, each on its own.
            below.extend(groups(lines));
        } else {
            below.push(lines);
        }
    }
    let inner = alike(&below);
    if passed_over(node) {
        return inner;
    }
    let name = steady(node["name"]["value"].as_str().unwrap_or_default());
    let named = names && !name.is_empty() && NAMED.contains(&role);
    let name = if named { format!(" \"{name}\"") } else { String::new() };
    let mut lines = vec![format!("{role}{name}{}", states(node))];
    lines.extend(inner.into_iter().map(|l| format!("  {l}")));
    lines
}

fn passed_over(node: &Value) -> bool {
    let role = node["role"]["value"].as_str().unwrap_or_default();
    node["ignored"] == true || PASSED_OVER.contains(&role)
}

/// Lines cut where they are not indented.
fn groups(lines: Vec<String>) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = Vec::new();
    for line in lines {
        match all.last_mut().filter(|_| line.starts_with(' ')) {
            Some(last) => last.push(line),
            None => all.push(vec![line]),
        }
    }
    all
}

/// All lines, of neighbours that are alike one. Items of lists and rows of tables are data: they are
/// alike whatever their names.
fn alike(below: &[Vec<String>]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut at = 0;
    while at < below.len() {
        let same = below[at..].iter().take_while(|b| shape(b) == shape(&below[at])).count();
        if same > 1 && !below[at].is_empty() {
            let mut first: Vec<String> = shape(&below[at]).lines().map(str::to_owned).collect();
            first[0] += " (several)";
            lines.extend(first);
        } else {
            lines.extend(below[at].clone());
        }
        at += same;
    }
    lines
}

/// What two neighbours are compared by.
fn shape(lines: &[String]) -> String {
    let data = lines.first().is_some_and(|l| l.starts_with("listitem") || l.starts_with("row"));
    let nameless = |line: &String| match (line.find('"'), line.rfind('"')) {
        (Some(from), Some(to)) if data => format!("{}\"…{}", &line[..from], &line[to..]),
        _ => line.clone(),
    };
    lines.iter().map(nameless).collect::<Vec<_>>().join("\n").replace(" (several)", "")
}

fn states(node: &Value) -> String {
    let told = ["level", "required", "readonly", "expanded", "pressed", "checked"];
    let of = node["properties"].as_array().cloned().unwrap_or_default();
    let mut text = String::new();
    for property in of {
        let (name, value) =
            (property["name"].as_str().unwrap_or_default(), &property["value"]["value"]);
        let value = value.to_string().trim_matches('"').to_owned();
        if told.contains(&name) && value != "false" {
            text += &format!(" [{name} {value}]");
        }
    }
    text
}

/// A name with `…` for every word that has a digit or is data of the made-up country.
fn steady(name: &str) -> String {
    let word =
        |w: &str| if w.chars().any(|c| c.is_ascii_digit()) { "…".into() } else { w.to_owned() };
    let words: Vec<String> = name.split_whitespace().map(word).collect();
    let text = words.join(" ");
    if text.chars().count() > 90 { text.chars().take(90).collect::<String>() + "…" } else { text }
}
