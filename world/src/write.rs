//! From a plan to files.

use crate::advert::Advert;
use crate::bank::Bank;
use crate::cast::{Cast, Notice};
use crate::compose::Desk;
use crate::files::{self, Uses};
use crate::outlet::{Markup, OUTLETS};
use crate::place::Places;
use crate::posting::Posting;
use crate::truth::{Fact, Header};
use crate::word::Words;
use crate::{Format, Plan, Written, WrittenFile, notices};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

/// The country of a plan, peopled and ready to be written.
pub(crate) struct Peopled<'a> {
    pub(crate) desk: Desk<'a>,
    /// By outlet and time.
    pub(crate) postings: &'a [Posting],
    notices: &'a [Notice],
}

pub(crate) fn people<T>(
    plan: &Plan,
    then: impl FnOnce(&Peopled<'_>) -> io::Result<T>,
) -> io::Result<T> {
    people_with(plan, |_| {}, then)
}

/// As [`people`], with a change of the cast before it is put in order.
pub(crate) fn people_with<T>(
    plan: &Plan,
    change: impl FnOnce(&mut Cast<'_>),
    then: impl FnOnce(&Peopled<'_>) -> io::Result<T>,
) -> io::Result<T> {
    let banks = Bank::load_all().map_err(io::Error::other)?;
    let places = Places::load();
    let words = Words::load();
    let mut cast = Cast::new(plan, &banks, &places);
    change(&mut cast);
    // The sort is stable: equal times keep the order of the cast.
    cast.postings.sort_by_key(|p| (p.outlet, p.minute));
    let desk = Desk {
        seed: plan.seed,
        banks: &banks,
        places: &places,
        words: &words,
        persons: &cast.persons,
        templates: &cast.templates,
    };
    then(&Peopled { desk, postings: &cast.postings, notices: &cast.notices })
}

/// Writes the country of `plan` into `dir`, which is made if it is not there. `progress` is told
/// the number of adverts written so far, now and then.
///
/// The same plan gives the same bytes, on any machine and with any number of threads.
///
/// # Errors
/// What the file system says.
pub fn write(plan: &Plan, dir: &Path, progress: &mut dyn FnMut(u32)) -> io::Result<Written> {
    fs::create_dir_all(dir)?;
    people(plan, |country| lay_down(plan, country, dir, progress))
}

fn lay_down(
    plan: &Plan,
    country: &Peopled<'_>,
    dir: &Path,
    progress: &mut dyn FnMut(u32),
) -> io::Result<Written> {
    let desk = &country.desk;
    let uses = Uses::count(desk, country.postings);
    let truth_path = dir.join("truth.jsonl");
    let mut truth = BufWriter::with_capacity(1 << 20, File::create(&truth_path)?);
    let header = Header {
        world: concat!("spoor-world ", env!("CARGO_PKG_VERSION")).to_owned(),
        seed: plan.seed,
        adverts: plan.adverts,
    };
    writeln!(truth, "{}", serde_json::to_string(&header)?)?;
    let mut written = Vec::with_capacity(OUTLETS.len());
    let mut rest = country.postings;
    let mut first = 0;
    for (index, outlet) in OUTLETS.iter().enumerate() {
        let count = rest.partition_point(|p| usize::from(p.outlet) == index);
        let (postings, others) = rest.split_at(count);
        rest = others;
        let job = files::Job { desk, index, postings, first, uses: &uses };
        let records = files::outlet(&job, dir, &mut truth, progress)?;
        first += count as u32;
        written.push(describe(outlet, dir, count as u32, records)?);
    }
    truth.flush()?;

    let notices_path = dir.join("notices.json");
    fs::write(&notices_path, serde_json::to_vec_pretty(&notices::json(desk, country.notices))?)?;
    Ok(Written { files: written, truth: truth_path, notices: notices_path, adverts: plan.adverts })
}

/// What an importer has to know of an outlet's file; writes its profile if it has one.
fn describe(
    outlet: &'static crate::outlet::Outlet,
    dir: &Path,
    adverts: u32,
    records: u64,
) -> io::Result<WrittenFile> {
    let profile = match outlet.profile {
        Some(toml) => {
            let path = dir.join(format!("{}.toml", outlet.name));
            fs::write(&path, toml)?;
            Some(path)
        }
        None => None,
    };
    let format = match outlet.markup {
        Markup::Jsonl => Format::Jsonl,
        Markup::Csv => Format::Csv,
        _ => Format::Warc,
    };
    Ok(WrittenFile {
        path: dir.join(outlet.file),
        source: outlet.name.to_owned(),
        format,
        profile,
        mapping: (format == Format::Csv).then(|| files::csv::MAPPING.to_owned()),
        country: outlet.country.map(|c| c.code().to_owned()),
        basis: "made-up data: no real person, so no personal data".to_owned(),
        purpose: "demonstration and tests".to_owned(),
        retain_days: 365,
        adverts,
        records,
    })
}

/// Title, text and truth of every advert of a country, in the order of the truth file, without
/// writing anything: for tests and measurements.
///
/// # Errors
/// None on a sound build: the phrase banks are part of it.
pub fn texts(plan: &Plan, each: &mut dyn FnMut(&str, &str, Fact)) -> io::Result<()> {
    people(plan, |country| {
        let uses = Uses::count(&country.desk, country.postings);
        for (n, posting) in (0..).zip(country.postings) {
            let ad = Advert::of(&country.desk, posting, n);
            let fact = Fact::of(&country.desk, &ad, uses.shared(posting.template));
            each(&ad.title, &ad.text, fact);
        }
        Ok(())
    })
}
