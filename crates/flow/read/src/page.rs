//! A page as a tree, within bounds.
//!
//! The parser is html5ever (the parser of the HTML Standard). It is fed in small pieces and
//! stopped when the tree has become too deep or too large: nested elements that are never closed
//! make a standard parser quadratic, in time and in nodes. So do attributes by the thousand.

mod tags;

use crate::charset;
use html5ever::driver::{self, ParseOpts};
use html5ever::tendril::{StrTendril, TendrilSink};
use scraper::{ElementRef, Html, HtmlTreeSink, Node, Selector};
use std::cell::OnceCell;

/// Bytes of decoded page that are read.
const TEXT_BYTES_MAX: usize = 8 << 20;

/// Bytes fed to the parser between two looks at the tree.
const FEED_BYTES: usize = 2048;

/// Deepest nesting; browsers stop at 512, pages at 60.
const DEPTH_MAX: usize = 256;

/// Most nodes; a page of 8 MiB of `<b>` has that many.
const NODES_MAX: usize = 1_000_000;

/// A page.
pub(crate) struct Page {
    pub(crate) html: Html,
    /// URL it was retrieved from, or `file:` and a name.
    pub(crate) target: String,
    /// Host of the URL, lower case, without port; of a saved page, that of its canonical URL.
    pub(crate) host: String,
    /// It was too large, too deep or too rich to be read whole.
    pub(crate) cut: bool,
    canonical: OnceCell<Option<String>>,
}

impl Page {
    /// Decodes and parses a page.
    pub(crate) fn parse(body: &[u8], media_type: &str, target: &str) -> Self {
        let host = host_of(target);
        let text = charset::decode_page(body, media_type, &host);
        let (html, cut) = parse_bounded(&text);
        let mut page =
            Self { html, target: target.to_owned(), host, cut, canonical: OnceCell::new() };
        if page.host.is_empty() {
            page.host = page.canonical().map(host_of).unwrap_or_default();
        }
        page
    }

    /// All elements of a selector, in the order of the page.
    pub(crate) fn all<'a>(
        &'a self,
        selector: &'a Selector,
    ) -> impl Iterator<Item = ElementRef<'a>> {
        self.elements().filter(move |element| selector.matches(element))
    }

    /// All elements, in the order of the page.
    pub(crate) fn elements(&self) -> impl Iterator<Item = ElementRef<'_>> {
        self.html.tree.root().descendants().filter_map(ElementRef::wrap)
    }

    /// The URL the page gives itself, for a page that was saved as a file.
    pub(crate) fn canonical(&self) -> Option<&str> {
        let find = || {
            self.elements().find_map(|element| {
                let value = element.value();
                let url = match value.name() {
                    "link" if value.attr("rel") == Some("canonical") => value.attr("href"),
                    "meta" if value.attr("property") == Some("og:url") => value.attr("content"),
                    _ => None,
                };
                url.filter(|url| url.starts_with("http")).map(str::to_owned)
            })
        };
        self.canonical.get_or_init(find).as_deref()
    }

    /// Where the page is on the web, as far as is known.
    pub(crate) fn url(&self) -> Option<String> {
        if self.target.starts_with("http") {
            return Some(self.target.clone());
        }
        self.canonical().map(str::to_owned)
    }
}

/// The host of a URL in lower case, without user and port; empty if it has none.
pub(crate) fn host_of(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return String::new() };
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
        return String::new();
    }
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    host.trim_end_matches('.').to_lowercase()
}

/// Parses within bounds; `true` if the page was cut off at one of them.
fn parse_bounded(text: &str) -> (Html, bool) {
    let sink = HtmlTreeSink::new(Html::new_document());
    let mut parser = driver::parse_document(sink, ParseOpts::default());
    let mut rest = &text[..floor_boundary(text, TEXT_BYTES_MAX)];
    rest = &rest[..tags::end_of_plausible(rest)];
    let mut cut = rest.len() < text.len();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(floor_boundary(rest, FEED_BYTES));
        parser.process(StrTendril::from_slice(piece));
        rest = after;
        if is_too_large(&parser.tokenizer.sink.sink.0.borrow()) {
            cut = true;
            break;
        }
    }
    (parser.finish(), cut)
}

fn floor_boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

/// Looks at the number of nodes, and at the depth of the one inserted last.
fn is_too_large(html: &Html) -> bool {
    let mut nodes = html.tree.nodes();
    let count = nodes.len();
    let last = nodes.next_back();
    count > NODES_MAX || last.is_some_and(|node| node.ancestors().nth(DEPTH_MAX).is_some())
}

/// The name of an element node, else an empty text.
pub(crate) fn name_of(node: &Node) -> &str {
    node.as_element().map_or("", |element| element.name())
}
