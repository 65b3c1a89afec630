//! Pages and rows nobody means well with: nothing panics, nothing grows without bound.

use proptest::prelude::*;
use spoor_read::{Advert, ExhibitId, ExhibitView, Profile, Reader};

fn read(media_type: &str, block: &[u8]) -> (Vec<Advert>, Vec<String>) {
    let exhibit = ExhibitView {
        id: ExhibitId::of(block),
        source: "test",
        target: "https://board.example/ad/1",
        media_type,
        block,
        captured_at: 0,
        mapping: Some("{\"text\":\"body\"}"),
    };
    let (mut adverts, mut defects) = (Vec::new(), Vec::new());
    Reader::default().read(&exhibit, &mut adverts, &mut defects);
    (adverts, defects.into_iter().map(|d| d.code).collect())
}

const MEDIA_TYPES: [&str; 6] = [
    "text/html",
    "application/http; msgtype=response",
    "application/vnd.spoor.advert+json",
    "text/csv; header=present",
    "application/ld+json",
    "text/html; charset=utf-16le",
];

/// Pieces of pages that matter to the reader, in any order.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<div class=\"body\">".to_owned()),
        Just("</div>".to_owned()),
        Just("<table><tr><td>".to_owned()),
        Just("<nav>".to_owned()),
        Just(
            "<script type=\"application/ld+json\">{\"@type\":\"Offer\",\"description\":\""
                .to_owned()
        ),
        Just("\"}</script>".to_owned()),
        Just("<p itemscope itemtype=\"http://schema.org/Product\">".to_owned()),
        Just("<b itemprop=\"description\">".to_owned()),
        Just("<a href=\"/x\">".to_owned()),
        Just("<pre>".to_owned()),
        Just("<svg><title>".to_owned()),
        Just("<template>".to_owned()),
        Just("<select><option>".to_owned()),
        Just("&amp;&#0;&#xD800;&notit;".to_owned()),
        "[a-z ]{0,40}",
        "\\PC{0,20}",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        for media_type in MEDIA_TYPES {
            read(media_type, &bytes);
        }
        let message = [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, br\r\n\r\n\x1f\x8b", bytes.as_slice()];
        read(MEDIA_TYPES[1], &message.concat());
    }

    #[test]
    fn no_soup_makes_the_reader_panic(page in soup()) {
        let (adverts, _) = read("text/html", page.as_bytes());
        for advert in adverts {
            prop_assert!(!advert.text.trim().is_empty());
        }
    }

    #[test]
    fn no_text_makes_a_profile_panic(text in "\\PC{0,300}") {
        if let Err(error) = Profile::parse(&text) {
            prop_assert!(error.line >= 1);
        }
    }

    /// What a person sees as words in a paragraph is the advert, byte for byte.
    #[test]
    fn words_of_a_paragraph_are_kept_as_they_are(
        words in proptest::collection::vec("[\\p{L}\\p{N}\\p{So}+:/()€£.,-]{1,12}", 8..40),
    ) {
        let text = words.join(" ");
        let page = format!("<html><head><meta charset=utf-8></head><body><p>{text}</p></body></html>");
        let (adverts, defects) = read("text/html; charset=utf-8", page.as_bytes());
        prop_assert!(defects.is_empty());
        prop_assert_eq!(adverts.len(), 1);
        prop_assert_eq!(&adverts[0].text, &text);
    }

    /// A JSON text goes in and comes out the same, whatever characters it has.
    #[test]
    fn a_row_keeps_its_text(text in "\\PC{1,200}") {
        prop_assume!(!text.trim().is_empty());
        let row = serde_json::json!({"id": "1", "text": text}).to_string();
        let (adverts, defects) = read("application/vnd.spoor.advert+json", row.as_bytes());
        prop_assert!(defects.is_empty());
        prop_assert_eq!(&adverts[0].text, &text);
    }
}

