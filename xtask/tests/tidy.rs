//! The rules of the house that matter, as tests. Each failure says which rule, where, and what
//! to do; the rules themselves are in docs/ARCHITECTURE.md and docs/STYLE.md.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the checkout").to_owned()
}

/// Every file of the checkout below `dir` whose name ends in `suffix`, but nothing that is built.
fn files(dir: &Path, suffix: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut todo = vec![dir.to_owned()];
    while let Some(dir) = todo.pop() {
        for entry in fs::read_dir(&dir).expect("a folder of the checkout").flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if !matches!(name.as_str(), "target" | ".git" | "corpus" | "artifacts") {
                    todo.push(path);
                }
            } else if name.ends_with(suffix) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn check(rule: &str, broken: Vec<String>) {
    assert!(broken.is_empty(), "{rule}\n  {}", broken.join("\n  "));
}

/// Which crates of the house a crate may name under `[dependencies]`.
fn allowed(name: &str) -> &'static [&'static str] {
    match name {
        "spoor-vocab" | "spoor-packs" | "spoor-photo" | "spoor-faces" | "xtask" => &[],
        "spoor-tables" | "spoor-vault" | "spoor-collect" | "spoor-crawl" | "spoor-read"
        | "spoor-extract" | "spoor-link" | "spoor-style" | "spoor-network" | "spoor-trends"
        | "spoor-leads" | "spoor-learn" | "spoor-hashes" | "spoor-scenes" | "spoor-seek"
        | "spoor-access" | "spoor-draw" | "spoor-search" | "spoor-referral" | "spoor-world"
        | "spoor-persons" => &["spoor-vocab"],
        "spoor-web" => &["spoor-world"],
        "spoor" => &[
            "spoor-vocab",
            "spoor-tables",
            "spoor-vault",
            "spoor-collect",
            "spoor-crawl",
            "spoor-read",
            "spoor-extract",
            "spoor-link",
            "spoor-style",
            "spoor-faces",
            "spoor-network",
            "spoor-trends",
            "spoor-leads",
            "spoor-learn",
            "spoor-seek",
            "spoor-hashes",
            "spoor-persons",
            "spoor-scenes",
            "spoor-packs",
            "spoor-photo",
            "spoor-access",
            "spoor-draw",
            "spoor-search",
            "spoor-referral",
            "spoor-world",
        ],
        _ => panic!("crate {name} has no place in the house yet: say in tidy.rs what it may know"),
    }
}

/// Manifests of the workspace's members (fuzz crates are workspaces of their own).
fn members() -> Vec<PathBuf> {
    files(&root(), "Cargo.toml")
        .into_iter()
        .filter(|p| p.parent() != Some(&root()) && !text(p).contains("[workspace]"))
        .collect()
}

#[test]
fn steps_do_not_know_each_other() {
    let mut broken = Vec::new();
    for manifest in members() {
        let toml = text(&manifest);
        let name = toml.lines().find_map(|l| l.strip_prefix("name = \"")).expect("a name");
        let name = name.trim_end_matches('"');
        let mut section = "";
        for line in toml.lines() {
            if line.starts_with('[') {
                section = line;
            }
            let Some(dependency) = line.split(['.', ' ', '=']).next() else { continue };
            let ours = dependency.starts_with("spoor-") && section == "[dependencies]";
            if ours && !allowed(name).contains(&dependency) {
                broken.push(format!("{}: {name} names {dependency}", shown(&manifest)));
            }
        }
    }
    check("a step knows vocab only; only the program introduces steps to each other", broken);
}

#[test]
fn files_can_be_held_in_the_head() {
    let mut broken = Vec::new();
    let mut lengths = Vec::new();
    for path in files(&root(), ".rs") {
        let lines = text(&path).lines().count();
        lengths.push(lines);
        if lines > 800 {
            broken.push(format!("{}: {lines} lines", shown(&path)));
        }
    }
    check("no file has more than 800 lines: split it by subject", broken);
    let long = lengths.iter().filter(|&&n| n > 400).count();
    assert!(long * 10 <= lengths.len(), "nine in ten files have at most 400 lines: {long} do not");
}

#[test]
fn every_crate_has_its_first_page() {
    let mut broken = Vec::new();
    for manifest in members() {
        let dir = manifest.parent().expect("a folder");
        let page = ["src/lib.rs", "src/main.rs"].iter().map(|f| dir.join(f)).find(|p| p.exists());
        let page = page.map(|p| text(&p)).unwrap_or_default();
        let says = |what: &str| {
            page.lines().take_while(|l| l.starts_with("//!")).any(|l| l.contains(what))
        };
        let program = manifest.ends_with("crates/app/Cargo.toml");
        if !(program && says("//!") || says("comes in") && says("goes out") && says("never")) {
            broken.push(shown(dir));
        }
    }
    check("a crate opens with a page: what comes in, what goes out, what never happens", broken);
}

