//! Connections that are kept open between requests, by what they were made for.

use super::connect::{Conn, Route};
use crate::scope::host_and_port;
use rustc_hash::FxHashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use url::Url;

/// Connections kept for one host at one address.
const KEPT_PER_KEY: usize = 128;
/// Connections kept in all: each is a file that the system counts.
const KEPT: usize = 512;

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
    idle: Mutex<Idle>,
}

#[derive(Default)]
struct Idle {
    by_key: FxHashMap<Key, Vec<Conn>>,
    count: usize,
}

impl Pool {
    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The one that was used last.
    pub fn take(&self, key: &Key) -> Option<Conn> {
        let mut idle = self.idle();
        let Idle { by_key, count } = &mut *idle;
        let of = by_key.get_mut(key)?;
        while let Some(conn) = of.pop() {
            *count -= 1;
            if !conn.is_open() {
                continue;
            }
            if let Some(shared) = conn.shared() {
                of.push(conn);
                *count += 1;
                return Some(shared);
            }
            return Some(conn);
        }
        by_key.remove(key);
        None
    }

    /// Takes one back.
    pub fn give(&self, conn: Conn) {
        if !conn.is_open() {
            return;
        }
        let mut idle = self.idle();
        if idle.count >= KEPT {
            // All are let go: who is asked again is connected to anew.
            *idle = Idle::default();
        }
        let of = idle.by_key.entry(conn.key.clone()).or_default();
        let enough = conn.shared().is_some() && !of.is_empty();
        if of.len() < KEPT_PER_KEY && !enough {
            of.push(conn);
            idle.count += 1;
        }
    }
}
