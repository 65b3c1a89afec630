//! Addresses: one spelling for each page, as far as that can be known without asking for it.
//!
//! Two kinds of rule. Those that hold everywhere come from RFC 3986 section 6 and from parameters that
//! carry where a visitor came from ([`canonical`]). Those of one site are learned ([`Spellings`]): a
//! parameter that never changed what a page says is left out from then on.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use url::Url;

/// Parameters by which advertisers and mailers follow visitors, and never part of what a page is.
const FOLLOWERS: [&str; 14] = [
    "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "igshid", "mc_cid",
    "mc_eid", "_ga", "_gl", "twclid", "ttclid",
];
/// Parameters that name a visit.
const SESSIONS: [&str; 8] = [
    "phpsessid",
    "jsessionid",
    "aspsessionid",
    "sessionid",
    "session_id",
    "sessid",
    "cfid",
    "cftoken",
];
/// An address longer than this leads nowhere that a person would go.
const LENGTH_MAX: usize = 2_048;
/// The same segment so many times in a row: relative links that grow.
const REPEATS_MAX: usize = 3;
/// Pages that said the same with and without a parameter, until it is believed not to matter.
const PROOFS: u32 = 3;
/// Values of a parameter that made different pages, kept for one site.
const PARAMETERS_MAX: usize = 256;

/// The address in its one spelling: without fragment, default port, dot segments, followers and visits;
/// parameters in order. `None` for what is no page of the web: another scheme, credentials, an address
/// that has no end.
pub fn canonical(url: &Url) -> Option<Url> {
    if !matches!(url.scheme(), "http" | "https") || url.as_str().len() > LENGTH_MAX {
        return None;
    }
    if !url.username().is_empty() || url.password().is_some() || !url.has_host() {
        return None;
    }
    let mut url = url.clone();
    url.set_fragment(None);
    if let Some(host) = url.host_str().and_then(|host| host.strip_suffix('.')) {
        let host = host.to_owned();
        url.set_host(Some(&host)).ok()?;
    }
    if let Some(path) = without_visit(url.path()) {
        url.set_path(&path);
    }
    if grows(url.path()) {
        return None;
    }
    if url.query().is_some() {
        keep_parameters(&mut url, |name| !is_passing(name));
    }
    Some(url)
}

/// Whether a parameter says how somebody came, and not where to.
fn is_passing(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_") || FOLLOWERS.contains(&&*name) || SESSIONS.contains(&&*name)
}

/// Path parameters that name a visit are taken off: `/list;jsessionid=1F` is `/list`.
fn without_visit(path: &str) -> Option<String> {
    let (mut kept, mut changed) = (Vec::new(), false);
    for segment in path.split('/') {
        let mut parts = segment.split(';');
        let mut own = parts.next().unwrap_or_default().to_owned();
        for parameter in parts {
            if is_passing(parameter.split('=').next().unwrap_or_default()) {
                changed = true;
            } else {
                own.push(';');
                own.push_str(parameter);
            }
        }
        kept.push(own);
    }
    changed.then(|| kept.join("/"))
}

/// Whether the same segments follow each other again and again.
fn grows(path: &str) -> bool {
    let segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
    (1..=3).any(|length| {
        let same = |at: usize| segments[at] == segments[at - length];
        let mut run = 0;
        (length..segments.len()).any(|at| {
            run = if same(at) { run + 1 } else { 0 };
            run >= length * (REPEATS_MAX - 1)
        })
    })
}

/// Leaves out parameters, and puts the others in order.
fn keep_parameters(url: &mut Url, keep: impl Fn(&str) -> bool) {
    let mut kept: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(name, _)| keep(name)).collect();
    kept.sort();
    if kept.is_empty() {
        url.set_query(None);
    } else {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
}

/// What was learned of the spellings of one site's addresses.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Spellings {
    /// Of each parameter: pages that were the same whatever it said, and pages that were not.
    told: FxHashMap<String, (u32, u32)>,
    /// Parameters that do not matter.
    idle: FxHashSet<String>,
    /// Pages whose address with and without a last slash or `index.html` said the same, and those that
    /// did not.
    endings: (u32, u32),
    /// The same of hosts with and without `www.`.
    hosts: (u32, u32),
    /// The host that was seen first.
    host: String,
}

impl Spellings {
    /// The address without what does not matter on this site.
    pub fn settled(&self, url: &Url) -> Url {
        let mut url = url.clone();
        if !self.idle.is_empty() && url.query().is_some() {
            keep_parameters(&mut url, |name| !self.idle.contains(name));
        }
        if self.endings.0 >= PROOFS && self.endings.1 * 10 <= self.endings.0 {
            let path = plain_ending(url.path());
            path.iter().for_each(|path| url.set_path(path));
        }
        if self.hosts.0 >= PROOFS && self.hosts.1 * 10 <= self.hosts.0 && !self.host.is_empty() {
            // It is a host that an address had.
            let _ = url.set_host(Some(&self.host));
        }
        url
    }

    /// Learns from two addresses whose pages said the same or did not, if their hosts differ in `www.`
    /// alone. Gives the same as [`Spellings::learn_parameter`].
    pub fn learn_host(&mut self, one: &Url, other: &Url, same: bool) -> bool {
        let (a, b) = (one.host_str().unwrap_or_default(), other.host_str().unwrap_or_default());
        if a == b || one.path() != other.path() || one.query() != other.query() {
            return false;
        }
        if self.host.is_empty() {
            other.host_str().unwrap_or_default().clone_into(&mut self.host);
        }
        let before = self.hosts.0;
        *(if same { &mut self.hosts.0 } else { &mut self.hosts.1 }) += 1;
        before < PROOFS && self.hosts.0 >= PROOFS
    }

