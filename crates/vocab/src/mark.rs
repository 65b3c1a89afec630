//! A mark: a tattoo, scar or other sign on a body, coded by kind and site, its words kept.

use crate::words::words;
use serde::{Deserialize, Serialize};

/// A mark. What is not known is `None`; the words stay as they were.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// Of which kind.
    pub kind: MarkKind,
    /// Where on the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<BodySite>,
    /// On which side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// What it shows, as a code of the lexicon, e.g. `swallow`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub motif: Option<String>,
    /// The words it was read from.
    #[serde(default)]
    pub words: String,
}

/// What kind of mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// A tattoo.
    Tattoo,
    /// A scar.
    Scar,
    /// A birthmark or mole.
    Birthmark,
    /// A piercing.
    Piercing,
    /// Freckles.
    Freckles,
    /// Braces, a missing or marked tooth.
    Teeth,
}

words!(
    MarkKind,
    "a kind of mark",
    Tattoo = "tattoo",
    Scar = "scar",
    Birthmark = "birthmark",
    Piercing = "piercing",
    Freckles = "freckles",
    Teeth = "teeth"
);

/// Where on a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BodySite {
    /// Face, brow, chin or cheek.
    Face,
    /// Ear.
    Ear,
    /// Nose.
    Nose,
    /// Lip or tongue.
    Mouth,
    /// Neck.
    Neck,
    /// Shoulder.
    Shoulder,
    /// Arm.
    Arm,
    /// Wrist.
    Wrist,
    /// Hand or finger.
    Hand,
    /// Chest.
    Chest,
    /// Back.
    Back,
    /// Belly or navel.
    Belly,
    /// Hip.
    Hip,
    /// Leg, knee or calf.
    Leg,
    /// Ankle.
    Ankle,
    /// Foot or toe.
    Foot,
}

words!(
    BodySite,
    "a site of the body",
    Face = "face",
    Ear = "ear",
    Nose = "nose",
    Mouth = "mouth",
    Neck = "neck",
    Shoulder = "shoulder",
    Arm = "arm",
    Wrist = "wrist",
    Hand = "hand",
    Chest = "chest",
    Back = "back",
    Belly = "belly",
    Hip = "hip",
    Leg = "leg",
    Ankle = "ankle",
    Foot = "foot"
);

/// Which side of a body, as its owner sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Left.
    Left,
    /// Right.
    Right,
}

words!(Side, "a side", Left = "left", Right = "right");
