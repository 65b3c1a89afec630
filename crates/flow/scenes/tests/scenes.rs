//! The same thing from another side and edited, other things, and shortlists.

mod made_up;

use image::GrayImage;
use image::imageops::{self, FilterType};
use made_up::edit::Edit;
use made_up::room::Room;
use made_up::{Chance, jpeg};
use proptest::prelude::*;
use spoor_scenes::{ENOUGH, FEATURES_MAX, Feature, Gallery, Grey, SceneError, compare, features};
use std::sync::LazyLock;

const WIDTH: u32 = 320;

fn seen(picture: &GrayImage) -> Vec<Feature> {
    let (w, h) = (picture.width() as usize, picture.height() as usize);
    features(&Grey::new(w, h, picture).unwrap())
}

/// The first or second photograph of a room.
fn room(number: u64, second: bool) -> GrayImage {
    let room = Room::new(number);
    room.photograph(&room.shot(2 * number + u64::from(second)), WIDTH)
}

/// Features of both photographs of the rooms from number 40 on.
static VIEWS: LazyLock<Vec<[Vec<Feature>; 2]>> =
    LazyLock::new(|| (40..50).map(|n| [false, true].map(|s| seen(&room(n, s)))).collect());

#[test]
fn most_rooms_are_known_again_and_no_two_are_taken_for_one() {
    let mut known = 0;
    for (n, [first, _]) in VIEWS.iter().enumerate() {
        for (m, [_, second]) in VIEWS.iter().enumerate() {
            let same = compare(first, second).is_enough();
            assert!(n == m || !same, "{n} was taken for {m}");
            known += usize::from(n == m && same);
        }
    }
    assert!(known >= 8, "only {known} of {} are known again", VIEWS.len());
}

#[test]
fn edits_share_much_with_what_they_were_made_of() {
    let original = room(60, false);
    let (of_original, of_other) = (seen(&original), seen(&room(61, false)));
    for edit in Edit::ALL {
        let edited = seen(&edit.of(&original, &mut Chance(3)));
        let likeness = compare(&edited, &of_original);
        assert!(likeness.is_enough(), "{edit:?}: {likeness:?}");
        assert!(!compare(&edited, &of_other).is_enough(), "{edit:?}");
    }
}

#[test]
fn a_picture_is_all_like_itself_turned_and_smaller() {
    let original = room(70, false);
    let of_original = seen(&original);
    assert!(of_original.len() > 100 && of_original.len() <= FEATURES_MAX);
    let (w, h) = original.dimensions();
    let smaller = imageops::resize(&original, w * 2 / 3, h * 2 / 3, FilterType::Triangle);
    for (name, other) in [
        ("itself", original.clone()),
        ("turned", imageops::rotate90(&original)),
        ("upside down", imageops::rotate180(&original)),
        ("smaller", smaller),
        ("saved badly", jpeg(&original, 40)),
    ] {
        let likeness = compare(&of_original, &seen(&other));
        assert!(likeness.largest >= 60, "{name}: {likeness:?}");
        assert!(likeness.largest <= likeness.agreeing && likeness.agreeing <= likeness.pairs);
    }
    // A mirror shows no thing as it is; who wants those too asks with the mirrored picture.
    let mirrored = compare(&of_original, &seen(&imageops::flip_horizontal(&original)));
    assert!(!mirrored.is_enough(), "{mirrored:?}");
}

#[test]
fn a_large_picture_has_its_features_where_they_are() {
    let original = room(71, false);
    let (w, h) = original.dimensions();
    let large = imageops::resize(&original, w * 5, h * 5, FilterType::Triangle);
    let (small, large) = (seen(&original), seen(&large));
    assert!(compare(&small, &large).is_enough());
    assert!(large.iter().any(|f| f.x > (w * 4) as f32), "places are in the picture's own dots");
    assert!(large.iter().all(|f| f.x < (w * 5) as f32 && f.y < (h * 5) as f32));
}

#[test]
fn a_gallery_finds_a_room_again_and_forgets_one_that_is_taken_out() {
    let mut gallery = Gallery::default();
    assert!(gallery.is_empty() && gallery.candidates(&VIEWS[0][1], 5).is_empty());
    for (key, [first, _]) in (0..).zip(VIEWS.iter()) {
        gallery.insert(key, first);
    }
    let keys = |gallery: &Gallery, n: usize, count: usize| -> Vec<u32> {
        gallery.candidates(&VIEWS[n][1], count).iter().map(|c| c.key).collect()
    };
    let found = (0..10).filter(|&n| keys(&gallery, n, 3).contains(&(n as u32))).count();
    assert!(found >= 8, "{found}");
    assert_eq!(gallery.features(5), Some(VIEWS[5][0].clone()));

    let before = keys(&gallery, 3, 10);
    for gone in [1, 5, 6, 9] {
        assert!(gallery.remove(gone) && !gallery.remove(gone));
        assert_eq!(gallery.features(gone), None);
    }
    assert_eq!(gallery.len(), 6);
    let after = keys(&gallery, 3, 10);
    assert!(before.len() > after.len() && after.iter().all(|key| ![1, 5, 6, 9].contains(key)));
    // A picture put in again is there once.
    gallery.insert(3, &VIEWS[3][0]);
    assert_eq!(gallery.len(), 6);
    assert_eq!(keys(&gallery, 3, 10).iter().filter(|&&key| key == 3).count(), 1);
}

#[test]
fn what_shows_nothing_has_no_features() {
    for (w, h) in [(0, 0), (0, 9), (1, 1), (15, 400), (640, 480)] {
        let flat = vec![90; w * h];
        assert_eq!(features(&Grey::new(w, h, &flat).unwrap()), [], "{w} x {h}");
    }
    assert_eq!(compare(&[], &[]).agreeing, 0);
    let wrong = SceneError::Size { width: 3, height: 4, bytes: 11 };
    assert_eq!(Grey::new(3, 4, &[0; 11]).unwrap_err(), wrong);
    assert!(Grey::new(usize::MAX, 3, &[]).is_err());
}

proptest! {
    #[test]
    fn bits_that_differ_are_counted(a: [u64; 4], b: [u64; 4]) {
        let feature = |bits| Feature { x: 0.0, y: 0.0, size: 1.0, angle: 0.0, bits };
        let counted: u32 = (0..4).map(|n| (a[n] ^ b[n]).count_ones()).sum();
        prop_assert_eq!(feature(a).distance(&feature(b)), counted);
        prop_assert_eq!(feature([0; 4]).distance(&feature([u64::MAX; 4])), 256);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn any_dots_have_features_within_the_picture(
        width in 0_usize..150, height in 0_usize..90, seed: u64, coarse in 1_usize..9
    ) {
        let dots: Vec<u8> = (0..width * height)
            .map(|at| {
                let cell = (at % width / coarse + at / width / coarse * 1_000) as u64;
                made_up::mixed(seed ^ cell) as u8
            })
            .collect();
        let found = features(&Grey::new(width, height, &dots).unwrap());
        prop_assert!(found.len() <= FEATURES_MAX);
        for f in &found {
            prop_assert!((0.0..width as f32).contains(&f.x) && (0.0..height as f32).contains(&f.y));
            prop_assert!(f.size > 0.0 && f.angle.is_finite());
        }
        // Noise is like itself, and like no room.
        prop_assert!(compare(&found, &found).agreeing <= found.len() as u32);
        prop_assert!(compare(&found, &VIEWS[0][0]).agreeing < ENOUGH);
    }
}
