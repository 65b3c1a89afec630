//! Evidence: what was acknowledged is there, what was altered is found, what was erased is gone.

use proptest::prelude::*;
use spoor_vault::{Vault, verify_consistency, verify_proof};
use spoor_vocab::{Capture, CaptureKind, Decision, ExhibitId, Source, Verdict};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn source(name: &str) -> Source {
    Source {
        name: name.into(),
        basis: "order 1".into(),
        purpose: "leads".into(),
        retain_days: 30,
        country: None,
    }
}

fn capture(text: &str) -> Capture {
    Capture {
        kind: CaptureKind::Resource,
        target: format!("file:ads.jsonl#{}", text.len()),
        media_type: Capture::JSON_ADVERT.into(),
        block: text.as_bytes().to_vec(),
        captured_at: 1_000,
        mapping: None,
        origin: "ads.jsonl:1".into(),
    }
}

async fn seal(vault: &mut Vault, name: &str, texts: &[String], at: i64) -> Vec<ExhibitId> {
    let mut sealer = vault.sealer(name, at).unwrap();
    let ids = texts.iter().map(|t| sealer.seal(&capture(t)).unwrap().exhibit).collect();
    sealer.commit().unwrap();
    ids
}

fn texts(word: &str, n: usize) -> Vec<String> {
    (0..n).map(|i| format!("{{\"text\":\"{word} advert number {i}\"}}")).collect()
}

/// Two imports of two sources, two decisions, one erasure.
async fn small(dir: &Path) -> (Vault, Vec<ExhibitId>) {
    let mut vault = Vault::create(dir, 0).await.unwrap();
    for name in ["one", "two"] {
        vault.add_source(&source(name), "tester", 1).await.unwrap();
    }
    let mut ids = seal(&mut vault, "one", &texts("first", 20), 2).await;
    ids.extend(seal(&mut vault, "two", &texts("second", 20), 3).await);
    for verdict in [Verdict::Watch, Verdict::Dismiss] {
        let decision = Decision {
            lead_id: "L-1".into(),
            reviewer: "A. Reviewer".into(),
            verdict,
            why: "seen it".into(),
            decided_at: 4,
        };
        vault.decide(&decision).await.unwrap();
    }
    vault.erase(&ids[3..5], "asked", "A. Reviewer", 5).await.unwrap();
    ids.drain(3..5);
    (vault, ids)
}

fn problems(dir: &Path) -> Vec<String> {
    run(async {
        match Vault::open(dir).await {
            Err(e) => vec![e.to_string()],
            Ok(vault) => match vault.verify(&mut |_| {}).await {
                Err(e) => vec![e.to_string()],
                Ok(report) => {
                    report.problems.iter().map(|p| format!("{}: {}", p.place, p.what)).collect()
                }
            },
        }
    })
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn copy(from: &Path, to: &Path) {
    for path in files(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&path, &target).unwrap();
    }
}

#[test]
fn what_is_sealed_comes_back_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    run(async {
        let (vault, ids) = small(dir.path()).await;
        let (exhibit, block) = vault.read_exhibit(ids[0]).unwrap().unwrap();
        assert_eq!(String::from_utf8(block).unwrap(), texts("first", 1)[0]);
        assert_eq!((exhibit.source.as_str(), exhibit.captured_at), ("one", 1_000));
        drop(vault);
        let mut vault = Vault::open(dir.path()).await.unwrap();
        assert_eq!(vault.exhibits(), 38);
        assert_eq!(vault.decisions(Some("L-1")).await.unwrap().len(), 2);
        let again = vault.sealer("one", 9).unwrap().seal(&capture(&texts("first", 1)[0])).unwrap();
        assert!(!again.new, "known content is not stored twice");
        assert!(vault.sealer("three", 9).is_err(), "nothing enters without a source");
        let bare = Source { basis: String::new(), ..source("four") };
        assert!(vault.add_source(&bare, "tester", 9).await.is_err());
        assert!(Vault::open(dir.path()).await.is_err(), "one process at a time");
        let nameless = Decision {
            lead_id: "L-1".into(),
            reviewer: " ".into(),
            verdict: Verdict::Watch,
            why: "x".into(),
            decided_at: 4,
        };
        assert!(vault.decide(&nameless).await.is_err());
    });
}

