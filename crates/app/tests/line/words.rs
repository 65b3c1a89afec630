//! What people read: kept as pictures of the output, so that a change of words is seen.

use super::*;
use insta::assert_snapshot;

/// Output with what differs from run to run taken out.
fn steady(place: &Place, text: &str) -> String {
    text.replace(&place.workspace().display().to_string(), "WORKSPACE")
        .replace(&place.dir.display().to_string(), "FOLDER")
}

fn built() -> Place {
    let place = Place::with_source();
    let file = place.write("ads.jsonl", ADVERTS);
    place.must(0, &["import", &file, "--source", "partner"]);
    place.must(0, &["build"]);
    place
}

/// stdout and stderr of a command.
fn both(place: &Place, args: &[&str]) -> String {
    let output = place.spoor(args);
    let said = format!(
        "exit {}\n--- stdout\n{}--- stderr\n{}",
        output.status.code().unwrap(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    steady(place, &said)
}

#[test]
fn the_help() {
    assert_snapshot!(Place::new().must(0, &["--help"]));
}

#[test]
fn an_import_and_a_build() {
    let place = Place::with_source();
    let file = place.write("ads.jsonl", &format!("{ADVERTS}no json\n"));
    let import = both(&place, &["import", &file, "--source", "partner"]);
    assert_snapshot!("import", import);
    assert_snapshot!("build", both(&place, &["build"]));
}

#[test]
fn an_advert_an_actor_and_a_pair() {
    let place = built();
    assert_snapshot!("advert", place.must(0, &["show", "advert", "a1"]));
    let actor = place.advert("a1", "actor_id");
    assert_snapshot!("actor", place.must(0, &["show", "actor", &actor]));
    assert_snapshot!("pair", place.must(0, &["show", "pair", "a1", "a3"]));
}

#[test]
fn refusals_and_mistakes() {
    let place = built();
    let mut all = String::new();
    for args in [
        &["import", "nowhere.jsonl", "--source", "partner"][..],
        &["import", "nowhere.jsonl", "--source", "unknown"],
        &["source", "add", "x", "--basis", "order 1", "--retain", "180d"],
        &["show", "lead", "L-0"],
        &["export", "nothing"],
        &["erase", "a1"],
        &["decide", "L-0", "--verdict", "watch", "--why", "x"],
    ] {
        all += &format!("$ spoor {}\n{}\n", args.join(" "), both(&place, args));
    }
    assert_snapshot!(all);
}

#[test]
fn completions_name_every_command() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = place.must(0, &["completions", shell]);
        for command in ["import", "build", "leads", "decide", "retention"] {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
    // A shell reads it and completes with it.
    let file = place.write("spoor.bash", &place.must(0, &["completions", "bash"]));
    let ask = format!(
        "source {file}; COMP_WORDS=(spoor ret); COMP_CWORD=1; _spoor spoor ret spoor; \
         echo ${{COMPREPLY[@]}}"
    );
    let output = Command::new("bash").args(["-c", &ask]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "retention");
}
