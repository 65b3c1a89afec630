//! Files of notices: PFIF 1.4, posters as JSON, Interpol's yellow notices, CSV. Both ways, with a
//! defect for what is bad and the good beside it kept.
//!
//! The import says under which source, basis and purpose the notices are kept, and for how long; what
//! a file says of its expiry can only shorten that. A notice that has expired by then is read as its
//! placeholder, and nothing else of it.

mod csv;
mod fields;
mod interpol;
mod labels;
mod pfif;
mod poster;

pub use csv::HEADER;

use serde_json::Value;
use spoor_vocab::{Day, Defect, Notice};
use std::collections::BTreeMap;
use std::str::FromStr;

/// Bytes of a file that are read; notices are small, and pictures are only named.
pub const FILE_BYTES_MAX: usize = 256 << 20;
/// Notices of a file.
pub const NOTICES_MAX: usize = 500_000;
/// Bytes of one field; a longer one is a defect.
pub const FIELD_BYTES_MAX: usize = 64 << 10;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// People Finder Interchange Format 1.4, XML; older field names are read too.
    Pfif,
    /// Posters as JSON, shaped like those of NCMEC.
    Poster,
    /// Yellow notices as Interpol's public service gives them, JSON.
    Interpol,
    /// A table with the header [`HEADER`].
    Csv,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Pfif, Self::Poster, Self::Interpol, Self::Csv];

    /// The word of the command line.
    pub fn as_str(self) -> &'static str {
        ["pfif", "poster", "interpol", "csv"][self as usize]
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|f| f.as_str() == word)
            .ok_or_else(|| format!("{word:?} is not a format: take pfif, poster, interpol or csv"))
    }
}

/// Under what a file is read.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// Name of the file, for defects.
    pub file: &'a str,
    /// Name of the source.
    pub source: &'a str,
    /// Legal basis.
    pub basis: &'a str,
    /// Purpose.
    pub purpose: &'a str,
    /// The day of the import.
    pub today: Day,
    /// Days after which a notice must be gone, whatever it says itself.
    pub retain_days: u32,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// Notices, in the order of the file.
    pub notices: Vec<Notice>,
    /// What was wrong.
    pub defects: Vec<Defect>,
}

/// Reads a file.
pub fn read(format: Format, bytes: &[u8], origin: &Origin<'_>) -> Read {
    let mut reading = Reading { origin, out: Read::default(), known: BTreeMap::new() };
    if bytes.len() > FILE_BYTES_MAX {
        let problem = format!("the file has {} bytes, more than {FILE_BYTES_MAX}", bytes.len());
        reading.defect("", "file.too-large", problem, "split it");
        return reading.out;
    }
    match format {
        Format::Pfif => pfif::read(bytes, &mut reading),
        Format::Poster => poster::read(bytes, &mut reading),
        Format::Interpol => interpol::read(bytes, &mut reading),
        Format::Csv => csv::read(bytes, &mut reading),
    }
    reading.out
}

/// Writes notices. What a format has no field for is written as labelled lines or as an object of
/// our own, so that reading it again gives the same notices.
pub fn write(format: Format, notices: &[Notice]) -> String {
    match format {
        Format::Pfif => pfif::write(notices),
        Format::Poster => poster::write(notices),
        Format::Interpol => interpol::write(notices),
        Format::Csv => csv::write(notices),
    }
}

/// A file being read.
pub(crate) struct Reading<'a> {
    pub(crate) origin: &'a Origin<'a>,
    pub(crate) out: Read,
    known: BTreeMap<String, usize>,
}

impl Reading<'_> {
    pub(crate) fn defect(&mut self, at: &str, code: &str, problem: impl Into<String>, hint: &str) {
        let place = if at.is_empty() {
            self.origin.file.to_owned()
        } else {
            format!("{}:{at}", self.origin.file)
        };
        self.out.defects.push(Defect::new(place, code, problem, hint));
    }

    /// Takes a notice in, under what it is kept, or says why not.
    pub(crate) fn admit(&mut self, mut notice: Notice, at: &str) {
        if notice.id.trim().is_empty() {
            return self.defect(
                at,
                "notice.no-id",
                "a notice has no id",
                "every record needs its own id",
            );
        }
        if self.out.notices.len() >= NOTICES_MAX {
            return self.defect(
                at,
                "notice.too-many",
                format!("more than {NOTICES_MAX} notices"),
                "split the file",
            );
        }
        let origin = self.origin;
        notice.source = origin.source.to_owned();
        notice.basis = origin.basis.to_owned();
        notice.purpose = origin.purpose.to_owned();
        let latest =
            origin.today.saturating_add(i32::try_from(origin.retain_days).unwrap_or(i32::MAX));
        notice.expires_on = Some(notice.expires_on.map_or(latest, |day| day.min(latest)));
        if notice.born.is_some_and(|b| b.first() > origin.today) {
            self.defect(
                at,
                "notice.born-later",
                format!("{}: born after today", notice.id),
                "the date of birth is left out",
            );
            notice.born = None;
        }
        let notice = notice.as_of(origin.today);
        match self.known.get(&notice.id) {
            Some(&index) => {
                self.defect(
                    at,
                    "notice.twice",
                    format!("{}: stands in the file more than once", notice.id),
                    "the one of the later date counts",
                );
                let before = &mut self.out.notices[index];
                if notice.stated_on >= before.stated_on {
                    *before = notice;
                }
            }
            None => {
                self.known.insert(notice.id.clone(), self.out.notices.len());
                self.out.notices.push(notice);
            }
        }
    }
}

/// The records of a JSON file: an array, or one object; objects below `under` are unpacked.
pub(crate) fn records(bytes: &[u8], under: &[&str], reading: &mut Reading<'_>) -> Vec<Value> {
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(e) => {
            let hint = "give an object or an array of objects";
            reading.defect("", "json.not-json", format!("this is no JSON: {e}"), hint);
            return Vec::new();
        }
    };
    unpack(value, under)
}

fn unpack(value: Value, under: &[&str]) -> Vec<Value> {
    match value {
        Value::Array(list) => list.into_iter().flat_map(|v| unpack(v, under)).collect(),
        Value::Object(mut object) => {
            match under
                .iter()
                .find(|k| object.get(**k).is_some_and(|v| v.is_object() || v.is_array()))
            {
                Some(key) => unpack(object.remove(*key).unwrap_or_default(), under),
                None => vec![Value::Object(object)],
            }
        }
        other => vec![other],
    }
}
