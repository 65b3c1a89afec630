//! `spoor crawl`: a profile says what may be asked for and why, the search says what is asked for next,
//! the fetcher asks, and what is kept is sealed with how it was taken.
//!
//! One loop owns search, vault and journal; fetches run beside it and hand in pages already read. What is
//! sealed is signed for first and told to the search's file after: a crash between the two is mended at the
//! next start from the exhibits themselves (`resume`), so no page is lost and none is sealed twice.

mod draw;
mod hosts;
mod journal;
mod keep;
pub mod memory;
mod metrics;
mod page;
mod resume;
mod run;
pub mod shunned;
mod sitemap;
mod took;

pub use run::{Ended, Options, crawl};

use crate::out::Refused;
use anyhow::{Context, Result, bail};
use spoor_crawl::profile::Render;
use spoor_crawl::{Keep, Profile};
use spoor_vocab::Source;
use std::path::{Path, PathBuf};

/// Reads the profile of a crawl.
pub fn profile(path: &Path) -> Result<Profile> {
    let told = || path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(told)?;
    // Whatever it lacks, without it there is no knowing on what the crawl stands.
    Profile::read(&text).map_err(|error| Refused(format!("{}: {error}", told())).into())
}

/// Where a crawl remembers what waits.
pub fn folder(workspace: &Path, profile: &Profile) -> Result<PathBuf> {
    // A crawl is named as sources are, so that its name is a folder's.
    let named = Source { name: profile.name.clone(), ..profile.source.clone() };
    if let Err(error) = named.validate() {
        bail!("the profile's name: {error}");
    }
    Ok(workspace.join("crawl").join(&profile.name))
}

/// What a crawl is going to do, in words.
pub fn plan(profile: &Profile) -> String {
    let source = &profile.source;
    let limits = &profile.limits;
    let seeds: Vec<&str> = profile.seeds.iter().map(url::Url::as_str).collect();
    let kept = match (profile.targets.is_empty(), profile.keep) {
        (false, _) => format!("pages that mention one of {} selectors", profile.targets.len()),
        (true, Keep::Adverts) => "pages that look like an advert".to_owned(),
        (true, Keep::All) => "all pages".to_owned(),
    };
    let fields =
        if profile.fields.is_empty() { "all".to_owned() } else { profile.fields.join(", ") };
    let drawn = match profile.browser.mode {
        Render::Off => String::new(),
        Render::Auto => "draws      pages that say nothing without a script\n".to_owned(),
        Render::Always => "draws      all pages\n".to_owned(),
    };
    let bound =
        |n: u64, of: &str| if n == 0 { format!("no limit of {of}") } else { format!("{n} {of}") };
    format!(
        "crawl      {}\nsource     {}: {}\npurpose    {}\nretention  {} days\nasks as    {}\n\
         begins at  {}\nkeeps      {kept}; fields: {fields}\n{drawn}limits     {}, {}; one request a host every \
         {} to {} s, {} at a time a host, {} in all\n",
        profile.name,
        source.name,
        source.basis,
        source.purpose,
        source.retain_days,
        profile.user_agent(),
        seeds.join(" "),
        bound(limits.requests, "requests"),
        bound(limits.seconds, "seconds"),
        limits.delay_s.0,
        limits.delay_s.1,
        limits.per_host,
        limits.concurrency,
    )
}
