//! One-time links: the first start, an invitation, a reset. There is no default password.

use crate::policy::Role;
use crate::secret::{Token, TokenHash};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use spoor_vocab::Millis;
use std::collections::BTreeSet;
use thiserror::Error;

const HOUR: Millis = 3_600_000;

/// What a link is good for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "for")]
pub enum Errand {
    /// Makes the first supervisor's account; good only while there is none. Printed where the
    /// server starts, so that only who can read its output has it.
    FirstStart,
    /// Makes an account with these roles and teams.
    Invitation {
        /// Roles.
        roles: BTreeSet<Role>,
        /// Teams.
        teams: BTreeSet<String>,
        /// Who invited, for the audit log.
        invited_by: String,
    },
    /// Sets a new password and second factor, and opens an account that guessers have closed.
    /// The old ones end when the link is used, not before.
    Reset {
        /// Whose.
        account: String,
        /// Who made the link; never the account itself.
        made_by: String,
    },
}

impl Errand {
    /// How long such a link is good, ms: a day for the first start, three for an invitation, an
    /// hour for a reset.
    pub fn lasts(&self) -> Millis {
        match self {
            Self::FirstStart => 24 * HOUR,
            Self::Invitation { .. } => 72 * HOUR,
            Self::Reset { .. } => HOUR,
        }
    }
}

/// What is kept of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Finds it: hash of the token in the link.
    pub token: TokenHash,
    /// What it is good for.
    pub errand: Errand,
    /// When it was made.
    pub made: Millis,
    /// From when on it is not good any more.
    pub until: Millis,
    /// When it was used.
    pub used: Option<Millis>,
}

/// Why a link is not good. Pages say the same of all but the last, so that nobody learns which
/// links there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LinkError {
    /// It is another one.
    #[error("this link is not good: ask for a new one")]
    Wrong,
    /// It was used.
    #[error("this link was used already: ask for a new one")]
    Used,
    /// Its time is over.
    #[error("this link is too old: ask for a new one")]
    Old,
    /// There are accounts.
    #[error("spoor is set up already: a supervisor can invite you")]
    SetUp,
}

impl Link {
    /// A new link: its token, to be shown once, and what is kept.
    pub fn new<R: CryptoRng + ?Sized>(
        random: &mut R,
        errand: Errand,
        now: Millis,
    ) -> (Token, Self) {
        let token = Token::random(random);
        let until = now.saturating_add(errand.lasts());
        let link = Self { token: token.hash(), errand, made: now, until, used: None };
        (token, link)
    }

    /// The path of the page: `/setup/TOKEN`. The page sends `Referrer-Policy: same-origin` and
    /// `Cache-Control: no-store`, and the server's log has no paths below `/setup/`.
    pub fn path(token: &Token) -> String {
        format!("/setup/{}", token.text())
    }

    /// Whether the page can be shown, with how many supervisors there are. Opening it uses nothing
    /// up: mail programs open links before people do.
    ///
    /// # Errors
    /// If the link is not good.
    pub fn look(&self, token: &Token, accounts: usize, now: Millis) -> Result<&Errand, LinkError> {
        if !self.token.matches(token) {
            return Err(LinkError::Wrong);
        }
        if self.used.is_some() {
            return Err(LinkError::Used);
        }
        if now < self.made || now >= self.until {
            return Err(LinkError::Old);
        }
        match self.errand {
            Errand::FirstStart if accounts > 0 => Err(LinkError::SetUp),
            _ => Ok(&self.errand),
        }
    }

    /// Uses it up: when the form of the page is sent. The store writes it back in the transaction
    /// that makes the account, so that two senders cannot both succeed.
    ///
    /// # Errors
    /// If the link is not good.
    pub fn redeem(
        &mut self,
        token: &Token,
        accounts: usize,
        now: Millis,
    ) -> Result<Errand, LinkError> {
        let errand = self.look(token, accounts, now)?.clone();
        self.used = Some(now);
        Ok(errand)
    }
}
