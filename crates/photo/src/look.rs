//! What is measured of a picture: what its file says of the camera, and as many of its dots as hashes take.

use crate::camera::{Camera, camera};
use crate::{PhotoError, stored};
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Read};

/// Longest side of the dots that are handed on. A picture with a longer one is squashed to a square of this
/// side, dot by nearest dot, as PDQ's reference does it: so its hash is that of all its dots.
pub const LOOK_PX: u32 = 512;

/// A picture as it is measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// What it is, beside its dots.
    pub facts: Facts,
    /// Dots of the squashed picture, row by row: a byte each if it is grey, else three.
    pub dots: Vec<u8>,
    /// The same on white, three bytes each, if something can be seen through.
    pub on_white: Option<Vec<u8>>,
}

/// What a picture is, beside its dots.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Dots across and down, as the file has it.
    pub size: (u32, u32),
    /// The same of the squashed picture.
    pub squashed: (u32, u32),
    /// Whether it is grey.
    pub grey: bool,
    /// Whether something can be seen through.
    pub seen_through: bool,
    /// What the file says.
    pub camera: Camera,
}

/// Measures a picture.
///
/// # Errors
/// If the bytes are no picture, a damaged one, or one too large.
pub fn look(file: &[u8]) -> Result<Look, PhotoError> {
    let whole = stored(file)?;
    let size = (whole.width, whole.height);
    let long = size.0 > LOOK_PX || size.1 > LOOK_PX;
    let to = if long { (LOOK_PX, LOOK_PX) } else { size };
    let dots = squashed(&whole.dots, if whole.grey { 1 } else { 3 }, size, to);
    let on_white = whole.on_white.map(|dots| squashed(&dots, 3, size, to));
    let facts = Facts {
        size,
        squashed: to,
        grey: whole.grey,
        seen_through: on_white.is_some(),
        camera: camera(file),
    };
    Ok(Look { facts, dots, on_white })
}

fn squashed(dots: &[u8], each: usize, from: (u32, u32), to: (u32, u32)) -> Vec<u8> {
    if from == to {
        return dots.to_vec();
    }
    let of =
        |at: u32, to: u32, from: u32| (u64::from(at) * u64::from(from) / u64::from(to)) as usize;
    let mut out = Vec::with_capacity(to.0 as usize * to.1 as usize * each);
    for y in 0..to.1 {
        let row = of(y, to.1, from.1) * from.0 as usize;
        for x in 0..to.0 {
            let at = (row + of(x, to.0, from.0)) * each;
            out.extend_from_slice(&dots[at..at + each]);
        }
    }
    out
}

impl Look {
    /// As bytes: a line of JSON, then the dots.
    pub(crate) fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut out = serde_json::to_vec(&self.facts)?;
        out.push(b'\n');
        out.extend_from_slice(&self.dots);
        out.extend(self.on_white.iter().flatten());
        Ok(out)
    }

    /// Of such bytes.
    ///
    /// # Errors
    /// If they are not what [`look`] could have said.
    pub fn of(mut bytes: &[u8]) -> io::Result<Self> {
        let mut line = Vec::new();
        bytes.read_until(b'\n', &mut line)?;
        let facts: Facts = serde_json::from_slice(&line)?;
        let (width, height) = facts.squashed;
        let wrong =
            || io::Error::new(io::ErrorKind::InvalidData, "the dots are not those announced");
        if width.max(height) > LOOK_PX {
            return Err(wrong());
        }
        let mut take = |each: u32| {
            let mut dots = vec![0; (width * height * each) as usize];
            bytes.read_exact(&mut dots).map(|()| dots)
        };
        let dots = take(if facts.grey { 1 } else { 3 })?;
        let on_white = if facts.seen_through { Some(take(3)?) } else { None };
        if bytes.is_empty() { Ok(Self { facts, dots, on_white }) } else { Err(wrong()) }
    }
}
