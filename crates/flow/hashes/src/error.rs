//! Why something has no hash, or is none.

use thiserror::Error;

/// Why there is no hash.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum HashError {
    /// The buffer of dots is not as long as width and height say.
    #[error("{width} x {height} dots take {wanted} bytes, not {bytes}")]
    Size {
        /// Dots across.
        width: usize,
        /// Dots down.
        height: usize,
        /// Bytes that are there.
        bytes: usize,
        /// Bytes that should be.
        wanted: usize,
    },
    /// A spelled hash is too short or too long.
    #[error("it has {digits} digits, not {wanted}")]
    Length {
        /// Digits that are there.
        digits: usize,
        /// Digits that should be.
        wanted: usize,
    },
    /// A spelled hash holds something that is no hexadecimal digit.
    #[error("it holds something else than the digits 0 to 9 and a to f")]
    Digit,
}
