//! The few layers that our three nets are made of, on one core, in Rust alone.

pub mod conv;
pub mod depthwise;
pub mod map;
pub mod pool;

pub use conv::Conv;
pub use depthwise::Depthwise;
pub use map::{Map, Padding};
pub use pool::{max_pool, mean_pool};
