//! What was erased is gone; what has expired is told.

use super::*;

/// Whether these bytes stand anywhere in the files, packed or not.
fn anywhere(files: &Files, wanted: &[u8]) -> bool {
    let holds = |bytes: &[u8]| bytes.windows(wanted.len()).any(|w| w == wanted);
    files.values().any(|bytes| {
        let mut plain = Vec::new();
        let _ = MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut plain);
        holds(bytes) || holds(&plain)
    })
}

#[tokio::test]
async fn what_was_erased_is_gone_and_can_come_back_only_by_a_new_import() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = small(dir.path()).await;
    let both = [held("site-a", 21), held("site-b", 21), held("site-a", 8)];
    vault.erase(&both, "right to erasure", "A. Officer", START).await.unwrap();
    assert_eq!((vault.exhibits(), vault.erasures()), (37, 2));
    assert_clean(&vault).await;
    let files = closed(vault, dir.path()).await;
    for n in [3, 8, 21] {
        let said = capture(n);
        assert!(!anywhere(&files, &said.block), "{n}");
        assert!(!anywhere(&files, format!("{}\r\n", said.target).as_bytes()), "{n}");
        assert!(anywhere(&files, id(n).to_hex().as_bytes()), "no tombstone of {n}");
    }
    assert!(anywhere(&files, &capture(9).block));
    let tombstones: Vec<Entry> =
        entries(dir.path()).iter().filter_map(|e| Entry::from_bytes(e)).collect();
    let named = tombstones.iter().any(|e| {
        matches!(e, Entry::Erase { exhibits, source, why, who, .. }
            if *exhibits == [id(8), id(21)] && source == "site-a"
            && why == "right to erasure" && who == "A. Officer")
    });
    assert!(named);

    let mut vault = Vault::open(dir.path()).await.unwrap();
    assert_eq!(vault.read_exhibit(id(8)).unwrap(), None);
    assert_eq!(vault.read_exhibit(id(9)).unwrap().unwrap().1, capture(9).block);
    seal(&mut vault, "site-a", [8, 9, 3], START + 2 * DAY);
    assert_eq!(vault.exhibits(), 39);
    assert_clean(&vault).await;
    assert!(verify_proof(&vault.prove(id(8)).unwrap(), &vault.verifier().unwrap()).is_ok());
    vault.erase(&[held("site-a", 8)], "again", "A. Officer", START).await.unwrap();
    assert_clean(&vault).await;
    assert_eq!(vault.read_exhibit(id(8)).unwrap(), None);
    vault.erase(&[held("site-a", 99)], "not here", "A. Officer", START).await.unwrap();
    assert_eq!(vault.erasures(), 3);
    assert!(!anywhere(&closed(vault, dir.path()).await, &capture(8).block));
}

#[tokio::test]
async fn another_source_keeps_what_one_source_erases() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = made(dir.path()).await;
    seal(&mut vault, "site-a", 0..3, START);
    seal(&mut vault, "site-b", 1..4, START);
    vault.erase(&[held("site-a", 1), held("site-a", 3)], "why", "A. Officer", START).await.unwrap();
    assert_eq!(vault.exhibits_of("site-a").unwrap(), [0, 2].map(|n| held("site-a", n)));
    assert_eq!(vault.exhibits_of("site-b").unwrap(), [1, 2, 3].map(|n| held("site-b", n)));
    assert_eq!(vault.read_exhibit(id(1)).unwrap().unwrap().1, capture(1).block);
    assert_clean(&vault).await;
    let over = vault.expired(START + 31 * DAY).await.unwrap();
    vault.erase(&over, "retention", "spoor", START + 31 * DAY).await.unwrap();
    assert_eq!(vault.exhibits_of("site-a").unwrap(), []);
    assert_eq!(vault.exhibits_of("site-b").unwrap().len(), 3);
    assert_clean(&vault).await;
}

#[tokio::test]
async fn retention_counts_from_the_sealing() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = made(dir.path()).await;
    seal(&mut vault, "site-a", 0..3, START);
    seal(&mut vault, "site-a", 3..5, START + DAY);
    seal(&mut vault, "site-b", 5..7, START);
    assert_eq!(vault.expired(START + 30 * DAY).await.unwrap(), []);
    let over = vault.expired(START + 30 * DAY + 1).await.unwrap();
    assert_eq!(over, [0, 1, 2].map(|n| held("site-a", n)));
    vault.erase(&over, "retention", "spoor", START + 31 * DAY).await.unwrap();
    assert_eq!(vault.expired(START + 31 * DAY).await.unwrap(), []);
    let rest =
        [("site-a", 3), ("site-a", 4), ("site-b", 5), ("site-b", 6)].map(|(s, n)| held(s, n));
    assert_eq!(vault.expired(START + 200 * DAY).await.unwrap(), rest);
    assert_clean(&vault).await;
}
