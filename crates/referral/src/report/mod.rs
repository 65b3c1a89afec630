//! The report as PDF, set by Typst: A4, PDF/A-2a and PDF/UA-1, the same bytes for the same dossier.
//! Only in builds with the feature `pdf`; without it a package has no report.

#[cfg(feature = "pdf")]
mod data;
#[cfg(feature = "pdf")]
mod glyphs;
#[cfg(feature = "pdf")]
mod set;

use crate::contacts::Contacts;
use crate::dossier::Dossier;
use crate::package::ReferralError;

/// The report for the police.
#[cfg(feature = "pdf")]
pub fn police(dossier: &Dossier) -> Result<Option<Vec<u8>>, ReferralError> {
    let template = include_str!("../../templates/police.typ");
    set::pdf(template, data::police(dossier), (&dossier.name, dossier.released.at)).map(Some)
}

/// The report for who offers help.
#[cfg(feature = "pdf")]
pub fn support(contacts: &Contacts) -> Result<Option<Vec<u8>>, ReferralError> {
    let template = include_str!("../../templates/support.typ");
    let name = contacts.references.join(" ");
    set::pdf(template, data::support(contacts), (&name, contacts.released.at)).map(Some)
}

/// No report in this build.
#[cfg(not(feature = "pdf"))]
pub fn police(_: &Dossier) -> Result<Option<Vec<u8>>, ReferralError> {
    Ok(None)
}

/// No report in this build.
#[cfg(not(feature = "pdf"))]
pub fn support(_: &Contacts) -> Result<Option<Vec<u8>>, ReferralError> {
    Ok(None)
}
