//! What a named person says of two adverts: it splits and joins actors at the next build, is exported
//! as a labelled pair, and its words can be erased.

use super::*;
use spoor_vault::{ActQuery, Vault};
use spoor_vocab::ActKind;

fn built() -> Place {
    let place = Place::with_source();
    let file = place.write("ads.jsonl", ADVERTS);
    place.must(0, &["import", &file, "--source", "partner"]);
    place.must(0, &["build"]);
    place
}

fn actors(place: &Place) -> [String; 4] {
    ["a1", "a2", "a3", "b1"].map(|id| place.advert(id, "actor_id"))
}

#[test]
fn a_word_splits_and_joins_actors_and_the_last_one_counts() {
    let place = built();
    let before = actors(&place);
    assert_eq!((&before[0], &before[1]), (&before[2], &before[2]));
    let say = |args: &[&str]| {
        place.json(
            &[&["contest"], args, &["--as", "Eva", "--why", "two people, one phone"]].concat(),
        )
    };

    let told = say(&["a1", "a3"]);
    assert_eq!(told["says"], "apart");
    assert!(told["effect"].as_str().unwrap().contains("would be two, of"), "{told}");
    assert_eq!(actors(&place), before, "it counts at the next build");
    place.must(0, &["build"]);
    let split = actors(&place);
    assert_ne!(split[0], split[2]);
    assert!(split[1] == split[0] || split[1] == split[2]);
    assert_eq!(split[3], before[3]);
    assert_eq!(place.json(&["build"])["parts_made"], 0, "nothing new was said");

    let told = say(&["a1", "b1", "--one"]);
    assert!(told["effect"].as_str().unwrap().contains("would be one"), "{told}");
    place.must(0, &["build"]);
    let joined = actors(&place);
    assert_eq!(joined[0], joined[3]);
    assert_ne!(joined[0], joined[2]);
    let shown = place.json(&["show", "actor", &joined[3]]);
    assert_eq!(shown["heaviest_200_links"][0]["kind"], "said");

    let pairs = lines(&place.must(0, &["export", "contests"]));
    let labels: Vec<(bool, bool)> =
        pairs.iter().map(|p| (p["one"] == true, p["met"] == true)).collect();
    assert_eq!(pairs.len(), 2);
    assert!(labels.contains(&(true, true)) && labels.contains(&(false, true)), "{pairs:?}");
    // What the evidence says of a pair stands beside what the person says.
    let of = |one: bool| pairs.iter().find(|p| (p["one"] == true) == one).unwrap();
    let weighed = place.json(&["show", "pair", "a1", "a3"]);
    let sum = weighed["steps"].as_array().unwrap().last().unwrap()["bits"].as_f64().unwrap();
    assert!((of(false)["weight_bits"].as_f64().unwrap() - sum).abs() < 1e-3, "{sum} {pairs:?}");
    assert!(sum > 0.0 && of(true)["weight_bits"].as_f64().unwrap() < 0.0);

    // The last word on a pair counts.
    say(&["a3", "a1", "--one"]);
    say(&["b1", "a1"]);
    place.must(0, &["build"]);
    assert_eq!(actors(&place), before);
}

#[test]
fn nobody_contests_without_a_name_a_reason_and_two_adverts() {
    let place = built();
    let why = ["--why", "seen"];
    place.must(4, &[&["contest", "a1", "a3"], &why[..]].concat());
    place.must(4, &["contest", "a1", "a3", "--as", "Eva"]);
    place.must(4, &["contest", "a1", "a3", "--as", "Eva", "--why", "  "]);
    place.must(2, &[&["contest", "a1", "a1", "--as", "Eva"], &why[..]].concat());
    place.must(2, &[&["contest", "a1", "nobody", "--as", "Eva"], &why[..]].concat());
    assert_eq!(lines(&place.must(0, &["export", "contests"])), Vec::<Value>::new());
}

#[test]
fn the_words_go_with_the_advert_and_the_log_keeps_their_digest() {
    let place = built();
    let said = ["--as", "Eva", "--why", "Zylophonia told me so"];
    place.must(0, &[&["contest", "a1", "a3"], &said[..]].concat());
    place.must(0, &[&["contest", "a2", "b1"], &said[..]].concat());
    let holds = |words: &str| -> Vec<String> {
        let mut todo = vec![place.workspace()];
        let mut found = Vec::new();
        while let Some(dir) = todo.pop() {
            for entry in fs::read_dir(dir).unwrap().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    todo.push(path);
                } else if fs::read(&path)
                    .unwrap()
                    .windows(words.len())
                    .any(|w| w == words.as_bytes())
                {
                    found.push(entry.file_name().to_string_lossy().into_owned());
                }
            }
        }
        found
    };
    let held = holds("Zylophonia");
    assert!(!held.is_empty() && held.iter().all(|f| f.starts_with("casebook")), "{held:?}");
    place.must(0, &["erase", "a1", "--as", "Eva", "--why", "order of a court"]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (acts, kept) = runtime.block_on(async {
        let vault = Vault::open(&place.workspace().join("vault")).await.unwrap();
        let query = ActQuery { kind: Some(ActKind::Contest), ..ActQuery::default() };
        let acts = vault.casebook().acts(&query).await.unwrap();
        let kept = vault.casebook().all_kept("contest-words", 0).await.unwrap();
        vault.close().await;
        (acts, kept)
    });
    assert_eq!((acts.len(), kept.len()), (2, 1), "those of the pair that is whole stay");
    assert!(acts.iter().any(|a| a.act.why == kept[0].key), "the log names them");
    place.must(0, &["erase", "b1", "--as", "Eva", "--why", "order of a court"]);
    // Whoever closes last puts the write-ahead log away.
    runtime.block_on(async {
        Vault::open(&place.workspace().join("vault")).await.unwrap().close().await;
    });
    assert_eq!(holds("Zylophonia"), Vec::<String>::new());
    place.must(0, &["verify"]);
}
