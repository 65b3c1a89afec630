//! Sessions: who is signed in, how surely, until when.

use crate::secret::{Token, TokenHash};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use spoor_vocab::Millis;
use thiserror::Error;

const MINUTE: Millis = 60_000;

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Without a request, ms.
    pub idle: Millis,
    /// In all, from the sign-in, ms; a rise of privilege does not lengthen it.
    pub absolute: Millis,
    /// How long a second factor counts as just shown, ms.
    pub fresh: Millis,
    /// How long a visitor has to sign in, ms.
    pub visitor: Millis,
}

impl Default for Limits {
    /// 30 minutes idle, 12 hours in all, 15 minutes for the second factor: stricter than the hour
    /// and the day of NIST SP 800-63B-4, section 2.2.3, as screens here stand in shared rooms.
    fn default() -> Self {
        Self {
            idle: 30 * MINUTE,
            absolute: 12 * 60 * MINUTE,
            fresh: 15 * MINUTE,
            visitor: 15 * MINUTE,
        }
    }
}

/// How surely it is known who sits there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Nobody has signed in; the session carries the form's CSRF token and the OIDC state.
    Visitor,
    /// A password was right, the second factor is still to come: enough for that page only.
    Half,
    /// Signed in.
    Full,
}

/// What is kept of a session. Its token is not: only the hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Finds it: hash of the token in the cookie.
    pub token: TokenHash,
    /// Whose it is; none for a visitor.
    pub account: Option<String>,
    /// How surely.
    pub level: Level,
    /// When it began: the sign-in, or a visitor's first page.
    pub began: Millis,
    /// The last request.
    pub seen: Millis,
    /// When a second factor was last shown.
    pub second_factor_at: Option<Millis>,
}

/// Why a session does not count any more. It is dropped from the store, the cookie cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SessionEnd {
    /// Nothing was asked for too long.
    #[error("you were away for a while: sign in again")]
    Idle,
    /// It is as old as it may get.
    #[error("this session has lasted its time: sign in again")]
    Old,
    /// The clock went back behind its beginning.
    #[error("the server's clock went back: sign in again")]
    Clock,
}

impl Session {
    /// A visitor's session, before any sign-in.
    pub fn visitor<R: CryptoRng + ?Sized>(random: &mut R, now: Millis) -> (Token, Self) {
        Self::start(random, None, Level::Visitor, now)
    }

    /// The session after a password or second factor was right, with a token that nobody had
    /// before: a token that was planted in a browser before the sign-in is worth nothing after it
    /// (session fixation). The caller drops `self` from the store.
    ///
    /// `account` is who signed in; `second_factor` whether one was shown just now. From a visitor
    /// and for another account the session begins anew; for the same one it keeps its beginning.
    pub fn rise<R: CryptoRng + ?Sized>(
        self,
        random: &mut R,
        account: &str,
        level: Level,
        second_factor: bool,
        now: Millis,
    ) -> (Token, Self) {
        let (token, mut risen) = Self::start(random, Some(account.to_owned()), level, now);
        if self.account.as_deref() == Some(account) {
            risen.began = self.began;
            risen.second_factor_at = self.second_factor_at;
        }
        if second_factor {
            risen.second_factor_at = Some(now);
        }
        (token, risen)
    }

    fn start<R: CryptoRng + ?Sized>(
        random: &mut R,
        account: Option<String>,
        level: Level,
        now: Millis,
    ) -> (Token, Self) {
        let token = Token::random(random);
        let hash = token.hash();
        let second_factor_at = None;
        (token, Self { token: hash, account, level, began: now, seen: now, second_factor_at })
    }

    /// Whether it still counts; if so, it was seen now.
    ///
    /// # Errors
    /// If it was idle too long or is too old; it never counts again.
    pub fn touch(&mut self, limits: &Limits, now: Millis) -> Result<(), SessionEnd> {
        let absolute = if self.level == Level::Full { limits.absolute } else { limits.visitor };
        if now < self.began {
            return Err(SessionEnd::Clock);
        }
        if now - self.began >= absolute {
            return Err(SessionEnd::Old);
        }
        if now.saturating_sub(self.seen) >= limits.idle {
            return Err(SessionEnd::Idle);
        }
        self.seen = self.seen.max(now);
        Ok(())
    }

    /// Whether a second factor was shown so lately that it opens what needs one.
    pub fn is_fresh(&self, limits: &Limits, now: Millis) -> bool {
        let since = self.second_factor_at.map(|at| now.saturating_sub(at));
        self.level == Level::Full && since.is_some_and(|s| (0..limits.fresh).contains(&s))
    }

    /// Whose session it is, once fully signed in; a page that is for people asks this and nothing
    /// else.
    pub fn signed_in(&self) -> Option<&str> {
        (self.level == Level::Full).then_some(self.account.as_deref()).flatten()
    }
}
