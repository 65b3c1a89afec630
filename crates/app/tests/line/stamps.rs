//! `spoor stamp`, asked of an authority that OpenSSL plays.

use super::*;

#[path = "../../../vault/tests/evidence/authority.rs"]
mod authority;
use authority::Authority;

const KEY: &[&str] = &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

#[test]
fn a_stamp_is_had_listed_and_verified_and_a_touched_one_is_not() {
    let Some(authority) = Authority::new(KEY, "stamps") else { return };
    let place = Place::with_source();
    let trust = place.write("root.pem", &authority.trusted());
    let nobody = place.spoor(&["stamp", "http://127.0.0.1:1/", "--trust", &trust]);
    let told = String::from_utf8_lossy(&nobody.stderr).into_owned();
    assert!(!nobody.status.success() && told.contains("did not answer"), "{told}");
    assert_eq!(place.json(&["stamp"]), serde_json::json!([]));

    let (at, serving) = authority.serve();
    let url = format!("http://{at}/");
    let stamp = place.json(&["stamp", &url, "--trust", &trust]);
    serving.join().unwrap();
    assert_eq!(stamp["authority"], "CN=Stamps,O=Office of Tests");
    let listed = place.json(&["stamp"]);
    assert_eq!(
        (listed[0]["serial"].clone(), listed.as_array().unwrap().len()),
        (stamp["serial"].clone(), 1)
    );
    let words = place.must(0, &["verify"]);
    assert!(words.contains(", 1 time stamps and"), "{words}");

    let folder = place.workspace().join("vault/stamps");
    let name = format!("{}.tsr", listed[0]["name"].as_str().unwrap());
    let mut answer = fs::read(folder.join(&name)).unwrap();
    let last = answer.len() - 1;
    answer[last] ^= 1;
    fs::write(folder.join(&name), answer).unwrap();
    let words = place.must(1, &["stamp"]);
    assert!(words.contains("does not hold"), "{words}");
    let words = place.must(1, &["verify"]);
    assert!(words.contains("stamps/"), "{words}");
}
