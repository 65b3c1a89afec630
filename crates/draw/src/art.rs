//! The frame of every drawing: title, summary, legend, the root element.

use crate::palette::{INK, Ink, PAPER, SOFT};
use crate::sheet::Sheet;
use crate::svg::{Svg, num};
use crate::text::{clean, width, wrap};
use spoor_vocab::Defect;

/// Room at the sides.
pub(crate) const MARGIN: f64 = 16.0;
/// Size of titles.
const TITLE: f64 = 16.0;
/// Size of ordinary words.
pub(crate) const WORDS: f64 = 12.0;
/// Size of small words.
pub(crate) const SMALL: f64 = 11.0;
const FONTS: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', \
    Helvetica, Arial, sans-serif";

/// Where a text stands.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// What `finish` leaves.
pub(crate) struct DrawingParts {
    pub svg: String,
    pub summary: String,
}

/// A drawing under way.
pub(crate) struct Art {
    pub svg: Svg,
    pub defs: Svg,
    /// Prefix of ids.
    pub id: String,
    pub width: f64,
    /// Where the next thing goes.
    pub y: f64,
    kind: &'static str,
    title: String,
    summary: String,
    links: bool,
    /// Room below.
    foot: f64,
}

/// Draws the sample of a legend's entry into a box of 26 by 14 whose corner is given.
pub(crate) type Sample<'a> = Box<dyn Fn(&mut Svg, f64, f64) + 'a>;

impl Art {
    /// Begins a drawing with its title and a sentence below.
    pub fn new(sheet: &Sheet, kind: &'static str, title: &str, summary: &str) -> Self {
        let mut art = Self {
            svg: Svg::default(),
            defs: Svg::default(),
            id: sheet.name(),
            width: sheet.room(),
            y: MARGIN,
            kind,
            title: clean(title),
            summary: clean(summary),
            links: false,
            foot: MARGIN,
        };
        let room = art.width - 2.0 * MARGIN;
        for line in wrap(title, room, TITLE * 1.06, 2) {
            art.y += TITLE;
            art.svg
                .tag("text")
                .num("x", MARGIN)
                .num("y", art.y)
                .num("font-size", TITLE)
                .attr("font-weight", "600")
                .fill(INK)
                .words(&line);
            art.y += 5.0;
        }
        art.paragraph(summary, 3);
        art.y += 10.0;
        art
    }

    /// Begins a drawing that stands within a line of text: no words to be seen, no margins.
    pub fn bare(sheet: &Sheet, kind: &'static str, width: f64, title: &str, summary: &str) -> Self {
        Self {
            svg: Svg::default(),
            defs: Svg::default(),
            id: sheet.name(),
            width,
            y: 0.0,
            kind,
            title: clean(title),
            summary: clean(summary),
            links: false,
            foot: 0.0,
        }
    }

    /// Inner width.
    pub fn inner(&self) -> f64 {
        self.width - 2.0 * MARGIN
    }

    /// Too narrow for two columns.
    pub fn narrow(&self) -> bool {
        self.width < 480.0
    }

    /// Soft words over the whole width, at most `lines` of them.
    pub fn paragraph(&mut self, words: &str, lines: usize) {
        for line in wrap(words, self.inner(), WORDS, lines) {
            self.y += WORDS + 3.0;
            self.text((MARGIN, self.y), &line, WORDS, SOFT, Anchor::Start);
        }
    }

    /// Words at a place.
    pub fn text(&mut self, at: (f64, f64), words: &str, size: f64, ink: Ink, anchor: Anchor) {
        text(&mut self.svg, at, words, size, ink, anchor);
    }

    /// Opens a link with a tooltip; remembers that the drawing has links.
    pub fn link(&mut self, href: Option<&str>, title: &str) {
        self.link_of(href, title, &[]);
    }

