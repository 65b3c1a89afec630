//! Pages of every kind and the adverts that stand on them.

use serde::Deserialize;
use serde_json::Value;
use spoor_read::{Advert, ExhibitId, ExhibitView, Profile, Reader};
use std::path::Path;

fn read(
    reader: &Reader,
    target: &str,
    media_type: &str,
    block: &[u8],
    mapping: Option<&str>,
) -> (Vec<Advert>, Vec<String>) {
    let (mut adverts, mut defects) = (Vec::new(), Vec::new());
    let exhibit = ExhibitView {
        id: ExhibitId::of(block),
        source: "test",
        target,
        media_type,
        block,
        captured_at: 1_800_000_000_000,
        mapping,
    };
    reader.read(&exhibit, &mut adverts, &mut defects);
    for (ordinal, advert) in (0..).zip(&adverts) {
        assert_eq!(advert.advert_id, exhibit.id.advert_id(exhibit.source, ordinal));
        assert_eq!((advert.exhibit, advert.captured_at), (exhibit.id, exhibit.captured_at));
    }
    for defect in &defects {
        assert_eq!(defect.place, target);
        assert!(!defect.hint.is_empty());
    }
    (adverts, defects.into_iter().map(|d| d.code).collect())
}

/// A page (a file of its own) or a row (in the case itself), and what stands in it.
#[derive(Deserialize)]
struct Case {
    #[serde(alias = "name")]
    page: String,
    target: String,
    media_type: String,
    profile: Option<String>,
    block: Option<String>,
    block_hex: Option<String>,
    mapping: Option<String>,
    /// Fields that must be as given; others may be anything.
    adverts: Vec<serde_json::Map<String, Value>>,
    defects: Vec<String>,
}

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn profile(name: &str) -> Profile {
    let path = folder("profiles").join(format!("{name}.toml"));
    Profile::parse(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn instant(text: &Value) -> i64 {
    chrono::DateTime::parse_from_rfc3339(text.as_str().unwrap()).unwrap().timestamp_millis()
}

fn block(case: &Case) -> Vec<u8> {
    if let Some(text) = &case.block {
        return text.clone().into_bytes();
    }
    if let Some(hex) = &case.block_hex {
        let byte = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).unwrap();
        return (0..hex.len()).step_by(2).map(byte).collect();
    }
    std::fs::read(folder("cases/pages").join(format!("{}.html", case.page))).unwrap()
}

fn check(case: &Case) -> Result<(), String> {
    let reader = Reader::new(case.profile.iter().map(|name| profile(name)).collect());
    let mapping = case.mapping.as_deref();
    let (adverts, defects) = read(&reader, &case.target, &case.media_type, &block(case), mapping);
    let differ = |what: &str, found: &Value, expected: &Value| {
        (found != expected)
            .then(|| format!("{}: {what}:\n  found    {found}\n  expected {expected}", case.page))
    };
    if adverts.len() != case.adverts.len() {
        return Err(format!("{}: {} adverts: {adverts:#?}", case.page, adverts.len()));
    }
    if defects != case.defects {
        return Err(format!("{}: defects {defects:?}", case.page));
    }
    for (advert, expected) in adverts.iter().zip(&case.adverts) {
        let found = serde_json::to_value(advert).unwrap();
        for (key, value) in expected {
            let error = match key.as_str() {
                "id_is_advert_id" => differ("id", &found["id"], &found["advert_id"]),
                "posted_none" => differ("posted", &found["posted"], &Value::Null),
                "payment_raw" => differ("payment", &found["payment"], value),
                "posted" => differ(key, &found[key], &Value::from(instant(value))),
                "extra" => {
                    let extra = advert.extra.as_deref().unwrap_or("null");
                    differ(key, &serde_json::from_str(extra).unwrap(), value)
                }
                _ => differ(key, &found[key], value),
            };
            error.map_or(Ok(()), Err)?;
        }
    }
    Ok(())
}

fn check_all(file: &str) {
    let cases = std::fs::read(folder("cases").join(file)).unwrap();
    let cases: Vec<Case> = serde_json::from_slice(&cases).unwrap();
    assert!(cases.len() > 30);
    let wrong: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn pages_give_the_adverts_of_the_cases() {
    check_all("pages.json");
}

#[test]
fn rows_and_messages_give_the_adverts_of_the_cases() {
    check_all("rows.json");
}

#[test]
fn a_profile_that_is_wrong_is_refused_with_line_key_and_remedy() {
    let head = "name = \"x\"\nhosts = [\"x.example\"]\n";
    let page = "[[page]]\nkind = \"detail\"\n[page.fields]\ntext = \"p\"\n";
    assert!(Profile::parse(&format!("{head}{page}")).is_ok());
    let cases = [
        (format!("{head}{page}title = \"h1[\"\n"), 7, "page.fields.title", "CSS selector"),
        (
            format!("{head}{page}id = {{ select = \"p\", regex = '(' }}\n"),
            7,
            "page.fields.id",
            "regular",
        ),
        (format!("{head}{page}id = {{ selekt = \"p\" }}\n"), 7, "page.fields.id", "selekt"),
        (format!("{head}{page}id = {{ from = \"url\" }}\n"), 7, "page.fields.id", "neither"),
        (
            format!("{head}{page}id = {{ from = \"moon\", regex = '1' }}\n"),
            7,
            "page.fields.id",
            "moon",
        ),
        (format!("{head}[[page]]\nkind = \"detail\"\n"), 3, "page.fields.text", "text"),
        (format!("{head}[[page]]\nkind = \"home\"\n"), 4, "page.kind", "home"),
        (format!("{head}[[page]]\nkind = \"listing\"\nurl = '['\n"), 5, "page.url", "regular"),
        (format!("{head}[[page]]\nkind = \"listing\"\nhas = '..'\n"), 5, "page.has", "selector"),
        (format!("{head}language = \"xx\"\n{page}"), 3, "language", "xx"),
        (format!("{head}colour = 1\n{page}"), 3, "profile", "colour"),
        (
            format!("name = \"x\"\nhosts = [\n\"https://x.example/\"]\n{page}"),
            3,
            "hosts",
            "not a host",
        ),
        (format!("name = \"x\"\nhosts = []\n{page}"), 2, "hosts", "no host"),
        ("name = \"x\"\nhosts = [\"a.example\"\n".to_owned(), 2, "profile", ""),
    ];
    for (toml, line, key, word) in cases {
        let error = Profile::parse(&toml).unwrap_err();
        assert_eq!((error.line, error.key.as_str()), (line, key), "{error}\n{toml}");
        assert!(error.problem.contains(word), "{error}");
        assert!(!error.hint.is_empty());
    }
}

/// A message, and the advert in it or what is wrong with it.
#[derive(Deserialize)]
struct Mail {
    file: String,
    id: Option<String>,
    title: Option<String>,
    posted: Option<i64>,
    #[serde(default)]
    has: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    defect: Option<String>,
}

#[test]
fn messages_are_read_whatever_they_are_encoded_in() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let text = std::fs::read_to_string(cases.join("mail.json")).unwrap();
    for case in serde_json::from_str::<Vec<Mail>>(&text).unwrap() {
        let block = std::fs::read(cases.join("mail").join(format!("{}.eml", case.file))).unwrap();
        let reader = Reader::new(Vec::new());
        let (adverts, defects) = read(&reader, "file:a.eml", "message/rfc822", &block, None);
        assert_eq!(defects, case.defect.into_iter().collect::<Vec<_>>(), "{}", case.file);
        let Some(advert) = adverts.first() else {
            assert!(case.id.is_none(), "{}: nothing was read", case.file);
            continue;
        };
        assert_eq!((Some(&advert.id), &advert.title), (case.id.as_ref(), &case.title));
        assert_eq!(advert.posted, case.posted, "{}", case.file);
        assert!(case.has.iter().all(|words| advert.text.contains(words)), "{}", advert.text);
        assert!(!case.not.iter().any(|words| advert.text.contains(words)), "{}", advert.text);
    }
}
