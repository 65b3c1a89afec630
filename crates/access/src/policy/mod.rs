//! May this person do this to that, for this purpose? Cedar policies, read from files.
//!
//! `roles.cedar` permits; every other file only forbids, and what is forbidden stays forbidden
//! whatever is permitted (Cedar's rule: a forbid overrides every permit, and nothing is allowed
//! that is not permitted; <https://docs.cedarpolicy.com/auth/authorization.html>). The default
//! files are part of the program ([`Policies::builtin`]); a deployment that changes them copies
//! them to a folder of its own ([`Policies::load`]).
//!
//! Fails closed: a policy that cannot be evaluated refuses, as does a person without roles, a
//! purpose that is not in the list, and an action on a kind of thing that it does not apply to.

mod entities;
mod hands;
mod load;
mod phrase;
pub mod purposes;
mod request;
mod words;

pub use hands::Hands;
pub use load::{PURPOSES_FILE, PolicyError, SCHEMA_FILE};
pub use purposes::Purpose;
pub use request::{Answer, Asked, Person, Request, Resource, Why};
pub use words::{Action, Kind, Role};

use cedar_policy::{Authorizer, Decision, Effect, PolicySet, Response};
use entities::Names;
use load::Words;
use phrase::{phrase, some};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const BUILTIN: [(&str, &str); 7] = [
    (SCHEMA_FILE, include_str!("../../policies/schema.cedarschema")),
    (PURPOSES_FILE, include_str!("../../policies/purposes.toml")),
    ("roles.cedar", include_str!("../../policies/roles.cedar")),
    ("people.cedar", include_str!("../../policies/people.cedar")),
    ("purposes.cedar", include_str!("../../policies/purposes.cedar")),
    ("two-persons.cedar", include_str!("../../policies/two-persons.cedar")),
    ("limits.cedar", include_str!("../../policies/limits.cedar")),
];

/// Policies that were read and hold together.
pub struct Policies {
    /// For each action, the policies whose scope can hold of it: half of the work is not done.
    sets: BTreeMap<Action, PolicySet>,
    words: BTreeMap<String, Words>,
    purposes: Vec<Purpose>,
    names: Names,
    /// Which roles some policy permits an action on a kind of thing; an action and kind that is
    /// not here does not apply.
    permitted: BTreeMap<(Action, Kind), Vec<Role>>,
    fingerprint: String,
}

impl Policies {
    /// The policies that come with spoor.
    pub fn builtin() -> Self {
        Self::from_texts(&Self::builtin_files()).expect("tested: they hold")
    }

    /// The texts of [`Policies::builtin`] by name of file, for a deployment to copy and change.
    pub fn builtin_files() -> BTreeMap<String, String> {
        BUILTIN.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    /// Reads a folder: every `*.cedar` in it, [`SCHEMA_FILE`] and [`PURPOSES_FILE`]. The only
    /// function of this crate that reads files; it is called once, at start.
    ///
    /// # Errors
    /// If anything in it does not hold: file, line, what to do. Nothing of it is used then.
    pub fn load(dir: &Path) -> Result<Self, PolicyError> {
        Self::from_texts(&load::read_folder(dir)?)
    }

    /// As [`Policies::load`], of texts by name of file.
    ///
    /// # Errors
    /// As there.
    pub fn from_texts(texts: &BTreeMap<String, String>) -> Result<Self, PolicyError> {
        let loaded = load::load(texts)?;
        let names =
            Names::new(&loaded).map_err(|what| PolicyError::at(load::SCHEMA_FILE, 1, what))?;
        let mut hasher = blake3::Hasher::new();
        for (name, text) in texts {
            for part in [name, text] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
        let mut policies = Self {
            permitted: BTreeMap::new(),
            fingerprint: hasher.finalize().to_hex().to_string(),
            sets: Action::ALL.iter().map(|&a| (a, names.in_scope(&loaded.set, a))).collect(),
            words: loaded.words,
            purposes: loaded.purposes,
            names,
        };
        policies.permitted = policies.who_is_permitted(&loaded.schema);
        Ok(policies)
    }

    /// The purposes that can be stated, in the order of the file.
    pub fn purposes(&self) -> &[Purpose] {
        &self.purposes
    }

    /// BLAKE3 of all files, for the audit log: under which policies something was decided.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Which roles some policy permits this; empty also if it does not apply. What is forbidden
    /// otherwise is not in it: it says whom to ask, and what to show in a menu, never what to do.
    pub fn permitted(&self, action: Action, kind: Kind) -> &[Role] {
        self.permitted.get(&(action, kind)).map_or(&[], Vec::as_slice)
    }

    /// Every action with the kinds it applies to.
    pub fn applies(&self) -> impl Iterator<Item = (Action, Kind)> + '_ {
        self.permitted.keys().copied()
    }

    /// Whether it may be done, why, and whom to ask.
    pub fn decide(&self, request: &Request) -> Answer {
        if let Some(refusal) = self.before(request) {
            return refusal;
        }
        let (question, entities) = match self.names.cedar(request) {
            Ok(both) => both,
            Err(what) => return refused("policy-error", format!("this cannot be decided: {what}")),
        };
        let response =
            Authorizer::new().is_authorized(&question, &self.sets[&request.action], &entities);
        // Cedar leaves a policy that fails out; left out, a forbid would allow.
        if let Some(error) = response.diagnostics().errors().next() {
            return refused("policy-error", format!("a policy cannot be evaluated: {error}"));
        }
        match response.decision() {
            Decision::Allow => Answer {
                allowed: true,
                why: self.reasons(&response).map(|(why, _)| why).collect(),
                ask_whom: Vec::new(),
            },
            Decision::Deny => self.refusal(request, &response),
        }
    }

    /// What is refused before any policy is asked.
    fn before(&self, request: &Request) -> Option<Answer> {
        let (action, kind) = (request.action, request.resource.kind);
        if !self.permitted.contains_key(&(action, kind)) {
            let what = format!("{action} does not apply to {kind}");
            return Some(refused("not-applicable", what));
        }
        if request.person.roles.is_empty() {
            let mut answer = refused("no-role", "this account has no role yet".to_owned());
            answer.ask_whom = self.permitted(Action::ManageAccounts, Kind::Account).to_vec();
            return Some(answer);
        }
        let purpose = request.asked.purpose.as_ref();
        let unknown = purpose.filter(|&p| self.purposes.iter().all(|known| known.id != *p));
        unknown.map(|purpose| {
            let known: Vec<_> = self.purposes.iter().map(|p| p.id.as_str()).collect();
            let known = known.join(", ");
            refused("unknown-purpose", format!("{purpose:?} is no purpose here: take {known}"))
        })
    }

    fn reasons<'a>(&'a self, response: &'a Response) -> impl Iterator<Item = (Why, &'a Words)> {
        let ids: BTreeSet<&str> = response.diagnostics().reason().map(AsRef::as_ref).collect();
        ids.into_iter().filter_map(|id| {
            let words = self.words.get(id)?;
            Some((Why { policy: id.to_owned(), sentence: words.why.clone() }, words))
        })
    }

