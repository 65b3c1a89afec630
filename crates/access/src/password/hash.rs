//! Argon2id, as PHC strings.

use super::{LENGTH_MAX, normal};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::CryptoRng;
use thiserror::Error;

/// What one guess costs: memory, passes, lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// KiB of memory.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes; 1, as the server has other work for its cores.
    pub lanes: u32,
}

impl Cost {
    /// 19 MiB, 2 passes, 1 lane: the least that OWASP names for Argon2id (Password Storage Cheat
    /// Sheet, 2026: m=19456, t=2, p=1). A server with memory to spare takes more.
    pub const OWASP: Self = Self { memory_kib: 19_456, passes: 2, lanes: 1 };
    /// 64 MiB, 3 passes, 4 lanes: RFC 9106, section 4, second recommended option.
    pub const RFC_9106: Self = Self { memory_kib: 65_536, passes: 3, lanes: 4 };
}

/// Why a password cannot be hashed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PasswordError {
    /// The cost is not one that Argon2 takes.
    #[error("argon2 does not take this cost: {0} (at least 8 KiB a lane and one pass)")]
    Cost(String),
    /// It cannot be hashed.
    #[error("the password cannot be hashed: {0}")]
    Hash(String),
}

/// What a check of a password says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the password.
    Right {
        /// It was hashed at another cost: hash it anew now that it is known.
        rehash: bool,
    },
    /// It is not, or there is no such account.
    Wrong,
}

/// Hashes and checks passwords at one cost.
pub struct Passwords {
    argon: Argon2<'static>,
    cost: Cost,
    /// Hash of a random password that nobody knows: an account that does not exist costs a guess
    /// the same time as one that does, so that names cannot be tried out.
    nobody: String,
}

impl Passwords {
    /// Ready to hash at this cost.
    ///
    /// # Errors
    /// If Argon2 does not take the cost.
    pub fn new<R: CryptoRng + ?Sized>(cost: Cost, random: &mut R) -> Result<Self, PasswordError> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)
            .map_err(|e| PasswordError::Cost(e.to_string()))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut passwords = Self { argon, cost, nobody: String::new() };
        let mut unknown = [0; 32];
        random.fill_bytes(&mut unknown);
        passwords.nobody = passwords.hash(&hex::encode(unknown), random)?;
        Ok(passwords)
    }

    /// The PHC string to keep: `$argon2id$v=19$m=…`, with a fresh salt of 128 bits.
    ///
    /// # Errors
    /// If Argon2 fails. Whether the password is a good one, [`super::check`] says.
    pub fn hash<R: CryptoRng + ?Sized>(
        &self,
        password: &str,
        random: &mut R,
    ) -> Result<String, PasswordError> {
        let mut salt = [0; 16];
        random.fill_bytes(&mut salt);
        let hash: PasswordHash = self
            .argon
            .hash_password_with_salt(normal(password).as_bytes(), &salt)
            .map_err(|e| PasswordError::Hash(e.to_string()))?;
        Ok(hash.to_string())
    }

    /// Whether it is the password of the account whose hash is `stored`; `None` if there is no
    /// such account, or it has no password: that takes as long, and is wrong.
    pub fn verify(&self, stored: Option<&str>, password: &str) -> Verdict {
        // What no account can have is not worth its memory; the length is the guesser's own.
        if password.chars().count() > LENGTH_MAX {
            return Verdict::Wrong;
        }
        let parsed = stored.and_then(|hash| PasswordHash::new(hash).ok());
        let known = parsed.is_some();
        let parsed = parsed.or_else(|| PasswordHash::new(&self.nobody).ok());
        let Some(hash) = parsed else { return Verdict::Wrong };
        let right = self.argon.verify_password(normal(password).as_bytes(), &hash).is_ok();
        match right && known {
            true => Verdict::Right { rehash: !self.is_current(&hash) },
            false => Verdict::Wrong,
        }
    }

    /// Whether a hash was made as this one would make it.
    fn is_current(&self, hash: &PasswordHash) -> bool {
        let params = Params::try_from(hash);
        hash.algorithm.as_str() == "argon2id"
            && hash.version == Some(Version::V0x13.into())
            && params.is_ok_and(|p| {
                let made = Cost { memory_kib: p.m_cost(), passes: p.t_cost(), lanes: p.p_cost() };
                made == self.cost
            })
    }
}
