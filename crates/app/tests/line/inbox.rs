//! What partners put into a folder comes in by itself.

use super::*;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::process::Child;
use std::time::Instant;

/// A workspace, and a folder that is watched.
struct Tray {
    place: Place,
    dir: PathBuf,
}

impl Tray {
    fn new() -> Self {
        let place = Place::with_source();
        let dir = place.dir.join("tray");
        fs::create_dir(&dir).unwrap();
        Self { place, dir }
    }

    fn put(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn args(&self) -> Vec<String> {
        let dir = self.dir.display().to_string();
        ["--json", "inbox", &dir, "--source", "partner"].map(str::to_owned).to_vec()
    }

    /// Deals with all that lies there and is whole.
    fn once(&self, code: i32) -> Value {
        let mut args = self.args();
        args.extend(["--once", "--settle", "1"].map(str::to_owned));
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        serde_json::from_str(&self.place.must(code, &args)).unwrap()
    }

    fn watch(&self, settle: &str) -> Child {
        let args = self.args();
        let mut args: Vec<&str> = args.iter().map(String::as_str).collect();
        args.extend(["--settle", settle]);
        let mut command = self.place.command(&args);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Names in a folder of it, without the time.
    fn names(&self, folder: &str) -> BTreeSet<String> {
        let all = fs::read_dir(self.dir.join(folder)).unwrap().flatten();
        let name = |n: &OsStr| n.to_string_lossy().into_owned();
        all.map(|e| name(&e.file_name()))
            .map(|n| n.split_once('-').map_or(n.clone(), |(_, rest)| rest.to_owned()))
            .collect()
    }

    /// What lies in `rejected/` or `done/` beside a file.
    fn reasons(&self, folder: &str, name: &str) -> String {
        let all = fs::read_dir(self.dir.join(folder)).unwrap().flatten();
        let mut all = all.map(|e| e.path());
        let ends = format!("-{name}.reasons.jsonl");
        fs::read_to_string(all.find(|p| p.to_string_lossy().ends_with(&ends)).unwrap()).unwrap()
    }
}

fn of<'a>(told: &'a Value, name: &str) -> &'a Value {
    told["deliveries"].as_array().unwrap().iter().find(|d| d["name"] == name).unwrap()
}

fn data(name: &str) -> Vec<u8> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../flow/collect/tests/data");
    fs::read(dir.join(name)).unwrap()
}

const MAIL: &str = "From: mila@example.com\r\nTo: tips@example.org\r\nSubject: seen\r\n\
                    Message-ID: <1@example.com>\r\n\r\nCall Mila on +31 97 0123 4501, 150 euro\r\n";

#[test]
fn every_kind_is_taken_the_good_beside_the_bad_is_kept_and_what_is_unfinished_waits() {
    let tray = Tray::new();
    for name in ["records.warc.gz", "records.wacz"] {
        tray.put(name, data(name));
    }
    tray.put("ads.jsonl", format!("{ADVERTS}not json at all\n"));
    tray.put("ads.csv", "id,text\nc1,\"Call Nora on +31 97 0123 4502, quiet place\"\n");
    tray.put("page.html", "<h1>Hello</h1><p>Call +31 97 0123 4503</p>");
    tray.put("tip.eml", MAIL);
    fs::create_dir(tray.dir.join("whole")).unwrap();
    tray.put("whole/more.jsonl", "{\"id\":\"d1\",\"text\":\"Call Lena on +31 97 0123 4504\"}\n");
    tray.put("noise.bin", [0, 1, 2, 3, 255]);
    tray.put("broken.wacz", b"PK\x03\x04 and then nothing of a zip");
    for unfinished in ["b.jsonl.part", "c.jsonl.tmp", ".d.jsonl", "empty.jsonl"] {
        let text = if unfinished == "empty.jsonl" { "" } else { ADVERTS };
        tray.put(unfinished, text);
    }
    let told = tray.once(3);
    assert_eq!(told["waiting"], 1, "{told}");
    for name in ["records.wacz", "page.html", "tip.eml", "whole", "ads.csv"] {
        let one = of(&told, name);
        assert!(one["sealed"].as_u64().unwrap() > 0 && one["why"].is_null(), "{one}");
    }
    // It was made of the same records: what is known is not sealed again.
    let warc = of(&told, "records.warc.gz");
    let wacz = of(&told, "records.wacz");
    assert_eq!((&warc["sealed"], &warc["known"]), (&0.into(), &wacz["sealed"]), "{told}");
    let ads = of(&told, "ads.jsonl");
    assert_eq!((&ads["sealed"], &ads["rejected"]), (&4.into(), &1.into()));
    assert!(tray.reasons("done", "ads.jsonl").contains("jsonl.not-json"));
    assert!(tray.reasons("rejected", "noise.bin").contains("inbox.unknown"));
    assert!(tray.reasons("rejected", "broken.wacz").contains("wacz.not-zip"));
    let done = tray.names("done");
    for name in
        ["records.warc.gz", "records.wacz", "ads.jsonl", "ads.csv", "page.html", "tip.eml", "whole"]
    {
        assert!(done.contains(name), "{name}: {done:?}");
    }
    for unfinished in ["b.jsonl.part", "c.jsonl.tmp", ".d.jsonl", "empty.jsonl"] {
        assert!(tray.dir.join(unfinished).exists(), "{unfinished} was touched");
    }
    // It is named as it should be: it is whole.
    fs::rename(tray.dir.join("b.jsonl.part"), tray.dir.join("b.jsonl")).unwrap();
    assert_eq!(of(&tray.once(0), "b.jsonl")["known"], 4);
    tray.place.must(0, &["verify"]);
    tray.place.must(0, &["build", "--until", "extract"]);
    assert_eq!(tray.place.advert("a1", "source"), "partner");
    assert_eq!(tray.place.advert("d1", "source"), "partner");
}

