//! The workbench as a team meets it: the real server, over HTTP.

mod beside;
mod browser;
mod captures;
mod cases;
mod chromium;
mod daily;
mod doors;
mod entity;
mod hands;
mod kills;
mod logs;
mod model;
mod photos;
mod provider;
mod referral;
mod rings;
mod secrets;
mod sources;
mod tls;
mod work;

use browser::{Browser, Page};
use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};
use tempfile::TempDir;

/// A made-up country, built once; each test works on a copy.
fn country() -> &'static Path {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| made("country", "4000"))
}

/// A smaller one, for what starts many times.
fn town() -> &'static Path {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| made("town", "500"))
}

fn made(name: &str, adverts: &str) -> PathBuf {
    // Nothing removes what is static when the tests end: each run takes the place of the last.
    let demo = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut command = Command::new(env!("CARGO_BIN_EXE_spoor"));
    command.args(["demo", "--adverts", adverts, "--dir"]).arg(&demo).arg("--quiet");
    assert!(command.stdout(Stdio::null()).status().unwrap().success());
    demo.join("workspace")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A server on a copy of the country.
pub struct Server {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub origin: String,
    /// The supervisor's one-time link of the first start; empty at later ones.
    pub link: String,
    /// The auditor's.
    pub auditor_link: String,
    /// What it has said since, line by line.
    pub said: Arc<Mutex<Vec<String>>>,
    /// The auditor of the first start, who confirms whom the supervisor invites.
    first_auditor: RefCell<Option<Browser>>,
    workspace: PathBuf,
    _dir: Option<TempDir>,
}

impl Server {
    /// Starts on a new copy of the country.
    pub fn start() -> Self {
        Self::start_on(country())
    }

    /// Starts on a new copy of a workspace.
    pub fn start_on(whole: &Path) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let workspace = dir.path().join("workspace");
        copy(whole, &workspace);
        let mut server = Self::on(workspace);
        server._dir = Some(dir);
        server
    }

    /// Starts on a new copy with further options.
    pub fn with(args: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let workspace = dir.path().join("workspace");
        copy(country(), &workspace);
        let mut server = Self::on_with(workspace, args);
        server._dir = Some(dir);
        server
    }

    /// Starts on a workspace.
    pub fn on(workspace: PathBuf) -> Self {
        Self::on_with(workspace, &[])
    }

    /// Starts on a workspace with further options.
    pub fn on_with(workspace: PathBuf, args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spoor"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--workspace"]).arg(&workspace);
        command.args(args).env_remove("RUST_LOG");
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the server");
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (mut links, mut said) = (Vec::new(), String::new());
        let origin = loop {
            let line = lines.next().unwrap_or_else(|| panic!("it ended: {said}")).unwrap();
            if let Some(at) = line.find("http").filter(|_| line.contains("/setup/")) {
                links.push(line[at..].to_owned());
            }
            if let Some(rest) = line.strip_prefix("spoor serves at ") {
                break rest.split(' ').next().unwrap().to_owned();
            }
            said += &(line + "\n");
        };
        // What it says later must not fill the pipe.
        let later = Arc::new(Mutex::new(Vec::new()));
        let heard = later.clone();
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| heard.lock().unwrap().push(line));
        });
        let link = links.pop().unwrap_or_default();
        let auditor_link = links.pop().unwrap_or_default();
        Self {
            child,
            origin,
            link,
            auditor_link,
            said: later,
            first_auditor: RefCell::new(None),
            workspace,
            _dir: None,
        }
    }

    /// Ends it as an operator does, or at once.
    fn end(&mut self, signal: &str) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        self.child.wait().unwrap();
    }

    /// Kills it and starts it again on what is there.
    pub fn killed(mut self) -> Self {
        self.end("-KILL");
        let mut again = Self::on(self.workspace.clone());
        again._dir = self._dir.take();
        again
    }

    /// Starts on a new copy, where it is the time of now and stays so.
    pub fn at_now() -> Self {
        Self::with(&["--as-of", &then(0)])
    }

    /// Ends it; another begins on the same workspace, where it is later by so much, ms.
    pub fn later(mut self, ahead: i64) -> Self {
        self.end("-TERM");
        let mut again = Self::on_with(self.workspace.clone(), &["--as-of", &then(ahead)]);
        again._dir = self._dir.take();
        again
    }

    /// Ends it; gives what the command line then says.
    pub fn ended(&mut self, args: &[&str]) -> String {
        self.end("-TERM");
        self.command(args)
    }

    /// What the command line says, on the same workspace.
    pub fn command(&self, args: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spoor"));
        command.args(args).arg("--workspace").arg(&self.workspace);
        let done = command.output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    /// Its folder.
    pub fn workspace(&self) -> &Path {
        &self.workspace
    }

    /// Sends a head as it is, ended; gives the whole answer.
    pub fn raw(&self, head: &str) -> String {
        use std::io::Write;
        let at = self.origin.split("://").nth(1).unwrap();
        let mut stream = std::net::TcpStream::connect(at).unwrap();
        write!(stream, "{head}connection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        // A server that closes the door has answered too.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Ends it; the command line finds nothing wrong with what it has written.
    pub fn verified(&mut self) {
        let told: serde_json::Value =
            serde_json::from_str(&self.ended(&["verify", "--json"])).unwrap();
        assert_eq!(told["problems"], serde_json::json!([]), "{told}");
    }

    /// A browser that has been nowhere.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.origin)
    }

    /// The first account, signed in, with the purpose of supervision.
    pub fn supervisor(&self) -> Browser {
        let mut sam = self.browser();
        sam.join(&self.link, "sam");
        sam.state("supervision");
        sam
    }

    /// Somebody invited in a role, confirmed, signed in, with a purpose.
    pub fn invited(&self, by: &mut Browser, role: &str, name: &str, purpose: &str) -> Browser {
        let them = self.unconfirmed(by, role, name, purpose);
        self.confirmed(name);
        them
    }

    /// The auditor of the first start confirms an account.
    pub fn confirmed(&self, name: &str) {
        let mut auditor = self.first_auditor.borrow_mut();
        let auditor = auditor.get_or_insert_with(|| {
            let mut auditor = self.browser();
            auditor.join(&self.auditor_link, "first-auditor");
            auditor.state("audit");
            auditor
        });
        let page = auditor.get("/accounts");
        let done = auditor.post(&format!("/accounts/{name}/confirm"), &page, &[]);
        assert_eq!(done.status, 303, "{}", done.text);
    }

    /// A one-time link for somebody in a role.
    pub fn invitation(&self, by: &mut Browser, role: &str) -> String {
        let page = by.get("/accounts");
        let page = by.post("/accounts/invite", &page, &[("role", role)]);
        page.between("<code id=\"link\">", "</code>")
    }

    /// Somebody invited in a role, signed in, with a purpose: one person with who invited them.
    pub fn unconfirmed(&self, by: &mut Browser, role: &str, name: &str, purpose: &str) -> Browser {
        let link = self.invitation(by, role);
        let mut them = self.browser();
        them.join(&link, name);
        them.state(purpose);
        them
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The time so many milliseconds from now.
fn then(ahead: i64) -> String {
    let then = chrono::DateTime::from_timestamp_millis(browser::now() + ahead);
    then.unwrap().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// Reads a body whole.
fn whole(mut reader: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).unwrap();
    bytes
}

/// Waits until all adverts can be searched: the index is made beside the work.
fn indexed(by: &mut Browser) {
    let begun = std::time::Instant::now();
    let many = |by: &mut Browser| {
        let told: serde_json::Value = serde_json::from_str(&by.get("/api/search").text).unwrap();
        told["indexed"].as_u64().unwrap()
    };
    while many(by) < 4000 {
        assert!(begun.elapsed().as_secs() < 120, "the index is not made");
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
}

/// A phone number of the made-up country, in E.164.
fn phone() -> String {
    let told = Command::new(env!("CARGO_BIN_EXE_spoor"))
        .args(["export", "mentions", "--workspace"])
        .arg(country())
        .output()
        .unwrap();
    let mentions = String::from_utf8(told.stdout).unwrap();
    let mut all = mentions.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap());
    let is_phone = |m: &serde_json::Value| {
        m["kind"] == "phone" && m["value"].as_str().unwrap().starts_with("+3197")
    };
    all.find(is_phone).unwrap()["value"].as_str().unwrap().to_owned()
}

/// The first ring of the inbox, and the lead about it.
fn ring(by: &mut Browser) -> (String, String) {
    let all = leads(&by.get("/inbox"));
    let of = |lead: String| {
        let told = by.get(&format!("/api/lead/{lead}")).text;
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        Some((told["ring_id"].as_str()?.to_owned(), lead))
    };
    all.into_iter().find_map(of).expect("a lead about a ring")
}

fn leads(page: &Page) -> Vec<String> {
    page.text
        .match_indices("href=\"/lead/")
        .map(|(at, m)| page.text[at + m.len()..].split(['?', '"']).next().unwrap().to_owned())
        .collect()
}
