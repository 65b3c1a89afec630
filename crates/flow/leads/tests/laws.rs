//! Laws that hold for any actor.

mod stage;

use proptest::prelude::*;
use spoor_leads::{ActorFacts, Baseline, Candidate, RulePack, Weighed, rank, weigh};
use spoor_vocab::Direction;

const PLACES: [&str; 6] = ["Utrecht", "Groningen", "Maastricht", "Breda", "Berlin", "Madrid"];
const CODES: [&str; 8] = [
    "youth.language",
    "trust.language",
    "control.plural",
    "coercion.slang",
    "recruitment.no-experience",
    "safer.limits",
    "licence.stated",
    "independent.stated",
];

/// One advert as a line of the cases' language.
fn line() -> impl Strategy<Value = String> {
    let word = |letter: &'static str, n: u8| prop_oneof![1 => Just("-".to_owned()), 5 => (0..n).prop_map(move |i| format!("{letter}{i}"))];
    let extras = prop::collection::vec(
        prop_oneof![
            (0u8..4).prop_map(|i| format!("img=i{i}")),
            (0u8..3).prop_map(|i| format!("card=c{i}")),
            (0u8..3).prop_map(|i| format!("mail=m{i}")),
            (19u8..40).prop_map(|a| format!("age={a}")),
            (40u16..300).prop_map(|p| format!("price={p}/60+{}/30", p / 2)),
            (0..CODES.len()).prop_map(|c| format!("code={}", CODES[c])),
        ],
        0..4,
    );
    (0u16..3000, 0..PLACES.len(), word("N", 5), word("p", 6), word("t", 3), extras).prop_map(
        |(tenths, place, name, phone, template, extras)| {
            let day = f64::from(tenths) / 10.0;
            format!("{day} {} {name} {phone} {template} {}", PLACES[place], extras.join(" "))
        },
    )
}

fn actors() -> impl Strategy<Value = ActorFacts> {
    prop::collection::vec(line(), 2..24).prop_map(|lines| stage::actor(&lines, &stage::places()))
}

fn weighed(actor: &ActorFacts, base: &Baseline) -> Option<Weighed> {
    weigh(actor, base, RulePack::builtin(), 7)
}

fn base(actor: &ActorFacts) -> Baseline {
    stage::baseline(actor, &stage::places())
}

