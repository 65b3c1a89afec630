//! One notice against one sheet: numbers for thousands, rows and sentences for those that are shown.

use crate::background::{Background, Shares, key};
use crate::brief::Brief;
use crate::fold::is_near;
use crate::part::{Agreement, PARTS, Part, PhotoEvidence, Row};
use crate::parts::{
    self, age, colours, contacts, height, languages, log10, marks, names, photo, places, time,
};
use crate::sheet::{Sheet, Span, Told};
use crate::weights::Weights;
use rustc_hash::FxHashSet;
use spoor_vocab::{EyeColour, HairColour, Notice};

/// Holds notices against sheets, given what adverts say in general.
pub struct Matcher {
    background: Background,
    weights: Weights,
    ages: age::Ages,
    heights: height::Heights,
}

/// A notice made ready. Nationality is not among what is made ready: no score can read it.
pub struct Sought {
    /// The notice; apart, as what is compared thousands of times should lie close together.
    pub notice: Box<Notice>,
    born: Option<parts::Born>,
    measured: Option<height::Measured>,
    eyes: colours::Colours<5>,
    hair: colours::Colours<6>,
    marks: Box<[marks::Sought]>,
    pub(crate) names: names::Aliases,
    spoken: languages::Spoken,
    pub(crate) known: contacts::Known,
    anchors: places::Anchors,
    gone: Option<time::Gone>,
}

/// What was worked out for one notice and serves the next.
#[derive(Default)]
pub struct Memory {
    near: names::Nearness,
    means: places::Means,
}

/// Which names of adverts are spellings of which names of notices.
#[derive(Default)]
pub(crate) struct Near(FxHashSet<(u64, u64)>);

impl Near {
    pub(crate) fn add(&mut self, alias: &str, token: &str) {
        if is_near(alias, token) {
            self.0.insert((key(alias), key(token)));
        }
    }
}

/// One notice against one sheet, explained.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// A row for each part, in the order of [`Part::ALL`].
    pub rows: Vec<Row>,
    /// Sum of the rows: log10 of the likelihood ratio.
    pub log10_lr: f32,
}

impl Matcher {
    /// Ready to compare. Later changes of what adverts say in general need a new one.
    pub fn new(background: Background, weights: Weights) -> Self {
        let shares = Shares { background: &background, weights: &weights };
        let (ages, heights) = (age::Ages::new(&shares), height::Heights::new(&shares));
        Self { background, weights, ages, heights }
    }

    /// What adverts say in general.
    pub fn background(&self) -> &Background {
        &self.background
    }

