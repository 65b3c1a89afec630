//! Kill -9 at any moment loses nothing acknowledged; and what is on disk is WARC to others.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spoor_vault::{Held, Vault, VaultError};
use spoor_vocab::{Capture, CaptureKind, Decision, ExhibitId, Source, Verdict};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const FOLDER: &str = "SPOOR_CRASH_FOLDER";
const ROUND: &str = "SPOOR_CRASH_ROUND";
const KILLS: usize = 50;
/// Kills of one vault: it is opened again and goes on, each time.
const KILLS_PER_VAULT: usize = 10;

fn source() -> Source {
    Source {
        name: "site".into(),
        basis: "order 2026-14".into(),
        purpose: "leads for review".into(),
        retain_days: 30,
        country: None,
    }
}

fn capture(round: usize, n: usize) -> Capture {
    Capture {
        kind: CaptureKind::Resource,
        target: format!("file:adverts.jsonl#{n}"),
        media_type: Capture::JSON_ADVERT.into(),
        block: format!("{{\"id\":\"{round}-{n}\",\"text\":\"words of an advert\"}}").into_bytes(),
        captured_at: 0,
        mapping: None,
        origin: "adverts.jsonl".into(),
        exchange: None,
    }
}

fn say(words: &str, id: impl std::fmt::Display) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "@ {words} {id}").and_then(|()| out.flush()).expect("the parent listens");
}

/// What the killed process does, and says once it is acknowledged. Runs until it is killed.
async fn work(dir: &Path, round: usize) -> Result<(), VaultError> {
    let mut rng = ChaCha8Rng::seed_from_u64(round as u64);
    let mut vault = match Vault::open(dir).await {
        Ok(vault) => vault,
        Err(_) => Vault::create(dir, 0).await?,
    };
    say("opened", round);
    vault.add_source(&source(), "importer", 0).await?;
    let mut next = 0;
    loop {
        let mut sealer = vault.sealer("site", 0)?;
        for _ in 0..rng.random_range(1..3) {
            let from = next;
            next += rng.random_range(1..200);
            for n in from..next {
                sealer.seal(&capture(round, n))?;
            }
            sealer.commit()?;
            (from..next).for_each(|n| say("sealed", ExhibitId::of(&capture(round, n).block)));
        }
        drop(sealer);
        let lead = format!("lead-{round}-{next}");
        vault
            .decide(&Decision {
                lead_id: lead.clone(),
                reviewer: "A. Reviewer".into(),
                verdict: Verdict::Watch,
                why: "for the test".into(),
                decided_at: 0,
            })
            .await?;
        say("decided", lead);
        let erased = ExhibitId::of(&capture(round, rng.random_range(0..next)).block);
        say("erasing", erased);
        let held = Held { source: "site".into(), exhibit: erased };
        vault.erase(&[held], "for the test", "A. Officer", 0).await?;
        say("erased", erased);
    }
}

/// Not a test by itself: the process that the test below starts and kills.
#[test]
fn the_process_that_is_killed() {
    let (Some(dir), Ok(round)) = (std::env::var_os(FOLDER), std::env::var(ROUND)) else { return };
    let round = round.parse().expect("a number");
    // The harness has begun a line.
    println!();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let ended = runtime.block_on(work(Path::new(&dir), round));
    say("failed", format!("{ended:?}"));
}

/// What was acknowledged to the parent.
#[derive(Default)]
struct Acknowledged {
    sealed: BTreeSet<String>,
    decided: BTreeSet<String>,
    erasing: BTreeSet<String>,
    erased: BTreeSet<String>,
    opened: bool,
}

impl Acknowledged {
    fn take(&mut self, line: &str) {
        let Some((word, id)) = line.strip_prefix("@ ").and_then(|l| l.split_once(' ')) else {
            return;
        };
        let id = id.to_owned();
        match word {
            "opened" => self.opened = true,
            "sealed" => drop(self.sealed.insert(id)),
            "decided" => drop(self.decided.insert(id)),
            "erasing" => drop(self.erasing.insert(id)),
            "erased" => drop(self.erased.insert(id)),
            _ => panic!("the process gave up: {line}"),
        }
    }
}

/// Starts the process, kills it `delay` after it has said so many lines, and hears them all.
fn run_and_kill(dir: &Path, round: usize, said: usize, delay: Duration, known: &mut Acknowledged) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_process_that_is_killed", "--nocapture", "--test-threads=1"])
        .env(FOLDER, dir)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let (send, lines) = std::sync::mpsc::channel();
    let listener = std::thread::spawn(move || {
        out.split(b'\n').map_while(Result::ok).for_each(|line| drop(send.send(line)));
    });
    let mut heard: Vec<Vec<u8>> = lines.iter().take(said).collect();
    std::thread::sleep(delay);
    // SIGKILL, on Unix.
    child.kill().unwrap();
    child.wait().unwrap();
    listener.join().unwrap();
    heard.extend(lines.iter());
    // A line that the kill cut off says nothing.
    heard.pop_if(|last| !whole(last));
    heard.iter().for_each(|line| known.take(&String::from_utf8_lossy(line)));
}

/// Whether a last line was written to its end.
fn whole(line: &[u8]) -> bool {
    let words: Vec<&[u8]> = line.split(|b| *b == b' ').collect();
    matches!(words[..], [_, b"sealed" | b"erasing" | b"erased", id] if id.len() == 64)
}

