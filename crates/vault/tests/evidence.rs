//! What the vault promises: what was sealed comes back, what was touched is found, what was
//! erased is gone, and outsiders can check it with code we did not write.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use flate2::read::MultiGzDecoder;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::Sha256;
use signed_note::{Note, StandardSigner};
use spoor_vault::{Entry, Report, Vault, VaultError, verify_consistency, verify_proof};
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
    vault.erase(&[id(3)], "order of a court", "A. Officer", START + DAY).await.unwrap();
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

#[tokio::test]
async fn what_was_sealed_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let vault = small(dir.path()).await;
    let report = assert_clean(&vault).await;
    assert_eq!((report.exhibits, vault.exhibits(), vault.erasures()), (40, 40, 1));
    let before = vault.checkpoint_text().unwrap();
    assert!(matches!(Vault::open(dir.path()).await, Err(VaultError::Locked(_))));
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
    assert_eq!(vault.exhibits_of("site-a").unwrap(), [id(1)]);
    let mut sealer = vault.sealer("site-b", START).unwrap();
    assert!(sealer.seal(&capture(1)).unwrap().new);
    assert!(sealer.seal(&capture(2)).unwrap().new);
    sealer.commit().unwrap();
    drop(sealer);
    closed(vault, dir.path()).await;
    let vault = Vault::open(dir.path()).await.unwrap();
    assert_eq!(vault.exhibits_of("site-b").unwrap(), [id(1), id(2)]);
    assert_eq!(vault.exhibits_of("site-a").unwrap(), [id(1)]);
    assert_clean(&vault).await;
}

/// Not covered: `lock` has no content; a changed `log/key` cannot sign (and is refused then);
/// SQLite has slack that no query reads: there, changed rows are found, see below.
fn covered(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name != "lock" && name != "log/key" && !name.starts_with("casebook.sqlite")
}

#[tokio::test]
async fn any_flipped_byte_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let files = closed(small(dir.path()).await, dir.path()).await;
    assert_eq!(found(&files).await, None);
    let targets: Vec<&PathBuf> =
        files.iter().filter(|(p, b)| covered(p) && !b.is_empty()).map(|(p, _)| p).collect();
    assert!(targets.len() >= 11, "{targets:?}");
    let total: usize = targets.iter().map(|p| files[*p].len()).sum();
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    for round in 0..300 {
        // Half of them anywhere, half of them in each file in turn: some files are small.
        let (path, at) = if round % 2 == 0 {
            let mut at = rng.random_range(0..total);
            let path = targets.iter().find(|p| {
                let length = files[**p].len();
                let here = at < length;
                at -= if here { 0 } else { length };
                here
            });
            (*path.unwrap(), at)
        } else {
            let path = targets[round / 2 % targets.len()];
            (path, rng.random_range(0..files[path].len()))
        };
        let mut touched = files.clone();
        // A bit, or anything: letters may differ in one bit that readers are used to forgive.
        let change = if round % 3 == 0 { 0x20 } else { rng.random_range(1..=255) };
        touched.get_mut(path).unwrap()[at] ^= change;
        assert!(found(&touched).await.is_some(), "{path:?} byte {at} ^ {change:#x}");
    }
}

#[tokio::test]
async fn every_byte_of_key_and_checkpoint_counts() {
    let dir = tempfile::tempdir().unwrap();
    let files = closed(small(dir.path()).await, dir.path()).await;
    for name in ["log/verifier", "log/checkpoint"] {
        for at in 0..files[Path::new(name)].len() {
            let mut touched = files.clone();
            touched.get_mut(Path::new(name)).unwrap()[at] ^= 0x20;
            assert!(found(&touched).await.is_some(), "{name} byte {at}");
        }
        let mut touched = files.clone();
        touched.get_mut(Path::new(name)).unwrap().push(b'\n');
        assert!(found(&touched).await.is_some(), "{name} with a line more");
    }
}

