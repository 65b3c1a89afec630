//! Secrets at rest, against test vectors of others and against who moves or changes them.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use spoor_access::sealed::Keys;

fn random() -> StdRng {
    StdRng::seed_from_u64(7)
}

/// draft-irtf-cfrg-xchacha-03, appendix A.3.1: the cipher is the one that the document means.
#[test]
fn the_cipher_is_that_of_the_draft() {
    let key: [u8; 32] = std::array::from_fn(|n| 0x80 + n as u8);
    let nonce: [u8; 24] = std::array::from_fn(|n| 0x40 + n as u8);
    let aad = hex::decode("50515253c0c1c2c3c4c5c6c7").unwrap();
    let msg: &[u8] =
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip \
        for the future, sunscreen would be it.";
    let cipher = XChaCha20Poly1305::new(&Key::from(key));
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg, aad: &aad }).unwrap();
    assert_eq!(hex::encode(&sealed[..16]), "bd6d179d3e83d43b9576579493c0e939");
    assert_eq!(hex::encode(&sealed[msg.len()..]), "c0875924c1c7987947deafd8780acf49");
}

#[test]
fn what_is_moved_to_another_account_cannot_be_opened() {
    let keys = Keys::of(&[1; 32]);
    let sealed = keys.seal("account", "eva", b"secret", &mut random()).unwrap();
    assert!(!sealed.contains(&hex::encode("secret")));
    assert_eq!(keys.open("account", "eva", &sealed).unwrap(), b"secret");
    for (kind, key) in [("account", "tom"), ("accoun", "teva"), ("link", "eva"), ("account", "")] {
        assert!(keys.open(kind, key, &sealed).is_err(), "{kind} {key}");
    }
    let told = Keys::of(&[2; 32]).open("account", "eva", &sealed).unwrap_err().to_string();
    assert!(told.contains("vault/secret"), "{told}");
    let again = keys.seal("account", "eva", b"secret", &mut StdRng::seed_from_u64(8)).unwrap();
    assert_ne!(sealed, again, "each time under another nonce");
}

#[test]
fn digests_need_the_secret() {
    let (one, two) = (Keys::of(&[1; 32]), Keys::of(&[2; 32]));
    assert_eq!(one.digest("+31970123456"), one.digest("+31970123456"));
    assert_ne!(one.digest("+31970123456"), two.digest("+31970123456"));
    assert_ne!(one.digest("a"), one.digest("b"));
    assert_eq!(one.digest("").len(), 32);
    assert!(!format!("{one:?}").contains('['), "keys are not printed");
}

proptest! {
    #[test]
    fn what_was_sealed_opens_and_nothing_else_does(
        plain: Vec<u8>, key in ".{0,20}", at: prop::sample::Index, flip in 1_u8..=255, junk in ".{0,200}",
    ) {
        let keys = Keys::of(&[3; 32]);
        let sealed = keys.seal("account", &key, &plain, &mut random()).unwrap();
        prop_assert_eq!(keys.open("account", &key, &sealed).unwrap(), plain);
        let mut bytes = hex::decode(&sealed[3..]).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        let changed = format!("x1.{}", hex::encode(&bytes));
        prop_assert!(keys.open("account", &key, &changed).is_err());
        prop_assert!(keys.open("account", &key, &junk).is_err());
        prop_assert!(keys.open("account", &key, &sealed[..sealed.len() / 2]).is_err());
    }
}
