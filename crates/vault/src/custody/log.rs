//! Appending to the custody log, and signing what it has become.

use super::tiles::{self, TilesOnDisk, WIDTH};
use crate::error::{AtPath, VaultError, broken};
use rand_core::OsRng;
use rustc_hash::FxHashMap;
use signed_note::{Note, Signer, StandardSigner, StandardVerifier, VerifierList};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use tlog_tiles::{
    Checkpoint, Error, Hash, HashReader, record_hash, stored_hash_index,
    stored_hashes_for_record_hash, tree_hash,
};

/// Name of the log in its checkpoints and of its key.
pub const ORIGIN: &str = "spoor.example/custody";
/// Extension line of our checkpoints: BLAKE3 of `manifest.json`, hexadecimal.
const MANIFEST: &str = "spoor-manifest ";

/// The custody log, with the entries that are not yet signed for.
pub struct Log {
    dir: PathBuf,
    size: u64,
    root: Hash,
    manifest: String,
    /// The signed checkpoint as it lies on disk.
    checkpoint: String,
    pending: Vec<Vec<u8>>,
}

/// Stored hashes: new ones in memory, old ones in tiles.
struct Overlay<'a> {
    new: FxHashMap<u64, Hash>,
    old: TilesOnDisk<'a>,
}

impl HashReader for Overlay<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let read = |index: &u64| match self.new.get(index) {
            Some(hash) => Ok(*hash),
            None => self.old.read_hashes(&[*index])?.pop().ok_or(Error::BadMath),
        };
        indexes.iter().map(read).collect()
    }
}

fn log_error(e: impl std::fmt::Display) -> VaultError {
    VaultError::Log(e.to_string())
}

impl Log {
    /// Makes an empty log with a new key pair. It can be opened once it is signed.
    pub fn create(dir: &Path) -> Result<Self, VaultError> {
        fs::create_dir_all(dir).at(dir)?;
        let (private, public) = signed_note::generate_key(&mut OsRng, ORIGIN);
        write_private(&dir.join("key"), private.as_bytes())?;
        write_durably(&dir.join("verifier"), format!("{public}\n").as_bytes())?;
        Ok(Self {
            dir: dir.to_owned(),
            size: 0,
            root: tlog_tiles::EMPTY_HASH,
            manifest: String::new(),
            checkpoint: String::new(),
            pending: Vec::new(),
        })
    }

    /// Whether a log was ever signed here.
    pub fn is_signed(dir: &Path) -> bool {
        dir.join("checkpoint").exists()
    }

    /// Opens a log at its signed checkpoint; tiles beyond it, left by a crash, do not count.
    pub fn open(dir: &Path) -> Result<Self, VaultError> {
        let (text, checkpoint) = read_checkpoint(dir, &verifier(dir)?)?;
        Ok(Self {
            dir: dir.to_owned(),
            size: checkpoint.size(),
            root: *checkpoint.hash(),
            manifest: manifest_digest(&checkpoint).to_owned(),
            checkpoint: text,
            pending: Vec::new(),
        })
    }

    /// The log as others have signed it since; none if they have not. It must have this one as its
    /// beginning.
    pub fn grown(&self) -> Result<Option<Self>, VaultError> {
        let path = self.dir.join("checkpoint");
        if fs::read_to_string(&path).at(&path)? == self.checkpoint {
            return Ok(None);
        }
        let now = Self::open(&self.dir)?;
        let proof = match now.size.cmp(&self.size) {
            std::cmp::Ordering::Less => Err("it is shorter than it was".to_owned()),
            std::cmp::Ordering::Equal if now.root == self.root => Ok(()),
            _ => tlog_tiles::prove_tree(now.size, self.size, &now.reader())
                .and_then(|p| tlog_tiles::check_tree(&p, now.size, now.root, self.size, self.root))
                .map_err(|e| e.to_string()),
        };
        match proof {
            Ok(()) => Ok(Some(now)),
            Err(e) => Err(broken(&path, format!("the log was rewritten while it was open: {e}"))),
        }
    }

