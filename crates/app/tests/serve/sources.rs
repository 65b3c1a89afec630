//! Who sees which source, and what goes for good.

use super::beside::{json, until};
use super::*;

/// The source that the first lead's first advert comes from.
fn first(eva: &mut Browser) -> (String, serde_json::Value) {
    let lead = leads(&eva.get("/inbox"))[0].clone();
    let view = json(&eva.get(&format!("/api/lead/{lead}")));
    (lead, view["adverts"][0].clone())
}

#[test]
fn a_restricted_source_is_seen_by_those_who_are_cleared() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let page = eva.get("/sources");
    assert!(page.text.contains("Legal basis") && !page.text.contains("Change who may see"));
    let (lead, advert) = first(&mut eva);
    let source = advert["source"].as_str().unwrap();
    let to = format!("/sources/{source}/restrict");
    let page = eva.get("/inbox");
    let fields = [("restricted", "yes"), ("why", "an informant's site")];
    assert_eq!(eva.post(&to, &page, &fields).status, 403);
    let page = sam.get("/sources");
    assert_eq!(sam.post(&to, &page, &[("restricted", "yes")]).status, 422, "without a reason");
    assert_eq!(sam.post("/sources/none/restrict", &page, &fields).status, 404);
    assert_eq!(sam.post(&to, &page, &fields).status, 303);
    assert!(!leads(&eva.get("/inbox")).contains(&lead));
    let refused = eva.get(&format!("/lead/{lead}"));
    assert!(refused.status == 403 && refused.text.contains("cleared for it"), "{}", refused.text);
    let found = json(&eva.get(&format!("/api/search?q=source:{source}")));
    assert_eq!(found["found"], 0);
    // Cleared by somebody else; nobody clears themselves.
    let clear = format!("/sources/{source}/clear");
    let page = sam.get("/sources");
    assert_eq!(sam.post(&clear, &page, &[("name", "sam"), ("cleared", "yes")]).status, 403);
    assert_eq!(sam.post(&clear, &page, &[("name", "nobody"), ("cleared", "yes")]).status, 404);
    assert_eq!(sam.post(&clear, &page, &[("name", "eva"), ("cleared", "yes")]).status, 303);
    assert_eq!(eva.get(&format!("/lead/{lead}")).status, 200);
    let told = json(&sam.get("/api/sources"));
    let of = told["sources"].as_array().unwrap().iter().find(|s| s["name"] == source).unwrap();
    assert_eq!((&of["restricted"], &of["cleared"][0]), (&true.into(), &"eva".into()));
    assert!(of["exhibits"].as_u64().unwrap() > 0 && of["first_expiry"].is_string());
    assert_eq!(sam.post(&clear, &page, &[("name", "eva"), ("cleared", "no")]).status, 303);
    assert_eq!(eva.get(&format!("/lead/{lead}")).status, 403);
    let page = sam.get("/sources");
    let fields = [("restricted", "no"), ("why", "no longer needed")];
    assert_eq!(sam.post(&to, &page, &fields).status, 303);
    assert_eq!(eva.get(&format!("/lead/{lead}")).status, 200);
}

#[test]
fn erasure_shows_what_goes_takes_two_and_leaves_nothing_but_a_tombstone() {
    let mut server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut ria = server.invited(&mut sam, "reviewer", "ria", "investigation");
    let (lead, advert) = first(&mut eva);
    let id = advert["advert_id"].as_str().unwrap().to_owned();
    let phone = advert["pieces"].as_array().unwrap().iter().find(|p| p["kind"] == "phone");
    let spelt = phone.expect("it has a number")["text"].as_str().unwrap().to_owned();
    assert_eq!(eva.get(&format!("/erasure?what={id}")).status, 403);
    assert_eq!(ria.get(&format!("/erasure?what={id}")).status, 403, "nobody asked for it yet");
    let shown = sam.get(&format!("/erasure?what={id}"));
    assert!(shown.text.contains(&format!("href=\"/lead/{lead}\"")), "{}", shown.text);
    assert_eq!(sam.get("/erasure?what=no-such-thing").status, 404);
    let page = sam.get("/erasure");
    let asked = sam.post("/erasure/ask", &page, &[("what", &id), ("why", "order of a court")]);
    assert_eq!(asked.status, 303);
    let number = |b: &mut Browser| {
        let view = json(&b.get("/api/erasure"));
        view["waiting"]
            .as_array()
            .unwrap()
            .iter()
            .map(|w| w["number"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let waiting = number(&mut sam);
    assert_eq!(waiting.len(), 1);
    let to = format!("/erasure/{}/confirm", waiting[0]);
    let page = sam.get("/erasure");
    let own = sam.post(&to, &page, &[]);
    assert!(own.status == 403 && own.text.contains("second person"), "{}", own.text);
    let page = eva.get("/inbox");
    assert_eq!(eva.post(&to, &page, &[]).status, 403);
    assert_eq!(ria.get(&format!("/erasure?what={id}")).status, 200, "now she may look");
    let page = ria.get("/erasure");
    assert_eq!(ria.post(&to, &page, &[]).status, 303);
    assert_eq!(ria.post(&to, &page, &[]).status, 404, "once");
    until(
        || {
            let told = json(&sam.get("/api/erasure"));
            let job = told["job"].as_str().unwrap_or_default();
            assert!(!job.contains("failed"), "{job}: {:?}", server.said.lock().unwrap());
            job.contains("done, 1 exhibits").then_some(())
        },
        "the end of the erasure",
    );
    until(
        || {
            let page = eva.get(&format!("/api/lead/{lead}"));
            (!page.text.contains(&id)).then_some(())
        },
        "the leads without it",
    );
    // What was erased is in no request and no line of the log, under no name.
    let log = server.workspace().join("vault/log");
    server.ended(&["verify"]);
    let mut files = vec![log, server.workspace().join("vault/casebook.sqlite")];
    let mut seen = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(path).unwrap().map(|f| f.unwrap().path()));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let has = |needle: &str| bytes.windows(needle.len()).any(|w| w == needle.as_bytes());
        seen += usize::from(has("ask-erasure"));
        assert!(!has(&spelt), "{} in {}", spelt, path.display());
    }
    assert!(seen > 0, "the request is in the log");
}

#[test]
fn a_request_can_be_taken_back_and_what_expires_goes_by_itself() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut ria = server.invited(&mut sam, "reviewer", "ria", "investigation");
    let page = sam.get("/erasure");
    let source = json(&sam.get("/api/sources"))["sources"][0]["name"].as_str().unwrap().to_owned();
    let what = format!("source:{source}");
    sam.post("/erasure/ask", &page, &[("what", &what), ("why", "the mandate has ended")]);
    let waiting = json(&ria.get("/api/erasure"))["waiting"].clone();
    let number = waiting[0]["number"].as_str().unwrap();
    let page = ria.get("/erasure");
    assert_eq!(ria.post(&format!("/erasure/{number}/drop"), &page, &[]).status, 303);
    let page = ria.get("/erasure");
    assert_eq!(ria.post(&format!("/erasure/{number}/confirm"), &page, &[]).status, 404);
    assert!(page.text.contains("Nothing waits."));
    until(
        || {
            let job = json(&sam.get("/api/sources"))["job"].clone();
            job.as_str().is_some_and(|j| j.contains("retention periods: done, 0")).then_some(())
        },
        "the daily round",
    );
}
