//! Contests: what people said of pairs of adverts, with the words for it. The custody log holds the
//! digest of the words, the casebook the words, so that they can be erased.

use crate::query::objects;
use anyhow::Result;
use rand::Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use spoor_vault::{ActQuery, ActRow, Casebook, Kept};
use spoor_vocab::{Act, ActKind, Contest, Millis};
use std::collections::{BTreeMap, BTreeSet};

/// Where the words lie in the casebook.
const WORDS: &str = "contest-words";

/// A contest that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Position in the custody log.
    pub seq: u64,
    /// What was said.
    pub contest: Contest,
    /// By whom, when, and the digest of why.
    pub act: Act,
}

/// The words, with the key of their digest: short words could be guessed from a plain one.
#[derive(Deserialize, Serialize)]
struct Words {
    key: String,
    words: String,
}

/// The last word on each pair, in order of pairs.
pub async fn standing(casebook: &Casebook) -> Result<Vec<Standing>> {
    let query = ActQuery { kind: Some(ActKind::Contest), ..ActQuery::default() };
    let rows = casebook.acts(&query).await?;
    Ok(last_words(rows.into_iter().filter(|r| !r.undone).map(|ActRow { seq, act, .. }| (seq, act))))
}

/// The last word on each pair, of acts that stand, oldest first.
pub fn last_words(acts: impl Iterator<Item = (u64, Act)>) -> Vec<Standing> {
    let mut last = BTreeMap::new();
    for (seq, act) in acts {
        let Some(contest) = Contest::of(&act) else { continue };
        let pair = (contest.a.clone(), contest.b.clone());
        last.insert(pair, Standing { seq, contest, act });
    }
    last.into_values().collect()
}

/// Keeps the words of a contest, and makes the act that names them by their digest.
pub async fn say(
    casebook: &Casebook,
    contest: &Contest,
    who: &str,
    words: &str,
    at: Millis,
) -> Result<Act> {
    let mut key = [0u8; 32];
    crate::serve::random().fill_bytes(&mut key);
    let digest = blake3::keyed_hash(&key, words.as_bytes()).to_hex().to_string();
    let value =
        Words { key: blake3::Hash::from(key).to_hex().to_string(), words: words.to_owned() };
    let value = serde_json::to_string(&value)?;
    casebook.keep(WORDS, &Kept { key: digest.clone(), value, expires: None }).await?;
    let (about, value) = (contest.about(), contest.as_str().to_owned());
    Ok(Act { act: ActKind::Contest, about, value, who: who.to_owned(), why: digest, at })
}

/// The words of a contest; none if they were erased, or are not those that the log names.
pub async fn words(casebook: &Casebook, act: &Act, now: Millis) -> Result<Option<String>> {
    let kept = casebook.kept(WORDS, &act.why, now).await?;
    let words = kept.and_then(|kept| serde_json::from_str::<Words>(&kept.value).ok());
    let is_named = |w: &Words| {
        let key = blake3::Hash::from_hex(&w.key).map(|key| *key.as_bytes());
        key.is_ok_and(|key| {
            blake3::keyed_hash(&key, w.words.as_bytes()).to_hex().as_str() == act.why
        })
    };
    Ok(words.filter(is_named).map(|w| w.words))
}

/// Removes the words of every contest about an advert that is not in the tables; without tables all.
pub async fn forget_words(casebook: &Casebook, tables: Option<&Engine>) -> Result<()> {
    let query = ActQuery { kind: Some(ActKind::Contest), ..ActQuery::default() };
    let acts: Vec<(Contest, Act)> = casebook
        .acts(&query)
        .await?
        .into_iter()
        .filter_map(|row| Some((Contest::of(&row.act)?, row.act)))
        .collect();
    let adverts: BTreeSet<&str> = acts.iter().flat_map(|(c, _)| [&c.a[..], &c.b[..]]).collect();
    let mut there = BTreeSet::new();
    if let (Some(engine), false) = (tables, adverts.is_empty()) {
        let list: Vec<String> = adverts.iter().map(|id| literal(id)).collect();
        let sql = format!("SELECT advert_id FROM adverts WHERE advert_id IN ({})", list.join(", "));
        let rows = objects(engine, &sql).await?;
        there.extend(rows.iter().filter_map(|r| Some(r.get("advert_id")?.as_str()?.to_owned())));
    }
    for (contest, act) in &acts {
        if !there.contains(&contest.a) || !there.contains(&contest.b) {
            casebook.remove(WORDS, &act.why).await?;
        }
    }
    Ok(())
}