    /// The same, with what it is of as data attributes.
    pub fn link_of(&mut self, href: Option<&str>, title: &str, data: &[(&'static str, &str)]) {
        self.links |= href.is_some();
        self.svg.link(href, title, data);
    }

    /// Says that there is nothing, and why.
    pub fn nothing(&mut self, sheet: &Sheet, usual: &str, defects: &[Defect]) {
        let (top, inner) = (self.y, self.inner());
        let mut why = sheet.why_empty.clone().unwrap_or_else(|| usual.to_owned());
        // The first by its words: the order of the input has no meaning.
        if let Some(first) = defects.iter().min_by_key(|d| (&d.problem, &d.place)) {
            why = format!("{} of the input could not be used: {}", defects.len(), {
                format!("{} ({})", first.problem, first.place)
            });
        }
        let lines = wrap(&why, inner - 32.0, WORDS, 6);
        let height = 54.0 + 16.0 * lines.len() as f64;
        self.svg
            .tag("rect")
            .num("x", MARGIN)
            .num("y", top)
            .num("width", inner)
            .num("height", height)
            .num("rx", 6.0)
            .attr("fill", "none")
            .stroke(SOFT, 1.0)
            .attr("stroke-dasharray", "4 4")
            .leaf();
        let middle = self.width / 2.0;
        self.text((middle, top + 30.0), "Nothing to draw", 14.0, INK, Anchor::Middle);
        for (i, line) in lines.iter().enumerate() {
            let y = top + 50.0 + 16.0 * i as f64;
            self.text((middle, y), line, WORDS, SOFT, Anchor::Middle);
        }
        self.summary = format!("Nothing to draw: {}.", clean(&why).trim_end_matches('.'));
        self.y = top + height;
    }

    /// A legend: samples with words, as many in a row as fit.
    pub fn legend(&mut self, entries: &[(Sample<'_>, String)]) {
        let (mut x, mut first) = (MARGIN, true);
        for (sample, words) in entries {
            let room = self.inner() - 32.0;
            let words = crate::text::fit(words, room, SMALL);
            let wide = 32.0 + width(&words, SMALL) + 14.0;
            if first || x + wide - 14.0 > self.width - MARGIN {
                self.y += 20.0;
                x = MARGIN;
                first = false;
            }
            sample(&mut self.svg, x, self.y - 11.0);
            self.text((x + 32.0, self.y), &words, SMALL, SOFT, Anchor::Start);
            x += wide;
        }
    }

    /// The whole element, as high as `y` says and a margin.
    pub fn finish(self) -> DrawingParts {
        let height = self.y + self.foot;
        let mut root = Svg::default();
        let (title, desc) = (format!("{}-title", self.id), format!("{}-desc", self.id));
        root.tag("svg")
            .attr("xmlns", "http://www.w3.org/2000/svg")
            .class(&format!("sd sd-{}", self.kind))
            .attr("viewBox", &format!("0 0 {} {}", num(self.width), num(height)))
            // The children of an image are hidden from a screen reader: with links it is a group.
            .attr("role", if self.links { "group" } else { "img" })
            .attr("aria-labelledby", &format!("{title} {desc}"))
            .attr("font-family", FONTS)
            .open();
        root.tag("title").attr("id", &title).words(&self.title);
        root.tag("desc").attr("id", &desc).words(&self.summary);
        let defs = self.defs.finish();
        if !defs.is_empty() {
            root.tag("defs").open();
            root.raw(&defs);
            root.close();
        }
        root.tag("rect")
            .attr("width", &num(self.width))
            .attr("height", &num(height))
            .fill(PAPER)
            .leaf();
        root.append(self.svg);
        DrawingParts { svg: root.finish(), summary: self.summary }
    }
}

/// Words at a place.
pub(crate) fn text(
    svg: &mut Svg,
    at: (f64, f64),
    words: &str,
    size: f64,
    ink: Ink,
    anchor: Anchor,
) {
    let tag = svg.tag("text").num("x", at.0).num("y", at.1).num("font-size", size).fill(ink);
    let tag = if anchor == Anchor::Start { tag } else { tag.attr("text-anchor", anchor.name()) };
    tag.words(words);
}

/// Words with a rim of paper, to be read over lines.
pub(crate) fn label(
    svg: &mut Svg,
    at: (f64, f64),
    words: &str,
    size: f64,
    ink: Ink,
    anchor: Anchor,
) {
    svg.tag("text")
        .num("x", at.0)
        .num("y", at.1)
        .num("font-size", size)
        .attr("text-anchor", anchor.name())
        .attr("paint-order", "stroke")
        .attr("stroke-linejoin", "round")
        .stroke(PAPER, 3.0)
        .fill(ink)
        .words(words);
}
