//! Exit codes, refusals, and what goes to stdout. Data goes to stdout, words and progress to
//! stderr.

use anyhow::{Context, Result};
use serde::Serialize;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Exit code of an error or misuse.
pub const ERROR: u8 = 2;

/// How a command ended, if it did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// The answer is no: no match, check failed, chain broken.
    No,
    /// Done, but some input was rejected; the reject file is named.
    Rejected,
}

impl Outcome {
    /// The exit code that scripts rely on.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::No => 1,
            Self::Rejected => 3,
        }
    }
}

/// A refusal: role, purpose, legal basis or named person missing. Exit code 4.
#[derive(Debug)]
pub struct Refused(pub String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused: {}", self.0)
    }
}

impl std::error::Error for Refused {}

/// The exit code of an error: 4 for a refusal, 2 for all others.
pub fn code_of(error: &anyhow::Error) -> u8 {
    if error.chain().any(|cause| cause.is::<Refused>()) { 4 } else { ERROR }
}

/// Whether the reader of our output went away, which is no error.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(|e| e.io_error_kind());
        io.or(json) == Some(std::io::ErrorKind::BrokenPipe)
    })
}

/// One JSON document on stdout.
pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut stdout, value)?;
    writeln!(stdout)?;
    Ok(())
}

/// Lines on stdout, tame: see [`tame`].
pub fn text(text: &str) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(tame(text).as_bytes())?;
    Ok(())
}

/// Words as a terminal may have them. An advert's text may hold escape sequences that rewrite
/// the screen or direction overrides that reorder what is read: each such character is shown as
/// U+FFFD. JSON keeps them, escaped.
fn tame(text: &str) -> String {
    let wild = |c: char| {
        let direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        (c.is_control() && c != '\n' && c != '\t') || direction
    };
    text.chars().map(|c| if wild(c) { '\u{fffd}' } else { c }).collect()
}

/// Writes a file that its owner alone can read, in the place of an older one: never into what
/// somebody else has put there.
pub fn private(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let at = || partial.display().to_string();
    if partial.exists() {
        std::fs::remove_file(&partial).with_context(at)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&partial).with_context(at)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).with_context(at)?;
    std::fs::rename(&partial, path).with_context(|| path.display().to_string())
}

/// 1234567 as `1,234,567`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut shown = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_text_cannot_drive_the_terminal() {
        assert_eq!(
            tame("a\u{1b}[2Jb\rc\u{9b}d\u{202e}e"),
            "a\u{fffd}[2Jb\u{fffd}c\u{fffd}d\u{fffd}e"
        );
        assert_eq!(tame("ș 😀\tx\n"), "ș 😀\tx\n");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(count(7), "7");
        assert_eq!(count(1234), "1,234");
        assert_eq!(count(1_234_567), "1,234,567");
    }

    #[test]
    fn a_refusal_keeps_its_code_under_context() {
        let error = anyhow::Error::new(Refused("no basis".into())).context("while importing");
        assert_eq!(code_of(&error), 4);
        assert_eq!(code_of(&anyhow::anyhow!("other")), 2);
    }
}
