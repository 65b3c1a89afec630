//! Signing in with an organisation's own provider: OpenID Connect, authorization code flow with
//! PKCE, state and nonce. This crate opens no socket: the caller passes the function that carries a
//! request, with a time limit and **without following redirects**.
//!
//! Who signs in there is a name with claims, not a person with rights: [`Mapping`] says which
//! claims give which roles, and a person whose claims give none gets nothing.

mod error;
mod flow;
mod mapping;

pub use error::OidcError;
pub use flow::{Callback, Pending, Provider, Settings};
pub use mapping::{Grant, Identity, Mapping, Rule};
pub use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
