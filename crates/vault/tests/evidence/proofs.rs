//! Proofs, with another implementation of RFC 6962 as judge.

use super::*;

/// The log as another implementation of RFC 6962 sees it.
fn oracle(entries: &[Vec<u8>]) -> MemoryBackedTree<Sha256, Vec<u8>> {
    let mut tree = MemoryBackedTree::new();
    entries.iter().for_each(|e| tree.push(e.clone()));
    tree
}

/// Base64 of the standard alphabet, by the implementation in our dependencies.
fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.encode(bytes)
}

#[tokio::test]
async fn proofs_of_inclusion_convince_an_outsider() {
    let dir = tempfile::tempdir().unwrap();
    let vault = small(dir.path()).await;
    let key = vault.verifier().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let other = made(elsewhere.path()).await.verifier().unwrap();
    let entries = entries(dir.path());
    let tree = oracle(&entries);
    assert_eq!(entries.len() as u64, verified(&vault).await.entries);
    let checkpoint = vault.checkpoint_text().unwrap();
    let lines: Vec<&str> = checkpoint.lines().collect();
    assert_eq!(lines[1], entries.len().to_string());
    assert_eq!(lines[2], base64(tree.root().as_bytes()));
    for n in (0..36).filter(|n| *n != 3) {
        let proof = vault.prove(id(n)).unwrap();
        let entry = verify_proof(&proof, &key).unwrap();
        let Some(Entry::Seal { exhibit, .. }) = Entry::from_bytes(entry.as_bytes()) else {
            panic!("{entry}")
        };
        assert_eq!(exhibit, id(n));
        let at = entries.iter().position(|e| e == entry.as_bytes()).unwrap();
        let lines: Vec<&str> = proof.lines().collect();
        assert_eq!(lines[2], format!("index {at}"));
        let path: Vec<String> =
            tree.prove_inclusion(at).as_bytes().chunks(32).map(base64).collect();
        assert_eq!(lines[3..3 + path.len()], path);
        assert_eq!(lines[3 + path.len()], "");

        assert!(verify_proof(&proof, &other).is_err());
        let moved = proof.replacen(&format!("index {at}"), &format!("index {}", at ^ 1), 1);
        assert!(verify_proof(&moved, &key).is_err());
        let tampered = base64(entry.replace("site-", "SITE-").as_bytes());
        assert!(
            verify_proof(&proof.replacen(&base64(entry.as_bytes()), &tampered, 1), &key).is_err()
        );
        let short = proof.replacen(&format!("{}\n", path[0]), "", 1);
        assert!(verify_proof(&short, &key).is_err());
    }
    assert!(matches!(vault.prove(id(3)), Err(VaultError::NoExhibit(_))));
}

#[tokio::test]
async fn each_source_has_its_own_custody_of_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let vault = small(dir.path()).await;
    let (key, entries) = (vault.verifier().unwrap(), entries(dir.path()));
    // 22 lies under both sources, sealed on two days.
    for (name, sealed) in [("site-a", START), ("site-b", START + DAY)] {
        let held = held(name, 22);
        let custody = vault.custody(&held).unwrap().unwrap();
        assert_eq!((custody.sealed_at, custody.log_size), (sealed, entries.len() as u64));
        let block = capture(22).block;
        assert_eq!(custody.sha256, hex::encode(<Sha256 as sha2::Digest>::digest(&block)));
        let proof = vault.prove_held(&held).unwrap();
        let entry = verify_proof(&proof, &key).unwrap();
        assert_eq!(entry.as_bytes(), entries[custody.seq as usize]);
        assert!(entry.contains(&custody.record) && entry.contains(name), "{entry}");
    }
    // Erased, never under that source, of no source.
    for gone in [held("site-a", 3), held("site-b", 1), held("nowhere", 1)] {
        assert_eq!(vault.custody(&gone).unwrap(), None);
        assert!(matches!(vault.prove_held(&gone), Err(VaultError::NoExhibit(_))));
    }
}

