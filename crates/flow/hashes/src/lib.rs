//! Pictures → hashes: which pictures are the same or edited, and which stand on a list.
//!
//! What comes in: decoded dots of a picture ([`Picture`]); lists of hashes as bytes ([`list`]).
//!
//! What goes out: a PDQ hash of 256 bits with its quality ([`hash`]), bit for bit as Meta's reference gives
//! it, and of the picture turned and mirrored ([`turned`]); all hashes near a hash, exactly, among millions
//! ([`Index`]); MD5 and SHA-1 of a file ([`Md5`], [`Sha1`]); entries of a list, with a defect for each row
//! that is none; which entries of a list a file meets ([`Bank`]).
//!
//! What never happens here: no file is opened or decoded, no picture is kept or shown; a hash says that two
//! pictures look alike and nothing about who is on them; a bad row never costs the good ones beside it.

mod bank;
mod blur;
mod digest;
mod error;
mod hash;
mod index;
pub mod list;
mod pdq;
mod picture;

pub use bank::{Bank, Hit, Prints};
pub use digest::{Md5, Sha1};
pub use error::HashError;
pub use hash::{Hashed, QUALITY_MIN, Turn, hash, turned};
pub use index::{Index, Near};
pub use pdq::Pdq;
pub use picture::Picture;
