//! The truth file: JSON lines, a [`Header`] and then one [`Fact`] for every advert.

use crate::advert::Advert;
use crate::compose::Desk;
use crate::contact;
use crate::indicator::{AGAINST, FOR};
use crate::kind::Kind;
use crate::phone::Phone;
use crate::when;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;
use thiserror::Error;

/// Why a truth file could not be read.
#[derive(Debug, Error)]
pub enum TruthError {
    /// The file could not be read.
    #[error("truth file: {0}")]
    Io(#[from] io::Error),
    /// A line is not what it should be.
    #[error("truth file, line {line}: {problem}")]
    Line {
        /// From 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// The header promises another number of adverts.
    #[error("truth file: {found} adverts, the header says {stated}: it is not whole")]
    Short {
        /// Lines found after the header.
        found: usize,
        /// Lines the header states.
        stated: u32,
    },
}

/// Reads a truth file one fact at a time. Returns its header.
///
/// # Errors
/// If it cannot be read, a line is not a fact, or their number is not what the header says.
pub fn each(path: impl AsRef<Path>, take: &mut dyn FnMut(Fact)) -> Result<Header, TruthError> {
    let mut lines = BufReader::with_capacity(1 << 20, File::open(path)?).lines();
    let bad = |line: usize, e: serde_json::Error| TruthError::Line { line, problem: e.to_string() };
    let first = lines.next().transpose()?.unwrap_or_default();
    let header: Header = serde_json::from_str(&first).map_err(|e| bad(1, e))?;
    let mut found = 0;
    for line in lines {
        take(serde_json::from_str(&line?).map_err(|e| bad(found + 2, e))?);
        found += 1;
    }
    if found != header.adverts as usize {
        return Err(TruthError::Short { found, stated: header.adverts });
    }
    Ok(header)
}

/// First line of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Version of the generator: the same version and seed give the same country.
    pub world: String,
    /// As in [`crate::Plan`].
    pub seed: u64,
    /// Lines that follow.
    pub adverts: u32,
}

/// What is true of one advert. An empty string stands for "none".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// As stated by the site or file; the URL where none is stated.
    pub id: String,
    /// Empty for a partner who sends rows without addresses.
    pub url: String,
    /// The hand that placed it: the actor.
    pub placer: String,
    /// Of what kind the placer is.
    pub kind: Kind,
    /// The ring it belongs to: sale adverts of rings, and job adverts that lead to them.
    pub ring: String,
    /// Texts with the same template are near-duplicates; empty where the text was posted once.
    pub template: String,
    /// How far the text is from its template: 0 slots only, 1 one word in twenty edited, 2 one in
    /// eight and more, 3 paraphrased or in another language.
    pub level: u8,
    /// The person advertised.
    pub person: String,
    /// BCP 47 tag of the language most of the text is in.
    pub language: String,
    /// Numbers in the text, however disguised, in E.164; that of a hub last.
    pub phones: Vec<String>,
    /// The number among `phones` that strangers show too; empty if there is none.
    pub hub: String,
    /// `platform:name`.
    pub handles: Vec<String>,
    /// Address in the text.
    pub email: String,
    /// Host of a website in the text.
    pub website: String,
    /// `CC:Town`.
    pub place: String,
    /// RFC 3339.
    pub posted: String,
    /// Codes of indicators for a closer look.
    pub indicators: Vec<String>,
    /// Codes of indicators against.
    pub against: Vec<String>,
    /// The number is written in disguise.
    pub obscured: bool,
}

impl Fact {
    /// The truth about `ad`; `shared` says whether other adverts have its template.
    pub(crate) fn of(desk: &Desk<'_>, ad: &Advert<'_>, shared: bool) -> Self {
        let p = ad.posting;
        let e164 = |phone: Phone| if phone == Phone::NONE { None } else { Some(phone.e164()) };
        let name =
            |letter: &str, n: u32| if n == 0 { String::new() } else { format!("{letter}{n}") };
        let names = |codes: &[u8], of: &[&str]| -> Vec<String> {
            codes.iter().map(|&c| of[usize::from(c)].to_owned()).collect()
        };
        let handles = if p.handle == 0 {
            Vec::new()
        } else {
            let (platform, handle) = contact::handle(desk.seed, p.handle, desk.words);
            vec![format!("{platform}:{handle}")]
        };
        let email =
            if p.mail == 0 { String::new() } else { contact::mail(desk.seed, p.mail, desk.words) };
        Self {
            id: ad.id.clone(),
            url: ad.url.clone().unwrap_or_default(),
            placer: name("a", p.placer),
            kind: p.kind,
            ring: name("ring", p.ring),
            template: if shared { format!("t{}", p.template) } else { String::new() },
            level: p.level.0,
            person: format!("p{}", p.person),
            language: ad.lang.tag().to_owned(),
            phones: [p.phone, p.hub].into_iter().filter_map(e164).collect(),
            hub: e164(p.hub).unwrap_or_default(),
            handles,
            email,
            website: if p.web == 0 {
                String::new()
            } else {
                contact::website(desk.seed, p.web, desk.words)
            },
            place: format!("{}:{}", ad.country, ad.city),
            posted: when::rfc3339(ad.posted),
            indicators: names(&ad.indicators, &FOR),
            against: names(&ad.against, &AGAINST),
            obscured: ad.indicators.contains(&crate::indicator::OBSCURED),
        }
    }
}