#[test]
fn a_changed_casebook_and_an_older_log_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    let older = dir.path().join("older");
    run(async {
        let (mut vault, _) = small(&whole).await;
        copy(&whole.join("log"), &older);
        vault.audit("A. Reviewer", "show lead L-1", "", 9).await.unwrap();
    });
    let changed = dir.path().join("changed");
    copy(&whole, &changed);
    run(async {
        let path = changed.join("casebook.sqlite");
        let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", path.display())).await.unwrap();
        sqlx::query("UPDATE decision SET verdict = 'pursue'").execute(&pool).await.unwrap();
        pool.close().await;
    });
    assert!(problems(&changed).iter().any(|p| p.contains("casebook.decision")));
    fs::copy(older.join("checkpoint"), whole.join("log/checkpoint")).unwrap();
    assert!(!problems(&whole).is_empty(), "an older checkpoint hides the last entries");
}

#[test]
fn a_reordered_or_removed_exhibit_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    run(async { drop(small(&whole).await) });
    let index = files(&whole).into_iter().find(|p| p.extension().is_some_and(|e| e == "idx"));
    let index = index.unwrap();
    let text = fs::read_to_string(&index).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(0, 1);
    fs::write(&index, format!("{}\n", lines.join("\n"))).unwrap();
    assert!(!problems(&whole).is_empty());
    fs::write(&index, text.split_inclusive('\n').skip(1).collect::<String>()).unwrap();
    assert!(!problems(&whole).is_empty());
}

#[test]
fn proofs_convince_an_outsider_and_only_of_what_is_true() {
    let dir = tempfile::tempdir().unwrap();
    run(async {
        let (mut vault, ids) = small(dir.path()).await;
        let key = vault.verifier().unwrap();
        let other = tempfile::tempdir().unwrap();
        let stranger = Vault::create(other.path(), 0).await.unwrap().verifier().unwrap();
        for id in &ids {
            let proof = vault.prove(*id).unwrap();
            assert!(verify_proof(&proof, &key).unwrap().contains(&id.to_hex()));
            assert!(verify_proof(&proof, &stranger).is_err());
            assert!(verify_proof(&proof.replacen("index ", "index 1", 1), &key).is_err());
        }
        let before = vault.checkpoint_text().unwrap();
        let size: u64 = before.lines().nth(1).unwrap().parse().unwrap();
        seal(&mut vault, "two", &texts("third", 300), 6).await;
        let after = vault.checkpoint_text().unwrap();
        let mut grown = vault.consistency(size).unwrap();
        assert_eq!(verify_consistency(&grown, &before, &after, &key), Ok(()));
        grown.hashes[0].0[0] ^= 1;
        assert!(verify_consistency(&grown, &before, &after, &key).is_err());
    });
}

#[test]
fn what_is_erased_leaves_only_its_tombstone() {
    let dir = tempfile::tempdir().unwrap();
    run(async {
        let (mut vault, _) = small(dir.path()).await;
        let gone = texts("first", 5)[3].clone();
        let id = ExhibitId::of(gone.as_bytes());
        assert!(vault.read_exhibit(id).unwrap().is_none());
        for path in files(dir.path()) {
            let bytes = fs::read(&path).unwrap();
            let mut plain = Vec::new();
            let _ = flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut plain);
            let holds = |hay: &[u8]| hay.windows(gone.len()).any(|w| w == gone.as_bytes());
            assert!(!holds(&bytes) && !holds(&plain), "{}", path.display());
        }
        // It may come back under a lawful source, and can then be proved again.
        seal(&mut vault, "one", &[gone], 7).await;
        assert!(vault.read_exhibit(id).unwrap().is_some());
        assert!(vault.verify(&mut |_| {}).await.unwrap().problems.is_empty());
        assert!(vault.expired(30 * 86_400_000).await.unwrap().is_empty());
        assert_eq!(vault.expired(31 * 86_400_000).await.unwrap().len(), 39);
    });
}

