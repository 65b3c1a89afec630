//! The loop.

use super::draw::{self, Desk, Drawing, Polite, RULES_HOPS, SharedHosts, locked};
use super::hosts::{Hosts, Says};
use super::journal::{Became, Journal};
use super::keep::Keeper;
use super::memory;
use super::metrics::{self, Counts};
use super::page::{self, Got};
use super::resume;
use super::shunned::Shunned;
use crate::progress::Progress;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use rustc_hash::{FxHashMap, FxHashSet};
use spoor_access::sealed::Keys;
use spoor_crawl::{
    Ask, Clock, Config, FetchError, Fetched, Fetcher, Jar, Known, Outcome, Profile, SystemNames,
};
use spoor_seek::{Answer, Seeker, Sight};
use spoor_vault::Sealer;
use spoor_vocab::{Capture, ExhibitId, Millis};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::task::JoinSet;
use url::{Origin, Url};

/// What was sealed and told is made durable after so long, and after so many pages.
const COMMIT_EVERY: Duration = Duration::from_secs(1);
const COMMIT_PAGES: usize = 2_000;
const COMMIT_BYTES: usize = 64 << 20;
/// Retention counts from sealing: a run of months must not seal as of its first day.
const STRETCH: Duration = Duration::from_secs(3600);
/// The stop file is looked for as often.
const LOOK: Duration = Duration::from_millis(500);
/// Pictures of one page, and pictures that wait.
const PICTURES_OF_PAGE: usize = 30;
const PICTURES_MAX: usize = 100_000;
/// Pages whose last capture is remembered, to be told from a change.
const KNOWN_MAX: usize = 100_000;

/// How to run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Requests of this run at most; 0 for the profile's own limit.
    pub requests: u64,
    /// Seconds of this run at most; 0 for the profile's own limit.
    pub seconds: u64,
    /// End when everything was seen once: lists are not looked at again.
    pub once: bool,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nothing waits any more.
    Nothing,
    /// Its limit of requests or seconds was reached.
    Limit,
    /// The stop file is there.
    StopFile,
    /// Somebody interrupted it.
    Interrupted,
}

/// One thing to ask for.
enum Job {
    Page(spoor_seek::Ask),
    Rules(Ask),
    Map(Url),
    Picture { url: Url, via: String },
}

impl Job {
    fn url(&self) -> &Url {
        match self {
            Self::Page(ask) => &ask.url,
            Self::Rules(ask) => &ask.url,
            Self::Map(url) | Self::Picture { url, .. } => url,
        }
    }
}

/// What came of a job.
struct Done {
    job: Job,
    host: String,
    answer: Result<(Fetched, Got), FetchError>,
}

/// The system's clock.
struct SystemClock(Instant);

impl Clock for SystemClock {
    fn wall(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
    }

    fn steady(&self) -> Duration {
        self.0.elapsed()
    }
}

/// A run's state.
struct Run<'a> {
    profile: &'a Profile,
    dir: PathBuf,
    keys: Keys,
    shunned: Shunned,
    clock: Arc<SystemClock>,
    fetcher: Arc<Fetcher>,
    seeker: Seeker,
    hosts: SharedHosts,
    desk: Option<Arc<Desk>>,
    keeper: Keeper,
    journal: Journal,
    counts: Counts,
    queue: VecDeque<Job>,
    parked: FxHashMap<Origin, Vec<Job>>,
    flying: JoinSet<Done>,
    pending: Vec<Capture>,
    pending_bytes: usize,
    told: usize,
    known: FxHashMap<String, Known>,
    limit: (u64, Option<Duration>),
}

/// Crawls until something ends it. What was found outlives a crash.
pub async fn crawl(
    workspace: &mut Workspace,
    profile: &Profile,
    options: &Options,
    who: &str,
    progress: Progress,
) -> Result<(Ended, Counts)> {
    let dir = super::folder(&workspace.dir, profile)?;
    let clock = Arc::new(SystemClock(Instant::now()));
    workspace.vault.add_source(&profile.source, who, clock.wall()).await?;
    memory::name_source(&dir, &profile.source.name)?;
    let shunned = Shunned::of(workspace).await?;
    let mut run = Run::open(workspace, profile, options, &dir, clock, shunned).await?;
    let begun = format!("crawl {} begins", profile.name);
    workspace.vault.audit(who, &begun, &profile.source.purpose, run.clock.wall()).await?;
    let bar = progress.spinner("crawl");
    let ended = loop {
        let at = run.clock.wall();
        run.forget(at)?;
        let sealer = workspace.vault.sealer(&profile.source.name, at)?;
        if let Some(ended) = run.stretch(sealer, &bar).await? {
            break ended;
        }
    };
    bar.finish_and_clear();
    if let Some(desk) = run.desk.take() {
        drop(desk);
        memory::forget_browser(&dir)?;
    }
    let done = format!("crawl {} ends: {ended:?}, {} requests", profile.name, run.counts.requests);
    workspace.vault.audit(who, &done, &profile.source.purpose, run.clock.wall()).await?;
    Ok((ended, run.counts))
}

