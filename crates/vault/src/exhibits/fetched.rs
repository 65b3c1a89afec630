//! What goes with the record of something we fetched ourselves: more in its head, and two records right
//! behind it, tied to it by `WARC-Concurrent-To`: the request as sent, and the facts of the exchange as
//! `application/warc-fields`. Index and custody log know the three as one exhibit, so that they are
//! sealed, kept and erased together.
//!
//! `WARC-Protocol` and `WARC-Cipher-Suite` are the web archives' newer practice; a payload is what
//! stands behind the head in the block, with its chunks if it came in chunks, as warcio reads it.

use super::head::{Head, date, field, one_line, record_id, uri};
use super::record::{BLOCK_MAX, HEADER_MAX, split};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, SecondsFormat};
use flate2::bufread::GzDecoder;
use sha2::{Digest as _, Sha256};
use spoor_vocab::{Capture, CaptureKind, Digests, Exchange, ExhibitId, Millis};
use std::fmt::Write as _;
use std::io::Read;

/// Field of the exhibit that a record is a part of.
pub const PART_OF: &str = "Spoor-Part-Of";
/// Facts and request of one exchange: more is none of ours.
const FACTS_MAX: usize = 1 << 20;

/// How an exhibit was fetched, as it was sealed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The request as sent.
    pub request: Vec<u8>,
    /// Names and values, in order; a name can stand there several times.
    pub facts: Vec<(String, String)>,
}

/// Refuses what would say less than it must, or could not be read back.
pub fn check(capture: &Capture) -> Result<(), String> {
    let Some(exchange) = &capture.exchange else {
        return match capture.kind {
            CaptureKind::Revisit => Err("a revisit without its exchange".into()),
            _ => Ok(()),
        };
    };
    let revisit = capture.kind == CaptureKind::Revisit;
    if revisit != exchange.revisit.is_some() {
        return Err("a revisit must say of what, and nothing else can".into());
    }
    let chain = exchange.tls.iter().flat_map(|tls| tls.chain.iter()).map(Vec::len).sum::<usize>();
    let texts = [&exchange.peer, &exchange.protocol, &exchange.crawl, &exchange.why];
    let texts = texts.into_iter().chain(&exchange.answers).chain(&exchange.findings);
    let texts = texts.chain(&exchange.via).chain(exchange.revisit.as_ref().map(|r| &r.target));
    let length = texts.map(String::len).sum::<usize>() + exchange.request.len() + chain;
    if length > FACTS_MAX / 6 {
        return Err(format!("{length} bytes of request, certificates and other facts"));
    }
    Ok(())
}

/// Identifier of the first record. Two exchanges can give the same bytes: each has its own.
pub fn id(capture: &Capture, exchange: &Exchange, source: &str, digests: &Digests) -> String {
    let times = [exchange.times.began, exchange.times.ended, capture.captured_at];
    let times = times.map(i64::to_le_bytes).concat();
    let after = exchange.times.ended_after_us.to_le_bytes();
    let target = capture.target.as_bytes();
    record_id(&[&digests.blake3.0, source.as_bytes(), &times, &after, target])
}

/// What the first record's head says besides.
pub fn say(head: &mut Head, capture: &Capture, exchange: &Exchange) {
    say_route(head, exchange);
    if let Some(cut) = exchange.truncated {
        head.say("WARC-Truncated", cut.word());
    }
    if let Some(whole) = exchange.part_of {
        head.say(PART_OF, &whole.to_hex());
    }
    let payload = match &exchange.revisit {
        Some(of) => Some(of.payload),
        // What is no message is all payload, and its block's digest says so.
        None if capture.kind == CaptureKind::Resource => None,
        None => payload(&capture.block).map(|bytes| Sha256::digest(bytes).into()),
    };
    if let Some(payload) = payload {
        head.say("WARC-Payload-Digest", &format!("sha256:{}", hex::encode(payload)));
    }
    if let Some(of) = &exchange.revisit {
        head.say("WARC-Profile", of.profile.uri());
        head.say("WARC-Refers-To-Target-URI", &uri(&of.target));
        head.say("WARC-Refers-To-Date", &date(of.captured_at));
        head.say("Spoor-Refers-To", &of.of.to_hex());
    }
}

/// The exhibits that a record's head says it goes with: the one it is a revisit of, the one it is a
/// part of.
pub fn goes_with(head: &str) -> impl Iterator<Item = ExhibitId> {
    let revisit = field(head, "WARC-Type").is_ok_and(|kind| kind == "revisit");
    let of = field(head, "Spoor-Refers-To").ok().filter(|_| revisit);
    [of, field(head, PART_OF).ok()].into_iter().flatten().filter_map(ExhibitId::parse)
}

fn say_route(head: &mut Head, exchange: &Exchange) {
    if let Ok(peer) = exchange.peer.parse::<std::net::SocketAddr>()
        && !exchange.by_proxy
    {
        head.say("WARC-IP-Address", &peer.ip().to_string());
    }
    head.say("WARC-Protocol", &one_line(&exchange.protocol));
    if let Some(tls) = &exchange.tls {
        head.say("WARC-Protocol", &one_line(&tls.version));
        head.say("WARC-Cipher-Suite", &one_line(&tls.cipher));
    }
}

