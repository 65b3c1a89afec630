//! The rules that the issue names, one by one, with what a refused person reads.

#[allow(dead_code, reason = "each test takes what it needs")]
mod common;

use common::{asked, builtin, may, person, thing};
use spoor_access::policy::{
    Action, Answer, Asked, Hands, Kind, Person, Policies, Request, Resource, Role,
};
use std::collections::{BTreeMap, BTreeSet};

fn ask(who: &Person, action: Action, to: &Resource, asked: &Asked) -> Answer {
    builtin().decide(&Request { person: who, action, resource: to, asked })
}

fn ids(answer: &Answer) -> Vec<&str> {
    answer.why.iter().map(|why| why.policy.as_str()).collect()
}

#[test]
fn an_id_that_is_swapped_leads_to_the_other_things_own_sources() {
    let store = BTreeMap::from(["S1", "S2"].map(|source| {
        let mut lead = Resource::new(Kind::Lead, format!("lead of {source}"));
        lead.restricted = BTreeSet::from([source.to_owned()]);
        (format!("lead of {source}"), lead)
    }));
    let mut ana = person("ana", &[Role::Analyst]);
    ana.cleared = BTreeSet::from(["S1".to_owned()]);
    let asked = asked("investigation");
    assert!(may(&ana, Action::ViewLead, &store["lead of S1"], &asked));
    // The same request with the other id in its path.
    let answer = ask(&ana, Action::ViewLead, &store["lead of S2"], &asked);
    assert_eq!((answer.allowed, ids(&answer)), (false, vec!["restricted-source"]));
    assert_eq!(answer.ask_whom, [Role::Supervisor]);
    // One restricted source among several is enough.
    let mut both = store["lead of S1"].clone();
    both.restricted.insert("S2".into());
    assert!(!may(&ana, Action::ViewLead, &both, &asked));
    // A supervisor is not cleared by being one.
    assert!(!may(&person("sup", &[Role::Supervisor]), Action::ViewLead, &both, &asked));
}

#[test]
fn a_referral_takes_two_people_and_a_purpose() {
    let sup = person("sup", &[Role::Supervisor]);
    let asked = asked("support");
    let proposed_by = |who: &str| thing(Kind::Referral, who);
    assert!(may(&sup, Action::ReleaseReferral, &proposed_by("ana"), &asked));
    let own = ask(&sup, Action::ReleaseReferral, &proposed_by("sup"), &asked);
    assert_eq!(ids(&own), ["not-ones-own-proposal"]);
    let mut silent = proposed_by("ana");
    silent.purpose = None;
    assert_eq!(
        ids(&ask(&sup, Action::ReleaseReferral, &silent, &asked)),
        ["referral-names-purpose"]
    );
}

#[test]
fn erasure_takes_two_people() {
    let sup = person("sup", &[Role::Supervisor]);
    let actor = thing(Kind::Actor, "another");
    let with = |second: Option<Person>| {
        let asked = Asked { second_person: second, ..asked("data-subject-rights") };
        may(&sup, Action::Erase, &actor, &asked)
    };
    assert!(with(Some(person("rev", &[Role::Reviewer]))));
    assert!(!with(None));
    assert!(!with(Some(sup.clone())), "oneself is no second person");
    assert!(!with(Some(person("sup", &[Role::Reviewer]))), "nor under another role");
    assert!(!with(Some(person("ana", &[Role::Analyst]))), "an analyst cannot confirm it");
    let ended = Person { active: false, ..person("rev", &[Role::Reviewer]) };
    assert!(!with(Some(ended)), "nor somebody who has left");
}

#[test]
fn a_second_opinion_is_anothers() {
    let rev = person("rev", &[Role::Reviewer]);
    assert!(may(&rev, Action::SecondOpinion, &thing(Kind::Lead, "ana"), &asked("investigation")));
    assert!(!may(&rev, Action::SecondOpinion, &thing(Kind::Lead, "rev"), &asked("investigation")));
}

