//! Rows to series: who took up what, and when.

use rayon::prelude::*;
use spoor_vocab::Defect;
use std::collections::BTreeMap;

/// What a series counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A word or two words of the text.
    Term,
    /// A site.
    Site,
    /// A route, from one place to the next.
    Route,
    /// A service.
    Service,
    /// A band of prices in a place.
    PriceBand,
}

impl Kind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        ["term", "site", "route", "service", "price band"][self as usize]
    }
}

/// One thing that one advert shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    /// Of what kind.
    pub kind: Kind,
    /// Keys of one kind and group are each other's yardstick: 0 for all, or a language, or the
    /// place of a price band. Compared for equality only.
    pub group: u32,
    /// Number of the term, site, route, service or band. Compared for equality only.
    pub key: u32,
    /// Number of the day or week, as the caller counts.
    pub bucket: i32,
    /// Number of the actor.
    pub actor: u32,
    /// Row of the advert in the corpus.
    pub row: u32,
}

/// The buckets a count is made of, and the rest after which an actor counts again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First bucket.
    pub first: i32,
    /// Last bucket.
    pub last: i32,
    /// An actor counts for a key when it has not shown it in so many buckets before: the washout
    /// of incidence studies. 1 counts it once in each bucket.
    pub rest: u32,
}

/// Longest span: 27 years of days.
const BUCKETS_MAX: i64 = 10_000;

/// A key and who took it up.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub(crate) kind: Kind,
    pub(crate) group: u32,
    pub(crate) key: u32,
    /// (bucket from the first, actor, row), in order.
    pub(crate) taken: Vec<(u32, u32, u32)>,
}

/// Series of all keys, and the exposure of their groups.
#[derive(Clone, Debug)]
pub struct Counts {
    pub(crate) span: Span,
    /// By kind, group and key.
    pub(crate) series: Vec<Series>,
    /// Taken up in each bucket, all keys of a kind and group together.
    pub(crate) exposure: BTreeMap<(Kind, u32), Vec<u32>>,
}

impl Counts {
    /// Counts `rows`, in any order. Rows outside the span are left out and reported as one defect;
    /// so is a span that ends before it begins or has over 10,000 buckets.
    pub fn build(mut rows: Vec<Row>, span: Span) -> (Self, Vec<Defect>) {
        let mut counts = Self { span, series: Vec::new(), exposure: BTreeMap::new() };
        let long = i64::from(span.last) - i64::from(span.first) + 1;
        if !(1..=BUCKETS_MAX).contains(&long) {
            counts.span.last = span.first;
            return (counts, vec![bad_span(span)]);
        }
        let given = rows.len();
        rows.retain(|r| (span.first..=span.last).contains(&r.bucket));
        let outside = given - rows.len();
        rows.par_sort_unstable_by_key(|r| (r.kind, r.group, r.key, r.actor, r.bucket, r.row));
        let of = |r: &Row| (r.kind, r.group, r.key);
        // A collection in parallel keeps the order.
        counts.series =
            rows.par_chunk_by(|a, b| of(a) == of(b)).map(|its| series(its, span)).collect();
        for series in &counts.series {
            let exposure = counts.exposure.entry((series.kind, series.group));
            let exposure = exposure.or_insert_with(|| vec![0; long as usize]);
            series.taken.iter().for_each(|(bucket, ..)| exposure[*bucket as usize] += 1);
        }
        let defects = (outside > 0).then(|| left_out(outside, span));
        (counts, defects.into_iter().collect())
    }

    /// Number of series.
    pub fn len(&self) -> usize {
        self.series.len()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }
}

/// The series of one key, whose rows are sorted by actor, bucket and row.
fn series(its: &[Row], span: Span) -> Series {
    let rest = i64::from(span.rest.max(1));
    let mut taken = Vec::new();
    for actor in its.chunk_by(|a, b| a.actor == b.actor) {
        let mut seen: Option<i64> = None;
        for row in actor {
            let bucket = i64::from(row.bucket);
            if seen.is_none_or(|last| bucket - last >= rest) {
                taken.push(((bucket - i64::from(span.first)) as u32, row.actor, row.row));
            }
            seen = Some(bucket);
        }
    }
    taken.sort_unstable();
    let Row { kind, group, key, .. } = its[0];
    Series { kind, group, key, taken }
}

fn left_out(rows: usize, span: Span) -> Defect {
    Defect::new(
        format!("buckets {} to {}", span.first, span.last),
        "trend.outside-span",
        format!("{rows} rows lie outside the span"),
        "widen the span, or check the dates",
    )
}

fn bad_span(span: Span) -> Defect {
    Defect::new(
        format!("buckets {} to {}", span.first, span.last),
        "trend.bad-span",
        "the span is empty or has over 10,000 buckets",
        "give a first bucket, and a last one after it",
    )
}
