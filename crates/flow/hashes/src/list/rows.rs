//! CSV: a hash a row, with or without a header.

use super::{Each, Kind, Listed, Print, word};
use spoor_vocab::Defect;
use std::io::{BufRead, Read};

/// Longest row, in bytes.
const LINE_MAX: usize = 64 << 10;

/// What the columns of a list are.
#[derive(Default)]
struct Columns {
    /// Columns that are named after a kind.
    of_kind: Vec<(usize, Kind)>,
    /// A column of hashes of any kind.
    any: Option<usize>,
    kind: Option<usize>,
    quality: Option<usize>,
    category: Option<usize>,
    label: Option<usize>,
}

impl Columns {
    /// Reads a header; nothing if the row is none.
    fn of_header(row: &csv::StringRecord) -> Option<Self> {
        let mut columns = Self::default();
        for (at, name) in row.iter().enumerate() {
            let name = name.trim();
            match name.to_ascii_lowercase().as_str() {
                "hash" | "value" | "indicator" | "signal" | "signal_str" | "signal_value" => {
                    columns.any.get_or_insert(at);
                }
                "type" | "kind" | "hash_type" | "signal_type" | "algorithm" => {
                    columns.kind = Some(at)
                }
                "quality" => columns.quality = Some(at),
                "category" => columns.category = Some(at),
                "id" | "label" | "mediaid" | "media_id" | "name" => {
                    columns.label.get_or_insert(at);
                }
                _ => columns.of_kind.extend(Kind::named(name).map(|kind| (at, kind))),
            }
        }
        (columns.any.is_some() || !columns.of_kind.is_empty()).then_some(columns)
    }

    /// Columns of a list without a header: the hash, and behind a PDQ hash its quality.
    fn plain() -> Self {
        Self { any: Some(0), quality: Some(1), ..Self::default() }
    }
}

/// Reads a list of MD5, SHA-1 and PDQ hashes row by row.
///
/// With a header, columns are found by name: `md5`, `sha1`, `pdq`, each of its kind; `hash` (or `value`,
/// `indicator`, `signal_str`) of the kind that a column `type` (or `signal_type`, `algorithm`) says, or its
/// number of digits; `quality`, `category`, `id` or `label`. Without one, the first column is the hash and
/// a number behind a PDQ hash its quality. A row of several hashes gives several entries. `name` is the
/// list's, for the places of defects.
pub fn csv(name: &str, mut bytes: impl BufRead, each: Each) {
    let mut columns: Option<Columns> = None;
    let mut line = Vec::new();
    for number in 1.. {
        let wrong = match next_line(&mut bytes, &mut line) {
            Ok(false) => return,
            Ok(true) if line.len() > LINE_MAX => ("csv.long", "the row is too long".to_owned()),
            Ok(true) => match row(&line) {
                Ok(row) if row.iter().all(str::is_empty) && row.len() < 2 => continue,
                Ok(row) => {
                    if columns.is_none() {
                        columns = Columns::of_header(&row);
                        if columns.is_some() {
                            continue;
                        }
                    }
                    let columns = columns.get_or_insert_with(Columns::plain);
                    entries(name, number, &row, columns, each);
                    continue;
                }
                Err(problem) => ("csv.not-utf8", problem),
            },
            Err(error) => {
                let problem = format!("what follows cannot be read: {error}");
                each(Err(defect(name, number, "csv.unread", problem, "give the list again")));
                return;
            }
        };
        each(Err(defect(name, number, wrong.0, wrong.1, "save the list as plain CSV in UTF-8")));
    }
}

/// Reads a line, at most somewhat more than [`LINE_MAX`] of it, and walks past the rest; false at the end.
fn next_line(bytes: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    line.clear();
    bytes.by_ref().take(LINE_MAX as u64 + 1).read_until(b'\n', line)?;
    if line.len() > LINE_MAX {
        bytes.skip_until(b'\n')?;
    }
    Ok(!line.is_empty())
}

/// The fields of one line. A row ends with its line, so that a quote that nobody closes costs one row.
fn row(line: &[u8]) -> Result<csv::StringRecord, String> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .buffer_capacity(line.len().max(1))
        .from_reader(line);
    let mut row = csv::StringRecord::new();
    match reader.read_record(&mut row) {
        Ok(_) => Ok(row),
        Err(_) => Err("the row is not UTF-8".to_owned()),
    }
}

/// What one row holds.
fn entries(name: &str, line: u64, row: &csv::StringRecord, columns: &Columns, each: Each) {
    let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default();
    let mut found = false;
    let of_kind = columns.of_kind.iter().map(|&(at, kind)| (cell(Some(at)), Some(kind)));
    let any = (cell(columns.any), None);
    for (text, kind) in of_kind.chain([any]).filter(|(text, _)| !text.is_empty()) {
        found = true;
        match print(text, kind, cell(columns.kind), cell(columns.quality)) {
            Ok(print) => each(Ok(Listed {
                print,
                category: word(cell(columns.category)),
                label: word(cell(columns.label)),
                place: line,
            })),
            Err((code, problem, hint)) => each(Err(defect(name, line, code, problem, hint))),
        }
    }
    if !found {
        let problem = "the row has no hash".to_owned();
        each(Err(defect(name, line, "csv.no-hash", problem, "give one, or drop the row")));
    }
}

type Wrong = (&'static str, String, &'static str);

/// The print that a cell spells, of the kind its column or the row says.
fn print(text: &str, kind: Option<Kind>, said: &str, quality: &str) -> Result<Print, Wrong> {
    let kind = match (kind, said) {
        (Some(kind), _) => kind,
        (None, "") => Kind::with_digits(text.len()).ok_or_else(|| {
            let problem =
                format!("{} letters are neither MD5, SHA-1 nor PDQ", text.chars().count());
            ("csv.unknown", problem, "give 32, 40 or 64 hexadecimal digits")
        })?,
        (None, said) => Kind::named(said).ok_or_else(|| {
            let said: String = said.chars().take(20).collect();
            ("csv.kind", format!("\"{said}\" is not matched"), "give md5, sha1 or pdq")
        })?,
    };
    let print = kind.parse(text).map_err(|error| {
        (
            "csv.bad-hash",
            format!("this is no {}: {error}", kind.name()),
            "give the hash as the list's maker does",
        )
    })?;
    let Print::Pdq(pdq, _) = print else { return Ok(print) };
    if quality.is_empty() {
        return Ok(print);
    }
    match quality.parse::<u8>() {
        Ok(quality) if quality <= 100 => Ok(Print::Pdq(pdq, Some(quality))),
        _ => Err((
            "csv.quality",
            "the quality is no number from 0 to 100".to_owned(),
            "give one, or none",
        )),
    }
}

fn defect(name: &str, line: u64, code: &str, problem: String, hint: &str) -> Defect {
    Defect::new(format!("{name}:{line}"), code, problem, hint)
}
