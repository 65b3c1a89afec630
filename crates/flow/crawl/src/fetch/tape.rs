//! A tape: what goes over a connection, byte for byte, in both directions.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What went over a connection since it was last taken.
pub struct Tape {
    sides: Mutex<Sides>,
    most: usize,
}

#[derive(Default)]
struct Sides {
    sent: Vec<u8>,
    got: Vec<u8>,
    full: bool,
}

impl Tape {
    /// Records up to so many bytes of an answer.
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { sides: Mutex::default(), most })
    }

    fn sides(&self) -> std::sync::MutexGuard<'_, Sides> {
        self.sides.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sent and got, from now on nothing.
    pub fn take(&self) -> (Vec<u8>, Vec<u8>) {
        let mut sides = self.sides();
        sides.full = false;
        (std::mem::take(&mut sides.sent), std::mem::take(&mut sides.got))
    }

    /// Whether more came than is recorded.
    pub fn is_full(&self) -> bool {
        self.sides().full
    }

    /// Whether nothing came yet.
    pub fn is_silent(&self) -> bool {
        self.sides().got.is_empty()
    }

    fn got(&self, bytes: &[u8]) {
        let mut sides = self.sides();
        let fits = bytes.len().min(self.most - sides.got.len());
        sides.got.extend_from_slice(&bytes[..fits]);
        sides.full |= fits < bytes.len();
    }
}

/// A connection that is recorded.
pub struct Taped<S> {
    inner: S,
    tape: Arc<Tape>,
}

impl<S> Taped<S> {
    /// Records a connection.
    pub fn new(inner: S, tape: Arc<Tape>) -> Self {
        Self { inner, tape }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Taped<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.tape.got(&buf.filled()[before..]);
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Taped<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, buf);
        if let Poll::Ready(Ok(n)) = written {
            self.tape.sides().sent.extend_from_slice(&buf[..n]);
        }
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, slices);
        if let Poll::Ready(Ok(mut left)) = written {
            let mut sides = self.tape.sides();
            for slice in slices {
                let n = left.min(slice.len());
                sides.sent.extend_from_slice(&slice[..n]);
                left -= n;
            }
        }
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
