//! A backup is worth what can be restored of it, and nothing that was changed on the way.

use super::*;
use crate::evidence::{find, unzip, walk};

const PROFILE: &str = include_str!("../../../flow/read/profiles/example-board.toml");

/// A workspace with adverts, a decision and a profile, and its backup.
fn with_backup() -> (Place, String, String) {
    let place = Place::with_source();
    let file = place.write("ads.jsonl", ADVERTS);
    place.must(0, &["import", &file, "--source", "partner"]);
    fs::write(place.workspace().join("profiles/one.example.toml"), PROFILE).unwrap();
    let backup = place.dir.join("a.spoor").display().to_string();
    let told = place.json(&["backup", "-o", &backup]);
    let key = told["verifier"].as_str().unwrap().to_owned();
    (place, backup, key)
}

fn restore(place: &Place, file: &str, more: &[&str]) -> (Option<i32>, String) {
    let to = place.dir.join("again").display().to_string();
    let mut args = vec!["restore", file, &to, "--as", "Otto"];
    args.extend(more);
    let done = place.spoor(&args);
    let told = [done.stdout, done.stderr].concat();
    (done.status.code(), String::from_utf8_lossy(&told).into_owned())
}

fn in_copy(place: &Place, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spoor"));
    command.args(["--as-of", "2026-11-23", "--workspace"]).arg(place.dir.join("again"));
    let done = command.args(args).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// Nothing is left of a restore that failed.
fn nothing_there(place: &Place) -> bool {
    !place.dir.join("again").exists() && !place.dir.join("again.partial").exists()
}

#[test]
fn what_comes_back_is_what_was_there() {
    let (place, backup, key) = with_backup();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&backup).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "it holds the keys");
    }
    // The judge of its form is the system's tar.
    let list = Command::new("tar").args(["-tf", &backup]).output().unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    assert!(list.contains("vault/log/checkpoint\n") && list.ends_with("backup.note\n"), "{list}");
    assert!(list.contains("profiles/one.example.toml\n") && !list.contains("casebook"), "{list}");

    let (code, told) = restore(&place, &backup, &["--key", &key]);
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.contains("every byte is as it was sealed") && told.contains("Not in it"),
        "{told}"
    );
    let verified: Value = serde_json::from_str(&in_copy(&place, &["verify", "--json"])).unwrap();
    assert_eq!((&verified["exhibits"], &verified["problems"]), (&4.into(), &Value::Array(vec![])));
    place.must(0, &["build"]);
    in_copy(&place, &["build"]);
    for table in ["adverts", "leads"] {
        let there = place.must(0, &["export", table]);
        assert_eq!(in_copy(&place, &["export", table]), there, "{table}");
    }
    assert!(place.dir.join("again/profiles/one.example.toml").exists());
    // Not over something, and not by nobody.
    assert_eq!(restore(&place, &backup, &[]).0, Some(2));
    let to = place.dir.join("new").display().to_string();
    place.must(4, &["restore", &backup, &to]);
}

#[test]
fn a_changed_backup_is_refused_and_leaves_nothing() {
    let (place, backup, key) = with_backup();
    let good = fs::read(&backup).unwrap();
    let bad = place.dir.join("bad.spoor").display().to_string();
    let refused = |bytes: &[u8], what: &str| {
        fs::write(&bad, bytes).unwrap();
        let (code, told) = restore(&place, &bad, &[]);
        assert_eq!(code, Some(2), "{what}: {told}");
        assert!(nothing_there(&place), "{what}");
        told
    };
    // One bit, everywhere in it that is not padding.
    let step = good.len() / 60;
    for at in (0..good.len()).step_by(step).filter(|at| good[*at] != 0) {
        let mut changed = good.clone();
        changed[at] ^= 1;
        refused(&changed, &format!("bit at {at}"));
    }
    for length in [0, 511, 512, good.len() / 2, good.len() - 2_000] {
        refused(&good[..length], &format!("cut at {length}"));
    }
    let (other, _, other_key) = with_backup();
    let told = restore(&place, &backup, &["--key", &other_key]);
    assert!(told.0 == Some(2) && told.1.contains("another vault"), "{told:?}");
    drop(other);
    assert_eq!(restore(&place, &backup, &["--key", &key]).0, Some(0), "the good one is good");
}

