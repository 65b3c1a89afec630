//! Snapshots, builds that resume, and queries over them.

use datafusion::arrow::array::{RecordBatch, StringArray, UInt32Array};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use spoor_tables::{Build, Engine, Made, PartInfo, Store, fingerprint, scan::scan};
use std::sync::Arc;

fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("word", DataType::Utf8, false),
        Field::new("count", DataType::UInt32, false),
    ]))
}

fn batch(words: &[&str]) -> RecordBatch {
    let counts: Vec<u32> = words.iter().map(|w| w.len() as u32).collect();
    let columns: Vec<Arc<dyn datafusion::arrow::array::Array>> =
        vec![Arc::new(StringArray::from(words.to_vec())), Arc::new(UInt32Array::from(counts))];
    RecordBatch::try_new(schema(), columns).unwrap()
}

/// Makes the part unless it is there; says whether it was made.
fn make(build: &mut Build, name: &str, words: &[&str]) -> (PartInfo, bool) {
    let print = fingerprint(&[name, &words.join(" ")]);
    match build.part("words", name, &schema(), &print).unwrap() {
        Made::Kept(info) => (info, false),
        Made::Make(mut writer) => {
            writer.write(&batch(words)).unwrap();
            let info = writer.finish().unwrap();
            build.add("words", info.clone());
            (info, true)
        }
    }
}

#[test]
fn an_unchanged_part_is_kept_and_a_changed_one_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut build = Build::begin(store.alone().unwrap()).unwrap();
    assert!(make(&mut build, "a", &["one", "two"]).1);
    assert!(make(&mut build, "b", &["three"]).1);
    let first = build.publish().unwrap();
    assert_eq!(first.rows("words"), 3);

    let mut build = Build::begin(store.alone().unwrap()).unwrap();
    assert!(!make(&mut build, "a", &["one", "two"]).1);
    assert!(make(&mut build, "b", &["three", "four"]).1);
    let second = build.publish().unwrap();
    assert_ne!(first.name, second.name);
    assert_eq!(store.snapshot().unwrap().name, second.name);
    assert_eq!(first.rows("words"), 3, "a published snapshot does not change");

    let mut build = Build::begin(store.alone().unwrap()).unwrap();
    make(&mut build, "a", &["one", "two"]);
    make(&mut build, "b", &["three", "four"]);
    assert_eq!(build.publish().unwrap().name, second.name, "nothing new, nothing published");
}

#[test]
fn a_killed_build_resumes_with_the_parts_it_had_made() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut build = Build::begin(store.alone().unwrap()).unwrap();
    make(&mut build, "a", &["one"]);
    let print = fingerprint(&["b", "two"]);
    let Made::Make(mut half) = build.part("words", "b", &schema(), &print).unwrap() else {
        panic!("the part cannot be there")
    };
    half.write(&batch(&["two"])).unwrap();
    drop(half); // killed before finish
    drop(build);
    assert!(store.current().unwrap().is_none());

    let mut build = Build::begin(store.alone().unwrap()).unwrap();
    assert!(!make(&mut build, "a", &["one"]).1, "was made before the kill");
    assert!(make(&mut build, "b", &["two"]).1, "was not finished");
    let snapshot = build.publish().unwrap();
    let folder = snapshot.dir.join("words");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 2, "no partial file is left");
}

#[test]
fn one_writes_at_a_time_and_no_name_is_given_twice() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut build = Build::begin(store.alone().unwrap()).unwrap();
    let told = Store::open(dir.path()).unwrap().alone().unwrap_err();
    assert!(told.to_string().contains("wait until it has ended"), "{told}");
    make(&mut build, "a", &["one"]);
    let mut names = vec![build.publish().unwrap().name];
    store.alone().unwrap().clear().unwrap();
    assert!(store.current().unwrap().is_none());
    for words in [&["one"], &["two"], &["three"]] {
        let mut build = Build::begin(store.alone().unwrap()).unwrap();
        make(&mut build, "a", words);
        names.push(build.publish().unwrap().name);
    }
    assert_eq!(names, ["000001", "000002", "000003", "000004"]);
    let there = |name: &str| store.dir().join(name).exists();
    assert!(there("000004") && there("000003"), "somebody may be reading the one before");
    assert!(!there("000002"));
}

#[test]
fn the_hash_of_rows_knows_rows_but_not_their_order() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut build = Build::begin(store.alone().unwrap()).unwrap();
    let (ab, _) = make(&mut build, "ab", &["one", "two"]);
    let (ba, _) = make(&mut build, "ba", &["two", "one"]);
    let (aa, _) = make(&mut build, "aa", &["one", "one"]);
    assert_eq!(ab.rows_hash, ba.rows_hash);
    assert_ne!(ab.rows_hash, aa.rows_hash);
}

#[test]
fn a_broken_part_is_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut build = Build::begin(store.alone().unwrap()).unwrap();
    let (info, _) = make(&mut build, "a", &["one"]);
    let path = build.path("words", &info);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    drop(build);
    let mut build = Build::begin(store.alone().unwrap()).unwrap();
    assert!(make(&mut build, "a", &["one"]).1);
}

#[test]
fn rows_come_in_stored_order_and_queries_see_every_part() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut build = Build::begin(store.alone().unwrap()).unwrap();
    make(&mut build, "b", &["zulu", "alpha"]);
    make(&mut build, "a", &["mike"]);
    build.empty("nothing", &schema()).unwrap();
    let snapshot = build.publish().unwrap();

    let mut seen = Vec::new();
    for batch in scan(snapshot.parts("words").unwrap(), &["word"]) {
        let words = spoor_tables::columns::texts(&batch.unwrap(), "word").unwrap();
        seen.extend(words.iter().flatten().map(str::to_owned));
    }
    assert_eq!(seen, ["zulu", "alpha", "mike"]);

    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let rows = runtime.block_on(async {
        let engine = Engine::open(&snapshot).await.unwrap();
        assert!(
            engine
                .collect("SELECT * FROM nothing")
                .await
                .unwrap()
                .iter()
                .all(|b| b.num_rows() == 0)
        );
        for _ in 0..2 {
            let count = "SELECT count(*) FROM words WHERE word <> 'mike'";
            assert_eq!(engine.figure(count).await.unwrap(), 2);
            let other = "SELECT word FROM words WHERE word = 'mike'";
            let error = engine.figure(other).await.unwrap_err().to_string();
            assert!(error.contains("SELECT count(*)"), "{error}");
        }
        engine.collect("SELECT word, count FROM words WHERE count > 4 ORDER BY word").await.unwrap()
    });
    let words = spoor_tables::columns::texts(&rows[0], "word").unwrap();
    assert_eq!(words.iter().flatten().collect::<Vec<_>>(), ["alpha"]);
}

#[test]
fn errors_say_what_and_where() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    assert!(store.snapshot().unwrap_err().to_string().contains("run `spoor build`"));
    std::fs::write(dir.path().join("CURRENT"), "../../etc").unwrap();
    assert!(store.snapshot().unwrap_err().to_string().contains("not the name of a snapshot"));
}
