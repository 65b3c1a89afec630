//! Pictures: decoded where nothing can be reached, and what a page may show of them.
//!
//! What comes in: the bytes of a picture from outside, whatever they are. What goes out: a small
//! [`tile`], grey and blurred so strongly that nobody can be recognised, for pages that nobody asked to
//! show a picture; or, for who asked, the picture made anew ([`clear`]), with nothing of the file in it
//! but the colours of its dots. [`plain`] stands where a picture cannot be shown.
//!
//! For hashes of pictures, there are its dots as the file has them ([`stored`]), and as many of them as
//! hashes take ([`look()`]).
//!
//! What is read: JPEG, PNG, WebP and GIF, told by their first bytes and not by their name; of one that
//! moves the first frame, turned as its Exif says. What the file says of camera, time and place is read
//! apart ([`camera()`]) and is in nothing that is shown; profile, thumbnail and comments are dropped.
//!
//! A file that makes a decoder do what its author wanted is decoded in a process that can do nothing:
//! [`jail`] shuts a process in, [`desk`] is how it is asked.
//!
//! What never happens here: no I/O but the orders and answers of [`desk`]; no picture is decoded that
//! claims more than [`PIXELS_MAX`] dots or would take more than [`DECODED_BYTES_MAX`]; no bytes of a file
//! are handed on; bad bytes give an error, never a panic.

mod camera;
mod decode;
pub mod desk;
pub mod jail;
mod look;
mod show;
mod stored;

pub use camera::{Camera, camera};
pub use decode::{DECODED_BYTES_MAX, PIXELS_MAX, PhotoError};
pub use look::{Facts, LOOK_PX, Look, look};
pub use show::{DOTS, SHOWN_PX, TILE_PX, clear, plain, tile};
pub use stored::{Stored, stored};
