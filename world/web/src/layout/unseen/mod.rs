//! Eight more, written when all others had been worked with, by somebody who knew of wrapper induction
//! no more than that it is there: a cross-section of how sites of adverts are built. Half of them have
//! other words for the fields than the table of labels.

mod fields;
mod fonts;
mod forum;
mod modules;
mod posting;
mod tabbed;
#[cfg(test)]
mod tests;
mod theme;
mod tiles;
mod words;

use super::Layout;

/// All eight.
pub(super) static UNSEEN: [Layout; 8] = [
    theme::LAYOUT,
    forum::LAYOUT,
    fonts::LAYOUT,
    modules::LAYOUT,
    tiles::LAYOUT,
    posting::LAYOUT,
    tabbed::LAYOUT,
    fields::LAYOUT,
];
