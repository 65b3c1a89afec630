//! Measures what the crate promises of guessing: how many guesses attackers have in a year, and
//! which share of a list of common passwords is refused. No seed: nothing here is random.
//!
//! `cargo run --release -p spoor-access --example guesses [-- LIST]`, where LIST has one password
//! a line. With `--picture` it prints the picture of the test instead.

use spoor_access::attempts::{Attempts, Knock, Limits, Refused};
use spoor_access::password::{Flaw, check};
use spoor_access::totp::Authenticator;
use std::net::{IpAddr, Ipv4Addr};

const YEAR: i64 = 365 * 86_400_000;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("--picture") => {
            let app = Authenticator::of(*b"12345678901234567890");
            println!("{}", app.picture("spoor", "ana@example.com").expect("a plain name"));
            return;
        }
        Some(list) => refused(&std::fs::read_to_string(list).expect("a list of passwords")),
        None => {}
    }
    for addresses in [1_u32, 100, 10_000] {
        println!("{addresses:>6} addresses, one account: {:>9} guesses a year", one(addresses));
        println!("{addresses:>6} addresses, 50 accounts:  {:>9} guesses a year", many(addresses));
    }
}

/// Always at the next moment that is allowed, at one account.
fn one(addresses: u32) -> u32 {
    guess(addresses, 1)
}

/// The same at the fifty accounts of a server.
fn many(addresses: u32) -> u32 {
    guess(addresses, 50)
}

fn guess(addresses: u32, accounts: u32) -> u32 {
    let mut attempts = Attempts::new(Limits::default());
    let mut guesses = 0;
    for account in 0..accounts {
        let mut now = 0;
        let mut n = 0;
        while now < YEAR {
            let address = IpAddr::from(Ipv4Addr::from_bits(0x0a00_0000 + n % addresses));
            let knock = Knock { account: format!("name{account}"), device: None, address };
            n += 1;
            match attempts.begin(&knock, now) {
                Ok(()) => guesses += 1,
                Err(Refused::Wait { until }) => now = until,
                Err(Refused::Closed) => break,
            }
        }
    }
    guesses
}

fn refused(list: &str) {
    for (least, second_factor) in [(8, true), (15, false)] {
        let long: Vec<_> = list.lines().filter(|p| p.chars().count() >= least).collect();
        let common = |p: &&&str| check(p, second_factor, &[]).contains(&Flaw::Common);
        let caught = long.iter().filter(common).count();
        let all = list.lines().filter(|p| !check(p, second_factor, &[]).is_empty()).count();
        let lines = list.lines().count();
        println!(
            "second factor {second_factor}: {all} of {lines} refused; of {} long enough, {caught} as common",
            long.len()
        );
    }
}
