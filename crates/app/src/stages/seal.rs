//! Files → exhibits: an importer gives captures, the vault seals them.

use crate::out::Refused;
use crate::progress::Progress;
use crate::workspace::Workspace;
use anyhow::{Result, anyhow};
use spoor_collect::{CollectError, Format, Item, Options, REJECT_BYTES_MAX, Summary};
use spoor_read::ExhibitView;
use spoor_vault::{SealOutcome, VaultError};
use spoor_vocab::{Capture, Defect, ExhibitId, Millis};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Captures sealed before the log is made durable and a checkpoint is signed.
const COMMIT_EVERY: u64 = 10_000;
/// Rejected records of one import that are told of beside the reject file.
const TOLD_MAX: usize = 100;

/// What to import.
pub struct Order<'a> {
    /// File or folder.
    pub path: &'a Path,
    /// Name of the source.
    pub source: &'a str,
    /// Format, or `Auto`.
    pub format: Format,
    /// For CSV.
    pub mapping: Option<BTreeMap<String, String>>,
    /// Time of the import.
    pub at: Millis,
}

/// What an import did.
#[derive(Default)]
pub struct Sealed {
    /// New exhibits.
    pub new: u64,
    /// Captures whose content was in the vault already.
    pub known: u64,
    /// Records that are neither adverts nor pictures (requests, style sheets, …).
    pub skipped: u64,
    /// Records that could not be read.
    pub rejected: u64,
    /// Files with the rejected records and the reasons.
    pub rejects: Vec<PathBuf>,
    /// The first of the rejected records, without their bytes.
    pub told: Vec<Defect>,
}

impl Sealed {
    /// Adds the figures of another import.
    pub fn add(&mut self, other: Self) {
        self.new += other.new;
        self.known += other.known;
        self.skipped += other.skipped;
        self.rejected += other.rejected;
        self.rejects.extend(other.rejects);
        self.told.extend(other.told);
    }

    /// Whether nothing of the input could be read, and something was tried.
    pub fn is_nothing(&self) -> bool {
        self.new + self.known == 0 && self.rejected > 0
    }

    fn reject(&mut self, defect: &Defect) {
        self.rejected += 1;
        if self.told.len() < TOLD_MAX {
            self.told.push(defect.clone());
        }
    }
}

/// The reject file of one import: made when the first record is rejected.
struct Rejects {
    dir: PathBuf,
    stem: String,
    open: Option<(PathBuf, BufWriter<File>)>,
}

impl Rejects {
    fn new(dir: PathBuf, order: &Order<'_>) -> Self {
        let name = order.path.file_name().map(|n| n.to_string_lossy().into_owned());
        let stem = format!("{}-{}", order.at, name.unwrap_or_else(|| "input".into()));
        Self { dir, stem, open: None }
    }

    fn write(&mut self, defect: &Defect, bytes: &[u8]) -> Result<()> {
        if self.open.is_none() {
            let path = (0..)
                .map(|n| match n {
                    0 => self.dir.join(format!("{}.jsonl", self.stem)),
                    n => self.dir.join(format!("{}-{n}.jsonl", self.stem)),
                })
                .find(|p| !p.exists())
                .ok_or_else(|| anyhow!("no name is left for a reject file"))?;
            fs::create_dir_all(&self.dir)?;
            self.open = Some((path.clone(), BufWriter::new(File::create(&path)?)));
        }
        let Some((_, file)) = &mut self.open else { return Ok(()) };
        let line = serde_json::json!({
            "place": defect.place, "code": defect.code, "problem": defect.problem,
            "hint": defect.hint, "input": String::from_utf8_lossy(bytes),
        });
        serde_json::to_writer(&mut *file, &line)?;
        writeln!(file)?;
        Ok(())
    }

    fn finish(self) -> Result<Option<PathBuf>> {
        let Some((path, mut file)) = self.open else { return Ok(None) };
        file.flush()?;
        Ok(Some(path))
    }
}

/// Writes what was wrong with a file (path, source, time) that is not sealed; gives the reject file.
pub fn reject_all(
    workspace: &Workspace,
    (path, source, at): (&Path, &str, Millis),
    defects: &[Defect],
) -> Result<Option<PathBuf>> {
    let order = Order { path, source, format: Format::Auto, mapping: None, at };
    let mut rejects = Rejects::new(workspace.rejects_of(source), &order);
    for defect in defects {
        rejects.write(defect, &[])?;
    }
    rejects.finish()
}

/// Pictures of this import, each with the address at which it was first met.
#[derive(Default)]
struct Pictures(BTreeMap<ExhibitId, String>);

