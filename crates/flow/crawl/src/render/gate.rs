//! What is answered to one request of a page. Pure: no wire, no fetch.

use crate::scope::Scope;
use url::Url;

/// A request that the browser holds.
#[derive(Clone, Debug)]
pub struct Held {
    pub url: String,
    pub method: String,
    /// It is to replace the page itself.
    pub document: bool,
}

/// What is known of the page when it asks.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    pub page: &'a Url,
    /// The page itself was given already.
    pub given: bool,
    pub scope: &'a Scope,
    pub depth: u32,
}

/// What is done.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the page that was fetched.
    Page,
    /// It is fetched.
    Fetch(Url),
    /// It is of the browser's own memory (`data:`, `blob:`).
    Within,
    /// It is not asked for; why.
    Refuse(String),
}

/// Decides.
pub fn judge(held: &Held, sight: Sight<'_>) -> Verdict {
    let Ok(mut url) = Url::parse(&held.url) else {
        return Verdict::Refuse("the address cannot be read".to_owned());
    };
    url.set_fragment(None);
    let mut page = sight.page.clone();
    page.set_fragment(None);
    if held.document && sight.given {
        return Verdict::Refuse("the page leads elsewhere by itself".to_owned());
    }
    if held.document && url == page && held.method == "GET" {
        return Verdict::Page;
    }
    if matches!(url.scheme(), "data" | "blob") && !held.document {
        return Verdict::Within;
    }
    if let Err(refusal) = sight.scope.url(&url, sight.depth) {
        return Verdict::Refuse(refusal.to_string());
    }
    match held.method.as_str() {
        "GET" => Verdict::Fetch(url),
        method => Verdict::Refuse(format!("{method} changes things: a crawl reads")),
    }
}