impl<'a> Run<'a> {
    async fn open(
        workspace: &Workspace,
        profile: &'a Profile,
        options: &Options,
        dir: &Path,
        clock: Arc<SystemClock>,
        shunned: Shunned,
    ) -> Result<Self> {
        let (keys, now) = (workspace.keys()?, clock.wall());
        let jar = match &profile.session {
            Some(session) => {
                let told = || session.cookies.display().to_string();
                let text = std::fs::read_to_string(&session.cookies).with_context(told)?;
                Jar::read(&text).map_err(anyhow::Error::msg).with_context(told)?
            }
            None => Jar::default(),
        };
        let mut seeker = Seeker::open(dir, profile.scope.depth(), now)?;
        memory::forget_due(&mut seeker, &profile.source, &shunned, now)?;
        // Behind a wall of cookies stand other pages than before it: those of the last run go on.
        let jar = memory::cookies(&seeker, &keys, &profile.name)?.unwrap_or(jar);
        let keeper = Keeper::of(profile);
        let hosts: SharedHosts = Arc::new(Mutex::new(Hosts::new(&profile.limits)));
        let country = profile.source.country.as_deref();
        let judge = |title: &str, text: &str| page::judge(title, text, country);
        let may = |url: &Url| profile.scope.url(url, 0).is_ok() && !shunned.has(url.as_str());
        resume::resume(workspace, profile, &mut seeker, Sight { judge: &judge, may: &may })?;
        seeker.look_again_at_lists(!options.once);
        for seed in &profile.seeds {
            seeker.seed(seed)?;
        }
        let config = Config::of(profile);
        let names = Arc::new(SystemNames);
        let fetcher = Arc::new(Fetcher::new(config, clock.clone(), names, jar));
        let (before, clock_of) = (hosts.clone(), clock.clone());
        let by = Polite::new(profile, fetcher.clone(), before, shunned.clone(), clock_of);
        let desk = Desk::open(profile, dir, by).await?;
        let pick = |own: u64, given: u64| if given > 0 { given } else { own };
        let requests = pick(profile.limits.requests, options.requests);
        let seconds = pick(profile.limits.seconds, options.seconds);
        let waiting = memory::pictures(&seeker)?;
        let queue = waiting.into_iter().map(|(url, via)| Job::Picture { url, via }).collect();
        Ok(Self {
            profile,
            dir: dir.to_owned(),
            keys,
            shunned,
            fetcher,
            seeker,
            hosts,
            desk,
            keeper,
            journal: Journal::of(&profile.name),
            counts: Counts::default(),
            queue,
            parked: FxHashMap::default(),
            flying: JoinSet::new(),
            pending: Vec::new(),
            pending_bytes: 0,
            told: 0,
            known: FxHashMap::default(),
            limit: (requests, (seconds > 0).then(|| Duration::from_secs(seconds))),
            clock,
        })
    }

