//! Whether a page says nothing until a script has drawn it. Pure: from the page as it was sent.

/// Letters and digits below which a page with a script says nothing, whatever else it has.
const NOTHING: usize = 40;

/// Below which it says nothing, if it has a place for what a script draws, or asks for scripts.
const LITTLE: usize = 400;

/// Elements whose text nobody sees.
const UNSEEN: [&str; 7] = ["script", "style", "noscript", "template", "title", "textarea", "svg"];

/// Elements that can be what a script draws into.
const ROOTS: [&str; 4] = ["div", "main", "section", "span"];

/// What a page has.
#[derive(Debug, Default)]
struct Sight {
    /// Letters and digits that are seen.
    letters: usize,
    /// A script that can run.
    script: bool,
    /// An element with an `id` or a name of its own, and nothing in it.
    empty_root: bool,
    /// `noscript` speaks of JavaScript.
    asks: bool,
}

/// Whether a page says so little, and has so much of a script's, that a browser should draw it.
pub fn needs_drawing(html: &str) -> bool {
    let sight = look(html);
    let waits = sight.empty_root || sight.asks;
    sight.script && (sight.letters < NOTHING || (sight.letters < LITTLE && waits))
}

fn look(html: &str) -> Sight {
    let mut sight = Sight::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        see(&rest[..at], &mut sight);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(tag) = tag(rest) else {
            // A sign of its own, not the beginning of a tag.
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.len()..];
        let name = name(tag);
        if UNSEEN.contains(&name.as_str()) {
            let (inside, behind) = until_end(rest, &name);
            unseen(&name, tag, inside, &mut sight);
            rest = behind;
        } else if is_root(&name, tag) {
            let next = rest.trim_start();
            sight.empty_root |= closes(next, &name) && !tag.ends_with("/>");
        }
    }
    see(rest, &mut sight);
    sight
}

fn see(text: &str, sight: &mut Sight) {
    sight.letters += text.chars().filter(|c| c.is_alphanumeric()).count();
}

/// The tag at the beginning, quoted attributes whole.
fn tag(html: &str) -> Option<&str> {
    let first = html[1..].chars().next()?;
    if !(first.is_ascii_alphabetic() || matches!(first, '/' | '!' | '?')) {
        return None;
    }
    let mut quote = None;
    for (at, c) in html.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(&html[..=at]),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    // A quote that is never closed: the tag ends at the first sign that could end it.
    Some(&html[..=html.find('>').unwrap_or(html.len() - 1)])
}

fn name(tag: &str) -> String {
    let inside = tag[1..].trim_end_matches('>');
    let end = inside.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inside.len());
    inside[..end].to_ascii_lowercase()
}

/// What stands before the end tag, and what behind it.
fn until_end<'a>(html: &'a str, name: &str) -> (&'a str, &'a str) {
    let mut from = 0;
    while let Some(at) = html[from..].find("</") {
        let at = from + at;
        if closes(&html[at..], name) {
            let end = html[at..].find('>').map_or(html.len(), |end| at + end + 1);
            return (&html[..at], &html[end..]);
        }
        from = at + 2;
    }
    (html, "")
}

fn closes(html: &str, name: &str) -> bool {
    let Some(rest) = html.strip_prefix("</") else { return false };
    let same = rest.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name));
    same && rest[name.len()..].starts_with(|c: char| c == '>' || c.is_whitespace())
}

fn unseen(name: &str, tag: &str, inside: &str, sight: &mut Sight) {
    let tag = tag.to_ascii_lowercase();
    match name {
        "script" => {
            // Data in a script element does nothing.
            let runs = !tag.contains("json") && !tag.contains("text/template");
            sight.script |= runs && (tag.contains("src") || !inside.trim().is_empty());
        }
        "noscript" => sight.asks |= inside.to_lowercase().contains("javascript"),
        _ => {}
    }
}

fn is_root(name: &str, tag: &str) -> bool {
    // Web components have names with a hyphen.
    (ROOTS.contains(&name) && tag.to_ascii_lowercase().contains("id=")) || name.contains('-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use spoor_web::{Layouts, Plan, Request, Web};

    #[test]
    fn pages_of_scripts_are_told_from_pages() {
        let text = "Two rooms near the station, quiet house, call after six. ".repeat(3);
        let app = "<html><head><title>A very long title that says what the site is about</title>";
        for (html, needs) in [
            (format!("{app}<body><div id=root></div><script src=/app.js></script>"), true),
            (format!("{app}<body><app-root></app-root><script>go()</script>"), true),
            (
                format!(
                    "{app}<nav>Home</nav><noscript>You need to enable JavaScript to run this app. \
                     It is a very good app.</noscript><script src=a.js></script>{}",
                    "word ".repeat(40)
                ),
                true,
            ),
            (format!("{app}<body><div id=\"root\">\n</div><SCRIPT>x</SCRIPT>{text}"), true),
            // Enough is said, or nothing could draw it.
            (format!("{app}<body><div id=root>{text}</div><script src=/app.js></script>"), false),
            (format!("{app}<body><div id=root></div>"), false),
            (
                format!("{app}<div id=x></div><script type=application/json>{{\"a\":1}}</script>"),
                false,
            ),
            (format!("{app}<div id=x></div><script>x</script>{}", text.repeat(5)), false),
            (String::new(), false),
            ("<!-- <script>x</script>".to_owned(), false),
        ] {
            assert_eq!(needs_drawing(&html), needs, "{html} {:?}", look(&html));
        }
    }

    #[test]
    fn no_page_of_the_made_up_web_that_says_something_needs_to_be_drawn() {
        for layouts in [Layouts::All, Layouts::Fresh, Layouts::Unseen] {
            let web = Web::new(Plan { pages: 3_000, layouts, ..Plan::default() });
            let adverts = web.truth(0, 1).map(|advert| advert.urls[0].clone());
            let urls: Vec<String> = web.seeds().into_iter().chain(adverts).collect();
            assert!(urls.len() > 200);
            for url in urls {
                let answer = web.answer(&Request::get(&url, 0).with("cookie", "ok=1"));
                let html = String::from_utf8_lossy(&answer.body);
                assert!(!needs_drawing(&html), "{url}: {:?}\n{html}", look(&html));
            }
        }
    }

    proptest! {
        #[test]
        fn anything_is_looked_at(html in "(<|</|<!--|-->|>|\"|'|=|script|div id=a|noscript|é| ){0,40}") {
            needs_drawing(&html);
        }

        #[test]
        fn more_text_never_makes_a_page_need_drawing(
            before in "(<div id=a></div>|<script>x</script>|word ){0,8}", more in "[a-z ]{0,99}",
        ) {
            let longer = format!("{before}<p>{more}</p>");
            prop_assert!(needs_drawing(&before) || !needs_drawing(&longer));
        }
    }
}
