//! A file as a row of members: gzip members, zstd frames, or one plain member.
//!
//! What comes in: bytes. What goes out: the unpacked bytes of one member at a time, with its
//! position in the file, and a clean end or the damage that ended it. After damage,
//! [`Unpacked::resync`] goes on at the next thing that looks like the start of a member.
//! Sources: RFC 1952 (gzip), RFC 8878 (zstd), IIPC "WARC compression with zstd" 1.0 (dictionary
//! in a leading skippable frame 0x184D2A5D).

use crate::coding::Coding;
use crate::tape::Tape;
use std::io;

/// A member may unpack to this much whatever its packed size ...
const FREE_BYTES: u64 = 64 << 20;

/// ... and to this many times its packed size beyond that. Deflate reaches 1032.
const RATIO_MAX: u64 = 300;

/// Why a member ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Damage {
    /// The file ends inside it.
    Truncated,
    /// Its bytes are not what the format allows.
    Corrupt,
    /// Its check sum does not fit its bytes.
    CheckSum,
    /// It unpacks to implausibly much.
    Bomb,
}

impl Damage {
    /// Stable code, problem and hint for a [`spoor_vocab::Defect`].
    pub(crate) fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Truncated => (
                "member.truncated",
                "the file ends inside a compressed member",
                "copy the file again; what was whole before it has been kept",
            ),
            Self::Corrupt => (
                "member.corrupt",
                "a compressed member is damaged and cannot be unpacked",
                "copy the file again; the members beside it have been kept",
            ),
            Self::CheckSum => (
                "member.checksum",
                "the check sum of a compressed member does not fit its bytes",
                "copy the file again; the members beside it have been kept",
            ),
            Self::Bomb => (
                "member.bomb",
                "a compressed member unpacks to implausibly much and was refused",
                "unpack it yourself if you trust it, and import the plain file",
            ),
        }
    }
}

/// What a call for more bytes gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    /// More bytes, or at least progress.
    More,
    /// The member has ended as it should; check sums fit.
    End,
    /// The member ended in damage.
    Damaged(Damage),
}

/// What stands where the next member should begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Member,
    Garbage,
    End,
}

/// See the module page.
pub(crate) struct Unpacked<'a> {
    tape: Tape<'a>,
    coding: Coding,
    dictionary: Vec<u8>,
    bytes: Vec<u8>,
    at: usize,
    member_start: u64,
    member_bytes: u64,
    state: Fill,
}

impl<'a> Unpacked<'a> {
    /// Looks at the first bytes to tell gzip, zstd or plain, and reads a leading dictionary.
    pub(crate) fn new(mut tape: Tape<'a>) -> io::Result<Self> {
        let (coding, dictionary) = Coding::tell(&mut tape)?;
        Ok(Self {
            tape,
            coding,
            dictionary,
            bytes: Vec::new(),
            at: 0,
            member_start: 0,
            member_bytes: 0,
            state: Fill::End,
        })
    }

    /// Position in the file up to which packed bytes have been used.
    pub(crate) fn consumed(&self) -> u64 {
        self.tape.position()
    }

    /// Position in the file of the current member.
    pub(crate) fn member_start(&self) -> u64 {
        self.member_start
    }

    /// Position in the unpacked member of the next unread byte.
    pub(crate) fn member_at(&self) -> u64 {
        self.member_bytes - self.unread().len() as u64
    }

    /// Whether the file is not compressed: one member, whose positions are the file's.
    pub(crate) fn is_plain(&self) -> bool {
        self.coding.is_plain()
    }

    /// Unpacked bytes not yet consumed.
    pub(crate) fn unread(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    pub(crate) fn consume(&mut self, n: usize) {
        self.at = (self.at + n).min(self.bytes.len());
    }

    /// Unpacks until `n` bytes are unread; says why if they cannot be had.
    pub(crate) fn ensure(&mut self, n: usize) -> io::Result<Fill> {
        while self.unread().len() < n {
            match self.fill()? {
                Fill::More => {}
                stop => return Ok(stop),
            }
        }
        Ok(Fill::More)
    }

    /// Goes to the next member. Unread bytes of the one before stay readable in front of it.
    pub(crate) fn next_member(&mut self) -> io::Result<Next> {
        if !self.coding.is_plain() && !self.skip_padding()? {
            return Ok(Next::End);
        }
        self.tape.mark();
        if !self.tape.ensure(1)? {
            return Ok(Next::End);
        }
        self.tape.ensure(4)?;
        let head = self.tape.unread();
        let fits = self.coding.begins(head);
        self.member_start = self.tape.position();
        if !fits {
            return Ok(Next::Garbage);
        }
        self.member_bytes = self.unread().len() as u64;
        self.state = self.coding.begin(&mut self.tape)?;
        Ok(Next::Member)
    }

    /// After damage or garbage: forgets what is unread and goes to the next bytes that look like
    /// the start of a member; `false` if there are none.
    pub(crate) fn resync(&mut self) -> io::Result<bool> {
        self.bytes.clear();
        self.at = 0;
        let Some(magic) = self.coding.magic() else { return Ok(false) };
        // A decoder that failed is not trusted again.
        self.coding = self.coding.renewed(&self.dictionary)?;
        self.tape.rewind(self.member_start + 1);
        loop {
            if let Some(found) = memchr::memmem::find(self.tape.unread(), magic) {
                self.tape.consume(found);
                return Ok(true);
            }
            let seen = self.tape.unread().len().saturating_sub(magic.len() - 1);
            self.tape.consume(seen);
            self.tape.mark();
            if !self.tape.fill()? {
                return Ok(false);
            }
        }
    }

    /// The first packed bytes of the current member, for the reject file.
    pub(crate) fn packed_sample(&mut self, bytes_max: usize) -> Vec<u8> {
        let here = self.tape.position();
        self.tape.rewind(self.member_start);
        let sample = self.tape.unread();
        let sample = sample[..sample.len().min(bytes_max)].to_vec();
        self.tape.rewind(here);
        sample
    }

    /// Unpacks a step further.
    pub(crate) fn fill(&mut self) -> io::Result<Fill> {
        if self.state != Fill::More {
            return Ok(self.state);
        }
        if self.at > 0 && self.at * 2 >= self.bytes.len() {
            self.bytes.drain(..self.at);
            self.at = 0;
        }
        let before = self.bytes.len();
        self.state = self.coding.step(&mut self.tape, &mut self.bytes)?;
        let produced = self.bytes.len() - before;
        self.member_bytes += produced as u64;
        let packed = self.tape.position() - self.member_start;
        let bomb = self.member_bytes > FREE_BYTES + packed * RATIO_MAX;
        if bomb && !self.is_plain() {
            self.state = Fill::Damaged(Damage::Bomb);
            return Ok(self.state);
        }
        // What came with the end is used first; the next call tells the end.
        Ok(if produced > 0 { Fill::More } else { self.state })
    }

    /// Steps over zero bytes between members (tapes are padded with them); `false` at the end.
    fn skip_padding(&mut self) -> io::Result<bool> {
        loop {
            let unread = self.tape.unread();
            match unread.iter().position(|b| *b != 0) {
                Some(0) => return Ok(true),
                Some(zeros) => self.tape.consume(zeros),
                None => {
                    let all = unread.len();
                    self.tape.consume(all);
                    self.tape.mark();
                    if !self.tape.fill()? {
                        return Ok(false);
                    }
                }
            }
        }
    }
}