    /// Crawls for a while under one sealer; gives why it ended, if it did.
    async fn stretch(
        &mut self,
        mut sealer: Sealer<'_>,
        bar: &indicatif::ProgressBar,
    ) -> Result<Option<Ended>> {
        let (mut last, begun) = (self.clock.steady(), self.clock.steady());
        let interrupted = tokio::signal::ctrl_c();
        tokio::pin!(interrupted);
        let ended = loop {
            if let Some(ended) = self.is_over() {
                break Some(ended);
            }
            if self.clock.steady() - begun > STRETCH {
                break None;
            }
            let wake = self.start_some()?;
            if self.flying.is_empty() && wake.is_none() {
                break Some(Ended::Nothing);
            }
            let now = self.clock.steady();
            let pause = wake.map_or(LOOK, |at| at.saturating_sub(now)).min(LOOK);
            let pause = pause.max(Duration::from_millis(1));
            tokio::select! {
                biased;
                _ = &mut interrupted => break Some(Ended::Interrupted),
                Some(done) = self.flying.join_next() => self.take(done?)?,
                () = tokio::time::sleep(pause) => {}
            }
            let is_due = self.clock.steady() - last > COMMIT_EVERY
                || self.told >= COMMIT_PAGES
                || self.pending_bytes >= COMMIT_BYTES;
            if is_due {
                let is_more = self.shunned.refresh().await?;
                self.commit(&mut sealer)?;
                last = self.clock.steady();
                if is_more {
                    // What is to be forgotten is, before anything else is asked for.
                    break None;
                }
                let found = self.seeker.progress();
                bar.set_message(format!(
                    "{} requests, {} kept, {} adverts found, {} links wait",
                    self.counts.requests, self.counts.kept, found.adverts, found.waiting
                ));
            }
        };
        if ended != Some(Ended::Interrupted) {
            // What is under way is waited for: the hosts have been asked already.
            while let Some(done) = self.flying.join_next().await {
                self.take(done?)?;
            }
        }
        self.flying.abort_all();
        self.commit(&mut sealer)?;
        Ok(ended)
    }

    /// Forgets what was erased elsewhere and what has expired, if there is any.
    fn forget(&mut self, now: Millis) -> Result<()> {
        let shunned = &self.shunned;
        self.known.retain(|url, _| !shunned.has(url));
        self.queue.retain(|job| !shunned.has(job.url().as_str()));
        memory::forget_due(&mut self.seeker, &self.profile.source, shunned, now)
    }

    fn is_over(&self) -> Option<Ended> {
        if self.profile.stop.as_ref().is_some_and(|stop| stop.exists()) {
            return Some(Ended::StopFile);
        }
        let (requests, time) = self.limit;
        let asked = self.counts.requests + self.flying.len() as u64;
        let over = requests > 0 && asked >= requests;
        let late = time.is_some_and(|time| self.clock.steady() >= time);
        (over || late).then_some(Ended::Limit)
    }

    /// Starts as many requests as may be under way; gives when the next one may begin.
    fn start_some(&mut self) -> Result<Option<Duration>> {
        let most = self.profile.limits.concurrency.max(1) as usize;
        while self.flying.len() < most && self.is_over().is_none() {
            let now = self.clock.steady();
            let hosts = locked(&self.hosts);
            let ready = self.queue.iter().position(|job| hosts.is_ready(&pace_of(job.url()), now));
            drop(hosts);
            if let Some(job) = ready.and_then(|at| self.queue.remove(at)) {
                self.begin(job)?;
                continue;
            }
            let hosts = locked(&self.hosts);
            let asked = self.seeker.next(self.clock.wall(), |host| hosts.is_ready(host, now))?;
            drop(hosts);
            let Some(ask) = asked else { break };
            self.begin(Job::Page(ask))?;
        }
        let waits = !self.queue.is_empty() || self.seeker.is_waiting();
        let now = self.clock.steady();
        let next = locked(&self.hosts).next_ready(now);
        Ok(waits.then(|| next.unwrap_or(now + LOOK)))
    }

    /// Asks for something, or for what its host says of it first.
    fn begin(&mut self, job: Job) -> Result<()> {
        let url = job.url().clone();
        if self.shunned.has(url.as_str()) {
            // Nothing says of it that it was there: not the journal either.
            if let Job::Page(ask) = job {
                self.tell(&ask, &Answer::Nothing)?;
            }
            return Ok(());
        }
        let says = match job {
            Job::Rules(_) => Says::Allowed,
            _ => locked(&self.hosts).say(&url, self.clock.wall()),
        };
        match says {
            Says::Allowed => self.send(job),
            Says::Forbidden => self.forbidden(job)?,
            Says::Asking => self.parked.entry(url.origin()).or_default().push(job),
            Says::Unknown => {
                self.parked.entry(url.origin()).or_default().push(job);
                locked(&self.hosts).ask_rules(&url);
                self.send(Job::Rules(Ask::robots(&url)));
            }
        }
        Ok(())
    }

