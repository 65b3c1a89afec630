//! What these layouts say beside the labels of the table, in the six languages.

use crate::layout::{Detail, Entry, Fact, Field, Frame};
use crate::visit::text_key;

/// One word or few, in the order of [`TAGS`].
pub(super) type Word = [&'static str; 6];

/// The languages.
const TAGS: [&str; 6] = ["en", "nl", "de", "fr", "es", "ro"];

pub(super) const BY: Word = ["by", "door", "von", "par", "por", "de"];
pub(super) const IN: Word = ["in", "in", "in", "à", "en", "în"];
pub(super) const VIEWS: Word =
    ["views", "keer bekeken", "Aufrufe", "vues", "visitas", "vizualizări"];
pub(super) const REVEAL: Word = [
    "Show number",
    "Toon nummer",
    "Nummer anzeigen",
    "Voir le numéro",
    "Ver teléfono",
    "Arată numărul",
];
pub(super) const WHOLE: Word =
    ["Read more", "Lees meer", "Weiterlesen", "Lire la suite", "Leer más", "Citește tot"];
pub(super) const DETAILS: Word =
    ["Details", "Kenmerken", "Details", "Caractéristiques", "Detalles", "Detalii"];
pub(super) const CONTACT: Word =
    ["Contact", "Contact", "Kontakt", "Contact", "Contacto", "Contact"];
pub(super) const PICTURES: Word = ["Pictures", "Beeld", "Galerie", "Galerie", "Galería", "Galerie"];
pub(super) const CARE: Word = [
    "Never pay in advance.",
    "Betaal nooit vooraf.",
    "Niemals im Voraus bezahlen.",
    "Ne payez jamais d'avance.",
    "Nunca pague por adelantado.",
    "Nu plătiți niciodată în avans.",
];

/// What stands below a number of years.
pub(super) const YEARS: Word = ["years", "jaar", "Jahre", "ans", "años", "ani"];

/// Other words for the fields, in the order of [`Field`]; for an age there is no other.
const OTHER: [Word; 7] = [
    ["Rate", "Tarief", "Kosten", "Tarif", "Importe", "Tarif"],
    ["Location", "Locatie", "Standort", "Localité", "Localidad", "Localitate"],
    ["Age", "Leeftijd", "Alter", "Âge", "Edad", "Vârstă"],
    ["Date", "Datum", "Datum", "Date", "Fecha", "Data"],
    ["Mobile", "Mobiel", "Rufnummer", "Tél.", "Móvil", "Mobil"],
    ["Advertiser", "Adverteerder", "Inserent", "Annonceur", "Anunciante", "Utilizator"],
    ["Ad ID", "Advertentie-ID", "Inserat-ID", "ID annonce", "ID anuncio", "ID anunț"],
];

/// A word in the language of the site.
pub(super) fn say(frame: &Frame<'_>, word: &Word) -> &'static str {
    word[TAGS.iter().position(|tag| *tag == frame.lang).unwrap_or(0)]
}

/// The other word for a field.
pub(super) fn other(frame: &Frame<'_>, field: Field) -> &'static str {
    say(frame, &OTHER[field as usize])
}

/// How often a thing was looked at, as counters on such pages have it: made up from its title.
pub(super) fn views(detail: &Detail) -> u64 {
    7 + text_key(detail.title.as_bytes()) % 900
}

impl Detail {
    /// The facts with these fields, in the order of the site.
    pub(super) fn only<'a>(&'a self, fields: &'a [Field]) -> impl Iterator<Item = &'a Fact> {
        self.facts.iter().filter(|f| fields.contains(&f.field))
    }
}

/// What is known of a listed thing, joined.
pub(super) fn joined(parts: &[&Option<String>], by: &str) -> String {
    parts.iter().filter_map(|p| p.as_deref()).collect::<Vec<_>>().join(by)
}

/// What an entry says beside its title, joined.
pub(super) fn beside(entry: &Entry, by: &str) -> String {
    joined(&[&entry.price, &entry.place, &entry.posted], by)
}

#[cfg(test)]
mod tests {
    use super::*;
    use spoor_world::Lang;

    #[test]
    fn the_languages_stand_in_their_order_and_no_two_fields_have_one_word() {
        assert_eq!(Lang::ALL.map(Lang::tag), TAGS);
        for lang in 0..TAGS.len() {
            let words: std::collections::BTreeSet<_> = OTHER.iter().map(|w| w[lang]).collect();
            assert_eq!(words.len(), OTHER.len(), "{words:?}");
        }
    }
}