/// Not a test of its own: what the next test starts and kills.
#[test]
fn child_that_seals_until_it_is_killed() {
    let Ok(dir) = std::env::var("SPOOR_TEST_VICTIM_DIR") else { return };
    run(async {
        let mut vault = Vault::open(Path::new(&dir)).await.unwrap();
        for round in 0u32.. {
            let batch = texts(&format!("{} {round}", std::process::id()), 40);
            let ids = seal(&mut vault, "one", &batch, 2).await;
            for id in &ids {
                println!("ack {id}");
            }
            if round % 3 == 2 {
                println!("erasing {}", ids[0]);
                vault.erase(&ids[..1], "test", "child", 3).await.unwrap();
                vault.audit("child", "erased", "", 3).await.unwrap();
            }
        }
    });
}

#[test]
fn kill_9_at_fifty_points_loses_nothing_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let vault = dir.path().join("vault");
    run(async {
        let mut vault = Vault::create(&vault, 0).await.unwrap();
        vault.add_source(&source("one"), "tester", 1).await.unwrap();
    });
    let mut acknowledged = Vec::new();
    let mut erasing = Vec::new();
    for point in 0..50u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_that_seals_until_it_is_killed", "--nocapture"])
            .env("SPOOR_TEST_VICTIM_DIR", &vault)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20 + point * 37 % 211));
        child.kill().unwrap();
        for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
            let id = |rest: &str| ExhibitId::parse(rest.trim());
            acknowledged.extend(line.rsplit_once("ack ").and_then(|(_, r)| id(r)));
            erasing.extend(line.rsplit_once("erasing ").and_then(|(_, r)| id(r)));
        }
        child.wait().unwrap();
    }
    assert!(acknowledged.len() > 1000, "only {} were acknowledged", acknowledged.len());
    assert_eq!(problems(&vault), Vec::<String>::new());
    let there: std::collections::BTreeSet<ExhibitId> = run(async {
        Vault::open(&vault).await.unwrap().exhibits_of("one").unwrap().into_iter().collect()
    });
    let lost = acknowledged.iter().filter(|id| !there.contains(id) && !erasing.contains(id));
    assert_eq!(lost.count(), 0);
}

#[test]
fn warcio_finds_nothing_to_complain_of() {
    let Ok(warcio) = std::env::var("SPOOR_WARCIO") else {
        println!("skipped: SPOOR_WARCIO is not set (cargo xtask test sets it)");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    run(async { drop(small(dir.path()).await) });
    for path in files(dir.path()).into_iter().filter(|p| p.to_string_lossy().ends_with(".warc.gz"))
    {
        let check = Command::new(&warcio).args(["check", "-v"]).arg(&path).output().unwrap();
        let said = String::from_utf8_lossy(&check.stdout).into_owned();
        assert!(check.status.success(), "{said}");
        assert!(said.contains("digest pass"), "{said}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_text_can_forge_a_header(target in ".*", origin in ".*", mapping in ".*", block in any::<Vec<u8>>()) {
        let dir = tempfile::tempdir().unwrap();
        run(async {
            let mut vault = Vault::create(dir.path(), 0).await.unwrap();
            vault.add_source(&source("one"), "tester", 1).await.unwrap();
            let hostile = Capture {
                target: format!("x\r\nWARC-Type: warcinfo\r\n{target}"),
                media_type: format!("text/html\r\n\r\n{target}"),
                origin: origin.clone(),
                mapping: Some(mapping.clone()),
                block: block.clone(),
                ..capture("")
            };
            let mut sealer = vault.sealer("one", 2).unwrap();
            let id = sealer.seal(&hostile).unwrap().exhibit;
            sealer.commit().unwrap();
            drop(sealer);
            let (exhibit, back) = vault.read_exhibit(id).unwrap().unwrap();
            assert_eq!(back, block);
            assert_eq!(exhibit.target, hostile.target);
            assert_eq!(exhibit.media_type, hostile.media_type);
            assert_eq!((exhibit.origin, exhibit.mapping), (origin, Some(mapping)));
            assert!(vault.verify(&mut |_| {}).await.unwrap().problems.is_empty());
        });
    }

    #[test]
    fn no_proof_text_makes_us_panic(text in ".*", key in ".*") {
        prop_assert!(verify_proof(&text, &key).is_err());
    }
}
