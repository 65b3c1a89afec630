//! The pictures: what adverts name is there, drawn, and the same for the same name.

use serde_json::Value;
use spoor_world::{Plan, pictures, write};
use std::collections::BTreeMap;
use std::fs;

#[test]
fn every_picture_that_a_partner_names_is_a_file_and_the_same_everywhere() {
    let plan = Plan { adverts: 600, seed: 5, rings: true };
    let [first, second] = [(); 2].map(|()| {
        let dir = tempfile::tempdir().unwrap();
        write(&plan, dir.path(), &mut |_| ()).unwrap();
        let done = pictures(&plan, dir.path()).unwrap();
        assert_eq!(done.archives.len(), 5);
        (dir, done.count)
    });
    assert_eq!(first.1, second.1);
    let feed = fs::read_to_string(first.0.path().join("partner.jsonl")).unwrap();
    let mut seen = BTreeMap::new();
    for line in feed.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        for image in line["images"].as_array().unwrap() {
            let name = image.as_str().unwrap();
            let bytes = fs::read(first.0.path().join(name)).unwrap();
            assert!(bytes.starts_with(b"\x89PNG") && bytes.len() < 4000, "{name}: {}", bytes.len());
            assert_eq!(bytes, fs::read(second.0.path().join(name)).unwrap());
            seen.insert(name.to_owned(), bytes);
        }
    }
    assert!(seen.len() > 50);
    let mut contents: Vec<&Vec<u8>> = seen.values().collect();
    contents.sort_unstable();
    contents.dedup();
    assert_eq!(contents.len(), seen.len(), "another name is another picture");
    let mut table = csv::Reader::from_path(first.0.path().join("partner.csv")).unwrap();
    let at = table.headers().unwrap().iter().position(|h| h == "fotos").unwrap();
    for row in table.records() {
        for name in row.unwrap()[at].split(';').filter(|name| !name.is_empty()) {
            assert!(first.0.path().join(name).exists(), "{name}");
        }
    }
}
