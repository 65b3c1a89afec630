//! What linking found, as rows of its six tables.

use super::Corpus;
use anyhow::Result;
use rayon::prelude::*;
use spoor_link::{Actors, SelectorUse, Sketches, Templates};
use spoor_tables::arrow::array::{
    ArrayRef, Float32Array, RecordBatch, StringArray, TimestampMillisecondArray, UInt32Array,
};
use spoor_tables::columns::{optional, texts};
use spoor_tables::{PartWriter, Snapshot, scan::scan};
use spoor_vocab::{Millis, SelectorKind, tables};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Members compared to find a template's slots: enough to see what varies, few enough to be quick
/// on clusters of thousands.
const ALIGNED: usize = 64;
/// Rows written at a time.
const CHUNK: usize = 65_536;

/// Everything linking found.
pub struct Linked<'a> {
    /// The adverts.
    pub corpus: &'a Corpus,
    /// The selectors they show.
    pub uses: &'a [SelectorUse<'a>],
    /// Their templates.
    pub templates: &'a Templates,
    /// Their actors.
    pub actors: &'a Actors,
}

pub fn strings(values: impl Iterator<Item = String>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

impl<'a> Linked<'a> {
    /// The selectors that an advert shows.
    pub fn shown(&self, row: u32) -> &'a [SelectorUse<'a>] {
        let from = self.uses.partition_point(|u| u.row < row);
        let to = self.uses.partition_point(|u| u.row <= row);
        &self.uses[from..to]
    }

    /// Writes one of the six tables.
    pub fn write(
        &self,
        table: &str,
        snapshot: &Snapshot,
        sketches: &Sketches,
        writer: &mut PartWriter,
    ) -> Result<()> {
        match table {
            "selectors" => self.selectors(writer),
            "members" => self.members(writer),
            "templates" => self.templates(snapshot, sketches, writer),
            "links" => self.links(writer),
            "damped" => self.damped(writer),
            _ => self.actors(writer),
        }
    }

    /// Identifiers are those of the first advert, so that they stay while a cluster grows.
    fn template_id(&self, row: usize, sizes: &[u32]) -> String {
        let label = self.templates.label[row] as usize;
        match sizes[label] {
            0 | 1 => String::new(),
            _ => format!("T-{}", &self.corpus.advert_ids[label][..16]),
        }
    }

    fn actor_id(&self, row: usize) -> String {
        format!("A-{}", &self.corpus.advert_ids[self.actors.label[row] as usize][..16])
    }

    fn template_sizes(&self) -> Vec<u32> {
        let mut sizes = vec![0u32; self.templates.label.len()];
        for label in &self.templates.label {
            sizes[*label as usize] += 1;
        }
        sizes
    }

    fn selectors(&self, writer: &mut PartWriter) -> Result<()> {
        for chunk in self.uses.chunks(CHUNK) {
            let columns: Vec<ArrayRef> = vec![
                strings(chunk.iter().map(|u| self.corpus.advert_ids[u.row as usize].clone())),
                strings(chunk.iter().map(|u| u.kind.as_str().to_owned())),
                strings(chunk.iter().map(|u| u.value.to_owned())),
                Arc::new(chunk.iter().map(|u| Some(u.confidence)).collect::<Float32Array>()),
            ];
            writer.write(&RecordBatch::try_new(tables::selectors(), columns)?)?;
        }
        Ok(())
    }

    fn members(&self, writer: &mut PartWriter) -> Result<()> {
        let sizes = self.template_sizes();
        let rows: Vec<usize> = (0..self.corpus.advert_ids.len()).collect();
        for chunk in rows.chunks(CHUNK) {
            let columns = vec![
                strings(chunk.iter().map(|&r| self.corpus.advert_ids[r].clone())),
                strings(chunk.iter().map(|&r| self.template_id(r, &sizes))),
                strings(chunk.iter().map(|&r| self.actor_id(r))),
            ];
            writer.write(&RecordBatch::try_new(tables::members(), columns)?)?;
        }
        Ok(())
    }

    fn templates(
        &self,
        snapshot: &Snapshot,
        sketches: &Sketches,
        writer: &mut PartWriter,
    ) -> Result<()> {
        let sizes = self.template_sizes();
        let mut rows: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (row, label) in self.templates.label.iter().enumerate() {
            if sizes[*label as usize] > 1 {
                rows.entry(*label).or_default().push(u32::try_from(row)?);
            }
        }
        let mut wanted: BTreeMap<u32, String> = BTreeMap::new();
        let mut chosen = Vec::new();
        for (label, members) in &rows {
            let medoid = spoor_link::medoid(sketches, members);
            let mut aligned = spread(members, ALIGNED);
            if !aligned.contains(&medoid) {
                aligned.push(medoid);
            }
            wanted.extend(aligned.iter().map(|row| (*row, String::new())));
            chosen.push((*label, members.len(), medoid, aligned));
        }
        read_texts(snapshot, &mut wanted)?;
        for chunk in chosen.chunks(1024) {
            let segment = |(_, _, medoid, aligned): &(u32, usize, u32, Vec<u32>)| {
                let texts: Vec<&str> = aligned.iter().map(|row| wanted[row].as_str()).collect();
                let at = aligned.iter().position(|row| row == medoid).unwrap_or(0);
                let found = spoor_link::segments(&texts, at);
                let open = found.iter().filter(|s| s.kind == spoor_vocab::SegmentKind::Slot);
                Ok((u32::try_from(open.count())?, serde_json::to_string(&found)?))
            };
            let found = chunk.par_iter().map(segment).collect::<Result<Vec<_>>>()?;
            let (slots, segments): (Vec<u32>, Vec<String>) = found.into_iter().unzip();
            let ids = &self.corpus.advert_ids;
            let columns: Vec<ArrayRef> = vec![
                strings(chunk.iter().map(|c| format!("T-{}", &ids[c.0 as usize][..16]))),
                Arc::new(chunk.iter().map(|c| u32::try_from(c.1).ok()).collect::<UInt32Array>()),
                strings(chunk.iter().map(|c| ids[c.2 as usize].clone())),
                Arc::new(UInt32Array::from(slots)),
                strings(segments.into_iter()),
            ];
            writer.write(&RecordBatch::try_new(tables::templates(), columns)?)?;
        }
        Ok(())
    }

    fn links(&self, writer: &mut PartWriter) -> Result<()> {
        let ids = &self.corpus.advert_ids;
        let sizes = self.template_sizes();
        for chunk in self.actors.links.chunks(CHUNK) {
            let value = |l: &spoor_vocab::ActorLink| match l.kind {
                spoor_vocab::LinkKind::Template => self.template_id(l.from as usize, &sizes),
                _ => l.value.clone(),
            };
            let columns: Vec<ArrayRef> = vec![
                strings(chunk.iter().map(|l| self.actor_id(l.from as usize))),
                strings(chunk.iter().map(|l| ids[l.from as usize].clone())),
                strings(chunk.iter().map(|l| ids[l.to as usize].clone())),
                strings(chunk.iter().map(|l| l.kind.as_str().to_owned())),
                strings(chunk.iter().map(value)),
                Arc::new(chunk.iter().map(|l| Some(l.shown_by)).collect::<UInt32Array>()),
                Arc::new(chunk.iter().map(|l| Some(l.weight_bits)).collect::<Float32Array>()),
            ];
            writer.write(&RecordBatch::try_new(tables::links(), columns)?)?;
        }
        Ok(())
    }

    fn damped(&self, writer: &mut PartWriter) -> Result<()> {
        for chunk in self.actors.damped.chunks(CHUNK) {
            let number = |get: &dyn Fn(&spoor_link::Damped) -> u32| -> ArrayRef {
                Arc::new(chunk.iter().map(|d| Some(get(d))).collect::<UInt32Array>())
            };
            let columns: Vec<ArrayRef> = vec![
                strings(chunk.iter().map(|d| d.kind.as_str().to_owned())),
                strings(chunk.iter().map(|d| d.value.clone())),
                number(&|d| d.shown_by),
                number(&|d| d.parties),
                number(&|d| d.with_own_contacts),
                Arc::new(chunk.iter().map(|d| Some(d.bits)).collect::<Float32Array>()),
                strings(chunk.iter().map(|d| d.why.as_str().to_owned())),
            ];
            writer.write(&RecordBatch::try_new(tables::damped(), columns)?)?;
        }
        Ok(())
    }

    fn actors(&self, writer: &mut PartWriter) -> Result<()> {
        let summaries = self.summaries();
        let all: Vec<(&u32, &Summary<'_>)> = summaries.iter().collect();
        for chunk in all.chunks(CHUNK) {
            let number = |get: &dyn Fn(&Summary<'_>) -> usize| -> ArrayRef {
                Arc::new(
                    chunk.iter().map(|(_, s)| u32::try_from(get(s)).ok()).collect::<UInt32Array>(),
                )
            };
            let instant = |get: &dyn Fn(&Summary<'_>) -> Option<Millis>| -> ArrayRef {
                let times = chunk.iter().map(|(_, s)| get(s));
                Arc::new(times.collect::<TimestampMillisecondArray>().with_timezone("UTC"))
            };
            let columns: Vec<ArrayRef> = vec![
                strings(chunk.iter().map(|(label, _)| self.actor_id(**label as usize))),
                number(&|s| s.adverts),
                number(&|s| s.templates.len()),
                number(&|s| s.phones.len()),
                number(&|s| s.handles.len()),
                number(&|s| s.names.len()),
                number(&|s| s.places.len()),
                number(&|s| s.sites.len()),
                instant(&|s| s.first),
                instant(&|s| s.last),
            ];
            writer.write(&RecordBatch::try_new(tables::actors(), columns)?)?;
        }
        Ok(())
    }

    fn summaries(&self) -> BTreeMap<u32, Summary<'_>> {
        let sizes = self.template_sizes();
        let mut all: BTreeMap<u32, Summary<'_>> = BTreeMap::new();
        for (row, label) in self.actors.label.iter().enumerate() {
            let summary = all.entry(*label).or_default();
            summary.adverts += 1;
            let template = self.templates.label[row];
            if sizes[template as usize] > 1 {
                summary.templates.insert(template);
            }
            summary.sites.insert(&self.corpus.sites[row]);
            summary.places.extend(self.corpus.places[row].as_deref());
            if let Some(posted) = self.corpus.posted[row] {
                summary.first = Some(summary.first.map_or(posted, |t| t.min(posted)));
                summary.last = Some(summary.last.map_or(posted, |t| t.max(posted)));
            }
        }
        for one in self.uses {
            let Some(summary) = all.get_mut(&self.actors.label[one.row as usize]) else { continue };
            match one.kind {
                SelectorKind::Phone => summary.phones.insert(one.value),
                SelectorKind::Handle => summary.handles.insert(one.value),
                _ => false,
            };
        }
        for (row, name) in &self.corpus.names {
            if let Some(summary) = all.get_mut(&self.actors.label[*row as usize]) {
                summary.names.insert(name);
            }
        }
        all
    }
}

