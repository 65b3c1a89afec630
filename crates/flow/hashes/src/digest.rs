//! Digests of whole files: what lists of known files are mostly made of.
//!
//! Both can be forged (two files made to have one digest); they are what the lists hold. They are used to
//! find a listed file, never as proof of what a file is: exhibits are named by BLAKE3.

use crate::HashError;
use crate::pdq::digits;
use md5::Digest;
use std::fmt;
use std::str::FromStr;

macro_rules! digest {
    ($(#[$doc:meta])* $name:ident, $bytes:literal, $algorithm:ty) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $bytes]);

        impl $name {
            /// The digest of these bytes.
            pub fn of(bytes: &[u8]) -> Self {
                Self(<$algorithm>::digest(bytes).into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl FromStr for $name {
            type Err = HashError;

            fn from_str(text: &str) -> Result<Self, HashError> {
                digits(text).map(Self)
            }
        }
    };
}

digest!(
    /// An MD5 digest (RFC 1321).
    Md5,
    16,
    md5::Md5
);
digest!(
    /// A SHA-1 digest (RFC 3174).
    Sha1,
    20,
    sha1::Sha1
);
