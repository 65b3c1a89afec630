//! The inks: one colour on paper, one on a dark screen, one class for both.
//!
//! The hues begin at those of Okabe and Ito (2008), "Color Universal Design", and were moved until
//! each has a contrast of 3:1 (WCAG 2.2, 1.4.11) on paper, land and sea, and any two differ as much
//! as can be for eyes that lack one kind of cone. No drawing tells by colour alone:
//! shapes, dashes, hatching and letters say the same.

/// An ink of the drawings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink(usize);

/// Name, on paper, on a dark screen.
type Row = (&'static str, &'static str, &'static str);

const INKS: &[Row] = &[
    ("paper", "#ffffff", "#14181d"),
    ("ink", "#1a1f26", "#e9edf1"),
    ("soft", "#56606b", "#a5b0bb"),
    ("faint", "#dde2e7", "#2f3740"),
    ("land", "#fbfaf6", "#222a31"),
    ("sea", "#eaf1f5", "#11161b"),
    ("border", "#b8b2a4", "#505b66"),
    ("blue", "#283cb3", "#6488fd"),
    ("orange", "#cf5c00", "#d56739"),
    ("green", "#009769", "#08f0a5"),
    ("purple", "#831f6d", "#c47fb4"),
    ("brown", "#433300", "#dce836"),
    ("blue-pale", "#e1eef8", "#1b3347"),
    ("orange-pale", "#fbe9dc", "#43301f"),
    ("green-pale", "#dcf1eb", "#173a33"),
    ("purple-pale", "#f2e3f3", "#3a273f"),
    ("brown-pale", "#f2ecd8", "#3a341c"),
];

/// What lies below everything.
pub const PAPER: Ink = Ink(0);
/// Words, and lines that matter most.
pub const INK: Ink = Ink(1);
/// Words beside, axes, links.
pub const SOFT: Ink = Ink(2);
/// Grids; carries no meaning.
pub const FAINT: Ink = Ink(3);
/// Land on the map.
pub const LAND: Ink = Ink(4);
/// Water on the map.
pub const SEA: Ink = Ink(5);
/// Borders and coasts; carry no meaning of the data.
pub const BORDER: Ink = Ink(6);
/// Actors; what speaks for; bars.
pub const BLUE: Ink = Ink(7);
/// Selectors; what speaks against; coordinated moves.
pub const ORANGE: Ink = Ink(8);
/// Templates.
pub const GREEN: Ink = Ink(9);
/// Groups of adverts.
pub const PURPLE: Ink = Ink(10);
/// Places.
pub const BROWN: Ink = Ink(11);

/// The inks that tell kinds apart.
pub const HUES: [Ink; 5] = [BLUE, ORANGE, GREEN, PURPLE, BROWN];

impl Ink {
    /// Every ink.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..INKS.len()).map(Self)
    }

    /// Its name; `sd-f-NAME` fills with it and `sd-s-NAME` draws lines with it.
    pub fn name(self) -> &'static str {
        INKS[self.0].0
    }

    /// Its colour on paper, `#rrggbb`.
    pub fn light(self) -> &'static str {
        INKS[self.0].1
    }

    /// Its colour on a dark screen, `#rrggbb`.
    pub fn dark(self) -> &'static str {
        INKS[self.0].2
    }

    /// The pale fill that goes with a hue; any other ink itself.
    pub fn pale(self) -> Self {
        if (BLUE.0..=BROWN.0).contains(&self.0) { Self(self.0 + HUES.len()) } else { self }
    }
}
