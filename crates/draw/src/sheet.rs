//! The sheet a drawing is made for, and the drawing that comes out.

use crate::art::DrawingParts;
use crate::table::Table;
use spoor_vocab::Defect;

/// Width and names of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Begins every `id` inside the drawing: must differ between the drawings of one page. What is
    /// no letter, digit or `-` is left out.
    pub id: String,
    /// Width in CSS pixels at which the words are meant to be read, 240 to 2000. The height
    /// follows from the content.
    pub width: f64,
    /// Why there may be nothing to draw, e.g. `no advert of this actor names a place`.
    pub why_empty: Option<String>,
}

impl Sheet {
    /// For a column of a page on a screen, and for the width of A4 between margins: 720.
    pub fn page(id: &str) -> Self {
        Self { id: id.to_owned(), width: 720.0, why_empty: None }
    }

    /// For a screen 320 pixels wide.
    pub fn phone(id: &str) -> Self {
        Self { width: 320.0, ..Self::page(id) }
    }

    /// The same sheet with a reason for an empty drawing.
    pub fn or_say(self, why: &str) -> Self {
        Self { why_empty: Some(why.to_owned()), ..self }
    }

    pub(crate) fn room(&self) -> f64 {
        if self.width.is_finite() { self.width.clamp(240.0, 2000.0) } else { 720.0 }
    }

    pub(crate) fn name(&self) -> String {
        let name: String =
            self.id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(60).collect();
        // An id begins with a letter.
        if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("d{name}") }
    }
}

/// A drawing: the picture, its twin in words, and what of the input could not be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// One `<svg>` element, for HTML as it stands and as a file of its own.
    pub svg: String,
    /// The same items in the same order.
    pub table: Table,
    /// One sentence or two: what is to be seen, as in the drawing's `<desc>`.
    pub summary: String,
    /// What was left out, and why.
    pub defects: Vec<Defect>,
}

impl Drawing {
    pub(crate) fn of(parts: DrawingParts, table: Table, defects: Vec<Defect>) -> Self {
        Self { svg: parts.svg, summary: parts.summary, table, defects }
    }
}
