//! What a picture's file says of the camera, the time and the place (Exif 2.32, CIPA DC-008).

use exif::{Exif, In, Rational, Tag, Value};
use serde::{Deserialize, Serialize};
use std::io::Cursor;

/// Longest word that is taken over.
const LONGEST: usize = 100;

/// What the file says; nothing of it is sure: anybody can write it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    /// Maker.
    pub make: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Serial number of the body: one camera.
    pub serial: Option<String>,
    /// Serial number of the lens.
    pub lens: Option<String>,
    /// Program that wrote the file last.
    pub software: Option<String>,
    /// When it was taken, by the camera's clock: `YYYY-MM-DDThh:mm:ss`, with the offset from UTC if it is
    /// said.
    pub taken: Option<String>,
    /// The same by satellites, in UTC.
    pub satellite_time: Option<String>,
    /// Where: degrees north and east.
    pub place: Option<(f64, f64)>,
    /// Number of the picture, unique by intent (Exif `ImageUniqueID`).
    pub unique_id: Option<String>,
}

impl Camera {
    /// Whether it says nothing.
    pub fn is_silent(&self) -> bool {
        *self == Self::default()
    }
}

/// Reads what the file of a picture says; what cannot be read is as if it were not there.
pub fn camera(file: &[u8]) -> Camera {
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    let read = reader.read_from_container(&mut Cursor::new(file));
    let found = match read {
        Ok(found) => found,
        Err(error) => match error.distill_partial_result(|_| {}) {
            Ok(found) => found,
            Err(_) => return Camera::default(),
        },
    };
    Camera {
        make: word(&found, Tag::Make),
        model: word(&found, Tag::Model),
        serial: number(&found, Tag::BodySerialNumber),
        lens: number(&found, Tag::LensSerialNumber),
        software: word(&found, Tag::Software),
        taken: taken(&found),
        satellite_time: satellite_time(&found),
        place: place(&found),
        unique_id: number(&found, Tag::ImageUniqueID),
    }
}

/// Text without what cannot be printed, spaces at its ends and more than [`LONGEST`].
fn word(found: &Exif, tag: Tag) -> Option<String> {
    let Value::Ascii(lines) = &found.get_field(tag, In::PRIMARY)?.value else { return None };
    let text = String::from_utf8_lossy(lines.first()?).into_owned();
    let text: String = text.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A number that tells one thing from all others: not one that many cameras write.
fn number(found: &Exif, tag: Tag) -> Option<String> {
    let number = word(found, tag)?;
    let mut letters = number.chars().filter(char::is_ascii_alphanumeric);
    let first = letters.next()?;
    // 0000000, or too short to be of one camera alone.
    let says = letters.any(|c| c != first) && number.len() >= 5;
    says.then_some(number)
}

fn taken(found: &Exif) -> Option<String> {
    let stamp = ascii(found, Tag::DateTimeOriginal)?;
    let mut time = exif::DateTime::from_ascii(stamp).ok()?;
    if let Some(offset) = ascii(found, Tag::OffsetTimeOriginal) {
        // Without it the clock is what it was.
        let _ = time.parse_offset(offset);
    }
    let said = moment(&time)?;
    Some(match time.offset {
        Some(0) => said + "Z",
        Some(minutes) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            let minutes = minutes.unsigned_abs();
            format!("{said}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
        None => said,
    })
}

fn satellite_time(found: &Exif) -> Option<String> {
    let day = ascii(found, Tag::GPSDateStamp)?;
    let [hour, minute, second] = rationals(found, Tag::GPSTimeStamp)?;
    let within = hour < 24.0 && minute < 60.0 && second < 60.0;
    let clock = within.then(|| format!(" {hour:02.0}:{minute:02.0}:{:02.0}", second.floor()))?;
    let stamp = [day, clock.as_bytes()].concat();
    Some(moment(&exif::DateTime::from_ascii(&stamp).ok()?)? + "Z")
}

/// A moment that can be; cameras that were never set say the year 0.
fn moment(t: &exif::DateTime) -> Option<String> {
    let can_be = (1980..=9999).contains(&t.year)
        && (1..=12).contains(&t.month)
        && (1..=31).contains(&t.day)
        && t.hour < 24
        && t.minute < 60
        && t.second <= 60;
    can_be.then(|| {
        let (y, mo, d, h, mi, s) = (t.year, t.month, t.day, t.hour, t.minute, t.second);
        format!("{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}")
    })
}

fn place(found: &Exif) -> Option<(f64, f64)> {
    let side = |tag, of, negative: u8, most: f64| {
        let [degrees, minutes, seconds] = rationals(found, tag)?;
        let all = degrees + minutes / 60.0 + seconds / 3600.0;
        let sign = if ascii(found, of)?.first()? == &negative { -1.0 } else { 1.0 };
        (all <= most).then_some(sign * all)
    };
    let north = side(Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S', 90.0)?;
    let east = side(Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W', 180.0)?;
    // Receivers that had no fix yet write zeros.
    (north != 0.0 || east != 0.0).then_some((north, east))
}

fn ascii(found: &Exif, tag: Tag) -> Option<&[u8]> {
    match &found.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => lines.first().map(Vec::as_slice),
        _ => None,
    }
}

fn rationals(found: &Exif, tag: Tag) -> Option<[f64; 3]> {
    let Value::Rational(parts) = &found.get_field(tag, In::PRIMARY)?.value else { return None };
    let [a, b, c] = parts.get(..3)?.try_into().ok()?;
    let of = |r: Rational| (r.denom != 0).then(|| r.to_f64());
    Some([of(a)?, of(b)?, of(c)?])
}
