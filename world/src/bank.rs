//! Phrase banks: one file a language, `data/banks/<tag>.txt`, with `[section]` lines and one
//! spintax sentence on each line below.

use crate::indicator::{AGAINST, FOR};
use crate::lang::Lang;
use crate::spin::Spin;
use std::collections::HashMap;

/// A section of plain sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Section {
    Greet,
    About,
    Look,
    Mood,
    Offer,
    Rates,
    Where,
    Hours,
    Close,
    Call,
    Mail,
    Hub,
    Title,
    Short,
    Job,
    JobTitle,
    Calm,
}

impl Section {
    const ALL: [Self; 17] = [
        Self::Greet,
        Self::About,
        Self::Look,
        Self::Mood,
        Self::Offer,
        Self::Rates,
        Self::Where,
        Self::Hours,
        Self::Close,
        Self::Call,
        Self::Mail,
        Self::Hub,
        Self::Title,
        Self::Short,
        Self::Job,
        Self::JobTitle,
        Self::Calm,
    ];

    fn name(self) -> &'static str {
        [
            "greet",
            "about",
            "look",
            "mood",
            "offer",
            "rates",
            "where",
            "hours",
            "close",
            "call",
            "mail",
            "hub",
            "title",
            "short",
            "job",
            "job-title",
            "calm",
        ][self as usize]
    }
}

/// The phrases of one language.
pub(crate) struct Bank {
    pub(crate) lang: Lang,
    sections: Vec<Vec<Spin>>,
    /// Phrases of each code of [`FOR`]; the first of each is the shortest.
    pub(crate) speak_for: Vec<Vec<Spin>>,
    /// Phrases of each code of [`AGAINST`]; the first of each is the shortest.
    pub(crate) speak_against: Vec<Vec<Spin>>,
    /// Words of the digits 0 to 9.
    pub(crate) digits: Vec<String>,
    /// First names.
    pub(crate) names: Vec<String>,
    /// Words that some put before a text.
    pub(crate) greetings: Vec<String>,
    /// Words that some put after it.
    pub(crate) closings: Vec<String>,
    /// Words, and how some write them.
    pub(crate) swaps: Vec<(String, String)>,
}

impl Bank {
    /// The sentences of a section.
    pub(crate) fn section(&self, section: Section) -> &[Spin] {
        &self.sections[section as usize]
    }

    /// Reads a bank.
    ///
    /// # Errors
    /// Which section is missing, or which line is not spintax.
    fn parse(lang: Lang, text: &str) -> Result<Self, String> {
        let mut raw: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut section = "";
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                Some(name) => section = name,
                None => raw.entry(section).or_default().push(line),
            }
        }
        let spins = |name: &str| -> Result<Vec<Spin>, String> {
            let lines = raw.get(name).ok_or_else(|| format!("{}: no [{name}]", lang.tag()))?;
            lines.iter().map(|l| Spin::parse(l)).collect()
        };
        let words = |name: &str| -> Result<Vec<String>, String> {
            let lines = raw.get(name).ok_or_else(|| format!("{}: no [{name}]", lang.tag()))?;
            Ok(lines.iter().flat_map(|l| l.split_whitespace()).map(str::to_owned).collect())
        };
        let plain = |name: &str| -> Result<Vec<String>, String> {
            let lines = raw.get(name).ok_or_else(|| format!("{}: no [{name}]", lang.tag()))?;
            Ok(lines.iter().map(|&l| l.to_owned()).collect())
        };
        let swap = |line: String| {
            let (word, other) = line.split_once(' ').ok_or_else(|| format!("no swap: {line:?}"))?;
            Ok((word.to_owned(), other.to_owned()))
        };
        let digits = words("digits")?;
        if digits.len() != 10 {
            return Err(format!("{}: {} digit words", lang.tag(), digits.len()));
        }
        // The first code is a way of writing the number and has no phrase.
        let mut speak_for = vec![Vec::new()];
        for code in &FOR[1..] {
            speak_for.push(spins(code)?);
        }
        Ok(Self {
            lang,
            sections: Section::ALL.iter().map(|s| spins(s.name())).collect::<Result<_, _>>()?,
            speak_for,
            speak_against: AGAINST.iter().map(|c| spins(c)).collect::<Result<_, _>>()?,
            digits,
            names: words("names")?,
            greetings: plain("habit.greet")?,
            closings: plain("habit.close")?,
            swaps: plain("habit.swap")?.into_iter().map(swap).collect::<Result<_, String>>()?,
        })
    }

    /// The six banks, in the order of [`Lang::ALL`].
    ///
    /// # Errors
    /// What is wrong with a bank; a test holds that nothing is.
    pub(crate) fn load_all() -> Result<Vec<Self>, String> {
        let texts = [
            include_str!("../data/banks/en.txt"),
            include_str!("../data/banks/nl.txt"),
            include_str!("../data/banks/de.txt"),
            include_str!("../data/banks/fr.txt"),
            include_str!("../data/banks/es.txt"),
            include_str!("../data/banks/ro.txt"),
        ];
        Lang::ALL.iter().zip(texts).map(|(&lang, text)| Self::parse(lang, text)).collect()
    }
}
