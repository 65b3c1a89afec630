//! Judges that we did not write: installed from their registries into the build folder, once.

use crate::{run, target};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Python packages that judge our output: `warcio` our WARC files, `duckdb` our tables; of referrals
/// `bagit` the bag, `case-utils` the words of CASE and UCO by their own shapes, OASIS's
/// `stix2-validator` and `stix2` STIX, `pymisp` MISP with its object definitions, `networkx` GraphML,
/// `pypdf` the report.
const PACKAGES: [&str; 9] = [
    "warcio==1.7.5",
    "duckdb",
    "bagit==1.9.0",
    "case-utils==0.18.0",
    "stix2==3.0.2",
    "stix2-validator==3.3.2",
    "pymisp==2.5.34.4",
    "networkx==3.6.1",
    "pypdf==7.1.1",
];

/// Replays our WARC files; GPL-3.0, and neither committed nor shipped. In a folder of its own, for it
/// wants other versions of what the rest wants.
const PYWB: &str = "pywb==2.9.1";

/// Debian's Chromium.
const CHROMIUM: &str = "/usr/bin/chromium";
/// Debian's driver of its own Chromium.
const CHROMEDRIVER: &str = "/usr/bin/chromedriver";
/// The judge of our pages: 4.14.1 knows WCAG 2.2. It is MPL-2.0, and neither committed nor shipped.
const AXE: &str = "axe-core@4.14.1";

/// What lets many analysts work at once (MIT both).
const LOCUST: [&str; 2] = ["locust==2.47.0", "pyotp==2.12.0"];

/// Installs the judges and says by which environment variable tests find them.
pub fn prepare() -> Result<Vec<(&'static str, PathBuf)>, String> {
    packages()?;
    let bin = installed("oracles", &PACKAGES)?;
    Ok(vec![
        ("SPOOR_WARCIO", bin.join("warcio")),
        ("SPOOR_PYTHON", bin.join("python3")),
        ("SPOOR_PYWB", installed("pywb", &[PYWB])?.join("python3")),
        ("SPOOR_OPENSSL", "openssl".into()),
        ("SPOOR_AXE", axe()?),
        ("SPOOR_CHROMEDRIVER", CHROMEDRIVER.into()),
        ("SPOOR_CHROMIUM", CHROMIUM.into()),
    ])
}

/// The program that plays the analysts.
pub fn locust() -> Result<PathBuf, String> {
    packages()?;
    Ok(installed("locust", &LOCUST)?.join("locust"))
}

/// Python packages in a folder of their own under the target folder; where their programs lie.
pub fn python_packages(folder: &str, packages: &[&str]) -> Result<PathBuf, String> {
    installed(folder, packages)
}

/// Python packages in a folder of their own; where their programs lie.
fn installed(folder: &str, packages: &[&str]) -> Result<PathBuf, String> {
    let venv = target().join(folder);
    let python = venv.join("bin/python3");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    let marker = venv.join("installed");
    let wanted = packages.join(" ");
    if std::fs::read_to_string(&marker).ok().as_deref() != Some(wanted.as_str()) {
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        run(pip.args(packages))?;
        std::fs::write(&marker, wanted).map_err(|e| format!("{}: {e}", marker.display()))?;
    }
    Ok(venv.join("bin"))
}

/// Fetches axe-core from npm, whose client checks the digest.
fn axe() -> Result<PathBuf, String> {
    let folder = target().join("axe").join(AXE);
    let script = folder.join("package/axe.min.js");
    if script.exists() {
        return Ok(script);
    }
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    run(Command::new("npm").args(["pack", "--silent", AXE]).current_dir(&folder))?;
    let archive = format!("{}.tgz", AXE.replace('@', "-"));
    run(Command::new("tar").args(["xzf", &archive, "package/axe.min.js"]).current_dir(&folder))?;
    Ok(script)
}

/// Debian's packages that are missing, when we may install: Python, PostgreSQL, OpenSSL, a browser with
/// its driver, the client of the registry that has axe-core.
fn packages() -> Result<(), String> {
    let python = |args: &[&str]| {
        Command::new("python3").args(args).output().is_ok_and(|o| o.status.success())
    };
    let mut missing = Vec::new();
    if !python(&["-c", "import venv, ensurepip"]) {
        missing.extend(["python3", "python3-venv"]);
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    if !versions.map(|v| v.path().join("bin/initdb")).any(|initdb| initdb.exists()) {
        missing.push("postgresql");
    }
    if !Path::new(CHROMEDRIVER).exists() {
        missing.extend(["chromium", "chromium-driver"]);
    }
    if Command::new("openssl").arg("version").output().is_err() {
        missing.push("openssl");
    }
    if Command::new("npm").arg("--version").output().is_err() {
        missing.push("npm");
    }
    if missing.is_empty() {
        return Ok(());
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err(format!("the outside judges need {}: install them", missing.join(", ")));
    }
    run(Command::new("apt-get").args(["update", "-q"]))?;
    run(Command::new("apt-get").args(["install", "-qy", "--no-install-recommends"]).args(missing))
}
