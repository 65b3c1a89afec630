//! Guessers are slowed down, and nobody is locked out by another's guesses.

use proptest::prelude::*;
use spoor_access::attempts::{Attempts, Knock, Limits, Refused};
use std::net::IpAddr;

const NOW: i64 = 1_700_000_000_000;
const DAY: i64 = 86_400_000;

fn knock(account: &str, device: Option<&str>, address: &str) -> Knock {
    let address: IpAddr = address.parse().unwrap();
    Knock { account: account.into(), device: device.map(str::to_owned), address }
}

/// An address of its own for every attempt, as a botnet has.
fn bot(account: &str, n: u32) -> Knock {
    let address = IpAddr::from(std::net::Ipv4Addr::from_bits(0x0a00_0000 + n));
    Knock { account: account.into(), device: None, address }
}

#[test]
fn five_mistakes_are_free_and_then_each_wait_doubles() {
    let mut attempts = Attempts::new(Limits::default());
    let me = knock("ana", None, "192.0.2.1");
    for _ in 0..5 {
        assert_eq!(attempts.begin(&me, NOW), Ok(()));
    }
    // The sixth is looked at, and then waits begin.
    assert_eq!(attempts.begin(&me, NOW), Ok(()));
    let mut now = NOW;
    for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
        let until = now + seconds * 1000;
        assert_eq!(attempts.begin(&me, now), Err(Refused::Wait { until }), "{seconds}");
        assert_eq!(attempts.begin(&me, until - 1), Err(Refused::Wait { until }));
        assert_eq!(attempts.begin(&me, until), Ok(()));
        now = until;
    }
    attempts.succeeded(&me);
    assert_eq!(attempts.begin(&me, now), Ok(()));
}

#[test]
fn a_colleague_at_a_known_device_signs_in_while_the_account_is_attacked() {
    let mut attempts = Attempts::new(Limits::default());
    let (mut now, mut guesses) = (NOW, 0);
    for n in 0..5_000 {
        guesses += u32::from(attempts.begin(&bot("ana", n), now).is_ok());
        now += 15 * 60_000;
    }
    assert_eq!(guesses, 100, "NIST SP 800-63B-4: at most 100 in a row, whatever the addresses");
    assert_eq!(attempts.begin(&bot("ana", 9_000), now + 3_650 * DAY), Err(Refused::Closed));
    assert_eq!(attempts.begin(&bot("ANA", 9_000), now), Err(Refused::Closed));
    let at_her_desk = knock("ana", Some("desk"), "192.0.2.7");
    assert_eq!(attempts.begin(&at_her_desk, now), Ok(()));
    attempts.succeeded(&at_her_desk);
    // Her success does not open the strangers' door; her supervisor's link does.
    assert_eq!(attempts.begin(&bot("ana", 9_001), now), Err(Refused::Closed));
    attempts.open("Ana");
    assert_eq!(attempts.begin(&bot("ana", 9_002), now), Ok(()));
    assert_eq!(attempts.begin(&bot("rui", 9_003), now), Ok(()), "nobody else was touched");
}

#[test]
fn a_stolen_device_cookie_is_a_door_that_closes_too() {
    let mut attempts = Attempts::new(Limits::default());
    let mut now = NOW;
    let tries = (0..1_000).filter(|n| {
        now += 15 * 60_000;
        let thief = Knock { device: Some("desk".into()), ..bot("ana", *n) };
        attempts.begin(&thief, now).is_ok()
    });
    assert_eq!(tries.count(), 100);
    assert_eq!(attempts.begin(&knock("ana", Some("home"), "192.0.2.7"), now), Ok(()));
}

#[test]
fn an_address_has_a_budget_whatever_accounts_it_tries() {
    let mut attempts = Attempts::new(Limits::default());
    let from = |n: i64| knock(&format!("name{n}"), None, "192.0.2.9");
    let at_once = (0..1_000).filter(|n| attempts.begin(&from(*n), NOW).is_ok()).count();
    assert_eq!(at_once, 30);
    assert_eq!(attempts.begin(&from(1), NOW), Err(Refused::Wait { until: NOW + 10_000 }));
    let in_an_hour =
        (0..3_600).filter(|s| attempts.begin(&from(10_000 + s), NOW + s * 1_000).is_ok());
    assert_eq!(in_an_hour.count(), 359, "one in ten seconds");
    // A colleague elsewhere is not slowed down.
    assert_eq!(attempts.begin(&knock("ana", None, "192.0.2.10"), NOW), Ok(()));
}

