//! Pages that only a script draws, as a browser draws them. What such a page asks for is asked of
//! `robots.txt` and at a pace like everything else; a page is drawn as a visitor would see it, so its
//! parts may follow each other faster than pages do (`render.delay`).

use super::hosts::{Hosts, Says};
use super::journal::Became;
use super::page::Got;
use super::shunned::Shunned;
use anyhow::Result;
use rustc_hash::FxHashMap;
use spoor_crawl::profile::Render;
use spoor_crawl::render::{Config, Drawn, Fate, Fetch, Fetching, RenderError, Renderer};
use spoor_crawl::{
    Ask, Browser, Clock, FetchError, Fetched, Fetcher, Profile, RobotsAnswer, needs_drawing,
};
use spoor_seek::Page;
use spoor_vocab::Capture;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use url::{Origin, Url};

/// Redirects of a `robots.txt` that are followed (RFC 9309, section 2.3.1.2).
pub const RULES_HOPS: u32 = 5;
/// A part whose turn is farther away is left out: a page is not waited for so long.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a host is left alone that asks for it and does not say how long.
const ALONE: Duration = Duration::from_secs(60);
/// Between two looks whether a host's rules have come.
const LOOK: Duration = Duration::from_millis(20);
/// Bytes of scripts, styles and fonts that are held for the next page.
const HELD_MAX: usize = 64 << 20;

/// The hosts of a crawl, as its loop and what is drawn share them.
pub type SharedHosts = Arc<Mutex<Hosts>>;

/// What was locked, whoever panicked with it.
pub fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What became of drawing a page.
#[derive(Debug)]
pub enum Drawing {
    /// It says what it has to say without.
    Not,
    /// It was drawn.
    Done(Box<Drawn>),
    /// It was not: its findings say why.
    Failed,
}

/// What was done for pages that are drawn, for the journal.
pub struct Note {
    pub url: Url,
    pub became: Became,
    pub status: Option<u16>,
    pub why: String,
}

/// Draws pages.
pub struct Desk {
    mode: Render,
    renderer: Renderer,
    by: Arc<Polite>,
}

impl Desk {
    /// What was done for pages since the last time.
    pub fn take(&self) -> Done {
        self.by.take()
    }

    /// Starts the browser, if the profile wants one; `dir` is the crawl's folder.
    pub async fn open(
        profile: &Profile,
        dir: &Path,
        by: Arc<Polite>,
    ) -> Result<Option<Arc<Self>>, RenderError> {
        let Browser { mode, program, wrapper, window, .. } = profile.browser.clone();
        if mode == Render::Off {
            return Ok(None);
        }
        let folder = dir.join(super::memory::BROWSER);
        let config = Config::new(profile.scope.clone(), profile.user_agent(), folder);
        let sandbox = !is_root();
        if !sandbox {
            eprintln!("Chromium has no sandbox of its own where root runs it: use another account");
        }
        let config = Config { program, wrapper, window, sandbox, ..config };
        let renderer = Renderer::start(config).await?;
        Ok(Some(Arc::new(Self { mode, renderer, by })))
    }

    /// Draws a page, if it has to be.
    pub async fn look(&self, fetched: &mut Fetched, depth: u32, got: Got) -> Got {
        let Got::Page(page, _) = got else { return got };
        let needs = match self.mode {
            Render::Off => false,
            Render::Always => true,
            Render::Auto => {
                let stated = fetched.headers.get("content-type").and_then(|v| v.to_str().ok());
                let host = fetched.url.host_str().unwrap_or_default();
                needs_drawing(&spoor_read::decoded(&fetched.body, stated.unwrap_or_default(), host))
            }
        };
        if !needs {
            return Got::Page(page, Drawing::Not);
        }
        match self.renderer.draw(fetched, depth, Arc::new(Through(self.by.clone()))).await {
            Ok(drawn) => {
                let page = Page::read(drawn.html.as_bytes(), &fetched.url);
                Got::Page(Box::new(page), Drawing::Done(Box::new(drawn)))
            }
            Err(error) => {
                fetched.exchange.findings.push(format!("not drawn: {error}"));
                Got::Page(page, Drawing::Failed)
            }
        }
    }
}

