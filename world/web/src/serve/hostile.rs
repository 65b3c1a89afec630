//! Hosts that misbehave, each in its own way, for tests of whatever fetches.
//!
//! [`HOSTS`] lists them with their paths and what each does. A path that is not listed is
//! answered with 404.

use super::act::{Act, Step};
use super::sample;
use crate::answer::{Answer, Request};
use crate::route;
use crate::web::Web;
use std::fmt::Write as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub use super::sample::{BOMB, CYRILLIC, EASTERN, JAPANESE, WESTERN};

/// A host and its paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Host {
    /// Its name.
    pub host: &'static str,
    /// Its paths.
    pub paths: &'static [&'static str],
    /// What they do.
    pub does: &'static str,
}

/// All of them.
pub const HOSTS: &[Host] = &[
    Host {
        host: "slow.hostile.example",
        paths: &["/body", "/head"],
        does: "one byte a second, of the body or of the head",
    },
    Host {
        host: "endless.hostile.example",
        paths: &["/chunked", "/to-the-end", "/head"],
        does: "a body, or a head, without end",
    },
    Host {
        host: "bomb.hostile.example",
        paths: &["/gzip", "/br", "/zstd"],
        does: "a short body that unfolds to `BOMB` bytes",
    },
    Host {
        host: "broken.hostile.example",
        paths: &[
            "/length-too-long",
            "/length-too-short",
            "/two-lengths",
            "/chunk-size",
            "/chunk-cut",
            "/cut",
            "/head-of-1-mb",
            "/status-line",
            "/nothing",
        ],
        does: "what no server should send; then the connection is closed",
    },
    Host {
        host: "redirect.hostile.example",
        paths: &[
            "/loopback",
            "/metadata",
            "/file",
            "/v6",
            "/mapped",
            "/decimal",
            "/octal",
            "/private",
            "/private-2",
            "/unspecified",
            "/user",
            "/ftp",
            "/data",
            "/script",
            "/port",
            "/endless",
            "/nowhere",
        ],
        does: "redirects to where no crawler may go; `/endless` to itself with another number",
    },
    Host {
        host: "charset.hostile.example",
        paths: &[
            "/windows-1252-said-utf-8",
            "/utf-8-said-latin-1",
            "/utf-8-meta-said-latin-1",
            "/koi8-r-in-meta-only",
            "/windows-1251-not-said",
            "/windows-1250-in-header",
            "/shift-jis-in-meta-only",
            "/utf-16le-with-mark",
            "/utf-16be-with-mark",
            "/utf-16-mark-said-utf-8",
            "/utf-8-mark-said-windows-1252",
            "/unknown-charset",
        ],
        does: "charsets that are said wrongly, late, or not at all; the `h1` is a constant here",
    },
    Host {
        host: "coding.hostile.example",
        paths: &[
            "/gzip",
            "/x-gzip",
            "/deflate",
            "/raw-deflate",
            "/br",
            "/zstd",
            "/twice",
            "/said-gzip-is-plain",
            "/gzip-cut",
            "/unknown",
        ],
        does: "content codings, sound and not",
    },
    Host {
        host: "busy.hostile.example",
        paths: &["/429-seconds", "/429-date", "/429", "/503-seconds", "/503", "/recovers"],
        does: "asks to come later; `/recovers` answers every third request",
    },
    Host {
        host: "script.hostile.example",
        paths: &["/", "/item/0", "/item/1", "/item/2", "/item/3"],
        does: "adverts that only a script draws: their data is JSON in a `script` element",
    },
    Host {
        host: "app.hostile.example",
        paths: &[
            "/robots.txt",
            "/",
            "/item/0",
            "/item/1",
            "/item/2",
            "/item/3",
            "/app.js",
            "/api/all",
            "/api/0",
            "/api/1",
            "/api/2",
            "/api/3",
            "/kept-out",
        ],
        does: "one page for all: its script asks `/api` for adverts, and `/kept-out` against \
               `robots.txt`",
    },
];

/// A page before its script has run.
const SHELL: &str = "<!doctype html><html><head><meta charset=utf-8><title>app</title></head><body>\
    <div id=\"app\"></div><noscript>Please enable JavaScript.</noscript>";
/// What the script makes of the adverts in `all`.
const DRAW: &str = "for(const a of all){\
    const s=document.createElement('section');const h=document.createElement('h2');\
    h.textContent=a.t;const p=document.createElement('p');p.textContent=a.x;s.append(h,p);\
    document.getElementById('app').append(s);}\
    if(location.pathname==='/'){for(let n=0;n<4;n++){const l=document.createElement('a');\
    l.href='/item/'+n;l.textContent=n;document.getElementById('app').append(l);}}";

