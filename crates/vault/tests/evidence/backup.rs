//! Files of a vault for a backup: enough to open it elsewhere, also while it grows.

use super::*;
use spoor_vault::Said;
use spoor_vault::backup::{Content, files, read_list, sign_list, verifier_of};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn look(n: usize) -> Said {
    let (who, what) = ("eva".to_owned(), format!("look {n}"));
    Said::Look { who, what, why: String::new(), at: 1 }
}

fn copy(from: &Path, to: &Path) -> u64 {
    let (all, size) = files(from).unwrap();
    for file in all {
        let path = to.join(&file.name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let bytes = match file.content {
            Content::Bytes(bytes) => bytes,
            Content::OnDisk(path, length) => {
                let mut bytes = std::fs::read(path).unwrap();
                bytes.truncate(length as usize);
                bytes
            }
        };
        std::fs::write(path, bytes).unwrap();
    }
    std::fs::create_dir_all(to.join("exhibits")).unwrap();
    size
}

async fn with_exhibits(dir: &Path) -> Vault {
    let mut vault = made(dir).await;
    seal(&mut vault, "site-a", 0..5, START);
    vault
}

#[tokio::test]
async fn a_copy_made_beside_a_writer_opens_and_holds() {
    let dir = tempfile::tempdir().unwrap();
    let from = dir.path().join("one");
    let mut vault = with_exhibits(&from).await;
    // Copies are made while entries come in: 700 leave many partial tiles and two full ones behind.
    let stop = Arc::new(AtomicBool::new(false));
    let (first, done) = std::sync::mpsc::channel();
    let (told, to, source) = (stop.clone(), dir.path().to_owned(), from.clone());
    let copier = std::thread::spawn(move || {
        let mut copies = Vec::new();
        loop {
            let last = told.load(Ordering::SeqCst);
            let to = to.join(format!("copy{}", copies.len()));
            copies.push((to.clone(), copy(&source, &to)));
            // Nobody waits for the later ones.
            let _ = first.send(());
            if last {
                return copies;
            }
        }
    });
    done.recv().unwrap();
    for n in 0..700 {
        vault.record(&[look(n)]).await.unwrap();
    }
    stop.store(true, Ordering::SeqCst);
    let copies = copier.join().unwrap();
    vault.close().await;
    let (first, middle, last) = (&copies[0], &copies[copies.len() / 2], &copies[copies.len() - 1]);
    assert!(first.1 < last.1 && last.1 == 708, "{copies:?}");
    for (to, size) in [first, middle, last] {
        let copy = Vault::open(to).await.unwrap();
        let report = copy.verify(&mut |_| ()).await.unwrap();
        assert_eq!((report.entries, report.problems), (*size, Vec::new()), "{}", to.display());
        assert_eq!(report.exhibits, 5);
        copy.close().await;
    }
}

#[tokio::test]
async fn a_list_is_signed_by_the_vault_and_is_no_checkpoint() {
    let dir = tempfile::tempdir().unwrap();
    let vault = with_exhibits(dir.path()).await;
    let key = verifier_of(dir.path()).unwrap();
    assert_eq!(key, vault.verifier().unwrap());
    let note = sign_list(dir.path(), "of files\n").unwrap();
    assert_eq!(read_list(&note, &key).unwrap(), "of files\n");
    let mut changed = note.clone();
    let at = changed.windows(5).position(|w| w == b"files").unwrap();
    changed[at] = b'F';
    assert!(read_list(&changed, &key).unwrap_err().contains("signature"));
    // What the same key signed as a checkpoint is no list.
    let checkpoint = vault.checkpoint_text().unwrap();
    assert!(read_list(checkpoint.as_bytes(), &key).unwrap_err().contains("not the list"));
    let other = tempfile::tempdir().unwrap();
    with_exhibits(other.path()).await;
    assert!(read_list(&note, &verifier_of(other.path()).unwrap()).is_err());
}

#[tokio::test]
async fn a_later_log_tells_what_was_erased_since() {
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (dir.path().join("one"), dir.path().join("two"));
    let mut vault = with_exhibits(&one).await;
    copy(&one, &two);
    let gone = [held("site-a", 1), held("site-a", 3)];
    vault.erase(&gone, "asked for", "eva", 7).await.unwrap();
    vault.record(&[look(1)]).await.unwrap();
    vault.close().await;
    let old = Vault::open(&two).await.unwrap();
    let found = old.erasures_since(&one.join("log")).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].why.as_str(), found[0].who.as_str(), found[0].at),
        ("asked for", "eva", 7)
    );
    assert_eq!(found[0].exhibits, gone);
    assert!(old.erasures_since(&two.join("log")).unwrap().is_empty());
    // Another vault's log, and one that is no continuation, are refused.
    let three = dir.path().join("three");
    with_exhibits(&three).await;
    let told = old.erasures_since(&three.join("log")).unwrap_err().to_string();
    assert!(told.contains("another vault"), "{told}");
    old.close().await;
    let mut forked = Vault::open(&two).await.unwrap();
    forked.record(&[look(2)]).await.unwrap();
    let told = forked.erasures_since(&one.join("log")).unwrap_err().to_string();
    assert!(told.contains("not the beginning"), "{told}");
}
