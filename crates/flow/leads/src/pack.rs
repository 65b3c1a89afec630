//! The rule pack: the versioned data file that gives every rule its direction, weight, sentence
//! and source. The program computes observations; the pack says what they are worth.

use crate::structural::{KNOWN, Structural};
use serde::Deserialize;
use spoor_vocab::Direction;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use thiserror::Error;
use toml::Spanned;

/// Why a pack was refused: where, which key, what is wrong and what to do.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("rule pack, line {line}, {key}: {problem} ({hint})")]
pub struct PackError {
    /// Line of the file, counted from 1.
    pub line: usize,
    /// Key or rule code.
    pub key: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub hint: String,
}

/// What a rule's weight rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The cited work measured the observation against known outcomes or labels.
    Published,
    /// Researchers or users name it; by itself it was not measured against outcomes.
    Expert,
}

/// Is a rule computed from links, or read as a word?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleKind {
    /// Computed from how adverts hang together.
    Structural,
    /// Read in the text by `extract`.
    Indicator,
}

/// One rule of the pack.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Code, e.g. `reach.many-names`.
    pub code: String,
    /// The way it speaks.
    pub direction: Direction,
    /// Structural or indicator.
    pub kind: RuleKind,
    /// Group of rules that show the same thing and must not be counted twice.
    pub group: String,
    /// Weight at full strength, in bits.
    pub bits: f64,
    /// Sentence with `{figures}`.
    pub text: String,
    /// What would make the reason weaker, for the person who checks it.
    pub weakened_by: String,
    /// What the weight rests on.
    pub basis: Basis,
    /// Author, year, title, venue.
    pub citation: String,
    settings: BTreeMap<String, f64>,
}

impl Rule {
    /// A setting. Structural rules find all of theirs: the pack was refused otherwise.
    pub(crate) fn set(&self, name: &str) -> f64 {
        self.settings.get(name).copied().unwrap_or(0.0)
    }

