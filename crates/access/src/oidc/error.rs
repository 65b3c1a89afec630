//! Why signing in at a provider fails.

use thiserror::Error;

/// Why signing in at a provider fails. Pages say only that it failed and when; the log has the
/// rest.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OidcError {
    /// A setting is not one.
    #[error("{what}: {why} (see the settings of the provider)")]
    Setting {
        /// Which.
        what: &'static str,
        /// Why.
        why: String,
    },
    /// The provider's description cannot be had or does not hold.
    #[error("the provider cannot be used: {0}")]
    Provider(String),
    /// The person or the provider said no.
    #[error("the provider refused: {0}")]
    Refused(String),
    /// The answer is not one to a request of this browser.
    #[error("this answer belongs to no sign-in that was begun here: begin again")]
    State,
    /// The answer came too late.
    #[error("the sign-in took too long: begin again")]
    Late,
    /// The answer names another provider (RFC 9207).
    #[error("the answer comes from another provider")]
    Issuer,
    /// The code could not be turned into a token.
    #[error("the provider gave no token: {0}")]
    Exchange(String),
    /// The token does not hold.
    #[error("the provider's token does not hold: {0}")]
    Token(String),
}