/// Whoever invites can open the link: until another has confirmed it, two accounts are one person.
#[test]
fn who_invites_does_not_become_two_people() {
    let one = |of: &str| BTreeSet::from([of.to_owned()]);
    let mut sup = person("sup", &[Role::Supervisor]);
    sup.one_with = one("puppet");
    let referral = |who: &str| thing(Kind::Referral, who);
    let answer = ask(&sup, Action::ReleaseReferral, &referral("puppet"), &asked("support"));
    assert_eq!(ids(&answer), ["not-ones-own-proposal"]);
    assert!(may(&sup, Action::ReleaseReferral, &referral("ana"), &asked("support")));
    let mut rev = person("rev", &[Role::Reviewer]);
    rev.one_with = one("ana");
    let lead = thing(Kind::Lead, "ana");
    assert!(!may(&rev, Action::SecondOpinion, &lead, &asked("investigation")));
    let second = person("puppet", &[Role::Reviewer]);
    let with = |second: &Person, purpose: &str, rows: u64| Asked {
        second_person: Some(second.clone()),
        rows,
        ..asked(purpose)
    };
    let actor = thing(Kind::Actor, "another");
    let other = person("rev", &[Role::Reviewer]);
    let rights = "data-subject-rights";
    assert!(!may(&sup, Action::Erase, &actor, &with(&second, rights, 0)));
    assert!(may(&sup, Action::Erase, &actor, &with(&other, rights, 0)));
    let lead = thing(Kind::Lead, "another");
    assert!(!may(&sup, Action::Export, &lead, &with(&second, rights, 2_000)));
    assert!(may(&sup, Action::Export, &lead, &with(&other, rights, 2_000)));
    // Neither of the two confirms it; the inviter can still suspend it.
    let mut account = thing(Kind::Account, "puppet");
    assert!(may(&sup, Action::ManageAccounts, &account, &asked("")));
    account.made_by.insert("sup".into());
    let answer = ask(&sup, Action::ConfirmAccount, &account, &asked(""));
    assert_eq!(ids(&answer), ["confirmed-by-another"]);
    assert_eq!(answer.ask_whom, [Role::Supervisor, Role::Auditor]);
    let mut third = person("third", &[Role::Auditor]);
    assert!(may(&third, Action::ConfirmAccount, &account, &asked("")));
    third.one_with = one("sup");
    assert!(!may(&third, Action::ConfirmAccount, &account, &asked("")), "invited by sup too");
}

#[test]
fn hands_are_followed_to_somebody_confirmed() {
    let pairs = |all: &[(&str, &str)]| {
        Hands::new(all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())))
    };
    let one_with = |hands: &Hands, who: &str| hands.one_with(who).into_iter().collect::<Vec<_>>();
    let hands = pairs(&[("eva", "sam"), ("tom", "eva"), ("ria", "sam"), ("kim", "lou")]);
    assert_eq!(one_with(&hands, "sam"), ["eva", "ria", "tom"]);
    assert_eq!(one_with(&hands, "tom"), ["eva", "ria", "sam"]);
    assert_eq!(one_with(&hands, "lou"), ["kim"]);
    assert!(one_with(&hands, "nobody-s").is_empty());
    // Eva is confirmed: whom she invited is hers, no longer Sam's.
    let hands = pairs(&[("tom", "eva"), ("ria", "sam")]);
    assert_eq!(one_with(&hands, "tom"), ["eva"]);
    assert_eq!(one_with(&hands, "sam"), ["ria"]);
    // What no invitation makes ends all the same.
    let ring = pairs(&[("a", "b"), ("b", "c"), ("c", "b"), ("d", "d")]);
    assert_eq!(one_with(&ring, "b"), ["a", "c", "d"]);
}

#[test]
fn nobody_gives_themselves_a_role() {
    let sup = person("sup", &[Role::Supervisor]);
    assert!(may(&sup, Action::ManageAccounts, &thing(Kind::Account, "ana"), &asked("")));
    let own = ask(&sup, Action::ManageAccounts, &thing(Kind::Account, "sup"), &asked(""));
    assert_eq!(ids(&own), ["not-ones-own-account"]);
}

