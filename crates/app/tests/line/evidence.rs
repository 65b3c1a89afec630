//! What is at rest: erased, expired, touched, proved, decided on.

use super::*;

#[test]
fn what_is_erased_is_gone_everywhere() {
    let place = Place::with_source();
    let file = place.write("ads.jsonl", ADVERTS);
    place.must(0, &["import", &file, "--source", "partner"]);
    place.must(0, &["build"]);
    place.must(0, &["report"]);
    place.must(4, &["erase", "piano@example.com"]);
    place.must(4, &["erase", "piano@example.com", "--as", "A. Reviewer"]);
    let why = ["--as", "A. Reviewer", "--why", "asked by the person"];
    place.must(0, &[&["erase", "piano@example.com"], &why[..]].concat());
    let adverts = lines(&place.must(0, &["export", "adverts"]));
    assert_eq!(adverts.len(), 3);
    for file in walk(&place.workspace()) {
        let bytes = fs::read(&file).unwrap();
        let found =
            find(&bytes, b"piano@example.com") || find(&unzip(&bytes), b"piano@example.com");
        assert!(!found, "{} still holds it", file.display());
    }
    place.must(0, &["verify"]);
    place.must(2, &["erase", "piano@example.com", "--as", "A. Reviewer", "--why", "again"]);
}

#[test]
fn an_advert_goes_under_its_own_source_and_by_an_id_that_is_its_own() {
    let place = Place::with_source();
    let add = ["source", "add", "other", "--basis", "order 2", "--purpose", "leads"];
    place.must(0, &[&add[..], &["--retain", "20d"]].concat());
    let file = place.write("ads.jsonl", ADVERTS);
    place.must(0, &["import", &file, "--source", "partner"]);
    place.must(0, &["import", &file, "--source", "other"]);
    place.must(0, &["build"]);
    let adverts = lines(&place.must(0, &["export", "adverts"]));
    assert_eq!(adverts.len(), 8, "the same bytes under two sources are two adverts");
    let why = ["--as", "A. Reviewer", "--why", "asked by the person"];
    place.must(2, &[&["erase", "a1"], &why[..]].concat());
    let one = adverts.iter().find(|a| a["id"] == "a1" && a["source"] == "other").unwrap();
    place.must(0, &[&["erase", one["advert_id"].as_str().unwrap()], &why[..]].concat());
    let left = lines(&place.must(0, &["export", "adverts"]));
    assert_eq!(left.len(), 7);
    assert!(left.iter().any(|a| a["id"] == "a1" && a["source"] == "partner"));
    // The other source's retention ends earlier; what both had stays under the first.
    let later = place.command(&["retention", "enforce"]);
    let mut later = at(later, "2026-12-24");
    assert!(later.status().unwrap().success());
    let left = lines(&place.must(0, &["export", "adverts"]));
    assert_eq!(left.len(), 4);
    assert!(left.iter().all(|a| a["source"] == "partner"));
    place.must(0, &["verify"]);
}

#[test]
fn a_build_that_stopped_early_can_be_exported_and_erased_from() {
    let place = Place::with_source();
    let file = place.write("ads.jsonl", ADVERTS);
    place.must(0, &["import", &file, "--source", "partner"]);
    place.must(0, &["build", "--until", "extract"]);
    assert_eq!(place.advert("a1", "actor_id"), "");
    let why = ["--as", "A. Reviewer", "--why", "asked by the person"];
    place.must(0, &[&["erase", "piano@example.com"], &why[..]].concat());
    place.must(0, &[&["erase", "a1"], &why[..]].concat());
    assert_eq!(lines(&place.must(0, &["export", "adverts"])).len(), 2);
}

/// The same command at another time: the last `--as-of` counts.
pub fn at(command: Command, time: &str) -> Command {
    let mut later = Command::new(command.get_program());
    let args: Vec<_> = command.get_args().collect();
    let args = args.into_iter().map(|a| if a == "2026-11-23" { time.as_ref() } else { a });
    later.args(args);
    later
}

