//! Pages drawn by Debian's Chromium, some of which want out.

#[path = "../fetch/server.rs"]
mod server;

mod bounds;
mod drawn;
mod inward;

use server::{Server, ok};
use spoor_crawl::render::{self, Drawn, Fate, Fetch, RenderError, Renderer};
use spoor_crawl::{Ask, Clock, Config, Fetched, Fetcher, Jar, Profile, SystemNames};
use std::net::SocketAddr;
use std::path::Path;
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

/// A profile for `host`, which is at this address.
fn profile(host: &str, at: SocketAddr) -> Profile {
    Profile::read(&format!(
        r#"name = "board"
source = "s"
basis = "order 2026-14"
purpose = "p"
retain = "1d"
contact = "crawler@office.example"
seeds = ["http://{host}/"]
[scope]
hosts = ["{host}"]
paths = {{ allow = [] }}
depth = 3
fields = ["text"]
private = ["{host}"]
[resolve]
"{host}" = "{at}"
"#
    ))
    .unwrap()
}

/// A browser, the fetcher that it is answered from, and a folder for both.
struct Desk {
    renderer: Renderer,
    fetcher: Arc<Fetcher>,
    host: String,
    _folder: tempfile::TempDir,
}

impl Desk {
    /// Starts a browser, if `cargo xtask test` has said where Chromium is.
    async fn at(
        host: &str,
        at: SocketAddr,
        terms: impl FnOnce(&mut render::Config),
    ) -> Option<Self> {
        let Some(program) = std::env::var_os("SPOOR_CHROMIUM") else {
            println!("skipped: SPOOR_CHROMIUM is not set");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let profile = profile(host, at);
        let mut config = render::Config::new(
            profile.scope.clone(),
            profile.user_agent(),
            folder.path().join("browser"),
        );
        config.program = program.into();
        // Who runs tests may be root, for whom Chromium has no sandbox.
        config.sandbox = !is_root();
        terms(&mut config);
        let renderer = Renderer::start(config).await.unwrap();
        let clock = Arc::new(RealClock(Instant::now()));
        let terms = Config::of(&profile);
        let fetcher = Fetcher::new(terms, clock, Arc::new(SystemNames), Jar::default());
        let (fetcher, host) = (Arc::new(fetcher), host.to_owned());
        Some(Self { renderer, fetcher, host, _folder: folder })
    }

    /// Fetches a page and draws it.
    async fn draw(&self, path: &str) -> (Fetched, Result<Drawn, RenderError>) {
        let url = Url::parse(&format!("http://{}{path}", self.host)).unwrap();
        let page = self.fetcher.fetch(Ask::page(url, 0, "a test")).await.unwrap();
        let by: Arc<dyn Fetch> = self.fetcher.clone();
        let drawn = self.renderer.draw(&page, 0, by).await;
        (page, drawn)
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

/// A server of one page, and of files beside it.
async fn board(
    page: &'static str,
    files: &'static [(&'static str, &'static str, &'static str)],
) -> Server {
    Server::new(move |head| {
        let path = head.split(' ').nth(1).unwrap();
        let file = files.iter().find(|(name, ..)| *name == path);
        match file {
            Some((_, kind, body)) => ok(&format!("Content-Type: {kind}\r\n"), body.as_bytes()),
            None if path == "/" => ok("Content-Type: text/html\r\n", page.as_bytes()),
            None => ok("Content-Type: text/plain\r\n", b"something"),
        }
    })
    .await
}

/// Processes whose command line names this folder.
fn processes(folder: &Path) -> usize {
    let folder = folder.display().to_string();
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let words = all.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok());
    words.filter(|words| String::from_utf8_lossy(words).contains(&folder)).count()
}
