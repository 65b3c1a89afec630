//! What comes in: an advert as search sees it, and the function that reads numbers.

use spoor_vocab::{Millis, Selector};

/// One advert, with what the tables know of it. Empty strings stand for "not known".
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Identifier as in table `adverts`; an advert stands in one part.
    pub advert_id: String,
    /// Name of the source: whether someone may see the advert hangs on it.
    pub source: String,
    /// Site.
    pub site: String,
    /// When it was posted.
    pub posted: Option<Millis>,
    /// Place: a key ("NL:Amsterdam") or a name; its words are searched.
    pub place: String,
    /// Title, if separate from the text.
    pub title: String,
    /// The text as posted. It is not kept, only its words are.
    pub text: String,
    /// BCP 47 tag of the text's language; if empty or not one of the six, words are found as
    /// they are written only.
    pub lang: String,
    /// Template.
    pub template_id: String,
    /// Actor.
    pub actor_id: String,
    /// Ring.
    pub ring_id: String,
    /// Lead.
    pub lead_id: String,
    /// Band of the lead ("high", say): a facet.
    pub band: String,
    /// Identifiers read out of it, in normal form.
    pub selectors: Vec<Selector>,
    /// Price of an hour.
    pub price: Option<HourPrice>,
}

/// Price of an hour.
#[derive(Clone, Debug, PartialEq)]
pub struct HourPrice {
    /// Whole units of the currency; what is negative or no number is passed over.
    pub amount: f64,
    /// ISO 4217 code.
    pub currency: String,
}

impl HourPrice {
    /// In hundredths.
    pub(crate) fn cents(&self) -> Option<u64> {
        let sound = self.amount.is_finite() && (0.0..1e12).contains(&self.amount);
        sound.then(|| (self.amount * 100.0).round() as u64)
    }
}

/// An identifier found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// The identifier in normal form.
    pub selector: Selector,
}

/// Reads identifiers out of a text, however they are written. Where one stretch can be read in
/// several ways (a number without its country), it is told once for each.
///
/// The program gives one made of `extract`; [`nothing_told`] reads none.
pub type Tell<'a> = &'a dyn Fn(&str) -> Vec<Told>;

/// A [`Tell`] that finds nothing.
pub fn nothing_told(_: &str) -> Vec<Told> {
    Vec::new()
}
