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

/// What is to be written, and where to say that it is.
struct Slip {
    said: Vec<Said>,
    /// The lead as it is now, so that a decision on it still teaches when it has changed.
    lead: Option<Lead>,
    done: oneshot::Sender<Result<u64>>,
}

/// What the clerk is given.
enum Order {
    Write(Slip),
    /// A question to the vault; who asks has the answer sent to themselves.
    Read(Box<dyn FnOnce(&mut Vault) + Send>),
}

/// A way to the clerk. Copies lead to the same one.
#[derive(Clone)]
pub struct Clerk {
    orders: mpsc::Sender<Order>,
}

impl Clerk {
    /// Starts the clerk; the workspace comes back when the last way to it is gone.
    pub fn start(
        workspace: Workspace,
        work: Arc<RwLock<Work>>,
    ) -> (Self, tokio::task::JoinHandle<Workspace>) {
        let (orders, waiting) = mpsc::channel(WAITING);
        (Self { orders }, tokio::spawn(write(workspace, work, waiting)))
    }

    /// Writes into the custody log, and comes back when it is signed for; the position of the first.
    pub async fn record(&self, said: Vec<Said>, lead: Option<Lead>) -> Result<u64> {
        let (done, answer) = oneshot::channel();
        let slip = Slip { said, lead, done };
        let sent = self.orders.send(Order::Write(slip)).await;
        sent.map_err(|_| anyhow!("the server is ending"))?;
        answer.await.context("the server is ending")?
    }

    /// What the vault says to a question, which must be a quick one: nobody is written for meanwhile.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Vault) -> T + Send + 'static,
    ) -> Result<T> {
        let (done, answer) = oneshot::channel();
        // Who asked may have gone.
        let order = Order::Read(Box::new(move |vault| drop(done.send(question(vault)))));
        self.orders.send(order).await.map_err(|_| anyhow!("the server is ending"))?;
        answer.await.context("the server is ending")
    }
}

async fn write(
    mut workspace: Workspace,
    work: Arc<RwLock<Work>>,
    mut waiting: mpsc::Receiver<Order>,
) -> Workspace {
    while let Some(first) = waiting.recv().await {
        let (mut slips, mut questions) = (Vec::new(), Vec::new());
        let mut next = Some(first);
        while let Some(order) = next {
            match order {
                Order::Write(slip) => slips.push(slip),
                Order::Read(question) => questions.push(question),
            }
            next = (slips.len() < TOGETHER).then(|| waiting.try_recv().ok()).flatten();
        }
        if !questions.is_empty() {
            // As it stood is better than no answer.
            if let Err(error) = workspace.vault.refresh().await {
                tracing::error!("the vault could not be read anew: {error}");
            }
            questions.into_iter().for_each(|question| question(&mut workspace.vault));
        }
        if slips.is_empty() {
            continue;
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
