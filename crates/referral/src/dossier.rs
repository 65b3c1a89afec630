//! What a package is made of: plain values, gathered by the program.

use spoor_vocab::{Advert, Decision, ExhibitId, Kind, Lead, Millis, Ring, Selector, Source};
use std::fmt;
use std::str::FromStr;

/// Who a package is for. It decides what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Police and prosecutors: everything, with exhibits and proofs.
    Police,
    /// Who offers help: contacts, places, languages. See [`crate::Contacts`].
    Support,
}

impl Audience {
    /// The word used on the command line and in the custody log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Police => "police",
            Self::Support => "support",
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Audience {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "police" => Ok(Self::Police),
            "support" => Ok(Self::Support),
            _ => Err(format!("{word:?} is nobody to refer to: take police or support")),
        }
    }
}

/// Leads with all that is referred of them.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// Name of the package: letters, digits, `-`, `_`; the folder inside the ZIP file.
    pub name: String,
    /// Who it is for.
    pub audience: Audience,
    /// Who gets it.
    pub recipient: String,
    /// What for, in words.
    pub purpose: String,
    /// Under which law; empty if nobody said.
    pub legal_basis: String,
    /// The first person: who named purpose and recipient.
    pub asked: Act,
    /// The second person: who released it.
    pub released: Act,
    /// The program with its version.
    pub program: String,
    /// How many leads there were, so that a rank says something.
    pub leads_in_all: u64,
    /// The leads.
    pub leads: Vec<LeadPart>,
    /// Adverts of the leads; not all of a large lead's.
    pub adverts: Vec<AdvertPart>,
    /// Selectors that the adverts show.
    pub selectors: Vec<SelectorPart>,
    /// Links that hold actors together, between adverts of the dossier.
    pub links: Vec<LinkPart>,
    /// Rings of the leads.
    pub rings: Vec<Ring>,
    /// Sources of the adverts, each with its legal basis.
    pub sources: Vec<Source>,
    /// Exhibits that the adverts were read from, each once for each source that holds it.
    pub exhibits: Vec<ExhibitPart>,
    /// What the custody log says.
    pub custody: Custody,
}

/// What one person did for the referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Name of the person.
    pub who: String,
    /// In their words; may be empty.
    pub why: String,
    /// When.
    pub at: Millis,
}

/// A lead.
#[derive(Clone, Debug)]
pub struct LeadPart {
    /// The lead.
    pub lead: Lead,
    /// Probability that a careful reviewer says "pursue", with its interval; none before the first
    /// decision.
    pub chance: Option<[f64; 3]>,
    /// Decisions that stand, oldest first.
    pub decisions: Vec<Decision>,
}

/// An advert with what was read in it.
#[derive(Clone, Debug)]
pub struct AdvertPart {
    /// The advert.
    pub advert: Advert,
    /// The actor that it was resolved to; empty for none.
    pub actor_id: String,
    /// Language of its text (ISO 639-3), where it can be told.
    pub language: Option<String>,
    /// What was read in it, in order of field and span.
    pub mentions: Vec<MentionPart>,
}

/// A mention as tables have it: `start..end` counts characters of the field.
#[derive(Clone, Debug, PartialEq)]
pub struct MentionPart {
    /// `title`, `text`, `url`, or `extra` with a pointer.
    pub field: String,
    /// Of what.
    pub kind: Kind,
    /// Normal form.
    pub value: String,
    /// As it stands there.
    pub raw: String,
    /// First character.
    pub start: u32,
    /// Character after the last.
    pub end: u32,
    /// 0 to 1.
    pub confidence: f32,
}

/// A selector with the adverts that show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectorPart {
    /// The selector.
    pub selector: Selector,
    /// Adverts of the dossier.
    pub adverts: Vec<String>,
    /// First seen.
    pub first: Option<Millis>,
    /// Last seen.
    pub last: Option<Millis>,
    /// Strangers share it, or it passed to a new owner: it ties nobody together.
    pub damped: bool,
}

/// Two adverts of one actor, and what they share.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkPart {
    /// One advert.
    pub from: String,
    /// The other.
    pub to: String,
    /// What they share: template, phone, …
    pub kind: String,
    /// The shared value.
    pub value: String,
    /// Weight, bits.
    pub bits: f32,
}

/// An exhibit with its bytes and its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExhibitPart {
    /// BLAKE3 of the block.
    pub id: ExhibitId,
    /// SHA-256 of the block.
    pub sha256: [u8; 32],
    /// Bytes of the block.
    pub size: u64,
    /// Source that it was sealed under.
    pub source: String,
    /// Where it was retrieved from.
    pub target: String,
    /// Media type of the block.
    pub media_type: String,
    /// When it was retrieved.
    pub captured_at: Millis,
    /// Position of its sealing in the custody log.
    pub seq: u64,
    /// The WARC record as sealed: one gzip member, or three of what was fetched.
    pub record: Vec<u8>,
    /// That its sealing stands in the custody log: C2SP tlog-proof.
    pub proof: String,
}

/// What the custody log says of the referral.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Custody {
    /// The signed checkpoint.
    pub checkpoint: String,
    /// The vault's public key, as C2SP signed-note spells it.
    pub verifier: String,
    /// That both people's acts stand in the log.
    pub acts: Vec<ActProof>,
}

/// That an act stands in the custody log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActProof {
    /// Position.
    pub seq: u64,
    /// The proof: C2SP tlog-proof.
    pub proof: String,
}
