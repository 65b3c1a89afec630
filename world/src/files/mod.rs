//! Writing the country out: batches of adverts are written by all cores and laid down in order.

pub(crate) mod csv;
mod jsonl;
mod web;

use crate::advert::Advert;
use crate::compose::Desk;
use crate::outlet::{Markup, OUTLETS, Outlet};
use crate::posting::Posting;
use crate::truth::Fact;
use crate::warc::Gzip;
use rayon::prelude::*;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Adverts written at a time: a few megabytes in memory.
const BATCH: usize = 4_096;

/// How many adverts have each template.
pub(crate) struct Uses(Vec<u32>);

impl Uses {
    pub(crate) fn count(desk: &Desk<'_>, postings: &[Posting]) -> Self {
        let mut uses = vec![0; desk.templates.len()];
        for posting in postings {
            uses[posting.template as usize] += 1;
        }
        Self(uses)
    }

    /// More than one advert has it.
    pub(crate) fn shared(&self, template: u32) -> bool {
        self.0[template as usize] > 1
    }
}

/// What one advert became.
struct Made {
    bytes: Vec<u8>,
    records: u64,
    fact: String,
    /// For the listing pages: URL and title.
    link: (String, String),
}

/// The adverts of one outlet.
pub(crate) struct Job<'a> {
    pub(crate) desk: &'a Desk<'a>,
    /// Which of [`OUTLETS`].
    pub(crate) index: usize,
    /// In order of time.
    pub(crate) postings: &'a [Posting],
    /// Adverts of the country before the first of these.
    pub(crate) first: u32,
    pub(crate) uses: &'a Uses,
}

/// Writes the file of one outlet and its part of the truth. Returns the records of the file.
pub(crate) fn outlet(
    job: &Job<'_>,
    dir: &Path,
    truth: &mut dyn Write,
    progress: &mut dyn FnMut(u32),
) -> io::Result<u64> {
    let &Job { desk, index, postings, first, uses } = job;
    let outlet = &OUTLETS[index];
    let mut file = BufWriter::with_capacity(1 << 20, File::create(dir.join(outlet.file))?);
    let mut web = web::Crawl::new(desk.seed, outlet, postings.first().map(Posting::posted));
    let mut records = 0;
    records += begin(outlet, &mut web, &mut file)?;
    for (batch, chunk) in postings.chunks(BATCH).enumerate() {
        let start = first + (batch * BATCH) as u32;
        let made: Vec<Made> = chunk
            .par_iter()
            .enumerate()
            .map_init(Gzip::new, |gzip, (i, posting)| {
                let ad = Advert::of(desk, posting, start + i as u32);
                make(desk, &ad, start + i as u32, uses, gzip)
            })
            .collect();
        for one in made {
            file.write_all(&one.bytes)?;
            writeln!(truth, "{}", one.fact)?;
            records += one.records + web.after(one.link, &mut file)?;
        }
        progress(start + chunk.len() as u32);
    }
    file.flush()?;
    Ok(records)
}

fn begin(outlet: &Outlet, web: &mut web::Crawl, file: &mut dyn Write) -> io::Result<u64> {
    match outlet.markup {
        Markup::Jsonl => Ok(0),
        Markup::Csv => csv::header(file).map(|()| 0),
        _ => web.begin(file),
    }
}

fn make(desk: &Desk<'_>, ad: &Advert<'_>, n: u32, uses: &Uses, gzip: &mut Gzip) -> Made {
    let mut bytes = Vec::with_capacity(4096);
    let records = match ad.outlet.markup {
        Markup::Jsonl => jsonl::line(ad, &mut bytes),
        Markup::Csv => csv::row(ad, &mut bytes),
        _ => web::records(desk.seed, ad, n, gzip, &mut bytes),
    };
    let fact = Fact::of(desk, ad, uses.shared(ad.posting.template));
    // Strings, numbers and lists of strings: there is nothing in them that JSON cannot hold.
    let fact = serde_json::to_string(&fact).unwrap_or_default();
    let link = (ad.url.clone().unwrap_or_default(), ad.title.clone());
    Made { bytes, records, fact, link }
}
