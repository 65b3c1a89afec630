//! Work that takes minutes, beside the pages: an erasure with the build after it, the end of retention
//! periods. One at a time; the right to write tables keeps other processes out meanwhile.

use super::Options;
use crate::clock;
use crate::erasure::{self, Act, Going};
use crate::progress::Progress;
use crate::workspace::Workspace;
use anyhow::Result;
use spoor_vocab::Millis;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What is to be done.
pub enum Job {
    /// Erase something.
    Erase {
        /// Number of the request.
        number: String,
        /// A selector's value, an advert's id, or `source:NAME`.
        what: String,
        /// What goes with it.
        going: Box<Going>,
        /// Who asked, and who confirmed it.
        who: String,
        /// Why.
        why: String,
    },
    /// Erase what has outlived its source's retention period.
    Retention,
}

impl Job {
    fn named(&self) -> String {
        match self {
            Self::Erase { number, .. } => format!("erasure {number}, and the build after it"),
            Self::Retention => "the end of retention periods".into(),
        }
    }
}

/// How it stands.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// What is under way, since when.
    pub now: Option<(String, Millis)>,
    /// How the last one ended, and when.
    pub last: Option<(String, Millis)>,
}

/// Where the jobs' own workspace lies, and how they stand.
pub struct Jobs {
    dir: PathBuf,
    database: Option<String>,
    as_of: Option<String>,
    standing: Mutex<Standing>,
}

impl Jobs {
    /// Of a workspace.
    pub fn of(dir: &Path, options: &Options) -> Self {
        Self {
            dir: dir.to_owned(),
            database: options.database.clone(),
            as_of: options.as_of.clone(),
            standing: Mutex::default(),
        }
    }

    /// The workspace.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    fn now(&self) -> Millis {
        clock::now(self.as_of.as_deref()).unwrap_or_default()
    }

    /// How they stand.
    pub fn standing(&self) -> Standing {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, change: impl FnOnce(&mut Standing)) {
        change(&mut self.standing.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Starts a job; `false` if one is under way, and then nothing is begun. A server that ends does not
/// wait for it: what it had not done is done when it is asked for again.
pub fn start(jobs: &Arc<Jobs>, job: Job) -> bool {
    let (named, now) = (job.named(), jobs.now());
    let mut begun = false;
    jobs.note(|standing| {
        if standing.now.is_none() {
            standing.now = Some((named.clone(), now));
            begun = true;
        }
    });
    if !begun {
        return false;
    }
    let jobs = jobs.clone();
    // A thread of its own: a build computes for minutes without a pause.
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let done = runtime.map_err(Into::into).and_then(|r| r.block_on(run(&jobs, job)));
        let told = match done {
            Ok(number) => format!("{named}: done, {number} exhibits erased"),
            Err(error) => {
                tracing::error!("{named} failed: {error:#}");
                format!("{named}: failed, see the server's log; it can be asked for again")
            }
        };
        let now = jobs.now();
        jobs.note(|standing| *standing = Standing { now: None, last: Some((told, now)) });
    });
    true
}

async fn run(jobs: &Jobs, job: Job) -> Result<u64> {
    // The packs' words were added when the server started: they are the process's.
    let mut workspace = Workspace::open_without_packs(&jobs.dir, jobs.database.as_deref()).await?;
    let (at, silent) = (jobs.now(), Progress::new(true, true));
    let done = match job {
        Job::Erase { what, mut going, who, why, .. } => {
            if !what.starts_with("source:") {
                erasure::add_rest(&mut going, &workspace.vault)?;
            }
            let act = Act { who: &who, why: &why, at };
            let number = going.exhibits.len() as u64;
            erasure::erase(&mut workspace, &going, &act, silent).await.map(|()| number)
        }
        Job::Retention => erasure::enforce(&mut workspace, "spoor", at, silent).await,
    };
    workspace.vault.close().await;
    done
}
