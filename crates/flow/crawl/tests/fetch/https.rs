//! TLS with a chain that nobody trusts, or that we are told to trust; HTTP/2 over it.

use super::*;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use spoor_crawl::profile::BadCertificates;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// A certificate of `board.example` and that of its issuer.
struct Chain {
    leaf: Vec<u8>,
    root: Vec<u8>,
    key: Vec<u8>,
}

fn chain(host: &str) -> Chain {
    let root_key = KeyPair::generate().unwrap();
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root_der = root.self_signed(&root_key).unwrap().der().to_vec();
    let issuer = Issuer::new(root, root_key);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec![host.to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &issuer).unwrap().der().to_vec();
    Chain { leaf, root: root_der, key: key.serialize_der() }
}

/// A server of hyper's that says which HTTP was spoken.
async fn server(chain: &Chain, two: bool) -> SocketAddr {
    let certificates = [&chain.leaf, &chain.root].map(|c| CertificateDer::from(c.clone()));
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(chain.key.clone()));
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(certificates.to_vec(), key)
        .unwrap();
    if two {
        config.alpn_protocols = vec![b"h2".to_vec()];
    }
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(stream) = acceptor.accept(stream).await else { continue };
            let io = TokioIo::new(stream);
            tokio::spawn(async move {
                let answer = service_fn(|request: Request<hyper::body::Incoming>| async move {
                    let said = format!("{:?} {}", request.version(), request.uri().path());
                    Response::builder().header("X-Page", "1").body(said)
                });
                match two {
                    true => {
                        hyper::server::conn::http2::Builder::new(TokioExecutor::new())
                            .serve_connection(io, answer)
                            .await
                    }
                    false => {
                        hyper::server::conn::http1::Builder::new()
                            .serve_connection(io, answer)
                            .await
                    }
                }
            });
        }
    });
    at
}

async fn secured(config: Config) -> Result<Fetched, FetchError> {
    let asked = Ask::page(Url::parse("https://board.example/ad/1").unwrap(), 0, "a test");
    fetcher(config).fetch(asked).await
}

#[tokio::test]
async fn a_chain_that_does_not_hold_is_a_finding_and_kept() {
    let own = chain("board.example");
    let at = server(&own, false).await;
    let fetched = secured(Config::of(&profile(at))).await.unwrap();
    assert_eq!(fetched.body, b"HTTP/1.1 /ad/1");
    let exchange = fetched.exchange;
    assert!(exchange.findings[0].contains("UnknownIssuer"), "{:?}", exchange.findings);
    let tls = exchange.tls.unwrap();
    assert_eq!(*tls.chain, [own.leaf.clone(), own.root.clone()]);
    assert_eq!((tls.version.as_str(), &tls.cipher[..8]), ("tls/1.3", "TLS_AES_"));
    assert!(exchange.request.starts_with(b"GET /ad/1 HTTP/1.1\r\n"), "as sent, under the TLS");

    let refuse = Config { bad_certificates: BadCertificates::Refuse, ..Config::of(&profile(at)) };
    let refused = secured(refuse.clone()).await.unwrap_err();
    assert!(matches!(refused, FetchError::Tls { .. }), "{refused}");
    let trusted = secured(Config { roots: vec![own.root], ..refuse }).await.unwrap();
    assert!(trusted.exchange.findings.is_empty(), "{:?}", trusted.exchange.findings);
}

#[tokio::test]
async fn a_certificate_of_another_host_is_a_finding() {
    let other = chain("other.example");
    let at = server(&other, false).await;
    let config = Config { roots: vec![other.root], ..Config::of(&profile(at)) };
    let fetched = secured(config).await.unwrap();
    let findings = fetched.exchange.findings;
    assert!(findings[0].contains("not valid for name"), "{findings:?}");
}

#[tokio::test]
async fn http_2_is_written_as_http_1() {
    let own = chain("board.example");
    let at = server(&own, true).await;
    let config = Config { roots: vec![own.root], ..Config::of(&profile(at)) };
    let fetcher = fetcher(config);
    let fetch = |n: u32| {
        let url = Url::parse(&format!("https://board.example/ad/{n}")).unwrap();
        fetcher.fetch(Ask::page(url, 0, "a test"))
    };
    let first = fetch(0).await.unwrap();
    assert_eq!(first.exchange.protocol, "h2");
    let (a, b, c) = tokio::join!(fetch(1), fetch(2), fetch(3));
    for (n, fetched) in (1..).zip([a, b, c]) {
        let fetched = fetched.unwrap();
        let body = format!("HTTP/2.0 /ad/{n}");
        assert_eq!(fetched.body, body.as_bytes());
        let text = String::from_utf8(fetched.message).unwrap();
        assert!(text.starts_with("HTTP/1.1 200 OK\r\nx-page: 1\r\n"), "{text}");
        assert!(text.ends_with(&format!("\r\n\r\n{body}")), "{text}");
        let request = String::from_utf8(fetched.exchange.request).unwrap();
        assert!(request.starts_with(&format!("GET /ad/{n} HTTP/1.1\r\nhost: board.example\r\n")));
    }
    let without = Config { http2: false, ..Config::of(&profile(at)) };
    assert!(secured(without).await.is_err(), "that server speaks nothing else");
}
