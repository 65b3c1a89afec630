//! Whatever was touched is found.

use super::*;

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
        "UPDATE audit SET kind = 'look' WHERE kind = 'erasure'",
        "UPDATE source SET retain_days = 3650 WHERE name = 'site-a'",
        "INSERT INTO audit VALUES (0, 'look', 'a', 'b', 'c', 0)",
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
