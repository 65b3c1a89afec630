//! What is planted.

use super::{Ad, country, of, words};
use chrono::Datelike as _;
use spoor_world::truth::Fact;
use spoor_world::{Kind, Plan};
use std::collections::{BTreeMap, HashMap, HashSet};

#[test]
fn there_are_exactly_as_many_adverts_as_planned() {
    for adverts in [0, 1, 9, 100, 1_234] {
        let ads = of(Plan::new(adverts, 4));
        assert_eq!(ads.len(), adverts as usize);
        let ids: HashSet<&String> = ads.iter().map(|ad| &ad.fact.id).collect();
        assert_eq!(ids.len(), ads.len(), "an id twice");
    }
}

#[test]
fn every_kind_is_there_and_independents_are_most() {
    let mut kinds: HashMap<Kind, usize> = HashMap::new();
    for ad in country() {
        *kinds.entry(ad.fact.kind).or_default() += 1;
    }
    assert!(Kind::ALL.iter().all(|k| kinds.contains_key(k)), "{kinds:?}");
    assert!(kinds[&Kind::Independent] > country().len() / 2);
    assert!((5..15).contains(&kinds[&Kind::Missing]), "a few adverts");
    let rings: HashSet<&String> = facts(Kind::Ring).map(|f| &f.ring).collect();
    assert!(rings.len() >= 50, "{} rings", rings.len());
}

/// Rings of one hand and loose ones, whose persons share no number, text or address.
#[test]
fn some_rings_are_loose_and_a_country_can_be_without_any() {
    let mut rings: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
    for fact in facts(Kind::Ring) {
        rings.entry(&fact.ring).or_default().push(fact);
    }
    let placers =
        |ring: &[&Fact]| ring.iter().map(|f| f.placer.clone()).collect::<HashSet<_>>().len();
    let loose: Vec<_> = rings.values().filter(|ring| placers(ring) > 1).collect();
    let share = loose.len() as f64 / rings.len() as f64;
    assert!((0.15..0.45).contains(&share), "{} of {}", loose.len(), rings.len());
    for ring in loose {
        let mut owners: HashMap<&str, &str> = HashMap::new();
        let ties = |f: &&'static Fact| {
            let selectors = f.phones.iter().filter(|p| **p != f.hub).chain(&f.handles);
            selectors.chain([&f.template]).filter(|v| !v.is_empty()).collect::<Vec<_>>()
        };
        for (fact, tie) in ring.iter().flat_map(|f| ties(f).into_iter().map(move |t| (f, t))) {
            let owner = owners.entry(tie).or_insert(&fact.placer);
            assert_eq!(*owner, fact.placer, "{tie} ties two placers");
        }
    }
    let without = of(Plan { rings: false, ..Plan::new(5_000, 1) });
    assert_eq!(without.len(), 5_000);
    assert!(without.iter().all(|ad| ad.fact.ring.is_empty() && ad.fact.kind != Kind::Ring));
}

fn facts(kind: Kind) -> impl Iterator<Item = &'static Fact> {
    country().iter().map(|ad| &ad.fact).filter(move |f| f.kind == kind)
}

/// Giommoni and Ikwu 2021: none 19.0 %, one 58.3 %, two 21.3 %, three or more 1.7 %.
#[test]
fn indicators_are_spread_as_measured() {
    // Adverts of one hand have indicators in common: a small country may stray by chance.
    let ads = of(Plan::new(100_000, 1));
    let mut spread = [0.0; 4];
    for ad in &ads {
        spread[ad.fact.indicators.len().min(3)] += 100.0 / ads.len() as f64;
    }
    for (found, measured) in spread.iter().zip([19.0, 58.3, 21.3, 1.7]) {
        assert!((found - measured).abs() < 0.8, "{spread:?}");
    }
}

#[test]
fn every_kind_of_placer_has_that_spread() {
    for kind in [Kind::Independent, Kind::Agency, Kind::Spammer, Kind::Ring] {
        let all = facts(kind).count() as f64;
        for (count, measured) in [(0, 19.0), (1, 58.3), (2, 21.3)] {
            let share = facts(kind).filter(|f| f.indicators.len() == count).count() as f64 / all;
            assert!((share * 100.0 - measured).abs() < 4.0, "{kind:?} {count}: {share}");
        }
    }
}

/// The chance that an advert of a ring has more indicators than another, ties counted half.
#[test]
fn indicators_alone_do_not_find_rings() {
    let mut counts: [[f64; 2]; 5] = [[0.0; 2]; 5];
    for ad in country() {
        counts[ad.fact.indicators.len()][usize::from(ad.fact.kind == Kind::Ring)] += 1.0;
    }
    let [others, rings] = [0, 1].map(|side| counts.iter().map(|c| c[side]).sum::<f64>());
    let mut below = 0.0;
    let mut wins = 0.0;
    for [other, ring] in counts {
        wins += ring * (below + other / 2.0);
        below += other;
    }
    let auc = wins / (rings * others);
    assert!((0.4..0.6).contains(&auc), "{auc}");
}

