//! Types a text the way its hand writes. Names, towns, contacts, prices and phrases of indicators
//! stay as they are: what is stated in a text is no question of style.

use crate::bank::Bank;
use crate::edit::Part;
use crate::habit::{Capitals, Habits, Spacing, Spot, at_share};
use crate::template::Shape;

/// A hand at one text.
pub(crate) struct Retype<'a> {
    habits: &'a Habits,
    /// Ornaments, pictures and formulas as this text has them.
    shape: Shape,
    /// Words of name and town.
    stated: [&'a str; 2],
    swaps: Vec<&'a (String, String)>,
    greeting: Option<&'a String>,
    closing: Option<&'a String>,
}

impl<'a> Retype<'a> {
    /// The hand with `habits` that writes in the language of `bank`; `stated` are name and town.
    pub(crate) fn new(
        habits: &'a Habits,
        bank: &'a Bank,
        shape: Shape,
        stated: [&'a str; 2],
    ) -> Self {
        let formula = |share: Option<u16>, list: &'a [String]| {
            let share = share.filter(|_| shape == Shape::Long)?;
            at_share(list, share)
        };
        Self {
            habits,
            shape,
            stated,
            swaps: habits
                .swaps
                .iter()
                .flatten()
                .filter_map(|s| at_share(&bank.swaps, *s))
                .collect(),
            greeting: formula(habits.greeting, &bank.greetings),
            closing: formula(habits.closing, &bank.closings),
        }
    }

    /// Retypes the free parts, adds formulas and picture signs.
    pub(crate) fn parts(&self, parts: &mut Vec<Part>) {
        let mut first = true;
        for part in parts.iter_mut().filter(|p| !p.fixed && !p.text.is_empty()) {
            part.text = self.marks(&self.words(&part.text, first));
            first = false;
        }
        for (formula, at) in [(self.greeting, 0), (self.closing, parts.len())] {
            let Some(formula) = formula else { continue };
            let loud = self.habits.capitals == Some(Capitals::Loud);
            let formula = if loud { formula.to_uppercase() } else { formula.clone() };
            let text = self.marks(&format!("{}.", self.letters(&formula)));
            // Behind the greeting the rest stands one further.
            let at = at + usize::from(at > 0 && self.greeting.is_some());
            parts.insert(at.min(parts.len()), Part { text, fixed: true });
        }
        self.pictures(parts);
    }

    /// The whole text: the parts, and a line of signs round them.
    pub(crate) fn text(&self, parts: &[Part], between: &str) -> String {
        let between = match self.habits.between {
            Some(own) if self.shape != Shape::Calm => own,
            _ => between,
        };
        let mut out = String::with_capacity(parts.iter().map(|p| p.text.len() + 4).sum::<usize>());
        let ornament = self.habits.ornament.filter(|_| self.shape == Shape::Long);
        if let Some(line) = ornament {
            out.push_str(line);
            out.push('\n');
        }
        let mut said = parts.iter().filter(|p| !p.text.is_empty());
        if let Some(part) = said.next() {
            out.push_str(&part.text);
        }
        for part in said {
            out.push_str(between);
            out.push_str(&part.text);
        }
        if let Some(line) = ornament {
            out.push('\n');
            out.push_str(line);
        }
        out
    }

    /// Swaps, capitals and accents, word by word.
    fn words(&self, text: &str, first: bool) -> String {
        let Habits { capitals, bare, .. } = self.habits;
        if capitals.is_none() && bare.is_none() && self.swaps.is_empty() {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len() + 8);
        let mut opens = true;
        for (n, word) in text.split(' ').enumerate() {
            if n > 0 {
                out.push(' ');
            }
            let core = word.trim_matches(|c: char| !c.is_alphanumeric());
            if core.is_empty() || self.states(core) {
                out.push_str(word);
            } else {
                let (before, after) = word.split_once(core).unwrap_or(("", ""));
                out.push_str(before);
                let swapped = self.swaps.iter().find(|(from, _)| from == core);
                let core = swapped.map_or(core, |(_, to)| to);
                out.push_str(&self.letters(&self.capitals(core, first, first && n == 0, opens)));
                out.push_str(after);
            }
            opens = word.ends_with(['.', '!', '?']);
        }
        out
    }

    fn states(&self, core: &str) -> bool {
        self.stated.iter().any(|s| s.split([' ', '-', '\'']).any(|w| core.contains(w)))
    }

    /// A word with the capitals of the hand. `first`: in the first sentence; `leads`: the first
    /// word of it; `opens`: the first word of any sentence.
    fn capitals(&self, word: &str, first: bool, leads: bool, opens: bool) -> String {
        match self.habits.capitals {
            Some(Capitals::Low) if opens || word == "I" => word.to_lowercase(),
            Some(Capitals::Loud) if leads => word.to_uppercase(),
            Some(Capitals::Title) if first => {
                let mut letters = word.chars();
                letters
                    .next()
                    .map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
            }
            Some(Capitals::Shout) if word.chars().count() > 8 => word.to_uppercase(),
            _ => word.to_owned(),
        }
    }

