//! From pairs to groups of three lines: two may travel together; is there a third?

use crate::meet::Pair;
use rustc_hash::FxHashMap;

/// Three lines that move together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Triple {
    pub(crate) lines: [u32; 3],
    /// How many triples as telling chance would make in the whole country.
    pub(crate) false_ones: f64,
}

/// What the country offers to chance.
pub(crate) struct Field {
    /// Pairs that could have been tested.
    pub(crate) pairs: f64,
    /// Lines that a line could have been tested with, mean.
    pub(crate) partners: f64,
    /// Groups of lines that do move together: couples, rings.
    pub(crate) groups: f64,
}

/// P(UV ≤ x) for independent uniform U and V (Fisher's combination of two).
fn product_law(x: f64) -> f64 {
    if x <= 0.0 { 0.0 } else { (x * (1.0 - x.ln())).min(1.0) }
}

/// All triangles of `pairs`, with how many as telling chance would make.
///
/// Two ways for chance to make one, and the greater number counts: three strangers (all three
/// agree by accident: pairs × partners triples, product law for the best edge and the next), or a
/// couple that does travel together and one stranger (groups × partners, the stranger's edge).
/// The stranger is judged by the better of two edges that hang together, doubled.
pub(crate) fn triples(pairs: &[Pair], field: &Field) -> Vec<Triple> {
    let mut p: FxHashMap<(u32, u32), f64> = FxHashMap::default();
    let mut near: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for pair in pairs {
        p.insert((pair.a, pair.b), pair.p_value);
        near.entry(pair.a).or_default().push(pair.b);
    }
    near.values_mut().for_each(|v| v.sort_unstable());
    let mut out = Vec::new();
    for pair in pairs {
        let (Some(of_a), Some(of_b)) = (near.get(&pair.a), near.get(&pair.b)) else { continue };
        for &c in of_a.iter().filter(|c| of_b.binary_search(c).is_ok()) {
            let mut three = [pair.p_value, p[&(pair.a, c)], p[&(pair.b, c)]];
            three.sort_by(f64::total_cmp);
            let stranger = (2.0 * three[1]).min(1.0);
            let accident = field.pairs * field.partners * product_law(three[0] * stranger);
            let joined = field.groups.max(1.0) * field.partners * stranger;
            out.push(Triple { lines: [pair.a, pair.b, c], false_ones: accident.max(joined) });
        }
    }
    out.sort_by(|x, y| x.false_ones.total_cmp(&y.false_ones).then(x.lines.cmp(&y.lines)));
    out
}

/// Joins numbers that belong together.
pub(crate) struct Union(FxHashMap<u32, u32>);

impl Union {
    pub(crate) fn new() -> Self {
        Self(FxHashMap::default())
    }

    pub(crate) fn find(&mut self, n: u32) -> u32 {
        let up = *self.0.entry(n).or_insert(n);
        if up == n {
            return n;
        }
        let root = self.find(up);
        self.0.insert(n, root);
        root
    }

    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.0.insert(a.max(b), a.min(b));
    }

    pub(crate) fn groups(&self) -> usize {
        self.0.iter().filter(|(n, up)| n == up).count()
    }
}

/// The triples that stand, in order: as many as can be taken so that what chance would make is at
/// most `q` of the groups they form (Benjamini and Hochberg's step-up, over groups).
pub(crate) fn standing(triples: &[Triple], q: f64) -> usize {
    let mut union = Union::new();
    let (mut groups, mut stand) = (0i64, 0);
    for (n, triple) in triples.iter().enumerate() {
        let fresh = triple.lines.iter().filter(|l| !union.0.contains_key(l)).count() as i64;
        let mut roots: Vec<u32> = triple.lines.iter().map(|l| union.find(*l)).collect();
        roots.sort_unstable();
        roots.dedup();
        groups += fresh - (roots.len() as i64 - 1);
        union.join(triple.lines[0], triple.lines[1]);
        union.join(triple.lines[0], triple.lines[2]);
        if triple.false_ones <= q * groups as f64 {
            stand = n + 1;
        }
    }
    stand
}
