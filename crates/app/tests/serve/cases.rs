//! Cases: who sees them, what is done in them, and what goes.

use super::*;
use serde_json::Value;

pub fn data(browser: &mut Browser, path: &str) -> Value {
    let page = browser.get(path);
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    serde_json::from_str(&page.text).unwrap()
}

/// A day so many days from now.
pub fn day(days: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let at = chrono::DateTime::from_timestamp(now.as_secs() as i64 + days * 86_400, 0).unwrap();
    at.format("%Y-%m-%d").to_string()
}

/// Sends a form from the page of cases.
pub fn send(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.get("/state");
    browser.post(path, &page, fields)
}

/// Opens a case; its name.
pub fn open(browser: &mut Browser, title: &str, lead: &str) -> String {
    let review = day(90);
    let fields =
        [("title", title), ("purpose", "investigation"), ("review", &review), ("lead", lead)];
    let done = send(browser, "/cases", &fields);
    assert_eq!(done.status, 303, "{}", done.text);
    done.location.strip_prefix("/case/").unwrap().to_owned()
}

#[test]
fn a_case_is_opened_worked_in_reviewed_closed_and_its_words_go() {
    let mut server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut ria = server.invited(&mut sam, "reviewer", "ria", "investigation");
    let all = leads(&eva.get("/inbox"));
    let hostile = "\"'><script>alert(1)</script>\u{202e}\u{0}{{7*7}}";
    let case = open(&mut eva, hostile, &all[0]);
    assert_eq!(case, "C-1");
    let path = format!("/case/{case}");
    let page = eva.get(&path);
    assert!(page.text.contains("alert(1)") && page.text.contains("{{7*7}}"), "{}", page.text);
    assert!(!page.text.contains("<script>alert") && !page.text.contains('\u{202e}'));

    // What is missing or wrong is said, and nothing is opened.
    for (field, bad, told) in [
        ("title", "  ", "the title is empty"),
        ("title", &"x".repeat(121), "at most 120"),
        ("purpose", "audit", "no purpose of casework"),
        ("purpose", "curiosity", "no purpose of casework"),
        ("review", &day(0), "is no day from"),
        ("review", &day(800), "is no day from"),
        ("review", "soon", "is no day from"),
        ("lead", "L-none", "there is no lead"),
    ] {
        let review = day(90);
        let mut fields =
            vec![("title", "t"), ("purpose", "support"), ("review", review.as_str()), ("lead", "")];
        fields.iter_mut().filter(|(f, _)| *f == field).for_each(|(_, value)| *value = bad);
        let done = send(&mut eva, "/cases", &fields);
        assert!(done.status >= 400 && done.text.contains(told), "{field} {bad}: {}", done.text);
    }
    assert_eq!(data(&mut eva, "/api/cases")["cases"].as_array().unwrap().len(), 1);

    // A second lead, once; one that is not there not at all.
    assert_eq!(send(&mut eva, &format!("{path}/lead"), &[("lead", &all[1])]).status, 303);
    assert_eq!(send(&mut eva, &format!("/lead/{}/case", all[1]), &[("case", "C-1")]).status, 303);
    assert_eq!(send(&mut eva, &format!("{path}/lead"), &[("lead", "L-none")]).status, 404);
    let to = send(&mut eva, &format!("/lead/{}/case", all[2]), &[("case", "new")]).location;
    assert!(eva.get(&to).text.contains(&format!("It begins with lead {}", all[2])), "{to}");
    let view = data(&mut eva, "/api/case/C-1");
    let held: Vec<_> = view["leads"].as_array().unwrap().iter().map(|l| &l["lead_id"]).collect();
    assert_eq!(held, [all[0].as_str(), all[1].as_str()]);
    assert!(!view["leads"][0]["for_it"].as_array().unwrap().is_empty());
    assert_eq!(view["basis"].as_str().unwrap().find("Directive (EU) 2016/680"), Some(0));

    // Ria is let in by its owner alone; a name that is none is not.
    let people = format!("{path}/people");
    assert_eq!(send(&mut ria, &people, &[("act", "let-in"), ("name", "ria")]).status, 403);
    assert_eq!(send(&mut eva, &people, &[("act", "let-in"), ("name", "nobody")]).status, 422);
    assert_eq!(send(&mut eva, &people, &[("act", "park"), ("name", "ria")]).status, 422);
    let task = [("text", "read <b>them</b>"), ("to", "ria"), ("due", &day(7))];
    let early = send(&mut eva, &format!("{path}/task"), &task);
    assert!(early.status == 422 && early.text.contains("is no member"), "{}", early.text);
    assert_eq!(send(&mut eva, &people, &[("act", "let-in"), ("name", " Ria ")]).status, 303);
    assert_eq!(send(&mut eva, &people, &[("act", "let-out"), ("name", "eva")]).status, 422);
    assert_eq!(send(&mut eva, &format!("{path}/task"), &task).status, 303);
    let secret = "call +31 97 0123 4567, says <img src=x>";
    assert_eq!(send(&mut ria, &format!("{path}/note"), &[("text", secret)]).status, 303);
    let view = data(&mut ria, "/api/case/C-1");
    assert_eq!(view["notes"][0]["words"]["text"], secret);
    assert_eq!(view["tasks"][0]["person"], "ria");
    let seq = view["tasks"][0]["seq"].to_string();
    assert_eq!(send(&mut ria, &format!("{path}/done"), &[("seq", &seq)]).status, 303);
    assert_eq!(send(&mut ria, &format!("{path}/done"), &[("seq", &seq)]).status, 404, "once");
    let page = ria.get(&path);
    assert!(page.text.contains("&lt;img") || page.text.contains("&#60;img"), "{}", page.text);
    assert!(!page.text.contains("<img") && !page.text.contains("<b>them"));
    assert!(page.text.contains("did the task of line") && page.text.contains("let ria in"));

    // Erased by who wrote it or who owns the case; the page says so, the log keeps the digest.
    let note = data(&mut ria, "/api/case/C-1")["notes"][0]["seq"].to_string();
    assert_eq!(send(&mut ria, &format!("{path}/erase"), &[("what", "title")]).status, 403);
    assert_eq!(send(&mut ria, &format!("{path}/erase"), &[("what", "999999")]).status, 404);
    assert_eq!(send(&mut eva, &format!("{path}/erase"), &[("what", &note)]).status, 303);
    let view = data(&mut ria, "/api/case/C-1");
    assert_eq!(view["notes"][0]["words"]["gone"], "erased");
    assert_eq!(view["notes"][0]["words"]["text"], "");
    assert!(ria.get(&path).text.contains("<em>erased</em>"));

    // It goes on, ends, takes nothing more, and is opened again.
    assert_eq!(send(&mut ria, &format!("{path}/review"), &[("review", &day(100))]).status, 403);
    assert_eq!(send(&mut eva, &format!("{path}/review"), &[("review", &day(100))]).status, 303);
    assert_eq!(data(&mut eva, "/api/case/C-1")["review"], day(100));
    let close = |outcome, days| [("outcome", outcome), ("keep_days", days)];
    let to = format!("{path}/close");
    assert_eq!(send(&mut eva, &to, &close("because", "10")).status, 422);
    assert_eq!(send(&mut eva, &to, &close("handed on", "99999")).status, 422);
    assert_eq!(send(&mut eva, &to, &close("handed on", "10")).status, 303);
    let closed = send(&mut ria, &format!("{path}/note"), &[("text", "more")]);
    assert!(closed.status == 422 && closed.text.contains("C-1 is closed"), "{}", closed.text);
    assert!(data(&mut eva, "/api/cases")["cases"].as_array().unwrap().is_empty());
    assert_eq!(data(&mut eva, "/api/cases?closed=yes")["cases"][0]["outcome"], "handed on");
    assert_eq!(send(&mut eva, &to, &close("reopen", "")).status, 303);
    assert_eq!(send(&mut eva, &to, &close("opened by mistake", "0")).status, 303);
    assert_eq!(data(&mut eva, "/api/case/C-1")["title"]["gone"], "erased", "kept for no day");

    // The words are nowhere in the log, and the log is whole. What has expired goes by now and then,
    // and at once when somebody takes up a lead.
    eva.get(&format!("/lead/{}", all[0]));
    let told: Value = serde_json::from_str(&server.ended(&["verify", "--json"])).unwrap();
    assert_eq!(told["problems"], serde_json::json!([]), "{told}");
    for word in ["0123 4567", "alert(1)", "them</b>"] {
        let found = grep(&server.workspace.join("vault"), word.as_bytes());
        assert!(found.is_empty(), "{word:?} is left in {found:?}");
    }
}

