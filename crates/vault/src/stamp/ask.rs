//! What an authority is asked (RFC 3161, section 2.4.1).

use super::token::{self, Stamp};
use crate::error::VaultError;
use der::asn1::{Any, Int, Null, OctetString};
use der::oid::db::rfc5912::ID_SHA_256;
use der::{Decode, Encode};
use rand_core::{OsRng, RngCore};
use sha2::{Digest as _, Sha256};
use x509_tsp::{MessageImprint, TimeStampReq, TspVersion};

/// A question about one checkpoint, which only its own answer fits.
#[derive(Clone, Debug)]
pub struct StampAsk {
    checkpoint: String,
    nonce: Int,
    request: Vec<u8>,
}

impl StampAsk {
    pub(super) fn new(checkpoint: &str) -> Result<Self, VaultError> {
        let mut nonce = [0; 8];
        let failed = |e: &dyn std::fmt::Display| VaultError::Stamp(e.to_string());
        OsRng.try_fill_bytes(&mut nonce).map_err(|e| failed(&e))?;
        // Positive, and as long as it is.
        nonce[0] = nonce[0] & 0x3f | 0x40;
        let made = || -> der::Result<(Int, Vec<u8>)> {
            let nonce = Int::new(&nonce)?;
            let digest = Sha256::digest(checkpoint);
            let request = TimeStampReq {
                version: TspVersion::V1,
                message_imprint: MessageImprint {
                    hash_algorithm: cms::cert::x509::spki::AlgorithmIdentifier {
                        oid: ID_SHA_256,
                        parameters: Some(Any::from_der(&Null.to_der()?)?),
                    },
                    hashed_message: OctetString::new(digest.as_slice())?,
                },
                req_policy: None,
                nonce: Some(nonce.clone()),
                cert_req: true,
                extensions: None,
            };
            Ok((nonce, request.to_der()?))
        };
        let (nonce, request) = made().map_err(|e| failed(&e))?;
        Ok(Self { checkpoint: checkpoint.to_owned(), nonce, request })
    }

    /// The request, DER.
    pub fn request(&self) -> &[u8] {
        &self.request
    }

    /// The checkpoint that it is about, as it was signed.
    pub fn checkpoint(&self) -> &str {
        &self.checkpoint
    }

    /// Whether an answer is to this question and holds.
    pub(super) fn check(&self, answer: &[u8], trusted: &str) -> Result<Stamp, String> {
        let bytes = self.checkpoint.as_bytes();
        token::verified(answer, bytes, trusted.as_bytes(), Some(&self.nonce))
    }
}
