//! Header and trailer of a gzip member (RFC 1952, section 2.3).

use crate::tape::Tape;
use crate::unpack::{Damage, Fill};
use std::io;

/// Longest file name or comment accepted in a header.
const TEXT_BYTES_MAX: usize = 64 << 10;

/// Steps over the header; the tape stands on its first byte.
pub(crate) fn skip_header(tape: &mut Tape<'_>) -> io::Result<Fill> {
    if !tape.ensure(10)? {
        return Ok(Fill::Damaged(Damage::Truncated));
    }
    let flags = tape.unread()[3];
    tape.consume(10);
    if flags & 0xe0 != 0 {
        return Ok(Fill::Damaged(Damage::Corrupt));
    }
    if flags & 0x04 != 0 {
        if !tape.ensure(2)? {
            return Ok(Fill::Damaged(Damage::Truncated));
        }
        let extra = 2 + u16::from_le_bytes([tape.unread()[0], tape.unread()[1]]) as usize;
        if !tape.ensure(extra)? {
            return Ok(Fill::Damaged(Damage::Truncated));
        }
        tape.consume(extra);
    }
    for flag in [0x08, 0x10] {
        if flags & flag != 0 {
            match skip_text(tape)? {
                Fill::More => {}
                stop => return Ok(stop),
            }
        }
    }
    if flags & 0x02 != 0 {
        if !tape.ensure(2)? {
            return Ok(Fill::Damaged(Damage::Truncated));
        }
        tape.consume(2);
    }
    Ok(Fill::More)
}

/// Steps over a zero-terminated text.
fn skip_text(tape: &mut Tape<'_>) -> io::Result<Fill> {
    loop {
        if let Some(end) = memchr::memchr(0, tape.unread()) {
            tape.consume(end + 1);
            return Ok(Fill::More);
        }
        if tape.unread().len() > TEXT_BYTES_MAX {
            return Ok(Fill::Damaged(Damage::Corrupt));
        }
        if !tape.fill()? {
            return Ok(Fill::Damaged(Damage::Truncated));
        }
    }
}

/// Reads CRC-32 and length behind the deflate stream and compares them.
pub(crate) fn check_trailer(tape: &mut Tape<'_>, sum: &flate2::Crc) -> io::Result<Fill> {
    if !tape.ensure(8)? {
        return Ok(Fill::Damaged(Damage::Truncated));
    }
    let word = |at: usize| u32::from_le_bytes([0, 1, 2, 3].map(|i| tape.unread()[at + i]));
    let fits = word(0) == sum.sum() && word(4) == sum.amount();
    tape.consume(8);
    Ok(if fits { Fill::End } else { Fill::Damaged(Damage::CheckSum) })
}
