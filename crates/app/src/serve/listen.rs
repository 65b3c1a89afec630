//! Connections: taken, made safe with TLS if the server has a certificate, and answered.

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tower::ServiceExt;

/// Connections at a time; who comes later waits.
const CONNECTIONS: usize = 1024;
/// Longest time for a handshake, and for the head of a request: who sends it byte by byte, or sends
/// nothing, does not hold a connection for long.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long what was asked is still answered when the server is told to end.
const ENDING: Duration = Duration::from_secs(30);

/// Certificate and key, read anew on SIGHUP.
pub struct Tls {
    cert: PathBuf,
    key: PathBuf,
    config: RwLock<Arc<ServerConfig>>,
}

impl Tls {
    /// Reads a certificate with its chain, and its key, both PEM.
    pub fn load(cert: &Path, key: &Path) -> Result<Self> {
        let config = RwLock::new(Arc::new(config(cert, key)?));
        Ok(Self { cert: cert.to_owned(), key: key.to_owned(), config })
    }

    fn now(&self) -> Arc<ServerConfig> {
        self.config.read().map_or_else(|e| e.into_inner().clone(), |config| config.clone())
    }

    /// Reads the files anew; those in use stay if they do not hold. Open connections keep theirs.
    fn renew(&self) {
        match config(&self.cert, &self.key) {
            Ok(new) => {
                if let Ok(mut config) = self.config.write() {
                    *config = Arc::new(new);
                }
                tracing::info!("the certificate was read anew");
            }
            Err(error) => tracing::error!("the old certificate stays in use: {error:#}"),
        }
    }
}

/// From now on SIGHUP, which a service manager sends for "reload", reads the certificate anew. A
/// server without one that runs in a terminal ends with it, as everything does there.
#[cfg(unix)]
pub fn heed_hangups(tls: Option<Arc<Tls>>) -> Result<()> {
    use std::io::IsTerminal;
    use tokio::signal::unix::{SignalKind, signal};
    if tls.is_none() && std::io::stderr().is_terminal() {
        return Ok(());
    }
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            match &tls {
                Some(tls) => tls.renew(),
                None => tracing::info!("there is nothing to read anew"),
            }
        }
    });
    Ok(())
}

fn config(cert: &Path, key: &Path) -> Result<ServerConfig> {
    let chain: Vec<CertificateDer> = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect)
        .with_context(|| format!("{}: no certificate in PEM", cert.display()))?;
    if chain.is_empty() {
        bail!("{}: no certificate in PEM", cert.display());
    }
    not_for_everybody(key)?;
    let private = PrivateKeyDer::from_pem_file(key)
        .with_context(|| format!("{}: no private key in PEM", key.display()))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .with_context(|| format!("{} does not fit {}", key.display(), cert.display()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// A key that everybody on the machine can read is none.
#[cfg(unix)]
fn not_for_everybody(key: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let about = std::fs::metadata(key).with_context(|| key.display().to_string())?;
    if about.permissions().mode() & 0o007 != 0 {
        bail!("{}: everybody on this machine can read it: chmod o= it first", key.display());
    }
    Ok(())
}

#[cfg(not(unix))]
fn not_for_everybody(_key: &Path) -> Result<()> {
    Ok(())
}

/// Answers until told to end.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Arc<Tls>>,
    router: Router,
    until: impl Future<Output = ()>,
) -> Result<()> {
    let ending = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut until = std::pin::pin!(until);
    loop {
        let place = tokio::select! {
            place = room.clone().acquire_owned() => place?,
            () = &mut until => break,
        };
        let taken = tokio::select! {
            taken = listener.accept() => taken,
            () = &mut until => break,
        };
        let (stream, peer) = match taken {
            Ok(taken) => taken,
            Err(error) => {
                // Out of files, most likely: some are given back soon.
                tracing::warn!("a connection could not be taken: {error}");
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            }
        };
        let (config, router) = (tls.as_ref().map(|tls| tls.now()), router.clone());
        let watcher = ending.watcher();
        tokio::spawn(async move {
            match config {
                Some(config) => handshake(stream, peer, config, router, watcher).await,
                None => answer(stream, peer, router, watcher).await,
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(ENDING, ending.shutdown()).await.is_err() {
        tracing::warn!("some requests were not answered in time");
    }
    Ok(())
}

async fn handshake(
    stream: TcpStream,
    peer: SocketAddr,
    config: Arc<ServerConfig>,
    router: Router,
    watcher: Watcher,
) {
    let done = tokio::time::timeout(PATIENCE, TlsAcceptor::from(config).accept(stream)).await;
    match done {
        Ok(Ok(stream)) => answer(stream, peer, router, watcher).await,
        Ok(Err(error)) => tracing::debug!("a handshake failed: {error}"),
        Err(_) => tracing::debug!("a handshake took too long"),
    }
}

async fn answer<S>(stream: S, peer: SocketAddr, router: Router, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        // Whoever goes away in the middle of a request is no fault of the server.
        tracing::debug!("a connection ended early: {error}");
    }
}
