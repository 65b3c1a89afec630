//! Two people are two people: who invites is not also whom they invited.

use super::*;

fn act(b: &mut Browser, lead: &str, act: &str) -> u16 {
    let page = b.get("/inbox");
    b.post(&format!("/lead/{lead}/act"), &page, &[("act", act)]).status
}

fn decide(b: &mut Browser, lead: &str) -> Page {
    let page = b.get(&format!("/lead/{lead}"));
    b.post(&format!("/lead/{lead}/decide"), &page, &[("verdict", "watch"), ("why", "seen")])
}

#[test]
fn a_second_account_gives_no_second_opinion_until_an_auditor_has_seen_a_person() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.unconfirmed(&mut sam, "analyst", "eva", "investigation");
    let mut ria = server.unconfirmed(&mut sam, "reviewer", "ria", "investigation");
    let lead = leads(&eva.get("/inbox"))[0].clone();
    assert_eq!(decide(&mut eva, &lead).status, 303);
    assert_eq!(act(&mut eva, &lead, "second-opinion"), 303);
    let refused = decide(&mut ria, &lead);
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("eva and you count as one"), "{}", refused.text);

    // Neither the inviter nor another of theirs confirms it.
    let mut ada = server.unconfirmed(&mut sam, "auditor", "ada", "audit");
    for browser in [&mut sam, &mut ada] {
        let page = browser.get("/accounts");
        let refused = browser.post("/accounts/ria/confirm", &page, &[]);
        assert_eq!(refused.status, 403, "{}", browser.name);
        assert!(refused.text.contains("spoor account confirm"), "{}", refused.text);
    }
    let page = ria.get("/inbox");
    assert_eq!(ria.post("/accounts/ria/confirm", &page, &[]).status, 403);
    // The auditor of the first start does; with that, ria is somebody else.
    server.confirmed("ria");
    assert_eq!(decide(&mut ria, &lead).status, 303);
    let page = sam.get("/accounts");
    assert!(
        !page.text.contains("/accounts/ria/confirm") && page.text.contains("/accounts/eva/conf")
    );
    // Once confirmed, an auditor that Sam invited confirms the others.
    server.confirmed("ada");
    let page = ada.get("/accounts");
    assert_eq!(ada.post("/accounts/eva/confirm", &page, &[]).status, 303);
    assert_eq!(ada.post("/accounts/eva/confirm", &page, &[]).status, 404, "once");
    assert_eq!(ada.post("/accounts/sam/confirm", &page, &[]).status, 404, "nobody invited Sam");
    // Auditors see the list and change nothing else on it.
    assert!(!page.text.contains("Suspend") && !page.text.contains("Make a link"), "{}", page.text);
    assert_eq!(ada.post("/accounts/eva/active", &page, &[("active", "no")]).status, 403);
    let log = ada.get("/api/audit?about=confirm").text;
    assert!(log.contains("refused: confirm_account Account ria"), "{log}");
}

#[test]
fn who_has_the_machine_confirms_too_but_not_under_the_same_name() {
    let server = Server::start();
    let mut sam = server.supervisor();
    server.unconfirmed(&mut sam, "auditor", "ada", "audit");
    let list = server.command(&["account", "list"]);
    assert_eq!(
        list,
        "ada: auditor, active, one person with sam until confirmed\nsam: supervisor, active\n"
    );
    let confirm = |who: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spoor"));
        command.args(["account", "confirm", "ada", "--workspace"]).arg(&server.workspace);
        if !who.is_empty() {
            command.args(["--as", who]);
        }
        command.env_remove("SPOOR_USER").output().unwrap()
    };
    for (who, code, word) in [("", 4, "--as"), ("Sam", 2, "one person"), ("ada", 2, "one person")] {
        let done = confirm(who);
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.code() == Some(code) && told.contains(word), "{who}: {told}");
    }
    assert!(confirm("Otto Operator").status.success());
    assert_eq!(confirm("Otto Operator").status.code(), Some(2), "once");
    let page = sam.get("/accounts");
    assert!(!page.text.contains("/accounts/ada/confirm"), "the server knows: {}", page.text);
    let again = server.killed();
    assert!(again.link.is_empty() && again.auditor_link.is_empty(), "there are accounts");
}
