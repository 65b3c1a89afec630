//! The three nets against face-api and TensorFlow.js themselves, on generated pictures
//! (`data/oracle.mjs` wrote `data/oracle.json`).

mod common;

use serde::Deserialize;
use spoor_faces::{blaze, recognise, tiny};

#[derive(Deserialize)]
struct Oracle {
    recognition: Vec<Case>,
    tiny: Vec<Case>,
    blaze: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    kind: i64,
    #[serde(default = "one")]
    step: usize,
    values: Vec<f32>,
}

fn one() -> usize {
    1
}

fn oracle() -> Oracle {
    serde_json::from_str(include_str!("data/oracle.json")).expect("what oracle.mjs wrote")
}

/// Every number, or every `step`th, to 1e-3; the largest gap is returned.
fn check(what: &str, case: &Case, ours: &[f32]) -> f32 {
    let ours: Vec<f32> = ours.iter().step_by(case.step).copied().collect();
    assert_eq!(ours.len(), case.values.len(), "{what} {}: as many numbers", case.kind);
    let gaps = ours.iter().zip(&case.values).map(|(ours, theirs)| {
        // Raw numbers of the detectors are as large as 200: there the gap is told as a share.
        (ours - theirs).abs() / theirs.abs().max(1.0)
    });
    let gap = gaps.fold(0.0, f32::max);
    assert!(gap < 1e-3, "{what} of picture {}: they differ by {gap}", case.kind);
    gap
}

#[test]
fn embeddings_are_those_of_face_api() {
    let weights = common::weights(
        "face-recognition",
        "face_recognition_model-weights_manifest.json",
        "face_recognition_model.bin",
    );
    let net = recognise::Net::new(&weights).expect("the net's weights");
    let cases = oracle().recognition;
    assert_eq!(cases.len(), 4);
    let mut numbers = Vec::new();
    for case in &cases {
        let ours = net.run(&common::paint(case.kind, recognise::CHIP as i64));
        println!("recognition {}: {:e}", case.kind, check("embedding", case, &ours));
        numbers.push(ours);
    }
    assert_ne!(numbers[2], numbers[3], "two drawn faces are not one");
}

#[test]
fn proposals_are_those_of_face_api() {
    let weights = common::weights(
        "face-proposing",
        "tiny_face_detector_model-weights_manifest.json",
        "tiny_face_detector_model.bin",
    );
    let net = tiny::Net::new(&weights).expect("the net's weights");
    for case in &oracle().tiny {
        let grid = net.run(&common::paint(case.kind, tiny::SIDE as i64));
        println!("tiny {}: {:e}", case.kind, check("grid", case, &grid.values));
    }
}

#[test]
fn points_are_those_of_the_graph_in_tensorflow_js() {
    let weights = common::weights(
        "face-points",
        "facemesh-detection-short.json",
        "facemesh-detection-short.bin",
    );
    let net = blaze::Net::new(&weights).expect("the net's weights");
    for case in &oracle().blaze {
        let raw = net.run(&common::paint(case.kind, blaze::SIDE as i64));
        println!("blaze {}: {:e}", case.kind, check("anchors", case, &raw));
    }
}
