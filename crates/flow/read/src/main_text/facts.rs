//! Facts a page lists beside the words of an advert: `Posted` / `3 May 2026`, `Plaats: Utrecht`.

use super::blocks::Block;
use crate::date;
use crate::draft::Draft;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Language, field and label.
const LABELS: &str = include_str!("../../data/facts.tsv");

/// Longest label.
const LABEL_BYTES_MAX: usize = 30;

/// Longest value, in characters.
const VALUE_CHARS_MAX: usize = 60;

/// Takes what is labelled as the advert's date, place, number or placer into `draft`, and gives
/// the blocks that are no words of the advert: a label and a value in blocks of their own (a
/// definition list, a table) are the site's; `Label: value` in one block may be the placer's.
pub(super) fn take<'a>(near: &[&'a Block], draft: &mut Draft) -> Vec<&'a Block> {
    let mut listed = Vec::new();
    for (at, block) in near.iter().enumerate() {
        let text = block.text.as_str();
        let (label, value) = text.split_once(':').unwrap_or((text, ""));
        let Some(field) = field(label) else { continue };
        match near.get(at + 1) {
            Some(next) if value.trim().is_empty() => {
                if accept(field, &next.text, draft) {
                    listed.extend([*block, *next]);
                }
            }
            _ => {
                accept(field, value.trim(), draft);
            }
        }
    }
    listed
}

fn field(label: &str) -> Option<&'static str> {
    static FIELDS: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
    let label = label.trim();
    if label.is_empty() || label.len() > LABEL_BYTES_MAX {
        return None;
    }
    let fields = FIELDS.get_or_init(|| {
        let lines = LABELS.lines().filter(|line| !line.starts_with('#'));
        let columns = lines.map(|line| line.split('\t').skip(1));
        columns.filter_map(|mut c| c.next().and_then(|field| Some((c.next()?, field)))).collect()
    });
    fields.get(label.to_lowercase().as_str()).copied()
}

/// Keeps a value that has the form of its field, if the field is still empty.
fn accept(field: &str, value: &str, draft: &mut Draft) -> bool {
    if value.is_empty() || value.contains('\n') || value.chars().count() > VALUE_CHARS_MAX {
        return false;
    }
    let one_word = !value.contains(char::is_whitespace);
    let digits = value.contains(|c: char| c.is_ascii_digit());
    let slot = match field {
        "posted" => {
            let found = date::iso(value).or_else(|| date::find(value).map(|(at, _)| at));
            draft.posted = draft.posted.or(found);
            return found.is_some();
        }
        "place" if !digits => &mut draft.place,
        "id" if one_word && digits => &mut draft.id,
        "account" if one_word => &mut draft.account,
        _ => return false,
    };
    slot.get_or_insert_with(|| value.to_owned());
    true
}