/// Entries that lead out of the folder, are no files, come twice, or were never signed.
#[test]
fn a_hostile_backup_writes_nowhere_else() {
    let (place, backup, _) = with_backup();
    let hostile = |name: &str, kind: tar::EntryType, first: bool| {
        let mut new = tar::Builder::new(Vec::new());
        let mut evil = tar::Header::new_gnu();
        evil.set_entry_type(kind);
        evil.set_size(4);
        if kind == tar::EntryType::Symlink {
            evil.set_size(0);
            evil.set_link_name("/etc").unwrap();
        }
        evil.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        evil.set_mode(0o777);
        evil.set_cksum();
        let bytes: &[u8] = if kind == tar::EntryType::Symlink { b"" } else { b"evil" };
        if first {
            new.append(&evil, bytes).unwrap();
        }
        let mut old = tar::Archive::new(fs::File::open(&backup).unwrap());
        for entry in old.entries().unwrap() {
            let mut entry = entry.unwrap();
            let header = entry.header().clone();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
            new.append(&header, bytes.as_slice()).unwrap();
        }
        if !first {
            new.append(&evil, bytes).unwrap();
        }
        let file = place.dir.join("evil.spoor");
        fs::write(&file, new.into_inner().unwrap()).unwrap();
        let (code, told) = restore(&place, &file.display().to_string(), &[]);
        assert_eq!(code, Some(2), "{name}: {told}");
        assert!(told.contains("it was changed"), "{name}: {told}");
        assert!(nothing_there(&place) && !place.dir.join("out").exists(), "{name}");
    };
    let (file, link) = (tar::EntryType::Regular, tar::EntryType::Symlink);
    for name in
        ["../out", "/tmp/spoor-test-out", "vault/../../out", "elsewhere/x", "casebook.sqlite"]
    {
        hostile(name, file, true);
    }
    hostile("vault/log", link, true);
    hostile("vault/log/dir", tar::EntryType::Directory, true);
    hostile("vault/log/extra", file, true);
    hostile("vault/log/key", file, true);
    hostile("vault/log/late", file, false);
}

#[test]
fn what_was_erased_does_not_come_back_from_an_old_backup() {
    let (place, backup, _) = with_backup();
    place.must(0, &["build"]);
    let why = ["--as", "A. Reviewer", "--why", "asked by the person"];
    place.must(0, &[&["erase", "piano@example.com"], &why[..]].concat());
    let log = place.workspace().join("vault/log").display().to_string();
    let (code, told) = restore(&place, &backup, &["--log", &log]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("1 exhibits that the later log erased were erased again"), "{told}");
    for file in walk(&place.dir.join("again")) {
        let bytes = fs::read(&file).unwrap();
        let found =
            find(&bytes, b"piano@example.com") || find(&unzip(&bytes), b"piano@example.com");
        assert!(!found, "{} still holds it", file.display());
    }
    let verified = in_copy(&place, &["verify", "--json"]);
    let verified: Value = serde_json::from_str(&verified).unwrap();
    assert_eq!((&verified["exhibits"], &verified["problems"]), (&3.into(), &Value::Array(vec![])));
    // A log of another vault says nothing of this one.
    fs::remove_dir_all(place.dir.join("again")).unwrap();
    let (other, ..) = with_backup();
    let log = other.workspace().join("vault/log").display().to_string();
    let (code, told) = restore(&place, &backup, &["--log", &log]);
    assert!(code == Some(2) && told.contains("another vault") && nothing_there(&place), "{told}");
}

#[test]
fn an_old_backup_is_refused_and_what_expired_since_is_erased_on_the_way_in() {
    let (place, backup, _) = with_backup();
    let to = place.dir.join("again").display().to_string();
    let on = |day: &str, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spoor"));
        command.args(["--as-of", day, "restore", &backup, &to, "--as", "Otto"]).args(more);
        let done = command.output().unwrap();
        let told = [done.stdout, done.stderr].concat();
        (done.status.code(), String::from_utf8_lossy(&told).into_owned())
    };
    let (code, told) = on("2026-12-29", &[]);
    assert!(code == Some(4) && told.contains("36 days old"), "{told}");
    assert!(nothing_there(&place));
    // The source's 180 days are over.
    let (code, told) = on("2027-06-01", &["--oldest", "365"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("4 exhibits had expired and were erased"), "{told}");
    let verified = in_copy(&place, &["verify", "--json"]);
    let verified: Value = serde_json::from_str(&verified).unwrap();
    assert_eq!((&verified["exhibits"], &verified["problems"]), (&0.into(), &Value::Array(vec![])));
}
