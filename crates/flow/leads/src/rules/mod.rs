//! The structural rules, one file per question, and the indicators. Each looks at a scene and
//! notes what it finds with a strength from 0 to 1; the pack says what full strength is worth.

mod agency;
mod contact;
mod hand;
mod independent;
mod indicators;
mod movement;
mod people;
mod posting;
mod price;
mod recruitment;
mod spam;

use crate::scene::Scene;

/// Runs every rule.
pub(crate) fn observe(scene: &mut Scene) {
    people::observe(scene);
    contact::observe(scene);
    hand::observe(scene);
    movement::observe(scene);
    recruitment::observe(scene);
    price::observe(scene);
    posting::observe(scene);
    spam::observe(scene);
    agency::observe(scene);
    independent::observe(scene);
    indicators::observe(scene);
}

/// A share as whole per cent.
fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}
