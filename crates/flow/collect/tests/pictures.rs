//! Pictures beside rows, and in web archives.

use spoor_collect::{Capture, Format, Item, Options, import, import_bytes};
use std::ops::ControlFlow;
use std::path::Path;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

/// Targets and media types of what is not a row, and code and words of the defects.
fn run(path: &Path) -> (Vec<(String, String)>, Vec<String>, usize) {
    let (mut pictures, mut told, mut rows) = (Vec::new(), Vec::new(), 0);
    import(path, &Options::default(), &mut |item, _| {
        match item {
            Item::Capture(c) if c.media_type.starts_with("image/") => {
                pictures.push((c.target, c.media_type));
            }
            Item::Capture(_) => rows += 1,
            Item::Defect { defect, bytes } => {
                let named = String::from_utf8(bytes).unwrap();
                assert!(defect.problem.contains(&format!("{named:?}")), "{defect}: {named}");
                told.push(defect.code);
            }
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    (pictures, told, rows)
}

#[test]
fn pictures_beside_rows_are_taken_and_nothing_from_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let (secret, folder) = (dir.path().join("secret.png"), dir.path().join("in"));
    std::fs::create_dir_all(folder.join("img")).unwrap();
    std::fs::write(&secret, PNG).unwrap();
    std::fs::write(folder.join("img/1.png"), PNG).unwrap();
    std::fs::write(folder.join("img/drawn.jpg"), b"<svg onload=alert(1)>").unwrap();
    std::fs::write(folder.join("img/none"), b"no picture").unwrap();
    std::os::unix::fs::symlink(&secret, folder.join("img/link.png")).unwrap();
    std::os::unix::fs::symlink(dir.path(), folder.join("out")).unwrap();
    let secret = secret.to_str().unwrap();
    let names = [
        "img/1.png",
        "./img/1.png",
        "../secret.png",
        "img/../../secret.png",
        "img/link.png",
        "out/secret.png",
        "img/drawn.jpg",
        "img/gone.jpg",
        "img",
        "img/none",
        "ff00ff00",
        secret,
        "https://a.example/x.jpg",
        "/x.jpg",
        "",
    ];
    let row = serde_json::json!({ "id": "1", "text": "words", "images": names }).to_string();
    let rows = [
        row.as_str(),
        r#"{"text":"one","images":"img/1.png"}"#,
        r#"{"text":"x","images":{"a":1}}"#,
    ];
    std::fs::write(folder.join("a.jsonl"), rows.join("\n")).unwrap();
    let one = ("file:img/1.png".to_owned(), "image/png".to_owned());
    let (pictures, told, rows) = run(&folder.join("a.jsonl"));
    assert_eq!(pictures, [one.clone(), one.clone(), one.clone()]);
    assert_eq!(rows, 3, "no advert is lost");
    let outside = "picture.outside";
    assert_eq!(told, [outside, outside, outside, outside, "picture.other", "picture.missing"]);

    // A table; and a folder, where the picture's address has the folder of its file.
    let table = "nr;omschrijving;fotos\n1;words;\"img/1.png|img/1.png img/gone.gif\"\n2;words;\n";
    std::fs::write(folder.join("b.csv"), table).unwrap();
    let options = Options {
        mapping: Some(
            [("text", "omschrijving"), ("images", "fotos")]
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .into(),
        ),
        ..Options::default()
    };
    let mut found = Vec::new();
    import(&folder.join("b.csv"), &options, &mut |item, _| {
        found.push(match item {
            Item::Capture(c) => c.target,
            Item::Defect { defect, .. } => defect.code,
        });
        ControlFlow::Continue(())
    })
    .unwrap();
    let want =
        ["file:b.csv#2", "file:img/1.png", "file:img/1.png", "picture.missing", "file:b.csv#3"];
    assert_eq!(found, want);
    std::fs::remove_file(folder.join("b.csv")).unwrap();
    let (pictures, ..) = run(dir.path());
    assert_eq!(pictures[0].0, "file:in/img/1.png");
}

#[test]
fn web_archives_give_their_pictures_and_not_what_stood_for_them() {
    let record = |target: &str, status: &str, media_type: &str| {
        let block = format!("HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n\r\nbytes");
        format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {target}\r\n\
             WARC-Date: 2026-01-02T03:04:05Z\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    };
    let file = [
        record("https://a.example/1.jpg", "200 OK", "image/jpeg"),
        record("https://a.example/2.jpg", "404 Not Found", "image/jpeg"),
        record("https://a.example/3.svg", "200 OK", "image/svg+xml"),
        record("https://a.example/4", "200 OK", "Image/WebP; q=1"),
        record("https://a.example/style.css", "200 OK", "text/css"),
    ]
    .concat();
    let options = Options { format: Format::Warc, ..Options::default() };
    let mut found = Vec::new();
    let summary = import_bytes(file.as_bytes(), "x.warc", &options, &mut |item, _| {
        let Item::Capture(Capture { target, media_type, .. }) = item else { panic!("{item:?}") };
        assert_eq!(media_type, Capture::HTTP_RESPONSE);
        found.push(target);
        ControlFlow::Continue(())
    });
    assert_eq!(found, ["https://a.example/1.jpg", "https://a.example/4"]);
    assert_eq!(summary.unwrap().skipped, 3);
}
