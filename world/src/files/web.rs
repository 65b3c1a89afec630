//! A crawl of a site as WARC records.

use crate::advert::Advert;
use crate::outlet::{Markup, Outlet};
use crate::pages::{self, noise};
use crate::posting::FIRST_SECOND;
use crate::rng::key;
use crate::warc::{Gzip, Record, digest, record_id};
use crate::when;
use std::io::{self, Write};

/// Adverts to a listing page.
const A_LISTING: usize = 40;

/// What a crawl writes beside the pages of adverts.
pub(super) struct Crawl {
    seed: u64,
    outlet: &'static Outlet,
    started: i64,
    gzip: Gzip,
    links: Vec<(String, String)>,
    listings: usize,
    revisit: Option<(i64, Vec<u8>)>,
}

/// Records of one exchange, in the outlet's form: gzip members or plain.
fn lay(outlet: &Outlet, record: &Record<'_>, gzip: &mut Gzip, out: &mut Vec<u8>) {
    if outlet.file.ends_with(".gz") {
        let mut plain = Vec::with_capacity(record.block.len() + 512);
        record.write(&mut plain);
        gzip.member(&plain, out);
    } else {
        record.write(out);
    }
}

/// One HTTP exchange to be recorded.
struct Exchange<'a> {
    name: [u64; 3],
    date: i64,
    url: &'a str,
    path: &'a str,
    status: &'a str,
    body: &'a [u8],
    coding: Coding,
    metadata: bool,
}

/// How the body came over the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Coding {
    Plain,
    /// `Transfer-Encoding: chunked` (RFC 9112, section 7.1).
    Chunked,
    /// `Content-Encoding: gzip`.
    Gzip,
}

/// Records of the advert's page: response, request and now and then metadata.
pub(super) fn records(
    seed: u64,
    ad: &Advert<'_>,
    n: u32,
    gzip: &mut Gzip,
    out: &mut Vec<u8>,
) -> u64 {
    let url = ad.url.as_deref().unwrap_or_default();
    let path = &url["https://".len() + ad.outlet.host.len()..];
    let body = pages::page(ad);
    // A crawler comes by within a day.
    let date = ad.posted + 600 + (key(&[seed, 501, u64::from(n)]) % 80_000) as i64;
    let coding = match n % 97 {
        13 => Coding::Chunked,
        29 => Coding::Gzip,
        _ => Coding::Plain,
    };
    let exchange = Exchange {
        name: [seed, 502, u64::from(n)],
        date,
        url,
        path,
        status: "200 OK",
        body: &body,
        coding,
        metadata: n.is_multiple_of(10),
    };
    exchange.write(ad.outlet, gzip, out)
}

impl Exchange<'_> {
    fn write(&self, outlet: &Outlet, gzip: &mut Gzip, out: &mut Vec<u8>) -> u64 {
        let [seed, stream, n] = self.name;
        let ids: [String; 3] = std::array::from_fn(|i| record_id(&[seed, stream, n, i as u64]));
        let (head, body) = self.message(gzip);
        let mut block = head.into_bytes();
        block.extend_from_slice(&body);
        // Readers differ on what the payload of a chunked message is: there only the block counts.
        let mut more = String::new();
        if self.coding != Coding::Chunked {
            more = format!("WARC-Payload-Digest: {}\r\n", digest(&body));
        }
        let response = Record {
            kind: "response",
            id: &ids[0],
            date: self.date,
            target: Some(self.url),
            media_type: "application/http; msgtype=response",
            more,
            block: &block,
        };
        lay(outlet, &response, gzip, out);
        let request = format!(
            "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: spoor-world\r\nAccept: */*\r\n\r\n",
            self.path, outlet.host
        );
        let concurrent = format!("WARC-Concurrent-To: <{}>\r\n", ids[0]);
        let request = Record {
            kind: "request",
            id: &ids[1],
            media_type: "application/http; msgtype=request",
            more: concurrent.clone(),
            block: request.as_bytes(),
            ..response
        };
        lay(outlet, &request, gzip, out);
        if !self.metadata {
            return 2;
        }
        let metadata = Record {
            kind: "metadata",
            id: &ids[2],
            media_type: "application/warc-fields",
            more: concurrent,
            block: b"fetchTimeMs: 231\r\nvia: listing\r\n",
            ..request
        };
        lay(outlet, &metadata, gzip, out);
        3
    }

    fn message(&self, gzip: &mut Gzip) -> (String, Vec<u8>) {
        let mut head = format!(
            "HTTP/1.1 {}\r\nDate: {}\r\nContent-Type: text/html{}\r\n",
            self.status,
            when::http(self.date),
            // Some sites say the charset in the header, some leave it to the page.
            if self.url.starts_with("https://board") { "; charset=utf-8" } else { "" }
        );
        let body = match self.coding {
            Coding::Plain => self.body.to_vec(),
            Coding::Gzip => {
                head.push_str("Content-Encoding: gzip\r\n");
                let mut packed = Vec::new();
                gzip.member(self.body, &mut packed);
                packed
            }
            Coding::Chunked => {
                head.push_str("Transfer-Encoding: chunked\r\n\r\n");
                let mut chunked = Vec::with_capacity(self.body.len() + 64);
                for chunk in self.body.chunks(700) {
                    chunked.extend(format!("{:x}\r\n", chunk.len()).bytes());
                    chunked.extend_from_slice(chunk);
                    chunked.extend_from_slice(b"\r\n");
                }
                chunked.extend_from_slice(b"0\r\n\r\n");
                return (head, chunked);
            }
        };
        head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        (head, body)
    }
}