    /// Digest of the manifest that the signed checkpoint names.
    pub fn manifest(&self) -> &str {
        &self.manifest
    }

    /// Every file a log of this size consists of.
    pub fn files(&self) -> BTreeSet<PathBuf> {
        let mut files: BTreeSet<PathBuf> =
            ["key", "verifier", "checkpoint"].iter().map(|name| self.dir.join(name)).collect();
        files.extend(tiles::new_tiles(0, self.size).iter().map(|t| tiles::tile_path(&self.dir, t)));
        let bundles = 0..self.size.div_ceil(WIDTH);
        files.extend(bundles.map(|index| tiles::entries_path(&self.dir, index, self.size)));
        files
    }

    /// Files below the log's folder that no checkpoint speaks for: a crash left them.
    pub fn strays(&self) -> Result<Vec<PathBuf>, VaultError> {
        let files = self.files();
        let (mut strays, mut folders) = (Vec::new(), vec![self.dir.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).at(&folder)? {
                let path = entry.at(&folder)?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if !files.contains(&path) {
                    strays.push(path);
                }
            }
        }
        strays.sort();
        Ok(strays)
    }

    /// Removes what a crash left of entries that were never signed for.
    pub fn settle(&self) -> Result<(), VaultError> {
        for path in self.strays()? {
            fs::remove_file(&path).at(&path)?;
        }
        Ok(())
    }

    /// Entries signed for.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Entries signed for and entries waiting.
    pub fn size_with_pending(&self) -> u64 {
        self.size + self.pending.len() as u64
    }

