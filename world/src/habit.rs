//! Habits of writing: what survives when one hand writes several texts. All hands draw from one
//! pool, so that several share each habit, and a hand keeps each only in most of its texts:
//! style tells hands apart by chance, never for certain.

use crate::rng::Rng;

/// Signs at the end of a sentence instead of the full stop, with weights.
const ENDS: [(&str, u32); 7] =
    [("!", 20), ("!!", 20), ("..", 16), ("...", 16), (" !", 10), ("", 12), (" .", 6)];
/// What parts sentences. The same as templates use, so that it tells little.
const BETWEEN: [(&str, u32); 8] = [
    (" ", 40),
    ("\n", 24),
    ("\n\n", 12),
    (" ✨ ", 6),
    (" ~ ", 6),
    (" | ", 4),
    (" * ", 4),
    (" ... ", 4),
];
const COLONS: [(&str, u32); 4] = [(" :", 50), (" -", 20), ("::", 10), (" =", 20)];
const EMOJI: [(&str, u32); 16] = [
    ("❤️", 14),
    ("😘", 12),
    ("💋", 10),
    ("🌹", 8),
    ("✨", 8),
    ("😊", 8),
    ("🔥", 8),
    ("💕", 6),
    ("🌸", 5),
    ("😉", 5),
    ("⭐", 4),
    ("🍀", 3),
    ("🦋", 3),
    ("☀️", 2),
    ("👑", 2),
    ("🎀", 2),
];
const ORNAMENTS: [(&str, u32); 8] = [
    ("***", 24),
    ("~~~", 14),
    ("-----", 18),
    ("★★★", 14),
    ("=====", 10),
    ("•••", 10),
    ("♥♥♥", 6),
    ("_____", 4),
];

/// Where spaces stand round signs, against the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spacing {
    /// `Hello !`
    BeforeMarks,
    /// `Hello , you`
    BeforeCommas,
    /// `Hello,you`
    NotAfterCommas,
}

/// How capitals are used, against the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Capitals {
    /// None at the beginning of a sentence, and `i`.
    Low,
    /// The first word of the text and the formulas in capitals.
    Loud,
    /// The First Sentence Like A Title.
    Title,
    /// Long words in CAPITALS.
    Shout,
}

/// Where the favourite picture sign stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spot {
    Start,
    End,
    EverySentence,
    SomeSentences,
}

/// How many swaps of words a hand may have.
const SWAPS: usize = 4;

/// How a hand writes; `None` is the plain way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Habits {
    /// Instead of a full stop.
    pub(crate) end: Option<&'static str>,
    pub(crate) spacing: Option<Spacing>,
    pub(crate) capitals: Option<Capitals>,
    /// Letters without accents.
    pub(crate) bare: Option<()>,
    /// Instead of a colon.
    pub(crate) colon: Option<&'static str>,
    pub(crate) emoji: Option<(&'static str, Spot)>,
    /// A line of signs before and after the text.
    pub(crate) ornament: Option<&'static str>,
    /// Between sentences.
    pub(crate) between: Option<&'static str>,
    /// How money is written; see `compose`.
    pub(crate) money: Option<u32>,
    /// Formulas and swaps of words, as shares of 65,536 of the list of the text's language, so
    /// that one hand has its own in every language.
    pub(crate) greeting: Option<u16>,
    pub(crate) closing: Option<u16>,
    pub(crate) swaps: [Option<u16>; SWAPS],
}

/// Streams of chance.
const HAND: u64 = 500;
const TEXT: u64 = 501;

impl Habits {
    /// The habits of a hand: those of a placer, the same in all its texts.
    pub(crate) fn of(seed: u64, placer: u32) -> Self {
        let rng = &mut Rng::of(&[seed, HAND, u64::from(placer)]);
        Self {
            end: one_of(&ENDS, 500, rng),
            spacing: maybe(280, rng, |r| {
                [Spacing::BeforeMarks, Spacing::BeforeCommas, Spacing::NotAfterCommas]
                    [r.weighted(&[50, 25, 25])]
            }),
            capitals: maybe(480, rng, |r| {
                [Capitals::Low, Capitals::Loud, Capitals::Title, Capitals::Shout]
                    [r.weighted(&[45, 25, 15, 15])]
            }),
            bare: maybe(300, rng, |_| ()),
            colon: one_of(&COLONS, 220, rng),
            emoji: one_of(&EMOJI, 550, rng).map(|sign| {
                let spots = [Spot::Start, Spot::End, Spot::EverySentence, Spot::SomeSentences];
                (sign, spots[rng.weighted(&[20, 40, 15, 25])])
            }),
            ornament: one_of(&ORNAMENTS, 220, rng),
            between: one_of(&BETWEEN, 1000, rng),
            money: maybe(1000, rng, |r| r.below(8)),
            greeting: maybe(450, rng, skewed),
            closing: maybe(450, rng, skewed),
            swaps: std::array::from_fn(|_| maybe(380, rng, skewed)),
        }
    }