    fn refusal(&self, request: &Request, response: &Response) -> Answer {
        let able = self.permitted(request.action, request.resource.kind);
        let has_role = able.iter().any(|role| request.person.roles.contains(role));
        let (mut why, mut ask) = (Vec::new(), BTreeSet::new());
        if !has_role {
            let roles: Vec<_> = request.person.roles.iter().copied().collect();
            let (who, what) = (some(&roles), phrase(request.action));
            let sentence = format!("{who} may not {what}; {} may", some(able));
            why.push(Why { policy: "no-permit".to_owned(), sentence });
            ask.extend(able);
        }
        for (reason, words) in self.reasons(response) {
            // Who lacks the role is not sent to state a purpose first.
            if has_role || !words.self_help {
                why.push(reason);
                ask.extend(&words.ask);
            }
        }
        if why.is_empty() {
            let sentence = format!("no policy allows to {} here", phrase(request.action));
            why.push(Why { policy: "no-permit".to_owned(), sentence });
            ask.extend(able);
        }
        Answer { allowed: false, why, ask_whom: ask.into_iter().collect() }
    }

    /// Asks the permits alone, for every role, action and kind.
    fn who_is_permitted(
        &self,
        schema: &cedar_policy::Schema,
    ) -> BTreeMap<(Action, Kind), Vec<Role>> {
        let asked = Asked { second_factor: true, ..Asked::default() };
        let mut permitted = BTreeMap::new();
        for (&action, set) in &self.sets {
            let permits = set.policies().filter(|p| p.effect() == Effect::Permit).cloned();
            let permits = PolicySet::from_policies(permits).expect("ids are unique in the whole");
            let kinds = schema.resources_for_action(&load::action_uid(action));
            let kinds: BTreeSet<_> = kinds.into_iter().flatten().map(ToString::to_string).collect();
            for &kind in Kind::ALL.iter().filter(|k| kinds.contains(k.as_str())) {
                let resource = Resource::new(kind, "some");
                let able = |role: &Role| {
                    let roles = BTreeSet::from([*role]);
                    let person =
                        Person { id: "somebody".into(), roles, active: true, ..Person::default() };
                    let request =
                        Request { person: &person, action, resource: &resource, asked: &asked };
                    self.names.cedar(&request).is_ok_and(|(question, entities)| {
                        let response =
                            Authorizer::new().is_authorized(&question, &permits, &entities);
                        response.decision() == Decision::Allow
                    })
                };
                permitted.insert((action, kind), Role::ALL.iter().copied().filter(able).collect());
            }
        }
        permitted
    }
}

fn refused(policy: &str, sentence: String) -> Answer {
    let why = vec![Why { policy: policy.to_owned(), sentence }];
    Answer { allowed: false, why, ask_whom: Vec::new() }
}
