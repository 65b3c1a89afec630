//! The program from outside: files in, leads out, exit codes, evidence, erasure, kill -9.

mod backup;
mod banks;
mod contests;
mod crawl;
mod drawing;
mod evidence;
mod inbox;
mod learning;
mod lessons;
mod links;
mod looks;
mod missing;
mod oracle;
mod packs;
mod photos;
mod referral;
mod rings;
mod stamps;
mod style;
mod trends;
mod words;

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

struct Place {
    _keep: tempfile::TempDir,
    dir: PathBuf,
}

impl Place {
    fn new() -> Self {
        let keep = tempfile::tempdir().unwrap();
        let dir = keep.path().to_owned();
        Self { _keep: keep, dir }
    }

    fn workspace(&self) -> PathBuf {
        self.dir.join("ws")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spoor"));
        command.args(["--as-of", "2026-11-23", "--workspace"]).arg(self.workspace()).args(args);
        command.current_dir(&self.dir).env_remove("SPOOR_USER").env_remove("SPOOR_WORKSPACE");
        command
    }

    fn spoor(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs a command that must end with this exit code; gives its stdout.
    fn must(&self, code: i32, args: &[&str]) -> String {
        let output = self.spoor(args);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "spoor {args:?}\n{stderr}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The value of `key` in the advert of this imported id, of all exported adverts.
    fn advert(&self, id: &str, key: &str) -> String {
        let adverts = lines(&self.must(0, &["export", "adverts"]));
        let advert = adverts.iter().find(|a| a["id"] == id).unwrap();
        advert[key].as_str().unwrap().to_owned()
    }

    fn json(&self, args: &[&str]) -> Value {
        let mut all = vec!["--json"];
        all.extend(args);
        serde_json::from_str(&self.must(0, &all)).unwrap()
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.dir.join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// A workspace with one source, `partner`.
    fn with_source() -> Self {
        let place = Self::new();
        let dir = place.workspace().display().to_string();
        place.must(0, &["init", &dir]);
        let add = ["source", "add", "partner", "--basis", "order 1", "--purpose", "leads"];
        place.must(0, &[&add[..], &["--retain", "180d", "--country", "NL"]].concat());
        place
    }
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// Three adverts of one hand: same text, same number; and one stranger.
const ADVERTS: &str = r#"{"id":"a1","text":"Lovely evening in town, quiet place near the station, call Mila on +31 97 0123 4501, one hour 150 euro","posted":"2026-10-01","place":"Utrecht","site":"one.example"}
{"id":"a2","text":"Lovely evening in town, quiet place near the station, call Nora on +31 97 0123 4501, one hour 160 euro","posted":"2026-10-05","place":"Utrecht","site":"one.example"}
{"id":"a3","text":"Lovely evening in town, quiet place near the station, call Lena on +31 97 0123 4501, one hour 150 euro","posted":"2026-10-09","place":"Arnhem","site":"two.example"}
{"id":"b1","text":"Piano lessons for adults at home, patient teacher with thirty years of practice, mail piano@example.com","posted":"2026-10-02","place":"Zwolle","site":"one.example"}
"#;

#[test]
fn nothing_enters_without_a_legal_basis() {
    let place = Place::new();
    let dir = place.workspace().display().to_string();
    place.must(0, &["init", &dir]);
    place.must(4, &["source", "add", "x", "--purpose", "leads", "--retain", "180d"]);
    place.must(4, &["source", "add", "x", "--basis", "order 1", "--retain", "180d"]);
    place.must(4, &["source", "add", "x", "--basis", "order 1", "--purpose", "leads"]);
    let file = place.write("ads.jsonl", ADVERTS);
    place.must(4, &["import", &file, "--source", "x"]);
    assert_eq!(place.json(&["source", "list"]), Value::Array(vec![]));
}

#[test]
fn adverts_go_in_and_tables_come_out() {
    let place = Place::with_source();
    let file = place.write("ads.jsonl", ADVERTS);
    let import = place.json(&["import", &file, "--source", "partner"]);
    assert_eq!(import["sealed"], 4);
    place.must(0, &["build"]);

    let adverts = lines(&place.must(0, &["export", "adverts"]));
    let ids: Vec<_> = adverts.iter().map(|a| a["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a1", "a2", "a3", "b1"]);
    let actor = |i: usize| adverts[i]["actor_id"].as_str().unwrap();
    assert_eq!(actor(0), actor(1));
    assert_eq!(actor(0), actor(2));
    assert_ne!(actor(0), actor(3));

    let mentions = lines(&place.must(0, &["export", "mentions"]));
    let phone = mentions.iter().find(|m| m["kind"] == "phone" && m["id"] == "a1").unwrap();
    assert_eq!(phone["value"], "+3197012 34501".replace(' ', ""));
    let text = adverts[0]["text"].as_str().unwrap();
    let (start, end) = (phone["start"].as_u64().unwrap(), phone["end"].as_u64().unwrap());
    let span: String = text.chars().skip(start as usize).take((end - start) as usize).collect();
    assert_eq!(span, phone["raw"].as_str().unwrap());

    let shown = place.json(&["show", "advert", "a1"]);
    assert_eq!(shown["id"], "a1");
    let again = place.json(&["build"]);
    assert_eq!(again["parts_made"], 0, "an unchanged workspace is not built again");
}

#[test]
fn bad_records_are_rejected_with_reasons_and_the_good_beside_them_are_kept() {
    let place = Place::with_source();
    let broken = format!("{ADVERTS}not json at all\n{{\"id\":\"c\",\"text\":\"\"}}\n");
    let file = place.write("ads.jsonl", &broken);
    let output = place.spoor(&["--json", "import", &file, "--source", "partner"]);
    assert_eq!(output.status.code(), Some(3));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((told["sealed"].as_u64(), told["rejected"].as_u64()), (Some(4), Some(2)));
    let rejects = fs::read_to_string(told["reject_files"][0].as_str().unwrap()).unwrap();
    let rejects = lines(&rejects);
    assert_eq!(rejects.len(), 2);
    assert!(rejects[0]["place"].as_str().unwrap().contains(":5"));
    assert_eq!(rejects[0]["input"], "not json at all");
    assert!(!rejects[0]["hint"].as_str().unwrap().is_empty());
}

#[test]
fn an_id_that_two_adverts_have_is_not_settled_by_chance() {
    let place = Place::with_source();
    let two =
        "{\"id\":\"a\",\"text\":\"first of two\"}\n{\"id\":\"a\",\"text\":\"second \\u001b[2J\"}\n";
    let file = place.write("ads.jsonl", two);
    place.must(0, &["import", &file, "--source", "partner"]);
    place.must(0, &["build"]);
    place.must(2, &["show", "advert", "a"]);
    for advert in lines(&place.must(0, &["export", "adverts"])) {
        let shown = place.must(0, &["show", "advert", advert["advert_id"].as_str().unwrap()]);
        assert!(!shown.contains('\u{1b}'), "no escape sequence reaches the terminal");
    }
}

#[test]
fn the_same_file_twice_is_sealed_once() {
    let place = Place::with_source();
    let file = place.write("ads.jsonl", ADVERTS);
    place.must(0, &["import", &file, "--source", "partner"]);
    let again = place.json(&["import", &file, "--source", "partner"]);
    assert_eq!((again["sealed"].as_u64(), again["known"].as_u64()), (Some(0), Some(4)));
}

#[test]
fn a_build_killed_at_any_moment_resumes_to_the_same_tables() {
    let place = Place::new();
    let dir = place.dir.join("demo").display().to_string();
    place.must(0, &["demo", "--adverts", "3000", "--dir", &dir]);
    let ws = PathBuf::from(format!("{dir}/workspace"));
    let whole = hashes(&ws);
    fs::remove_dir_all(ws.join("tables")).unwrap();
    let build = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spoor"));
        command
            .arg("--workspace")
            .arg(&ws)
            .arg("build")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    };
    for delay_ms in [20, 60, 120, 200, 300, 450, 700] {
        let mut child = build().spawn().unwrap();
        std::thread::sleep(Duration::from_millis(delay_ms));
        let _ = child.kill();
        child.wait().unwrap();
    }
    assert!(build().status().unwrap().success());
    assert_eq!(hashes(&ws), whole);
}

/// Row count and order-free hash of every part of the current snapshot.
fn hashes(workspace: &Path) -> Value {
    let tables = workspace.join("tables");
    let name = fs::read_to_string(tables.join("CURRENT")).unwrap();
    let text = fs::read_to_string(tables.join(name.trim()).join("snapshot.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["tables"].clone()
}

#[test]
fn a_filter_reads_lines_and_names_the_bad_ones() {
    let place = Place::new();
    let input = "{\"id\":7,\"text\":\"call 212 555 0134 😀 mail a@example.com\"}\nnope\n";
    let mut child = Command::new(env!("CARGO_BIN_EXE_spoor"))
        .arg("extract")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("line 2"));
    let answer = &lines(&String::from_utf8(output.stdout).unwrap())[0];
    assert_eq!(answer["id"], 7);
    let mail =
        answer["mentions"].as_array().unwrap().iter().find(|m| m["kind"] == "email").unwrap();
    assert_eq!(mail["value"], "a@example.com");
    // Characters, not bytes: the emoji counts one.
    assert_eq!((mail["start"].as_u64(), mail["end"].as_u64()), (Some(25), Some(38)));
    drop(place);
}
