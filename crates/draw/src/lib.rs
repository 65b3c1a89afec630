//! Drawings for people: link chart, map of moves, lanes, and small charts, as SVG without script.
//!
//! What comes in: plain values (names already redacted for the reader's role, counts, days,
//! degrees, bits, addresses of pages) in one struct for each drawing, and a [`Sheet`] that says how
//! wide it will be read.
//!
//! What goes out: a [`Drawing`]: one `<svg>` element for a page, paper or PDF; a [`Table`] with the
//! same items in the same order; a summary in words; and defects of the input. A [`RingChart`] also
//! gives its [`Layout`] as plain data, so that a browser's graph view shows the picture that a
//! court has on paper.
//!
//! One drawing serves everywhere. Colours are presentation attributes, so it is complete without
//! CSS; classes (`sd-f-INK`, `sd-s-INK`) let [`CSS`] adapt it to dark screens and forced colours.
//! There is no `style` attribute and no `<style>` or `<script>` inside, so the strictest content
//! policy holds. Nothing is told by colour alone.
//!
//! What never happens here: no file, socket, clock or environment; no chance but a generator with
//! a seed. The same input gives the same bytes on every machine and, where order has no meaning,
//! in any order: transcendental functions come from `libm`, coordinates have one decimal. No text
//! becomes markup, however hostile. No position of a place that is only roughly known is drawn as
//! a point. Bad input is left out and listed as a defect.

mod art;
mod axis;
mod bars;
mod href;
mod labels;
mod lanes;
mod map;
mod moved;
mod palette;
mod pattern;
mod reliability;
mod ring;
mod sheet;
mod spark;
mod svg;
mod table;
mod text;
mod waterfall;
mod words;

pub use bars::{Bar, Bars, Step};
pub use lanes::{Lane, LaneLink, LaneStay, Lanes};
pub use map::{MapMove, MapPlace, MoveMap, Precision};
pub use moved::{Moved, MovedValue};
pub use palette::{HUES, Ink};
pub use reliability::{ReliabilityChart, Said};
pub use ring::{
    Choice, Edge, Layout, Node, NodeKind, Position, RingChart, RingGraph, RingNode, RingTie, Seen,
};
pub use sheet::{Drawing, Sheet};
pub use spark::Spark;
pub use table::{Row, Table};
pub use text::clean;
pub use waterfall::{Contribution, Waterfall};

/// The stylesheet for pages with drawings: dark screens, forced colours, focus, paper. Serve it as
/// a file; drawings need none of it to be complete.
pub const CSS: &str = include_str!("draw.css");
