//! The web over real sockets. The client here is a bare socket: what is to be tested is what a
//! library would hide.

use spoor_web::serve::{self, Options, Running, hostile};
use spoor_web::{Plan, Request, Web};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, OnceLock};

fn web() -> Arc<Web> {
    static WEB: OnceLock<Arc<Web>> = OnceLock::new();
    let plan = Plan { sites: 8, pages: 1_000, seed: 2, ..Plan::default() };
    Arc::clone(WEB.get_or_init(|| Arc::new(Web::new(plan))))
}

fn running() -> Running {
    serve::start(web(), &Options::default()).unwrap()
}

/// Sends `request` and reads all that comes, or the first `most` bytes of it.
fn raw(server: &Running, request: &str, most: usize) -> Vec<u8> {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut all = Vec::new();
    // A connection that is reset in the midst gives what came before.
    let _ = stream.take(most as u64).read_to_end(&mut all);
    all
}

/// Status, header fields and body of a `GET`.
fn get(server: &Running, host: &str, path: &str) -> (u16, BTreeMap<String, String>, Vec<u8>) {
    let ask =
        format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: ok=1\r\nConnection: close\r\n\r\n");
    let all = raw(server, &ask, usize::MAX);
    let at = all.windows(4).position(|w| w == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8(all[..at].to_vec()).unwrap();
    let status = head[9..12].parse().unwrap();
    let fields = head.lines().skip(1).filter_map(|l| l.split_once(": "));
    let fields = fields.map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    (status, fields, all[at + 4..].to_vec())
}

fn split(url: &str) -> (&str, String) {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    (host, format!("/{path}"))
}

#[test]
fn what_is_served_is_what_is_answered() {
    let (web, server) = (web(), running());
    assert_eq!(server.now(), 0, "the clock stands still unless it is told to go");
    for url in web.seeds().into_iter().chain(web.truth(0, 1).take(40).map(|a| a.urls[0].clone())) {
        let (host, path) = split(&url);
        let (status, fields, body) = get(&server, host, &path);
        let answer = web.answer(&Request::get(&url, 0).with("cookie", "ok=1"));
        assert_eq!((status, &body), (answer.status, &answer.body), "{url}");
        for (name, value) in answer.headers {
            assert_eq!(fields[name], value);
        }
        assert_eq!(fields["content-length"], body.len().to_string());
    }
    let (status, ..) = get(&server, "nobody.example", "/");
    assert_eq!(status, 421);
}

#[test]
fn a_connection_takes_several_requests_also_as_a_proxy_and_at_a_port() {
    let (web, server) = (web(), running());
    let seed = &web.seeds()[3];
    let (host, _) = split(seed);
    let ask = format!(
        "GET / HTTP/1.1\r\nHost: {host}\r\n\r\nHEAD {seed} HTTP/1.1\r\nHost: ignored\r\n\r\n\
         GET {seed} HTTP/1.1\r\nHost: ignored\r\nConnection: close\r\n\r\n"
    );
    let all = String::from_utf8_lossy(&raw(&server, &ask, usize::MAX)).into_owned();
    assert_eq!(all.matches("HTTP/1.1 200 OK\r\n").count(), 3);
    assert_eq!(all.matches("<title>").count(), 2, "the answer to HEAD has no body");
    let (_, _, body) = get(&server, &format!("{host}:8080"), "/robots.txt");
    let robots = String::from_utf8(body).unwrap();
    assert!(robots.contains(&format!("Sitemap: http://{host}:8080/")), "{robots}");
    assert!(raw(&server, "NONSENSE\r\n\r\n", 1_000).starts_with(b"HTTP/1.1 400"));
}

#[test]
fn the_clock_begins_where_it_is_told() {
    let start = 5 * 86_400_000;
    let options = Options { start, ..Options::default() };
    let (web, server) = (web(), serve::start(web(), &options).unwrap());
    let gone = web.truth(0, 1).find(|a| a.dies < start && a.dies > 0).unwrap();
    let (host, path) = split(&gone.urls[0]);
    let (status, _, body) = get(&server, host, &path);
    let shown = web.answer(&Request::get(&gone.urls[0], start).with("cookie", "ok=1"));
    assert_eq!((status, body), (shown.status, shown.body));
    let fast = Options { speed: 1e9, ..Options::default() };
    let fast = serve::start(web, &fast).unwrap();
    let before = fast.now();
    get(&fast, host, &path);
    assert!(fast.now() > before);
}

#[test]
fn it_stops_and_its_hosts_are_written() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("hosts");
    let options = Options { hosts: Some(file.clone()), ..Options::default() };
    let server = serve::start(web(), &options).unwrap();
    let lines = std::fs::read_to_string(&file).unwrap();
    for host in
        web().hosts().iter().map(String::as_str).chain(hostile::HOSTS.iter().map(|h| h.host))
    {
        assert!(lines.contains(&format!("127.0.0.1 {host}\n")), "{host}");
    }
    let address = server.address();
    server.stop();
    assert!(TcpStream::connect(address).is_err());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let options = Options { listen: taken.local_addr().unwrap(), ..Options::default() };
    assert!(serve::start(web(), &options).is_err());
}

