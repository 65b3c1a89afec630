//! Bytes of those who mean ill: nothing panics, nothing grows.

use proptest::prelude::*;
use spoor_crawl::fetch::fuzzing::{Head, decoded, location, retry_after};
use spoor_crawl::{Jar, Profile};
use std::time::Duration;
use url::Url;

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("HTTP/1.1 100 Continue\r\n".to_owned()),
        Just("HTTP/1.1 200 OK\r\n".to_owned()),
        Just("\r\n\r\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("Location: ".to_owned()),
        Just("//".to_owned()),
        Just("\0".to_owned()),
        Just("[scope]\nhosts = [\"*.x\"]\n".to_owned()),
        Just("source = \"".to_owned()),
        Just("99999999999999999999".to_owned()),
        Just("Thu, 01 Jan 2026 00:00:00 GMT".to_owned()),
        Just("a.example\tTRUE\t/\tTRUE\t0\tn\tv\n".to_owned()),
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_of_any_kind(pieces in proptest::collection::vec(piece(), 0..8), status in 0..700u16) {
        let text = pieces.concat();
        let head = Head::of(text.as_bytes());
        prop_assert!(head.begins <= head.ends && head.ends <= text.len());
        let asked = Url::parse("http://board.example/ad/1").unwrap();
        let _ = location(status, text.as_bytes(), &asked);
        let wait = retry_after(&text, None, 0);
        prop_assert!(wait.is_none_or(|w| w <= Duration::from_secs(7 * 86_400)));
        let _ = Jar::read(&text);
        prop_assert!(Profile::read(&text).is_err());
    }

    #[test]
    fn bodies_of_any_kind(
        body in proptest::collection::vec(any::<u8>(), 0..200),
        coding in "(gzip|deflate|br|zstd|identity|x)(, ?(gzip|deflate|br|zstd)){0,3}",
    ) {
        prop_assert!(decoded(&body, &coding, 1000).bytes.len() <= 1000);
    }
}
