//! Checked by tools that we did not write: `sha256sum`, `openssl`, `unzip` of Python, the Library of
//! Congress's `bagit`, `warcio`, the ontologies' own SHACL shapes (`case_utils`), OASIS's STIX
//! validator, PyMISP with its object definitions, `networkx`, and the guide's own Python.

use super::*;
use std::path::Path;
use std::process::Command;

const JUDGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/package/judge.py");
const GUIDE: &str = include_str!("../../../../docs/guides/referral.md");

/// Unpacks a package into a folder and gives the bag.
fn laid_out(bytes: &[u8], dir: &Path) -> std::path::PathBuf {
    let mut top = String::new();
    for (name, content) in unpacked(bytes) {
        let path = dir.join(&name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        top = name.split('/').next().unwrap().to_owned();
    }
    dir.join(top)
}

fn shell(line: &str, dir: &Path) -> (bool, String) {
    let done = Command::new("sh").args(["-c", line]).current_dir(dir).output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// The commands of a README: what stands indented below its numbered steps.
fn commands(readme: &str) -> Vec<String> {
    let joined = readme.replace("\\\n", " ");
    let indented = joined.lines().filter_map(|l| l.strip_prefix("     "));
    let ours = |l: &&str| ["sha256sum", "tail", "openssl"].iter().any(|c| l.starts_with(c));
    indented.filter(ours).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_commands_of_the_readme_hold_and_fail_when_they_must() {
    let made = made().await;
    for audience in [Audience::Police, Audience::Support] {
        let dir = tempfile::tempdir().unwrap();
        let bag = laid_out(&sealed(&made, &made.dossier(audience)), dir.path());
        let readme = std::fs::read_to_string(bag.join("README.txt")).unwrap();
        let commands = commands(&readme);
        assert_eq!(commands.len(), 3, "{commands:?}");
        for command in &commands {
            let (good, said) = shell(command, &bag);
            assert!(good, "{command}: {said}");
        }
        assert!(shell(&commands[2], &bag).1.contains("Signature Verified Successfully"));
        // Each finds what it is there to find.
        let spoil = |name: &str| {
            let path = bag.join(name);
            let good = std::fs::read(&path).unwrap();
            let mut bytes = good.clone();
            let last = bytes.len() - 2;
            bytes[last] ^= 1;
            std::fs::write(&path, bytes).unwrap();
            good
        };
        for (name, command) in [
            ("data/contacts.csv", 0),
            ("data/adverts.csv", 0),
            ("tagmanifest-sha256.txt", 1),
            ("seal/statement.txt", 2),
            ("seal/statement.sig", 2),
        ] {
            if bag.join(name).exists() {
                let good = spoil(name);
                assert!(!shell(&commands[command], &bag).0, "{name}");
                std::fs::write(bag.join(name), good).unwrap();
            }
        }
    }
}

#[tokio::test]
async fn judges_that_others_wrote_accept_every_file() {
    let Some(python) = std::env::var_os("SPOOR_PYTHON") else {
        println!("skipped: SPOOR_PYTHON is not set");
        return;
    };
    let made = made().await;
    for audience in [Audience::Police, Audience::Support] {
        let dir = tempfile::tempdir().unwrap();
        let bytes = sealed(&made, &made.dossier(audience));
        let bag = laid_out(&bytes, dir.path());
        std::fs::write(dir.path().join("package.zip"), &bytes).unwrap();
        let mut judge = Command::new(&python);
        judge.arg(JUDGE).arg(dir.path().join("package.zip")).arg(&bag);
        let done = judge.arg(audience.as_str()).output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success(), "{said}\n{}", String::from_utf8_lossy(&done.stderr));
        assert!(said.trim_end().ends_with("all good"), "{said}");
    }
}

#[tokio::test]
async fn the_guides_own_python_checks_every_proof() {
    let code = GUIDE.split("```python\n").nth(1).unwrap().split("```").next().unwrap();
    let made = made().await;
    let dir = tempfile::tempdir().unwrap();
    let bag = laid_out(&sealed(&made, &made.dossier(Audience::Police)), dir.path());
    let run = || Command::new("python3").args(["-c", code]).current_dir(&bag).output();
    let Ok(done) = run() else {
        println!("skipped: there is no python3");
        return;
    };
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    assert!(said.contains("6 exhibits and 2 acts stand in the custody log"), "{said}");
    let (good, said) = shell(
        "openssl pkeyutl -verify -pubin -inkey vault-key.pem -rawin -in checkpoint.txt \
         -sigfile checkpoint.sig",
        &bag,
    );
    assert!(good, "{said}");
    // A proof of another entry does not pass.
    let proofs: Vec<_> = std::fs::read_dir(bag.join("data/proofs")).unwrap().flatten().collect();
    let one = proofs.iter().find(|p| p.file_name().to_string_lossy().starts_with("exhibit-"));
    let path = one.unwrap().path();
    let text = std::fs::read_to_string(&path).unwrap();
    let index = text.lines().find_map(|l| l.strip_prefix("index ")).unwrap();
    let other = index.parse::<u64>().unwrap() ^ 1;
    let text = text.replacen(&format!("index {index}"), &format!("index {other}"), 1);
    std::fs::write(&path, text).unwrap();
    assert!(!run().unwrap().status.success());
}
