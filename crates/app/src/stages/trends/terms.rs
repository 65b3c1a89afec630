//! Words and pairs of words of the adverts, without what was extracted of them, as rows to count.

use super::corpus::{Corpus, Posted};
use crate::stages::wholes::{Whole, Wholes};
use anyhow::Result;
use rustc_hash::FxHashSet;
use spoor_tables::Snapshot;
use spoor_trends::{Row, Settings, TermSettings, Terms, Text};
use spoor_vocab::Kind;

/// The terms and their rows; keys are numbers of terms. The adverts are read twice, so that only the
/// terms that pass are held.
pub fn read(snapshot: &Snapshot, corpus: &Corpus<'_>) -> Result<(Vec<String>, Vec<Row>)> {
    let picked = picked(corpus);
    // Selectors, names, places and whatever else was extracted are masked, but services and
    // indicators: these are words that may rise.
    let rows = picked.iter().map(|p| p.row).collect();
    let keep = [Kind::Service, Kind::Indicator];
    let wholes = Wholes::of(snapshot, corpus.facts.adverts(), rows, &keep)?;
    let mut terms = Terms::new(TermSettings {
        never: spoor_extract::never_words().clone(),
        actors_min: Settings::default().actors_min,
        rest: corpus.span.map_or(1, |s| s.rest),
        cells: (picked.len() * 16).clamp(1 << 14, 1 << 22),
    });
    each(&wholes, &picked, |texts| terms.note(texts))?;
    each(&wholes, &picked, |texts| terms.take(texts))?;
    let (mut words, mut rows) = terms.finish();
    // Spelled with or without accents, alone or in a pair: nothing is counted by a people or a
    // colour.
    let never: Vec<bool> = words.iter().map(|w| spoor_extract::never(w).is_some()).collect();
    rows.retain(|r| !never[r.key as usize]);
    words.iter_mut().zip(never).filter(|(_, never)| *never).for_each(|(word, _)| word.clear());
    Ok((words, rows))
}

/// The adverts to read: of an actor's adverts of one template and week the first, since the others
/// say the same.
fn picked<'a>(corpus: &Corpus<'a>) -> Vec<Posted<'a>> {
    let mut known = FxHashSet::default();
    let first = |p: &Posted<'a>| {
        let template = p.advert.template_id.as_str();
        template.is_empty() || known.insert((p.actor, template, p.week))
    };
    corpus.counted().filter(first).collect()
}

/// The picked adverts as the counting wants them, a batch at a time.
fn each(
    wholes: &Wholes<'_>,
    picked: &[Posted<'_>],
    mut take: impl FnMut(&[Text<'_>]),
) -> Result<()> {
    let mut picked = picked.iter();
    wholes.each(|batch| {
        let texts: Vec<Text<'_>> = batch
            .iter()
            .zip(picked.by_ref())
            .map(|(Whole { text, spans, .. }, p)| Text {
                text,
                masked: spans,
                group: 0,
                bucket: p.week,
                actor: p.actor,
                row: p.row,
            })
            .collect();
        take(&texts);
    })
}
