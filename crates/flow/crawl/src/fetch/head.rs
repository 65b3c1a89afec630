//! Heads: of requests as they are sent, of answers as they are read.

use super::ask::{Ask, Config, FetchError};
use http::header::{self, HeaderMap, HeaderName};
use http::response;
use http_body_util::Empty;
use hyper::Request;
use hyper::body::Bytes;
use spoor_vocab::Millis;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use url::Url;

/// No host is waited for longer than this, whatever it asks.
const RETRY_MOST: Duration = Duration::from_secs(7 * 86_400);

/// The request for something, with its whole address.
pub fn request(
    ask: &Ask,
    config: &Config,
    cookie: Option<&str>,
) -> Result<Request<Empty<Bytes>>, FetchError> {
    let url = &ask.url;
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let mut request = Request::get(&url[..url::Position::AfterQuery])
        .header(header::HOST, host)
        .header(header::USER_AGENT, &config.user_agent)
        .header(header::ACCEPT, "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.5")
        // What every replayer of web archives can take off again.
        .header(header::ACCEPT_ENCODING, "gzip, deflate, br");
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    if let Some(known) = &ask.known {
        for (name, value) in [
            (header::IF_NONE_MATCH, &known.etag),
            (header::IF_MODIFIED_SINCE, &known.last_modified),
        ] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
    }
    request.body(Empty::new()).map_err(|e| FetchError::Request(e.to_string()))
}

/// A request of HTTP/2 in the form of HTTP/1.1.
pub fn request_text(request: &Request<Empty<Bytes>>) -> Vec<u8> {
    let path = request.uri().path_and_query().map_or("/", |p| p.as_str());
    let mut text = format!("{} {path} HTTP/1.1\r\n", request.method()).into_bytes();
    fields(&mut text, request.headers());
    text
}

/// An answer of HTTP/2 in the form of HTTP/1.1.
pub fn response_text(parts: &response::Parts, body: &[u8]) -> Vec<u8> {
    let reason = parts.status.canonical_reason().unwrap_or_default();
    let mut text = format!("HTTP/1.1 {} {reason}\r\n", parts.status.as_u16()).into_bytes();
    fields(&mut text, &parts.headers);
    text.extend_from_slice(body);
    text
}

fn fields(text: &mut Vec<u8>, headers: &HeaderMap) {
    for (name, value) in headers {
        text.extend_from_slice(name.as_str().as_bytes());
        text.extend_from_slice(b": ");
        text.extend_from_slice(value.as_bytes());
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(b"\r\n");
}

/// Where the head of a message ends.
pub struct Head {
    /// First byte of the message that counts: behind interim answers (1xx).
    pub begins: usize,
    /// First byte of the payload.
    pub ends: usize,
}

impl Head {
    /// Finds the head of an answer as it was recorded. A server may send interim answers before it;
    /// they are no part of a record of the answer.
    pub fn of(message: &[u8]) -> Self {
        let mut begins = 0;
        loop {
            let ends = begins + end_of_head(&message[begins..]);
            let interim = message[begins..].starts_with(b"HTTP/")
                && message[begins..ends].get(8..11).is_some_and(|code| code.starts_with(b" 1"));
            if !interim || ends == begins || ends >= message.len() {
                return Self { begins, ends };
            }
            begins = ends;
        }
    }
}

/// Bytes up to and with the empty line; all, if there is none.
fn end_of_head(message: &[u8]) -> usize {
    for at in memchr::memchr_iter(b'\n', message) {
        match &message[at + 1..] {
            [b'\n', ..] => return at + 2,
            [b'\r', b'\n', ..] => return at + 3,
            _ => {}
        }
    }
    message.len()
}

/// A field as text; none if it is there and no text.
pub fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The server's clock.
pub fn date(headers: &HeaderMap) -> Option<Millis> {
    text(headers, &header::DATE).and_then(http_date)
}

fn http_date(text: &str) -> Option<Millis> {
    let at: SystemTime = httpdate::parse_http_date(text.trim()).ok()?;
    Millis::try_from(at.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}

/// How long a server asks to be left alone (RFC 9110, section 10.2.3): seconds, or a date against its
/// own clock if it tells it, else against ours.
pub fn retry_after(value: &str, server: Option<Millis>, now: Millis) -> Option<Duration> {
    let value = value.trim();
    let wait = match value.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) => RETRY_MOST,
        Err(_) => {
            let wait = http_date(value)?.saturating_sub(server.unwrap_or(now));
            Duration::from_millis(u64::try_from(wait).unwrap_or(0))
        }
    };
    Some(wait.min(RETRY_MOST))
}

/// Where a redirect leads, against the address that was asked for (RFC 9110, section 10.2.2).
pub fn location(status: u16, value: &[u8], asked: &Url) -> Option<Url> {
    if !matches!(status, 201 | 300..=303 | 305..=308) {
        return None;
    }
    let mut to = asked.join(String::from_utf8_lossy(value).trim()).ok()?;
    if to.fragment().is_none() {
        to.set_fragment(asked.fragment());
    }
    Some(to)
}
