//! A source: a site, an import or a partner. Nothing enters without one, and there is no source
//! without a legal basis, a purpose and a retention period.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Where captures come from, and under which law they may be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Short name, used on the command line and in tables: letters, digits, `-`, `_`, `.`.
    pub name: String,
    /// The legal basis in the user's own words, e.g. "Police Act 2012, art. 3; order 2026-14".
    pub basis: String,
    /// What the data may be used for.
    pub purpose: String,
    /// Days after capture on which the data must be gone.
    pub retain_days: u32,
    /// ISO 3166-1 alpha-2 code used to read national telephone numbers, where all adverts of the
    /// source are placed in one country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// Why a source was refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SourceError {
    /// The name is empty, longer than 64 characters, or holds something else than letters,
    /// digits, `-`, `_`, `.`.
    #[error("source name {0:?} is not usable: take 1 to 64 letters, digits, '-', '_' or '.'")]
    Name(String),
    /// No legal basis was given.
    #[error(
        "source {0:?} has no legal basis: say under which law the data may be collected (--basis)"
    )]
    Basis(String),
    /// No purpose was given.
    #[error("source {0:?} has no purpose: say what the data may be used for (--purpose)")]
    Purpose(String),
    /// The retention period is 0 or over ten years.
    #[error("source {0:?} is kept for {1} days: take 1 to 3650 days (--retain 180d)")]
    Retention(String, u32),
    /// The country is not two capital letters.
    #[error("source {0:?}: country {1:?} is not an ISO 3166-1 code of two capital letters")]
    Country(String, String),
}

impl Source {
    /// The longest retention period that is accepted, in days.
    pub const RETAIN_DAYS_MAX: u32 = 3650;

    /// Checks that the source says all that the law asks.
    ///
    /// # Errors
    /// The first thing that is missing, with what to do.
    pub fn validate(&self) -> Result<(), SourceError> {
        let named = (1..=64).contains(&self.name.len())
            && self.name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
            && !self.name.starts_with('.');
        if !named {
            return Err(SourceError::Name(self.name.clone()));
        }
        if self.basis.trim().is_empty() {
            return Err(SourceError::Basis(self.name.clone()));
        }
        if self.purpose.trim().is_empty() {
            return Err(SourceError::Purpose(self.name.clone()));
        }
        if !(1..=Self::RETAIN_DAYS_MAX).contains(&self.retain_days) {
            return Err(SourceError::Retention(self.name.clone(), self.retain_days));
        }
        match &self.country {
            Some(c) if c.len() != 2 || !c.bytes().all(|b| b.is_ascii_uppercase()) => {
                Err(SourceError::Country(self.name.clone(), c.clone()))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Source {
        Source {
            name: "site-a".into(),
            basis: "order 1".into(),
            purpose: "leads".into(),
            retain_days: 180,
            country: Some("NL".into()),
        }
    }

    #[test]
    fn a_source_without_basis_purpose_or_retention_is_refused() {
        assert_eq!(good().validate(), Ok(()));
        let refused = |change: fn(&mut Source)| {
            let mut s = good();
            change(&mut s);
            s.validate().unwrap_err()
        };
        assert!(matches!(refused(|s| s.basis = "  ".into()), SourceError::Basis(_)));
        assert!(matches!(refused(|s| s.purpose.clear()), SourceError::Purpose(_)));
        assert!(matches!(refused(|s| s.retain_days = 0), SourceError::Retention(_, 0)));
        assert!(matches!(refused(|s| s.name = "../etc".into()), SourceError::Name(_)));
        assert!(matches!(refused(|s| s.country = Some("nl".into())), SourceError::Country(..)));
    }
}
