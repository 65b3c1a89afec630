//! Faces in pictures, and how likely two of them are one person's.
//!
//! What comes in: dots of decoded pictures, bytes of model files. What goes out: faces with their
//! boxes and six points, what stands against comparing one, 128 numbers for each; for two of them
//! a weight of evidence with its error rates; the nearest in a gallery, with how many of them chance
//! alone was expected to give.
//!
//! What never happens here: no input or output, no clock, no chance. Nothing is read out of a face
//! but what tells one person from another: no sex, no origin, no skin colour, no age, no mood; no
//! model that does is among ours. Nothing is called a hit on a person: a face is a lead, and a
//! person judges it. Without its models the crate says which file is missing, and finds nothing.

pub mod align;
pub mod blaze;
mod calibrate;
mod card;
mod embed;
mod expect;
mod find;
pub mod fit;
mod gallery;
mod models;
pub mod net;
mod picture;
mod quality;
pub mod recognise;
pub mod tiny;
mod weights;

pub use calibrate::{Calibration, Pair, Rate, Weight};
pub use card::{Card, File, Measured, ModelError};
pub use embed::Embedding;
pub use expect::Chance;
pub use find::{Face, Finder, Points, SURE};
pub use gallery::{Gallery, Near};
pub use models::Models;
pub use picture::{Picture, PictureError, Placement};
pub use quality::{Fault, Quality, quality};
pub use weights::{Array, WeightError, Weights};
