//! Source to capture: importers.
//!
//! What comes in: a file or a folder of WARC, WACZ, JSONL, CSV, HTML or EML files, however damaged.
//! What goes out: [`Capture`]s whose blocks are the very bytes of the source, in the order of the
//! files, and [`Defect`]s with the offending bytes for what could not be taken; the good beside
//! the bad is kept. [`import`] is the entry point.
//!
//! What never happens here: no byte of a capture is rewritten, decoded or cleaned (reading is the
//! business of the step `read`); no file is written, nothing is extracted to disk; no clock, no
//! environment, no socket; memory does not grow with the size of the file; no file is opened that lies
//! outside the folder of the imported one, whatever a row names.
//!
//! | format | one capture | block |
//! |---|---|---|
//! | WARC 0.18, 1.0, 1.1; plain, gzip, zstd | a `response`, `resource` or `conversion` record of a page or a picture | the record's block |
//! | WACZ 1.1 | the same, of the WARC files inside | the record's block |
//! | JSONL, plain, gzip, zstd | a line | the line without its line break |
//! | CSV, plain, gzip, zstd | a row | header record, line feed, row |
//! | HTML | a file | the file |
//! | e-mail (EML) | a file | the file |
//! | pictures that rows of JSONL and CSV name as files beside them | a JPEG, PNG, WebP or GIF | the file |
//!
//! A run that was interrupted goes on with [`Options::start`]: the order of captures of the same
//! files is always the same.

mod coding;
mod csv;
mod eml;
mod folder;
mod gzip;
mod html;
mod import;
mod jsonl;
mod lines;
mod outlet;
mod pictures;
mod sniff;
mod tape;
mod unpack;
mod wacz;
mod warc;

#[doc(hidden)]
pub use import::import_bytes;
pub use import::{CollectError, import};
pub use outlet::REJECT_BYTES_MAX;
pub use sniff::sniff;
pub use spoor_vocab::{Capture, Defect};

use spoor_vocab::Millis;
use std::collections::BTreeMap;

/// The form of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Look at the first bytes and at the name of each file.
    #[default]
    Auto,
    /// Web archive, ISO 28500:2017 (WARC 1.1) and its predecessors.
    Warc,
    /// Web archive collection zipped, WACZ 1.1.
    Wacz,
    /// One JSON object a line.
    Jsonl,
    /// Rows with a header (RFC 4180, and what is met in practice).
    Csv,
    /// One page a file.
    Html,
    /// One e-mail a file (RFC 5322).
    Eml,
}

impl Format {
    /// Reads the name used on the command line: `auto`, `warc`, `wacz`, `jsonl`, `csv`, `html`,
    /// `eml`.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "auto" => Self::Auto,
            "warc" => Self::Warc,
            "wacz" => Self::Wacz,
            "jsonl" => Self::Jsonl,
            "csv" => Self::Csv,
            "html" => Self::Html,
            "eml" => Self::Eml,
            _ => return None,
        })
    }
}

/// How to import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The form of the files.
    pub format: Format,
    /// For CSV: advert field → column, e.g. `text` → `body`. Fields that are not named here are
    /// looked for in columns of their own name.
    pub mapping: Option<BTreeMap<String, String>>,
    /// When the import happens; `captured_at` of what does not say when it was retrieved.
    pub imported_at: Millis,
    /// Captures of this path that are sealed already: so many are passed over, with the defects
    /// before them.
    pub start: u64,
}

/// One thing found in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A capture, to be sealed.
    Capture(Capture),
    /// Bad input, for the reject file.
    Defect {
        /// What was wrong, where, and what to do.
        defect: Defect,
        /// The offending bytes, at most [`REJECT_BYTES_MAX`] of them.
        bytes: Vec<u8>,
    },
}

/// What an import came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Captures handed out; those passed over by [`Options::start`] are not counted.
    pub captures: u64,
    /// Defects handed out.
    pub defects: u64,
    /// Records and files that are none of our business: requests, metadata, look-ups, style sheets,
    /// revisits, pictures in folders that no row names.
    pub skipped: u64,
    /// Bytes of the files that were read.
    pub bytes: u64,
}
