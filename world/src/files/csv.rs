//! The partner who sends a table with column names of its own (RFC 4180).

use crate::advert::Advert;
use crate::when;
use std::io::{self, Write};

/// Which column holds which field, as in `spoor_vocab::Capture::mapping`.
pub(crate) const MAPPING: &str = r#"{"id":"nr","posted":"datum","title":"kop","text":"omschrijving","place":"stad","account":"lid","images":"fotos"}"#;

/// Writes the column names.
pub(super) fn header(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"nr,datum,kop,omschrijving,stad,lid,fotos,klikken\r\n")
}

/// Appends the row of `ad`.
pub(super) fn row(ad: &Advert<'_>, out: &mut Vec<u8>) -> u64 {
    let images: Vec<String> = ad.images.iter().map(|i| format!("{i}.jpg")).collect();
    let fields = [
        ad.id.clone(),
        when::plain(ad.posted),
        ad.title.clone(),
        ad.text.clone(),
        ad.city.to_owned(),
        ad.account.clone().unwrap_or_default(),
        images.join(";"),
        (ad.posting.minute % 997).to_string(),
    ];
    for (i, field) in fields.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        if field.contains(['"', ',', '\n', '\r']) {
            out.push(b'"');
            out.extend(field.replace('"', "\"\"").bytes());
            out.push(b'"');
        } else {
            out.extend(field.bytes());
        }
    }
    out.extend(b"\r\n");
    1
}
