//! Pages as a browser draws them: headless Chromium, which is given everything it shows by us.
//!
//! Chromium has no way out. It talks to us over a pipe, so that no port is open for it; every request of
//! the page is held (`Fetch.enable`), asked of the scope, and answered from what our own fetcher got, so
//! that it is evidence like any other and the address checked is the address used. What is not held, such
//! as a web socket, meets a name service that knows no name and a proxy that does not exist; where the
//! kernel allows, `Config::wrapper` takes its network away altogether.
//!
//! A page stays the page that was asked for: where a script leads elsewhere is written down, not
//! followed. Windows, downloads, dialogs, permissions and service workers are refused. Requests other
//! than GET are refused too: a crawl reads.

mod command;
mod drawing;
mod drawn;
mod gate;
mod memory;
mod pipe;
mod targets;
mod version;

pub use drawn::{Asked, Drawn, Fate};

use crate::fetch::{Ask, FetchError, Fetched, Fetcher};
use crate::scope::Scope;
use drawing::Drawing;
use pipe::Pipe;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::sync::Mutex;

/// On which terms pages are drawn.
#[derive(Clone, Debug)]
pub struct Config {
    /// The browser: `/usr/bin/chromium`.
    pub program: PathBuf,
    /// What starts it, with its arguments, such as `unshare --net --map-current-user`, under which it has
    /// no network at all; empty for nothing.
    pub wrapper: Vec<String>,
    /// Chromium's own sandbox; it does not work for root.
    pub sandbox: bool,
    /// A folder of its own, for the browser's profile: it is emptied.
    pub folder: PathBuf,
    /// `User-Agent`: who asks, with a contact.
    pub user_agent: String,
    /// What a page may ask for.
    pub scope: Scope,
    /// Width and height of the window in pixels.
    pub window: (u32, u32),
    /// Most time for the browser to start.
    pub start_time: Duration,
    /// Most time for one page, pictures of it included.
    pub draw_time: Duration,
    /// Most time that a page is waited for, though it still asks for more.
    pub settle_time: Duration,
    /// Most memory of all the browser's processes together (`RssAnon`), in bytes.
    pub memory_bytes: u64,
    /// Most bytes that one page is given, and most bytes of its document, picture and PDF each.
    pub bytes: u64,
    /// Most requests that one page may make.
    pub requests: usize,
}

impl Config {
    /// Terms for pages in this scope, with a profile in this folder.
    pub fn new(scope: Scope, user_agent: String, folder: PathBuf) -> Self {
        Self {
            program: "/usr/bin/chromium".into(),
            wrapper: Vec::new(),
            sandbox: true,
            folder,
            user_agent,
            scope,
            window: (1280, 800),
            start_time: Duration::from_secs(30),
            draw_time: Duration::from_secs(60),
            settle_time: Duration::from_secs(10),
            memory_bytes: 2 << 30,
            bytes: 64 << 20,
            requests: 300,
        }
    }
}

/// Why a page was not drawn.
#[derive(Debug, Error)]
pub enum RenderError {
    /// The browser did not start.
    #[error("{program}: the browser does not start: {problem}")]
    Start {
        /// The program.
        program: PathBuf,
        /// What the system or the browser said.
        problem: String,
    },
    /// The browser, or the process that held the page, ended.
    #[error("the browser ended while the page was drawn")]
    Ended,
    /// It took too long: its scripts have no end.
    #[error("the page was given up after {0:?}")]
    Time(Duration),
    /// It took too much memory.
    #[error("the page took {0} bytes of memory, more than it may")]
    Memory(u64),
    /// Document, picture or PDF are larger than is taken.
    #[error("what was drawn is larger than {0} bytes")]
    Size(u64),
    /// There is no page to draw.
    #[error("nothing to draw: {0}")]
    NoPage(String),
    /// The page left for another one that is not asked of anybody (`about:blank`).
    #[error("the page left for {0}")]
    Left(String),
    /// The browser refused a command.
    #[error("the browser refused {command}: {problem}")]
    Refused {
        /// The command.
        command: &'static str,
        /// What the browser said.
        problem: String,
    },
}

/// What a fetch gives.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<Fetched, FetchError>> + Send + 'a>>;

/// Answers what a page asks for. [`Fetcher`] does, on its own terms; a crawl that keeps to robots.txt and
/// to a pace puts its own in front.
pub trait Fetch: Send + Sync {
    /// Asks for one address.
    fn fetch(&self, ask: Ask) -> Fetching<'_>;
}

impl Fetch for Fetcher {
    fn fetch(&self, ask: Ask) -> Fetching<'_> {
        Box::pin(Fetcher::fetch(self, ask))
    }
}

/// A browser that draws pages, one at a time. It ends with this value.
pub struct Renderer {
    config: Config,
    /// `Chrome/156.0.8078.108`.
    version: String,
    pipe: Mutex<Option<Pipe>>,
}

impl Renderer {
    /// Starts the browser.
    ///
    /// # Errors
    /// If it does not start, with what to look at.
    pub async fn start(config: Config) -> Result<Self, RenderError> {
        let mut pipe = Pipe::open(&config)?;
        let version = version::version(&mut pipe, &config).await?;
        Ok(Self { config, version, pipe: Mutex::new(Some(pipe)) })
    }

    /// Name and version of the browser.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Draws a page that was fetched: it is not asked for again. What it asks for itself is fetched by
    /// `by`, so many links from the seeds as the page.
    ///
    /// # Errors
    /// Why it was not drawn. The next page gets a browser that works, whatever became of this one.
    pub async fn draw(
        &self,
        page: &Fetched,
        depth: u32,
        by: Arc<dyn Fetch>,
    ) -> Result<Drawn, RenderError> {
        if page.location.is_some() {
            return Err(RenderError::NoPage(format!("{} leads elsewhere", page.url)));
        }
        let mut slot = self.pipe.lock().await;
        // A browser that a page has spoiled, or that was given up half way, is not used again.
        let mut pipe = match slot.take() {
            Some(pipe) => pipe,
            None => {
                let mut pipe = Pipe::open(&self.config)?;
                version::version(&mut pipe, &self.config).await?;
                pipe
            }
        };
        let group = pipe.group();
        let drawing = Drawing::new(&mut pipe, &self.config, (page, depth), by);
        let drawn = tokio::select! {
            drawn = drawing.run(&self.version) => drawn,
            used = memory::beyond(group, self.config.memory_bytes) => Err(RenderError::Memory(used)),
            () = tokio::time::sleep(self.config.draw_time) => {
                Err(RenderError::Time(self.config.draw_time))
            }
        };
        if drawn.is_ok() {
            *slot = Some(pipe);
        }
        drawn
    }
}
