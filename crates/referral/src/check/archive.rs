//! A ZIP file from anywhere as files in memory, or a refusal.
//!
//! Only what spoor writes is taken: files that are stored, not compressed, so that nothing can grow
//! (a "bomb" refers to the same bytes many times, and bytes are counted here); one folder on top;
//! plain relative names, each once, also where capitals do not count; no links; no bytes between the
//! files, and the same name before a file as in the list at the end, so that every unpacker sees the
//! same.

use crate::bag::Files;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use zip::{CompressionMethod, ZipArchive};

/// Longest package that is read, bytes.
pub const BYTES_MAX: usize = 1 << 30;
/// Most files in a package.
pub const FILES_MAX: usize = 20_000;
/// Most bytes that all exhibits of a package unpack to.
pub const UNPACKED_MAX: u64 = 1 << 30;
/// Longest name of a file, bytes.
const NAME_MAX: usize = 200;
/// The record that ends a ZIP file without a comment (APPNOTE 4.3.16).
const END: usize = 22;

/// Name of the package and its files, by path inside it.
pub fn open(bytes: &[u8]) -> Result<(String, Files), String> {
    if bytes.len() > BYTES_MAX {
        return Err(format!("it is over {BYTES_MAX} bytes"));
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| format!("no ZIP file: {e}"))?;
    if zip.len() > FILES_MAX {
        return Err(format!("it has {} files: at most {FILES_MAX} are read", zip.len()));
    }
    let end = bytes.len().checked_sub(END).and_then(|at| bytes.get(at..));
    if zip.has_duplicate_names() || end.is_none_or(|end| !end.starts_with(b"PK\x05\x06")) {
        return Err("it has a name twice, or bytes after its end".into());
    }
    zip.validate_header_consistency().map_err(|e| format!("it says two things: {e}"))?;
    let (mut files, mut top) = (Files::new(), None::<String>);
    let (mut spans, mut seen) = (Vec::new(), BTreeSet::new());
    let mut left = bytes.len();
    for index in 0..zip.len() {
        let file = zip.by_index_raw(index).map_err(|e| format!("file {index}: {e}"))?;
        let path = file.name().map_err(|e| format!("file {index}: {e}"))?.into_owned();
        let safe = safe(&path)?;
        if file.compression() != CompressionMethod::Stored || file.encrypted() {
            return Err(format!("{path:?} is compressed or encrypted: spoor stores files"));
        }
        if file.is_symlink() || file.is_dir() {
            return Err(format!("{path:?} is a link or a folder"));
        }
        let size = usize::try_from(file.size()).unwrap_or(usize::MAX);
        if size > left || file.size() != file.compressed_size() {
            return Err(format!("{path:?} is longer than the package"));
        }
        left -= size;
        if !seen.insert(path.to_lowercase()) {
            return Err(format!("{path:?} is there twice"));
        }
        let (folder, inside) = safe;
        if *top.get_or_insert_with(|| folder.to_owned()) != folder {
            return Err(format!("{path:?} is outside of the package's folder"));
        }
        let header = usize::try_from(file.header_start()).unwrap_or(usize::MAX);
        let data = file.data_start().and_then(|at| usize::try_from(at).ok());
        let data = data.ok_or_else(|| format!("{path:?} has no bytes"))?;
        spans.push((header, data, data.saturating_add(size)));
        let inside = inside.to_owned();
        let mut content = Vec::new();
        file.take(size as u64).read_to_end(&mut content).map_err(|e| format!("{path:?}: {e}"))?;
        if content.len() != size {
            return Err(format!("{path:?} is cut short"));
        }
        files.insert(inside, content);
    }
    let central = usize::try_from(zip.central_directory_start()).unwrap_or(usize::MAX);
    without_gaps(spans, central)?;
    Ok((top.ok_or("it is empty")?, files))
}

/// The name of the folder on top and the path below it.
fn safe(path: &str) -> Result<(&str, &str), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    let parts = path.split('/');
    let tame = parts.clone().all(|part| !part.is_empty() && !part.starts_with('.'));
    if path.len() > NAME_MAX || !path.chars().all(plain) || !tame {
        return Err(format!("{path:?} is no safe name for a file"));
    }
    path.split_once('/').ok_or_else(|| format!("{path:?} is in no folder"))
}

/// Files follow each other from the first byte to the list at the end.
fn without_gaps(mut spans: Vec<(usize, usize, usize)>, central: usize) -> Result<(), String> {
    spans.sort_unstable();
    let mut at = 0;
    for (header, data, end) in spans {
        if header != at || data < header {
            return Err("there are bytes between its files, or files in files".into());
        }
        at = end;
    }
    if at == central { Ok(()) } else { Err("there are bytes after its files".into()) }
}
