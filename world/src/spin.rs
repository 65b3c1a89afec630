//! Spintax: a sentence with choices `{a|b|c}`, which may nest, and slots `<name>`.

use crate::rng::Rng;
use crate::word::Words;

/// What is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Name,
    Age,
    City,
    /// A made-up word, lower case.
    Word,
    /// A made-up word with a capital, like a brand.
    Brand,
    Height,
    Weight,
    From,
    To,
    /// Money for so many minutes.
    Money(u16),
}

impl Slot {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "age" => Self::Age,
            "city" => Self::City,
            "w" => Self::Word,
            "W" => Self::Brand,
            "height" => Self::Height,
            "weight" => Self::Weight,
            "from" => Self::From,
            "to" => Self::To,
            "m30" => Self::Money(30),
            "m60" => Self::Money(60),
            "m90" => Self::Money(90),
            "m120" => Self::Money(120),
            _ => return None,
        })
    }
}

enum Piece {
    Text(String),
    Slot(Slot),
    Choice(Vec<Vec<Piece>>),
}

/// A sentence with its choices, ready to be written many times.
pub(crate) struct Spin(Vec<Piece>);

/// Writes what a slot holds.
pub(crate) trait Fill {
    /// Appends the value of `slot`.
    fn fill(&self, slot: Slot, out: &mut String);
}

impl Spin {
    /// Reads a sentence.
    ///
    /// # Errors
    /// What is wrong with it: a brace without its other, or a slot that is none.
    pub(crate) fn parse(line: &str) -> Result<Self, String> {
        let mut rest = line;
        let pieces = pieces(&mut rest, 0)?;
        if rest.is_empty() { Ok(Self(pieces)) } else { Err(format!("stray {rest:?} in {line:?}")) }
    }

    /// Appends the sentence with the choices of `rng`.
    pub(crate) fn write(&self, rng: &mut Rng, words: &Words, fill: &dyn Fill, out: &mut String) {
        write_all(&self.0, rng, words, fill, out);
    }
}

fn write_all(of: &[Piece], rng: &mut Rng, words: &Words, fill: &dyn Fill, out: &mut String) {
    for piece in of {
        match piece {
            Piece::Text(t) => out.push_str(t),
            Piece::Slot(Slot::Word) => words.write(rng, false, out),
            Piece::Slot(Slot::Brand) => words.write(rng, true, out),
            Piece::Slot(slot) => fill.fill(*slot, out),
            Piece::Choice(all) => {
                let chosen = rng.index(all.len());
                write_all(&all[chosen], rng, words, fill, out);
            }
        }
    }
}

/// Reads pieces up to the end, or inside a choice up to `|` or `}`, which are left in `rest`.
fn pieces(rest: &mut &str, depth: u32) -> Result<Vec<Piece>, String> {
    let mut found = Vec::new();
    while let Some(at) = rest.find(['{', '|', '}', '<']) {
        if at > 0 {
            found.push(Piece::Text(rest[..at].to_owned()));
            *rest = &rest[at..];
        }
        match rest.as_bytes()[0] {
            b'{' => {
                let mut choices = Vec::new();
                loop {
                    *rest = &rest[1..];
                    choices.push(pieces(rest, depth + 1)?);
                    if rest.starts_with('}') {
                        *rest = &rest[1..];
                        break;
                    }
                    if !rest.starts_with('|') {
                        return Err("a choice is not closed".into());
                    }
                }
                found.push(Piece::Choice(choices));
            }
            b'<' => {
                let end = rest.find('>').ok_or("a slot is not closed")?;
                let slot = Slot::of(&rest[1..end]).ok_or_else(|| format!("no slot {rest:?}"))?;
                found.push(Piece::Slot(slot));
                *rest = &rest[end + 1..];
            }
            _ if depth == 0 => return Err(format!("stray {rest:?}")),
            _ => return Ok(found),
        }
    }
    if !rest.is_empty() {
        found.push(Piece::Text(std::mem::take(rest).to_owned()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;
    impl Fill for Fixed {
        fn fill(&self, slot: Slot, out: &mut String) {
            out.push_str(if slot == Slot::Name { "Mira" } else { "?" });
        }
    }

    #[test]
    fn choices_nest_and_slots_are_filled() {
        let spin = Spin::parse("{Hi|Hello {you|there}}, <name>!").unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..64 {
            let mut out = String::new();
            spin.write(&mut Rng::of(&[n]), &Words::load(), &Fixed, &mut out);
            seen.insert(out);
        }
        let seen: Vec<_> = seen.iter().map(String::as_str).collect();
        assert_eq!(seen, ["Hello there, Mira!", "Hello you, Mira!", "Hi, Mira!"]);
    }

    #[test]
    fn a_broken_sentence_is_refused() {
        for broken in ["{a|b", "a}", "<nobody>", "<name", "a|b"] {
            assert!(Spin::parse(broken).is_err(), "{broken:?}");
        }
    }
}
