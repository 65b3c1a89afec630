//! Files from anywhere.

use super::*;
use proptest::prelude::*;
use std::io::Write;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
}

fn zip_of(files: &[(&str, SimpleFileOptions)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, options) in files {
        zip.start_file(*name, *options).unwrap();
        zip.write_all(b"words").unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn refusal(bytes: &[u8]) -> String {
    let found = checked(bytes, None);
    assert_eq!(found.findings.len(), 1, "{found:?}");
    assert_eq!(found.findings[0].state, State::Broken);
    found.findings[0].found.clone()
}

#[test]
fn tricks_with_paths_links_and_sizes_are_refused() {
    let tricks = [
        ("a/../../etc/passwd", "no safe name"),
        ("/etc/passwd", "no safe name"),
        ("a//b", "no safe name"),
        ("a/.ssh", "no safe name"),
        ("C:\\x/b", "no safe name"),
        ("a/b\u{202e}gnp.exe", "no safe name"),
        ("loose", "in no folder"),
    ];
    for (name, why) in tricks {
        let said = refusal(&zip_of(&[(name, stored())]));
        assert!(said.contains(why), "{name}: {said}");
    }
    let deflated = stored().compression_method(CompressionMethod::Deflated);
    assert!(refusal(&zip_of(&[("a/b", deflated)])).contains("compressed"));
    assert!(refusal(&zip_of(&[("a/b", stored()), ("A/B", stored())])).contains("there twice"));
    assert!(refusal(&zip_of(&[("a/b", stored()), ("c/b", stored())])).contains("outside"));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("a/b", "/etc/passwd", stored()).unwrap();
    assert!(refusal(&zip.finish().unwrap().into_inner()).contains("link"));
    let long = format!("a/{}", "b".repeat(300));
    assert!(refusal(&zip_of(&[(&long, stored())])).contains("no safe name"));
    assert!(refusal(b"PK").contains("no ZIP file"));
    assert!(refusal(&[]).contains("no ZIP file"));
    assert!(refusal(&zip_of(&[])).contains("empty"));
}

#[test]
fn bytes_that_only_some_unpackers_see_are_refused() {
    let good = zip_of(&[("a/b", stored()), ("a/c", stored())]);
    assert_ne!(checked(&good, None).findings[0].state, State::Broken, "it is a ZIP file");
    let mut after = good.clone();
    after.extend(b"more");
    refusal(&after);
    let mut before = b"more".to_vec();
    before.extend(&good);
    refusal(&before);
    // Another name before the file than in the list at the end.
    let mut renamed = good.clone();
    let at = renamed.windows(3).position(|w| w == b"a/b").unwrap();
    renamed[at + 2] = b'x';
    refusal(&renamed);
}

#[tokio::test]
async fn whatever_happens_to_its_bytes_it_is_read_without_a_panic() {
    let made = made().await;
    let bytes = sealed(&made, &made.dossier(Audience::Police));
    let key = made.vault.verifier().unwrap();
    let good = unpacked(&bytes);
    // Each case checks ten signatures, twice.
    let config = ProptestConfig { cases: 64, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let places = (0..bytes.len(), any::<u8>(), 0..bytes.len());
    runner
        .run(&places, |(at, byte, cut)| {
            let mut touched = bytes.clone();
            touched[at] = byte;
            // What holds has the same files, whatever else was touched.
            if checked(&touched, Some(&key)).holds() {
                prop_assert_eq!(&unpacked(&touched), &good);
            }
            prop_assert!(!checked(&touched[..cut], Some(&key)).holds());
            Ok(())
        })
        .unwrap();
}
