//! Cases, as the log's acts make them.

use super::{act, again, look, vault};
use spoor_vault::TaskQuery;
use spoor_vocab::{ActKind, Case};

const TERMS: &str = r#"{"title":"d0","purpose":"support","basis":"art. 11","review":"2027-01-31"}"#;
const TASK: &str = r#"{"words":"d1","person":"tom","due":"2026-12-24"}"#;

pub async fn a_case_is_what_was_done_to_it(url: Option<&str>) {
    let (dir, mut vault) = vault(url).await;
    let first = vault
        .record(&[
            act(ActKind::OpenCase, "C-1", TERMS, "eva"),
            act(ActKind::OpenCase, "C-2", TERMS, "ria"),
            act(ActKind::LetIn, "C-1", "tom", "eva"),
            act(ActKind::LetIn, "C-1", "zoe", "eva"),
            act(ActKind::PutIn, "C-1", "L-2", "tom"),
            act(ActKind::PutIn, "C-1", "L-1", "tom"),
            act(ActKind::PutIn, "C-1", "L-2", "eva"),
            act(ActKind::PutIn, "C-2", "L-2", "ria"),
            act(ActKind::WriteNote, "C-1", "d2", "tom"),
            act(ActKind::GiveTask, "C-1", TASK, "eva"),
            act(ActKind::GiveTask, "C-1", TASK, "eva"),
        ])
        .await
        .unwrap();
    let task = (first + 9).to_string();
    // What is about nothing, or cannot be read, changes nothing and hinders nothing.
    let odd = [
        act(ActKind::OpenCase, "C-1", TERMS, "mal"),
        act(ActKind::OpenCase, "C-3", "{", "mal"),
        act(ActKind::PutIn, "C-9", "L-1", "mal"),
        act(ActKind::LetIn, "C-01", "mal", "mal"),
        act(ActKind::WriteNote, "C-9", "d", "mal"),
        act(ActKind::EndTask, "C-2", &task, "mal"),
        act(ActKind::EndTask, "C-1", "; DROP TABLE task", "mal"),
        act(ActKind::LetOut, "C-1", "eva", "mal"),
    ];
    vault.record(&odd).await.unwrap();
    vault
        .record(&[
            act(ActKind::LetOut, "C-1", "zoe", "eva"),
            act(ActKind::TakeOut, "C-1", "L-1", "eva"),
            act(ActKind::EndTask, "C-1", &task, "tom"),
            act(ActKind::EndTask, "C-1", &task, "eva"),
            act(ActKind::ReviewCase, "C-1", "2027-06-30", "eva"),
            act(ActKind::CaseOwner, "C-1", "ria", "eva"),
            act(ActKind::CloseCase, "C-2", r#"{"outcome":"o","keep_until":"2028-01-01"}"#, "ria"),
            act(ActKind::Mute, "m1", "", "ria"),
            act(ActKind::Mute, "m2", "", "ria"),
            act(ActKind::Unmute, "m1", "", "eva"),
            look("eva", "view_lead Case C-1"),
        ])
        .await
        .unwrap();

    for open_again in [false, true] {
        if open_again {
            vault = again(&dir, vault, url).await;
        }
        let book = vault.casebook();
        let cases = book.cases().await.unwrap();
        assert_eq!(cases.iter().map(Case::name).collect::<Vec<_>>(), ["C-1", "C-2"]);
        let case = book.case(1).await.unwrap().unwrap();
        assert_eq!(case, cases[0]);
        assert_eq!((case.owner.as_str(), case.terms.review.as_str()), ("ria", "2027-06-30"));
        assert_eq!(case.members.iter().collect::<Vec<_>>(), ["eva", "ria", "tom"]);
        assert_eq!((case.leads, case.end), (vec!["L-2".to_owned()], None));
        let (end, who, at) = cases[1].end.clone().unwrap();
        assert_eq!((end.keep_until.as_str(), who.as_str(), at), ("2028-01-01", "ria", 7));
        assert_eq!(book.case(9).await.unwrap(), None);

        let notes = book.notes(1).await.unwrap();
        assert_eq!((notes.len(), notes[0].seq, notes[0].words.as_str()), (1, first + 8, "d2"));
        let tasks = async |q: TaskQuery<'_>| book.tasks(&q).await.unwrap();
        let of_tom = TaskQuery { person: Some("tom"), open: true, case: None };
        assert_eq!(tasks(of_tom).await.iter().map(|t| t.seq).collect::<Vec<_>>(), [first + 10]);
        let all = tasks(TaskQuery { case: Some(1), ..TaskQuery::default() }).await;
        assert_eq!(all[1].done, Some(("tom".to_owned(), 7)), "once");
        assert!(tasks(TaskQuery { case: Some(2), ..TaskQuery::default() }).await.is_empty());

        let muted = book.muted().await.unwrap();
        assert_eq!(muted.iter().map(|m| m.digest.as_str()).collect::<Vec<_>>(), ["m2"]);
        let newest = book.acts_about("C-1", 2).await.unwrap();
        let kinds: Vec<_> = newest.iter().map(|row| row.act.act).collect();
        assert_eq!(kinds, [ActKind::CaseOwner, ActKind::ReviewCase]);
        assert!(book.last_seen("eva", 10).await.unwrap().is_some());
        assert_eq!(book.last_seen("eva", 9).await.unwrap(), None);
    }
    vault.record(&[act(ActKind::ReopenCase, "C-2", "", "ria")]).await.unwrap();
    assert_eq!(vault.casebook().case(2).await.unwrap().unwrap().end, None);
    assert!(vault.verify(&mut |_| {}).await.unwrap().problems.is_empty());
}