#[test]
fn a_plain_number_stands_in_the_text_and_a_disguised_one_does_not() {
    let (mut plain, mut hidden, mut shown) = (0, 0, 0);
    for Ad { text, fact, .. } in country() {
        let Some(phone) = fact.phones.iter().find(|p| **p != fact.hub) else { continue };
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        // Without calling code, as all countries write it.
        let national = &phone[phone.len() - 9..];
        if fact.obscured {
            let whole = text.contains(national);
            hidden += 1;
            shown += usize::from(whole);
        } else {
            assert!(digits.contains(national), "{phone} in {text}");
            plain += 1;
        }
    }
    assert!(plain > 10_000 && hidden > 2_500, "{plain} plain, {hidden} hidden");
    assert!(shown * 50 < hidden, "{shown} of {hidden} disguised numbers are plain");
}

#[test]
fn handles_and_addresses_stand_in_the_text() {
    for Ad { text, fact, .. } in country() {
        assert!(text.contains(&fact.email) && text.contains(&fact.website));
        for handle in &fact.handles {
            assert!(text.contains(handle.split_once(':').unwrap().1), "{handle} in {text}");
        }
    }
}

/// The pairs of neighbouring words of a text.
fn pairs(text: &str) -> HashSet<[String; 2]> {
    words(text).windows(2).map(|w| [w[0].clone(), w[1].clone()]).collect()
}

/// Share of word pairs that two texts have in common (Jaccard).
fn likeness(a: &HashSet<[String; 2]>, b: &HashSet<[String; 2]>) -> f64 {
    let common = a.intersection(b).count();
    common as f64 / (a.len() + b.len() - common).max(1) as f64
}

#[test]
fn each_level_is_harder_than_the_one_before() {
    let mut templates: HashMap<&str, Vec<&Ad>> = HashMap::new();
    for ad in country().iter().filter(|ad| !ad.fact.template.is_empty()) {
        templates.entry(&ad.fact.template).or_default().push(ad);
    }
    let (mut sum, mut count) = ([0.0; 4], [0.0; 4]);
    for ads in templates.values() {
        let Some(first) = ads.iter().find(|ad| ad.fact.level == 0) else { continue };
        for ad in ads.iter().filter(|ad| ad.text != first.text).take(20) {
            let level = usize::from(ad.fact.level);
            sum[level] += likeness(&pairs(&first.text), &pairs(&ad.text));
            count[level] += 1.0;
        }
    }
    let mean: Vec<f64> = (0..4).map(|l| sum[l] / count[l]).collect();
    assert!(mean.windows(2).all(|w| w[0] > w[1] + 0.08), "{mean:?}");
    assert!(mean[0] > 0.55 && mean[3] < 0.3, "{mean:?}");
    let total: f64 = count.iter().sum();
    assert!(count[0] / total > 0.35 && count[3] / total > 0.01, "{count:?}");
}

#[test]
fn strangers_do_not_write_alike() {
    let mut seen = HashSet::new();
    let ads: Vec<_> = country()
        .iter()
        .filter(|ad| words(&ad.text).len() > 40 && seen.insert(ad.fact.placer.clone()))
        .filter(|ad| ad.fact.kind != Kind::Lookalike)
        .take(700)
        .map(|ad| (&ad.fact, pairs(&ad.text)))
        .collect();
    let (mut alike, mut compared) = (0, 0);
    for (n, (a, a_pairs)) in ads.iter().enumerate() {
        for (b, b_pairs) in &ads[n + 1..] {
            if a.template.is_empty() || a.template != b.template {
                compared += 1;
                alike += usize::from(likeness(a_pairs, b_pairs) > 0.25);
            }
        }
    }
    assert!(alike * 50_000 < compared, "{alike} of {compared}");
}

#[test]
fn some_texts_are_posted_again_word_for_word() {
    let mut seen = HashSet::new();
    let again = country().iter().filter(|ad| !seen.insert((&ad.fact.placer, &ad.text))).count();
    assert!(again * 100 > country().len() * 8, "{again}");
}

/// Days after the first day of 2025 (chrono counts in the proleptic Gregorian calendar).
fn day(fact: &Fact) -> i32 {
    let date: chrono::NaiveDate = fact.posted[..10].parse().unwrap();
    date.num_days_from_ce()
}

