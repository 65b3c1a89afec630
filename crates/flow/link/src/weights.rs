//! Match weights in bits: log2 of the Bayes factor of an observation, after Fellegi and Sunter
//! (1969), with term-frequency adjustment: a value that few show weighs more than a common one.

use spoor_vocab::SelectorKind;

/// Chances are read as if the corpus had at least this many adverts: that two strangers show one
/// number is as unlikely in a small import as in a large one.
const POPULATION: f32 = 100_000.0;

/// Every kind of selector.
pub const KINDS: [SelectorKind; 8] = [
    SelectorKind::Phone,
    SelectorKind::Email,
    SelectorKind::Handle,
    SelectorKind::Url,
    SelectorKind::Wallet,
    SelectorKind::Card,
    SelectorKind::Image,
    SelectorKind::Account,
];

/// How a kind of selector behaves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Habit {
    /// m: chance that two adverts of one actor which both show the kind share a value.
    pub shared_by_one: f32,
    /// Bits that speak for one hand when otherwise unconnected adverts share a value, before
    /// anything speaks against: log2 odds that a value of the kind has one owner.
    pub owned_bits: f32,
}

/// Judged from how the kinds are used in adverts: a number or an account has one owner nearly
/// always; a link may be a directory's and a picture may be stolen.
pub fn habit(kind: SelectorKind) -> Habit {
    let (shared_by_one, owned_bits) = match kind {
        SelectorKind::Phone => (0.85, 12.0),
        SelectorKind::Email | SelectorKind::Handle => (0.8, 12.0),
        SelectorKind::Account => (0.8, 14.0),
        SelectorKind::Wallet | SelectorKind::Card => (0.7, 14.0),
        SelectorKind::Url => (0.6, 6.0),
        SelectorKind::Image => (0.3, 8.0),
    };
    Habit { shared_by_one, owned_bits }
}

/// Bits for two sets of adverts of which no place is common to both; actors travel, but back and
/// forth.
pub const APART: f32 = -4.0;
/// Bits for two sets of adverts with a place in common.
pub const TOGETHER: f32 = 2.0;

/// Bits that stand beside a link that somebody said is there: more than any value can have. A person's
/// word is no measurement; the figure only puts it first.
pub const SAID: f32 = 64.0;

/// Chance that a stranger's advert shows a value that `shown_by` of `rows` adverts show.
fn by_chance(shown_by: u32, rows: u32) -> f32 {
    (shown_by.max(1) as f32 / (rows as f32).max(POPULATION)).min(1.0)
}

/// Bits for two adverts that both show a value of `kind` which `shown_by` of `rows` adverts show:
/// `log2(m / u)`, with u the value's own frequency.
pub fn agree(kind: SelectorKind, shown_by: u32, rows: u32) -> f32 {
    (habit(kind).shared_by_one / by_chance(shown_by, rows)).log2()
}

/// Bits for two adverts that both show values of `kind` and share none: `log2((1-m) / (1-u))`,
/// with u next to nothing.
pub fn differ(kind: SelectorKind) -> f32 {
    (1.0 - habit(kind).shared_by_one).log2()
}

/// Bits for two adverts of one template that `size` of `rows` adverts follow; `similarity` is the
/// cosine of their texts.
pub fn same_template(similarity: f32, size: u32, rows: u32) -> f32 {
    (0.7 / by_chance(size, rows)).log2() * similarity.clamp(0.0, 1.0)
}
