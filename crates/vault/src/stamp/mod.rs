//! Time stamps over checkpoints (RFC 3161): somebody who is not us says that a checkpoint, and so
//! everything that it speaks for, was there at a time.
//!
//! What is stamped is the SHA-256 of the signed checkpoint as it lies on disk. Beside the log, in
//! `stamps/`, lie of each stamp the checkpoint (`.checkpoint`), the authority's answer (`.tsr`) and the
//! certificates that were trusted then (`.pem`), so that outsiders check it as it is:
//! `openssl ts -verify -data N.checkpoint -in N.tsr -CAfile N.pem`. How the answer is fetched is for
//! whoever asks: no socket is opened here.

mod ask;
mod info;
mod kept;
mod token;

pub use ask::StampAsk;
pub use kept::KeptStamp;
pub(crate) use kept::{FOLDER, files, stems};
pub use token::{Stamp, verify_stamp};

use crate::custody::log::{open_checkpoint, write_durably};
use crate::error::{AtPath, VaultError};
use crate::vault::Vault;

impl Vault {
    /// What a time stamp authority is to be asked about the present checkpoint, by HTTP POST as
    /// `application/timestamp-query` (RFC 3161, section 3.4).
    ///
    /// # Errors
    /// If there is no randomness for the nonce.
    pub fn stamp_ask(&self) -> Result<StampAsk, VaultError> {
        StampAsk::new(self.log.checkpoint_text())
    }

    /// Keeps an authority's answer, if it holds against these trusted certificates (PEM).
    ///
    /// # Errors
    /// [`VaultError::Stamp`] if it does not hold; if a file cannot be written.
    pub fn keep_stamp(
        &self,
        ask: &StampAsk,
        answer: &[u8],
        trusted: &str,
    ) -> Result<Stamp, VaultError> {
        let stamp = ask.check(answer, trusted).map_err(VaultError::Stamp)?;
        let verifier = self.verifier()?;
        let checkpoint = open_checkpoint(ask.checkpoint().as_bytes(), &verifier);
        let checkpoint = checkpoint.map_err(VaultError::Stamp)?;
        let dir = self.dir.join(FOLDER);
        // Nobody else takes the same name.
        let _turn = self.turns.take()?;
        let mut number = 0;
        let stem = loop {
            let stem = format!("{:012}-{number}", checkpoint.size());
            if !dir.join(format!("{stem}.tsr")).exists() {
                break stem;
            }
            number += 1;
        };
        // The answer last: without it the others are no stamp.
        for (ending, bytes) in [
            ("checkpoint", ask.checkpoint().as_bytes()),
            ("pem", trusted.as_bytes()),
            ("tsr", answer),
        ] {
            write_durably(&dir.join(format!("{stem}.{ending}")), bytes)?;
        }
        Ok(stamp)
    }

    /// Asks an authority about the present checkpoint by `post`, which sends the request and gives the
    /// answer, and keeps what it says.
    ///
    /// # Errors
    /// As [`Vault::keep_stamp`], and what `post` says.
    pub fn stamp(
        &self,
        trusted: &str,
        post: impl FnOnce(&[u8]) -> Result<Vec<u8>, String>,
    ) -> Result<Stamp, VaultError> {
        let ask = self.stamp_ask()?;
        let answer = post(ask.request()).map_err(VaultError::Stamp)?;
        self.keep_stamp(&ask, &answer, trusted)
    }

    /// All stamps, oldest checkpoint first, each as it holds now.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn stamps(&self) -> Result<Vec<KeptStamp>, VaultError> {
        let dir = self.dir.join(FOLDER);
        let verifier = self.verifier()?;
        let mut kept = Vec::new();
        for stem in stems(&dir)? {
            let read = |ending: &str| {
                let path = dir.join(format!("{stem}.{ending}"));
                std::fs::read(&path).at(&path)
            };
            let (checkpoint, answer, trusted) = (read("checkpoint")?, read("tsr")?, read("pem")?);
            kept.push(KeptStamp::check(stem, &checkpoint, &answer, &trusted, &verifier));
        }
        Ok(kept)
    }
}