#[tokio::test]
async fn a_changed_casebook_is_found() {
    for sql in [
        "UPDATE decision SET verdict = 'dismiss' WHERE lead_id = 'lead-1'",
        "UPDATE decision SET verdict = 'guilty' WHERE lead_id = 'lead-1'",
        "DELETE FROM decision WHERE lead_id = 'lead-2'",
        "DELETE FROM audit",
        "UPDATE audit SET who = 'nobody'",
        "UPDATE source SET retain_days = 3650 WHERE name = 'site-a'",
        "INSERT INTO audit VALUES (1, 'a', 'b', 'c', 0)",
        "UPDATE applied SET entries = entries + 1",
    ] {
        let dir = tempfile::tempdir().unwrap();
        let files = closed(small(dir.path()).await, dir.path()).await;
        assert_eq!(found(&files).await, None);
        let url = format!("sqlite://{}", dir.path().join("casebook.sqlite").display());
        let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
        assert!(sqlx::query(sql).execute(&pool).await.unwrap().rows_affected() > 0, "{sql}");
        pool.close().await;
        let mut files = Files::new();
        files_below(dir.path(), dir.path(), &mut files);
        assert!(found(&files).await.is_some(), "{sql}");
        // The log is what counts: without its projection nothing is lost.
        files.retain(|path, _| !path.to_string_lossy().starts_with("casebook.sqlite"));
        assert_eq!(found(&files).await, None);
    }
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

/// Writes segment `file` (named `name` in the manifest) with these exhibits of it, by number.
fn rewrite(files: &mut Files, name: &str, file: &str, order: &[usize], renumber: bool) {
    let (segment, index) =
        (format!("exhibits/{file}.warc.gz").into(), format!("exhibits/{file}.idx").into());
    let old: Vec<u8> = files[&segment].clone();
    let lines = String::from_utf8(files[&index].clone()).unwrap();
    let lines: Vec<Vec<&str>> = lines.lines().map(|l| l.split(' ').collect()).collect();
    let (mut bytes, mut text, mut chain) = (Vec::new(), String::new(), String::new());
    for (new, &at) in order.iter().enumerate() {
        let from: usize = lines[at][2].parse().unwrap();
        let length: usize = lines[at][3].parse().unwrap();
        let seq = if renumber { lines[new][1] } else { lines[at][1] };
        let line = format!("{} {seq} {} {length}", lines[at][0], bytes.len());
        bytes.extend(&old[from..from + length]);
        chain = blake3::hash(format!("{chain}{line}").as_bytes()).to_hex().to_string();
        text.push_str(&line);
        text.push('\n');
    }
    let path = Path::new("manifest.json");
    let mut manifest: serde_json::Value = serde_json::from_slice(&files[path]).unwrap();
    let meta = &mut manifest["segments"][name];
    meta["exhibits"] = order.len().into();
    meta["bytes"] = bytes.len().into();
    meta["index_bytes"] = text.len().into();
    meta["fingerprint"] = chain.into();
    files.insert(path.into(), serde_json::to_vec_pretty(&manifest).unwrap());
    files.insert(segment, bytes);
    files.insert(index, text.into_bytes());
    sign_again(files);
}

#[tokio::test]
async fn removed_and_reordered_exhibits_are_found_even_if_the_manifest_is_signed_anew() {
    let dir = tempfile::tempdir().unwrap();
    let files = closed(small(dir.path()).await, dir.path()).await;
    let mut same = files.clone();
    rewrite(&mut same, "000001", "000001", &(0..16).collect::<Vec<_>>(), false);
    assert_eq!(found(&same).await, None);
    let swapped = [1, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    for (order, renumber) in [
        (&swapped[1..], false),
        (&swapped[..15], false),
        (&swapped[..0], false),
        (&swapped[..], false),
        (&swapped[..], true),
        (&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15][..], false),
    ] {
        let mut touched = files.clone();
        rewrite(&mut touched, "000001", "000001", order, renumber);
        let what = found(&touched).await.expect("a problem");
        assert!(what.contains("missing") || what.contains("added or reordered"), "{what}");
    }
    // Two segments in each other's place.
    let path = Path::new("manifest.json");
    let mut touched = files.clone();
    let mut manifest: serde_json::Value = serde_json::from_slice(&files[path]).unwrap();
    for (to, from) in [("000000", "000001"), ("000001", "000000")] {
        let mut meta: serde_json::Value = serde_json::from_slice(&files[path]).unwrap();
        manifest["segments"][to] = meta["segments"][from].take();
    }
    touched.insert(path.into(), serde_json::to_vec_pretty(&manifest).unwrap());
    sign_again(&mut touched);
    assert!(found(&touched).await.is_some());
    // The bytes of two segments in each other's place.
    let mut touched = files.clone();
    let (a, b) = ("exhibits/000000-1.warc.gz", "exhibits/000001.warc.gz");
    touched.insert(a.into(), files[Path::new(b)].clone());
    touched.insert(b.into(), files[Path::new(a)].clone());
    assert!(found(&touched).await.is_some());
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

fn join(entries: &[Vec<u8>]) -> Vec<u8> {
    let length = |e: &Vec<u8>| (e.len() as u16).to_be_bytes();
    entries.iter().flat_map(|e| [&length(e)[..], e].concat()).collect()
}

#[tokio::test]
async fn a_log_that_was_touched_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = small(dir.path()).await;
    let old = vault.checkpoint_text().unwrap().into_bytes();
    vault.audit("A. Reviewer", "show lead-2", "", START).await.unwrap();
    let files = closed(vault, dir.path()).await;
    assert_eq!(found(&files).await, None);
    let full = PathBuf::from("log/tile/entries/000");
    let entries = split(&files[&full]);
    assert_eq!(entries.len(), 256);
    let with = |path: &Path, bytes: Vec<u8>| {
        let mut touched = files.clone();
        touched.insert(path.into(), bytes);
        touched
    };
    let removed = [&entries[..9], &entries[10..]].concat();
    let mut reordered = entries.clone();
    reordered.swap(4, 5);
    let mut rewritten = entries.clone();
    rewritten[5] =
        String::from_utf8(entries[5].clone()).unwrap().replace("site-a", "site-b").into();
    assert_ne!(entries[5], rewritten[5]);
    for changed in [removed, reordered, rewritten, entries[..255].to_vec()] {
        assert!(found(&with(&full, join(&changed))).await.is_some());
    }
    // An older checkpoint, alone and with its manifest signed anew.
    let mut touched = with(Path::new("log/checkpoint"), old);
    assert!(found(&touched).await.is_some());
    sign_again(&mut touched);
    assert!(found(&touched).await.is_some());
    // Each file of the log gone, in its turn.
    for path in files.keys().filter(|p| p.starts_with("log") && !p.ends_with("key")) {
        let mut touched = files.clone();
        touched.remove(path);
        assert!(found(&touched).await.is_some(), "{path:?}");
    }
}

/// Entries of a log in order, from the files.
fn entries(dir: &Path) -> Vec<Vec<u8>> {
    let mut files = Files::new();
    let folder = dir.join("log/tile/entries");
    files_below(&folder, &folder, &mut files);
    files.values().flat_map(|bundle| split(bundle)).collect()
}

/// The log as another implementation of RFC 6962 sees it.
fn oracle(entries: &[Vec<u8>]) -> MemoryBackedTree<Sha256, Vec<u8>> {
    let mut tree = MemoryBackedTree::new();
    entries.iter().for_each(|e| tree.push(e.clone()));
    tree
}

/// Base64 of the standard alphabet, by the implementation in our dependencies.
fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.encode(bytes)
}

