//! Pictures: what a page may show of them.
//!
//! What comes in: the bytes of a picture from outside, whatever they are. What goes out: a small
//! [`tile`], grey and blurred so strongly that nobody can be recognised, for pages that nobody asked to
//! show a picture; or, for who asked, the picture made anew ([`clear`]), with nothing of the file in it
//! but the colours of its dots. [`plain`] stands where a picture cannot be shown.
//!
//! For hashes of pictures, there are its dots as the file has them ([`stored`]).
//!
//! What is read: JPEG, PNG, WebP and GIF, told by their first bytes and not by their name; of one that
//! moves the first frame, turned as its Exif says. All else in the file (place, camera, date, profile,
//! thumbnail, comments) is dropped.
//!
//! What never happens here: no I/O; no picture is decoded that claims more than [`PIXELS_MAX`] dots or
//! would take more than [`DECODED_BYTES_MAX`]; no bytes of a file are handed on; bad bytes give an
//! error, never a panic.

mod decode;
mod show;
mod stored;

pub use decode::{DECODED_BYTES_MAX, PIXELS_MAX, PhotoError};
pub use show::{DOTS, SHOWN_PX, TILE_PX, clear, plain, tile};
pub use stored::{Stored, stored};
