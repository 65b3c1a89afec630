//! Pages and rows read per second, one thread.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use spoor_read::{ExhibitId, ExhibitView, Profile, Reader};
use std::fmt::Write as _;
use std::hint::black_box;

/// A page of about 4 KB: navigation, an advert of about 500 bytes, facts, footer.
fn page(i: usize) -> String {
    let mut page = String::from(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Advert</title>\
         <link rel=stylesheet href=/a.css><style>.a{color:red}</style><script>window.x={a:1};\
         </script></head><body><nav class='top menu'><ul>",
    );
    for k in 0..20 {
        let _ = write!(
            page,
            "<li class='nav-item n{k}'><a href='/c/{k}' title='Category {k}'>Category {k}</a></li>"
        );
    }
    page += "</ul></nav><main id=content><article class='ad detail' data-id='77'><h1 class=title>Sweet &amp; nice</h1><div class='body text'>";
    for k in 0..5 {
        let _ = write!(
            page,
            "<p>Hello I am new here {i} {k} and this is a longer text for the advert <b>call</b> 555-01{k}{k} &#128222;<br>second line here</p>"
        );
    }
    page += "</div><dl class=facts>";
    for k in 0..8 {
        let _ = write!(page, "<dt>Key {k}</dt><dd class='v{k}'>Value {k}</dd>");
    }
    page += "</dl></article></main><footer class=foot>";
    for k in 0..15 {
        let _ = write!(page, "<a class='fl' href='/f/{k}'>Footer link {k}</a> | ");
    }
    page + "<p>All rights reserved. Terms and conditions apply.</p></footer></body></html>"
}

const PROFILE: &str = r#"
name = "bench"
hosts = ["board.example"]
[[page]]
kind = "detail"
url = '/ad/\d+'
[page.fields]
text = ".body"
title = "h1"
id = { from = "url", regex = '/ad/(\d+)' }
place = "dd.v1"
posted = { select = "dd.v2", regex = '(\d{4}-\d\d-\d\d)' }
images = { select = "img", attribute = "src", all = true }
"#;

fn read_all(reader: &Reader, media_type: &str, blocks: &[Vec<u8>]) -> usize {
    let (mut adverts, mut defects) = (Vec::new(), Vec::new());
    for block in blocks {
        let exhibit = ExhibitView {
            id: ExhibitId([0; 32]),
            source: "bench",
            target: "https://board.example/ad/1",
            media_type,
            block,
            captured_at: 0,
            mapping: None,
        };
        reader.read(&exhibit, &mut adverts, &mut defects);
    }
    assert_eq!(adverts.len(), blocks.len());
    adverts.len()
}

fn bench(criterion: &mut Criterion) {
    let pages: Vec<Vec<u8>> = (0..500)
        .map(|i| {
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(i)).into_bytes()
        })
        .collect();
    let rows: Vec<Vec<u8>> = (0..500)
        .map(|i| {
            format!(
                "{{\"id\":\"{i}\",\"text\":\"{}\",\"posted\":\"2026-01-02\"}}",
                "words and more ".repeat(30)
            )
            .into_bytes()
        })
        .collect();
    let http = "application/http; msgtype=response";
    let known = Reader::new(vec![Profile::parse(PROFILE).expect("the profile above is good")]);
    let unknown = Reader::default();
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Elements(500));
    let mut run = |name: &str, reader: &Reader, media_type: &str, blocks: &[Vec<u8>]| {
        group.bench_function(name, |b| {
            b.iter_batched(
                || (),
                |()| black_box(read_all(reader, media_type, blocks)),
                BatchSize::PerIteration,
            );
        });
    };
    run("pages by profile", &known, http, &pages);
    run("pages by main text", &unknown, http, &pages);
    run("rows of JSON", &unknown, "application/vnd.spoor.advert+json", &rows);
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
