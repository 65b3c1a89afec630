//! Many analysts at one workbench: how long each page takes them, and that nothing fails.

use crate::{cargo, oracles, root, run, target};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// What is to be run.
struct Plan {
    workspace: PathBuf,
    analysts: String,
    seconds: String,
    /// The build that is there for tests, for who only wants to see that it works.
    dev: bool,
}

const USAGE: &str =
    "usage: cargo xtask load --workspace DIR [--analysts 50] [--seconds 120] [--dev]
The workspace must be built and have no account yet; the run makes accounts and decisions in it.";

/// Serves the workspace, lets the analysts work, ends the server and verifies what it has written.
pub fn load(args: impl Iterator<Item = String>) -> Result<(), String> {
    let plan = plan(args)?;
    let locust = oracles::locust()?;
    let profile: &[&str] = if plan.dev { &[] } else { &["--release"] };
    run(cargo(["build", "--package", "spoor"]).args(profile))?;
    let spoor = target().join(if plan.dev { "debug/spoor" } else { "release/spoor" });
    let (mut server, origin, link) = serve(&spoor, &plan)?;
    let mut analysts = Command::new(locust);
    analysts.arg("-f").arg(root().join("xtask/load.py"));
    // One sign-in a second: that is not what is measured, and the figures begin when all are there.
    analysts.args(["--headless", "--only-summary", "--reset-stats", "--spawn-rate", "1"]);
    analysts.args(["--users", &plan.analysts, "--run-time"]);
    let whole: u64 = number(&plan.analysts)? + number(&plan.seconds)?;
    analysts.arg(format!("{whole}s")).args(["--stop-timeout", "30s", "--host", &origin]);
    let worked = run(analysts.env("SPOOR_LINK", link));
    let ended = run(Command::new("kill").args(["-TERM", &server.id().to_string()]));
    let _ = server.wait();
    worked.and(ended)?;
    run(Command::new(&spoor).arg("verify").arg("--workspace").arg(&plan.workspace))
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{text:?} is no number\n{USAGE}"))
}

fn plan(mut args: impl Iterator<Item = String>) -> Result<Plan, String> {
    let (mut workspace, mut dev) = (None, false);
    let (mut analysts, mut seconds) = ("50".to_owned(), "120".to_owned());
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{arg} needs a value\n{USAGE}"));
        match arg.as_str() {
            "--workspace" => workspace = Some(PathBuf::from(value()?)),
            "--analysts" => analysts = value()?,
            "--seconds" => seconds = value()?,
            "--dev" => dev = true,
            _ => return Err(format!("{arg:?} is not known\n{USAGE}")),
        }
    }
    let workspace = workspace.ok_or(USAGE)?;
    Ok(Plan { workspace, analysts, seconds, dev })
}

/// Starts the server: with its address and the link of the first start.
fn serve(spoor: &PathBuf, plan: &Plan) -> Result<(Child, String, String), String> {
    let mut command = Command::new(spoor);
    command.args(["serve", "--listen", "127.0.0.1:0", "--workspace"]).arg(&plan.workspace);
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut child = child.map_err(|e| format!("{}: {e}", spoor.display()))?;
    let mut lines = child.stderr.take().map(BufReader::new).into_iter().flat_map(BufRead::lines);
    let (mut link, mut said) = (String::new(), String::new());
    for line in lines.by_ref().map_while(Result::ok) {
        if let Some(at) = line.find("http://").filter(|_| line.contains("/setup/")) {
            line[at..].clone_into(&mut link);
        }
        let Some(rest) = line.strip_prefix("spoor serves at ") else {
            said += &(line + "\n");
            continue;
        };
        let origin = rest.split(' ').next().unwrap_or_default().to_owned();
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        if link.is_empty() {
            let _ = child.kill();
            return Err(format!("the workspace has accounts already\n{USAGE}"));
        }
        return Ok((child, origin, link));
    }
    let _ = child.wait();
    Err(format!("the server ended: {said}"))
}
