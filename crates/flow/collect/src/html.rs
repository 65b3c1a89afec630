//! A page kept as a file: one capture.

use crate::outlet::{Halt, Outlet};
use crate::{Options, REJECT_BYTES_MAX};
use spoor_vocab::{Capture, CaptureKind, Defect};
use std::io::Read;

/// Largest page accepted.
pub(crate) const PAGE_BYTES_MAX: u64 = 64 << 20;

pub(crate) fn import(
    file: impl Read,
    name: &str,
    options: &Options,
    outlet: &mut Outlet<'_>,
) -> Result<(), Halt> {
    let mut block = Vec::new();
    file.take(PAGE_BYTES_MAX + 1).read_to_end(&mut block)?;
    let consumed = block.len() as u64;
    if consumed > PAGE_BYTES_MAX {
        let defect = Defect::new(
            name,
            "html.too-large",
            "the page is larger than 64 MiB",
            "cut it into pages, or import it as the WARC file it came from",
        );
        return outlet.defect(defect, &block[..REJECT_BYTES_MAX], consumed);
    }
    if block.trim_ascii().is_empty() {
        let defect = Defect::new(
            name,
            "html.empty",
            "the page is empty",
            "save the page again, or leave the file out",
        );
        return outlet.defect(defect, &block, consumed);
    }
    let capture = Capture {
        kind: CaptureKind::Resource,
        target: format!("file:{name}"),
        media_type: "text/html".to_owned(),
        block,
        captured_at: options.imported_at,
        mapping: None,
        origin: name.to_owned(),
        exchange: None,
    };
    outlet.capture(capture, consumed)
}