/// First day of every stay of every person, by ring: what a reader of the adverts sees of moves.
fn arrivals() -> HashMap<&'static str, BTreeMap<&'static str, Vec<i32>>> {
    let mut seen: Vec<&Fact> = facts(Kind::Ring).collect();
    seen.sort_by_key(|f| day(f));
    let mut last: HashMap<&str, &str> = HashMap::new();
    let mut arrivals: HashMap<&str, BTreeMap<&str, Vec<i32>>> = HashMap::new();
    for fact in seen {
        if last.insert(&fact.person, &fact.place) != Some(&fact.place) {
            let persons = arrivals.entry(&fact.ring).or_default();
            persons.entry(&fact.person).or_default().push(day(fact));
        }
    }
    arrivals
}

/// When one person of a ring moves, at least half of the others have moved or will within two
/// days. Persons who move by themselves every one to three weeks would do so in a third of cases.
#[test]
fn rings_move_in_step() {
    let (mut in_step, mut moves) = (0, 0);
    for persons in arrivals().values() {
        for (person, days) in persons {
            for day in days {
                let others = persons.iter().filter(|(other, _)| *other != person);
                let with = others.filter(|(_, d)| d.iter().any(|d| (d - day).abs() <= 2)).count();
                moves += 1;
                in_step += usize::from(with * 2 >= persons.len() - 1);
            }
        }
    }
    assert!(moves > 1_000 && in_step * 10 > moves * 9, "{in_step} of {moves}");
}

#[test]
fn rings_see_several_towns_and_have_several_persons() {
    let persons = arrivals();
    assert!(persons.values().filter(|p| p.len() >= 3).count() * 10 > persons.len() * 9);
    let towns: HashMap<&str, HashSet<&str>> =
        facts(Kind::Ring).fold(HashMap::new(), |mut towns, f| {
            towns.entry(f.ring.as_str()).or_insert_with(HashSet::new).insert(f.place.as_str());
            towns
        });
    let wide = towns.values().filter(|t| t.len() >= 3).count();
    assert!(wide * 10 > towns.len() * 9, "{wide} of {} rings see three towns", towns.len());
}

#[test]
fn tied_recruiters_show_what_their_ring_shows() {
    let shown = |f: &Fact| -> Vec<String> {
        f.phones.iter().filter(|p| **p != f.hub).chain([&f.email]).cloned().collect()
    };
    let mut sales: HashMap<&str, HashSet<String>> = HashMap::new();
    for fact in facts(Kind::Ring) {
        sales.entry(&fact.ring).or_default().extend(shown(fact));
    }
    let mut tied: HashMap<&str, bool> = HashMap::new();
    for fact in facts(Kind::Recruiter).filter(|f| !f.ring.is_empty()) {
        let known = shown(fact).iter().any(|s| !s.is_empty() && sales[&fact.ring[..]].contains(s));
        *tied.entry(&fact.ring).or_default() |= known;
    }
    assert!(tied.len() > 10);
    let known = tied.values().filter(|k| **k).count();
    assert!(known * 10 >= tied.len() * 9, "{known} of {}", tied.len());
}

#[test]
fn numbers_are_shared_by_strangers_only_through_hubs_and_the_second_hand() {
    let mut placers: HashMap<&str, HashSet<&str>> = HashMap::new();
    let mut hubs: HashMap<&str, HashSet<&str>> = HashMap::new();
    for Ad { fact, .. } in country() {
        for phone in &fact.phones {
            let side = if *phone == fact.hub { &mut hubs } else { &mut placers };
            side.entry(phone).or_default().insert(&fact.placer);
        }
    }
    assert!(hubs.values().any(|p| p.len() >= 15), "a hub is shown by many strangers");
    let second_hand = placers.values().filter(|p| p.len() == 2).count();
    assert!(placers.values().all(|p| p.len() <= 3));
    assert!((40..250).contains(&second_hand), "{second_hand} of {}", placers.len());
    // A number comes to a stranger months after it was given up.
    let mut days: HashMap<&str, BTreeMap<&str, (i32, i32)>> = HashMap::new();
    for Ad { fact, .. } in country() {
        for phone in fact.phones.iter().filter(|p| **p != fact.hub && placers[&p[..]].len() == 2) {
            let seen = days.entry(phone).or_default().entry(&fact.placer);
            let (first, last) = seen.or_insert((i32::MAX, i32::MIN));
            (*first, *last) = ((*first).min(day(fact)), (*last).max(day(fact)));
        }
    }
    for spans in days.values() {
        let spans: Vec<_> = spans.values().collect();
        let (a, b) = (spans[0].min(spans[1]), spans[0].max(spans[1]));
        assert!(b.0 - a.1 > 90, "{a:?} {b:?}");
    }
    // Eight in a thousand to thirteen in a thousand adverts show a hub.
    let showing = country().iter().filter(|ad| !ad.fact.hub.is_empty()).count();
    assert!((160..260).contains(&showing), "{showing}");
}
