//! The country in which children are missed: what is planted, and what is never written.

use spoor_world::Kind;
use spoor_world::missing::{Missing, Plan, country};
use spoor_world::truth::Fact;

fn of(plan: Plan) -> (Vec<(String, Fact)>, Vec<Missing>) {
    let mut ads = Vec::new();
    let missing =
        country(&plan, &mut |ad| ads.push((format!("{}\n{}", ad.title, ad.text), ad.fact)))
            .unwrap();
    (ads, missing)
}

const PLAN: Plan = Plan { adverts: 6_000, seed: 3, notices: 50, advertised: 20 };

#[test]
fn so_many_are_missed_and_so_many_are_behind_adverts() {
    let (ads, missing) = of(PLAN);
    assert_eq!(missing.len(), 50);
    assert_eq!(missing.iter().filter(|m| !m.placer.is_empty()).count(), 20);
    let (mut dyed, mut renamed) = (0, 0);
    for m in missing.iter().filter(|m| !m.placer.is_empty()) {
        let of_child: Vec<_> = ads.iter().filter(|(_, f)| f.placer == m.placer).collect();
        assert!((3..=8).contains(&of_child.len()));
        let seen = m.notice.last_seen.as_ref().unwrap().on.unwrap();
        for (text, fact) in &of_child {
            assert_eq!(fact.kind, Kind::Missing);
            assert!(
                fact.posted[..10].parse::<spoor_vocab::PartialDate>().unwrap().first() > seen,
                "{fact:?}"
            );
            renamed += u32::from(!text.contains(&m.notice.names[0].value));
        }
        let hair = m.notice.hair[0].as_str();
        dyed += u32::from(
            of_child
                .iter()
                .any(|(t, _)| t.contains(" hair") && !t.contains(&format!("{hair} hair"))),
        );
    }
    assert!(dyed > 0 && renamed > 40, "{dyed} {renamed}");
    // Others are of that age too.
    let young = ads.iter().filter(|(t, f)| f.kind != Kind::Missing && t.contains("19")).count();
    assert!(young > 200, "{young}");
    assert_eq!(of(PLAN), (ads, missing), "the same plan, the same country");
}

/// What is planted speaks of name, age, towns, hours, a number and looks; no offer, no price, no mood.
#[test]
fn nothing_but_neutral_words_stands_behind_a_child() {
    let mut seen = 0;
    for seed in 1..=4 {
        let (ads, missing) = of(Plan { adverts: 300, seed, notices: 30, advertised: 30 });
        assert!(
            missing.iter().all(|m| m.notice.sex.is_some() && m.notice.nationalities.is_empty())
        );
        for (text, fact) in ads.iter().filter(|(_, f)| f.kind == Kind::Missing) {
            seen += 1;
            let low = text.to_lowercase();
            let words: Vec<&str> = low.split(|c: char| !c.is_alphanumeric()).collect();
            for offer in [
                "massag", "masaj", "masaje", "gfe", "tantra", "euro", "€", "£", "lei", "roses",
                "kg", "young", "jong", "jung", "jeune", "joven", "tânăr", "hour", "kiss", "love",
                "sweet", "lovely", "girl", "meid", "fille", "chica", "fată",
            ] {
                let found =
                    words.contains(&offer) || (offer.chars().count() > 4 && low.contains(offer));
                // A rose is a motif here, "cheveux roses" a colour of hair.
                assert!(
                    !found || (offer == "roses" && low.contains("cheveux roses")),
                    "{offer:?} in {text}"
                );
            }
            assert!(fact.ring.is_empty() && fact.hub.is_empty() && fact.against.is_empty());
            assert!(text.split_whitespace().count() < 80, "{text}");
        }
    }
    assert!(seen > 300);
}
