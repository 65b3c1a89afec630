//! What ties adverts together: selectors wherever a source states them, the waterfall of a pair,
//! and an import into what is there.

use super::*;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn contacts_beside_the_text_are_selectors_too() {
    let place = Place::with_source();
    let adverts = r#"{"id":"a","text":"Quiet evening near the station, ask for Mila","phone":"097 012 345 678","views":3197012345699}
{"id":"b","text":"A walk along the canal and a coffee with Nora","contact":{"links":["https://wa.me/3197012345678","https://t.me/nora_example"]}}
"#;
    let file = place.write("ads.jsonl", adverts);
    place.must(0, &["import", &file, "--source", "partner"]);
    place.must(0, &["build"]);
    let mentions = lines(&place.must(0, &["export", "mentions"]));
    let stated: Vec<_> = mentions
        .iter()
        .filter(|m| m["field"].as_str().unwrap().starts_with("extra"))
        .map(|m| (m["field"].as_str().unwrap(), m["value"].as_str().unwrap()))
        .collect();
    assert_eq!(
        stated,
        [
            ("extra/phone", "+3197012345678"),
            ("extra/contact/links/0", "whatsapp:3197012345678"),
            ("extra/contact/links/0", "+3197012345678"),
            ("extra/contact/links/1", "telegram:nora_example"),
        ]
    );
    assert_eq!(place.advert("a", "actor_id"), place.advert("b", "actor_id"));
    // A number that answers on a platform is one contact, not two that agree.
    let selectors = lines(&place.must(0, &["export", "selectors"]));
    let kinds: Vec<_> = selectors.iter().map(|s| s["value"].as_str().unwrap()).collect();
    assert!(!kinds.contains(&"whatsapp:3197012345678"), "{kinds:?}");
}

#[test]
fn a_national_number_is_the_international_one_it_is_short_for() {
    let place = Place::new();
    let dir = place.workspace().display().to_string();
    place.must(0, &["init", &dir]);
    let add = ["source", "add", "anywhere", "--basis", "order 1", "--purpose", "leads"];
    place.must(0, &[&add[..], &["--retain", "180d"]].concat());
    let adverts = r#"{"id":"a","text":"Quiet evening near the station, call 0044 7700 900123"}
{"id":"b","text":"A walk along the canal and a coffee, ring 07700 900123"}
"#;
    let file = place.write("ads.jsonl", adverts);
    place.must(0, &["import", &file, "--source", "anywhere"]);
    place.must(0, &["build"]);
    assert_eq!(place.advert("a", "actor_id"), place.advert("b", "actor_id"));
    let selectors = lines(&place.must(0, &["export", "selectors"]));
    assert_eq!(selectors.len(), 2);
    assert!(selectors.iter().all(|s| s["value"] == "+447700900123"), "{selectors:?}");
}

#[test]
fn a_pair_is_weighed_in_bits_that_add_up() {
    let place = Place::with_source();
    let file = place.write("ads.jsonl", ADVERTS);
    place.must(0, &["import", &file, "--source", "partner"]);
    place.must(0, &["build"]);
    let pair = place.json(&["show", "pair", "a1", "a3"]);
    assert_eq!(pair["one_actor"], true);
    let steps = pair["steps"].as_array().unwrap();
    let fields: Vec<_> = steps.iter().map(|s| s["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["prior", "template", "phone", "site", "place", "sum"]);
    let bits: Vec<f64> = steps.iter().map(|s| s["bits"].as_f64().unwrap()).collect();
    let (sum, parts) = bits.split_last().unwrap();
    assert!((parts.iter().sum::<f64>() - sum).abs() < 1e-3, "{bits:?}");
    assert!(parts[2] > 5.0, "a number that three adverts show speaks for one hand: {bits:?}");
    let strangers = place.json(&["show", "pair", "a1", "b1"]);
    assert_eq!(strangers["one_actor"], false);
    assert!(strangers["steps"].as_array().unwrap().last().unwrap()["bits"].as_f64().unwrap() < 0.0);
    place.must(2, &["show", "pair", "a1", "a1"]);
    place.must(2, &["show", "pair", "a1", "nobody"]);
}

/// For each advert (by imported id), the imported ids of all adverts that share `key`.
fn partition(workspace: &Place, key: &str) -> BTreeMap<String, BTreeSet<String>> {
    let adverts = lines(&workspace.must(0, &["export", "adverts"]));
    let pairs: Vec<(String, String)> = adverts
        .iter()
        .map(|a| (a["id"].as_str().unwrap().to_owned(), a[key].as_str().unwrap().to_owned()))
        .collect();
    let mut groups: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (id, label) in pairs.iter().filter(|(_, label)| !label.is_empty()) {
        groups.entry(label).or_default().insert(id.clone());
    }
    pairs
        .iter()
        .map(|(id, label)| (id.clone(), groups.get(label.as_str()).cloned().unwrap_or_default()))
        .collect()
}

#[test]
fn a_second_import_gives_the_partition_of_a_build_from_scratch() {
    let country = Place::new();
    let dir = country.dir.join("demo").display().to_string();
    country.must(0, &["demo", "--adverts", "3000", "--dir", &dir]);
    let files = ["adverts", "more"].map(|name| country.dir.join(format!("{name}.jsonl")));
    let demo = Place { dir: country.dir.join("demo"), _keep: tempfile::tempdir().unwrap() };
    let all = Command::new(env!("CARGO_BIN_EXE_spoor"))
        .arg("--workspace")
        .arg(demo.dir.join("workspace"))
        .args(["export", "adverts"])
        .output()
        .unwrap();
    let all = String::from_utf8(all.stdout).unwrap();
    let rows: Vec<String> = lines(&all)
        .into_iter()
        .map(|mut row| {
            let members = row.as_object_mut().unwrap();
            members.retain(|key, value| {
                ["id", "site", "url", "account", "title", "text", "posted", "place"]
                    .contains(&key.as_str())
                    && !value.is_null()
            });
            row.to_string()
        })
        .collect();
    let (first, second) = rows.split_at(rows.len() - 100);
    fs::write(&files[0], first.join("\n")).unwrap();
    fs::write(&files[1], second.join("\n")).unwrap();
    let files = files.map(|f| f.display().to_string());

    let scratch = Place::with_source();
    let grown = Place::with_source();
    for file in &files {
        scratch.must(0, &["import", file, "--source", "partner"]);
        grown.must(0, &["import", file, "--source", "partner"]);
        grown.must(0, &["build"]);
    }
    scratch.must(0, &["build"]);
    for key in ["template_id", "actor_id"] {
        let wanted = partition(&scratch, key);
        assert!(wanted.values().any(|group| group.len() > 5), "{key}");
        assert_eq!(partition(&grown, key), wanted, "{key}");
    }
}
