//! The loop.

use super::draw::{Desk, Polite, SharedHosts, locked};
use super::hosts::{Hosts, Says};
use super::journal::{Became, Journal};
use super::keep::Keeper;
use super::memory;
use super::metrics::Counts;
use super::page::{self, Got};
use super::resume;
use super::shunned::Shunned;
use crate::progress::Progress;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use rustc_hash::FxHashMap;
use spoor_access::sealed::Keys;
use spoor_crawl::{
    Ask, Clock, Config, FetchError, Fetched, Fetcher, Jar, Known, Profile, SystemNames,
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
pub(super) enum Job {
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
pub(super) struct Done {
    pub(super) job: Job,
    pub(super) host: String,
    pub(super) answer: Result<(Fetched, Got), FetchError>,
}

/// The system's clock.
pub(super) struct SystemClock(Instant);

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
pub(super) struct Run<'a> {
    pub(super) profile: &'a Profile,
    pub(super) dir: PathBuf,
    pub(super) keys: Keys,
    pub(super) shunned: Shunned,
    pub(super) clock: Arc<SystemClock>,
    pub(super) fetcher: Arc<Fetcher>,
    pub(super) seeker: Seeker,
    pub(super) hosts: SharedHosts,
    pub(super) desk: Option<Arc<Desk>>,
    pub(super) keeper: Keeper,
    pub(super) journal: Journal,
    pub(super) counts: Counts,
    pub(super) queue: VecDeque<Job>,
    pub(super) parked: FxHashMap<Origin, Vec<Job>>,
    pub(super) flying: JoinSet<Done>,
    pub(super) pending: Vec<Capture>,
    pub(super) pending_bytes: usize,
    pub(super) told: usize,
    pub(super) known: FxHashMap<String, Known>,
    pub(super) limit: (u64, Option<Duration>),
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
            let ready = self
                .queue
                .iter()
                .position(|job| hosts.is_ready(&spoor_seek::site_of(job.url()), now));
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
    pub(super) fn begin(&mut self, job: Job) -> Result<()> {
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

    pub(super) fn send(&mut self, job: Job) {
        let host = spoor_seek::site_of(job.url());
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

    pub(super) fn tell(
        &mut self,
        ask: &spoor_seek::Ask,
        answer: &Answer<'_>,
    ) -> Result<spoor_seek::Told> {
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
}

fn number(job: &Job) -> u64 {
    match job {
        Job::Page(ask) => ask.number,
        _ => 0,
    }
}
