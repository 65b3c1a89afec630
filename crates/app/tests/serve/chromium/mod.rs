//! The workbench as a person meets it: in a real browser, with the keyboard, in the dark, on a small
//! screen, with scripts switched off.

mod aria;
mod axe;
mod driver;
mod journey;
mod keyboard;
mod sweep;
