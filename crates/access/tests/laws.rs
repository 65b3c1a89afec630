//! Laws that hold for every person, thing and circumstance.

#[allow(dead_code, reason = "each test takes what it needs")]
mod common;

use common::builtin;
use proptest::prelude::*;
use spoor_access::policy::{Action, Asked, Kind, Person, Policies, Request, Resource, Role};
use std::collections::BTreeSet;
use std::sync::OnceLock;

const PEOPLE: [&str; 3] = ["ana", "rui", "sam"];
const SOURCES: [&str; 2] = ["s1", "s2"];
const TEAMS: [&str; 2] = ["north", "south"];

fn some_of<T: Clone + Ord + std::fmt::Debug + 'static>(
    all: Vec<T>,
) -> impl Strategy<Value = BTreeSet<T>> {
    proptest::sample::subsequence(all.clone(), 0..=all.len())
        .prop_map(|some| some.into_iter().collect())
}

fn names(all: &[&str]) -> impl Strategy<Value = BTreeSet<String>> {
    some_of(all.iter().map(|s| (*s).to_owned()).collect())
}

fn people() -> impl Strategy<Value = Person> {
    let id = proptest::sample::select(PEOPLE.to_vec());
    let roles = some_of(Role::ALL.to_vec());
    let active = prop::bool::weighted(0.9);
    (id, roles, names(&TEAMS), names(&SOURCES), active, names(&PEOPLE)).prop_map(
        |(id, roles, teams, cleared, active, one_with)| Person {
            id: id.into(),
            roles,
            teams,
            cleared,
            active,
            one_with,
        },
    )
}

fn purposes() -> impl Strategy<Value = Option<String>> {
    let known = builtin().purposes().iter().map(|p| Some(p.id.clone()));
    proptest::sample::select(known.chain([None, Some("curiosity".into())]).collect::<Vec<_>>())
}

fn things() -> impl Strategy<Value = (Action, Resource)> {
    let applies: Vec<_> = builtin().applies().collect();
    let pair = proptest::sample::select(applies);
    let maybe = || prop::bool::weighted(0.3);
    (pair, names(&SOURCES), maybe(), names(&TEAMS), maybe(), names(&PEOPLE), purposes()).prop_map(
        |((action, kind), restricted, is_restricted, teams, has_teams, made_by, purpose)| {
            let mut resource = Resource::new(kind, "x");
            if is_restricted {
                resource.restricted = restricted;
            }
            if has_teams {
                resource.teams = teams;
            }
            resource.members = made_by.iter().take(1).cloned().collect();
            resource.made_by = made_by;
            if kind == Kind::Referral {
                resource.purpose = purpose;
            }
            (action, resource)
        },
    )
}

fn circumstances() -> impl Strategy<Value = Asked> {
    let rows = prop_oneof![0_u64..2_000, 90_000_u64..110_000, any::<u64>()];
    (purposes(), prop::option::of(people()), rows, any::<bool>()).prop_map(
        |(purpose, second_person, rows, second_factor)| Asked {
            purpose,
            second_person,
            rows,
            second_factor,
        },
    )
}

/// The default policies with one more forbid each.
fn stricter() -> &'static [Policies] {
    static ALL: OnceLock<Vec<Policies>> = OnceLock::new();
    ALL.get_or_init(|| {
        let conditions = [
            "",
            "when { context.rows > 5 }",
            "unless { context.second_factor }",
            "when { resource.made_by.contains(principal) }",
            "unless { principal in Role::\"analyst\" }",
            "when { context has purpose && context.purpose in PurposeKind::\"casework\" }",
        ];
        let made = conditions.iter().map(|condition| {
            let text = format!(
                "@id(\"more\") @why(\"w\") @ask(\"nobody\")\nforbid (principal, action, resource) {condition};"
            );
            let mut files = Policies::builtin_files();
            files.insert("more.cedar".into(), text);
            Policies::from_texts(&files).expect("it fits the schema")
        });
        made.collect()
    })
}

/// The default policies and one that permits everything to everybody.
fn open() -> &'static Policies {
    static OPEN: OnceLock<Policies> = OnceLock::new();
    OPEN.get_or_init(|| {
        let text = "@id(\"all\") @why(\"w\")\npermit (principal, action, resource);";
        let mut files = Policies::builtin_files();
        files.insert("all.cedar".into(), text.into());
        Policies::from_texts(&files).expect("it fits the schema")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn one_more_forbid_never_allows_more(
        person in people(), (action, resource) in things(), asked in circumstances(), which in 0..6_usize,
    ) {
        let request = Request { person: &person, action, resource: &resource, asked: &asked };
        let strict = stricter()[which].decide(&request);
        prop_assert!(!strict.allowed || builtin().decide(&request).allowed);
    }

    #[test]
    fn what_is_forbidden_stays_so_under_the_widest_permit(
        person in people(), (action, resource) in things(), asked in circumstances(),
    ) {
        let request = Request { person: &person, action, resource: &resource, asked: &asked };
        let answer = open().decide(&request);
        let own = resource.made_by.contains(&person.id);
        let puppets = !resource.made_by.is_disjoint(&person.one_with);
        let must_not = person.roles.is_empty()
            || !person.active
            || action == Action::ReleaseReferral && (own || puppets || resource.purpose.is_none())
            || action == Action::SecondOpinion && (own || puppets)
            || action == Action::ConfirmAccount && (own || puppets)
            || action == Action::ManageAccounts && own
            || !resource.restricted.is_subset(&person.cleared)
            || !resource.teams.is_empty() && resource.teams.is_disjoint(&person.teams)
            || resource.kind == Kind::Case
                && !resource.members.contains(&person.id)
                && !person.roles.contains(&Role::Supervisor)
            || action == Action::Export && asked.rows > 100_000
            || action == Action::Erase
                && asked.second_person.as_ref().is_none_or(|second| {
                    second.id == person.id || person.one_with.contains(&second.id)
                })
            || [Action::ViewAdvert, Action::RevealPhoto, Action::ViewCapture, Action::ViewLead]
                .contains(&action)
                && (asked.purpose.is_none()
                    || person.roles.contains(&Role::Auditor)
                    || person.roles.contains(&Role::Operator));
        prop_assert!(!(must_not && answer.allowed), "{answer:?}");
    }

    #[test]
    fn an_answer_is_never_without_a_reason_and_always_the_same(
        person in people(), (action, resource) in things(), asked in circumstances(),
    ) {
        let request = Request { person: &person, action, resource: &resource, asked: &asked };
        let answer = builtin().decide(&request);
        prop_assert!(!answer.why.is_empty());
        prop_assert!(answer.why.iter().all(|w| w.policy != "policy-error"), "{:?}", answer);
        prop_assert!(answer.why.iter().all(|w| !w.sentence.is_empty() && !w.sentence.ends_with('.')));
        prop_assert!(!answer.allowed || answer.ask_whom.is_empty());
        prop_assert_eq!(answer, builtin().decide(&request));
    }

    #[test]
    fn less_of_a_person_is_never_allowed_more(
        person in people(), (action, resource) in things(), asked in circumstances(),
    ) {
        let request = Request { person: &person, action, resource: &resource, asked: &asked };
        let before = builtin().decide(&request).allowed;
        let without = Person { cleared: BTreeSet::new(), teams: BTreeSet::new(), ..person.clone() };
        let bare = Asked { second_factor: false, second_person: None, ..asked.clone() };
        for (person, asked) in [(&without, &asked), (&person, &bare)] {
            let less = Request { person, action, resource: &resource, asked };
            prop_assert!(!builtin().decide(&less).allowed || before);
        }
    }
}
