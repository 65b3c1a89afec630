//! What is asked, on which terms, and what can go wrong.

use crate::profile::{BadCertificates, Profile};
use crate::scope::{Refusal, Scope};
use spoor_vocab::{ExhibitId, Millis};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;
use thiserror::Error;
use url::Url;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The time of day.
    fn wall(&self) -> Millis;
    /// A time that only goes forward, since whatever beginning.
    fn steady(&self) -> Duration;
}

/// On which terms a run fetches.
#[derive(Clone, Debug)]
pub struct Config {
    /// Name of the crawl, for the evidence.
    pub crawl: String,
    /// `User-Agent`: who asks, with a contact.
    pub user_agent: String,
    /// What may be asked for.
    pub scope: Scope,
    /// Hosts whose address is given.
    pub resolve: BTreeMap<String, SocketAddr>,
    /// SOCKS5 proxy that everything goes through, as `host:port`.
    pub proxy: Option<String>,
    /// What becomes of a server whose certificate does not hold.
    pub bad_certificates: BadCertificates,
    /// Certificates (DER) that are trusted beside the web's own.
    pub roots: Vec<Vec<u8>>,
    /// Whether HTTP/2 is offered.
    pub http2: bool,
    /// Most bytes of a body, as sent and as unpacked.
    pub body_bytes: u64,
    /// Most bytes of a head.
    pub head_bytes: usize,
    /// Most time for a name, for a connection, and for the head of an answer, each.
    pub head_time: Duration,
    /// Most time for the whole.
    pub total_time: Duration,
    /// Bytes a second below which a body is given up; 0 for none.
    pub slowest_bytes_s: u64,
}

impl Config {
    /// The terms of a profile.
    pub fn of(profile: &Profile) -> Self {
        Self {
            crawl: profile.name.clone(),
            user_agent: profile.user_agent(),
            scope: profile.scope.clone(),
            resolve: profile.resolve.clone(),
            proxy: profile.proxy.clone(),
            bad_certificates: profile.bad_certificates,
            roots: Vec::new(),
            http2: true,
            body_bytes: profile.limits.body_bytes,
            head_bytes: 64 << 10,
            head_time: Duration::from_secs_f64(profile.limits.head_s),
            total_time: Duration::from_secs_f64(profile.limits.total_s),
            slowest_bytes_s: profile.limits.slowest_bytes_s,
        }
    }

    /// Whether this may be asked for.
    pub(super) fn allows(&self, ask: &Ask) -> Result<(), Refusal> {
        // Whatever a redirect says: under that name no other page is asked for than scope allows.
        let robots = ask.url.path() == "/robots.txt" && ask.url.query().is_none();
        match ask.what {
            What::Robots if robots => self.scope.origin(&ask.url),
            What::Robots | What::Page => self.scope.url(&ask.url, ask.depth),
        }
    }
}

/// What kind of thing is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum What {
    /// A page, within the paths of the scope.
    #[default]
    Page,
    /// A host's `robots.txt`, which is asked for before any page.
    Robots,
}

/// One thing to ask for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Its address.
    pub url: Url,
    /// What it is.
    pub what: What,
    /// Links between it and the seeds.
    pub depth: u32,
    /// Redirects that led here.
    pub hop: u32,
    /// Address of the page or redirect that led here.
    pub via: Option<String>,
    /// Which decision asks for it, in words.
    pub why: String,
    /// What is known of it: the server is asked whether that has changed.
    pub known: Option<Known>,
}

impl Ask {
    /// Asks for a page.
    pub fn page(url: Url, depth: u32, why: impl Into<String>) -> Self {
        let (what, why) = (What::Page, why.into());
        Self { url, what, depth, hop: 0, via: None, why, known: None }
    }

    /// Asks for the `robots.txt` of this address's host.
    pub fn robots(of: &Url) -> Self {
        let mut url = of.clone();
        url.set_path("/robots.txt");
        url.set_query(None);
        url.set_fragment(None);
        let why = "what the host allows is asked before anything else".to_owned();
        Self { what: What::Robots, ..Self::page(url, 0, why) }
    }

    /// Asks for where a redirect leads.
    pub fn hop(&self, to: Url) -> Self {
        let via = Some(self.url.to_string());
        let why = self.why.clone();
        let (what, depth, hop) = (self.what, self.depth, self.hop + 1);
        Self { url: to, what, depth, hop, via, why, known: None }
    }
}

/// An earlier capture that an answer may be the same as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The exhibit that it became.
    pub exhibit: ExhibitId,
    /// Where it was retrieved from.
    pub target: String,
    /// When.
    pub captured_at: Millis,
    /// SHA-256 of its payload, as [`super::Fetched::payload_digest`] gives it.
    pub payload: [u8; 32],
    /// Its `ETag`.
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    pub last_modified: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum FetchError {
    /// It may not be asked for.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// The name has no address.
    #[error("the name {host} was not found: {problem}")]
    Name {
        /// The name.
        host: String,
        /// What the system said.
        problem: String,
    },
    /// No connection.
    #[error("no connection to {peer}: {problem}")]
    Connect {
        /// Server or proxy.
        peer: String,
        /// What the system or the proxy said.
        problem: String,
    },
    /// No TLS.
    #[error("no secured connection to {peer}: {problem}")]
    Tls {
        /// The server.
        peer: String,
        /// What was wrong.
        problem: String,
    },
    /// It took too long.
    #[error("given up after {most:?} while {during}")]
    Time {
        /// What was waited for.
        during: &'static str,
        /// How long.
        most: Duration,
    },
    /// The head is longer than is taken.
    #[error("the head of the answer is longer than is taken")]
    LongHead,
    /// The connection ended before the head was there.
    #[error("the connection was closed before there was an answer")]
    Closed,
    /// What came is no HTTP.
    #[error("the answer is no HTTP: {0}")]
    Protocol(String),
    /// Whoever stands before the fetcher does not let it through.
    #[error("not asked for: {0}")]
    Withheld(&'static str),
    /// The request cannot be written.
    #[error("the request cannot be sent: {0}")]
    Request(String),
}

impl FetchError {
    /// Whether a connection that was kept open had gone, so that another may be tried.
    pub(super) fn is_stale(&self) -> bool {
        matches!(self, Self::Closed)
    }

    /// Whether it tells of a host that is overloaded or gone, so that it is to be left in peace.
    pub fn is_trouble(&self) -> bool {
        !matches!(self, Self::Refused(_) | Self::Withheld(_) | Self::Request(_) | Self::LongHead)
    }

    pub(super) fn of_hyper(e: &hyper::Error) -> Self {
        if e.is_parse_too_large() {
            Self::LongHead
        } else if e.is_incomplete_message() || e.is_canceled() || e.is_closed() {
            Self::Closed
        } else if e.is_parse() {
            Self::Protocol(chain(e))
        } else if std::error::Error::source(e).is_some_and(|s| s.is::<std::io::Error>()) {
            Self::Closed
        } else {
            Self::Protocol(chain(e))
        }
    }
}

/// An error with all that lies below it.
pub(super) fn chain(e: &dyn std::error::Error) -> String {
    let mut text = e.to_string();
    let mut below = e.source();
    while let Some(e) = below {
        text = format!("{text}: {e}");
        below = e.source();
    }
    text
}
