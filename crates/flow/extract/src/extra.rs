//! Terms from elsewhere: the lexicons of knowledge packs, read beside our own; and our own as
//! tables that can travel in one.

use crate::lexicon;
use std::fmt::Write as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Tables of terms, each row `term, language, code, source, licence` (indicators) or `term, value,
/// language, source, licence` (services), separated by tabs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Tables of indicators.
    pub indicators: Vec<String>,
    /// Tables of services.
    pub services: Vec<String>,
}

static ADDED: OnceLock<Terms> = OnceLock::new();
/// The lexicons were read: what is added now would not be seen.
static READ: AtomicBool = AtomicBool::new(false);

/// Families no lexicon may have: special category data is never read.
const FORBIDDEN: [&str; 8] =
    ["origin", "ethnic", "nationalit", "race", "racial", "skin", "religio", "migra"];

/// Adds terms to those built in, for the whole process. To be called once, before anything is
/// extracted; [`crate::version`] covers them.
///
/// # Errors
/// If a row has other columns or a forbidden code, naming it; or if it comes too late.
pub fn add_terms(terms: Terms) -> Result<(), String> {
    let rows = |tables: &'_ [String]| -> Vec<Vec<String>> {
        let fields = |line: &str| line.split('\t').map(str::to_owned).collect();
        tables.iter().flat_map(|t| lines(t).map(fields).collect::<Vec<_>>()).collect()
    };
    for row in rows(&terms.indicators).iter().chain(&rows(&terms.services)) {
        if row.len() != 5 {
            return Err(format!("{:?} has {} columns, not 5", row.join(" "), row.len()));
        }
    }
    for row in rows(&terms.indicators) {
        let code = row[2].to_lowercase();
        if FORBIDDEN.iter().any(|family| code.contains(family)) {
            return Err(format!("{:?} is a code of special category data: never read", row[2]));
        }
    }
    if READ.load(Ordering::SeqCst) {
        return Err("the lexicons were read already: add terms before anything else".into());
    }
    ADDED.set(terms).map_err(|_| "terms were added already: add all at once".to_owned())
}

fn lines(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Rows that were added: term and code of indicators, term and value of services.
pub(crate) fn each(mut indicator: impl FnMut(&str, &str), mut service: impl FnMut(&str, &str)) {
    READ.store(true, Ordering::SeqCst);
    let Some(terms) = ADDED.get() else { return };
    for row in terms.indicators.iter().flat_map(|t| lines(t)) {
        let fields: Vec<&str> = row.split('\t').collect();
        indicator(fields[0], fields[2]);
    }
    for row in terms.services.iter().flat_map(|t| lines(t)) {
        let fields: Vec<&str> = row.split('\t').collect();
        service(fields[0], fields[1]);
    }
}

/// Every text that was added, for the fingerprint.
pub(crate) fn texts() -> impl Iterator<Item = &'static str> {
    let added = ADDED.get();
    added.into_iter().flat_map(|t| t.indicators.iter().chain(&t.services)).map(String::as_str)
}

/// The indicators and services in use, as tables that can be added elsewhere.
pub fn lexicon_tables() -> (String, String) {
    let mut indicators = "# term\tlanguage\tcode\tsource\tlicence\n".to_owned();
    let mut services = "# term\tvalue\tlanguage\tsource\tlicence\n".to_owned();
    for (name, out) in [("indicators", &mut indicators), ("services", &mut services)] {
        for row in lexicon::rows(name) {
            let _ = writeln!(out, "{}\t{}", row.join("\t"), licence(row[3]));
        }
    }
    if let Some(terms) = ADDED.get() {
        for (tables, out) in
            [(&terms.indicators, &mut indicators), (&terms.services, &mut services)]
        {
            tables.iter().flat_map(|t| lines(t)).for_each(|row| {
                let _ = writeln!(out, "{row}");
            });
        }
    }
    (indicators, services)
}

/// The licence a source states in brackets; else that of this project.
fn licence(source: &str) -> &str {
    let stated = source.rsplit_once('(').and_then(|(_, rest)| rest.split(')').next());
    stated.filter(|s| ["MIT", "Apache-2.0"].contains(s)).unwrap_or("Apache-2.0")
}
