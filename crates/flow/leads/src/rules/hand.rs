//! Whether texts under different names, none a copy of another, are written by one hand.

use crate::chance::ramp;
use crate::scene::Scene;
use crate::structural::Structural;

pub(super) fn observe(scene: &mut Scene) {
    written(scene, Structural::OneHand, 1.0);
    // That the actors of a ring write for themselves is what makes them several actors: it does not
    // speak against what their moves say.
    if scene.view.ring.is_none() {
        written(scene, Structural::OwnHands, -1.0);
    }
}

/// The likelihood ratio of the way of writing, where it points the way of `sign`.
fn written(scene: &mut Scene, which: Structural, sign: f64) {
    let Some(rule) = scene.rule(which) else { return };
    let view = scene.view;
    let Some(hand) = &view.hand else { return };
    if f64::from(hand.pairs) < rule.set("least") {
        return;
    }
    let bits = hand.bits * sign;
    let strength = ramp(bits, rule.set("low"), rule.set("full"));
    scene.note(which, strength, || {
        let number = |id: &String| view.ids.iter().position(|known| known == id);
        let shown = hand.adverts.iter().filter_map(number).map(|i| i as u32).take(20).collect();
        let figures = vec![
            ("texts", hand.texts.to_string()),
            ("pairs", hand.pairs.to_string()),
            ("bits", format!("{bits:.1}")),
        ];
        (figures, shown)
    });
}
