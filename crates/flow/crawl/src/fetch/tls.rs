//! TLS: the chain as sent is kept, and a certificate that does not hold is a finding, not an end.

use super::ask::Config;
use crate::profile::BadCertificates;
use spoor_vocab::TlsFacts;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    self, ClientConfig, ClientConnection, DigitallySignedStruct, ProtocolVersion, RootCertStore,
    SignatureScheme,
};

/// What every secured connection of a run has in common.
pub struct Tls {
    provider: Arc<CryptoProvider>,
    web: Result<Arc<WebPkiServerVerifier>, String>,
    refuse: bool,
    alpn: Vec<Vec<u8>>,
}

impl Tls {
    pub fn new(config: &Config) -> Self {
        let provider = Arc::new(ring::default_provider());
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        // One that cannot be read trusts nobody; then the servers it was meant for are findings.
        roots.add_parsable_certificates(
            config.roots.iter().map(|r| CertificateDer::from(r.as_slice())),
        );
        let web = WebPkiServerVerifier::builder_with_provider(roots.into(), provider.clone());
        let alpn: &[&[u8]] = if config.http2 { &[b"h2", b"http/1.1"] } else { &[b"http/1.1"] };
        Self {
            web: web.build().map_err(|e| e.to_string()),
            provider,
            refuse: config.bad_certificates == BadCertificates::Refuse,
            alpn: alpn.iter().map(|p| p.to_vec()).collect(),
        }
    }

    /// What one connection is made with, and who looks at its certificate. None is taken up again from
    /// an earlier one, so that each has its own chain.
    pub fn connector(&self) -> Result<(TlsConnector, Arc<Witness>), String> {
        let web = self.web.clone()?;
        let finding = Mutex::default();
        let witness = Arc::new(Witness { web, refuse: self.refuse, finding });
        let mut config = ClientConfig::builder_with_provider(self.provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|e| e.to_string())?
            .dangerous()
            .with_custom_certificate_verifier(witness.clone())
            .with_no_client_auth();
        config.alpn_protocols.clone_from(&self.alpn);
        config.resumption = rustls::client::Resumption::disabled();
        Ok((TlsConnector::from(Arc::new(config)), witness))
    }
}

/// Looks at a server's certificate and keeps what is wrong with it.
#[derive(Debug)]
pub struct Witness {
    web: Arc<WebPkiServerVerifier>,
    refuse: bool,
    finding: Mutex<Option<String>>,
}

impl Witness {
    /// What is wrong with the certificate.
    pub fn finding(&self) -> Option<String> {
        self.finding.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let held = self.web.verify_server_cert(end_entity, intermediates, server_name, ocsp, now);
        match held {
            Err(e) if !self.refuse => {
                let finding = format!("the certificate does not hold: {e}");
                *self.finding.lock().unwrap_or_else(PoisonError::into_inner) = Some(finding);
                Ok(ServerCertVerified::assertion())
            }
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.web.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.web.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.web.supported_verify_schemes()
    }
}

/// What a connection says of itself.
pub fn facts(connection: &ClientConnection) -> TlsFacts {
    let version = match connection.protocol_version() {
        Some(ProtocolVersion::TLSv1_2) => "tls/1.2".to_owned(),
        Some(ProtocolVersion::TLSv1_3) => "tls/1.3".to_owned(),
        other => format!("{other:?}"),
    };
    let suite = connection.negotiated_cipher_suite().map(|s| s.suite());
    // rustls names TLS 1.3's suites with a prefix that IANA does not have.
    let cipher = suite.map(|s| format!("{s:?}").replace("TLS13_", "TLS_")).unwrap_or_default();
    let chain = connection.peer_certificates().unwrap_or_default();
    TlsFacts { version, cipher, chain: chain.iter().map(|c| c.to_vec()).collect() }
}
