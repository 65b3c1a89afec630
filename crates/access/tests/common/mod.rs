//! People and things of the tests of the policies.

use spoor_access::policy::{Action, Asked, Kind, Person, Policies, Request, Resource, Role};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The policies that come with spoor, loaded once.
pub fn builtin() -> &'static Policies {
    static POLICIES: OnceLock<Policies> = OnceLock::new();
    POLICIES.get_or_init(Policies::builtin)
}

/// An active person of these roles.
pub fn person(id: &str, roles: &[Role]) -> Person {
    let roles = roles.iter().copied().collect();
    Person { id: id.into(), roles, active: true, ..Person::default() }
}

/// Something that `maker` made; a referral names its purpose, a case has all as members.
pub fn thing(kind: Kind, maker: &str) -> Resource {
    let mut resource = Resource::new(kind, "a");
    resource.made_by = BTreeSet::from([maker.to_owned()]);
    if kind == Kind::Case {
        resource.members = ["somebody", "me", "ana"].map(str::to_owned).into();
    }
    if kind == Kind::Referral {
        resource.purpose = Some("support".into());
    }
    resource
}

/// Everything that can help: a purpose, a second factor, a second person.
pub fn asked(purpose: &str) -> Asked {
    Asked {
        purpose: (!purpose.is_empty()).then(|| purpose.to_owned()),
        second_person: Some(person("second", &[Role::Reviewer])),
        rows: 10,
        second_factor: true,
    }
}

/// Whether the default policies allow it.
pub fn may(person: &Person, action: Action, resource: &Resource, asked: &Asked) -> bool {
    builtin().decide(&Request { person, action, resource, asked }).allowed
}