impl Pictures {
    /// The note that a picture which is sealed already was met at another address. Of a picture of an
    /// earlier import the address is not known here: there the note may say the same address again.
    fn again(&mut self, capture: &Capture, sealed: &SealOutcome) -> Option<Capture> {
        let view = ExhibitView {
            id: sealed.exhibit,
            source: "",
            target: &capture.target,
            media_type: &capture.media_type,
            block: &capture.block,
            captured_at: capture.captured_at,
            mapping: None,
        };
        if !spoor_read::is_picture(&view) {
            return None;
        }
        if sealed.new {
            self.0.insert(sealed.exhibit, capture.target.clone());
            return None;
        }
        let is_first = self.0.get(&sealed.exhibit) == Some(&capture.target);
        (!is_first).then(|| capture.again(sealed.exhibit))
    }
}

/// A refusal unless the source has been named, with its legal basis.
pub async fn has_basis(workspace: &Workspace, source: &str) -> Result<()> {
    if workspace.vault.source(source).await?.is_some() {
        return Ok(());
    }
    let told = format!(
        "there is no source {source:?}, so no legal basis to keep this: name it first with \
         `spoor source add {source} --basis '…' --purpose '…' --retain 180d`"
    );
    Err(Refused(told).into())
}

/// What is said of a capture that could be sealed but not read back.
fn too_long(capture: &Capture, problem: String) -> Defect {
    let hint = "shorten what surrounds the content: its address or type";
    Defect::new(capture.origin.as_str(), "seal.too-long", problem, hint)
}

/// Imports one file or folder. Everything before an interruption stays sealed; the same import
/// again goes on, since known content is not stored twice.
pub async fn import(
    workspace: &mut Workspace,
    order: &Order<'_>,
    progress: Progress,
) -> Result<Sealed> {
    import_until(workspace, order, progress, &|| false).await
}

/// Likewise, unless it is to stop: then what came before is sealed, and the rest is not looked at.
pub async fn import_until(
    workspace: &mut Workspace,
    order: &Order<'_>,
    progress: Progress,
    stop: &dyn Fn() -> bool,
) -> Result<Sealed> {
    let options = Options {
        format: order.format,
        mapping: order.mapping.clone(),
        imported_at: order.at,
        start: 0,
    };
    let bytes = fs::metadata(order.path).map(|m| m.len()).unwrap_or(0);
    let bar = progress.bar(bytes, "import");
    let done = seal(workspace, order, |take| {
        spoor_collect::import(order.path, &options, &mut |item, consumed| {
            bar.set_position(consumed);
            if stop() { ControlFlow::Break(()) } else { take(item) }
        })
    });
    let done = done.await?;
    bar.finish_and_clear();
    Ok(done)
}

/// What takes one thing that was found.
pub type Take<'a> = dyn FnMut(Item) -> ControlFlow<()> + 'a;

/// Seals what `give` hands over, whatever it comes from.
pub async fn seal(
    workspace: &mut Workspace,
    order: &Order<'_>,
    give: impl FnOnce(&mut Take<'_>) -> Result<Summary, CollectError>,
) -> Result<Sealed> {
    has_basis(workspace, order.source).await?;
    let mut rejects = Rejects::new(workspace.rejects_of(order.source), order);
    let mut done = Sealed::default();
    let mut sealer = workspace.vault.sealer(order.source, order.at)?;
    let mut failed = None;
    let mut pending = 0;
    let mut pictures = Pictures::default();
    let mut take = |item: Item| -> Result<()> {
        match item {
            Item::Capture(capture) => {
                match sealer.seal(&capture) {
                    Ok(sealed) => {
                        done.new += u64::from(sealed.new);
                        done.known += u64::from(!sealed.new);
                        if let Some(note) = pictures.again(&capture, &sealed) {
                            pending += u64::from(sealer.seal(&note)?.new);
                        }
                    }
                    // Neither does one record that cannot be sealed lose those beside it.
                    Err(VaultError::TooLong(problem)) => {
                        let shown = capture.block.len().min(REJECT_BYTES_MAX);
                        let defect = too_long(&capture, problem);
                        done.reject(&defect);
                        rejects.write(&defect, &capture.block[..shown])?;
                    }
                    Err(error) => return Err(error.into()),
                }
                pending += 1;
                if pending >= COMMIT_EVERY {
                    sealer.commit()?;
                    pending = 0;
                }
            }
            Item::Defect { defect, bytes } => {
                done.reject(&defect);
                rejects.write(&defect, &bytes)?;
            }
        }
        Ok(())
    };
    let summary = give(&mut |item| match take(item) {
        Ok(()) => ControlFlow::Continue(()),
        Err(e) => {
            failed = Some(e);
            ControlFlow::Break(())
        }
    });
    if let Some(error) = failed {
        return Err(error);
    }
    // What came before an unreadable end is sealed all the same.
    sealer.commit()?;
    done.skipped = summary?.skipped;
    done.rejects.extend(rejects.finish()?);
    Ok(done)
}
