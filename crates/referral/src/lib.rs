//! Referral: leads as one sealed package that leaves the house.
//!
//! What comes in: a [`Dossier`] of plain values, what was seen and by whom it is asked for and
//! released; the vault's signature. What goes out: one ZIP file that is a BagIt 1.0 bag (RFC 8493),
//! with everything that is needed to check it by `sha256sum`, `bagit` and `openssl`; and, of such a
//! file from anywhere, [`check`](mod@check)'s findings. What never happens here: no clock, no chance,
//! no file is read or written; nobody is called a victim; a file from elsewhere never panics, and
//! nothing of it is unpacked beyond the limits.
//!
//! A package for the police has the exhibits, their proofs, and exports for other systems. One for
//! [support](contacts) has what a helper must know to reach somebody, and nothing else.

mod bag;
mod case;
pub mod check;
pub mod contacts;
pub mod dossier;
mod graphml;
mod misp;
mod package;
mod readme;
mod report;
mod seal;
mod stix;
mod tables;
mod uuid;
mod words;

pub use check::{Checked, Finding, State, check};
pub use contacts::Contacts;
pub use dossier::{
    Act, ActProof, AdvertPart, Audience, Custody, Dossier, ExhibitPart, LeadPart, LinkPart,
    MentionPart, SelectorPart,
};
pub use graphml::graphml;
pub use misp::misp;
pub use package::{Package, ReferralError, same_person};
pub use seal::{DOMAIN, Seal, key_pem};
pub use stix::stix;
