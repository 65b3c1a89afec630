//! Connections that are kept open between requests, by what they were made for.

use super::connect::{Conn, Route};
use crate::scope::host_and_port;
use rustc_hash::FxHashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use url::Url;

/// Connections kept for one host at one address.
const KEPT_PER_KEY: usize = 32;
/// Hosts that connections are kept for.
const KEYS_MOST: usize = 4096;

/// What a connection is good for: one scheme, host and port, at one address. Another host at the same
/// address gets its own, since its certificate and its facts are others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    secured: bool,
    host: String,
    port: u16,
    peer: String,
}

impl Key {
    pub fn of(url: &Url, route: &Route) -> Self {
        let (host, port) = host_and_port(url);
        let peer = match route {
            Route::Direct { address, .. } => address.get().to_string(),
            Route::Proxy { proxy, .. } => proxy.clone(),
        };
        Self { secured: url.scheme() == "https", host, port, peer }
    }
}

/// Connections that are not in use.
#[derive(Default)]
pub struct Pool {
    idle: Mutex<FxHashMap<Key, Vec<Conn>>>,
}

impl Pool {
    fn idle(&self) -> MutexGuard<'_, FxHashMap<Key, Vec<Conn>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The one that was used last.
    pub fn take(&self, key: &Key) -> Option<Conn> {
        let mut idle = self.idle();
        let of = idle.get_mut(key)?;
        while let Some(conn) = of.pop() {
            if !conn.is_open() {
                continue;
            }
            if let Some(shared) = conn.shared() {
                of.push(conn);
                return Some(shared);
            }
            return Some(conn);
        }
        None
    }

    /// Takes one back.
    pub fn give(&self, conn: Conn) {
        if !conn.is_open() {
            return;
        }
        let mut idle = self.idle();
        if idle.len() >= KEYS_MOST && !idle.contains_key(&conn.key) {
            idle.clear();
        }
        let of = idle.entry(conn.key.clone()).or_default();
        let enough = conn.shared().is_some() && !of.is_empty();
        if of.len() < KEPT_PER_KEY && !enough {
            of.push(conn);
        }
    }
}
