//! One connection: requests in, answers out, until one side closes.

use super::Clock;
use super::act::{Act, Step, bytes};
use super::hostile::Hostile;
use crate::answer::{Answer, Request};
use crate::day;
use crate::web::Web;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Longest head of a request that is read.
const LONGEST: usize = 64 * 1024;

/// What all connections share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) web: Arc<Web>,
    pub(super) hostile: Arc<Hostile>,
    pub(super) clock: Clock,
    pub(super) latency: Duration,
}

/// A request as read.
struct Asked {
    request: Request,
    close: bool,
    /// Bytes of the head, which have been used up.
    length: usize,
}

/// What stands in the buffer.
enum Read {
    Whole(Asked),
    Partly,
    Broken,
}

/// Serves a connection until it ends.
pub(super) async fn serve(mut stream: TcpStream, shared: Shared) {
    // What the other side does to its connection is no error of ours.
    let _ = stream.set_nodelay(true);
    let _ = talk(&mut stream, &shared).await;
}

async fn talk(stream: &mut TcpStream, shared: &Shared) -> io::Result<()> {
    let mut buffer = Vec::with_capacity(4 * 1024);
    loop {
        let asked = match read(&buffer, shared.clock.now()) {
            Read::Whole(asked) => asked,
            Read::Partly if buffer.len() < LONGEST => {
                if stream.read_buf(&mut buffer).await? == 0 {
                    return Ok(());
                }
                continue;
            }
            Read::Partly | Read::Broken => {
                let answer = Answer::words(400, "not understood\n");
                return stream.write_all(&bytes(&answer, "", false, true)).await;
            }
        };
        buffer.drain(..asked.length);
        if !shared.latency.is_zero() {
            tokio::time::sleep(shared.latency).await;
        }
        match shared.hostile.act(&asked.request) {
            Some(Act::Steps(steps)) => return steps_of(stream, steps).await,
            Some(Act::Answer(answer)) => send(stream, &answer, &asked).await?,
            None => send(stream, &shared.web.answer(&asked.request), &asked).await?,
        }
        if asked.close {
            return stream.shutdown().await;
        }
    }
}

async fn send(stream: &mut TcpStream, answer: &Answer, asked: &Asked) -> io::Result<()> {
    let head_only = asked.request.method == "HEAD";
    let date = day::http(asked.request.at);
    stream.write_all(&bytes(answer, &date, head_only, asked.close)).await
}

async fn steps_of(stream: &mut TcpStream, steps: Vec<Step>) -> io::Result<()> {
    for step in steps {
        match step {
            Step::Send(bytes) => stream.write_all(&bytes).await?,
            Step::Drip(bytes, pause) => {
                for byte in bytes {
                    tokio::time::sleep(pause).await;
                    stream.write_all(&[byte]).await?;
                }
            }
            Step::Repeat(bytes) => loop {
                stream.write_all(&bytes).await?;
            },
        }
    }
    stream.shutdown().await
}

/// Reads a request's head.
fn read(buffer: &[u8], at: i64) -> Read {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Request::new(&mut headers);
    let length = match parsed.parse(buffer) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Read::Partly,
        Err(_) => return Read::Broken,
    };
    let headers: Vec<(String, String)> = parsed
        .headers
        .iter()
        .map(|h| (h.name.to_ascii_lowercase(), String::from_utf8_lossy(h.value).into_owned()))
        .collect();
    let value = |name: &str| headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    let target = parsed.path.unwrap_or("/");
    // A request to a proxy names the whole URL.
    let url = if target.starts_with('/') {
        format!("http://{}{target}", value("host").unwrap_or_default())
    } else {
        target.to_owned()
    };
    // Bodies are not read: what follows one could not be told from it.
    let has_body =
        value("content-length").is_some_and(|l| l != "0") || value("transfer-encoding").is_some();
    let old = parsed.version != Some(1);
    let close = has_body || old || value("connection").is_some_and(|c| c.contains("close"));
    let method = parsed.method.unwrap_or_default().to_owned();
    Read::Whole(Asked { request: Request { method, url, at, headers }, close, length })
}
