//! Tiles on disk: `tile/<level>/<index>` holds up to 256 hashes, `tile/entries/<index>` up to 256
//! entries, each with its length in two bytes before it (C2SP tlog-tiles).

use crate::error::{AtPath, VaultError};
use std::fs;
use std::path::{Path, PathBuf};
use tlog_tiles::{Error, Hash, HashReader, Tile};

/// Hashes or entries in a full tile.
pub const WIDTH: u64 = 256;
const HEIGHT: u8 = 8;
/// Bytes of a hash.
const HASH: usize = 32;

/// `x001/x234/067`: an index in groups of three digits.
fn number(mut n: u64) -> String {
    let mut path = format!("{:03}", n % 1000);
    while n >= 1000 {
        n /= 1000;
        path = format!("x{:03}/{path}", n % 1000);
    }
    path
}

fn path(dir: &Path, level: &str, index: u64, width: u64) -> PathBuf {
    let full = dir.join("tile").join(level).join(number(index));
    if width == WIDTH {
        return full;
    }
    let mut partial = full.into_os_string();
    partial.push(format!(".p/{width}"));
    partial.into()
}

/// Where the `index`-th bundle of entries of a log of `size` entries lies.
pub fn entries_path(dir: &Path, index: u64, size: u64) -> PathBuf {
    path(dir, "entries", index, (size - index * WIDTH).min(WIDTH))
}

/// Where a tile of hashes lies.
pub fn tile_path(dir: &Path, tile: &Tile) -> PathBuf {
    let width = u64::from(tile.width());
    path(dir, &tile.level().to_string(), tile.level_index(), width)
}

/// Reads a tile of at least this width. One that is partial goes when a wider one stands in its place,
/// which begins with the same hashes or entries (C2SP tlog-tiles, Partial Tiles).
pub fn read_as_wide(
    dir: &Path,
    level: &str,
    index: u64,
    width: u64,
) -> Result<(PathBuf, Vec<u8>), VaultError> {
    let exact = path(dir, level, index, width);
    let mut failed = None;
    // Whoever writes may take a wider one away between the look and the reading.
    for _ in 0..3 {
        for path in [exact.clone()].into_iter().chain(wider(dir, level, index, width)) {
            match fs::read(&path) {
                Ok(bytes) => return Ok((path, bytes)),
                Err(e) => failed = failed.or(Some(e)),
            }
        }
    }
    Err(failed.unwrap_or_else(|| std::io::ErrorKind::NotFound.into())).at(&exact)
}

/// Where wider tiles may lie: the full one, and partial ones that are there.
fn wider(dir: &Path, level: &str, index: u64, width: u64) -> Vec<PathBuf> {
    let folder = path(dir, level, index, 1).parent().map(Path::to_path_buf).unwrap_or_default();
    let names = fs::read_dir(&folder).into_iter().flatten().flatten();
    let widths = names.filter_map(|n| n.file_name().to_str()?.parse::<u64>().ok());
    let mut found: Vec<u64> = widths.filter(|w| *w > width && *w < WIDTH).collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    let partial = found.into_iter().map(|w| path(dir, level, index, w));
    [path(dir, level, index, WIDTH)].into_iter().chain(partial).collect()
}

/// Joins entries to a bundle. An entry is at most 65,535 bytes long.
pub fn bundle(entries: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for entry in entries {
        bytes.extend(u16::try_from(entry.len()).ok()?.to_be_bytes());
        bytes.extend(entry);
    }
    Some(bytes)
}

/// Splits a bundle into entries; `None` if the lengths do not add up.
pub fn split(mut bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        if rest.len() < length {
            return None;
        }
        let (entry, rest) = rest.split_at(length);
        entries.push(entry.to_vec());
        bytes = rest;
    }
    Some(entries)
}

/// Reads stored hashes from the tiles of a log of `size` entries.
pub struct TilesOnDisk<'a> {
    /// Folder of the log.
    pub dir: &'a Path,
    /// Entries in the log.
    pub size: u64,
}

impl HashReader for TilesOnDisk<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let mut hashes = Vec::with_capacity(indexes.len());
        let mut last: Option<(PathBuf, Vec<u8>)> = None;
        for &index in indexes {
            let least = Tile::from_index(HEIGHT, index);
            let level = u32::from(least.level()) * u32::from(HEIGHT);
            let have = (self.size >> level).saturating_sub(least.level_index() * WIDTH).min(WIDTH);
            let width = u32::try_from(have).map_err(|_| Error::BadMath)?;
            if width < least.width() {
                return Err(Error::IndexesNotInTree);
            }
            let tile = Tile::new(HEIGHT, least.level(), least.level_index(), width, false);
            let path = tile_path(self.dir, &tile);
            if last.as_ref().is_none_or(|(known, _)| *known != path) {
                let level = tile.level().to_string();
                let read = read_as_wide(self.dir, &level, tile.level_index(), width.into());
                let (_, mut bytes) = read.map_err(|_| Error::InvalidTile)?;
                bytes.truncate(width as usize * HASH);
                last = Some((path, bytes));
            }
            let data = last.as_ref().map(|(_, bytes)| bytes.as_slice()).unwrap_or_default();
            hashes.push(tile.hash_at_index(data, index)?);
        }
        Ok(hashes)
    }
}

/// The tiles that a log of `size` entries has beyond one of `old_size`.
pub fn new_tiles(old_size: u64, size: u64) -> Vec<Tile> {
    Tile::new_tiles(HEIGHT, old_size, size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_follow_the_specification() {
        let dir = Path::new("log");
        // The example of c2sp.org/tlog-tiles.
        let tile = Tile::new(8, 0, 1_234_067, 256, false);
        assert_eq!(tile_path(dir, &tile), Path::new("log/tile/0/x001/x234/067"));
        assert_eq!(entries_path(dir, 0, 3), Path::new("log/tile/entries/000.p/3"));
        assert_eq!(entries_path(dir, 1, 700), Path::new("log/tile/entries/001"));
    }

    #[test]
    fn bundles_are_split_as_they_were_joined() {
        let entries = vec![b"a".to_vec(), Vec::new(), vec![7; 300]];
        let bytes = bundle(&entries).unwrap();
        assert_eq!(split(&bytes), Some(entries));
        assert_eq!(split(&bytes[..bytes.len() - 1]), None);
        assert_eq!(bundle(&[vec![0; 70_000]]), None);
    }
}
