//! Accounts and sessions as the casebook keeps them.

use super::house::House;
use super::random;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use spoor_access::policy::{Hands, Person, Role};
use spoor_access::recovery::RecoveryCodes;
use spoor_access::sealed::Keys;
use spoor_access::secret::{Token, TokenHash};
use spoor_access::session::{Level, Session};
use spoor_access::totp::Authenticator;
use spoor_vault::{Casebook, Kept};
use spoor_vocab::Millis;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

const ACCOUNT: &str = "account";
/// Kind of the sessions that are kept.
pub const SESSION: &str = "session";
/// How long what was read of who counts as one person is believed.
const HANDS_LAST: Duration = Duration::from_secs(2);
/// Devices that an account remembers at most.
const DEVICES: usize = 20;

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Devices that they signed in on.
    pub devices: Vec<TokenHash>,
    /// Who invited them; nobody for those of the first start.
    pub invited_by: Option<String>,
    /// Who said that a person of their own is behind it.
    pub confirmed_by: Option<String>,
    /// Who they are at the organisation's provider, if they sign in there.
    pub provided: Option<Provided>,
    /// Password and second factor, if they sign in here.
    pub credentials: Option<Credentials>,
}

/// A person of a provider: the key of an account there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provided {
    /// The provider.
    pub issuer: String,
    /// The person there.
    pub subject: String,
}

/// What somebody signs in with here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// Argon2id, as a PHC string.
    pub password: String,
    /// The second factor.
    pub authenticator: Authenticator,
    /// For when it is lost.
    pub recovery: RecoveryCodes,
}

/// An account as it is kept: its credentials are sealed for it alone.
#[derive(Serialize, Deserialize)]
struct Stored {
    name: String,
    roles: BTreeSet<Role>,
    teams: BTreeSet<String>,
    cleared: BTreeSet<String>,
    active: bool,
    devices: Vec<TokenHash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    invited_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confirmed_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    provided: Option<Provided>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed: Option<String>,
    /// As the first versions kept them; sealed when the account is next written.
    #[serde(flatten, skip_serializing)]
    plain: Option<Credentials>,
}

impl Stored {
    /// Who invited it, while nobody has confirmed it.
    fn unconfirmed(&self) -> Option<(String, String)> {
        let by = self.invited_by.clone().filter(|_| self.confirmed_by.is_none())?;
        Some((self.name.clone(), by))
    }

    fn open(self, keys: &Keys) -> Result<Account> {
        let credentials = match &self.sealed {
            Some(sealed) => {
                let plain = keys.open(ACCOUNT, &self.name, sealed)?;
                Some(serde_json::from_slice(&plain).context("an account's credentials")?)
            }
            None => self.plain,
        };
        let Self { name, roles, teams, cleared, active, devices, .. } = self;
        let (invited_by, confirmed_by) = (self.invited_by, self.confirmed_by);
        let provided = self.provided;
        Ok(Account {
            name,
            roles,
            teams,
            cleared,
            active,
            devices,
            invited_by,
            confirmed_by,
            provided,
            credentials,
        })
    }
}

impl Account {
    /// As policies know them, but for who counts as one person with them: see [`House::person`].
    fn person(&self) -> Person {
        Person {
            id: self.name.clone(),
            roles: self.roles.clone(),
            teams: self.teams.clone(),
            cleared: self.cleared.clone(),
            active: self.active,
            one_with: BTreeSet::new(),
        }
    }

    /// Remembers a device, and forgets the oldest.
    pub fn remember(&mut self, device: TokenHash) {
        self.devices.retain(|d| *d != device);
        self.devices.push(device);
        let over = self.devices.len().saturating_sub(DEVICES);
        self.devices.drain(..over);
    }

    /// Whether it counts as one person with who invited it.
    pub fn is_unconfirmed(&self) -> bool {
        self.invited_by.is_some() && self.confirmed_by.is_none()
    }