/// What table `actors` says of one actor.
#[derive(Default)]
struct Summary<'a> {
    adverts: usize,
    templates: BTreeSet<u32>,
    phones: BTreeSet<&'a str>,
    handles: BTreeSet<&'a str>,
    names: BTreeSet<&'a str>,
    places: BTreeSet<&'a str>,
    sites: BTreeSet<&'a str>,
    first: Option<Millis>,
    last: Option<Millis>,
}

/// At most `most` of the members, evenly spread, so that late changes of a template are seen too.
fn spread(members: &[u32], most: usize) -> Vec<u32> {
    let step = members.len().div_ceil(most).max(1);
    members.iter().step_by(step).copied().collect()
}

/// Fills in the texts of the wanted rows.
fn read_texts(snapshot: &Snapshot, wanted: &mut BTreeMap<u32, String>) -> Result<()> {
    let mut row = 0u32;
    for batch in scan(snapshot.parts("adverts")?, &["title", "text"]) {
        let batch = batch?;
        let (title, text) = (texts(&batch, "title")?, texts(&batch, "text")?);
        for i in 0..batch.num_rows() {
            if let Some(slot) = wanted.get_mut(&row) {
                *slot = match optional(&title, i) {
                    Some(title) => format!("{title}\n{}", text.value(i)),
                    None => text.value(i).to_owned(),
                };
            }
            row += 1;
        }
    }
    Ok(())
}
