//! Ways of writing: a model of the workspace's own texts, and what it says.

use super::rings::country;
use super::*;
use std::collections::BTreeMap;

#[test]
fn ways_of_writing_are_learned_here_and_said_with_their_limits() {
    let place = country("20000");
    let card = &place.json(&["model", "style"])["card"];
    // Held-out actors: better than chance by far, and not too good to be true.
    let error = card["figures"]["equal_error_rate"].as_f64().unwrap();
    assert!((0.02..0.3).contains(&error), "{card}");
    let shown = place.must(0, &["model", "style"]);
    assert!(shown.contains("One weight among others"), "{shown}");

    let hands = lines(&place.must(0, &["export", "hands"]));
    let adverts = lines(&place.must(0, &["export", "adverts"]));
    let template: BTreeMap<&str, &str> = adverts
        .iter()
        .map(|a| (a["advert_id"].as_str().unwrap(), a["template_id"].as_str().unwrap()))
        .collect();
    assert!(hands.len() > 20, "{} parties", hands.len());
    for hand in &hands {
        let bits = |key: &str| hand[key].as_f64().unwrap();
        assert!(bits("bits_low") <= bits("bits") && bits("bits") <= bits("bits_high"), "{hand}");
        // Texts of one template are alike for another reason.
        let ids = hand["advert_ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap());
        let mut templates: Vec<&str> =
            ids.map(|id| template[id]).filter(|t| !t.is_empty()).collect();
        let all = templates.len();
        templates.sort_unstable();
        templates.dedup();
        assert_eq!(templates.len(), all, "{hand}");
    }
    // It reaches the leads as a reason with its texts.
    let leads = lines(&place.must(0, &["export", "leads"]));
    let reasons = leads.iter().flat_map(|l| l["reasons"].as_array().unwrap());
    let written: Vec<&Value> = reasons.filter(|r| r["code"] == "control.one-hand").collect();
    assert!(!written.is_empty());

    let clear =
        hands.iter().find(|h| h["pairs"] == 1 && h["bits"].as_f64().unwrap() > 1.0).unwrap();
    let id = |n: usize| clear["advert_ids"][n].as_str().unwrap();
    let pair = place.json(&["show", "pair", id(0), id(1)]);
    let (said, kept) = (pair["writing"]["bits"].as_f64().unwrap(), clear["bits"].as_f64().unwrap());
    assert!((said - kept).abs() < 1e-9, "{said} {kept}");
    let words = place.must(0, &["show", "pair", id(0), id(1)]);
    assert!(words.contains("bits for one hand") && words.contains("not counted above"), "{words}");
}

#[test]
fn too_few_texts_make_no_model_and_that_is_said() {
    let place = Place::with_source();
    let file = place.write(
        "a.jsonl",
        &[("a", "Ann", "0900"), ("b", "Bea", "0901")]
            .map(|(id, name, tail)| {
                format!(r#"{{"id":"{id}","text":"Hello, I am {name}. Call +44 7700 90{tail}."}}"#)
            })
            .join("\n"),
    );
    place.must(0, &["import", &file, "--source", "partner"]);
    place.must(0, &["build"]);
    let shown = place.must(1, &["model", "style"]);
    assert!(shown.contains("30 are needed to learn"), "{shown}");
    let pair = place.must(0, &["show", "pair", "a", "b"]);
    assert!(pair.contains("Ways of writing: not compared"), "{pair}");
}
