//! The report of a small fixed input: what it says, what it never says, what strangers' text
//! cannot do to it.

use crate::stage;
use spoor_leads::report::{Excerpt, Mark, ReportInput, ReportLead, ReportTemplate, Stay, html};
use spoor_leads::{Candidate, LinkFact, RulePack, rank, weigh};
use spoor_vocab::{LinkKind, Segment, SegmentKind, Source};

const DAY: i64 = 86_400_000;

/// Three names going round four towns together, and one person who stays where she is.
fn leads() -> Vec<spoor_vocab::Lead> {
    let places = stage::places();
    let mut lines = Vec::new();
    for (stay, place) in
        ["Utrecht", "Groningen", "Maastricht", "Breda", "Zwolle"].iter().enumerate()
    {
        for (who, name) in ["Ann", "Bea", "Cleo"].iter().enumerate() {
            let code = if who == 0 { "code=movement.new-in-town" } else { "card=k" };
            lines.push(format!("{} {place} {name} p{who} t1 {code}", stay * 14 + who));
        }
    }
    lines.push("75 Zwolle Ann p1 t1 code=safer.limits".into());
    let ring = stage::actor(&lines, &places);
    let base = stage::baseline(&ring, &places);
    let pair = stage::actor(
        &[
            "0 Utrecht Dora p9 t2".into(),
            "9 Utrecht Eva p9 t2".into(),
            "20 Utrecht Dora p9 t2".into(),
        ],
        &places,
    );
    let weighed = [("A-7f3a", ring), ("A-0c11", pair)]
        .into_iter()
        .map(|(id, mut actor)| {
            actor.actor_id = id.into();
            let ids = actor.adverts.iter().map(|a| a.advert_id.clone()).collect();
            let weighed = weigh(&actor, &base, RulePack::builtin(), 1).expect("a lead");
            Candidate { actor_id: id.to_owned(), ring_id: None, advert_ids: ids, weighed }
        })
        .collect();
    rank(weighed)
}

fn excerpt(nr: usize, text: &str, marks: &[(&str, &str)]) -> Excerpt {
    let at = |part: &str| {
        let byte = text.find(part).expect("marked part");
        let start = text[..byte].chars().count() as u32;
        (start, start + part.chars().count() as u32)
    };
    Excerpt {
        advert_id: format!("ad{nr:03}"),
        id: format!("a-{nr}"),
        site: "site.example".into(),
        place: "NL:Utrecht".into(),
        posted: Some(stage::START + nr as i64 * DAY),
        text: text.into(),
        marks: marks
            .iter()
            .map(|(part, class)| {
                let (start, end) = at(part);
                Mark { start, end, class: (*class).into(), value: format!("{class} value") }
            })
            .collect(),
        exhibit: "5e".repeat(32),
    }
}

fn segment(kind: SegmentKind, text: &str, fillings: &[&str]) -> Segment {
    Segment { kind, text: text.into(), fillings: fillings.iter().map(|f| (*f).into()).collect() }
}

pub(crate) fn input() -> ReportInput<'static> {
    let mut leads = leads().into_iter();
    let mut ring = ReportLead {
        lead: leads.next().expect("the ring"),
        excerpts: vec![
            excerpt(
                0,
                "Hi, I am Ann, new in town until Friday.\nCall 06 – nul zes 555 01 23, Utrecht ☎️",
                &[
                    ("Ann", "name"),
                    ("new in town", "indicator"),
                    ("06 – nul zes 555 01 23", "phone"),
                    ("Utrecht", "place"),
                ],
            ),
            excerpt(
                1,
                "Hallo, ik ben Bea. Bel 06 555 01 24",
                &[("Bea", "name"), ("06 555 01 24", "phone")],
            ),
            excerpt(2, "مرحبا Cleo \u{202e}0655 05125", &[("Cleo", "name")]),
        ],
        templates: vec![ReportTemplate {
            template_id: "T-1".into(),
            adverts: 16,
            segments: vec![
                segment(SegmentKind::Constant, "Hi, I am", &[]),
                segment(SegmentKind::Slot, "Ann", &["Ann", "Bea", "Cleo"]),
                segment(SegmentKind::Constant, ", new in town until", &[]),
                segment(SegmentKind::Slot, "Friday", &["Friday", "Sunday"]),
            ],
        }],
        links: vec![
            LinkFact {
                kind: LinkKind::Phone,
                value: "+3197010555123".into(),
                shown_by: 6,
                weight_bits: 13.2,
            },
            LinkFact {
                kind: LinkKind::Template,
                value: "T-1".into(),
                shown_by: 16,
                weight_bits: 9.5,
            },
            LinkFact { kind: LinkKind::Card, value: "k".into(), shown_by: 10, weight_bits: 4.25 },
        ],
        stays: Vec::new(),
    };
    for (stay, place) in
        ["Utrecht", "Groningen", "Maastricht", "Breda", "Zwolle"].iter().enumerate()
    {
        for (who, name) in ["Ann", "Bea", "Cleo"].iter().enumerate() {
            let from = stage::START + (stay * 14 + who) as i64 * DAY;
            ring.stays.push(Stay {
                line: (*name).into(),
                place: format!("NL:{place}"),
                from,
                to: from + (9 - who as i64) * DAY,
                adverts: 1,
            });
        }
    }
    let second = ReportLead {
        lead: leads.next().expect("the pair"),
        excerpts: Vec::new(),
        templates: Vec::new(),
        links: Vec::new(),
        stays: Vec::new(),
    };
    ReportInput {
        workspace: "demo".into(),
        built_at: stage::START + 90 * DAY,
        counts: vec![("adverts".into(), 20_000), ("actors".into(), 5_258), ("leads".into(), 2)],
        sources: vec![Source {
            name: "site-a".into(),
            basis: "order 2026-14".into(),
            purpose: "demonstration".into(),
            retain_days: 180,
            country: None,
        }],
        pack: RulePack::builtin(),
        seed: 1,
        leads_in_all: 2,
        leads: vec![ring, second],
        checkpoint: "example.org/spoor\n15\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n\n— example.org/spoor Az3grl…".into(),
    }
}

