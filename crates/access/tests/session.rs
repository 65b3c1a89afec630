//! Sessions, their cookie, their forms, and one-time links.

use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use spoor_access::cookie::Place;
use spoor_access::csrf::{CsrfKey, ForeignError, Origin, same_origin};
use spoor_access::secret::Token;
use spoor_access::session::{Level, Limits, Session, SessionEnd};
use spoor_access::setup::{Errand, Link, LinkError};

const NOW: i64 = 1_700_000_000_000;
const MINUTE: i64 = 60_000;

fn random() -> StdRng {
    StdRng::seed_from_u64(11)
}

#[test]
fn a_planted_token_is_worth_nothing_after_the_sign_in() {
    let mut rng = random();
    let (planted, visitor) = Session::visitor(&mut rng, NOW);
    let (half_token, half) = visitor.rise(&mut rng, "ana", Level::Half, false, NOW);
    assert_eq!(half.signed_in(), None, "a password alone signs nobody in");
    let (token, full) = half.clone().rise(&mut rng, "ana", Level::Full, true, NOW);
    assert_eq!(full.signed_in(), Some("ana"));
    assert!(full.token.matches(&token));
    assert!(!full.token.matches(&planted) && !full.token.matches(&half_token));
    // The second factor again, for what needs it: a new token, the same beginning.
    let (again, later) = full.clone().rise(&mut rng, "ana", Level::Full, true, NOW + 20 * MINUTE);
    assert!(!later.token.matches(&token) && later.token.matches(&again));
    assert_eq!(later.began, full.began);
    // Somebody else in the same browser begins anew.
    let (_, other) = full.rise(&mut rng, "rui", Level::Full, false, NOW + MINUTE);
    assert_eq!((other.began, other.second_factor_at), (NOW + MINUTE, None));
}

#[test]
fn sessions_end() {
    let limits = Limits::default();
    let start = || {
        let (_, visitor) = Session::visitor(&mut random(), NOW);
        visitor.rise(&mut random(), "ana", Level::Full, true, NOW).1
    };
    let mut idle = start();
    assert_eq!(idle.touch(&limits, NOW + 30 * MINUTE - 1), Ok(()));
    assert_eq!(idle.touch(&limits, NOW + 60 * MINUTE - 2), Ok(()));
    assert_eq!(idle.touch(&limits, NOW + 90 * MINUTE), Err(SessionEnd::Idle));
    let mut busy = start();
    let minutes = (0..720).step_by(10);
    assert!(minutes.map(|m| busy.touch(&limits, NOW + m * MINUTE)).all(|r| r.is_ok()));
    assert_eq!(busy.touch(&limits, NOW + 720 * MINUTE), Err(SessionEnd::Old));
    assert_eq!(start().touch(&limits, NOW - 1), Err(SessionEnd::Clock));
    let (_, mut visitor) = Session::visitor(&mut random(), NOW);
    assert_eq!(visitor.touch(&limits, NOW + 15 * MINUTE), Err(SessionEnd::Old));
    assert!(start().is_fresh(&limits, NOW + 15 * MINUTE - 1));
    assert!(!start().is_fresh(&limits, NOW + 15 * MINUTE));
    assert!(!start().is_fresh(&limits, NOW - 1));
}

#[test]
fn the_store_never_has_a_token() {
    let (token, session) = Session::visitor(&mut random(), NOW);
    let kept = serde_json::to_string(&session).unwrap();
    assert!(!kept.contains(&token.text()));
    assert_eq!(serde_json::from_str::<Session>(&kept).unwrap(), session);
    assert!(!format!("{token:?} {session:?}").contains(&token.text()[..8]));
}

#[test]
fn the_cookie_is_bound_and_read_back() {
    let token = Token::random(&mut random());
    let set = Place::Https.set(&token);
    let expected =
        format!("__Host-spoor={}; HttpOnly; Secure; SameSite=Strict; Path=/", token.text());
    assert_eq!(set, expected);
    let local = Place::Loopback.set(&token);
    assert_eq!(local, format!("spoor-local={}; HttpOnly; SameSite=Strict; Path=/", token.text()));
    assert!(
        Place::Https.clear().starts_with("__Host-spoor=; ")
            && Place::Https.clear().ends_with("Max-Age=0")
    );
    let device = Place::Https.set_device(&token);
    assert!(
        device.starts_with("__Host-spoor-device=")
            && device.ends_with("Secure; SameSite=Strict; Path=/; Max-Age=15552000")
    );
    let read = |header: &str| Place::Https.read([header]).map(|t| t.text());
    let pair = format!("__Host-spoor={}", token.text());
    assert_eq!(read(&format!("a=b; {pair}; c=d")), Some(token.text()));
    assert_eq!(read(&format!("{pair}; {pair}")), None, "two of them: one was planted");
    assert!(Place::Https.read([pair.as_str(), pair.as_str()]).is_none());
    assert_eq!(read(&pair.replace("__Host-spoor", "spoor-local")), None);
    assert_eq!(read(&pair.replace("__Host-spoor", "__Host-spoor-device")), None);
    assert_eq!(read(&pair.to_uppercase()), None);
    assert_eq!(read("__Host-spoor=short"), None);
    assert_eq!(read(""), None);
}

