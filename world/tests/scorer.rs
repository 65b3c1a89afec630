//! The scorer against figures computed elsewhere, against a slow one, and against its own laws.

use proptest::prelude::*;
use spoor_world::Kind;
use spoor_world::score::{LeadRow, Row, Truth, leads, score};
use spoor_world::truth::{Fact, Header};

fn fact(id: usize, kind: Kind, placer: String, ring: &str, template: String, level: u8) -> Fact {
    Fact {
        id: id.to_string(),
        url: format!("https://site.example/{id}"),
        placer,
        kind,
        ring: ring.to_owned(),
        template,
        level,
        person: String::new(),
        language: "en".to_owned(),
        phones: Vec::new(),
        hub: String::new(),
        handles: Vec::new(),
        email: String::new(),
        website: String::new(),
        place: String::new(),
        posted: String::new(),
        indicators: Vec::new(),
        against: Vec::new(),
        obscured: false,
    }
}

fn truth(facts: Vec<Fact>) -> Truth {
    let adverts = facts.len() as u32;
    Truth::new(Header { world: String::new(), seed: 0, adverts }, facts)
}

/// A label; negative ones are nobody's.
fn label(n: i32) -> String {
    if n < 0 { String::new() } else { format!("c{n}") }
}

fn row(id: usize, found: i32) -> Row {
    Row { id: id.to_string(), template_id: label(found), actor_id: label(found), ..Row::default() }
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 5e-5, "{found} is not {expected}");
}

/// The figures are those of a scorer in Python (numpy and pandas) for the same labels; see
/// `tests/PROVENANCE.md`.
#[test]
fn figures_agree_with_the_scorer_of_the_sample_corpora() {
    let templates = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 3, -1, -1, -1, 4, 4, 4, 4, 4, 4, -1];
    let placers = [0, 0, 0, 1, 1, 2, 2, 2, 3, 4, 5, 5, 5, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9, 9];
    let found = [
        10, 10, 10, 11, 11, 12, 12, 10, 13, 13, 14, 14, -1, 15, 15, -1, 16, 17, 17, 17, 18, 18, -1,
        16,
    ];
    let facts = (0..24)
        .map(|n| {
            let placer = format!("a{}", placers[n]);
            fact(n, Kind::Independent, placer, "", label(templates[n]), 0)
        })
        .collect();
    let rows: Vec<Row> = (0..24).map(|n| row(n, found[n])).collect();
    let s = score(&truth(facts), &rows, &[]);
    assert_eq!((s.matched, s.missing, s.unmatched_rows, s.repeated_rows), (24, 0, 0, 0));
    close(s.templates.pair_precision, 0.6875);
    close(s.templates.pair_recall, 0.3143);
    close(s.templates.pair_f1, 0.4314);
    close(s.templates.b3_precision, 0.8542);
    close(s.templates.b3_recall, 0.5875);
    close(s.templates.b3_f1, 0.6962);
    close(s.templates.cb3_precision, 0.8333);
    close(s.templates.cb3_recall, 0.5050);
    assert_eq!((s.templates.biggest_found, s.templates.found_clusters), (4, 9));
    close(s.actors.pair_precision, 0.6250);
    close(s.actors.pair_recall, 0.2941);
    close(s.actors.b3_precision, 0.8125);
    close(s.actors.b3_recall, 0.6379);
    close(s.actors.cb3_precision, 0.7857);
    close(s.actors.cb3_recall, 0.5426);
}

#[test]
fn rows_are_matched_by_id_then_address_and_the_rest_is_counted() {
    let facts = (0..3).map(|n| fact(n, Kind::Ring, "a".into(), "r", "t".into(), 0)).collect();
    let by_address = Row {
        id: "something else".into(),
        url: Some("https://site.example/1".into()),
        template_id: "x".into(),
        ..Row::default()
    };
    let stranger = Row { id: "stranger".into(), ..Row::default() };
    let mut again = row(0, 9);
    again.template_id = "y".into();
    let mut first = row(0, 9);
    first.template_id = "x".into();
    let s = score(&truth(facts), &[first, by_address, stranger, again], &[]);
    assert_eq!((s.matched, s.missing, s.unmatched_rows, s.repeated_rows), (2, 1, 1, 1));
    // Two of three together, the third alone.
    close(s.templates.cb3_recall, (2.0 / 3.0 + 2.0 / 3.0 + 1.0 / 3.0) / 3.0);
    close(s.templates.cb3_precision, 1.0);
}

#[test]
fn leads_are_right_by_majority_and_rings_found_by_half() {
    let mut facts = Vec::new();
    let mut add = |count: usize, kind: Kind, placer: &str, ring: &str| {
        for _ in 0..count {
            facts.push(fact(facts.len(), kind, placer.into(), ring, String::new(), 0));
        }
    };
    add(4, Kind::Ring, "a1", "r1"); // 0..4
    add(4, Kind::Ring, "a2", "r2"); // 4..8
    add(2, Kind::Recruiter, "a1", "r1"); // 8..10
    add(2, Kind::Recruiter, "a3", ""); // 10..12
    add(4, Kind::Spammer, "a4", ""); // 12..16
    add(4, Kind::Missing, "a5", ""); // 16..20
    let lead = |rank: u32, ids: &[usize]| LeadRow {
        rank,
        ids: ids.iter().map(usize::to_string).collect(),
    };
    let rows = [
        // Out of order on purpose. Half of it the second ring's, so about it, but not right.
        lead(3, &[4, 5, 12, 13]),
        lead(1, &[0, 1, 8, 12]),
        lead(2, &[10, 11, 12]),
        lead(4, &[16, 17, 12]),
    ];
    let s = leads(&truth(facts), &rows);
    assert_eq!((s.leads, s.rings, s.recruited_rings), (4, 2, 1));
    let at = |k| s.at.iter().find(|a| a.k == k).unwrap();
    assert_eq!((at(2).precision, at(2).ring_recall, at(2).recruiter_recall), (0.5, 0.5, 1.0));
    assert_eq!((at(4).precision, at(4).ring_recall), (0.5, 1.0));
    assert_eq!(at(10), &spoor_world::score::AtK { k: 10, ..at(4).clone() });
    assert_eq!(s.missing[0].rank, Some(4));
    let right: Vec<bool> = s.top.iter().map(|l| l.right).collect();
    assert_eq!(right, [true, false, false, true]);
    assert_eq!(s.top_wrong["recruiter"], 1);
}

