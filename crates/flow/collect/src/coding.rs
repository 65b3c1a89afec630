//! The codings of a file: gzip (RFC 1952), zstd (RFC 8878) or none; telling them, and unpacking a
//! step at a time.

use crate::gzip;
use crate::tape::Tape;
use crate::unpack::{Damage, Fill};
use flate2::{Decompress, FlushDecompress, Status};
use std::cmp::Ordering;
use std::io;
use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

/// Bytes looked at to tell text from anything else.
const HEAD_BYTES: usize = 64;

/// How far a magic is looked for behind a damaged beginning.
const SEARCH_BYTES: usize = 1 << 20;

/// Bytes unpacked at a time.
const STEP_BYTES: usize = 128 << 10;

/// Largest zstd window accepted: 128 MiB, the limit of the `zstd` program.
const WINDOW_LOG_MAX: u32 = 27;

/// Largest dictionary accepted.
const DICTIONARY_BYTES_MAX: usize = 16 << 20;

const GZIP_MAGIC: [u8; 3] = [0x1f, 0x8b, 0x08];
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
const DICTIONARY_MAGIC: [u8; 4] = [0x5d, 0x2a, 0x4d, 0x18];

/// A coding, with the state of its decoder.
pub(crate) enum Coding {
    Plain,
    Gzip { inflate: Box<Decompress>, sum: flate2::Crc },
    Zstd { decoder: Box<Decoder<'static>> },
}

impl Coding {
    /// Tells the coding by the first bytes, and reads a leading dictionary.
    pub(crate) fn tell(tape: &mut Tape<'_>) -> io::Result<(Self, Vec<u8>)> {
        tape.ensure(4)?;
        let mut dictionary = Vec::new();
        if tape.unread().starts_with(&DICTIONARY_MAGIC) {
            dictionary = read_dictionary(tape)?;
        }
        let coding = match kind(tape)? {
            Kind::Plain => Self::Plain,
            Kind::Gzip => Self::gzip(),
            Kind::Zstd => Self::zstd(&dictionary)?,
        };
        Ok((coding, dictionary))
    }

    pub(crate) fn is_plain(&self) -> bool {
        matches!(self, Self::Plain)
    }

    /// What a member begins with; `None` if the whole file is one.
    pub(crate) fn magic(&self) -> Option<&'static [u8]> {
        match self {
            Self::Plain => None,
            Self::Gzip { .. } => Some(&GZIP_MAGIC),
            Self::Zstd { .. } => Some(&ZSTD_MAGIC),
        }
    }

    /// Whether a member can begin with these bytes.
    pub(crate) fn begins(&self, head: &[u8]) -> bool {
        let skippable = matches!(self, Self::Zstd { .. }) && is_skippable(head);
        skippable || self.magic().is_none_or(|magic| head.starts_with(magic))
    }

    /// Gets ready for the member the tape stands at.
    pub(crate) fn begin(&mut self, tape: &mut Tape<'_>) -> io::Result<Fill> {
        match self {
            Self::Plain => {}
            Self::Gzip { inflate, sum } => {
                inflate.reset(false);
                sum.reset();
                return gzip::skip_header(tape);
            }
            Self::Zstd { decoder } => decoder.reinit()?,
        }
        Ok(Fill::More)
    }

    /// The same coding with a fresh decoder.
    pub(crate) fn renewed(&self, dictionary: &[u8]) -> io::Result<Self> {
        Ok(match self {
            Self::Plain => Self::Plain,
            Self::Gzip { .. } => Self::gzip(),
            Self::Zstd { .. } => Self::zstd(dictionary)?,
        })
    }

    /// Unpacks a step further and appends to `out`.
    pub(crate) fn step(&mut self, tape: &mut Tape<'_>, out: &mut Vec<u8>) -> io::Result<Fill> {
        match self {
            Self::Plain => plain_step(tape, out),
            Self::Gzip { inflate, sum } => gzip_step(tape, inflate, sum, out),
            Self::Zstd { decoder } => zstd_step(tape, decoder, out),
        }
    }

    fn gzip() -> Self {
        Self::Gzip { inflate: Box::new(Decompress::new(false)), sum: flate2::Crc::new() }
    }

    fn zstd(dictionary: &[u8]) -> io::Result<Self> {
        let mut decoder = Decoder::with_dictionary(dictionary)?;
        decoder.set_parameter(DParameter::WindowLogMax(WINDOW_LOG_MAX))?;
        Ok(Self::Zstd { decoder: Box::new(decoder) })
    }
}

enum Kind {
    Plain,
    Gzip,
    Zstd,
}

