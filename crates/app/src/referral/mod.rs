//! A referral, from leads to the sealed package: what tables say is gathered, the vault adds exhibits
//! and proofs and signs. The command line and the workbench make packages in the same way.

mod gather;

pub use gather::{ADVERTS, gather};

use anyhow::Result;
use serde::{Deserialize, Serialize};
use spoor_referral::{
    Act, ActProof, Audience, Custody, Dossier, ExhibitPart, LeadPart, Package, Seal,
};
use spoor_vault::{Evidence, Handover, Held, Vault};
use spoor_vocab::Source;
use std::collections::BTreeSet;

/// What the first person names; the value of an act of asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// Who gets it.
    pub to: String,
    /// What for, in words.
    pub purpose: String,
    /// Under which law; may be empty.
    #[serde(default)]
    pub basis: String,
    /// `police` or `support`.
    #[serde(rename = "for")]
    pub audience: String,
    /// The leads of a case that is referred as a whole, as it held them then; none if the act is about
    /// one lead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leads: Vec<String>,
}

impl Asking {
    /// The leads that an act of asking about this lead or case names.
    pub fn leads_of(&self, about: &str) -> Vec<String> {
        if self.leads.is_empty() { vec![about.to_owned()] } else { self.leads.clone() }
    }
}

/// Leads that are referred at a time at most; a package is for people to read.
pub const LEADS: usize = 100;

/// All that a package is made of, beside what tables and vault know.
pub struct Order {
    /// The lead or the case that it is of; names the package too.
    pub about: String,
    /// Names the package: the position of the first act of asking.
    pub seq: u64,
    /// What was named.
    pub asking: Asking,
    /// Who asked.
    pub asked: Act,
    /// Who released.
    pub released: Act,
    /// Positions of both people's acts in the custody log.
    pub acts: Vec<u64>,
    /// The leads, with what people said of them.
    pub leads: Vec<LeadPart>,
    /// How many leads there are.
    pub leads_in_all: u64,
    /// All sources.
    pub sources: Vec<Source>,
}

/// The dossier of an order, as far as tables know it.
pub async fn dossier(engine: &spoor_tables::Engine, order: Order) -> Result<Dossier> {
    let audience: Audience = order.asking.audience.parse().map_err(anyhow::Error::msg)?;
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let about: String = order.about.chars().take(60).map(plain).collect();
    let mut dossier = Dossier {
        name: format!("referral-{about}-{}", order.seq),
        audience,
        recipient: order.asking.to,
        purpose: order.asking.purpose,
        legal_basis: order.asking.basis,
        asked: order.asked,
        released: order.released,
        program: concat!("spoor ", env!("CARGO_PKG_VERSION")).to_owned(),
        leads_in_all: order.leads_in_all,
        leads: order.leads,
        adverts: Vec::new(),
        selectors: Vec::new(),
        links: Vec::new(),
        rings: Vec::new(),
        sources: Vec::new(),
        exhibits: Vec::new(),
        custody: Custody::default(),
    };
    gather(engine, &mut dossier).await?;
    let used: BTreeSet<&str> = dossier.adverts.iter().map(|a| a.advert.source.as_str()).collect();
    dossier.sources =
        order.sources.into_iter().filter(|s| used.contains(s.name.as_str())).collect();
    Ok(dossier)
}

/// Exhibits that the dossier's adverts were read from; none for who offers help.
pub fn wanted(dossier: &Dossier) -> BTreeSet<Held> {
    let held = |a: &spoor_referral::AdvertPart| Held {
        source: a.advert.source.clone(),
        exhibit: a.advert.exhibit,
    };
    match dossier.audience {
        Audience::Police => dossier.adverts.iter().map(held).collect(),
        Audience::Support => BTreeSet::new(),
    }
}

/// Adds what the vault hands over.
pub fn take_in(dossier: &mut Dossier, handover: Handover) {
    let exhibit = |e: Evidence| ExhibitPart {
        id: e.exhibit.id,
        sha256: e.sha256,
        size: e.size,
        source: e.exhibit.source,
        target: e.exhibit.target,
        media_type: e.exhibit.media_type,
        captured_at: e.exhibit.captured_at,
        seq: e.exhibit.seq,
        record: e.record,
        proof: e.proof,
    };
    dossier.exhibits = handover.evidence.into_iter().map(exhibit).collect();
    dossier.custody = Custody {
        checkpoint: handover.checkpoint,
        verifier: handover.verifier,
        acts: handover.acts.into_iter().map(|(seq, proof)| ActProof { seq, proof }).collect(),
    };
}

/// The vault's signature over a package.
pub fn seal(vault: &Vault, package: &Package) -> Result<Seal> {
    let seal = vault.sign_package(package.digest())?;
    Ok(Seal { statement: seal.statement, signature: seal.signature })
}
