//! Lines of a file that may be compressed: one at a time, however long the file.

use crate::unpack::{Damage, Fill, Next, Unpacked};
use std::io;

/// Largest line that is held in memory.
pub(crate) const LINE_BYTES_MAX: usize = 16 << 20;

/// What the next line is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A line of so many bytes, line break included, at the front of what is unread.
    Whole(usize),
    /// A line longer than [`LINE_BYTES_MAX`]; only its beginning is at the front.
    TooLong,
    /// The file is damaged here; what is unread is the beginning of a broken line.
    Damaged(Damage),
    /// Bytes between members that are none.
    Garbage,
    /// The end.
    End,
}

/// See the module page.
pub(crate) struct Lines<'a> {
    pub(crate) unpacked: Unpacked<'a>,
    begun: bool,
    /// Bytes at the front known to hold no line feed.
    searched: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(unpacked: Unpacked<'a>) -> Self {
        Self { unpacked, begun: false, searched: 0 }
    }

    /// Finds the next line; the caller consumes it.
    pub(crate) fn next(&mut self) -> io::Result<Line> {
        loop {
            let unread = self.unpacked.unread();
            let from = self.searched.min(unread.len());
            if let Some(end) = memchr::memchr(b'\n', &unread[from..]) {
                self.searched = 0;
                let length = from + end + 1;
                let fits = length <= LINE_BYTES_MAX;
                return Ok(if fits { Line::Whole(length) } else { Line::TooLong });
            }
            self.searched = unread.len();
            if unread.len() > LINE_BYTES_MAX {
                return Ok(Line::TooLong);
            }
            match self.more()? {
                None => {}
                Some(Line::End) if self.searched > 0 => {
                    return Ok(Line::Whole(std::mem::take(&mut self.searched)));
                }
                Some(stop) => return Ok(stop),
            }
        }
    }

    /// Unpacks further, over the ends of members; `None` if there is more.
    pub(crate) fn more(&mut self) -> io::Result<Option<Line>> {
        let fill = if self.begun { self.unpacked.fill()? } else { Fill::End };
        self.begun = true;
        match fill {
            Fill::More => Ok(None),
            Fill::Damaged(damage) => Ok(Some(Line::Damaged(damage))),
            Fill::End => match self.unpacked.next_member()? {
                Next::Member => Ok(None),
                Next::Garbage => Ok(Some(Line::Garbage)),
                Next::End => Ok(Some(Line::End)),
            },
        }
    }

    pub(crate) fn consume(&mut self, n: usize) {
        self.unpacked.consume(n);
        self.searched = 0;
    }

    /// Steps over the rest of a line that is too long; `false` if the file ends or breaks first.
    pub(crate) fn skip_rest(&mut self) -> io::Result<bool> {
        loop {
            let unread = self.unpacked.unread();
            if let Some(end) = memchr::memchr(b'\n', unread) {
                self.consume(end + 1);
                return Ok(true);
            }
            let all = unread.len();
            self.consume(all);
            if self.more()?.is_some() {
                return Ok(false);
            }
        }
    }

    /// After damage: goes on with the next member, at its first whole line; `false` at the end.
    pub(crate) fn resync(&mut self) -> io::Result<bool> {
        self.searched = 0;
        self.begun = false;
        self.unpacked.resync()
    }
}