    /// The numbers it believes.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    fn shares(&self) -> Shares<'_> {
        Shares { background: &self.background, weights: &self.weights }
    }

    /// Makes a notice ready.
    pub fn prepare(&self, notice: &Notice, memory: &mut Memory) -> Sought {
        let shares = self.shares();
        let born = age::born(notice);
        Sought {
            born,
            measured: height::Measured::of(notice, born),
            eyes: colours::eyes(&shares, &notice.eyes),
            hair: colours::hair(&shares, &notice.hair),
            marks: marks::Sought::of(&shares, notice),
            names: names::Aliases::of(&shares, notice, &mut memory.near),
            spoken: languages::Spoken::of(&shares, notice),
            known: contacts::Known::of(&shares, notice),
            anchors: places::Anchors::of(&shares, notice, &mut memory.means),
            gone: time::Gone::of(&shares, notice),
            notice: Box::new(notice.clone()),
        }
    }

    /// Spellings of the notice's names among all names of adverts.
    pub(crate) fn near(&self, sought: &Sought) -> Near {
        let mut near = Near::default();
        for alias in &sought.names.all {
            self.background.spellings.values().for_each(|name| near.add(&alias.token, name));
        }
        near
    }

    /// log10 of each part's likelihood ratio, 0 where one side says nothing, without pictures.
    pub(crate) fn parts(&self, sought: &Sought, brief: &Brief, near: &Near) -> [f32; PARTS] {
        let shares = self.shares();
        let relation = |alias: &names::Alias, token: u64| {
            if alias.key == token {
                names::Relation::Exact
            } else if !near.0.is_empty() && near.0.contains(&(alias.key, token)) {
                names::Relation::Near
            } else {
                names::Relation::None
            }
        };
        let mut out = [0.0; PARTS];
        for (part, ratio) in [
            (Part::Contacts, sought.known.ratio(brief)),
            (Part::Marks, marks::ratio(&sought.marks, brief)),
            (Part::Names, sought.names.ratio(&brief.names, relation)),
            (Part::Age, age::ratio(&self.ages, sought.born, brief)),
            (Part::Height, height::ratio(&shares, &self.heights, sought.measured.as_ref(), brief)),
            (Part::Eyes, colours::ratio(&sought.eyes, &brief.eyes)),
            (Part::Hair, colours::ratio(&sought.hair, &brief.hair)),
            (Part::Languages, sought.spoken.ratio(brief)),
            (Part::Places, sought.anchors.ratio(&shares, brief)),
            (Part::Time, sought.gone.and_then(|g| g.ratio(brief))),
        ] {
            out[part as usize] = log10(ratio) * self.weights.learned.of(part);
        }
        out
    }

    /// log10 of what pictures say.
    pub(crate) fn photo(&self, evidence: &[PhotoEvidence]) -> f32 {
        photo::log10(&self.weights, evidence)
    }

    /// The whole comparison, with a sentence for each part.
    pub fn compare(
        &self,
        sought: &Sought,
        sheet: &Sheet,
        evidence: &[PhotoEvidence],
    ) -> Comparison {
        let brief = Brief::of(sheet, &self.background);
        let mut near = Near::default();
        for alias in &sought.names.all {
            sheet.names.iter().for_each(|name| near.add(&alias.token, &name.value));
        }
        let mut parts = self.parts(sought, &brief, &near);
        parts[Part::Photo as usize] = self.photo(evidence);
        let row = |part: Part| {
            let log10_lr = parts[part as usize];
            let agreement = match log10_lr {
                lr if lr > 0.0 => Agreement::Agree,
                lr if lr < 0.0 => Agreement::Differ,
                _ => Agreement::Unknown,
            };
            let why = self.why(part, sought, sheet, &brief, evidence);
            Row { part, agreement, log10_lr, why, spans: spans(part, sheet) }
        };
        Comparison { rows: Part::ALL.into_iter().map(row).collect(), log10_lr: parts.iter().sum() }
    }

    fn why(
        &self,
        part: Part,
        sought: &Sought,
        sheet: &Sheet,
        brief: &Brief,
        evidence: &[PhotoEvidence],
    ) -> String {
        let notice = &sought.notice;
        let strings =
            |list: &[Told<String>]| list.iter().map(|t| t.value.clone()).collect::<Vec<_>>();
        let (names, tags) = (strings(&sheet.names), strings(&sheet.languages));
        match part {
            Part::Photo => photo::why(evidence),
            Part::Contacts => {
                let shown =
                    |s: &spoor_vocab::Selector| sheet.selectors.iter().any(|t| t.value == *s);
                let shared: Vec<_> = notice
                    .contacts
                    .iter()
                    .filter(|c| shown(&c.selector))
                    .map(|c| (c.of, c.selector.to_string()))
                    .collect();
                contacts::why(&shared, !notice.contacts.is_empty())
            }
            Part::Marks => {
                let advert: Vec<_> = sheet.marks.iter().map(|t| &t.value).collect();
                let denied = notice.marks.iter().any(|m| sheet.denied.contains(&m.kind));
                marks::why(&notice.marks, &advert, denied)
            }
            Part::Names => names::why(&sought.names, &strs(&names)),
            Part::Age => age::why(sought.born, brief),
            Part::Height => height::why(sought.measured.as_ref(), brief),
            Part::Eyes => {
                let ours: Vec<&str> = notice.eyes.iter().map(|c| c.as_str()).collect();
                let theirs: Vec<&str> =
                    sheet.eyes.iter().map(|t: &Told<EyeColour>| t.value.as_str()).collect();
                colours::why("eyes", &ours, &theirs)
            }
            Part::Hair => {
                let ours: Vec<&str> = notice.hair.iter().map(|c| c.as_str()).collect();
                let theirs: Vec<&str> =
                    sheet.hair.iter().map(|t: &Told<HairColour>| t.value.as_str()).collect();
                colours::why("hair", &ours, &theirs)
            }
            Part::Languages => languages::why(&notice.languages, &strs(&tags)),
            Part::Places => {
                let places: Vec<String> =
                    sheet.places.iter().map(|(t, _)| t.value.clone()).collect();
                sought.anchors.why(notice, brief, &strs(&places))
            }
            Part::Time => time::why(sought.gone.as_ref(), brief),
        }
    }
}

fn strs(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// Where what a part rests on stands in the adverts.
fn spans(part: Part, sheet: &Sheet) -> Vec<(String, Span)> {
    fn of<T>(sheet: &Sheet, told: &Told<T>) -> Option<(String, Span)> {
        Some((sheet.adverts.get(told.advert as usize)?.clone(), told.span?))
    }
    match part {
        Part::Marks => sheet.marks.iter().filter_map(|t| of(sheet, t)).collect(),
        Part::Names => sheet.names.iter().filter_map(|t| of(sheet, t)).collect(),
        Part::Eyes => sheet.eyes.iter().filter_map(|t| of(sheet, t)).collect(),
        Part::Hair => sheet.hair.iter().filter_map(|t| of(sheet, t)).collect(),
        Part::Age => sheet.ages.iter().filter_map(|(t, _)| of(sheet, t)).collect(),
        Part::Height => sheet.heights.iter().filter_map(|(t, _)| of(sheet, t)).collect(),
        _ => Vec::new(),
    }
}
