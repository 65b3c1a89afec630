//! Addresses that are not asked for any more, because what stood there was erased. Only keyed digests of
//! them are kept: the list names nobody, and without the vault's secret nothing can be tried on it.

use crate::workspace::Workspace;
use anyhow::Result;
use rustc_hash::FxHashSet;
use spoor_access::sealed::Keys;
use spoor_vault::{Casebook, Kept};
use spoor_vocab::Millis;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use url::Url;

/// Kind under which the digests are kept.
const SHUNNED: &str = "shunned";

/// The digests, and how they are made. Copies share them.
#[derive(Clone)]
pub struct Shunned {
    book: Casebook,
    keys: Keys,
    digests: Arc<RwLock<FxHashSet<String>>>,
}

impl Shunned {
    /// As they are now.
    pub async fn of(workspace: &Workspace) -> Result<Self> {
        let keys = workspace.keys()?;
        let book = workspace.vault.casebook().clone();
        let shunned = Self { book, keys, digests: Arc::default() };
        shunned.refresh().await?;
        Ok(shunned)
    }

    /// Takes in what was added since; gives whether anything was.
    pub async fn refresh(&self) -> Result<bool> {
        let before = self.len();
        let kept = self.book.all_kept(SHUNNED, 0).await?;
        let digests: FxHashSet<String> = kept.into_iter().map(|kept| kept.key).collect();
        let is_more = digests.len() > before;
        *self.digests.write().unwrap_or_else(PoisonError::into_inner) = digests;
        Ok(is_more)
    }

    /// Adds addresses; what is none of the web is passed over. They stay: what was erased once is not
    /// collected again.
    pub async fn add(&self, addresses: &[String], at: Millis) -> Result<()> {
        for address in addresses {
            let Some(digest) = self.digest(address) else { continue };
            let value = serde_json::json!({ "at": at }).to_string();
            self.book.keep(SHUNNED, &Kept { key: digest, value, expires: None }).await?;
        }
        self.refresh().await.map(|_| ())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.digests().len()
    }

    fn digests(&self) -> RwLockReadGuard<'_, FxHashSet<String>> {
        self.digests.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether an address is one of them, however it is spelt.
    pub fn has(&self, address: &str) -> bool {
        // Most houses have none: then nothing is computed.
        self.len() > 0
            && self.digest(address).is_some_and(|digest| self.digests().contains(&digest))
    }

    /// With or without `www.`, and by whichever protocol, it is one address.
    fn digest(&self, address: &str) -> Option<String> {
        let url = spoor_seek::canonical(&Url::parse(address).ok()?)?;
        let host = spoor_seek::site_of(&url);
        let (path, query) = (url.path(), url.query().unwrap_or_default());
        Some(self.keys.digest(&format!("address {host}{path}?{query}")))
    }
}
