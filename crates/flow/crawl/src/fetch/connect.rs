//! Connections: to the very address that scope allowed, or through the proxy.

use super::ask::{Config, FetchError, chain};
use super::tape::{Tape, Taped};
use super::tls::{self, Tls};
use super::within;
use crate::scope::{Allowed, host_and_port};
use http::Uri;
use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::{http1, http2};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use spoor_vocab::TlsFacts;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_socks::tcp::Socks5Stream;
use url::Url;

/// Fields of a head.
const FIELDS_MAX: usize = 500;

/// Where a connection goes.
#[derive(Clone)]
pub enum Route {
    /// To this address.
    Direct { address: Allowed, answers: Arc<[String]> },
    /// To a host, whose name the proxy resolves.
    Proxy { proxy: String, host: String, port: u16 },
}

/// What is known of a connection.
pub struct Wire {
    pub peer: String,
    pub by_proxy: bool,
    pub answers: Arc<[String]>,
    pub tls: Option<TlsFacts>,
    pub finding: Option<String>,
}

/// An open connection.
pub struct Conn {
    pub key: super::pool::Key,
    wire: Arc<Wire>,
    speaker: Speaker,
}

enum Speaker {
    One { send: http1::SendRequest<Empty<Bytes>>, tape: Arc<Tape> },
    Two { send: http2::SendRequest<Empty<Bytes>> },
}

impl Conn {
    /// Sends a request; gives the head of its answer.
    pub async fn send(
        &mut self,
        mut request: Request<Empty<Bytes>>,
    ) -> Result<Response<Incoming>, FetchError> {
        let failed = |e: hyper::Error| FetchError::of_hyper(&e);
        match &mut self.speaker {
            Speaker::One { send, tape } => {
                send.ready().await.map_err(failed)?;
                // A server is asked for a path; only proxies of another kind want the whole address.
                let path = request.uri().path_and_query().cloned();
                *request.uri_mut() = path.map(Uri::from).unwrap_or_default();
                // What came unasked belongs to no exchange.
                drop(tape.take());
                let sent = send.send_request(request).await;
                // Only a connection on which nothing came back may be given up for another.
                sent.map_err(|e| match FetchError::of_hyper(&e) {
                    FetchError::Closed if !tape.is_silent() => FetchError::Protocol(chain(&e)),
                    other => other,
                })
            }
            Speaker::Two { send } => {
                send.ready().await.map_err(failed)?;
                send.send_request(request).await.map_err(failed)
            }
        }
    }

    /// What goes over it; none over HTTP/2, whose bytes are many exchanges' at once.
    pub fn tape(&self) -> Option<Arc<Tape>> {
        match &self.speaker {
            Speaker::One { tape, .. } => Some(tape.clone()),
            Speaker::Two { .. } => None,
        }
    }

    pub fn wire(&self) -> Arc<Wire> {
        self.wire.clone()
    }

    /// Whether another request can be sent.
    pub fn is_open(&self) -> bool {
        match &self.speaker {
            Speaker::One { send, .. } => !send.is_closed(),
            Speaker::Two { send } => !send.is_closed(),
        }
    }

    /// Another hand on the same connection, where several exchanges can go on at once.
    pub fn shared(&self) -> Option<Self> {
        let Speaker::Two { send } = &self.speaker else { return None };
        let speaker = Speaker::Two { send: send.clone() };
        Some(Self { key: self.key.clone(), wire: self.wire.clone(), speaker })
    }
}

/// Makes connections.
pub struct Connector {
    tls: Tls,
    time: Duration,
    head_bytes: usize,
    tape_bytes: usize,
}

impl Connector {
    pub fn new(config: &Config) -> Self {
        let body = usize::try_from(config.body_bytes).unwrap_or(usize::MAX / 4);
        Self {
            tls: Tls::new(config),
            time: config.head_time,
            // hyper takes no less.
            head_bytes: config.head_bytes.max(8192),
            // Chunks have heads of their own.
            tape_bytes: (2 * body).saturating_add(config.head_bytes + (64 << 10)),
        }
    }

