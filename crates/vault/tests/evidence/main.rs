//! What the vault promises: what was sealed comes back, what was touched is found, what was
//! erased is gone, and outsiders can check it with code we did not write.

mod authority;
mod backup;
mod erasure;
mod fetched;
mod proofs;
mod records;
mod shared;
mod stamps;
mod tampered;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use flate2::read::MultiGzDecoder;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest as _, Sha256};
use signed_note::{Note, StandardSigner};
use spoor_vault::{Entry, Held, Report, Vault, VaultError, verify_consistency, verify_proof};
use spoor_vocab::{Capture, CaptureKind, Decision, ExhibitId, Source, SourceError, Verdict};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

const DAY: i64 = 86_400_000;
const START: i64 = 1_767_225_600_000;

fn source(name: &str, days: u32) -> Source {
    Source {
        name: name.into(),
        basis: "order 2026-14".into(),
        purpose: "leads for review".into(),
        retain_days: days,
        country: Some("NL".into()),
    }
}

fn capture(n: usize) -> Capture {
    Capture {
        kind: CaptureKind::Response,
        target: format!("https://board.example/ad/{n}"),
        media_type: Capture::HTTP_RESPONSE.into(),
        block: format!("HTTP/1.1 200 OK\r\n\r\n<p>advert {n}, call 07700 900{n:03}</p>")
            .into_bytes(),
        captured_at: START + n as i64,
        mapping: n.is_multiple_of(5).then(|| format!("{{\"text\":\"body{n}\"}}")),
        origin: format!("adverts.warc.gz@{n}"),
        exchange: None,
    }
}

fn decision(lead: &str, verdict: Verdict) -> Decision {
    Decision {
        lead_id: lead.into(),
        reviewer: "A. Reviewer".into(),
        verdict,
        why: "three cities in step".into(),
        decided_at: START,
    }
}

fn id(n: usize) -> ExhibitId {
    ExhibitId::of(&capture(n).block)
}

fn held(source: &str, n: usize) -> Held {
    Held { source: source.into(), exhibit: id(n) }
}

async fn made(dir: &Path) -> Vault {
    let mut vault = Vault::create(dir, START).await.unwrap();
    vault.add_source(&source("site-a", 30), "importer", START).await.unwrap();
    vault.add_source(&source("site-b", 90), "importer", START).await.unwrap();
    vault
}

fn seal(vault: &mut Vault, source: &str, numbers: impl IntoIterator<Item = usize>, at: i64) {
    let mut sealer = vault.sealer(source, at).unwrap();
    for n in numbers {
        sealer.seal(&capture(n)).unwrap();
    }
    sealer.commit().unwrap();
}

/// 40 exhibits in two imports, two sources, two decisions, audit lines, an erasure, and so many
/// repeated captures that the log has a full tile and a partial one.
async fn small(dir: &Path) -> Vault {
    let mut vault = made(dir).await;
    seal(&mut vault, "site-a", 0..25, START);
    seal(&mut vault, "site-b", 20..36, START + DAY);
    vault.decide(&decision("lead-1", Verdict::Pursue)).await.unwrap();
    vault.decide(&decision("lead-2", Verdict::Dismiss)).await.unwrap();
    vault.audit("A. Reviewer", "show lead-1", "case 7", START).await.unwrap();
    seal(&mut vault, "site-a", (0..250).map(|n| n % 25), START);
    vault.erase(&[held("site-a", 3)], "order of a court", "A. Officer", START + DAY).await.unwrap();
    vault
}

async fn verified(vault: &Vault) -> Report {
    vault.verify(&mut |_| {}).await.unwrap()
}

async fn assert_clean(vault: &Vault) -> Report {
    let report = verified(vault).await;
    assert_eq!(report.problems, []);
    assert_eq!(report.exhibits, vault.exhibits());
    report
}

/// All files of a vault by their path in it.
type Files = BTreeMap<PathBuf, Vec<u8>>;

fn files_below(dir: &Path, base: &Path, files: &mut Files) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, base, files);
        } else {
            files.insert(path.strip_prefix(base).unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
}

/// Closes the vault and reads its files.
async fn closed(vault: Vault, dir: &Path) -> Files {
    vault.close().await;
    let mut files = Files::new();
    files_below(dir, dir, &mut files);
    assert!(files.len() > 6);
    files
}

/// What opening and verifying a vault of these files finds; `None` if it finds nothing.
async fn found(files: &Files) -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let vault = match Vault::open(dir.path()).await {
        Ok(vault) => vault,
        Err(e) => return Some(e.to_string()),
    };
    match vault.verify(&mut |_| {}).await {
        Ok(report) => report.problems.first().map(|p| format!("{}: {}", p.place, p.what)),
        Err(e) => Some(e.to_string()),
    }
}

/// Entries of a log in order, from the files.
fn entries(dir: &Path) -> Vec<Vec<u8>> {
    let mut files = Files::new();
    let folder = dir.join("log/tile/entries");
    files_below(&folder, &folder, &mut files);
    files.values().flat_map(|bundle| split(bundle)).collect()
}

/// Signs for the manifest as it is now: an insider who has the key but leaves the log alone.
fn sign_again(files: &mut Files) {
    let digest = blake3::hash(&files[Path::new("manifest.json")]).to_hex();
    let note = Note::from_bytes(&files[Path::new("log/checkpoint")]).unwrap();
    let text = String::from_utf8(note.text().to_vec()).unwrap();
    let head: Vec<&str> = text.lines().take(3).collect();
    let text = format!("{}\nspoor-manifest {digest}\n", head.join("\n"));
    let key = String::from_utf8(files[Path::new("log/key")].clone()).unwrap();
    let signer = StandardSigner::new(key.trim()).unwrap();
    let mut note = Note::new(text.as_bytes(), &[]).unwrap();
    note.add_sigs(&[&signer]).unwrap();
    files.insert("log/checkpoint".into(), note.to_bytes());
}

