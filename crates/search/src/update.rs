//! Bringing the index to the parts that count now.

use crate::document::{document, key};
use crate::index::Holding;
use crate::{Entry, Index, SearchError, version};
use std::collections::BTreeSet;
use tantivy::index::SegmentId;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, MergePolicy as _, NoMergePolicy};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, IndexWriter, Searcher, TERMINATED, Term};

/// What an iterator of entries gives: an entry, or why it could not be read.
pub type EntryResult = Result<Entry, Box<dyn std::error::Error + Send + Sync>>;

/// What an update did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Updated {
    /// Parts that came in.
    pub added: Vec<String>,
    /// Parts whose adverts went.
    pub removed: Vec<String>,
    /// Adverts that were written.
    pub adverts: u64,
    /// Those among them whose identifier the index did not hold before.
    pub new_adverts: u64,
}

impl Index {
    /// Makes the index hold exactly the adverts of the parts `now`. A part's name stands for its
    /// content: of parts it holds, nothing is read. `entries` is asked for each part that is new.
    ///
    /// All of it counts at once: what is killed before the end leaves the index as it was. When
    /// this returns, nothing of the parts that went is on disk any more. If it was killed or
    /// failed after the change counted, remains of erased words may lie on disk until the next
    /// update, which removes them even if no part changed: so call it when the program starts.
    ///
    /// # Errors
    /// If an entry cannot be read (nothing is changed), or the index cannot be written.
    pub fn update<I>(
        &mut self,
        now: &[String],
        mut entries: impl FnMut(&str) -> I,
    ) -> Result<Updated, SearchError>
    where
        I: Iterator<Item = EntryResult>,
    {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(self.settings.threads.max(1))
            .memory_budget_per_thread(self.settings.bytes_per_thread.max(15 << 20))
            .num_merge_threads(1)
            .build();
        let mut writer: IndexWriter = self.inner.writer_with_options(options)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        // Another handle may have written since; the writer's lock keeps others out from here.
        self.refresh()?;
        let now: BTreeSet<String> = now.iter().cloned().collect();
        let held = &self.holding.parts;
        let mut done = Updated {
            added: now.difference(held).cloned().collect(),
            removed: held.difference(&now).cloned().collect(),
            ..Updated::default()
        };
        if !done.added.is_empty() || !done.removed.is_empty() {
            self.write(&mut writer, now, &mut entries, &mut done)?;
        }
        self.tidy(&mut writer)?;
        writer.wait_merging_threads()?;
        self.refresh()?;
        Ok(done)
    }

    fn write<I>(
        &self,
        writer: &mut IndexWriter,
        now: BTreeSet<String>,
        entries: &mut impl FnMut(&str) -> I,
        done: &mut Updated,
    ) -> Result<(), SearchError>
    where
        I: Iterator<Item = EntryResult>,
    {
        let before = self.searcher();
        let update = self.holding.update + 1;
        for part in &done.removed {
            writer.delete_term(Term::from_field_text(self.fields.part, part));
        }
        for part in &done.added {
            for entry in entries(part) {
                let entry = entry
                    .map_err(|problem| SearchError::Entries { part: part.clone(), problem })?;
                let earlier = self.since(&before, &entry.advert_id)?;
                done.adverts += 1;
                done.new_adverts += u64::from(earlier.is_none());
                let since = earlier.unwrap_or(update);
                writer.add_document(document(&self.fields, part, since, &entry))?;
            }
        }
        let life = match self.holding.life {
            0 => key(&now.iter().map(String::as_str).collect::<Vec<_>>().join("\n")).max(1),
            life => life,
        };
        let holding = Holding { version: version().to_owned(), life, update, parts: now };
        let payload = serde_json::to_string(&holding).map_err(|e| {
            tantivy::TantivyError::InternalError(format!("what it holds cannot be written: {e}"))
        })?;
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        Ok(())
    }

    /// With which update the advert first came in, if the index held it before.
    fn since(&self, before: &Searcher, advert_id: &str) -> Result<Option<u64>, SearchError> {
        let term = Term::from_field_text(self.fields.advert, &advert_id.to_lowercase());
        for segment in before.segment_readers() {
            let terms = segment.inverted_index(self.fields.advert)?;
            let postings = terms.read_postings(&term, IndexRecordOption::Basic);
            let Some(postings) = postings.map_err(tantivy::TantivyError::from)? else { continue };
            let mut postings = postings;
            while postings.doc() != TERMINATED {
                if !segment.is_deleted(postings.doc()) {
                    return Ok(segment.fast_fields().u64("since")?.first(postings.doc()));
                }
                postings.advance();
            }
        }
        Ok(None)
    }

    /// Rewrites segments that hold deleted adverts, joins small ones, and removes files that no
    /// longer count.
    fn tidy(&mut self, writer: &mut IndexWriter) -> Result<(), SearchError> {
        // A segment's files stay as long as anyone holds its description: none is kept here.
        let metas = self.inner.searchable_segment_metas()?;
        let marked: Vec<SegmentId> =
            metas.iter().filter(|m| m.has_deletes()).map(|m| m.id()).collect();
        drop(metas);
        for id in marked {
            writer.merge(&[id]).wait()?;
        }
        let mut policy = LogMergePolicy::default();
        policy.set_min_num_segments(6);
        loop {
            let candidates =
                policy.compute_merge_candidates(&self.inner.searchable_segment_metas()?);
            let Some(next) = candidates.into_iter().next() else { break };
            writer.merge(&next.0).wait()?;
        }
        // Files that a reader holds are kept: let go of the old ones first.
        self.reader.reload()?;
        writer.garbage_collect_files().wait()?;
        Ok(())
    }
}
