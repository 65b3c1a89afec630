//! Names and their addresses: asked of the system, or of whoever is passed in; kept for a minute.

use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long an answer is used. The system does not tell how long it holds.
const KEPT: Duration = Duration::from_secs(60);
/// Names kept at a time.
const KEPT_MOST: usize = 100_000;

/// What a lookup gives.
pub type Looking<'a> = Pin<Box<dyn Future<Output = std::io::Result<Vec<SocketAddr>>> + Send + 'a>>;

/// Resolves names.
pub trait Names: Send + Sync {
    /// Addresses of a host, each with this port.
    fn look_up<'a>(&'a self, host: &'a str, port: u16) -> Looking<'a>;
}

/// The system's own way of resolving names, with its file of hosts.
pub struct SystemNames;

impl Names for SystemNames {
    fn look_up<'a>(&'a self, host: &'a str, port: u16) -> Looking<'a> {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, port)).await?.collect()) })
    }
}

/// What a name was answered with.
#[derive(Clone)]
pub struct Answers {
    pub addresses: Arc<[SocketAddr]>,
    /// The same, for the evidence: with who said so.
    pub told: Arc<[String]>,
}

/// Answers of this run.
pub struct Resolver {
    names: Arc<dyn Names>,
    given: BTreeMap<String, SocketAddr>,
    kept: Mutex<FxHashMap<(String, u16), (Duration, Answers)>>,
}

impl Resolver {
    pub fn new(names: Arc<dyn Names>, given: BTreeMap<String, SocketAddr>) -> Self {
        Self { names, given, kept: Mutex::default() }
    }

    /// Addresses of a host: as the profile gives them, as the host itself is one, or as its name is
    /// answered.
    pub async fn answers(&self, host: &str, port: u16, now: Duration) -> Result<Answers, String> {
        if let Some(given) = self.given.get(host) {
            return Ok(answers(vec![*given], "as the profile says"));
        }
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(answers(vec![SocketAddr::new(address, port)], "as it is named"));
        }
        let key = (host.to_owned(), port);
        if let Some((at, known)) = self.kept().get(&key)
            && now.saturating_sub(*at) < KEPT
        {
            return Ok(known.clone());
        }
        let found = self.names.look_up(host, port).await.map_err(|e| e.to_string())?;
        let found = answers(found, "by name");
        let mut kept = self.kept();
        if kept.len() >= KEPT_MOST {
            kept.clear();
        }
        kept.insert(key, (now, found.clone()));
        Ok(found)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, FxHashMap<(String, u16), (Duration, Answers)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn answers(addresses: Vec<SocketAddr>, by: &str) -> Answers {
    let told = addresses.iter().map(|a| format!("{} ({by})", a.ip())).collect();
    Answers { addresses: addresses.into(), told }
}