fn split(bundle: &[u8]) -> Vec<Vec<u8>> {
    let (mut entries, mut rest) = (Vec::new(), bundle);
    while let [high, low, tail @ ..] = rest {
        let (entry, tail) = tail.split_at(usize::from(*high) << 8 | usize::from(*low));
        entries.push(entry.to_vec());
        rest = tail;
    }
    entries
}

#[tokio::test]
async fn what_was_sealed_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let vault = small(dir.path()).await;
    let report = assert_clean(&vault).await;
    assert_eq!((report.exhibits, vault.exhibits(), vault.erasures()), (40, 40, 1));
    let before = vault.checkpoint_text().unwrap();
    closed(vault, dir.path()).await;

    let vault = Vault::open(dir.path()).await.unwrap();
    assert_clean(&vault).await;
    assert_eq!(vault.checkpoint_text().unwrap(), before);
    let segments = vault.segments();
    assert_eq!(segments.iter().map(|s| s.exhibits).collect::<Vec<_>>(), [24, 16]);
    let mut seen = Vec::new();
    for segment in segments {
        for item in vault.read_segment(&segment.name).unwrap() {
            let (exhibit, block) = item.unwrap();
            let want = (0..40).map(capture).find(|c| c.block == block).unwrap();
            assert_eq!(exhibit.id, ExhibitId::of(&block));
            assert_eq!((exhibit.kind, exhibit.captured_at), (want.kind, want.captured_at));
            assert_eq!((exhibit.target, exhibit.origin), (want.target, want.origin));
            assert_eq!((exhibit.media_type, exhibit.mapping), (want.media_type, want.mapping));
            seen.push((exhibit.source, exhibit.id));
        }
    }
    let a = (0..25).filter(|n| *n != 3).map(|n| ("site-a".to_owned(), id(n)));
    let b = (20..36).map(|n| ("site-b".to_owned(), id(n)));
    assert_eq!(seen, a.chain(b).collect::<Vec<_>>());
    let (exhibit, block) = vault.read_exhibit(id(30)).unwrap().unwrap();
    assert_eq!((exhibit.source.as_str(), block), ("site-b", capture(30).block));
    assert_eq!(vault.read_exhibit(id(99)).unwrap(), None);
    assert_eq!(vault.decisions(None).await.unwrap().len(), 2);
    let one = vault.decisions(Some("lead-2")).await.unwrap();
    assert_eq!(one, [decision("lead-2", Verdict::Dismiss)]);
    assert_eq!(vault.sources().await.unwrap(), [source("site-a", 30), source("site-b", 90)]);
}

#[tokio::test]
async fn what_the_law_does_not_cover_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = made(dir.path()).await;
    for (change, want) in [
        (Source { basis: " ".into(), ..source("c", 1) }, SourceError::Basis("c".into())),
        (Source { purpose: String::new(), ..source("c", 1) }, SourceError::Purpose("c".into())),
        (source("c", 0), SourceError::Retention("c".into(), 0)),
    ] {
        let refused = vault.add_source(&change, "importer", START).await;
        assert!(matches!(refused, Err(VaultError::Source(e)) if e == want));
    }
    assert_eq!(vault.source("c").await.unwrap(), None);
    vault.add_source(&source("site-a", 30), "importer", START).await.unwrap();
    let other = vault.add_source(&source("site-a", 31), "importer", START).await;
    assert!(matches!(other, Err(VaultError::OtherSource(name)) if name == "site-a"));
    assert!(matches!(vault.sealer("c", START), Err(VaultError::NoSource(name)) if name == "c"));
    for nobody in [
        Decision { reviewer: " ".into(), ..decision("lead-1", Verdict::Watch) },
        Decision { why: "\n".into(), ..decision("lead-1", Verdict::Watch) },
    ] {
        assert!(matches!(vault.decide(&nobody).await, Err(VaultError::Unnamed)));
    }
    assert_eq!(vault.decisions(None).await.unwrap(), []);
    let long = Capture { target: "x".repeat(1 << 20), ..capture(0) };
    let mut sealer = vault.sealer("site-a", START).unwrap();
    assert!(matches!(sealer.seal(&long), Err(VaultError::TooLong(_))));
    sealer.seal(&capture(0)).unwrap();
    sealer.commit().unwrap();
    drop(sealer);
    assert_eq!(assert_clean(&vault).await.exhibits, 1);
}

#[tokio::test]
async fn content_is_stored_once_a_source_and_only_if_committed() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = made(dir.path()).await;
    let mut sealer = vault.sealer("site-a", START).unwrap();
    assert!(sealer.seal(&capture(1)).unwrap().new);
    assert!(!sealer.seal(&capture(1)).unwrap().new);
    sealer.commit().unwrap();
    assert!(!sealer.seal(&capture(1)).unwrap().new);
    assert!(sealer.seal(&capture(2)).unwrap().new);
    drop(sealer);
    assert_eq!(vault.exhibits_of("site-a").unwrap(), [held("site-a", 1)]);
    let mut sealer = vault.sealer("site-b", START).unwrap();
    assert!(sealer.seal(&capture(1)).unwrap().new);
    assert!(sealer.seal(&capture(2)).unwrap().new);
    sealer.commit().unwrap();
    drop(sealer);
    closed(vault, dir.path()).await;
    let vault = Vault::open(dir.path()).await.unwrap();
    assert_eq!(vault.exhibits_of("site-b").unwrap(), [held("site-b", 1), held("site-b", 2)]);
    assert_eq!(vault.exhibits_of("site-a").unwrap(), [held("site-a", 1)]);
    assert_clean(&vault).await;
}
