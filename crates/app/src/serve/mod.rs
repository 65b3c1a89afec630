//! `spoor serve`: the workbench. A team works on one server in a browser; every page's data is in the
//! API too.
//!
//! A request goes: cookie → session → account → (form token, origin) → policy → audit line → page.
//! [`house`] is what requests share, [`clerk`] alone has the vault, [`board`] is the snapshot as
//! pages show it, [`who`] knows who asks, [`fault`] is every answer that is a refusal. Each page is a
//! module that makes one serialisable view, shown as HTML or given as JSON.

pub mod account;
mod accounts;
mod actor;
pub mod address;
mod advert;
mod audit;
mod board;
mod bulk;
pub mod captures;
mod case;
mod claim;
mod clerk;
mod code;
pub mod confirm;
mod contested;
mod erasure;
mod fault;
mod files;
mod finder;
mod home;
mod house;
mod inbox;
mod jobs;
mod lead;
mod listen;
pub mod logs;
mod look_up;
mod lookups;
mod model;
mod mute;
mod news;
mod pages;
mod pair;
mod photo;
mod preview;
pub mod provided;
mod provider;
mod ready;
mod referral;
mod ring;
mod router;
mod saved;
mod search;
mod selector;
pub mod setup;
mod sign_in;
mod sources;
mod status;
mod struck;
mod travel;
mod when;
mod who;

use crate::clock;
use crate::ending::told_to_end;
use crate::workspace::Workspace;
use address::Proxies;
use anyhow::{Context, Result, bail};
use board::Board;
use captures::Arrivals;
use clerk::Clerk;
use finder::Finder;
use house::{Counters, House, Work};
use jobs::{Job, Jobs};
use provider::Organisation;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use spoor_access::attempts::{Attempts, Limits as AttemptLimits};
use spoor_access::cookie::Place;
use spoor_access::csrf::CsrfKey;
use spoor_access::password::{Cost, Passwords};
use spoor_access::policy::Policies;
use spoor_access::session::Limits;
use spoor_vocab::Decision;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

/// How the server is to run.
pub struct Options {
    /// Where it listens.
    pub listen: SocketAddr,
    /// As browsers name it, behind a proxy that speaks HTTPS: `https://host`.
    pub origin: Option<String>,
    /// Certificate and private key, PEM files, if the server itself speaks HTTPS.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Whose word is taken on where a request comes from.
    pub proxies: Proxies,
    /// Settings of the organisation's provider of sign-ins.
    pub oidc: Option<PathBuf>,
    /// File for the links of the first start.
    pub setup_link: Option<PathBuf>,
    /// Folder of policies; those that ship with spoor without one.
    pub policies: Option<PathBuf>,
    /// Database of the casebook, where it does not lie in the vault's folder.
    pub database: Option<String>,
    /// A fixed time, for runs that can be repeated.
    pub as_of: Option<String>,
    /// Longest body that a partner may send, bytes.
    pub capture_limit: u64,
}

/// Randomness of the system.
pub fn random() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// Passwords that are checked at a time.
const CHECKED_AT_A_TIME: usize = 4;
/// How often the ranking is fitted anew if there were decisions.
const REFIT: Duration = Duration::from_secs(2);
const DAY: spoor_vocab::Millis = 86_400_000;

/// Serves until told to end; then what was asked is still answered, and the vault is closed.
pub async fn run(workspace: Workspace, options: Options) -> Result<()> {
    let tls = match &options.tls {
        Some((cert, key)) => Some(Arc::new(listen::Tls::load(cert, key)?)),
        None => None,
    };
    let (place, origin) = reached(&options)?;
    let listener = tokio::net::TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("cannot listen on {}", options.listen))?;
    let address = listener.local_addr()?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let origin = origin.unwrap_or_else(|| format!("{scheme}://{address}"));
    let organisation =
        options.oidc.as_ref().map(|file| Organisation::load(file, &origin)).transpose()?;
    let keys = workspace.keys()?;
    let (dir, store) = (workspace.dir.clone(), workspace.store.clone());
    let casebook = workspace.vault.casebook().clone();
    let work = Arc::new(RwLock::new(Work::read(&casebook).await?));
    let standing = work.read().map(|w| w.decisions()).unwrap_or_default();
    let muted = mute::values(&casebook, clock::now(options.as_of.as_deref())?).await?;
    let board = Board::load(&dir, &store, standing, &muted, None).await?;
    let policies = match &options.policies {
        Some(dir) => Policies::load(dir)?,
        None => Policies::builtin(),
    };
    let sources = workspace.vault.sources().await?;
    let countries = sources.iter().filter_map(|s| s.country.clone()).collect();
    let finder = Arc::new(Finder::open(&dir, countries)?);
    let (clerk, clerk_done) = Clerk::start(workspace, work.clone());
    let house = Arc::new(House {
        clerk,
        casebook,
        work,
        board: RwLock::new(Arc::new(board)),
        finder,
        shelf: ready::Shelf::default(),
        workshop: model::Workshop::of(&dir),
        revealed: photo::Revealed::default(),
        desks: Arc::default(),
        news: RwLock::default(),
        searches: std::sync::atomic::AtomicU64::new(0),
        ties: tokio::sync::Mutex::default(),
        sources: RwLock::new(sources.into_iter().map(|s| s.name).collect()),
        policies,
        passwords: Passwords::new(Cost::OWASP, &mut random())?,
        checking: tokio::sync::Semaphore::new(CHECKED_AT_A_TIME),
        attempts: Mutex::new(Attempts::new(AttemptLimits::default())),
        csrf: CsrfKey::random(&mut random()),
        keys,
        organisation,
        proxies: options.proxies.clone(),
        hands: Mutex::new(None),
        limits: Limits::default(),
        place,
        origin,
        as_of: options.as_of.clone(),
        counters: Counters::default(),
        jobs: Arc::new(Jobs::of(&dir, &options)),
        arrivals: Arc::new(Arrivals::of(&dir, &options)),
    });
    house.seal_accounts().await?;
    setup::first_start(&house, options.setup_link.as_deref()).await?;
    house.arrivals.resume()?;
    let current = store.current()?.map(|s| s.name);
    Finder::follow(&house.finder, &store, current.as_deref());
    let refit = tokio::spawn(follow(house.clone(), dir, store));
    eprintln!("spoor serves at {} (ends with Ctrl-C)", house.origin);
    #[cfg(unix)]
    listen::heed_hangups(tls.clone())?;
    listen::serve(listener, tls, router::router(house.clone()), told_to_end()).await?;
    refit.abort();
    // The refit's copy goes with its task; then ours is the last way to the clerk.
    let _ = refit.await;
    drop(house);
    clerk_done.await.context("the clerk stopped")?.vault.close().await;
    eprintln!("spoor has ended: all that was acknowledged is in the custody log");
    Ok(())
}

