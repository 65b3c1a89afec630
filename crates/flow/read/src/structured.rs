//! Adverts that a page states for machines: JSON-LD and microdata with the words of schema.org.

mod json_ld;
mod microdata;
mod thing;

use crate::draft::Draft;
use crate::page::Page;
use crate::{Found, main_text};
use thing::Thing;

/// Reads JSON-LD, or, if it gives nothing, microdata.
pub(crate) fn page(page: &Page, found: &mut Found<'_>) {
    for read in [json_ld::read, microdata::read] {
        let mut things = read(page);
        things.dedup_by(|a, b| a.text == b.text);
        let mut drafts: Vec<Draft> = things.into_iter().filter_map(Thing::into_draft).collect();
        if drafts.is_empty() {
            continue;
        }
        let one = drafts.len() == 1;
        if one {
            drafts[0].url = drafts[0].url.take().or_else(|| page.url());
        }
        found.drafts.append(&mut drafts);
        if one {
            complete(page, found);
        }
        return;
    }
}

/// Descriptions for machines are often cut short: then the page has the whole of it.
fn complete(page: &Page, found: &mut Found<'_>) {
    let Some(draft) = found.drafts.last_mut() else { return };
    let text = draft.text.trim_end();
    if !text.ends_with("...") && !text.ends_with('…') {
        return;
    }
    let stem = text.trim_end_matches(['.', '…']);
    let beginning: String = stem.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(shown) = main_text::read(page) {
        let words = shown.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.len() > beginning.len() + 3 && words.contains(&beginning) {
            draft.text = shown.text;
        }
    }
}

/// Reads a JSON document that was retrieved as such: JSON-LD, an object like a row of JSONL, or a
/// list of those.
pub(crate) fn json_document(text: &str, found: &mut Found<'_>) {
    let value: serde_json::Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            let hint = "the exhibit is kept; look at it if adverts are expected";
            found.defect("json.not-json", &format!("the document is no JSON: {error}"), hint);
            return;
        }
    };
    let mut things: Vec<Thing> = Vec::new();
    json_ld::collect(&value, &mut things);
    found.drafts.extend(things.into_iter().filter_map(Thing::into_draft));
    if !found.drafts.is_empty() {
        return;
    }
    let rows = match value {
        serde_json::Value::Array(rows) => rows,
        one => vec![one],
    };
    for row in rows.iter().filter(|row| row.get("text").is_some_and(|t| t.is_string())) {
        crate::row::json(row.to_string().as_bytes(), found);
    }
}
