//! The profile of a crawl: on what it stands, what it may ask for, and how gently.

mod check;
mod file;

use crate::scope::Scope;
use ipnet::IpNet;
use spoor_vocab::Source;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use thiserror::Error;
use url::Url;

/// Why a profile is refused: everything at once, so that it is mended once.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the profile is refused:\n  {}", .0.join("\n  "))]
pub struct ProfileError(pub Vec<String>);

/// A profile that says all that it must.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Name of the crawl.
    pub name: String,
    /// Under which captures are sealed: legal basis, purpose, retention, country.
    pub source: Source,
    /// Who can be asked about the crawl: an e-mail or https address; it is in every request.
    pub contact: String,
    /// Where it begins.
    pub seeds: Vec<Url>,
    /// What it may ask for.
    pub scope: Scope,
    /// Fields of an advert that are kept.
    pub fields: Vec<String>,
    /// How much, and how gently.
    pub limits: Limits,
    /// Which pages are kept.
    pub keep: Keep,
    /// In targeted mode only pages that mention one of these are kept; none: see `keep`.
    pub targets: Vec<String>,
    /// Hosts whose address the profile names.
    pub resolve: BTreeMap<String, SocketAddr>,
    /// SOCKS5 proxy that everything goes through, as `host:port`.
    pub proxy: Option<String>,
    /// Stored session for sites that ask for a log-in.
    pub session: Option<Session>,
    /// Which pages a browser draws, and how.
    pub browser: Browser,
    /// What becomes of a server whose certificate does not hold.
    pub bad_certificates: BadCertificates,
    /// The crawl stops when this file is there.
    pub stop: Option<PathBuf>,
}

impl Profile {
    /// Reads a profile (TOML).
    ///
    /// # Errors
    /// Everything that is missing or wrong, with what to do.
    pub fn read(toml: &str) -> Result<Self, ProfileError> {
        check::checked(file::read(toml)?)
    }

    /// What every request says of who asks.
    pub fn user_agent(&self) -> String {
        format!("{}/{} (+{})", Self::PRODUCT, env!("CARGO_PKG_VERSION"), self.contact)
    }

    /// The product token that `robots.txt` can name (RFC 9309, section 2.2.1).
    pub const PRODUCT: &'static str = "spoor";
}

/// A host that may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostRule {
    /// Its name in lower case and ASCII.
    pub name: String,
    /// Every host below that name, and not the name itself (`*.board.example`).
    pub below: bool,
    /// The port; none: the scheme's own.
    pub port: Option<u16>,
}

/// What is not of the public internet and may be asked all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Private {
    /// Whatever this host's name is answered with.
    Host(String),
    /// These addresses.
    Net(IpNet),
}

/// How much is asked for, and how gently.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Requests of one run; 0 for no limit.
    pub requests: u64,
    /// Seconds of one run; 0 for no limit.
    pub seconds: u64,
    /// Bytes of one answer's body, as sent and as unpacked.
    pub body_bytes: u64,
    /// Least and most seconds between two requests to a host.
    pub delay_s: (f64, f64),
    /// Requests to one host at a time.
    pub per_host: u32,
    /// Requests at a time.
    pub concurrency: u32,
    /// Seconds that a connection, and then the head of an answer, may take.
    pub head_s: f64,
    /// Seconds that one exchange may take.
    pub total_s: f64,
    /// Bytes a second below which an answer is given up.
    pub slowest_bytes_s: u64,
}

/// Cookies of somebody who has logged in, and the law that allows their use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// File of cookies in Netscape's form.
    pub cookies: PathBuf,
    /// The legal basis of being logged in.
    pub basis: String,
}

/// Which pages are kept; the others are forgotten as soon as their links are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Those that look like an advert of the kind that is sought.
    #[default]
    Adverts,
    /// All.
    All,
}

/// How pages are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Browser {
    /// Which pages are.
    pub mode: Render,
    /// Chromium.
    pub program: PathBuf,
    /// What starts it, such as `unshare --net --map-current-user`; empty for nothing.
    pub wrapper: Vec<String>,
    /// Width and height of its window in pixels.
    pub window: (u32, u32),
    /// Least seconds between two requests of one page to a host.
    pub delay_s: f64,
}

impl Default for Browser {
    fn default() -> Self {
        Self {
            mode: Render::Off,
            program: "/usr/bin/chromium".into(),
            wrapper: Vec::new(),
            window: (1280, 800),
            delay_s: 0.2,
        }
    }
}

/// Which pages a browser draws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Render {
    /// None.
    #[default]
    Off,
    /// Those that say nothing without it.
    Auto,
    /// All.
    Always,
}

/// What becomes of a server whose certificate does not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BadCertificates {
    /// It is asked, and the exchange says what is wrong with it.
    #[default]
    Record,
    /// It is not asked.
    Refuse,
}
