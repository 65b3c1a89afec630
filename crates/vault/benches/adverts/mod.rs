//! Adverts of 700 bytes, for the bench and for the example that seals a million of them.

use spoor_vocab::{Capture, CaptureKind};

/// An advert of 700 bytes, as JSON; no two are alike.
pub fn capture(i: usize) -> Capture {
    let mut block =
        format!("{{\"id\":\"{i}\",\"text\":\"new in town, call 07700 900{:03}", i % 1000);
    let mut state = i as u64;
    while block.len() < 698 {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        block.push_str(
            [" word", " and", " another", " of", " evening", " city"][(state >> 33) as usize % 6],
        );
    }
    block.truncate(698);
    block.push_str("\"}");
    Capture {
        kind: CaptureKind::Resource,
        target: format!("file:adverts.jsonl#{i}"),
        media_type: Capture::JSON_ADVERT.into(),
        block: block.into_bytes(),
        captured_at: 1_767_225_600_000,
        mapping: None,
        origin: format!("adverts.jsonl@{i}"),
        exchange: None,
    }
}
