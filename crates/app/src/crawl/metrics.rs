//! Figures of a crawl as a text file in the form that Prometheus' collector of text files reads.

use anyhow::{Context, Result};
use spoor_seek::Progress;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Counts of one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests sent, `robots.txt` and pictures among them.
    pub requests: u64,
    /// Bytes of answers.
    pub bytes: u64,
    /// Exhibits sealed.
    pub kept: u64,
    /// Of them pictures.
    pub pictures: u64,
    /// Requests that no answer came to.
    pub failed: u64,
    /// Addresses that `robots.txt` forbids.
    pub robots: u64,
    /// Addresses that scope refused when they were asked for.
    pub refused: u64,
}

/// Writes the file whole, so that nobody reads half of it.
pub fn write(
    dir: &Path,
    crawl: &str,
    run: &Counts,
    search: &Progress,
    resting: usize,
) -> Result<()> {
    let mut text = String::new();
    let mut say = |name: &str, kind: &str, help: &str, value: u64| {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "# HELP spoor_crawl_{name} {help}\n# TYPE spoor_crawl_{name} {kind}\n\
             spoor_crawl_{name}{{crawl=\"{crawl}\"}} {value}\n"
        );
    };
    say("requests_total", "counter", "Requests sent by this run.", run.requests);
    say("answer_bytes_total", "counter", "Bytes of answers of this run.", run.bytes);
    say("kept_total", "counter", "Exhibits sealed by this run.", run.kept);
    say("failed_total", "counter", "Requests of this run without an answer.", run.failed);
    say("robots_total", "counter", "Addresses that robots.txt forbids.", run.robots);
    say("refused_total", "counter", "Addresses that scope refused.", run.refused);
    say("addresses", "gauge", "Addresses known.", search.addresses);
    say("waiting", "gauge", "Links that wait.", search.waiting);
    say("pages", "gauge", "Pages read since the crawl began.", search.pages);
    say("adverts", "gauge", "Adverts found since the crawl began.", search.adverts);
    say("hosts_resting", "gauge", "Hosts that are left alone for a while.", resting as u64);
    let (path, partial) = (dir.join("metrics.prom"), dir.join("metrics.partial"));
    fs::write(&partial, text).with_context(|| partial.display().to_string())?;
    fs::rename(&partial, &path).with_context(|| path.display().to_string())
}
