//! Sitemaps (sitemaps.org, protocol 0.9), plain and packed.

use crate::answer::Answer;
use crate::day;
use crate::layout::{Esc, put};
use crate::life::DAY;
use crate::quirk::MAP_ALL;
use crate::site::{Site, Target};
use crate::web::Web;
use flate2::{Compression, write::GzEncoder};
use std::io::Write as _;

/// Most addresses in a file.
const MOST: usize = 5_000;

/// `2026-01-05`, as `lastmod` has it.
fn date(at: i64) -> String {
    let mut text = day::shown(at - at.rem_euclid(DAY), 2);
    text.truncate(10);
    text
}

/// Paths, with when they last changed where that is told.
fn entries(web: &Web, site: &Site, at: i64) -> Vec<(String, Option<i64>)> {
    let mut all: Vec<(String, Option<i64>)> = vec![("/".to_owned(), None)];
    all.extend(site.nodes.iter().skip(1).map(|n| (n.path.clone(), None)));
    all.extend(site.statics.iter().map(|s| (s.path.clone(), None)));
    for section in &site.sections {
        let newest = site.newest(section, at);
        all.push((section.path.clone(), newest.first().map(|(_, l)| l.born)));
        if site.has(MAP_ALL) {
            all.extend(newest.iter().map(|&(slot, life)| {
                let to = Target::Item { slot, turn: life.turn };
                (web.path(site, to), Some(life.born))
            }));
        }
    }
    all.truncate(50_000);
    all
}

/// The `n`-th sitemap: 0 is the only one, or the index of packed ones.
pub(crate) fn answer(web: &Web, site: &Site, n: u32, packed: bool, at: i64) -> Answer {
    let host = site.own_host();
    let all = entries(web, site, at);
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if n == 0 && site.has(crate::quirk::MAP_PACKED) {
        text.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        for part in 1..=all.len().div_ceil(MOST) {
            put!(text, "<sitemap><loc>http://{host}/sitemap-{part}.xml.gz</loc></sitemap>\n");
        }
        text.push_str("</sitemapindex>\n");
        return xml(text.into_bytes(), "application/xml");
    }
    let from = if packed { (n as usize - 1).saturating_mul(MOST) } else { 0 };
    let part = all.get(from..).unwrap_or_default();
    let part = if packed { &part[..part.len().min(MOST)] } else { part };
    if part.is_empty() {
        return Answer::words(404, "no such sitemap\n");
    }
    text.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (path, changed) in part {
        put!(text, "<url><loc>http://{host}{}</loc>", Esc(path));
        if let Some(changed) = changed {
            put!(text, "<lastmod>{}</lastmod>", date(*changed));
        }
        text.push_str("</url>\n");
    }
    text.push_str("</urlset>\n");
    if !packed {
        return xml(text.into_bytes(), "application/xml");
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // A Vec takes all that is written to it.
    let written = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish());
    xml(written.unwrap_or_default(), "application/gzip")
}

fn xml(body: Vec<u8>, kind: &str) -> Answer {
    Answer { status: 200, headers: vec![("content-type", kind.to_owned())], body }
}
