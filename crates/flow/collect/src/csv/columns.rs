//! The header of a table: which column holds which field of an advert.

use super::charset::Charset;
use crate::Options;
use std::ops::Range;

/// Code, problem and hint of a defect.
pub(crate) type Refusal = (&'static str, String, &'static str);

/// What the header says.
pub(crate) struct Columns {
    /// The header record as in the file, without line break and byte order mark.
    pub(crate) header: Vec<u8>,
    /// How many columns there are.
    pub(crate) count: usize,
    /// Which of them holds the text.
    pub(crate) text: usize,
    /// Which of them names pictures, if one does.
    pub(crate) images: Option<usize>,
    /// The mapping as a JSON object, for [`spoor_vocab::Capture::mapping`].
    pub(crate) mapping: String,
}

impl Columns {
    /// Reads the header record; columns are found by name, letter case aside.
    pub(crate) fn read(
        bytes: &[u8],
        fields: &[Range<usize>],
        charset: &Charset,
        options: &Options,
    ) -> Result<Self, Refusal> {
        let names: Vec<String> =
            fields.iter().map(|f| unquoted(&charset.decode(&bytes[f.clone()]))).collect();
        let find =
            |name: &str| names.iter().position(|n| n.to_lowercase() == name.trim().to_lowercase());
        let mapping = options.mapping.clone().unwrap_or_default();
        for column in mapping.values() {
            if find(column).is_none() {
                return Err((
                    "csv.no-column",
                    format!("there is no column {column:?}; there are: {}", names.join(", ")),
                    "correct the column mapping, and import the file again",
                ));
            }
        }
        let text = mapping.get("text").map_or("text", String::as_str);
        let Some(text) = find(text) else {
            return Err((
                "csv.no-text-column",
                format!("no column is named text; there are: {}", names.join(", ")),
                "say which column holds the words of the advert (map text to that column)",
            ));
        };
        Ok(Self {
            header: bytes.to_vec(),
            count: fields.len(),
            text,
            images: find(mapping.get("images").map_or("images", String::as_str)),
            mapping: serde_json::to_string(&mapping).unwrap_or_else(|_| "{}".to_owned()),
        })
    }
}

/// A field without its quotes and the blanks around it.
pub(crate) fn unquoted(field: &str) -> String {
    let field = field.trim();
    match field.strip_prefix('"').and_then(|f| f.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\"").trim().to_owned(),
        None => field.to_owned(),
    }
}
