//! What arrived and is not sealed yet: a file in a folder of the workspace and an order beside it, so
//! that what was acknowledged is sealed after a crash too. One import at a time, in a workspace of its
//! own, as jobs have one.

use super::pace::Pace;
use super::single::Single;
use crate::clock;
use crate::out;
use crate::progress::Progress;
use crate::serve::{Options, account};
use crate::stages::seal::{self, Sealed};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use spoor_collect::{Format, Item, Summary};
use spoor_vault::Casebook;
use spoor_vocab::{Defect, Millis};
use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use utoipa::ToSchema;

/// Kind under which it is kept how an arrival ended.
pub const ARRIVAL: &str = "arrival";
/// How long it is told, ms.
const TOLD_FOR: Millis = 86_400_000;
/// Arrivals at a time, those that are still coming among them: so much disk they take at most, times the
/// largest.
const ROOM: usize = 8;
/// Of them, those of one source: who sends slowly or much holds up nobody else.
const ROOM_OF_SOURCE: usize = 4;

/// What a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Warc,
    Wacz,
    Mail,
    Single,
}

impl Kind {
    fn ending(self) -> &'static str {
        match self {
            Self::Warc => "warc",
            Self::Wacz => "wacz",
            Self::Mail => "eml",
            Self::Single => "json",
        }
    }
}

/// What is to be sealed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Order {
    /// Name of the arrival: 16 hexadecimal digits.
    pub id: String,
    /// The token's source.
    pub source: String,
    pub kind: Kind,
    /// When it came.
    pub at: Millis,
}

/// A record that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RejectedView {
    /// Where in what was sent.
    pub place: String,
    /// A stable code.
    pub code: String,
    /// What was wrong.
    pub problem: String,
    /// What to do.
    pub hint: String,
}

impl From<Defect> for RejectedView {
    fn from(defect: Defect) -> Self {
        let Defect { place, code, problem, hint } = defect;
        Self { place, code, problem, hint }
    }
}

/// How an arrival stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArrivalView {
    /// Its name.
    pub id: String,
    /// The source it is sealed under.
    pub source: String,
    /// Whether it has ended.
    pub ended: bool,
    /// New exhibits.
    pub sealed: u64,
    /// Captures whose content was there already.
    pub known: u64,
    /// Records that are neither pages nor pictures.
    pub skipped: u64,
    /// The first hundred of the records that were not taken.
    pub rejected: Vec<RejectedView>,
    /// How many there are.
    pub rejected_in_all: u64,
    /// Why nothing could be read.
    pub problem: Option<String>,
}

impl ArrivalView {
    /// Of what has just arrived.
    pub fn begun(order: &Order) -> Self {
        Self {
            id: order.id.clone(),
            source: order.source.clone(),
            ended: false,
            sealed: 0,
            known: 0,
            skipped: 0,
            rejected: Vec::new(),
            rejected_in_all: 0,
            problem: None,
        }
    }

    fn of(order: &Order, done: Sealed) -> Self {
        let nothing = "nothing of it could be read: see what was rejected, and why";
        Self {
            ended: true,
            sealed: done.new,
            known: done.known,
            skipped: done.skipped,
            rejected_in_all: done.rejected,
            problem: done.is_nothing().then(|| nothing.to_owned()),
            rejected: done.told.into_iter().map(Into::into).collect(),
            ..Self::begun(order)
        }
    }
}

/// Where arrivals lie, and how many there may be.
pub struct Arrivals {
    dir: PathBuf,
    database: Option<String>,
    as_of: Option<String>,
    /// Longest body, bytes.
    pub limit: u64,
    pub pace: Mutex<Pace>,
    room: Arc<Semaphore>,
    of_source: Mutex<BTreeMap<String, Arc<Semaphore>>>,
    turn: Arc<Semaphore>,
}

/// Room for one arrival; given back when it is dropped.
pub struct Room {
    _of_source: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

impl Arrivals {
    /// Of a workspace.
    pub fn of(dir: &Path, options: &Options) -> Self {
        Self {
            dir: dir.to_owned(),
            database: options.database.clone(),
            as_of: options.as_of.clone(),
            limit: options.capture_limit,
            pace: Mutex::default(),
            room: Arc::new(Semaphore::new(ROOM)),
            of_source: Mutex::default(),
            turn: Arc::new(Semaphore::new(1)),
        }
    }

    /// Room for an arrival of a source, if there is any.
    pub fn room(&self, source: &str) -> Option<Room> {
        let mut of_source = self.of_source.lock().unwrap_or_else(PoisonError::into_inner);
        let own = of_source.entry(source.to_owned());
        let own = own.or_insert_with(|| Arc::new(Semaphore::new(ROOM_OF_SOURCE)));
        Some(Room {
            _of_source: own.clone().try_acquire_owned().ok()?,
            _of_all: self.room.clone().try_acquire_owned().ok()?,
        })
    }

    fn folder(&self) -> PathBuf {
        self.dir.join("arrivals")
    }

    /// The file of an arrival; its folder is made, for its owner alone. Where it is not known yet what it
    /// is, the name does not say so either.
    pub fn file(&self, id: &str, kind: Option<Kind>) -> Result<PathBuf> {
        let folder = self.folder();
        let mut make = fs::DirBuilder::new();
        make.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut make, 0o700);
        make.create(&folder).with_context(|| folder.display().to_string())?;
        Ok(kind.map_or_else(|| folder.join(format!("{id}.part")), |kind| self.body_of(id, kind)))
    }

