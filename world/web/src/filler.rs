//! Sentences of pages without an advert: `data/filler/<language>.txt`.

use rustc_hash::FxHashMap;
use spoor_world::{Lang, Pen, Rng};
use std::fmt::Write as _;

enum Piece {
    Text(String),
    Word,
    Brand,
    City,
    Number,
    Choice(Vec<Vec<Piece>>),
}

type Sections = FxHashMap<String, Vec<Vec<Piece>>>;

/// The sentences of all languages.
pub(crate) struct Filler(Vec<Sections>);

impl Filler {
    /// Reads them.
    ///
    /// # Errors
    /// Which line is not understood; a test holds that all are.
    pub(crate) fn load() -> Result<Self, String> {
        let texts = [
            include_str!("../data/filler/en.txt"),
            include_str!("../data/filler/nl.txt"),
            include_str!("../data/filler/de.txt"),
            include_str!("../data/filler/fr.txt"),
            include_str!("../data/filler/es.txt"),
            include_str!("../data/filler/ro.txt"),
        ];
        texts.into_iter().map(sections).collect::<Result<_, _>>().map(Self)
    }

    /// Appends a sentence of `section`, or nothing if the language has no such section.
    pub(crate) fn write(
        &self,
        (pen, lang): (&Pen, Lang),
        section: &str,
        city: &str,
        rng: &mut Rng,
        out: &mut String,
    ) {
        if let Some(sentences) = self.0[lang as usize].get(section) {
            write_all(&sentences[rng.index(sentences.len())], pen, city, rng, out);
        }
    }
}

fn write_all(pieces: &[Piece], pen: &Pen, city: &str, rng: &mut Rng, out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Word => pen.word(rng, false, out),
            Piece::Brand => pen.word(rng, true, out),
            Piece::City => out.push_str(city),
            Piece::Number => {
                // A String takes all that is written to it.
                let _ = write!(out, "{}", rng.range(11, 98));
            }
            Piece::Choice(all) => write_all(&all[rng.index(all.len())], pen, city, rng, out),
        }
    }
}

fn sections(text: &str) -> Result<Sections, String> {
    let mut all = Sections::default();
    let mut section = String::new();
    for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            section = name.to_owned();
            continue;
        }
        let mut rest = line;
        let pieces = pieces(&mut rest)?;
        if !rest.is_empty() {
            return Err(format!("stray {rest:?} in {line:?}"));
        }
        all.entry(section.clone()).or_default().push(pieces);
    }
    Ok(all)
}

/// Reads up to the end, or up to `|` or `}`, which are left.
fn pieces(rest: &mut &str) -> Result<Vec<Piece>, String> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let at = rest.find(['{', '|', '}', '<']).unwrap_or(rest.len());
        if at > 0 {
            found.push(Piece::Text(rest[..at].to_owned()));
            *rest = &rest[at..];
            continue;
        }
        if let Some(slot) = rest.get(..3).filter(|s| s.starts_with('<')) {
            found.push(match slot {
                "<w>" => Piece::Word,
                "<W>" => Piece::Brand,
                "<c>" => Piece::City,
                "<n>" => Piece::Number,
                _ => return Err(format!("no slot {slot:?}")),
            });
            *rest = &rest[3..];
        } else if rest.starts_with('{') {
            let mut choices = Vec::new();
            while !rest.starts_with('}') {
                if rest.is_empty() {
                    return Err("a choice is not closed".to_owned());
                }
                *rest = &rest[1..];
                choices.push(pieces(rest)?);
            }
            *rest = &rest[1..];
            found.push(Piece::Choice(choices));
        } else {
            break;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_languages_have_the_same_sections_and_every_sentence_is_understood() {
        let filler = Filler::load().unwrap();
        let names = |s: &Sections| s.keys().cloned().collect::<std::collections::BTreeSet<_>>();
        for sections in &filler.0 {
            assert_eq!(names(sections), names(&filler.0[0]));
            assert!(sections.len() >= 19 && sections.values().all(|s| !s.is_empty()));
        }
        for broken in ["{a|b", "a}", "<x>", "a|b"] {
            assert!(sections(&format!("[s]\n{broken}")).is_err(), "{broken:?}");
        }
    }

    #[test]
    fn nothing_of_a_sentence_is_left_unfilled() {
        let (filler, pen) = (Filler::load().unwrap(), Pen::new().unwrap());
        for (lang, sections) in Lang::ALL.into_iter().zip(&filler.0) {
            for name in sections.keys() {
                for n in 0..40 {
                    let mut out = String::new();
                    filler.write((&pen, lang), name, "Delft", &mut Rng::of(&[n]), &mut out);
                    assert!(!out.contains(['{', '}', '|', '<', '>']) && out.len() > 4, "{out:?}");
                }
            }
        }
    }
}
