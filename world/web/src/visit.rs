//! One visit: how the links of the page asked for are written.

use crate::quirk::*;
use crate::route::Routed;
use crate::site::{LinkForm, Site, Target};
use crate::web::{Alias, Web};
use spoor_world::key;

/// Where a link stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// In the frame, a pager, or a list of sections.
    Plain,
    /// In a listing.
    Entry,
    /// Under "you may also like".
    Related,
    /// Under "popular now".
    Popular,
}

/// A visit.
pub(crate) struct Visit<'a> {
    pub(crate) web: &'a Web,
    pub(crate) site: &'a Site,
    pub(crate) at: i64,
    pub(crate) alias: Alias,
    pub(crate) routed: &'a Routed,
    /// The session id that links carry.
    pub(crate) session: Option<String>,
}

/// A number that names a text.
pub(crate) fn text_key(text: &[u8]) -> u64 {
    let mut hash = text.len() as u64;
    for chunk in text.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash =
            (hash.rotate_left(23) ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    key(&[hash])
}

/// Adds a parameter to path and query.
fn add(path: &str, parameter: &str) -> String {
    format!("{path}{}{parameter}", if path.contains('?') { '&' } else { '?' })
}

impl<'a> Visit<'a> {
    /// A visit of a site that gives out sessions hands one out, if the URL has none: one of two
    /// at any hour.
    pub(crate) fn new(
        web: &'a Web,
        (site, alias): (&'a Site, Alias),
        at: i64,
        routed: &'a Routed,
    ) -> Self {
        let session = site.has(SESSION_PATH | SESSION_QUERY).then(|| {
            routed.session.clone().unwrap_or_else(|| {
                let hour = at.div_euclid(crate::life::HOUR) as u64;
                let which = text_key(routed.path.as_bytes()) % 2;
                format!("{:016x}", key(&[site.seed, 91, hour, which]))
            })
        });
        Self { web, site, at, alias, routed, session }
    }

    /// The host of whole links.
    pub(crate) fn host(&self) -> String {
        match (self.alias, &self.site.mirror) {
            (Alias::Mirror, Some(mirror)) => mirror.clone(),
            _ => self.site.own_host(),
        }
    }

    /// A link to a target, ready to stand in quotes.
    pub(crate) fn to(&self, target: Target, role: Role) -> String {
        self.link(&self.web.path(self.site, target), role)
    }

    /// A link to a thing whose title is known.
    pub(crate) fn to_titled(&self, target: Target, title: &str, role: Role) -> String {
        self.link(&self.site.path(target, &mut || title.to_owned()), role)
    }

    /// A link to path and query, ready to stand in quotes.
    pub(crate) fn link(&self, path: &str, role: Role) -> String {
        let chance = key(&[
            self.site.seed,
            92,
            text_key(path.as_bytes()),
            text_key(self.routed.path.as_bytes()),
            role as u64,
        ]);
        let mut path = path.to_owned();
        if self.site.has(TRACKING) {
            // The same for every page, so that there is one more URL of a thing and not a hundred.
            match role {
                Role::Related if text_key(path.as_bytes()).is_multiple_of(3) => {
                    path = add(&path, "utm_source=related&utm_medium=web");
                }
                Role::Popular => path = add(&path, "utm_source=side&fbclid=IwAR0x1"),
                _ => {}
            }
        }
        let form = if self.site.has(DUPLICATES) && chance % 100 < 5 {
            self.other_form(&mut path, chance / 100)
        } else {
            None
        };
        if let Some(id) = &self.session {
            // Some links forget the session, and whoever follows them gets another one.
            let forgets = role == Role::Plain && chance.is_multiple_of(40);
            if !forgets {
                path = with_session(self.site, &path, id);
            }
        }
        let written = match (form, self.site.links) {
            (Some(host), _) => format!("http://{host}{path}"),
            (None, LinkForm::Whole) => format!("http://{}{path}", self.host()),
            (None, LinkForm::Path) => path,
            (None, LinkForm::Relative) => relative(&self.routed.path, &path),
        };
        written.replace('&', "&amp;")
    }

    /// Another URL of the same page; the host, if it differs.
    fn other_form(&self, path: &mut String, chance: u64) -> Option<String> {
        let own = self.host();
        match chance % 5 {
            0 if !path.contains('?') && !path.ends_with('/') => path.push('/'),
            1 if !path.contains('?') && !path.contains('.') => {
                path.push_str(if path.ends_with('/') { "index.html" } else { "/index.html" });
            }
            2 => return Some(own.to_ascii_uppercase()),
            3 if self.alias != Alias::Mirror => {
                return Some(match own.strip_prefix("www.") {
                    Some(bare) => bare.to_owned(),
                    None => format!("www.{own}"),
                });
            }
            _ => match path.split_once('?') {
                Some((before, query)) if query.contains('&') => {
                    let parts: Vec<&str> = query.split('&').rev().collect();
                    *path = format!("{before}?{}", parts.join("&"));
                }
                _ => path.push_str("#top"),
            },
        }
        None
    }
}

/// Puts the session id into path and query.
fn with_session(site: &Site, path: &str, id: &str) -> String {
    let (path, fragment) = path.split_once('#').map_or((path, ""), |(p, _)| (p, "#top"));
    if site.has(SESSION_PATH) {
        let (before, query) = path.split_at(path.find('?').unwrap_or(path.len()));
        format!("{before};jsessionid={id}{query}{fragment}")
    } else {
        format!("{}{fragment}", add(path, &format!("sid={id}")))
    }
}

/// The reference from `here` to `there`, both paths on one host.
fn relative(here: &str, there: &str) -> String {
    let depth = here.matches('/').count().saturating_sub(1);
    let written = format!("{}{}", "../".repeat(depth), &there[1..]);
    if written.is_empty() || written.starts_with(['?', '#', ';']) {
        format!("./{written}")
    } else {
        written
    }
}

#[cfg(test)]
mod tests {
    use super::relative;
    use proptest::prelude::*;
    use url::Url;

    proptest! {
        #[test]
        fn relative_links_lead_where_they_should(
            here in "(/[a-z0-9]{1,3}){0,3}/?", there in "(/[a-z0-9.]{1,4}){1,3}(\\?[a-z]=[0-9])?",
        ) {
            let here = if here.is_empty() { "/".to_owned() } else { here };
            // Segments of dots alone mean something else in a URL.
            prop_assume!(!there.split(['/', '?']).any(|s| s == "." || s == ".."));
            let base = Url::parse(&format!("http://a.example{here}")).unwrap();
            let joined = base.join(&relative(&here, &there)).unwrap();
            prop_assert_eq!(joined.as_str(), format!("http://a.example{there}"));
        }
    }
}