/// Another string for every string that is compared, the same for the same.
fn renamed(actor: &ActorFacts, to: impl Fn(&str) -> String) -> ActorFacts {
    let mut actor = actor.clone();
    for advert in &mut actor.adverts {
        for name in &mut advert.names {
            *name = to(name);
        }
        advert.services = vec![to("service"), "Tall".into()];
    }
    actor
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_weights_shown_sum_to_the_score(actor in actors()) {
        if let Some(w) = weighed(&actor, &base(&actor)) {
            let sum: f64 = w.reasons.iter().map(|r| match r.direction {
                Direction::For => f64::from(r.weight_bits),
                Direction::Against => -f64::from(r.weight_bits),
            }).sum();
            prop_assert!((sum - w.score).abs() < 1e-4, "{sum} is not {}", w.score);
            prop_assert!(w.low <= w.score && w.score <= w.high);
            prop_assert!(w.reasons.iter().all(|r| r.weight_bits >= 0.0 && r.adverts.len() <= 20));
            prop_assert!(w.reasons.windows(2).all(|p| p[0].weight_bits >= p[1].weight_bits));
        }
    }

    #[test]
    fn the_order_of_adverts_changes_nothing(actor in actors(), turn in 0usize..24) {
        let base = base(&actor);
        let mut turned = actor.clone();
        let by = turn % turned.adverts.len();
        turned.adverts.rotate_left(by);
        turned.adverts.reverse();
        prop_assert_eq!(weighed(&actor, &base), weighed(&turned, &base));
    }

    #[test]
    fn what_speaks_against_never_raises_the_score(
        actor in actors(),
        which in 0usize..24,
        code in 5usize..8,
    ) {
        let base = base(&actor);
        let mut kinder = actor.clone();
        let at = which % kinder.adverts.len();
        kinder.adverts[at].indicators.push(stage::indicator(CODES[code].to_owned()));
        match (weighed(&actor, &base), weighed(&kinder, &base)) {
            (Some(before), Some(after)) => {
                prop_assert!(after.score <= before.score + 1e-9);
                prop_assert!(after.low <= before.low + 1e-9);
                prop_assert!(after.high <= before.high + 1e-9);
            }
            (None, after) => prop_assert!(after.is_none()),
            (Some(_), None) => prop_assert!(false, "it is still a lead, with a lower score"),
        }
    }

    #[test]
    fn origin_in_names_and_services_has_no_effect(actor in actors()) {
        let base = base(&actor);
        // In the order of the originals, so that ties are broken alike.
        let plain = renamed(&actor, |name| format!("Name {name}"));
        let told = renamed(&actor, |name| format!("Nationality {name}, ethnic skin colour origin"));
        let bare = |w: Option<Weighed>| w.map(|w| {
            let codes: Vec<_> =
                w.reasons.iter().map(|r| (r.code.clone(), r.weight_bits, r.adverts.clone())).collect();
            (w.score, w.low, w.high, codes)
        });
        prop_assert_eq!(bare(weighed(&plain, &base)), bare(weighed(&told, &base)));
    }

    #[test]
    fn indicators_no_pack_knows_have_no_effect(actor in actors(), which in 0usize..24) {
        let base = base(&actor);
        let mut marked = actor.clone();
        let at = which % marked.adverts.len();
        for code in ["ethnicity.stated", "origin.country", "nationality.stated", "skin.colour"] {
            marked.adverts[at].indicators.push(stage::indicator(code.to_owned()));
        }
        prop_assert_eq!(weighed(&actor, &base), weighed(&marked, &base));
    }

    #[test]
    fn parts_of_a_baseline_merge_in_any_order(one in actors(), two in actors(), three in actors()) {
        let part = |actors: &[&ActorFacts]| {
            let mut base = Baseline::new();
            actors.iter().for_each(|a| base.add(a));
            base
        };
        let mut whole = part(&[&one, &two, &three]);
        let mut merged = part(&[&three]);
        merged.merge(part(&[&two]));
        merged.merge(part(&[&one]));
        whole.finish();
        merged.finish();
        for actor in [&one, &two, &three] {
            prop_assert_eq!(weighed(actor, &whole), weighed(actor, &merged));
        }
    }

    #[test]
    fn ranks_count_up_and_scores_go_down(actors in prop::collection::vec(actors(), 1..5)) {
        let mut base = Baseline::new();
        actors.iter().for_each(|a| base.add(a));
        base.finish();
        let list: Vec<_> = actors
            .iter()
            .enumerate()
            .filter_map(|(i, a)| {
                let (actor_id, weighed) = (format!("A-{i}"), weighed(a, &base)?);
                Some(Candidate { actor_id, ring_id: None, advert_ids: vec![], weighed })
            })
            .collect();
        let mut turned = list.clone();
        turned.reverse();
        let leads = rank(list);
        prop_assert_eq!(&leads, &rank(turned));
        prop_assert!(leads.iter().zip(1..).all(|(l, n)| l.rank == n && l.score > 0.0));
        prop_assert!(leads.windows(2).all(|p| p[0].score >= p[1].score));
        prop_assert!(leads.iter().all(|l| l.lead_id[2..] == l.actor_id[2..]));
    }

    #[test]
    fn packs_of_arbitrary_text_never_panic(text in any::<String>()) {
        let _ = RulePack::parse(&text);
    }

    #[test]
    fn a_damaged_pack_is_refused_or_read(at in 0usize..24_000, with in any::<char>(), cut in 0usize..40) {
        let pack = include_str!("../packs/2026-11.toml");
        let mut chars: Vec<char> = pack.chars().collect();
        let at = at % chars.len();
        let end = (at + cut).min(chars.len());
        chars.splice(at..end, [with]);
        let text: String = chars.into_iter().collect();
        if let Err(error) = RulePack::parse(&text) {
            prop_assert!(error.line >= 1 && error.line <= text.lines().count() + 1, "{error}");
            prop_assert!(!error.problem.is_empty() && !error.hint.is_empty());
        }
    }
}
