//! Rows by key against what a query over the whole table finds.

use spoor_tables::arrow::array::{RecordBatch, StringArray, UInt32Array};
use spoor_tables::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use spoor_tables::columns::texts;
use spoor_tables::engine::literal;
use spoor_tables::{Build, Engine, Lookup, Made, Places, Snapshot, Store, fingerprint};
use std::sync::Arc;

fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("key", DataType::Utf8, false),
        Field::new("n", DataType::UInt32, false),
        Field::new("text", DataType::Utf8, true),
    ]))
}

/// Three parts of 30,000 rows, so long that each has several pages; keys come in runs of one to four
/// rows, some in several parts.
fn made(store: &Store) -> Snapshot {
    let mut build = Build::begin(store.alone().unwrap()).unwrap();
    for part in 0..3u32 {
        let name = part.to_string();
        let made = build.part("rows", &name, &schema(), &fingerprint(&[&name])).unwrap();
        let Made::Make(mut writer) = made else { panic!("nothing was here") };
        let key = |n: u32| match n % 7 {
            0 => format!("everywhere {}", n % 5),
            _ => format!("key {part} {}", n / 4),
        };
        for chunk in 0..3 {
            let rows = chunk * 10_000..(chunk + 1) * 10_000;
            let keys: StringArray = rows.clone().map(|n| Some(key(n))).collect();
            let words: StringArray = rows
                .clone()
                .map(|n| (n % 3 > 0).then(|| format!("{n} {}", "x".repeat(60))))
                .collect();
            let numbers: UInt32Array = rows.map(|n| part * 100_000 + n).collect();
            let columns: Vec<spoor_tables::arrow::array::ArrayRef> =
                vec![Arc::new(keys), Arc::new(numbers), Arc::new(words)];
            writer.write(&RecordBatch::try_new(schema(), columns).unwrap()).unwrap();
        }
        build.add("rows", writer.finish().unwrap());
    }
    build.publish().unwrap()
}

fn rows(batches: &[RecordBatch]) -> Vec<(String, u32, Option<String>)> {
    let mut out = Vec::new();
    for batch in batches {
        let (keys, words) = (texts(batch, "key").unwrap(), texts(batch, "text").unwrap());
        let numbers = batch.column_by_name("n").unwrap();
        let numbers = numbers.as_any().downcast_ref::<UInt32Array>().unwrap();
        for row in 0..batch.num_rows() {
            let text = words.iter().nth(row).unwrap().map(str::to_owned);
            out.push((keys.value(row).to_owned(), numbers.value(row), text));
        }
    }
    out
}

#[test]
fn a_key_finds_what_a_query_finds_in_the_stored_order() {
    let dir = tempfile::tempdir().unwrap();
    let snapshot = made(&Store::open(dir.path()).unwrap());
    let lookup = Lookup::of(&snapshot, "rows", "key").unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let engine = runtime.block_on(Engine::open(&snapshot)).unwrap();
    let asked: [&[&str]; 6] = [
        &["key 1 77"],
        &["key 0 0", "key 2 7499", "key 1 3000", "key 1 3000"],
        &["everywhere 3"],
        &["everywhere 0", "everywhere 1", "key 0 12"],
        &["not there", "key 9 1"],
        &[],
    ];
    for keys in asked {
        let list = keys.iter().map(|k| literal(k)).collect::<Vec<_>>().join(", ");
        let list = if list.is_empty() { "''".to_owned() } else { list };
        let sql = format!("SELECT key, n, text FROM rows WHERE key IN ({list}) ORDER BY n");
        let want = rows(&runtime.block_on(engine.collect(&sql)).unwrap());
        assert_eq!(rows(&lookup.rows(keys, &["n", "text"], u64::MAX).unwrap()), want, "{keys:?}");
        assert_eq!(lookup.count(keys), want.len() as u64);
        let first = rows(&lookup.rows(keys, &["n", "text"], 5).unwrap());
        assert_eq!(first, want[..want.len().min(5)]);
    }
}

#[test]
fn queries_that_name_keys_say_what_they_say_without_places() {
    let dir = tempfile::tempdir().unwrap();
    let snapshot = made(&Store::open(dir.path()).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let plain = runtime.block_on(Engine::open(&snapshot)).unwrap();
    let places = Arc::new(Places::of(snapshot));
    let keyed = runtime.block_on(Engine::open_keyed(&places, &[("rows", &["key"])])).unwrap();
    let text = |engine: &Engine, sql: &str| {
        let batches = runtime.block_on(engine.collect(sql)).unwrap();
        spoor_tables::arrow::util::pretty::pretty_format_batches(&batches).unwrap().to_string()
    };
    let many = (0..40).map(|n| literal(&format!("key 1 {n}"))).collect::<Vec<_>>().join(", ");
    let conditions = [
        "key = 'key 1 77'",
        "'key 1 77' = key",
        "key IN ('key 0 0', 'key 2 7499')",
        "key = 'key 0 0' OR key = 'key 2 7499'",
        "key = 'key 0 0' OR n = 7",
        "(key = 'key 0 0' AND n > 1) OR key = 'key 2 1'",
        "key = 'everywhere 3' AND n < 20000",
        "key = 'key 0 0' AND key = 'key 0 1'",
        "key NOT IN ('everywhere 3') AND n < 9",
        "NOT (key = 'key 0 0') AND n < 9",
        "key <> 'everywhere 3' AND n < 9",
        "key = 'not there'",
        "key = 'key 1 77' AND text IS NULL",
        "key IN (SELECT key FROM rows WHERE key = 'key 1 77' AND n % 2 = 0)",
        "key = NULL",
        "key IN ('key 0 0', NULL)",
        "key || 'x' = 'key 0 0x'",
    ];
    let conditions = conditions.map(str::to_owned).into_iter().chain([format!("key IN ({many})")]);
    for condition in conditions {
        for what in ["key, n, text", "n", "count(*) AS c, min(n)", "count(*)"] {
            let order = if what.contains('(') { "" } else { " ORDER BY n LIMIT 500" };
            let sql = format!("SELECT {what} FROM rows WHERE {condition}{order}");
            assert_eq!(text(&keyed, &sql), text(&plain, &sql), "{sql}");
        }
    }
    let joined = "SELECT r.n, o.text FROM rows r JOIN rows o ON r.key = o.key \
                  WHERE o.key IN ('key 1 77', 'key 0 0') ORDER BY 1, 2";
    assert_eq!(text(&keyed, joined), text(&plain, joined));
    // One that names a key reads no file.
    let how = text(&keyed, "EXPLAIN SELECT n FROM rows WHERE key = 'key 1 77'");
    assert!(!how.contains("parquet") && how.contains("DataSourceExec"), "{how}");
    assert!(text(&keyed, "EXPLAIN SELECT n FROM rows WHERE n = 7").contains("parquet"));
}

#[test]
fn a_column_and_a_table_that_are_not_there_are_errors() {
    let dir = tempfile::tempdir().unwrap();
    let snapshot = made(&Store::open(dir.path()).unwrap());
    assert!(Lookup::of(&snapshot, "rows", "no such").is_err());
    assert!(Lookup::of(&snapshot, "no such", "key").is_err());
}
