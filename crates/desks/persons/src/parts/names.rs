//! Names and nicknames. Most names in adverts are working names: that they differ says almost
//! nothing, that they agree says more the rarer the name is.

use crate::background::{Background, Shares, key};
use crate::fold::{is_near, name_tokens};
use rustc_hash::FxHashMap;
use spoor_vocab::{NameKind, Notice};

/// One name of a notice, with what it says where it stands in an advert, or one near it.
#[derive(Clone, Debug)]
pub(crate) struct Alias {
    pub(crate) token: String,
    pub(crate) key: u64,
    exact: f32,
    near: f32,
}

/// Shares of the names that are near a token, kept for the next notice that has it.
#[derive(Default)]
pub(crate) struct Nearness(FxHashMap<u64, f32>);

impl Nearness {
    fn share(&mut self, token: &str, background: &Background) -> f32 {
        *self.0.entry(key(token)).or_insert_with(|| {
            let near = background.spellings.iter().filter(|(_, s)| is_near(token, s));
            // In the order of the keys, so that the sum is the same to the bit.
            let mut shares: Vec<(u64, f32)> = near
                .map(|(k, _)| (*k, background.names.of.get(k).copied().unwrap_or_default()))
                .collect();
            shares.sort_unstable_by_key(|s| s.0);
            let sum: f32 = shares.iter().map(|s| s.1).sum();
            (sum + 0.5) / (background.names.all + 200.0)
        })
    }
}

/// Share in which any name of the notice is used; the rest are names like everybody's.
#[derive(Clone, Debug, Default)]
pub(crate) struct Aliases {
    pub(crate) all: Box<[Alias]>,
    /// Ratio of a name that is none of them.
    other: f32,
    cap: f32,
}

impl Aliases {
    pub(crate) fn of(shares: &Shares<'_>, notice: &Notice, nearness: &mut Nearness) -> Self {
        let w = &shares.weights.names;
        let mut all: Vec<Alias> = Vec::new();
        let mut used = 0.0;
        for (list, share) in [
            (&[NameKind::Given, NameKind::Full][..], w.given.value),
            (&[NameKind::Nick, NameKind::Other][..], w.nick.value),
        ] {
            let names = notice.names.iter().filter(|n| list.contains(&n.kind));
            let mut tokens: Vec<String> = Vec::new();
            for name in names {
                let mut of_name = name_tokens(&name.value);
                if name.kind == NameKind::Full {
                    // The family name, mostly the last, is never a working name.
                    of_name.truncate(of_name.len().saturating_sub(1).max(1));
                }
                tokens.extend(of_name);
            }
            tokens.retain(|t| all.iter().all(|a| a.token != *t));
            tokens.sort();
            tokens.dedup();
            let each = 1.0 / tokens.len().max(1) as f32;
            for token in tokens {
                let near = w.near.value * each / 2.0;
                used += share * each + near;
                let key = key(&token);
                let exact = share * each / shares.name(key);
                let near = near / nearness.share(&token, shares.background);
                all.push(Alias { token, key, exact, near });
            }
        }
        Self { all: all.into(), other: 1.0 - used, cap: libm::powf(10.0, w.cap.value) }
    }

    /// The ratio of names of an advert, each with its share, where `relation` says how a name of
    /// the notice stands to one of the advert.
    pub(crate) fn ratio(
        &self,
        names: &[(u64, f32)],
        relation: impl Fn(&Alias, u64) -> Relation,
    ) -> Option<f32> {
        if self.all.is_empty() || names.is_empty() {
            return None;
        }
        let mut sum = 0.0;
        for &(token, share) in names {
            let mut one = self.other;
            for alias in &self.all {
                one += match relation(alias, token) {
                    Relation::Exact => alias.exact,
                    Relation::Near => alias.near,
                    Relation::None => 0.0,
                };
            }
            sum += share * one;
        }
        Some(sum.min(self.cap))
    }
}

/// How two names stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Exact,
    Near,
    None,
}

impl Relation {
    pub(crate) fn of(a: &str, b: &str) -> Self {
        if a == b {
            Self::Exact
        } else if is_near(a, b) {
            Self::Near
        } else {
            Self::None
        }
    }
}

pub(crate) fn why(aliases: &Aliases, advert: &[&str]) -> String {
    if aliases.all.is_empty() || advert.is_empty() {
        return "A name is missing on one side.".to_owned();
    }
    for wanted in [Relation::Exact, Relation::Near] {
        for alias in &aliases.all {
            if let Some(name) = advert.iter().find(|n| Relation::of(&alias.token, n) == wanted) {
                return match wanted {
                    Relation::Exact => {
                        format!("The advert uses {name}, a name of the missing person.")
                    }
                    _ => format!(
                        "The advert uses {name}, which may be {} in another spelling.",
                        alias.token
                    ),
                };
            }
        }
    }
    format!("The advert uses {}; most names in adverts are working names.", advert.join(", "))
}
