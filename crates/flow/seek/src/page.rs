//! A page as the search for adverts sees it: its links, each with where on the page it stands, and the
//! text that is the page's own, without the lists and menus around it.

mod stack;

use crate::address::canonical;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use stack::{NO_PARENT, Stack};
use std::hash::{Hash, Hasher};
use url::Url;

/// Links of one page that are looked at.
const LINKS_MAX: usize = 5_000;
/// Pictures of one page.
const IMAGES_MAX: usize = 100;
/// Bytes of text that are kept.
const TEXT_MAX: usize = 256 << 10;
/// Bytes of a link's words.
const WORDS_MAX: usize = 160;
/// Links that stand alike, from which on they are a list.
const LIST_MIN: usize = 4;

/// A link of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, in its one spelling ([`canonical`]).
    pub url: Url,
    /// Where it stands: a digest of the elements around it ([`Page::places`] has them in words).
    pub place: u64,
    /// Its words.
    pub words: String,
}

/// What a page says, as far as the search needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// Its links in their order, each address once.
    pub links: Vec<Link>,
    /// Places of links in words, such as `ul.results/li/a`.
    pub places: FxHashMap<u64, String>,
    /// Blocks of text, outermost first in the order of the page, without those of lists of links.
    pub own: Vec<String>,
    /// Blocks of the lists of links: records with the words that stand by each link.
    pub records: Vec<String>,
    /// Addresses of its pictures in their order, each once.
    pub images: Vec<Url>,
    /// The address it gives itself (`rel=canonical`).
    pub canonical: Option<Url>,
    /// It asks not to be kept (`noindex`), or that its links are not followed (`nofollow`).
    pub robots: (bool, bool),
}

impl Page {
    /// Reads a page. Any bytes are a page; what is no UTF-8 is replaced.
    pub fn read(html: &[u8], base: &Url) -> Self {
        let mut reader = Reader::new(base);
        let emitter = {
            let reader = &mut reader;
            let mut emitter = CallbackEmitter::new(move |event: CallbackEvent<'_>, _: Span<()>| {
                reader.take(event);
                None::<()>
            });
            emitter.naively_switch_states(true);
            emitter
        };
        for token in Tokenizer::new_with_emitter(html, emitter) {
            // Neither reading from memory nor our callback can fail.
            let Ok(()) = token;
        }
        reader.finish()
    }

    /// A digest of all that it says, numbers and all.
    pub fn digest(&self) -> u64 {
        let mut hasher = FxHasher::default();
        self.title.hash(&mut hasher);
        self.own.hash(&mut hasher);
        self.records.hash(&mut hasher);
        hasher.finish()
    }
}

/// A block of text, and the element that holds it.
struct Block {
    element: usize,
    text: String,
}

struct Reader<'a> {
    base: Url,
    page_url: &'a Url,
    stack: Stack,
    page: Page,
    blocks: Vec<Block>,
    /// Elements that hold links: place, element, address.
    at: Vec<(u64, usize, usize)>,
    seen: FxHashSet<Url>,
    bytes: usize,
    attribute: Vec<u8>,
    tag: Tag,
    title: bool,
}

/// A start tag while it is read.
#[derive(Default)]
struct Tag {
    name: Vec<u8>,
    class: String,
    href: Option<String>,
    src: Option<String>,
    rel: String,
    meta: (String, String),
}

impl<'a> Reader<'a> {
    fn new(page_url: &'a Url) -> Self {
        Self {
            base: page_url.clone(),
            page_url,
            stack: Stack::default(),
            page: Page::default(),
            blocks: Vec::new(),
            at: Vec::new(),
            seen: FxHashSet::default(),
            bytes: 0,
            attribute: Vec::new(),
            tag: Tag::default(),
            title: false,
        }
    }

