//! From what came over the wire to what was fetched.

use super::ask::{Ask, Config};
use super::connect::Wire;
use super::decode::decoded;
use super::fetched::{Fetched, Validators};
use super::head::{self, Head};
use http::{Version, header, response};
use spoor_vocab::{Exchange, Times, Truncation};
use std::sync::Arc;

/// An exchange that is over.
pub struct Got {
    pub parts: response::Parts,
    /// The body without chunks, still coded.
    pub sent_body: Vec<u8>,
    pub truncated: Option<Truncation>,
    pub sent: Vec<u8>,
    pub message: Vec<u8>,
    pub times: Times,
    pub wire: Arc<Wire>,
}

/// Reads the answer.
pub fn fetched(ask: Ask, got: Got, config: &Config) -> Fetched {
    let headers = got.parts.headers;
    let codings: Vec<&str> = headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    let decoded = decoded(&got.sent_body, &codings.join(","), config.body_bytes);
    let findings = got.wire.finding.iter().cloned().chain(decoded.finding).collect();
    let status = got.parts.status.as_u16();
    let place = headers.get(header::LOCATION);
    let location = place.and_then(|to| head::location(status, to.as_bytes(), &ask.url));
    let retry_after = head::text(&headers, &header::RETRY_AFTER);
    let retry_after =
        retry_after.and_then(|value| head::retry_after(value, got.times.server, got.times.ended));
    let owned = |name| head::text(&headers, &name).map(str::to_owned);
    let validators =
        Validators { etag: owned(header::ETAG), last_modified: owned(header::LAST_MODIFIED) };
    let protocol = match got.parts.version {
        Version::HTTP_2 => "h2",
        Version::HTTP_10 => "http/1.0",
        _ => "http/1.1",
    };
    let mut message = got.message;
    message.drain(..Head::of(&message).begins);
    let exchange = Exchange {
        request: got.sent,
        peer: got.wire.peer.clone(),
        by_proxy: got.wire.by_proxy,
        protocol: protocol.to_owned(),
        tls: got.wire.tls.clone(),
        answers: got.wire.answers.to_vec(),
        times: got.times,
        truncated: got.truncated,
        hop: ask.hop,
        via: ask.via,
        crawl: config.crawl.clone(),
        why: ask.why,
        findings,
        part_of: None,
        revisit: None,
    };
    Fetched {
        url: ask.url,
        status,
        headers,
        body: decoded.bytes,
        truncated: got.truncated,
        location,
        retry_after,
        validators,
        exchange,
        message,
        known: ask.known,
    }
}
