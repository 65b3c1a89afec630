//! Pictures that lie as files beside the rows that name them.
//!
//! A row names them by relative paths. Nothing is opened that lies outside the folder of the imported
//! file, also not by way of a link. What is not there is told of, and the row stays as it is.

use crate::Options;
use crate::outlet::{Halt, Outlet};
use spoor_vocab::{Capture, CaptureKind, Defect};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Largest picture taken.
const PICTURE_BYTES_MAX: u64 = 32 << 20;
/// Pictures of one row that are looked for.
const OF_ROW_MAX: usize = 500;
/// Pictures of one file that are told of as not taken, one by one.
const TOLD_MAX: u32 = 10_000;
/// What names of pictures end in: of other names it is no defect that no file has them.
const ENDS: [&str; 5] = [".jpg", ".jpeg", ".png", ".webp", ".gif"];

/// The folder of one imported file.
pub(crate) struct Beside {
    /// With no link in it; none for what is imported from memory, or if it cannot be read.
    folder: Option<PathBuf>,
    told: u32,
}

/// A picture: target, media type and bytes.
type Found = (String, &'static str, Vec<u8>);

/// Why a picture is not taken: code, problem, hint.
type Refusal = (&'static str, String, &'static str);

impl Beside {
    /// Of the folder of a file.
    pub(crate) fn of(folder: Option<&Path>) -> Self {
        let folder = folder.map(|f| if f.as_os_str().is_empty() { Path::new(".") } else { f });
        Self { folder: folder.and_then(|f| f.canonicalize().ok()), told: 0 }
    }

    /// Hands on the pictures that a row, given by target and origin, names as files beside it.
    pub(crate) fn take(
        &mut self,
        (row, origin): (&str, &str),
        names: &[String],
        options: &Options,
        outlet: &mut Outlet<'_>,
        consumed: u64,
    ) -> Result<(), Halt> {
        let Some(folder) = self.folder.clone() else { return Ok(()) };
        for name in names.iter().take(OF_ROW_MAX) {
            match Self::read(&folder, row, name) {
                Ok(Some((target, media_type, block))) => {
                    let capture = Capture {
                        kind: CaptureKind::Resource,
                        target,
                        media_type: media_type.to_owned(),
                        block,
                        captured_at: options.imported_at,
                        mapping: None,
                        origin: origin.to_owned(),
                        exchange: None,
                    };
                    outlet.capture(capture, consumed)?;
                }
                Ok(None) => {}
                Err(refusal) => {
                    self.told += 1;
                    if self.told <= TOLD_MAX {
                        let (code, problem, hint) = refusal;
                        let defect = Defect::new(origin, code, problem, hint);
                        outlet.defect(defect, name.as_bytes(), consumed)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The picture of a name; none for what names no file here.
    fn read(folder: &Path, row: &str, name: &str) -> Result<Option<Found>, Refusal> {
        let name = name.trim();
        let lower = name.to_lowercase();
        let is_named_so = ENDS.iter().any(|end| lower.ends_with(end));
        let leads_up = name.split('/').any(|part| part == "..") && !name.contains("://");
        if leads_up && is_named_so {
            let problem = format!("the picture {name:?} lies outside the folder of the file");
            return Err((
                "picture.outside",
                problem,
                "put it into the folder of the file or below",
            ));
        }
        let Some(target) = Capture::beside(row, name) else { return Ok(None) };
        let refused = |error: &io::Error| -> Refusal {
            let (code, problem) = match error.kind() {
                io::ErrorKind::NotFound => ("picture.missing", "is not there".to_owned()),
                _ => ("picture.unreadable", format!("cannot be read: {error}")),
            };
            let hint = "put it beside the file as it is named and import again: the advert is kept";
            (code, format!("the picture {name:?} {problem}"), hint)
        };
        let path = match folder.join(name).canonicalize() {
            Ok(path) => path,
            Err(_) if !is_named_so => return Ok(None),
            Err(error) => return Err(refused(&error)),
        };
        if !path.starts_with(folder) {
            let problem = format!("the picture {name:?} is a link that leads out of the folder");
            return Err(("picture.outside", problem, "put the picture itself into the folder"));
        }
        let block = match bytes(&path) {
            Ok(Some(block)) => block,
            Ok(None) if !is_named_so => return Ok(None),
            Ok(None) => {
                let problem = format!("the picture {name:?} is no file, or larger than 32 MiB");
                return Err(("picture.too-large", problem, "make it smaller: the advert is kept"));
            }
            Err(error) => return Err(refused(&error)),
        };
        match media_type(&block) {
            Some(media_type) => Ok(Some((target, media_type, block))),
            None if !is_named_so => Ok(None),
            None => {
                let problem = format!("{name:?} is no JPEG, PNG, WebP or GIF, whatever its name");
                Err(("picture.other", problem, "convert it, and import again: the advert is kept"))
            }
        }
    }
}

/// The bytes of a regular file that is not too large.
fn bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    // Before it is opened: a pipe would never end.
    if !std::fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(PICTURE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= PICTURE_BYTES_MAX).then_some(bytes))
}

/// What a picture is, by its first bytes.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}
