//! How many small pages a second one core fetches and records, over loopback: `speed [PAGES] [AT A TIME]`.
//! The server is a trivial one of hyper's on a thread of its own; CPU time is that of the fetching thread,
//! and the captures are made as for the vault.

use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use spoor_crawl::{Ask, Clock, Config, Fetcher, Jar, Profile, SystemNames};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use url::Url;

struct RealClock(Instant);

impl Clock for RealClock {
    fn wall(&self) -> i64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64)
    }

    fn steady(&self) -> Duration {
        self.0.elapsed()
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// A server of one page of 4 KB.
fn server() -> SocketAddr {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        runtime().block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
            tell.send(listener.local_addr().expect("an address")).expect("somebody listens");
            let page = "<p>advert, call 07700 900123</p>\n".repeat(124);
            while let Ok((stream, _)) = listener.accept().await {
                let page = page.clone();
                tokio::spawn(async move {
                    let answer = service_fn(|_: Request<hyper::body::Incoming>| {
                        let page = page.clone();
                        async move { Response::builder().header("Content-Type", "text/html").body(page) }
                    });
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), answer)
                        .await
                });
            }
        });
    });
    told.recv().expect("the server runs")
}

/// Nanoseconds that this thread was on a CPU (Linux).
fn cpu() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0)
}

fn main() {
    let number = |n: usize, otherwise: usize| {
        std::env::args().nth(n).and_then(|a| a.parse().ok()).unwrap_or(otherwise)
    };
    let (pages, at_a_time) = (number(1, 20_000), number(2, 32));
    let toml = format!(
        "source = \"s\"\nbasis = \"b\"\npurpose = \"p\"\nretain = \"1d\"\ncontact = \"a@office.example\"\n\
         seeds = [\"http://board.example/\"]\n[scope]\nhosts = [\"board.example\"]\npaths = {{}}\n\
         depth = 9\nfields = [\"text\"]\nprivate = [\"board.example\"]\n[resolve]\n\"board.example\" = \"{}\"\n",
        server()
    );
    let config = Config::of(&Profile::read(&toml).expect("a whole profile"));
    let clock = Arc::new(RealClock(Instant::now()));
    let fetcher = Arc::new(Fetcher::new(config, clock, Arc::new(SystemNames), Jar::default()));
    runtime().block_on(async {
        let (begun, used) = (Instant::now(), cpu());
        let mut hands = Vec::new();
        for hand in 0..at_a_time {
            let fetcher = fetcher.clone();
            hands.push(tokio::spawn(async move {
                let mut bytes = 0;
                for n in (hand..pages).step_by(at_a_time) {
                    let url = Url::parse(&format!("http://board.example/ad/{n}")).expect("an address");
                    let fetched = fetcher.fetch(Ask::page(url, 1, "speed")).await.expect("a page");
                    bytes += fetched.capture().block.len();
                }
                bytes
            }));
        }
        let mut bytes = 0;
        for hand in hands {
            bytes += hand.await.expect("a hand");
        }
        let (took, used) = (begun.elapsed().as_secs_f64(), (cpu() - used) as f64 / 1e9);
        println!(
            "{pages} pages, {bytes} bytes in {took:.2} s: {:.0} pages/s; {used:.2} s of CPU: {:.0} pages/s of one core",
            pages as f64 / took,
            pages as f64 / used
        );
    });
}
