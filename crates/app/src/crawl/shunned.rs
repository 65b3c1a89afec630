//! Addresses that are not asked for any more, because what stood there was erased. Only keyed digests of
//! them are kept: the list names nobody, and without the vault's secret nothing can be tried on it.

use crate::workspace::Workspace;
use anyhow::Result;
use rustc_hash::FxHashSet;
use spoor_access::sealed::Keys;
use spoor_vault::{Casebook, Kept};
use spoor_vocab::Millis;
use url::Url;

/// Kind under which the digests are kept.
const SHUNNED: &str = "shunned";

/// The digests, and how they are made.
pub struct Shunned {
    book: Casebook,
    keys: Keys,
    digests: FxHashSet<String>,
}

impl Shunned {
    /// As they are now.
    pub async fn of(workspace: &Workspace) -> Result<Self> {
        let keys = workspace.keys()?;
        let book = workspace.vault.casebook().clone();
        let mut shunned = Self { book, keys, digests: FxHashSet::default() };
        shunned.refresh().await?;
        Ok(shunned)
    }

    /// Takes in what was added since; gives whether anything was.
    pub async fn refresh(&mut self) -> Result<bool> {
        let before = self.digests.len();
        let kept = self.book.all_kept(SHUNNED, 0).await?;
        self.digests = kept.into_iter().map(|kept| kept.key).collect();
        Ok(self.digests.len() > before)
    }

    /// Adds addresses; what is none of the web is passed over. They stay: what was erased once is not
    /// collected again.
    pub async fn add(&mut self, addresses: &[String], at: Millis) -> Result<()> {
        for address in addresses {
            let Some(digest) = self.digest(address) else { continue };
            let value = serde_json::json!({ "at": at }).to_string();
            self.book.keep(SHUNNED, &Kept { key: digest.clone(), value, expires: None }).await?;
            self.digests.insert(digest);
        }
        Ok(())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.digests.len()
    }

    /// Whether an address is one of them, however it is spelt.
    pub fn has(&self, address: &str) -> bool {
        // Most houses have none: then nothing is computed.
        !self.digests.is_empty()
            && self.digest(address).is_some_and(|digest| self.digests.contains(&digest))
    }

    /// With or without `www.`, and by whichever protocol, it is one address.
    fn digest(&self, address: &str) -> Option<String> {
        let url = spoor_seek::canonical(&Url::parse(address).ok()?)?;
        let host = spoor_seek::host_of(&url);
        let host = host.strip_prefix("www.").unwrap_or(&host);
        let (path, query) = (url.path(), url.query().unwrap_or_default());
        Some(self.keys.digest(&format!("address {host}{path}?{query}")))
    }
}
