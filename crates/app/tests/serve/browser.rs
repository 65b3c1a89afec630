//! A small browser: cookies, forms, and the headers that browsers send.

use super::whole;
use spoor_access::totp::Authenticator;
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// An answer.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    /// Where it sends to.
    pub location: String,
    /// By small name; of several the last.
    pub headers: BTreeMap<String, String>,
    pub text: String,
    /// As it came.
    pub bytes: Vec<u8>,
}

impl Page {
    /// What stands between two marks.
    pub fn between(&self, from: &str, to: &str) -> String {
        let start = self.text.find(from).unwrap_or_else(|| panic!("no {from:?} in {}", self.text));
        let rest = &self.text[start + from.len()..];
        rest[..rest.find(to).unwrap()].to_owned()
    }

    /// The token of its forms.
    pub fn token(&self) -> String {
        self.between("name=\"token\" value=\"", "\"")
    }
}

/// One person's browser.
pub struct Browser {
    agent: ureq::Agent,
    origin: String,
    pub cookies: BTreeMap<String, String>,
    /// What it says of where a form comes from; a program says nothing.
    pub site: Option<&'static str>,
    /// The person's authenticator and the step of the last code, since codes work once.
    authenticator: Option<Authenticator>,
    pub name: String,
    /// What a proxy says of where it is, if there is one.
    pub forwarded: Option<String>,
    /// How far their clock is ahead, ms, for a server that works at a later time.
    pub ahead: i64,
    /// Attempts made, for tests that count them.
    pub tried: u32,
}

/// What everybody's password is, but for the name in it.
pub fn password(name: &str) -> String {
    format!("seven green kettles whistle for {name}")
}

pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64
}

impl Browser {
    pub fn new(origin: &str) -> Self {
        Self::with(origin, TlsConfig::default())
    }

    /// One that trusts this certificate (PEM) and no other.
    pub fn trusting(origin: &str, certificate: &str) -> Self {
        let certificate = Certificate::from_pem(certificate.as_bytes()).unwrap();
        let roots = RootCerts::new_with_certs(&[certificate]);
        Self::with(origin, TlsConfig::builder().root_certs(roots).build())
    }

    fn with(origin: &str, tls: TlsConfig) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let config = config.tls_config(tls);
        Self {
            agent: config.build().into(),
            origin: origin.to_owned(),
            cookies: BTreeMap::new(),
            site: Some("same-origin"),
            authenticator: None,
            name: String::new(),
            forwarded: None,
            ahead: 0,
            tried: 0,
        }
    }

    /// Asks for a path; an error if there is no answer at all.
    pub fn try_get(&mut self, path: &str) -> Result<Page, ureq::Error> {
        let answer = self.agent.get(self.url(path)).header("cookie", self.cookie()).call()?;
        Ok(self.took(answer))
    }

    /// Asks for a path.
    pub fn get(&mut self, path: &str) -> Page {
        self.try_get(path).unwrap()
    }

    /// Sends a form with the token of the page that it stood on.
    pub fn post(&mut self, path: &str, on: &Page, fields: &[(&str, &str)]) -> Page {
        let token = on.token();
        self.send(path, &[&[("token", token.as_str())], fields].concat())
    }

    /// Sends a form.
    pub fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut request = self.agent.post(self.url(path)).header("cookie", self.cookie());
        if let Some(site) = self.site {
            let origin = if site == "same-origin" { &self.origin } else { "https://evil.example" };
            request = request.header("sec-fetch-site", site).header("origin", origin);
        }
        if let Some(from) = &self.forwarded {
            request = request.header("x-forwarded-for", from);
        }
        let answer = request.send_form(fields.iter().copied()).unwrap();
        self.took(answer)
    }

    fn url(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.origin) }
    }

    /// Its `Cookie` header.
    pub fn cookie(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        pairs.join("; ")
    }

    fn took(&mut self, answer: ureq::http::Response<ureq::Body>) -> Page {
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let text = |v: &ureq::http::HeaderValue| v.to_str().unwrap_or_default().to_owned();
        let headers: BTreeMap<String, String> =
            answer.headers().iter().map(|(k, v)| (k.as_str().to_owned(), text(v))).collect();
        let status = answer.status().as_u16();
        let bytes = whole(answer.into_body().into_reader());
        Page {
            status,
            location: headers.get("location").cloned().unwrap_or_default(),
            headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    /// Makes an account with a one-time link.
    pub fn join(&mut self, link: &str, name: &str) {
        let page = self.get(link);
        assert_eq!(page.status, 200, "{}", page.text);
        let key = page.between("<code id=\"key\">", "</code>");
        let mut authenticator = Authenticator::of(secret(&key));
        let code = authenticator.code(now());
        let word = password(name);
        let fields =
            [("name", name), ("password", &word), ("again", &word), ("code", code.as_str())];
        let made = self.post(link, &page, &fields);
        assert_eq!(made.status, 200, "{}", made.text);
        assert!(made.text.contains("Your recovery codes"), "{}", made.text);
        authenticator.take(&code, now()).unwrap();
        self.authenticator = Some(authenticator);
        self.name = name.to_owned();
    }

    /// States a purpose.
    pub fn state(&mut self, purpose: &str) {
        let page = self.get("/state");
        let done = self.post("/purpose", &page, &[("purpose", purpose)]);
        assert_eq!(done.status, 303, "{}", done.text);
    }

    /// Signs in again, at a server that may be another and later by `ahead`, for a purpose.
    pub fn returns(mut self, to: &str, ahead: i64, purpose: &str) -> Self {
        self.origin = to.to_owned();
        self.ahead = ahead;
        self.cookies.clear();
        let (name, word, code) = (self.name.clone(), password(&self.name), self.code());
        let page = self.get("/sign-in");
        let done =
            self.post("/sign-in", &page, &[("name", &name), ("password", &word), ("code", &code)]);
        assert_eq!(done.location, "/state", "{}", done.text);
        self.state(purpose);
        self
    }

    /// A code that the server has not seen: of the next step, which a clock that is fast would show.
    pub fn code(&mut self) -> String {
        let now = now() + self.ahead;
        let authenticator = self.authenticator.as_mut().unwrap();
        for later in [0, 30_000] {
            let code = authenticator.code(now + later);
            if authenticator.take(&code, now).is_ok() {
                return code;
            }
        }
        panic!("two codes in half a minute are all there is");
    }
}

/// The key of an authenticator as a page shows it.
pub fn secret(key: &str) -> [u8; 20] {
    let signs: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    decoded(&signs, BASE_32).try_into().expect("160 bits")
}

pub const BASE_32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
pub const BASE_64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648: base 32 or 64, as the alphabet is long.
pub fn decoded(text: &str, alphabet: &[u8]) -> Vec<u8> {
    let (width, mut bits, mut value, mut out) = (alphabet.len().ilog2(), 0, 0u32, Vec::new());
    for sign in text.bytes().filter(|b| *b != b'=') {
        let digit = alphabet.iter().position(|a| *a == sign);
        let digit = digit.unwrap_or_else(|| panic!("{sign} is no sign of this alphabet"));
        value = (value << width | digit as u32) & 0xffff;
        bits += width;
        if bits >= 8 {
            bits -= 8;
            out.push((value >> bits) as u8);
        }
    }
    out
}
