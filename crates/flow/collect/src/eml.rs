//! An e-mail kept as a file: one capture.

use crate::outlet::{Halt, Outlet};
use crate::{Options, REJECT_BYTES_MAX};
use spoor_vocab::{Capture, CaptureKind, Defect};
use std::io::Read;

/// Largest message accepted.
const MAIL_BYTES_MAX: u64 = 64 << 20;

pub(crate) fn import(
    file: impl Read,
    name: &str,
    options: &Options,
    outlet: &mut Outlet<'_>,
) -> Result<(), Halt> {
    let mut block = Vec::new();
    file.take(MAIL_BYTES_MAX + 1).read_to_end(&mut block)?;
    let consumed = block.len() as u64;
    if consumed > MAIL_BYTES_MAX {
        let defect = Defect::new(
            name,
            "mail.too-large",
            "the message is larger than 64 MiB",
            "import its attachments as files of their own",
        );
        return outlet.defect(defect, &block[..REJECT_BYTES_MAX], consumed);
    }
    if block.trim_ascii().is_empty() {
        let defect = Defect::new(
            name,
            "mail.empty",
            "the message is empty",
            "save the message again, or leave the file out",
        );
        return outlet.defect(defect, &block, consumed);
    }
    let capture = Capture {
        kind: CaptureKind::Resource,
        target: format!("file:{name}"),
        media_type: "message/rfc822".to_owned(),
        block,
        captured_at: options.imported_at,
        mapping: None,
        origin: name.to_owned(),
        exchange: None,
    };
    outlet.capture(capture, consumed)
}
