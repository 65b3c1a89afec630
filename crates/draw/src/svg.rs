//! Writes SVG: tags, attributes, numbers of one decimal, text that cannot become markup.

use crate::palette::Ink;
use crate::text::escape;

/// A coordinate as it is written: one decimal at most, never `-0`, so that the last bits of a
/// float cannot differ between machines.
pub(crate) fn num(x: f64) -> String {
    let tenths = (x * 10.0).round();
    if !tenths.is_finite() || tenths == 0.0 {
        return "0".into();
    }
    let (whole, part) = ((tenths / 10.0).trunc(), (tenths % 10.0).abs());
    if part == 0.0 {
        format!("{whole}")
    } else if whole == 0.0 && tenths < 0.0 {
        format!("-0.{part}")
    } else {
        format!("{whole}.{part}")
    }
}

/// Rounded as [`num`] writes it.
pub(crate) fn tenth(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

/// A growing piece of SVG.
#[derive(Default)]
pub(crate) struct Svg {
    out: String,
    open: Vec<&'static str>,
}

impl Svg {
    /// Begins a tag; [`Tag::leaf`], [`Tag::open`] or [`Tag::words`] ends its head.
    pub fn tag(&mut self, name: &'static str) -> Tag<'_> {
        self.out.push('<');
        self.out.push_str(name);
        Tag { svg: self, name, classes: String::new() }
    }

    /// Ends the innermost open tag.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push_str(">\n");
        }
    }

    /// Opens a link to `href` with a tooltip, or a group with one where there is nothing to open;
    /// `data` says to a page's script what it is of.
    pub fn link(&mut self, href: Option<&str>, title: &str, data: &[(&'static str, &str)]) {
        let tag = match href {
            Some(href) => self.tag("a").attr("href", href).class("sd-link"),
            None => self.tag("g"),
        };
        data.iter().fold(tag, |tag, (key, value)| tag.attr(key, value)).open();
        self.tag("title").words(title);
    }

    /// A straight line.
    pub fn line(&mut self, a: (f64, f64), b: (f64, f64), ink: Ink, width: f64) {
        self.tag("line")
            .num("x1", a.0)
            .num("y1", a.1)
            .num("x2", b.0)
            .num("y2", b.1)
            .stroke(ink, width)
            .leaf();
    }

    /// Appends SVG already written.
    pub fn raw(&mut self, svg: &str) {
        self.out.push_str(svg);
    }

    /// The text so far, with all tags closed.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    /// Appends what another has written.
    pub fn append(&mut self, other: Svg) {
        self.out.push_str(&other.finish());
    }
}

/// The head of a tag under way.
pub(crate) struct Tag<'a> {
    svg: &'a mut Svg,
    name: &'static str,
    classes: String,
}

impl Tag<'_> {
    pub fn attr(self, key: &str, value: &str) -> Self {
        self.svg.out.push(' ');
        self.svg.out.push_str(key);
        self.svg.out.push_str("=\"");
        escape(value, &mut self.svg.out);
        self.svg.out.push('"');
        self
    }

    pub fn num(self, key: &str, value: f64) -> Self {
        self.attr(key, &num(value))
    }

    pub fn class(mut self, class: &str) -> Self {
        if !self.classes.is_empty() {
            self.classes.push(' ');
        }
        self.classes.push_str(class);
        self
    }

    /// Fills with an ink: as an attribute for paper, as a class for the page's CSS.
    pub fn fill(self, ink: Ink) -> Self {
        self.attr("fill", ink.light()).class(&format!("sd-f-{}", ink.name()))
    }

    pub fn stroke(self, ink: Ink, width: f64) -> Self {
        self.attr("stroke", ink.light())
            .num("stroke-width", width)
            .class(&format!("sd-s-{}", ink.name()))
    }

    fn head(self, end: &str) -> &'static str {
        let classes = self.classes.clone();
        let name = self.name;
        let tag = if classes.is_empty() { self } else { self.attr("class", &classes) };
        tag.svg.out.push_str(end);
        name
    }

    /// Ends an element without content.
    pub fn leaf(self) {
        self.head("/>\n");
    }

    /// Ends the head of an element that [`Svg::close`] will end.
    pub fn open(self) {
        let name = self.name;
        let tag = Tag { svg: &mut *self.svg, name, classes: self.classes };
        tag.head(">\n");
        self.svg.open.push(name);
    }

    /// Ends an element whose content is text.
    pub fn words(self, words: &str) {
        let name = self.name;
        let tag = Tag { svg: &mut *self.svg, name, classes: self.classes };
        tag.head(">");
        escape(words, &mut self.svg.out);
        self.svg.out.push_str("</");
        self.svg.out.push_str(name);
        self.svg.out.push_str(">\n");
    }
}

#[cfg(test)]
mod tests {
    use super::num;

    #[test]
    fn numbers_are_short_and_have_no_negative_nothing() {
        let cases = [
            (0.0, "0"),
            (-0.04, "0"),
            (-0.06, "-0.1"),
            (1.0, "1"),
            (12.34, "12.3"),
            (-12.36, "-12.4"),
            (1e6, "1000000"),
            (f64::NAN, "0"),
            (f64::INFINITY, "0"),
            (0.96, "1"),
        ];
        for (value, written) in cases {
            assert_eq!(num(value), written, "{value}");
        }
    }
}
