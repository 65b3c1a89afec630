//! The nouns of spoor, one small file each, in the order of the flow.
//!
//! What comes in: nothing. What goes out: the types that every step, desk and the program
//! share, the schemas of the published tables, and the digests that tie a table row to its
//! evidence. What never happens here: no I/O, no clock, no randomness, no step's logic.
//!
//! Order of the flow: [`source`] → [`capture`], [`exchange`] → exhibit → [`advert`] → [`mention`] →
//! [`selector`] → [`template`] → [`actor`] → [`ring`] → [`reason`] → [`lead`] → [`decision`], [`act`],
//! [`case`].
//! Beside it: [`notice`] and [`mark`] (missing persons), [`partial_date`], [`defect`] (bad input as
//! data), [`tables`] (the schemas).

pub mod act;
pub mod actor;
pub mod advert;
pub mod capture;
pub mod case;
pub mod contest;
pub mod decision;
pub mod defect;
pub mod digest;
pub mod exchange;
pub mod lead;
pub mod mark;
pub mod mention;
pub mod notice;
pub mod partial_date;
pub mod reason;
pub mod ring;
pub mod selector;
pub mod source;
pub mod tables;
pub mod template;
mod words;

pub use act::{Act, ActKind};
pub use actor::{ActorLink, LinkKind};
pub use advert::Advert;
pub use capture::{Capture, CaptureKind};
pub use case::{Case, CaseEnd, CaseTerms, Note, Task, TaskTerms};
pub use contest::Contest;
pub use decision::{Decision, Verdict};
pub use defect::Defect;
pub use digest::{Digests, ExhibitId};
pub use exchange::{Exchange, Revisit, RevisitProfile, Times, TlsFacts, Truncation};
pub use lead::Lead;
pub use mark::{BodySite, Mark, MarkKind, Side};
pub use mention::{Field, Kind, Mention, Price};
pub use notice::{
    AgeAt, ContactOf, EyeColour, HairColour, HeightAt, LastSeen, NameKind, Notice, NoticeContact,
    NoticeName, NoticeStatus, PhotoReference, Sex,
};
pub use partial_date::{Day, PartialDate};
pub use reason::{Direction, Reason};
pub use ring::{Ring, RingEvidence};
pub use selector::{Selector, SelectorKind};
pub use source::{Source, SourceError};
pub use template::{Segment, SegmentKind};

/// An instant: milliseconds since 1970-01-01T00:00:00Z. Steps take it as an argument; only the
/// program reads a clock.
pub type Millis = i64;
