//! One walk over what matches: who may see it, counts, facets, rows.

use crate::ask::{Ask, Facet, Rows, Sort};
use crate::counts::{Counted, Month};
use crate::row::{Groups, Row, Top};
use std::collections::BTreeMap;
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, ColumnValues};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// Adverts looked at together.
const BLOCK: usize = 64;
/// Fields that are counted, beside months.
const COUNTED: [&str; 5] = ["source", "site", "place", "lang", "band"];

/// Gathers the answer to an [`Ask`].
pub(crate) struct Gather {
    sources: Vec<String>,
    sort: Sort,
    rows: Rows,
    /// Rows kept.
    end: usize,
    facet_values: usize,
}

/// All that was gathered.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) adverts: u64,
    pub(crate) rows: u64,
    pub(crate) top: Vec<Row>,
    pub(crate) facets: BTreeMap<&'static str, Facet>,
}

impl Gather {
    /// For the first `end` rows.
    pub(crate) fn new(ask: &Ask<'_>, end: usize) -> Self {
        let mut sources = ask.sources.to_vec();
        sources.sort();
        let Ask { sort, rows, facet_values, .. } = *ask;
        Self { sources, sort, rows, end, facet_values }
    }
}

/// What one segment gave.
pub(crate) struct Harvest {
    adverts: u64,
    top: Top,
    groups: Groups,
    facets: Vec<(&'static str, BTreeMap<String, u64>)>,
}

/// The walk over one segment.
pub(crate) struct Walk {
    segment: SegmentOrdinal,
    sort: Sort,
    source: Arc<dyn ColumnValues<u64>>,
    /// By ordinal of the source in this segment.
    visible: Vec<bool>,
    counted: Vec<Counted>,
    month: Option<Month>,
    posted: Column<i64>,
    key: Arc<dyn ColumnValues<u64>>,
    group: Option<Arc<dyn ColumnValues<u64>>>,
    adverts: u64,
    top: Top,
    groups: Groups,
    docs: Vec<DocId>,
    scores: Vec<Score>,
    values: [u64; BLOCK],
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = Walk;

    fn for_segment(&self, ord: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Walk> {
        let fast = reader.fast_fields();
        let number = |name: &str| -> tantivy::Result<Arc<dyn ColumnValues<u64>>> {
            Ok(fast.u64(name)?.first_or_default_col(0))
        };
        let source = Counted::open(fast, "source")?;
        let visible =
            source.names()?.iter().map(|s| self.sources.binary_search(s).is_ok()).collect();
        let facets = self.facet_values > 0;
        let counted = if facets {
            COUNTED.iter().map(|name| Counted::open(fast, name)).collect::<Result<_, _>>()?
        } else {
            Vec::new()
        };
        let group = match self.rows {
            Rows::Advert => None,
            Rows::Template => Some(number("template_key")?),
            Rows::Actor => Some(number("actor_key")?),
        };
        Ok(Walk {
            segment: ord,
            sort: self.sort,
            source: source.ords(),
            visible,
            counted,
            month: facets.then(|| number("month").map(Month::new)).transpose()?,
            posted: fast.i64("posted")?,
            key: number("key")?,
            group,
            adverts: 0,
            top: Top::new(self.end, self.sort),
            groups: Groups::default(),
            docs: Vec::with_capacity(BLOCK),
            scores: Vec::with_capacity(BLOCK),
            values: [0; BLOCK],
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Harvest>>) -> tantivy::Result<Gathered> {
        let mut adverts = 0;
        let mut top = Top::new(self.end, self.sort);
        let mut groups = Groups::default();
        let mut facets: BTreeMap<&'static str, BTreeMap<String, u64>> = BTreeMap::new();
        for fruit in fruits {
            let fruit = fruit?;
            adverts += fruit.adverts;
            fruit.top.rows().for_each(|row| top.push(row));
            if groups.len() == 0 {
                groups = fruit.groups;
            } else {
                groups.join(fruit.groups, self.sort);
            }
            for (name, counts) in fruit.facets {
                let all = facets.entry(name).or_default();
                for (value, count) in counts {
                    *all.entry(value).or_default() += count;
                }
            }
        }
        groups.rows().for_each(|row| top.push(row));
        let rows = if self.rows == Rows::Advert { adverts } else { groups.len() as u64 };
        let facets = facets.into_iter().map(|(n, c)| (n, first(c, self.facet_values))).collect();
        Ok(Gathered { adverts, rows, top: top.sorted(), facets })
    }
}

/// The `most` values with most adverts.
fn first(counts: BTreeMap<String, u64>, most: usize) -> Facet {
    let mut values: Vec<(String, u64)> = counts.into_iter().collect();
    // The sort is stable: values of one count stay in their order.
    values.sort_by_key(|v| std::cmp::Reverse(v.1));
    let others = values.iter().skip(most).map(|v| v.1).sum();
    values.truncate(most);
    Facet { values, others }
}

impl SegmentCollector for Walk {
    type Fruit = tantivy::Result<Harvest>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.docs.push(doc);
        self.scores.push(score);
        if self.docs.len() == BLOCK {
            self.block();
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        self.block();
        let mut facets = Vec::new();
        for counted in &self.counted {
            facets.push((counted.name, counted.counts()?));
        }
        if let Some(month) = &self.month {
            facets.push(("month", month.counts()));
        }
        Ok(Harvest { adverts: self.adverts, top: self.top, groups: self.groups, facets })
    }
}

impl Walk {
    fn block(&mut self) {
        self.only_visible();
        let docs = self.docs.as_slice();
        let values = &mut self.values[..docs.len()];
        self.adverts += docs.len() as u64;
        for counted in &mut self.counted {
            counted.count(docs, values);
        }
        if let Some(month) = &mut self.month {
            month.count(docs, values);
        }
        self.key.get_vals(docs, values);
        let mut group = [0; BLOCK];
        if let Some(column) = &self.group {
            column.get_vals(docs, &mut group[..docs.len()]);
        }
        for (n, &doc) in docs.iter().enumerate() {
            let row = Row {
                score: self.scores[n],
                posted: self.posted.first(doc),
                key: values[n],
                segment: self.segment,
                doc,
                adverts: 1,
            };
            match (&self.group, group[n]) {
                (None, _) => self.top.push(row),
                (Some(_), 0) => self.groups.push(row.key, row, self.sort),
                (Some(_), key) => self.groups.push(key, row, self.sort),
            }
        }
        self.docs.clear();
        self.scores.clear();
    }

    /// Drops what the asking person may not see: before anything is counted.
    fn only_visible(&mut self) {
        let values = &mut self.values[..self.docs.len()];
        self.source.get_vals(&self.docs, values);
        let mut kept = 0;
        for (n, &source) in values.iter().enumerate() {
            if self.visible.get(source as usize).copied().unwrap_or(false) {
                self.docs[kept] = self.docs[n];
                self.scores[kept] = self.scores[n];
                kept += 1;
            }
        }
        self.docs.truncate(kept);
        self.scores.truncate(kept);
    }
}
