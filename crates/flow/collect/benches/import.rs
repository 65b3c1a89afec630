//! Records imported per second, one thread, from files in memory.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sha1::{Digest as _, Sha1};
use spoor_collect::{Format, Options, import_bytes};
use std::hint::black_box;
use std::io::Write;
use std::ops::ControlFlow;

const RECORDS: usize = 2000;

/// A response record with a page of about 4 KB and its block digest.
fn record(i: usize) -> Vec<u8> {
    let words: String = (0..60)
        .map(|k| format!("<p class=c{}>words {} of advert {i}</p>", k % 7, k * i % 97))
        .collect();
    let block = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body>{words}</body></html>"
    );
    let digest: String =
        Sha1::digest(block.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://board.example/{i}\r\n\
         WARC-Date: 2026-01-02T03:04:05Z\r\nWARC-Record-ID: <urn:uuid:{i}>\r\n\
         WARC-Block-Digest: sha1:{digest}\r\nContent-Type: application/http; msgtype=response\r\n\
         Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
    .into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory can be written")
}

fn bench(criterion: &mut Criterion) {
    let records: Vec<Vec<u8>> = (0..RECORDS).map(record).collect();
    let text = "words and more words of an advert, call 07700 900123, ".repeat(9);
    let lines: String =
        (0..RECORDS).map(|i| format!("{{\"id\":\"{i}\",\"text\":\"{text}\"}}\n")).collect();
    let table: String = (0..RECORDS).map(|i| format!("{i},\"{text}\"\n")).collect();
    let zstd: Vec<u8> = records
        .iter()
        .flat_map(|r| zstd::bulk::compress(r, 3).expect("memory can be written"))
        .collect();
    let files: [(&str, Format, Vec<u8>); 5] = [
        ("WARC", Format::Warc, records.concat()),
        ("WARC gzip", Format::Warc, records.iter().flat_map(|r| gzip(r)).collect()),
        ("WARC zstd", Format::Warc, zstd),
        ("JSONL", Format::Jsonl, lines.into_bytes()),
        ("CSV", Format::Csv, format!("id,text\n{table}").into_bytes()),
    ];
    let mut group = criterion.benchmark_group("import");
    group.throughput(Throughput::Elements(RECORDS as u64));
    for (name, format, bytes) in files {
        let options = Options { format, ..Options::default() };
        group.bench_function(name, |b| {
            b.iter(|| {
                let sum = import_bytes(&bytes, "bench", &options, &mut |item, _| {
                    black_box(item);
                    ControlFlow::Continue(())
                });
                assert_eq!(sum.expect("memory can be read").captures, RECORDS as u64);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
