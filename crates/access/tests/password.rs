//! Passwords: against the reference implementation, and the rules of the standard.

use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use spoor_access::password::{Cost, Flaw, LENGTH_MAX, Passwords, Verdict, check};

/// Cheap, so that tests are quick; Argon2 takes no less than 8 KiB.
const CHEAP: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };

fn random() -> StdRng {
    StdRng::seed_from_u64(7)
}

#[test]
fn hashes_of_the_reference_implementation_are_read() {
    let owasp = Passwords::new(Cost::OWASP, &mut random()).unwrap();
    for line in include_str!("data/argon2.txt").lines() {
        let (hash, password) = line.split_once('\t').unwrap();
        let rehash = !hash.contains("m=19456,t=2,p=1");
        assert_eq!(owasp.verify(Some(hash), password), Verdict::Right { rehash }, "{password}");
        assert_eq!(owasp.verify(Some(hash), &format!("{password} ")), Verdict::Wrong);
    }
}

#[test]
fn what_looks_the_same_is_the_same() {
    let passwords = Passwords::new(CHEAP, &mut random()).unwrap();
    let hash = passwords.hash("A\u{30a}ngstro\u{308}m \u{fb01}ne words", &mut random()).unwrap();
    assert_eq!(
        passwords.verify(Some(&hash), "Ångström fine words"),
        Verdict::Right { rehash: false }
    );
}

#[test]
fn an_account_that_does_not_exist_is_wrong_whatever_is_typed() {
    let passwords = Passwords::new(CHEAP, &mut random()).unwrap();
    assert_eq!(passwords.verify(None, "a password of somebody"), Verdict::Wrong);
    assert_eq!(passwords.verify(Some(""), "a password of somebody"), Verdict::Wrong);
    assert_eq!(passwords.verify(Some("$argon2id$v=19$m=8"), ""), Verdict::Wrong);
    let long = "x".repeat(LENGTH_MAX + 1);
    assert_eq!(passwords.verify(None, &long), Verdict::Wrong);
}

#[test]
fn a_rise_of_cost_is_noticed_and_the_salt_is_new_each_time() {
    let cheap = Passwords::new(CHEAP, &mut random()).unwrap();
    let dear = Passwords::new(Cost { passes: 2, ..CHEAP }, &mut random()).unwrap();
    let mut rng = random();
    let old = cheap.hash("correct horse battery staple", &mut rng).unwrap();
    assert!(old.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{old}");
    assert_eq!(
        dear.verify(Some(&old), "correct horse battery staple"),
        Verdict::Right { rehash: true }
    );
    assert_ne!(old, cheap.hash("correct horse battery staple", &mut rng).unwrap());
    assert!(Passwords::new(Cost { memory_kib: 1, ..CHEAP }, &mut rng).is_err());
}

#[test]
fn length_counts_and_composition_does_not() {
    let needs = |password: &str, second| check(password, second, &[]);
    assert!(needs("gravel teapot umbrage", false).is_empty());
    assert!(needs("teapotxk", true).is_empty(), "no capitals, digits or signs are asked for");
    assert_eq!(needs("teapotxk", false), [Flaw::Short { has: 8, needs: 15 }]);
    assert_eq!(needs("teapotx", true), [Flaw::Short { has: 7, needs: 8 }]);
    // Characters, not bytes.
    assert!(needs("чайник гравий зонт", false).is_empty());
    assert!(needs(&format!("gravel teapot {}", "umbrage quill ".repeat(17)), false).is_empty());
    assert_eq!(needs(&"gravel teapot um".repeat(17), false), [Flaw::Long]);
}

#[test]
fn what_is_guessed_first_is_refused() {
    let context = ["ana.silva", "Ana Silva", "ana.silva@example.com", "Nordhafen Police"];
    for password in [
        "password12345678",
        "P@ssw0rd!P@ssw0rd!",
        "qwertyuiopasdfgh",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "1234567890123456",
        "!QAZ2wsx3edc4rfv",
        "spoorspoorspoor1",
        "ana.silva.ana.silva",
        "Silva-Nordhafen-2026",
        "nordhafen.police.secret",
        "iloveyouforever2024",
        "letmein letmein letmein",
        "zzzzzzzzzzzzzzzzzzzz",
        "Summer2025Summer2026",
        "m1ch@el j0rd@n 1995",
    ] {
        assert_eq!(check(password, false, &context), [Flaw::Common], "{password}");
    }
}

proptest! {
    #[test]
    fn checking_never_panics_and_a_repeated_sign_is_never_enough(
        text in ".{0,40}", sign in any::<char>(), times in 15_usize..40,
    ) {
        let _ = check(&text, false, &[&text]);
        let repeated: String = std::iter::repeat_n(sign, times).collect();
        prop_assert!(!check(&repeated, false, &[]).is_empty());
    }

    #[test]
    fn random_letters_are_taken(text in "[b-df-hj-np-tv-z]{20,40}") {
        prop_assert!(check(&text, false, &["ana"]).is_empty(), "{}", text);
    }
}