    /// The sentence with its figures filled in: `{names}` gives `3`, `{names|name|names}` gives
    /// `3 names`, or `1 name`.
    pub(crate) fn sentence(&self, figures: &[(&'static str, String)]) -> String {
        let mut out = String::new();
        for (i, piece) in self.text.split('{').enumerate() {
            let (field, rest) = match piece.split_once('}') {
                Some((field, rest)) if i > 0 => (field, rest),
                _ => ("", piece),
            };
            let mut parts = field.split('|');
            let name = parts.next().unwrap_or("");
            if let Some((_, value)) = figures.iter().find(|f| f.0 == name) {
                out.push_str(value);
                let (one, many) = (parts.next(), parts.next());
                if let Some(word) = if value == "1" { one } else { many } {
                    out.push(' ');
                    out.push_str(word);
                }
            }
            out.push_str(rest);
        }
        out
    }
}

/// How weights become a score.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scoring {
    /// Each further rule of a group counts this share of the one before it.
    pub(crate) discount: f64,
    /// `n` adverts keep the share n / (n + this) of their evidence.
    pub(crate) shrink_adverts: f64,
    /// Bootstrap replicates.
    pub(crate) replicates: usize,
    /// Coverage of the interval, 0 to 1.
    pub(crate) interval: f64,
    /// Most that words alone may add in all, in bits.
    pub(crate) words_cap: f64,
    /// An indicator's prevalence counts as this many adverts that were seen before.
    pub(crate) prior_adverts: f64,
}

/// A pack, parsed and checked.
#[derive(Clone, Debug)]
pub struct RulePack {
    version: String,
    text: String,
    pub(crate) scoring: Scoring,
    pub(crate) rules: Vec<Rule>,
    pub(crate) caps: BTreeMap<String, f64>,
    slots: Vec<Option<usize>>,
    by_code: BTreeMap<String, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Spanned<String>,
    #[serde(rename = "about")]
    _about: String,
    score: Scoring,
    group: BTreeMap<String, Spanned<Group>>,
    rule: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    cap: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    kind: RuleKind,
    direction: Direction,
    group: String,
    bits: f64,
    text: String,
    weakened_by: String,
    basis: Basis,
    citation: String,
    #[serde(default)]
    set: BTreeMap<String, f64>,
}

/// Families that no pack may use: special category data is never an input to a score.
const FORBIDDEN: [&str; 8] =
    ["origin", "ethnic", "nationalit", "race", "racial", "skin", "religio", "migra"];

const BUILTIN: &str = include_str!("../packs/2026-11.toml");

impl RulePack {
    /// Reads a pack.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line, its key and what to do.
    pub fn parse(toml: &str) -> Result<Self, PackError> {
        let file: File = toml::from_str(toml).map_err(|e| PackError {
            line: e.span().map_or(1, |s| line_of(toml, s.start)),
            key: "toml".into(),
            problem: e.message().trim().replace('\n', "; "),
            hint: "compare with the pack that ships with the program".into(),
        })?;
        let at = |place: usize| line_of(toml, place);
        let id = file.id.get_ref();
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)) {
            return Err(PackError {
                line: at(file.id.span().start),
                key: "id".into(),
                problem: format!("{id:?} is not usable as an identifier"),
                hint: "take letters, digits, '-', '.' or '_'".into(),
            });
        }
        check_scoring(&file.score)?;
        let mut caps = BTreeMap::new();
        for (name, group) in &file.group {
            let line = at(group.span().start);
            positive(line, &format!("group.{name}.cap"), group.get_ref().cap)?;
            caps.insert(name.clone(), group.get_ref().cap);
        }
        let mut pack = Self {
            version: format!("{id}+{}", &blake3::hash(toml.as_bytes()).to_hex()[..12]),
            text: toml.to_owned(),
            scoring: file.score,
            rules: Vec::new(),
            caps,
            slots: vec![None; KNOWN.len()],
            by_code: BTreeMap::new(),
        };
        for entry in file.rule {
            let line = at(entry.span().start);
            pack.admit(line, entry.into_inner())?;
        }
        Ok(pack)
    }

    /// The pack that ships with the program.
    pub fn builtin() -> &'static Self {
        static PACK: OnceLock<RulePack> = OnceLock::new();
        PACK.get_or_init(|| match Self::parse(BUILTIN) {
            Ok(pack) => pack,
            // The file is part of the program, and a test parses it.
            Err(e) => unreachable!("the built-in rule pack is valid: {e}"),
        })
    }

    /// Identifier and the first twelve digits of the BLAKE3 digest of the file, e.g.
    /// `spoor-2026-11+0123456789ab`: two packs with one version are the same bytes.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The file, as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The rule of this code.
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.by_code.get(code).map(|&i| &self.rules[i])
    }

    /// Every rule, in the order of the file.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    pub(crate) fn index_of(&self, code: &str) -> Option<usize> {
        self.by_code.get(code).copied()
    }

    pub(crate) fn structural(&self, which: Structural) -> Option<usize> {
        self.slots[which as usize]
    }

    fn admit(&mut self, line: usize, entry: Entry) -> Result<(), PackError> {
        let refuse = |problem: String, hint: &str| {
            Err(PackError { line, key: entry.code.clone(), problem, hint: hint.into() })
        };
        if FORBIDDEN.iter().any(|f| entry.code.to_lowercase().contains(f)) {
            return refuse(
                "nationality, ethnicity, skin colour, religion and migration are never scored"
                    .into(),
                "take the rule out",
            );
        }
        positive(line, &format!("{}: bits", entry.code), entry.bits)?;
        if !self.caps.contains_key(&entry.group) {
            return refuse(
                format!("group {:?} has no cap", entry.group),
                "add a [group.NAME] table with cap = BITS, or correct the group's name",
            );
        }
        if self.by_code.contains_key(&entry.code) {
            return refuse("the rule stands twice".into(), "take one of them out");
        }
        if entry.citation.trim().is_empty() || entry.text.trim().is_empty() {
            return refuse("text or citation is empty".into(), "every reason has its source");
        }
        let figures = match entry.kind {
            RuleKind::Indicator => &["adverts", "of", "percent", "usual"][..],
            RuleKind::Structural => self.claim_slot(line, &entry)?,
        };
        for name in placeholders(&entry.text) {
            if !figures.contains(&name) {
                return refuse(
                    format!("the sentence uses {{{name}}}, which this rule does not offer"),
                    &format!("take one of {}", figures.join(", ")),
                );
            }
        }
        self.by_code.insert(entry.code.clone(), self.rules.len());
        self.rules.push(Rule {
            code: entry.code,
            direction: entry.direction,
            kind: entry.kind,
            group: entry.group,
            bits: entry.bits,
            text: entry.text,
            weakened_by: entry.weakened_by,
            basis: entry.basis,
            citation: entry.citation,
            settings: entry.set,
        });
        Ok(())
    }

    /// Ties a structural rule to the code that computes it; gives the figures it offers.
    fn claim_slot(
        &mut self,
        line: usize,
        entry: &Entry,
    ) -> Result<&'static [&'static str], PackError> {
        let refuse = |problem: String, hint: String| {
            Err(PackError { line, key: entry.code.clone(), problem, hint })
        };
        let Some(slot) = KNOWN.iter().position(|k| k.code == entry.code) else {
            let codes: Vec<_> = KNOWN.iter().map(|k| k.code).collect();
            return refuse(
                "no structural rule has this code".into(),
                format!("take one of {}", codes.join(", ")),
            );
        };
        let known = &KNOWN[slot];
        if known.direction != entry.direction {
            return refuse(
                "the rule speaks the other way".into(),
                "turn its direction round".into(),
            );
        }
        for name in known.settings {
            if !entry.set.get(*name).is_some_and(|v| v.is_finite()) {
                return refuse(
                    format!("setting {name:?} is missing"),
                    format!("add {name} to the rule's set = {{ … }}"),
                );
            }
        }
        if let Some(name) = entry.set.keys().find(|k| !known.settings.contains(&k.as_str())) {
            return refuse(
                format!("setting {name:?} is not one of this rule"),
                format!("take it out; the rule has {}", known.settings.join(", ")),
            );
        }
        self.slots[slot] = Some(self.rules.len());
        Ok(known.figures)
    }
}

