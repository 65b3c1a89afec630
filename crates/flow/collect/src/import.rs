//! The entry point: a path in, items out.

use crate::outlet::{Halt, Outlet};
use crate::pictures::Beside;
use crate::tape::Tape;
use crate::unpack::Unpacked;
use crate::{Format, Item, Options, Summary, csv, eml, folder, html, jsonl, sniff, wacz, warc};
use spoor_vocab::Defect;
use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why nothing, or not all, could be imported. Bad content is not an error but an
/// [`Item::Defect`].
#[derive(Debug, Error)]
pub enum CollectError {
    /// The file or folder cannot be opened or listed.
    #[error("cannot open {path}")]
    Open {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Reading failed on the way; what was handed out before stands.
    #[error("cannot read {path} to its end")]
    Read {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Neither content nor name tells the format.
    #[error("cannot tell the format of {path}: say it with --format warc|wacz|jsonl|csv|html")]
    Unknown {
        /// Which.
        path: PathBuf,
    },
}

/// Reads the file or folder at `path` and hands every capture and defect to `sink`, in order,
/// together with the number of bytes of the path consumed so far.
///
/// A folder is read recursively, files sorted by relative name; files of it that are of no known
/// format are counted as skipped, files that cannot be opened are defects. `sink` may stop the
/// import by returning `Break`; then what was found until then is summed up.
///
/// # Errors
/// If a single file cannot be opened, or its format cannot be told; if reading fails on the way.
pub fn import(
    path: &Path,
    options: &Options,
    sink: &mut dyn FnMut(Item, u64) -> ControlFlow<()>,
) -> Result<Summary, CollectError> {
    let mut relay = |item: Item, consumed: u64| sink(item, consumed);
    let mut outlet = Outlet::new(&mut relay, options.start);
    let open = |source| CollectError::Open { path: path.to_path_buf(), source };
    let done = if std::fs::metadata(path).map_err(open)?.is_dir() {
        let files = folder::files(path).map_err(open)?;
        import_folder(&files, options, &mut outlet)
    } else {
        let format = match options.format {
            Format::Auto => sniff(path),
            given => given,
        };
        if format == Format::Auto {
            return Err(CollectError::Unknown { path: path.to_path_buf() });
        }
        let file = File::open(path).map_err(open)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut beside = Beside::of(path.parent());
        import_file(file, &name, format, options, &mut outlet, &mut beside)
    };
    match done {
        Ok(()) | Err(Halt::Stopped) => Ok(outlet.summary),
        Err(Halt::Io(source)) => Err(CollectError::Read { path: path.to_path_buf(), source }),
    }
}

fn import_folder(
    files: &[folder::Entry],
    options: &Options,
    outlet: &mut Outlet<'_>,
) -> Result<(), Halt> {
    for entry in files {
        let format = sniff(&entry.path);
        let wanted = options.format == Format::Auto || options.format == format;
        if format == Format::Auto || !wanted || !named_for(&entry.name, format) {
            outlet.skip();
            continue;
        }
        let read = File::open(&entry.path).map_err(Halt::from).and_then(|file| {
            let mut beside = Beside::of(entry.path.parent());
            import_file(file, &entry.name, format, options, outlet, &mut beside)
        });
        match read {
            Err(Halt::Io(error)) => {
                let defect = Defect::new(
                    &entry.name,
                    "file.unreadable",
                    format!("the file cannot be read: {error}"),
                    "check its permissions and the disk, and import it again",
                );
                outlet.defect(defect, b"", 0)?;
            }
            other => other?,
        }
    }
    Ok(())
}

/// In a folder the name has a say: scripts, notes and pictures beside saved pages are no data.
fn named_for(name: &str, format: Format) -> bool {
    let lower = name.to_lowercase();
    let ends: &[&str] = match format {
        Format::Html => &[".html", ".htm", ".xhtml"],
        Format::Eml => &[".eml"],
        Format::Csv => &[".csv", ".tsv", ".csv.gz", ".csv.zst"],
        Format::Jsonl => &[".json", ".jsonl", ".ndjson", ".jsonl.gz", ".jsonl.zst"],
        Format::Wacz => &[".wacz"],
        Format::Warc => return true,
        Format::Auto => return false,
    };
    ends.iter().any(|end| lower.ends_with(end))
}

fn import_file(
    file: File,
    name: &str,
    format: Format,
    options: &Options,
    outlet: &mut Outlet<'_>,
    beside: &mut Beside,
) -> Result<(), Halt> {
    let bytes = file.metadata()?.len();
    match format {
        Format::Wacz => wacz::import(file, name, options, outlet)?,
        Format::Html => html::import(file, name, options, outlet)?,
        Format::Eml => eml::import(file, name, options, outlet)?,
        _ => {
            let unpacked = Unpacked::new(Tape::new(file))?;
            import_unpacked(unpacked, name, format, options, outlet, beside)?;
        }
    }
    outlet.file_done(bytes);
    Ok(())
}

fn import_unpacked(
    unpacked: Unpacked<'_>,
    name: &str,
    format: Format,
    options: &Options,
    outlet: &mut Outlet<'_>,
    beside: &mut Beside,
) -> Result<(), Halt> {
    match format {
        Format::Warc => warc::import(unpacked, name, 0, options, outlet),
        Format::Csv => csv::import(unpacked, name, options, outlet, beside),
        _ => jsonl::import(unpacked, name, options, outlet, beside),
    }
}

/// Imports bytes in memory as if they were a file of this name: the entry point of property tests
/// and fuzzers.
///
/// # Errors
/// None in practice: memory can be read.
#[doc(hidden)]
pub fn import_bytes(
    bytes: &[u8],
    name: &str,
    options: &Options,
    sink: &mut dyn FnMut(Item, u64) -> ControlFlow<()>,
) -> Result<Summary, CollectError> {
    let mut relay = |item: Item, consumed: u64| sink(item, consumed);
    let mut outlet = Outlet::new(&mut relay, options.start);
    let done = match options.format {
        Format::Wacz => wacz::import(io::Cursor::new(bytes), name, options, &mut outlet),
        Format::Html => html::import(bytes, name, options, &mut outlet),
        Format::Eml => eml::import(bytes, name, options, &mut outlet),
        format => match Unpacked::new(Tape::new(bytes)) {
            Ok(unpacked) => {
                let beside = &mut Beside::of(None);
                import_unpacked(unpacked, name, format, options, &mut outlet, beside)
            }
            Err(error) => Err(Halt::Io(error)),
        },
    };
    match done {
        Ok(()) => {
            outlet.file_done(bytes.len() as u64);
            Ok(outlet.summary)
        }
        Err(Halt::Stopped) => Ok(outlet.summary),
        Err(Halt::Io(source)) => Err(CollectError::Read { path: PathBuf::from(name), source }),
    }
}
