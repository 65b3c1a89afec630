//! Words → ids: one look-up for every word of every text, so that an unknown word costs one look
//! into one slot.

/// No word.
const FREE: u32 = u32::MAX;

/// An open table (linear probing, at most half full). A slot holds the word itself up to eight
/// bytes, of a longer one its head and a check of the rest.
#[derive(Default)]
pub(crate) struct Words {
    slots: Vec<Slot>,
    /// A bit for each word, eight of them for each slot: most unknown words need no look at the
    /// slots, which are too many for the nearest cache.
    seen: Vec<u64>,
    /// Words of more than eight bytes, by id; the others are empty.
    long: Vec<Box<[u8]>>,
}

#[derive(Clone, Copy)]
struct Slot {
    head: u64,
    /// 0 up to eight bytes.
    rest: u32,
    id: u32,
}

impl Words {
    /// The table of `words`, each with its id, from 0 on without a gap.
    pub(crate) fn of<'a>(words: impl ExactSizeIterator<Item = (&'a [u8], u32)>) -> Self {
        let size = (words.len() * 2).next_power_of_two().max(2);
        let mut out = Self {
            slots: vec![Slot { head: 0, rest: 0, id: FREE }; size],
            seen: vec![0; (size * 8).div_ceil(64)],
            long: vec![Box::default(); words.len()],
        };
        for (word, id) in words {
            let (head, rest) = key(word);
            let mixed = mixed(head, rest);
            let bit = out.bit(mixed);
            out.seen[bit / 64] |= 1 << (bit % 64);
            let mut at = out.home(mixed);
            while out.slots[at].id != FREE {
                at = (at + 1) & (size - 1);
            }
            out.slots[at] = Slot { head, rest, id };
            if word.len() > 8 {
                out.long[id as usize] = word.into();
            }
        }
        out
    }

    /// The id of `word`.
    pub(crate) fn get(&self, word: &[u8]) -> Option<u32> {
        if self.slots.is_empty() || word.is_empty() {
            return None;
        }
        let (head, rest) = key(word);
        let mixed = mixed(head, rest);
        let bit = self.bit(mixed);
        if self.seen[bit / 64] >> (bit % 64) & 1 == 0 {
            return None;
        }
        let mut at = self.home(mixed);
        loop {
            let slot = self.slots[at];
            if slot.id == FREE {
                return None;
            }
            let same = slot.head == head && slot.rest == rest;
            if same && (rest == 0 || *self.long[slot.id as usize] == *word) {
                return Some(slot.id);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    fn home(&self, mixed: u64) -> usize {
        (mixed >> 32) as usize & (self.slots.len() - 1)
    }

    fn bit(&self, mixed: u64) -> usize {
        (mixed >> 29) as usize & (self.slots.len() * 8 - 1)
    }
}

/// A hash of a key (Fibonacci hashing): its upper half is well mixed.
fn mixed(head: u64, rest: u32) -> u64 {
    (head ^ u64::from(rest) << 29).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The first eight bytes, filled up with zeros (a word holds none), and a check of the others,
/// never 0.
fn key(word: &[u8]) -> (u64, u32) {
    if let Some((head, rest)) = word.split_first_chunk::<8>() {
        let head = u64::from_le_bytes(*head);
        if rest.is_empty() {
            return (head, 0);
        }
        // The last eight bytes reach back into the head where there are fewer.
        let last = word.last_chunk::<8>().map_or(0, |last| u64::from_le_bytes(*last));
        let mixed = (last ^ word.len() as u64).wrapping_mul(0xd6e8_feb8_6659_fd93);
        return (head, (mixed >> 32) as u32 | 1);
    }
    if let (Some(first), Some(last)) = (word.first_chunk::<4>(), word.last_chunk::<4>()) {
        let shift = 8 * (word.len() - 4);
        let last = u64::from(u32::from_le_bytes(*last)) << shift;
        return (u64::from(u32::from_le_bytes(*first)) | last, 0);
    }
    (word.iter().rev().fold(0, |key, b| key << 8 | u64::from(*b)), 0)
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn every_word_is_found_and_no_other() {
        let words: Vec<String> = (1..40usize)
            .flat_map(|len| (0..9usize).map(move |k| (len, k)))
            .map(|(len, k)| (0..len).map(|i| char::from(b'a' + ((i * k + k) % 26) as u8)).collect())
            .collect::<std::collections::BTreeSet<String>>()
            .into_iter()
            .collect();
        let table = Words::of(words.iter().enumerate().map(|(id, w)| (w.as_bytes(), id as u32)));
        for (word, id) in words.iter().zip(0..) {
            assert_eq!(table.get(word.as_bytes()), Some(id), "{word}");
            let other = format!("{word}7");
            assert_eq!(table.get(other.as_bytes()), None, "{other}");
        }
        assert_eq!(table.get(b""), None);
        assert_eq!(Words::default().get(b"a"), None);
    }

    /// Words that agree in head, in tail and in length.
    #[test]
    fn long_words_are_compared_whole() {
        let words = ["abcdefghXijklmnopq", "abcdefghYijklmnopq"];
        let table = Words::of(words.iter().enumerate().map(|(id, w)| (w.as_bytes(), id as u32)));
        assert_eq!(table.get(words[0].as_bytes()), Some(0));
        assert_eq!(table.get(words[1].as_bytes()), Some(1));
        assert_eq!(table.get(b"abcdefghZijklmnopq"), None);
    }
}
