//! Claims to roles: a table in TOML.

use crate::policy::Role;
use serde::Deserialize;
use serde_json::Value;
use spoor_vocab::Millis;
use std::collections::{BTreeMap, BTreeSet};

/// Who signed in at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The provider; with `subject` the key of the account. A mail address never is: it can be
    /// given to somebody else.
    pub issuer: String,
    /// The person there.
    pub subject: String,
    /// The name to show, if any.
    pub name: Option<String>,
    /// The mail address, if the provider says that it is verified.
    pub email: Option<String>,
    /// How the provider says that it was shown who they are (`amr`, RFC 8176): `pwd`, `otp`, `mfa`.
    pub methods: BTreeSet<String>,
    /// When they showed it there, if the provider says so.
    pub shown: Option<Millis>,
    /// Everything else the token says.
    pub claims: BTreeMap<String, Value>,
}

/// What an identity is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    /// Roles; if empty, the person is not let in.
    pub roles: BTreeSet<Role>,
    /// Teams.
    pub teams: BTreeSet<String>,
}

impl Grant {
    /// Whether it gives anything.
    pub fn is_nothing(&self) -> bool {
        self.roles.is_empty()
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Which claim: `groups`, or a path as `realm_access.roles`.
    pub claim: String,
    /// What it must be, or have among its values; exactly, capitals and all.
    pub value: String,
    /// Roles this gives.
    #[serde(default)]
    pub roles: BTreeSet<Role>,
    /// Teams this gives.
    #[serde(default)]
    pub teams: BTreeSet<String>,
}

/// The table: `[[map]]` with `claim`, `value`, `roles`, `teams`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Its lines; every one that fits gives what it gives.
    #[serde(rename = "map", default)]
    pub rules: Vec<Rule>,
}

impl Mapping {
    /// Reads the table.
    ///
    /// # Errors
    /// If it is not one, or a line of it names no value or gives nothing: line and what to do.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mapping: Self = toml::from_str(text).map_err(|e| {
            let start = e.span().map_or(0, |s| s.start);
            let line = 1 + text.bytes().take(start).filter(|&b| b == b'\n').count();
            format!("line {line}: {} (each [[map]] has claim, value, roles)", e.message())
        })?;
        Self::of(mapping.rules)
    }

    /// Of lines that were read elsewhere.
    ///
    /// # Errors
    /// If a line names no value or gives nothing.
    pub fn of(rules: Vec<Rule>) -> Result<Self, String> {
        for rule in &rules {
            let named = !rule.claim.is_empty() && !rule.value.is_empty();
            if !named || rule.roles.is_empty() && rule.teams.is_empty() {
                let Rule { claim, value, .. } = rule;
                return Err(format!("[[map]] {claim:?} = {value:?} gives nothing: name its roles"));
            }
        }
        Ok(Self { rules })
    }

    /// What this identity is given, anew at every sign-in: who has left a group has lost its roles.
    pub fn grant(&self, identity: &Identity) -> Grant {
        let mut grant = Grant::default();
        for rule in &self.rules {
            let claim = find(&identity.claims, &rule.claim);
            let fits = match claim {
                Some(Value::String(text)) => *text == rule.value,
                Some(Value::Array(values)) => {
                    values.iter().any(|v| v.as_str() == Some(rule.value.as_str()))
                }
                _ => false,
            };
            if fits {
                grant.roles.extend(&rule.roles);
                grant.teams.extend(rule.teams.iter().cloned());
            }
        }
        grant
    }
}

/// A claim by its name, or else by its path; names with dots exist (`https://example.com/groups`).
fn find<'a>(claims: &'a BTreeMap<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(claim) = claims.get(path) {
        return Some(claim);
    }
    let (first, rest) = path.split_once('.')?;
    rest.split('.').try_fold(claims.get(first)?, |value, name| value.get(name))
}