/// Where the redirects lead.
const REDIRECTS: [(&str, &str); 15] = [
    ("/loopback", "http://127.0.0.1/"),
    ("/metadata", "http://169.254.169.254/latest/meta-data/"),
    ("/file", "file:///etc/passwd"),
    ("/v6", "http://[::1]/"),
    ("/mapped", "http://[::ffff:127.0.0.1]/"),
    ("/decimal", "http://2130706433/"),
    ("/octal", "http://0177.0.0.1/"),
    ("/private", "http://10.0.0.1/"),
    ("/private-2", "http://192.168.1.1/"),
    ("/unspecified", "http://0.0.0.0/"),
    ("/user", "http://redirect.hostile.example@127.0.0.1/"),
    ("/ftp", "ftp://redirect.hostile.example/"),
    ("/data", "data:text/html,<h1>x</h1>"),
    ("/script", "javascript:alert(1)"),
    ("/port", "http://127.0.0.1:22/"),
];

/// The state of the hosts.
pub(crate) struct Hostile {
    bombs: [OnceLock<Answer>; 3],
    asked: AtomicU32,
    /// Title and text of a few adverts.
    adverts: Vec<(String, String)>,
}

impl Hostile {
    pub(super) fn new(web: &Web) -> Self {
        let adverts = web.truth(0, 1).take(4).map(|a| (a.fields.title, a.fields.text)).collect();
        Self { bombs: Default::default(), asked: AtomicU32::new(0), adverts }
    }

    /// What is done with a request; none if its host is not one of these.
    pub(super) fn act(&self, request: &Request) -> Option<Act> {
        let route::Parts { host, path, query, .. } = route::split(&request.url)?;
        let done = match host.strip_suffix(".hostile.example")? {
            "slow" => slow(path),
            "endless" => endless(path),
            "bomb" => self.bomb(path),
            "broken" => broken(path),
            "redirect" => redirect(path, query),
            "charset" => sample::charset(path).map(Act::Answer),
            "coding" => sample::coding(path).map(Act::Answer),
            "busy" => self.busy(path),
            "script" => self.script(path),
            "app" => self.app(path),
            _ => None,
        };
        Some(done.unwrap_or_else(|| Act::Answer(Answer::words(404, "no such path\n"))))
    }

    fn bomb(&self, path: &str) -> Option<Act> {
        let index = ["/gzip", "/br", "/zstd"].iter().position(|p| *p == path)?;
        let made = || sample::bomb(path).unwrap_or_else(|| Answer::words(404, ""));
        Some(Act::Answer(self.bombs[index].get_or_init(made).clone()))
    }

    fn busy(&self, path: &str) -> Option<Act> {
        let later = |status, retry: Option<String>| {
            let mut answer = Answer::words(status, "later\n");
            answer.headers.extend(retry.map(|r| ("retry-after", r)));
            Some(Act::Answer(answer))
        };
        match path {
            "/429-seconds" => later(429, Some("2".to_owned())),
            "/429-date" => later(429, Some(soon())),
            "/429" => later(429, None),
            "/503-seconds" => later(503, Some("1".to_owned())),
            "/503" => later(503, None),
            "/recovers" => match self.asked.fetch_add(1, Ordering::Relaxed) % 3 {
                2 => Some(Act::Answer(page("recovered"))),
                _ => later(503, Some("1".to_owned())),
            },
            _ => None,
        }
    }

    /// A page that is empty until its script has run.
    fn script(&self, path: &str) -> Option<Act> {
        let data = self.data(match path {
            "/" => "all",
            item => item.strip_prefix("/item/")?,
        })?;
        let draw = format!("const all=JSON.parse(document.getElementById('d').textContent);{DRAW}");
        let body = format!(
            "{SHELL}<script type=\"application/json\" id=\"d\">{data}</script>\
             <script>{draw}</script></body></html>"
        );
        Some(Act::Answer(html(body)))
    }

