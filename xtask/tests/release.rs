//! The Debian package and the service, judged by the tools that will meet them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program that answers what packing asks of it.
const PROGRAM: &str = "#!/bin/sh\ncase \"$1\" in\n\
    man) printf '.TH spoor 1\\n' >\"$2/spoor.1\"; printf '.TH x 1\\n' >\"$2/spoor-serve.1\";;\n\
    completions) echo \"# $2\";;\nesac\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the checkout").to_owned()
}

fn run(command: &mut Command) -> String {
    let done = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{command:?}\n{out}\n{err}");
    out.into_owned()
}

/// A folder of this test, empty.
fn folder(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

fn package(dir: &Path) -> PathBuf {
    let program = dir.join("program");
    fs::write(&program, PROGRAM).unwrap();
    let run_it = Command::new("chmod").args(["+x"]).arg(&program).status();
    assert!(run_it.unwrap().success());
    let mut release = Command::new(env!("CARGO_BIN_EXE_xtask"));
    run(release.arg("release").arg("--binary").arg(&program).arg("--to").arg(dir.join("out")));
    let made = fs::read_dir(dir.join("out")).unwrap().flatten().map(|e| e.path());
    made.into_iter().find(|p| p.extension().is_some_and(|e| e == "deb")).expect("a package")
}

#[test]
fn the_package_has_what_a_system_needs_owned_by_root() {
    let dir = folder("contents");
    let package = package(&dir);
    let list = run(Command::new("dpkg-deb").arg("--contents").arg(&package));
    for line in list.lines() {
        let mut words = line.split_whitespace();
        let (mode, owner) = (words.next().unwrap(), words.next().unwrap());
        assert_eq!(owner, "root/root", "{line}");
        assert!(!mode[1..].contains('s') && &mode[8..9] != "w", "{line}");
    }
    for (mode, path) in [
        ("-rwxr-xr-x", "./usr/bin/spoor"),
        ("-rw-r--r--", "./usr/share/man/man1/spoor.1.gz"),
        ("-rw-r--r--", "./usr/share/man/man1/spoor-serve.1.gz"),
        ("-rw-r--r--", "./usr/share/bash-completion/completions/spoor"),
        ("-rw-r--r--", "./usr/share/zsh/vendor-completions/_spoor"),
        ("-rw-r--r--", "./usr/share/fish/vendor_completions.d/spoor.fish"),
        ("-rw-r--r--", "./usr/lib/systemd/system/spoor.service"),
        ("-rw-r--r--", "./usr/lib/sysusers.d/spoor.conf"),
        ("-rw-r--r--", "./etc/spoor/spoor.env"),
        ("-rw-r--r--", "./usr/share/doc/spoor/copyright"),
        ("-rw-r--r--", "./usr/share/doc/spoor/changelog.gz"),
        ("-rw-r--r--", "./usr/share/doc/spoor/operator.md"),
    ] {
        let found = list.lines().find(|l| l.ends_with(path));
        assert!(found.is_some_and(|l| l.starts_with(mode)), "{path}: {found:?}");
    }
    assert!(!list.contains("./var") && !list.contains("./usr/local"), "{list}");
    let field = |name: &str| {
        run(Command::new("dpkg-deb").arg("--field").arg(&package).arg(name)).trim().to_owned()
    };
    assert_eq!(field("Package"), "spoor");
    assert_eq!(field("Version"), env!("CARGO_PKG_VERSION"));
    assert!(field("Depends").starts_with("libc6 (>= 2."), "{}", field("Depends"));
    // Lines of the description that lintian would not take.
    let description = field("Description");
    let (first, rest) = description.split_once('\n').unwrap();
    assert!(first.len() < 80 && !first.ends_with('.') && !rest.contains("\n\n"), "{description}");
}

/// In a folder in the place of the system's root; dpkg asks for root's rights for that.
#[test]
fn the_package_installs_makes_its_user_and_leaves_evidence_when_it_goes() {
    if run(Command::new("id").arg("-u")).trim() != "0" {
        eprintln!("only root can let dpkg install, even into a folder");
        return;
    }
    let dir = folder("install");
    let package = package(&dir);
    let root = dir.join("root");
    for folder in ["var/lib/dpkg/info", "var/lib/dpkg/updates", "etc", "var/lib/spoor"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    for file in ["var/lib/dpkg/status", "etc/passwd", "etc/group", "etc/shadow", "etc/gshadow"] {
        fs::write(root.join(file), "").unwrap();
    }
    fs::write(root.join("var/lib/spoor/evidence"), "sealed").unwrap();
    let dpkg = |args: &[&str]| {
        let mut command = Command::new("dpkg");
        command.arg("--root").arg(&root);
        run(command.args(["--force-depends", "--force-script-chrootless"]).args(args))
    };
    dpkg(&["--install", package.to_str().unwrap()]);
    let users = fs::read_to_string(root.join("etc/passwd")).unwrap();
    let user = users.lines().find(|l| l.starts_with("spoor:")).expect("its user");
    assert!(user.contains(":/var/lib/spoor:") && user.ends_with("nologin"), "{user}");
    assert!(root.join("usr/bin/spoor").exists());
    // Changed settings stay; a second installation changes nothing.
    fs::write(root.join("etc/spoor/spoor.env"), "SPOOR_SERVE=mine\n").unwrap();
    dpkg(&["--install", package.to_str().unwrap()]);
    let kept = fs::read_to_string(root.join("etc/spoor/spoor.env")).unwrap();
    assert_eq!(kept, "SPOOR_SERVE=mine\n");
    dpkg(&["--purge", "spoor"]);
    assert!(!root.join("usr/bin/spoor").exists() && !root.join("etc/spoor/spoor.env").exists());
    assert_eq!(fs::read_to_string(root.join("var/lib/spoor/evidence")).unwrap(), "sealed");
}

/// The judge is systemd's own: 0 is least exposed, 10 most.
#[test]
fn the_service_is_hardened() {
    let unit = root().join("packaging/spoor.service");
    let judge = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--threshold=25", "--no-pager"])
        .arg(&unit)
        .output();
    // Without systemd nothing runs the unit either; its text is held all the same.
    if let Ok(judged) = judge {
        let told = String::from_utf8_lossy(&judged.stdout).into_owned();
        assert!(judged.status.success(), "{told}");
    }
    let text = fs::read_to_string(unit).unwrap();
    for line in [
        "User=spoor",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "CapabilityBoundingSet=\n",
        "SystemCallFilter=@system-service",
        "UMask=0077",
    ] {
        assert!(text.contains(line), "{line}");
    }
}

#[test]
fn the_container_runs_as_nobody_in_particular_with_no_shell_of_its_own() {
    let text = fs::read_to_string(root().join("packaging/Containerfile")).unwrap();
    let user = text.lines().find_map(|l| l.strip_prefix("USER ")).expect("a user");
    assert!(user.split(':').all(|id| id.parse::<u32>().is_ok_and(|id| id >= 10_000)), "{user}");
    let after = text.split("\nUSER ").nth(1).unwrap();
    assert!(
        !after.contains("\nRUN") && after.contains("ENTRYPOINT [\"/usr/bin/spoor\"]"),
        "{after}"
    );
}

#[test]
fn an_option_that_is_none_is_told() {
    let mut release = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let done = release.args(["release", "--no-such"]).output().unwrap();
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && told.contains("--binary PATH"), "{told}");
}
