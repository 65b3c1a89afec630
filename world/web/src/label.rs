//! What pages say round their content, in the six languages: `data/labels.tsv`.

use rustc_hash::FxHashMap;
use spoor_world::Lang;

/// All labels.
pub(crate) struct Labels(FxHashMap<&'static str, [&'static str; 6]>);

impl Labels {
    /// Reads the table.
    pub(crate) fn load() -> Self {
        let mut all = FxHashMap::default();
        for line in include_str!("../data/labels.tsv").lines().filter(|l| !l.starts_with('#')) {
            let mut columns = line.split('\t');
            let Some(name) = columns.next() else { continue };
            let mut row = [""; 6];
            row.iter_mut().zip(columns).for_each(|(cell, word)| *cell = word);
            all.insert(name, row);
        }
        Self(all)
    }

    /// The label `name`; the name itself where the table has none.
    pub(crate) fn get(&self, lang: Lang, name: &'static str) -> &'static str {
        self.0.get(name).map_or(name, |row| row[lang as usize])
    }
}

/// Lower-case ASCII words joined by dashes, at most 48 characters; `x` if nothing is left.
pub(crate) fn slug(text: &str) -> String {
    let mut out = String::with_capacity(48);
    for c in text.chars().flat_map(char::to_lowercase) {
        let folded = match c {
            'a'..='z' | '0'..='9' => {
                out.push(c);
                continue;
            }
            'á' | 'à' | 'â' | 'ă' | 'ä' | 'å' | 'ã' => "a",
            'é' | 'è' | 'ê' | 'ë' => "e",
            'í' | 'ì' | 'î' | 'ï' => "i",
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => "o",
            'ú' | 'ù' | 'û' | 'ü' => "u",
            'ñ' => "n",
            'ç' => "c",
            'ß' => "ss",
            'ș' | 'ş' => "s",
            'ț' | 'ţ' => "t",
            _ => "-",
        };
        if folded != "-" || !(out.is_empty() || out.ends_with('-')) {
            out.push_str(folded);
        }
        if out.len() >= 48 {
            break;
        }
    }
    let short = out.trim_end_matches('-');
    if short.is_empty() { "x".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_has_six_words() {
        let labels = Labels::load();
        assert!(labels.0.len() > 60);
        for (name, row) in &labels.0 {
            assert!(row.iter().all(|w| !w.is_empty()), "{name}: {row:?}");
        }
    }

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Târgu Mureș, Straße!"), "targu-mures-strasse");
        assert_eq!(slug("★★★"), "x");
    }
}
