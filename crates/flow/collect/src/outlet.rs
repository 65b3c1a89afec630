//! Where importers put what they find: counts it, passes over what is sealed already, caps what
//! goes to the reject file, and stops when the receiver says so.

use crate::{Item, Summary};
use spoor_vocab::{Capture, Defect};
use std::io;
use std::ops::ControlFlow;

/// Offending bytes kept of one defect.
pub const REJECT_BYTES_MAX: usize = 64 << 10;

/// The receiver of items; the second argument is the number of bytes consumed so far.
pub(crate) type Sink<'a> = dyn FnMut(Item, u64) -> ControlFlow<()> + 'a;

/// Why an importer ended before the end of its file.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The receiver wants no more.
    Stopped,
    /// The file could not be read.
    Io(io::Error),
}

impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// See the module page.
pub(crate) struct Outlet<'a> {
    sink: &'a mut Sink<'a>,
    /// Captures still to pass over.
    pass_over: u64,
    /// Bytes of the files before the current one.
    bytes_before: u64,
    pub(crate) summary: Summary,
}

impl<'a> Outlet<'a> {
    pub(crate) fn new(sink: &'a mut Sink<'a>, start: u64) -> Self {
        Self { sink, pass_over: start, bytes_before: 0, summary: Summary::default() }
    }

    /// Hands on a capture; `consumed` counts the bytes of the current file.
    pub(crate) fn capture(&mut self, capture: Capture, consumed: u64) -> Result<(), Halt> {
        self.summary.bytes = self.bytes_before + consumed;
        if self.pass_over > 0 {
            self.pass_over -= 1;
            return Ok(());
        }
        self.summary.captures += 1;
        self.hand_on(Item::Capture(capture))
    }

    /// Hands on a defect with the bytes it is about.
    pub(crate) fn defect(
        &mut self,
        defect: Defect,
        bytes: &[u8],
        consumed: u64,
    ) -> Result<(), Halt> {
        self.summary.bytes = self.bytes_before + consumed;
        if self.pass_over > 0 {
            return Ok(());
        }
        self.summary.defects += 1;
        let bytes = bytes[..bytes.len().min(REJECT_BYTES_MAX)].to_vec();
        self.hand_on(Item::Defect { defect, bytes })
    }

    /// Counts something that is none of our business.
    pub(crate) fn skip(&mut self) {
        if self.pass_over == 0 {
            self.summary.skipped += 1;
        }
    }

    /// The current file is done; it had so many bytes.
    pub(crate) fn file_done(&mut self, bytes: u64) {
        self.bytes_before += bytes;
        self.summary.bytes = self.bytes_before;
    }

    fn hand_on(&mut self, item: Item) -> Result<(), Halt> {
        match (self.sink)(item, self.summary.bytes) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Halt::Stopped),
        }
    }
}
