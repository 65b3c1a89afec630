//! Rows with a header (RFC 4180 and what is met in practice): one capture a row.
//!
//! The block is the header record, a line feed and the row, byte for byte as in the file; where
//! those are not UTF-8 the media type carries the charset (`; charset=windows-1252`). Delimiters
//! are `,` `;` tab or `|`, told from the header. A row that does not fit the header, or whose quotes
//! do not, is a defect; reading goes on at the next line.

mod charset;
mod columns;
mod rows;

use crate::jsonl::damaged;
use crate::lines::Line;
use crate::outlet::{Halt, Outlet};
use crate::pictures::Beside;
use crate::unpack::{Damage, Unpacked};
use crate::{Options, REJECT_BYTES_MAX};
use charset::Charset;
use columns::{Columns, unquoted};
use rows::{Row, Rows};
use spoor_vocab::{Capture, CaptureKind, Defect};

pub(crate) fn import(
    unpacked: Unpacked<'_>,
    name: &str,
    options: &Options,
    outlet: &mut Outlet<'_>,
    beside: &mut Beside,
) -> Result<(), Halt> {
    let mut rows = Rows::new(unpacked);
    let charset = Charset::begin(&mut rows)?;
    let mut table = Table { name, options, charset, columns: None, in_damage: false };
    loop {
        let row = rows.next()?;
        let place = format!("{name}:{}", rows.line);
        let consumed = rows.consumed();
        match row {
            Row::Whole { content, total, lines } => {
                let bytes = &rows.unread()[..content];
                let go_on = table.row(bytes, rows.fields(), &place, (outlet, beside), consumed)?;
                if !go_on {
                    return Ok(());
                }
                rows.consume(total, lines);
            }
            Row::Malformed { total, problem } => {
                let defect = Defect::new(
                    place,
                    "csv.quotes",
                    problem,
                    "write a quote inside a quoted field twice, and close every quoted field",
                );
                outlet.defect(defect, &rows.unread()[..total], consumed)?;
                rows.consume(total, 1);
            }
            Row::Stop(Line::End) => return Ok(()),
            Row::Stop(Line::TooLong) => {
                let sample = &rows.unread()[..REJECT_BYTES_MAX];
                outlet.defect(crate::jsonl::too_long(&place), sample, consumed)?;
                if !rows.skip_line()? {
                    return Ok(());
                }
            }
            Row::Stop(stop) => {
                let damage = match stop {
                    Line::Damaged(damage) => damage,
                    _ => Damage::Corrupt,
                };
                if !std::mem::replace(&mut table.in_damage, true) {
                    outlet.defect(damaged(&place, damage), rows.unread(), consumed)?;
                }
                if !rows.resync()? {
                    return Ok(());
                }
            }
        }
    }
}

/// What is known of the file.
struct Table<'a> {
    name: &'a str,
    options: &'a Options,
    charset: Charset,
    columns: Option<Columns>,
    in_damage: bool,
}

impl Table<'_> {
    /// Takes the header or a row; `false` if the file cannot be used.
    fn row(
        &mut self,
        bytes: &[u8],
        fields: &[std::ops::Range<usize>],
        place: &str,
        (outlet, beside): (&mut Outlet<'_>, &mut Beside),
        consumed: u64,
    ) -> Result<bool, Halt> {
        self.in_damage = false;
        let Some(columns) = &self.columns else {
            return match Columns::read(bytes, fields, &self.charset, self.options) {
                Ok(columns) => {
                    self.columns = Some(columns);
                    Ok(true)
                }
                Err((code, problem, hint)) => {
                    outlet.defect(Defect::new(place, code, problem, hint), bytes, consumed)?;
                    Ok(false)
                }
            };
        };
        if self.charset.is_blank(bytes) {
            return Ok(true);
        }
        match self.check(columns, bytes, fields) {
            Ok(media_type) => {
                let line = place.rsplit(':').next().unwrap_or_default();
                let capture = Capture {
                    kind: CaptureKind::Resource,
                    target: format!("file:{}#{line}", self.name),
                    media_type,
                    block: [&columns.header, self.charset.line_feed(), bytes].concat(),
                    captured_at: self.options.imported_at,
                    mapping: Some(columns.mapping.clone()),
                    origin: place.to_owned(),
                    exchange: None,
                };
                let target = capture.target.clone();
                outlet.capture(capture, consumed)?;
                let cell = columns.images.and_then(|at| fields.get(at));
                let cell = cell.map(|at| self.charset.decode(&bytes[at.clone()]));
                let images = cell.map(|cell| names(&unquoted(&cell))).unwrap_or_default();
                beside.take((&target, place), &images, self.options, outlet, consumed)?;
            }
            Err((code, problem, hint)) => {
                outlet.defect(Defect::new(place, code, problem, hint), bytes, consumed)?;
            }
        }
        Ok(true)
    }

    /// Checks a row against the header; its media type if it is good.
    fn check(
        &self,
        columns: &Columns,
        bytes: &[u8],
        fields: &[std::ops::Range<usize>],
    ) -> Result<String, columns::Refusal> {
        if fields.len() != columns.count {
            return Err((
                "csv.fields",
                format!("the row has {} fields, the header {}", fields.len(), columns.count),
                "put fields that hold a delimiter or a line break into quotes",
            ));
        }
        if self.charset.is_empty(&bytes[fields[columns.text].clone()]) {
            return Err((
                "csv.no-text",
                "the text column of the row is empty".to_owned(),
                "give the words of the advert, or map another column to text",
            ));
        }
        let Some(charset) = self.charset.of_row(&columns.header, bytes) else {
            return Err((
                "csv.not-utf8",
                "the row is not UTF-8 although the file is".to_owned(),
                "repair the row, or convert the file to one encoding",
            ));
        };
        Ok(match charset {
            None => Capture::CSV_ROW.to_owned(),
            Some(name) => format!("{}; charset={name}", Capture::CSV_ROW),
        })
    }
}

/// Pictures that a cell names: a JSON list, or names between `|`, `;` and white space, as the step `read`
/// takes them.
fn names(cell: &str) -> Vec<String> {
    serde_json::from_str(cell).unwrap_or_else(|_| {
        let parts = cell.split(|c: char| c == '|' || c == ';' || c.is_whitespace());
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    })
}
