//! What a helper need not know is not in their package.

use super::*;

#[tokio::test]
async fn a_package_for_support_has_contacts_and_languages_and_nothing_else() {
    let made = made().await;
    let dossier = made.dossier(Audience::Support);
    let files = unpacked(&sealed(&made, &dossier));
    let names: Vec<&str> =
        files.keys().filter_map(|n| n.split_once("/data/")).map(|n| n.1).collect();
    assert!(names.iter().all(|n| ["contacts.csv", "report.pdf"].contains(n)), "{names:?}");
    let text = |name: &str| {
        let bytes = &files[&format!("{}/{name}", dossier.name)];
        String::from_utf8(bytes.clone()).unwrap()
    };
    assert_eq!(
        text("data/contacts.csv"),
        "kind,contact,adverts,last_seen,places\r\n\
         email,ann@example.com,1,2026-01-06,NL:Utrecht\r\n\
         handle,telegram:ann_example,1,2026-01-06,NL:Zwolle\r\n\
         phone,'+447700900123,2,2026-01-06,NL:Utrecht; NL:Zwolle\r\n"
    );
    // Nothing of adverts, organisers, reasons, decisions or exhibits is anywhere in it. Each is long
    // enough, or has a sign, that a digest or a signature does not have it by chance.
    let mut secrets: Vec<String> = vec![
        "07700 900".into(),
        "+447700900999".into(),
        "Annabella".into(),
        "Somewhereville".into(),
        "board.example".into(),
        "poster".into(),
        "tok_12345".into(),
        "R-1".into(),
        "A-1".into(),
        "site-a".into(),
        "reach.many".into(),
        "organisers do".into(),
        "Evangeline".into(),
        "7654321".into(),
        "three names".into(),
        "order 2026-14".into(),
        "4.25".into(),
        "btc:".into(),
    ];
    secrets.extend(dossier.adverts.iter().map(|a| a.advert.advert_id.clone()));
    secrets.extend(dossier.exhibits.iter().map(|e| e.id.to_hex()));
    // The report's text is compressed: `judge.py` reads it.
    let readable =
        files.iter().filter(|(name, _)| !name.contains("manifest-") && !name.ends_with(".pdf"));
    for (name, bytes) in readable {
        let text = String::from_utf8_lossy(bytes);
        let found: Vec<&String> = secrets.iter().filter(|s| text.contains(s.as_str())).collect();
        assert_eq!(found, Vec::<&String>::new(), "{name}");
    }
    // The same secrets are in the package for the police: the list is of things that exist.
    let police = unpacked(&sealed(&made, &made.dossier(Audience::Police)));
    let all: String = police.values().map(|b| String::from_utf8_lossy(b).into_owned()).collect();
    let absent: Vec<&String> = secrets.iter().filter(|s| !all.contains(s.as_str())).collect();
    assert_eq!(absent, Vec::<&String>::new());
}

#[tokio::test]
async fn nobody_is_called_a_victim_and_no_label_is_forged() {
    let made = made().await;
    for audience in [Audience::Police, Audience::Support] {
        let dossier = made.dossier(audience);
        let files = unpacked(&sealed(&made, &dossier));
        for (name, bytes) in &files {
            let text = String::from_utf8_lossy(bytes).to_lowercase();
            let denied = text.replace("nobody in it is called a victim", "");
            assert!(!denied.contains("victim") && !denied.contains("trafficked"), "{name}");
        }
        let info = String::from_utf8_lossy(&files[&format!("{}/bag-info.txt", dossier.name)]);
        assert!(info.contains("Referral-To: Police of Example Forged: label\n"), "{info}");
        assert!(!info.contains("\nForged"), "{info}");
    }
}
