//! Who sees which source, and what goes for good.

use super::beside::{json, until};
use super::cases::{grep, open, send};
use super::*;
use serde_json::json as value;

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

/// A telephone number that an actor shows, and the lead with the actor's adverts.
fn dialled(eva: &mut Browser) -> (String, String) {
    for lead in leads(&eva.get("/inbox")) {
        let told = json(&eva.get(&format!("/api/lead/{lead}")));
        let told = json(&eva.get(&format!("/api/actor/{}", told["actor_id"].as_str().unwrap())));
        let shown = told["selectors"]["shown"].as_array().unwrap().iter();
        let mut phones = shown.filter(|s| s["kind"] == "phone");
        if let Some(phone) = phones.next() {
            return (phone["value"].as_str().unwrap().to_owned(), lead);
        }
    }
    panic!("no lead shows a number");
}

#[test]
fn what_people_wrote_or_keep_goes_with_the_value_and_nothing_else_of_theirs() {
    let mut server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut ria = server.invited(&mut sam, "reviewer", "ria", "investigation");
    let (phone, lead) = dialled(&mut eva);
    let digits = phone.trim_start_matches('+');
    let spelt = format!("00{} ({}) {}", &digits[..2], &digits[2..4], &digits[4..]);
    let apart: Vec<String> = digits.chars().map(String::from).collect();
    let dotted = format!("+{}", apart.join("."));

    let title = format!("who is {spelt}");
    open(&mut eva, &title, &lead);
    for text in [&*format!("calls from {dotted}"), &phone, "nothing of anybody's"] {
        assert_eq!(send(&mut eva, "/case/C-1/note", &[("text", text)]).status, 303);
    }
    let due = super::cases::day(3);
    let task = format!("ring {phone} back");
    let fields = [("text", task.as_str()), ("to", "eva"), ("due", &due)];
    assert_eq!(send(&mut eva, "/case/C-1/task", &fields).status, 303);
    assert_eq!(send(&mut eva, "/search/save", &[("q", &spelt)]).status, 303);
    assert_eq!(send(&mut eva, "/search/save", &[("q", "balcony")]).status, 303);
    let muted = [("value", &*format!("phone {phone}")), ("why", "an agency's")];
    assert_eq!(send(&mut ria, &format!("/lead/{lead}/mute"), &muted).status, 303);
    // A contest of two adverts that stay, with words that name the number.
    let mentions = server.command(&["export", "mentions"]);
    let goes = |id: &str| mentions.lines().any(|l| l.contains(id) && l.contains(&phone));
    let mut stay = Vec::new();
    for other in leads(&eva.get("/inbox")) {
        let told = json(&eva.get(&format!("/api/lead/{other}")));
        let id = told["adverts"][0]["advert_id"].as_str().unwrap().to_owned();
        stay.extend(Some(id).filter(|id| !goes(id)));
    }
    let why = format!("one of them is {spelt}'s");
    let fields = [("a", stay[0].as_str()), ("b", &stay[1]), ("says", "apart"), ("why", &why)];
    assert_eq!(send(&mut eva, "/pair/contest", &fields).status, 303);

    let traces = value!([
        ["muted values", 1],
        ["notes of cases", 2],
        ["reasons of contests", 1],
        ["saved searches", 1],
        ["tasks of cases", 1],
        ["titles of cases", 1]
    ]);
    let coded = phone.replace('+', "%2B");
    let told = json(&sam.get(&format!("/api/erasure?what={coded}")));
    assert_eq!(told["preview"]["traces"], traces, "{told}");
    let page = sam.get(&format!("/erasure?what={coded}"));
    assert!(page.text.contains("notes of cases, 2"), "{}", page.text);
    let dry = server.command(&["--json", "erase", &phone, "--dry-run"]);
    let dry: serde_json::Value = serde_json::from_str(&dry).unwrap();
    assert_eq!(
        (&dry["traces"]["notes of cases"], &dry["traces"]["muted values"]),
        (&2.into(), &1.into())
    );

    let asked = send(&mut sam, "/erasure/ask", &[("what", &phone), ("why", "their right")]);
    assert_eq!(asked.status, 303, "{}", asked.text);
    let number = json(&ria.get("/api/erasure"))["waiting"][0]["number"].clone();
    let to = format!("/erasure/{}/confirm", number.as_str().unwrap());
    assert_eq!(send(&mut ria, &to, &[]).status, 303);
    until(
        || {
            let told = json(&sam.get("/api/erasure"));
            let job = told["job"].as_str().unwrap_or_default();
            assert!(!job.contains("failed"), "{job}: {:?}", server.said.lock().unwrap());
            (job.starts_with("erasure ") && job.contains(": done, ")).then_some(())
        },
        "the end of the erasure",
    );
    let case = json(&eva.get("/api/case/C-1"));
    assert_eq!(case["title"]["gone"], "erased");
    assert_eq!(case["tasks"][0]["words"]["gone"], "erased");
    let notes: Vec<_> = (0..3).map(|n| &case["notes"][n]["words"]["text"]).collect();
    assert_eq!(notes, ["", "", "nothing of anybody's"]);
    let told = json(&eva.get("/api/search"));
    let saved: Vec<_> = told["saved"].as_array().unwrap().iter().map(|s| &s["q"]).collect();
    assert_eq!(saved, ["balcony"]);
    assert_eq!(json(&eva.get("/api/muted"))["values"], value!([]));
    // The pages follow the new build a little later.
    let pair = format!("/api/pair?a={}&b={}", stay[0], stay[1]);
    let of_eva = |told: &serde_json::Value| told["contests"][0]["who"] == "eva";
    let said = until(|| Some(json(&eva.get(&pair))).filter(of_eva), "the contest");
    assert_eq!(said["contests"][0]["why"], value!(null));
    let left = format!("/erasure?what={coded}");
    until(|| (sam.get(&left).status == 404).then_some(()), "that nothing is left of it");

    server.verified();
    let vault = server.workspace().join("vault");
    assert!(!grep(&vault, b"their right").is_empty(), "what is there is found");
    for rest in [&phone, digits, &spelt, &dotted] {
        let found = grep(&vault, rest.as_bytes());
        assert!(found.is_empty(), "{rest} is left in {found:?}");
    }
}