/// What is sealed of a page that was drawn: the answer, the document, how it looked, and what it was
/// made of; pictures only where they may be taken.
pub fn captures(
    fetched: &Fetched,
    sent: Capture,
    drawn: &Drawn,
    at: i64,
    pictures: bool,
) -> Vec<Capture> {
    let whole = drawn.exhibit();
    let part = |mut capture: Capture| {
        if let Some(exchange) = &mut capture.exchange {
            exchange.part_of = Some(whole);
        }
        capture
    };
    let mut captures = vec![part(sent)];
    captures.extend(drawn.captures(fetched, at));
    for asked in &drawn.requests {
        let Fate::Given(given) = &asked.fate else { continue };
        let is_there = (200..400).contains(&given.status) && given.truncated.is_none();
        if !is_there || (!pictures && asked.kind == "Image") {
            continue;
        }
        // Scripts and styles are the site's, and many pages' at once.
        captures.push(if is_shared(given) { given.capture() } else { part(given.capture()) });
    }
    captures
}

/// Addresses of the pictures that drawing a page has brought already.
pub fn pictures(drawn: &Drawn) -> impl Iterator<Item = &Url> {
    drawn.requests.iter().filter_map(|asked| match &asked.fate {
        Fate::Given(given) if asked.kind == "Image" => Some(&given.url),
        _ => None,
    })
}

fn is_shared(given: &Fetched) -> bool {
    let stated = given.headers.get("content-type").and_then(|value| value.to_str().ok());
    let stated = stated.unwrap_or_default().to_ascii_lowercase();
    ["javascript", "ecmascript", "text/css", "font"].iter().any(|kind| stated.contains(kind))
}

fn is_root() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata("/proc/self").is_ok_and(|of| of.uid() == 0)
    }
    #[cfg(not(unix))]
    false
}

/// The fetcher, behind what a crawl owes the hosts.
pub struct Polite {
    fetcher: Arc<Fetcher>,
    hosts: SharedHosts,
    shunned: Shunned,
    clock: Arc<dyn Clock>,
    delay: Duration,
    /// When each host may be asked next.
    turns: Mutex<FxHashMap<String, Duration>>,
    /// What many pages share.
    held: Mutex<(FxHashMap<String, Fetched>, usize)>,
    done: Mutex<Done>,
}

/// What was done since somebody looked.
#[derive(Default)]
pub struct Done {
    pub requests: u64,
    pub bytes: u64,
    pub notes: Vec<Note>,
    /// Hosts whose rules have come.
    pub ruled: Vec<Origin>,
}

impl Polite {
    /// Before a fetcher.
    pub fn new(
        profile: &Profile,
        fetcher: Arc<Fetcher>,
        hosts: SharedHosts,
        shunned: Shunned,
        clock: Arc<dyn Clock>,
    ) -> Arc<Self> {
        let delay = Duration::try_from_secs_f64(profile.browser.delay_s).unwrap_or_default();
        Arc::new(Self {
            fetcher,
            hosts,
            shunned,
            clock,
            delay,
            turns: Mutex::default(),
            held: Mutex::default(),
            done: Mutex::default(),
        })
    }

    /// What was done since the last time.
    pub fn take(&self) -> Done {
        std::mem::take(&mut locked(&self.done))
    }

    fn note(&self, url: &Url, became: Became, status: Option<u16>, why: String) {
        locked(&self.done).notes.push(Note { url: url.clone(), became, status, why });
    }

    async fn ask(&self, ask: Ask) -> Result<Fetched, FetchError> {
        let url = ask.url.clone();
        if self.shunned.has(url.as_str()) {
            return Err(FetchError::Withheld("what stood there was erased"));
        }
        if let Some(held) = locked(&self.held).0.get(url.as_str()) {
            return Ok(held.clone());
        }
        self.allowed(&url).await?;
        self.turn(&url).await?;
        let answer = self.fetch(ask).await;
        let status = answer.as_ref().ok().map(|fetched| fetched.status);
        let became = if answer.is_ok() { Became::Part } else { Became::Failed };
        self.note(&url, became, status, "a page that is drawn asks for it".to_owned());
        let fetched = answer?;
        if matches!(fetched.status, 429 | 503) {
            let until = self.clock.steady() + fetched.retry_after.unwrap_or(ALONE);
            locked(&self.turns).insert(spoor_seek::site_of(&url), until);
        }
        if fetched.status == 200 && fetched.truncated.is_none() && is_shared(&fetched) {
            let (held, bytes) = &mut *locked(&self.held);
            *bytes += fetched.message.len() + fetched.body.len();
            if *bytes > HELD_MAX {
                held.clear();
                *bytes = 0;
            }
            held.insert(url.into(), fetched.clone());
        }
        Ok(fetched)
    }