    /// Without accents, if the hand has none.
    fn letters(&self, text: &str) -> String {
        if self.habits.bare.is_none() || text.is_ascii() {
            return text.to_owned();
        }
        text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
            match PLAIN.iter().find(|(from, _)| from.contains(c)) {
                Some((_, to)) => out.push_str(to),
                None => out.push(c),
            }
            out
        })
    }

    /// Stops, colons and the spaces round signs.
    fn marks(&self, text: &str) -> String {
        let Habits { end, colon, spacing, .. } = self.habits;
        if end.is_none() && colon.is_none() && spacing.is_none() {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len() + 8);
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            let ends = rest.peek().is_none_or(|&next| next == ' ');
            match c {
                '.' if ends && !out.ends_with('.') => out.push_str(self.habits.end.unwrap_or(".")),
                ':' if ends => out.push_str(self.habits.colon.unwrap_or(":")),
                '!' | '?' if self.habits.spacing == Some(Spacing::BeforeMarks) => {
                    out.extend([' ', c]);
                }
                ',' if self.habits.spacing == Some(Spacing::BeforeCommas) => out.push_str(" ,"),
                ',' if self.habits.spacing == Some(Spacing::NotAfterCommas) && ends => {
                    out.push(',');
                    rest.next();
                }
                c => out.push(c),
            }
        }
        out
    }

    /// Puts the favourite sign where the hand puts it; a text about a child has none.
    fn pictures(&self, parts: &mut [Part]) {
        let Some((sign, spot)) = self.habits.emoji.filter(|_| self.shape != Shape::Calm) else {
            return;
        };
        let last = parts.len().saturating_sub(1);
        for (n, part) in parts.iter_mut().enumerate() {
            match spot {
                Spot::Start if n == 0 => part.text.insert_str(0, &format!("{sign} ")),
                Spot::End if n == last => part.text.extend([" ", sign]),
                Spot::EverySentence => part.text.extend([" ", sign]),
                Spot::SomeSentences if n % 3 == 0 => part.text.extend([" ", sign]),
                _ => {}
            }
        }
    }
}

/// Letters with signs, and how those write them who do without.
const PLAIN: [(&str, &str); 13] = [
    ("áàâăãä", "a"),
    ("éèêë", "e"),
    ("íìîï", "i"),
    ("óòôõö", "o"),
    ("úùûü", "u"),
    ("ç", "c"),
    ("ñ", "n"),
    ("șş", "s"),
    ("țţ", "t"),
    ("ß", "ss"),
    ("ÁÀÂ", "A"),
    ("ÉÈÊ", "E"),
    ("ÎÍ", "I"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(habits: &Habits, text: &str) -> String {
        let banks = Bank::load_all().unwrap();
        let mut parts = vec![
            Part { text: text.to_owned(), fixed: false },
            Part { text: "Call: 555-0100".to_owned(), fixed: true },
        ];
        let retype = Retype::new(habits, &banks[0], Shape::Long, ["Élise", "Bad Soden"]);
        retype.parts(&mut parts);
        retype.text(&parts, " ")
    }

    #[test]
    fn without_habits_nothing_changes() {
        let text = "Hi, I am Élise. For you: time, and tea.";
        assert_eq!(typed(&Habits::default(), text), format!("{text} Call: 555-0100"));
    }

    #[test]
    fn each_habit_shows() {
        let text = "Hi, I am Élise from Bad Soden. Café: time, and tea?";
        let plain = Habits::default();
        for (habits, shown) in [
            (Habits { end: Some("!!"), ..plain }, "Bad Soden!! Café: time"),
            (Habits { spacing: Some(Spacing::BeforeMarks), ..plain }, "and tea ?"),
            (Habits { spacing: Some(Spacing::BeforeCommas), ..plain }, "Hi , I am"),
            (Habits { spacing: Some(Spacing::NotAfterCommas), ..plain }, "Hi,I am"),
            (
                Habits { capitals: Some(Capitals::Low), ..plain },
                "hi, i am Élise from Bad Soden. café",
            ),
            (Habits { capitals: Some(Capitals::Loud), ..plain }, "HI, I am"),
            (Habits { capitals: Some(Capitals::Title), ..plain }, "Hi, I Am Élise From Bad Soden"),
            (Habits { bare: Some(()), ..plain }, "Élise from Bad Soden. Cafe"),
            (Habits { colon: Some(" :"), ..plain }, "Café : time"),
            (Habits { emoji: Some(("❤️", Spot::Start)), ..plain }, "❤️ Hi"),
            (Habits { emoji: Some(("❤️", Spot::End)), ..plain }, "555-0100 ❤️"),
            (Habits { ornament: Some("***"), ..plain }, "***\nHi"),
            (Habits { between: Some("\n"), ..plain }, "tea?\nCall"),
            (Habits { greeting: Some(0), ..plain }, "Hi guys. Hi, I am"),
            (Habits { closing: Some(0), ..plain }, "See you soon."),
            (Habits { swaps: [Some(8_000), None, None, None], ..plain }, "time, & tea"),
        ] {
            let typed = typed(&habits, text);
            assert!(typed.contains(shown), "{shown:?} in {typed:?}");
            assert!(typed.contains("Call: 555-0100") && typed.contains("Élise"), "{typed:?}");
        }
    }
}
