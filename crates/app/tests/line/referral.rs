//! `spoor refer` and `spoor verify FILE`.

use super::*;

/// A workspace with a lead, and the arguments of a referral of it.
fn with_lead() -> (Place, String) {
    let place = Place::with_source();
    let file = place.write("ads.jsonl", ADVERTS);
    place.must(0, &["import", &file, "--source", "partner"]);
    place.must(0, &["build"]);
    let lead = place.json(&["leads"])[0]["lead_id"].as_str().unwrap().to_owned();
    (place, lead)
}

#[test]
fn leads_leave_for_a_purpose_by_two_people_and_nothing_else_does() {
    let (place, lead) = with_lead();
    let refer = |code: i32, more: &[&str]| {
        place.must(code, &[&["refer", lead.as_str(), "-o", "p.zip"], more].concat())
    };
    let (to, what) = (["--to", "Police of Example"], ["--purpose", "investigation"]);
    let (one, two) = (["--as", "Ann"], ["--released-by", "Ben"]);
    refer(4, &[to, what, two].concat());
    refer(4, &[to, what, one].concat());
    refer(4, &[to, one, two].concat());
    refer(4, &[what, one, two].concat());
    refer(4, &[to, what, one, ["--released-by", " aNN"]].concat());
    assert!(!place.dir.join("p.zip").exists());
    place.must(2, &[&["refer", "L-none", "-o", "p.zip"][..], &to, &what, &one, &two].concat());
    refer(0, &[to, what, one, two].concat());

    let key = fs::read_to_string(place.workspace().join("vault/log/verifier")).unwrap();
    let key = key.trim();
    // It is checked without the workspace.
    let away = Place::new();
    let package = place.dir.join("p.zip").display().to_string();
    let told = away.json(&["verify", &package, "--key", key]);
    assert_eq!(told["good"], true, "{told}");
    assert_eq!(told["findings"].as_array().unwrap().len(), 8);
    let found = told["findings"][7]["found"].as_str().unwrap();
    assert_eq!(found, "Ann asked, Ben released; both stand in the custody log");
    let said = away.must(1, &["verify", &package]);
    assert!(said.contains("not known: the key is the one that the sender gave you"), "{said}");
    let mut bytes = fs::read(&package).unwrap();
    let at = bytes.windows(9).position(|w| w == b"advert_id").unwrap();
    bytes[at] ^= 1;
    fs::write(away.dir.join("touched.zip"), bytes).unwrap();
    let touched = away.dir.join("touched.zip").display().to_string();
    let said = away.must(1, &["verify", &touched, "--key", key]);
    assert!(said.contains("NOT GOOD: every file is as it was listed"), "{said}");
    place.must(0, &["verify"]);
}

#[test]
fn a_package_has_the_adverts_of_its_leads_and_one_for_support_has_contacts() {
    let (place, lead) = with_lead();
    let refer = |name: &str, audience: &str| {
        let people = ["--as", "Ann", "--released-by", "Ben", "--for", audience];
        let what = ["--to", "Helpline", "--purpose", "support"];
        let told = place.json(&[&["refer", &lead, "-o", name], &what[..], &people[..]].concat());
        let bytes = fs::read(place.dir.join(name)).unwrap();
        (told, String::from_utf8_lossy(&bytes).into_owned())
    };
    let (told, police) = refer("p.zip", "police");
    assert_eq!((&told["adverts"], &told["exhibits"]), (&3.into(), &3.into()));
    for word in ["call Mila on", "call Nora on", "call Lena on", "+3197012345", "order 1"] {
        assert!(police.contains(word), "{word}");
    }
    assert!(!police.contains("Piano"), "adverts of others are not in it");
    let (told, support) = refer("s.zip", "support");
    assert_eq!(told["exhibits"], 0);
    assert!(support.contains("+31970123"), "contacts are in it");
    for word in ["Mila", "Lovely", "one.example", "order 1", "partner"] {
        assert!(!support.contains(word), "{word}");
    }
}

#[test]
fn a_file_that_cannot_be_checked_is_called_what_it_is() {
    let place = Place::with_source();
    let checkpoint = place.workspace().join("vault/log/checkpoint").display().to_string();
    let folder = place.workspace().display().to_string();
    let noise = place.dir.join("noise");
    fs::write(&noise, [0xff, 0xd8, 0xff, 0x00]).unwrap();
    let files = [
        (place.write("empty", ""), "is empty"),
        (place.write("ads.jsonl", ADVERTS), "is neither a package nor a proof"),
        (place.write("note.txt", "a\n\nb"), "is neither a package nor a proof"),
        (noise.display().to_string(), "is neither a package nor a proof"),
        (checkpoint, "is a checkpoint or another signed note alone"),
        (folder, "is a folder"),
    ];
    let away = Place::new();
    for (file, what) in &files {
        for key in [&[][..], &["--key", "x+00000000+AAAA"]] {
            let said = away.must(1, &[&["verify", file], key].concat());
            assert!(said.starts_with(&format!("not good: {file} {what}")), "{said}");
            assert!(said.contains("the ZIP file of") && said.contains("spoor prove"), "{said}");
        }
    }
    // What begins as one and is none is told what does not hold in it.
    let torn = place.write("torn.txt", "c2sp.org/tlog-proof@v1\nextra AAAA\n");
    let said = away.must(1, &["verify", &torn, "--key", "x+00000000+AAAA"]);
    assert!(said.contains("there is no checkpoint in it"), "{said}");
    place.must(2, &["verify", "no-such-file"]);
}