impl Crawl {
    pub(super) fn new(seed: u64, outlet: &'static Outlet, first: Option<i64>) -> Self {
        Self {
            seed,
            outlet,
            started: first.unwrap_or(FIRST_SECOND),
            gzip: Gzip::new(),
            links: Vec::new(),
            listings: 0,
            revisit: None,
        }
    }

    fn name(&self, stream: u64, n: usize) -> [u64; 3] {
        [self.seed, stream + self.outlet.letter.as_bytes()[0] as u64 * 1000, n as u64]
    }

    /// Who crawled, and the pages met once.
    pub(super) fn begin(&mut self, file: &mut dyn Write) -> io::Result<u64> {
        let mut out = Vec::new();
        let more = format!("WARC-Filename: {}\r\n", self.outlet.file);
        let info = Record {
            kind: "warcinfo",
            id: &record_id(&self.name(503, 0)),
            date: self.started,
            target: None,
            media_type: "application/warc-fields",
            more,
            block: b"software: spoor-world\r\nformat: WARC File Format 1.1\r\n\
                description: a made-up country; no real person, number or place of business\r\n",
        };
        lay(self.outlet, &info, &mut self.gzip, &mut out);
        let mut records = 1;
        for (n, page) in noise::once(self.outlet).iter().enumerate() {
            records += self.noise(504, n, page, &mut out);
        }
        file.write_all(&out)?;
        Ok(records)
    }

    fn noise(&mut self, stream: u64, n: usize, page: &noise::Noise, out: &mut Vec<u8>) -> u64 {
        let url = format!("https://{}{}", self.outlet.host, page.path);
        let exchange = Exchange {
            name: self.name(stream, n),
            date: self.started + n as i64,
            url: &url,
            path: &page.path,
            status: page.status,
            body: &page.body,
            coding: Coding::Plain,
            metadata: false,
        };
        let records = exchange.write(self.outlet, &mut self.gzip, out);
        if stream == 504 && page.path == "/" {
            self.revisit = Some((exchange.date, page.body.clone()));
        }
        records
    }

    /// What stands between adverts: a listing now and then, and a page met again unchanged.
    pub(super) fn after(
        &mut self,
        link: (String, String),
        file: &mut dyn Write,
    ) -> io::Result<u64> {
        if matches!(self.outlet.markup, Markup::Jsonl | Markup::Csv) {
            return Ok(0);
        }
        self.links.push(link);
        if self.links.len() < A_LISTING {
            return Ok(0);
        }
        self.listings += 1;
        let links = std::mem::take(&mut self.links);
        let page = noise::listing(self.outlet, self.listings, &links);
        let mut out = Vec::new();
        let mut records = self.noise(505, self.listings, &page, &mut out);
        if self.listings % 10 == 1 {
            records += self.again(&mut out);
        }
        file.write_all(&out)?;
        Ok(records)
    }

    /// A revisit record (WARC 1.1, section 6.7.2): the front page had not changed.
    fn again(&mut self, out: &mut Vec<u8>) -> u64 {
        let Some((first_seen, body)) = &self.revisit else { return 0 };
        let url = format!("https://{}/", self.outlet.host);
        let date = self.started + 3600 + self.listings as i64;
        let head = format!(
            "HTTP/1.1 200 OK\r\nDate: {}\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n",
            when::http(date),
            body.len()
        );
        let more = format!(
            "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n\
             WARC-Payload-Digest: {}\r\nWARC-Refers-To-Target-URI: {url}\r\n\
             WARC-Refers-To-Date: {}\r\nWARC-Truncated: length\r\n",
            digest(body),
            when::rfc3339(*first_seen)
        );
        let record = Record {
            kind: "revisit",
            id: &record_id(&self.name(506, self.listings)),
            date,
            target: Some(&url),
            media_type: "application/http; msgtype=response",
            more,
            block: head.as_bytes(),
        };
        lay(self.outlet, &record, &mut self.gzip, out);
        1
    }
}
