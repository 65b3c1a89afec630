//! Who may do what, for which purpose: sign-in, sessions, policies.
//!
//! What comes in: what somebody typed or a browser sent, what the store knows of them, the time,
//! a source of randomness, and policies in files. What goes out: whether a password, code, link,
//! session, form or provider's token holds; what to keep of it; and of every request whether it may
//! be done, why, and whom to ask. What never happens here: no store, no sockets, no clock, no
//! environment, no randomness of its own; no secret is kept that could be used by who reads the
//! store; no default password. Files are read once, by [`policy::Policies::load`].
//!
//! One module for each noun:
//!
//! - [`password`]: Argon2id, and which passwords are taken.
//! - [`totp`], [`recovery`]: the second factor, and the codes for when it is lost.
//! - [`setup`]: one-time links for the first start, invitations, resets.
//! - [`oidc`]: signing in with an organisation's provider.
//! - [`attempts`]: how often something may be tried, so that nobody guesses and nobody is locked
//!   out by another's guesses.
//! - [`session`], [`cookie`], [`csrf`]: who is signed in, and that a request is theirs.
//! - [`policy`]: may this person do this to that, for this purpose?
//! - [`secret`]: tokens and their hashes, for the others.
//! - [`sealed`]: what must be read back, sealed under a key outside the database; keyed digests.
//!
//! The order of a request: cookie → session → (form token and origin) → `policy::decide` → audit
//! line with the answer. The order of a sign-in: attempts → password → second factor → a session
//! with a new token.

pub mod attempts;
pub mod cookie;
pub mod csrf;
pub mod oidc;
pub mod password;
pub mod policy;
pub mod recovery;
pub mod sealed;
pub mod secret;
pub mod session;
pub mod setup;
pub mod totp;
