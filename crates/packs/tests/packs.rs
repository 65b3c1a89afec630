//! A pack travels whole, or not at all.

use ed25519_dalek::SigningKey;
use proptest::prelude::*;
use spoor_packs::*;
use std::collections::BTreeMap;

/// Numbers that are no secret: tests repeat.
struct Fixed(u8);

impl rand_core::RngCore for Fixed {
    fn next_u32(&mut self) -> u32 {
        u32::from(self.0)
    }
    fn next_u64(&mut self) -> u64 {
        u64::from(self.0)
    }
    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        bytes.fill(self.0);
        Ok(())
    }
}

impl rand_core::CryptoRng for Fixed {}

fn key(n: u8) -> Key {
    generate_key(&mut Fixed(n), "desk.example").unwrap()
}

const TERMS: &str =
    "# term\tlanguage\tcode\tsource\tlicence\nnew in town\ten\tmovement.new\town\tApache-2.0\n";

fn pack(version: u32, terms: &str) -> Pack {
    let files = BTreeMap::from([
        ("indicators.tsv".to_owned(), (Content::Indicators, terms.to_owned())),
        (
            "board.toml".to_owned(),
            (Content::Profile, "# source: own; licence: Apache-2.0\nname = \"board\"\n".to_owned()),
        ),
    ]);
    Manifest::of(("nl-words", version), "2026-11-24", "Words of the desk", files).unwrap()
}

#[test]
fn what_was_packed_comes_back_under_a_trusted_key_only() {
    let (ours, theirs) = (key(1), key(2));
    let bytes = seal(&pack(3, TERMS), &ours.private).unwrap();
    let (back, who) = open(&bytes, &[theirs.public.clone(), ours.public.clone()]).unwrap();
    assert_eq!((back, who.as_str()), (pack(3, TERMS), "desk.example"));
    assert!(matches!(open(&bytes, &[theirs.public]), Err(PackError::Signature(_))));
    assert!(matches!(open(&bytes, &[]), Err(PackError::Signature(_))));
    assert_eq!(bytes, seal(&pack(3, TERMS), &ours.private).unwrap(), "the same bytes each time");
}

/// Another implementation of Ed25519 signatures over the note's text, by the C2SP text alone.
#[test]
fn an_outsider_can_check_the_signature() {
    let ours = key(7);
    let bytes = seal(&pack(1, TERMS), &ours.private).unwrap();
    let file: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let note = file["note"].as_str().unwrap();
    let (text, signatures) = note.split_once("\n\n").unwrap();
    let line = signatures.trim().strip_prefix("\u{2014} desk.example ").unwrap();
    let raw = decode(line);
    let public = decode(ours.public.rsplit('+').next().unwrap());
    let secret = decode(ours.private.rsplit('+').next().unwrap());
    let signing = SigningKey::from_bytes(secret[1..].try_into().unwrap());
    assert_eq!(signing.verifying_key().as_bytes(), &public[1..]);
    let signature = ed25519_dalek::Signature::from_slice(&raw[4..]).unwrap();
    let signed = format!("{text}\n");
    assert!(signing.verifying_key().verify_strict(signed.as_bytes(), &signature).is_ok());
}

/// Base64 (RFC 4648, section 4), by its definition.
fn decode(text: &str) -> Vec<u8> {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in text.bytes().filter(|b| *b != b'=') {
        let value = alphabet.iter().position(|a| *a == byte).unwrap() as u32;
        (bits, held) = (bits << 6 | value, held + 6);
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    out
}

#[test]
fn any_flipped_byte_is_refused() {
    let ours = key(1);
    let bytes = seal(&pack(3, TERMS), &ours.private).unwrap();
    for at in 0..bytes.len() {
        let mut touched = bytes.clone();
        touched[at] ^= 1;
        if let Ok((found, _)) = open(&touched, std::slice::from_ref(&ours.public)) {
            assert_eq!(found, pack(3, TERMS), "byte {at} changes what is read");
        }
    }
}

#[test]
fn every_entry_says_where_it_is_from_and_none_is_a_person() {
    assert_eq!(check(&pack(1, TERMS)), Vec::<String>::new());
    let bad = "new in town\ten\tmovement.new\t\tApache-2.0\n\
               call 07700 900123\ten\tcontact.phone\town\tApache-2.0\n\
               mail anna@example.com\ten\tcontact.mail\town\tApache-2.0\n\
               two columns\ten\n";
    let wrong = check(&pack(1, bad));
    assert_eq!(wrong.len(), 4, "{wrong:?}");
    assert!(wrong[0].contains("indicators.tsv:1") && wrong[0].contains("source"));
    assert!(wrong[1].contains("07700 900123") && wrong[2].contains("anna@example.com"));
    let bare = BTreeMap::from([("a.toml".to_owned(), (Content::Rules, "id = 1\n".to_owned()))]);
    let bare = Manifest::of(("x", 1), "2026-11-24", "about", bare).unwrap();
    assert_eq!(check(&bare).len(), 1);
}

#[test]
fn a_difference_is_told_by_entry() {
    let other = "passing through\ten\tmovement.new\town\tApache-2.0\n\
                 new in town\ten\tmovement.arrived\town\tApache-2.0\n";
    let changes = diff(&pack(1, TERMS), &pack(2, other));
    assert_eq!(changes.len(), 2);
    assert!(matches!(&changes[0], Change::Changed { after, .. } if after.contains("arrived")));
    assert!(matches!(&changes[1], Change::Added { entry, .. } if entry.starts_with("passing")));
    assert_eq!(diff(&pack(1, TERMS), &pack(2, TERMS)), []);
}

#[test]
fn a_file_cannot_name_its_way_out() {
    for name in ["../x.toml", "a/b.toml", ".hidden", "", "a b"] {
        let files = BTreeMap::from([(name.to_owned(), (Content::Rules, String::new()))]);
        assert!(Manifest::of(("x", 1), "2026-11-24", "about", files).is_err(), "{name:?}");
    }
    for (name, made) in [("x y", "2026-11-24"), ("x", "yesterday"), ("", "2026-11-24")] {
        assert!(Manifest::of((name, 1), made, "about", BTreeMap::new()).is_err(), "{name:?}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = open(&bytes, &[key(1).public]);
        let _ = open_unsigned(&bytes);
    }

    #[test]
    fn no_note_makes_it_panic(note in "\\PC{0,200}", text in "(spoor-pack v1\n)?(name [a-z]+\n)?(version [0-9]{0,12}\n)?\\PC{0,80}") {
        let json = serde_json::json!({ "note": note, "files": {} });
        let _ = open_unsigned(&serde_json::to_vec(&json).unwrap());
        let _ = Manifest::parse(&text);
    }

    #[test]
    fn any_texts_come_back(terms in "[^\\x00]{0,300}", about in "[a-z ]{0,40}", version: u32) {
        let files = BTreeMap::from([("t.tsv".to_owned(), (Content::Services, terms))]);
        let pack = Manifest::of(("x", version), "2026-11-24", &about, files).unwrap();
        let bytes = seal(&pack, &key(1).private).unwrap();
        prop_assert_eq!(open(&bytes, &[key(1).public]).unwrap().0, pack);
    }
}