async fn check(dir: &Path, known: &Acknowledged) -> u64 {
    let vault = Vault::open(dir).await.unwrap();
    let report = vault.verify(&mut |_| {}).await.unwrap();
    assert_eq!(report.problems, []);
    assert_eq!(report.exhibits, vault.exhibits());
    let mut there = BTreeSet::new();
    for segment in vault.segments() {
        for item in vault.read_segment(&segment.name).unwrap() {
            let (exhibit, block) = item.unwrap();
            assert_eq!(exhibit.id, ExhibitId::of(&block));
            there.insert(exhibit.id.to_hex());
        }
    }
    for id in &known.sealed {
        assert!(there.contains(id) || known.erasing.contains(id), "{id} was acknowledged");
    }
    for id in &known.erased {
        assert!(!there.contains(id), "{id} was erased");
    }
    let decided = vault.decisions(None).await.unwrap();
    let decided: BTreeSet<_> = decided.into_iter().map(|d| d.lead_id).collect();
    assert!(known.decided.is_subset(&decided));
    report.exhibits
}

#[test]
fn fifty_kills_lose_nothing_that_was_acknowledged() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(50);
    let (mut exhibits, mut erased, mut decided) = (0, 0, 0);
    for first in (0..KILLS).step_by(KILLS_PER_VAULT) {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("vault");
        let mut known = Acknowledged::default();
        for round in first..first + KILLS_PER_VAULT {
            // The first ones hit the making of the vault and its opening, too.
            let (said, longest) = match round % KILLS_PER_VAULT {
                0..4 => (0, 60_000),
                _ => (rng.random_range(0..900), 30_000),
            };
            let delay = Duration::from_micros(rng.random_range(0..longest));
            run_and_kill(&dir, round, said, delay, &mut known);
            if known.opened {
                runtime.block_on(check(&dir, &known));
            }
        }
        assert!(known.opened);
        exhibits += runtime.block_on(check(&dir, &known));
        erased += known.erased.len();
        decided += known.decided.len();
    }
    println!("{KILLS} kills: {exhibits} exhibits, {decided} decisions, {erased} erasures");
    // Had the process been killed before it did anything, nothing would have been tested.
    assert!(exhibits > 1000 && erased > 10 && decided > 10, "{exhibits} {erased} {decided}");
}

#[test]
fn a_neighbour_that_has_the_vault_open_goes_on_after_each_kill() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(51);
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("vault");
    let mut neighbour = runtime.block_on(Vault::create(&dir, 0)).unwrap();
    let mut known = Acknowledged::default();
    for round in 0..KILLS_PER_VAULT {
        let delay = Duration::from_micros(rng.random_range(0..30_000));
        run_and_kill(&dir, round, rng.random_range(1..400), delay, &mut known);
        runtime.block_on(neighbour.audit("eva", "a look", "", 0)).unwrap();
        let report = runtime.block_on(neighbour.verify(&mut |_| {})).unwrap();
        // Files that no checkpoint speaks for are what the kill left: the next opening removes them.
        let left = |p: &&spoor_vault::Problem| {
            !p.what.contains("speaks for") && !p.what.contains("bytes, not")
        };
        assert_eq!(report.problems.iter().find(left), None);
        assert_eq!(report.exhibits, neighbour.exhibits());
    }
    runtime.block_on(neighbour.close());
    let exhibits = runtime.block_on(check(&dir, &known));
    assert!(exhibits > 200 && !known.decided.is_empty(), "{exhibits}");
}

#[tokio::test]
async fn warcio_accepts_every_segment() {
    let Some(warcio) = std::env::var_os("SPOOR_WARCIO") else {
        println!("skipped: SPOOR_WARCIO is not set");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let mut vault = Vault::create(dir.path(), 0).await.unwrap();
    vault.add_source(&source(), "importer", 0).await.unwrap();
    let mut sealer = vault.sealer("site", 0).unwrap();
    for n in 0..40 {
        sealer.seal(&capture(0, n)).unwrap();
    }
    let odd = [
        Capture { target: "a\r\nWARC-Type: x\r\n é".into(), ..capture(1, 0) },
        Capture { captured_at: i64::MAX, ..capture(1, 1) },
        Capture { media_type: "\r\n\r\n".into(), target: String::new(), ..capture(1, 2) },
        Capture {
            kind: CaptureKind::Response,
            target: "https://board.example/1".into(),
            media_type: Capture::HTTP_RESPONSE.into(),
            block: b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>advert".to_vec(),
            ..capture(1, 3)
        },
    ];
    for capture in &odd {
        sealer.seal(capture).unwrap();
    }
    sealer.commit().unwrap();
    drop(sealer);
    let held = Held { source: "site".into(), exhibit: ExhibitId::of(&capture(0, 7).block) };
    vault.erase(&[held], "why", "who", 0).await.unwrap();
    let mut sealer = vault.sealer("site", 0).unwrap();
    sealer.seal(&capture(0, 7)).unwrap();
    sealer.commit().unwrap();
    drop(sealer);
    let mut checked = 0;
    for entry in std::fs::read_dir(dir.path().join("exhibits")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "gz") {
            let output = Command::new(&warcio).arg("check").arg("-v").arg(&path).output().unwrap();
            assert!(output.status.success(), "{path:?}: {output:?}");
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            checked += said.matches("digest pass").count();
        }
    }
    assert_eq!(checked, 44);
}
