//! Habits of writing: a hand has them in all its texts, strangers share some of them.

use super::{Ad, country};
use spoor_world::Kind;
use std::collections::{BTreeMap, BTreeSet};

/// The picture signs and ornaments of a text: no slot and no sentence of a bank holds any but the
/// telephone.
fn signs(text: &str) -> BTreeSet<char> {
    let outside = |c: &char| !c.is_alphanumeric() && *c > '\u{2022}';
    text.chars().filter(outside).filter(|c| !"📞€✨\u{fe0f}\u{20e3}".contains(*c)).collect()
}

/// Adverts by placer and template, of placers who sell; one level only.
fn texts(level: u8) -> BTreeMap<(&'static str, &'static str), Vec<&'static Ad>> {
    let mut all: BTreeMap<_, Vec<&Ad>> = BTreeMap::new();
    let sale = |ad: &&Ad| !matches!(ad.fact.kind, Kind::Recruiter | Kind::Missing);
    for ad in country().iter().filter(sale).filter(|ad| ad.fact.level == level) {
        let key = (&ad.fact.placer[..], &ad.fact.template[..]);
        if !ad.fact.template.is_empty() && !ad.fact.obscured {
            all.entry(key).or_default().push(ad);
        }
    }
    all
}

#[test]
fn a_hand_has_its_habits_in_all_its_templates() {
    let texts = texts(0);
    let all: Vec<_> =
        texts.iter().map(|((placer, _), ads)| (*placer, signs(&ads[0].text))).collect();
    let (mut own, mut own_same, mut strange, mut strange_same) = (0.0, 0.0, 0.0, 0.0);
    for (n, (placer, signs)) in all.iter().enumerate().filter(|(_, (_, s))| !s.is_empty()) {
        for (other, others) in all[n + 1..].iter().take(40) {
            let same = f64::from(u8::from(signs == others));
            if other == placer {
                (own, own_same) = (own + 1.0, own_same + same);
            } else {
                (strange, strange_same) = (strange + 1.0, strange_same + same);
            }
        }
    }
    let (own_share, strange_share) = (own_same / own, strange_same / strange);
    assert!(own > 50.0, "{own} pairs");
    assert!((0.4..0.9).contains(&own_share), "{own_share}");
    assert!((0.02..0.2).contains(&strange_share), "{strange_share}");
}

/// Habits do not come and go between adverts of one template by one hand.
#[test]
fn adverts_of_one_template_and_hand_show_the_same_habits() {
    let (mut same, mut all) = (0, 0);
    for ads in texts(0).values() {
        for ad in &ads[1..] {
            all += 1;
            // An indicator more or less is a sentence more or less, and no other sign.
            same += usize::from(signs(&ad.text) == signs(&ads[0].text));
        }
    }
    assert!(all > 3_000 && same == all, "{same} of {all}");
}

/// Who copies a text types it with habits of her or his own.
#[test]
fn who_copies_a_text_keeps_own_habits() {
    let mut templates: BTreeMap<&str, BTreeMap<&str, BTreeSet<char>>> = BTreeMap::new();
    for ad in country().iter().filter(|ad| ad.fact.kind == Kind::Lookalike && !ad.fact.obscured) {
        let hands = templates.entry(&ad.fact.template).or_default();
        hands.entry(&ad.fact.placer).or_insert_with(|| signs(&ad.text));
    }
    let pairs: Vec<Vec<_>> = templates
        .values()
        .map(|hands| hands.values().collect())
        .filter(|hands: &Vec<_>| hands.len() == 2)
        .collect();
    let differ = pairs.iter().filter(|p| p[0] != p[1]).count();
    assert!(pairs.len() > 50 && differ * 2 > pairs.len(), "{differ} of {}", pairs.len());
}
