//! What someone asks of the index, and what is found.

use crate::{Index, Query, SearchError, gather, plan};
use spoor_vocab::Millis;
use std::collections::BTreeMap;
use tantivy::TantivyDocument;
use tantivy::schema::{Field, Value as _};

/// In which order rows come. Ties are broken by time, then in a fixed order of adverts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// What matches best comes first (BM25, Robertson and Zaragoza 2009).
    #[default]
    Relevance,
    /// The newest comes first; what has no date comes last.
    Newest,
    /// The oldest comes first; what has no date comes last.
    Oldest,
}

/// What becomes one row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// Each advert.
    #[default]
    Advert,
    /// All adverts of a template; one without a template is a row of its own.
    Template,
    /// All adverts of an actor; one without an actor is a row of its own.
    Actor,
}

/// How a query is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ask<'a> {
    /// Sources that the asking person may see. Of others nothing is counted or shown.
    pub sources: &'a [String],
    /// Order of the rows.
    pub sort: Sort,
    /// What becomes one row.
    pub rows: Rows,
    /// Rows passed over. At most [`DEPTH_MAX`] rows can be reached.
    pub offset: usize,
    /// Rows given.
    pub limit: usize,
    /// Values given of each facet, most adverts first; 0 for no facets, which is faster.
    pub facet_values: usize,
}

/// Rows that can be reached by paging: narrow the query to see more.
pub const DEPTH_MAX: usize = 100_000;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Adverts that match and may be seen.
    pub adverts: u64,
    /// Rows they make.
    pub rows: u64,
    /// The rows asked for.
    pub hits: Vec<Hit>,
    /// Counts by facet: `source`, `site`, `place`, `lang`, `month` (`2026-01`), `band`.
    pub facets: BTreeMap<&'static str, Facet>,
}

/// One row: the advert that stands first in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hit {
    /// Its identifier; the text is where the identifier leads.
    pub advert_id: String,
    /// Source.
    pub source: String,
    /// When it was posted.
    pub posted: Option<Millis>,
    /// Template, actor, ring, lead: empty if none.
    pub template_id: String,
    /// Actor.
    pub actor_id: String,
    /// Ring.
    pub ring_id: String,
    /// Lead.
    pub lead_id: String,
    /// BM25; 0 where adverts are not sorted by it.
    pub score: f32,
    /// Matching adverts of the row.
    pub adverts: u64,
}

/// Counts of the values of one field among the adverts found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facet {
    /// Value and adverts, most adverts first, then by value; an empty value is "not known".
    pub values: Vec<(String, u64)>,
    /// Adverts of all other values.
    pub others: u64,
}

impl Index {
    /// What `query` finds.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn search(&self, query: &Query, ask: &Ask<'_>) -> Result<Found, SearchError> {
        let engine = plan::plan(&self.fields, query);
        self.answer(engine.as_ref(), ask)
    }

    pub(crate) fn answer(
        &self,
        engine: &dyn tantivy::query::Query,
        ask: &Ask<'_>,
    ) -> Result<Found, SearchError> {
        let searcher = self.searcher();
        let end = ask.offset.saturating_add(ask.limit).min(DEPTH_MAX);
        let gathered = searcher.search(engine, &gather::Gather::new(ask, end))?;
        let mut hits = Vec::new();
        for row in gathered.top.iter().skip(ask.offset) {
            let address = tantivy::DocAddress::new(row.segment, row.doc);
            let doc: TantivyDocument = searcher.doc(address)?;
            let text = |field: Field| {
                let value = doc.get_first(field).and_then(|v| v.as_str());
                value.unwrap_or_default().to_owned()
            };
            let f = &self.fields;
            hits.push(Hit {
                advert_id: text(f.advert),
                source: text(f.source),
                posted: row.posted,
                template_id: text(f.template),
                actor_id: text(f.actor),
                ring_id: text(f.ring),
                lead_id: text(f.lead),
                score: row.score,
                adverts: row.adverts,
            });
        }
        Ok(Found { adverts: gathered.adverts, rows: gathered.rows, hits, facets: gathered.facets })
    }
}
