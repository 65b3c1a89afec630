//! Referrals: one person asks, another releases, the package is checked by the command line.

use super::beside::json;
use super::cases::{open, send};
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

/// The leads that a package names; its files are stored as they are.
fn named(package: &[u8]) -> String {
    let text = String::from_utf8_lossy(package);
    let line = text.lines().find_map(|l| l.strip_prefix("External-Identifier: "));
    line.expect("it names its leads").trim().to_owned()
}

#[test]
fn a_case_leaves_in_one_package_with_the_leads_that_it_held_when_it_was_asked_for() {
    let mut server = Server::start();
    let mut sam = server.supervisor();
    sam.state("investigation");
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut tom = server.invited(&mut sam, "analyst", "tom", "investigation");
    let all = leads(&eva.get("/inbox"));
    assert_eq!(open(&mut eva, "two of them", &all[0]), "C-1");
    send(&mut eva, "/case/C-1/lead", &[("lead", &all[1])]);
    open(&mut eva, "nothing in it", "");
    let fields =
        [("to", "Police of Example"), ("purpose", "investigation"), ("audience", "police")];
    assert_eq!(send(&mut tom, "/case/C-1/refer", &fields).status, 403, "he is no member");
    assert_eq!(send(&mut eva, "/case/C-2/refer", &fields).status, 422, "it is empty");
    assert_eq!(send(&mut eva, "/case/C-9/refer", &fields).status, 404);
    assert_eq!(send(&mut eva, "/case/C-1/refer", &[("to", "x")]).status, 422);
    assert!(!eva.get("/case/C-2").text.contains("Refer the case"));
    assert!(eva.get("/case/C-1").text.contains("Its 2 leads that are there now"));
    assert_eq!(send(&mut eva, "/case/C-1/refer", &fields).location, "/referrals");
    // What comes into the case later was not asked for.
    send(&mut eva, "/case/C-1/lead", &[("lead", &all[2])]);
    let told = json(&eva.get("/api/referrals"));
    let one = &told["referrals"][0];
    assert_eq!((&one["case"], &one["leads"]), (&"C-1".into(), &serde_json::json!(all[..2])));
    // Whose case it is not learns nothing of it, and takes nothing with him.
    assert_eq!(json(&tom.get("/api/referrals"))["referrals"], serde_json::json!([]));
    let seq = one["seq"].to_string();
    let package = format!("/referrals/{seq}/package");
    let release = format!("/referrals/{seq}/release");
    assert_eq!(send(&mut eva, &release, &[]).status, 403, "she asked");
    assert_eq!(send(&mut sam, &release, &[]).location, "/referrals");
    assert_eq!(tom.get(&package).status, 403);
    let fetched = eva.get(&package);
    assert_eq!(fetched.status, 200, "{}", fetched.text);
    assert!(fetched.headers["content-disposition"].contains(&format!("referral-C-1-{seq}.zip")));
    assert_eq!(named(&fetched.bytes), all[..2].join(", "));
    let history = json(&eva.get("/api/case/C-1"))["history"].to_string();
    assert!(history.contains("asked that its 2 leads be referred to Police of"), "{history}");
    let end = [("outcome", "handed on"), ("keep_days", "10")];
    assert_eq!(send(&mut eva, "/case/C-1/close", &end).status, 303);
    assert_eq!(send(&mut eva, "/case/C-1/refer", &fields).status, 422, "it is closed");
    assert_eq!(
        send(&mut eva, "/case/C-1/close", &[("outcome", "reopen"), ("keep_days", "")]).status,
        303
    );

    let key = told["key"].as_str().unwrap().to_owned();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &fetched.bytes).unwrap();
    let path = file.path().display().to_string();
    let said = server.ended(&["verify", "--key", &key, &path]);
    assert!(said.contains("eva asked, sam released; both stand in the custody log"), "{said}");
    // The command line does the same, and one for support stays lean.
    let people =
        ["--as", "Ann", "--released-by", "Ben", "--purpose", "support", "--to", "Helpline"];
    for (audience, leads) in [("police", 3), ("support", 3)] {
        let refer = ["refer", "--case", "C-1", "--for", audience, "-o", &path];
        let said = server.command(&[&refer[..], &people].concat());
        assert!(said.contains("referral-C-1-"), "{said}");
        assert!(server.command(&["verify", "--key", &key, &path]).contains("good: "));
        let bytes = std::fs::read(file.path()).unwrap();
        assert_eq!(named(&bytes).split(", ").count(), leads);
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(text.contains("exhibits.warc.gz"), audience == "police");
        assert_eq!(text.contains("adverts.csv"), audience == "police");
    }
}
