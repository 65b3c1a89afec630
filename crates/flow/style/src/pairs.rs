//! Which pairs a model learns from.

use crate::train::{Example, Settings};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): pairs hang on the seed alone, whatever version
/// of a library is used.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn index(&mut self, len: usize) -> usize {
        ((u128::from(self.bits()) * len as u128) >> 64) as usize
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.index(of.len())]
    }
}

/// Pairs of examples, of one actor and of two.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Pairs<'a> {
    pub(crate) same: Vec<[&'a Example; 2]>,
    pub(crate) different: Vec<[&'a Example; 2]>,
}

/// Pairs of `examples`, which must be sorted. Both texts of a pair are of one language and of
/// different templates. Of each actor there are at most `settings.pairs_an_actor`; for every pair
/// of one actor there are `settings.strangers` of two in the same language, one of whom is in a
/// pair of one actor too: so neither language nor who has many texts can tell the sides apart.
pub(crate) fn pairs<'a>(examples: &[&'a Example], settings: &Settings) -> Pairs<'a> {
    let mut chance = Chance::new(settings.seed);
    let mut all = Pairs::default();
    for texts in examples.chunk_by(|a, b| a.profile.language() == b.profile.language()) {
        let mut actors: BTreeMap<u32, Vec<&'a Example>> = BTreeMap::new();
        for text in texts {
            actors.entry(text.actor).or_default().push(text);
        }
        let actors: Vec<Vec<&'a Example>> = actors.into_values().collect();
        if actors.len() < 2 {
            continue;
        }
        let mut same: Vec<[&'a Example; 2]> = Vec::new();
        for texts in &actors {
            own(texts, settings.pairs_an_actor, &mut chance, &mut same);
        }
        let wanted = same.len() * settings.strangers as usize;
        let mut different = Vec::with_capacity(wanted);
        // Where everybody uses one template there are no such pairs: it ends all the same.
        for _ in 0..wanted * 4 {
            if different.len() == wanted {
                break;
            }
            let pair: [&'a Example; 2] = chance.pick(&same);
            let first = pair[chance.index(2)];
            let actor = chance.index(actors.len());
            let second: &'a Example = chance.pick(&actors[actor]);
            if first.actor != second.actor && first.template != second.template {
                different.push([first, second]);
            }
        }
        // As many on the other side as there are strangers for.
        same.truncate(different.len().div_ceil(settings.strangers.max(1) as usize));
        all.same.append(&mut same);
        all.different.append(&mut different);
    }
    all
}

/// Pairs of different templates of one actor.
fn own<'a>(
    texts: &[&'a Example],
    most: u32,
    chance: &mut Chance,
    same: &mut Vec<[&'a Example; 2]>,
) {
    if texts.iter().all(|t| t.template == texts[0].template) {
        return;
    }
    let mut seen: FxHashSet<(usize, usize)> = FxHashSet::default();
    for _ in 0..most * 4 {
        let (i, j) = (chance.index(texts.len()), chance.index(texts.len()));
        let key = (i.min(j), i.max(j));
        if texts[i].template != texts[j].template && seen.insert(key) {
            same.push([texts[key.0], texts[key.1]]);
            if seen.len() == most as usize {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Profile, mask};

    #[test]
    fn negatives_are_drawn_within_language_and_never_within_a_template() {
        let text = mask("Hello you !! how are u", &[]);
        let mut examples = Vec::new();
        for n in 0..400_u32 {
            // Nine in ten are German, but hands with several templates are mostly English: across
            // languages, language alone would tell the sides apart.
            let english = n % 10 == 0;
            let language = if english { "en" } else { "de" };
            for t in 0..if english || n % 20 == 1 { 3 } else { 1 } {
                let profile = Profile::of([&text], language);
                examples.push(Example { profile, actor: n, template: n * 3 + t });
            }
        }
        examples.sort();
        let all: Vec<&Example> = examples.iter().collect();
        let settings = Settings::default();
        let found = pairs(&all, &settings);
        let language = |p: &[&Example; 2]| {
            assert_eq!(p[0].profile.language(), p[1].profile.language());
            assert_ne!(p[0].template, p[1].template);
            p[0].profile.language().to_owned()
        };
        let count = |pairs: &[[&Example; 2]], tag: &str| {
            pairs.iter().filter(|p| language(p) == tag).count()
        };
        for tag in ["en", "de"] {
            let same = count(&found.same, tag);
            assert!(same > 0);
            assert_eq!(count(&found.different, tag), same * settings.strangers as usize, "{tag}");
        }
        assert!(found.same.iter().all(|p| p[0].actor == p[1].actor));
        assert!(found.different.iter().all(|p| p[0].actor != p[1].actor));
    }

    #[test]
    fn one_actor_or_one_template_gives_no_pairs() {
        let text = mask("Hello you", &[]);
        let example =
            |actor, template| Example { profile: Profile::of([&text], "en"), actor, template };
        for examples in [vec![example(1, 1), example(1, 2)], vec![example(1, 1), example(2, 1)]] {
            let all: Vec<&Example> = examples.iter().collect();
            assert_eq!(pairs(&all, &Settings::default()), Pairs::default());
        }
    }
}
