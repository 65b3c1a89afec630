//! What leaves the vault with a referral: records with their proofs, proofs of what people did, and the
//! signature over the package.

use crate::custody::proof;
use crate::error::VaultError;
use crate::exhibits::segment::{Exhibit, SegmentReader, read_index};
use crate::vault::{Held, Vault};
use spoor_vocab::Digests;
use std::collections::BTreeSet;

/// First line of what the vault signs about a package. A checkpoint has the name of its log there.
pub const PACKAGE_DOMAIN: &str = "spoor.example/package";

/// An exhibit as it leaves the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The exhibit.
    pub exhibit: Exhibit,
    /// SHA-256 of its block.
    pub sha256: [u8; 32],
    /// Bytes of its block.
    pub size: u64,
    /// The WARC record as sealed: one gzip member, or three of what we fetched ourselves.
    pub record: Vec<u8>,
    /// That its sealing stands in the custody log: see [`crate::verify_proof`].
    pub proof: String,
}

/// Exhibits and acts with their proofs, all of one checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Exhibits, in the order of sealing.
    pub evidence: Vec<Evidence>,
    /// Positions in the custody log, each with the proof that its entry stands there.
    pub acts: Vec<(u64, String)>,
    /// The signed checkpoint.
    pub checkpoint: String,
    /// The public key.
    pub verifier: String,
}

/// What the vault says of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageSeal {
    /// The words: the domain, and the SHA-256 of the tag manifest as `sha256sum` writes it.
    pub statement: String,
    /// Ed25519 over their bytes, with the key of the custody log.
    pub signature: [u8; 64],
}

impl Vault {
    /// Exhibits with their records, and entries of the custody log, with their proofs. An exhibit that
    /// is not here is left out.
    ///
    /// # Errors
    /// If a segment or the log cannot be read, an exhibit is not as it was sealed, or there is no such
    /// entry.
    pub fn handover(
        &mut self,
        wanted: &BTreeSet<Held>,
        acts: &[u64],
    ) -> Result<Handover, VaultError> {
        // Nobody writes meanwhile: all proofs are of one checkpoint.
        let _turn = self.begin()?;
        let proof = |seq: &u64| Ok((*seq, self.prove_entry(*seq)?));
        Ok(Handover {
            evidence: self.evidence(wanted)?,
            acts: acts.iter().map(proof).collect::<Result<_, VaultError>>()?,
            checkpoint: self.checkpoint_text()?,
            verifier: self.verifier()?,
        })
    }

    fn evidence(&self, wanted: &BTreeSet<Held>) -> Result<Vec<Evidence>, VaultError> {
        let mut found = Vec::new();
        let sources: BTreeSet<&str> = wanted.iter().map(|held| held.source.as_str()).collect();
        let dir = self.exhibits_dir();
        let mut seen = BTreeSet::new();
        for meta in self.manifest.segments.values() {
            if !sources.contains(meta.source.as_str()) {
                continue;
            }
            let mut reader = None;
            for place in read_index(&dir, meta)? {
                let held = Held { source: meta.source.clone(), exhibit: place.id };
                if !wanted.contains(&held) || !seen.insert(held) {
                    continue;
                }
                let reader = match &mut reader {
                    Some(reader) => reader,
                    none => none.insert(SegmentReader::open(&dir, meta)?),
                };
                let (exhibit, block) = reader.read(place)?;
                let digests = Digests::of(&block);
                found.push(Evidence {
                    exhibit,
                    sha256: digests.sha256,
                    size: block.len() as u64,
                    record: reader.member(place)?,
                    proof: self.prove_entry(place.seq)?,
                });
            }
        }
        found.sort_by_key(|evidence| evidence.exhibit.seq);
        Ok(found)
    }

    fn prove_entry(&self, seq: u64) -> Result<String, VaultError> {
        let entry = self.log.entries(seq).next().transpose()?.filter(|(found, _)| *found == seq);
        let none = || VaultError::Log(format!("there is no entry {seq}"));
        let (seq, entry) = entry.ok_or_else(none)?;
        proof::inclusion(&self.log, seq, &entry)
    }

    /// Signs for a package by the SHA-256 of its tag manifest, under [`PACKAGE_DOMAIN`].
    ///
    /// # Errors
    /// If the key cannot be read.
    pub fn sign_package(&self, tag_manifest: [u8; 32]) -> Result<PackageSeal, VaultError> {
        let of = format!("{}  tagmanifest-sha256.txt\n", hex::encode(tag_manifest));
        let (statement, signature) = self.log.sign_statement(PACKAGE_DOMAIN, &of)?;
        let none = |_| VaultError::Log("the key gives signatures of another length".into());
        Ok(PackageSeal { statement, signature: signature.try_into().map_err(none)? })
    }
}