#[test]
fn the_report_says_what_it_said() {
    insta::assert_snapshot!("report", html(&input()));
}

#[test]
fn no_text_of_strangers_becomes_markup() {
    let hostile = "</blockquote><script>alert(1)</script><img src=x onerror=alert(2)>\"'><a \
                   href=javascript:alert(3)>{{ 7*7 }}<!--\u{0}\u{8}\u{202e}";
    let mut input = input();
    let clean = html(&input);
    input.workspace = hostile.into();
    input.checkpoint = hostile.into();
    input.counts = vec![(hostile.into(), 1)];
    let source = &mut input.sources[0];
    for text in [&mut source.name, &mut source.basis, &mut source.purpose] {
        *text = hostile.into();
    }
    let lead = &mut input.leads[0];
    lead.lead.ring_id = Some(hostile.into());
    lead.lead.reasons[0].text = hostile.into();
    lead.lead.reasons[0].citation = hostile.into();
    lead.lead.reasons[0].adverts = vec![hostile.into()];
    lead.lead.advert_ids = vec![hostile.into()];
    lead.links[0].value = hostile.into();
    lead.stays[0].line = hostile.into();
    lead.stays[0].place = hostile.into();
    lead.templates[0].template_id = hostile.into();
    lead.templates[0].segments[1] = segment(SegmentKind::Slot, hostile, &[hostile]);
    lead.excerpts = vec![Excerpt {
        advert_id: hostile.into(),
        id: hostile.into(),
        site: hostile.into(),
        place: hostile.into(),
        exhibit: hostile.into(),
        text: hostile.into(),
        posted: Some(i64::MAX),
        marks: vec![Mark { start: 0, end: 20, class: hostile.into(), value: hostile.into() }],
    }];
    let page = html(&input);
    for never in ["<script", "<img", "<a href=java", "<!--", "\u{0}", "\u{8}"] {
        assert!(!page.contains(never), "{never:?} got through");
    }
    // The same tags as the clean page has, and no others.
    let tags = |page: &str| -> std::collections::BTreeSet<String> {
        page.split('<')
            .skip(1)
            .map(|t| t.split([' ', '>', '\n']).next().unwrap_or("").to_owned())
            .collect()
    };
    assert!(tags(&page).is_subset(&tags(&clean)), "{:?}", tags(&page));
    // Every attribute value still ends where it should: as many quotes as in well-formed tags.
    for tag in page.split('<').skip(1).map(|t| t.split('>').next().unwrap_or("")) {
        assert!(tag.matches('"').count() % 2 == 0, "{tag}");
    }
}

#[test]
fn the_page_runs_nothing_and_loads_nothing() {
    let page = html(&input());
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
    for never in [
        "<script", "<img", "<link", "<iframe", " style=", " on", "url(", "@import", "http://",
        "https://",
    ] {
        let found = page.find(never).filter(|_| never != " on");
        assert!(found.is_none(), "{never:?} at {found:?}");
    }
    let handlers = page.split('<').filter(|t| t.split('>').next().unwrap_or("").contains(" on"));
    assert_eq!(handlers.count(), 0);
    // The policy names the hash of the style sheet that is there.
    let style =
        page.split("<style>").nth(1).and_then(|s| s.split("</style>").next()).expect("style");
    let hash = {
        use base64::Engine as _;
        use sha2::Digest as _;
        base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(style.as_bytes()))
    };
    assert!(page.contains(&format!("'sha256-{hash}'")));
}

#[test]
fn the_page_judges_nobody() {
    let page = html(&input()).to_lowercase();
    for never in ["victim", "trafficked", "trafficker ", "nationality:", "guilty"] {
        assert!(!page.contains(never), "{never:?}");
    }
    assert!(page.contains("leads for a person to judge"));
    assert!(page.contains("spoor decide l-7f3a --as name --verdict"));
}