#[tokio::test]
async fn proofs_of_consistency_hold_across_commits_and_not_when_forged() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = made(dir.path()).await;
    let key = vault.verifier().unwrap();
    let mut checkpoints = Vec::new();
    for round in 0..6 {
        seal(&mut vault, "site-a", round * 70..round * 70 + 61 + round, START);
        checkpoints.push(vault.checkpoint_text().unwrap());
    }
    let size = |text: &str| text.lines().nth(1).unwrap().parse::<u64>().unwrap();
    let now = checkpoints.last().unwrap().clone();
    let tree = oracle(&entries(dir.path()));
    for old in &checkpoints {
        let proof = vault.consistency(size(old)).unwrap();
        verify_consistency(&proof, old, &now, &key).unwrap();
        let added = usize::try_from(size(&now) - size(old)).unwrap();
        let hashes: Vec<u8> = proof.hashes.iter().flat_map(|h| h.0).collect();
        if added > 0 {
            assert_eq!(hashes, tree.prove_consistency(added).as_bytes());
        }
        let mut forged = proof.clone();
        if let Some(hash) = forged.hashes.first_mut() {
            hash.0[0] ^= 1;
            assert!(verify_consistency(&forged, old, &now, &key).is_err());
        }
        forged.old_size += 1;
        assert!(verify_consistency(&forged, old, &now, &key).is_err());
        assert_eq!(verify_consistency(&proof, &now, old, &key).is_ok(), *old == now);
    }
    // Another history, signed with the same key.
    let mut files = closed(vault, dir.path()).await;
    let text = String::from_utf8(files[Path::new("log/checkpoint")].clone()).unwrap();
    let root = text.lines().nth(2).unwrap();
    let forged = text.replacen(root, &base64(&[9; 32]), 1);
    let unsigned = forged.split_inclusive('\n').take(4).collect::<String>();
    files.insert("log/checkpoint".into(), format!("{unsigned}\n{}", tail(&text)).into());
    sign_again(&mut files);
    let forged = String::from_utf8(files[Path::new("log/checkpoint")].clone()).unwrap();
    let vault = Vault::open(dir.path()).await.unwrap();
    let proof = vault.consistency(size(&checkpoints[0])).unwrap();
    assert!(verify_consistency(&proof, &checkpoints[0], &now, &key).is_ok());
    assert!(verify_consistency(&proof, &checkpoints[0], &forged, &key).is_err());
}

/// The signatures of a note.
fn tail(note: &str) -> &str {
    note.split_once("\n\n").unwrap().1
}

#[tokio::test]
async fn what_is_handed_over_is_of_one_checkpoint_and_a_seal_is_no_checkpoint() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = small(dir.path()).await;
    let wanted = [held("site-a", 1), held("site-b", 22), held("site-a", 3), held("site-b", 1)];
    let over = vault.handover(&wanted.into(), &[0, 2]).unwrap();
    // What was erased, and what the source does not hold, is left out.
    let ids: Vec<_> = over.evidence.iter().map(|e| e.exhibit.id).collect();
    assert_eq!(ids, [id(1), id(22)]);
    for evidence in &over.evidence {
        let mut plain = Vec::new();
        MultiGzDecoder::new(evidence.record.as_slice()).read_to_end(&mut plain).unwrap();
        assert!(plain.starts_with(b"WARC/1.1"));
        let entry = verify_proof(&evidence.proof, &over.verifier).unwrap();
        assert!(entry.contains(&evidence.exhibit.id.to_hex()), "{entry}");
    }
    for (seq, proof) in &over.acts {
        assert!(proof.contains(&format!("\nindex {seq}\n")) && proof.ends_with(&over.checkpoint));
        verify_proof(proof, &over.verifier).unwrap();
    }
    assert!(vault.handover(&Default::default(), &[100_000]).is_err());

    let seal = vault.sign_package([7; 32]).unwrap();
    let digest = "07".repeat(32);
    let statement = format!("spoor.example/package\n{digest}  tagmanifest-sha256.txt\n");
    assert_eq!(seal.statement, statement);
    assert_eq!(vault.sign_package([7; 32]).unwrap(), seal);
    use signed_note::Verifier as _;
    let key = signed_note::StandardVerifier::new(over.verifier.trim()).unwrap();
    assert!(key.verify(seal.statement.as_bytes(), &seal.signature));
    // As a note under a proof it is still no checkpoint, though the key made the signature.
    let name = over.checkpoint.lines().last().unwrap().rsplit_once(' ').unwrap();
    let id = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, name.1).unwrap();
    let line = base64(&[&id[..4], &seal.signature].concat());
    let note = format!("{statement}\n{} {line}\n", name.0);
    let proof = over.acts[0].1.replace(&over.checkpoint, &note);
    let refused = verify_proof(&proof, &over.verifier).unwrap_err();
    assert!(!refused.contains("signature"), "{refused}");
}
