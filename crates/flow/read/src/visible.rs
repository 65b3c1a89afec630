//! The text of an element as a browser shows it: hidden parts out, block elements on lines of
//! their own, runs of white space one space.

use crate::page::name_of;
use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

/// Longest text taken from one element.
const TEXT_BYTES_MAX: usize = 1 << 20;

/// A walk over a tree in document order, without recursion. `enter` says for each node whether to
/// go into it; `leave` is called for each node that was gone into, after its children.
pub(crate) fn walk<'a, S>(
    root: NodeRef<'a, Node>,
    state: &mut S,
    mut enter: impl FnMut(&mut S, NodeRef<'a, Node>) -> bool,
    mut leave: impl FnMut(&mut S, NodeRef<'a, Node>),
) {
    let mut node = root;
    loop {
        let inside = enter(state, node);
        if inside && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        if inside {
            leave(state, node);
        }
        loop {
            if node.id() == root.id() {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return };
            node = parent;
            leave(state, node);
        }
    }
}

/// Whether an element, and all inside, is not shown.
pub(crate) fn is_hidden(element: &Element) -> bool {
    let never = matches!(
        element.name(),
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "title"
            | "svg"
            | "iframe"
            | "object"
            | "select"
            | "datalist"
            | "textarea"
            | "audio"
            | "video"
            | "canvas"
            | "map"
    );
    never
        || element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true") && element.name() != "i"
        || element.attr("style").is_some_and(hides)
}

/// Whether an inline style takes the element off the page.
pub(crate) fn hides(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    ["display:none", "visibility:hidden", "font-size:0;", "font-size:0px", "opacity:0;"]
        .iter()
        .any(|declaration| style.contains(declaration))
        || style.ends_with("font-size:0")
        || style.ends_with("opacity:0")
}

/// Whether an element begins and ends a line.
pub(crate) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// The text a picture stands for, if it is a drawn emoji.
fn emoji_of(element: &Element) -> Option<&str> {
    let alt = element.attr("alt")?;
    let drawn = element.attr("class").is_some_and(|class| class.contains("emoji"));
    let symbols = !alt.is_ascii() && !alt.chars().any(char::is_alphabetic);
    (alt.chars().count() <= 12 && (drawn || symbols)).then_some(alt)
}

/// Lines of text in the making.
#[derive(Default)]
pub(crate) struct Lines {
    text: String,
    /// A space is due before the next character of the line.
    gap: bool,
    /// A line break is due before the next character.
    line_break: bool,
    /// A link has just ended: two side by side are shown apart.
    after_link: bool,
    /// Depth of `<pre>`: white space is kept as it is.
    kept: usize,
}

impl Lines {
    /// Adds characters of a text node.
    pub(crate) fn push(&mut self, text: &str) {
        let room = TEXT_BYTES_MAX.saturating_sub(self.text.len());
        let text = &text[..text.floor_char_boundary(room.min(text.len()))];
        self.after_link &= text.is_empty();
        if self.kept > 0 {
            self.settle();
            self.text.push_str(text);
            return;
        }
        let mut words = text.split(|c: char| c.is_ascii_whitespace());
        // The first part continues the word before it; each later one follows white space.
        if let Some(first) = words.next()
            && !first.is_empty()
        {
            self.settle();
            self.text.push_str(first);
        }
        for word in words {
            self.gap = true;
            if !word.is_empty() {
                self.settle();
                self.text.push_str(word);
            }
        }
    }

    pub(crate) fn end_line(&mut self) {
        self.line_break = true;
    }

    /// A space, unless there is one or the line is empty.
    pub(crate) fn space(&mut self) {
        self.gap = true;
    }

    /// Whether nothing has been written.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text so far, trimmed; leaves nothing.
    pub(crate) fn take(&mut self) -> String {
        self.gap = false;
        self.line_break = false;
        let text = std::mem::take(&mut self.text);
        let trimmed = text.trim();
        if trimmed.len() == text.len() { text } else { trimmed.to_owned() }
    }

    fn settle(&mut self) {
        if !self.text.is_empty() {
            if self.line_break {
                self.text.push('\n');
            } else if self.gap {
                self.text.push(' ');
            }
        }
        self.gap = false;
        self.line_break = false;
    }

    /// Goes into an element: says whether its inside is shown.
    pub(crate) fn open(&mut self, element: &Element) -> bool {
        if is_hidden(element) {
            return false;
        }
        match element.name() {
            "br" => self.end_line(),
            "a" if self.after_link => self.space(),
            "img" => {
                if let Some(emoji) = emoji_of(element) {
                    self.push(emoji);
                }
            }
            "td" | "th" => self.space(),
            "pre" => {
                self.end_line();
                self.kept += 1;
            }
            name if is_block(name) => self.end_line(),
            _ => {}
        }
        true
    }

    /// Goes out of an element.
    pub(crate) fn close(&mut self, element: &Element) {
        match element.name() {
            "a" => self.after_link = true,
            "td" | "th" => self.space(),
            "pre" => {
                self.kept = self.kept.saturating_sub(1);
                self.end_line();
            }
            name if is_block(name) => self.end_line(),
            _ => {}
        }
    }
}

/// The visible text under a node.
pub(crate) fn text(root: NodeRef<'_, Node>) -> String {
    let mut lines = Lines::default();
    walk(
        root,
        &mut lines,
        |lines, node| match node.value() {
            Node::Text(text) => {
                lines.push(text);
                false
            }
            Node::Element(element) => lines.open(element),
            _ => true,
        },
        |lines, node| {
            if let Node::Element(element) = node.value() {
                lines.close(element);
            }
        },
    );
    lines.take()
}

/// The text under a node on one line.
pub(crate) fn line(root: NodeRef<'_, Node>) -> String {
    text(root).replace('\n', " ")
}

/// Text that may hold mark-up, as descriptions in structured data often do: mark-up taken off,
/// entities decoded. Text without either is given back as it is.
pub(crate) fn unmarked(text: &str) -> String {
    let entity = text.contains('&') && text.contains(';');
    let tag = text.match_indices('<').any(|(at, _)| {
        text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!')
    });
    if !entity && !tag {
        return text.trim().to_owned();
    }
    // Line breaks of plain text with entities are meant as such.
    let marked = if tag { text.to_owned() } else { text.replace('\n', "<br>") };
    let page = crate::page::Page::parse(marked.as_bytes(), "text/html; charset=utf-8", "");
    let body = page.html.tree.root().descendants().find(|n| name_of(n.value()) == "body");
    body.map(self::text).unwrap_or_default()
}