#[test]
fn exports_have_limits() {
    let lead = thing(Kind::Lead, "another");
    let rows = |role: Role, rows: u64, second: bool| {
        let mut asked = Asked { rows, ..asked("investigation") };
        if !second {
            asked.second_person = None;
        }
        may(&person("somebody", &[role]), Action::Export, &lead, &asked)
    };
    assert!(rows(Role::Analyst, 1_000, false));
    assert!(!rows(Role::Analyst, 1_001, true));
    assert!(!rows(Role::Supervisor, 1_001, false));
    assert!(rows(Role::Supervisor, 1_001, true));
    assert!(rows(Role::Supervisor, 100_000, true));
    assert!(!rows(Role::Supervisor, 100_001, true));
    assert!(!rows(Role::Supervisor, u64::MAX, true), "a number that no page sends");
}

#[test]
fn a_team_keeps_its_cases() {
    let mut case = thing(Kind::Case, "another");
    case.teams = BTreeSet::from(["north".to_owned()]);
    let mut ana = person("ana", &[Role::Analyst]);
    assert!(!may(&ana, Action::WriteCase, &case, &asked("investigation")));
    ana.teams = BTreeSet::from(["south".to_owned(), "north".to_owned()]);
    assert!(may(&ana, Action::WriteCase, &case, &asked("investigation")));
}

#[test]
fn a_case_is_its_members() {
    let mut case = thing(Kind::Case, "own");
    case.members = BTreeSet::from(["own".to_owned(), "mem".to_owned()]);
    let asked = asked("investigation");
    let may = |who: &str, role: Role, action| may(&person(who, &[role]), action, &case, &asked);
    for role in [Role::Analyst, Role::Reviewer] {
        for action in [Action::ViewLead, Action::WriteCase, Action::Export] {
            assert!(may("mem", role, action), "{role} {action}");
            assert!(!may("else", role, action), "{role} {action}");
        }
        assert!(may("own", role, Action::ManageCase), "its owner");
        assert!(!may("mem", role, Action::ManageCase), "a member is no owner");
    }
    assert!(may("sup", Role::Supervisor, Action::ViewLead));
    assert!(may("sup", Role::Supervisor, Action::ManageCase));
    let outsider = ask(&person("else", &[Role::Analyst]), Action::ViewLead, &case, &asked);
    assert_eq!(ids(&outsider), ["case-members"]);
    assert_eq!(outsider.ask_whom, [Role::Supervisor]);
    // Who left the owner's chair but is still its maker by name is no member by that alone.
    case.members.clear();
    assert!(
        !builtin()
            .decide(&Request {
                person: &person("own", &[Role::Analyst]),
                action: Action::ManageCase,
                resource: &case,
                asked: &asked
            })
            .allowed
    );
}

#[test]
fn a_refusal_says_why_and_whom_to_ask() {
    let ana = person("ana", &[Role::Analyst]);
    let plain = Asked::default();
    let no_purpose = ask(&ana, Action::ViewAdvert, &thing(Kind::Advert, "x"), &plain);
    assert_eq!(ids(&no_purpose), ["casework-needs-purpose"]);
    assert!(no_purpose.ask_whom.is_empty(), "she can help herself");
    // All hurdles at once.
    let photo = ask(&ana, Action::RevealPhoto, &thing(Kind::Photo, "x"), &plain);
    assert_eq!(ids(&photo), ["casework-needs-purpose", "second-factor"]);
    // Who lacks the role is told so, and not sent to state a purpose first.
    let audit = ask(&ana, Action::ViewAudit, &thing(Kind::AuditLog, "x"), &plain);
    assert_eq!(ids(&audit), ["no-permit"]);
    assert_eq!(audit.ask_whom, [Role::Auditor]);
    let sentence = "an analyst may not read the audit log; an auditor may";
    assert_eq!(audit.why[0].sentence, sentence);
    let aud = person("aud", &[Role::Auditor]);
    let advert = ask(&aud, Action::ViewAdvert, &thing(Kind::Advert, "x"), &asked("audit"));
    assert_eq!(ids(&advert), ["no-permit", "auditor-apart"]);
    let allowed = ask(&ana, Action::Decide, &thing(Kind::Lead, "x"), &asked("investigation"));
    assert_eq!(ids(&allowed), ["analyst-works"]);
}

