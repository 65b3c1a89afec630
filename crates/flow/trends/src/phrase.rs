//! Terms that rise in the same adverts, as one trend.

use crate::count::Counts;
use crate::trend::Trend;
use rustc_hash::FxHashSet;

/// A trend that leads, and those that say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// The most specific: the most words, then the most letters.
    pub lead: Trend,
    /// The others, as they came, each with how much its adverts and those of `lead` are the same:
    /// Jaccard's coefficient, 0 to 1.
    pub others: Vec<(Trend, f64)>,
}

impl Counts {
    /// Puts together what rises in nearly the same adverts: trends of one kind and group of which
    /// Jaccard's coefficient with the leading one is `alike` at least, 0 to 1 (0.8 is usual).
    /// `trends` are those of [`Counts::trends`] with the same `until`; `words` gives the words of
    /// each. Phrases come in the order in which their first trend came; none is lost.
    ///
    /// What is compared are showings, an actor in a bucket, from the earlier `since` of the two to
    /// `until`: that is one advert of an actor and bucket, whichever of its adverts was kept.
    pub fn phrases(
        &self,
        trends: Vec<Trend>,
        until: i32,
        alike: f64,
        words: impl Fn(&Trend) -> String,
    ) -> Vec<Phrase> {
        let shown: Vec<Vec<(u32, u32)>> = trends.iter().map(|t| self.shown(t, until)).collect();
        let mut order: Vec<usize> = (0..trends.len()).collect();
        let rank: Vec<(usize, usize)> = trends
            .iter()
            .map(|t| {
                let words = words(t);
                (words.split_whitespace().count(), words.chars().count())
            })
            .collect();
        order.sort_by(|a, b| rank[*b].cmp(&rank[*a]).then(a.cmp(b)));
        // Who leads each; itself, if nobody does.
        let mut leads: Vec<(usize, f64)> = (0..trends.len()).map(|i| (i, 1.0)).collect();
        let mut leaders: Vec<usize> = Vec::new();
        for i in order {
            let of = |t: &Trend| (t.kind, t.group);
            let best = leaders
                .iter()
                .filter(|l| of(&trends[**l]) == of(&trends[i]))
                .map(|l| {
                    let since = trends[*l].since.min(trends[i].since);
                    (*l, jaccard(&shown[*l], &shown[i], self.offset(since)))
                })
                .reduce(|a, b| if b.1 > a.1 { b } else { a });
            match best.filter(|b| b.1 >= alike) {
                Some(best) => leads[i] = best,
                None => leaders.push(i),
            }
        }
        gather(trends, &leads)
    }

    /// (bucket from the first of the span, actor) of each taking up to `until`, in order.
    fn shown(&self, trend: &Trend, until: i32) -> Vec<(u32, u32)> {
        let key = (trend.kind, trend.group, trend.key);
        let at = self.series.binary_search_by_key(&key, |s| (s.kind, s.group, s.key));
        let taken = at.map_or(&[][..], |at| &self.series[at].taken);
        let end = i64::from(until) - i64::from(self.span.first);
        taken.iter().filter(|t| i64::from(t.0) <= end).map(|t| (t.0, t.1)).collect()
    }

    fn offset(&self, bucket: i32) -> u32 {
        u32::try_from(i64::from(bucket) - i64::from(self.span.first)).unwrap_or(0)
    }
}

/// Jaccard's coefficient (1901) of what two hold from bucket `from` on; 0 of nothing.
fn jaccard(a: &[(u32, u32)], b: &[(u32, u32)], from: u32) -> f64 {
    let tail = |of: &[(u32, u32)]| of.partition_point(|x| x.0 < from);
    let (a, b) = (&a[tail(a)..], &b[tail(b)..]);
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let known: FxHashSet<(u32, u32)> = few.iter().copied().collect();
    let both = many.iter().filter(|x| known.contains(x)).count();
    let all = a.len() + b.len() - both;
    if all == 0 { 0.0 } else { both as f64 / all as f64 }
}

fn gather(trends: Vec<Trend>, leads: &[(usize, f64)]) -> Vec<Phrase> {
    // Leading trends in the order in which the first of their phrase came.
    let mut order: Vec<usize> = Vec::new();
    for (lead, _) in leads {
        if !order.contains(lead) {
            order.push(*lead);
        }
    }
    let mut phrases: Vec<Phrase> =
        order.iter().map(|i| Phrase { lead: trends[*i].clone(), others: Vec::new() }).collect();
    for (i, trend) in trends.into_iter().enumerate() {
        let (lead, alike) = leads[i];
        if let Some(at) = order.iter().position(|o| *o == lead && *o != i) {
            phrases[at].others.push((trend, alike));
        }
    }
    phrases
}
