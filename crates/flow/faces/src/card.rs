//! What is known of a model: where it comes from, what it may be used for, how well it does.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::calibrate::Calibration;

/// A model's card: `card.toml` beside its files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The model's folder.
    pub name: String,
    /// What goes in and what comes out.
    pub purpose: String,
    /// The package its files were taken from, unchanged.
    pub source: String,
    /// Who made and trained it.
    pub origin: String,
    /// Licence of the files.
    pub licence: String,
    /// What is known of the pictures it learned from.
    pub training: String,
    /// What is not known.
    pub unknown: Vec<String>,
    /// Where it fails, or may.
    pub limits: Vec<String>,
    /// Its files.
    pub files: Vec<File>,
    /// What was measured here.
    #[serde(default)]
    pub measured: Vec<Measured>,
    /// From distances to likelihood ratios; of a recognising model only.
    pub calibration: Option<Calibration>,
}

/// A file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Name in the model's folder.
    pub name: String,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
}

/// A figure with how it came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// What was measured.
    pub what: String,
    /// On which pictures, of how many people, how many pairs.
    pub on: String,
    /// The figure, with its unit.
    pub value: String,
}

/// Why a model cannot be used. The program goes on without faces.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// A file is not there.
    #[error(
        "models/{file} is not there, so no faces are looked for: put the folder models of the \
         release beside the program, or name another one"
    )]
    Missing {
        /// Path below the folder of models.
        file: String,
    },
    /// The card cannot be read.
    #[error("models/{file}: {why}: take the card of the release")]
    Card {
        /// Path below the folder of models.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// A file is not the one its card tells of.
    #[error(
        "models/{file} has the SHA-256 {found}, its card says {told}: it was changed or broken on \
         its way, take it from the release again"
    )]
    Changed {
        /// Path below the folder of models.
        file: String,
        /// What the card says.
        told: String,
        /// What it is.
        found: String,
    },
    /// A file of weights does not fit the net.
    #[error("models/{model}: {why}: this version of the program needs other weights")]
    Weights {
        /// The model's folder.
        model: String,
        /// What does not fit.
        why: crate::weights::WeightError,
    },
}

impl Card {
    /// Reads a card; `file` is its path, for errors.
    ///
    /// # Errors
    /// If it is no TOML, or not that of a card.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Card, ModelError> {
        let wrong = |why: String| ModelError::Card { file: file.to_owned(), why };
        let text = std::str::from_utf8(bytes).map_err(|error| wrong(error.to_string()))?;
        let card: Card = toml::from_str(text).map_err(|error| wrong(error.message().to_owned()))?;
        if let Some(why) = card.calibration.as_ref().and_then(Calibration::fault) {
            return Err(wrong(why));
        }
        Ok(card)
    }

    /// Whether these are the bytes of a file of this card.
    ///
    /// # Errors
    /// If the card tells of no such file, or of another content.
    pub fn check(&self, name: &str, bytes: &[u8]) -> Result<(), ModelError> {
        let path = format!("{}/{name}", self.name);
        let Some(file) = self.files.iter().find(|file| file.name == name) else {
            let file = format!("{}/card.toml", self.name);
            return Err(ModelError::Card { file, why: format!("it does not tell of {name}") });
        };
        let found = hex::encode(Sha256::digest(bytes));
        if found != file.sha256.to_ascii_lowercase() {
            return Err(ModelError::Changed { file: path, told: file.sha256.clone(), found });
        }
        Ok(())
    }
}
