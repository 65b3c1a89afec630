//! PFIF, the People Finder Interchange Format 1.4 (Ka-Ping Yee, 29 May 2012, zesty.ca/pfif/1.4):
//! `person` records with `note` records in or beside them.
//!
//! Who wrote a record (`author_*`) is not taken over: it is personal data of somebody who is not
//! missed. What PFIF has no field for stands in `description` as labelled lines. A record past its
//! `expiry_date` may hold nothing but `person_record_id`, `source_date`, `entry_date` and
//! `expiry_date`: it is read, and written, as that placeholder.

mod read;
mod write;
mod xml;

pub(crate) use read::read;
pub(crate) use write::write;

/// The namespace of 1.4.
const NAMESPACE: &str = "http://zesty.ca/pfif/1.4";

/// Labels of what PFIF has fields for.
const FIELDS: [&str; 10] = [
    "full name",
    "given name",
    "family name",
    "other name",
    "registry",
    "url",
    "status",
    "stated on",
    "expires on",
    "born",
];
