//! A model from a stranger: any bytes are refused, or are a lesson that can be begun from.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spoor_learn::{Elsewhere, Lesson, Model, Row, Settings, Sheet};
use spoor_vocab::{Direction, Reason};

/// A lesson of two rules, for the numbers and words that the bytes change.
const GOOD: &str = r#"{"form":"spoor lesson 1","source":"decisions of the team that signed this",
"licence":"CC0-1.0","rules":"r","taught_by":{"leads":40,"pursue":10,"dismiss":30,"split":0,
"reviewers":3},"before":{"spread":0.8,"shared_spread":0.5},"kept_out":[],"codes":["rule.0","rule.1"],
"mean":[0.3,1.2],"covariance":[0.2,0.05,0.4],"curve":{"shift":0.0,"slope":1.4,"slope_sd":0.3}}"#;

fn begin(text: &str) {
    let Ok(lesson) = Lesson::parse(text) else { return };
    let again = Lesson::parse(&lesson.to_text()).expect("what was read can be written and read");
    assert_eq!(again.weights().len(), lesson.weights().len());
    let reason = |code: &str| Reason {
        code: code.to_owned(),
        direction: Direction::For,
        weight_bits: 2.0,
        text: String::new(),
        citation: String::new(),
        adverts: Vec::new(),
    };
    let reasons = [reason("rule.0"), reason("rule.1"), reason("rule.2")];
    let row = Row { lead_id: "L", reasons: &reasons, values: &[] };
    let (pack, maker) = (String::new(), String::new());
    let from = Elsewhere { pack, edition: 1, maker, lesson };
    let model = Model::prior_on(&Sheet::new([row]).0, &Settings::default(), Some(from));
    assert!(model.weights().iter().all(|w| w.mean.is_finite() && w.sd > 0.0 && w.sd < 10.0));
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        begin(text);
    }
    // Numbers as the bytes have them, in a file that is otherwise good.
    let number = |at: usize| {
        let eight = bytes.get(8 * at..8 * at + 8).and_then(|b| b.try_into().ok());
        eight.map(f64::from_le_bytes).filter(|v| v.is_finite())
    };
    let Ok(mut json) = serde_json::from_str::<serde_json::Value>(GOOD) else { return };
    let places = ["/mean/0", "/mean/1", "/covariance/0", "/covariance/1", "/covariance/2",
        "/before/spread", "/before/shared_spread", "/curve/slope"];
    for (at, place) in places.iter().enumerate() {
        if let (Some(value), Some(cell)) = (number(at), json.pointer_mut(place)) {
            *cell = value.into();
        }
    }
    begin(&json.to_string());
});
