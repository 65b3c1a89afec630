//! The numbers the matching believes, each with its source: `data/weights.toml`, versioned. What
//! decisions taught is beside them, a factor for each part, never for pictures.

use crate::part::{PARTS, Part};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A number or list, and where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// A publication, a measurement, or "assumed: why".
    pub source: String,
}

macro_rules! tables {
    ($($name:ident: $what:literal { $($field:ident: $type:ty),+ })+) => {
        $(#[doc = $what]
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs)]
        pub struct $name { $(pub $field: Sourced<$type>),+ }

        impl $name {
            fn sources(&self) -> Vec<(&'static str, &str)> {
                vec![$((stringify!($field), self.$field.source.as_str())),+]
            }
        })+
    };
}

tables! {
    AgeWeights: "How ages are stated." { child_states: Vec<f32>, adult_states: Vec<f32>, anything: f32 }
    HeightWeights: "How heights are stated." { measured_sd_cm: f32, stated_sd_cm: f32, growth_sd_share: f32, anything: f32 }
    EyeWeights: "How colours of eyes are stated." { same: f32, alike: f32 }
    HairWeights: "How seldom hair stays." { kept: f32 }
    MarkWeights: "How marks are told." { told: f32, site_differs: f32, side_differs: f32, motif_differs: f32, hidden: f32, cap: f32 }
    NameWeights: "How names are kept." { given: f32, nick: f32, near: f32, cap: f32 }
    LanguageWeights: "How languages are kept." { kept: f32 }
    ContactWeights: "How contacts are kept." { own: f32, friend: f32, chance: f32, cap: f32 }
    PlaceWeights: "How far one gets." { anywhere: f32, reach_km: [f32; 4], routes: f32 }
    TimeWeights: "How dates lie." { before: f32, grace_days: i32 }
    PhotoWeights: "What a picture can say at most." { low: f32, high: f32 }
    ShownWeights: "What is shown." { margin: f32, possible: f32 }
    BackgroundWeights: "What is believed of adverts before any is counted." { eyes: [f32; 5], hair: [f32; 6], mark: f32, counts_for: f32 }
}

/// All of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Weights {
    /// Counts up whenever a number changes.
    pub version: u32,
    pub age: AgeWeights,
    pub height: HeightWeights,
    pub eyes: EyeWeights,
    pub hair: HairWeights,
    pub marks: MarkWeights,
    pub names: NameWeights,
    pub languages: LanguageWeights,
    pub contacts: ContactWeights,
    pub places: PlaceWeights,
    pub time: TimeWeights,
    pub photo: PhotoWeights,
    pub shown: ShownWeights,
    pub background: BackgroundWeights,
    /// What decisions taught: by how much each part's log likelihood ratio is multiplied. That of
    /// pictures is always 1.
    #[serde(default)]
    pub learned: Learned,
}

/// A factor for each part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<f32>", into = "Vec<f32>")]
pub struct Learned([f32; PARTS]);

impl Default for Learned {
    fn default() -> Self {
        Self([1.0; PARTS])
    }
}

impl Learned {
    /// The factors, with that of pictures set to 1 and none below 0.
    pub(crate) fn new(mut factors: [f32; PARTS]) -> Self {
        factors[Part::Photo as usize] = 1.0;
        Self(factors.map(|f| if f.is_finite() { f.clamp(0.0, 4.0) } else { 1.0 }))
    }

    /// Of a part.
    pub fn of(&self, part: Part) -> f32 {
        self.0[part as usize]
    }
}

impl TryFrom<Vec<f32>> for Learned {
    type Error = String;

    fn try_from(list: Vec<f32>) -> Result<Self, String> {
        let count = list.len();
        let factors = list.try_into().map_err(|_| format!("{count} factors for {PARTS} parts"))?;
        Ok(Self::new(factors))
    }
}

impl From<Learned> for Vec<f32> {
    fn from(learned: Learned) -> Self {
        learned.0.to_vec()
    }
}