    /// The root of the tree that was signed.
    pub fn root(&self) -> Hash {
        self.root
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Adds an entry; it counts only after [`Log::sign`].
    pub fn append(&mut self, entry: Vec<u8>) -> Result<(), VaultError> {
        if entry.len() > usize::from(u16::MAX) {
            return Err(log_error("an entry is longer than 65,535 bytes: shorten the reason"));
        }
        self.pending.push(entry);
        Ok(())
    }

    /// Forgets entries that were not signed for.
    pub fn forget_pending(&mut self) {
        self.pending.clear();
    }

    /// Writes waiting entries and their tiles durably. They do not count before [`Log::sign`].
    pub fn write_pending(&mut self) -> Result<(u64, Hash), VaultError> {
        let size = self.size_with_pending();
        if self.pending.is_empty() {
            return Ok((size, self.root));
        }
        self.write_entries(size)?;
        let old = TilesOnDisk { dir: &self.dir, size: self.size };
        let mut overlay = Overlay { new: FxHashMap::default(), old };
        for (n, entry) in (self.size..).zip(&self.pending) {
            let hashes = stored_hashes_for_record_hash(n, record_hash(entry), &overlay)
                .map_err(log_error)?;
            let first = stored_hash_index(0, n);
            overlay.new.extend((first..).zip(hashes));
        }
        for tile in tiles::new_tiles(self.size, size) {
            let data = tile.read_data(&overlay).map_err(log_error)?;
            write_durably(&tiles::tile_path(&self.dir, &tile), &data)?;
        }
        Ok((size, tree_hash(size, &overlay).map_err(log_error)?))
    }

    /// Signs a checkpoint over everything appended, and over the manifest of this digest (an
    /// extension line of C2SP tlog-checkpoint): the act that acknowledges it.
    pub fn sign(&mut self, manifest: &str) -> Result<(), VaultError> {
        let (size, root) = self.write_pending()?;
        let text = Checkpoint::new(ORIGIN, size, root, &format!("{MANIFEST}{manifest}\n"))
            .map_err(|e| log_error(format!("{e:?}")))?
            .to_bytes();
        let signer = self.signer()?;
        let mut note = Note::new(&text, &[]).map_err(log_error)?;
        note.add_sigs(&[&signer]).map_err(log_error)?;
        let signed = note.to_bytes();
        write_durably(&self.dir.join("checkpoint"), &signed)?;
        self.checkpoint = String::from_utf8(signed).map_err(log_error)?;
        let old = self.size;
        (self.size, self.root) = (size, root);
        self.manifest = manifest.to_owned();
        self.pending.clear();
        self.sweep_partial(old)
    }

    fn signer(&self) -> Result<StandardSigner, VaultError> {
        let path = self.dir.join("key");
        let key = fs::read_to_string(&path).at(&path)?;
        StandardSigner::new(key.trim()).map_err(|e| broken(&path, e.to_string()))
    }

    /// Signs a statement whose first line is its domain, which is not the name of this log: so no
    /// statement is a checkpoint, and no checkpoint a statement.
    pub fn sign_statement(&self, domain: &str, of: &str) -> Result<(String, Vec<u8>), VaultError> {
        if domain == ORIGIN {
            return Err(log_error("a statement cannot have the name of the log"));
        }
        let statement = format!("{domain}\n{of}");
        let signature = self.signer()?.sign(statement.as_bytes()).map_err(log_error)?;
        Ok((statement, signature))
    }

    /// Removes partial tiles that the new checkpoint does not need: full ones or wider ones
    /// stand in their place.
    fn sweep_partial(&self, old: u64) -> Result<(), VaultError> {
        if old == self.size || old == 0 {
            return Ok(());
        }
        let mut stale: Vec<PathBuf> = tiles::new_tiles(0, old)
            .iter()
            .filter(|t| u64::from(t.width()) < WIDTH)
            .map(|t| tiles::tile_path(&self.dir, t))
            .collect();
        if !old.is_multiple_of(WIDTH) {
            stale.push(tiles::entries_path(&self.dir, old / WIDTH, old));
        }
        let mut needed: Vec<PathBuf> =
            tiles::new_tiles(0, self.size).iter().map(|t| tiles::tile_path(&self.dir, t)).collect();
        needed.push(tiles::entries_path(&self.dir, (self.size - 1) / WIDTH, self.size));
        for path in stale.into_iter().filter(|p| !needed.contains(p) && p.exists()) {
            fs::remove_file(&path).at(&path)?;
            if let Some(folder) = path.parent() {
                // Stays if another partial tile is in it.
                let _ = fs::remove_dir(folder);
            }
        }
        Ok(())
    }

    fn write_entries(&self, size: u64) -> Result<(), VaultError> {
        let first = self.size / WIDTH;
        let mut entries = match self.size % WIDTH {
            0 => Vec::new(),
            _ => read_bundle(&self.dir, first, self.size)?,
        };
        entries.extend(self.pending.iter().cloned());
        for (index, chunk) in (first..).zip(entries.chunks(WIDTH as usize)) {
            let path = tiles::entries_path(&self.dir, index, size);
            let bytes = tiles::bundle(chunk).ok_or_else(|| log_error("an entry is too long"))?;
            write_durably(&path, &bytes)?;
        }
        Ok(())
    }

    /// Entries `from..size`, bundle by bundle.
    pub fn entries(&self, from: u64) -> impl Iterator<Item = Result<(u64, Vec<u8>), VaultError>> {
        let (dir, size) = (self.dir.clone(), self.size);
        let bundles = from / WIDTH..size.div_ceil(WIDTH);
        bundles.flat_map(move |index| {
            let found: Vec<_> = match read_bundle(&dir, index, size) {
                Ok(entries) => (index * WIDTH..).zip(entries).map(Ok).collect(),
                Err(e) => vec![Err(e)],
            };
            found.into_iter().filter(move |e| e.as_ref().map_or(true, |(n, _)| *n >= from))
        })
    }

    /// Reads hashes of the signed tree.
    pub fn reader(&self) -> TilesOnDisk<'_> {
        TilesOnDisk { dir: &self.dir, size: self.size }
    }

    /// The signed checkpoint, as it lies on disk if nobody has signed since.
    pub fn checkpoint_text(&self) -> &str {
        &self.checkpoint
    }
}

