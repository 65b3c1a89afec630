//! A dossier as a package, before and after the vault has signed for it.

use crate::bag::{self, Files};
use crate::contacts::Contacts;
use crate::dossier::{Audience, Dossier};
use crate::seal::{Seal, key_pem, statement};
use crate::words::{day, line};
use crate::{case, graphml, misp, readme, report, stix, tables};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Why there is no package.
#[derive(Debug, Error)]
pub enum ReferralError {
    /// The name could not be that of a folder.
    #[error("{0:?} is no name for a package: take letters, digits, - and _")]
    Name(String),
    /// There is nothing to refer.
    #[error("the dossier has no lead: name one")]
    Empty,
    /// One person did both.
    #[error("{0} both asked for the referral and released it: somebody else has to release it")]
    OnePerson(String),
    /// The key is none.
    #[error("the vault's verifier key {0:?} is no Ed25519 key")]
    Key(String),
    /// The vault signed something else.
    #[error("the seal is of another package: {0:?}")]
    Seal(String),
    /// The report could not be set.
    #[error("the report could not be set: {0}")]
    Report(String),
    /// The ZIP file could not be written.
    #[error("the ZIP file could not be written: {0}")]
    Zip(String),
}

/// A package that waits for its seal.
#[derive(Clone, Debug)]
pub struct Package {
    name: String,
    files: Files,
}

impl Package {
    /// Makes all files of a package but the seal. The same dossier gives the same bytes.
    ///
    /// # Errors
    /// If the dossier is not one that may leave: see [`ReferralError`].
    pub fn of(dossier: &Dossier) -> Result<Self, ReferralError> {
        let safe = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if dossier.name.is_empty() || dossier.name.len() > 100 || !dossier.name.chars().all(safe) {
            return Err(ReferralError::Name(dossier.name.clone()));
        }
        if dossier.leads.is_empty() {
            return Err(ReferralError::Empty);
        }
        if same_person(&dossier.asked.who, &dossier.released.who) {
            return Err(ReferralError::OnePerson(dossier.asked.who.clone()));
        }
        let verifier = &dossier.custody.verifier;
        let pem = key_pem(verifier).ok_or_else(|| ReferralError::Key(verifier.clone()))?;
        let mut files = match dossier.audience {
            Audience::Police => police(dossier)?,
            Audience::Support => support(&Contacts::of(dossier))?,
        };
        files.insert("bagit.txt".into(), bag::DECLARATION.into());
        files.insert("bag-info.txt".into(), info(dossier, &files).into());
        files.insert("README.txt".into(), readme::readme(dossier, &files).into());
        files.insert("vault-key.pem".into(), pem.into());
        files.insert("vault-key.vkey".into(), format!("{}\n", verifier.trim()).into());
        bag::close(&mut files);
        Ok(Self { name: dossier.name.clone(), files })
    }

    /// Name of the package.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of the tag manifest: what the vault signs for.
    pub fn digest(&self) -> [u8; 32] {
        let manifest = self.files.get(bag::TAG_MANIFEST).map_or(&[][..], Vec::as_slice);
        Sha256::digest(manifest).into()
    }

    /// The package as one ZIP file.
    ///
    /// # Errors
    /// [`ReferralError::Seal`] if the vault signed for another package.
    pub fn sealed(mut self, seal: &Seal) -> Result<Vec<u8>, ReferralError> {
        if seal.statement != statement(&hex::encode(self.digest())) {
            return Err(ReferralError::Seal(seal.statement.clone()));
        }
        let [words, signature] = bag::SEAL;
        self.files.insert(words.to_owned(), seal.statement.clone().into());
        self.files.insert(signature.to_owned(), seal.signature.to_vec());
        bag::zip(&self.name, &self.files)
    }
}

/// Whether two names are of one person, however they are typed.
pub fn same_person(one: &str, other: &str) -> bool {
    let plain = |name: &str| line(name).to_lowercase();
    plain(one) == plain(other)
}

fn police(dossier: &Dossier) -> Result<Files, ReferralError> {
    let mut files = Files::new();
    let mut add = |path: &str, bytes: Vec<u8>| files.insert(format!("data/{path}"), bytes);
    add("case.jsonld", pretty(&case::jsonld(dossier)));
    add("stix.json", pretty(&stix::stix(dossier)));
    add("misp.json", pretty(&misp::misp(dossier)));
    add("adverts.csv", tables::adverts(dossier));
    add("mentions.csv", tables::mentions(dossier));
    add("reasons.csv", tables::reasons(dossier));
    add("network.graphml", graphml::graphml(dossier).into());
    add("exhibits.csv", tables::exhibits(dossier));
    let records = dossier.exhibits.iter().flat_map(|e| e.record.iter().copied());
    add("exhibits.warc.gz", records.collect());
    for exhibit in &dossier.exhibits {
        add(&proof_path(exhibit.seq), exhibit.proof.clone().into());
    }
    for act in &dossier.custody.acts {
        add(&format!("proofs/act-{}.tlog-proof", act.seq), act.proof.clone().into());
    }
    add("proofs/checkpoint", dossier.custody.checkpoint.clone().into());
    if let Some(pdf) = report::police(dossier)? {
        add("report.pdf", pdf);
    }
    Ok(files)
}

fn support(contacts: &Contacts) -> Result<Files, ReferralError> {
    let mut files = Files::new();
    files.insert("data/contacts.csv".into(), tables::contacts(contacts));
    if let Some(pdf) = report::support(contacts)? {
        files.insert("data/report.pdf".into(), pdf);
    }
    Ok(files)
}

/// Where the proof of a sealing lies, below `data/`.
pub fn proof_path(seq: u64) -> String {
    format!("proofs/exhibit-{seq}.tlog-proof")
}

fn pretty(value: &serde_json::Value) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// `bag-info.txt` (RFC 8493, section 2.2.2).
fn info(dossier: &Dossier, files: &Files) -> String {
    let leads: Vec<&str> = dossier.leads.iter().map(|l| l.lead.lead_id.as_str()).collect();
    let mut info = String::new();
    let mut say = |label: &str, value: &str| info += &format!("{label}: {}\n", line(value));
    say("Bagging-Date", &day(dossier.released.at));
    say("Bag-Software-Agent", &dossier.program);
    say("External-Identifier", &leads.join(", "));
    say("External-Description", "Leads for people to judge. A lead is a question, not an answer.");
    say("Payload-Oxum", &bag::oxum(files));
    say("Referral-For", dossier.audience.as_str());
    say("Referral-To", &dossier.recipient);
    say("Referral-Purpose", &dossier.purpose);
    if !dossier.legal_basis.is_empty() {
        say("Referral-Legal-Basis", &dossier.legal_basis);
    }
    say("Referral-Asked-By", &dossier.asked.who);
    say("Referral-Released-By", &dossier.released.who);
    info
}