/// Files below a folder that hold these bytes.
pub fn grep(dir: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(grep(&path, bytes));
        } else if std::fs::read(&path).unwrap().windows(bytes.len()).any(|w| w == bytes) {
            found.push(path);
        }
    }
    found
}

#[test]
fn a_case_is_its_members_whatever_is_in_the_address_or_the_form() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut tom = server.invited(&mut sam, "analyst", "tom", "investigation");
    let mut ada = server.invited(&mut sam, "auditor", "ada", "audit");
    let all = leads(&eva.get("/inbox"));
    open(&mut eva, "north coast", &all[0]);
    open(&mut tom, "south coast", "");
    assert_eq!(send(&mut eva, "/case/C-1/note", &[("text", "evas words")]).status, 303);
    let note = data(&mut eva, "/api/case/C-1")["notes"][0]["seq"].to_string();
    let given = [("text", "evas task"), ("to", "eva"), ("due", &day(3))];
    assert_eq!(send(&mut eva, "/case/C-1/task", &given).status, 303);
    let task = data(&mut eva, "/api/case/C-1")["tasks"][0]["seq"].to_string();

    // Who is no member reads nothing and does nothing, on the page or with a form.
    let refused = tom.get("/case/C-1");
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("only the members of a case"), "{}", refused.text);
    assert!(refused.text.contains("supervisor") && !refused.text.contains("north coast"));
    assert_eq!(tom.get("/api/case/C-1").status, 403);
    for (path, fields) in [
        ("note", vec![("text", "toms words")]),
        ("task", given.to_vec()),
        ("lead", vec![("lead", all[1].as_str())]),
        ("lead", vec![("lead", all[0].as_str()), ("out", "yes")]),
        ("done", vec![("seq", task.as_str())]),
        ("people", vec![("act", "let-in"), ("name", "tom")]),
        ("people", vec![("act", "case-owner"), ("name", "tom")]),
        ("review", vec![("review", "2027-01-01")]),
        ("close", vec![("outcome", "handed on"), ("keep_days", "1")]),
        ("erase", vec![("what", note.as_str())]),
    ] {
        let done = send(&mut tom, &format!("/case/C-1/{path}"), &fields);
        assert_eq!(done.status, 403, "{path}: {}", done.text);
    }
    assert_eq!(send(&mut tom, &format!("/lead/{}/case", all[1]), &[("case", "C-1")]).status, 403);
    // In his own case, the ids of another's lead to nothing.
    assert_eq!(send(&mut tom, "/case/C-2/done", &[("seq", &task)]).status, 404);
    assert_eq!(send(&mut tom, "/case/C-2/erase", &[("what", &note)]).status, 404);
    assert_eq!(send(&mut tom, "/case/C-2/lead", &[("lead", &all[0]), ("out", "yes")]).status, 404);
    for odd in ["C-3", "C-01", "c-1", "1", "C-1%20", "C-99999999999", "%3Cscript%3E"] {
        let page = tom.get(&format!("/case/{odd}"));
        assert!(page.status == 404 && !page.text.contains("<script>"), "{odd}: {}", page.status);
    }
    // Nothing of it in lists or on leads either.
    assert_eq!(data(&mut tom, "/api/cases")["cases"].as_array().unwrap().len(), 1);
    let lead = data(&mut tom, &format!("/api/lead/{}", all[0]));
    assert_eq!(lead["cases"].as_array().unwrap().iter().filter(|c| c["case"] == "C-1").count(), 0);
    let lead = data(&mut eva, &format!("/api/lead/{}", all[0]));
    assert_eq!(
        (&lead["cases"][0]["case"], &lead["cases"][0]["holds"]),
        (&"C-1".into(), &true.into())
    );
    assert_eq!(ada.get("/case/C-1").status, 403);
    assert_eq!(ada.get("/cases").status, 403);
    // Nothing was changed by any of it.
    let view = data(&mut eva, "/api/case/C-1");
    assert_eq!(view["members"], serde_json::json!(["eva"]));
    assert_eq!(view["notes"][0]["words"]["text"], "evas words");
    assert_eq!(view["notes"].as_array().unwrap().len(), 1);
    assert_eq!(view["tasks"][0]["done"], Value::Null);
    assert_eq!(view["leads"].as_array().unwrap().len(), 1);

    // A supervisor looks in, and writes only for a purpose of casework.
    assert_eq!(sam.get("/case/C-1").status, 200);
    assert_eq!(send(&mut sam, "/case/C-1/note", &[("text", "x")]).status, 403);
    sam.state("investigation");
    assert_eq!(
        send(&mut sam, "/case/C-1/people", &[("act", "let-in"), ("name", "tom")]).status,
        303
    );
    assert_eq!(tom.get("/case/C-1").status, 200);
    assert_eq!(send(&mut tom, "/case/C-1/erase", &[("what", &note)]).status, 403, "not his words");
    assert_eq!(
        send(&mut sam, "/case/C-1/people", &[("act", "let-out"), ("name", "tom")]).status,
        303
    );
    assert_eq!(tom.get("/case/C-1").status, 403);
    // Each refusal and each look is in the log.
    let log = data(&mut ada, "/api/audit?who=tom&about=refused:%20view_lead%20Case%20C-1");
    assert!(log["lines"].as_array().unwrap().len() >= 3, "{log}");
    let log = data(&mut ada, "/api/audit?who=eva&about=Case%20C-1%20with");
    assert!(log["lines"][0]["what"].as_str().unwrap().contains(&all[0]), "{log}");
}