/// What stands behind the head of an HTTP message; none if it has no head.
fn payload(block: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    loop {
        let end = at + block[at..].iter().position(|b| *b == b'\n')? + 1;
        if matches!(&block[at..end], b"\n" | b"\r\n") {
            return Some(&block[end..]);
        }
        at = end;
    }
}

/// The request's record, as a gzip member.
pub fn request(capture: &Capture, exchange: &Exchange, of: &str) -> std::io::Result<Vec<u8>> {
    let mut head = beside("request", capture, of);
    say_route(&mut head, exchange);
    member(head, "application/http; msgtype=request", &exchange.request)
}

/// The record of what is known of the exchange, as a gzip member.
pub fn metadata(capture: &Capture, exchange: &Exchange, of: &str) -> std::io::Result<Vec<u8>> {
    let head = beside("metadata", capture, of);
    member(head, "application/warc-fields", facts(exchange).as_bytes())
}

fn beside(kind: &str, capture: &Capture, of: &str) -> Head {
    let id = record_id(&[of.as_bytes(), kind.as_bytes()]);
    let mut head = Head::new(kind, &id, capture.captured_at, &capture.target);
    head.say("WARC-Concurrent-To", of);
    head
}

fn member(mut head: Head, media_type: &str, block: &[u8]) -> std::io::Result<Vec<u8>> {
    head.say("Content-Type", media_type);
    head.say("WARC-Block-Digest", &format!("sha256:{}", hex::encode(Sha256::digest(block))));
    head.member(block)
}

/// The facts. The first three names are Heritrix's; a certificate is DER in base64, as PEM has it
/// between its lines.
fn facts(exchange: &Exchange) -> String {
    let mut facts = String::with_capacity(1024);
    let mut say = |name: &str, value: &str| {
        let value = value.chars().map(|c| if c.is_control() { '?' } else { c });
        let _ = write!(facts, "{name}: {}\r\n", value.collect::<String>());
    };
    let times = &exchange.times;
    if let Some(via) = &exchange.via {
        say("via", via);
    }
    say("hopsFromSeed", &"R".repeat(exchange.hop.min(99) as usize));
    say("fetchTimeMs", &(times.ended_after_us / 1000).to_string());
    say("crawl", &exchange.crawl);
    say("why", &exchange.why);
    say(if exchange.by_proxy { "proxy" } else { "peer" }, &exchange.peer);
    exchange.answers.iter().for_each(|answer| say("dns-answer", answer));
    say("protocol", &exchange.protocol);
    say("began", &instant(times.began));
    say("head", &instant(times.head));
    say("ended", &instant(times.ended));
    say("head-after-us", &times.head_after_us.to_string());
    say("ended-after-us", &times.ended_after_us.to_string());
    if let Some(server) = times.server {
        say("server-date", &instant(server));
    }
    if let Some(tls) = &exchange.tls {
        say("tls-version", &tls.version);
        say("tls-cipher", &tls.cipher);
        for certificate in tls.chain.iter() {
            say("tls-certificate-sha256", &hex::encode(Sha256::digest(certificate)));
            say("tls-certificate", &BASE64_STANDARD.encode(certificate));
        }
    }
    if let Some(cut) = exchange.truncated {
        say("truncated", cut.word());
    }
    exchange.findings.iter().for_each(|finding| say("finding", finding));
    facts
}

fn instant(at: Millis) -> String {
    let time = DateTime::from_timestamp_millis(at).unwrap_or_default();
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Reads how an exhibit was fetched from its gzip members; none if it was imported.
pub fn read(members: &[u8]) -> Result<Option<Fetched>, String> {
    let mut rest = members;
    unpack(&mut rest, BLOCK_MAX + HEADER_MAX as u64)?;
    if rest.is_empty() {
        return Ok(None);
    }
    let mut next = |kind: &str| {
        let plain = unpack(&mut rest, 2 * FACTS_MAX as u64)?;
        let (head, block) = split(&plain)?;
        match field(head, "WARC-Type")? == kind {
            true => Ok(block.to_vec()),
            false => Err(format!("there is no {kind} where it must be")),
        }
    };
    let (request, facts) = (next("request")?, next("metadata")?);
    let facts = String::from_utf8(facts).map_err(|_| "the metadata is not UTF-8")?;
    let facts = facts.split("\r\n").filter_map(|line| line.split_once(": "));
    let facts = facts.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Ok(Some(Fetched { request, facts }))
}

/// Unpacks the first gzip member and steps over it.
fn unpack(rest: &mut &[u8], most: u64) -> Result<Vec<u8>, String> {
    let mut plain = Vec::new();
    let mut gzip = GzDecoder::new(*rest).take(most);
    gzip.read_to_end(&mut plain).map_err(|e| format!("not a gzip member: {e}"))?;
    if gzip.limit() == 0 {
        return Err("a record unpacks to more than any of ours".into());
    }
    *rest = gzip.into_inner().into_inner();
    Ok(plain)
}
