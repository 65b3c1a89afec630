//! Which addresses a drawing links to.

use spoor_vocab::Defect;

/// The address, if it stays in the house (`/lead/7`, `#row-7`, `?from=…`) or is plain `https` or
/// `http`. Anything else (scripts, data, an address of another host in disguise) is no link.
pub(crate) fn safe(
    href: &Option<String>,
    place: &str,
    defects: &mut Vec<Defect>,
) -> Option<String> {
    let href = href.as_deref()?;
    let own = href.starts_with('#')
        || href.starts_with('?')
        || (href.starts_with('/') && !href.starts_with("//"));
    let plain = !href.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\');
    let web = href.starts_with("https://") || href.starts_with("http://");
    if plain && (own || web) && href.len() <= 2000 {
        return Some(href.to_owned());
    }
    defects.push(Defect::new(
        place,
        "draw.bad-href",
        "the address is no path, fragment, query or http address",
        "give a path such as /lead/7",
    ));
    None
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn only_plain_addresses_are_links() {
        let cases = [
            ("/actor/7", true),
            ("#row-3", true),
            ("?from=2026-01-05", true),
            ("https://example.com/a", true),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("//example.com", false),
            ("/\\example.com", false),
            ("/a\nb", false),
            ("relative", false),
            ("", false),
        ];
        for (href, good) in cases {
            let mut defects = Vec::new();
            let kept = safe(&Some(href.to_owned()), "node 1", &mut defects);
            assert_eq!(kept.is_some(), good, "{href}");
            assert_eq!(defects.is_empty(), good, "{href}");
        }
    }
}
