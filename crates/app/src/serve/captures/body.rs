//! The body of a request into a file: never more of it in memory than what comes at once.

use super::arrivals::Kind;
use super::refusal::Refusal;
use axum::body::Body;
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use spoor_collect::{Format, sniff};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longest pause between two pieces.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest JSON, bytes: it is read whole.
pub const SINGLE_MAX: u64 = 128 << 20;

/// What a `Content-Type` says; none for bytes that are looked at.
///
/// # Errors
/// If it is nothing that is taken.
pub fn kind(headers: &HeaderMap) -> Result<Option<Kind>, Refusal> {
    let text = |name| headers.get(name).map(|v| v.to_str().unwrap_or("?").to_lowercase());
    if text(header::CONTENT_ENCODING).is_some_and(|coding| coding.trim() != "identity") {
        let told = "a Content-Encoding is not taken: send a packed archive as the file it is";
        return Err(Refusal::other_kind(told));
    }
    let stated = text(header::CONTENT_TYPE).unwrap_or_default();
    Ok(match stated.split(';').next().unwrap_or_default().trim() {
        "application/warc" | "application/warc+gzip" => Some(Kind::Warc),
        "application/wacz" | "application/wacz+zip" | "application/wacz+gzip" => Some(Kind::Wacz),
        "message/rfc822" => Some(Kind::Mail),
        "application/json" => Some(Kind::Single),
        "application/octet-stream" | "application/gzip" | "application/zip" => None,
        _ => {
            let told = "say in Content-Type what it is: application/warc, application/wacz, \
                        message/rfc822, application/json, or application/octet-stream for an archive";
            return Err(Refusal::other_kind(told));
        }
    })
}

/// A file that goes unless it is kept.
pub struct Partial(Option<PathBuf>);

impl Partial {
    /// It gets another name.
    pub fn renamed(mut self, path: &Path) -> Result<Self, Refusal> {
        if let Some(old) = &mut self.0 {
            fs::rename(&*old, path)?;
            path.clone_into(old);
        }
        Ok(self)
    }

    /// It is whole and stays.
    pub fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // What is left behind is removed at the next start.
            let _ = fs::remove_file(path);
        }
    }
}

/// Writes a body into a new file for its owner alone.
///
/// # Errors
/// If it is longer than `limit`, stops coming, or is cut off: then nothing is left of it.
pub async fn receive(mut body: Body, path: &Path, limit: u64) -> Result<Partial, Refusal> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let partial = Partial(Some(path.to_owned()));
    let mut bytes = 0;
    loop {
        let next = tokio::time::timeout(PATIENCE, body.frame()).await;
        let frame = match next.map_err(|_| Refusal::too_slow())? {
            None => break,
            Some(Err(_)) => {
                return Err(Refusal::unreadable("the body was cut off: send it again"));
            }
            Some(Ok(frame)) => frame,
        };
        let Ok(data) = frame.into_data() else { continue };
        bytes += data.len() as u64;
        if bytes > limit {
            return Err(Refusal::too_large(limit));
        }
        // A few KiB into the system's memory.
        file.write_all(&data)?;
    }
    if bytes == 0 {
        return Err(Refusal::unreadable("the body is empty: send what was captured"));
    }
    whole(file).await?;
    Ok(partial)
}

/// Waits until it is on the disk, off the threads that answer.
async fn whole(file: File) -> Result<(), Refusal> {
    tokio::task::spawn_blocking(move || file.sync_all()).await??;
    Ok(())
}

/// What a file is of which nothing is known.
///
/// # Errors
/// If it is no web archive.
pub async fn looked_at(path: &Path) -> Result<Kind, Refusal> {
    let path = path.to_owned();
    match tokio::task::spawn_blocking(move || sniff(&path)).await? {
        Format::Warc => Ok(Kind::Warc),
        Format::Wacz => Ok(Kind::Wacz),
        _ => Err(Refusal::other_kind("it is neither a WARC nor a WACZ file")),
    }
}
