//! An exchange: how a capture was fetched, so that its taking can be told and checked later. What was
//! asked, of which machine, over what, when by which clock, and who wanted it.

use crate::{ExhibitId, Millis};

/// Everything known of the fetching of one capture but the answer itself, which is the capture's block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The request as sent, line ends included. Over HTTP/2 it is written in the form of HTTP/1.1.
    pub request: Vec<u8>,
    /// Address and port that the connection went to: the server's, or the proxy's.
    pub peer: String,
    /// Whether `peer` is a SOCKS proxy, which alone knows the server's address.
    pub by_proxy: bool,
    /// Which HTTP was spoken: `http/1.0`, `http/1.1` or `h2` (their ALPN names, RFC 7301).
    pub protocol: String,
    /// What was under it; none if nothing was.
    pub tls: Option<TlsFacts>,
    /// What the name was answered with, one address each, whether or not it was used.
    pub answers: Vec<String>,
    /// When, by several clocks.
    pub times: Times,
    /// Why the answer is not whole; none if it is.
    pub truncated: Option<Truncation>,
    /// Redirects that were followed before this one.
    pub hop: u32,
    /// Address of the page or redirect that led here; none for a beginning.
    pub via: Option<String>,
    /// Name of the crawl that asked.
    pub crawl: String,
    /// Which of its decisions asked for this, in its own words.
    pub why: String,
    /// What was odd about it, such as a certificate that does not hold.
    pub findings: Vec<String>,
    /// The exhibit that this is a part of, such as the page it was fetched for: it goes with it.
    pub part_of: Option<ExhibitId>,
    /// For a revisit: what it is a revisit of.
    pub revisit: Option<Revisit>,
}

/// What secured an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFacts {
    /// `tls/1.2` or `tls/1.3`.
    pub version: String,
    /// Cipher suite by its IANA name.
    pub cipher: String,
    /// Certificates as the server sent them, its own first, each as DER (X.509).
    pub chain: std::sync::Arc<[Vec<u8>]>,
}

/// When an exchange happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// This machine's clock as the request was about to be sent.
    pub began: Millis,
    /// This machine's clock as the head of the answer was there.
    pub head: Millis,
    /// This machine's clock at the end of the answer.
    pub ended: Millis,
    /// Microseconds from `began` to `head`, by a clock that is never set.
    pub head_after_us: u64,
    /// Microseconds from `began` to `ended`, by a clock that is never set.
    pub ended_after_us: u64,
    /// The server's own clock, as its header `Date` says.
    pub server: Option<Millis>,
}

/// Why an answer is not whole (WARC 1.1, section 5.13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truncation {
    /// It was longer than is taken.
    Length,
    /// It took longer, or came more slowly, than is waited for.
    Time,
    /// The connection ended before it did.
    Disconnect,
    /// It was not framed as it said.
    Unspecified,
}

impl Truncation {
    /// The word of `WARC-Truncated`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Time => "time",
            Self::Disconnect => "disconnect",
            Self::Unspecified => "unspecified",
        }
    }
}

/// What an earlier exchange gave that this one gave again (WARC 1.1, section 6.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revisit {
    /// How it is known.
    pub profile: RevisitProfile,
    /// The exhibit that has the payload.
    pub of: ExhibitId,
    /// Where that one was retrieved from.
    pub target: String,
    /// When that one was retrieved.
    pub captured_at: Millis,
    /// SHA-256 of the payload as it stands in that one's block: all behind the head.
    pub payload: [u8; 32],
}

/// How a payload is known to be an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevisitProfile {
    /// It was retrieved again and is the same.
    IdenticalPayload,
    /// The server says that it has not changed (304).
    NotModified,
}

impl RevisitProfile {
    /// The address that names it in `WARC-Profile`.
    pub fn uri(self) -> &'static str {
        match self {
            Self::IdenticalPayload => {
                "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
            }
            Self::NotModified => "http://netpreserve.org/warc/1.1/revisit/server-not-modified",
        }
    }
}