    /// Connects for this address.
    pub async fn connect(&self, url: &Url, route: &Route) -> Result<Conn, FetchError> {
        let connecting = self.connect_now(url, route);
        within(self.time, connecting, "a connection was being made").await?
    }

    async fn connect_now(&self, url: &Url, route: &Route) -> Result<Conn, FetchError> {
        let key = super::pool::Key::of(url, route);
        let mut wire = Wire {
            peer: String::new(),
            by_proxy: false,
            answers: Arc::new([]),
            tls: None,
            finding: None,
        };
        let stream = match route {
            Route::Direct { address, answers } => {
                wire.peer = address.get().to_string();
                wire.answers = answers.clone();
                let stream = TcpStream::connect(address.get()).await;
                stream.map_err(|e| unconnected(&wire.peer, &e))?
            }
            Route::Proxy { proxy, host, port } => {
                (wire.peer, wire.by_proxy) = (proxy.clone(), true);
                let stream = TcpStream::connect(proxy.as_str()).await;
                let stream = stream.map_err(|e| unconnected(proxy, &e))?;
                let through = Socks5Stream::connect_with_socket(stream, (host.as_str(), *port));
                through.await.map_err(|e| unconnected(proxy, &e))?.into_inner()
            }
        };
        // Small requests go out at once.
        let _ = stream.set_nodelay(true);
        if url.scheme() == "http" {
            return self.speak(key, wire, stream, false).await;
        }
        let (host, _) = host_and_port(url);
        let untrusted = |problem: String| FetchError::Tls { peer: host.clone(), problem };
        let name = ServerName::try_from(host.clone()).map_err(|e| untrusted(e.to_string()))?;
        let (connector, witness) = self.tls.connector().map_err(untrusted)?;
        let stream = connector.connect(name, stream).await.map_err(|e| untrusted(chain(&e)))?;
        let connection = stream.get_ref().1;
        wire.tls = Some(tls::facts(connection));
        wire.finding = witness.finding();
        let two = connection.alpn_protocol() == Some(b"h2");
        self.speak(key, wire, stream, two).await
    }

    async fn speak<S>(
        &self,
        key: super::pool::Key,
        wire: Wire,
        stream: S,
        two: bool,
    ) -> Result<Conn, FetchError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let failed = |e: hyper::Error| FetchError::of_hyper(&e);
        let wire = Arc::new(wire);
        if two {
            let list = u32::try_from(self.head_bytes).unwrap_or(u32::MAX);
            let mut builder = http2::Builder::new(TokioExecutor::new());
            builder.max_header_list_size(list);
            let (send, conn) = builder.handshake(TokioIo::new(stream)).await.map_err(failed)?;
            tokio::spawn(async move { drop(conn.await) });
            return Ok(Conn { key, wire, speaker: Speaker::Two { send } });
        }
        let tape = Tape::new(self.tape_bytes);
        let taped = TokioIo::new(Taped::new(stream, tape.clone()));
        let mut builder = http1::Builder::new();
        builder
            .title_case_headers(true)
            .max_buf_size(self.head_bytes)
            .max_headers(FIELDS_MAX)
            .allow_obsolete_multiline_headers_in_responses(true)
            .allow_spaces_after_header_name_in_responses(true)
            .ignore_invalid_headers_in_responses(true);
        let (send, conn) = builder.handshake(taped).await.map_err(failed)?;
        tokio::spawn(async move { drop(conn.await) });
        Ok(Conn { key, wire, speaker: Speaker::One { send, tape } })
    }
}

fn unconnected(peer: &str, e: &dyn std::error::Error) -> FetchError {
    FetchError::Connect { peer: peer.to_owned(), problem: chain(e) }
}
