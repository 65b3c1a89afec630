//! Signing in at a provider, against one that lives in this process and signs real tokens.

mod mapping;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey};
use openidconnect::{HttpRequest, HttpResponse, JsonWebKeyId, PrivateSigningKey, http};
use p256::ecdsa::signature::Signer;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use spoor_access::oidc::{Callback, Identity, Mapping, OidcError, Pending, Provider, Settings};
use spoor_access::policy::Role;
use std::collections::BTreeMap;
use std::future::{Future, Ready, ready};
use std::io;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

const NOW: i64 = 1_700_000_000_000;
const ISSUER: &str = "https://login.example.com";
const BACK: &str = "https://spoor.example.com/sign-in/back";
/// RFC 7515, appendix A.3.1.
const EC: [&str; 3] = [
    "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
];

/// Every answer of the provider is ready at once: no runtime is needed.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the provider in this process never waits"),
    }
}

fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What the provider does wrong, if anything.
#[derive(Clone, Debug)]
struct Fake {
    header: Value,
    claims: Value,
    /// Signs as: RS256, ES256, none, HS256 with the client's secret.
    signs: &'static str,
    issuer: String,
    /// What each code was given for: nonce and PKCE challenge.
    codes: Arc<Mutex<BTreeMap<String, (String, String)>>>,
}

impl Fake {
    fn new(signs: &'static str) -> Self {
        let kid = if signs == "ES256" { "ec" } else { "rsa" };
        Self {
            header: json!({"alg": signs, "kid": kid}),
            claims: json!({
                "iss": ISSUER, "aud": "spoor", "sub": "248289761001", "iat": NOW / 1000,
                "exp": NOW / 1000 + 300, "name": "Ana Silva", "email": "ana@example.com",
                "email_verified": true, "groups": ["staff", "spoor-analysts"],
                "realm_access": {"roles": ["north"]}
            }),
            signs,
            issuer: ISSUER.into(),
            codes: Arc::default(),
        }
    }

    fn claim(mut self, name: &str, value: Value) -> Self {
        self.claims[name] = value;
        self
    }

    fn header(mut self, name: &str, value: Value) -> Self {
        self.header[name] = value;
        self
    }

    fn keys(&self) -> Value {
        let rsa = rsa_key("rsa");
        let mut rsa = serde_json::to_value(rsa.as_verification_key()).unwrap();
        rsa["use"] = json!("sig");
        let [_, x, y] = EC;
        json!({"keys": [rsa, {"kty": "EC", "crv": "P-256", "kid": "ec", "use": "sig", "x": x, "y": y}]})
    }

    fn token(&self, nonce: &str) -> String {
        let mut claims = self.claims.clone();
        if claims.get("nonce").is_none() {
            claims["nonce"] = json!(nonce);
        }
        let message = format!("{}.{}", b64(self.header.to_string()), b64(claims.to_string()));
        let signature = match self.signs {
            "RS256" => {
                let algorithm = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;
                rsa_key("rsa").sign(&algorithm, message.as_bytes()).unwrap()
            }
            "ES256" => {
                let secret = URL_SAFE_NO_PAD.decode(EC[0]).unwrap();
                let key = p256::ecdsa::SigningKey::from_slice(&secret).unwrap();
                let signature: p256::ecdsa::Signature = key.sign(message.as_bytes());
                signature.to_bytes().to_vec()
            }
            "HS256" => hmac(b"client secret", message.as_bytes()),
            _ => Vec::new(),
        };
        format!("{message}.{}", b64(signature))
    }

    /// The browser at the provider: signs in and comes back with a code.
    fn visit(&self, url: &str) -> Callback {
        let query = query(url.split_once('?').unwrap().1);
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["code_challenge_method"], "S256");
        assert_eq!(query["redirect_uri"], BACK);
        assert_eq!(query["client_id"], "spoor");
        assert_eq!(query["scope"], "openid profile groups");
        let code = "SplxlOBeZQQYbYS6WxSbIA".to_owned();
        let given = (query["nonce"].clone(), query["code_challenge"].clone());
        self.codes.lock().unwrap().insert(code.clone(), given);
        let state = Some(query["state"].clone());
        Callback { code: Some(code), state, iss: Some(ISSUER.into()), error: None }
    }

    fn answer(&self, request: &HttpRequest) -> (u16, Value) {
        match request.uri().path() {
            "/.well-known/openid-configuration" => {
                let description = json!({
                    "issuer": self.issuer,
                    "authorization_endpoint": format!("{ISSUER}/authorize"),
                    "token_endpoint": format!("{ISSUER}/token"),
                    "jwks_uri": format!("{ISSUER}/keys"),
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
                });
                (200, description)
            }
            "/keys" => (200, self.keys()),
            "/token" => {
                let body = query(std::str::from_utf8(request.body()).unwrap());
                let basic = request.headers()["authorization"].to_str().unwrap();
                assert!(basic.starts_with("Basic "), "the client's secret is not in the body");
                let given = self.codes.lock().unwrap().remove(&body["code"]);
                let Some((nonce, challenge)) = given else {
                    return (400, json!({"error": "invalid_grant"}));
                };
                assert_eq!(b64(Sha256::digest(&body["code_verifier"])), challenge, "PKCE");
                let token = self.token(&nonce);
                (200, json!({"access_token": "at", "token_type": "Bearer", "id_token": token}))
            }
            other => panic!("nobody asks for {other}"),
        }
    }

    fn http(&self) -> impl Fn(HttpRequest) -> Ready<Result<HttpResponse, io::Error>> + use<> {
        let fake = self.clone();
        move |request| {
            let (status, body) = fake.answer(&request);
            let response = http::Response::builder().status(status);
            let response = response.header("content-type", "application/json");
            ready(Ok(response.body(body.to_string().into_bytes()).unwrap()))
        }
    }
}

