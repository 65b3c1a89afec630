//! A time stamp authority that OpenSSL plays behind HTTP.

use std::ffi::OsString;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;

/// How OpenSSL is told what it plays, in the folder where it runs.
pub const CONFIG: &str = "authority.cnf";

/// An authority with its root; keys by `openssl genpkey`.
pub struct Authority {
    openssl: OsString,
    pub dir: tempfile::TempDir,
}

impl Authority {
    /// None where there is no OpenSSL.
    pub fn new(key: &[&str], purpose: &str) -> Option<Self> {
        let Some(openssl) = std::env::var_os("SPOOR_OPENSSL") else {
            println!("skipped: SPOOR_OPENSSL is not set");
            return None;
        };
        let made = Self { openssl, dir: tempfile::tempdir().unwrap() };
        fs::write(made.path(CONFIG), include_str!("authority.cnf")).unwrap();
        let x509 = ["-config", CONFIG, "-days", "30", "-newkey"];
        let root = [
            "req",
            "-x509",
            "-nodes",
            "-subj",
            "/O=Office of Tests/CN=Root",
            "-extensions",
            "root",
        ];
        let out = ["-keyout", "root.key", "-out", "root.pem"];
        made.run(&[&root[..], &x509, key, &out].concat());
        let leaf = [
            "req",
            "-x509",
            "-nodes",
            "-subj",
            "/O=Office of Tests/CN=Stamps",
            "-extensions",
            purpose,
        ];
        let issued =
            ["-CA", "root.pem", "-CAkey", "root.key", "-keyout", "own.key", "-out", "own.pem"];
        made.run(&[&leaf[..], &x509, key, &issued].concat());
        fs::write(made.dir.path().join("serial"), "04\n").unwrap();
        Some(made)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn tried(&self, args: &[&str]) -> std::process::Output {
        Command::new(&self.openssl).args(args).current_dir(self.dir.path()).output().unwrap()
    }

    pub fn run(&self, args: &[&str]) -> String {
        let output = self.tried(args);
        assert!(output.status.success(), "{args:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    pub fn trusted(&self) -> String {
        fs::read_to_string(self.path("root.pem")).unwrap()
    }

    /// What it answers.
    pub fn answer(&self, request: &[u8], more: &[&str]) -> Vec<u8> {
        fs::write(self.path("ask.tsq"), request).unwrap();
        let reply =
            ["ts", "-reply", "-config", CONFIG, "-queryfile", "ask.tsq", "-out", "answer.tsr"];
        self.run(&[&reply[..], &["-inkey", "own.key", "-signer", "own.pem"], more].concat());
        fs::read(self.path("answer.tsr")).unwrap()
    }

    /// Answers one POST; where to send it.
    pub fn serve(self) -> (std::net::SocketAddr, std::thread::JoinHandle<Self>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let serving = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let request = body(&mut stream);
            let answer = self.answer(&request, &[]);
            let head = "HTTP/1.0 200 OK\r\nContent-Type: application/timestamp-reply\r\n";
            write!(stream, "{head}Content-Length: {}\r\n\r\n", answer.len()).unwrap();
            stream.write_all(&answer).unwrap();
            self
        });
        (at, serving)
    }
}

/// Body of a message, by its length.
pub fn body(stream: &mut TcpStream) -> Vec<u8> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.to_lowercase();
    let length = length.lines().find_map(|l| l.strip_prefix("content-length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    body
}
