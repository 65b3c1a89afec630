//! The structural rules that the code can compute: their codes, the settings each must find in
//! the pack, and the figures each offers to its sentence. The pack decides everything else.

use spoor_vocab::Direction;

/// What the code knows of one structural rule.
pub(crate) struct Known {
    /// Code in the pack.
    pub(crate) code: &'static str,
    /// The way it can speak.
    pub(crate) direction: Direction,
    /// Settings it reads.
    pub(crate) settings: &'static [&'static str],
    /// Figures its sentence may use in `{}`.
    pub(crate) figures: &'static [&'static str],
}

macro_rules! structural {
    ($($variant:ident $code:literal $direction:ident [$($setting:literal)*] [$($figure:literal)*];)*) => {
        /// A structural rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Structural { $($variant),* }

        /// Every structural rule, in the order of [`Structural`].
        pub(crate) const KNOWN: &[Known] = &[$(Known {
            code: $code,
            direction: Direction::$direction,
            settings: &[$($setting),*],
            figures: &[$($figure),*],
        }),*];
    };
}

structural! {
    ManyNames "reach.many-names" For ["low" "full"] ["names" "adverts" "percent"];
    ManyCities "reach.many-places" For ["low" "full"] ["places" "names"];
    SharedTemplate "control.shared-template" For ["low" "full"] ["names" "phones" "adverts"];
    OneHand "control.one-hand" For ["low" "full" "least"] ["texts" "pairs" "bits"];
    Circuit "movement.circuit" For
        ["low" "full" "places" "kmh_max" "days_min" "days_max"] ["moves" "places" "days"];
    InStep "movement.in-step" For
        ["window_days" "kmh_max" "days_min" "days_max" "p_low" "p_full"]
        ["together" "moves" "one" "other" "days" "expected" "p"];
    Ring "movement.ring" For ["q_low" "q_full"]
        ["moves" "lines" "hands" "places" "expected" "percent"];
    SharedPhone "contact.shared-phone" For ["low" "full"] ["phone" "names"];
    Handover "contact.handover" For ["gap_days" "low" "full"] ["passings" "phones"];
    DroppedPhone "contact.dropped-phone" For ["gap_days" "low" "full"] ["lines" "phones"];
    LeadsToSale "recruitment.leads-to-sale" For ["low" "full"] ["jobs" "sales" "contact"];
    SharedPayment "payment.shared" For ["low" "full"] ["names" "adverts"];
    BelowMedian "price.below-median" For ["low" "full" "least"] ["percent" "adverts"];
    FixedMenu "price.fixed-menu" For ["low" "full"] ["names" "adverts"];
    SharedPhoto "photo.shared" For ["low" "full"] ["photos" "names"];
    Burst "posting.burst" For ["low" "full" "least"] ["percent" "adverts"];
    AgeShifts "identity.age-shifts" For ["years" "days" "low" "full"] ["ages" "lines"];
    ImplausibleSpeed "spam.implausible-speed" Against
        ["kmh_max" "km_min" "cities_a_day" "low" "full"] ["jumps" "pairs" "percent"];
    TooManyNumbers "spam.too-many-numbers" Against ["low" "full"] ["phones" "adverts"];
    Scattered "spam.scattered" Against ["days" "low" "full"] ["places" "days" "names"];
    StableAddress "agency.stable-address" Against
        ["names" "places_max" "stay_share" "contact_share" "days_low" "days_full"]
        ["place" "percent" "contact" "days"];
    SinglePerson "independent.single-person" Against ["name_share" "phone_share"] ["name" "percent"];
    OwnHands "independent.own-hands" Against ["low" "full" "least"] ["texts" "pairs" "bits"];
    Lookalike "template.disjoint-contacts" Against ["people_max"] ["parts" "adverts"];
}
