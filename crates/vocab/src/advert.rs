//! An advert: one posting read out of an exhibit.

use crate::{ExhibitId, Millis};
use serde::{Deserialize, Serialize};

/// One posting. Texts are as posted: nothing is cleaned, so that spans point into the original.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advert {
    /// [`ExhibitId::advert_id`]: stable over builds.
    pub advert_id: String,
    /// The id given by the source (a JSONL `id`, a posting number on the page), else the URL,
    /// else `advert_id`.
    pub id: String,
    /// The exhibit it was read from.
    pub exhibit: ExhibitId,
    /// Name of the source.
    pub source: String,
    /// Site: as stated, else the host of the URL.
    pub site: String,
    /// URL of the posting, if known.
    pub url: Option<String>,
    /// Account of the placer on the site, if shown.
    pub account: Option<String>,
    /// Title, if separate from the text.
    pub title: Option<String>,
    /// The text as posted.
    pub text: String,
    /// When it was posted, as stated.
    pub posted: Option<Millis>,
    /// Place as stated by the site or import, not yet looked up.
    pub place: Option<String>,
    /// Pictures: URLs or paths, as stated.
    pub images: Vec<String>,
    /// Payment data of the import, as one JSON object.
    pub payment: Option<String>,
    /// Other keys of the import, as one JSON object: kept, and read for contacts.
    pub extra: Option<String>,
    /// When the capture was taken.
    pub captured_at: Millis,
}
