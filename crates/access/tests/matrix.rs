//! Every role and every action, against a table that was written by hand.

#[allow(dead_code, reason = "each test takes what it needs")]
mod common;

use common::{asked, builtin, may, person, thing};
use spoor_access::policy::{Action, Kind, Role};
use std::collections::BTreeSet;

const MATRIX: &str = include_str!("../cases/matrix.csv");

fn lines() -> impl Iterator<Item = Vec<&'static str>> {
    let lines = MATRIX.lines().filter(|line| !line.starts_with('#'));
    lines.skip(1).map(|line| line.split(',').collect())
}

#[test]
fn every_role_may_what_the_table_says_and_nothing_else() {
    let mut wrong = Vec::new();
    for line in lines() {
        let (action, kind): (Action, Kind) = (line[0].parse().unwrap(), line[1].parse().unwrap());
        for (role, expected) in Role::ALL.iter().zip(&line[3..]) {
            let who = person("somebody", &[*role]);
            let allowed = may(&who, action, &thing(kind, "another"), &asked(line[2]));
            if allowed != (*expected == "y") {
                wrong.push(format!("{role}: {}: {allowed}", line.join(",")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_every_action_with_everything_it_applies_to() {
    let table: BTreeSet<(Action, Kind)> =
        lines().map(|line| (line[0].parse().unwrap(), line[1].parse().unwrap())).collect();
    assert_eq!(table, builtin().applies().collect());
    assert!(lines().all(|line| line.len() == 8));
    // A role without one y, or an action that nobody may, is a mistake in table or policies.
    for column in 3..8 {
        assert!(lines().any(|line| line[column] == "y"));
    }
    for action in Action::ALL {
        assert!(lines().any(|l| l[0] == action.as_str() && l[3..].contains(&"y")), "{action}");
    }
}

#[test]
fn what_an_action_does_not_apply_to_is_refused_for_everybody() {
    let known: BTreeSet<_> = builtin().applies().collect();
    let who = person("somebody", Role::ALL);
    for &action in Action::ALL {
        for &kind in Kind::ALL {
            if !known.contains(&(action, kind)) {
                let resource = thing(kind, "another");
                assert!(!may(&who, action, &resource, &asked("investigation")), "{action} {kind}");
            }
        }
    }
}

#[test]
fn whom_to_ask_is_who_the_table_lets() {
    for line in lines() {
        let (action, kind): (Action, Kind) = (line[0].parse().unwrap(), line[1].parse().unwrap());
        let able: Vec<_> = Role::ALL.iter().zip(&line[3..]).filter(|(_, y)| **y == "y").collect();
        for (role, _) in able {
            assert!(builtin().permitted(action, kind).contains(role), "{action} {kind} {role}");
        }
    }
}