    /// The habits that show in one text of the hand: each is kept in six to nine of ten texts, as
    /// firmly as this hand holds it. The same template shows the same ones in every advert, so
    /// that adverts of one template differ no more than without habits.
    pub(crate) fn in_text(mut self, seed: u64, placer: u32, template: u32) -> Self {
        let hand = &mut Rng::of(&[seed, HAND, u64::from(placer), 1]);
        let text = &mut Rng::of(&[seed, TEXT, u64::from(placer), u64::from(template)]);
        let mut kept = || text.chance(hand.range(600, 900));
        self.end = self.end.filter(|_| kept());
        self.spacing = self.spacing.filter(|_| kept());
        self.capitals = self.capitals.filter(|_| kept());
        self.bare = self.bare.filter(|()| kept());
        self.colon = self.colon.filter(|_| kept());
        self.emoji = self.emoji.filter(|_| kept());
        self.ornament = self.ornament.filter(|_| kept());
        self.between = self.between.filter(|_| kept());
        self.money = self.money.filter(|_| kept());
        self.greeting = self.greeting.filter(|_| kept());
        self.closing = self.closing.filter(|_| kept());
        self.swaps = self.swaps.map(|swap| swap.filter(|_| kept()));
        self
    }
}

fn maybe<T>(per_mille: u32, rng: &mut Rng, draw: impl FnOnce(&mut Rng) -> T) -> Option<T> {
    // Drawn either way: a habit more or less leaves the others as they are.
    let (has, drawn) = (rng.chance(per_mille), draw(rng));
    has.then_some(drawn)
}

fn one_of<T: Copy>(pool: &[(T, u32)], per_mille: u32, rng: &mut Rng) -> Option<T> {
    maybe(per_mille, rng, |r| {
        let mut left = r.below(pool.iter().map(|(_, w)| w).sum());
        let found = pool.iter().find(|(_, w)| {
            let here = left < *w;
            left = left.saturating_sub(*w);
            here
        });
        found.unwrap_or(&pool[0]).0
    })
}

/// More often near 0: some formulas are everybody's.
fn skewed(rng: &mut Rng) -> u16 {
    rng.below(65_536).min(rng.below(65_536)) as u16
}

/// The entry of `list` at a share of 65,536.
pub(crate) fn at_share<T>(list: &[T], share: u16) -> Option<&T> {
    list.get((usize::from(share) * list.len()) >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chance that two hands of `pairs` share a habit of several.
    fn agreement(hands: impl Iterator<Item = (Habits, Habits)>) -> f64 {
        let (mut same, mut all) = (0, 0);
        for (a, b) in hands {
            for agrees in [a.end == b.end, a.capitals == b.capitals, a.emoji == b.emoji] {
                same += u32::from(agrees);
                all += 1;
            }
        }
        f64::from(same) / f64::from(all)
    }

    #[test]
    fn a_hand_keeps_most_of_its_habits_and_strangers_share_some() {
        let text = |placer, template| Habits::of(1, placer).in_text(1, placer, template);
        let own = agreement((0..2_000).map(|n| (text(n, 1), text(n, 2))));
        let strange = agreement((0..2_000).map(|n| (text(n, 1), text(n + 1, 1))));
        assert!((0.7..0.9).contains(&own), "{own}");
        assert!((0.15..0.5).contains(&strange), "{strange}");
    }

    #[test]
    fn habits_hang_on_seed_placer_and_template_only() {
        let text =
            |seed, placer, template| Habits::of(seed, placer).in_text(seed, placer, template);
        assert_eq!(text(1, 7, 3), text(1, 7, 3));
        assert_eq!(Habits::of(1, 7), Habits::of(1, 7));
        assert!((0..50).any(|t| text(1, 7, t) != text(1, 7, 3)));
        assert!((0..50).any(|s| Habits::of(s, 7) != Habits::of(1, 7)));
    }

    #[test]
    fn a_share_finds_its_entry() {
        assert_eq!(at_share(&["a", "b"], 0), Some(&"a"));
        assert_eq!(at_share(&["a", "b"], u16::MAX), Some(&"b"));
        assert_eq!(at_share::<u8>(&[], 9), None);
    }
}