#[test]
fn a_purpose_that_is_not_in_the_list_is_refused() {
    let ana = person("ana", &[Role::Analyst]);
    let answer = ask(&ana, Action::ViewLead, &thing(Kind::Lead, "x"), &asked("curiosity"));
    assert_eq!(ids(&answer), ["unknown-purpose"]);
    assert!(answer.why[0].sentence.contains("investigation, support"), "{answer:?}");
}

#[test]
fn nothing_edits_the_audit_log() {
    let on_log: BTreeSet<_> =
        builtin().applies().filter(|(_, k)| *k == Kind::AuditLog).map(|(a, _)| a).collect();
    assert_eq!(on_log, BTreeSet::from([Action::Export, Action::Verify, Action::ViewAudit]));
}

#[test]
fn a_second_role_does_not_undo_what_the_first_forbids() {
    for role in [Role::Auditor, Role::Operator] {
        let both = person("both", &[role, Role::Analyst, Role::Supervisor]);
        for (action, kind) in [
            (Action::ViewLead, Kind::Lead),
            (Action::ViewAdvert, Kind::Advert),
            (Action::RevealPhoto, Kind::Photo),
            (Action::ViewCapture, Kind::Advert),
            (Action::Search, Kind::Workspace),
            (Action::Export, Kind::Advert),
            (Action::Erase, Kind::Actor),
            (Action::ManageAccounts, Kind::Account),
        ] {
            let to = thing(kind, "another");
            assert!(!may(&both, action, &to, &asked("investigation")), "{role} {action}");
        }
    }
}

#[test]
fn a_policy_that_cannot_be_evaluated_refuses() {
    // It fits the schema and overflows: cedar would leave the forbid out and allow.
    let mut files = Policies::builtin_files();
    let text = "@id(\"overflows\") @why(\"x\") @ask(\"nobody\")\n\
        forbid (principal, action, resource) when { context.rows * 9000000000000000000 > 5 };";
    files.insert("odd.cedar".into(), text.into());
    let policies = Policies::from_texts(&files).unwrap();
    let (ana, lead, asked) =
        (person("ana", &[Role::Analyst]), thing(Kind::Lead, "x"), asked("support"));
    let request =
        Request { person: &ana, action: Action::ViewLead, resource: &lead, asked: &asked };
    assert_eq!(ids(&policies.decide(&request)), ["policy-error"]);
    assert!(builtin().decide(&request).allowed);
    assert_ne!(policies.fingerprint(), builtin().fingerprint());
}

/// A request that is allowed, but for one thing.
struct Probe {
    person: Person,
    action: Action,
    resource: Resource,
    asked: Asked,
}

fn probe(roles: &[Role], action: Action, kind: Kind, purpose: &str) -> Probe {
    let (person, resource) = (person("me", roles), thing(kind, "another"));
    Probe { person, action, resource, asked: asked(purpose) }
}