    async fn fetch(&self, ask: Ask) -> Result<Fetched, FetchError> {
        let answer = self.fetcher.fetch(ask).await;
        let mut done = locked(&self.done);
        done.requests += 1;
        done.bytes += answer.as_ref().map_or(0, |fetched| fetched.message.len() as u64);
        answer
    }

    /// Waits until it is known whether the host allows it.
    async fn allowed(&self, url: &Url) -> Result<(), FetchError> {
        loop {
            let says = locked(&self.hosts).say(url, self.clock.wall());
            match says {
                Says::Allowed => return Ok(()),
                Says::Forbidden => {
                    self.note(url, Became::Robots, None, "robots.txt forbids it".to_owned());
                    return Err(FetchError::Withheld("robots.txt forbids it"));
                }
                Says::Asking => tokio::time::sleep(LOOK).await,
                Says::Unknown => {
                    locked(&self.hosts).ask_rules(url);
                    self.rules(url).await;
                }
            }
        }
    }

    /// Asks for a host's rules. Whoever waits for them may give up: the host is marked as being asked,
    /// so this goes on to its end.
    async fn rules(&self, of: &Url) {
        let mut ask = Ask::robots(of);
        let answer = loop {
            match self.fetch(ask.clone()).await {
                Ok(fetched) if fetched.location.is_some() && ask.hop < RULES_HOPS => {
                    let to = fetched.location.unwrap_or_else(|| ask.url.clone());
                    ask = ask.hop(to);
                }
                other => break other,
            }
        };
        let (robots, status, digest) = rules_of(&answer);
        let host = spoor_seek::site_of(of);
        locked(&self.hosts).rules(&host, of, robots, self.clock.wall());
        self.note(&ask.url, Became::Rules, status, digest);
        locked(&self.done).ruled.push(of.origin());
    }

    /// Waits for the host's turn.
    async fn turn(&self, url: &Url) -> Result<(), FetchError> {
        let host = spoor_seek::site_of(url);
        let now = self.clock.steady();
        let delay = locked(&self.hosts).crawl_delay(url).unwrap_or_default().max(self.delay);
        let at = {
            let mut turns = locked(&self.turns);
            let at = turns.get(&host).copied().unwrap_or_default().max(now);
            if at - now > PATIENCE {
                return Err(FetchError::Withheld("its host's turn is too far away"));
            }
            turns.insert(host, at + delay);
            at
        };
        tokio::time::sleep(at - now).await;
        Ok(())
    }
}

/// What an answer to `robots.txt` means, its status, and the digest of what it says.
pub fn rules_of(answer: &Result<Fetched, FetchError>) -> (RobotsAnswer<'_>, Option<u16>, String) {
    match answer {
        Ok(fetched) => {
            let digest = blake3::hash(&fetched.body).to_hex();
            let robots = RobotsAnswer::of(fetched.status, &fetched.body);
            (robots, Some(fetched.status), format!("BLAKE3 {digest}"))
        }
        Err(_) => (RobotsAnswer::Unreachable, None, "no answer".to_owned()),
    }
}

/// [`Polite`] as the browser asks it: what was begun ends, though nobody waits for it any more.
pub struct Through(pub Arc<Polite>);

impl Fetch for Through {
    fn fetch(&self, ask: Ask) -> Fetching<'_> {
        let by = self.0.clone();
        Box::pin(async move {
            let asked = tokio::spawn(async move { by.ask(ask).await });
            asked.await.unwrap_or(Err(FetchError::Withheld("the crawl ends")))
        })
    }
}
