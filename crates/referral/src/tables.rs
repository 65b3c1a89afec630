//! The package's tables as CSV (RFC 4180). A cell that a spreadsheet would take for a formula has an
//! apostrophe before it; the exact text is in the exhibits.

use crate::contacts::Contacts;
use crate::dossier::Dossier;
use crate::words::{cell, time};
use spoor_vocab::Millis;

/// Columns of `exhibits.csv`, which [`crate::check`](mod@crate::check) reads.
pub const EXHIBITS: [&str; 9] = [
    "log_entry",
    "blake3",
    "sha256",
    "bytes",
    "record_offset",
    "record_bytes",
    "source",
    "captured_at",
    "media_type",
];

fn written<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> Vec<u8> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
    // Writing to memory cannot fail, and every row has as many cells as the head.
    let _ = csv.write_record(head);
    for row in rows {
        let _ = csv.write_record(row.iter().map(|text| cell(text)));
    }
    csv.into_inner().unwrap_or_default()
}

fn maybe(at: Option<Millis>) -> String {
    at.map(time).unwrap_or_default()
}

/// Adverts, one row each.
pub fn adverts(dossier: &Dossier) -> Vec<u8> {
    let head = [
        "advert_id",
        "actor_id",
        "exhibit",
        "source",
        "site",
        "url",
        "account",
        "posted",
        "captured_at",
        "place",
        "language",
        "title",
        "text",
    ];
    let rows = dossier.adverts.iter().map(|part| {
        let a = &part.advert;
        let text = |of: &Option<String>| of.clone().unwrap_or_default();
        [
            a.advert_id.clone(),
            part.actor_id.clone(),
            a.exhibit.to_hex(),
            a.source.clone(),
            a.site.clone(),
            text(&a.url),
            text(&a.account),
            maybe(a.posted),
            time(a.captured_at),
            text(&a.place),
            text(&part.language),
            text(&a.title),
            a.text.clone(),
        ]
    });
    written(head, rows)
}

/// Mentions, one row each: where every reading stands.
pub fn mentions(dossier: &Dossier) -> Vec<u8> {
    let head = ["advert_id", "field", "kind", "value", "raw", "start", "end", "confidence"];
    let rows = dossier.adverts.iter().flat_map(|part| {
        part.mentions.iter().map(|m| {
            [
                part.advert.advert_id.clone(),
                m.field.clone(),
                m.kind.as_str().to_owned(),
                m.value.clone(),
                m.raw.clone(),
                m.start.to_string(),
                m.end.to_string(),
                format!("{:.2}", m.confidence),
            ]
        })
    });
    written(head, rows)
}

/// Reasons for and against, one row each.
pub fn reasons(dossier: &Dossier) -> Vec<u8> {
    let head = ["lead_id", "direction", "weight_bits", "code", "reason", "citation", "adverts"];
    let rows = dossier.leads.iter().flat_map(|part| {
        part.lead.reasons.iter().map(|r| {
            let direction = match r.direction {
                spoor_vocab::Direction::For => "for",
                spoor_vocab::Direction::Against => "against",
            };
            [
                part.lead.lead_id.clone(),
                direction.to_owned(),
                format!("{:.2}", r.weight_bits),
                r.code.clone(),
                r.text.clone(),
                r.citation.clone(),
                r.adverts.join(" "),
            ]
        })
    });
    written(head, rows)
}

/// Exhibits: where each record stands in `exhibits.warc.gz`, and its digests.
pub fn exhibits(dossier: &Dossier) -> Vec<u8> {
    let mut offset = 0;
    let rows = dossier.exhibits.iter().map(|e| {
        let at = offset;
        offset += e.record.len();
        [
            e.seq.to_string(),
            e.id.to_hex(),
            hex::encode(e.sha256),
            e.size.to_string(),
            at.to_string(),
            e.record.len().to_string(),
            e.source.clone(),
            time(e.captured_at),
            e.media_type.clone(),
        ]
    });
    written(EXHIBITS, rows)
}

/// Contacts, for a helper.
pub fn contacts(contacts: &Contacts) -> Vec<u8> {
    let head = ["kind", "contact", "adverts", "last_seen", "places"];
    let rows = contacts.contacts.iter().map(|c| {
        [
            c.kind.clone(),
            c.value.clone(),
            c.adverts.to_string(),
            c.last_seen.clone(),
            c.places.join("; "),
        ]
    });
    written(head, rows)
}
