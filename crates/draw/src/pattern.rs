//! Fills that can be told apart without colour.

use crate::palette::{Ink, PAPER};
use crate::svg::Svg;

/// Thin lines from corner to corner over nothing: an area that is not a surface.
pub(crate) fn hatch(defs: &mut Svg, id: &str, ink: Ink) {
    defs.tag("pattern")
        .attr("id", id)
        .attr("width", "7")
        .attr("height", "7")
        .attr("patternUnits", "userSpaceOnUse")
        .attr("patternTransform", "rotate(45)")
        .open();
    defs.line((0.0, 0.0), (0.0, 7.0), ink, 1.6);
    defs.close();
}

/// How many [`fabric`]s there are.
pub(crate) const FABRICS: usize = 4;

/// A filled pattern of a hue: plain, slanted lines, dots, crossed lines.
pub(crate) fn fabric(defs: &mut Svg, id: &str, ink: Ink, which: usize) {
    defs.tag("pattern")
        .attr("id", id)
        .attr("width", "8")
        .attr("height", "8")
        .attr("patternUnits", "userSpaceOnUse")
        .attr("patternTransform", if which == 1 { "rotate(45)" } else { "rotate(0)" })
        .open();
    let ground = if which == 0 { ink.pale() } else { PAPER };
    defs.tag("rect").attr("width", "8").attr("height", "8").fill(ground).leaf();
    match which % FABRICS {
        1 => defs.line((0.0, 0.0), (0.0, 8.0), ink, 2.4),
        2 => {
            for (x, y) in [(2.0, 2.0), (6.0, 6.0)] {
                defs.tag("circle").num("cx", x).num("cy", y).num("r", 1.3).fill(ink).leaf();
            }
        }
        3 => {
            defs.line((0.0, 4.0), (8.0, 4.0), ink, 1.0);
            defs.line((4.0, 0.0), (4.0, 8.0), ink, 1.0);
        }
        _ => {}
    }
    defs.close();
}