pub fn walk(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found
}

pub fn find(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|w| w == needle)
}

/// Everything that gzip members in these bytes hold, so that compression cannot hide a rest.
pub fn unzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let _ = std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(bytes), &mut out);
    out
}

#[test]
fn what_has_expired_goes_and_the_rest_stays() {
    let place = Place::with_source();
    let file = place.write("ads.jsonl", ADVERTS);
    place.must(0, &["import", &file, "--source", "partner"]);
    place.must(0, &["build"]);
    assert_eq!(place.json(&["retention", "show"])["expired"], 0);
    let later = ["--as-of", "2027-11-23"];
    let output = Command::new(env!("CARGO_BIN_EXE_spoor"))
        .args(later)
        .args(["--json", "--workspace"])
        .arg(place.workspace())
        .args(["retention", "enforce", "--as", "clock"])
        .output()
        .unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["erased"], 4);
    assert!(place.must(0, &["export", "adverts"]).is_empty());
    place.must(0, &["verify"]);
}

#[test]
fn a_flipped_byte_is_found_and_a_proof_convinces_an_outsider() {
    let place = Place::with_source();
    let file = place.write("ads.jsonl", ADVERTS);
    place.must(0, &["import", &file, "--source", "partner"]);
    place.must(0, &["build"]);
    place.must(0, &["verify"]);
    let exhibit = place.json(&["show", "advert", "a1"])["exhibit"].as_str().unwrap().to_owned();
    let proof = place.dir.join("proof.txt").display().to_string();
    place.must(0, &["prove", &exhibit, "-o", &proof]);
    let key = fs::read_to_string(place.workspace().join("vault/log/verifier")).unwrap();
    place.must(0, &["verify", &proof, "--key", key.trim()]);
    // The entry stands in base64; three other letters in it are another entry.
    let good = fs::read_to_string(&proof).unwrap();
    let at = good.find("extra ").unwrap() + 40;
    let forged = format!("{}AAA{}", &good[..at], &good[at + 3..]);
    assert_ne!(forged, good);
    fs::write(&proof, forged).unwrap();
    place.must(1, &["verify", &proof, "--key", key.trim()]);
    place.must(2, &["verify", &proof]);

    let segment = walk(&place.workspace().join("vault/exhibits"))
        .into_iter()
        .find(|p| p.to_string_lossy().ends_with(".warc.gz"))
        .unwrap();
    let mut bytes = fs::read(&segment).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&segment, bytes).unwrap();
    place.must(1, &["verify"]);
}

#[test]
fn a_decision_needs_a_name_and_a_reason() {
    let place = Place::new();
    let dir = place.dir.join("demo").display().to_string();
    place.must(0, &["demo", "--adverts", "3000", "--dir", &dir]);
    let place = Place { dir: place.dir.clone(), ..place };
    let ws = format!("{dir}/workspace");
    let run = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_spoor"))
            .args(["--json", "--workspace", &ws])
            .args(args)
            .output()
            .unwrap()
    };
    let leads: Value = serde_json::from_slice(&run(&["leads", "--top", "1"]).stdout).unwrap();
    let lead = leads[0]["lead_id"].as_str().unwrap();
    assert_eq!(run(&["decide", lead, "--verdict", "watch", "--why", "x"]).status.code(), Some(4));
    assert_eq!(run(&["decide", lead, "--verdict", "watch", "--as", "B"]).status.code(), Some(4));
    let bad = ["decide", lead, "--verdict", "guilty", "--as", "B", "--why", "x"];
    assert_eq!(run(&bad).status.code(), Some(2));
    let good = ["decide", lead, "--verdict", "watch", "--as", "B", "--why", "two cities"];
    assert_eq!(run(&good).status.code(), Some(0));
    let shown: Value = serde_json::from_slice(&run(&["show", "lead", lead]).stdout).unwrap();
    assert_eq!(shown["decisions"][0]["reviewer"], "B");
    assert_eq!(run(&["verify"]).status.code(), Some(0));
    drop(place);
}