#[test]
fn every_noun_is_in_the_glossary() {
    let glossary = text(&root().join("docs/GLOSSARY.md")).to_lowercase();
    let mut broken = Vec::new();
    for path in files(&root().join("crates/vocab/src"), ".rs") {
        for line in text(&path).lines() {
            let noun = ["pub struct ", "pub enum "].iter().find_map(|k| line.strip_prefix(k));
            let Some(noun) = noun else { continue };
            let noun: String = noun.chars().take_while(|c| c.is_alphanumeric()).collect();
            let words = spaced(&noun);
            if !glossary.contains(&format!("**{words}**")) && !noun.ends_with("Error") {
                broken.push(format!("{}: {noun} (as **{words}**)", shown(&path)));
            }
        }
    }
    check("every noun of vocab stands in docs/GLOSSARY.md", broken);
}

/// `ActorLink` as `actor link`.
fn spaced(noun: &str) -> String {
    let mut words = String::new();
    for c in noun.chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}

#[test]
fn steps_have_no_clock_no_environment_and_no_chance() {
    let banned = [
        ("SystemTime::now", "take the time as an argument"),
        ("Instant::now", "speeds are benches"),
        ("Utc::now", "take the time as an argument"),
        ("env::var", "take it as an argument"),
        ("use std::collections::HashMap", "its order is random: BTreeMap, or rustc_hash"),
        ("use std::collections::HashSet", "its order is random: BTreeSet, or rustc_hash"),
        ("TcpStream", "only crawl, channels and the program open sockets"),
    ];
    let mut broken = Vec::new();
    for path in files(&root().join("crates/flow"), ".rs") {
        let inside = shown(&path);
        if !inside.contains("/src/") {
            continue;
        }
        let code = text(&path);
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        let sockets = inside.starts_with("crates/flow/crawl/");
        for (word, instead) in banned {
            if sockets && word == "TcpStream" {
                continue;
            }
            if code.contains(word) {
                broken.push(format!("{inside}: {word}: {instead}"));
            }
        }
    }
    check("steps are deterministic: same input, same bytes", broken);
}

#[test]
fn nobody_is_called_what_nobody_has_judged() {
    let mut broken = Vec::new();
    for dir in ["crates/app", "crates/flow/leads"] {
        for suffix in [".rs", ".html", ".toml", ".txt"] {
            for path in files(&root().join(dir), suffix) {
                let inside = shown(&path);
                if inside.contains("/tests/") || inside.contains("/cases/") {
                    continue;
                }
                for (number, line) in text(&path).lines().enumerate() {
                    let low = line.to_lowercase();
                    // Titles of publications are quoted as they are; laws of wording name the words.
                    let quoted = ["citation", "source =", "title =", "never says", "\"victim\""];
                    let quoted = quoted.iter().any(|q| low.contains(q));
                    if (low.contains("trafficked") || low.contains("victim")) && !quoted {
                        broken.push(format!("{inside}:{}: {}", number + 1, line.trim()));
                    }
                }
            }
        }
    }
    check(
        "spoor says \"lead\", never \"trafficked\" or \"victim\" of someone nobody judged",
        broken,
    );
}

#[test]
fn nothing_is_left_unfinished() {
    // Written in two halves, so that this file does not break its own rule.
    let banned =
        [("TO", "DO"), ("FIX", "ME"), ("todo", "!("), ("unimplemented", "!("), ("#[ign", "ore")];
    let mut broken = Vec::new();
    for path in files(&root(), ".rs") {
        for (number, line) in text(&path).lines().enumerate() {
            for (a, b) in banned {
                if line.contains(&format!("{a}{b}")) {
                    broken.push(format!("{}:{}: {a}{b}", shown(&path), number + 1));
                }
            }
        }
    }
    check("no stub, nothing left for later in code: finish it or write an issue", broken);
}

#[test]
fn the_map_names_every_crate() {
    let map = text(&root().join("docs/ARCHITECTURE.md"));
    let mut broken = Vec::new();
    for manifest in members() {
        let dir = shown(manifest.parent().expect("a folder"));
        if !map.contains(&format!("`{dir}`")) {
            broken.push(dir);
        }
    }
    check("docs/ARCHITECTURE.md names every crate by its folder", broken);
}

#[test]
fn every_crate_is_a_member_of_the_house() {
    let house = text(&root().join("Cargo.toml"));
    let known: BTreeSet<_> = house.lines().map(|l| l.trim().trim_matches(['"', ','])).collect();
    let lost = members().into_iter().filter_map(|m| {
        let dir = shown(m.parent()?);
        (!known.contains(dir.as_str())).then_some(dir)
    });
    check("every crate is a member of the workspace", lost.collect());
}
