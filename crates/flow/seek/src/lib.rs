//! Where adverts are: which page to ask for next, learned while looking.
//!
//! What comes in: seeds, then the answer to each request as a [`Page`], with a judge that says how likely
//! a page's own text is an advert of the kind sought. What goes out: the next page to ask for
//! ([`Seeker::next`]), among the hosts that are ready, with the reason.
//!
//! What never happens here: no socket, no clock, no idea of what an advert is (the judge has it), no
//! address outside what the caller allows. A profile of the site is not needed: which links lead to lists
//! and which to adverts is learned from where on a page they stand, the shape of their addresses and the
//! list they come from ([`arm`]); words carry over between sites ([`hunch`]); lists are looked at again
//! at the rate at which they change ([`watch`]); parameters that do not matter are found out
//! ([`address`]). What waits lies on disk ([`store`]), so that a crawl of months ends where it was killed.

mod address;
mod arm;
mod error;
mod hunch;
mod page;
mod seeker;
mod shape;
mod site;
mod store;
mod watch;

pub use address::{Spellings, canonical};
pub use error::SeekError;
pub use page::{Link, Page};
pub use seeker::{Answer, Ask, Progress, Seeker, Sight, Told, site_of};
pub use watch::Validators;
