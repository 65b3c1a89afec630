//! Title and text of picked adverts as one, with what was extracted of them as spans.

use anyhow::Result;
use rayon::prelude::*;
use spoor_leads::AdvertFacts;
use spoor_tables::columns::{numbers, optional, texts};
use spoor_tables::{Snapshot, scan::scan};
use spoor_vocab::Kind;

/// A mention: row of its advert, whether it is in the title, characters from and to.
type Mask = (u32, bool, u32, u32);

/// Title and text of one advert.
pub struct Whole {
    /// Row of the advert.
    pub row: u32,
    /// The title, a line break, the text, a line break.
    pub text: String,
    /// Mentions, as bytes of `text`.
    pub spans: Vec<(usize, usize)>,
}

/// Picked adverts, which can be read more than once.
pub struct Wholes<'a> {
    snapshot: &'a Snapshot,
    /// Rows, ascending.
    rows: Vec<u32>,
    masks: Vec<Mask>,
}

impl<'a> Wholes<'a> {
    /// Finds the mentions of the adverts of `rows` (ascending) that are of other kinds than `keep`.
    pub fn of(
        snapshot: &'a Snapshot,
        adverts: &[AdvertFacts],
        rows: Vec<u32>,
        keep: &[Kind],
    ) -> Result<Self> {
        let masks = masks(snapshot, adverts, &rows, keep)?;
        Ok(Self { snapshot, rows, masks })
    }

    /// Gives them in order of rows, as many at a time as come out of the table at once.
    pub fn each(&self, mut take: impl FnMut(Vec<Whole>)) -> Result<()> {
        let (mut wanted, mut masks) = (self.rows.iter().peekable(), &self.masks[..]);
        let mut row = 0u32;
        for batch in scan(self.snapshot.parts("adverts")?, &["title", "text"]) {
            let batch = batch?;
            let (title, text) = (texts(&batch, "title")?, texts(&batch, "text")?);
            let mut own = Vec::new();
            for i in 0..batch.num_rows() {
                if wanted.next_if(|w| **w == row).is_some() {
                    let of;
                    (of, masks) = masks.split_at(masks.partition_point(|m| m.0 <= row));
                    own.push((row, [optional(&title, i).unwrap_or_default(), text.value(i)], of));
                }
                row += 1;
            }
            take(own.into_par_iter().map(|(row, parts, of)| whole(row, parts, of)).collect());
        }
        Ok(())
    }
}

fn whole(row: u32, parts: [&str; 2], masks: &[Mask]) -> Whole {
    let (mut text, mut spans) = (String::new(), Vec::with_capacity(masks.len()));
    for (part, is_title) in parts.into_iter().zip([true, false]) {
        let of = masks.iter().filter(|m| m.1 == is_title).map(|m| (m.2, m.3));
        let bytes = spoor_extract::byte_spans(part, &of.collect::<Vec<_>>());
        spans.extend(bytes.iter().map(|(a, b)| (a + text.len(), b + text.len())));
        text.push_str(part);
        text.push('\n');
    }
    Whole { row, text, spans }
}

/// Mentions come in the order of adverts, so one walk over both is enough.
fn masks(
    snapshot: &Snapshot,
    adverts: &[AdvertFacts],
    rows: &[u32],
    keep: &[Kind],
) -> Result<Vec<Mask>> {
    let mut wanted = rows.iter().peekable();
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
            while wanted.next_if(|w| (**w as usize) < row).is_some() {}
            let title = field.value(i) == "title";
            let kept = keep.iter().any(|k| k.as_str() == kind.value(i));
            if wanted.peek().is_some_and(|w| **w as usize == row)
                && (title || field.value(i) == "text")
                && !kept
            {
                masks.push((row as u32, title, start.value(i), end.value(i)));
            }
        }
    }
    Ok(masks)
}
