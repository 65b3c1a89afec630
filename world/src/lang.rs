//! Languages and countries of the made-up country's towns.

/// A language adverts are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Lang {
    /// English.
    En,
    /// Dutch.
    Nl,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Romanian.
    Ro,
}

impl Lang {
    /// All six.
    pub const ALL: [Self; 6] = [Self::En, Self::Nl, Self::De, Self::Fr, Self::Es, Self::Ro];

    /// BCP 47 tag.
    pub fn tag(self) -> &'static str {
        ["en", "nl", "de", "fr", "es", "ro"][self as usize]
    }
}

/// A country of the towns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Country {
    Nl,
    Be,
    De,
    Fr,
    Es,
    Ro,
    Gb,
}

impl Country {
    pub(crate) const ALL: [Self; 7] =
        [Self::Nl, Self::Be, Self::De, Self::Fr, Self::Es, Self::Ro, Self::Gb];

    /// How many adverts in a hundred are placed there.
    pub(crate) const SHARE: [u32; 7] = [20, 9, 18, 15, 13, 7, 18];

    /// ISO 3166-1 alpha-2 code.
    pub(crate) fn code(self) -> &'static str {
        ["NL", "BE", "DE", "FR", "ES", "RO", "GB"][self as usize]
    }

    /// The country with this code.
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }

    /// Weights of [`Lang::ALL`] among adverts placed there.
    pub(crate) fn languages(self) -> [u32; 6] {
        match self {
            Self::Nl => [34, 60, 2, 0, 2, 2],
            Self::Be => [26, 36, 2, 34, 1, 1],
            Self::De => [22, 1, 72, 1, 1, 3],
            Self::Fr => [18, 0, 0, 78, 2, 2],
            Self::Es => [22, 0, 2, 3, 71, 2],
            Self::Ro => [30, 0, 0, 1, 1, 68],
            Self::Gb => [92, 0, 0, 2, 2, 4],
        }
    }
}
