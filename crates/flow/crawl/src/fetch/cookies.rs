//! Cookies of one run: what servers set, sent back to whom they are for; and a stored session.

use cookie_store::{CookieStore, RawCookie};
use http::{HeaderMap, header};
use std::sync::{Mutex, MutexGuard, PoisonError};
use url::Url;

/// Bytes of one cookie, and of all that go with one request.
const COOKIE_MOST: usize = 4096;
const HEADER_MOST: usize = 8192;
/// Cookies that one answer may set.
const SET_MOST: usize = 50;
/// Cookies of a run.
const JAR_MOST: usize = 50_000;

/// Cookies that a run begins with.
#[derive(Debug, Default)]
pub struct Jar(CookieStore);

impl Jar {
    /// Reads a file of cookies in Netscape's form, as browsers' tools write it; gives the number of
    /// the first line that is none.
    ///
    /// # Errors
    /// Which line, and what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut jar = CookieStore::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.strip_prefix("#HttpOnly_").unwrap_or(line);
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let problem = |what: &str| format!("line {}: {what}", number + 1);
            let fields: Vec<&str> = line.split('\t').collect();
            let [domain, below, path, secured, until, name, value] = fields[..] else {
                return Err(problem("a cookie has seven fields with tabs between them"));
            };
            let host = domain.trim_start_matches('.');
            let url = Url::parse(&format!("https://{host}{path}"));
            let url = url.map_err(|e| problem(&e.to_string()))?;
            let mut cookie =
                RawCookie::build((name.to_owned(), value.to_owned())).path(path.to_owned());
            if below == "TRUE" {
                cookie = cookie.domain(host.to_owned());
            }
            if secured == "TRUE" {
                cookie = cookie.secure(true);
            }
            until.parse::<u64>().map_err(|_| problem("the fifth field is no time"))?;
            // Until when it is good is for the server to say: a run is short.
            jar.insert_raw(&cookie.build(), &url).map_err(|e| problem(&e.to_string()))?;
        }
        Ok(Self(jar))
    }

    pub(super) fn shared(self) -> SharedJar {
        SharedJar(Mutex::new(self.0))
    }
}

/// Cookies in use.
pub struct SharedJar(Mutex<CookieStore>);

impl SharedJar {
    fn store_of(&self) -> MutexGuard<'_, CookieStore> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What `Cookie` says to this address; none if there is none for it.
    pub fn header(&self, url: &Url) -> Option<String> {
        let jar = self.store_of();
        let mut header = String::new();
        for (name, value) in jar.get_request_values(url) {
            if header.len() + name.len() + value.len() + 3 > HEADER_MOST {
                break;
            }
            if !header.is_empty() {
                header.push_str("; ");
            }
            header.push_str(name);
            header.push('=');
            header.push_str(value);
        }
        (!header.is_empty()).then_some(header)
    }

    /// Takes in what an answer from this address sets.
    pub fn store(&self, url: &Url, headers: &HeaderMap) {
        if !headers.contains_key(header::SET_COOKIE) {
            return;
        }
        let mut jar = self.store_of();
        if jar.iter_any().count() >= JAR_MOST {
            return;
        }
        let set = headers.get_all(header::SET_COOKIE).iter().take(SET_MOST);
        for text in set.filter_map(|value| value.to_str().ok()).filter(|t| t.len() <= COOKIE_MOST) {
            // One that is not for this host is not taken, and that is all.
            let _ = jar.parse(text, url);
        }
    }

    /// All of them as a file in Netscape's form.
    pub fn to_text(&self) -> String {
        let mut text = String::from("# Netscape HTTP Cookie File\n");
        for cookie in self.store_of().iter_any() {
            let domain = cookie.domain.as_cow().unwrap_or_default().into_owned();
            let below = cookie.domain() == Some(domain.as_str());
            let flag = |is: bool| if is { "TRUE" } else { "FALSE" };
            let (path, name, value) = (String::from(&cookie.path), cookie.name(), cookie.value());
            let secured = flag(cookie.secure().unwrap_or(false));
            let line = [&domain, flag(below), &path, secured, "0", name, value].join("\t");
            text.push_str(&line);
            text.push('\n');
        }
        text
    }
}
