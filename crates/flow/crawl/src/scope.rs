//! Scope: what a crawl may ask for. Decided for every address before anything is asked of it: links,
//! redirects, and each address that a name is answered with.

mod special;

use crate::profile::{HostRule, Private};
use ipnet::IpNet;
use regex::RegexSet;
use special::special;
use std::net::{IpAddr, SocketAddr};
use thiserror::Error;
use url::{Host, Url};

/// Why something is outside the scope.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Neither http nor https.
    #[error("{0}: is no address of the web (only http and https are asked for)")]
    Scheme(String),
    /// The address holds a name or password.
    #[error("the address holds a user name or password")]
    Credentials,
    /// The host is not in the profile.
    #[error("host {0} is not in the profile's scope (scope.hosts)")]
    Host(String),
    /// The path is not allowed, or is denied.
    #[error("path {0} is not in the profile's scope (scope.paths)")]
    Path(String),
    /// Farther from the seeds than the profile goes.
    #[error("depth {0} is more than the profile's {1} (scope.depth)")]
    Depth(u32, u32),
    /// An onion host, and no proxy that could reach it.
    #[error("{0} can only be reached through a proxy (proxy.socks5)")]
    Onion(String),
    /// The host's address is not of the public internet.
    #[error("{host} is at {address}, {what}: name it in scope.private if it may be asked")]
    Address {
        /// The host.
        host: String,
        /// What its name was answered with.
        address: IpAddr,
        /// What kind of address that is.
        what: &'static str,
    },
    /// The name was answered with nothing.
    #[error("the name of {0} has no address")]
    Nowhere(String),
}

/// Where a connection may go: made by [`Scope::admit`] and by nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Allowed(SocketAddr);

impl Allowed {
    /// Address and port.
    pub fn get(self) -> SocketAddr {
        self.0
    }
}

/// What a crawl may ask for.
#[derive(Clone, Debug)]
pub struct Scope {
    pub(crate) hosts: Vec<HostRule>,
    pub(crate) allow: RegexSet,
    pub(crate) deny: RegexSet,
    pub(crate) depth: u32,
    pub(crate) private: Vec<Private>,
    pub(crate) proxied: bool,
}

impl Scope {
    /// Links from the seeds that are followed.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Whether this address may be asked for, so many steps from the seeds.
    ///
    /// # Errors
    /// Why it may not.
    pub fn url(&self, url: &Url, depth: u32) -> Result<(), Refusal> {
        self.origin(url)?;
        if depth > self.depth {
            return Err(Refusal::Depth(depth, self.depth));
        }
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let allowed = self.allow.is_empty() || self.allow.is_match(path);
        match allowed && !self.deny.is_match(path) {
            true => Ok(()),
            false => Err(Refusal::Path(path.to_owned())),
        }
    }

    /// Whether this address's host and port may be asked for anything, such as `robots.txt`.
    ///
    /// # Errors
    /// Why they may not.
    pub fn origin(&self, url: &Url) -> Result<(), Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Credentials);
        }
        let (host, port) = host_and_port(url);
        if !self.hosts.iter().any(|rule| rule.covers(&host, port, url.scheme())) {
            return Err(Refusal::Host(format!("{host}:{port}")));
        }
        if is_onion(&host) && !self.proxied {
            return Err(Refusal::Onion(host));
        }
        // Behind a proxy nobody tells us where a name leads; an address as such can still be judged.
        match url.host() {
            Some(Host::Ipv4(ip)) => self.address(&host, ip.into()),
            Some(Host::Ipv6(ip)) => self.address(&host, ip.into()),
            _ => Ok(()),
        }
    }

    /// Whether this host may be asked at this address.
    ///
    /// # Errors
    /// What kind of address it is.
    pub fn address(&self, host: &str, address: IpAddr) -> Result<(), Refusal> {
        let Some(what) = special(address) else { return Ok(()) };
        let named = self.private.iter().any(|private| match private {
            Private::Host(named) => named == host,
            Private::Net(net) => net.contains(&address),
        });
        match named {
            true => Ok(()),
            false => Err(Refusal::Address { host: host.to_owned(), address, what }),
        }
    }

    /// Those of the addresses that a host's name was answered with that may be connected to. One of
    /// them is connected to as it is: a name that is resolved again may lead elsewhere.
    ///
    /// # Errors
    /// If there is none; what the first is.
    pub fn admit(&self, host: &str, answers: &[SocketAddr]) -> Result<Vec<Allowed>, Refusal> {
        let mut refused = Refusal::Nowhere(host.to_owned());
        let mut allowed = Vec::with_capacity(answers.len());
        for answer in answers.iter().rev() {
            match self.address(host, answer.ip()) {
                Ok(()) => allowed.push(Allowed(*answer)),
                Err(refusal) => refused = refusal,
            }
        }
        allowed.reverse();
        if allowed.is_empty() { Err(refused) } else { Ok(allowed) }
    }
}

/// A host as names are compared: lower case, without the dot at the end; and its port.
pub(crate) fn host_and_port(url: &Url) -> (String, u16) {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    (host.to_ascii_lowercase(), url.port_or_known_default().unwrap_or(0))
}

/// Whether a host is one of Tor's.
pub(crate) fn is_onion(host: &str) -> bool {
    host == "onion" || host.ends_with(".onion")
}

impl HostRule {
    /// Whether the rule is of this host, at this port. A rule that names no port is of the scheme's own.
    fn covers(&self, host: &str, port: u16, scheme: &str) -> bool {
        let own = if scheme == "https" { 443 } else { 80 };
        let named = match &self.below {
            true => host.strip_suffix(&self.name).is_some_and(|rest| rest.ends_with('.')),
            false => host == self.name,
        };
        named && port == self.port.unwrap_or(own)
    }
}

impl Private {
    /// Reads a net (`10.0.0.0/8`), an address or a host.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if let Ok(net) = text.parse::<IpNet>() {
            return Some(Self::Net(net));
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Some(Self::Net(address.into()));
        }
        match Host::parse(text) {
            Ok(Host::Domain(host)) => Some(Self::Host(host)),
            _ => None,
        }
    }
}
