//! Who is let in, and to what.

use super::browser::password;
use super::*;
use serde_json::Value;

#[test]
fn the_first_link_works_once_and_a_stolen_cookie_of_before_is_worth_nothing() {
    let server = Server::start();
    let mut sam = server.browser();
    let page = sam.get(&server.link);
    let planted = sam.cookies.clone();
    // What is wrong is said, and uses nothing up.
    let wrong = sam.post(
        &server.link,
        &page,
        &[("name", "s"), ("password", "password1234"), ("again", "x"), ("code", "000000")],
    );
    for said in ["2 to 40 letters", "not the same", "guessed first", "authenticator is not right"] {
        assert!(wrong.text.contains(said), "{said}: {}", wrong.text);
    }
    sam.join(&server.link, "sam");
    assert_eq!(sam.get("/inbox").status, 403, "no purpose is stated");
    sam.state("supervision");
    assert_eq!(sam.get("/inbox").status, 200);
    // Session fixation: the cookie of before the sign-in opens nothing.
    let mut thief = server.browser();
    thief.cookies = planted;
    assert_eq!(thief.get("/inbox").location, "/sign-in");
    assert_eq!(thief.get(&server.link).status, 404, "the link was used");
}

#[test]
fn signing_in_takes_all_three_and_a_code_works_once() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let page = sam.get("/inbox");
    assert_eq!(sam.post("/sign-out", &page, &[]).location, "/sign-in");
    assert_eq!(sam.get("/inbox").location, "/sign-in");
    let code = sam.code();
    let word = password("sam");
    let mut tried = |name: &str, word: &str, code: &str| {
        let page = sam.get("/sign-in");
        sam.post("/sign-in", &page, &[("name", name), ("password", word), ("code", code)])
    };
    for (name, word, code) in [
        ("sam", word.as_str(), "000000"),
        ("sam", "seven green kettles whistle for tom", &code),
        ("tom", &word, &code),
    ] {
        let page = tried(name, word, code);
        assert!(page.status == 200 && page.text.contains("is not right"), "{name} {}", page.text);
    }
    assert_eq!(tried(" Sam ", &word, &code).location, "/state");
    let mut second = server.browser();
    let page = second.get("/sign-in");
    let fields = [("name", "sam"), ("password", word.as_str()), ("code", code.as_str())];
    let again = second.post("/sign-in", &page, &fields);
    assert!(again.text.contains("is not right"), "a code works once");
    // Guessing costs time, and then the door is shut to the guesser.
    let slow = (0..12).map(|_| {
        let page = second.get("/sign-in");
        second.post("/sign-in", &page, &[("name", "sam"), ("password", "x"), ("code", "1")]).status
    });
    assert!(slow.into_iter().any(|status| status == 429));
}

#[test]
fn a_form_counts_only_from_our_own_page_and_session() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let page = sam.get("/accounts");
    let token = page.token();
    for (site, token, why) in [
        (Some("cross-site"), token.as_str(), "another site"),
        (None, &token, "does not say where it comes from"),
        (Some("same-origin"), "", "open too long"),
        (Some("same-origin"), &"0".repeat(128), "open too long"),
    ] {
        sam.site = site;
        let refused = sam.send("/accounts/invite", &[("token", token), ("role", "analyst")]);
        assert_eq!(refused.status, 403, "{why}");
        assert!(refused.text.contains(why), "{}", refused.text);
    }
    // Another's token does not do either.
    sam.site = Some("same-origin");
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let foreign = eva.get("/inbox").token();
    let refused = sam.send("/accounts/invite", &[("token", &foreign), ("role", "analyst")]);
    assert_eq!(refused.status, 403);
}

