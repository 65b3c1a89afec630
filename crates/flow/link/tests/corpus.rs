//! Figures on a part of the sample corpus, against its planted truth.

use spoor_link::{Damping, SelectorUse, Sketches, actors, segments, templates};
use spoor_vocab::{SegmentKind, SelectorKind};
use std::collections::HashMap;
use std::io::Read;

struct Advert {
    cluster: i64,
    entity: i64,
    level: i64,
    contacts: Vec<(SelectorKind, String)>,
    text: String,
}

fn adverts() -> Vec<Advert> {
    let packed: &[u8] = include_bytes!("data/adverts.tsv.gz");
    let mut all = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut all).unwrap();
    all.lines().map(advert).collect()
}

fn advert(line: &str) -> Advert {
    let cells: Vec<&str> = line.split('\t').collect();
    let number = |n: usize| cells[n].parse::<i64>().unwrap();
    let kinds = [SelectorKind::Phone, SelectorKind::Email, SelectorKind::Handle];
    let mut contacts: Vec<(SelectorKind, String)> = kinds
        .into_iter()
        .zip(&cells[3..6])
        .filter(|(_, value)| !value.is_empty())
        .map(|(kind, value)| (kind, value.to_string()))
        .collect();
    if let Some((_, hub)) = cells[6].rsplit_once(" via ") {
        let kind = if hub.starts_with('@') { SelectorKind::Handle } else { SelectorKind::Email };
        contacts.push((kind, hub.to_string()));
    }
    let text = cells[6].to_string();
    Advert { cluster: number(0), entity: number(1), level: number(2), contacts, text }
}

/// B-cubed precision over adverts in a found cluster, recall over adverts in a true one; recall of
/// `level` alone if given.
fn b_cubed(truth: &[i64], label: &[u32], only: &dyn Fn(usize) -> bool) -> (f64, f64) {
    let truth: Vec<i64> =
        truth.iter().enumerate().map(|(i, t)| if *t < 0 { -1 - i as i64 } else { *t }).collect();
    let mut counts: [HashMap<(i64, u32), f64>; 3] = Default::default();
    for (t, l) in truth.iter().zip(label) {
        for (count, key) in counts.iter_mut().zip([(*t, 0), (0, *l), (*t, *l)]) {
            *count.entry(key).or_default() += 1.0;
        }
    }
    let (mut p, mut r) = ((0.0, 0.0), (0.0, 0.0));
    for (i, (t, l)) in truth.iter().zip(label).enumerate() {
        let (of_t, of_l, both) = (counts[0][&(*t, 0)], counts[1][&(0, *l)], counts[2][&(*t, *l)]);
        if of_l > 1.0 {
            p = (p.0 + both / of_l, p.1 + 1.0);
        }
        if of_t > 1.0 && only(i) {
            r = (r.0 + both / of_t, r.1 + 1.0);
        }
    }
    (p.0 / p.1, r.0 / r.1)
}

#[test]
fn templates_and_actors_reach_their_figures_on_the_sample() {
    let adverts = adverts();
    let texts: Vec<&str> = adverts.iter().map(|a| a.text.as_str()).collect();
    let sketches = Sketches::sketch_all(&texts);
    let found = templates(&sketches);
    let clusters: Vec<i64> = adverts.iter().map(|a| a.cluster).collect();
    let (p, r) = b_cubed(&clusters, &found.label, &|_| true);
    let (_, hard) = b_cubed(&clusters, &found.label, &|i| adverts[i].level == 2);
    println!("templates P {p:.4} R {r:.4} L2 {hard:.4}");
    assert!(p >= 0.995 && r >= 0.985 && hard >= 0.94);

    let uses: Vec<SelectorUse<'_>> = adverts
        .iter()
        .enumerate()
        .flat_map(|(row, a)| a.contacts.iter().map(move |c| (row as u32, c)))
        .map(|(row, (kind, value))| SelectorUse { row, kind: *kind, value, confidence: 1.0 })
        .collect();
    let joined = actors(&sketches, &found, &uses, &[]);
    let entities: Vec<i64> = adverts.iter().map(|a| a.entity).collect();
    let (p, r) = b_cubed(&entities, &joined.label, &|_| true);
    println!("actors P {p:.4} R {r:.4}");
    assert!(p >= 0.98 && r >= 0.94);
    let hubs: Vec<&str> =
        joined.damped.iter().filter(|d| d.why == Damping::Hub).map(|d| d.value.as_str()).collect();
    assert!(hubs.contains(&"@citydirectory0") && hubs.contains(&"bookings1@example.net"));
}

#[test]
fn a_template_of_the_sample_shows_its_slots() {
    let adverts = adverts();
    let mut members: HashMap<i64, Vec<&str>> = HashMap::new();
    for a in adverts.iter().filter(|a| a.level == 0) {
        members.entry(a.cluster).or_default().push(&a.text);
    }
    let largest = members.values().max_by_key(|texts| texts.len()).unwrap();
    let found = segments(largest, 0);
    let joined: Vec<&str> =
        found.iter().map(|s| s.text.as_str()).filter(|text| !text.is_empty()).collect();
    let words: Vec<&str> = largest[0].split_whitespace().collect();
    assert_eq!(joined.join(" "), words.join(" "));
    for s in &found {
        println!("{:?} {} {:?}", s.kind, s.text, s.fillings);
    }
    let slots: Vec<_> = found.iter().filter(|s| s.kind == SegmentKind::Slot).collect();
    let constant: usize = found
        .iter()
        .filter(|s| s.kind == SegmentKind::Constant)
        .map(|s| s.text.split_whitespace().count())
        .sum();
    assert!(slots.len() >= 2 && constant * 2 > words.len(), "{} slots", slots.len());
    assert!(slots.iter().any(|s| s.fillings.len() >= 4));
}