#[test]
fn every_hostile_path_answers_and_others_do_not() {
    let server = running();
    for host in hostile::HOSTS {
        for path in host.paths {
            let ask =
                format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", host.host);
            let first = raw(&server, &ask, 12);
            let silent = *path == "/nothing";
            assert_eq!(first.is_empty(), silent, "{}{path}", host.host);
            assert!(!first.starts_with(b"HTTP/1.1 404"), "{}{path}", host.host);
        }
        assert_eq!(get(&server, host.host, "/other").0, 404);
    }
}

#[test]
fn broken_answers_are_broken_as_they_say() {
    let server = running();
    let all = |host: &str, path: &str, most| {
        raw(&server, &format!("GET {path} HTTP/1.1\r\nHost: {host}.hostile.example\r\n\r\n"), most)
    };
    let body = |path| get(&server, "broken.hostile.example", path);
    let length = |f: &BTreeMap<String, String>| f["content-length"].parse::<usize>().unwrap();
    let (_, fields, long) = body("/length-too-long");
    assert!(length(&fields) > long.len());
    let (_, fields, short) = body("/length-too-short");
    assert!(length(&fields) < short.len());
    let (_, fields, cut) = body("/cut");
    assert!(length(&fields) > cut.len() && !cut.is_empty());
    let (_, fields, _) = body("/head-of-1-mb");
    assert_eq!(fields["x-long"].len(), 1 << 20);
    assert!(body("/chunk-size").2.starts_with(b"zz\r\n"));
    assert!(!body("/chunk-cut").2.ends_with(b"0\r\n\r\n"));
    for path in ["/chunked", "/to-the-end", "/head"] {
        assert_eq!(all("endless", path, 5_000_000).len(), 5_000_000, "{path}");
    }
    // A slow answer has begun, but its end is many seconds away.
    assert!(all("slow", "/body", 68).ends_with(b"\r\n\r\n<"));
}

#[test]
fn redirects_lead_where_no_crawler_may_go() {
    let server = running();
    let host = hostile::HOSTS.iter().find(|h| h.host.starts_with("redirect")).unwrap();
    let mut outside = 0;
    for path in host.paths {
        let (status, fields, _) = get(&server, host.host, path);
        assert_eq!(status, 302);
        let Some(to) = fields.get("location") else { continue };
        if to.starts_with("/endless") {
            assert_eq!(to, "/endless?n=1");
            continue;
        }
        let url = url::Url::parse(to).unwrap();
        let private = match url.host() {
            Some(url::Host::Ipv4(a)) => {
                a.is_loopback() || a.is_private() || a.is_link_local() || a.is_unspecified()
            }
            Some(url::Host::Ipv6(a)) => {
                a.is_loopback() || a.to_ipv4_mapped().is_some_and(|a| a.is_loopback())
            }
            _ => false,
        };
        assert!(private || url.scheme() != "http", "{to}");
        outside += 1;
    }
    assert_eq!(outside, 15);
}