#[test]
fn an_ipv6_network_is_one_address() {
    let mut attempts = Attempts::new(Limits::default());
    let from = |n: u32| knock(&format!("name{n}"), None, &format!("2001:db8:1:2:{n:x}::1"));
    assert_eq!((0..100).filter(|n| attempts.begin(&from(*n), NOW).is_ok()).count(), 30);
    assert_eq!(attempts.begin(&knock("ana", None, "2001:db8:1:3::1"), NOW), Ok(()));
    let mapped = knock("rui", None, "::ffff:192.0.2.1");
    assert_eq!(attempts.begin(&mapped, NOW), Ok(()));
    assert_eq!(attempts.remembered().1, 3);
}

#[test]
fn filling_the_memory_with_names_washes_no_door_away() {
    let limits = Limits { remembered: 1_000, ..Limits::default() };
    let mut attempts = Attempts::new(limits);
    let mut now = NOW;
    while attempts.begin(&bot("ana", 1), now) != Err(Refused::Closed) {
        now += 15 * 60_000;
    }
    for n in 0..20_000 {
        let _ = attempts.begin(&bot(&format!("name{n}"), n), now + i64::from(n));
    }
    let (doors, addresses) = attempts.remembered();
    assert!(doors <= 1_000 && addresses <= 1_000, "{doors} {addresses}");
    assert_eq!(attempts.begin(&bot("ana", 2), now + 30_000), Err(Refused::Closed));
}

#[test]
fn doors_outlast_a_restart_in_the_store() {
    let mut before = Attempts::new(Limits::default());
    let me = knock("ana", None, "192.0.2.1");
    for _ in 0..8 {
        let _ = before.begin(&me, NOW);
    }
    let door = before.door(&me).unwrap();
    let kept = serde_json::to_string(&door).unwrap();
    let mut after = Attempts::new(Limits::default());
    after.set_door(&me, serde_json::from_str(&kept).unwrap());
    assert_eq!(after.begin(&me, NOW), before.begin(&me, NOW));
    assert!(after.begin(&me, NOW).is_err());
}

#[derive(Clone, Debug)]
enum Step {
    Guess { account: usize, device: Option<usize>, address: usize },
    Right { account: usize, device: usize },
    Pass(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let guess = (0..2_usize, prop::option::of(0..2_usize), 0..3_usize)
        .prop_map(|(account, device, address)| Step::Guess { account, device, address });
    let right =
        (0..2_usize, 0..2_usize).prop_map(|(account, device)| Step::Right { account, device });
    let pass = prop_oneof![0_i64..5_000, 0_i64..DAY].prop_map(Step::Pass);
    prop::collection::vec(prop_oneof![6 => guess, 1 => right, 2 => pass], 0..300)
}

proptest! {
    #[test]
    fn in_any_order_failures_in_a_row_stay_under_the_limit(steps in steps()) {
        let limits = Limits { close_at: 12, ..Limits::default() };
        let mut attempts = Attempts::new(limits);
        let mut now = NOW;
        let mut in_a_row = std::collections::BTreeMap::new();
        let name = |n: usize| ["ana", "rui"][n];
        for step in steps {
            match step {
                Step::Pass(ms) => now += ms,
                Step::Guess { account, device, address } => {
                    let device_name = device.map(|d| format!("device{d}"));
                    let knock = knock(name(account), device_name.as_deref(), &format!("192.0.2.{address}"));
                    if attempts.begin(&knock, now).is_ok() {
                        *in_a_row.entry((account, device)).or_insert(0) += 1;
                    }
                }
                Step::Right { account, device } => {
                    let knock = knock(name(account), Some(&format!("device{device}")), "198.51.100.1");
                    if attempts.begin(&knock, now).is_ok() {
                        attempts.succeeded(&knock);
                        in_a_row.insert((account, Some(device)), 0);
                    }
                }
            }
            prop_assert!(in_a_row.values().all(|n| *n <= 12));
        }
    }

    #[test]
    fn a_wait_that_is_named_is_long_enough_and_ends(steps in steps(), address in 0_usize..3) {
        let mut attempts = Attempts::new(Limits::default());
        let mut now = NOW;
        for step in steps {
            match step {
                Step::Pass(ms) => now += ms,
                Step::Guess { account, device, .. } => {
                    let device = device.map(|d| format!("device{d}"));
                    let account = ["ana", "rui"][account];
                    let knock = knock(account, device.as_deref(), &format!("192.0.2.{address}"));
                    if let Err(Refused::Wait { until }) = attempts.begin(&knock, now) {
                        prop_assert!(until > now && until - now <= 15 * 60_000);
                        prop_assert_eq!(attempts.clone().begin(&knock, until), Ok(()));
                    }
                }
                Step::Right { .. } => {}
            }
        }
    }
}
