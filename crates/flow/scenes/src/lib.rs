//! Grey dots → features of a picture; two pictures' features → whether they show the same thing.
//!
//! What comes in: decoded grey dots ([`Grey`]).
//!
//! What goes out: up to [`FEATURES_MAX`] features of a picture, each a place with a size, a direction and 256
//! bits of how it looks there ([`features`]); of two pictures, how many features lie in the one as in the
//! other, moved, turned, stretched ([`compare`]), and whether that is enough; the pictures that share most
//! with one, among many thousands ([`Gallery`]).
//!
//! What never happens here: no file is opened or decoded, no picture is kept or shown, no chance: same dots,
//! same answer. Faces are not looked for; what is compared is spots of any kind: wallpaper, furniture, a
//! picture on a wall. A thing made in thousands (a poster, a chain's carpet) is the same thing in all places:
//! whoever asks must damp what many share.

mod compare;
mod describe;
mod error;
mod gallery;
mod grey;
mod maps;
mod points;

pub use compare::{ENOUGH, Likeness, compare};
pub use describe::{FEATURES_MAX, Feature, features};
pub use error::SceneError;
pub use gallery::{Candidate, Gallery};
pub use grey::Grey;
