//! What a server does on a connection, step by step.

use crate::answer::Answer;
use std::fmt::Write as _;
use std::time::Duration;

/// One step.
pub(super) enum Step {
    /// Sends this.
    Send(Vec<u8>),
    /// Sends this one byte at a time, with a pause before each.
    Drip(Vec<u8>, Duration),
    /// Sends this again and again, until the other side has had enough.
    Repeat(Vec<u8>),
}

/// What is done with a request.
pub(super) enum Act {
    /// A sound answer.
    Answer(Answer),
    /// Whatever these steps are; then the connection is closed.
    Steps(Vec<Step>),
}

/// Status lines end in these words.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        404 => "Not Found",
        405 => "Method Not Allowed",
        410 => "Gone",
        421 => "Misdirected Request",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Answer",
    }
}

/// Head and body of an answer. Answers to `HEAD` and status 304 have no length.
pub(super) fn bytes(answer: &Answer, date: &str, head_only: bool, close: bool) -> Vec<u8> {
    let mut head = format!(
        "HTTP/1.1 {} {}\r\ndate: {date}\r\nserver: spoor-web\r\n",
        answer.status,
        reason(answer.status)
    );
    for (name, value) in &answer.headers {
        // A String takes all that is written to it.
        let _ = write!(head, "{name}: {value}\r\n");
    }
    if !head_only && answer.status != 304 {
        let _ = write!(head, "content-length: {}\r\n", answer.body.len());
    }
    head.push_str(if close { "connection: close\r\n\r\n" } else { "\r\n" });
    let mut out = head.into_bytes();
    out.extend_from_slice(&answer.body);
    out
}