    fn take(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag { name: name.to_vec(), ..Tag::default() };
            }
            CallbackEvent::AttributeName { name } => name.clone_into(&mut self.attribute),
            CallbackEvent::AttributeValue { value } => self.attribute(value),
            CallbackEvent::CloseStartTag { .. } => self.open(),
            CallbackEvent::EndTag { name } => {
                self.title = false;
                self.stack.close(name);
            }
            CallbackEvent::String { value } => self.text(value),
            _ => {}
        }
    }

    fn attribute(&mut self, value: &[u8]) {
        let text = || String::from_utf8_lossy(value).trim().to_owned();
        match &*self.attribute {
            b"class" => self.tag.class = text(),
            b"href" | b"data-href" | b"data-url" => self.tag.href = Some(text()),
            b"src" | b"data-src" if &*self.tag.name == b"img" => self.tag.src = Some(text()),
            b"src" if matches!(&*self.tag.name, b"iframe" | b"frame") => {
                self.tag.href = Some(text());
            }
            b"rel" => self.tag.rel = text().to_ascii_lowercase(),
            b"name" | b"http-equiv" => self.tag.meta.0 = text().to_ascii_lowercase(),
            b"content" => self.tag.meta.1 = text(),
            _ => {}
        }
    }

    fn open(&mut self) {
        let tag = std::mem::take(&mut self.tag);
        self.stack.open(&tag.name, &tag.class);
        match &*tag.name {
            b"title" => self.title = true,
            b"base" => {
                if let Some(base) = tag.href.as_deref().and_then(|h| self.page_url.join(h).ok()) {
                    self.base = base;
                }
            }
            b"meta" => self.meta(&tag.meta),
            b"link" => {
                let url = tag.href.as_deref().and_then(|href| self.resolved(href));
                if tag.rel == "canonical" {
                    self.page.canonical = url;
                } else if matches!(&*tag.rel, "next" | "prev") {
                    self.link(url, &tag.rel);
                }
            }
            b"img" => {
                let url = tag.src.as_deref().and_then(|src| self.resolved(src));
                if let Some(url) = url.filter(|url| !self.page.images.contains(url))
                    && self.page.images.len() < IMAGES_MAX
                {
                    self.page.images.push(url);
                }
            }
            b"script" => {}
            _ => {
                if let Some(href) = tag.href.as_deref() {
                    let url = self.resolved(href);
                    self.link(url, &tag.rel);
                }
            }
        }
    }

    fn meta(&mut self, (name, content): &(String, String)) {
        let content_lower = content.to_ascii_lowercase();
        if name == "robots" {
            let says = |word: &str| content_lower.contains(word) || content_lower.contains("none");
            self.page.robots = (says("noindex"), says("nofollow"));
        } else if name == "refresh"
            && let Some(at) = content_lower.find("url=")
        {
            let url = self.resolved(content[at + 4..].trim_matches(['\'', '"', ' ']));
            self.link(url, "");
        }
    }

    fn resolved(&self, href: &str) -> Option<Url> {
        canonical(&self.base.join(href).ok()?)
    }

    fn link(&mut self, url: Option<Url>, rel: &str) {
        let Some(url) = url else { return };
        if self.page.links.len() >= LINKS_MAX || rel.split(' ').any(|word| word == "nofollow") {
            return;
        }
        let (element, place) = self.stack.top();
        let places = &mut self.page.places;
        places.entry(place).or_insert_with(|| self.stack.in_words());
        if self.seen.insert(url.clone()) {
            self.at.push((place, element, self.page.links.len()));
            self.page.links.push(Link { url, place, words: String::new() });
        }
    }

    fn text(&mut self, value: &[u8]) {
        let text = String::from_utf8_lossy(value);
        let mut words = text.split_ascii_whitespace().peekable();
        if words.peek().is_none() || self.bytes > TEXT_MAX || self.stack.is_silent() {
            return;
        }
        let mut line = String::with_capacity(text.len());
        for word in words {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.bytes += line.len();
        if self.title {
            self.page.title = line;
            return;
        }
        if self.stack.in_link()
            && let Some(link) = self.page.links.last_mut()
            && link.words.len() < WORDS_MAX
        {
            if !link.words.is_empty() {
                link.words.push(' ');
            }
            let end = (0..=WORDS_MAX.min(line.len())).rev().find(|at| line.is_char_boundary(*at));
            link.words.push_str(&line[..end.unwrap_or(0)]);
        }
        let element = self.stack.block();
        match self.blocks.last_mut().filter(|block| block.element == element) {
            Some(block) => {
                block.text.push(' ');
                block.text.push_str(&line);
            }
            None => self.blocks.push(Block { element, text: line }),
        }
    }

    fn finish(mut self) -> Page {
        let lists = self.lists();
        for block in self.blocks {
            let mut element = block.element;
            let listed = loop {
                if lists.contains(&element) {
                    break true;
                }
                match self.stack.parent(element) {
                    NO_PARENT => break false,
                    parent => element = parent,
                }
            };
            let into = if listed { &mut self.page.records } else { &mut self.page.own };
            into.push(block.text);
        }
        self.page
    }

    /// Elements whose children are mostly records with a link that stands alike in each.
    fn lists(&self) -> FxHashSet<usize> {
        let mut alike: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for (place, element, _) in &self.at {
            alike.entry(*place).or_default().push(*element);
        }
        let lists = alike.values().filter(|of| of.len() >= LIST_MIN);
        lists.filter_map(|elements| self.stack.list_of(elements)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(html: &str) -> Page {
        Page::read(html.as_bytes(), &Url::parse("https://a.example/list/").unwrap())
    }

    #[test]
    fn links_have_a_place_and_words_and_lists_are_not_the_pages_own() {
        let records: String = (0..6)
            .map(|n| format!("<li class=item><a href=/ad/{n}>Ad <b>{n}</b></a><p>teaser {n}"))
            .collect();
        let page = read(&format!(
            "<title>All</title><nav><a href=/>Home</a> <a href=/x>X</a></nav>\
             <h1>Adverts</h1><ul class='results r2'>{records}</ul><p>The end"
        ));
        assert_eq!(page.title, "All");
        assert_eq!(page.links.len(), 8);
        assert_eq!(page.links[2].url.as_str(), "https://a.example/ad/0");
        assert_eq!(page.links[2].words, "Ad 0");
        let place = page.links[2].place;
        assert!(page.links[2..].iter().all(|link| link.place == place));
        assert_ne!(page.links[0].place, place);
        assert_eq!(page.places[&place], "html/ul.results/li.item/a");
        assert_eq!(page.own, ["Home X", "Adverts", "The end"]);
        assert_eq!(page.records.len(), 12);
    }

    #[test]
    fn an_article_with_links_in_it_is_the_pages_own() {
        let text = "<p>Words.</p><p>More <a href=/1>here</a>.</p><p>And so on.</p>".repeat(4);
        let page = read(&format!("<article>{text}</article>"));
        assert!(page.records.is_empty(), "{:?}", page.records);
        assert_eq!(page.own.len(), 12);
    }

    #[test]
    fn scripts_are_silent_bases_count_and_no_follow_is_heard() {
        let page = read(
            "<base href=/b/><script>document.write('<a href=/no>no</a>')</script><style>a{}</style>\
             <a href=c rel='nofollow x'>c</a><a href=d#x>d</a><a href='mailto:a@b.example'>m</a>\
             <link rel=canonical href=/list><link rel=next href='?page=2'>\
             <meta name=robots content='NOINDEX, nofollow'><meta http-equiv=refresh content='0; URL=/r'>",
        );
        let links: Vec<&str> = page.links.iter().map(|link| link.url.as_str()).collect();
        let wanted =
            ["https://a.example/b/d", "https://a.example/b/?page=2", "https://a.example/r"];
        assert_eq!(links, wanted);
        assert_eq!(page.canonical.as_ref().map(Url::as_str), Some("https://a.example/list"));
        assert_eq!(page.robots, (true, true));
        assert_eq!(page.own, ["c d m"]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_page(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            Page::read(&bytes, &Url::parse("https://a.example/").unwrap());
        }

        #[test]
        fn any_tags_are_a_page(tags in proptest::collection::vec("</?(a href=x|p|li|ul|table|td|title|div class=b)>|t", 0..60)) {
            let page = Page::read(tags.concat().as_bytes(), &Url::parse("https://a.example/").unwrap());
            prop_assert!(page.links.len() <= 1);
        }
    }
}