#[tokio::test]
async fn proofs_of_inclusion_convince_an_outsider() {
    let dir = tempfile::tempdir().unwrap();
    let vault = small(dir.path()).await;
    let key = vault.verifier().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let other = made(elsewhere.path()).await.verifier().unwrap();
    let entries = entries(dir.path());
    let tree = oracle(&entries);
    assert_eq!(entries.len() as u64, verified(&vault).await.entries);
    let checkpoint = vault.checkpoint_text().unwrap();
    let lines: Vec<&str> = checkpoint.lines().collect();
    assert_eq!(lines[1], entries.len().to_string());
    assert_eq!(lines[2], base64(tree.root().as_bytes()));
    for n in (0..36).filter(|n| *n != 3) {
        let proof = vault.prove(id(n)).unwrap();
        let entry = verify_proof(&proof, &key).unwrap();
        let Some(Entry::Seal { exhibit, .. }) = Entry::from_bytes(entry.as_bytes()) else {
            panic!("{entry}")
        };
        assert_eq!(exhibit, id(n));
        let at = entries.iter().position(|e| e == entry.as_bytes()).unwrap();
        let lines: Vec<&str> = proof.lines().collect();
        assert_eq!(lines[2], format!("index {at}"));
        let path: Vec<String> =
            tree.prove_inclusion(at).as_bytes().chunks(32).map(base64).collect();
        assert_eq!(lines[3..3 + path.len()], path);
        assert_eq!(lines[3 + path.len()], "");

        assert!(verify_proof(&proof, &other).is_err());
        let moved = proof.replacen(&format!("index {at}"), &format!("index {}", at ^ 1), 1);
        assert!(verify_proof(&moved, &key).is_err());
        let tampered = base64(entry.replace("site-", "SITE-").as_bytes());
        assert!(
            verify_proof(&proof.replacen(&base64(entry.as_bytes()), &tampered, 1), &key).is_err()
        );
        let short = proof.replacen(&format!("{}\n", path[0]), "", 1);
        assert!(verify_proof(&short, &key).is_err());
    }
    assert!(matches!(vault.prove(id(3)), Err(VaultError::NoExhibit(_))));
}

