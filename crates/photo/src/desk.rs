//! What is asked of the process in the jail, and how: one order after the other, each a line of JSON and
//! the bytes of a picture; for each an answer, a line of JSON and the bytes it names.

use crate::decode::PhotoError;
use crate::jail::Walls;
#[cfg(doc)]
use crate::look::Look;
use crate::look::look;
use crate::show::{clear, tile};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Read, Write};
use thiserror::Error;

/// Largest picture file that is handed over.
pub const FILE_BYTES_MAX: u64 = 64 << 20;
/// Largest answer: a picture made anew, or its dots.
const ANSWER_BYTES_MAX: u64 = 64 << 20;
/// Longest line before the bytes.
const LINE_BYTES_MAX: u64 = 64 << 10;
/// Bytes of addresses that the process may have: the largest picture decoded, its copies in other
/// colours, the program itself.
pub const MEMORY: u64 = 2 << 30;

/// What to make of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "make", rename_all = "lowercase")]
pub enum Order {
    /// The tile that everybody may see.
    Tile,
    /// The picture made anew.
    Clear {
        /// In grey.
        grey: bool,
        /// Longer side at most, px.
        max_px: u32,
    },
    /// A [`Look`], as bytes that [`Look::of`] reads.
    Look,
}

/// What goes before the bytes of an order.
#[derive(Serialize, Deserialize)]
struct Ask {
    order: Order,
    bytes: u64,
}

/// What goes before the bytes of an answer.
#[derive(Serialize, Deserialize)]
#[serde(tag = "became", rename_all = "lowercase")]
enum Told {
    Made { bytes: u64 },
    Refused { why: String },
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum DeskError {
    /// The picture cannot be decoded: the process goes on.
    #[error("{0}")]
    Picture(String),
    /// A file that is not even handed over.
    #[error("a file of {0} bytes is too large for a picture: at most {FILE_BYTES_MAX} are read")]
    TooLarge(u64),
    /// No process can be had: nothing can be decoded here.
    #[error("no process can be started to decode pictures in: {0}")]
    Start(String),
    /// The process has ended, or says what makes no sense: another is to be started.
    #[error("the process that decodes pictures has failed: {0}")]
    Process(#[from] io::Error),
}

/// Works off orders until there are no more; the first line said is which walls stand.
///
/// # Errors
/// If input or output break off in the middle.
pub fn serve(walls: Walls, mut orders: impl BufRead, mut answers: impl Write) -> io::Result<()> {
    say(&mut answers, &walls, &[])?;
    let mut file = Vec::new();
    loop {
        if orders.fill_buf()?.is_empty() {
            return Ok(());
        }
        let ask: Ask = line(&mut orders)?;
        take(&mut orders, ask.bytes, FILE_BYTES_MAX, &mut file)?;
        match make(ask.order, &file) {
            Ok(made) => {
                let made = made?;
                let told = Told::Made { bytes: made.len() as u64 };
                say(&mut answers, &told, &made)?;
            }
            Err(error) => say(&mut answers, &Told::Refused { why: error.to_string() }, &[])?,
        }
    }
}

fn make(order: Order, file: &[u8]) -> Result<io::Result<Vec<u8>>, PhotoError> {
    Ok(match order {
        Order::Tile => Ok(tile(file)?),
        Order::Clear { grey, max_px } => Ok(clear(file, grey, max_px)?),
        Order::Look => look(file)?.to_bytes(),
    })
}

/// Which walls stand around the process: the first that it says.
///
/// # Errors
/// If it ended instead.
pub fn greeting(answers: &mut impl BufRead) -> Result<Walls, DeskError> {
    Ok(line(answers)?)
}

/// Hands an order over and waits for the answer: the bytes of what was made.
///
/// # Errors
/// If the picture cannot be decoded, or the process failed at it.
pub fn ask(
    orders: &mut impl Write,
    answers: &mut impl BufRead,
    order: Order,
    file: &[u8],
) -> Result<Vec<u8>, DeskError> {
    let bytes = file.len() as u64;
    if bytes > FILE_BYTES_MAX {
        return Err(DeskError::TooLarge(bytes));
    }
    say(orders, &Ask { order, bytes }, file)?;
    match line(answers)? {
        Told::Refused { why } => Err(DeskError::Picture(why)),
        Told::Made { bytes } => {
            let mut made = Vec::new();
            take(answers, bytes, ANSWER_BYTES_MAX, &mut made)?;
            Ok(made)
        }
    }
}

fn say(to: &mut impl Write, head: &impl Serialize, bytes: &[u8]) -> io::Result<()> {
    let mut line = serde_json::to_vec(head)?;
    line.push(b'\n');
    to.write_all(&line)?;
    to.write_all(bytes)?;
    to.flush()
}

fn line<T: DeserializeOwned>(from: &mut impl BufRead) -> io::Result<T> {
    let mut line = Vec::new();
    from.take(LINE_BYTES_MAX).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(serde_json::from_slice(&line)?)
}

fn take(from: &mut impl Read, bytes: u64, most: u64, into: &mut Vec<u8>) -> io::Result<()> {
    if bytes > most {
        let why = format!("{bytes} bytes are announced, at most {most} are taken");
        return Err(io::Error::new(io::ErrorKind::InvalidData, why));
    }
    into.clear();
    from.take(bytes).read_to_end(into)?;
    match into.len() as u64 == bytes {
        true => Ok(()),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}
