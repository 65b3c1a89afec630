//! The fetcher against servers that are real sockets on this machine, and mean well or ill.

mod bounds;
mod evidence;
mod https;
mod inward;
mod proxy;
#[cfg(feature = "render")]
mod render;
mod sealed;
mod server;
mod visits;

use server::{Server, ok};
use spoor_crawl::{
    Ask, Clock, Config, FetchError, Fetched, Fetcher, Jar, Names, Profile, SystemNames,
};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use url::Url;

struct RealClock(Instant);

impl Clock for RealClock {
    fn wall(&self) -> i64 {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64
    }

    fn steady(&self) -> Duration {
        self.0.elapsed()
    }
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(RealClock(Instant::now()))
}

/// A profile for `board.example`, which is at this address.
fn profile(at: SocketAddr) -> Profile {
    profile_of("board.example", at)
}

/// A profile for a host, which is at this address.
fn profile_of(host: &str, at: SocketAddr) -> Profile {
    let toml = format!(
        r#"name = "board"
source = "s"
basis = "order 2026-14"
purpose = "p"
retain = "1d"
contact = "crawler@office.example"
seeds = ["http://{host}/"]
[scope]
hosts = ["{host}", "*.board.example", "hidden.onion"]
paths = {{ allow = [] }}
depth = 3
fields = ["text"]
private = ["{host}"]
[resolve]
"{host}" = "{at}"
[limits]
head_seconds = 2
total_seconds = 20
slowest_bytes = 100000
body_bytes = 1000000
"#
    );
    Profile::read(&toml).unwrap()
}

fn fetcher(config: Config) -> Fetcher {
    Fetcher::new(config, clock(), Arc::new(SystemNames), Jar::default())
}

fn ask(path: &str) -> Ask {
    Ask::page(url(path), 0, "a test")
}

/// An address on the board.
fn url(path: &str) -> Url {
    Url::parse("http://board.example/").unwrap().join(path).unwrap()
}

/// One page of a server.
async fn got(server: &Server, path: &str) -> Result<Fetched, FetchError> {
    fetcher(Config::of(&profile(server.at))).fetch(ask(path)).await
}
