//! An actor: adverts resolved to one author or organiser, with the reason for every link.

use serde::{Deserialize, Serialize};

/// Why two adverts are linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// Same template.
    Template,
    /// Same phone.
    Phone,
    /// Same e-mail address.
    Email,
    /// Same handle.
    Handle,
    /// Same URL.
    Url,
    /// Same wallet.
    Wallet,
    /// Same card token.
    Card,
    /// Same picture.
    Image,
    /// Same site account.
    Account,
    /// Somebody said so, whatever they share.
    Said,
}

impl LinkKind {
    /// The word used in tables and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Template => "template",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Handle => "handle",
            Self::Url => "url",
            Self::Wallet => "wallet",
            Self::Card => "card",
            Self::Image => "image",
            Self::Account => "account",
            Self::Said => "said",
        }
    }
}

/// One link of an actor: `from` and `to` are adverts (row numbers inside `link`, identifiers in
/// tables) that share `value`. The links of an actor form a forest that spans it.
#[derive(Clone, Debug, PartialEq)]
pub struct ActorLink {
    /// Row of one advert.
    pub from: u32,
    /// Row of the other.
    pub to: u32,
    /// What they share.
    pub kind: LinkKind,
    /// The shared value: the selector's normal form or the template's identifier.
    pub value: String,
    /// How many adverts of the corpus show the value.
    pub shown_by: u32,
    /// Match weight in bits (log2 of the Bayes factor, Fellegi and Sunter 1969, with term
    /// frequency adjustment): positive speaks for the same hand.
    pub weight_bits: f32,
}