    fn send(&mut self, job: Job) {
        let host = pace_of(job.url());
        if !locked(&self.hosts).begin(&host, self.clock.steady()) {
            self.queue.push_back(job);
            return;
        }
        let ask = match &job {
            Job::Page(ask) => {
                let known = ask.validators.as_ref().map(|said| self.known_of(&ask.url, said));
                Ask { known, ..Ask::page(ask.url.clone(), ask.depth, ask.why.clone()) }
            }
            Job::Rules(ask) => ask.clone(),
            Job::Map(url) => {
                Ask::page(url.clone(), 0, "the host's robots.txt names it as a site map")
            }
            Job::Picture { url, via } => Ask {
                via: Some(via.clone()),
                ..Ask::page(url.clone(), 0, "a picture of an advert that is kept")
            },
        };
        let fetcher = self.fetcher.clone();
        let (desk, depth) = (self.desk.clone(), ask.depth);
        self.flying.spawn(async move {
            let answer = match fetcher.fetch(ask).await {
                Ok(mut fetched) => {
                    let got = page::read(&fetched);
                    let got = match (&desk, &job) {
                        (Some(desk), Job::Page(_)) => desk.look(&mut fetched, depth, got).await,
                        _ => got,
                    };
                    Ok((fetched, got))
                }
                Err(error) => Err(error),
            };
            Done { job, host, answer }
        });
    }

    /// What is known of a page that was asked for before.
    fn known_of(&self, url: &Url, said: &spoor_seek::Validators) -> Known {
        let known = self.known.get(url.as_str()).cloned();
        let known = known.unwrap_or_else(|| Known {
            // It was read and not kept: nothing is sealed of it this time either.
            exhibit: ExhibitId::of(b""),
            target: url.to_string(),
            captured_at: 0,
            payload: [0; 32],
            etag: None,
            last_modified: None,
        });
        Known { etag: said.etag.clone(), last_modified: said.last_modified.clone(), ..known }
    }

    fn forbidden(&mut self, job: Job) -> Result<()> {
        self.counts.robots += 1;
        let (at, number) = (self.clock.wall(), number(&job));
        let why = (None, "robots.txt forbids it");
        self.journal.note(at, number, job.url(), Became::Robots, why);
        if let Job::Page(ask) = job {
            self.tell(&ask, &Answer::Nothing)?;
        }
        Ok(())
    }

    fn tell(&mut self, ask: &spoor_seek::Ask, answer: &Answer<'_>) -> Result<spoor_seek::Told> {
        let country = self.profile.source.country.as_deref();
        let now = self.clock.wall();
        let judge = |title: &str, text: &str| page::judge(title, text, country);
        let (scope, hosts, shunned) = (&self.profile.scope, locked(&self.hosts), &self.shunned);
        let may = |url: &Url| {
            scope.url(url, 0).is_ok() && !hosts.forbids(url, now) && !shunned.has(url.as_str())
        };
        let sight = Sight { judge: &judge, may: &may };
        self.told += 1;
        Ok(self.seeker.tell(ask.number, answer, now, sight)?)
    }

    fn take(&mut self, done: Done) -> Result<()> {
        let Done { job, host, answer } = done;
        self.counts.requests += 1;
        let outcome = match &answer {
            Ok((fetched, _)) => {
                self.counts.bytes += fetched.message.len() as u64;
                Outcome::of(fetched.status, fetched.latency(), fetched.retry_after)
            }
            Err(error) if error.is_trouble() => Outcome::Failed,
            Err(_) => Outcome::Answered(Duration::ZERO),
        };
        locked(&self.hosts).end(&host, self.clock.steady(), outcome);
        self.drawn()?;
        match job {
            Job::Page(ask) => self.page(&ask, answer),
            Job::Rules(ask) => self.rules(&host, ask, answer),
            Job::Map(url) => self.map(&url, answer),
            Job::Picture { url, .. } => self.picture(&url, answer),
        }
    }

    /// Counts and notes what was done for pages that are drawn.
    fn drawn(&mut self) -> Result<()> {
        let Some(done) = self.desk.as_ref().map(|desk| desk.take()) else { return Ok(()) };
        self.counts.requests += done.requests;
        self.counts.bytes += done.bytes;
        for note in done.notes {
            let why = (note.status, note.why.as_str());
            self.journal.note(self.clock.wall(), 0, &note.url, note.became, why);
        }
        for origin in done.ruled {
            self.ruled(&origin)?;
        }
        Ok(())
    }