    /// A page that is empty until its script has asked for what it shows.
    fn app(&self, path: &str) -> Option<Act> {
        let of = |kind: &'static str, body: String| {
            Some(Act::Answer(Answer {
                headers: vec![("content-type", kind.to_owned())],
                ..html(body)
            }))
        };
        if path == "/robots.txt" {
            return of("text/plain", "User-agent: *\nDisallow: /kept-out\n".to_owned());
        }
        if path == "/app.js" {
            let ask = "fetch('/kept-out').catch(()=>{});\
                fetch('/api/'+(location.pathname.split('/')[2]||'all')).then(r=>r.json()).then(all=>{";
            return of("text/javascript", format!("{ask}{DRAW}}});"));
        }
        if path == "/kept-out" {
            return of("text/plain", "nobody's business".to_owned());
        }
        if let Some(which) = path.strip_prefix("/api/") {
            return of("application/json", self.data(which)?);
        }
        let is_page =
            path == "/" || path.strip_prefix("/item/").is_some_and(|n| self.data(n).is_some());
        is_page.then(|| {
            Act::Answer(html(format!("{SHELL}<script src=\"/app.js\"></script></body></html>")))
        })
    }

    /// An advert by its number, or all, as JSON.
    fn data(&self, which: &str) -> Option<String> {
        let shown: Vec<_> = match which {
            "all" => self.adverts.iter().collect(),
            n => vec![self.adverts.get(n.parse::<usize>().ok()?)?],
        };
        let mut data = String::from("[");
        for (n, (title, text)) in shown.into_iter().enumerate() {
            let comma = if n > 0 { "," } else { "" };
            // A String takes all that is written to it.
            let _ = write!(data, "{comma}{{\"t\":{},\"x\":{}}}", json(title), json(text));
        }
        data.push(']');
        Some(data)
    }
}

/// A JSON string that may stand in a `script` element.
fn json(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if (c as u32) < 0x20 || c == '<' => {
                // A String takes all that is written to it.
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Two seconds from now, as `Retry-After` has it. This date is of the real clock.
fn soon() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64);
    crate::day::http(now + 2_000 - crate::day::EPOCH_MILLIS)
}

fn html(body: String) -> Answer {
    let headers = vec![("content-type", "text/html; charset=utf-8".to_owned())];
    Answer { status: 200, headers, body: body.into_bytes() }
}

fn page(heading: &str) -> Answer {
    html(format!("<html><body><h1>{heading}</h1></body></html>"))
}

fn send(text: &str) -> Step {
    Step::Send(text.as_bytes().to_vec())
}

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n";

fn slow(path: &str) -> Option<Act> {
    let second = Duration::from_secs(1);
    let drip = |text: String| Step::Drip(text.into_bytes(), second);
    Some(Act::Steps(match path {
        "/body" => {
            let text = "<p>slowly</p>".repeat(1_000);
            vec![send(&format!("{HEAD}content-length: {}\r\n\r\n", text.len())), drip(text)]
        }
        "/head" => vec![send(HEAD), drip("x-slow: 1\r\n".repeat(1_000))],
        _ => return None,
    }))
}

fn endless(path: &str) -> Option<Act> {
    let text = "<p>and so on</p>\n".repeat(4_000);
    Some(Act::Steps(match path {
        "/chunked" => {
            let chunk = format!("{:x}\r\n{text}\r\n", text.len());
            vec![
                send(&format!("{HEAD}transfer-encoding: chunked\r\n\r\n")),
                Step::Repeat(chunk.into_bytes()),
            ]
        }
        "/to-the-end" => {
            vec![send(&format!("{HEAD}connection: close\r\n\r\n")), Step::Repeat(text.into_bytes())]
        }
        "/head" => vec![send(HEAD), Step::Repeat("x-more: 1\r\n".repeat(100).into_bytes())],
        _ => return None,
    }))
}

fn broken(path: &str) -> Option<Act> {
    let body = "<html><body><h1>broken</h1></body></html>";
    let with = |head: &str, body: &str| vec![send(&format!("{HEAD}{head}\r\n{body}"))];
    Some(Act::Steps(match path {
        "/length-too-long" => with("content-length: 9999\r\n", body),
        "/length-too-short" => with("content-length: 10\r\n", body),
        "/two-lengths" => with("content-length: 10\r\ncontent-length: 41\r\n", body),
        "/chunk-size" => {
            with("transfer-encoding: chunked\r\n", &format!("zz\r\n{body}\r\n0\r\n\r\n"))
        }
        "/chunk-cut" => {
            with("transfer-encoding: chunked\r\n", &format!("29\r\n{body}\r\nff\r\n<p>"))
        }
        "/cut" => with("content-length: 41\r\n", &body[..20]),
        "/head-of-1-mb" => {
            let long =
                format!("x-long: {}\r\ncontent-length: {}\r\n", "x".repeat(1 << 20), body.len());
            with(&long, body)
        }
        "/status-line" => vec![send("HELLO THERE\r\n\r\n")],
        "/nothing" => Vec::new(),
        _ => return None,
    }))
}

fn redirect(path: &str, query: &str) -> Option<Act> {
    let to = match path {
        "/endless" => {
            let n: u64 = query.strip_prefix("n=").and_then(|n| n.parse().ok()).unwrap_or(0);
            format!("/endless?n={}", n.wrapping_add(1))
        }
        "/nowhere" => return Some(Act::Answer(Answer::words(302, "no location\n"))),
        _ => REDIRECTS.iter().find(|(p, _)| *p == path)?.1.to_owned(),
    };
    Some(Act::Answer(Answer::to(302, to)))
}
