//! Which texts are read for their style: some to learn from, some to compare.

use crate::facts::{Facts, Party};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// Actors that are learned from: more do not make a better model.
const ACTORS: usize = 4000;
/// Texts of one actor that are learned from.
const EXAMPLES: usize = 4;
/// Texts of one party that are compared: 66 pairs.
const TEXTS: usize = 12;

/// A text of a party.
pub struct Text {
    /// Row of the advert.
    pub row: u32,
    /// Number of its template; a text alone has one of its own.
    pub template: u32,
    /// Number of whom it is about: a name, or an actor without one.
    pub who: u32,
}

/// The texts.
pub struct Picked {
    /// Row, actor, template.
    pub examples: Vec<(u32, u32, u32)>,
    /// Number of a party, its texts.
    pub parties: Vec<(usize, Vec<Text>)>,
}

impl Picked {
    /// Picks, by row and by digest of identifiers: the same from the same facts.
    pub fn of(facts: &Facts, parties: &[Party]) -> Self {
        let templates = templates(facts);
        let mut several: Vec<(u64, u32, Vec<u32>)> = (0..)
            .zip(facts.actors())
            .filter_map(|(actor, (id, rows))| {
                let rows = one_a_template(rows, &templates, EXAMPLES);
                (rows.len() > 1).then(|| (lot(id), actor, rows))
            })
            .collect();
        several.sort_unstable();
        several.truncate(ACTORS);
        let examples = several.iter().flat_map(|(_, actor, rows)| {
            rows.iter().map(|row| (*row, *actor, templates[*row as usize]))
        });
        let compared = |(n, party): (usize, &Party)| {
            let texts = texts(facts, party, &templates);
            (texts.len() > 1).then_some((n, texts))
        };
        let parties = parties.iter().enumerate().filter_map(compared).collect();
        Self { examples: examples.collect(), parties }
    }

    /// Rows of all, ascending.
    pub fn rows(&self) -> Vec<u32> {
        let examples = self.examples.iter().map(|e| e.0);
        let compared = self.parties.iter().flat_map(|(_, texts)| texts.iter().map(|t| t.row));
        examples.chain(compared).collect::<BTreeSet<u32>>().into_iter().collect()
    }
}

/// Number of the template of each row.
fn templates(facts: &Facts) -> Vec<u32> {
    let mut known: FxHashMap<&str, u32> = FxHashMap::default();
    // A text alone has a number of its own, behind those of all templates.
    let alone = facts.adverts().len() as u32..;
    facts
        .adverts()
        .iter()
        .zip(alone)
        .map(|(advert, alone)| match advert.template_id.as_str() {
            "" => alone,
            id => {
                let next = known.len() as u32;
                *known.entry(id).or_insert(next)
            }
        })
        .collect()
}

/// The first rows of so many different templates.
fn one_a_template(rows: &[u32], templates: &[u32], most: usize) -> Vec<u32> {
    let mut seen = FxHashSet::default();
    let first = |row: &&u32| seen.insert(templates[**row as usize]);
    rows.iter().filter(first).take(most).copied().collect()
}

/// A party's texts, one a template, in turn of whom they are about, so that no name crowds out the
/// others. None if all are about one.
fn texts(facts: &Facts, party: &Party, templates: &[u32]) -> Vec<Text> {
    let mut names: FxHashMap<&str, u32> = FxHashMap::default();
    let mut of: Vec<Vec<Text>> = Vec::new();
    let mut seen = FxHashSet::default();
    for (actor, row) in facts.rows(party) {
        let advert = &facts.adverts()[row as usize];
        let template = templates[row as usize];
        if !seen.insert(template) {
            continue;
        }
        let name = advert.names.first().map_or(actor, String::as_str);
        let who = *names.entry(name).or_insert_with(|| {
            of.push(Vec::new());
            of.len() as u32 - 1
        });
        of[who as usize].push(Text { row, template, who });
    }
    if of.len() < 2 {
        return Vec::new();
    }
    let mut turns: Vec<(usize, Text)> =
        of.into_iter().flat_map(|t| t.into_iter().enumerate()).collect();
    turns.sort_by_key(|(turn, text)| (*turn, text.who));
    turns.into_iter().take(TEXTS).map(|(_, text)| text).collect()
}

/// A lot drawn by identifier.
fn lot(id: &str) -> u64 {
    let digest = blake3::hash(id.as_bytes());
    digest.as_bytes()[..8].iter().fold(0, |lot, byte| lot << 8 | u64::from(*byte))
}
