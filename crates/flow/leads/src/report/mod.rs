//! The report: one HTML file for a person to read on a screen or on paper.
//!
//! No script at all, nothing from elsewhere, no picture of anybody: a content security policy in
//! the page says so to the browser (`default-src 'none'`, the one style sheet by its hash).
//! Adverts are written by strangers who may mean harm, so every text is escaped, control
//! characters are replaced and the direction of writing is isolated.

mod input;
mod marks;
mod page;
mod stays;
mod words;

pub use input::{Excerpt, Mark, ReportInput, ReportLead, ReportTemplate, Stay};

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("../../templates/report.css");

/// The report as one HTML page. The same input gives the same bytes.
pub fn html(input: &ReportInput<'_>) -> String {
    let style_hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let page = page::Page::new(input, STYLE, style_hash);
    match page.render() {
        Ok(text) => text,
        // Writing to a string cannot fail, and no filter of the templates can.
        Err(e) => unreachable!("the report's templates render: {e}"),
    }
}
