//! The text of a posting, written from its template by a hand with its habits.

use crate::bank::{Bank, Section};
use crate::contact;
use crate::disguise;
use crate::edit::{self, Part};
use crate::habit::Habits;
use crate::indicator::{self, OBSCURED};
use crate::lang::{Country, Lang};
use crate::phone::Phone;
use crate::place::Places;
use crate::posting::{Person, Posting};
use crate::retype::Retype;
use crate::rng::Rng;
use crate::spin::{Fill, Slot, Spin};
use crate::template::{Line, Shape, Template};
use crate::word::Words;
use std::fmt::Write as _;

/// All that a text is written from.
pub(crate) struct Desk<'a> {
    pub(crate) seed: u64,
    pub(crate) banks: &'a [Bank],
    pub(crate) places: &'a Places,
    pub(crate) words: &'a Words,
    pub(crate) persons: &'a [Person],
    pub(crate) templates: &'a [Template],
}

/// A text as posted, and what was put into it.
pub(crate) struct Composed {
    pub(crate) title: String,
    pub(crate) text: String,
    /// The language most of it is in.
    pub(crate) lang: Lang,
    /// Indices into [`indicator::FOR`].
    pub(crate) indicators: Vec<u8>,
    /// Indices into [`indicator::AGAINST`].
    pub(crate) against: Vec<u8>,
}

/// What the slots of an advert hold.
struct Slots<'a> {
    person: Person,
    name: &'a str,
    city: &'a str,
    country: Country,
    style: u32,
}

impl Fill for Slots<'_> {
    fn fill(&self, slot: Slot, out: &mut String) {
        // A String takes all that is written to it.
        let _ = match slot {
            Slot::Name => {
                out.push_str(self.name);
                Ok(())
            }
            Slot::City => {
                out.push_str(self.city);
                Ok(())
            }
            Slot::Age => write!(out, "{}", self.person.age),
            Slot::Height => write!(out, "{}", self.person.height),
            Slot::Weight => write!(out, "{}", self.person.weight),
            Slot::From => write!(out, "{}", 9 + self.person.pictures % 5),
            Slot::To => write!(out, "{}", 19 + self.person.pictures % 5),
            Slot::Money(minutes) => self.money(minutes, out),
            // Made-up words are written by the sentence itself.
            Slot::Word | Slot::Brand => Ok(()),
        };
    }
}

impl Slots<'_> {
    fn money(&self, minutes: u16, out: &mut String) -> std::fmt::Result {
        let hour = u32::from(self.person.price);
        let amount = match minutes {
            30 => hour * 6 / 100 * 10,
            90 => hour * 14 / 100 * 10,
            120 => hour * 18 / 100 * 10,
            _ => hour,
        };
        match (self.country, self.style % 8) {
            (_, 7) => write!(out, "{amount} roses"),
            (Country::Gb, 0..=4) => write!(out, "£{amount}"),
            (Country::Gb, 5) => write!(out, "{amount}£"),
            (Country::Gb, _) => write!(out, "{amount} pounds"),
            (Country::Ro, 0..=4) => write!(out, "{} lei", amount * 3),
            (_, 0..=2) => write!(out, "{amount} euro"),
            (_, 3) => write!(out, "€{amount}"),
            (_, 4) => write!(out, "€ {amount}"),
            (_, 5) => write!(out, "{amount}€"),
            (_, _) => write!(out, "{amount} EUR"),
        }
    }
}

