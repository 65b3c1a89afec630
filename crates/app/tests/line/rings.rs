//! Stays, moves and rings, from files to leads.

use super::*;
use std::collections::{BTreeMap, BTreeSet};

/// A small made-up country, built.
pub fn country(adverts: &str) -> Place {
    let place = Place::new();
    let dir = place.dir.join("demo").display().to_string();
    place.must(0, &["demo", "--adverts", adverts, "--dir", &dir]);
    std::os::unix::fs::symlink(place.dir.join("demo/workspace"), place.workspace()).unwrap();
    place
}

fn list(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect()
}

#[test]
fn a_ring_is_one_lead_with_all_that_holds_it_together() {
    let place = country("6000");
    let rings = lines(&place.must(0, &["export", "rings"]));
    assert!(rings.len() >= 5, "{} rings", rings.len());
    let adverts = lines(&place.must(0, &["export", "adverts"]));
    let mut of_ring: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut of_actor: BTreeMap<&str, &str> = BTreeMap::new();
    for advert in &adverts {
        let (ring, id) = (advert["ring_id"].as_str().unwrap(), advert["advert_id"].as_str());
        of_ring.entry(ring).or_default().insert(id.unwrap());
        of_actor.insert(advert["actor_id"].as_str().unwrap(), ring);
    }
    let leads = lines(&place.must(0, &["export", "leads"]));
    for ring in &rings {
        let id = ring["ring_id"].as_str().unwrap();
        assert!(ring["q_value"].as_f64().unwrap() <= 0.05 && !list(&ring["cities"]).is_empty());
        assert!(list(&ring["actor_ids"]).iter().all(|a| of_actor[a] == id), "{id}");
        let shown = ring["evidence"].as_array().unwrap().iter();
        let shown = shown.filter(|e| e["kind"] == "meeting").flat_map(|e| list(&e["advert_ids"]));
        assert!(shown.collect::<BTreeSet<_>>().is_subset(&of_ring[id]), "{id}");
        assert!(!ring["dissolves"].as_array().unwrap().is_empty(), "{id}");

        let about: Vec<_> = leads.iter().filter(|l| l["ring_id"] == id).collect();
        assert_eq!(about.len(), 1, "{id} is one lead");
        assert_eq!(list(&about[0]["advert_ids"]).into_iter().collect::<BTreeSet<_>>(), of_ring[id]);
        let codes = about[0]["reasons"].as_array().unwrap().iter().map(|r| &r["code"]);
        assert!(codes.collect::<Vec<_>>().contains(&&Value::from("movement.ring")), "{id}");
    }
    // Nobody in a ring is a lead besides.
    let firsts: Vec<&str> = leads.iter().map(|l| l["actor_id"].as_str().unwrap()).collect();
    for (lead, actor) in leads.iter().zip(&firsts) {
        assert_eq!(lead["ring_id"].as_str().unwrap_or_default(), of_actor[actor]);
    }
    let id = rings[0]["ring_id"].as_str().unwrap();
    let shown = place.must(0, &["show", "ring", id]);
    for part in ["a question for a person", "what holds it together", "it would not stand out"] {
        assert!(shown.contains(part), "{shown}");
    }
    assert_eq!(place.json(&["show", "ring", id])["ring_id"], id);
    place.must(2, &["show", "ring", "R-0"]);
}

#[test]
fn moves_follow_from_stays() {
    let place = country("1500");
    let moves = lines(&place.must(0, &["export", "moves"]));
    let stays = lines(&place.must(0, &["export", "stays"]));
    assert!(moves.len() > 100, "{} moves", moves.len());
    let csv = place.must(0, &["export", "moves", "--format", "csv"]);
    assert!(csv.starts_with("actor_id,from,to,left,arrived,"), "scripts rely on these columns");
    let mut of_line: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for stay in &stays {
        assert!(stay["from"].as_str() <= stay["to"].as_str());
        of_line.entry(stay["line_id"].as_str().unwrap()).or_default().push(stay);
    }
    // Of two stays that begin at one minute (spam) the table does not say which was first.
    of_line.retain(|_, own| own.windows(2).all(|w| w[0]["from"] != w[1]["from"]));
    let mut expected: Vec<Vec<String>> = Vec::new();
    for own in of_line.values() {
        for w in own.windows(2).filter(|w| w[0]["place"] != w[1]["place"]) {
            let ends = [&w[0]["place"], &w[1]["place"], &w[0]["to"], &w[1]["from"]];
            expected
                .push([&w[0]["line_id"]].into_iter().chain(ends).map(Value::to_string).collect());
        }
    }
    let columns = ["line_id", "from", "to", "left", "arrived"];
    let mut found: Vec<Vec<String>> = moves
        .iter()
        .filter(|m| of_line.contains_key(m["line_id"].as_str().unwrap()))
        .map(|m| columns.iter().map(|c| m[*c].to_string()).collect())
        .collect();
    found.sort();
    expected.sort();
    let differ = found.iter().zip(&expected).find(|(a, b)| a != b);
    assert!(found.len() == expected.len() && differ.is_none(), "{differ:?}");
    // A build that stops before has none, and says so.
    place.must(0, &["build", "--until", "link"]);
    place.must(2, &["export", "moves"]);
    assert_eq!(
        place.advert(
            lines(&place.must(0, &["export", "adverts"]))[0]["id"].as_str().unwrap(),
            "ring_id"
        ),
        ""
    );
    place.must(0, &["build", "--until", "network"]);
    assert_eq!(lines(&place.must(0, &["export", "moves"])), moves);
}
