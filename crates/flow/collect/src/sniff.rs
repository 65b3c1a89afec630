//! Which format a file has, by its first bytes and, where they leave it open, by its name.

use crate::Format;
use crate::tape::Tape;
use crate::unpack::Unpacked;
use std::fs::File;
use std::path::Path;

/// Bytes looked at, unpacked.
const HEAD_BYTES: usize = 4096;

/// Tells the format of the file at `path`; [`Format::Auto`] if it cannot be told, if the file
/// cannot be read, or for a folder (whose files are looked at one by one).
pub fn sniff(path: &Path) -> Format {
    let Ok(file) = File::open(path) else { return Format::Auto };
    let mut tape = Tape::new(file);
    if !matches!(tape.ensure(1), Ok(true)) {
        return by_name(path);
    }
    if tape.unread().starts_with(b"PK\x03\x04") || tape.unread().starts_with(b"PK\x05\x06") {
        return Format::Wacz;
    }
    let Ok(mut unpacked) = Unpacked::new(tape) else { return by_name(path) };
    if unpacked.next_member().is_err() || unpacked.ensure(HEAD_BYTES).is_err() {
        return by_name(path);
    }
    let head = &unpacked.unread()[..unpacked.unread().len().min(HEAD_BYTES)];
    match (by_head(head), by_name(path)) {
        (Format::Auto, name) => name,
        // A page may begin with words, a table with a bracket: then the name knows better.
        (Format::Csv, name) if name != Format::Auto => name,
        (head, _) => head,
    }
}

fn by_head(head: &[u8]) -> Format {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match text {
        [b'W', b'A', b'R', b'C', b'/', ..] => Format::Warc,
        [b'{' | b'[', ..] => Format::Jsonl,
        [b'<', ..] => Format::Html,
        _ if is_mail(text) => Format::Eml,
        _ => {
            let line = text.split(|b| *b == b'\n').next().unwrap_or_default();
            let printable = !line.iter().any(|b| *b < 9);
            let columns = line.iter().any(|b| b",;\t".contains(b));
            if printable && columns { Format::Csv } else { Format::Auto }
        }
    }
}

/// Whether a text begins with the headers of a message: one of those that each has is among them.
fn is_mail(text: &[u8]) -> bool {
    let head = text.split(|b| *b == b'\n').take_while(|line| !line.trim_ascii().is_empty());
    let names =
        head.filter(|line| !line.starts_with(b" ") && !line.starts_with(b"\t")).map(|line| {
            let name = line.split(|b| *b == b':').next().unwrap_or_default();
            (line.contains(&b':') && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-'))
                .then(|| name.to_ascii_lowercase())
        });
    let names: Option<Vec<Vec<u8>>> = names.collect();
    let known: [&[u8]; 4] = [b"from", b"received", b"message-id", b"return-path"];
    names.is_some_and(|names| names.iter().any(|name| known.contains(&name.as_slice())))
}

fn by_name(path: &Path) -> Format {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let name = [".gz", ".zst"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("warc") => Format::Warc,
        Some("wacz") => Format::Wacz,
        Some("jsonl" | "ndjson" | "json") => Format::Jsonl,
        Some("csv" | "tsv") => Format::Csv,
        Some("html" | "htm" | "xhtml") => Format::Html,
        Some("eml") => Format::Eml,
        _ => Format::Auto,
    }
}
