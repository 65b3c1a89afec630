//! A selector: a normalised identifier that can tie adverts together.

use crate::Kind;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What kind of identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum SelectorKind {
    /// Telephone number.
    Phone,
    /// E-mail address.
    Email,
    /// Platform and name.
    Handle,
    /// URL or domain in the text.
    Url,
    /// Wallet.
    Wallet,
    /// Card token of the payment data.
    Card,
    /// A picture's likeness (`I-…`, see table `likenesses`) if its bytes are held, else what the advert says
    /// of it: an address, a digest.
    Image,
    /// Site and account name.
    Account,
}

impl SelectorKind {
    /// The word used in tables and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Handle => "handle",
            Self::Url => "url",
            Self::Wallet => "wallet",
            Self::Card => "card",
            Self::Image => "image",
            Self::Account => "account",
        }
    }

    /// The selector kind a mention can serve as, if any.
    pub fn of_mention(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Phone => Some(Self::Phone),
            Kind::Email => Some(Self::Email),
            Kind::Handle => Some(Self::Handle),
            Kind::Url => Some(Self::Url),
            Kind::Wallet => Some(Self::Wallet),
            _ => None,
        }
    }
}

/// A normalised identifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Selector {
    /// Of which kind.
    pub kind: SelectorKind,
    /// Normal form; see [`Kind`].
    pub value: String,
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.as_str(), self.value)
    }
}
