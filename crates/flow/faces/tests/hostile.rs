//! Weight files, cards and pictures from anywhere: nothing panics, nothing is set aside that the
//! bytes do not cover, and a changed model is told from a missing one.

mod common;

use proptest::prelude::*;
use spoor_faces::{Card, ModelError, Models, Picture, WeightError, Weights};

/// A manifest that is right for so many bytes, or wrong in one way or another.
fn manifests() -> impl Strategy<Value = String> {
    let shape =
        prop::collection::vec(prop_oneof![0usize..5, Just(usize::MAX), Just(1usize << 40)], 0..4);
    let kind = prop::sample::select(vec![
        r#""dtype":"float32""#,
        r#""dtype":"int32""#,
        r#""dtype":"string""#,
        r#""dtype":"float32","quantization":{"dtype":"uint8","scale":0.1,"min":-1}"#,
        r#""dtype":"float32","quantization":{"dtype":"uint8","scale":1e400,"min":0}"#,
        r#""dtype":"float32","quantization":{"dtype":"uint8"}"#,
        r#""dtype":"float32","quantization":{"dtype":"float16"}"#,
    ]);
    let entry = (shape, kind, "[a-c/]{0,3}")
        .prop_map(|(shape, kind, name)| format!(r#"{{"name":"{name}","shape":{shape:?},{kind}}}"#));
    (prop::collection::vec(entry, 0..6), any::<bool>()).prop_map(|(entries, model)| {
        let groups = format!(r#"[{{"paths":["x.bin"],"weights":[{}]}}]"#, entries.join(","));
        if model { format!(r#"{{"weightsManifest":{groups}}}"#) } else { groups }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..Default::default() })]

    #[test]
    fn weights_of_any_bytes_are_read_whole_or_not_at_all(
        manifest in manifests(),
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        if let Ok(weights) = Weights::read(manifest.as_bytes(), &bytes) {
            for name in weights.names() {
                let array = weights.get(name).expect("a name that was told");
                prop_assert_eq!(array.shape.iter().product::<usize>(), array.values.len());
                prop_assert!(array.values.iter().all(|value| value.is_finite()));
            }
        }
    }

    #[test]
    fn any_bytes_at_all_are_no_manifest_and_no_card(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let refused = match Weights::read(&bytes, &bytes) {
            Err(WeightError::Manifest(_) | WeightError::Length { .. }) => true,
            Err(_) | Ok(_) => false,
        };
        prop_assert!(refused);
        prop_assert!(Card::read("x/card.toml", &bytes).is_err());
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_byte_changed_anywhere_in_a_model_is_seen(at: prop::sample::Index, bit in 0u8..8) {
        let name = "face-points/facemesh-detection-short.bin";
        let opened = Models::open(|asked| {
            let mut bytes = common::model_file(asked)?;
            if asked == name {
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << bit;
            }
            Some(bytes)
        });
        let Err(ModelError::Changed { file, .. }) = opened else {
            return Err(TestCaseError::fail("a changed byte was not seen"));
        };
        prop_assert_eq!(file, name);
    }

    #[test]
    fn faces_are_looked_for_in_pictures_of_any_shape(
        width in 1usize..70,
        height in 1usize..70,
        seed: u8,
    ) {
        let rgb: Vec<u8> = (0..width * height * 3).map(|at| (at as u8).wrapping_mul(seed)).collect();
        let picture = Picture::new(width, height, &rgb).expect("dots for each");
        for face in common::shared().find(&picture) {
            prop_assert!(face.side.is_finite() && face.side > 0.0);
        }
        prop_assert!(Picture::new(width, height + 1, &rgb).is_err());
    }
}

#[test]
fn without_models_the_error_names_the_file_and_what_to_do() {
    let error = Models::open(|_| None).expect_err("no file is there");
    assert_eq!(
        error.to_string(),
        "models/face-proposing/card.toml is not there, so no faces are looked for: put the folder \
         models of the release beside the program, or name another one"
    );
    let lacking = "face-recognition/face_recognition_model.bin";
    let read = |name: &str| (name != lacking).then(|| common::model_file(name)).flatten();
    let error = Models::open(read).expect_err("one file is not there");
    assert_eq!(error, ModelError::Missing { file: lacking.to_owned() });
}

#[test]
fn a_picture_of_a_size_that_no_memory_has_is_refused() {
    let error = Picture::new(usize::MAX, usize::MAX, &[0; 12]).expect_err("no such picture");
    assert!(error.to_string().contains("not 12"), "{error}");
    assert!(Picture::new(0, 5, &[]).is_err());
}