/// Every lead that shares an identifier with one in a case says so, and names what; the tables are the
/// oracle.
#[test]
fn a_lead_names_the_cases_that_share_an_identifier_with_it() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let rows = |table: &str| -> Vec<Value> {
        let done = Command::new(env!("CARGO_BIN_EXE_spoor"))
            .args(["export", table, "--workspace"])
            .arg(country())
            .output()
            .unwrap();
        let text = String::from_utf8(done.stdout).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let pair = |row: &Value| (row["kind"].to_string(), row["value"].to_string());
    let damped: Vec<_> = rows("damped").iter().map(pair).collect();
    let mut lead_of = std::collections::BTreeMap::new();
    for lead in rows("leads") {
        for advert in lead["advert_ids"].as_array().unwrap() {
            lead_of.insert(advert.to_string(), lead["lead_id"].as_str().unwrap().to_owned());
        }
    }
    let mut shown = std::collections::BTreeMap::new();
    for row in &rows("selectors") {
        if let Some(lead) = lead_of.get(&row["advert_id"].to_string()) {
            let of: &mut std::collections::BTreeSet<_> = shown.entry(pair(row)).or_default();
            of.insert(lead.clone());
        }
    }
    let shared = shown.values().find(|leads| leads.len() > 1).expect("two leads share a number");
    let two: Vec<String> = shared.iter().take(2).cloned().collect();
    let case = open(&mut eva, "one of two", &two[0]);
    let other = data(&mut eva, &format!("/api/lead/{}", two[1]));
    let like = &other["cases"][0];
    let want = shown.values().filter(|l| l.contains(&two[0]) && l.contains(&two[1])).count();
    assert_eq!((&like["case"], &like["holds"]), (&case.clone().into(), &false.into()));
    assert_eq!(like["shared"], want);
    let named = like["shares"][0].as_str().unwrap();
    let weak = shown.iter().find(|(_, l)| l.contains(&two[0]) && l.contains(&two[1])).unwrap().0;
    assert_eq!(named.ends_with("(strangers share it too)"), damped.contains(weak), "{named}");
    let page = eva.get(&format!("/lead/{}", two[1])).text;
    assert!(page.contains(&format!("Like case <a href=\"/case/{case}\">")) && page.contains(named));
    let own = data(&mut eva, &format!("/api/lead/{}", two[0]));
    assert_eq!((&own["cases"][0]["holds"], &own["cases"][0]["shared"]), (&true.into(), &0.into()));
}