/// A link of an actor, as its table has it: two adverts and the weight.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// One advert.
    pub from: String,
    /// The other.
    pub to: String,
    /// Bits.
    pub bits: f64,
}

/// The actor that holds an advert.
pub async fn actor_of(engine: &Engine, advert: &str) -> Result<String> {
    let sql = format!("SELECT actor_id FROM members WHERE advert_id = {}", literal(advert));
    let rows = objects(engine, &sql).await?;
    Ok(rows.first().map(|row| text(row, "actor_id")).unwrap_or_default())
}

/// All links of an actor, heaviest first.
pub async fn ties(engine: &Engine, actor: &str) -> Result<Vec<Tie>> {
    let sql = format!(
        "SELECT from_advert_id, to_advert_id, weight_bits FROM links WHERE actor_id = {} \
         ORDER BY weight_bits DESC, from_advert_id, to_advert_id",
        literal(actor)
    );
    let rows = objects(engine, &sql).await?;
    let tie = |row: &Map<String, Value>| Tie {
        from: text(row, "from_advert_id"),
        to: text(row, "to_advert_id"),
        bits: row.get("weight_bits").and_then(Value::as_f64).unwrap_or_default(),
    };
    Ok(rows.iter().map(tie).collect())
}

fn text(row: &Map<String, Value>, key: &str) -> String {
    row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// What an actor's links leave on each side when one of them does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Which of the links it would be.
    pub link: usize,
    /// Adverts that stay with the first advert.
    pub with_a: usize,
    /// Adverts that stay with the second.
    pub with_b: usize,
}

/// Where an actor would fall apart if two of its adverts are not of one author: at the lightest link
/// between them. `ties` are all its links, heaviest first; none if they do not connect the two.
pub fn split(ties: &[Tie], a: &str, b: &str) -> Option<Split> {
    let mut next: BTreeMap<&str, Vec<(usize, &str)>> = BTreeMap::new();
    for (link, tie) in ties.iter().enumerate() {
        next.entry(&tie.from).or_default().push((link, &tie.to));
        next.entry(&tie.to).or_default().push((link, &tie.from));
    }
    // From where each advert was reached, and by which link.
    let reach = |from: &str, without: Option<usize>| {
        let mut seen: BTreeMap<&str, Option<(usize, &str)>> = BTreeMap::new();
        let mut todo: Vec<&str> = next.keys().filter(|id| **id == from).copied().collect();
        seen.extend(todo.iter().map(|id| (*id, None)));
        while let Some(id) = todo.pop() {
            for (link, to) in next.get(id).into_iter().flatten() {
                if Some(*link) != without && !seen.contains_key(to) {
                    seen.insert(to, Some((*link, id)));
                    todo.push(to);
                }
            }
        }
        seen
    };
    let seen = reach(a, None);
    let (mut at, mut lightest) = (b, None);
    while let Some((link, before)) = seen.get(at)? {
        lightest = lightest.max(Some(*link));
        at = before;
    }
    let link = lightest?;
    let with_a = reach(a, lightest).len();
    Some(Split { link, with_a, with_b: seen.len() - with_a })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tie(from: &str, to: &str, bits: f64) -> Tie {
        Tie { from: from.into(), to: to.into(), bits }
    }

    #[test]
    fn an_actor_falls_apart_at_the_lightest_link_between_the_two() {
        let ties =
            [tie("a", "b", 12.0), tie("d", "e", 11.0), tie("b", "c", 9.0), tie("c", "d", 3.0)];
        assert_eq!(split(&ties, "a", "e"), Some(Split { link: 3, with_a: 3, with_b: 2 }));
        assert_eq!(split(&ties, "e", "a"), Some(Split { link: 3, with_a: 2, with_b: 3 }));
        assert_eq!(split(&ties, "a", "b"), Some(Split { link: 0, with_a: 1, with_b: 4 }));
        for (a, b) in [("a", "a"), ("a", "z"), ("z", "a"), ("z", "z")] {
            assert_eq!(split(&ties, a, b), None, "{a} {b}");
        }
    }

    #[test]
    fn the_last_word_on_a_pair_counts() {
        let act = |about: &str, value: &str| Act {
            act: ActKind::Contest,
            about: about.into(),
            value: value.into(),
            who: "eva".into(),
            why: String::new(),
            at: 1,
        };
        let acts = [(1, act("a b", "apart")), (2, act("a c", "one")), (3, act("a b", "one"))];
        let stands = last_words(acts.into_iter());
        let told: Vec<_> =
            stands.iter().map(|s| (s.seq, &s.contest.b[..], s.contest.one)).collect();
        assert_eq!(told, [(3, "b", true), (2, "c", true)]);
    }
}