    /// As it is kept.
    pub fn kept(&self, keys: &Keys) -> Result<Kept> {
        let sealed = match &self.credentials {
            Some(credentials) => {
                let plain = serde_json::to_vec(credentials)?;
                Some(keys.seal(ACCOUNT, &self.name, &plain, &mut random())?)
            }
            None => None,
        };
        let stored = Stored {
            name: self.name.clone(),
            roles: self.roles.clone(),
            teams: self.teams.clone(),
            cleared: self.cleared.clone(),
            active: self.active,
            devices: self.devices.clone(),
            invited_by: self.invited_by.clone(),
            confirmed_by: self.confirmed_by.clone(),
            provided: self.provided.clone(),
            sealed,
            plain: None,
        };
        kept(&self.name, &stored, None)
    }
}

/// An account by its name as it was typed, with the text as it is kept.
pub async fn account(
    book: &Casebook,
    keys: &Keys,
    name: &str,
    now: Millis,
) -> Result<Option<Found<Account>>> {
    let found = found::<Stored>(book, ACCOUNT, &name.trim().to_lowercase(), now).await?;
    found.map(|f| Ok(Found { value: f.value.open(keys)?, text: f.text })).transpose()
}

/// All accounts, by name.
pub async fn accounts(book: &Casebook, keys: &Keys, now: Millis) -> Result<Vec<Account>> {
    stored(book, now).await?.into_iter().map(|s| s.open(keys)).collect()
}

async fn stored(book: &Casebook, now: Millis) -> Result<Vec<Stored>> {
    let all = book.all_kept(ACCOUNT, now).await?;
    all.iter().map(|k| serde_json::from_str(&k.value).context("a kept account")).collect()
}

/// Replaces an account if nobody has since it was `found`; so a code counts once.
pub async fn change(
    book: &Casebook,
    keys: &Keys,
    old: &Found<Account>,
    new: &Account,
) -> Result<bool> {
    Ok(book.replace(ACCOUNT, &old.text, &new.kept(keys)?).await?)
}

/// Who counts as one person, as it was read at a number of changes and a time.
pub type HandsSeen = Option<(u64, Instant, Arc<Hands>)>;

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
        account(&self.casebook, &self.keys, name, self.now()).await
    }

    /// Everybody.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        accounts(&self.casebook, &self.keys, self.now()).await
    }

    /// Keeps a new account; `false` if the name is taken.
    pub async fn open_account(&self, account: &Account) -> Result<bool> {
        let done = self.casebook.keep_new(ACCOUNT, &account.kept(&self.keys)?).await?;
        self.counters.account_changes.fetch_add(1, Ordering::SeqCst);
        Ok(done)
    }

    /// Replaces an account if nobody has since it was `found`; so a code counts once.
    pub async fn change_account(&self, old: &Found<Account>, new: &Account) -> Result<bool> {
        let done = change(&self.casebook, &self.keys, old, new).await?;
        self.counters.account_changes.fetch_add(1, Ordering::SeqCst);
        Ok(done)
    }

    /// Seals what an earlier version kept in the clear.
    pub async fn seal_accounts(&self) -> Result<()> {
        for one in self.casebook.all_kept(ACCOUNT, self.now()).await? {
            let stored: Stored = serde_json::from_str(&one.value).context("a kept account")?;
            if stored.plain.is_some() {
                let sealed = stored.open(&self.keys)?.kept(&self.keys)?;
                self.casebook.replace(ACCOUNT, &one.value, &sealed).await?;
            }
        }
        Ok(())
    }

    /// An account as policies know it.
    pub async fn person(&self, account: &Account) -> Result<Person> {
        let mut person = account.person();
        person.one_with = self.hands().await?.one_with(&account.name);
        Ok(person)
    }

    /// Who counts as one person. Read anew after every change that this server makes, before it is
    /// answered, and every two seconds for those of the command line.
    pub async fn hands(&self) -> Result<Arc<Hands>> {
        let changes = self.counters.account_changes.load(Ordering::SeqCst);
        let seen = self.hands.lock().ok().and_then(|seen| seen.clone());
        if let Some((then, at, hands)) = seen
            && then == changes
            && at.elapsed() < HANDS_LAST
        {
            return Ok(hands);
        }
        let at = Instant::now();
        let all = stored(&self.casebook, self.now()).await?;
        let hands = Arc::new(Hands::new(all.iter().filter_map(Stored::unconfirmed)));
        if let Ok(mut seen) = self.hands.lock() {
            *seen = Some((changes, at, hands.clone()));
        }
        Ok(hands)
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
