//! Accounts and sessions as the casebook keeps them.

use super::house::House;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use spoor_access::policy::{Person, Role};
use spoor_access::recovery::RecoveryCodes;
use spoor_access::secret::{Token, TokenHash};
use spoor_access::session::{Level, Session};
use spoor_access::totp::Authenticator;
use spoor_vault::{Casebook, Kept};
use spoor_vocab::Millis;
use std::collections::BTreeSet;

const ACCOUNT: &str = "account";
const SESSION: &str = "session";
/// Devices that an account remembers at most.
const DEVICES: usize = 20;

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its name, small letters: who a decision is by.
    pub name: String,
    /// Roles.
    pub roles: BTreeSet<Role>,
    /// Teams.
    pub teams: BTreeSet<String>,
    /// Restricted sources that they may see.
    pub cleared: BTreeSet<String>,
    /// Neither suspended nor ended.
    pub active: bool,
    /// Argon2id, as a PHC string.
    pub password: String,
    /// The second factor.
    pub authenticator: Authenticator,
    /// For when it is lost.
    pub recovery: RecoveryCodes,
    /// Devices that they signed in on.
    pub devices: Vec<TokenHash>,
}

impl Account {
    /// As policies know them.
    pub fn person(&self) -> Person {
        Person {
            id: self.name.clone(),
            roles: self.roles.clone(),
            teams: self.teams.clone(),
            cleared: self.cleared.clone(),
            active: self.active,
        }
    }

    /// Remembers a device, and forgets the oldest.
    pub fn remember(&mut self, device: TokenHash) {
        self.devices.retain(|d| *d != device);
        self.devices.push(device);
        let over = self.devices.len().saturating_sub(DEVICES);
        self.devices.drain(..over);
    }
}

/// A session with the purpose that its person stated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    /// The session.
    pub session: Session,
    /// Id of the stated purpose.
    pub purpose: Option<String>,
}

/// What is kept under a key, with the text as it stands, for [`Casebook::replace`].
pub struct Found<T> {
    pub value: T,
    pub text: String,
}

/// Reads a value of a kind.
pub async fn found<T: DeserializeOwned>(
    book: &Casebook,
    kind: &str,
    key: &str,
    now: Millis,
) -> Result<Option<Found<T>>> {
    let Some(kept) = book.kept(kind, key, now).await? else { return Ok(None) };
    let value = serde_json::from_str(&kept.value).with_context(|| format!("a kept {kind}"))?;
    Ok(Some(Found { value, text: kept.value }))
}

/// A value to be kept.
pub fn kept<T: Serialize>(key: &str, value: &T, expires: Option<Millis>) -> Result<Kept> {
    Ok(Kept { key: key.to_owned(), value: serde_json::to_string(value)?, expires })
}

/// The key of a token: its hash.
pub fn key_of(token: &Token) -> String {
    String::from(token.hash())
}

impl House {
    /// The account of a name as it was typed.
    pub async fn account(&self, name: &str) -> Result<Option<Found<Account>>> {
        found(&self.casebook, ACCOUNT, &name.trim().to_lowercase(), self.now()).await
    }

    /// How many accounts there are.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        let all = self.casebook.all_kept(ACCOUNT, self.now()).await?;
        all.iter().map(|k| Ok(serde_json::from_str(&k.value)?)).collect()
    }

    /// Keeps a new account; `false` if the name is taken.
    pub async fn open_account(&self, account: &Account) -> Result<bool> {
        Ok(self.casebook.keep_new(ACCOUNT, &kept(&account.name, account, None)?).await?)
    }

    /// Replaces an account if nobody has since it was `found`; so a code counts once.
    pub async fn change_account(&self, old: &Found<Account>, new: &Account) -> Result<bool> {
        Ok(self.casebook.replace(ACCOUNT, &old.text, &kept(&new.name, new, None)?).await?)
    }

    /// The sitting behind a token, seen now; none if it has ended.
    pub async fn sitting(&self, token: &Token) -> Result<Option<Sitting>> {
        let (key, now) = (key_of(token), self.now());
        let Some(mut found) = found::<Sitting>(&self.casebook, SESSION, &key, now).await? else {
            return Ok(None);
        };
        let before = found.value.session.seen;
        if found.value.session.touch(&self.limits, now).is_err() {
            self.casebook.remove(SESSION, &key).await?;
            return Ok(None);
        }
        // Not with every request: half a minute more or less does not matter to who was away.
        if found.value.session.seen - before > 30_000 {
            let full = found.value.session.level == Level::Full;
            let lasts = if full { self.limits.absolute } else { self.limits.visitor };
            let again = kept(&key, &found.value, Some(now + lasts))?;
            self.casebook.replace(SESSION, &found.text, &again).await?;
        }
        Ok(Some(found.value))
    }

    /// Keeps a sitting.
    pub async fn sit(&self, token: &Token, sitting: &Sitting) -> Result<()> {
        // Whoever has not signed in is forgotten soon: anybody can open that page.
        let lasts = match sitting.session.level {
            Level::Full => self.limits.absolute,
            Level::Half | Level::Visitor => self.limits.visitor,
        };
        let until = self.now() + lasts;
        Ok(self.casebook.keep(SESSION, &kept(&key_of(token), sitting, Some(until))?).await?)
    }

    /// Ends a sitting.
    pub async fn rise_from(&self, token: &Token) -> Result<()> {
        self.casebook.remove(SESSION, &key_of(token)).await?;
        Ok(())
    }
}
