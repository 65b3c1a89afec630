//! `cargo xtask release`: what is given to people who run spoor. One folder with the stripped
//! program, man pages and completions, a Debian package, and what a container needs.
//!
//! `--binary PATH` packs a program that is there already, for tests and for cross builds.

use super::{cargo, root, run, target};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SHELLS: [(&str, &str); 3] = [
    ("bash", "usr/share/bash-completion/completions/spoor"),
    ("zsh", "usr/share/zsh/vendor-completions/_spoor"),
    ("fish", "usr/share/fish/vendor_completions.d/spoor.fish"),
];

/// Makes the release.
pub fn release(args: &[String]) -> Result<(), String> {
    let (mut binary, mut to) = (None, target().join("packages"));
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let value = || format!("{arg} needs a path");
        match arg.as_str() {
            "--binary" => binary = Some(PathBuf::from(args.next().ok_or_else(value)?)),
            "--to" => to = PathBuf::from(args.next().ok_or_else(value)?),
            other => return Err(format!("{other:?} is no option: --binary PATH, --to DIR")),
        }
    }
    let binary = match binary {
        Some(binary) => binary,
        None => {
            run(&mut cargo(["build", "--release", "--locked", "-p", "spoor"]))?;
            target().join("release/spoor")
        }
    };
    let version = version()?;
    fs::create_dir_all(&to).map_err(told(&to))?;
    let program = to.join("spoor");
    strip(&binary, &program)?;
    let tree = to.join("tree");
    if tree.exists() {
        fs::remove_dir_all(&tree).map_err(told(&tree))?;
    }
    lay_out(&program, &tree)?;
    copy(&root().join("packaging/Containerfile"), &to.join("Containerfile"), 0o644)?;
    let package = debian(&tree, &to, &version)?;
    eprintln!("made {} and {}", program.display(), package.display());
    Ok(())
}

fn told(path: &Path) -> impl Fn(std::io::Error) -> String {
    let path = path.display().to_string();
    move |e| format!("{path}: {e}")
}

/// The version that all crates have.
fn version() -> Result<String, String> {
    let path = root().join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(told(&path))?;
    let line = text.lines().find_map(|l| l.strip_prefix("version = \""));
    line.map(|l| l.trim_end_matches('"').to_owned()).ok_or_else(|| "no version".to_owned())
}

/// The program without what only debuggers read.
fn strip(binary: &Path, to: &Path) -> Result<(), String> {
    copy(binary, to, 0o755)?;
    let head = fs::read(to).map_err(told(to))?;
    if !head.starts_with(b"\x7fELF") {
        return Ok(());
    }
    run(Command::new("strip").arg("--strip-unneeded").arg(to))
}

/// Files as they lie on a system.
fn lay_out(program: &Path, tree: &Path) -> Result<(), String> {
    copy(program, &tree.join("usr/bin/spoor"), 0o755)?;
    let man = tree.join("usr/share/man/man1");
    fs::create_dir_all(&man).map_err(told(&man))?;
    run(Command::new(program).arg("man").arg(&man))?;
    for page in files(&man)? {
        packed(&page)?;
    }
    for (shell, path) in SHELLS {
        let made = Command::new(program).args(["completions", shell]).output();
        let made = made.map_err(told(program))?;
        if !made.status.success() || made.stdout.is_empty() {
            return Err(format!("completions for {shell} could not be made"));
        }
        write(&tree.join(path), &made.stdout, 0o644)?;
    }
    let here = root().join("packaging");
    for (from, to) in [
        ("spoor.service", "usr/lib/systemd/system/spoor.service"),
        ("spoor.sysusers", "usr/lib/sysusers.d/spoor.conf"),
        ("spoor.env", "etc/spoor/spoor.env"),
    ] {
        copy(&here.join(from), &tree.join(to), 0o644)?;
    }
    let doc = tree.join("usr/share/doc/spoor");
    for guide in files(&root().join("docs/guides"))? {
        let name = guide.file_name().unwrap_or_default();
        copy(&guide, &doc.join(name), 0o644)?;
    }
    copy(&root().join("LICENSE"), &doc.join("LICENSE"), 0o644)?;
    copy(&root().join("CHANGELOG.md"), &doc.join("changelog"), 0o644)?;
    packed(&doc.join("changelog"))?;
    let rights = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\
                  Upstream-Name: spoor\n\nFiles: *\nCopyright: the authors of spoor\n\
                  License: Apache-2.0\n On Debian systems the text of the licence is in\n \
                  /usr/share/common-licenses/Apache-2.0, and here in LICENSE.\n";
    write(&doc.join("copyright"), rights.as_bytes(), 0o644)
}

