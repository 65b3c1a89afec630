//! Similarities of two profiles, family by family.

use crate::profile::{Counts, Profile};
use serde::{Deserialize, Serialize};

/// A family of writing habits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Family {
    /// Character 2- to 4-grams at the edges of words, with case (the n-grams that tell authors
    /// apart best and topics least: Sapkota et al., NAACL 2015).
    Edges,
    /// Character 2- to 4-grams round signs: spaces before and after them, doubled ones.
    Marks,
    /// Words of up to four letters: function words, abbreviations, typical slips.
    Words,
    /// Sequences of shapes of words (`abc`, `Abc`, `ABC`, `aBc`) and what parts them.
    Shapes,
    /// Emoji, ornaments and runs of signs, and where in a line they stand.
    Signs,
    /// Line breaks, lengths of lines, what parts sentences, how a text begins and ends.
    Layout,
    /// Lengths of sentences and words.
    Lengths,
}

impl Family {
    /// Every family, in the order of the declaration.
    pub const ALL: [Self; FAMILIES] = [
        Self::Edges,
        Self::Marks,
        Self::Words,
        Self::Shapes,
        Self::Signs,
        Self::Layout,
        Self::Lengths,
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Edges => "edges",
            Self::Marks => "marks",
            Self::Words => "words",
            Self::Shapes => "shapes",
            Self::Signs => "signs",
            Self::Layout => "layout",
            Self::Lengths => "lengths",
        }
    }
}

/// How many there are.
pub(crate) const FAMILIES: usize = 7;
/// Numbers that describe a pair, for each family: cosine, min-max, Jensen-Shannon, and whether
/// neither or only one has anything of it.
pub(crate) const EACH: usize = 5;
/// And two of the lengths of both texts.
pub(crate) const FEATURES: usize = FAMILIES * EACH + 2;

/// How rare each key of a family is: natural logarithm of one over the share of profiles that
/// have it, for every key.
pub(crate) type Rarity = [Vec<f32>; FAMILIES];

/// What describes the pair of `a` and `b`; the same for `b` and `a`.
pub(crate) fn features(a: &Profile, b: &Profile, rarity: &Rarity) -> [f64; FEATURES] {
    let mut all = [0.0; FEATURES];
    for (n, rare) in rarity.iter().enumerate() {
        let (x, y) = (&a.families[n], &b.families[n]);
        let at = n * EACH;
        match (x.is_empty(), y.is_empty()) {
            (true, true) => all[at + 3] = 1.0,
            (false, false) => all[at..at + 3].copy_from_slice(&similar(x, y, rare)),
            _ => all[at + 4] = 1.0,
        }
    }
    let (short, long) = (a.letters.min(b.letters), a.letters.max(b.letters));
    let log2 = |n: u32| f64::from(n + 1).log2();
    all[FEATURES - 2] = log2(short);
    all[FEATURES - 1] = log2(long) - log2(short);
    all
}

/// Cosine of the square roots of counts and min-max of shares (Ruzicka; Koppel and Winter, "Determining
/// if two documents are written by the same author", JASIST 65, 2014), both weighed by rarity; and
/// one less the Jensen-Shannon divergence of shares in bits (Lin 1991). All from 0 to 1.
fn similar(a: &Counts, b: &Counts, rarity: &[f32]) -> [f64; 3] {
    // A long text keeps its lowest keys only: both are looked at as far as both are whole.
    let limit = a.limit.min(b.limit);
    let (a, b) = (a.up_to(limit), b.up_to(limit));
    let total =
        |of: &[(u16, u16)]| of.iter().map(|(_, n)| u64::from(*n)).sum::<u64>().max(1) as f64;
    let (total_a, total_b) = (total(a), total(b));
    let (mut dot, mut norm_a, mut norm_b) = (0.0, 0.0, 0.0);
    let (mut least, mut most, mut common) = (0.0, 0.0, 0.0);
    let mut one = |key: u16, n: u16, m: u16| {
        let rare = f64::from(rarity[usize::from(key)]);
        let (n, m) = (f64::from(n), f64::from(m));
        let (p, q) = (n / total_a, m / total_b);
        norm_a += n * rare * rare;
        norm_b += m * rare * rare;
        most += p.max(q) * rare;
        if n > 0.0 && m > 0.0 {
            dot += (n * m).sqrt() * rare * rare;
            least += p.min(q) * rare;
            let middle = (p + q) / 2.0;
            common += p + q - p * (p / middle).log2() - q * (q / middle).log2();
        }
    };
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let key_a = a.get(i).map_or(u32::MAX, |(k, _)| u32::from(*k));
        let key_b = b.get(j).map_or(u32::MAX, |(k, _)| u32::from(*k));
        let (n, m) = match key_a.cmp(&key_b) {
            std::cmp::Ordering::Less => (a[i].1, 0),
            std::cmp::Ordering::Greater => (0, b[j].1),
            std::cmp::Ordering::Equal => (a[i].1, b[j].1),
        };
        one(key_a.min(key_b) as u16, n, m);
        i += usize::from(key_a <= key_b);
        j += usize::from(key_b <= key_a);
    }
    let ratio =
        |part: f64, whole: f64| if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 };
    [ratio(dot, (norm_a * norm_b).sqrt()), ratio(least, most), ratio(common, 2.0)]
}
