//! The index in its folder: parts come and go, nothing of what went stays, and a kill at any time
//! leaves the index as it was.

use spoor_search::{Ask, Entry, Index, SearchError, Settings, nothing_told, read};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Names the folder to the process that is killed.
const FOLDER: &str = "SPOOR_SEARCH_FOLDER";

fn open(dir: &Path) -> Index {
    let settings = Settings { threads: 1, bytes_per_thread: 15 << 20, search_threads: 1 };
    Index::open(dir, settings).unwrap()
}

/// The `n`-th advert of a part.
fn entry(part: &str, n: usize) -> Entry {
    Entry {
        advert_id: format!("{part}.{n}"),
        source: "s".to_owned(),
        text: format!("word{n} planted{part} in an advert of {part}, number {}", n * 7919 % 1000),
        place: format!("NL:Planted{part}"),
        lang: "en".to_owned(),
        ..Entry::default()
    }
}

fn part(name: &str, adverts: usize) -> impl Iterator<Item = spoor_search::EntryResult> + use<> {
    let name = name.to_owned();
    (0..adverts).map(move |n| Ok(entry(&name, n)))
}

fn update(index: &mut Index, parts: &[&str]) -> spoor_search::Updated {
    let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
    index.update(&parts, |name| part(name, 50)).unwrap()
}

fn count(index: &Index, text: &str) -> u64 {
    let (query, _) = read(text, &nothing_told);
    let ask = Ask { sources: &["s".into()], limit: 1, ..Ask::default() };
    index.search(&query, &ask).unwrap().adverts
}

/// Whether any file of the folder has the word in it.
fn on_disk(dir: &Path, word: &str) -> bool {
    let files = fs::read_dir(dir).unwrap().map(|f| f.unwrap().path());
    let has = |path: &Path| {
        let bytes = fs::read(path).unwrap_or_default();
        bytes.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word.as_bytes()))
    };
    files.filter(|p| p.is_file()).any(|p| has(&p))
}

#[test]
fn parts_come_and_go() {
    let dir = tempfile::tempdir().unwrap();
    let mut index = open(dir.path());
    let done = update(&mut index, &["a", "b"]);
    assert_eq!((done.added.len(), done.adverts, done.new_adverts), (2, 100, 100));
    assert_eq!(count(&index, "planteda"), 50);
    let done = update(&mut index, &["b", "c"]);
    assert_eq!((done.added, done.removed), (vec!["c".to_owned()], vec!["a".to_owned()]));
    assert_eq!((count(&index, "planteda"), count(&index, "plantedb")), (0, 50));
    assert_eq!(index.adverts(), 100);
    let again = update(&mut index, &["c", "b"]);
    assert_eq!(again, spoor_search::Updated::default(), "nothing to do");
    drop(index);
    let index = open(dir.path());
    assert_eq!(index.parts().iter().map(String::as_str).collect::<Vec<_>>(), ["b", "c"]);
    assert_eq!(count(&index, "advert"), 100);
}

#[test]
fn nothing_of_an_erased_part_is_on_disk() {
    let dir = tempfile::tempdir().unwrap();
    let mut index = open(dir.path());
    update(&mut index, &["alpha", "beta", "gamma"]);
    // "plantedalpha" is a word of the dictionary, "alpha.7" an identifier of the store, and
    // "NL:Plantedalpha" a value of a column.
    for word in ["plantedalpha", "NL:Plantedalpha"] {
        assert!(on_disk(dir.path(), word), "{word}: the check can see what is there");
    }
    let names = update(&mut index, &["beta", "gamma"]);
    assert_eq!(names.removed, ["alpha"]);
    for word in ["plantedalpha", "alpha.7", "alpha"] {
        assert!(!on_disk(dir.path(), word), "{word}");
    }
    assert!(on_disk(dir.path(), "plantedbeta"));
    update(&mut index, &[]);
    assert!(!on_disk(dir.path(), "beta"));
    assert_eq!(index.adverts(), 0);
}

#[test]
fn another_handle_sees_what_was_committed_and_holds_nothing_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = open(dir.path());
    update(&mut writer, &["alpha", "beta"]);
    let mut reader = open(dir.path());
    assert_eq!(count(&reader, "plantedalpha"), 50);
    update(&mut writer, &["beta"]);
    assert!(!on_disk(dir.path(), "plantedalpha"), "though someone reads the old state");
    assert_eq!(count(&reader, "plantedalpha"), 50, "until it looks again");
    reader.refresh().unwrap();
    assert_eq!(count(&reader, "plantedalpha"), 0);
    assert_eq!(reader.parts(), writer.parts());
}