/// For each policy that forbids, a request that it alone refuses.
fn alone() -> Vec<(&'static str, Probe)> {
    use Role::{Analyst, Auditor, Operator, Reviewer, Supervisor};
    let set = |id: &str| BTreeSet::from([id.to_owned()]);
    let view = || probe(&[Analyst], Action::ViewLead, Kind::Lead, "investigation");
    let mut not_active = view();
    not_active.person.active = false;
    let mut restricted = view();
    restricted.resource.restricted = set("s");
    let mut other_team = view();
    other_team.resource.teams = set("north");
    let mut no_member = probe(&[Analyst], Action::ViewLead, Kind::Case, "investigation");
    no_member.resource.members.clear();
    let no_owner = probe(&[Analyst], Action::ManageCase, Kind::Case, "investigation");
    let mut own_proposal =
        probe(&[Supervisor], Action::ReleaseReferral, Kind::Referral, "investigation");
    own_proposal.resource.made_by = set("me");
    let mut no_purpose =
        probe(&[Supervisor], Action::ReleaseReferral, Kind::Referral, "investigation");
    no_purpose.resource.purpose = None;
    let mut own_opinion = probe(&[Reviewer], Action::SecondOpinion, Kind::Lead, "support");
    own_opinion.resource.made_by = set("me");
    let mut own_account = probe(&[Supervisor], Action::ManageAccounts, Kind::Account, "");
    own_account.resource.made_by = set("me");
    let mut own_invitation = probe(&[Supervisor], Action::ConfirmAccount, Kind::Account, "");
    own_invitation.resource.made_by = BTreeSet::from(["you".to_owned(), "me".to_owned()]);
    let mut erase_alone = probe(&[Supervisor], Action::Erase, Kind::Actor, "data-subject-rights");
    erase_alone.asked.second_person = None;
    let mut large = probe(&[Analyst], Action::Export, Kind::Lead, "investigation");
    large.asked.rows = 1_001;
    let mut mass = probe(&[Supervisor], Action::Export, Kind::Lead, "investigation");
    mass.asked.rows = 100_001;
    let mut no_factor = probe(&[Analyst], Action::RevealPhoto, Kind::Photo, "investigation");
    no_factor.asked.second_factor = false;
    let both = [Auditor, Supervisor];
    let running = [Operator, Supervisor];
    vec![
        ("not-active", not_active),
        ("restricted-source", restricted),
        ("other-team", other_team),
        ("case-members", no_member),
        ("case-owner", no_owner),
        ("auditor-apart", probe(&both, Action::ViewLead, Kind::Lead, "investigation")),
        ("auditor-takes-no-casework", probe(&both, Action::Export, Kind::Lead, "investigation")),
        ("auditor-does-not-run-things", probe(&both, Action::ManageAccounts, Kind::Account, "")),
        ("operator-apart", probe(&running, Action::Export, Kind::Lead, "investigation")),
        ("casework-needs-purpose", probe(&[Analyst], Action::ViewLead, Kind::Lead, "supervision")),
        ("export-needs-purpose", probe(&[Analyst], Action::Export, Kind::Lead, "supervision")),
        ("audit-needs-purpose", probe(&[Auditor], Action::ViewAudit, Kind::AuditLog, "support")),
        ("erasure-needs-purpose", probe(&[Supervisor], Action::Erase, Kind::Actor, "support")),
        ("statistics-need-purpose", probe(&[Analyst], Action::ViewStatistics, Kind::Workspace, "")),
        ("not-ones-own-proposal", own_proposal),
        ("referral-names-purpose", no_purpose),
        ("second-opinion-is-anothers", own_opinion),
        ("not-ones-own-account", own_account),
        ("confirmed-by-another", own_invitation),
        ("erasure-takes-two", erase_alone),
        ("large-export-takes-two", large),
        ("mass-export", mass),
        ("second-factor", no_factor),
    ]
}

#[test]
fn every_policy_that_forbids_is_needed() {
    let mut probed = BTreeSet::new();
    for (id, probe) in alone() {
        let answer = ask(&probe.person, probe.action, &probe.resource, &probe.asked);
        assert_eq!((answer.allowed, ids(&answer)), (false, vec![id]));
        probed.insert(id.to_owned());
    }
    let files = Policies::builtin_files();
    let texts = files.iter().filter(|(name, _)| name.ends_with(".cedar")).map(|(_, text)| text);
    let policies = texts.flat_map(|text| text.split("@id(\"").skip(1));
    let forbids = policies.filter(|policy| policy.contains("\nforbid ("));
    let forbids = forbids.filter_map(|policy| policy.split('"').next()).map(str::to_owned);
    assert_eq!(probed, forbids.collect());
}
