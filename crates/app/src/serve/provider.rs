//! The organisation's provider of sign-ins: its settings, and the one who asks it.

use anyhow::{Context, Result, bail};
use axum::http::{Method, Request, Response};
use serde::Deserialize;
use spoor_access::oidc::{Identity, Mapping, OidcError, Provider, Rule, Settings};
use spoor_vocab::Millis;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

/// How long the provider's description and keys are believed, ms.
const KNOWN_FOR: Millis = 10 * 60_000;
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(10);
/// Longest answer, bytes.
const LONGEST: u64 = 1024 * 1024;
/// How long ago a second factor may have been shown there, seconds.
const FRESH: u64 = 300;
/// Where it sends people back to.
pub const BACK: &str = "/sign-in/back";

/// The file that `--oidc` names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// What the button says: the organisation.
    name: String,
    issuer: String,
    client_id: String,
    /// File with the client's secret, beside this one.
    secret_file: Option<PathBuf>,
    /// Certificates of the organisation's own authority, PEM, beside this file.
    ca_file: Option<PathBuf>,
    #[serde(default)]
    scopes: Vec<String>,
    /// Words of `amr` that say that a second factor was shown; one of them must be there. Empty:
    /// the provider does not say, and what needs a second factor stays shut.
    second_factor: Vec<String>,
    /// Claims that give roles and teams; without any, roles are those of the invitation.
    #[serde(default)]
    map: Vec<Rule>,
}

/// The provider of an organisation.
pub struct Organisation {
    /// What the button says.
    pub name: String,
    settings: Settings,
    secret: Option<String>,
    agent: ureq::Agent,
    second_factor: BTreeSet<String>,
    /// Claims to roles, if they are not those of the invitation.
    pub mapping: Option<Mapping>,
    known: Mutex<Option<(Arc<Provider>, Millis)>>,
}

impl Organisation {
    /// Reads the settings. The provider itself is asked when somebody first signs in, so that the
    /// server starts while it is away.
    pub fn load(path: &Path, origin: &str) -> Result<Self> {
        let at = || path.display().to_string();
        let text = std::fs::read_to_string(path).with_context(at)?;
        let file: File = toml::from_str(&text).with_context(at)?;
        if !is_safe(&file.issuer) {
            bail!("{}: issuer {:?} is not https://: tokens would be anybody's", at(), file.issuer);
        }
        let beside = |name: &Path| path.parent().unwrap_or(Path::new(".")).join(name);
        let read = |name: &Option<PathBuf>| -> Result<Option<String>> {
            let Some(name) = name else { return Ok(None) };
            let name = beside(name);
            let text = std::fs::read_to_string(&name).with_context(|| name.display().to_string());
            text.map(|t| Some(t.trim().to_owned()))
        };
        let secret = read(&file.secret_file).with_context(at)?;
        let ca = read(&file.ca_file).with_context(at)?;
        let mapping = match file.map.is_empty() {
            true => None,
            false => Some(Mapping::of(file.map).map_err(anyhow::Error::msg).with_context(at)?),
        };
        let asks = !file.second_factor.is_empty();
        let settings = Settings {
            issuer: file.issuer,
            client_id: file.client_id,
            redirect: format!("{origin}{BACK}"),
            scopes: file.scopes,
            max_age: asks.then_some(FRESH),
        };
        Ok(Self {
            name: file.name,
            settings,
            secret,
            agent: agent(ca.as_deref()).with_context(at)?,
            second_factor: file.second_factor.into_iter().collect(),
            mapping,
            known: Mutex::new(None),
        })
    }

    /// The provider as it describes itself now.
    pub async fn provider(&self, now: Millis) -> Result<Arc<Provider>, OidcError> {
        let mut known = self.known.lock().await;
        if let Some((provider, at)) = &*known
            && (0..KNOWN_FOR).contains(&(now - at))
        {
            return Ok(provider.clone());
        }
        let secret = self.secret.as_deref();
        let provider = Provider::discover(&self.settings, secret, &self.http()).await?;
        let provider = Arc::new(provider);
        *known = Some((provider.clone(), now));
        Ok(provider)
    }

    /// Forgets what the provider said of itself: its keys may be others by now.
    pub async fn forget(&self) {
        *self.known.lock().await = None;
    }