    /// Learns from two pages of addresses that differ in this parameter alone: they said the same, or
    /// did not. Gives whether something is believed now that was not before, so that what waits can be
    /// spelled anew.
    pub fn learn_parameter(&mut self, name: &str, same: bool) -> bool {
        if self.told.len() >= PARAMETERS_MAX && !self.told.contains_key(name) {
            return false;
        }
        let (alike, unlike) = self.told.entry(name.to_owned()).or_default();
        *(if same { &mut *alike } else { &mut *unlike }) += 1;
        // One page in ten may differ by itself: an advert was posted between the two requests.
        if *alike >= PROOFS && *unlike * 10 <= *alike {
            return self.idle.insert(name.to_owned());
        }
        if *unlike * 10 > *alike {
            self.idle.remove(name);
        }
        false
    }

    /// Learns from two addresses whose pages said the same, if the addresses differ in their ending
    /// alone. Gives the same as [`Spellings::learn_parameter`].
    pub fn learn_ending(&mut self, one: &Url, other: &Url, same: bool) -> bool {
        let (a, b) = (plain_ending(one.path()), plain_ending(other.path()));
        let (a, b) = (a.as_deref().unwrap_or(one.path()), b.as_deref().unwrap_or(other.path()));
        if one.path() == other.path() || a != b || one.query() != other.query() {
            return false;
        }
        let before = self.endings.0;
        let count = if same { &mut self.endings.0 } else { &mut self.endings.1 };
        *count += 1;
        before < PROOFS && self.endings.0 >= PROOFS
    }

    /// Parameters that are left out, in order.
    pub fn idle(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.idle.iter().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// The address without one parameter, for each that it has: pages whose addresses are the same but
    /// for it tell whether it matters.
    pub fn without_each(&self, url: &Url) -> Vec<(String, Url)> {
        let names: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
        let without = |name: String| {
            let mut shorter = url.clone();
            keep_parameters(&mut shorter, |other| other != name);
            (name, shorter)
        };
        names.into_iter().map(without).collect()
    }
}

/// A path without a last slash or the name that servers give a folder's page.
fn plain_ending(path: &str) -> Option<String> {
    let names = ["index.html", "index.htm", "index.php", "default.aspx"];
    let folder = names.iter().find_map(|name| path.strip_suffix(name)).filter(|p| p.ends_with('/'));
    let plain = folder.unwrap_or(path);
    let plain = if plain.len() > 1 { plain.strip_suffix('/').unwrap_or(plain) } else { plain };
    (plain != path).then(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect(text)
    }

    #[test]
    fn one_page_has_one_spelling() {
        for (told, spelled) in [
            ("HTTP://Site.Example:80/a/../b/?b=2&a=1#top", "http://site.example/b/?a=1&b=2"),
            ("https://site.example./x", "https://site.example/x"),
            ("https://site.example/x?utm_source=a&fbclid=1", "https://site.example/x"),
            (
                "https://site.example/l;jsessionid=1F/2?PHPSESSID=9&q=1",
                "https://site.example/l/2?q=1",
            ),
            ("https://site.example/l;v=1", "https://site.example/l;v=1"),
        ] {
            assert_eq!(canonical(&url(told)).map(String::from).as_deref(), Some(spelled), "{told}");
        }
    }

    #[test]
    fn what_is_no_page_has_no_spelling() {
        for told in [
            "ftp://site.example/",
            "javascript:void(0)",
            "mailto:a@site.example",
            "https://user:word@site.example/",
            "https://site.example/a/a/a/b",
            "https://site.example/x/a/b/a/b/a/b",
        ] {
            assert_eq!(canonical(&url(told)), None, "{told}");
        }
        assert_eq!(canonical(&url(&format!("https://site.example/{}", "x".repeat(3000)))), None);
        assert!(canonical(&url("https://site.example/2026/11/11/a")).is_some());
    }

    #[test]
    fn a_parameter_that_never_matters_is_left_out_and_one_that_does_is_kept() {
        let mut site = Spellings::default();
        for n in 0..3 {
            assert_eq!(site.learn_parameter("v", true), n == 2);
            site.learn_parameter("id", false);
        }
        let told = url("https://a.example/x?id=7&v=9");
        assert_eq!(site.settled(&told).as_str(), "https://a.example/x?id=7");
        assert_eq!(site.idle(), ["v"]);
        let shorter = site.without_each(&told);
        assert_eq!(shorter[0], ("id".to_owned(), url("https://a.example/x?v=9")));
        // It does matter after all.
        site.learn_parameter("v", false);
        assert!(site.idle().is_empty());
    }

    #[test]
    fn endings_are_believed_alike_when_they_were() {
        let mut site = Spellings::default();
        let (a, b) = (url("https://a.example/x/"), url("https://a.example/x/index.html"));
        assert_eq!(site.settled(&a), a);
        for _ in 0..3 {
            site.learn_ending(&a, &b, true);
        }
        assert_eq!(site.settled(&b).as_str(), "https://a.example/x");
        assert_eq!(site.settled(&url("https://a.example/")).as_str(), "https://a.example/");
    }

    proptest! {
        #[test]
        fn a_spelling_is_its_own(path in "[a-c/;=.]{0,20}", query in "[a-c=&%+]{0,20}") {
            let told = url(&format!("https://a.example/{path}?{query}"));
            if let Some(once) = canonical(&told) {
                prop_assert_eq!(canonical(&once), Some(once.clone()));
                prop_assert_eq!(once.host_str(), Some("a.example"));
            }
        }
    }
}
