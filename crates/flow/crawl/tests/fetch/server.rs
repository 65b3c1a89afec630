//! A server that sends what it is told to, byte for byte.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a server does, one after the other.
#[derive(Clone)]
pub enum Step {
    /// Sends this.
    Send(Vec<u8>),
    /// Sends this again and again until nobody listens, so many milliseconds between.
    Repeat(Vec<u8>, u64),
    /// Waits for good.
    Hang,
    /// Closes the connection.
    Close,
}

pub type Script = Arc<dyn Fn(&str) -> Vec<Step> + Send + Sync>;

/// A running server.
pub struct Server {
    pub at: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
}

impl Server {
    /// Answers each request (its head as text) as `script` says.
    pub async fn new(script: impl Fn(&str) -> Vec<Step> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (requests, connections) = <(Arc<Mutex<Vec<String>>>, Arc<Mutex<usize>>)>::default();
        let (script, seen, met): (Script, _, _) =
            (Arc::new(script), requests.clone(), connections.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *met.lock().unwrap() += 1;
                tokio::spawn(serve(stream, script.clone(), seen.clone()));
            }
        });
        Self { at, requests, connections }
    }

    /// Heads of all requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

async fn serve(mut stream: TcpStream, script: Script, seen: Arc<Mutex<Vec<String>>>) {
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            match stream.read(&mut byte).await {
                Ok(1) => head.push(byte[0]),
                _ => return,
            }
        }
        let head = String::from_utf8(head).unwrap();
        seen.lock().unwrap().push(head.clone());
        for step in script(&head) {
            match step {
                Step::Send(bytes) => {
                    if stream.write_all(&bytes).await.is_err() {
                        return;
                    }
                }
                Step::Repeat(bytes, pause) => {
                    while stream.write_all(&bytes).await.is_ok() {
                        tokio::time::sleep(Duration::from_millis(pause)).await;
                    }
                    return;
                }
                Step::Hang => std::future::pending().await,
                Step::Close => return,
            }
        }
    }
}

/// An answer with a body.
pub fn ok(fields: &str, body: &[u8]) -> Vec<Step> {
    let head = format!("HTTP/1.1 200 OK\r\n{fields}Content-Length: {}\r\n\r\n", body.len());
    vec![Step::Send([head.as_bytes(), body].concat())]
}
