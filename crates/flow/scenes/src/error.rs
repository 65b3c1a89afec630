//! Why a picture has no features.

use thiserror::Error;

/// Why a picture has no features.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SceneError {
    /// The buffer of dots is not as long as width and height say.
    #[error("{width} x {height} grey dots take as many bytes, not {bytes}")]
    Size {
        /// Dots across.
        width: usize,
        /// Dots down.
        height: usize,
        /// Bytes that are there.
        bytes: usize,
    },
}