/// Reads one bundle of entries.
pub fn read_bundle(dir: &Path, index: u64, size: u64) -> Result<Vec<Vec<u8>>, VaultError> {
    let want = (size - index * WIDTH).min(WIDTH);
    let (path, bytes) = tiles::read_as_wide(dir, "entries", index, want)?;
    match tiles::split(&bytes) {
        Some(mut entries) if entries.len() as u64 >= want => {
            entries.truncate(usize::try_from(want).unwrap_or(usize::MAX));
            Ok(entries)
        }
        _ => Err(broken(&path, format!("this is no bundle of {want} entries"))),
    }
}

/// The public key that lies beside the log. It has one spelling only.
pub fn verifier(dir: &Path) -> Result<String, VaultError> {
    let path = dir.join("verifier");
    let text = fs::read_to_string(&path).at(&path)?;
    let line = text.strip_suffix('\n').unwrap_or_default();
    let id = line.split('+').nth(1).unwrap_or_default();
    let lower = !id.bytes().any(|b| b.is_ascii_uppercase());
    if !lower || StandardVerifier::new(line).is_err() {
        return Err(broken(&path, "this is no verifier key"));
    }
    Ok(line.to_owned())
}

/// Digest of the manifest a checkpoint names; empty if it names none.
fn manifest_digest(checkpoint: &Checkpoint) -> &str {
    let line = checkpoint.extension().strip_prefix(MANIFEST);
    line.and_then(|l| l.strip_suffix('\n')).unwrap_or_default()
}

/// Reads the checkpoint and checks its signature; gives its text too.
pub fn read_checkpoint(dir: &Path, verifier: &str) -> Result<(String, Checkpoint), VaultError> {
    let path = dir.join("checkpoint");
    let text = fs::read_to_string(&path).at(&path)?;
    let read = open_checkpoint(text.as_bytes(), verifier);
    read.map(|checkpoint| (text, checkpoint)).map_err(|problem| broken(&path, problem))
}

/// Checks a signed checkpoint against a verifier key.
pub fn open_checkpoint(bytes: &[u8], verifier: &str) -> Result<Checkpoint, String> {
    let known = StandardVerifier::new(verifier).map_err(|e| format!("the verifier key: {e}"))?;
    let note = Note::from_bytes(bytes).map_err(|e| format!("not a signed note: {e}"))?;
    note.verify(&VerifierList::new(vec![Box::new(known)]))
        .map_err(|e| format!("the signature does not hold: {e}"))?;
    let checkpoint = Checkpoint::from_bytes(note.text()).map_err(|e| e.to_string())?;
    match checkpoint.origin() {
        ORIGIN => Ok(checkpoint),
        other => Err(format!("the checkpoint is of another log: {other:?}")),
    }
}

/// Ending of a file that is being written.
pub const PARTIAL: &str = ".partial";

/// Writes a file so that it is whole or not there, also after a power cut.
pub fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let mut partial = path.as_os_str().to_owned();
    partial.push(PARTIAL);
    let partial = PathBuf::from(partial);
    let mut file = fs::File::create(&partial).at(&partial)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).at(&partial)?;
    fs::rename(&partial, path).at(path)?;
    fs::File::open(folder).and_then(|f| f.sync_all()).at(folder)
}

/// Makes a folder and those above it, each entered durably in the one above.
fn make_folder(folder: &Path) -> Result<(), VaultError> {
    if folder.exists() {
        return Ok(());
    }
    let above = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    make_folder(above)?;
    fs::create_dir_all(folder).at(folder)?;
    fs::File::open(above).and_then(|f| f.sync_all()).at(above)
}

/// Writes a new file that its owner alone can read.
#[cfg(unix)]
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(0o600).open(path).at(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).at(path)
}

/// Writes a new file; who can read it is for the folder to say.
#[cfg(not(unix))]
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    write_durably(path, bytes)
}