fn check_scoring(score: &Scoring) -> Result<(), PackError> {
    let wrong = |key: &str, problem: &str, hint: &str| {
        Err(PackError {
            line: 1,
            key: format!("score.{key}"),
            problem: problem.into(),
            hint: hint.into(),
        })
    };
    if !(0.0..=1.0).contains(&score.discount) {
        return wrong("discount", "is not between 0 and 1", "take 0.5");
    }
    if !(0.0..=1000.0).contains(&score.shrink_adverts) {
        return wrong("shrink_adverts", "is not between 0 and 1000", "take 2");
    }
    if !(20..=10_000).contains(&score.replicates) {
        return wrong("replicates", "is not between 20 and 10000", "take 100");
    }
    if !(0.5..1.0).contains(&score.interval) {
        return wrong("interval", "is not between 0.5 and 1", "take 0.9");
    }
    if !(0.0..=100.0).contains(&score.words_cap) {
        return wrong("words_cap", "is not between 0 and 100", "take 3");
    }
    if !(0.0..=1000.0).contains(&score.prior_adverts) {
        return wrong("prior_adverts", "is not between 0 and 1000", "take 4");
    }
    Ok(())
}

fn positive(line: usize, key: &str, bits: f64) -> Result<(), PackError> {
    if bits > 0.0 && bits <= 100.0 {
        return Ok(());
    }
    Err(PackError {
        line,
        key: key.into(),
        problem: format!("{bits} is not a weight"),
        hint: "take a number of bits above 0 and at most 100; the direction gives the sign".into(),
    })
}

fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|b| **b == b'\n').count() + 1
}

fn placeholders(text: &str) -> Vec<&str> {
    text.split('{')
        .skip(1)
        .map(|rest| rest.split_once('}').map_or(rest, |(field, _)| field))
        .map(|field| field.split_once('|').map_or(field, |(name, _)| name))
        .collect()
}