    fn body_of(&self, id: &str, kind: Kind) -> PathBuf {
        self.folder().join(format!("{id}.{}", kind.ending()))
    }

    fn order_of(&self, id: &str) -> PathBuf {
        self.folder().join(format!("{id}.order"))
    }

    /// Begins to seal what has arrived whole; from here on a crash does not lose it.
    pub fn begin(
        self: &Arc<Self>,
        order: Order,
        room: Room,
    ) -> Result<oneshot::Receiver<Result<ArrivalView>>> {
        out::private(&self.order_of(&order.id), &serde_json::to_vec(&order)?)?;
        Ok(self.start(order, Some(room)))
    }

    fn start(
        self: &Arc<Self>,
        order: Order,
        room: Option<Room>,
    ) -> oneshot::Receiver<Result<ArrivalView>> {
        let (tell, told) = oneshot::channel();
        let arrivals = self.clone();
        tokio::spawn(async move {
            let Ok(turn) = arrivals.turn.clone().acquire_owned().await else { return };
            // A thread of its own: an import computes without a pause, and a server that ends does not
            // wait for it.
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let done =
                    runtime.map_err(Into::into).and_then(|r| r.block_on(arrivals.import(&order)));
                drop((turn, room));
                if let Err(Err(error)) = tell.send(done) {
                    tracing::error!("what arrived could not be sealed: {error:#}");
                }
            });
        });
        told
    }

    /// Goes on with what had arrived when the server ended, and removes what had not.
    pub fn resume(self: &Arc<Self>) -> Result<()> {
        let Ok(files) = fs::read_dir(self.folder()) else { return Ok(()) };
        let (mut orders, mut acknowledged, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for file in files {
            let path = file?.path();
            if path.extension().is_none_or(|e| e != "order") {
                others.push(path);
                continue;
            }
            acknowledged.extend(path.file_stem().map(ToOwned::to_owned));
            match serde_json::from_slice::<Order>(&fs::read(&path)?) {
                Ok(order) => orders.push(order),
                Err(error) => tracing::error!("{}: no order: {error}", path.display()),
            }
        }
        let is_known = |path: &Path| acknowledged.iter().any(|id| path.file_stem() == Some(id));
        for path in others.iter().filter(|path| !is_known(path)) {
            fs::remove_file(path).with_context(|| path.display().to_string())?;
        }
        orders.sort_by_key(|order| order.at);
        for order in orders {
            drop(self.start(order, None));
        }
        Ok(())
    }

    async fn import(&self, order: &Order) -> Result<ArrivalView> {
        let (dir, database) = (&self.dir, self.database.as_deref());
        let mut workspace = Workspace::open_without_packs(dir, database).await?;
        let now = clock::now(self.as_of.as_deref())?;
        let done = self.seal(&mut workspace, order).await;
        let again = "the server failed: it tries again when it is started anew";
        let view = match &done {
            Ok(view) => view.clone(),
            Err(_) => ArrivalView { problem: Some(again.into()), ..ArrivalView::begun(order) },
        };
        keep(workspace.vault.casebook(), &view, now).await?;
        workspace.vault.close().await;
        if done.is_ok() {
            // The order first: a body without one is removed at the next start.
            for path in [self.order_of(&order.id), self.body_of(&order.id, order.kind)] {
                fs::remove_file(&path).with_context(|| path.display().to_string())?;
            }
        }
        done
    }

    async fn seal(&self, workspace: &mut Workspace, order: &Order) -> Result<ArrivalView> {
        let path = self.body_of(&order.id, order.kind);
        let format = match order.kind {
            Kind::Warc => Format::Warc,
            Kind::Wacz => Format::Wacz,
            Kind::Mail => Format::Eml,
            Kind::Single => return self.seal_single(workspace, order, &path).await,
        };
        let import = of_file(order, &path, format);
        let done = seal::import(workspace, &import, Progress::new(true, true)).await?;
        Ok(ArrivalView::of(order, done))
    }

    async fn seal_single(
        &self,
        workspace: &mut Workspace,
        order: &Order,
        path: &Path,
    ) -> Result<ArrivalView> {
        let bytes = fs::read(path).with_context(|| path.display().to_string())?;
        let origin = format!("captures/{}", order.id);
        let read = Single::read(&bytes).and_then(|single| single.captures(&origin, order.at));
        let captures = match read {
            Ok(captures) => captures,
            Err(problem) => {
                let view = ArrivalView::begun(order);
                return Ok(ArrivalView { ended: true, problem: Some(problem), ..view });
            }
        };
        let import = of_file(order, path, Format::Auto);
        let done = seal::seal(workspace, &import, |take| {
            for capture in captures {
                if let ControlFlow::Break(()) = take(Item::Capture(capture)) {
                    break;
                }
            }
            Ok(Summary::default())
        });
        Ok(ArrivalView::of(order, done.await?))
    }
}

fn of_file<'a>(order: &'a Order, path: &'a Path, format: Format) -> seal::Order<'a> {
    seal::Order { path, source: &order.source, format, mapping: None, at: order.at }
}

/// Keeps how an arrival stands, for a day.
pub async fn keep(book: &Casebook, view: &ArrivalView, now: Millis) -> Result<()> {
    Ok(book.keep(ARRIVAL, &account::kept(&view.id, view, Some(now + TOLD_FOR))?).await?)
}
