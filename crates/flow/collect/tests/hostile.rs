//! Damage: one bad record costs no other; no bytes make an importer panic or run away.

use proptest::prelude::*;
use sha1::{Digest as _, Sha1};
use spoor_collect::{Format, Item, Options, REJECT_BYTES_MAX, import_bytes};
use std::io::Write;
use std::ops::{ControlFlow, Range};

const FORMATS: [Format; 5] = [Format::Warc, Format::Wacz, Format::Jsonl, Format::Csv, Format::Html];

/// Blocks of captures, and codes of defects.
fn run(bytes: &[u8], format: Format) -> (Vec<Vec<u8>>, Vec<String>) {
    let (mut blocks, mut defects) = (Vec::new(), Vec::new());
    let options = Options { format, ..Options::default() };
    import_bytes(bytes, "x", &options, &mut |item, _| {
        match item {
            Item::Capture(capture) => blocks.push(capture.block),
            Item::Defect { defect, bytes } => {
                assert!(bytes.len() <= REJECT_BYTES_MAX);
                assert!(!defect.problem.is_empty() && !defect.hint.is_empty());
                defects.push(defect.code);
            }
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    (blocks, defects)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The block of the `i`-th test record.
fn block(i: usize) -> Vec<u8> {
    let filler = "words and more words ".repeat(i % 7);
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>advert {i} {filler}").into_bytes()
}

fn record(block: &[u8], more: &str) -> Vec<u8> {
    let mut record = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0>\r\n\
         WARC-Target-URI: http://site.example/ad\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n\
         Content-Type: application/http; msgtype=response\r\n{more}Content-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    record.extend_from_slice(block);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

fn digested(block: &[u8]) -> Vec<u8> {
    record(block, &format!("WARC-Block-Digest: sha1:{}\r\n", hex(&Sha1::digest(block))))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd_frame(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A change of a few bytes.
#[derive(Clone, Debug)]
enum Damage {
    Overwrite(Vec<u8>),
    Delete(usize),
    Insert(Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    let bytes = || proptest::collection::vec(any::<u8>(), 1..16);
    prop_oneof![
        bytes().prop_map(Damage::Overwrite),
        (1usize..200).prop_map(Damage::Delete),
        bytes().prop_map(Damage::Insert)
    ]
}

/// The pieces as one file, with the `victim`-th changed somewhere within `inside` of it.
fn damaged(
    pieces: &[Vec<u8>],
    victim: usize,
    at: prop::sample::Index,
    damage: &Damage,
    inside: Range<usize>,
) -> Vec<u8> {
    let mut piece = pieces[victim].clone();
    let at = inside.start + at.index(inside.len());
    match damage {
        Damage::Overwrite(bytes) => {
            for (place, byte) in piece[at..inside.end].iter_mut().zip(bytes) {
                *place = *byte;
            }
        }
        Damage::Delete(n) => {
            piece.drain(at..(at + n).min(inside.end));
        }
        Damage::Insert(bytes) => {
            piece.splice(at..at, bytes.iter().copied());
        }
    }
    let mut file = Vec::new();
    for (i, whole) in pieces.iter().enumerate() {
        file.extend_from_slice(if i == victim { &piece } else { whole });
    }
    file
}

/// All blocks but the victim's must be found, in order; the victim's may be; nothing else may.
fn assert_others_survive(found: &[Vec<u8>], blocks: &[Vec<u8>], victim: usize) {
    let others: Vec<&Vec<u8>> =
        blocks.iter().enumerate().filter(|(i, _)| *i != victim).map(|(_, b)| b).collect();
    let kept: Vec<&Vec<u8>> = found.iter().filter(|b| **b != blocks[victim]).collect();
    assert_eq!(kept, others);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_damaged_warc_record_costs_no_other(
        count in 1usize..9, victim in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(), damage in damage(), coding in 0..3,
    ) {
        let blocks: Vec<Vec<u8>> = (0..count).map(block).collect();
        let pieces: Vec<Vec<u8>> = blocks.iter().map(|b| match coding {
            0 => digested(b),
            1 => gzip(&digested(b)),
            _ => zstd_frame(&digested(b)),
        }).collect();
        let victim = victim.index(count);
        let file = damaged(&pieces, victim, at, &damage, 0..pieces[victim].len());
        let (found, defects) = run(&file, Format::Warc);
        assert_others_survive(&found, &blocks, victim);
        // A record can vanish without a trace only if all of it was deleted, or if its header
        // was changed into that of a record that is none of our business.
        let header_bytes = pieces[victim].len() - blocks[victim].len().min(pieces[victim].len());
        let in_header = coding == 0 && at.index(pieces[victim].len()) < header_bytes;
        if found.len() < count && !in_header && !matches!(damage, Damage::Delete(_)) {
            prop_assert!(!defects.is_empty());
        }
    }

    #[test]
    fn a_damaged_line_costs_no_other(
        count in 1usize..9, victim in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(), damage in damage(),
    ) {
        let blocks: Vec<Vec<u8>> = (0..count)
            .map(|i| format!("{{\"id\":\"{i}\",\"text\":\"advert {i}\"}}").into_bytes())
            .collect();
        let pieces: Vec<Vec<u8>> =
            blocks.iter().map(|b| [b.as_slice(), b"\n"].concat()).collect();
        let victim = victim.index(count);
        let file = damaged(&pieces, victim, at, &damage, 0..blocks[victim].len());
        let (found, _) = run(&file, Format::Jsonl);
        for (i, block) in blocks.iter().enumerate() {
            prop_assert!(i == victim || found.contains(block), "line {i} is lost");
        }
    }

    #[test]
    fn a_damaged_row_costs_no_other(
        count in 1usize..9, victim in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(), damage in damage(), quoted in any::<bool>(),
    ) {
        let quote = if quoted { "\"" } else { "" };
        let rows: Vec<Vec<u8>> = (0..count)
            .map(|i| format!("{i},{quote}advert {i} words{quote},Town").into_bytes())
            .collect();
        let mut pieces = vec![b"id,text,place\n".to_vec()];
        pieces.extend(rows.iter().map(|b| [b.as_slice(), b"\n"].concat()));
        let victim = victim.index(count);
        let inside = 0..rows[victim].len();
        let file = damaged(&pieces, victim + 1, at, &damage, inside);
        let (found, _) = run(&file, Format::Csv);
        for (i, row) in rows.iter().enumerate() {
            let block = [b"id,text,place\n", row.as_slice()].concat();
            prop_assert!(i == victim || found.contains(&block), "row {i} is lost");
        }
    }

    #[test]
    fn no_bytes_make_an_importer_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..3000), head in 0..6usize,
    ) {
        let heads: [&[u8]; 6] = [b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd",
            b"\x5d\x2a\x4d\x18\x08\0\0\0", b"PK\x03\x04"];
        let bytes = [heads[head], bytes.as_slice()].concat();
        for format in FORMATS {
            run(&bytes, format);
        }
    }

    #[test]
    fn changed_files_make_no_importer_panic(
        which in 0..6usize, at in any::<prop::sample::Index>(), damage in damage(),
    ) {
        let files: [&[u8]; 6] = [
            include_bytes!("data/plain.warc"),
            include_bytes!("data/records.warc.gz"),
            include_bytes!("data/single-member.warc.gz"),
            include_bytes!("data/records.warc.zst"),
            include_bytes!("data/dictionary.warc.zst"),
            include_bytes!("data/records.wacz"),
        ];
        let pieces = [files[which].to_vec()];
        let file = damaged(&pieces, 0, at, &damage, 0..files[which].len());
        run(&file, if which == 5 { Format::Wacz } else { Format::Warc });
    }
}

#[test]
fn lies_of_a_record_are_told_and_its_neighbours_kept() {
    let (a, b) = (block(1), block(2));
    let good = |block: &[u8]| digested(block);
    let plain = record(&a, "");
    let lie = |from: &str, to: &str| {
        let text = String::from_utf8(plain.clone()).unwrap();
        assert!(text.contains(from));
        text.replace(from, to).into_bytes()
    };
    let length = format!("Content-Length: {}", a.len());
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("warc.bad-length", lie(&length, "Content-Length: 20")),
        ("warc.bad-length", lie(&length, "Content-Length: 2000")),
        ("warc.too-large", lie(&length, "Content-Length: 99999999999999")),
        ("warc.bad-header", lie(&length, "Content-Length: -1")),
        ("warc.bad-header", lie(&length, "Content-Size: 1")),
        ("warc.bad-header", lie("WARC-Type: response\r\n", "")),
        ("warc.bad-header", lie("WARC-Target-URI: http://site.example/ad\r\n", "")),
        ("warc.bad-header", lie("WARC/1.1", "WARC/7.1")),
        ("warc.bad-date", lie("2026-01-02T03:04:05Z", "the day before")),
        ("warc.segmented", lie("WARC-Type", "WARC-Segment-Number: 1\r\nWARC-Type")),
        ("warc.digest", record(&a, "WARC-Block-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")),
        ("warc.digest", record(&a, "WARC-Payload-Digest: sha256:00\r\n")),
        ("warc.garbage", b"these bytes belong to no record\r\n\r\n".to_vec()),
        ("warc.bad-header", record(&a, &"X: y\r\n".repeat(300))),
        ("warc.bad-header", record(&a, &format!("X: {}\r\n", "y".repeat(100_000)))),
    ];
    for (code, bad) in cases {
        for packed in [false, true] {
            let pack = |bytes: Vec<u8>| if packed { gzip(&bytes) } else { bytes };
            let file = [pack(good(&b)), pack(bad.clone()), pack(good(&b))].concat();
            let (found, defects) = run(&file, Format::Warc);
            assert_eq!(defects, [code], "packed: {packed}");
            assert_eq!(found, [b.clone(), b.clone()], "{code}, packed: {packed}");
        }
    }
}

#[test]
fn digests_in_any_usual_form_are_accepted() {
    let a = block(3);
    let base32 = "WARC-Block-Digest: sha1:";
    let stated = [
        format!("WARC-Block-Digest: SHA-1:{}\r\n", hex(&Sha1::digest(&a)).to_uppercase()),
        format!("WARC-Block-Digest: sha256:{}\r\n", hex(&sha2::Sha256::digest(&a))),
        "WARC-Block-Digest: md5:whatever\r\n".to_owned(),
    ];
    for more in stated {
        assert_eq!(run(&record(&a, &more), Format::Warc), (vec![a.clone()], vec![]), "{more}");
    }
    // RFC 4648 section 10: BASE32("foobar") is no SHA-1.
    let wrong = format!("{base32}MZXW6YTBOI======\r\n");
    assert_eq!(run(&record(&a, &wrong), Format::Warc).1, ["warc.digest"]);
}

#[test]
fn bombs_are_refused_and_what_stands_beside_them_is_kept() {
    let good = block(4);
    // 400 MiB of zeros in one member, a plausible header before it.
    let mut huge = gzip(b"");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(9));
    encoder
        .write_all(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 500000000\r\n\r\n")
        .unwrap();
    let zeros = vec![0u8; 1 << 20];
    for _ in 0..400 {
        encoder.write_all(&zeros).unwrap();
    }
    huge.extend(encoder.finish().unwrap());
    let file = [gzip(&digested(&good)), huge, gzip(&digested(&good))].concat();
    let (found, defects) = run(&file, Format::Warc);
    assert_eq!(found, [good.clone(), good]);
    assert!(defects.contains(&"member.bomb".to_owned()), "{defects:?}");

    // A line without end.
    let mut endless = b"{\"text\":\"ok\"}\n{\"text\":\"".to_vec();
    endless.resize(20 << 20, b'x');
    endless.extend_from_slice(b"\"}\n{\"text\":\"also ok\"}\n");
    let (found, defects) = run(&gzip(&endless), Format::Jsonl);
    assert_eq!(found.len(), 2);
    assert_eq!(defects, ["line.too-long"]);
}

#[test]
fn a_quote_left_open_in_a_long_table_costs_one_row() {
    let row = |i: usize| format!("{i},words of advert {i} that have no quotes\n");
    let mut table = "id,text\n0,\"left open\n".to_owned();
    table.extend((1..50_000).map(row));
    let (found, defects) = run(table.as_bytes(), Format::Csv);
    assert_eq!((found.len(), defects), (49_999, vec!["csv.quotes".to_owned()]));
}

#[test]
fn a_cut_off_file_gives_what_is_whole() {
    let blocks: Vec<Vec<u8>> = (0..4).map(block).collect();
    let packed: Vec<u8> = blocks.iter().flat_map(|b| gzip(&digested(b))).collect();
    let (found, defects) = run(&packed[..packed.len() - 9], Format::Warc);
    assert_eq!(found, blocks[..3]);
    assert_eq!(defects, ["member.truncated"]);
    let lines = gzip(&b"{\"text\":\"one\"}\n".repeat(5000));
    let (found, defects) = run(&lines[..lines.len() - 4], Format::Jsonl);
    assert_eq!((found.len(), defects), (5000, vec!["member.truncated".to_owned()]));
}

#[test]
fn a_member_with_a_wrong_check_sum_is_refused() {
    let blocks: Vec<Vec<u8>> = (0..3).map(block).collect();
    let mut pieces: Vec<Vec<u8>> = blocks.iter().map(|b| gzip(&record(b, ""))).collect();
    let crc_at = pieces[1].len() - 8;
    pieces[1][crc_at] ^= 1;
    let (found, defects) = run(&pieces.concat(), Format::Warc);
    assert_eq!(found, [blocks[0].clone(), blocks[2].clone()]);
    assert_eq!(defects, ["member.checksum"]);
}

#[test]
fn a_changed_member_of_a_wacz_is_told() {
    let file = include_bytes!("data/records.wacz").to_vec();
    let found = |needle: &[u8]| file.windows(needle.len()).position(|w| w == needle).unwrap();
    let member = found(b"archive/records.warc.gz") + b"archive/records.warc.gz".len();
    let mut changed = file.clone();
    changed[member + 400] ^= 0xff;
    let (blocks, defects) = run(&changed, Format::Wacz);
    assert!(blocks.len() >= 3, "{}", blocks.len());
    assert!(
        defects.contains(&"member.corrupt".to_owned())
            || defects.contains(&"member.checksum".to_owned()),
        "{defects:?}"
    );
    assert!(
        defects.contains(&"wacz.member".to_owned()) || defects.contains(&"wacz.hash".to_owned()),
        "{defects:?}"
    );
    assert_eq!(run(b"PK\x03\x04 not a zip", Format::Wacz).1, ["wacz.not-zip"]);
}
