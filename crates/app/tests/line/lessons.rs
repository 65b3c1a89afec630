//! What decisions taught one desk, as another desk's ranking begins from it.

use super::learning::{country_of, decide, has, ids};
use super::*;
use spoor_packs::{Content, Manifest, Pack};

const WHO: [&str; 2] = ["--as", "B. Chief"];
/// A reason of which the first desk thinks little.
const CODE: &str = "reach.many-names";

fn key(place: &Place, maker: &str) -> String {
    place.json(&["pack", "key", maker])["public"].as_str().unwrap().to_owned()
}

fn exported(code: i32, place: &Place, edition: &str) -> String {
    let file = place.dir.join(format!("desk-{edition}.json")).display().to_string();
    let about = ["--edition", edition, "--about", "What our desk learned", "-o", &file];
    let model = ["--only", "rules,model", "--licence", "CC0-1.0"];
    place.must(code, &[&["pack", "export", "desk"], &about[..], &model[..]].concat());
    file
}

fn opened(file: &str) -> Pack {
    spoor_packs::open_unsigned(&fs::read(file).unwrap()).unwrap()
}

/// A pack of these files, signed by the maker's key.
fn signed(maker: &Place, name: &str, files: &[(&str, Content, &str)]) -> String {
    let entry = |f: &(&str, Content, &str)| (f.0.to_owned(), (f.1, f.2.to_owned()));
    let files = files.iter().map(entry).collect();
    let pack = Manifest::of((name, 1), "2026-11-24", "A test", files).unwrap();
    let key = fs::read_to_string(maker.workspace().join("packs/key")).unwrap();
    let path = maker.dir.join(format!("{name}.json"));
    fs::write(&path, spoor_packs::seal(&pack, &key).unwrap()).unwrap();
    path.display().to_string()
}

/// The first desk decides on thirty leads: against every one that rests on `CODE`.
fn teach(place: &Place) {
    let leads = place.json(&["leads", "--top", "30"]);
    let leads = leads.as_array().unwrap();
    assert_eq!(leads.len(), 30);
    assert!(leads.iter().filter(|l| has(l, CODE)).count() >= 5);
    for (n, lead) in leads.iter().enumerate() {
        let verdict = if has(lead, CODE) { "dismiss" } else { "pursue" };
        let who = ["R. Viewer", "S. Econd"][n % 2];
        decide(place, lead["lead_id"].as_str().unwrap(), verdict, who);
    }
}

#[test]
fn a_desk_begins_from_what_another_learned_and_can_go_back() {
    let (there, here) = (country_of("1"), country_of("2"));
    let (key, order) =
        (key(&there, "desk.example"), |p: &Place| ids(&p.json(&["leads", "--top", "1000"])));
    let rules = order(&here);
    exported(4, &there, "1");
    teach(&there);
    let first = exported(0, &there, "1");
    let text = fs::read_to_string(&first).unwrap();
    for lead in order(&there) {
        assert!(!text.contains(&lead), "{lead} travels");
    }
    assert!(!text.contains("Viewer") && !text.contains("Econd"));
    let export = ["pack", "export", "x", "--edition", "1", "--about", "x", "-o", "x"];
    for (code, more) in [
        (4, &["--only", "model", "--licence", "ask A. Person"][..]),
        (2, &["--only", "model"]),
        (2, &["--model"]),
        (2, &["--only", "people"]),
        (0, &["--only", "services", "--model", "--licence", "CC0-1.0"]),
    ] {
        there.must(code, &[&export[..], more].concat());
    }
    let kinds: Vec<String> =
        opened(&there.dir.join("x").display().to_string()).files.into_keys().collect();
    assert_eq!(kinds, ["ranking.json", "services.tsv"]);

    // What comes back to who learned it is not begun from, and teaches nothing twice.
    let own = order(&there);
    there.must(0, &[&["pack", "trust", &key], &WHO[..]].concat());
    there.must(0, &[&["pack", "import", &first], &WHO[..]].concat());
    assert_eq!(order(&there), own);
    assert!(there.must(0, &["model", "show"]).contains("set aside: it was taught here"));
    let second = exported(0, &there, "2");
    assert_eq!(opened(&first).files["ranking.json"], opened(&second).files["ranking.json"]);
    there.must(0, &["pack", "diff", &first, &second]);

    here.must(4, &[&["pack", "import", &first], &WHO[..]].concat());
    assert_eq!(order(&here), rules, "nobody trusts it yet");
    here.must(0, &[&["pack", "trust", &key], &WHO[..]].concat());
    let told = here.must(0, &[&["pack", "import", &first], &WHO[..]].concat());
    assert!(told.contains("the ranking begins from the model of pack desk"), "{told}");
    let with = order(&here);
    assert_ne!(with, rules);
    let card = here.must(0, &["model", "show"]);
    for part in ["pack desk, edition 1, signed by desk.example", "30 leads", "2 reviewers", "15"] {
        assert!(card.contains(part), "{part}: {card}");
    }
    assert_eq!(here.json(&["pack", "list"])[0]["maker"], "desk.example");

    // The difference from the literature, in words.
    let rules_file = &opened(&first).files["rules.toml"];
    let bare = signed(&there, "bare", &[("rules.toml", Content::Rules, rules_file)]);
    let words = here.must(1, &["pack", "diff", &bare, &first]);
    let line = words.lines().find(|l| l.contains(CODE)).unwrap();
    assert!(line.contains("times what the rules say") && line.contains("before"), "{line}");
    assert!(words.contains("taught by 2 reviewers on 30 leads"), "{words}");
    let rows = here.must(1, &["--json", "pack", "diff", &bare, &first]);
    let rows: Value = serde_json::from_str(&rows).unwrap();
    let row = rows.as_array().unwrap().iter().find(|r| r["weights"]["code"] == CODE).unwrap();
    assert!(row["weights"]["after"].as_f64().unwrap() < 1.0 && row["weights"]["before"].is_null());

    // A version holds what it was begun from; without the pack the literature is back.
    let version = here.json(&[&["model", "adopt"], &WHO[..]].concat())["model_id"].clone();
    here.must(0, &[&["pack", "remove", "desk"], &WHO[..]].concat());
    assert_eq!(order(&here), rules);
    assert!(!here.must(0, &["model", "show"]).contains("pack desk"));
    here.must(0, &[&["model", "rollback", version.as_str().unwrap()], &WHO[..]].concat());
    assert_eq!(order(&here), with);
    assert!(here.must(0, &["model", "show"]).contains("signed by desk.example"));
    here.must(0, &[&["model", "adopt"], &WHO[..]].concat());
    assert_eq!(order(&here), rules);
    here.must(0, &["verify"]);
}

