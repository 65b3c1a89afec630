//! A contest: what a named person said of two adverts, against or beside the evidence.

use crate::{Act, ActKind};

/// That two adverts are of one author, or are not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contest {
    /// One advert, by its id; the one that comes first.
    pub a: String,
    /// The other.
    pub b: String,
    /// Whether they are of one author.
    pub one: bool,
}

impl Contest {
    /// Of two adverts, in any order; none if they are one advert, or an id is none.
    pub fn new(x: &str, y: &str, one: bool) -> Option<Self> {
        let usable = |id: &str| !id.is_empty() && !id.contains(char::is_whitespace);
        if x == y || !usable(x) || !usable(y) {
            return None;
        }
        let (a, b) = if x < y { (x, y) } else { (y, x) };
        Some(Self { a: a.to_owned(), b: b.to_owned(), one })
    }

    /// What an act says; none if it is another kind of act.
    pub fn of(act: &Act) -> Option<Self> {
        let (a, b) = act.about.split_once(' ')?;
        let one = match act.value.as_str() {
            "one" => true,
            "apart" => false,
            _ => return None,
        };
        if act.act == ActKind::Contest { Self::new(a, b, one) } else { None }
    }

    /// As `about` of an [`Act`].
    pub fn about(&self) -> String {
        format!("{} {}", self.a, self.b)
    }

    /// As `value` of an [`Act`].
    pub fn as_str(&self) -> &'static str {
        if self.one { "one" } else { "apart" }
    }

    /// Whether it is about this advert.
    pub fn is_about(&self, advert: &str) -> bool {
        self.a == advert || self.b == advert
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contest_is_the_same_from_either_side_and_survives_as_an_act() {
        let one = Contest::new("b1", "a1", false).unwrap();
        assert_eq!(Some(one.clone()), Contest::new("a1", "b1", false));
        let act = |act, about: String, value: &str| Act {
            act,
            about,
            value: value.into(),
            who: "eva".into(),
            why: String::new(),
            at: 1,
        };
        assert_eq!(
            Contest::of(&act(ActKind::Contest, one.about(), one.as_str())),
            Some(one.clone())
        );
        assert!(one.is_about("a1") && !one.is_about("a"));
        for (x, y) in [("a", "a"), ("", "a"), ("a", "b c")] {
            assert_eq!(Contest::new(x, y, true), None);
        }
        assert_eq!(Contest::of(&act(ActKind::Park, one.about(), "one")), None);
        assert_eq!(Contest::of(&act(ActKind::Contest, "a b".into(), "perhaps")), None);
        assert_eq!(Contest::of(&act(ActKind::Contest, "a".into(), "one")), None);
    }
}
