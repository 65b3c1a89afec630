//! The clerk: the one task that has the vault. What people say reaches the custody log through it,
//! many at a time under one signature, and nobody is answered before that.

use super::house::Work;
use crate::learned::ModelStore;
use crate::workspace::Workspace;
use anyhow::{Context, Result, anyhow};
use spoor_vault::{Said, Vault};
use spoor_vocab::Lead;
use std::sync::{Arc, RwLock};
use tokio::sync::{mpsc, oneshot};

/// Requests that wait at most; beyond it, who asks waits.
const WAITING: usize = 1024;
/// Said under one signature at most.
const TOGETHER: usize = 256;

/// What is asked of the clerk.
enum Slip {
    /// To write something.
    Write(Saying),
    /// To do something else with the vault that must not happen while another writes.
    Ask(Box<dyn FnOnce(&mut Vault) + Send>),
}

/// What is to be written, and where to say that it is.
struct Saying {
    said: Vec<Said>,
    /// The lead as it is now, so that a decision on it still teaches when it has changed.
    lead: Option<Lead>,
    done: oneshot::Sender<Result<u64>>,
}

/// A way to the clerk. Copies lead to the same one.
#[derive(Clone)]
pub struct Clerk {
    slips: mpsc::Sender<Slip>,
}

impl Clerk {
    /// Starts the clerk; the workspace comes back when the last way to it is gone.
    pub fn start(
        workspace: Workspace,
        work: Arc<RwLock<Work>>,
    ) -> (Self, tokio::task::JoinHandle<Workspace>) {
        let (slips, waiting) = mpsc::channel(WAITING);
        (Self { slips }, tokio::spawn(write(workspace, work, waiting)))
    }

    /// Writes into the custody log, and comes back when it is signed for; the position of the first.
    pub async fn record(&self, said: Vec<Said>, lead: Option<Lead>) -> Result<u64> {
        let (done, answer) = oneshot::channel();
        let slip = Slip::Write(Saying { said, lead, done });
        self.slips.send(slip).await.map_err(|_| anyhow!("the server is ending"))?;
        answer.await.context("the server is ending")?
    }

    /// Does something with the vault, between what is written.
    pub async fn ask<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut Vault) -> T + Send + 'static,
    ) -> Result<T> {
        let (done, answer) = oneshot::channel();
        // Who asked may have gone.
        let ask = Box::new(move |vault: &mut Vault| drop(done.send(ask(vault))));
        let sent = self.slips.send(Slip::Ask(ask)).await;
        sent.map_err(|_| anyhow!("the server is ending"))?;
        answer.await.context("the server is ending")
    }
}

async fn write(
    mut workspace: Workspace,
    work: Arc<RwLock<Work>>,
    mut waiting: mpsc::Receiver<Slip>,
) -> Workspace {
    while let Some(first) = waiting.recv().await {
        let (mut slips, mut asked, mut next) = (Vec::new(), Vec::new(), Some(first));
        while let Some(slip) = next {
            match slip {
                Slip::Write(saying) => slips.push(saying),
                Slip::Ask(ask) => asked.push(ask),
            }
            let more = slips.len() + asked.len() < TOGETHER;
            next = if more { waiting.try_recv().ok() } else { None };
        }
        if !slips.is_empty() {
            write_down(&mut workspace, &work, slips).await;
        }
        if !asked.is_empty() {
            // As it stood is better than no answer.
            if let Err(error) = workspace.vault.refresh().await {
                tracing::error!("the vault could not be read anew: {error}");
            }
            asked.into_iter().for_each(|ask| ask(&mut workspace.vault));
        }
    }
    workspace
}

/// Writes what was said under one signature, and tells each that it stands.
async fn write_down(workspace: &mut Workspace, work: &RwLock<Work>, slips: Vec<Saying>) {
    let said: Vec<Said> = slips.iter().flat_map(|s| s.said.iter().cloned()).collect();
    match workspace.vault.record(&said).await {
        Ok(first) => {
            let mut seq = first;
            for slip in slips {
                let at = seq;
                seq += slip.said.len() as u64;
                let kept = slip
                    .lead
                    .map_or(Ok(()), |lead| ModelStore::of(&workspace.dir).keep_decided(&lead));
                if let Ok(mut work) = work.write() {
                    (at..).zip(&slip.said).for_each(|(seq, said)| work.hear(seq, said));
                }
                // Who asked may have gone; the log has it all the same.
                let _ = slip.done.send(kept.map(|()| at));
            }
        }
        Err(error) => {
            let told = error.to_string();
            for slip in slips {
                let _ = slip.done.send(Err(anyhow!("{told}")));
            }
        }
    }
}
