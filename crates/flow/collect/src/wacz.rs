//! WACZ 1.1: WARC files in a zip, with hashes in `datapackage.json`.
//!
//! Members are read as streams; nothing is written to disk, so that paths in the zip do no harm,
//! and a member that unpacks to implausibly much is cut off.

use crate::outlet::{Halt, Outlet};
use crate::tape::Tape;
use crate::unpack::Unpacked;
use crate::{Options, warc};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use spoor_vocab::Defect;
use std::cell::RefCell;
use std::io::{self, Read, Seek};
use zip::ZipArchive;

/// Largest `datapackage.json` read.
const PACKAGE_BYTES_MAX: u64 = 64 << 20;

/// A member may unpack to this much whatever its packed size ...
const FREE_BYTES: u64 = 64 << 20;

/// ... and to this many times its packed size beyond that.
const RATIO_MAX: u64 = 300;

#[derive(Default, Deserialize)]
struct Package {
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    path: String,
    hash: Option<String>,
}

#[derive(Deserialize)]
struct PackageDigest {
    hash: String,
}

pub(crate) fn import(
    file: impl Read + Seek,
    name: &str,
    options: &Options,
    outlet: &mut Outlet<'_>,
) -> Result<(), Halt> {
    let mut archive = match ZipArchive::new(file) {
        Ok(archive) => archive,
        Err(error) => {
            let problem = format!("the file is not a readable zip: {error}");
            return defect(outlet, name, "wacz.not-zip", problem, 0);
        }
    };
    let package = read_package(&mut archive, name, outlet)?;
    let mut members: Vec<(String, usize)> = (0..archive.len())
        .filter_map(|i| Some((archive.name_for_index(i)?.ok()?.into_owned(), i)))
        .filter(|(n, _)| is_warc(n))
        .collect();
    members.sort();
    if members.is_empty() {
        let problem = "there is no archive/*.warc.gz in the zip".to_owned();
        return defect(outlet, name, "wacz.no-warc", problem, 0);
    }
    let mut base = 0;
    for (member, index) in members {
        let stated = package.resources.iter().find(|r| r.path == member);
        let stated = stated.and_then(|r| r.hash.as_deref());
        base += import_member(&mut archive, index, (name, &member), stated, base, options, outlet)?;
    }
    Ok(())
}

fn is_warc(member: &str) -> bool {
    let lower = member.to_ascii_lowercase();
    [".warc", ".warc.gz", ".warc.zst"].iter().any(|end| lower.ends_with(end))
}

/// Checks the hash of one member and reads its records; gives its packed size.
fn import_member<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    index: usize,
    (name, member): (&str, &str),
    stated: Option<&str>,
    base: u64,
    options: &Options,
    outlet: &mut Outlet<'_>,
) -> Result<u64, Halt> {
    let place = format!("{name}!{member}");
    if let Some(stated) = stated {
        match hash_of(archive, index) {
            Some(found) if !found.eq_ignore_ascii_case(stated) => {
                let problem = "the member does not fit its hash in datapackage.json".to_owned();
                defect(outlet, &place, "wacz.hash", problem, base)?;
            }
            // A member that cannot be read is reported below, where its records are read.
            _ => {}
        }
    }
    let problem = RefCell::new(None);
    let packed = match archive.by_index(index) {
        Ok(entry) => {
            let packed = entry.compressed_size();
            let unpacked = Unpacked::new(Tape::new(Forgiving::new(entry, packed, &problem)))?;
            warc::import(unpacked, &place, base, options, outlet)?;
            packed
        }
        Err(error) => {
            *problem.borrow_mut() = Some(error.to_string());
            0
        }
    };
    if let Some(problem) = problem.into_inner() {
        let problem = format!("the member cannot be read to its end: {problem}");
        defect(outlet, &place, "wacz.member", problem, base)?;
    }
    Ok(packed)
}

/// A member whose damage ends it instead of ending the import.
struct Forgiving<'a, R> {
    inner: R,
    left: u64,
    problem: &'a RefCell<Option<String>>,
}

impl<'a, R: Read> Forgiving<'a, R> {
    fn new(inner: R, packed: u64, problem: &'a RefCell<Option<String>>) -> Self {
        let left = FREE_BYTES.saturating_add(packed.saturating_mul(RATIO_MAX));
        Self { inner, left, problem }
    }
}

impl<R: Read> Read for Forgiving<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.problem.borrow().is_some() {
            return Ok(0);
        }
        match self.inner.read(out) {
            Ok(n) if n as u64 <= self.left => {
                self.left -= n as u64;
                Ok(n)
            }
            Ok(_) => {
                *self.problem.borrow_mut() = Some("it unpacks to implausibly much".to_owned());
                Ok(0)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                *self.problem.borrow_mut() = Some(error.to_string());
                Ok(0)
            }
        }
    }
}

/// `sha256:` and the hexadecimal digest of a member; `None` if it cannot be read to its end.
fn hash_of<R: Read + Seek>(archive: &mut ZipArchive<R>, index: usize) -> Option<String> {
    let problem = RefCell::new(None);
    let entry = archive.by_index(index).ok()?;
    let packed = entry.compressed_size();
    let mut member = Forgiving::new(entry, packed, &problem);
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; 256 << 10];
    loop {
        match member.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => hasher.update(&chunk[..n]),
            Err(_) => {}
        }
    }
    drop(member);
    problem.into_inner().is_none().then(|| format!("sha256:{}", hex::encode(hasher.finalize())))
}

/// Reads a small member whole; `None` if there is none or it cannot be read.
fn small_member<R: Read + Seek>(archive: &mut ZipArchive<R>, path: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let entry = archive.by_name(path).ok()?;
    entry.take(PACKAGE_BYTES_MAX).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Reads `datapackage.json` and compares it with `datapackage-digest.json`; what is missing or
/// does not fit is a defect, and the archives inside are read all the same.
fn read_package<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    name: &str,
    outlet: &mut Outlet<'_>,
) -> Result<Package, Halt> {
    let place = format!("{name}!datapackage.json");
    let Some(bytes) = small_member(archive, "datapackage.json") else {
        let problem = "there is no datapackage.json: hashes cannot be checked".to_owned();
        defect(outlet, &place, "wacz.no-datapackage", problem, 0)?;
        return Ok(Package::default());
    };
    let digest = small_member(archive, "datapackage-digest.json");
    let digest = digest.and_then(|d| serde_json::from_slice::<PackageDigest>(&d).ok());
    let found = format!("sha256:{}", hex::encode(Sha256::digest(&bytes)));
    if digest.is_some_and(|d| !d.hash.eq_ignore_ascii_case(&found)) {
        let problem = "the file does not fit its hash in datapackage-digest.json".to_owned();
        defect(outlet, &place, "wacz.hash", problem, 0)?;
    }
    match serde_json::from_slice(&bytes) {
        Ok(package) => Ok(package),
        Err(error) => {
            let problem = format!("datapackage.json cannot be read: {error}");
            defect(outlet, &place, "wacz.bad-datapackage", problem, 0)?;
            Ok(Package::default())
        }
    }
}

fn defect(
    outlet: &mut Outlet<'_>,
    place: &str,
    code: &str,
    problem: String,
    consumed: u64,
) -> Result<(), Halt> {
    let hint = "ask for the file again; the records that are whole have been kept";
    outlet.defect(Defect::new(place, code, problem, hint), b"", consumed)
}