#[test]
fn a_part_that_cannot_be_read_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut index = open(dir.path());
    update(&mut index, &["a"]);
    let broken = |name: &str| part(name, 3).chain([Err("the disk is gone".into())]);
    let error = index.update(&["b".to_owned()], broken).unwrap_err();
    assert!(matches!(&error, SearchError::Entries { part, .. } if part == "b"), "{error}");
    assert_eq!(count(&index, "advert"), 50);
    update(&mut index, &["a", "b"]);
    assert_eq!((count(&index, "planteda"), count(&index, "plantedb")), (50, 50));
}

#[test]
fn an_index_of_another_version_is_emptied() {
    let dir = tempfile::tempdir().unwrap();
    let mut index = open(dir.path());
    update(&mut index, &["a"]);
    drop(index);
    let meta = dir.path().join("meta.json");
    let other = fs::read_to_string(&meta).unwrap().replace("search ", "search of old ");
    fs::write(&meta, other).unwrap();
    let mut index = open(dir.path());
    assert!(index.parts().is_empty());
    assert!(!on_disk(dir.path(), "planteda"));
    update(&mut index, &["a"]);
    assert_eq!(count(&index, "advert"), 50);
}

#[test]
fn opening_a_folder_that_is_being_filled_disturbs_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = open(dir.path());
    let other = |name: &str| {
        // While the writer is at work, nothing is committed yet.
        assert_eq!(count(&open(dir.path()), "advert"), 0);
        part(name, 50)
    };
    writer.update(&["a".to_owned()], other).unwrap();
    assert_eq!(count(&writer, "advert"), 50);
    let second = writer.update(&["a".to_owned(), "b".to_owned()], |name| {
        let mut late = open(dir.path());
        let error = late.update(&[], |name| part(name, 1)).unwrap_err();
        assert!(matches!(error, SearchError::Engine(_)), "one writer at a time: {error}");
        part(name, 50)
    });
    assert_eq!(second.unwrap().adverts, 50);
}

/// Not a test of its own: the process that the next one kills. Alone, it has no folder.
#[test]
fn the_process_that_is_killed() {
    let Ok(dir) = std::env::var(FOLDER) else { return };
    let mut index = open(Path::new(&dir));
    let say = |word: &str| {
        println!("@ {word}");
        std::io::stdout().flush().unwrap();
    };
    say("opened");
    let slow = |name: &str| {
        let name = name.to_owned();
        (0..12_000).map(move |n| {
            if n % 400 == 399 {
                println!("@ {n}");
                std::io::stdout().flush().unwrap();
            }
            Ok(entry(&name, n))
        })
    };
    index.update(&["beta".to_owned(), "gamma".to_owned()], slow).unwrap();
    say("done");
}

/// Starts the process and kills it `delay` after it has said so many lines.
fn run_and_kill(dir: &Path, lines: usize, delay: Duration) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_process_that_is_killed", "--nocapture", "--test-threads=1"])
        .env(FOLDER, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let said = out.lines().map_while(Result::ok).filter(|l| l.contains("@ ")).take(lines);
    let done = said.filter(|l| l.ends_with("done")).count() > 0;
    std::thread::sleep(delay);
    // SIGKILL, on Unix.
    child.kill().unwrap();
    child.wait().unwrap();
    done
}

#[test]
fn a_kill_leaves_the_old_index_or_the_new_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut index = open(dir.path());
    update(&mut index, &["alpha", "beta"]);
    drop(index);
    // While it writes, and about when it commits and tidies.
    for (lines, wait) in [(2, 0), (5, 30), (20, 10), (31, 0), (31, 60), (31, 200), (31, 500)] {
        run_and_kill(dir.path(), lines, Duration::from_millis(wait));
        let index = open(dir.path());
        let parts: Vec<&str> = index.parts().iter().map(String::as_str).collect();
        let gamma = if parts == ["beta", "gamma"] { 12_000 } else { 0 };
        assert!(gamma > 0 || parts == ["alpha", "beta"], "{parts:?}");
        assert_eq!(count(&index, "plantedgamma"), gamma);
        assert_eq!(count(&index, "plantedalpha"), if gamma > 0 { 0 } else { 50 });
        assert_eq!(count(&index, "plantedbeta"), 50);
        assert_eq!(index.adverts(), gamma + if gamma > 0 { 50 } else { 100 });
    }
    let mut index = open(dir.path());
    update(&mut index, &["beta"]);
    assert!(!on_disk(dir.path(), "plantedgamma"), "what a killed update wrote goes too");
    assert!(!on_disk(dir.path(), "plantedalpha"));
    assert_eq!(count(&index, "advert"), 50);
}
