//! What a pack says of itself: the text that is signed, line by line.

use crate::{FILES_MAX, Pack, PackError};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const FIRST_LINE: &str = "spoor-pack v1";

/// What a file of a pack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// Terms with the code of an indicator: columns term, language, code, source, licence.
    Indicators,
    /// Terms of services: columns term, value, language, source, licence.
    Services,
    /// A rule pack (TOML).
    Rules,
    /// A site profile (TOML).
    Profile,
    /// A model of the ranking (JSON).
    Model,
}

impl Content {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Indicators, Self::Services, Self::Rules, Self::Profile, Self::Model];

    /// The word in the manifest.
    pub fn as_str(self) -> &'static str {
        ["indicators", "services", "rules", "profile", "model"][self as usize]
    }

    /// Whether it is a table of terms.
    pub fn is_lexicon(self) -> bool {
        matches!(self, Self::Indicators | Self::Services)
    }
}

/// One file of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Its name: letters, digits, `-`, `_`, `.`; no folders.
    pub name: String,
    /// What it is.
    pub content: Content,
    /// BLAKE3 of its text, 64 hexadecimal digits.
    pub digest: String,
}

/// The signed part of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Which pack: letters, digits and `-`.
    pub name: String,
    /// Counts up with each edition.
    pub version: u32,
    /// Day it was made, ISO 8601.
    pub made: String,
    /// Who answers for it, and what it is for, in one line.
    pub about: String,
    /// Its files, by name.
    pub files: Vec<FileEntry>,
}

impl Manifest {
    /// A pack of these files.
    ///
    /// # Errors
    /// If a name or text has a form that cannot be signed for.
    pub fn of(
        (name, version): (&str, u32),
        made: &str,
        about: &str,
        files: BTreeMap<String, (Content, String)>,
    ) -> Result<Pack, PackError> {
        let entry = |(name, (content, text)): (&String, &(Content, String))| FileEntry {
            name: name.clone(),
            content: *content,
            digest: blake3::hash(text.as_bytes()).to_hex().to_string(),
        };
        let manifest = Self {
            name: name.to_owned(),
            version,
            made: made.to_owned(),
            about: about.split_whitespace().collect::<Vec<_>>().join(" "),
            files: files.iter().map(entry).collect(),
        };
        // What cannot be read back is not signed.
        if Self::parse(&manifest.to_text())? != manifest {
            return Err(PackError::Form("a name, date or word of it cannot be written".into()));
        }
        let files = files.into_iter().map(|(name, (_, text))| (name, text)).collect();
        Ok(Pack { manifest, files })
    }

    /// The text that is signed.
    pub fn to_text(&self) -> String {
        let mut text = format!(
            "{FIRST_LINE}\nname {}\nversion {}\nmade {}\nabout {}\n",
            self.name, self.version, self.made, self.about
        );
        for file in &self.files {
            let _ = writeln!(text, "file {} {} {}", file.digest, file.content.as_str(), file.name);
        }
        text
    }

    /// Reads the text that was signed.
    ///
    /// # Errors
    /// If any line is not what it should be.
    pub fn parse(text: &str) -> Result<Self, PackError> {
        let mut lines = text.lines();
        let bad = |what: &str| PackError::Form(what.to_owned());
        if lines.next() != Some(FIRST_LINE) {
            return Err(bad("its first line is not \"spoor-pack v1\": a newer program made it"));
        }
        let mut field = |key: &str| {
            let line = lines.next().and_then(|l| l.strip_prefix(key)?.strip_prefix(' '));
            line.map(str::to_owned).ok_or_else(|| bad(&format!("line {key:?} is missing")))
        };
        let name = field("name")?;
        let version = field("version")?.parse().map_err(|_| bad("its version is no number"))?;
        let (made, about) = (field("made")?, field("about")?);
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(bad("its name has other characters than letters, digits and -"));
        }
        let digits = |range: std::ops::Range<usize>| {
            made.get(range).is_some_and(|d| d.bytes().all(|b| b.is_ascii_digit()))
        };
        if made.len() != 10 || !(digits(0..4) && digits(5..7) && digits(8..10)) {
            return Err(bad("its date is not a day like 2026-11-24"));
        }
        let files = lines.map(file).collect::<Result<Vec<_>, _>>()?;
        if files.len() > FILES_MAX || !files.is_sorted_by(|a, b| a.name < b.name) {
            return Err(bad("its files are too many, named twice or out of order"));
        }
        Ok(Self { name, version, made, about, files })
    }
}

fn file(line: &str) -> Result<FileEntry, PackError> {
    let bad = || PackError::Form(format!("{line:?} names no file"));
    let mut words = line.splitn(4, ' ');
    let (Some("file"), Some(digest), Some(kind), Some(name)) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(bad());
    };
    let content = Content::ALL.into_iter().find(|c| c.as_str() == kind).ok_or_else(bad)?;
    // A name becomes a path: nothing that leaves the folder, or hides in it.
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    let safe = !name.is_empty() && name.len() <= 100 && !name.starts_with('.');
    let hex = digest.len() == 64 && digest.bytes().all(|b| b"0123456789abcdef".contains(&b));
    if !safe || !name.bytes().all(fits) || !hex {
        return Err(bad());
    }
    Ok(FileEntry { name: name.to_owned(), content, digest: digest.to_owned() })
}
