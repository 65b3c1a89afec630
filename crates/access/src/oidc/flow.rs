//! The flow: description of the provider, way there, way back.

use super::error::OidcError;
use super::mapping::Identity;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType,
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AsyncHttpClient, AuthorizationCode, Client, ClientId,
    ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    IdToken, IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, StandardErrorResponse, StandardTokenResponse,
    TokenResponse,
};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use spoor_vocab::Millis;
use std::collections::BTreeMap;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// How long a person has to sign in there, ms.
const PENDING_LASTS: Millis = 10 * 60_000;
/// How far the provider's clock may be from ours, ms.
const SKEW: Millis = 60_000;

/// Every claim that the standard does not name, such as groups.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Others(BTreeMap<String, serde_json::Value>);

impl AdditionalClaims for Others {}

type Fields = IdTokenFields<
    Others,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Answered = StandardTokenResponse<Fields, CoreTokenType>;
type Token =
    IdToken<Others, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Known = Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Answered,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What an organisation sets.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `https://login.example.com`: the provider, exactly as it names itself.
    pub issuer: String,
    /// What the provider calls this server.
    pub client_id: String,
    /// Where it sends people back to: `https://…/sign-in/back`.
    pub redirect: String,
    /// What is asked for beside `openid`, such as `profile`, `email`, `groups`.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// How long ago they may have shown there who they are, seconds; asked again beyond it. Without
    /// one, a sign-in of this morning will do.
    #[serde(default)]
    pub max_age: Option<u64>,
}

/// A provider whose description and keys were fetched. Fetched anew every hour, and when a token
/// names an unknown key.
pub struct Provider {
    client: Known,
    issuer: String,
    scopes: Vec<String>,
    max_age: Option<u64>,
}

/// A sign-in under way, kept with the visitor's session and used once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    state: String,
    nonce: String,
    verifier: String,
    begun: Millis,
}

/// What came back, from the query of the redirect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Callback {
    /// The code.
    pub code: Option<String>,
    /// The state.
    pub state: Option<String>,
    /// Which provider says it is (RFC 9207).
    pub iss: Option<String>,
    /// Why not.
    pub error: Option<String>,
}

