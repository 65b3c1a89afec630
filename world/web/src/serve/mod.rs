//! The web over sockets: HTTP/1.1, with a clock of its own, and hosts that misbehave
//! ([`hostile`]).
//!
//! The `Host` field picks the site, so a crawler needs nothing but that all hosts lead to one
//! address. It may also use the server as its HTTP proxy: a request for a whole URL is answered as
//! well, and no name has to be resolved. If `Host` names a port, whole links name it too.

mod act;
mod connection;
pub mod hostile;
mod sample;

use crate::web::Web;
use std::fmt::Write as _;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How to serve.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Milliseconds after the epoch of the web at which its clock begins.
    pub start: i64,
    /// How many times faster than ours its clock goes; 0 stands still.
    pub speed: f64,
    /// How long each answer is held back.
    pub latency: Duration,
    /// Written when all is ready, if given: a line for each host as in `/etc/hosts`.
    pub hosts: Option<PathBuf>,
}

impl Default for Options {
    /// A free port of this machine, a clock that stands still, no delay.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            start: 0,
            speed: 0.0,
            latency: Duration::ZERO,
            hosts: None,
        }
    }
}

/// The clock of a served web.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    begun: Instant,
    start: i64,
    speed: f64,
}

impl Clock {
    fn now(&self) -> i64 {
        self.start + (self.begun.elapsed().as_secs_f64() * 1_000.0 * self.speed) as i64
    }
}

/// A server that runs until it is stopped or dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    clock: Clock,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What its clock says, in milliseconds after the epoch of the web.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Stops it: connections are cut, and nothing listens any more when this returns.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Without a receiver the server has ended already.
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            // A panic there was told on standard error.
            let _ = thread.join();
        }
    }
}

/// All hosts as lines of `/etc/hosts`.
fn hosts_file(web: &Web, address: SocketAddr) -> String {
    let mut out = String::new();
    let hostile = hostile::HOSTS.iter().map(|h| h.host.to_owned());
    for host in web.hosts().into_iter().chain(hostile) {
        // A String takes all that is written to it.
        let _ = writeln!(out, "{} {host}", address.ip());
    }
    out
}

/// Starts a server of `web` on threads of its own.
///
/// # Errors
/// If it cannot listen there, start its threads, or write the file of hosts.
pub fn start(web: Arc<Web>, options: &Options) -> io::Result<Running> {
    let listener = TcpListener::bind(options.listen)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let clock = Clock { begun: Instant::now(), start: options.start, speed: options.speed };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (stop, mut stopped) = watch::channel(false);
    let hostile = Arc::new(hostile::Hostile::new(&web));
    let shared =
        connection::Shared { web: Arc::clone(&web), hostile, clock, latency: options.latency };
    let thread = std::thread::Builder::new().name("spoor-web".to_owned()).spawn(move || {
        runtime.block_on(async {
            let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
            loop {
                tokio::select! {
                    _ = stopped.changed() => return,
                    taken = listener.accept() => if let Ok((stream, _)) = taken {
                        tokio::spawn(connection::serve(stream, shared.clone()));
                    },
                }
            }
        });
        runtime.shutdown_background();
    })?;
    let running = Running { address, clock, stop, thread: Some(thread) };
    if let Some(path) = &options.hosts {
        std::fs::write(path, hosts_file(&web, address))?;
    }
    Ok(running)
}
