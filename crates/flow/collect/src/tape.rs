//! A forward reader that remembers: bytes since the last mark can be read again.
//!
//! A damaged member of a compressed file may have swallowed the start of the next one; the
//! importer goes back to the mark and looks for it. What is remembered is bounded by
//! [`WINDOW_BYTES`], whatever the file claims.

use std::io::{self, Read};

/// How far back a rewind can go at most.
pub(crate) const WINDOW_BYTES: usize = 64 << 20;

/// Bytes asked of the reader at a time.
const CHUNK_BYTES: usize = 256 << 10;

/// See the module page.
pub(crate) struct Tape<'a> {
    inner: Box<dyn Read + 'a>,
    bytes: Vec<u8>,
    /// Index in `bytes` of the next unread byte.
    at: usize,
    /// Position in the file of `bytes[0]`.
    base: u64,
    /// Position in the file from which on bytes are remembered.
    mark: u64,
    ended: bool,
}

impl<'a> Tape<'a> {
    pub(crate) fn new(inner: impl Read + 'a) -> Self {
        Self { inner: Box::new(inner), bytes: Vec::new(), at: 0, base: 0, mark: 0, ended: false }
    }

    /// Position in the file of the next unread byte.
    pub(crate) fn position(&self) -> u64 {
        self.base + self.at as u64
    }

    /// The bytes read ahead.
    pub(crate) fn unread(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    /// Steps over `n` bytes of [`Tape::unread`].
    pub(crate) fn consume(&mut self, n: usize) {
        self.at = (self.at + n).min(self.bytes.len());
    }

    /// Reads ahead; `false` at the end of the file.
    pub(crate) fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.forget();
        let before = self.bytes.len();
        self.bytes.resize(before + CHUNK_BYTES, 0);
        let read = loop {
            match self.inner.read(&mut self.bytes[before..]) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.bytes.truncate(before + *read.as_ref().unwrap_or(&0));
        self.ended = read? == 0;
        Ok(!self.ended)
    }

    /// Reads ahead until `n` bytes are unread; `false` if the file ends before.
    pub(crate) fn ensure(&mut self, n: usize) -> io::Result<bool> {
        while self.unread().len() < n {
            if !self.fill()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Remembers from here on.
    pub(crate) fn mark(&mut self) {
        self.mark = self.position();
    }

    /// Goes back to `position`, or as near to it as is remembered.
    pub(crate) fn rewind(&mut self, position: u64) {
        let at = position.max(self.base) - self.base;
        self.at = (at as usize).min(self.bytes.len());
    }

    /// Drops what lies before the mark or outside the window, when it is at least half.
    fn forget(&mut self) {
        let marked = self.mark.max(self.base) - self.base;
        let window = self.bytes.len().saturating_sub(WINDOW_BYTES);
        let keep = self.at.min((marked as usize).max(window));
        if keep > 0 && keep * 2 >= self.bytes.len() {
            self.bytes.drain(..keep);
            self.base += keep as u64;
            self.at -= keep;
        }
    }
}
