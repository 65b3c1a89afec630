//! The twin of a drawing: the same items in the same order, as rows of words.

use crate::text::clean;

/// What a drawing shows, as a table for those who do not see it, or want to copy it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Table {
    /// What the table is of: the drawing's title.
    pub caption: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// One for each item, in the order in which the drawing has them.
    pub rows: Vec<Row>,
}

/// A row of a [`Table`].
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Row {
    /// One cell for each column; plain text, neither cut nor escaped.
    pub cells: Vec<String>,
    /// Where the item leads, if the drawing links it.
    pub href: Option<String>,
}

impl Table {
    pub(crate) fn new(caption: &str, header: &[&str]) -> Self {
        Self {
            caption: clean(caption),
            header: header.iter().map(|&h| h.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N], href: Option<&str>) {
        debug_assert_eq!(cells.len(), self.header.len());
        let cells = cells.iter().map(|c| clean(c)).collect();
        self.rows.push(Row { cells, href: href.map(str::to_owned) });
    }
}
