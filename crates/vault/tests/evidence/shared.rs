//! Several have the vault open at a time: they take turns, and none loses or doubles anything.

use super::*;
use spoor_vault::{AuditKind, AuditQuery, Said};

fn look(who: &str, n: usize) -> Said {
    Said::Look { who: who.into(), what: format!("lead {n}"), why: String::new(), at: START }
}

#[tokio::test]
async fn what_one_writes_the_other_takes_in() {
    let dir = tempfile::tempdir().unwrap();
    let mut one = made(dir.path()).await;
    let mut other = Vault::open(dir.path()).await.unwrap();
    let first = one.record(&[look("eva", 1)]).await.unwrap();
    assert_eq!(other.record(&[look("tom", 2)]).await.unwrap(), first + 1);
    other.add_source(&source("site-c", 9), "tom", START).await.unwrap();
    let told = one.add_source(&source("site-c", 10), "eva", START).await.unwrap_err();
    assert!(matches!(told, VaultError::OtherSource(_)), "{told}");
    seal(&mut one, "site-c", 0..5, START);
    assert_eq!(other.exhibits(), 0, "as of its last turn");
    other.refresh().await.unwrap();
    assert_eq!(other.exhibits(), 5);
    other.erase(&[held("site-c", 2)], "order of a court", "tom", START).await.unwrap();
    one.record(&[look("eva", 3)]).await.unwrap();
    assert_eq!((one.exhibits(), one.erasures()), (4, 1));
    assert_clean(&one).await;
    assert_clean(&other).await;
    let all = AuditQuery { kind: Some(AuditKind::Look), limit: 9, ..AuditQuery::default() };
    let lines = other.casebook().audit(&all).await.unwrap();
    assert_eq!(lines.iter().map(|l| l.who.as_str()).collect::<Vec<_>>(), ["eva", "tom", "eva"]);
}

#[tokio::test]
async fn an_import_lets_others_in_between_and_seals_nothing_twice() {
    let dir = tempfile::tempdir().unwrap();
    let mut one = made(dir.path()).await;
    let mut other = Vault::open(dir.path()).await.unwrap();
    let mut sealer = one.sealer("site-a", START).unwrap();
    let mut sealed = Vec::new();
    for (batch, n) in [0..10, 10..30, 5..40].into_iter().zip(0..) {
        for c in batch {
            let outcome = sealer.seal(&capture(c)).unwrap();
            sealed.extend(outcome.new.then_some(c));
        }
        sealer.commit().unwrap();
        other.record(&[look("tom", n)]).await.unwrap();
        // The same content by another import of the same source.
        seal(&mut other, "site-a", [n * 9, 33 + n], START);
    }
    drop(sealer);
    other.refresh().await.unwrap();
    let mut held: Vec<_> = other.exhibits_of("site-a").unwrap();
    let all = held.len();
    held.sort_unstable();
    held.dedup();
    assert_eq!((all, held.len()), (40, 40));
    // 0, 9 and 18 were there when the other brought them; 33 and 34 it brought first, 35 afterwards.
    assert_eq!(sealed.len(), 38);
    assert_clean(&other).await;
    assert_clean(&one).await;
}

#[tokio::test]
async fn who_knows_an_older_log_can_still_prove_from_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut one = made(dir.path()).await;
    seal(&mut one, "site-a", 0..20, START);
    let mut other = Vault::open(dir.path()).await.unwrap();
    for n in 0..3 {
        seal(&mut other, "site-b", n * 100..(n + 1) * 100, START);
    }
    let proof = one.prove(id(7)).unwrap();
    let entry = verify_proof(&proof, &one.verifier().unwrap()).unwrap();
    assert!(entry.contains(&id(7).to_hex()));
    assert!(proof.ends_with(&one.checkpoint_text().unwrap()));
}

#[tokio::test]
async fn a_log_that_was_put_back_while_it_was_open_is_not_written_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = made(dir.path()).await;
    vault.record(&[look("eva", 1)]).await.unwrap();
    let mut older = Files::new();
    files_below(dir.path(), dir.path(), &mut older);
    vault.record(&[look("eva", 2)]).await.unwrap();
    for (name, bytes) in older.iter().filter(|(n, _)| !n.to_string_lossy().contains("casebook")) {
        fs::create_dir_all(dir.path().join(name).parent().unwrap()).unwrap();
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    let told = vault.record(&[look("eva", 3)]).await.unwrap_err().to_string();
    assert!(told.contains("rewritten") && told.contains("shorter"), "{told}");
}

#[test]
fn many_write_at_once_and_nothing_is_lost() {
    const PEOPLE: usize = 4;
    const TURNS: usize = 12;
    let dir = tempfile::tempdir().unwrap();
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime().block_on(async { made(dir.path()).await.close().await });
    std::thread::scope(|scope| {
        for person in 0..PEOPLE {
            let path = dir.path();
            scope.spawn(move || {
                runtime().block_on(async {
                    let mut vault = Vault::open(path).await.unwrap();
                    for turn in 0..TURNS {
                        vault.record(&[look(&format!("p{person}"), turn)]).await.unwrap();
                        seal(&mut vault, "site-a", turn * 3..turn * 3 + 5 + person, START);
                    }
                });
            });
        }
    });
    runtime().block_on(async {
        let vault = Vault::open(dir.path()).await.unwrap();
        assert_clean(&vault).await;
        assert_eq!(vault.exhibits() as usize, (TURNS - 1) * 3 + 5 + PEOPLE - 1);
        let all = AuditQuery { kind: Some(AuditKind::Look), limit: 1000, ..AuditQuery::default() };
        let lines = vault.casebook().audit(&all).await.unwrap();
        for person in 0..PEOPLE {
            let of = lines.iter().rev().filter(|l| l.who == format!("p{person}"));
            let said: Vec<&str> = of.map(|l| l.what.as_str()).collect();
            let want: Vec<String> = (0..TURNS).map(|n| format!("lead {n}")).collect();
            assert_eq!(said, want);
        }
    });
}
