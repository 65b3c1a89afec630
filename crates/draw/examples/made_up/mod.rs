//! Made-up input for the gallery, the tests and the bench. No name, number or place of an advert
//! here belongs to anybody.

mod map;
mod ring;
mod small;

pub use map::{circuit, europe, pacific};
pub use ring::{few, many, small};
pub use small::{bars, lanes, moved, reliability, spark, waterfall};
