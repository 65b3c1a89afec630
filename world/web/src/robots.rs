//! robots.txt of a site (RFC 9309).

use crate::quirk::*;
use crate::site::Site;
use crate::traps::calendar;
use std::fmt::Write as _;

/// `(allowed, pattern)` for everybody. Most sites forbid what is of no use to robots.
pub(crate) fn rules(site: &Site) -> Vec<(bool, String)> {
    let mut rules = Vec::new();
    let strict = !matches!(site.index % 24, 7 | 14);
    let mut forbid = |quirk: u32, pattern: &str| {
        if site.has(quirk) {
            rules.push((false, pattern.to_owned()));
        }
    };
    forbid(PRIVATE, "/intern/");
    if strict {
        forbid(PRINT, "/print/");
        forbid(LOGIN, "/login?*next=");
    }
    if site.index % 6 == 1 {
        forbid(CALENDAR, &format!("/{}/*-*-", calendar(site)));
    }
    if site.index % 6 == 3 {
        forbid(FACETS, "/*low=*low=");
        forbid(GROWING, "/docs/*/guide/$");
        if site.has(GROWING) {
            rules.push((true, "/docs/guide/".to_owned()));
        }
    }
    rules
}

/// The file, as `host` has it; `delay` in seconds.
pub(crate) fn text(site: &Site, host: &str, delay: u32) -> String {
    let mut out = String::from("# Rules for robots\nUser-agent: *\n");
    for (allowed, pattern) in &site.robots {
        let word = if *allowed { "Allow" } else { "Disallow" };
        // A String takes all that is written to it.
        let _ = writeln!(out, "{word}: {pattern}");
    }
    if site.robots.is_empty() {
        // Without a rule the next group's would be these crawlers', too (RFC 9309, section 2.2.1).
        out.push_str("Disallow:\n");
    }
    if site.index % 4 == 2 && delay > 0 {
        // A String takes all that is written to it.
        let _ = writeln!(out, "Crawl-delay: {delay}");
    }
    out.push_str("\nUser-agent: BadBot\nUser-agent: Harvester\nDisallow: /\n");
    if site.has(MAP | MAP_ALL) {
        let _ = write!(out, "\nSitemap: http://{host}/sitemap.xml\n");
    }
    if site.has(MAP_PACKED) {
        let _ = write!(out, "\nSitemap: http://{host}/sitemap_index.xml\n");
    }
    out
}

/// Whether everybody may ask for `path` (with its query): the longest pattern that matches
/// decides, and of two equally long ones the one that allows (RFC 9309, section 2.2.2).
pub(crate) fn allows(site: &Site, path: &str) -> bool {
    site.robots
        .iter()
        .filter(|(_, pattern)| matches(pattern, path))
        .max_by_key(|(allowed, pattern)| (pattern.len(), *allowed))
        .is_none_or(|(allowed, _)| *allowed)
}

/// `*` stands for anything, `$` at the end for the end.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = pattern.strip_suffix('$').map_or((pattern, false), |p| (p, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (n, part) in parts.iter().enumerate() {
        if to_end && n + 1 == parts.len() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    !to_end || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::matches;

    /// The examples of Google's page on robots.txt, "URL matching based on path values".
    #[test]
    fn patterns_match_as_published() {
        let cases = [
            ("/fish", "/fish.html", true),
            ("/fish", "/catfish", false),
            ("/fish*", "/fishheads/yummy.html", true),
            ("/fish/", "/fish", false),
            ("/*.php", "/folder/any.php.file.html", true),
            ("/*.php", "/windows.PHP", false),
            ("/*.php$", "/filename.php", true),
            ("/*.php$", "/filename.php?parameters", false),
            ("/fish*.php", "/fishheads/catfish.php?parameters", true),
            ("/fish*.php", "/Fish.PHP", false),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }
}
