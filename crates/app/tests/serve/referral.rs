//! Referrals: one person asks, another releases, the package is checked by the command line.

use super::*;
use serde_json::Value;

#[test]
fn one_asks_another_releases_and_the_package_holds() {
    let mut server = Server::start();
    let mut sam = server.supervisor();
    sam.state("investigation");
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut ada = server.invited(&mut sam, "auditor", "ada", "audit");
    let lead = leads(&eva.get("/inbox"))[0].clone();

    let fields =
        [("to", "Police of Example"), ("purpose", "investigation"), ("audience", "police")];
    let page = eva.get(&format!("/lead/{lead}"));
    assert!(page.text.contains("Ask for the referral"));
    let path = format!("/lead/{lead}/refer");
    // Every word is needed, and the purpose is one of casework.
    for (at, wrong) in [(0, " "), (1, "audit"), (2, "press")] {
        let mut fields = fields;
        fields[at].1 = wrong;
        assert_eq!(eva.post(&path, &page, &fields).status, 422, "{fields:?}");
    }
    assert_eq!(eva.post("/lead/L-none/refer", &page, &fields).status, 404);
    assert_eq!(eva.post(&path, &page, &fields).location, "/referrals");
    let told: Value = serde_json::from_str(&eva.get("/api/referrals").text).unwrap();
    let one = &told["referrals"][0];
    assert_eq!((&one["lead_id"], &one["asked_by"]), (&lead.as_str().into(), &"eva".into()));
    assert_eq!(one["released_by"], Value::Null);
    let seq = one["seq"].to_string();
    let (release, package) =
        (format!("/referrals/{seq}/release"), format!("/referrals/{seq}/package"));

    // Nothing leaves before the release, and who asked, or may not, does not release.
    assert_eq!(eva.get(&package).status, 422);
    let page = eva.get("/referrals");
    assert!(page.text.contains("waits for somebody else"));
    let refused = eva.post(&release, &page, &[]);
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("somebody else than who proposed it"), "{}", refused.text);
    let page = ada.get("/state");
    assert_eq!(ada.post(&release, &page, &[]).status, 403);
    let page = sam.get("/referrals");
    assert_eq!(sam.post("/referrals/999999/release", &page, &[]).status, 404);
    assert_eq!(sam.post(&release, &page, &[]).location, "/referrals");
    assert_eq!(sam.post(&release, &page, &[]).status, 422, "once");

    // Whoever may export can fetch it; an auditor may not.
    assert_eq!(ada.get(&package).status, 403);
    let fetched = eva.get(&package);
    assert_eq!(fetched.status, 200, "{}", fetched.text);
    assert_eq!(fetched.headers["content-type"], "application/zip");
    assert!(fetched.headers["content-disposition"].contains(&format!("referral-{lead}-{seq}.zip")));
    assert_eq!(fetched.headers["cache-control"], "no-store");
    let page = sam.get("/referrals");
    let own = sam.post(&path, &page, &fields);
    assert_eq!(own.location, "/referrals");
    let told: Value = serde_json::from_str(&sam.get("/api/referrals").text).unwrap();
    let own = format!("/referrals/{}/release", told["referrals"][0]["seq"]);
    let page = sam.get("/referrals");
    assert_eq!(sam.post(&own, &page, &[]).status, 403, "a supervisor's own needs another too");

    let audit = ada.get("/audit?who=eva");
    assert!(audit.text.contains(&format!("fetched the package of referral {seq}")));
    let key = told["key"].as_str().unwrap().to_owned();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &fetched.bytes).unwrap();
    let said = server.ended(&["verify", "--key", &key, &file.path().display().to_string()]);
    assert!(said.contains("eva asked, sam released; both stand in the custody log"), "{said}");
}
