//! WARC records to captures (ISO 28500:2017, WARC 1.1; also 1.0 and the 0.x drafts).
//!
//! What comes in: an unpacked file. What goes out: a capture for each response, resource or
//! conversion record that holds a page. A record that is not what its header says (length,
//! digest, end) is a defect, and reading goes on at the next `WARC/` line or the next compressed
//! member, so that one bad record costs no other.

mod digest;
mod header;
mod http;
mod select;

use crate::jsonl::damaged;
use crate::outlet::{Halt, Outlet};
use crate::unpack::{Damage, Fill, Next, Unpacked};
use crate::{Options, REJECT_BYTES_MAX};
use header::Header;
use memchr::memmem;
use select::Choice;
use spoor_vocab::{Capture, Defect};
use std::ops::Range;

/// Largest block accepted.
pub(crate) const BLOCK_BYTES_MAX: usize = 64 << 20;

/// Largest record header accepted.
const HEADER_BYTES_MAX: usize = 64 << 10;

/// Bytes of a too large block that are looked at to see whether it is a page at all.
const PEEK_BYTES: usize = 64 << 10;

/// Records that lie about their length can lie in each other, each to be hashed to its false end:
/// after so many bytes in vain, such records are refused unhashed.
const DOUBTED_BYTES_MAX: u64 = 4 << 30;

/// What a record begins with.
const MAGIC: &[u8] = b"WARC/";

/// Reads all records. `base` is the position of the file in what `outlet` counts (a member of a
/// WACZ does not begin at 0).
pub(crate) fn import(
    unpacked: Unpacked<'_>,
    name: &str,
    base: u64,
    options: &Options,
    outlet: &mut Outlet<'_>,
) -> Result<(), Halt> {
    let mut run = Run {
        unpacked,
        name,
        base,
        options,
        outlet,
        pending: None,
        in_damage: false,
        doubted_bytes: 0,
    };
    loop {
        match run.unpacked.next_member()? {
            Next::End => return Ok(()),
            Next::Garbage => run.member_damaged(Damage::Corrupt)?,
            Next::Member => run.member()?,
        }
        if run.in_damage && !run.unpacked.resync()? {
            return Ok(());
        }
    }
}

/// The state of one import.
struct Run<'a, 'b, 'c> {
    unpacked: Unpacked<'a>,
    name: &'b str,
    base: u64,
    options: &'b Options,
    outlet: &'b mut Outlet<'c>,
    /// A good record whose member has not been seen to end well yet.
    pending: Option<Capture>,
    /// The last member was damaged: the next thing that looks like one is only a guess.
    in_damage: bool,
    /// Bytes of blocks that were refused.
    doubted_bytes: u64,
}

/// What came of one record.
enum Record {
    Done,
    /// The member has no further record.
    MemberEnded,
    Broken(Damage),
}

