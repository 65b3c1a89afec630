//! The wire to the browser: JSON messages, each ended by a zero byte (Chromium's
//! `--remote-debugging-pipe`).

use super::{Config, RenderError, command};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout};
use tokio::sync::mpsc;

/// Messages that wait to be read.
const WAITING: usize = 256;

/// A browser.
pub struct Pipe {
    child: Child,
    commands: std::sync::mpsc::Sender<Vec<u8>>,
    messages: mpsc::Receiver<Value>,
    asked: u64,
    folder: std::path::PathBuf,
}

impl Pipe {
    /// Starts a browser with a profile of its own.
    pub fn open(config: &Config) -> Result<Self, RenderError> {
        let failed = |e: std::io::Error| RenderError::Start {
            program: config.program.clone(),
            problem: e.to_string(),
        };
        // What an earlier browser left there says nothing to this one.
        match std::fs::remove_dir_all(&config.folder) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(failed(e)),
            _ => std::fs::create_dir_all(&config.folder).map_err(failed)?,
        }
        let mut child = command::command(config).spawn().map_err(failed)?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(RenderError::Ended);
        };
        let (sender, messages) = mpsc::channel(WAITING);
        let (commands, queue) = std::sync::mpsc::channel();
        // Base64 makes a third more of what it carries.
        let longest = config.bytes.saturating_mul(2).saturating_add(1 << 20);
        std::thread::spawn(move || listen(stdout, longest, &sender));
        std::thread::spawn(move || speak(stdin, &queue));
        Ok(Self { child, commands, messages, asked: 0, folder: config.folder.clone() })
    }

    /// Number of its group of processes.
    pub fn group(&self) -> u32 {
        self.child.id()
    }

    /// Sends a command, to the browser or to one of its sessions; gives its number.
    pub fn send(&mut self, session: Option<&str>, method: &str, params: Value) -> u64 {
        self.asked += 1;
        let mut message = json!({ "id": self.asked, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        // A browser that has ended is met when its next message is waited for.
        let _ = self.commands.send(bytes);
        self.asked
    }

    /// The next message.
    pub async fn next(&mut self) -> Result<Value, RenderError> {
        self.messages.recv().await.ok_or(RenderError::Ended)
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        // Its other processes end when the first one has. If it has gone already, there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn listen(stdout: ChildStdout, longest: u64, sender: &mpsc::Sender<Value>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut message = Vec::new();
        let read = stdout.by_ref().take(longest).read_until(0, &mut message);
        // The end, or a message longer than is taken: either way there is no going on.
        if !read.is_ok_and(|n| n > 0) || message.pop() != Some(0) {
            return;
        }
        let Ok(message) = serde_json::from_slice(&message) else { return };
        if sender.blocking_send(message).is_err() {
            return;
        }
    }
}

fn speak(mut stdin: ChildStdin, queue: &std::sync::mpsc::Receiver<Vec<u8>>) {
    while let Ok(bytes) = queue.recv() {
        if stdin.write_all(&bytes).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}
