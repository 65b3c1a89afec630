//! Records come back byte for byte, whatever they hold.

use super::*;

/// Members of all segments, unpacked.
fn records(files: &Files) -> Vec<String> {
    let mut records = Vec::new();
    for (path, index) in files.iter().filter(|(p, _)| p.extension().is_some_and(|e| e == "idx")) {
        let segment = &files[&path.with_extension("warc.gz")];
        for line in String::from_utf8_lossy(index).lines() {
            let words: Vec<usize> = line.split(' ').skip(2).map(|w| w.parse().unwrap()).collect();
            let mut plain = Vec::new();
            let member = &segment[words[0]..words[0] + words[1]];
            MultiGzDecoder::new(member).read_to_end(&mut plain).unwrap();
            records.push(String::from_utf8_lossy(&plain).into_owned());
        }
    }
    records
}

const HEADERS: [&str; 14] = [
    "WARC-Type",
    "WARC-Record-ID",
    "WARC-Date",
    "WARC-Target-URI",
    "Content-Type",
    "WARC-Block-Digest",
    "Spoor-Blake3",
    "Spoor-Source",
    "Spoor-Target",
    "Spoor-Media-Type",
    "Spoor-Captured-At",
    "Spoor-Origin",
    "Spoor-Mapping",
    "Content-Length",
];

/// Text of those who mean ill: line ends, NUL, header names, any character.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\r\nSpoor-Source: site-b".to_owned()),
        Just("\r\n\r\nWARC/1.1\r\nWARC-Type: resource\r\n".to_owned()),
        Just("\n".to_owned()),
        Just("\r".to_owned()),
        Just("\0".to_owned()),
        Just("Content-Length: 0".to_owned()),
        Just(" é 电 \u{202e}\u{2028}".to_owned()),
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn hostile_capture() -> impl Strategy<Value = Capture> {
    let texts = (hostile(), hostile(), hostile(), hostile());
    let block = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        hostile().prop_map(String::into_bytes)
    ];
    (texts, block, any::<i64>(), any::<bool>()).prop_map(|(texts, block, captured_at, response)| {
        let (target, media_type, origin, mapping) = texts;
        let kind = if response { CaptureKind::Response } else { CaptureKind::Resource };
        let (mapping, exchange) = (Some(mapping), None);
        Capture { kind, target, media_type, block, captured_at, mapping, origin, exchange }
    })
}

async fn round_trip(captures: &[Capture]) {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = made(dir.path()).await;
    let mut sealer = vault.sealer("site-a", START).unwrap();
    let mut want = Vec::new();
    for capture in captures {
        if sealer.seal(capture).unwrap().new {
            want.push(capture.clone());
        }
    }
    sealer.commit().unwrap();
    drop(sealer);
    let mut got = Vec::new();
    for segment in vault.segments() {
        for item in vault.read_segment(&segment.name).unwrap() {
            let (e, block) = item.unwrap();
            assert_eq!(e.source, "site-a");
            let (kind, captured_at, mapping) = (e.kind, e.captured_at, e.mapping);
            let (target, media_type, origin) = (e.target, e.media_type, e.origin);
            let exchange = None;
            got.push(Capture {
                kind,
                target,
                media_type,
                block,
                captured_at,
                mapping,
                origin,
                exchange,
            });
        }
    }
    assert_eq!(got, want);
    assert_clean(&vault).await;
    for record in records(&closed(vault, dir.path()).await) {
        let (head, _) = record.split_once("\r\n\r\n").unwrap();
        let mut lines = head.split("\r\n");
        assert_eq!(lines.next(), Some("WARC/1.1"));
        let names: Vec<&str> = lines.map(|l| l.split_once(": ").unwrap().0).collect();
        assert_eq!(names, HEADERS);
        assert!(!head.replace("\r\n", "").contains(|c: char| c.is_control()), "{head:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn hostile_text_comes_back_and_forges_no_header(
        captures in proptest::collection::vec(hostile_capture(), 1..12)
    ) {
        tokio::runtime::Runtime::new().unwrap().block_on(round_trip(&captures));
    }

    #[test]
    fn no_text_makes_a_proof_panic(text in hostile(), key in hostile()) {
        let _ = verify_proof(&text, &key);
        let proof = format!("c2sp.org/tlog-proof@v1\nextra {text}\nindex 0\n\n{text}");
        prop_assert!(verify_proof(&proof, "spoor.example/custody+00000000+AQ==").is_err());
    }
}

/// A vault of touched files may be refused, never make the program panic.
#[tokio::test]
async fn no_file_makes_a_vault_panic() {
    let dir = tempfile::tempdir().unwrap();
    let files = closed(small(dir.path()).await, dir.path()).await;
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let names: Vec<PathBuf> = files.keys().filter(|p| !p.ends_with("lock")).cloned().collect();
    for round in 0..60 {
        let mut touched = files.clone();
        let bytes = touched.get_mut(&names[round % names.len()]).unwrap();
        match rng.random_range(0..3) {
            0 => bytes.truncate(rng.random_range(0..=bytes.len())),
            1 => *bytes = (0..rng.random_range(0..999)).map(|_| rng.random()).collect(),
            _ => bytes.iter_mut().step_by(rng.random_range(1..40)).for_each(|b| *b = rng.random()),
        }
        if round % 2 == 0 {
            // With a signature that holds, so that what lies behind it is reached.
            let whole = ["log/key", "log/checkpoint"].map(PathBuf::from);
            whole.iter().for_each(|p| drop(touched.insert(p.clone(), files[p].clone())));
            sign_again(&mut touched);
        }
        let _ = found(&touched).await;
    }
}
