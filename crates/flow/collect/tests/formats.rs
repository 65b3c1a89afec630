//! Files of every format, judged by what others say of them.

use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use spoor_collect::{Capture, Format, Item, Options, Summary, import, import_bytes, sniff};
use spoor_vocab::CaptureKind;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// Everything found at a path: captures, `place code` of defects, and the sum.
fn run(path: &Path, options: &Options) -> (Vec<Capture>, Vec<String>, Summary) {
    let (mut captures, mut defects) = (Vec::new(), Vec::new());
    let mut before = 0;
    let summary = import(path, options, &mut |item, consumed| {
        assert!(consumed >= before, "progress goes forward");
        before = consumed;
        match item {
            Item::Capture(capture) => captures.push(capture),
            Item::Defect { defect, .. } => {
                defects.push(format!("{} {}", defect.place, defect.code))
            }
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(before <= summary.bytes);
    (captures, defects, summary)
}

/// A record as warcio 1.8.1 reads it.
#[derive(Deserialize)]
struct Record {
    offset: u64,
    r#type: String,
    uri: Option<String>,
    date: String,
    content_type: String,
    block_sha256: String,
}

fn by_warcio(name: &str) -> Vec<Record> {
    let all = std::fs::read(data("by-warcio.json")).unwrap();
    let mut all: BTreeMap<String, Vec<Record>> = serde_json::from_slice(&all).unwrap();
    all.remove(name).unwrap()
}

/// The pages and pictures of a file: all its responses and resources are such.
fn kept(name: &str) -> Vec<Record> {
    let mut records = by_warcio(name);
    records.retain(|r| matches!(r.r#type.as_str(), "response" | "resource"));
    records
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn assert_same(capture: &Capture, record: &Record) {
    assert_eq!(hex(&Sha256::digest(&capture.block)), record.block_sha256);
    assert_eq!(Some(capture.target.as_str()), record.uri.as_deref());
    assert_eq!(capture.media_type, record.content_type);
    let date = chrono::DateTime::parse_from_rfc3339(&record.date).unwrap();
    assert_eq!(capture.captured_at, date.timestamp_millis());
    assert_eq!(capture.kind == CaptureKind::Response, record.r#type == "response");
}

#[test]
fn warc_files_are_read_as_warcio_reads_them() {
    for name in ["plain.warc", "records.warc.gz", "chunked.warc.gz"] {
        let (captures, defects, summary) = run(&data(name), &Options::default());
        let expected = kept(name);
        assert_eq!(defects, Vec::<String>::new(), "{name}");
        assert_eq!(captures.len(), expected.len(), "{name}");
        assert_eq!(summary.skipped as usize, by_warcio(name).len() - expected.len(), "{name}");
        assert_eq!(summary.bytes, std::fs::metadata(data(name)).unwrap().len(), "{name}");
        for (capture, record) in captures.iter().zip(&expected) {
            assert_same(capture, record);
            assert_eq!(capture.origin, format!("{name}@{}", record.offset));
        }
    }
}

#[test]
fn other_compressions_give_the_same_records() {
    let same = [
        ("single-member.warc.gz", "plain.warc"),
        ("records.warc.zst", "plain.warc"),
        ("dictionary.warc.zst", "plain.warc"),
        ("records.wacz", "records.warc.gz"),
    ];
    for (name, like) in same {
        let (captures, defects, _) = run(&data(name), &Options::default());
        assert_eq!(defects, Vec::<String>::new(), "{name}");
        let expected = kept(like);
        assert_eq!(captures.len(), expected.len(), "{name}");
        for (capture, record) in captures.iter().zip(&expected) {
            assert_same(capture, record);
        }
    }
}

#[test]
fn formats_are_told_by_content() {
    for (name, format) in [
        ("plain.warc", Format::Warc),
        ("single-member.warc.gz", Format::Warc),
        ("dictionary.warc.zst", Format::Warc),
        ("records.wacz", Format::Wacz),
    ] {
        assert_eq!(sniff(&data(name)), format, "{name}");
    }
    let folder = tempfile::tempdir().unwrap();
    let told = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        sniff(&path)
    };
    assert_eq!(told("a", b"{\"text\":\"x\"}\n"), Format::Jsonl);
    assert_eq!(told("b", b"\xef\xbb\xbf\n<!doctype html><p>x"), Format::Html);
    assert_eq!(told("c", b"id,text\n1,x\n"), Format::Csv);
    assert_eq!(told("d.html", b"no mark-up, only words"), Format::Html);
    assert_eq!(told("e.csv", b"text\nx\n"), Format::Csv);
    assert_eq!(told("f.bin", b"\x00\x01\x02"), Format::Auto);
}

#[derive(Deserialize)]
struct Case {
    name: String,
    format: String,
    input: Option<String>,
    input_hex: Option<String>,
    mapping: Option<BTreeMap<String, String>>,
    captures: Vec<Expected>,
    defects: Vec<String>,
}

#[derive(Deserialize)]
struct Expected {
    target: String,
    media_type: String,
    block: Option<String>,
    block_hex: Option<String>,
}

fn check(case: &Case) {
    let unhex = |h: &String| -> Vec<u8> {
        (0..h.len()).step_by(2).map(|i| u8::from_str_radix(&h[i..i + 2], 16).unwrap()).collect()
    };
    let input = case.input.clone().map(String::into_bytes);
    let input = input.or_else(|| case.input_hex.as_ref().map(unhex)).unwrap();
    let options = Options {
        format: Format::parse(&case.format).unwrap(),
        mapping: case.mapping.clone(),
        imported_at: 77,
        start: 0,
    };
    let (mut captures, mut defects) = (Vec::new(), Vec::new());
    import_bytes(&input, "x", &options, &mut |item, _| {
        match item {
            Item::Capture(c) => captures.push(c),
            Item::Defect { defect, .. } => {
                defects.push(format!("{} {}", defect.place, defect.code))
            }
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(defects, case.defects, "{}", case.name);
    assert_eq!(captures.len(), case.captures.len(), "{}", case.name);
    for (found, expected) in captures.iter().zip(&case.captures) {
        let block = expected.block.clone().map(String::into_bytes);
        let block = block.or_else(|| expected.block_hex.as_ref().map(unhex)).unwrap();
        assert_eq!(String::from_utf8_lossy(&found.block), String::from_utf8_lossy(&block));
        assert_eq!(found.block, block, "{}", case.name);
        assert_eq!(found.target, expected.target, "{}", case.name);
        assert_eq!(found.media_type, expected.media_type, "{}", case.name);
        assert_eq!(found.captured_at, 77);
    }
}

#[test]
fn rows_are_cut_as_the_cases_say() {
    let cases = include_bytes!("../cases/rows.json");
    let cases: Vec<Case> = serde_json::from_slice(cases).unwrap();
    assert!(cases.len() > 20);
    cases.iter().for_each(check);
}

#[test]
fn a_folder_is_read_in_order_of_names_whatever_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    write("b/page.html", b"<p>page");
    write("b/page_files/script.js", b"<not a page>");
    write("b/page_files/style.css", b"a, b {}");
    write("a.jsonl", b"{\"text\":\"row\"}\nbroken\n");
    write("c.csv", b"id,text\n1,cell\n");
    write("d.warc", &std::fs::read(data("plain.warc")).unwrap());
    write("e.htm", b" \n");
    write(".hidden.html", b"<p>no");
    let (captures, defects, summary) = run(folder.path(), &Options::default());
    let targets: Vec<&str> = captures.iter().map(|c| c.target.as_str()).collect();
    assert_eq!(
        targets,
        [
            "file:a.jsonl#1",
            "file:b/page.html",
            "file:c.csv#2",
            "http://board.example/ad/1",
            "http://board.example/ad/2",
            "http://board.example/ad/3",
            "http://board.example/p.png",
            "http://board.example/saved"
        ]
    );
    assert_eq!(defects, ["a.jsonl:2 jsonl.not-json", "e.htm html.empty"]);
    assert_eq!((summary.captures, summary.defects), (8, 2));
    let only = Options { format: Format::Html, ..Options::default() };
    assert_eq!(run(folder.path(), &only).0.len(), 1);
}

#[test]
fn an_import_goes_on_where_it_was_left() {
    let (all, ..) = run(&data("records.warc.gz"), &Options::default());
    for start in 0..=all.len() {
        let options = Options { start: start as u64, ..Options::default() };
        let (rest, _, summary) = run(&data("records.warc.gz"), &options);
        assert_eq!(rest, all[start..]);
        assert_eq!(summary.captures as usize, all.len() - start);
    }
    // And a receiver can stop it.
    let mut seen = 0;
    let summary = import(&data("plain.warc"), &Options::default(), &mut |_, _| {
        seen += 1;
        if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((seen, summary.unwrap().captures), (2, 2));
}

#[test]
fn what_cannot_be_opened_or_told_is_an_error() {
    let ignore = &mut |_: Item, _: u64| ControlFlow::Continue(());
    let missing = import(Path::new("no/such/file.warc"), &Options::default(), ignore);
    assert!(missing.unwrap_err().to_string().contains("no/such/file.warc"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture.bin");
    std::fs::write(&path, [0u8, 1, 2]).unwrap();
    let unknown = import(&path, &Options::default(), ignore).unwrap_err().to_string();
    assert!(unknown.contains("--format"), "{unknown}");
}