    /// A host's rules have come: what waited for them is begun.
    fn ruled(&mut self, origin: &Origin) -> Result<()> {
        for job in self.parked.remove(origin).unwrap_or_default() {
            self.begin(job)?;
        }
        Ok(())
    }

    fn page(
        &mut self,
        ask: &spoor_seek::Ask,
        answer: Result<(Fetched, Got), FetchError>,
    ) -> Result<()> {
        let (fetched, got) = match answer {
            Ok(answer) => answer,
            Err(error) => return self.failed(ask, &error),
        };
        let mut why = ask.why.clone();
        let became = match &got {
            Got::Page(page, drawing) => {
                match drawing {
                    Drawing::Not => {}
                    Drawing::Done(_) => why.push_str("; drawn"),
                    // What went wrong may name an address: it stands with the page, if that is kept.
                    Drawing::Failed => why.push_str("; could not be drawn"),
                }
                let validators = page::validators(&fetched);
                let told = self.tell(ask, &Answer::Page(page, validators))?;
                if self.keeper.keeps(page, &told) && !page.robots.0 {
                    self.keep(ask, &fetched, page, drawing);
                    Became::Kept
                } else if told.twin {
                    Became::Twin
                } else {
                    Became::Forgotten
                }
            }
            Got::Same => {
                self.tell(ask, &Answer::Same)?;
                if self.known.contains_key(ask.url.as_str()) {
                    self.seal(fetched.capture());
                }
                Became::Unchanged
            }
            Got::Moved(to, set) => {
                self.tell(ask, &Answer::Moved(to, *set))?;
                Became::Moved
            }
            Got::Later => {
                self.tell(ask, &Answer::Later)?;
                Became::Failed
            }
            Got::Map(_) | Got::Picture | Got::Nothing => {
                self.tell(ask, &Answer::Nothing)?;
                Became::Nothing
            }
        };
        let note = (Some(fetched.status), why.as_str());
        self.journal.note(self.clock.wall(), ask.number, &ask.url, became, note);
        Ok(())
    }

    fn failed(&mut self, ask: &spoor_seek::Ask, error: &FetchError) -> Result<()> {
        let is_refused = matches!(error, FetchError::Refused(_));
        let answer = if error.is_trouble() { Answer::Later } else { Answer::Nothing };
        self.tell(ask, &answer)?;
        let became = if is_refused { Became::Scope } else { Became::Failed };
        self.counts.refused += u64::from(is_refused);
        self.counts.failed += u64::from(!is_refused);
        // The error names the host and what was wrong, never the path.
        let why = (None, if is_refused { "out of scope" } else { "no answer" });
        self.journal.note(self.clock.wall(), ask.number, &ask.url, became, why);
        Ok(())
    }

    fn keep(
        &mut self,
        ask: &spoor_seek::Ask,
        fetched: &Fetched,
        page: &spoor_seek::Page,
        drawing: &Drawing,
    ) {
        let payload = fetched.payload_digest();
        let before = self.known.get(ask.url.as_str()).filter(|known| known.payload == payload);
        let capture = match before {
            Some(known) => fetched.revisit(known),
            None => fetched.capture(),
        };
        if before.is_none() && self.known.len() < KNOWN_MAX {
            let known = Known {
                exhibit: ExhibitId::of(&capture.block),
                target: capture.target.clone(),
                captured_at: capture.captured_at,
                payload,
                etag: None,
                last_modified: None,
            };
            self.known.insert(ask.url.to_string(), known);
        }
        let fields = &self.profile.fields;
        let pictures = fields.is_empty() || fields.iter().any(|field| field == "images");
        let mut brought: FxHashSet<&Url> = FxHashSet::default();
        match drawing {
            Drawing::Done(drawn) => {
                let at = self.clock.wall();
                let captures = draw::captures(fetched, capture, drawn, at, pictures);
                captures.into_iter().for_each(|capture| self.seal(capture));
                brought.extend(draw::pictures(drawn));
            }
            _ => self.seal(capture),
        }
        if !pictures {
            return;
        }
        for url in page.images.iter().take(PICTURES_OF_PAGE) {
            let may = self.profile.scope.url(url, 0).is_ok() && self.queue.len() < PICTURES_MAX;
            if may && !brought.contains(url) && !self.known.contains_key(url.as_str()) {
                let via = ask.url.to_string();
                self.queue.push_back(Job::Picture { url: url.clone(), via });
            }
        }
    }

