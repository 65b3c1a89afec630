//! The body of an answer, as far as it is taken: so many bytes, so long, and not too slowly.

use super::ask::Clock;
use super::tape::Tape;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use spoor_vocab::Truncation;
use std::time::Duration;
use tokio::time::timeout;

/// How far a body is taken.
pub struct Bounds {
    pub bytes: u64,
    /// Most time without a byte, before the rate counts.
    pub head: Duration,
    /// Bytes a second; 0 for any.
    pub slowest: u64,
    /// When the whole must be there.
    pub until: Duration,
}

impl Bounds {
    /// Until when more must have come, if so many bytes are here.
    fn deadline(&self, from: Duration, bytes: u64) -> Duration {
        match self.slowest {
            0 => self.until,
            rate => {
                let paced = Duration::from_secs_f64(bytes as f64 / rate as f64);
                self.until.min(from.saturating_add(self.head).saturating_add(paced))
            }
        }
    }
}

/// Reads a body from `from` on; why it is not whole, if it is not.
pub async fn read(
    mut body: Incoming,
    bounds: &Bounds,
    from: Duration,
    clock: &dyn Clock,
    tape: Option<&Tape>,
) -> (Vec<u8>, Option<Truncation>) {
    let mut bytes = Vec::new();
    loop {
        let left = bounds.deadline(from, bytes.len() as u64).saturating_sub(clock.steady());
        let frame = match timeout(left, body.frame()).await {
            Err(_) => return (bytes, Some(Truncation::Time)),
            Ok(None) => return (bytes, None),
            Ok(Some(Err(e))) => return (bytes, Some(broken(&e))),
            Ok(Some(Ok(frame))) => frame,
        };
        let Some(data) = frame.data_ref() else { continue };
        let fits = usize::try_from(bounds.bytes).unwrap_or(usize::MAX) - bytes.len();
        bytes.extend_from_slice(&data[..fits.min(data.len())]);
        if data.len() > fits || tape.is_some_and(Tape::is_full) {
            return (bytes, Some(Truncation::Length));
        }
        if left.is_zero() {
            return (bytes, Some(Truncation::Time));
        }
    }
}

fn broken(e: &hyper::Error) -> Truncation {
    let lost = std::error::Error::source(e).and_then(|s| s.downcast_ref::<std::io::Error>());
    let lost = lost.is_some_and(|e| {
        // hyper says with this that the chunks are not as they must be.
        e.kind() != std::io::ErrorKind::InvalidInput && e.kind() != std::io::ErrorKind::InvalidData
    });
    match e.is_incomplete_message() || e.is_closed() || e.is_canceled() || lost {
        true => Truncation::Disconnect,
        false => Truncation::Unspecified,
    }
}
