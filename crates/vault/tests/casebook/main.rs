//! The casebook says the same on SQLite and on PostgreSQL: one suite, run on both. The PostgreSQL is
//! a real server, of Debian's package, that the tests start in a folder of their own.

mod cases;
mod server;

use cases::a_case_is_what_was_done_to_it;
use server::Server;
use spoor_vault::{ActQuery, AuditKind, AuditQuery, Kept, Said, Vault, VaultError};
use spoor_vocab::{Act, ActKind, Decision, Source, Verdict};
use std::path::Path;
use tempfile::TempDir;

/// A vault in a new folder, with its casebook in `url` or in the folder.
async fn vault(url: Option<&str>) -> (TempDir, Vault) {
    let dir = tempfile::tempdir().unwrap();
    let vault = Vault::create_with(&dir.path().join("vault"), url, 1).await.unwrap();
    (dir, vault)
}

async fn again(dir: &TempDir, vault: Vault, url: Option<&str>) -> Vault {
    vault.close().await;
    Vault::open_with(&dir.path().join("vault"), url).await.unwrap()
}

fn decision(lead: &str, who: &str, at: i64) -> Said {
    Said::Decision(Decision {
        lead_id: lead.into(),
        reviewer: who.into(),
        verdict: Verdict::Watch,
        why: "it's \"so\" — 100 % \\ ' ; --".into(),
        decided_at: at,
    })
}

fn act(act: ActKind, about: &str, value: &str, who: &str) -> Said {
    Said::Act(Act {
        act,
        about: about.into(),
        value: value.into(),
        who: who.into(),
        why: String::new(),
        at: 7,
    })
}

fn look(who: &str, what: &str) -> Said {
    let (who, what) = (who.to_owned(), what.to_owned());
    Said::Look { who, what, why: "investigation".into(), at: 9 }
}