    fn seal(&mut self, capture: Capture) {
        self.counts.kept += 1;
        self.pending_bytes += capture.block.len();
        self.pending.push(capture);
    }

    fn rules(
        &mut self,
        host: &str,
        ask: Ask,
        answer: Result<(Fetched, Got), FetchError>,
    ) -> Result<()> {
        if let Ok((fetched, _)) = &answer
            && let Some(to) = &fetched.location
            && ask.hop < RULES_HOPS
        {
            self.send(Job::Rules(ask.hop(to.clone())));
            return Ok(());
        }
        // Rules hold for the host they were asked of first, whatever redirects led to.
        let of = ask.via.as_deref().and_then(|via| Url::parse(via).ok()).unwrap_or(ask.url.clone());
        let answer = answer.map(|(fetched, _)| fetched);
        let (robots, status, digest) = draw::rules_of(&answer);
        let now = self.clock.wall();
        self.journal.note(now, 0, &ask.url, Became::Rules, (status, &digest));
        let maps = locked(&self.hosts).rules(host, &of, robots, now);
        let in_scope = maps.into_iter().filter(|map| self.profile.scope.url(map, 0).is_ok());
        self.queue.extend(in_scope.map(Job::Map));
        self.ruled(&of.origin())
    }

    fn map(&mut self, url: &Url, answer: Result<(Fetched, Got), FetchError>) -> Result<()> {
        let Ok((fetched, Got::Map(addresses))) = answer else { return Ok(()) };
        let note = (Some(fetched.status), "a site map");
        self.journal.note(self.clock.wall(), 0, url, Became::Forgotten, note);
        for address in addresses {
            if self.profile.scope.url(&address, 0).is_err() {
                continue;
            }
            let is_map = address.path().ends_with(".xml") || address.path().ends_with(".xml.gz");
            if is_map && address != *url {
                self.queue.push_back(Job::Map(address));
            } else {
                self.seeker.offer(&address, url)?;
            }
        }
        Ok(())
    }

    fn picture(&mut self, url: &Url, answer: Result<(Fetched, Got), FetchError>) -> Result<()> {
        let became = match answer {
            Ok((fetched, Got::Picture)) if fetched.truncated.is_none() => {
                self.seal(fetched.capture());
                self.counts.pictures += 1;
                Became::Kept
            }
            Ok(_) => Became::Nothing,
            Err(_) => Became::Failed,
        };
        let why = (None, "a picture of an advert that is kept");
        self.journal.note(self.clock.wall(), 0, url, became, why);
        Ok(())
    }

    /// Signs for what was kept, then makes what the search was told durable.
    fn commit(&mut self, sealer: &mut Sealer<'_>) -> Result<()> {
        let journal = self.journal.take(self.clock.wall());
        let shunned = &self.shunned;
        let before = self.pending.len();
        // It was erased while it was under way.
        self.pending.retain(|capture| !shunned.has(&capture.target));
        self.counts.kept -= (before - self.pending.len()) as u64;
        for capture in self.pending.drain(..).chain(journal) {
            match sealer.seal(&capture) {
                Ok(_) => {}
                // What could not be read back is not kept; the journal says that it was met.
                Err(spoor_vault::VaultError::TooLong(_)) => self.counts.kept -= 1,
                Err(error) => return Err(error.into()),
            }
        }
        sealer.commit()?;
        (self.pending_bytes, self.told) = (0, 0);
        let pictures: Vec<(&Url, &str)> = self
            .queue
            .iter()
            .filter_map(|job| match job {
                Job::Picture { url, via } => Some((url, via.as_str())),
                _ => None,
            })
            .collect();
        memory::remember_pictures(&mut self.seeker, &pictures);
        let cookies = self.fetcher.cookies();
        memory::remember_cookies(&mut self.seeker, &self.keys, &self.profile.name, &cookies)?;
        resume::mark(&mut self.seeker, sealer.log_size());
        self.seeker.commit()?;
        let progress = self.seeker.progress();
        let resting = locked(&self.hosts).resting();
        metrics::write(&self.dir, &self.profile.name, &self.counts, &progress, resting)
    }
}

/// By what a host's pace is kept: with and without `www.` it is one machine.
pub fn pace_of(url: &Url) -> String {
    let host = spoor_seek::host_of(url);
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

fn number(job: &Job) -> u64 {
    match job {
        Job::Page(ask) => ask.number,
        _ => 0,
    }
}