fn rsa_key(kid: &str) -> CoreRsaPrivateSigningKey {
    let pem = include_str!("../data/rfc7515-a2.pem");
    CoreRsaPrivateSigningKey::from_pem(pem, Some(JsonWebKeyId::new(kid.into()))).unwrap()
}

/// RFC 2104, for the attack that signs with what both sides know.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let pad = |with: u8| -> Vec<u8> {
        (0..64).map(|n| key.get(n).copied().unwrap_or(0) ^ with).collect()
    };
    let inner = Sha256::digest([&pad(0x36)[..], message].concat());
    Sha256::digest([&pad(0x5c)[..], &inner[..]].concat()).to_vec()
}

fn query(text: &str) -> BTreeMap<String, String> {
    openidconnect::url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

fn settings() -> Settings {
    Settings {
        issuer: ISSUER.into(),
        client_id: "spoor".into(),
        redirect: BACK.into(),
        scopes: vec!["profile".into(), "groups".into()],
        max_age: None,
    }
}

fn begin(fake: &Fake) -> (Provider, Pending, Callback) {
    let provider =
        now(Provider::discover(&settings(), Some("client secret"), &fake.http())).unwrap();
    let (url, pending) = provider.begin(&mut StdRng::seed_from_u64(5), NOW);
    let back = fake.visit(&url);
    (provider, pending, back)
}

fn sign_in(fake: &Fake) -> Result<Identity, OidcError> {
    let (provider, pending, back) = begin(fake);
    now(provider.finish(pending, &back, &fake.http(), NOW))
}

fn refused(fake: &Fake) -> String {
    match sign_in(fake) {
        Err(OidcError::Token(why)) => why,
        other => panic!("{fake:?}: {other:?}"),
    }
}

#[test]
fn a_person_signs_in_with_rs256_and_es256() {
    for signs in ["RS256", "ES256"] {
        let identity = sign_in(&Fake::new(signs)).unwrap();
        assert_eq!((identity.issuer.as_str(), identity.subject.as_str()), (ISSUER, "248289761001"));
        assert_eq!(identity.name.as_deref(), Some("Ana Silva"));
        assert_eq!(identity.email.as_deref(), Some("ana@example.com"));
        assert_eq!(identity.claims["groups"], json!(["staff", "spoor-analysts"]));
    }
}

#[test]
fn a_token_that_does_not_hold_signs_nobody_in() {
    let rs = || Fake::new("RS256");
    let cases = [
        (rs().claim("nonce", json!("another")), "nonce"),
        (rs().claim("nonce", Value::Null), "nonce"),
        (rs().claim("aud", json!("another-client")), "audience"),
        (rs().claim("aud", json!(["spoor", "another-client"])), "audience"),
        (rs().claim("iss", json!("https://other.example.com")), "issuer"),
        (rs().claim("exp", json!(NOW / 1000 - 61)), "expired"),
        (rs().claim("iat", json!(NOW / 1000 + 3_600)), "future"),
        (rs().claim("at_hash", json!("bm90IHRoaXMgb25lIQ")), "access token"),
        (Fake::new("none"), "ignature"),
        (Fake::new("none").header("alg", json!("RS256")), "ignature"),
        (Fake::new("HS256"), "HS256"),
        (rs().header("kid", json!("unknown")), "key"),
        (Fake::new("RS256").header("kid", json!("ec")), "key"),
        (Fake::new("ES256").header("alg", json!("RS256")), "key"),
        (rs().header("alg", json!("RS512")), "RS512"),
        (rs().header("crit", json!(["b64"])), "crit"),
    ];
    for (fake, word) in cases {
        let why = refused(&fake);
        assert!(why.contains(word), "{fake:?}\n{why:?} does not say {word:?}");
    }
}

/// What was asked for is checked: a provider may forget that it was asked.
#[test]
fn a_sign_in_of_this_morning_is_refused_where_a_fresh_one_was_asked() {
    let sign_in = |fake: &Fake| {
        let settings = Settings { max_age: Some(300), ..settings() };
        let provider = now(Provider::discover(&settings, Some("s"), &fake.http())).unwrap();
        let (url, pending) = provider.begin(&mut StdRng::seed_from_u64(5), NOW);
        assert_eq!(query(url.split_once('?').unwrap().1)["max_age"], "300");
        let back = fake.visit(&url);
        now(provider.finish(pending, &back, &fake.http(), NOW))
    };
    let shown = |seconds: i64| {
        let fake = Fake::new("RS256").claim("auth_time", json!(NOW / 1000 + seconds));
        sign_in(&fake.claim("amr", json!(["pwd", "otp"])))
    };
    let identity = shown(-200).unwrap();
    assert_eq!(identity.shown, Some(NOW - 200_000));
    assert_eq!(identity.methods, ["otp".to_owned(), "pwd".to_owned()].into());
    for seconds in [-361, 61, 10_000_000_000, -(NOW / 1000)] {
        assert!(matches!(shown(seconds), Err(OidcError::Token(_))), "{seconds}");
    }
    // A time beyond the calendar cannot be read at all.
    assert!(shown(i64::MAX / 2_000).is_err());
    assert!(matches!(sign_in(&Fake::new("RS256")), Err(OidcError::Token(_))));
}

#[test]
fn clocks_may_differ_by_a_minute() {
    assert!(sign_in(&Fake::new("RS256").claim("exp", json!(NOW / 1000 - 59))).is_ok());
    assert!(sign_in(&Fake::new("RS256").claim("iat", json!(NOW / 1000 + 59))).is_ok());
}

#[test]
fn a_token_changed_after_it_was_signed_signs_nobody_in() {
    let fake = Fake::new("ES256");
    let token = fake.token("n");
    let (head, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = head.split_once('.').unwrap();
    let claims = b64(fake.clone().claim("sub", json!("somebody else")).claims.to_string());
    let forged = format!("{header}.{claims}.{signature}");
    let (provider, pending, back) = begin(&fake);
    let forger = move |request: HttpRequest| {
        assert_eq!(request.uri().path(), "/token");
        let body = json!({"access_token": "at", "token_type": "Bearer", "id_token": forged});
        let response = http::Response::builder().header("content-type", "application/json");
        ready(Ok::<_, io::Error>(response.body(body.to_string().into_bytes()).unwrap()))
    };
    let answer = now(provider.finish(pending, &back, &forger, NOW));
    assert!(matches!(answer, Err(OidcError::Token(_))), "{answer:?}");
}

#[test]
fn the_way_back_must_belong_to_the_way_there() {
    let fake = Fake::new("RS256");
    let finish = |change: &dyn Fn(&mut Callback), at: i64| {
        let (provider, pending, mut back) = begin(&fake);
        change(&mut back);
        now(provider.finish(pending, &back, &fake.http(), at))
    };
    assert_eq!(finish(&|b| b.state = Some("another".into()), NOW), Err(OidcError::State));
    assert_eq!(finish(&|b| b.state = None, NOW), Err(OidcError::State));
    assert_eq!(
        finish(&|b| b.iss = Some("https://evil.example".into()), NOW),
        Err(OidcError::Issuer)
    );
    assert_eq!(finish(&|_| (), NOW + 600_000), Err(OidcError::Late));
    assert_eq!(finish(&|_| (), NOW - 1), Err(OidcError::Late));
    let denied = finish(&|b| b.error = Some("access_denied".into()), NOW);
    assert_eq!(denied, Err(OidcError::Refused("access_denied".into())));
    assert!(matches!(finish(&|b| b.code = None, NOW), Err(OidcError::Refused(_))));
    let stolen = finish(&|b| b.code = Some("of somebody else".into()), NOW);
    assert!(matches!(stolen, Err(OidcError::Exchange(_))), "{stolen:?}");
    assert!(finish(&|b| b.iss = None, NOW).is_ok(), "RFC 9207 is not everywhere");
}

#[test]
fn each_way_there_is_another() {
    let fake = Fake::new("RS256");
    let provider = now(Provider::discover(&settings(), None, &fake.http())).unwrap();
    let mut random = StdRng::seed_from_u64(5);
    let (one, two) = (provider.begin(&mut random, NOW).0, provider.begin(&mut random, NOW).0);
    let (one, two) = (query(&one), query(&two));
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(one[name], two[name], "{name}");
        assert!(one[name].len() >= 43, "{name} has 256 bits");
    }
}

#[test]
fn a_provider_that_names_itself_otherwise_is_refused() {
    let mut fake = Fake::new("RS256");
    fake.issuer = "https://other.example.com".into();
    let answer = now(Provider::discover(&settings(), None, &fake.http())).err().unwrap();
    assert!(matches!(&answer, OidcError::Provider(why) if why.contains("issuer")), "{answer}");
    let bad = Settings { issuer: "login".into(), ..settings() };
    let answer = now(Provider::discover(&bad, None, &fake.http())).err().unwrap();
    assert!(matches!(answer, OidcError::Setting { what: "issuer", .. }), "{answer}");
}

#[test]
fn an_address_that_is_not_verified_is_none() {
    for verified in [json!(false), Value::Null] {
        let identity = sign_in(&Fake::new("RS256").claim("email_verified", verified)).unwrap();
        assert_eq!(identity.email, None);
    }
}
