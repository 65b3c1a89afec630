//! What is wrong with a site, as bits.

/// A calendar without end, by month and day.
pub(crate) const CALENDAR: u32 = 1;
/// Days of the calendar are linked too.
pub(crate) const EMPTY_DAYS: u32 = 1 << 1;
/// `?sid=` in every link.
pub(crate) const SESSION_QUERY: u32 = 1 << 2;
/// `;jsessionid=` in every link.
pub(crate) const SESSION_PATH: u32 = 1 << 3;
/// Filters of listings whose combinations have no end.
pub(crate) const FACETS: u32 = 1 << 4;
/// Listings in three orders.
pub(crate) const SORTS: u32 = 1 << 5;
/// `utm_source` and the like in some links.
pub(crate) const TRACKING: u32 = 1 << 6;
/// A second page of each thing, for printing.
pub(crate) const PRINT: u32 = 1 << 7;
/// Links to the same page in other forms.
pub(crate) const DUPLICATES: u32 = 1 << 8;
/// What is not there is told with status 200.
pub(crate) const SOFT: u32 = 1 << 9;
/// What died is told with status 410.
pub(crate) const GONE: u32 = 1 << 10;
/// Some links go through two redirects; one redirect never ends.
pub(crate) const CHAINS: u32 = 1 << 11;
/// Each thing links to a page that asks to log in.
pub(crate) const LOGIN: u32 = 1 << 12;
/// Without its cookie every page redirects to itself.
pub(crate) const WALL_REDIRECT: u32 = 1 << 13;
/// Without its cookie every page is a question.
pub(crate) const WALL_PAGE: u32 = 1 << 14;
/// Relative links that grow.
pub(crate) const GROWING: u32 = 1 << 15;
/// The same site on a second host.
pub(crate) const MIRROR: u32 = 1 << 16;
/// Links to hosts that are not of this web.
pub(crate) const OUTSIDE: u32 = 1 << 17;
/// Listings link to a next page for ever.
pub(crate) const ENDLESS_PAGES: u32 = 1 << 18;
/// Links to what died.
pub(crate) const DEAD_LINKS: u32 = 1 << 19;
/// Pages without end that robots.txt forbids.
pub(crate) const PRIVATE: u32 = 1 << 20;
/// `sitemap.xml` of listings.
pub(crate) const MAP: u32 = 1 << 21;
/// An index of sitemaps, packed with gzip.
pub(crate) const MAP_PACKED: u32 = 1 << 22;
/// A sitemap with everything that lives.
pub(crate) const MAP_ALL: u32 = 1 << 23;

/// What remains if there are to be no traps.
pub(crate) const HARMLESS: u32 = SOFT | GONE | MAP | MAP_PACKED | MAP_ALL | OUTSIDE;