/// Tells the coding by the first bytes; where these are no text and no magic, the beginning is
/// damaged, and the first magic further on tells.
fn kind(tape: &mut Tape<'_>) -> io::Result<Kind> {
    tape.ensure(HEAD_BYTES)?;
    let head = tape.unread();
    if head.starts_with(&GZIP_MAGIC[..2]) {
        return Ok(Kind::Gzip);
    }
    if head.starts_with(&ZSTD_MAGIC) || is_skippable(head) {
        return Ok(Kind::Zstd);
    }
    let binary = |b: &u8| *b < 9 || (14..32).contains(b);
    if head.starts_with(b"WARC/") || !head.iter().take(HEAD_BYTES).any(binary) {
        return Ok(Kind::Plain);
    }
    tape.ensure(SEARCH_BYTES)?;
    let seen = &tape.unread()[..tape.unread().len().min(SEARCH_BYTES)];
    let gzip = memchr::memmem::find(seen, &GZIP_MAGIC).unwrap_or(usize::MAX);
    let zstd = memchr::memmem::find(seen, &ZSTD_MAGIC).unwrap_or(usize::MAX);
    Ok(match gzip.cmp(&zstd) {
        Ordering::Equal => Kind::Plain,
        Ordering::Less => Kind::Gzip,
        Ordering::Greater => Kind::Zstd,
    })
}

fn is_skippable(head: &[u8]) -> bool {
    head.len() >= 4 && head[0] & 0xf0 == 0x50 && head[1..4] == [0x2a, 0x4d, 0x18]
}

/// Reads the leading skippable frame; an unusable one gives an empty dictionary, and the frames
/// that need it are then reported as damaged.
fn read_dictionary(tape: &mut Tape<'_>) -> io::Result<Vec<u8>> {
    if !tape.ensure(8)? {
        return Ok(Vec::new());
    }
    let size = u32::from_le_bytes([4, 5, 6, 7].map(|i| tape.unread()[i])) as usize;
    if size > DICTIONARY_BYTES_MAX || !tape.ensure(8 + size)? {
        return Ok(Vec::new());
    }
    let frame = tape.unread()[8..8 + size].to_vec();
    tape.consume(8 + size);
    if !frame.starts_with(&ZSTD_MAGIC) {
        return Ok(frame);
    }
    let plain = zstd::bulk::Decompressor::new()?.decompress(&frame, DICTIONARY_BYTES_MAX);
    Ok(plain.unwrap_or_default())
}

fn plain_step(tape: &mut Tape<'_>, out: &mut Vec<u8>) -> io::Result<Fill> {
    if !tape.ensure(1)? {
        return Ok(Fill::End);
    }
    let n = tape.unread().len();
    out.extend_from_slice(tape.unread());
    tape.consume(n);
    tape.mark();
    Ok(Fill::More)
}

fn gzip_step(
    tape: &mut Tape<'_>,
    inflate: &mut Decompress,
    sum: &mut flate2::Crc,
    out: &mut Vec<u8>,
) -> io::Result<Fill> {
    if !tape.ensure(1)? {
        return Ok(Fill::Damaged(Damage::Truncated));
    }
    out.reserve(STEP_BYTES);
    let (before, read) = (out.len(), inflate.total_in());
    let status = inflate.decompress_vec(tape.unread(), out, FlushDecompress::None);
    tape.consume((inflate.total_in() - read) as usize);
    sum.update(&out[before..]);
    match status {
        Ok(Status::StreamEnd) => gzip::check_trailer(tape, sum),
        Ok(Status::Ok) => Ok(Fill::More),
        Ok(Status::BufError) if tape.fill()? => Ok(Fill::More),
        Ok(Status::BufError) => Ok(Fill::Damaged(Damage::Truncated)),
        Err(_) => Ok(Fill::Damaged(Damage::Corrupt)),
    }
}

fn zstd_step(
    tape: &mut Tape<'_>,
    decoder: &mut Decoder<'static>,
    out: &mut Vec<u8>,
) -> io::Result<Fill> {
    if !tape.ensure(1)? {
        return Ok(Fill::Damaged(Damage::Truncated));
    }
    out.reserve(STEP_BYTES);
    let before = out.len();
    let mut input = InBuffer::around(tape.unread());
    let mut output = OutBuffer::around_pos(out, before);
    let status = decoder.run(&mut input, &mut output);
    let (read, written) = (input.pos(), output.pos() - before);
    tape.consume(read);
    match status {
        Ok(0) => Ok(Fill::End),
        Ok(_) if read == 0 && written == 0 && !tape.fill()? => Ok(Fill::Damaged(Damage::Truncated)),
        Ok(_) => Ok(Fill::More),
        Err(e) if e.to_string().contains("checksum") => Ok(Fill::Damaged(Damage::CheckSum)),
        Err(_) => Ok(Fill::Damaged(Damage::Corrupt)),
    }
}
