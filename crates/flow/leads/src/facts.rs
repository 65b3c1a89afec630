//! What comes in: the facts of one actor and of its adverts, as `extract` and `link` left them.

use serde::Deserialize;
use spoor_vocab::{LinkKind, Millis, Price};

/// Where an advert offers: a gazetteer place with its coordinates.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct PlaceFact {
    /// Gazetteer key `CC:Name`, e.g. `NL:Utrecht`. Compared for equality only: no rule reads
    /// the country out of it.
    pub key: String,
    /// Latitude in degrees, WGS 84.
    pub lat: f64,
    /// Longitude in degrees, WGS 84.
    pub lon: f64,
}

/// An indicator of the rule pack that `extract` read in the text of an advert.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct IndicatorFact {
    /// Code of the rule pack, e.g. `movement.new-in-town`.
    pub code: String,
    /// First byte of the span.
    #[serde(default)]
    pub start: u32,
    /// Byte after the last of the span.
    #[serde(default)]
    pub end: u32,
    /// 0 to 1: how sure the reader is.
    pub confidence: f32,
}

/// One advert of an actor.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct AdvertFacts {
    /// Identifier in the table `adverts`.
    pub advert_id: String,
    /// Identifier given by the source.
    pub id: String,
    /// Site.
    pub site: String,
    /// Account of the placer on the site. Joined with `site` before it is compared.
    pub account: Option<String>,
    /// When it was posted. An exact midnight (UTC) is read as a date without a time.
    pub posted: Option<Millis>,
    /// Where it offers.
    pub place: Option<PlaceFact>,
    /// Template of its text; empty where the text resembles no other.
    pub template_id: String,
    /// Telephone numbers, E.164.
    pub phones: Vec<String>,
    /// Handles, `platform:name`.
    pub handles: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Names advertised. Compared for equality only: nothing is read out of a name.
    pub names: Vec<String>,
    /// Ages stated, years, lowest and highest of the statement.
    pub ages: Vec<(u8, u8)>,
    /// Prices stated.
    pub prices: Vec<Price>,
    /// Services stated. Carried for the report; no rule reads them.
    pub services: Vec<String>,
    /// Pictures: digests of bytes or perceptual hashes.
    pub images: Vec<String>,
    /// Tokens of the cards or payment accounts that paid for the posting.
    pub cards: Vec<String>,
    /// Indicators read in the text.
    pub indicators: Vec<IndicatorFact>,
}

impl AdvertFacts {
    /// Is it a job advert? So where an indicator of the family `recruitment.` was read.
    pub fn is_recruitment(&self) -> bool {
        self.indicators.iter().any(|i| i.code.starts_with("recruitment."))
    }
}

/// One link that holds an actor together, for the report and for the reach of a selector.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkFact {
    /// What is shared.
    pub kind: LinkKind,
    /// The shared value.
    pub value: String,
    /// How many adverts of the corpus show it.
    pub shown_by: u32,
    /// Match weight in bits.
    pub weight_bits: f32,
}

/// What is known of the ring that an actor is, or is part of.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct RingFact {
    /// Actors in it.
    pub hands: u32,
    /// Lines that move: persons advertised, as far as adverts tell them apart.
    pub lines: u32,
    /// Places that coordinated moves lead to.
    pub places: u32,
    /// Moves that met another's.
    pub coordinated_moves: u32,
    /// How many would have by chance.
    pub expected: f64,
    /// False discovery rate at which the ring is called, 0 to 1.
    pub q_value: f64,
    /// Adverts that show the moves (identifiers).
    pub adverts: Vec<String>,
}

/// What the way of writing says of an actor's or a ring's texts: of different templates, under
/// different names or by different actors.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct HandFact {
    /// Texts that were compared.
    pub texts: u32,
    /// Pairs of them.
    pub pairs: u32,
    /// Log2 likelihood ratio of one hand against two: the middle pair's.
    pub bits: f64,
    /// The texts (identifiers of adverts).
    pub adverts: Vec<String>,
}

/// One actor: its adverts and what links them; or the actors of a ring, taken together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActorFacts {
    /// Identifier in the table `actors`.
    pub actor_id: String,
    /// Its adverts, in any order.
    pub adverts: Vec<AdvertFacts>,
    /// Links, in any order.
    pub links: Vec<LinkFact>,
    /// The ring, where moves are coordinated.
    pub ring: Option<RingFact>,
    /// The way of writing, where there is enough to compare.
    pub hand: Option<HandFact>,
}