#[tokio::test]
async fn proofs_of_consistency_hold_across_commits_and_not_when_forged() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = made(dir.path()).await;
    let key = vault.verifier().unwrap();
    let mut checkpoints = Vec::new();
    for round in 0..6 {
        seal(&mut vault, "site-a", round * 70..round * 70 + 61 + round, START);
        checkpoints.push(vault.checkpoint_text().unwrap());
    }
    let size = |text: &str| text.lines().nth(1).unwrap().parse::<u64>().unwrap();
    let now = checkpoints.last().unwrap().clone();
    let tree = oracle(&entries(dir.path()));
    for old in &checkpoints {
        let proof = vault.consistency(size(old)).unwrap();
        verify_consistency(&proof, old, &now, &key).unwrap();
        let added = usize::try_from(size(&now) - size(old)).unwrap();
        let hashes: Vec<u8> = proof.hashes.iter().flat_map(|h| h.0).collect();
        if added > 0 {
            assert_eq!(hashes, tree.prove_consistency(added).as_bytes());
        }
        let mut forged = proof.clone();
        if let Some(hash) = forged.hashes.first_mut() {
            hash.0[0] ^= 1;
            assert!(verify_consistency(&forged, old, &now, &key).is_err());
        }
        forged.old_size += 1;
        assert!(verify_consistency(&forged, old, &now, &key).is_err());
        assert_eq!(verify_consistency(&proof, &now, old, &key).is_ok(), *old == now);
    }
    // Another history, signed with the same key.
    let mut files = closed(vault, dir.path()).await;
    let text = String::from_utf8(files[Path::new("log/checkpoint")].clone()).unwrap();
    let root = text.lines().nth(2).unwrap();
    let forged = text.replacen(root, &base64(&[9; 32]), 1);
    let unsigned = forged.split_inclusive('\n').take(4).collect::<String>();
    files.insert("log/checkpoint".into(), format!("{unsigned}\n{}", tail(&text)).into());
    sign_again(&mut files);
    let forged = String::from_utf8(files[Path::new("log/checkpoint")].clone()).unwrap();
    let vault = Vault::open(dir.path()).await.unwrap();
    let proof = vault.consistency(size(&checkpoints[0])).unwrap();
    assert!(verify_consistency(&proof, &checkpoints[0], &now, &key).is_ok());
    assert!(verify_consistency(&proof, &checkpoints[0], &forged, &key).is_err());
}

/// The signatures of a note.
fn tail(note: &str) -> &str {
    note.split_once("\n\n").unwrap().1
}

/// Whether these bytes stand anywhere in the files, packed or not.
fn anywhere(files: &Files, wanted: &[u8]) -> bool {
    let holds = |bytes: &[u8]| bytes.windows(wanted.len()).any(|w| w == wanted);
    files.values().any(|bytes| {
        let mut plain = Vec::new();
        let _ = MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut plain);
        holds(bytes) || holds(&plain)
    })
}

