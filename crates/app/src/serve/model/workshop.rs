//! What takes long to say of a model: forecasts held out, groups read from adverts, permutations.
//! Worked out once for a board, off the threads that answer, and for one board at a time.

use super::super::board::Board;
use super::super::house::House;
use super::findings::{Findings, Found};
use crate::bias::{self, Bias, Labels};
use crate::learned::ModelStore;
use crate::model_card::{self, Drift};
use anyhow::{Context, Result};
use spoor_learn::Model;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::Mutex as Turn;

/// How long a page waits for what is worked out; then it is shown without, and the work goes on.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where it is worked out, and what is held ready.
pub struct Workshop {
    dir: PathBuf,
    held: Mutex<Held>,
    working: Turn<()>,
    changing: Turn<()>,
}

#[derive(Default)]
struct Held {
    of: Weak<Board>,
    findings: Option<Arc<Findings>>,
    /// Groups of the leads of a snapshot: reading them takes the longest, and decisions do not change
    /// them.
    labels: Option<(Option<String>, Arc<Labels>)>,
}

impl Workshop {
    /// Of the workspace at `dir`.
    pub fn of(dir: &Path) -> Self {
        let (working, changing) = (Turn::default(), Turn::default());
        Self { dir: dir.to_owned(), held: Mutex::default(), working, changing }
    }

    /// The workspace's folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// One change of the versions at a time.
    pub async fn turn_to_change(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.changing.lock().await
    }

    /// Forgets what an older build said.
    pub fn clear(&self) {
        *self.held() = Held::default();
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ready(&self, board: &Arc<Board>) -> Option<Arc<Findings>> {
        let held = self.held();
        let same = held.of.ptr_eq(&Arc::downgrade(board));
        held.findings.clone().filter(|_| same)
    }
}

/// The board with what was worked out of its model; nothing if that takes long or cannot be done.
pub async fn findings(house: &Arc<House>) -> (Arc<Board>, Option<Arc<Findings>>) {
    let own = house.clone();
    let work = tokio::spawn(async move { in_turn(&own).await });
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(Ok((board, findings)))) => return (board, Some(findings)),
        Ok(Ok(Err(error))) => tracing::error!("the model could not be measured: {error:#}"),
        Ok(Err(error)) => tracing::error!("the model could not be measured: {error}"),
        Err(_) => {}
    }
    (house.board(), None)
}

async fn in_turn(house: &Arc<House>) -> Result<(Arc<Board>, Arc<Findings>)> {
    let _turn = house.workshop.working.lock().await;
    // The board of when its turn comes, which may be a newer one.
    let board = house.board();
    if let Some(ready) = house.workshop.ready(&board) {
        return Ok((board, ready));
    }
    let countries = house.casebook.sources().await?;
    let countries = countries.into_iter().filter_map(|s| Some((s.name, s.country?))).collect();
    let known = house.workshop.held().labels.clone();
    let known = known.filter(|(of, _)| *of == board.snapshot).map(|(_, labels)| labels);
    let (dir, own) = (house.workshop.dir.clone(), board.clone());
    let here = tokio::runtime::Handle::current();
    let work = move || here.block_on(work_out(&dir, &own, &countries, known));
    let done = tokio::task::spawn_blocking(work).await.context("it was given up")?;
    let (findings, labels) = done?;
    let findings = Arc::new(findings);
    let mut held = house.workshop.held();
    // Of an older build nothing stays: the board is looked at while nobody can clear.
    if house.board().snapshot == board.snapshot {
        let labels = Some((board.snapshot.clone(), labels));
        *held = Held { of: Arc::downgrade(&board), findings: Some(findings.clone()), labels };
    }
    drop(held);
    Ok((board, findings))
}

async fn work_out(
    dir: &Path,
    board: &Board,
    countries: &BTreeMap<String, String>,
    known: Option<Arc<Labels>>,
) -> Result<(Findings, Arc<Labels>)> {
    let learned = &board.learned;
    let measured = model_card::measured(learned, &ModelStore::of(dir))?;
    // Where there are no leads there is nothing to read either.
    let snapshot = board.lookups.snapshot().filter(|_| !learned.leads.is_empty());
    let newest = match snapshot {
        Some(_) => model_card::newest(&board.engine).await?,
        None => BTreeSet::new(),
    };
    let labels = match (known, snapshot) {
        (Some(labels), _) => labels,
        (None, Some(s)) => Arc::new(bias::labels(learned, &board.engine, s, countries).await?),
        (None, None) => Arc::default(),
    };
    let model = learned.present.model();
    let sheet = learned.learner.sheet();
    let before = Model::prior_on(sheet, model.settings(), model.elsewhere().cloned());
    let found = Found {
        measured,
        before,
        drift: Drift::of(learned, &newest),
        bias: Bias::of(learned, &labels, bias::THRESHOLD),
        rules: crate::packs::rules(dir)?,
    };
    Ok((Findings::of(model, &found), labels))
}