#[test]
fn a_case_whose_review_has_passed_says_so_everywhere_and_takes_nothing_before_it_is_done() {
    let server = Server::at_now();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let lead = leads(&eva.get("/inbox"))[0].clone();
    open(&mut eva, "one to come back to", &lead);
    assert_eq!(send(&mut eva, "/case/C-1/review", &[("review", &day(2))]).status, 303);
    assert_eq!(data(&mut eva, "/api/cases")["cases"][0]["overdue"], false);

    // Four days later.
    let ahead = 4 * 86_400_000;
    let server = server.later(ahead);
    let mut eva = eva.returns(&server.origin, ahead, "investigation");
    assert_eq!(data(&mut eva, "/api/cases")["cases"][0]["overdue"], true);
    assert!(eva.get("/cases").text.contains("overdue"));
    let home = eva.get("/").text;
    assert!(home.contains("/case/C-1") && home.contains("overdue"), "{home}");
    let page = eva.get("/case/C-1").text;
    assert!(page.contains("The day of review has passed."), "{page}");
    let fields =
        [("to", "Police of Example"), ("purpose", "investigation"), ("audience", "police")];
    for (path, fields) in [
        ("note", &[("text", "more")][..]),
        ("lead", &[("lead", lead.as_str())]),
        ("refer", &fields),
    ] {
        let done = send(&mut eva, &format!("/case/C-1/{path}"), fields);
        assert_eq!(done.status, 422, "{path}");
        assert!(done.text.contains("the review of C-1 was due on"), "{}", done.text);
    }
    assert_eq!(send(&mut eva, "/case/C-1/review", &[("review", &day(30))]).status, 303);
    assert_eq!(data(&mut eva, "/api/cases")["cases"][0]["overdue"], false);
    assert_eq!(send(&mut eva, "/case/C-1/note", &[("text", "more")]).status, 303);
}