impl Provider {
    /// Fetches the provider's description and keys. `secret` is the client's, if it has one: from
    /// a file, never from the settings.
    ///
    /// # Errors
    /// If a setting is none, the provider does not answer, or names another issuer than the
    /// settings do.
    pub async fn discover<C>(
        settings: &Settings,
        secret: Option<&str>,
        http: &C,
    ) -> Result<Self, OidcError>
    where
        C: for<'c> AsyncHttpClient<'c>,
    {
        let setting = |what: &'static str| {
            move |e: openidconnect::url::ParseError| OidcError::Setting { what, why: e.to_string() }
        };
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(setting("issuer"))?;
        let redirect = RedirectUrl::new(settings.redirect.clone()).map_err(setting("redirect"))?;
        let metadata = CoreProviderMetadata::discover_async(issuer, http)
            .await
            .map_err(|e| OidcError::Provider(told(&e)))?;
        let secret = secret.map(|s| ClientSecret::new(s.to_owned()));
        let id = ClientId::new(settings.client_id.clone());
        let client =
            Client::from_provider_metadata(metadata, id, secret).set_redirect_uri(redirect);
        let (issuer, scopes) = (settings.issuer.clone(), settings.scopes.clone());
        Ok(Self { client, issuer, scopes, max_age: settings.max_age })
    }

    /// Begins: the address to send the person to, and what to keep with their session.
    pub fn begin<R: CryptoRng + ?Sized>(&self, random: &mut R, now: Millis) -> (String, Pending) {
        let mut word = || {
            let mut bytes = [0; 32];
            random.fill_bytes(&mut bytes);
            hex::encode(bytes)
        };
        let pending = Pending { state: word(), nonce: word(), verifier: word(), begun: now };
        let verifier = PkceCodeVerifier::new(pending.verifier.clone());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let (state, nonce) = (pending.state.clone(), pending.nonce.clone());
        let request = self.client.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            || CsrfToken::new(state),
            || Nonce::new(nonce),
        );
        let scopes = self.scopes.iter().map(|s| Scope::new(s.clone()));
        let mut request = request.add_scopes(scopes).set_pkce_challenge(challenge);
        if let Some(seconds) = self.max_age {
            request = request.set_max_age(Duration::from_secs(seconds));
        }
        let (url, _, _) = request.url();
        (url.to_string(), pending)
    }

    /// Ends: checks what came back, exchanges the code, checks the token. The caller takes
    /// `pending` out of the session first, so that it serves once.
    ///
    /// # Errors
    /// If any of it does not hold; nobody is signed in then.
    pub async fn finish<C>(
        &self,
        pending: Pending,
        back: &Callback,
        http: &C,
        now: Millis,
    ) -> Result<Identity, OidcError>
    where
        C: for<'c> AsyncHttpClient<'c>,
    {
        let state = back.state.as_deref().unwrap_or_default();
        if !bool::from(state.as_bytes().ct_eq(pending.state.as_bytes())) {
            return Err(OidcError::State);
        }
        if !(0..PENDING_LASTS).contains(&now.saturating_sub(pending.begun)) {
            return Err(OidcError::Late);
        }
        if back.iss.as_ref().is_some_and(|iss| *iss != self.issuer) {
            return Err(OidcError::Issuer);
        }
        if let Some(error) = &back.error {
            return Err(OidcError::Refused(error.chars().take(100).collect()));
        }
        let code = back.code.clone().ok_or_else(|| OidcError::Refused("no code".into()))?;
        let answer = self
            .client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|e| OidcError::Provider(told(&e)))?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier))
            .request_async(http)
            .await
            .map_err(|e| OidcError::Exchange(told(&e)))?;
        self.identity(&answer, &Nonce::new(pending.nonce), now)
    }

    /// OpenID Connect Core, section 3.1.3.7. Signed with a key of the provider, RS256, PS256 or
    /// ES256: never `none`, never with the client's secret.
    fn identity(
        &self,
        answer: &Answered,
        nonce: &Nonce,
        now: Millis,
    ) -> Result<Identity, OidcError> {
        let bad = |what: String| OidcError::Token(what);
        let token: &Token = answer.id_token().ok_or_else(|| bad("there is none".into()))?;
        let at = |ms: Millis| chrono::DateTime::from_timestamp_millis(ms).unwrap_or_default();
        let verifier = self
            .client
            .id_token_verifier()
            .set_allowed_algs([
                CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
                CoreJwsSigningAlgorithm::RsaSsaPssSha256,
                CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            ])
            .set_time_fn(move || at(now.saturating_sub(SKEW)))
            .set_issue_time_verifier_fn(move |issued| {
                let future = issued > at(now.saturating_add(SKEW));
                if future { Err("it is of the future".to_owned()) } else { Ok(()) }
            });
        let claims = token.claims(&verifier, nonce).map_err(|e| bad(told(&e)))?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = token.signing_alg().map_err(|e| bad(told(&e)))?;
            let key = token.signing_key(&verifier).map_err(|e| bad(told(&e)))?;
            let hash = AccessTokenHash::from_token(answer.access_token(), algorithm, key)
                .map_err(|e| bad(told(&e)))?;
            if hash != *expected {
                return Err(bad("the access token is another's".into()));
            }
        }
        let name = claims.name().and_then(|n| n.get(None)).map(|n| n.as_str().to_owned());
        let verified = claims.email_verified() == Some(true);
        let email = claims.email().filter(|_| verified).map(|e| e.as_str().to_owned());
        let shown = claims.auth_time().map(|t| t.timestamp_millis());
        // A provider that was asked says when; one that does not has not asked.
        if let Some(seconds) = self.max_age {
            let oldest = Millis::try_from(seconds).unwrap_or(Millis::MAX).saturating_mul(1000);
            let fresh = shown.is_some_and(|at| {
                now.saturating_sub(at) <= oldest.saturating_add(SKEW)
                    && at.saturating_sub(now) <= SKEW
            });
            if !fresh {
                return Err(bad("it is of a sign-in that is too long ago, or does not say".into()));
            }
        }
        let methods = claims.auth_method_refs().into_iter().flatten();
        let methods = methods.map(|m| m.as_str().to_owned()).collect();
        let claims_left = claims.additional_claims().0.clone();
        Ok(Identity {
            issuer: self.issuer.clone(),
            subject: claims.subject().as_str().to_owned(),
            name,
            email,
            methods,
            shown,
            claims: claims_left,
        })
    }
}

/// An error with its causes, in one line.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