impl Run<'_, '_, '_> {
    /// Reads the records of one member.
    fn member(&mut self) -> Result<(), Halt> {
        if std::mem::take(&mut self.in_damage) {
            // A guess: real members of a WARC file begin with a record.
            let fill = self.unpacked.ensure(MAGIC.len())?;
            if fill != Fill::More || !self.unpacked.unread().starts_with(MAGIC) {
                self.in_damage = true;
                return Ok(());
            }
        }
        loop {
            match self.record()? {
                Record::Done => {}
                Record::MemberEnded => return self.flush(),
                Record::Broken(damage) => return self.member_damaged(damage),
            }
        }
    }

    /// Hands on the record that waited for its member to end, or for the next to begin, well.
    fn flush(&mut self) -> Result<(), Halt> {
        match self.pending.take() {
            Some(capture) => self.outlet.capture(capture, self.consumed()),
            None => Ok(()),
        }
    }

    fn consumed(&self) -> u64 {
        self.base + self.unpacked.consumed()
    }

    /// Reports a damaged member, with what waited for its end.
    fn member_damaged(&mut self, damage: Damage) -> Result<(), Halt> {
        let sample = match self.pending.take() {
            Some(capture) => capture.block,
            None if self.unpacked.unread().is_empty() => {
                self.unpacked.packed_sample(REJECT_BYTES_MAX)
            }
            None => self.unpacked.unread().to_vec(),
        };
        let place = format!("{}@{}", self.name, self.unpacked.member_start());
        self.in_damage = true;
        let consumed = self.consumed();
        self.outlet.defect(damaged(&place, damage), &sample, consumed)
    }

    /// Where the next record begins, for people and for `origin`.
    fn place(&self) -> String {
        let (start, at) = (self.unpacked.member_start(), self.unpacked.member_at());
        match (self.unpacked.is_plain(), at) {
            (true, at) => format!("{}@{at}", self.name),
            (false, 0) => format!("{}@{start}", self.name),
            (false, at) => format!("{}@{start}+{at}", self.name),
        }
    }

    /// Reads one record.
    fn record(&mut self) -> Result<Record, Halt> {
        if let Some(stop) = self.skip_blank()? {
            return Ok(stop);
        }
        self.flush()?;
        self.unpacked.ensure(MAGIC.len())?;
        if !self.unpacked.unread().starts_with(MAGIC) {
            return self.refuse_to_boundary(
                0,
                "warc.garbage",
                "there are bytes that belong to no record",
            );
        }
        let Some(header_bytes) = self.header_bytes()? else {
            return self.refuse_to_boundary(
                MAGIC.len(),
                "warc.bad-header",
                "the record's header has no end, or is longer than 64 KiB",
            );
        };
        let header = match Header::parse(&self.unpacked.unread()[..header_bytes]) {
            Ok(header) => header,
            Err(problem) => {
                return self.refuse_to_boundary(MAGIC.len(), "warc.bad-header", problem);
            }
        };
        match usize::try_from(header.content_length) {
            Ok(length) if length <= BLOCK_BYTES_MAX => self.block(&header, header_bytes, length),
            _ => self.large_block(&header, header_bytes),
        }
    }

    /// Steps over line breaks between records; says so if the member ends there.
    fn skip_blank(&mut self) -> Result<Option<Record>, Halt> {
        loop {
            let unread = self.unpacked.unread();
            match unread.iter().position(|b| !matches!(b, b'\r' | b'\n' | b' ' | b'\t' | 0)) {
                Some(blank) => {
                    self.unpacked.consume(blank);
                    return Ok(None);
                }
                None => {
                    let all = unread.len();
                    self.unpacked.consume(all);
                }
            }
            match self.unpacked.fill()? {
                Fill::More => {}
                Fill::End => return Ok(Some(Record::MemberEnded)),
                Fill::Damaged(damage) => return Ok(Some(Record::Broken(damage))),
            }
        }
    }

    /// Length of the header up to and with the blank line; `None` if there is none in sight.
    fn header_bytes(&mut self) -> Result<Option<usize>, Halt> {
        let mut searched = 0usize;
        loop {
            let unread = self.unpacked.unread();
            let head = &unread[..unread.len().min(HEADER_BYTES_MAX)];
            if let Some(end) = header::end(head, searched) {
                return Ok(Some(end));
            }
            searched = head.len().saturating_sub(3);
            if head.len() == HEADER_BYTES_MAX || self.unpacked.fill()? != Fill::More {
                return Ok(None);
            }
        }
    }

    /// Takes a record whose block fits into memory.
    fn block(
        &mut self,
        header: &Header,
        header_bytes: usize,
        length: usize,
    ) -> Result<Record, Halt> {
        let block_end = header_bytes + length;
        match self.unpacked.ensure(block_end)? {
            Fill::More => {}
            Fill::Damaged(damage) => {
                // What was whole in this member before has been handed on; a record that begins
                // inside the broken one cannot be trusted to be one.
                return Ok(Record::Broken(damage));
            }
            Fill::End => {
                return self.refuse_to_boundary(
                    header_bytes,
                    "warc.bad-length",
                    "the record ends before its Content-Length",
                );
            }
        }
        let trailer = self.trailer_bytes(block_end)?;
        let block = &self.unpacked.unread()[header_bytes..block_end];
        let verdict = match trailer {
            None => Err((
                "warc.bad-length",
                "the record does not end where its Content-Length says".to_owned(),
            )),
            Some(_) => judge(header, block, self.doubted_bytes < DOUBTED_BYTES_MAX),
        };
        match verdict {
            Ok(choice) => {
                let place = self.place();
                self.take(choice, header, header_bytes..block_end, place);
                self.unpacked.consume(block_end + trailer.unwrap_or(0));
                Ok(Record::Done)
            }
            Err((code, problem)) => {
                self.doubted_bytes += length as u64;
                self.refuse_to_boundary(header_bytes, code, &problem)
            }
        }
    }

    /// Keeps the block as the pending capture, or counts it as none of our business.
    fn take(&mut self, choice: Choice, header: &Header, block: Range<usize>, place: String) {
        match choice {
            Choice::Skip => self.outlet.skip(),
            Choice::Take { kind, media_type } => {
                self.pending = Some(Capture {
                    kind,
                    target: header.target().to_owned(),
                    media_type,
                    block: self.unpacked.unread()[block].to_vec(),
                    captured_at: header.date.unwrap_or(self.options.imported_at),
                    mapping: None,
                    origin: place,
                    exchange: None,
                });
            }
        }
    }

    /// Length of the line breaks behind a block, or `None` if something else stands there.
    fn trailer_bytes(&mut self, block_end: usize) -> Result<Option<usize>, Halt> {
        self.unpacked.ensure(block_end + 4 + MAGIC.len())?;
        let rest = &self.unpacked.unread()[block_end..];
        if rest.starts_with(b"\r\n\r\n") {
            return Ok(Some(4));
        }
        // Sloppy writers leave less; then what follows must leave no doubt.
        let breaks = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let sure = breaks == rest.len() || rest[breaks..].starts_with(MAGIC);
        Ok((sure && (breaks > 0 || rest.is_empty())).then_some(breaks))
    }

    /// Steps over a record too large to hold: a defect if it is a page, else skipped. Its length
    /// is not trusted: the next `WARC/` line ends it.
    fn large_block(&mut self, header: &Header, header_bytes: usize) -> Result<Record, Halt> {
        self.unpacked.ensure(header_bytes + PEEK_BYTES)?;
        let unread = self.unpacked.unread();
        let peek = &unread[header_bytes..unread.len().min(header_bytes + PEEK_BYTES)];
        if matches!(select::choose(header, peek), Ok(Choice::Skip)) {
            self.outlet.skip();
            self.unpacked.consume(header_bytes);
            return self.seek_version_line();
        }
        self.refuse_to_boundary(
            header_bytes,
            "warc.too-large",
            "the record claims a block larger than 64 MiB",
        )
    }

    /// Reports the record at the front and goes to the next `WARC/` line, looking for it from
    /// `from` on.
    fn refuse_to_boundary(
        &mut self,
        from: usize,
        code: &str,
        problem: &str,
    ) -> Result<Record, Halt> {
        let place = self.place();
        let unread = self.unpacked.unread();
        let sample_end = match header::find_version_line(&unread[from.min(unread.len())..]) {
            Some(at) => from + at,
            None => unread.len(),
        };
        let sample = unread[..sample_end.min(REJECT_BYTES_MAX)].to_vec();
        let hint = "ask for the file again; the records beside it have been kept";
        let consumed = self.consumed();
        self.outlet.defect(Defect::new(place, code, problem, hint), &sample, consumed)?;
        self.unpacked.consume(from);
        self.seek_version_line()
    }

    /// Goes to the next version line.
    fn seek_version_line(&mut self) -> Result<Record, Halt> {
        loop {
            let unread = self.unpacked.unread();
            if let Some(at) = header::find_version_line(unread) {
                self.unpacked.consume(at);
                return Ok(Record::Done);
            }
            let seen = unread.len().saturating_sub(header::VERSION_LINE_BYTES_MAX);
            self.unpacked.consume(seen);
            match self.unpacked.fill()? {
                Fill::More => {}
                Fill::End => {
                    let rest = self.unpacked.unread().len();
                    self.unpacked.consume(rest);
                    return Ok(Record::MemberEnded);
                }
                Fill::Damaged(damage) => return Ok(Record::Broken(damage)),
            }
        }
    }
}

/// Checks a whole record and says what is to become of it. A record that holds another is
/// believed only if its digest fits, and, without `patience`, not at all.
fn judge(header: &Header, block: &[u8], patience: bool) -> Result<Choice, (&'static str, String)> {
    let choice = select::choose(header, block)?;
    // A length damaged into a larger one can end at the end of a later record: then the block
    // holds a record that is not its own.
    let holds_another = memmem::find(block, b"\r\n\r\nWARC/1.").is_some();
    let checked = if holds_another && !patience { false } else { digest::check(header, block)? };
    if holds_another && !checked {
        return Err(("warc.bad-length", "the record holds the beginning of another".to_owned()));
    }
    Ok(choice)
}