    /// Whether a second factor was shown there.
    ///
    /// # Errors
    /// If one must be, and was not.
    pub fn second_factor(&self, identity: &Identity) -> Result<bool, OidcError> {
        if self.second_factor.is_empty() {
            return Ok(false);
        }
        if identity.methods.is_disjoint(&self.second_factor) {
            let told = "it does not say that a second factor was shown (amr)";
            return Err(OidcError::Token(told.into()));
        }
        Ok(true)
    }

    /// Carries requests to the provider: nowhere else, no redirects, not for long.
    pub fn http(&self) -> impl Fn(Request<Vec<u8>>) -> Answered + use<> {
        let agent = self.agent.clone();
        move |request| {
            let agent = agent.clone();
            Box::pin(async move {
                let asked = tokio::task::spawn_blocking(move || ask(&agent, request));
                asked.await.map_err(io::Error::other)?
            })
        }
    }
}

type Answered = Pin<Box<dyn Future<Output = io::Result<Response<Vec<u8>>>> + Send>>;

fn ask(agent: &ureq::Agent, request: Request<Vec<u8>>) -> io::Result<Response<Vec<u8>>> {
    let answer = if request.method() == Method::GET {
        agent.run(request.map(|_| ()))
    } else {
        agent.run(request)
    };
    let (parts, mut body) = answer.map_err(io::Error::other)?.into_parts();
    let bytes = body.with_config().limit(LONGEST).read_to_vec().map_err(io::Error::other)?;
    Ok(Response::from_parts(parts, bytes))
}

fn agent(ca: Option<&str>) -> Result<ureq::Agent> {
    let mut tls = TlsConfig::builder();
    if let Some(ca) = ca {
        let certificates: Vec<_> = parse_pem(ca.as_bytes())
            .filter_map(|item| match item {
                Ok(PemItem::Certificate(certificate)) => Some(certificate),
                _ => None,
            })
            .collect();
        if certificates.is_empty() {
            bail!("ca_file has no certificate: it must be PEM");
        }
        tls = tls.root_certs(RootCerts::new_with_certs(&certificates));
    }
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(ANSWER))
        .tls_config(tls.build());
    Ok(config.build().into())
}

/// Whether a token from there is the provider's: HTTPS, or this machine, for a trial.
fn is_safe(issuer: &str) -> bool {
    let local = ["http://127.0.0.1", "http://[::1]", "http://localhost"];
    let on_this_machine = local.iter().any(|host| {
        issuer
            .strip_prefix(host)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    });
    issuer.starts_with("https://") || on_this_machine
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_reached_safely_or_not_at_all() {
        for safe in ["https://login.example.com", "http://127.0.0.1:4000", "http://localhost/a"] {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_one in [
            "http://login.example.com",
            "http://127.0.0.1.example.com",
            "http://localhost@example.com",
            "login.example.com",
            "",
        ] {
            assert!(!is_safe(unsafe_one), "{unsafe_one}");
        }
    }

    #[test]
    fn settings_that_do_not_hold_say_which_and_where() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("oidc.toml");
        let good = "name = \"Police\"\nissuer = \"https://login.example.com\"\n\
                    client_id = \"spoor\"\nsecond_factor = [\"mfa\"]\n";
        let load = |text: &str| {
            std::fs::write(&path, text).unwrap();
            Organisation::load(&path, "https://spoor.example.com")
        };
        let organisation = load(good).unwrap();
        assert_eq!(organisation.settings.redirect, "https://spoor.example.com/sign-in/back");
        assert!(organisation.mapping.is_none(), "roles come from the invitation");
        let cases = [
            (good.replace("https", "http"), "is not https"),
            (good.replace("second_factor = [\"mfa\"]\n", ""), "second_factor"),
            (format!("{good}roles = [\"supervisor\"]\n"), "roles"),
            (format!("{good}secret_file = \"no\"\n"), "no"),
            (format!("{good}[[map]]\nclaim = \"g\"\nvalue = \"v\"\n"), "gives nothing"),
            (format!("{good}ca_file = \"oidc.toml\"\n"), "no certificate"),
        ];
        for (text, word) in cases {
            let told = format!("{:#}", load(&text).err().expect(word));
            assert!(told.contains(word) && told.contains("oidc.toml"), "{told}");
        }
    }
}
