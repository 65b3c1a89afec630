//! The made-up web: sites that never were, with planted adverts and traps, on which a crawler is
//! measured.
//!
//! What comes in is a [`Plan`] and requests with the time they are made at; what goes out are
//! [`Answer`]s, and the truth: which adverts live when, where they stand, what they show
//! ([`Web::truth`]), and what any URL leads to ([`Web::kind`]).
//!
//! Sites differ as they do in the world: boards, forums, papers, shops, directories, job boards,
//! sites of other goods with a small corner that counts, and pages of one person; in six languages,
//! in twelve layouts of which four are held out, eight fresh ones and eight unseen ones, with URLs of
//! words, numbers or nothing that tells.
//! Only some have adverts. Adverts are born and die while time goes on; some live two hours.
//! Traps are calendars without end, filters and orders, sessions in URLs, links that grow, mirrors,
//! walls, redirects that never end, and other URLs of the same page.
//!
//! What never happens here: no page is kept, all are written when asked for, the same for the same
//! plan, URL and time; no clock, no chance of its own; sockets only in the feature `serve`. Texts are
//! those of `spoor-world`: nothing explicit, numbers set aside for drama and machines, hosts under
//! `.example`, which is nobody's.
//!
//! ```
//! use spoor_web::{PageKind, Plan, Request, Web};
//!
//! let web = Web::new(Plan { pages: 2_000, sites: 6, ..Plan::default() });
//! let advert = web.truth(0, 1).next().expect("some advert lives");
//! let answer = web.answer(&Request::get(&advert.urls[0], 0).with("cookie", "ok=1"));
//! assert_eq!(answer.status, 200);
//! assert_eq!(web.kind(&advert.urls[0], 0), PageKind::Advert(advert.id));
//! ```

mod answer;
pub mod breadth;
mod build;
mod day;
mod endless;
mod filler;
mod frame;
mod item;
mod kind;
mod label;
mod layout;
mod life;
mod number;
mod page;
mod plan;
mod quirk;
mod robots;
mod route;
mod scheme;
#[cfg(feature = "serve")]
pub mod serve;
mod share;
mod site;
mod sitemap;
mod traps;
mod truth;
mod visit;
mod web;

pub use answer::{Answer, Request};
pub use plan::{Layouts, Plan};
pub use truth::{Advert, Fields};
pub use web::{AdvertId, Counts, PageKind, Web};