#[test]
fn a_forms_token_belongs_to_its_session() {
    let mut rng = random();
    let key = CsrfKey::random(&mut rng);
    let (_, ana) = Session::visitor(&mut rng, NOW);
    let (_, rui) = Session::visitor(&mut rng, NOW);
    let (one, two) = (key.token(&ana, &mut rng), key.token(&ana, &mut rng));
    assert_ne!(one, two, "masked anew on each page");
    assert!(key.holds(&ana, &one) && key.holds(&ana, &two));
    assert!(!key.holds(&rui, &one));
    assert!(!CsrfKey::random(&mut rng).holds(&ana, &one));
    let (_, risen) = ana.clone().rise(&mut rng, "ana", Level::Full, true, NOW);
    assert!(!key.holds(&risen, &one), "a token from before the sign-in");
    for odd in ["", "00", &one[..126], &one.replace(&one[..2], "zz"), &"0".repeat(128)] {
        assert!(!key.holds(&ana, odd));
    }
}

#[test]
fn requests_from_elsewhere_are_refused() {
    let own = "https://spoor.example.com";
    let post =
        |fetch_site, origin| same_origin(&Origin { method: "POST", fetch_site, origin }, own);
    let foreign = |what: &str| Err(ForeignError::Site(what.into()));
    assert_eq!(post(Some("same-origin"), Some(own)), Ok(()));
    assert_eq!(post(Some("same-origin"), None), Ok(()));
    assert_eq!(post(None, Some(own)), Ok(()));
    assert_eq!(post(None, Some("HTTPS://Spoor.Example.com")), Ok(()));
    for site in ["cross-site", "same-site", "none", ""] {
        assert_eq!(post(Some(site), Some(own)), foreign(site));
    }
    for origin in [
        "null",
        "http://spoor.example.com",
        "https://spoor.example.com:8443",
        "https://spoor.example.com.evil.example",
    ] {
        assert_eq!(post(Some("same-origin"), Some(origin)), foreign(origin));
        assert_eq!(post(None, Some(origin)), foreign(origin));
    }
    assert_eq!(post(None, None), Err(ForeignError::Silent));
    for method in ["PUT", "PATCH", "DELETE", "get", "CONNECT", ""] {
        assert!(same_origin(&Origin { method, ..Origin::default() }, own).is_err(), "{method}");
    }
    let get = Origin { method: "GET", fetch_site: Some("cross-site"), origin: None };
    assert_eq!(same_origin(&get, own), Ok(()));
}

#[test]
fn a_link_works_once_in_its_time() {
    let mut rng = random();
    let invitation = Errand::Invitation {
        roles: Default::default(),
        teams: Default::default(),
        invited_by: "sup".into(),
    };
    let (token, mut link) = Link::new(&mut rng, invitation.clone(), NOW);
    assert_eq!(Link::path(&token), format!("/setup/{}", token.text()));
    assert!(!serde_json::to_string(&link).unwrap().contains(&token.text()));
    let other = Token::random(&mut rng);
    assert_eq!(link.look(&other, 3, NOW), Err(LinkError::Wrong));
    // Mail programs open it first, and more than once.
    assert_eq!(link.look(&token, 3, NOW), Ok(&invitation));
    assert_eq!(link.look(&token, 3, NOW), Ok(&invitation));
    assert_eq!(link.redeem(&token, 3, NOW + 72 * 60 * MINUTE), Err(LinkError::Old));
    assert_eq!(link.redeem(&token, 3, NOW - 1), Err(LinkError::Old));
    assert_eq!(link.redeem(&token, 3, NOW + 72 * 60 * MINUTE - 1), Ok(invitation));
    assert_eq!(link.redeem(&token, 3, NOW), Err(LinkError::Used));
}

#[test]
fn the_first_link_is_good_only_while_there_is_nobody() {
    let (token, mut link) = Link::new(&mut random(), Errand::FirstStart, NOW);
    assert_eq!(link.redeem(&token, 1, NOW), Err(LinkError::SetUp));
    assert_eq!(link.redeem(&token, 0, NOW), Ok(Errand::FirstStart));
    assert_eq!(link.redeem(&token, 0, NOW), Err(LinkError::Used));
}

proptest! {
    #[test]
    fn reading_what_a_browser_sent_never_panics(text in ".{0,200}", method in "[A-Z]{0,7}") {
        let _ = Place::Https.read([text.as_str()]);
        let _ = Token::parse(&text);
        let (_, session) = Session::visitor(&mut random(), NOW);
        let key = CsrfKey::random(&mut random());
        prop_assert!(!key.holds(&session, &text));
        let origin = Origin { method: &method, fetch_site: Some(&text), origin: Some(&text) };
        let _ = same_origin(&origin, "https://spoor.example.com");
    }

    #[test]
    fn no_session_outlives_its_day(gaps in prop::collection::vec(0_i64..40 * MINUTE, 0..60)) {
        let limits = Limits::default();
        let (_, visitor) = Session::visitor(&mut random(), NOW);
        let (_, mut session) = visitor.rise(&mut random(), "ana", Level::Full, true, NOW);
        let (mut now, mut last) = (NOW, NOW);
        for gap in gaps {
            now += gap;
            match session.touch(&limits, now) {
                Ok(()) => prop_assert!(now - NOW < limits.absolute && now - last < limits.idle),
                Err(_) => {
                    prop_assert!(now - NOW >= limits.absolute || now - last >= limits.idle);
                    break;
                }
            }
            last = now;
        }
    }
}
