//! Terms from elsewhere: the lexicons of knowledge packs, read beside our own; and our own as
//! tables that can travel in one.

use crate::lexicon;
use crate::never::never;
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
/// As [`check_terms`]; or if it comes too late.
pub fn add_terms(terms: Terms) -> Result<(), String> {
    check_terms(&terms)?;
    if READ.load(Ordering::SeqCst) {
        return Err("the lexicons were read already: add terms before anything else".into());
    }
    ADDED.set(terms).map_err(|_| "terms were added already: add all at once".to_owned())
}

/// Whether terms may be added.
///
/// # Errors
/// The first row that has other columns, or that would have nationality, ethnicity, skin colour or
/// religion read, by its code or by its words.
pub fn check_terms(terms: &Terms) -> Result<(), String> {
    for (tables, coded) in [(&terms.indicators, true), (&terms.services, false)] {
        for row in tables.iter().flat_map(|t| lines(t)) {
            let fields: Vec<&str> = row.split('\t').collect();
            let &[term, second, third, ..] = &fields[..] else {
                return Err(format!("{row:?} has {} columns, not 5", fields.len()));
            };
            if fields.len() != 5 {
                return Err(format!("{row:?} has {} columns, not 5", fields.len()));
            }
            let code = if coded { third } else { second }.to_lowercase();
            if FORBIDDEN.iter().any(|family| code.contains(family)) {
                return Err(format!("{code:?} is a code of special category data: never read"));
            }
            if let Some(word) = never(term) {
                return Err(format!("{term:?} holds {word:?}: special category data, never read"));
            }
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(indicators: &str, services: &str) -> Result<(), String> {
        check_terms(&Terms {
            indicators: vec![indicators.to_owned()],
            services: vec![services.to_owned()],
        })
    }

    #[test]
    fn special_category_data_comes_in_by_no_door() {
        let row = |term: &str, code: &str| format!("{term}\ten\t{code}\town\tApache-2.0\n");
        assert_eq!(check(&row("new here", "movement.new-in-town"), ""), Ok(()));
        assert!(check(&row("new here", "origin.foreign"), "").is_err());
        for term in ["Romanian girls", "new ROMÂNCĂ", "white girls only"] {
            assert!(check(&row(term, "movement.new-in-town"), "").is_err(), "{term}");
        }
        assert_eq!(check(&row("romantic evening, white lace", "trust.words"), ""), Ok(()));
        assert!(check("", "thai\tthai\ten\town\tApache-2.0\n").is_err());
        assert!(check("two\tcolumns\n", "").is_err());
    }

    /// What ships keeps the rule that it asks of others.
    #[test]
    fn our_own_terms_hold_none() {
        let (indicators, services) = lexicon_tables();
        assert_eq!(check(&indicators, &services), Ok(()));
    }
}
