//! Knowledge packs from one workspace to another.

use super::*;

const WHO: [&str; 2] = ["--as", "A. Analyst"];

fn exported(place: &Place, edition: &str) -> String {
    let file = place.dir.join(format!("words-{edition}.json")).display().to_string();
    let about = ["--edition", edition, "--about", "Words of our desk", "-o", &file];
    place.must(0, &[&["pack", "export", "desk-words"], &about[..]].concat());
    file
}

/// The pack with one more term, signed by the maker's key as an edition of theirs.
fn with_term(maker: &Place, file: &str, edition: u32, term: &str) -> String {
    let pack = spoor_packs::open_unsigned(&fs::read(file).unwrap()).unwrap();
    let mut files = std::collections::BTreeMap::new();
    for entry in &pack.manifest.files {
        let mut text = pack.files[&entry.name].clone();
        if entry.content == spoor_packs::Content::Indicators {
            text += term;
        }
        files.insert(entry.name.clone(), (entry.content, text));
    }
    let name = ("desk-words", edition);
    let pack = spoor_packs::Manifest::of(name, "2026-11-24", "More words", files).unwrap();
    let key = fs::read_to_string(maker.workspace().join("packs/key")).unwrap();
    let path = maker.dir.join(format!("more-{edition}.json"));
    fs::write(&path, spoor_packs::seal(&pack, &key).unwrap()).unwrap();
    path.display().to_string()
}

#[test]
fn what_one_desk_learnt_another_can_use() {
    let (maker, user) = (Place::with_source(), Place::with_source());
    maker.must(2, &["pack", "export", "x", "--edition", "1", "--about", "x", "-o", "x"]);
    let key = maker.json(&["pack", "key", "desk.example"])["public"].as_str().unwrap().to_owned();
    maker.must(2, &["pack", "key", "desk.example"]);
    let first = exported(&maker, "1");

    let import =
        |code, file: &str| user.must(code, &[&["pack", "import", file], &WHO[..]].concat());
    import(4, &first);
    user.must(4, &["pack", "trust", &key]);
    user.must(2, &[&["pack", "trust", "no key"], &WHO[..]].concat());
    user.must(0, &[&["pack", "trust", &key], &WHO[..]].concat());
    user.must(4, &["pack", "import", &first]);
    import(0, &first);
    import(4, &first);

    let adverts =
        "{\"id\":\"a\",\"text\":\"Quiet evening, zomervogel welcome, near the station\"}\n";
    let file = user.write("ads.jsonl", adverts);
    user.must(0, &["import", &file, "--source", "partner"]);
    user.must(0, &["build"]);
    let indicators = |place: &Place| {
        let mentions = lines(&place.must(0, &["export", "mentions"]));
        mentions.into_iter().filter(|m| m["kind"] == "indicator").collect::<Vec<_>>()
    };
    assert!(indicators(&user).is_empty());
    let term = "zomervogel\tnl\tmovement.new-in-town\town\tApache-2.0\n";
    let second = with_term(&maker, &first, 2, term);
    user.must(1, &["pack", "diff", "desk-words", &second]);
    import(0, &second);
    user.must(0, &["build"]);
    assert_eq!(indicators(&user)[0]["value"], "movement.new-in-town");
    assert_eq!(user.json(&["pack", "list"])[0]["edition"], 2);

    // What looks like a person's, or has no source, does not come in whoever signed it.
    let phone = "call 07700 900123\ten\tcontact.phone\town\tApache-2.0\n";
    import(4, &with_term(&maker, &first, 3, phone));
    import(4, &with_term(&maker, &first, 3, "zomervogel\tnl\tmovement.new\t\tApache-2.0\n"));
    for term in
        ["romanian girls\ten\tmovement.new\town\tApache-2.0\n", "x\ten\torigin.x\town\tMIT\n"]
    {
        import(4, &with_term(&maker, &first, 3, term));
    }

    // A pack goes as it came, and one that cannot be read stops everything but its removal.
    let broken = user.workspace().join("packs/broken.json");
    fs::write(&broken, "{}").unwrap();
    user.must(2, &["leads"]);
    user.must(4, &["pack", "remove", "broken"]);
    user.must(0, &[&["pack", "remove", "broken"], &WHO[..]].concat());
    user.must(2, &[&["pack", "remove", "broken"], &WHO[..]].concat());
    user.must(2, &[&["pack", "remove", "../spoor"], &WHO[..]].concat());
    user.must(0, &[&["pack", "remove", "desk-words"], &WHO[..]].concat());
    user.must(0, &["build"]);
    assert!(indicators(&user).is_empty());
    user.must(0, &["verify"]);
}

#[test]
fn two_packs_with_different_rules_are_refused_before_they_are_in_use() {
    let (maker, user) = (Place::with_source(), Place::with_source());
    let key = maker.json(&["pack", "key", "desk.example"])["public"].as_str().unwrap().to_owned();
    user.must(0, &[&["pack", "trust", &key], &WHO[..]].concat());
    let first = exported(&maker, "1");
    let shipped = spoor_packs::open_unsigned(&fs::read(&first).unwrap()).unwrap();
    let rules = &shipped.files["rules.toml"];
    let import = |code, name: &str, rules: String| {
        let files = [("rules.toml".to_owned(), (spoor_packs::Content::Rules, rules))];
        let name = (name, 1);
        let pack = spoor_packs::Manifest::of(name, "2026-11-24", "Rules", files.into()).unwrap();
        let key = fs::read_to_string(maker.workspace().join("packs/key")).unwrap();
        let file = user.dir.join("rules.json");
        fs::write(&file, spoor_packs::seal(&pack, &key).unwrap()).unwrap();
        let file = file.display().to_string();
        user.must(code, &[&["pack", "import", &file], &WHO[..]].concat());
    };
    import(0, "as-shipped", rules.clone());
    import(0, "ours", rules.replace("words_cap = 2.5", "words_cap = 2.0"));
    import(4, "theirs", rules.replace("words_cap = 2.5", "words_cap = 1.0"));
    import(4, "no-rules", "# source: own; licence: MIT\nnot toml at all".to_owned());
    assert_eq!(user.json(&["pack", "list"]).as_array().unwrap().len(), 2);
}
