//! Whether a request that changes something comes from our own pages.
//!
//! Three locks, each enough alone: the cookie is `SameSite=Strict`; the browser says where the
//! request comes from ([`same_origin`]); the form carries a token of its session ([`CsrfKey`]).
//! OWASP, Cross-Site Request Forgery Prevention Cheat Sheet: synchronizer token, with Fetch
//! Metadata and verification of the origin as defence in depth.

use crate::session::Session;
use rand::CryptoRng;
use thiserror::Error;

/// The server's secret for form tokens; a new one at every start will do.
pub struct CsrfKey([u8; 32]);

impl CsrfKey {
    /// A new one.
    pub fn random<R: CryptoRng + ?Sized>(random: &mut R) -> Self {
        let mut bytes = [0; 32];
        random.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// A token for a form on a page of this session: 128 hexadecimal digits, other ones on every
    /// page. It is the keyed BLAKE3 of the session, under a fresh mask, so that a compressed page
    /// does not tell it bit by bit (BREACH, 2013).
    pub fn token<R: CryptoRng + ?Sized>(&self, session: &Session, random: &mut R) -> String {
        let mut mask = [0; 32];
        random.fill_bytes(&mut mask);
        let mac = self.mac(session);
        let hidden: Vec<u8> = mask.iter().zip(mac.as_bytes()).map(|(m, b)| m ^ b).collect();
        hex::encode(mask) + &hex::encode(hidden)
    }

    /// Whether a form's token is one of this session. A session that rose has other tokens.
    pub fn holds(&self, session: &Session, token: &str) -> bool {
        let mut bytes = [0; 64];
        if hex::decode_to_slice(token, &mut bytes).is_err() {
            return false;
        }
        let (mask, hidden) = bytes.split_at(32);
        let mut mac = [0; 32];
        for (place, byte) in mac.iter_mut().enumerate() {
            *byte = mask[place] ^ hidden[place];
        }
        // Hashes of blake3 are compared in constant time.
        self.mac(session) == blake3::Hash::from_bytes(mac)
    }

    fn mac(&self, session: &Session) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(b"spoor csrf 1");
        hasher.update(session.token.as_bytes());
        hasher.finalize()
    }
}

/// What a request says of where it comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'a> {
    /// `GET`, `POST`, …
    pub method: &'a str,
    /// `Sec-Fetch-Site`, set by browsers since 2023.
    pub fetch_site: Option<&'a str>,
    /// `Origin`.
    pub origin: Option<&'a str>,
}

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ForeignError {
    /// The browser says another site sent it.
    #[error("the request comes from another site ({0}): open spoor itself and try again there")]
    Site(String),
    /// Nothing says where it comes from.
    #[error(
        "the request does not say where it comes from: use a current browser, or an API key for a program"
    )]
    Silent,
}

/// Whether a request that may change something was sent by our own pages. `own` is the server's
/// origin, `https://host[:port]`, from its settings: never from the `Host` header.
///
/// `GET`, `HEAD` and `OPTIONS` pass, as they change nothing. As `CrossOriginProtection` of Go 1.25,
/// but a request that says nothing is refused: programs have keys, not cookies.
///
/// # Errors
/// If it comes from elsewhere, or does not say.
pub fn same_origin(request: &Origin, own: &str) -> Result<(), ForeignError> {
    if matches!(request.method, "GET" | "HEAD" | "OPTIONS") {
        return Ok(());
    }
    let foreign = |what: &str| Err(ForeignError::Site(what.chars().take(200).collect()));
    // Both must agree where both are there: one of them may be missing, none may be foreign.
    if let Some(site) = request.fetch_site
        && site != "same-origin"
    {
        return foreign(site);
    }
    if let Some(origin) = request.origin
        && !origin.eq_ignore_ascii_case(own)
    {
        return foreign(origin);
    }
    match (request.fetch_site, request.origin) {
        (None, None) => Err(ForeignError::Silent),
        _ => Ok(()),
    }
}