async fn what_people_did_is_there_and_is_what_the_log_says(url: Option<&str>) {
    let (dir, mut vault) = vault(url).await;
    let source = Source {
        name: "site-a".into(),
        basis: "art. 8".into(),
        purpose: "leads".into(),
        retain_days: 180,
        country: Some("NL".into()),
    };
    vault.add_source(&source, "eva", 2).await.unwrap();
    vault
        .add_source(&Source { name: "b".into(), country: None, ..source }, "eva", 3)
        .await
        .unwrap();
    let first = vault
        .record(&[
            decision("L-1", "eva", 4),
            decision("L-2", "tom", 5),
            act(ActKind::Park, "L-3", r#"{"rank":3,"adverts":9}"#, "eva"),
            look("eva", "lead L-1"),
            look("tom", "lead L_1"),
        ])
        .await
        .unwrap();
    let undo = act(ActKind::Undo, &(first + 1).to_string(), "", "tom");
    vault.record(&[undo, act(ActKind::Undo, &(first + 2).to_string(), "", "eva")]).await.unwrap();

    for open_again in [false, true] {
        if open_again {
            vault = again(&dir, vault, url).await;
        }
        let book = vault.casebook();
        let rows = book.decisions(None).await.unwrap();
        let seen: Vec<_> =
            rows.iter().map(|r| (r.seq, &r.decision.lead_id[..], r.undone)).collect();
        assert_eq!(seen, [(first, "L-1", false), (first + 1, "L-2", true)]);
        assert_eq!(rows[0].decision.why, "it's \"so\" — 100 % \\ ' ; --");
        assert_eq!(book.decisions(Some("L-2")).await.unwrap().len(), 1);
        assert_eq!(vault.decisions(None).await.unwrap().len(), 1, "what was taken back is gone");

        let all = book.acts(&ActQuery::default()).await.unwrap();
        assert_eq!(all.iter().map(|a| a.undone).collect::<Vec<_>>(), [true, false, false]);
        let by = |kind, about, who| ActQuery { kind, about, who };
        let count = async |q: ActQuery<'_>| book.acts(&q).await.unwrap().len();
        assert_eq!(count(by(Some(ActKind::Undo), None, None)).await, 2);
        assert_eq!(count(by(None, Some("L-3"), None)).await, 1);
        assert_eq!(count(by(None, None, Some("tom"))).await, 1);
        assert_eq!(count(by(Some(ActKind::Park), None, Some("tom"))).await, 0);

        let ask = |who, about, before, limit| {
            let kind = Some(AuditKind::Look);
            AuditQuery { who, kind, about, before, limit }
        };
        let lines = async |q: AuditQuery<'_>| book.audit(&q).await.unwrap();
        let newest = lines(ask(None, None, None, 10)).await;
        assert_eq!(newest.iter().map(|l| &l.who[..]).collect::<Vec<_>>(), ["tom", "eva"]);
        assert_eq!(newest[0].why, "investigation");
        assert_eq!(lines(ask(Some("eva"), None, None, 10)).await.len(), 1);
        assert_eq!(lines(ask(None, Some("L_1"), None, 10)).await.len(), 1, "_ is no pattern");
        assert_eq!(lines(ask(None, Some("L%"), None, 10)).await.len(), 0, "% is no pattern");
        assert_eq!(lines(ask(None, None, Some(newest[0].seq), 10)).await.len(), 1);
        assert_eq!(lines(ask(None, None, None, 1)).await.len(), 1);
        let every = lines(AuditQuery { limit: 99, ..AuditQuery::default() }).await;
        let every: Vec<_> = every.iter().rev().map(|l| (l.kind, &l.who[..], &l.what[..])).collect();
        assert_eq!(
            every,
            [
                (AuditKind::Source, "eva", "name Source site-a"),
                (AuditKind::Source, "eva", "name Source b"),
                (AuditKind::Decision, "eva", "decide Lead L-1 watch"),
                (AuditKind::Decision, "tom", "decide Lead L-2 watch"),
                (AuditKind::Act, "eva", r#"park L-3 {"rank":3,"adverts":9}"#),
                (AuditKind::Look, "eva", "lead L-1"),
                (AuditKind::Look, "tom", "lead L_1"),
                (AuditKind::Act, "tom", &format!("undo {}", first + 1)),
                (AuditKind::Act, "eva", &format!("undo {}", first + 2)),
            ]
        );
        let of = AuditQuery { kind: Some(AuditKind::Act), limit: 99, ..AuditQuery::default() };
        assert_eq!(lines(of).await.len(), 3);
        assert!(vault.verify(&mut |_| {}).await.unwrap().problems.is_empty());
    }
}

async fn nobody_without_a_name_and_nothing_by_half(url: Option<&str>) {
    let (_dir, mut vault) = vault(url).await;
    let before = vault.checkpoint_text().unwrap();
    for bad in [act(ActKind::Assign, "L-1", "", " "), decision("L-1", "", 4)] {
        let told = vault.record(&[act(ActKind::Assign, "L-1", "", "eva"), bad]).await;
        assert!(matches!(told, Err(VaultError::Unnamed)));
    }
    assert_eq!(vault.checkpoint_text().unwrap(), before);
    assert!(vault.casebook().acts(&ActQuery::default()).await.unwrap().is_empty());
}

async fn what_is_kept_goes_when_it_must(url: Option<&str>) {
    let (dir, vault) = vault(url).await;
    let kept =
        |key: &str, value: &str, expires| Kept { key: key.into(), value: value.into(), expires };
    let book = vault.casebook();
    book.keep("session", &kept("a", "{}", Some(100))).await.unwrap();
    book.keep("session", &kept("b", "1", None)).await.unwrap();
    book.keep("session", &kept("b", "2", None)).await.unwrap();
    book.keep("account", &kept("b", "other", None)).await.unwrap();
    assert_eq!(book.kept("session", "a", 99).await.unwrap().unwrap().expires, Some(100));
    assert_eq!(book.kept("session", "a", 100).await.unwrap(), None);
    assert_eq!(book.all_kept("session", 100).await.unwrap(), [kept("b", "2", None)]);

    assert!(!book.keep_new("session", &kept("b", "3", None)).await.unwrap());
    assert!(!book.replace("session", "1", &kept("b", "3", None)).await.unwrap());
    assert!(book.replace("session", "2", &kept("b", "3", None)).await.unwrap());
    // Of ten who take a link that works once, one gets it.
    book.keep("link", &kept("once", "", None)).await.unwrap();
    let mut got = 0;
    let tries: Vec<_> = (0..10)
        .map(|_| {
            let book = book.clone();
            tokio::spawn(async move { book.remove("link", "once").await.unwrap() })
        })
        .collect();
    for one in tries {
        got += u32::from(one.await.unwrap());
    }
    assert_eq!(got, 1);
    assert_eq!(book.expire(100).await.unwrap(), 1);
    assert_eq!(book.expire(100).await.unwrap(), 0);
    let vault = again(&dir, vault, url).await;
    assert_eq!(vault.casebook().all_kept("account", 0).await.unwrap().len(), 1);
}

/// The suite on a casebook in the vault's folder.
#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    what_people_did_is_there_and_is_what_the_log_says(None).await;
    nobody_without_a_name_and_nothing_by_half(None).await;
    what_is_kept_goes_when_it_must(None).await;
    a_case_is_what_was_done_to_it(None).await;
}

/// The same suite on a real PostgreSQL, a database each.
#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql() {
    let server = Server::start();
    what_people_did_is_there_and_is_what_the_log_says(Some(&server.database("one"))).await;
    nobody_without_a_name_and_nothing_by_half(Some(&server.database("two"))).await;
    what_is_kept_goes_when_it_must(Some(&server.database("three"))).await;
    a_case_is_what_was_done_to_it(Some(&server.database("four"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_one_vaults_and_what_the_log_holds_is_made_anew() {
    let server = Server::start();
    let url = server.database("here");
    let (dir, mut vault) = vault(Some(&url)).await;
    vault.record(&[decision("L-1", "eva", 4)]).await.unwrap();
    let other = tempfile::tempdir().unwrap();
    let refused = Vault::create_with(&other.path().join("vault"), Some(&url), 1).await;
    assert!(matches!(refused.err(), Some(VaultError::OtherVault)));
    // Another database, or the file: the log's projection is there too.
    let elsewhere = server.database("elsewhere");
    vault = again(&dir, vault, Some(&elsewhere)).await;
    assert_eq!(vault.decisions(None).await.unwrap().len(), 1);
    vault = again(&dir, vault, None).await;
    assert_eq!(vault.decisions(None).await.unwrap().len(), 1);
    vault.record(&[decision("L-2", "eva", 5)]).await.unwrap();
    vault = again(&dir, vault, Some(&url)).await;
    assert_eq!(vault.decisions(None).await.unwrap().len(), 2);
    assert!(Path::new(&dir.path().join("vault/casebook.sqlite")).exists());
}
