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

/// Installs the judges and says by which environment variable tests find them.
pub fn prepare() -> Result<Vec<(&'static str, PathBuf)>, String> {
    let venv = target().join("oracles");
    let python = venv.join("bin/python3");
    packages()?;
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    let marker = venv.join("installed");
    let wanted = PACKAGES.join(" ");
    if std::fs::read_to_string(&marker).ok().as_deref() != Some(wanted.as_str()) {
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        run(pip.args(PACKAGES))?;
        std::fs::write(&marker, wanted).map_err(|e| format!("{}: {e}", marker.display()))?;
    }
    Ok(vec![("SPOOR_WARCIO", venv.join("bin/warcio")), ("SPOOR_PYTHON", python)])
}

/// Debian's packages that are missing, when we may install.
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
    if missing.is_empty() {
        return Ok(());
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err(format!("the outside judges need {}: install them", missing.join(", ")));
    }
    run(Command::new("apt-get").args(["update", "-q"]))?;
    run(Command::new("apt-get").args(["install", "-qy", "--no-install-recommends"]).args(missing))
}
