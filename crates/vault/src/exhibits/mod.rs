//! Exhibits: WARC records in segments, sealed and read.

pub mod fetched;
mod head;
pub mod record;
pub mod sealer;
pub mod segment;
