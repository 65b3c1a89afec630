//! A posting: one advert as planned, before its text is written.

use crate::kind::Kind;
use crate::lang::Lang;
use crate::phone::Phone;

/// Days the country is watched: 18 months from 1 January 2025.
pub(crate) const DAYS: u32 = 546;

/// 2025-01-01T00:00:00Z in seconds since 1970.
pub(crate) const FIRST_SECOND: i64 = 1_735_689_600;

/// Somebody who is advertised.
#[derive(Clone, Copy)]
pub(crate) struct Person {
    /// Index into the names of the bank of `tongue`.
    pub(crate) name: u16,
    /// The language the name is from.
    pub(crate) tongue: Lang,
    /// Years, 21 or over for everybody who is an adult.
    pub(crate) age: u8,
    /// Centimetres.
    pub(crate) height: u8,
    /// Kilograms.
    pub(crate) weight: u8,
    /// Euro an hour.
    pub(crate) price: u16,
    /// Names the person's pictures.
    pub(crate) pictures: u32,
}

/// How much the text was changed against its template.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Level(pub(crate) u8);

/// One advert as planned. Numbers that name something are 0 where there is none.
#[derive(Clone, Copy)]
pub(crate) struct Posting {
    pub(crate) kind: Kind,
    pub(crate) level: Level,
    /// Index into [`crate::outlet::OUTLETS`].
    pub(crate) outlet: u8,
    /// The number is written without the calling code.
    pub(crate) national: bool,
    pub(crate) city: u16,
    /// Truth id of the placer.
    pub(crate) placer: u32,
    /// Truth id of the ring.
    pub(crate) ring: u32,
    /// Index into the persons.
    pub(crate) person: u32,
    /// Index into the templates.
    pub(crate) template: u32,
    /// Names the stream of chance the text is written from: the same for a verbatim repost.
    pub(crate) text: u32,
    /// Minutes after the first day began.
    pub(crate) minute: u32,
    pub(crate) phone: Phone,
    /// Number of a driver or booking desk that strangers show too.
    pub(crate) hub: Phone,
    /// Names an e-mail address.
    pub(crate) mail: u32,
    /// Names a website.
    pub(crate) web: u32,
    /// Names a handle.
    pub(crate) handle: u32,
    /// Names the account holder on the sites.
    pub(crate) account: u32,
    /// Names a payment card.
    pub(crate) card: u32,
    /// Names the pictures of a room.
    pub(crate) room: u32,
}

impl Posting {
    /// Seconds since 1970.
    pub(crate) fn posted(&self) -> i64 {
        FIRST_SECOND + i64::from(self.minute) * 60
    }
}