#[test]
fn a_file_that_grows_waits_and_the_watcher_ends_well_when_told_to() {
    use std::io::Write;
    let tray = Tray::new();
    let path = tray.put("ads.jsonl", "");
    let mut watcher = tray.watch("8");
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    let mut rows = 0;
    // Longer than it takes to be whole.
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(12) {
        writeln!(file, "{{\"id\":\"g{rows}\",\"text\":\"Call +31 97 0123 {:04}\"}}", rows).unwrap();
        rows += 1;
        assert!(path.exists(), "it was taken while it grew");
        std::thread::sleep(Duration::from_millis(250));
    }
    drop(file);
    let begun = Instant::now();
    while path.exists() {
        assert!(begun.elapsed() < Duration::from_secs(120), "it was never taken");
        std::thread::sleep(Duration::from_millis(200));
    }
    Command::new("kill").args(["-TERM", &watcher.id().to_string()]).status().unwrap();
    assert_eq!(watcher.wait().unwrap().code(), Some(0));
    let copy = tray.dir.join("done");
    let copy = fs::read_dir(&copy).unwrap().next().unwrap().unwrap().path();
    let again = tray.place.json(&["import", copy.to_str().unwrap(), "--source", "partner"]);
    assert_eq!((&again["sealed"], &again["known"]), (&0.into(), &rows.into()));
}

#[test]
fn a_crash_between_import_and_move_imports_nothing_twice() {
    let tray = Tray::new();
    let rows = |file: usize| -> String {
        let row = |i: usize| {
            format!("{{\"id\":\"k{file}-{i}\",\"text\":\"Call +31 97 01{file:02} {i:04}\"}}\n")
        };
        (0..300).map(row).collect()
    };
    // As after a crash just before the move: all of it is sealed, and lies there.
    let path = tray.put("f0.jsonl", rows(0)).display().to_string();
    assert_eq!(tray.place.json(&["import", &path, "--source", "partner"])["sealed"], 300);
    let told = tray.once(0);
    let one = of(&told, "f0.jsonl");
    assert_eq!((&one["sealed"], &one["known"]), (&0.into(), &300.into()));
    assert!(tray.names("done").contains("f0.jsonl"));
    // And wherever it is killed.
    for file in 1..=12 {
        tray.put(format!("f{file}.jsonl"), rows(file));
    }
    for kill in 0..12_u64 {
        let mut watcher = tray.watch("1");
        std::thread::sleep(Duration::from_millis(1000 + kill * 173 % 900));
        watcher.kill().unwrap();
        watcher.wait().unwrap();
    }
    tray.once(0);
    assert_eq!(tray.names("done").len(), 13);
    tray.place.must(0, &["verify"]);
    tray.place.must(0, &["build", "--until", "extract"]);
    let adverts = lines(&tray.place.must(0, &["export", "adverts"]));
    let ids: BTreeSet<_> = adverts.iter().map(|a| a["id"].as_str().unwrap()).collect();
    assert_eq!((adverts.len(), ids.len()), (13 * 300, 13 * 300), "each once");
}

