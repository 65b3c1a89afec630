//! Pages drawn by Debian's Chromium, some of which want out.

mod bounds;
mod drawn;
mod inward;

use super::*;
use spoor_crawl::render::{self, Drawn, Fate, Fetch, RenderError, Renderer};
use std::path::Path;

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
        let profile = profile_of(host, at);
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
        let (fetcher, host) = (Arc::new(fetcher(Config::of(&profile))), host.to_owned());
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