/// How browsers reach the server. Without HTTPS only from this machine.
fn reached(options: &Options) -> Result<(Place, Option<String>)> {
    let named = options.origin.as_deref().map(|o| o.trim_end_matches('/').to_owned());
    if options.tls.is_some() {
        if named.as_ref().is_some_and(|origin| !origin.starts_with("https://")) {
            bail!("with --tls-cert the server speaks HTTPS: --origin is https://HOST");
        }
        if named.is_none() && options.listen.ip().is_unspecified() {
            bail!("say how browsers name this server: --origin https://HOST");
        }
        return Ok((Place::Https, named));
    }
    match options.origin.as_deref().map(|o| o.trim_end_matches('/')) {
        Some(origin) if origin.starts_with("https://") => {
            Ok((Place::Https, Some(origin.to_owned())))
        }
        Some(origin) if !options.listen.ip().is_loopback() => {
            bail!("{origin} is not https://: passwords would go over the wire in the clear")
        }
        None if !options.listen.ip().is_loopback() => bail!(
            "{} can be reached from other machines: give it a certificate with \
             --tls-cert and --tls-key, or put a proxy that speaks HTTPS before it and name it with \
             --origin https://HOST, or listen on 127.0.0.1",
            options.listen
        ),
        other => Ok((Place::Loopback, other.map(str::to_owned))),
    }
}

/// Follows decisions and new snapshots, also those of other processes: the board is made anew beside
/// the old one.
async fn follow(house: Arc<House>, dir: PathBuf, store: spoor_tables::Store) {
    let mut seen = house.with_work(|w| w.version);
    let (mut noted, mut reckoned) = (None, None);
    let mut enforced = 0;
    loop {
        if let Err(error) = news::follow_leads(&house, &mut noted).await {
            tracing::error!("which leads are new could not be kept: {error:#}");
        }
        if let Err(error) = news::follow_hits(&house, &mut reckoned).await {
            tracing::error!("the saved searches could not be looked through: {error:#}");
        }
        tokio::time::sleep(REFIT).await;
        if let Err(error) = house.casebook.expire(house.now()).await {
            tracing::error!("what has expired could not be removed: {error}");
        }
        // Once a day, and soon after the start; while another job is under way, after it.
        if house.now() >= enforced + DAY && jobs::start(&house.jobs, Job::Retention) {
            enforced = house.now();
        }
        if let Err(error) = catch_up(&house).await {
            tracing::error!("the casebook could not be read anew: {error:#}");
        }
        let (version, decisions) = house.with_work(|w| (w.version, w.decisions()));
        let current = match store.current() {
            Ok(current) => current.map(|s| s.name),
            Err(error) => {
                tracing::error!("the tables cannot be read: {error}");
                continue;
            }
        };
        Finder::follow(&house.finder, &store, current.as_deref());
        let same = current == house.board().snapshot;
        if same && version == seen {
            continue;
        }
        match anew(&house, &dir, &store, decisions).await {
            Ok(board) => {
                seen = version;
                if let Ok(mut held) = house.board.write() {
                    *held = Arc::new(board);
                }
                if !same {
                    // Of an older build nothing stays in memory: it may have been erased.
                    house.shelf.clear();
                    house.workshop.clear();
                    *house.ties.lock().await = None;
                }
            }
            Err(error) => tracing::error!("the leads could not be read anew: {error:#}"),
        }
    }
}

/// The board anew, off the threads that answer.
async fn anew(
    house: &House,
    dir: &Path,
    store: &spoor_tables::Store,
    decisions: Vec<Decision>,
) -> Result<Board> {
    let muted = mute::values(&house.casebook, house.now()).await?;
    let (dir, store, before) = (dir.to_owned(), store.clone(), house.board());
    let here = tokio::runtime::Handle::current();
    let load = move || here.block_on(Board::load(&dir, &store, decisions, &muted, Some(&before)));
    tokio::task::spawn_blocking(load).await.context("the ranking was given up")?
}

/// Takes in what other processes have put into the casebook.
async fn catch_up(house: &House) -> Result<()> {
    let entries = house.casebook.entries().await?;
    if !house.with_work(|w| w.is_behind(entries)) {
        return Ok(());
    }
    let newer = Work::read(&house.casebook).await?;
    if let Ok(mut work) = house.work.write() {
        work.give_way(newer);
    }
    let names = house.casebook.sources().await?.into_iter().map(|s| s.name).collect();
    if let Ok(mut sources) = house.sources.write() {
        *sources = names;
    }
    Ok(())
}

/// A day for people, and the time.
fn shown(at: spoor_vocab::Millis) -> String {
    clock::show(at).replace('T', " ").trim_end_matches('Z').to_owned()
}
