//! Which pictures an advert shows, as values that tie adverts: the likeness of a picture whose bytes are
//! held, else what the advert says (an address, a digest).

use anyhow::Result;
use rustc_hash::FxHashMap;
use spoor_tables::columns::{numbers, texts};
use spoor_tables::{Snapshot, scan::scan};

/// Likenesses of the pictures that adverts show.
#[derive(Default)]
pub struct Shown {
    /// By advert: positions, with the likeness.
    of: FxHashMap<String, Vec<(u32, String)>>,
}

impl Shown {
    /// Of a snapshot; nothing of one that was built before pictures were looked at.
    pub fn load(snapshot: &Snapshot) -> Result<Self> {
        let mut likeness: FxHashMap<String, String> = FxHashMap::default();
        let Ok(parts) = snapshot.parts("likenesses") else { return Ok(Self::default()) };
        for batch in scan(parts, &["content", "likeness_id"]) {
            let batch = batch?;
            let (content, id) = (texts(&batch, "content")?, texts(&batch, "likeness_id")?);
            for row in 0..batch.num_rows() {
                likeness.insert(content.value(row).to_owned(), id.value(row).to_owned());
            }
        }
        let mut of: FxHashMap<String, Vec<(u32, String)>> = FxHashMap::default();
        if likeness.is_empty() {
            return Ok(Self { of });
        }
        for batch in scan(snapshot.parts("photos")?, &["advert_id", "position", "content"]) {
            let batch = batch?;
            let (advert_id, content) = (texts(&batch, "advert_id")?, texts(&batch, "content")?);
            let position = numbers(&batch, "position")?;
            for row in 0..batch.num_rows() {
                if let Some(id) = likeness.get(content.value(row)) {
                    let shown = of.entry(advert_id.value(row).to_owned()).or_default();
                    shown.push((position.value(row), id.clone()));
                }
            }
        }
        Ok(Self { of })
    }

    /// Of an advert, with what it states of each of its pictures. How its page looked is none of them.
    pub fn values(&self, advert_id: &str, stated: Vec<String>) -> Vec<String> {
        let Some(likenesses) = self.of.get(advert_id) else { return stated };
        let likeness = |at: usize| {
            let found = likenesses.iter().find(|(position, _)| *position as usize == at);
            found.map(|(_, id)| id.clone())
        };
        stated.into_iter().enumerate().map(|(at, said)| likeness(at).unwrap_or(said)).collect()
    }
}
