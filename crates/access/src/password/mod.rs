//! Passwords: how they are kept, and which are taken.

mod hash;
mod rules;

pub use hash::{Cost, PasswordError, Passwords, Verdict};
pub use rules::{Flaw, LENGTH_MAX, LENGTH_MIN, LENGTH_MIN_WITH_SECOND_FACTOR, check};

use unicode_normalization::UnicodeNormalization;

/// One form for what looks the same on every keyboard: NFKC (NIST SP 800-63B-4, section 3.1.1.2).
fn normal(password: &str) -> String {
    password.nfkc().collect()
}
