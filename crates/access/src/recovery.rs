//! Recovery codes: for the day the phone is lost. Ten, each good once, kept as hashes.

use crate::secret::TokenHash;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

/// How many are given out.
pub const CODES: usize = 10;
/// Letters and digits that are not taken for each other (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code: 120 bits. From 112 bits on, a look-up secret is kept under a plain hash
/// (NIST SP 800-63B-4, section 3.1.2.2); below, it would need a slow one for each of the ten.
const LENGTH: usize = 24;

/// The codes of one account that were not used yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    hashes: Vec<TokenHash>,
}

impl RecoveryCodes {
    /// Ten new ones, as texts to show once (`XXXX-XXXX-…`), and what is kept of them. They replace
    /// all earlier ones.
    pub fn new<R: CryptoRng + ?Sized>(random: &mut R) -> (Vec<String>, Self) {
        let texts: Vec<String> = (0..CODES).map(|_| code(random)).collect();
        let hashes = texts.iter().filter_map(|text| hash(text)).collect();
        (texts, Self { hashes })
    }

    /// Uses a code up; whether it was one. Hyphens, spaces and small letters do not matter, O is 0
    /// and I and L are 1.
    pub fn take(&mut self, text: &str) -> bool {
        let Some(given) = hash(text) else { return false };
        let mut found = None;
        for (place, kept) in self.hashes.iter().enumerate() {
            if kept.same(&given) {
                found = Some(place);
            }
        }
        found.map(|place| self.hashes.remove(place)).is_some()
    }

    /// How many are left; under three, ask for new ones.
    pub fn left(&self) -> usize {
        self.hashes.len()
    }
}

fn code<R: CryptoRng + ?Sized>(random: &mut R) -> String {
    let mut bytes = [0; LENGTH];
    random.fill_bytes(&mut bytes);
    // 256 is a multiple of 32: every character is as likely.
    let signs: Vec<_> = bytes.iter().map(|b| char::from(ALPHABET[usize::from(b % 32)])).collect();
    let groups: Vec<String> = signs.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

fn hash(text: &str) -> Option<TokenHash> {
    let signs = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let read = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let plain: String = signs.map(read).collect();
    let fits = plain.len() == LENGTH && plain.bytes().all(|b| ALPHABET.contains(&b));
    fits.then(|| TokenHash::of(plain.as_bytes()))
}
