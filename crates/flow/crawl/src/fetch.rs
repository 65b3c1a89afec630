//! Fetching: one address, one exchange, with everything that can be told of it later.
//!
//! A redirect is not followed: it is an exchange of its own, and where it leads goes back to whoever
//! asked, who asks the scope again.

mod answer;
mod ask;
mod body;
mod connect;
mod cookies;
mod decode;
mod fetched;
mod head;
mod names;
mod pool;
mod tape;
mod tls;

pub use ask::{Ask, Clock, Config, FetchError, Known, What};
pub use cookies::Jar;
pub use fetched::{Fetched, Validators};
pub use names::{Looking, Names, SystemNames};

#[doc(hidden)]
pub mod fuzzing {
    //! What reads hostile bytes, for fuzz targets and for nobody else.
    pub use super::decode::decoded;
    pub use super::head::{Head, location, retry_after};
}

use crate::scope::{Allowed, host_and_port, is_onion};
use connect::{Conn, Connector, Route, Wire};
use cookies::SharedJar;
use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use names::Resolver;
use pool::{Key, Pool};
use spoor_vocab::Millis;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Addresses of one name that are tried before it is given up.
const TRIES: usize = 3;

/// Fetches, many at a time, within one run: connections, cookies and names are kept for it.
pub struct Fetcher {
    config: Arc<Config>,
    clock: Arc<dyn Clock>,
    resolver: Resolver,
    connector: Connector,
    pool: Pool,
    jar: SharedJar,
}

/// When an exchange began, by two clocks.
#[derive(Clone, Copy)]
struct Begun {
    wall: Millis,
    at: Duration,
}

/// An answer of which the head is there.
struct Started {
    response: Response<Incoming>,
    conn: Conn,
    request: Request<Empty<Bytes>>,
    begun: Begun,
    head_wall: Millis,
    head_at: Duration,
}

impl Fetcher {
    /// Fetches for one run; `clock` tells the time, `names` resolves names, `jar` has the cookies that it
    /// begins with.
    pub fn new(config: Config, clock: Arc<dyn Clock>, names: Arc<dyn Names>, jar: Jar) -> Self {
        let connector = Connector::new(&config);
        let resolver = Resolver::new(names, config.resolve.clone());
        let config = Arc::new(config);
        Self { config, clock, resolver, connector, pool: Pool::default(), jar: jar.shared() }
    }

    /// Asks for one address.
    ///
    /// # Errors
    /// If scope refuses it, or no answer came: what was wrong. An answer that breaks off is none of
    /// these, but comes as far as it went.
    pub async fn fetch(&self, ask: Ask) -> Result<Fetched, FetchError> {
        let begun = self.now();
        let started = self.start(&ask, begun).await?;
        self.finish(ask, started).await
    }

    fn now(&self) -> Begun {
        Begun { wall: self.clock.wall(), at: self.clock.steady() }
    }

    /// Cookies as they are now, as a file in Netscape's form.
    pub fn cookies(&self) -> String {
        self.jar.to_text()
    }

    /// Where a connection for this address may go.
    async fn routes(&self, url: &Url) -> Result<Vec<Route>, FetchError> {
        let (host, port) = host_and_port(url);
        if let Some(proxy) = &self.config.proxy {
            return Ok(vec![Route::Proxy { proxy: proxy.clone(), host, port }]);
        }
        // Scope has said so already; a name of Tor's is not given to any other name service.
        if is_onion(&host) {
            return Err(crate::Refusal::Onion(host).into());
        }
        let found = self.resolver.answers(&host, port, self.clock.steady());
        let found = within(self.config.head_time, found, "its name was being looked up").await?;
        let found = found.map_err(|e| FetchError::Name { host: host.clone(), problem: e })?;
        let allowed = self.config.scope.admit(&host, &found.addresses)?;
        let direct = |address: Allowed| Route::Direct { address, answers: found.told.clone() };
        Ok(allowed.into_iter().take(TRIES).map(direct).collect())
    }

    /// Sends the request and waits for the head of the answer.
    async fn start(&self, ask: &Ask, begun: Begun) -> Result<Started, FetchError> {
        self.config.allows(ask)?;
        let routes = self.routes(&ask.url).await?;
        let request = head::request(ask, &self.config, self.jar.header(&ask.url).as_deref())?;
        for route in &routes {
            while let Some(conn) = self.pool.take(&Key::of(&ask.url, route)) {
                // A server may close what it has kept open at any time: that is no failure.
                match self.send(conn, &request, begun).await {
                    Err(e) if e.is_stale() => {}
                    done => return done,
                }
            }
        }
        let mut failed = None;
        for route in &routes {
            match self.connector.connect(&ask.url, route).await {
                Ok(conn) => return self.send(conn, &request, begun).await,
                Err(e) => failed = failed.or(Some(e)),
            }
        }
        Err(failed.unwrap_or(FetchError::Closed))
    }

    async fn send(
        &self,
        mut conn: Conn,
        request: &Request<Empty<Bytes>>,
        begun: Begun,
    ) -> Result<Started, FetchError> {
        let wait = "the head of its answer was waited for";
        let sent = conn.send(request.clone());
        let response = within(self.config.head_time, sent, wait).await??;
        let (head_wall, head_at) = (self.clock.wall(), self.clock.steady());
        let request = request.clone();
        Ok(Started { response, conn, request, begun, head_wall, head_at })
    }

    /// Reads the answer to its end, or as far as it is taken.
    async fn finish(&self, ask: Ask, started: Started) -> Result<Fetched, FetchError> {
        let Started { response, conn, request, begun, head_wall, head_at } = started;
        let (parts, incoming) = response.into_parts();
        let bounds = body::Bounds {
            bytes: self.config.body_bytes,
            head: self.config.head_time,
            slowest: self.config.slowest_bytes_s,
            until: begun.at + self.config.total_time,
        };
        let tape = conn.tape();
        let (sent_body, truncated) =
            body::read(incoming, &bounds, head_at, self.clock.as_ref(), tape.as_deref()).await;
        let ended = self.now();
        let times = spoor_vocab::Times {
            began: begun.wall,
            head: head_wall,
            ended: ended.wall,
            head_after_us: micros(head_at.saturating_sub(begun.at)),
            ended_after_us: micros(ended.at.saturating_sub(begun.at)),
            server: head::date(&parts.headers),
        };
        let (sent, message) = match &tape {
            Some(tape) => tape.take(),
            None => (head::request_text(&request), head::response_text(&parts, &sent_body)),
        };
        let wire: Arc<Wire> = conn.wire();
        if truncated.is_none() {
            self.pool.give(conn);
        }
        self.jar.store(&ask.url, &parts.headers);
        let got = answer::Got { parts, sent_body, truncated, sent, message, times, wire };
        Ok(answer::fetched(ask, got, &self.config))
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// Waits so long and no longer.
async fn within<T>(
    most: Duration,
    work: impl Future<Output = T>,
    during: &'static str,
) -> Result<T, FetchError> {
    tokio::time::timeout(most, work).await.map_err(|_| FetchError::Time { during, most })
}
