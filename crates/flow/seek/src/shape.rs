//! The shape of an address on its site: which of its words say what kind of page it is, and which only
//! which one.

use rustc_hash::{FxHashMap, FxHasher};
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};
use url::Url;

/// Words that may stand at one place of a site's addresses and still be kinds of page; with more, they
/// are names of pages.
const WORDS_MAX: usize = 24;
/// Places that are told apart on one site.
const PLACES_MAX: usize = 4_096;
/// A word of a path that is longer is the name of a page.
const LENGTH_MAX: usize = 24;

/// Shapes of one site, learned from the addresses that were seen.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Shapes {
    /// Digest of what stands before → words that were seen there.
    words: FxHashMap<u64, Vec<String>>,
}

impl Shapes {
    /// The shape: `/ad/#`, `/list/*?page`. Numbers are `#`, names `*`; of parameters the names count,
    /// and values that are plain words of few.
    pub fn of(&mut self, url: &Url) -> String {
        let mut shape = String::with_capacity(48);
        for segment in url.path().split('/').skip(1) {
            shape.push('/');
            let before = digest(&shape);
            let word = self.word(before, segment);
            shape.push_str(&word);
        }
        let mut mark = '?';
        for (name, value) in url.query_pairs() {
            shape.push(mark);
            mark = '&';
            shape.push_str(&name);
            shape.push('=');
            let before = digest(&shape);
            let word = self.word(before, &value);
            shape.push_str(&word);
        }
        shape
    }

    /// Forgets the words of an address; gives the shape it had.
    pub fn forget(&mut self, url: &Url) -> String {
        let shape = self.of(url);
        let mut stems: Vec<String> =
            url.path().split('/').map(|part| stem_of(part).0.into()).collect();
        stems.extend(url.query_pairs().map(|(_, value)| stem_of(&value).0.into()));
        for words in self.words.values_mut() {
            words.retain(|word| !stems.contains(word));
        }
        shape
    }

    fn word(&mut self, before: u64, segment: &str) -> String {
        let (stem, ending) = stem_of(segment);
        let mut word = self.stem(before, stem);
        if let Some(ending) = ending.filter(|e| e.bytes().all(|b| b.is_ascii_alphanumeric())) {
            word.push('.');
            word.push_str(ending);
        }
        word
    }

    fn stem(&mut self, before: u64, stem: &str) -> String {
        if !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_digit()) {
            return "#".to_owned();
        }
        let is_name = stem.len() > LENGTH_MAX
            || stem.bytes().any(|b| b.is_ascii_digit())
            || stem.bytes().filter(|b| *b == b'-').count() > 2;
        if is_name {
            return "*".to_owned();
        }
        if self.words.len() >= PLACES_MAX && !self.words.contains_key(&before) {
            return "*".to_owned();
        }
        let known = self.words.entry(before).or_default();
        if known.iter().any(|word| word == stem) {
            return stem.to_owned();
        }
        if known.len() >= WORDS_MAX {
            return "*".to_owned();
        }
        known.push(stem.to_owned());
        stem.to_owned()
    }
}

/// A word without its ending, and the ending.
fn stem_of(segment: &str) -> (&str, Option<&str>) {
    match segment.rsplit_once('.') {
        Some((stem, ending)) if (1..=5).contains(&ending.len()) => (stem, Some(ending)),
        _ => (segment, None),
    }
}

fn digest(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_one_shape_and_kinds_are_several() {
        let mut shapes = Shapes::default();
        let mut of =
            |path: &str| shapes.of(&Url::parse("https://a.example").unwrap().join(path).unwrap());
        assert_eq!(of("/"), "/");
        assert_eq!(of("/ad/17"), of("/ad/99812"));
        assert_eq!(of("/ad/17"), "/ad/#");
        assert_eq!(of("/ad/a-very-nice-and-long-title-1"), "/ad/*");
        assert_eq!(of("/massage/"), "/massage/");
        assert_ne!(of("/massage/"), of("/cars/"));
        assert_eq!(of("/list?page=2&q=ab"), "/list?page=#&q=ab");
        assert_eq!(of("/x/17.html"), "/x/#.html");
        for n in 0..WORDS_MAX {
            let word: String =
                format!("{n:05}").bytes().map(|b| char::from(b - b'0' + b'a')).collect();
            of(&format!("/user/{word}"));
        }
        assert_eq!(of("/user/someone"), "/user/*");
    }
}
