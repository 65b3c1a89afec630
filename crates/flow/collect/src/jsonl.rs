//! One JSON object a line (design "Advert JSONL"): one capture a line, its bytes untouched.

use crate::lines::{Line, Lines};
use crate::outlet::{Halt, Outlet};
use crate::pictures::Beside;
use crate::unpack::{Damage, Unpacked};
use crate::{Options, REJECT_BYTES_MAX};
use serde::Deserialize;
use spoor_vocab::{Capture, CaptureKind, Defect};
use std::borrow::Cow;

/// The keys that decide whether a line is an advert; the others are read by the step `read`.
#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    id: Option<Id>,
    images: Option<Images>,
}

/// Pictures: one name or several; whatever else stands there names none.
#[derive(Deserialize)]
#[serde(untagged)]
enum Images {
    One(String),
    Several(Vec<String>),
    Other(serde::de::IgnoredAny),
}

/// An identifier: text or whole number.
#[derive(Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "the form is checked, the value is read later")]
enum Id {
    Text(String),
    Signed(i64),
    Unsigned(u64),
}

pub(crate) fn import(
    unpacked: Unpacked<'_>,
    name: &str,
    options: &Options,
    outlet: &mut Outlet<'_>,
    beside: &mut Beside,
) -> Result<(), Halt> {
    let mut lines = Lines::new(unpacked);
    let mut number = 0u64;
    let mut in_damage = false;
    let mut seen_content = false;
    // The first line looks like the beginning of one document; if the second does not bear that
    // out, only the first was damaged.
    let mut in_document = false;
    loop {
        let next = lines.next()?;
        let consumed = lines.unpacked.consumed();
        match next {
            Line::End => return Ok(()),
            Line::Whole(length) => {
                number += 1;
                in_damage = false;
                let line = content(&lines.unpacked.unread()[..length], number == 1);
                if !line.is_empty() {
                    let place = format!("{name}:{number}");
                    if in_document && check(line).is_err() {
                        return Ok(());
                    }
                    in_document = !seen_content && is_document(line);
                    seen_content = true;
                    if in_document {
                        outlet.defect(document(&place), line, consumed)?;
                    } else {
                        let place = (name, number);
                        take_line(line, place, options, outlet, beside, consumed)?;
                    }
                }
                lines.consume(length);
            }
            Line::TooLong => {
                number += 1;
                let sample = &lines.unpacked.unread()[..REJECT_BYTES_MAX];
                outlet.defect(too_long(&format!("{name}:{number}")), sample, consumed)?;
                lines.skip_rest()?;
            }
            Line::Damaged(damage) => {
                let sample = lines.unpacked.unread().to_vec();
                if !in_damage {
                    let place = format!("{name}:{}", number + 1);
                    outlet.defect(damaged(&place, damage), &sample, consumed)?;
                }
                in_damage = true;
                if !lines.resync()? {
                    return Ok(());
                }
            }
            Line::Garbage => {
                let sample = lines.unpacked.packed_sample(REJECT_BYTES_MAX);
                if !in_damage {
                    let place = format!("{name}:{}", number + 1);
                    outlet.defect(damaged(&place, Damage::Corrupt), &sample, consumed)?;
                }
                in_damage = true;
                if !lines.resync()? {
                    return Ok(());
                }
            }
        }
    }
}

/// A defect for damage of the compression at `place`.
pub(crate) fn damaged(place: &str, damage: Damage) -> Defect {
    let (code, problem, hint) = damage.words();
    Defect::new(place, code, problem, hint)
}

/// A defect for a line longer than is held in memory.
pub(crate) fn too_long(place: &str) -> Defect {
    Defect::new(
        place,
        "line.too-long",
        "the line is longer than 16 MiB",
        "put one advert on each line",
    )
}

/// The line without byte order mark and line break; empty if blank.
fn content(line: &[u8], first: bool) -> &[u8] {
    let line = if first { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.trim_ascii().is_empty() { b"" } else { line }
}

fn document(place: &str) -> Defect {
    Defect::new(
        place,
        "jsonl.document",
        "this is one JSON document over the whole file, not one object a line",
        "rewrite it first: jq -c '.[]' FILE > FILE.jsonl (for one object: jq -c .)",
    )
}

fn take_line(
    line: &[u8],
    (name, number): (&str, u64),
    options: &Options,
    outlet: &mut Outlet<'_>,
    beside: &mut Beside,
    consumed: u64,
) -> Result<(), Halt> {
    let place = format!("{name}:{number}");
    let images = match check(line) {
        Ok(images) => images,
        Err((code, problem, hint)) => {
            return outlet.defect(Defect::new(place, code, problem, hint), line, consumed);
        }
    };
    let row = Capture {
        kind: CaptureKind::Resource,
        target: format!("file:{name}#{number}"),
        media_type: Capture::JSON_ADVERT.to_owned(),
        block: line.to_vec(),
        captured_at: options.imported_at,
        mapping: None,
        origin: place,
        exchange: None,
    };
    let (target, origin) = (row.target.clone(), row.origin.clone());
    outlet.capture(row, consumed)?;
    beside.take((&target, &origin), &images, options, outlet, consumed)
}

/// A line that can only be the beginning of a pretty-printed or array document.
fn is_document(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line == b"[" || line == b"{" || line.starts_with(b"[{")
}

type Refusal = (&'static str, String, &'static str);

/// Whether the line is an advert; the pictures that it names.
fn check(line: &[u8]) -> Result<Vec<String>, Refusal> {
    if let Err(error) = std::str::from_utf8(line) {
        return Err((
            "jsonl.not-utf8",
            format!("the line is not UTF-8 from byte {} on", error.valid_up_to()),
            "JSON must be UTF-8 (RFC 8259): convert the file, e.g. iconv -f WINDOWS-1252 -t UTF-8",
        ));
    }
    if line.trim_ascii_start().first() != Some(&b'{') {
        return Err((
            "jsonl.not-json",
            "the line is not a JSON object".to_owned(),
            "write one object a line: {\"id\": \"1\", \"text\": \"…\"}",
        ));
    }
    let row: Row<'_> = serde_json::from_slice(line).map_err(|error| {
        (
            "jsonl.not-json",
            format!("the line is not a JSON object with a text and, if any, an id: {error}"),
            "write one object a line: {\"id\": \"1\", \"text\": \"…\"}",
        )
    })?;
    drop(row.id);
    if row.text.is_none_or(|text| text.trim().is_empty()) {
        return Err((
            "jsonl.no-text",
            "the object has no text".to_owned(),
            "give the words of the advert under the key \"text\"",
        ));
    }
    Ok(match row.images {
        Some(Images::One(name)) => vec![name],
        Some(Images::Several(names)) => names,
        Some(Images::Other(_)) | None => Vec::new(),
    })
}
