//! A package as its recipient meets it: made with a real vault, checked by spoor, and by tools that we
//! did not write.

mod hostile;
mod made;
mod minimal;
mod outside;

use made::{Made, made};
use spoor_referral::{Audience, Checked, Dossier, Package, Seal, State, check};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// Seals a dossier with a vault.
fn sealed(made: &Made, dossier: &Dossier) -> Vec<u8> {
    let package = Package::of(dossier).unwrap();
    let seal = made.vault.sign_package(package.digest()).unwrap();
    package.sealed(&Seal { statement: seal.statement, signature: seal.signature }).unwrap()
}

fn checked(bytes: &[u8], key: Option<&str>) -> Checked {
    check(bytes, key, &|proof, key| spoor_vault::verify_proof(proof, key))
}

/// Files of a package by their path in the ZIP file.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        files.insert(file.name().unwrap().into_owned(), content);
    }
    files
}

fn broken(checked: &Checked) -> Vec<(&str, &str)> {
    let broken = checked.findings.iter().filter(|f| f.state != State::Holds);
    broken.map(|f| (f.what.as_str(), f.found.as_str())).collect()
}

#[tokio::test]
async fn what_was_sealed_holds_and_the_same_dossier_gives_the_same_bytes() {
    let made = made().await;
    for audience in [Audience::Police, Audience::Support] {
        let dossier = made.dossier(audience);
        let bytes = sealed(&made, &dossier);
        assert_eq!(bytes, sealed(&made, &dossier));
        let found = checked(&bytes, Some(&dossier.custody.verifier));
        assert_eq!(broken(&found), []);
        assert!(found.holds());
        assert_eq!(found.name, dossier.name);
        let report = unpacked(&bytes).remove(&format!("{}/data/report.pdf", dossier.name));
        assert_eq!(report.is_some_and(|pdf| pdf.starts_with(b"%PDF-")), cfg!(feature = "pdf"));
        // Without the sender's key nobody can say whose package it is.
        let unknown = checked(&bytes, None);
        assert!(!unknown.holds());
        assert_eq!(broken(&unknown).len(), 1);
        let other = checked(&bytes, Some("other+00000000+AAAA"));
        assert_eq!(broken(&other)[0].0, "the key is the one that the sender gave you");
    }
    let found = checked(&sealed(&made, &made.dossier(Audience::Police)), None);
    let said: Vec<&str> = found.findings.iter().map(|f| f.found.as_str()).collect();
    assert!(said.contains(&"6 exhibits: bytes, digests and proofs of inclusion fit"), "{said:?}");
    assert!(said.iter().any(|s| s.starts_with("Ann asked, Ben released")), "{said:?}");
}

#[tokio::test]
async fn a_byte_that_changes_in_any_file_is_found() {
    let made = made().await;
    let dossier = made.dossier(Audience::Police);
    let key = dossier.custody.verifier.clone();
    let bytes = sealed(&made, &dossier);
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    for index in 0..zip.len() {
        let file = zip.by_index_raw(index).unwrap();
        let (name, size) = (file.name().unwrap().into_owned(), file.size() as usize);
        let start = file.data_start().unwrap() as usize;
        for at in [start, start + size / 2, start + size - 1] {
            let mut touched = bytes.clone();
            touched[at] ^= 1;
            assert!(!checked(&touched, Some(&key)).holds(), "{name} at {at}");
        }
    }
}

#[tokio::test]
async fn nobody_refers_alone_and_nothing_else_is_signed_for() {
    let made = made().await;
    let mut dossier = made.dossier(Audience::Police);
    dossier.released.who = " aNN ".into();
    assert!(Package::of(&dossier).unwrap_err().to_string().contains("somebody else"));
    let mut dossier = made.dossier(Audience::Police);
    dossier.name = "../x".into();
    assert!(Package::of(&dossier).is_err());
    dossier.name = "x".into();
    dossier.leads.clear();
    assert!(Package::of(&dossier).is_err());
    // The seal of another package does not fit this one.
    let police = Package::of(&made.dossier(Audience::Police)).unwrap();
    let support = Package::of(&made.dossier(Audience::Support)).unwrap();
    let seal = made.vault.sign_package(support.digest()).unwrap();
    let seal = Seal { statement: seal.statement, signature: seal.signature };
    assert!(police.sealed(&seal).unwrap_err().to_string().contains("another package"));
    assert_eq!(spoor_vault::PACKAGE_DOMAIN, spoor_referral::DOMAIN);
    // A dossier in whose log one person did both does not pass, whatever its files say.
    let mut dossier = made.dossier(Audience::Police);
    dossier.custody.acts = made.acts(0..2);
    let found = checked(&sealed(&made, &dossier), None);
    assert!(broken(&found).iter().any(|(_, found)| found.contains("did both")), "{found:?}");
    // Nor does one that goes to somebody else, for something else, or has a lead that nobody released.
    let changes: [(Change, &str); 4] = [
        (|d| d.recipient = "Somebody else".into(), "the log has another Referral-To"),
        (|d| d.purpose = "curiosity".into(), "the log has another Referral-Purpose"),
        (|d| d.leads[0].lead.lead_id = "L-9".into(), "that anybody released L-9"),
        (all_others, "the log has \"C-1\", which is not in bag-info.txt"),
    ];
    for (change, told) in changes {
        let mut dossier = made.dossier(Audience::Police);
        change(&mut dossier);
        let found = checked(&sealed(&made, &dossier), Some(&dossier.custody.verifier));
        assert_eq!(broken(&found).len(), 1, "{found:?}");
        assert!(broken(&found)[0].1.contains(told), "{found:?}");
    }
}

type Change = fn(&mut Dossier);

/// Leads that nobody asked for.
fn all_others(dossier: &mut Dossier) {
    for part in &mut dossier.leads {
        part.lead.lead_id += "9";
    }
}