#[test]
fn names_lead_nowhere_and_nothing_is_taken_without_a_source() {
    let tray = Tray::new();
    let dir = tray.dir.display().to_string();
    tray.place.must(4, &["inbox", &dir, "--source", "nobody", "--once"]);
    let secret = tray.place.write("secret.html", "<p>Call +31 97 0123 4599</p>");
    tray.put("a\nb.html", "<p>one: +31 97 0123 4501</p>");
    tray.put("-rf.html", "<p>two: +31 97 0123 4502</p>");
    tray.put("%2e%2e%2fup.html", "<p>three: +31 97 0123 4503</p>");
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        tray.put(OsStr::from_bytes(b"\xff\xfe.html"), "<p>four: +31 97 0123 4504</p>");
        std::os::unix::fs::symlink(&secret, tray.dir.join("link.html")).unwrap();
        fs::create_dir(tray.dir.join("folder")).unwrap();
        std::os::unix::fs::symlink(&secret, tray.dir.join("folder/link.html")).unwrap();
        Command::new("mkfifo").arg(tray.dir.join("pipe.html")).status().unwrap();
    }
    let told = tray.once(3);
    for name in ["link.html", "folder", "pipe.html"] {
        assert!(tray.reasons("rejected", name).contains("inbox.foreign"), "{told}");
    }
    assert_eq!(tray.names("done").len(), 4, "{told}");
    assert_eq!(tray.place.json(&["import", &secret, "--source", "partner"])["sealed"], 1);
    // What a sender makes of our folders is not written through.
    fs::remove_dir_all(tray.dir.join("done")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(tray.place.dir.join("ws"), tray.dir.join("done")).unwrap();
    tray.place.must(2, &["inbox", &dir, "--source", "partner", "--once", "--settle", "1"]);
}

#[test]
fn what_was_sent_goes_in_time() {
    let tray = Tray::new();
    tray.put("page.html", "<p>Call +31 97 0123 4501</p>");
    tray.put("noise.bin", [0, 1, 2]);
    tray.once(3);
    assert_eq!((tray.names("done").len(), tray.names("rejected").len()), (1, 2));
    let dir = tray.dir.display().to_string();
    let later = |day: &str| {
        let args = ["inbox", &dir, "--source", "partner", "--once", "--settle", "1"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_spoor"));
        command.args(["--as-of", day, "--workspace"]).arg(tray.place.workspace()).args(args);
        assert!(command.stdout(Stdio::null()).status().unwrap().success());
        (tray.names("done").len(), tray.names("rejected").len())
    };
    assert_eq!(later("2026-11-29"), (1, 2));
    assert_eq!(later("2026-11-30"), (0, 0));
}

#[test]
fn told_to_end_in_the_middle_of_a_file_it_goes_on_at_the_next_start() {
    let tray = Tray::new();
    let row = |i: usize| format!("{{\"id\":\"m{i}\",\"text\":\"Call +31 97 {i:08}\"}}\n");
    let path = tray.put("many.jsonl", (0..60_000).map(row).collect::<String>());
    let signed = tray.place.workspace().join("vault/log/checkpoint");
    let before = fs::read(&signed).unwrap();
    let mut watcher = tray.watch("1");
    let begun = Instant::now();
    // The first part of it is signed for: it is at it.
    while fs::read(&signed).is_ok_and(|now| now == before) {
        assert!(begun.elapsed() < Duration::from_secs(120), "it never began");
        std::thread::sleep(Duration::from_millis(5));
    }
    Command::new("kill").args(["-INT", &watcher.id().to_string()]).status().unwrap();
    assert_eq!(watcher.wait().unwrap().code(), Some(0));
    let sealed = |told: &Value| told["exhibits"].as_u64().unwrap();
    let halfway = sealed(&tray.place.json(&["verify"]));
    assert!(path.exists() || halfway == 60_000, "{halfway} sealed, and it is gone");
    tray.once(0);
    assert!(!path.exists());
    assert_eq!(sealed(&tray.place.json(&["verify"])), 60_000);
}

#[test]
fn what_is_erased_goes_from_what_was_done_and_from_what_was_rejected() {
    let tray = Tray::new();
    let bad = r#"{"text": "Call Mila on +31 97 0123 4501", "id": }"#;
    let other = r#"{"text": "Call Nora on +31 97 0123 4509", "id": }"#;
    tray.put("ads.jsonl", format!("{ADVERTS}{bad}\n{other}\n"));
    tray.put("mail.eml", MAIL);
    tray.once(3);
    assert_eq!(tray.names("done").len(), 3);
    tray.place.must(0, &["build", "--until", "extract"]);
    let erase = ["erase", "+3197012345 01", "--why", "asked for", "--as", "Eva"];
    let erase = erase.map(|word| word.replace(' ', if word.starts_with('+') { "" } else { " " }));
    let args: Vec<&str> = erase.iter().map(String::as_str).collect();
    let told = tray.place.json(&[&args[..2], &["--dry-run"]].concat());
    assert_eq!(told["rejected"], 1, "{told}");
    tray.place.must(0, &args);
    let rejects = tray.place.dir.join("ws/rejects/partner");
    let left: String = fs::read_dir(rejects)
        .unwrap()
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    assert!(left.contains("4509") && !left.contains("4501"), "{left}");
    // What was sent later stays.
    tray.put("later.html", "<h1>Hello</h1><p>Call +31 97 0123 4503</p>");
    tray.once(0);
    assert_eq!(tray.names("done").into_iter().collect::<Vec<_>>(), ["later.html"]);
}