/// The Debian package of a tree.
fn debian(tree: &Path, to: &Path, version: &str) -> Result<PathBuf, String> {
    let about = tree.join("DEBIAN");
    let program = tree.join("usr/bin/spoor");
    let architecture = said(Command::new("dpkg").arg("--print-architecture"))?;
    let size: u64 = weigh(tree)?.div_ceil(1024);
    let libc = libc(&fs::read(&program).map_err(told(&program))?);
    let control = format!(
        "Package: spoor\nVersion: {version}\nArchitecture: {architecture}\n\
         Maintainer: the authors of spoor <spoor@example.org>\nInstalled-Size: {size}\n\
         Depends: libc6 (>= {libc}), libgcc-s1\nRecommends: ca-certificates\nSection: misc\n\
         Priority: optional\nDescription: leads for people to review, against human trafficking\n \
         Adverts go in; explained, ranked leads come out, with proof of where every byte\n \
         came from. A lead is never a verdict: a named person decides. This package has\n \
         the program, its manual, and a service that a team works with in a browser.\n"
    );
    write(&about.join("control"), control.as_bytes(), 0o644)?;
    write(&about.join("conffiles"), b"/etc/spoor/spoor.env\n", 0o644)?;
    for script in ["postinst", "prerm", "postrm"] {
        let from = root().join("packaging/debian").join(script);
        copy(&from, &about.join(script), 0o755)?;
    }
    let package = to.join(format!("spoor_{version}_{architecture}.deb"));
    let mut build = Command::new("dpkg-deb");
    build.args(["--root-owner-group", "-Zxz", "--build"]).arg(tree).arg(&package);
    // The same commit gives the same times.
    if let Ok(when) = said(cargo_git().args(["log", "-1", "--format=%ct"])) {
        build.env("SOURCE_DATE_EPOCH", when);
    }
    run(&mut build)?;
    Ok(package)
}

fn cargo_git() -> Command {
    let mut git = Command::new("git");
    git.current_dir(root());
    git
}

/// The newest version of the C library that a program names.
fn libc(program: &[u8]) -> String {
    let mark = b"GLIBC_2.";
    let after = program.windows(mark.len()).enumerate().filter(|(_, w)| w == mark);
    let minor = after.filter_map(|(at, _)| {
        let rest = &program[at + mark.len()..];
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        std::str::from_utf8(&rest[..digits]).ok()?.parse::<u32>().ok()
    });
    format!("2.{}", minor.max().unwrap_or(31))
}

fn said(command: &mut Command) -> Result<String, String> {
    let done = command.output().map_err(|e| format!("{command:?} could not start: {e}"))?;
    match done.status.success() {
        true => Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned()),
        false => Err(format!("{command:?} ended with {}", done.status)),
    }
}

/// Packs a file as Debian wants manuals: without name and time in it.
fn packed(path: &Path) -> Result<(), String> {
    run(Command::new("gzip").args(["-9", "-n", "-f"]).arg(path))
}

fn files(dir: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(dir).map_err(told(dir))?;
    let mut all: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    all.sort();
    Ok(all)
}

fn weigh(dir: &Path) -> Result<u64, String> {
    let mut bytes = 0;
    for path in files(dir)? {
        bytes += if path.is_dir() {
            weigh(&path)?
        } else {
            fs::metadata(&path).map_err(told(&path))?.len()
        };
    }
    Ok(bytes)
}

fn copy(from: &Path, to: &Path, mode: u32) -> Result<(), String> {
    let bytes = fs::read(from).map_err(told(from))?;
    write(to, &bytes, mode)
}

fn write(to: &Path, bytes: &[u8], mode: u32) -> Result<(), String> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(told(folder))?;
    }
    fs::write(to, bytes).map_err(told(to))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(to, fs::Permissions::from_mode(mode)).map_err(told(to))?;
    }
    #[cfg(not(unix))]
    let _ = mode;
    Ok(())
}