#[test]
fn a_model_is_used_with_the_rules_it_was_taught_with_only() {
    let (maker, user) = (Place::with_source(), Place::with_source());
    let key = key(&maker, "desk.example");
    user.must(0, &[&["pack", "trust", &key], &WHO[..]].concat());
    let file = user.write("ads.jsonl", ADVERTS);
    user.must(0, &["import", &file, "--source", "partner"]);
    user.must(0, &["build"]);
    let import = |code, file: &str| {
        user.must(code, &[&["pack", "import", file], &WHO[..]].concat());
    };
    let shipped = spoor_leads::RulePack::builtin().text();
    let other = shipped.replace("words_cap = 2.5", "words_cap = 2.0");
    let version = spoor_leads::RulePack::parse(&other).unwrap().version().to_owned();
    let lesson = |rules: &str, code: &str, variance: f64| {
        serde_json::json!({
            "form": "spoor lesson 1", "source": "decisions of the team that signed this",
            "licence": "CC0-1.0", "rules": rules,
            "taught_by": { "leads": 40, "pursue": 10, "dismiss": 30, "split": 0, "reviewers": 3 },
            "before": { "spread": 0.8, "shared_spread": 0.5 }, "kept_out": [], "codes": [code],
            "mean": [0.3], "covariance": [variance],
            "curve": { "shift": 0.0, "slope": 1.4, "slope_sd": 0.3 },
        })
        .to_string()
    };
    let rules = signed(&maker, "other-rules", &[("rules.toml", Content::Rules, &other)]);
    let model = |name: &str, text: &str| signed(&maker, name, &[("m.json", Content::Model, text)]);
    let theirs = model("their-model", &lesson(&version, CODE, 0.2));
    import(4, &theirs);
    import(0, &rules);
    // Wider than any decision leaves it; no rule; and another model beside the one in use.
    import(4, &model("wide", &lesson(&version, CODE, 2.0)));
    import(4, &model("stranger", &lesson(&version, "no.such", 0.2)));
    import(0, &theirs);
    import(4, &model("second", &lesson(&version, CODE, 0.3)));
    let card = user.must(0, &["model", "show"]);
    assert!(card.contains("pack their-model"), "{card}");
    user.must(0, &[&["pack", "remove", "other-rules"], &WHO[..]].concat());
    let card = user.must(0, &["model", "show"]);
    assert!(card.contains("The model of pack their-model is set aside"), "{card}");
    assert!(card.contains("every rule counts as the pack says"), "{card}");
}
