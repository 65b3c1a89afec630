//! Which encoding the rows of a table are in.

use super::rows::{Rows, Units};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io;

/// Bytes of the file looked at.
const SAMPLE_BYTES: usize = 1 << 20;

/// The encoding of a file, told from its byte order mark or its first mebibyte.
pub(crate) struct Charset {
    units: Units,
    /// For UTF-16 and legacy encodings.
    named: Option<&'static Encoding>,
}

impl Charset {
    /// Looks at the first bytes, steps over a byte order mark, and tells the rows their units.
    pub(crate) fn begin(rows: &mut Rows<'_>) -> io::Result<Self> {
        rows.ensure(SAMPLE_BYTES)?;
        let sample = rows.unread();
        let sample = &sample[..sample.len().min(SAMPLE_BYTES)];
        let (units, named, mark) = match sample {
            [0xef, 0xbb, 0xbf, ..] => (Units::One, None, 3),
            [0xff, 0xfe, ..] => (Units::TwoLittle, Some(UTF_16LE), 2),
            [0xfe, 0xff, ..] => (Units::TwoBig, Some(UTF_16BE), 2),
            [a, 0, b, 0, ..] if *a != 0 && *b != 0 => (Units::TwoLittle, Some(UTF_16LE), 0),
            [0, a, 0, b, ..] if *a != 0 && *b != 0 => (Units::TwoBig, Some(UTF_16BE), 0),
            _ => (Units::One, legacy(sample), 0),
        };
        rows.units = units;
        rows.consume(mark, 0);
        Ok(Self { units, named })
    }

    /// The charset to name for a row, given with its header: `Some(None)` for UTF-8, `None` if
    /// it is not in the encoding of the file.
    pub(crate) fn of_row(&self, header: &[u8], row: &[u8]) -> Option<Option<String>> {
        let utf8 = || std::str::from_utf8(header).is_ok() && std::str::from_utf8(row).is_ok();
        match self.named {
            Some(named) if self.units != Units::One => Some(Some(lower(named))),
            _ if utf8() => Some(None),
            named => named.map(|encoding| Some(lower(encoding))),
        }
    }

    /// Text of a header field.
    pub(crate) fn decode(&self, bytes: &[u8]) -> String {
        let encoding = match std::str::from_utf8(bytes) {
            Ok(_) if self.units == Units::One => UTF_8,
            _ => self.named.unwrap_or(UTF_8),
        };
        encoding.decode_without_bom_handling(bytes).0.into_owned()
    }

    /// A line feed as the file writes it.
    pub(crate) fn line_feed(&self) -> &'static [u8] {
        match self.units {
            Units::One => b"\n",
            Units::TwoLittle => b"\n\0",
            Units::TwoBig => b"\0\n",
        }
    }

    /// Whether a row is an empty line.
    pub(crate) fn is_blank(&self, row: &[u8]) -> bool {
        row.iter().all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n') || self.is_padding(*b))
    }

    /// Whether a field holds nothing to read.
    pub(crate) fn is_empty(&self, field: &[u8]) -> bool {
        field.iter().all(|b| b.is_ascii_whitespace() || *b == b'"' || self.is_padding(*b))
    }

    fn is_padding(&self, byte: u8) -> bool {
        self.units != Units::One && byte == 0
    }
}

fn lower(encoding: &'static Encoding) -> String {
    encoding.name().to_ascii_lowercase()
}

/// The legacy encoding of a sample, if more of its lines need one than are UTF-8.
fn legacy(sample: &[u8]) -> Option<&'static Encoding> {
    let (mut utf8, mut other) = (0usize, 0usize);
    // The last line may be cut inside a character.
    let whole = memchr::memrchr(b'\n', sample).map_or(sample, |end| &sample[..end]);
    for line in whole.split(|b| *b == b'\n').filter(|line| !line.is_ascii()) {
        match std::str::from_utf8(line) {
            Ok(_) => utf8 += 1,
            Err(_) => other += 1,
        }
    }
    if other <= utf8 {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(whole, true);
    Some(detector.guess(None, Utf8Detection::Deny))
}
