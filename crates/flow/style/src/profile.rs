//! The writing habits of a text, or of an actor over several texts, as hashed counts.

use crate::compare::FAMILIES;
use crate::mask::Masked;
use crate::read;

/// At most so many keys of each family are kept: about 4 kB a profile, whatever the text. The
/// lowest hashes are kept, so that the same keys are kept of every text (bottom-k sampling).
const KEPT: [usize; FAMILIES] = [384, 192, 96, 160, 64, 64, 32];

/// Keys of one family in rising order, each with how often it was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Counts {
    keys: Box<[(u16, u16)]>,
    /// Keys above this one were not kept.
    pub(crate) limit: u16,
}

impl Counts {
    fn new(mut seen: Vec<(u16, u16)>, kept: usize, limit: u16) -> Self {
        let mut limit = limit;
        if seen.len() > kept {
            seen.truncate(kept);
            limit = limit.min(seen.last().map_or(u16::MAX, |(key, _)| *key));
        }
        Self { keys: seen.into_boxed_slice(), limit }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// All keys up to `limit`.
    pub(crate) fn up_to(&self, limit: u16) -> &[(u16, u16)] {
        &self.keys[..self.keys.partition_point(|(key, _)| *key <= limit)]
    }
}

/// How a text, or the texts of one actor, are written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Profile {
    /// First, since profiles are sorted by it.
    pub(crate) language: Box<str>,
    /// Letters read.
    pub(crate) letters: u32,
    pub(crate) families: [Counts; FAMILIES],
}

impl Profile {
    /// The profile of `texts` of one actor, all in `language` (a BCP 47 tag, or what the caller
    /// calls it; it is only compared for equality). Of each text the first 64 KiB are read. The
    /// order of the texts has no meaning.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a Masked>, language: &str) -> Self {
        let mut seen = read::Seen::default();
        for text in texts {
            seen.read(text.as_str());
        }
        let letters = seen.letters;
        let mut kept = KEPT.into_iter();
        let families = seen
            .keys
            .map(|keys| Counts::new(counted(keys), kept.next().unwrap_or_default(), u16::MAX));
        Self { families, letters, language: language.into() }
    }

    /// Letters it was made of.
    pub fn letters(&self) -> u32 {
        self.letters
    }

    /// The language as given.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Bytes it takes in memory.
    pub fn bytes(&self) -> usize {
        let keys = self.families.iter().map(|f| std::mem::size_of_val(&f.keys[..])).sum::<usize>();
        size_of::<Self>() + keys + self.language.len()
    }
}

/// Equal keys together, in rising order, counts up to 65,535.
fn counted(mut keys: Vec<u16>) -> Vec<(u16, u16)> {
    keys.sort_unstable();
    let mut all: Vec<(u16, u16)> = Vec::with_capacity(keys.len().min(512));
    for key in keys {
        match all.last_mut() {
            Some((last, n)) if *last == key => *n = n.saturating_add(1),
            _ => all.push((key, 1)),
        }
    }
    all
}
