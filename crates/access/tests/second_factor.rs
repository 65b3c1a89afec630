//! Codes of an app, the picture to scan, and recovery codes.

use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use spoor_access::recovery::{CODES, RecoveryCodes};
use spoor_access::totp::{Authenticator, CodeError};

/// RFC 6238, appendix B: seconds, and the eight digits of SHA-1; six digits are its last six.
const RFC: [(i64, &str); 6] = [
    (59, "94287082"),
    (1_111_111_109, "07081804"),
    (1_111_111_111, "14050471"),
    (1_234_567_890, "89005924"),
    (2_000_000_000, "69279037"),
    (20_000_000_000, "65353130"),
];

fn of_the_rfc() -> Authenticator {
    Authenticator::of(*b"12345678901234567890")
}

#[test]
fn codes_are_those_of_the_rfc() {
    for (seconds, code) in RFC {
        assert_eq!(of_the_rfc().code(seconds * 1000), code[2..]);
        assert_eq!(of_the_rfc().take(&code[2..], seconds * 1000), Ok(()));
    }
}

#[test]
fn a_code_is_taken_once_and_none_before_it() {
    let mut app = of_the_rfc();
    let now = 1_700_000_010_000;
    let (before, code, after) = (app.code(now - 30_000), app.code(now), app.code(now + 30_000));
    assert_eq!(app.take(&code, now), Ok(()));
    assert_eq!(app.take(&code, now), Err(CodeError::Used));
    assert_eq!(app.take(&code, now + 30_000), Err(CodeError::Used));
    assert_eq!(app.take(&before, now), Err(CodeError::Used));
    assert_eq!(app.take(&after, now), Ok(()), "a clock half a minute ahead");
    assert_eq!(app.take(&after, now + 30_000), Err(CodeError::Used));
}

#[test]
fn the_window_is_one_step_either_way() {
    let now = 1_700_000_010_000;
    for (steps, expected) in [
        (-2, Err(CodeError::Wrong)),
        (-1, Ok(())),
        (0, Ok(())),
        (1, Ok(())),
        (2, Err(CodeError::Wrong)),
    ] {
        let code = of_the_rfc().code(now + steps * 30_000);
        assert_eq!(of_the_rfc().take(&code, now), expected, "{steps}");
    }
    let code = of_the_rfc().code(now);
    let spaced = format!(" {} {}", &code[..3], &code[3..]);
    assert_eq!(of_the_rfc().take(&spaced, now), Ok(()));
    for odd in ["", "12345", "1234567", "12345a", "１２３４５６", "-12345", "+12345"] {
        assert_eq!(of_the_rfc().take(odd, now), Err(CodeError::Wrong), "{odd}");
    }
    assert_eq!(of_the_rfc().take("000000", i64::MIN), Err(CodeError::Wrong));
}

#[test]
fn the_uri_is_what_apps_read() {
    let uri = of_the_rfc().uri("spoor Nordhafen", "ana@example.com").unwrap();
    assert_eq!(
        uri,
        "otpauth://totp/spoor%20Nordhafen:ana%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=spoor%20Nordhafen"
    );
    assert!(of_the_rfc().uri("spoor", "a:b").is_err());
    assert!(of_the_rfc().uri("spoor", "").is_err());
}

#[test]
fn the_picture_is_svg_and_nothing_else() {
    let svg = of_the_rfc().picture("spoor", "ana@example.com").unwrap();
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    let tags: Vec<_> = svg.split('<').skip(1).map(|t| t.split([' ', '>', '/']).next()).collect();
    assert_eq!(tags, [Some("svg"), Some("rect"), Some("path"), Some("")]);
    for banned in ["script", "href", "style", "onload", "<?xml", "GEZDGNBV"] {
        assert!(!svg.contains(banned), "{banned}");
    }
    // The picture that zxing-cpp 3.1.1 read the URI from.
    assert_eq!(blake3::hash(svg.as_bytes()).to_hex()[..16], *"3ecd577db7293267");
}

#[test]
fn the_secret_does_not_show() {
    let shown = format!("{:?}", of_the_rfc());
    assert!(!shown.contains("49, 50") && !shown.contains("GEZD"), "{shown}");
}

#[test]
fn each_recovery_code_works_once() {
    let (texts, mut codes) = RecoveryCodes::new(&mut StdRng::seed_from_u64(1));
    assert_eq!((texts.len(), codes.left()), (CODES, CODES));
    let kept = serde_json::to_string(&codes).unwrap();
    for text in &texts {
        assert_eq!(text.len(), 29);
        assert!(!kept.contains(text) && !kept.contains(&text.replace('-', "")));
        assert!(codes.take(&text.to_lowercase().replace('-', " ")));
        assert!(!codes.take(text));
    }
    assert_eq!(codes.left(), 0);
    let back: RecoveryCodes = serde_json::from_str(&kept).unwrap();
    assert_eq!(back.left(), CODES);
}

#[test]
fn letters_that_look_like_digits_are_read_as_such() {
    let (texts, codes) = RecoveryCodes::new(&mut StdRng::seed_from_u64(3));
    let text = texts.iter().find(|t| t.contains('0') && t.contains('1')).unwrap();
    assert!(codes.clone().take(&text.replace('0', "O").replace('1', "l")));
    assert!(!codes.clone().take(""));
    assert!(!codes.clone().take(&text[..28]));
}

proptest! {
    #[test]
    fn no_code_is_taken_twice_in_any_order(steps in prop::collection::vec(-3_i64..4, 1..30)) {
        let mut app = of_the_rfc();
        let (mut now, mut taken) = (1_700_000_000_000_i64, Vec::new());
        for step in steps {
            now += 10_000;
            let code = app.code(now + step * 30_000);
            if app.take(&code, now).is_ok() {
                prop_assert!(!taken.contains(&code));
                taken.push(code);
            }
        }
    }
}
