//! A PostgreSQL for the tests, in a folder of its own, reached over a socket.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A running server; ends when dropped.
pub struct Server {
    dir: TempDir,
    bin: PathBuf,
}

impl Server {
    /// Makes a cluster and starts it. Debian's package is `postgresql`; `cargo xtask test`
    /// installs it.
    pub fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let server = Self { dir, bin: bin() };
        // The server refuses to run as root, and then runs as the user of Debian's package.
        std::process::Command::new("chmod").arg("777").arg(server.dir.path()).status().unwrap();
        let data = server.data();
        server.run("initdb", &["-D", &data, "-A", "trust", "-U", "spoor", "-E", "UTF8", "-N"]);
        let options = format!("-k {} -c listen_addresses= -c fsync=off", server.socket());
        server.run("pg_ctl", &["-D", &data, "-w", "-l", &server.log(), "-o", &options, "start"]);
        server
    }

    /// A new database; its address.
    pub fn database(&self, name: &str) -> String {
        let socket = self.socket();
        self.run("createdb", &["-h", &socket, "-U", "spoor", name]);
        format!("postgres://spoor@localhost/{name}?host={}", socket.replace('/', "%2F"))
    }

    fn socket(&self) -> String {
        self.dir.path().display().to_string()
    }

    fn data(&self) -> String {
        self.dir.path().join("data").display().to_string()
    }

    fn log(&self) -> String {
        self.dir.path().join("log").display().to_string()
    }

    fn run(&self, program: &str, args: &[&str]) {
        let program = self.bin.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let done = command.args(args).stdout(Stdio::null()).status().expect("PostgreSQL starts");
        assert!(done.success(), "{command:?}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "stop"]);
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id");
    id.stdout == b"0\n"
}

/// Where the programs of the newest PostgreSQL lie.
fn bin() -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .expect(
            "PostgreSQL of Debian's package `postgresql`: `cargo xtask test` installs it as root",
        )
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|bin| Path::new(bin).join("initdb").exists())
        .collect();
    found.sort();
    found.pop().expect("an initdb below /usr/lib/postgresql")
}