#[tokio::test]
async fn what_was_erased_is_gone_and_can_come_back_only_by_a_new_import() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = small(dir.path()).await;
    vault.erase(&[id(21), id(8)], "right to erasure", "A. Officer", START).await.unwrap();
    assert_eq!((vault.exhibits(), vault.erasures()), (37, 2));
    assert_clean(&vault).await;
    let files = closed(vault, dir.path()).await;
    for n in [3, 8, 21] {
        let said = capture(n);
        assert!(!anywhere(&files, &said.block), "{n}");
        assert!(!anywhere(&files, format!("{}\r\n", said.target).as_bytes()), "{n}");
        assert!(anywhere(&files, id(n).to_hex().as_bytes()), "no tombstone of {n}");
    }
    assert!(anywhere(&files, &capture(9).block));
    let tombstones: Vec<Entry> =
        entries(dir.path()).iter().filter_map(|e| Entry::from_bytes(e)).collect();
    let named = tombstones.iter().any(|e| {
        matches!(e, Entry::Erase { exhibits, source, why, who, .. }
            if *exhibits == [id(8), id(21)] && source == "site-a"
            && why == "right to erasure" && who == "A. Officer")
    });
    assert!(named);

    let mut vault = Vault::open(dir.path()).await.unwrap();
    assert_eq!(vault.read_exhibit(id(8)).unwrap(), None);
    assert_eq!(vault.read_exhibit(id(9)).unwrap().unwrap().1, capture(9).block);
    seal(&mut vault, "site-a", [8, 9, 3], START + 2 * DAY);
    assert_eq!(vault.exhibits(), 39);
    assert_clean(&vault).await;
    assert!(verify_proof(&vault.prove(id(8)).unwrap(), &vault.verifier().unwrap()).is_ok());
    vault.erase(&[id(8)], "again", "A. Officer", START).await.unwrap();
    assert_clean(&vault).await;
    assert_eq!(vault.read_exhibit(id(8)).unwrap(), None);
    vault.erase(&[id(99)], "not here", "A. Officer", START).await.unwrap();
    assert_eq!(vault.erasures(), 3);
    assert!(!anywhere(&closed(vault, dir.path()).await, &capture(8).block));
}

#[tokio::test]
async fn retention_counts_from_the_sealing() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = made(dir.path()).await;
    seal(&mut vault, "site-a", 0..3, START);
    seal(&mut vault, "site-a", 3..5, START + DAY);
    seal(&mut vault, "site-b", 5..7, START);
    assert_eq!(vault.expired(START + 30 * DAY).await.unwrap(), []);
    let over = vault.expired(START + 30 * DAY + 1).await.unwrap();
    assert_eq!(over, [id(0), id(1), id(2)]);
    vault.erase(&over, "retention", "spoor", START + 31 * DAY).await.unwrap();
    assert_eq!(vault.expired(START + 31 * DAY).await.unwrap(), []);
    assert_eq!(vault.expired(START + 200 * DAY).await.unwrap(), [id(3), id(4), id(5), id(6)]);
    assert_clean(&vault).await;
}

/// Members of all segments, unpacked.
fn records(files: &Files) -> Vec<String> {
    let mut records = Vec::new();
    for (path, index) in files.iter().filter(|(p, _)| p.extension().is_some_and(|e| e == "idx")) {
        let segment = &files[&path.with_extension("warc.gz")];
        for line in String::from_utf8_lossy(index).lines() {
            let words: Vec<usize> = line.split(' ').skip(2).map(|w| w.parse().unwrap()).collect();
            let mut plain = Vec::new();
            let member = &segment[words[0]..words[0] + words[1]];
            MultiGzDecoder::new(member).read_to_end(&mut plain).unwrap();
            records.push(String::from_utf8_lossy(&plain).into_owned());
        }
    }
    records
}

const HEADERS: [&str; 14] = [
    "WARC-Type",
    "WARC-Record-ID",
    "WARC-Date",
    "WARC-Target-URI",
    "Content-Type",
    "WARC-Block-Digest",
    "Spoor-Blake3",
    "Spoor-Source",
    "Spoor-Target",
    "Spoor-Media-Type",
    "Spoor-Captured-At",
    "Spoor-Origin",
    "Spoor-Mapping",
    "Content-Length",
];

