//! Saved searches: what is new for them since someone last looked.

use crate::ask::{Ask, Rows, Sort};
use crate::{Hit, Index, Query, SearchError, Watermark, plan};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Query as Engine, RangeQuery};

/// A search that someone keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Name of it, given back.
    pub id: String,
    /// What is looked for.
    pub query: Query,
    /// Sources that its owner may see.
    pub sources: Vec<String>,
}

/// What is new for a saved search.
#[derive(Clone, Debug, PartialEq)]
pub struct NewHits {
    /// Of which.
    pub id: String,
    /// Adverts that are new and match.
    pub adverts: u64,
    /// The newest of them.
    pub hits: Vec<Hit>,
}

impl Index {
    /// For each saved search with any, the adverts that came in since `since` and match: newest
    /// first, at most `limit` of them. An advert that comes again in another part is not new.
    ///
    /// # Errors
    /// [`SearchError::Restarted`] if the index was made anew since, or if it cannot be read.
    pub fn new_hits(
        &self,
        saved: &[Saved],
        since: Watermark,
        limit: usize,
    ) -> Result<Vec<NewHits>, SearchError> {
        let now = self.watermark();
        if since.life != now.life || since.update > now.update {
            return Err(SearchError::Restarted);
        }
        let mut out = Vec::new();
        for one in saved {
            let ask = Ask {
                sources: &one.sources,
                sort: Sort::Newest,
                rows: Rows::Advert,
                offset: 0,
                limit,
                facet_values: 0,
            };
            let later = Bound::Excluded(Term::from_field_u64(self.fields.since, since.update));
            let new: Box<dyn Engine> = Box::new(RangeQuery::new(later, Bound::Unbounded));
            let new: Box<dyn Engine> = Box::new(ConstScoreQuery::new(new, 0.0));
            let engine =
                BooleanQuery::intersection(vec![new, plan::plan(&self.fields, &one.query)]);
            let found = self.answer(&engine, &ask)?;
            if found.adverts > 0 {
                out.push(NewHits { id: one.id.clone(), adverts: found.adverts, hits: found.hits });
            }
        }
        Ok(out)
    }
}
