//! Notices of missing persons: taken in, held against adverts, looked at by somebody who is named, and gone in
//! time.

use super::*;

const HEADER: &str = "id,given_names,nicknames,born,sex,height_cm,height_on,eyes,hair,marks,contacts,\
                      last_seen_place,last_seen_on,expires_on,nationalities\n";

/// A register with two notices: one whose friend's number stands in an advert, one of nobody.
fn notices(nationality: &str) -> String {
    format!(
        "{HEADER}n1,Mila,Mimi,2009-04-17,female,165,2026-01-10,green,brown,tattoo wrist swallow,\
         phone:+3197012345501,NL:Utrecht,2026-08-01,2026-12-24,{nationality}\n\
         n2,Nora,,2010-01-01,female,150,2026-01-10,brown,black,,,DE:Bremen,2026-08-01,,{nationality}\n"
    )
}

/// Adverts of several people; the first of them by whom the register misses, said to be 19.
fn adverts() -> String {
    let mut all = String::from(
        "{\"id\":\"m1\",\"text\":\"Hi, I am Ella, 19 years, 166 cm, green eyes, tattoo of a swallow on my \
         wrist. Call +31 97 0123 45501\",\"posted\":\"2026-09-20\",\"place\":\"Utrecht\"}\n",
    );
    let towns = ["Utrecht", "Zwolle", "Breda", "Gouda"];
    for n in 0..60 {
        let (age, height) = (21 + n % 20, 155 + n % 25);
        let eyes = ["brown", "blue", "brown", "grey"][n % 4];
        all += &format!(
            "{{\"id\":\"o{n}\",\"text\":\"Massage number {n}: Anna, {age} years, {height} cm, {eyes} eyes. \
             Call +31 97 0999 {:05}\",\"posted\":\"2026-09-{:02}\",\"place\":\"{}\"}}\n",
            10_000 + n * 37,
            1 + n % 28,
            towns[n % 4]
        );
    }
    all
}

fn built(nationality: &str) -> Place {
    let place = Place::with_source();
    let basis = ["--basis", "order 3", "--purpose", "missing persons", "--retain", "365d"];
    place.must(0, &[&["source", "add", "register"], &basis[..]].concat());
    let file = place.write("notices.csv", &notices(nationality));
    assert_eq!(place.json(&["missing", "import", &file, "--source", "register"])["sealed"], 2);
    let ads = place.write("ads.jsonl", &adverts());
    place.must(0, &["import", &ads, "--source", "partner"]);
    place.must(0, &["build"]);
    place
}

const EVA: [&str; 2] = ["--as", "Eva"];

#[test]
fn who_may_be_missed_is_a_candidate_with_what_agrees_and_somebody_named_looks() {
    let place = built("NL");
    assert_eq!(place.must(0, &["export", "rejects"]), "", "a notice is no advert");
    assert_eq!(lines(&place.must(0, &["export", "adverts"])).len(), 61);
    place.must(4, &["missing", "match"]);
    let told = place.json(&[&["missing", "match"], &EVA[..]].concat());
    let told = told.as_array().unwrap();
    let of = |id: &str| told.iter().find(|n| n["notice"] == id).unwrap()["candidates"].clone();
    let found = of("n1");
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    let advert = place.advert("m1", "advert_id");
    assert_eq!(found[0]["advert_ids"], serde_json::json!([advert]));
    let part = |name: &str| {
        let rows = found[0]["rows"].as_array().unwrap();
        rows.iter().find(|row| row["part"] == name).unwrap().clone()
    };
    for agrees in ["contacts", "marks", "eyes", "age"] {
        assert_eq!(part(agrees)["agreement"], "agree", "{found}");
    }
    assert_eq!(part("photo")["log10_lr"], 0.0);
    assert_eq!(of("n2"), serde_json::json!([]));
    let actor = found[0]["actor_id"].as_str().unwrap();
    let words = place.must(0, &[&["missing", "show", "n1", actor], &EVA[..]].concat());
    assert!(words.contains("candidate") && words.contains("swallow"), "{words}");
    for word in ["victim", "trafficked", "found", "match"] {
        assert!(!words.to_lowercase().contains(word), "{word}: {words}");
    }
    place.must(2, &[&["missing", "show", "nobody"], &EVA[..]].concat());
    // Taken out as a table it is somebody named, too; and whoever takes out whatever is in the log.
    for table in ["notices", "candidates"] {
        place.must(4, &["export", table]);
        place.must(0, &["export", table, "--as", "Eva"]);
    }
    let entries = || place.json(&["verify"])["entries"].as_u64().unwrap();
    let before = entries();
    place.must(0, &["export", "adverts"]);
    assert_eq!(entries(), before + 1);
    // Written for another system, and read back.
    let pfif = place.must(0, &[&["missing", "export"], &EVA[..]].concat());
    let file = place.write("again.xml", &pfif);
    let again = place.json(&["missing", "import", &file, "--source", "register"]);
    assert_eq!((&again["rejected"], pfif.matches("<pfif:person>").count()), (&0.into(), 2));
    place.must(0, &["verify"]);
}

#[test]
fn nationality_changes_nothing() {
    let of = |nationality: &str| {
        let place = built(nationality);
        let rows = lines(&place.must(0, &["export", "candidates", "--as", "Eva"]));
        let said =
            |row: &Value| (row["rank"].clone(), row["log10_lr"].clone(), row["rows"].clone());
        rows.iter().map(said).collect::<Vec<_>>()
    };
    let rows = of("NL");
    assert!(rows.len() > 2);
    assert_eq!(rows, of("RO"));
}

#[test]
fn a_notice_ends_on_its_day_and_nothing_of_it_is_left() {
    let place = built("NL");
    let at = |day: &str, args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_spoor"))
            .args(["--as-of", day, "--workspace"])
            .arg(place.workspace())
            .args(args)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(at("2026-12-23", &["retention", "show"]).starts_with('0'));
    assert!(at("2026-12-24", &["retention", "show"]).starts_with('1'));
    // Until the clock is enforced, nobody is shown it any more.
    let shown = at("2026-12-24", &[&["missing", "match", "--all"], &EVA[..]].concat());
    assert!(!shown.contains("n1") && shown.contains("n2"), "{shown}");
    at("2026-12-24", &["retention", "enforce"]);
    let left = lines(&place.must(0, &["export", "notices", "--as", "Eva"]));
    assert_eq!(left.len(), 1);
    let candidates = place.must(0, &["export", "candidates", "--as", "Eva"]);
    assert!(!candidates.contains("n1\"") && candidates.contains("n2\""), "{candidates}");
    let kept = super::evidence::walk(&place.workspace());
    let mimi = |path: &PathBuf| super::evidence::find(&fs::read(path).unwrap(), b"Mimi");
    assert_eq!(kept.iter().find(|path| mimi(path)), None);
    place.must(0, &["verify"]);
}
