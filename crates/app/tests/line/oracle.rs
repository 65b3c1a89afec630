//! The published tables, read by DuckDB: an engine that we did not write.

use super::*;

const COUNTS: &str = r#"
import duckdb, json, sys
base = sys.argv[1]
def table(name): return f"read_parquet('{base}/{name}/*.parquet')"
def one(sql): return duckdb.sql(sql).fetchall()
print(json.dumps({
    "adverts": one(f"select count(*) from {table('adverts')}")[0][0],
    "phones": one(f"select value, count(*) from {table('mentions')} where kind = 'phone' "
                  "group by value order by value"),
    "actors": one(f"select m.actor_id, count(*) from {table('adverts')} a join "
                  f"{table('members')} m using (advert_id) group by 1 order by 2 desc, 1"),
    "spans": one(f"select count(*) from {table('mentions')} m join {table('adverts')} a using "
                 "(advert_id) where m.field = 'text' and "
                 'substr(a.text, m.start + 1, m."end" - m.start) <> m.raw')[0][0],
    "columns": {t: [c[0] for c in one(f"describe select * from {table(t)}")] for t in sys.argv[2:]},
}))
"#;

#[test]
fn another_engine_reads_the_same_tables() {
    let Some(python) = std::env::var_os("SPOOR_PYTHON") else {
        println!("skipped: SPOOR_PYTHON is not set");
        return;
    };
    let place = Place::new();
    let dir = place.dir.join("demo").display().to_string();
    place.must(0, &["demo", "--adverts", "1500", "--dir", &dir]);
    let workspace = PathBuf::from(dir).join("workspace");
    let place = Place { dir: place.dir.clone(), ..place };
    let export = |table: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_spoor"))
            .arg("--workspace")
            .arg(&workspace)
            .args(["export", table])
            .output()
            .unwrap();
        lines(&String::from_utf8(output.stdout).unwrap())
    };
    let tables = spoor_vocab::tables::all();
    let names: Vec<&str> = tables.iter().map(|(name, _)| *name).collect();
    let current = fs::read_to_string(workspace.join("tables/CURRENT")).unwrap();
    let output = Command::new(python)
        .args(["-c", COUNTS])
        .arg(workspace.join("tables").join(current.trim()))
        .args(&names)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let judged: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{stderr}"));

    let mut phones = std::collections::BTreeMap::new();
    let mentions = export("mentions");
    for mention in mentions.iter().filter(|m| m["kind"] == "phone") {
        *phones.entry(mention["value"].as_str().unwrap().to_owned()).or_insert(0u64) += 1;
    }
    let judged_phones: Vec<(String, u64)> =
        serde_json::from_value(judged["phones"].clone()).unwrap();
    assert_eq!(judged_phones, phones.into_iter().collect::<Vec<_>>());
    assert_eq!(judged["spans"], 0, "spans count characters of the text, as other engines do");

    let adverts = export("adverts");
    assert_eq!(judged["adverts"].as_u64(), Some(adverts.len() as u64));
    let biggest = &judged["actors"][0];
    let members = adverts.iter().filter(|a| a["actor_id"] == biggest[0]).count();
    assert_eq!(biggest[1].as_u64(), Some(members as u64));
    for (name, schema) in tables {
        let ours: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        assert_eq!(judged["columns"][name], serde_json::json!(ours), "{name}");
    }
    drop(place);
}
