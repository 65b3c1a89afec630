//! Time-based one-time codes (RFC 6238) as the second factor: set up, picture to scan, check once.

use qrcode::{EcLevel, QrCode, render::svg};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use spoor_vocab::Millis;
use std::fmt;
use thiserror::Error;
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// Seconds of a step.
pub const STEP_SECONDS: u64 = 30;
/// Digits of a code.
pub const DIGITS: u8 = 6;
/// Steps before and after now that are taken: clocks differ (RFC 6238, section 5.2).
pub const WINDOW_STEPS: u16 = 1;

/// An authenticator of one account. SHA-1, six digits, 30 seconds: what every app reads; in HMAC
/// SHA-1 is not known to be weak (RFC 6238, section 1.2; NIST SP 800-131A).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authenticator {
    /// 160 bits, shared with the app. The store keeps it encrypted.
    secret: [u8; 20],
    /// The last step that was taken; neither it nor any before is taken again.
    last_step: Option<u64>,
}

/// Why a code is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Wrong, too old or too new.
    #[error("the code is not right: look again, and see that the phone's clock is")]
    Wrong,
    /// It was used.
    #[error("this code was used already: wait for the next one")]
    Used,
}

/// Why an authenticator cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the authenticator cannot be shown: {0}")]
pub struct ShowError(String);

impl Authenticator {
    /// A new one, to be shown once ([`Authenticator::uri`]) and kept when a first code came back.
    pub fn new<R: CryptoRng + ?Sized>(random: &mut R) -> Self {
        let mut secret = [0; 20];
        random.fill_bytes(&mut secret);
        Self::of(secret)
    }

    /// One with this secret, such as those of the RFC.
    pub fn of(secret: [u8; 20]) -> Self {
        Self { secret, last_step: None }
    }

    fn builder(&self) -> Builder {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_step_duration(STEP_SECONDS)
            .with_skew(WINDOW_STEPS)
            .with_secret(Secret::new_stack(self.secret))
    }

    fn totp(&self) -> Totp {
        self.builder().build_noncompliant()
    }

    /// The code of a moment, as the app shows it; for tests and for a first code.
    pub fn code(&self, now: Millis) -> String {
        self.totp().generate(seconds(now)).to_string()
    }

    /// Takes a code of now, one step before or after, once; spaces in it do not count.
    ///
    /// # Errors
    /// If it is wrong, or was taken before. Count every failure ([`crate::attempts`]): a million
    /// codes are few.
    pub fn take(&mut self, code: &str, now: Millis) -> Result<(), CodeError> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        if code.len() != usize::from(DIGITS) || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(CodeError::Wrong);
        }
        let step = self.totp().check(&code, seconds(now)).ok_or(CodeError::Wrong)?;
        if self.last_step.is_some_and(|last| step <= last) {
            return Err(CodeError::Used);
        }
        self.last_step = Some(step);
        Ok(())
    }

    /// `otpauth://totp/ISSUER:ACCOUNT?secret=…`, as apps read it.
    ///
    /// # Errors
    /// If account or issuer has a colon or is empty.
    pub fn uri(&self, issuer: &str, account: &str) -> Result<String, ShowError> {
        let totp = self.builder().with_issuer(Some(issuer)).with_account_name(account).build();
        totp.and_then(|t| t.to_url()).map_err(|e| ShowError(e.to_string()))
    }

    /// The URI as a picture to scan: SVG for a page, without scripts, links or styles.
    ///
    /// # Errors
    /// As [`Authenticator::uri`], or if it is too long for a picture.
    pub fn picture(&self, issuer: &str, account: &str) -> Result<String, ShowError> {
        let uri = self.uri(issuer, account)?;
        let code = QrCode::with_error_correction_level(uri.as_bytes(), EcLevel::M)
            .map_err(|e| ShowError(e.to_string()))?;
        let file = code.render::<svg::Color>().min_dimensions(240, 240).build();
        // Inside a page there is no XML declaration.
        let start = file.find("<svg").unwrap_or(0);
        Ok(file[start..].to_owned())
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authenticator(secret not shown, last step {:?})", self.last_step)
    }
}

fn seconds(now: Millis) -> u64 {
    u64::try_from(now / 1000).unwrap_or(0)
}