/// Why a file of weights was refused.
#[derive(Debug, Error, PartialEq)]
pub enum WeightsError {
    /// Not TOML of this form.
    #[error("weights: {0}")]
    Form(String),
    /// A number without a source.
    #[error("weights: {0} has no source: say where it comes from, or \"assumed\" and why")]
    Source(String),
    /// A number that is no share of one or otherwise out of bounds.
    #[error("weights: {0} is out of bounds")]
    Bounds(&'static str),
}

impl Weights {
    /// The numbers that come with the program.
    ///
    /// # Panics
    /// Never: a test reads the file.
    pub fn shipped() -> Self {
        Self::read(include_str!("../data/weights.toml"))
            .expect("the shipped weights are read by a test")
    }

    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(toml: &str) -> Result<Self, WeightsError> {
        let weights: Self = toml::from_str(toml).map_err(|e| WeightsError::Form(e.to_string()))?;
        for (table, name, source) in weights.sources() {
            if source.trim().is_empty() {
                return Err(WeightsError::Source(format!("{table}.{name}")));
            }
        }
        weights.check()?;
        Ok(weights)
    }

    /// Table, name and source of every number.
    pub fn sources(&self) -> Vec<(&'static str, &'static str, &str)> {
        let tables = [
            ("age", self.age.sources()),
            ("height", self.height.sources()),
            ("eyes", self.eyes.sources()),
            ("hair", self.hair.sources()),
            ("marks", self.marks.sources()),
            ("names", self.names.sources()),
            ("languages", self.languages.sources()),
            ("contacts", self.contacts.sources()),
            ("places", self.places.sources()),
            ("time", self.time.sources()),
            ("photo", self.photo.sources()),
            ("shown", self.shown.sources()),
            ("background", self.background.sources()),
        ];
        tables
            .into_iter()
            .flat_map(|(t, all)| all.into_iter().map(move |(n, s)| (t, n, s)))
            .collect()
    }

    fn check(&self) -> Result<(), WeightsError> {
        let share = |v: f32| v > 0.0 && v < 1.0;
        let sums =
            |list: &[f32]| list.iter().all(|&v| share(v)) && list.iter().sum::<f32>() <= 1.0 + 1e-4;
        let names =
            [self.names.given.value * 2.0, self.names.nick.value * 4.0, self.names.near.value];
        for (name, holds) in [
            ("age.child_states", sums(&self.age.child_states.value)),
            ("age.adult_states", sums(&self.age.adult_states.value)),
            ("age.anything", share(self.age.anything.value)),
            ("height.measured_sd_cm", self.height.measured_sd_cm.value > 0.0),
            ("height.stated_sd_cm", self.height.stated_sd_cm.value > 0.0),
            ("height.growth_sd_share", self.height.growth_sd_share.value >= 0.0),
            ("height.anything", share(self.height.anything.value)),
            ("eyes", sums(&[self.eyes.same.value, self.eyes.alike.value])),
            ("hair.kept", share(self.hair.kept.value)),
            ("marks.told", share(self.marks.told.value)),
            ("marks.site_differs", share(self.marks.site_differs.value)),
            ("marks.side_differs", share(self.marks.side_differs.value)),
            ("marks.motif_differs", share(self.marks.motif_differs.value)),
            ("marks.hidden", share(self.marks.hidden.value)),
            ("names", sums(&names)),
            ("languages.kept", share(self.languages.kept.value)),
            ("contacts.own", share(self.contacts.own.value)),
            ("contacts.friend", share(self.contacts.friend.value)),
            ("contacts.chance", share(self.contacts.chance.value)),
            ("places.anywhere", share(self.places.anywhere.value)),
            ("places.reach_km", self.places.reach_km.value.iter().all(|&v| v > 0.0)),
            ("places.routes", share(self.places.routes.value)),
            ("time.before", share(self.time.before.value)),
            ("photo", self.photo.low.value < 0.0 && self.photo.high.value > 0.0),
            ("background.eyes", sums(&self.background.eyes.value)),
            ("background.hair", sums(&self.background.hair.value)),
            ("background.mark", share(self.background.mark.value)),
            ("background.counts_for", self.background.counts_for.value > 0.0),
        ] {
            if !holds {
                return Err(WeightsError::Bounds(name));
            }
        }
        Ok(())
    }
}
