//! Templates: the text a placer writes once and posts many times.

use crate::bank::{Bank, Section};
use crate::indicator::{self, Palette};
use crate::kind::Kind;
use crate::lang::Lang;
use crate::rng::Rng;

/// One sentence of a template: which, and the choices in it.
#[derive(Clone, Copy)]
pub(crate) struct Line {
    pub(crate) lang: Lang,
    pub(crate) section: Section,
    pub(crate) index: u16,
    pub(crate) seed: u32,
}

/// How long and of what a template is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// About ninety words.
    Long,
    /// About ten words.
    Short,
    /// A job.
    Job,
    /// Towns, hours, number; nothing else.
    Calm,
}

/// A text with slots.
pub(crate) struct Template {
    pub(crate) lang: Lang,
    pub(crate) shape: Shape,
    pub(crate) lines: Vec<Line>,
    pub(crate) palette: Palette,
    pub(crate) against: Vec<u8>,
    /// Settles everything else: how lines are parted, emoji, where phrases stand, currency.
    pub(crate) seed: u32,
}

fn line(bank: &Bank, section: Section, rng: &mut Rng) -> Line {
    let index = rng.index(bank.section(section).len()) as u16;
    Line { lang: bank.lang, section, index, seed: rng.bits() as u32 }
}

impl Template {
    /// A new text in `lang` for a placer of `kind`.
    pub(crate) fn new(banks: &[Bank], kind: Kind, lang: Lang, shape: Shape, rng: &mut Rng) -> Self {
        let bank = &banks[lang as usize];
        let lines = match shape {
            Shape::Long => long(banks, bank, rng),
            Shape::Short => vec![line(bank, Section::Short, rng)],
            Shape::Job => several(bank, Section::Job, 4, 6, rng),
            Shape::Calm => several(bank, Section::Calm, 3, 4, rng),
        };
        let against = indicator::against(kind, rng);
        Self {
            lang,
            shape,
            lines,
            palette: indicator::palette(kind, rng),
            against: if shape == Shape::Short {
                against.into_iter().take(1).collect()
            } else {
                against
            },
            seed: rng.bits() as u32,
        }
    }

    /// Takes over two or three sentences of another's text, as people do.
    pub(crate) fn borrow_from(&mut self, other: &Self, rng: &mut Rng) {
        if self.shape != Shape::Long || other.shape != Shape::Long || other.lang != self.lang {
            return;
        }
        for _ in 0..rng.range(2, 3) {
            let at = rng.index(self.lines.len());
            self.lines[at] = *rng.pick(&other.lines);
        }
    }
}

/// `low` to `high` different sentences of one section.
fn several(bank: &Bank, section: Section, low: u32, high: u32, rng: &mut Rng) -> Vec<Line> {
    let mut order: Vec<u16> = (0..bank.section(section).len() as u16).collect();
    rng.shuffle(&mut order);
    order.truncate(rng.range(low, high) as usize);
    order
        .into_iter()
        .map(|index| Line { lang: bank.lang, section, index, seed: rng.bits() as u32 })
        .collect()
}

fn long(banks: &[Bank], bank: &Bank, rng: &mut Rng) -> Vec<Line> {
    let mut middle = Vec::new();
    for (section, low, high) in [
        (Section::About, 1, 2),
        (Section::Look, 0, 1),
        (Section::Mood, 1, 3),
        (Section::Offer, 1, 2),
    ] {
        middle.extend(several(bank, section, low, high, rng));
    }
    rng.shuffle(&mut middle);
    let mut lines = Vec::with_capacity(12);
    if rng.chance(850) {
        lines.push(line(bank, Section::Greet, rng));
    }
    lines.append(&mut middle);
    for (section, per_mille) in
        [(Section::Rates, 620), (Section::Where, 520), (Section::Hours, 560), (Section::Close, 500)]
    {
        if rng.chance(per_mille) {
            lines.push(line(bank, section, rng));
        }
    }
    // One in nine mixes languages.
    if rng.chance(110) {
        let other = &banks[rng.index(banks.len())];
        let section = *rng.pick(&[Section::Greet, Section::Mood, Section::About, Section::Close]);
        let at = rng.index(lines.len() + 1);
        lines.insert(at, line(other, section, rng));
    }
    lines
}