#[test]
fn nothing_given_nothing_found() {
    let facts = (0..4).map(|n| fact(n, Kind::Ring, "a".into(), "r", "t".into(), 1)).collect();
    let s = score(&truth(facts), &[], &[]);
    assert_eq!((s.matched, s.missing), (0, 4));
    assert_eq!((s.templates.cb3_precision, s.templates.pair_recall), (1.0, 0.0));
    close(s.templates.cb3_recall, 0.25);
    assert_eq!(s.leads.at.last().unwrap().ring_recall, 0.0);
}

/// B-cubed and pairs by their definitions, one pair of adverts at a time.
fn slow(truth: &[i32], found: &[i32]) -> [f64; 4] {
    let n = truth.len();
    let same = |l: &[i32], a: usize, b: usize| a == b || (l[a] >= 0 && l[a] == l[b]);
    let (mut both, mut t, mut f) = (0.0, 0.0, 0.0);
    let (mut p, mut np, mut r, mut nr) = (0.0, 0.0, 0.0, 0.0);
    for a in 0..n {
        let (mut cb, mut ct, mut cf) = (0.0, 0.0, 0.0);
        for b in 0..n {
            let (st, sf) = (same(truth, a, b), same(found, a, b));
            cb += f64::from(u8::from(st && sf));
            ct += f64::from(u8::from(st));
            cf += f64::from(u8::from(sf));
        }
        (both, t, f) = (both + cb - 1.0, t + ct - 1.0, f + cf - 1.0);
        if cf > 1.0 {
            (p, np) = (p + cb / cf, np + 1.0);
        }
        if ct > 1.0 {
            (r, nr) = (r + cb / ct, nr + 1.0);
        }
    }
    let ratio = |a: f64, b: f64| if b > 0.0 { a / b } else { 1.0 };
    [ratio(both, f), ratio(both, t), ratio(p, np), ratio(r, nr)]
}

fn scored(truth_labels: &[i32], found: &[i32]) -> [f64; 4] {
    let facts = truth_labels
        .iter()
        .enumerate()
        .map(|(n, &t)| fact(n, Kind::Ring, "a".into(), "", label(t), 0))
        .collect();
    let rows: Vec<Row> = found.iter().enumerate().map(|(n, &f)| row(n, f)).collect();
    let t = score(&truth(facts), &rows, &[]).templates;
    [t.pair_precision, t.pair_recall, t.cb3_precision, t.cb3_recall]
}

fn labels() -> impl Strategy<Value = Vec<(i32, i32)>> {
    proptest::collection::vec((-1..6i32, -1..6i32), 1..40)
}

proptest! {
    #[test]
    fn agrees_with_the_definitions(both in labels()) {
        let (t, f): (Vec<i32>, Vec<i32>) = both.into_iter().unzip();
        for (quick, slow) in scored(&t, &f).iter().zip(slow(&t, &f)) {
            prop_assert!((quick - slow).abs() < 1e-9);
            prop_assert!((0.0..=1.0 + 1e-12).contains(quick));
        }
    }

    #[test]
    fn a_perfect_partition_is_one_whatever_its_names(both in labels()) {
        let t: Vec<i32> = both.iter().map(|b| b.0).collect();
        let renamed: Vec<i32> = t.iter().map(|&l| if l < 0 { l } else { 100 - l }).collect();
        prop_assert_eq!(scored(&t, &renamed), [1.0; 4]);
    }

    #[test]
    fn names_of_what_was_found_do_not_matter(both in labels()) {
        let (t, f): (Vec<i32>, Vec<i32>) = both.into_iter().unzip();
        let renamed: Vec<i32> = f.iter().map(|&l| if l < 0 { l } else { (l * 5 + 2) % 6 }).collect();
        prop_assert_eq!(scored(&t, &f), scored(&t, &renamed));
    }

    #[test]
    fn one_for_all_has_full_recall_and_each_alone_full_precision(both in labels()) {
        let t: Vec<i32> = both.iter().map(|b| b.0).collect();
        let one = scored(&t, &vec![1; t.len()]);
        prop_assert_eq!((one[1], one[3]), (1.0, 1.0));
        let alone = scored(&t, &vec![-1; t.len()]);
        prop_assert_eq!((alone[0], alone[2]), (1.0, 1.0));
    }
}

proptest! {
    /// A truth file somebody else wrote, or a broken one, is refused and nothing worse.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("truth.jsonl");
        std::fs::write(&path, &bytes).unwrap();
        prop_assert!(Truth::read(&path).is_err());
        let headed = [&b"{\"world\":\"w\",\"seed\":1,\"adverts\":1}\n"[..], &bytes].concat();
        std::fs::write(&path, headed).unwrap();
        prop_assert!(Truth::read(&path).is_err());
    }
}