/// Text of those who mean ill: line ends, NUL, header names, any character.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\r\nSpoor-Source: site-b".to_owned()),
        Just("\r\n\r\nWARC/1.1\r\nWARC-Type: resource\r\n".to_owned()),
        Just("\n".to_owned()),
        Just("\r".to_owned()),
        Just("\0".to_owned()),
        Just("Content-Length: 0".to_owned()),
        Just(" é 电 \u{202e}\u{2028}".to_owned()),
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn hostile_capture() -> impl Strategy<Value = Capture> {
    let texts = (hostile(), hostile(), hostile(), hostile());
    let block = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        hostile().prop_map(String::into_bytes)
    ];
    (texts, block, any::<i64>(), any::<bool>()).prop_map(|(texts, block, captured_at, response)| {
        let (target, media_type, origin, mapping) = texts;
        let kind = if response { CaptureKind::Response } else { CaptureKind::Resource };
        Capture { kind, target, media_type, block, captured_at, mapping: Some(mapping), origin }
    })
}

async fn round_trip(captures: &[Capture]) {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = made(dir.path()).await;
    let mut sealer = vault.sealer("site-a", START).unwrap();
    let mut want = Vec::new();
    for capture in captures {
        if sealer.seal(capture).unwrap().new {
            want.push(capture.clone());
        }
    }
    sealer.commit().unwrap();
    drop(sealer);
    let mut got = Vec::new();
    for segment in vault.segments() {
        for item in vault.read_segment(&segment.name).unwrap() {
            let (e, block) = item.unwrap();
            assert_eq!(e.source, "site-a");
            let (kind, captured_at, mapping) = (e.kind, e.captured_at, e.mapping);
            let (target, media_type, origin) = (e.target, e.media_type, e.origin);
            got.push(Capture { kind, target, media_type, block, captured_at, mapping, origin });
        }
    }
    assert_eq!(got, want);
    assert_clean(&vault).await;
    for record in records(&closed(vault, dir.path()).await) {
        let (head, _) = record.split_once("\r\n\r\n").unwrap();
        let mut lines = head.split("\r\n");
        assert_eq!(lines.next(), Some("WARC/1.1"));
        let names: Vec<&str> = lines.map(|l| l.split_once(": ").unwrap().0).collect();
        assert_eq!(names, HEADERS);
        assert!(!head.replace("\r\n", "").contains(|c: char| c.is_control()), "{head:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn hostile_text_comes_back_and_forges_no_header(
        captures in proptest::collection::vec(hostile_capture(), 1..12)
    ) {
        tokio::runtime::Runtime::new().unwrap().block_on(round_trip(&captures));
    }

    #[test]
    fn no_text_makes_a_proof_panic(text in hostile(), key in hostile()) {
        let _ = verify_proof(&text, &key);
        let proof = format!("c2sp.org/tlog-proof@v1\nextra {text}\nindex 0\n\n{text}");
        prop_assert!(verify_proof(&proof, "spoor.example/custody+00000000+AQ==").is_err());
    }
}

/// A vault of touched files may be refused, never make the program panic.
#[tokio::test]
async fn no_file_makes_a_vault_panic() {
    let dir = tempfile::tempdir().unwrap();
    let files = closed(small(dir.path()).await, dir.path()).await;
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let names: Vec<PathBuf> = files.keys().filter(|p| !p.ends_with("lock")).cloned().collect();
    for round in 0..60 {
        let mut touched = files.clone();
        let bytes = touched.get_mut(&names[round % names.len()]).unwrap();
        match rng.random_range(0..3) {
            0 => bytes.truncate(rng.random_range(0..=bytes.len())),
            1 => *bytes = (0..rng.random_range(0..999)).map(|_| rng.random()).collect(),
            _ => bytes.iter_mut().step_by(rng.random_range(1..40)).for_each(|b| *b = rng.random()),
        }
        if round % 2 == 0 {
            // With a signature that holds, so that what lies behind it is reached.
            let whole = ["log/key", "log/checkpoint"].map(PathBuf::from);
            whole.iter().for_each(|p| drop(touched.insert(p.clone(), files[p].clone())));
            sign_again(&mut touched);
        }
        let _ = found(&touched).await;
    }
}