#[test]
fn pages_that_nest_without_end_are_cut_and_their_beginning_is_read() {
    let words = "<p>Words at the beginning of the page that are long enough to be read.</p>";
    for piece in ["<div>", "<b id=1>", "<ul><li>", "<svg><g>", "<q>"] {
        let page = format!("{words}{}", piece.repeat(200_000));
        let (_, defects) = read("text/html", page.as_bytes());
        assert_eq!(defects, ["html.bounded"], "{piece}");
    }
    // Links and tables push each other out of the way.
    let page = format!("{words}{}", "<a><table>".repeat(200_000));
    assert!(read("text/html", page.as_bytes()).0[0].text.starts_with("Words at the beginning"));
    // Open formatting elements that every later paragraph opens again.
    let formats: String = (0..50_000).map(|i| format!("<i a{i}>")).collect();
    let page = format!("{words}{formats}{}", "<p>x".repeat(100_000));
    let (adverts, defects) = read("text/html", page.as_bytes());
    assert_eq!(defects, ["html.bounded"]);
    assert!(adverts[0].text.starts_with("Words at the beginning"));
}

#[test]
fn large_pages_are_read_within_bounds() {
    let attribute = format!(
        "<p title=\"{}\">Words of an advert behind a large attribute.</p>",
        "x".repeat(4 << 20)
    );
    let (adverts, defects) = read("text/html", attribute.as_bytes());
    assert_eq!((adverts.len(), defects.len()), (1, 0));
    let long = format!("<p>{}", "word ".repeat(4 << 20));
    let (adverts, defects) = read("text/html", long.as_bytes());
    assert_eq!((adverts.len(), defects), (1, vec!["html.bounded".to_owned()]));
    let nested = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read("application/json", nested.as_bytes()).1, ["json.not-json"]);
    let script = format!(
        "<script type=\"application/ld+json\">{nested}</script><p>Then the main text is read, as on any page.</p>"
    );
    assert_eq!(read("text/html", script.as_bytes()).0.len(), 1);
}

#[test]
fn pages_that_would_keep_a_parser_busy_are_cut() {
    let words = "<p>Words at the beginning of the page that are long enough to be read.</p>";
    let attributes: String = (0..300_000).map(|i| format!(" a{i}")).collect();
    let (adverts, defects) = read("text/html", format!("{words}<p{attributes}>").as_bytes());
    assert_eq!((adverts.len(), defects), (1, vec!["html.bounded".to_owned()]));
    // Many blocks, deep and flat; many items within items.
    let flat = "<p>x y z</p>".repeat(300_000);
    read("text/html", flat.as_bytes());
    let deep = format!("{}{flat}", "<div>".repeat(250));
    read("text/html", deep.as_bytes());
    let item = "<div itemscope itemtype=http://schema.org/Product><b itemprop=image>x</b>";
    let description = format!("<b itemprop=description>{}</b>", "word ".repeat(100_000));
    read("text/html", format!("{}{description}", item.repeat(250)).as_bytes());
}

#[test]
fn a_body_that_unpacks_to_too_much_is_told() {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(b"<p>Words before a very long stretch of blanks in the page.</p>").unwrap();
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..64 {
        encoder.write_all(&blanks).unwrap();
    }
    let mut message =
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
    message.extend(encoder.finish().unwrap());
    assert_eq!(read(MEDIA_TYPES[1], &message).1, ["http.bad-body"]);
}

#[test]
fn a_body_in_zstd_is_read_and_bounded() {
    let page = b"<title>Anna</title><p>Words of an advert that are long enough to be one.</p>";
    let plain = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".as_slice();
    let coded = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: zstd\r\n\r\n";
    let packed = |bytes: &[u8]| [coded.as_slice(), &zstd::encode_all(bytes, 3).unwrap()].concat();
    let (adverts, defects) = read(MEDIA_TYPES[1], &packed(page));
    assert_eq!(adverts[0].text, read(MEDIA_TYPES[1], &[plain, page].concat()).0[0].text);
    assert!(defects.is_empty(), "{defects:?}");
    let bomb = packed(&vec![b' '; 64 << 20]);
    assert_eq!(read(MEDIA_TYPES[1], &bomb).1, ["http.bad-body"]);
}