/// Every route of the OpenAPI document, with what it answers to whom. A route that is not in the table
/// fails the test, and so does one that is not in the document: then it is not served.
#[test]
fn every_route_answers_every_role_as_the_table_says() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut ria = server.invited(&mut sam, "reviewer", "ria", "investigation");
    let mut ada = server.invited(&mut sam, "auditor", "ada", "audit");
    let mut otto = server.invited(&mut sam, "operator", "otto", "supervision");
    let mut nobody = server.browser();
    let inbox = eva.get("/inbox");
    let lead = leads(&inbox)[0].clone();
    let document: Value = serde_json::from_str(&eva.get("/api/openapi.json").text).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    // Answers to: nobody, analyst, reviewer, supervisor, auditor, operator.
    let table: &[(&str, &str, [u16; 6])] = &[
        ("get", "/", [303, 200, 200, 200, 200, 200]),
        ("get", "/api/home", [401, 200, 200, 200, 200, 200]),
        ("get", "/sign-in", [200; 6]),
        ("get", "/setup/{token}", [404; 6]),
        ("get", "/health", [200; 6]),
        ("get", "/metrics", [200; 6]),
        ("get", "/static/spoor.css", [200; 6]),
        ("get", "/static/keys.js", [200; 6]),
        ("get", "/static/draw.css", [200; 6]),
        ("get", "/static/icon.svg", [200; 6]),
        ("get", "/static/ring.css", [200; 6]),
        ("get", "/static/ring.js", [200; 6]),
        ("get", "/static/map.js", [200; 6]),
        ("get", "/static/photo.js", [200; 6]),
        ("get", "/static/vendor/cytoscape.esm.min.mjs", [200; 6]),
        ("get", "/static/vendor/LICENSE-cytoscape", [200; 6]),
        ("get", "/api/openapi.json", [200; 6]),
        ("get", "/state", [303, 200, 200, 200, 200, 200]),
        ("get", "/code", [303, 200, 200, 200, 200, 200]),
        ("get", "/inbox", [303, 200, 200, 200, 403, 403]),
        ("get", "/api/inbox", [401, 200, 200, 200, 403, 403]),
        ("get", "/lead/{id}", [303, 200, 200, 200, 403, 403]),
        ("get", "/api/lead/{id}", [401, 200, 200, 200, 403, 403]),
        ("get", "/ring/{id}", [303, 404, 404, 404, 403, 403]),
        ("get", "/api/ring/{id}", [401, 404, 404, 404, 403, 403]),
        ("get", "/actor/{id}", [303, 404, 404, 404, 403, 403]),
        ("get", "/api/actor/{id}", [401, 404, 404, 404, 403, 403]),
        ("get", "/advert/{id}", [303, 404, 404, 404, 403, 403]),
        ("get", "/api/advert/{id}", [401, 404, 404, 404, 403, 403]),
        ("get", "/advert/{id}/proof", [303, 404, 404, 404, 404, 403]),
        // There is no such picture: who could not see it is not told so.
        ("get", "/advert/{id}/photo/{n}", [303, 404, 404, 404, 403, 403]),
        ("get", "/revealed/{token}", [303, 404, 404, 404, 404, 404]),
        ("post", "/advert/{id}/photo/{n}/reveal", [303, 403, 403, 403, 403, 403]),
        ("get", "/pair", [303, 404, 404, 404, 403, 403]),
        ("get", "/api/pair", [401, 404, 404, 404, 403, 403]),
        ("get", "/muted", [303, 200, 200, 200, 403, 403]),
        ("get", "/api/muted", [401, 200, 200, 200, 403, 403]),
        ("get", "/cases", [303, 200, 200, 200, 403, 403]),
        ("get", "/api/cases", [401, 200, 200, 200, 403, 403]),
        ("get", "/case/{id}", [303, 404, 404, 404, 404, 404]),
        ("get", "/api/case/{id}", [401, 404, 404, 404, 404, 404]),
        ("get", "/api/ring/{id}/graph", [401, 404, 404, 404, 403, 403]),
        ("get", "/api/ring/{id}/graph.svg", [401, 404, 404, 404, 403, 403]),
        ("get", "/api/ring/{id}/graph.graphml", [401, 404, 404, 404, 403, 403]),
        // Without saying which tie.
        ("get", "/ring/{id}/tie", [303, 422, 422, 422, 422, 422]),
        ("get", "/api/ring/{id}/tie", [401, 422, 422, 422, 422, 422]),
        ("get", "/ring/{id}/map", [303, 404, 404, 404, 403, 403]),
        ("get", "/api/ring/{id}/map", [401, 404, 404, 404, 403, 403]),
        ("get", "/lead/{id}/map", [303, 200, 200, 200, 403, 403]),
        ("get", "/api/lead/{id}/map", [401, 200, 200, 200, 403, 403]),
        // Who supervises looks in; to search is casework.
        ("get", "/selector/{kind}/{value}", [303, 404, 404, 403, 403, 403]),
        ("get", "/api/selector/{kind}/{value}", [401, 404, 404, 403, 403, 403]),
        ("get", "/search", [303, 200, 200, 403, 403, 403]),
        ("get", "/api/search", [401, 200, 200, 403, 403, 403]),
        ("get", "/referrals", [303, 200, 200, 200, 403, 403]),
        ("get", "/api/referrals", [401, 200, 200, 200, 403, 403]),
        ("get", "/referrals/{seq}/package", [303, 404, 404, 404, 404, 404]),
        // Under which law a source stands is no secret here.
        ("get", "/sources", [303, 200, 200, 200, 200, 200]),
        ("get", "/api/sources", [401, 200, 200, 200, 200, 200]),
        // How the ranking stands is no secret from who works with it, or audits it.
        ("get", "/model", [303, 200, 200, 200, 200, 403]),
        ("get", "/api/model", [401, 200, 200, 200, 200, 403]),
        // Machines, with a token and no session: no role gets anything there.
        ("post", "/api/captures", [401; 6]),
        ("get", "/api/captures/{id}", [401; 6]),
        // Reviewers confirm what supervisors ask.
        ("get", "/erasure", [303, 403, 200, 200, 403, 403]),
        ("get", "/api/erasure", [401, 403, 200, 200, 403, 403]),
        ("get", "/audit", [303, 403, 403, 403, 200, 403]),
        ("get", "/api/audit", [401, 403, 403, 403, 200, 403]),
        ("get", "/accounts", [303, 403, 403, 200, 200, 403]),
        // No provider is set.
        ("get", "/sign-in/back", [404; 6]),
        ("post", "/sign-in/provider", [403; 6]),
        ("post", "/setup/{token}/provider", [404; 6]),
        ("post", "/accounts/{name}/confirm", [303, 403, 403, 403, 403, 403]),
        ("post", "/sign-in", [403, 403, 403, 403, 403, 403]),
        ("post", "/sign-out", [303, 403, 403, 403, 403, 403]),
        ("post", "/setup/{token}", [404; 6]),
        ("post", "/purpose", [303, 403, 403, 403, 403, 403]),
        ("post", "/code", [303, 403, 403, 403, 403, 403]),
        ("post", "/accounts/invite", [303, 403, 403, 403, 403, 403]),
        ("post", "/accounts/{name}/active", [303, 403, 403, 403, 403, 403]),
        ("post", "/lead/{id}/decide", [303, 403, 403, 403, 403, 403]),
        ("post", "/lead/{id}/act", [303, 403, 403, 403, 403, 403]),
        ("post", "/pair/contest", [303, 403, 403, 403, 403, 403]),
        ("post", "/lead/{id}/refer", [303, 403, 403, 403, 403, 403]),
        ("post", "/referrals/{seq}/release", [303, 403, 403, 403, 403, 403]),
        ("post", "/lead/{id}/case", [303, 403, 403, 403, 403, 403]),
        ("post", "/muted", [303, 403, 403, 403, 403, 403]),
        ("post", "/lead/{id}/mute", [303, 403, 403, 403, 403, 403]),
        ("post", "/inbox/bulk", [303, 403, 403, 403, 403, 403]),
        ("post", "/search/save", [303, 403, 403, 403, 403, 403]),
        ("post", "/search/saved", [303, 403, 403, 403, 403, 403]),
        ("post", "/cases", [303, 403, 403, 403, 403, 403]),
        ("post", "/case/{id}/lead", [303, 403, 403, 403, 403, 403]),
        ("post", "/case/{id}/note", [303, 403, 403, 403, 403, 403]),
        ("post", "/case/{id}/task", [303, 403, 403, 403, 403, 403]),
        ("post", "/case/{id}/done", [303, 403, 403, 403, 403, 403]),
        ("post", "/case/{id}/people", [303, 403, 403, 403, 403, 403]),
        ("post", "/case/{id}/review", [303, 403, 403, 403, 403, 403]),
        ("post", "/case/{id}/close", [303, 403, 403, 403, 403, 403]),
        ("post", "/case/{id}/refer", [303, 403, 403, 403, 403, 403]),
        ("post", "/case/{id}/erase", [303, 403, 403, 403, 403, 403]),
        ("post", "/sources/{name}/restrict", [303, 403, 403, 403, 403, 403]),
        ("post", "/sources/{name}/clear", [303, 403, 403, 403, 403, 403]),
        ("post", "/model/keep", [303, 403, 403, 403, 403, 403]),
        ("post", "/model/bring-back", [303, 403, 403, 403, 403, 403]),
        ("post", "/erasure/ask", [303, 403, 403, 403, 403, 403]),
        ("post", "/erasure/{id}/confirm", [303, 403, 403, 403, 403, 403]),
        ("post", "/erasure/{id}/drop", [303, 403, 403, 403, 403, 403]),
        ("post", "/undo", [303, 403, 403, 403, 403, 403]),
    ];
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let listed = table.iter().any(|(m, p, _)| m == method && p == path);
            assert!(listed, "{method} {path} is not in the table");
        }
    }
    let mut all = [&mut nobody, &mut eva, &mut ria, &mut sam, &mut ada, &mut otto];
    for (method, path, want) in table {
        assert!(document["paths"][path].get(method).is_some(), "{method} {path} is not described");
        let path = path.replace("{id}", &lead).replace("{token}", "x").replace("{name}", "eva");
        let path = path.replace("{kind}", "phone").replace("{value}", "x");
        let path = path.replace("{seq}", "1").replace("{n}", "1");
        for (browser, want) in all.iter_mut().zip(want) {
            // A form without its token: whoever is signed in is told so, nothing is done.
            let fields = [
                ("name", "x"),
                ("password", "x"),
                ("again", "x"),
                ("code", "x"),
                ("purpose", "audit"),
                ("role", "analyst"),
                ("active", "no"),
                ("verdict", "watch"),
                ("act", "park"),
                ("seq", "1"),
                ("a", "x"),
                ("b", "y"),
                ("says", "one"),
                ("audience", "police"),
                ("q", "x"),
                ("digest", "x"),
                ("value", "x"),
                ("why", "x"),
                ("id", "x"),
                ("title", "x"),
                ("review", "2027-01-01"),
                ("lead", "x"),
                ("case", "C-1"),
                ("text", "x"),
                ("to", "eva"),
                ("due", "2027-01-01"),
                ("outcome", "handed on"),
                ("restricted", "yes"),
                ("cleared", "yes"),
                ("what", "x"),
                ("model_id", "x"),
            ];
            let page = match *method {
                "get" => browser.get(&path),
                _ => browser.send(&path, &fields),
            };
            assert_eq!(page.status, *want, "{method} {path} for {:?}: {}", browser.name, page.text);
            let csp = &page.headers["content-security-policy"];
            assert!(csp.starts_with("default-src 'none'") && !csp.contains("unsafe"), "{csp}");
            assert_eq!(page.headers["x-content-type-options"], "nosniff");
        }
    }
    // With its token too: what a role may not do is refused and says whom to ask.
    for browser in [&mut ada, &mut otto] {
        let page = browser.get("/state");
        let to = format!("/lead/{lead}/decide");
        let done = browser.post(&to, &page, &[("verdict", "watch"), ("why", "x")]);
        assert_eq!(done.status, 403, "{}", browser.name);
        assert!(done.text.contains("Who can do it: "), "{}", done.text);
    }
    let page = sam.get("/state");
    let done =
        sam.post(&format!("/lead/{lead}/decide"), &page, &[("verdict", "watch"), ("why", "x")]);
    assert_eq!(done.status, 403, "a supervisor does not decide");
    // Who is suspended is out at the next request.
    let page = sam.get("/accounts");
    assert_eq!(sam.post("/accounts/eva/active", &page, &[("active", "no")]).status, 303);
    assert_eq!(eva.get("/inbox").location, "/sign-in");
}
