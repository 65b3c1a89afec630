//! Typst with nothing around it: one template, one file of data, its own fonts.

use super::glyphs;
use crate::package::ReferralError;
use chrono::{DateTime, Datelike, Timelike};
use serde_json::Value;
use spoor_vocab::Millis;
use std::sync::OnceLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

struct Page {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    main: Source,
    data: (FileId, Bytes),
}

/// The fonts that come with Typst: Libertinus and DejaVu Sans Mono among them (OFL and free).
fn fonts() -> &'static [Font] {
    static FONTS: OnceLock<Vec<Font>> = OnceLock::new();
    FONTS.get_or_init(|| {
        typst_assets::fonts().flat_map(|bytes| Font::iter(Bytes::new(bytes))).collect()
    })
}

impl World for Page {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts().get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Sets a template with its data, as a PDF of that name and time.
pub fn pdf(
    template: &str,
    mut data: Value,
    (name, at): (&str, Millis),
) -> Result<Vec<u8>, ReferralError> {
    let failed = |what: String| ReferralError::Report(what);
    glyphs::tame(fonts(), &mut data);
    let id = |path: &str| {
        let path = VirtualPath::new(path).map_err(|e| failed(format!("{path}: {e:?}")))?;
        Ok::<_, ReferralError>(RootedPath::new(VirtualRoot::Project, path).intern())
    };
    let bytes = serde_json::to_vec(&data).map_err(|e| failed(e.to_string()))?;
    let page = Page {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(fonts())),
        main: Source::new(id("report.typ")?, template.to_owned()),
        data: (id("data.json")?, Bytes::new(bytes)),
    };
    let document = typst::compile::<PagedDocument>(&page).output;
    let document = document.map_err(|e| failed(words(&e)))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
    let options = PdfOptions {
        ident: Smart::Custom(name.to_owned()),
        creator: Smart::Custom(Some("spoor".to_owned())),
        timestamp: moment(at),
        standards: standards.map_err(|e| failed(e.message().to_string()))?,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|e| failed(words(&e)));
    // What Typst remembers would hold personal data, and grow.
    comemo::evict(0);
    pdf
}

fn words(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|e| e.message.to_string()).collect::<Vec<_>>().join("; ")
}

fn moment(at: Millis) -> Option<Timestamp> {
    let t = DateTime::from_timestamp_millis(at)?;
    let byte = |n: u32| u8::try_from(n).ok();
    let (month, day) = (byte(t.month())?, byte(t.day())?);
    let (hour, minute, second) = (byte(t.hour())?, byte(t.minute())?, byte(t.second())?);
    Datetime::from_ymd_hms(t.year(), month, day, hour, minute, second).map(Timestamp::new_utc)
}