impl Desk<'_> {
    /// The text of `posting`.
    pub(crate) fn compose(&self, posting: &Posting) -> Composed {
        let template = &self.templates[posting.template as usize];
        let mut rng =
            Rng::of(&[self.seed, 300, u64::from(posting.template), u64::from(posting.text)]);
        let (lang, told) = self.told(template, posting.level.0, &mut rng);
        let bank = &self.banks[lang as usize];
        let habits = self.habits(posting);
        let slots = self.slots(posting, &habits);
        let indicators = chosen(template, posting.phone, &mut rng);
        let mut parts = self.parts(template, lang, &told, &indicators, &slots);
        change(&mut parts, posting.level.0, self.words, &mut rng);
        let retype = Retype::new(&habits, bank, template.shape, [slots.name, slots.city]);
        retype.parts(&mut parts);
        let disguised = indicators.contains(&OBSCURED);
        for text in self.contacts(posting, template, bank, disguised, &slots, &mut rng) {
            parts.push(Part { text, fixed: true });
        }
        let title = self.title(template, bank, &slots);
        let text = retype.text(&parts, between(template.seed));
        Composed { title, text, lang, indicators, against: template.against.clone() }
    }

    /// The title of `posting`, without its text being written.
    pub(crate) fn title_of(&self, posting: &Posting) -> String {
        let template = &self.templates[posting.template as usize];
        let slots = self.slots(posting, &self.habits(posting));
        self.title(template, &self.banks[template.lang as usize], &slots)
    }

    /// How the hand behind `posting` writes.
    fn habits(&self, posting: &Posting) -> Habits {
        Habits::of(self.seed, posting.placer).in_text(self.seed, posting.placer, posting.template)
    }

    /// What the slots of `posting` hold.
    fn slots(&self, posting: &Posting, habits: &Habits) -> Slots<'_> {
        let person = self.persons[posting.person as usize];
        let city = self.places.at(posting.city);
        let template = &self.templates[posting.template as usize];
        Slots {
            person,
            name: &self.banks[person.tongue as usize].names[usize::from(person.name)],
            city: city.name,
            country: city.country,
            style: habits.money.unwrap_or(template.seed >> 8),
        }
    }

    /// What stands above the text; behind a child's advert no more than name and town.
    fn title(&self, template: &Template, bank: &Bank, slots: &Slots<'_>) -> String {
        let section = match template.shape {
            Shape::Calm => return format!("{}, {}", slots.name, slots.city),
            Shape::Job => Section::JobTitle,
            Shape::Long | Shape::Short => Section::Title,
        };
        let mut title = String::new();
        let mut fixed = Rng::of(&[u64::from(template.seed), 1]);
        fixed.pick(bank.section(section)).write(&mut fixed, self.words, slots, &mut title);
        title.trim_end().to_owned()
    }

    /// Language and sentences of this advert: those of the template, but at level 3 others that
    /// say the same in other words or another language.
    fn told(&self, template: &Template, level: u8, rng: &mut Rng) -> (Lang, Vec<Line>) {
        let mut told = template.lines.clone();
        if level < 3 {
            // Spintax: one sentence in an edited advert takes its other choices.
            if level > 0 && rng.chance(400) {
                let at = rng.index(told.len());
                told[at].seed = rng.bits() as u32;
            }
            return (template.lang, told);
        }
        let lang = if rng.chance(500) { *rng.pick(&Lang::ALL) } else { template.lang };
        for line in &mut told {
            let count = self.banks[lang as usize].section(line.section).len();
            let index = rng.index(count) as u16;
            *line = Line { lang, section: line.section, index, seed: rng.bits() as u32 };
        }
        rng.shuffle(&mut told);
        (lang, told)
    }

    fn sentence(&self, spin: &Spin, seed: u32, slots: &Slots<'_>) -> String {
        let mut out = String::with_capacity(96);
        spin.write(&mut Rng::of(&[u64::from(seed)]), self.words, slots, &mut out);
        out
    }

    /// Sentences, and between them the phrases of the indicators.
    fn parts(
        &self,
        template: &Template,
        lang: Lang,
        told: &[Line],
        indicators: &[u8],
        slots: &Slots<'_>,
    ) -> Vec<Part> {
        let mut parts: Vec<Part> = told
            .iter()
            .map(|line| {
                let spin =
                    &self.banks[line.lang as usize].section(line.section)[usize::from(line.index)];
                let fixed = matches!(line.section, Section::Rates | Section::Short);
                Part { text: self.sentence(spin, line.seed, slots), fixed }
            })
            .collect();
        let bank = &self.banks[lang as usize];
        let short = matches!(template.shape, Shape::Short | Shape::Calm);
        let phrases = indicators
            .iter()
            .filter(|&&code| code != OBSCURED)
            .map(|&code| &bank.speak_for[usize::from(code)])
            .chain(template.against.iter().map(|&code| &bank.speak_against[usize::from(code)]));
        for (n, phrases) in phrases.enumerate() {
            let mut fixed = Rng::of(&[u64::from(template.seed), 2, n as u64]);
            let index = if short { 0 } else { fixed.index(phrases.len()) };
            let text = self.sentence(&phrases[index], fixed.bits() as u32, slots);
            let at = fixed.index(told.len()) + 1;
            parts.insert(at.min(parts.len()), Part { text, fixed: true });
        }
        parts
    }

    /// The sentences with number, address, handle and hub.
    fn contacts(
        &self,
        posting: &Posting,
        template: &Template,
        bank: &Bank,
        disguised: bool,
        slots: &Slots<'_>,
        rng: &mut Rng,
    ) -> Vec<String> {
        let mut all = Vec::new();
        // How the contact is announced belongs to the template.
        let mut fixed = Rng::of(&[u64::from(template.seed), 3]);
        if posting.phone != Phone::NONE {
            let mut out = String::new();
            fixed.pick(bank.section(Section::Call)).write(&mut fixed, self.words, slots, &mut out);
            out.push(' ');
            let (phone, national) = (posting.phone, posting.national);
            if disguised {
                let one_line = template.shape == Shape::Short;
                disguise::write(phone, national, bank, rng, one_line, &mut out);
            } else {
                phone.write_plain(national, &mut fixed, &mut out);
            }
            all.push(out);
        }
        if posting.mail != 0 {
            let mut out = String::new();
            fixed.pick(bank.section(Section::Mail)).write(&mut fixed, self.words, slots, &mut out);
            out.push(' ');
            out.push_str(&contact::mail(self.seed, posting.mail, self.words));
            all.push(out);
        }
        if posting.web != 0 {
            let lead = fixed.word(&["", "Web: ", "www: ", "https://", "Website: "]);
            all.push(format!("{lead}{}", contact::website(self.seed, posting.web, self.words)));
        }
        if posting.handle != 0 {
            let (platform, name) = contact::handle(self.seed, posting.handle, self.words);
            let mut out = String::new();
            contact::write_handle(platform, &name, &mut fixed, &mut out);
            all.push(out);
        }
        if posting.hub != Phone::NONE {
            let mut out = String::new();
            fixed.pick(bank.section(Section::Hub)).write(&mut fixed, self.words, slots, &mut out);
            out.push(' ');
            let home = posting.hub.country() == Some(slots.country);
            posting.hub.write_plain(home, &mut fixed, &mut out);
            all.push(out);
        }
        all
    }
}

/// The codes this advert carries: the first k of the palette; without a number there is none to
/// obscure, and the next code steps in.
fn chosen(template: &Template, phone: Phone, rng: &mut Rng) -> Vec<u8> {
    let count = indicator::count(rng);
    template
        .palette
        .iter()
        .copied()
        .filter(|&code| code != OBSCURED || phone != Phone::NONE)
        .take(count)
        .collect()
}

/// Edits of a level: 0 none, 1 one word in twenty, 2 one in eight and one thing more.
fn change(parts: &mut Vec<Part>, level: u8, words: &Words, rng: &mut Rng) {
    match level {
        1 => edit::words(parts, 50, words, rng),
        2 => {
            edit::words(parts, 120, words, rng);
            match rng.below(4) {
                0 => edit::shuffle(parts, rng),
                1 => edit::truncate(parts),
                2 => edit::leet(parts, rng),
                _ => edit::homoglyphs(parts, rng),
            }
        }
        _ => {}
    }
}

/// What parts the sentences of a template, if its hand has no habit of its own.
fn between(style: u32) -> &'static str {
    [" ", " ", "\n", " ", "\n\n", " ✨ ", " ", "\n"][(style % 8) as usize]
}
