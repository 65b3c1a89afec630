//! Which web to make.

/// Which layouts of pages the sites use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layouts {
    /// Those that wrapper induction may be tuned on.
    Train,
    /// Those it has never seen.
    HeldOut,
    /// Both: the first twelve, so that what was measured on them can be measured again.
    All,
    /// Eight that were written when it was finished: what it makes of a site that nobody thought of.
    Fresh,
    /// Eight more, to judge on what came of that: nothing is tuned on them.
    Unseen,
}

/// Which web to make: the same plan gives the same bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Another seed, another web.
    pub seed: u64,
    /// How many sites; mirrors are not counted. At least 1.
    pub sites: u16,
    /// How many true pages at any one time, within a few for each site. At least 40 a site.
    pub pages: u32,
    /// Share of them that are adverts, 0.01 to 0.25.
    pub adverts_share: f64,
    /// Share of the adverts alive at any one time that live two hours only, 0 to 0.2.
    pub short_share: f64,
    /// Layouts.
    pub layouts: Layouts,
    /// Whether there are traps.
    pub traps: bool,
    /// Seconds between two requests that every fourth site asks for in its `robots.txt`; 0 for none.
    pub crawl_delay: u32,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            seed: 1,
            sites: 24,
            pages: 100_000,
            adverts_share: 0.08,
            short_share: 0.02,
            layouts: Layouts::All,
            traps: true,
            crawl_delay: 2,
        }
    }
}
