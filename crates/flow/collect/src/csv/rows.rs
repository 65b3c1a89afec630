//! Where a row ends and where its fields lie, in bytes of the file.

use crate::lines::{LINE_BYTES_MAX, Line, Lines};
use crate::unpack::Unpacked;
use std::io;
use std::ops::Range;

/// Longest row over several lines: beyond it a quote has been left open.
const QUOTED_BYTES_MAX: usize = 1 << 20;

/// Delimiters that are looked for, the more usual first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Bytes of a code unit and their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Units {
    /// UTF-8 and all that has ASCII in its place.
    One,
    /// UTF-16, little-endian.
    TwoLittle,
    /// UTF-16, big-endian.
    TwoBig,
}

impl Units {
    pub(crate) fn width(self) -> usize {
        if self == Self::One { 1 } else { 2 }
    }

    /// The ASCII character at `at`; 0xff for any other.
    fn ascii(self, bytes: &[u8], at: usize) -> u8 {
        match (self, &bytes[at..]) {
            (Self::One, [b, ..]) => *b,
            (Self::TwoLittle, [b, 0, ..]) | (Self::TwoBig, [0, b, ..]) => *b,
            _ => 0xff,
        }
    }
}

/// What the next row is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// `content` bytes of row and, with its line break, `total`, over so many lines.
    Whole { content: usize, total: usize, lines: u64 },
    /// Quotes that do not fit; `total` is the length of the first line.
    Malformed { total: usize, problem: &'static str },
    /// No row: why.
    Stop(Line),
}

/// See the module page.
pub(crate) struct Rows<'a> {
    lines: Lines<'a>,
    pub(crate) units: Units,
    /// Number of the line at the front, from 1.
    pub(crate) line: u64,
    delimiter: Option<u8>,
    fields: Vec<Range<usize>>,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(unpacked: Unpacked<'a>) -> Self {
        Self {
            lines: Lines::new(unpacked),
            units: Units::One,
            line: 1,
            delimiter: None,
            fields: Vec::new(),
        }
    }

    pub(crate) fn unread(&self) -> &[u8] {
        self.lines.unpacked.unread()
    }

    pub(crate) fn consumed(&self) -> u64 {
        self.lines.unpacked.consumed()
    }

    /// The fields of the last row, as ranges of its bytes, quotes included.
    pub(crate) fn fields(&self) -> &[Range<usize>] {
        &self.fields
    }

    pub(crate) fn consume(&mut self, bytes: usize, lines: u64) {
        self.lines.consume(bytes);
        self.line += lines;
    }

    /// Unpacks until `n` bytes are unread, if there are so many.
    pub(crate) fn ensure(&mut self, n: usize) -> io::Result<()> {
        while self.unread().len() < n && self.lines.more()?.is_none() {}
        Ok(())
    }

    pub(crate) fn skip_line(&mut self) -> io::Result<bool> {
        self.line += 1;
        self.lines.skip_rest()
    }

    pub(crate) fn resync(&mut self) -> io::Result<bool> {
        self.lines.resync()
    }

    /// Finds the next row; the caller consumes it.
    pub(crate) fn next(&mut self) -> io::Result<Row> {
        let mut ended = false;
        loop {
            let unread = self.lines.unpacked.unread();
            if ended && unread.is_empty() {
                return Ok(Row::Stop(Line::End));
            }
            let delimiter = match self.delimiter {
                Some(known) => known,
                None => told_from(unread, self.units),
            };
            let scan = Scan { bytes: unread, units: self.units, delimiter, ended };
            match scan.row(&mut self.fields) {
                Found::Row(row) => {
                    self.delimiter = Some(delimiter);
                    return Ok(row);
                }
                Found::Open if ended || unread.len() > QUOTED_BYTES_MAX => {
                    let total = scan.first_line();
                    let problem = "a quoted field is not closed";
                    return Ok(Row::Malformed { total, problem });
                }
                Found::Unfinished if unread.len() > LINE_BYTES_MAX => {
                    return Ok(Row::Stop(Line::TooLong));
                }
                Found::Open | Found::Unfinished => {}
            }
            match self.lines.more()? {
                None => {}
                Some(Line::End) => ended = true,
                Some(stop) => return Ok(Row::Stop(stop)),
            }
        }
    }
}

/// The delimiter met most often in the first line, outside quotes; a comma if none is.
fn told_from(bytes: &[u8], units: Units) -> u8 {
    let mut counts = [0usize; DELIMITERS.len()];
    let mut quoted = false;
    for at in (0..bytes.len()).step_by(units.width()) {
        match units.ascii(bytes, at) {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => {
                if let Some(i) = DELIMITERS.iter().position(|d| *d == byte) {
                    counts[i] += 1;
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let first = counts.iter().position(|c| *c == most).unwrap_or(0);
    DELIMITERS[first]
}

enum Found {
    Row(Row),
    /// The bytes end inside a quoted field.
    Open,
    /// The bytes end inside the row.
    Unfinished,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Bare,
    Quoted,
    QuoteSeen,
}

struct Scan<'a> {
    bytes: &'a [u8],
    units: Units,
    delimiter: u8,
    /// Nothing follows these bytes.
    ended: bool,
}

impl Scan<'_> {
    /// Finds the end of the row at the front and the ranges of its fields.
    fn row(&self, fields: &mut Vec<Range<usize>>) -> Found {
        fields.clear();
        let (width, mut lines) = (self.units.width(), 1u64);
        let (mut state, mut start, mut at) = (State::FieldStart, 0, 0);
        while at + width <= self.bytes.len() {
            let byte = self.units.ascii(self.bytes, at);
            match (state, byte) {
                (State::Quoted, b'"') => state = State::QuoteSeen,
                (State::Quoted, byte) => lines += u64::from(byte == b'\n'),
                (State::QuoteSeen, b'"') => state = State::Quoted,
                (_, byte) if byte == self.delimiter => {
                    fields.push(start..at);
                    start = at + width;
                    state = State::FieldStart;
                }
                (_, b'\n' | b'\r') => {
                    let Some(total) = self.line_break(at, byte) else { return Found::Unfinished };
                    fields.push(start..at);
                    return Found::Row(Row::Whole { content: at, total, lines });
                }
                (State::FieldStart, b'"') => state = State::Quoted,
                (State::FieldStart, _) => state = State::Bare,
                (State::QuoteSeen, _) => {
                    let problem = "a quoted field goes on behind its closing quote";
                    return Found::Row(Row::Malformed { total: self.first_line(), problem });
                }
                (State::Bare, _) => {}
            }
            at += width;
        }
        if state == State::Quoted {
            return Found::Open;
        }
        if !self.ended {
            return Found::Unfinished;
        }
        let total = self.bytes.len();
        fields.push(start..at.min(total));
        Found::Row(Row::Whole { content: at.min(total), total, lines })
    }

    /// The end of a line break that begins at `at`; `None` if that cannot be told yet.
    fn line_break(&self, at: usize, byte: u8) -> Option<usize> {
        let next = at + self.units.width();
        if byte == b'\n' {
            return Some(next);
        }
        if next + self.units.width() > self.bytes.len() {
            return self.ended.then_some(next);
        }
        let pair = self.units.ascii(self.bytes, next) == b'\n';
        Some(if pair { next + self.units.width() } else { next })
    }

    /// Length of the first line, line break included.
    fn first_line(&self) -> usize {
        let width = self.units.width();
        (0..self.bytes.len())
            .step_by(width)
            .find(|at| self.units.ascii(self.bytes, *at) == b'\n')
            .map_or(self.bytes.len(), |at| at + width)
    }
}
