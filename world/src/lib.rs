//! The made-up country with planted truth, and the scorer.
//!
//! There is no public corpus of adverts, and real ones are private. So the demo and the tests run
//! on a country that never was: what comes in is a [`Plan`], a number of adverts and a seed; what
//! goes out is a folder of real formats ([`write()`]): WARC files of five differently built sites,
//! JSON lines and CSV, site profiles, notices of missing persons, and a truth file that says who
//! placed what. [`score`] compares what a build found with that truth.
//!
//! The country lives 18 months from January 2025. Who is in it: independents (most adverts),
//! lawful agencies, spammers, recruiters, rings that run several persons and move them between
//! towns in step, look-alikes who copy each other's text, and a missing child ([`Kind`]). Each
//! hand has mild habits of writing that survive over its texts, from a pool that all share.
//!
//! What never happens here: nothing explicit is written, neutral made-up words stand for what is
//! offered; nothing but a name, a stated adult age, towns, hours and a number is written about a
//! child; nationality, ethnicity and colour are neither words nor signals; telephone numbers come
//! from ranges set aside for drama and machines, addresses from domains set aside for examples.
//! No clock, no network, no environment: the same plan gives the same bytes.

mod advert;
mod bank;
mod cast;
mod compose;
mod contact;
mod disguise;
mod edit;
mod files;
mod habit;
mod indicator;
mod kind;
mod lang;
pub mod missing;
mod notices;
mod outlet;
mod pages;
mod pen;
mod phone;
mod picture;
mod place;
mod posting;
mod retype;
mod rng;
pub mod score;
mod spin;
mod template;
pub mod truth;
mod warc;
mod when;
mod word;
mod write;

pub use kind::Kind;
pub use lang::Lang;
pub use pen::{Ask, Head, Pen, language_of};
pub use picture::{Pictures, pictures};
pub use rng::{Rng, key};
pub use write::{texts, write};

use serde::Serialize;
use std::path::PathBuf;

/// Which country to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// How many adverts, exactly.
    pub adverts: u32,
    /// Another seed, another country.
    pub seed: u64,
    /// Whether there are rings, and recruiters who lead to them; a country without shows what is
    /// found where there is nothing to find.
    pub rings: bool,
}

impl Plan {
    /// A country with all there is.
    pub fn new(adverts: u32, seed: u64) -> Self {
        Self { adverts, seed, rings: true }
    }
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// WARC 1.1, gzip a record, or plain if the name ends in `.warc`.
    Warc,
    /// One JSON object on each line.
    Jsonl,
    /// RFC 4180, first row column names.
    Csv,
}

impl Format {
    /// The word the command line takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warc => "warc",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }
}

/// A file of the country, and what has to be said to import it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrittenFile {
    /// Where it is.
    pub path: PathBuf,
    /// Name of the source it belongs to.
    pub source: String,
    /// How it is written.
    pub format: Format,
    /// The site profile (TOML) beside it, if the site is known.
    pub profile: Option<PathBuf>,
    /// For CSV: which column holds which field, as in `spoor_vocab::Capture::mapping`.
    pub mapping: Option<String>,
    /// ISO 3166-1 code if all adverts are placed in one country.
    pub country: Option<String>,
    /// Legal basis of the source.
    pub basis: String,
    /// Purpose of the source.
    pub purpose: String,
    /// Retention of the source, in days.
    pub retain_days: u32,
    /// Adverts in it.
    pub adverts: u32,
    /// WARC records, lines or rows in it.
    pub records: u64,
}

/// All that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Five sites and two partners, in a fixed order.
    pub files: Vec<WrittenFile>,
    /// The truth file: see [`truth`].
    pub truth: PathBuf,
    /// Notices of missing persons, a JSON array.
    pub notices: PathBuf,
    /// As planned.
    pub adverts: u32,
}
