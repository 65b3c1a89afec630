//! What is asked of the policies, and what they answer.

use super::words::{Action, Kind, Role};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Somebody, as the store knows them; never as the request says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The account's id.
    pub id: String,
    /// Their roles. Without one, nothing is allowed.
    pub roles: BTreeSet<Role>,
    /// Their teams.
    pub teams: BTreeSet<String>,
    /// Ids of restricted sources they may see.
    pub cleared: BTreeSet<String>,
    /// Neither suspended nor ended.
    pub active: bool,
    /// Ids of accounts that count as one person with this one ([`super::Hands`]).
    #[serde(default)]
    pub one_with: BTreeSet<String>,
}

/// Something, as the store knows it. What is swapped in a URL is looked up like anything else, so
/// that its own sources, teams and makers decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Ids of the restricted sources that it rests on; of a restricted source, its own id.
    pub restricted: BTreeSet<String>,
    /// Teams that alone see it; empty for all.
    pub teams: BTreeSet<String>,
    /// Ids of who made, decided or proposed it; of an account, whose it is.
    pub made_by: BTreeSet<String>,
    /// Of a case: who sees it beside supervisors.
    #[serde(default)]
    pub members: BTreeSet<String>,
    /// Of a referral: the purpose that its proposer named.
    pub purpose: Option<String>,
}

impl Resource {
    /// A thing of no restricted source, open to every team, made by nobody in particular; a case
    /// without members.
    pub fn new(kind: Kind, id: impl Into<String>) -> Self {
        let none = BTreeSet::new;
        Self {
            kind,
            id: id.into(),
            restricted: none(),
            teams: none(),
            made_by: none(),
            members: none(),
            purpose: None,
        }
    }
}

/// The circumstances of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The stated purpose, an id of `purposes.toml`.
    pub purpose: Option<String>,
    /// Who confirmed it on a session of their own.
    pub second_person: Option<Person>,
    /// How many rows are asked for; 0 where it is not rows.
    pub rows: u64,
    /// Whether a second factor was shown within the last minutes
    /// ([`crate::session::Session::is_fresh`]).
    pub second_factor: bool,
}

/// One question: may this person do this to that, now?
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Who.
    pub person: &'a Person,
    /// What.
    pub action: Action,
    /// To what.
    pub resource: &'a Resource,
    /// In which circumstances.
    pub asked: &'a Asked,
}

/// One reason of an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Why {
    /// `@id` of the policy, or of the rule that stands before all policies: `no-role`,
    /// `no-permit`, `unknown-purpose`, `not-applicable`, `policy-error`.
    pub policy: String,
    /// In words for a page: one sentence, lower case, no full stop.
    pub sentence: String,
}

/// What the policies say. Everything that a page or an audit line needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Whether it may be done.
    pub allowed: bool,
    /// Why; never empty. Of a refusal: everything that stands against it, so that nobody clears
    /// one hurdle only to meet the next.
    pub why: Vec<Why>,
    /// Roles that can do it or can help; empty if the person can help themselves (state a purpose,
    /// show the second factor), or nobody can.
    pub ask_whom: Vec<Role>,
}