#[test]
fn charsets_and_codings_say_what_they_should_to_who_knows_better() {
    let server = running();
    let heading = |text: &str| {
        let (_, rest) = text.split_once("<h1>").unwrap();
        rest.split_once("</h1>").unwrap().0.to_owned()
    };
    for (path, label, text) in [
        ("/windows-1252-said-utf-8", "windows-1252", hostile::WESTERN),
        ("/utf-8-said-latin-1", "utf-8", hostile::WESTERN),
        ("/utf-8-meta-said-latin-1", "utf-8", hostile::WESTERN),
        ("/koi8-r-in-meta-only", "koi8-r", hostile::CYRILLIC),
        ("/windows-1251-not-said", "windows-1251", hostile::CYRILLIC),
        ("/windows-1250-in-header", "windows-1250", hostile::EASTERN),
        ("/shift-jis-in-meta-only", "shift_jis", hostile::JAPANESE),
        ("/utf-16le-with-mark", "utf-16le", hostile::WESTERN),
        ("/utf-16be-with-mark", "utf-16be", hostile::WESTERN),
        ("/utf-16-mark-said-utf-8", "utf-16le", hostile::WESTERN),
        ("/utf-8-mark-said-windows-1252", "utf-8", hostile::WESTERN),
        ("/unknown-charset", "utf-8", hostile::WESTERN),
    ] {
        let (_, _, body) = get(&server, "charset.hostile.example", path);
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        let (decoded, wrong) = encoding.decode_with_bom_removal(&body);
        assert!(!wrong, "{path}");
        assert_eq!(heading(&decoded), text, "{path}");
    }
    for path in ["/gzip", "/deflate", "/raw-deflate", "/br", "/zstd"] {
        let (_, fields, body) = get(&server, "coding.hostile.example", path);
        let mut text = String::new();
        let read = match path {
            "/gzip" => flate2::read::GzDecoder::new(&body[..]).read_to_string(&mut text),
            "/deflate" => flate2::read::ZlibDecoder::new(&body[..]).read_to_string(&mut text),
            "/raw-deflate" => {
                flate2::read::DeflateDecoder::new(&body[..]).read_to_string(&mut text)
            }
            "/br" => brotli::Decompressor::new(&body[..], 4096).read_to_string(&mut text),
            _ => zstd::Decoder::new(&body[..]).unwrap().read_to_string(&mut text),
        };
        read.unwrap();
        assert_eq!(heading(&text), hostile::WESTERN, "{path}");
        assert!(!fields["content-encoding"].is_empty());
    }
}

#[test]
fn bombs_are_short_and_unfold_to_what_is_said() {
    let server = running();
    for path in ["/gzip", "/br", "/zstd"] {
        let (_, _, body) = get(&server, "bomb.hostile.example", path);
        assert!(body.len() < 2_000_000, "{path}: {}", body.len());
        let sink = &mut std::io::sink();
        let unfolded = match path {
            "/gzip" => std::io::copy(&mut flate2::read::GzDecoder::new(&body[..]), sink),
            "/br" => std::io::copy(&mut brotli::Decompressor::new(&body[..], 1 << 16), sink),
            _ => std::io::copy(&mut zstd::Decoder::new(&body[..]).unwrap(), sink),
        };
        assert_eq!(unfolded.unwrap(), hostile::BOMB, "{path}");
    }
}

#[test]
fn busy_hosts_say_when_to_come_again_and_one_recovers() {
    let server = running();
    let busy = |path| get(&server, "busy.hostile.example", path);
    let (status, fields, _) = busy("/429-seconds");
    assert_eq!((status, fields["retry-after"].as_str()), (429, "2"));
    let (status, fields, _) = busy("/429-date");
    assert!(status == 429 && fields["retry-after"].ends_with(" GMT"));
    assert!(!busy("/429").1.contains_key("retry-after"));
    let statuses: Vec<u16> = (0..6).map(|_| busy("/recovers").0).collect();
    assert_eq!(statuses, [503, 503, 200, 503, 503, 200]);
}

#[test]
fn without_its_script_the_page_of_scripts_shows_nothing() {
    let server = running();
    let (_, _, body) = get(&server, "script.hostile.example", "/");
    let page = String::from_utf8(body).unwrap();
    let title = web().truth(0, 1).next().unwrap().fields.title;
    let (before, script) = page.split_once("<script").unwrap();
    assert!(!before.contains(&title) && !before.contains("<a "), "{before}");
    assert!(script.contains(&title.replace('"', "\\\"")), "{script}");
}
