//! Page on the web → capture, by a profile that says why it may be taken.
//!
//! What comes in: a profile (whose source, legal basis, purpose, retention and scope are stated), and
//! addresses to ask for. What goes out: captures, each with its whole exchange: request and answer as
//! they went over the wire, machine, certificates, times. What never happens here: nothing is asked of
//! an address that the profile's scope has not allowed, be it a link, a redirect or an answer of the
//! name service; no page is asked for against robots.txt; nothing is read of the environment, and no
//! clock but the one that is passed in.

mod empty;
pub mod fetch;
pub mod pace;
pub mod profile;
#[cfg(feature = "render")]
pub mod render;
pub mod robots;
pub mod scope;

pub use empty::needs_drawing;
pub use fetch::{Ask, Clock, Config, FetchError, Fetched, Fetcher, Jar, Known, Names, SystemNames};
pub use pace::{Outcome, Pace};
pub use profile::{Browser, Keep, Profile, ProfileError};
pub use robots::{Robots, RobotsAnswer, RobotsBook};
pub use scope::{Allowed, Refusal, Scope};
