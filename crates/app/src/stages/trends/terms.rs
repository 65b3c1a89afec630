//! Words and pairs of words of the adverts, without what was extracted of them, as rows to count.

use super::corpus::{Corpus, Posted};
use anyhow::Result;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use spoor_tables::columns::{numbers, optional, texts};
use spoor_tables::{Snapshot, scan::scan};
use spoor_trends::{Row, Settings, TermSettings, Terms, Text};
use spoor_vocab::Kind;

/// Mentions to mask, by advert: row, whether it is in the title, characters from and to.
type Mask = (u32, bool, u32, u32);

/// The terms and their rows; keys are numbers of terms. The adverts are read twice, so that only the
/// terms that pass are held.
pub fn read(snapshot: &Snapshot, corpus: &Corpus<'_>) -> Result<(Vec<String>, Vec<Row>)> {
    let picked = picked(corpus);
    let masks = masks(snapshot, corpus, &picked)?;
    let mut terms = Terms::new(TermSettings {
        never: spoor_extract::never_words().clone(),
        actors_min: Settings::default().actors_min,
        rest: corpus.span.map_or(1, |s| s.rest),
        cells: (picked.len() * 16).clamp(1 << 14, 1 << 22),
    });
    each(snapshot, &picked, &masks, |texts| terms.note(texts))?;
    each(snapshot, &picked, &masks, |texts| terms.take(texts))?;
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

/// Selectors, names, places and whatever else was extracted, but services and indicators: these are
/// words that may rise.
fn masks(snapshot: &Snapshot, corpus: &Corpus<'_>, picked: &[Posted<'_>]) -> Result<Vec<Mask>> {
    let adverts = corpus.facts.adverts();
    let mut wanted = picked.iter().map(|p| p.row).peekable();
    let (mut masks, mut row) = (Vec::new(), 0usize);
    for batch in scan(snapshot.parts("mentions")?, &["advert_id", "field", "kind", "start", "end"])
    {
        let batch = batch?;
        let (advert_id, field) = (texts(&batch, "advert_id")?, texts(&batch, "field")?);
        let kind = texts(&batch, "kind")?;
        let (start, end) = (numbers(&batch, "start")?, numbers(&batch, "end")?);
        for i in 0..batch.num_rows() {
            while row < adverts.len() && adverts[row].advert_id != advert_id.value(i) {
                row += 1;
            }
            while wanted.next_if(|w| (*w as usize) < row).is_some() {}
            let title = field.value(i) == "title";
            let words =
                [Kind::Service, Kind::Indicator].iter().any(|k| k.as_str() == kind.value(i));
            if wanted.peek().is_some_and(|w| *w as usize == row)
                && (title || field.value(i) == "text")
                && !words
            {
                masks.push((row as u32, title, start.value(i), end.value(i)));
            }
        }
    }
    Ok(masks)
}

/// The picked adverts a batch of the table at a time, title and text as one, with masks as bytes of
/// both.
fn each(
    snapshot: &Snapshot,
    picked: &[Posted<'_>],
    masks: &[Mask],
    mut take: impl FnMut(&[Text<'_>]),
) -> Result<()> {
    let (mut wanted, mut masks) = (picked.iter().peekable(), masks);
    let mut row = 0u32;
    for batch in scan(snapshot.parts("adverts")?, &["title", "text"]) {
        let batch = batch?;
        let (title, text) = (texts(&batch, "title")?, texts(&batch, "text")?);
        let mut own = Vec::new();
        for i in 0..batch.num_rows() {
            if let Some(p) = wanted.next_if(|p| p.row == row) {
                let of;
                (of, masks) = masks.split_at(masks.partition_point(|m| m.0 <= row));
                own.push((p, [optional(&title, i).unwrap_or_default(), text.value(i)], of));
            }
            row += 1;
        }
        let whole: Vec<_> = own.par_iter().map(|(_, parts, of)| whole(parts, of)).collect();
        let texts: Vec<Text<'_>> = own
            .iter()
            .zip(&whole)
            .map(|((p, ..), (text, masked))| {
                let Posted { row, actor, week, .. } = **p;
                Text { text, masked, group: 0, bucket: week, actor, row }
            })
            .collect();
        take(&texts);
    }
    Ok(())
}

/// Title and text as one, with their masks as bytes of it.
fn whole(parts: &[&str; 2], masks: &[Mask]) -> (String, Vec<(usize, usize)>) {
    let (mut whole, mut masked) = (String::new(), Vec::with_capacity(masks.len()));
    for (part, is_title) in parts.iter().zip([true, false]) {
        let of = masks.iter().filter(|m| m.1 == is_title).map(|m| (m.2, m.3));
        let spans = spoor_extract::byte_spans(part, &of.collect::<Vec<_>>());
        masked.extend(spans.iter().map(|(a, b)| (a + whole.len(), b + whole.len())));
        whole.push_str(part);
        whole.push('\n');
    }
    (whole, masked)
}
