//! The clerk: the one task that has the vault. What people say reaches the custody log through it,
//! many at a time under one signature, and nobody is answered before that.

use super::house::Work;
use crate::learned::ModelStore;
use crate::workspace::Workspace;
use anyhow::{Context, Result, anyhow};
use spoor_vault::Said;
use spoor_vocab::Lead;
use std::sync::{Arc, RwLock};
use tokio::sync::{mpsc, oneshot};

/// Requests that wait at most; beyond it, who asks waits.
const WAITING: usize = 1024;
/// Said under one signature at most.
const TOGETHER: usize = 256;

/// What is to be written, and where to say that it is.
struct Slip {
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
        let slip = Slip { said, lead, done };
        self.slips.send(slip).await.map_err(|_| anyhow!("the server is ending"))?;
        answer.await.context("the server is ending")?
    }
}

async fn write(
    mut workspace: Workspace,
    work: Arc<RwLock<Work>>,
    mut waiting: mpsc::Receiver<Slip>,
) -> Workspace {
    while let Some(first) = waiting.recv().await {
        let mut slips = vec![first];
        while let (true, Ok(next)) = (slips.len() < TOGETHER, waiting.try_recv()) {
            slips.push(next);
        }
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
    workspace
}
