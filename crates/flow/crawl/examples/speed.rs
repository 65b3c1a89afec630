//! How many small pages a second are fetched and recorded over loopback: `speed [PAGES] [AT A TIME]
//! [VAULT]`. The server is a trivial one of hyper's on a thread of its own. With a folder for a vault the
//! captures are sealed there too, with request, facts and log. CPU time is that of all threads but the
//! server's (Linux).

use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use spoor_crawl::{Ask, Clock, Config, Fetcher, Jar, Profile, SystemNames};
use spoor_vocab::Capture;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
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

/// A server of pages of 4 KB, each with its own number; its thread's name in /proc.
fn server() -> (SocketAddr, PathBuf) {
    let (tell, told) = channel();
    std::thread::spawn(move || {
        runtime().block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let thread = std::fs::read_link("/proc/thread-self").unwrap_or_default();
            tell.send((listener.local_addr().expect("an address"), thread)).expect("an ear");
            let text = "<p>advert, call 07700 900123</p>\n".repeat(124);
            while let Ok((stream, _)) = listener.accept().await {
                let text = text.clone();
                tokio::spawn(async move {
                    let answer = service_fn(|request: Request<hyper::body::Incoming>| {
                        let page = format!("<title>{}</title>{text}", request.uri().path());
                        async move {
                            Response::builder().header("Content-Type", "text/html").body(page)
                        }
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

/// Seconds that all threads were on a CPU, but for the one of this name; in hundredths.
fn cpu(without: &std::path::Path) -> f64 {
    let read = |path: PathBuf| std::fs::read_to_string(path).unwrap_or_default();
    let all = read("/proc/self/stat".into());
    let ticks = all.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    let all: f64 = ticks.filter_map(|n| n.parse::<f64>().ok()).sum::<f64>() / 100.0;
    let one = read(PathBuf::from("/proc").join(without).join("schedstat"));
    let one = one.split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) / 1e9;
    all - one
}

/// Seals what comes, and makes it durable every 10,000.
fn seal(captures: Receiver<Capture>, profile: &Profile, dir: Option<PathBuf>) -> u64 {
    let mut bytes = 0;
    let Some(dir) = dir else {
        captures.iter().for_each(|capture| bytes += capture.block.len() as u64);
        return bytes;
    };
    runtime().block_on(async {
        let mut vault = spoor_vault::Vault::create(&dir, 0).await.expect("a new vault");
        vault.add_source(&profile.source, "speed", 0).await.expect("a source");
        let mut sealer = vault.sealer(&profile.source.name, 0).expect("a sealer");
        for (n, capture) in captures.iter().enumerate() {
            bytes += capture.block.len() as u64;
            sealer.seal(&capture).expect("room on the disk");
            if n % 10_000 == 9_999 {
                sealer.commit().expect("room on the disk");
            }
        }
        sealer.commit().expect("room on the disk");
    });
    bytes
}

async fn fetch(fetcher: Arc<Fetcher>, pages: usize, at_a_time: usize, to: SyncSender<Capture>) {
    let mut hands = Vec::new();
    for hand in 0..at_a_time {
        let (fetcher, to) = (fetcher.clone(), to.clone());
        hands.push(tokio::spawn(async move {
            for n in (hand..pages).step_by(at_a_time) {
                let url = format!("http://board.example/ad/{n}");
                let url = Url::parse(&url).expect("an address");
                let fetched = fetcher.fetch(Ask::page(url, 1, "speed")).await.expect("a page");
                to.send(fetched.capture()).expect("somebody seals");
            }
        }));
    }
    for hand in hands {
        hand.await.expect("a hand");
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = |n: usize, or: usize| args.get(n).and_then(|a| a.parse().ok()).unwrap_or(or);
    let (pages, at_a_time, dir) =
        (number(1, 20_000), number(2, 32), args.get(3).map(PathBuf::from));
    let (at, thread) = server();
    let toml = format!(
        "source = \"s\"\nbasis = \"b\"\npurpose = \"p\"\nretain = \"1d\"\n\
         contact = \"a@office.example\"\nseeds = [\"http://board.example/\"]\n[scope]\n\
         hosts = [\"board.example\"]\npaths = {{}}\ndepth = 9\nfields = [\"text\"]\n\
         private = [\"board.example\"]\n[resolve]\n\"board.example\" = \"{at}\"\n"
    );
    let profile = Profile::read(&toml).expect("a whole profile");
    let config = Config::of(&profile);
    let clock = Arc::new(RealClock(Instant::now()));
    let fetcher = Arc::new(Fetcher::new(config, clock, Arc::new(SystemNames), Jar::default()));
    let (begun, used) = (Instant::now(), cpu(&thread));
    let (to, captures) = sync_channel(4096);
    let sealing = std::thread::spawn(move || seal(captures, &profile, dir));
    runtime().block_on(fetch(fetcher, pages, at_a_time, to));
    let bytes = sealing.join().expect("the sealer");
    let (took, used) = (begun.elapsed().as_secs_f64(), cpu(&thread) - used);
    println!(
        "{pages} pages, {bytes} bytes in {took:.2} s: {:.0} pages/s; {used:.2} s of CPU: {:.0} \
         pages/s of one core",
        pages as f64 / took,
        pages as f64 / used
    );
}
