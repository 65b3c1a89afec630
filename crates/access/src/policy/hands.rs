//! Who counts as one person: an account and who invited it, until somebody else has confirmed that
//! there is another person behind it. Whoever invites can open the link themselves; two accounts
//! would then be two persons to every rule that asks for two.

use std::collections::{BTreeMap, BTreeSet};

/// Accounts that nobody has confirmed yet, each with who invited it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hands(BTreeMap<String, String>);

impl Hands {
    /// Of the accounts that are not confirmed: name and who invited.
    pub fn new(unconfirmed: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(unconfirmed.into_iter().collect())
    }

    /// Whose hand an account is: who invited it, or who invited them, up to somebody confirmed. All
    /// whose invitations go in a ring, which none does by itself, are of one hand that has no name.
    fn hand<'a>(&'a self, account: &'a str) -> &'a str {
        let (mut at, mut seen) = (account, BTreeSet::new());
        while let Some(by) = self.0.get(at) {
            if !seen.insert(at) {
                return "";
            }
            at = by;
        }
        at
    }

    /// The accounts that count as one person with this one, without it: who invited it, whom it
    /// invited, and whoever else is of the same hand.
    pub fn one_with(&self, account: &str) -> BTreeSet<String> {
        let hand = self.hand(account);
        let all = self.0.iter().flat_map(|(name, by)| [name, by]);
        let same = all.filter(|name| name.as_str() != account && self.hand(name) == hand);
        same.cloned().collect()
    }
}