#[test]
fn who_asks_for_an_erasure_has_shown_the_second_factor_lately() {
    let server = Server::at_now();
    let mut sam = server.supervisor();
    let source = json(&sam.get("/api/sources"))["sources"][0]["name"].as_str().unwrap().to_owned();
    let what = format!("source:{source}");
    let fields = [("what", &*what), ("why", "the mandate has ended")];
    let asks = |sam: &mut Browser| {
        let page = sam.get(&format!("/erasure?what={what}"));
        assert_eq!(page.status, 200, "{}", page.text);
        sam.post("/erasure/ask", &page, &fields)
    };
    assert_eq!(asks(&mut sam).status, 303);
    // Twenty minutes later the session goes on, and the second factor counts no more.
    let server = server.later(20 * 60_000);
    let cookies = sam.cookies.clone();
    let mut still = server.browser();
    still.cookies = cookies;
    let refused = asks(&mut still);
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("this needs your second factor"), "{}", refused.text);
    let waiting = json(&still.get("/api/erasure"))["waiting"].as_array().unwrap().len();
    assert_eq!(waiting, 1, "nothing was asked");
    // It is shown again without signing out; a wrong code does nothing, a used one neither.
    assert!(refused.text.contains("href=\"/code\""), "{}", refused.text);
    let page = still.get("/code");
    let wrong = still.post("/code", &page, &[("code", "000000")]);
    assert!(wrong.status == 200 && wrong.text.contains("not right"), "{}", wrong.text);
    assert_eq!(asks(&mut still).status, 403);
    let before = still.cookies.clone();
    sam.ahead = 20 * 60_000;
    let code = sam.code();
    let shown = still.post("/code", &page, &[("code", &code)]);
    assert_eq!((shown.status, shown.location.as_str()), (303, "/"), "{}", shown.text);
    assert_eq!(asks(&mut still).status, 303, "the purpose is as it was");
    let page = still.get("/code");
    let used = still.post("/code", &page, &[("code", &code)]);
    assert!(used.text.contains("not right"), "{}", used.text);
    // The session of before is no session any more.
    let mut old = server.browser();
    old.cookies = before;
    assert_eq!(old.get("/inbox").location, "/sign-in");
    // Whoever signs in again shows it again.
    let mut again = sam.returns(&server.origin, 20 * 60_000, "supervision");
    assert_eq!(asks(&mut again).status, 303);
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
