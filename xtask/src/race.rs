//! The crawler beside two that others wrote, over the same made-up web on this machine.

use crate::{cargo, oracles, root, run, target};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Pages of the web, and pages that each crawler asks for.
const WEB: &str = "100000";
const PAGES: &str = "20000";
const SCRAPY: [&str; 1] = ["scrapy==2.19.0"];
const NODE: &str = "crawler@2.1.1";

/// Seconds of the clock and of the processors, and pages.
struct Ran {
    pages: f64,
    wall: f64,
    cpu: f64,
}

/// Runs them one after the other and prints pages a second, of the clock and of one core.
pub fn race() -> Result<(), String> {
    run(&mut cargo(["build", "--release", "--package", "spoor"]))?;
    let example = ["--package", "spoor-web", "--example", "serve", "--features", "serve"];
    run(cargo(["build", "--release"]).args(example))?;
    let folder = std::env::temp_dir().join(format!("spoor-race-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let done = race_in(&folder);
    std::fs::remove_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    done
}

fn race_in(folder: &Path) -> Result<(), String> {
    let hosts = folder.join("hosts");
    let mut server = Command::new(target().join("release/examples/serve"));
    server
        .args(["--listen", "127.0.0.1:0", "--pages", WEB, "--crawl-delay", "0", "--hosts"])
        .arg(&hosts);
    let mut server = server.stdout(Stdio::piped()).spawn().map_err(|e| format!("serve: {e}"))?;
    let line = server.stdout.take().map(BufReader::new).and_then(|out| out.lines().next());
    let line = line.and_then(Result::ok).unwrap_or_default();
    let address =
        line.rsplit(' ').next().unwrap_or_default().trim_start_matches("http://").to_owned();
    let raced = crawlers(folder, &hosts, &address);
    let _ = server.kill();
    let _ = server.wait();
    raced
}

fn crawlers(folder: &Path, hosts: &Path, address: &str) -> Result<(), String> {
    let text = std::fs::read_to_string(hosts).map_err(|e| format!("{}: {e}", hosts.display()))?;
    let names: Vec<&str> = text
        .lines()
        .flat_map(|line| line.split_whitespace().skip(1))
        .filter(|name| !name.contains("hostile"))
        .collect();
    let seeds: String = names.iter().map(|name| format!("http://{name}/\n")).collect();
    let list = folder.join("seeds");
    std::fs::write(&list, seeds).map_err(|e| format!("{}: {e}", list.display()))?;
    let peers = root().join("xtask/peers");
    let python = oracles::python_packages("scrapy", &SCRAPY)?.join("python3");
    let node = node_modules(folder)?;
    let mut scrapy = Command::new(python);
    scrapy.arg(peers.join("scrapy_crawl.py")).args([address.as_ref(), list.as_os_str()]).arg(PAGES);
    told("Scrapy 2.19, nothing kept", &timed(&mut scrapy, folder)?);
    let mut crawler = Command::new("node");
    crawler.arg(node).args([address.as_ref(), list.as_os_str()]).arg(PAGES);
    told("crawler 2.1 (npm), nothing kept", &timed(&mut crawler, folder)?);
    for (what, keep) in [("spoor, adverts kept", "adverts"), ("spoor, all pages kept", "all")] {
        let profile = profile(folder, &names, address, keep)?;
        let workspace = folder.join(keep);
        let spoor = target().join("release/spoor");
        run(Command::new(&spoor).args(["init", "--quiet"]).arg(&workspace))?;
        let mut crawl = Command::new(spoor);
        crawl.arg("crawl").arg(profile).args(["--requests", PAGES, "--quiet", "--workspace"]);
        let mut ran = timed(crawl.arg(&workspace), folder)?;
        ran.pages = PAGES.parse().unwrap_or_default();
        told(what, &ran);
    }
    Ok(())
}

fn profile(folder: &Path, names: &[&str], address: &str, keep: &str) -> Result<PathBuf, String> {
    let list = |of: &dyn Fn(&str) -> String| {
        names.iter().map(|name| of(name)).collect::<Vec<_>>().join(", ")
    };
    let resolve: String = names.iter().map(|n| format!("\"{n}\" = \"{address}\"\n")).collect();
    let text = format!(
        "source = \"race-{keep}\"\nbasis = \"a race on this machine\"\npurpose = \"speed\"\n\
         retain = \"1d\"\ncontact = \"race@office.example\"\nkeep = \"{keep}\"\nseeds = [{}]\n\
         [scope]\nhosts = [{}]\npaths = {{ allow = [\"^/\"] }}\ndepth = 100\nfields = [\"text\"]\nprivate = [\"127.0.0.0/8\"]\n\
         [limits]\ndelay_min = 0.0\ndelay_max = 0.0\nper_host = 64\nconcurrency = 64\n\
         [resolve]\n{resolve}",
        list(&|name| format!("\"http://{name}/\"")),
        list(&|name| format!("\"{name}\"")),
    );
    let path = folder.join(format!("{keep}.toml"));
    std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(path)
}

/// The script beside the packages that it needs.
fn node_modules(folder: &Path) -> Result<PathBuf, String> {
    let script = folder.join("node_crawl.mjs");
    let from = root().join("xtask/peers/node_crawl.mjs");
    std::fs::copy(&from, &script).map_err(|e| format!("{}: {e}", from.display()))?;
    let mut npm = Command::new("npm");
    npm.current_dir(folder).args(["install", "--silent", "--no-audit", "--no-fund", NODE]);
    run(&mut npm)?;
    Ok(script)
}

/// Runs a command under a shell that tells what it took.
fn timed(command: &mut Command, folder: &Path) -> Result<Ran, String> {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let quoted: Vec<String> =
        words.map(|w| format!("'{}'", w.to_string_lossy().replace('\'', r"'\''"))).collect();
    let script = format!("TIMEFORMAT='%R %U %S'; time {}", quoted.join(" "));
    let output = Command::new("bash").current_dir(folder).args(["-c", &script]).output();
    let output = output.map_err(|e| format!("bash: {e}"))?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        return Err(told);
    }
    let last = told.lines().last().unwrap_or_default();
    let seconds: Vec<f64> = last.split(' ').filter_map(|word| word.parse().ok()).collect();
    let [wall, user, system] = seconds[..] else { return Err(format!("no times: {told}")) };
    // Some crawlers warn on standard output before they say how many pages they had.
    let said = String::from_utf8_lossy(&output.stdout);
    let pages = said.lines().last().and_then(|line| line.trim().parse().ok()).unwrap_or_default();
    Ok(Ran { pages, wall, cpu: user + system })
}

fn told(what: &str, ran: &Ran) {
    println!(
        "{what:34} {:6.0} pages in {:6.1} s: {:6.0} a second, {:6.0} a second of one core",
        ran.pages,
        ran.wall,
        ran.pages / ran.wall,
        ran.pages / ran.cpu
    );
}
