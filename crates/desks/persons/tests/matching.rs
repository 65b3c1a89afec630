//! What a notice and an advert say together.

use spoor_persons::{
    Advert, Agreement, Background, Cards, Looks, Matcher, Memory, Outcome, Part, PhotoEvidence,
    PhotoKind, Registry, Said, Seen, Sheet, Taught, Weights, learn, looks, sheets,
};
use spoor_vocab::{
    AgeAt, BodySite, ContactOf, Day, EyeColour, HairColour, HeightAt, LastSeen, MarkKind, NameKind,
    Notice, NoticeContact, NoticeName, NoticeStatus, PartialDate, Selector, SelectorKind, Sex,
    Side,
};
use spoor_world::Rng;

const SEEN: Day = 20_200;
const NAMES: [&str; 12] = [
    "Anna", "Sofia", "Lena", "Maria", "Lisa", "Eva", "Nina", "Laura", "Julia", "Sara", "Emma",
    "Kim",
];
const PLACES: [(&str, f64, f64); 6] = [
    ("NL:Utrecht", 52.09, 5.12),
    ("NL:Amsterdam", 52.37, 4.9),
    ("BE:Gent", 51.05, 3.72),
    ("DE:Berlin", 52.52, 13.4),
    ("FR:Nice", 43.7, 7.27),
    ("ES:Sevilla", 37.39, -5.99),
];

fn selector(kind: SelectorKind, value: &str) -> Selector {
    Selector { kind, value: value.to_owned() }
}

/// An advert like any other.
fn advert(n: u64) -> Advert {
    let mut rng = Rng::of(&[n, 9]);
    Advert {
        id: format!("ad{n}"),
        actor: Some(format!("actor{}", n / 2)),
        posted: Some(20_000 + rng.below(500) as Day),
        places: vec![rng.pick(&PLACES).0.to_owned()],
        ages: vec![(18 + rng.below(20) as u8).into()],
        heights: vec![(155 + rng.below(28) as u8).into()],
        names: vec![rng.pick(&NAMES).to_string().into()],
        languages: vec![rng.word(&["en", "nl", "de"]).to_owned()],
        selectors: vec![selector(SelectorKind::Phone, &format!("+3197{:09}", n))],
        looks: Looks {
            eyes: vec![EyeColour::ALL[rng.index(5)].into()],
            hair: vec![HairColour::ALL[rng.index(6)].into()],
            marks: if rng.chance(100) {
                looks("tattoo of a rose on the arm").marks
            } else {
                Vec::new()
            },
            ..Looks::default()
        },
    }
}

fn country(count: u64) -> (Vec<Sheet>, Matcher) {
    let all: Vec<Advert> = (0..count).map(advert).collect();
    let sheets = sheets(&all);
    let mut background = Background::new();
    PLACES.iter().for_each(|(key, lat, lon)| background.locate(key, *lat, *lon));
    sheets.iter().for_each(|s| background.add(s));
    (sheets, Matcher::new(background, Weights::shipped()))
}

fn notice() -> Notice {
    let name = |kind, value: &str| NoticeName { kind, value: value.to_owned() };
    Notice {
        id: "registry/1".into(),
        names: vec![name(NameKind::Full, "Natalia Example"), name(NameKind::Nick, "Talia")],
        born: Some("2009-03".parse().unwrap()),
        sex: Some(Sex::Female),
        height: Some(HeightAt { low_cm: 158, high_cm: 158, on: Some(19_500) }),
        hair: vec![HairColour::Brown],
        eyes: vec![EyeColour::Green],
        marks: looks("Tattoo: swallow, left wrist").marks.into_iter().map(|m| m.value).collect(),
        languages: vec!["nl".into()],
        contacts: vec![
            NoticeContact {
                of: ContactOf::Own,
                selector: selector(SelectorKind::Phone, "+31970000000000"),
            },
            NoticeContact {
                of: ContactOf::Friend,
                selector: selector(SelectorKind::Handle, "telegram:friend"),
            },
        ],
        last_seen: Some(LastSeen { place: "NL:Utrecht".into(), on: Some(SEEN) }),
        ..Notice::default()
    }
}

fn of_part(matcher: &Matcher, notice: &Notice, sheet: &Sheet, part: Part) -> f32 {
    let sought = matcher.prepare(notice, &mut Memory::default());
    matcher.compare(&sought, sheet, &[]).rows[part as usize].log10_lr
}

fn blank() -> Advert {
    Advert { id: "new".into(), posted: Some(SEEN + 40), ..Advert::default() }
}

/// A likelihood ratio averages to 1 over what it is compared with: nothing is gained by chance. The
/// oracle is the definition itself, and the adverts of the country that was counted.
#[test]
fn over_all_adverts_each_part_averages_to_one() {
    let (sheets, matcher) = country(40_000);
    let name = |kind, value: &str| NoticeName { kind, value: value.to_owned() };
    let names = vec![name(NameKind::Given, "Sofia"), name(NameKind::Nick, "Lena")];
    let notice = Notice { names, ..notice() };
    let sought = matcher.prepare(&notice, &mut Memory::default());
    let mut sums = [0f64; 11];
    let mut known = [0f64; 11];
    for sheet in &sheets {
        for row in matcher.compare(&sought, sheet, &[]).rows {
            if row.agreement != Agreement::Unknown {
                sums[row.part as usize] += 10f64.powf(f64::from(row.log10_lr));
                known[row.part as usize] += 1.0;
            }
        }
    }
    for part in [
        Part::Names,
        Part::Age,
        Part::Height,
        Part::Eyes,
        Part::Hair,
        Part::Languages,
        Part::Places,
        Part::Time,
    ] {
        let mean = sums[part as usize] / known[part as usize];
        assert!((0.9..1.1).contains(&mean), "{}: {mean}", part.as_str());
    }
}

#[test]
fn nationality_changes_nothing() {
    let (sheets, matcher) = country(400);
    let mut other = notice();
    other.nationalities = vec!["NL".into(), "RO".into()];
    for sheet in &sheets {
        let (a, b) = (
            matcher.prepare(&notice(), &mut Memory::default()),
            matcher.prepare(&other, &mut Memory::default()),
        );
        assert_eq!(matcher.compare(&a, sheet, &[]), matcher.compare(&b, sheet, &[]));
    }
}

#[test]
fn what_is_missing_counts_for_nothing() {
    let (sheets, matcher) = country(400);
    let empty =
        matcher.prepare(&Notice { id: "x".into(), ..Notice::default() }, &mut Memory::default());
    for sheet in &sheets {
        let all = matcher.compare(&empty, sheet, &[]);
        assert_eq!(all.log10_lr, 0.0);
        assert!(all.rows.iter().all(|r| r.agreement == Agreement::Unknown && !r.why.is_empty()));
    }
    let sought = matcher.prepare(&notice(), &mut Memory::default());
    let nothing = Sheet::of(&Advert { id: "a".into(), ..Advert::default() });
    assert_eq!(matcher.compare(&sought, &nothing, &[]).log10_lr, 0.0);
}

#[test]
fn adverts_overstate_the_age_of_a_child() {
    let (_, matcher) = country(4_000);
    let age = |stated: u8| {
        let sheet = Sheet::of(&Advert { ages: vec![stated.into()], ..blank() });
        of_part(&matcher, &notice(), &sheet, Part::Age)
    };
    assert!(
        age(19) > 0.3 && age(18) > 0.3 && age(30) < -0.5 && age(19) > age(24),
        "{} {}",
        age(19),
        age(30)
    );
    let of_adult = Notice { born: Some("1995".parse().unwrap()), ..notice() };
    let sheet = Sheet::of(&Advert { ages: vec![19.into()], ..blank() });
    assert!(of_part(&matcher, &of_adult, &sheet, Part::Age) < -0.5);
    let by_range =
        Notice { born: None, age: Some(AgeAt { low: 14, high: 16, on: SEEN }), ..notice() };
    let sheet = Sheet::of(&Advert { ages: vec![19.into()], ..blank() });
    assert!(of_part(&matcher, &by_range, &sheet, Part::Age) > 0.3);
}

#[test]
fn children_grow_and_never_shrink() {
    let (_, matcher) = country(4_000);
    // Measured at twelve: 158 cm. At sixteen she is about 169.
    let young = Notice {
        height: Some(HeightAt {
            low_cm: 158,
            high_cm: 158,
            on: Some("2021-03-15".parse::<PartialDate>().unwrap().first()),
        }),
        ..notice()
    };
    let height = |cm: u8| {
        let sheet = Sheet::of(&Advert { heights: vec![cm.into()], ..blank() });
        of_part(&matcher, &young, &sheet, Part::Height)
    };
    assert!(
        height(169) > 0.2 && height(165) > height(158) && height(150) < -0.5,
        "{} {}",
        height(169),
        height(150)
    );
}

#[test]
fn hair_counts_little_and_eyes_more() {
    let (_, matcher) = country(4_000);
    let of = |hair, eyes| {
        let looks = Looks {
            hair: vec![Seen::from(hair)],
            eyes: vec![Seen::from(eyes)],
            ..Looks::default()
        };
        let sheet = Sheet::of(&Advert { looks, ..blank() });
        (
            of_part(&matcher, &notice(), &sheet, Part::Hair),
            of_part(&matcher, &notice(), &sheet, Part::Eyes),
        )
    };
    let (same, other) =
        (of(HairColour::Brown, EyeColour::Green), of(HairColour::Blond, EyeColour::Brown));
    assert!(same.0 > 0.0 && same.0 < 0.5 && other.0 > -0.2, "{same:?} {other:?}");
    assert!(same.1 > 0.3 && other.1 < -0.25, "{same:?} {other:?}");
}

#[test]
fn marks_are_read_in_six_languages() {
    for (text, site, side, motif) in [
        (
            "I have a small swallow tattoo on my left wrist.",
            BodySite::Wrist,
            Some(Side::Left),
            "swallow",
        ),
        ("Tatoeage van een zwaluw op de linkerpols", BodySite::Wrist, Some(Side::Left), "swallow"),
        ("Tattoo (Schwalbe) am linken Handgelenk", BodySite::Wrist, Some(Side::Left), "swallow"),
        (
            "Tatouage d'une hirondelle au poignet gauche",
            BodySite::Wrist,
            Some(Side::Left),
            "swallow",
        ),
        (
            "tatuaje de golondrina en la muñeca izquierda",
            BodySite::Wrist,
            Some(Side::Left),
            "swallow",
        ),
        (
            "am un tatuaj cu rândunică la încheietura mâinii stângi",
            BodySite::Wrist,
            None,
            "swallow",
        ),
    ] {
        let read = looks(text);
        let [mark] = &read.marks[..] else { panic!("{text}: {read:?}") };
        assert_eq!((mark.value.kind, mark.value.site), (MarkKind::Tattoo, Some(site)), "{text}");
        assert_eq!((mark.value.side, mark.value.motif.as_deref()), (side, Some(motif)), "{text}");
        let span = mark.span.unwrap();
        assert!(
            text[span.start as usize..span.end as usize].to_lowercase().contains("tat"),
            "{text}"
        );
    }
    let read = looks("Grüne Augen, blondes Haar. Keine Tattoos! Ojos azules; ochi verzi");
    assert_eq!(read.denied, [MarkKind::Tattoo]);
    assert_eq!(
        read.eyes.iter().map(|e| e.value).collect::<Vec<_>>(),
        [EyeColour::Green, EyeColour::Blue, EyeColour::Green]
    );
    // A colour says nothing by itself, least of all of a person.
    assert_eq!(looks("black, brown, white; a red rose, blue sky"), Looks::default());
}

#[test]
fn a_mark_counts_by_what_agrees() {
    let (_, matcher) = country(4_000);
    let mark = |text: &str| {
        let sheet = Sheet::of(&Advert { looks: looks(text), ..blank() });
        of_part(&matcher, &notice(), &sheet, Part::Marks)
    };
    let whole = mark("swallow tattoo on the left wrist");
    assert!(
        whole > mark("tattoo on the left wrist")
            && mark("tattoo on the left wrist") > mark("tattoo"),
        "{whole}"
    );
    assert!(whole > 1.5 && whole <= 3.5);
    assert!(mark("dragon tattoo on the back") < 0.0 && mark("no tattoos") < -0.3);
    assert_eq!(mark("nice day"), 0.0);
}

#[test]
fn names_count_when_they_agree_and_the_more_the_rarer() {
    let (_, matcher) = country(4_000);
    let name = |notice: &Notice, word: &str| {
        let sheet = Sheet::of(&Advert { names: vec![word.to_owned().into()], ..blank() });
        of_part(&matcher, notice, &sheet, Part::Names)
    };
    let (rare, common) = (
        notice(),
        Notice {
            names: vec![NoticeName { kind: NameKind::Given, value: "Sofia".into() }],
            ..notice()
        },
    );
    assert!(
        name(&rare, "Natalia") > 1.5 && name(&rare, "Наталия") > 1.5 && name(&rare, "Talia") > 1.5
    );
    assert!(name(&rare, "Nathalia") > 0.8, "{}", name(&rare, "Nathalia"));
    assert!((-0.1..0.0).contains(&name(&rare, "Emma")));
    assert!(
        (-0.1..0.4).contains(&name(&common, "Sofia"))
            && name(&common, "Sofia") > name(&common, "Emma")
    );
    // A family name is no working name.
    assert!(name(&rare, "Example") < 0.0);
}

#[test]
fn contacts_are_strong_and_places_fit_the_time_passed() {
    let (_, matcher) = country(4_000);
    let contact = |kind, value: &str| {
        let sheet = Sheet::of(&Advert { selectors: vec![selector(kind, value)], ..blank() });
        of_part(&matcher, &notice(), &sheet, Part::Contacts)
    };
    let (own, friend) = (
        contact(SelectorKind::Phone, "+31970000000000"),
        contact(SelectorKind::Handle, "telegram:friend"),
    );
    assert!(own > friend && friend > 1.5, "{own} {friend}");
    assert_eq!(contact(SelectorKind::Phone, "+31970000099999"), 0.0);
    let place = |name: &str, days: Day| {
        let sheet = Sheet::of(&Advert {
            places: vec![name.to_owned()],
            posted: Some(SEEN + days),
            ..blank()
        });
        of_part(&matcher, &notice(), &sheet, Part::Places)
    };
    assert!(
        place("NL:Amsterdam", 3) > place("BE:Gent", 3) && place("BE:Gent", 3) > place("FR:Nice", 3)
    );
    assert!(place("BE:Gent", 200) > place("BE:Gent", 3) && place("FR:Nice", 3) >= -0.5);
    let with_route = Notice { routes: vec!["FR:Nice".into()], ..notice() };
    let sheet = Sheet::of(&Advert { places: vec!["FR:Nice".into()], ..blank() });
    assert!(of_part(&matcher, &with_route, &sheet, Part::Places) > 0.0);
    let early = Sheet::of(&Advert { posted: Some(SEEN - 100), ..blank() });
    assert!(of_part(&matcher, &notice(), &early, Part::Time) < -0.3);
}

#[test]
fn pictures_are_taken_as_given_within_bounds() {
    let (sheets, matcher) = country(400);
    let sought = matcher.prepare(&notice(), &mut Memory::default());
    let with = |list: &[f32]| {
        let evidence: Vec<_> = list
            .iter()
            .map(|&log10_lr| PhotoEvidence { kind: PhotoKind::Face, log10_lr })
            .collect();
        matcher.compare(&sought, &sheets[0], &evidence).rows[Part::Photo as usize].log10_lr
    };
    assert!((with(&[2.5]) - 2.5).abs() < 1e-5 && with(&[9.0]) == 4.0 && with(&[f32::NAN]) == 0.0);
    // Ten pictures of one face are no ten witnesses.
    assert!((with(&[2.5; 10]) - 2.5).abs() < 1e-4 && with(&[2.5, -1.0]) < 2.5);
}

#[test]
fn both_directions_say_the_same() {
    let (sheets, matcher) = country(2_000);
    let notices: Vec<Notice> = (0..60)
        .map(|n| Notice {
            id: format!("r/{n}"),
            names: vec![
                NoticeName { kind: NameKind::Given, value: NAMES[n % 12].into() },
                NoticeName { kind: NameKind::Nick, value: "Nathalie".into() },
            ],
            eyes: vec![EyeColour::ALL[n % 5]],
            last_seen: Some(LastSeen {
                place: PLACES[n % 6].0.into(),
                on: Some(20_000 + 7 * n as Day),
            }),
            ..notice()
        })
        .collect();
    let mut registry = Registry::new(&matcher, &notices);
    let new = Sheet::of(&Advert {
        names: vec!["Natalie".to_owned().into()],
        selectors: vec![selector(SelectorKind::Handle, "telegram:friend")],
        ..advert(17)
    });
    let met = registry.meet(&matcher, &new, f32::MIN);
    assert_eq!((met.len(), registry.knowing(&new).len()), (60, 60));
    for m in &met {
        let other = matcher.compare(registry.get(&m.notice).unwrap(), &new, &[]);
        assert!((other.log10_lr - m.log10_lr).abs() < 1e-4, "{m:?} {other:?}");
    }
    assert!(met.is_sorted_by(|a, b| a.log10_lr >= b.log10_lr));
    assert!(registry.meet(&matcher, &new, met[5].log10_lr).len() < 60);
    // The same by rank, for one notice against all.
    let cards = Cards::new(sheets, matcher.background());
    let sought = registry.get("r/3").unwrap();
    let ranking = matcher.rank(sought, &cards, &mut |_, _| {}, 5);
    for c in &ranking.candidates {
        let met = registry.meet(&matcher, &cards.sheets()[c.sheet], f32::MIN);
        let same = met.iter().find(|m| m.notice == "r/3").unwrap();
        assert!((same.log10_lr - c.comparison.log10_lr).abs() < 1e-4);
        // One of several persons of an actor counts its share.
        assert!(c.log10_lr <= c.comparison.log10_lr + 1e-4);
    }
    registry.add(&matcher, &Notice { status: NoticeStatus::Closed, ..notices[3].clone() });
    assert!(registry.get("r/3").is_none() && registry.remove("r/4") && !registry.remove("r/4"));
    assert_eq!((registry.len(), registry.meet(&matcher, &new, f32::MIN).len()), (58, 58));
}

#[test]
fn the_person_comes_first_and_chance_is_told() {
    let (mut sheets, _) = country(20_000);
    let planted = Advert {
        id: "planted".into(),
        actor: Some("the-actor".into()),
        posted: Some(SEEN + 20),
        places: vec!["NL:Amsterdam".into()],
        ages: vec![19.into()],
        heights: vec![161.into()],
        names: vec!["Vera".to_owned().into()],
        selectors: vec![selector(SelectorKind::Handle, "telegram:friend")],
        looks: looks("blond hair, green eyes, tattoo of a swallow"),
        ..Advert::default()
    };
    sheets.push(Sheet::of(&planted));
    let mut background = Background::new();
    PLACES.iter().for_each(|(key, lat, lon)| background.locate(key, *lat, *lon));
    sheets.iter().for_each(|s| background.add(s));
    let matcher = Matcher::new(background, Weights::shipped());
    let cards = Cards::new(sheets, matcher.background());
    let sought = matcher.prepare(&notice(), &mut Memory::default());
    let ranking = matcher.rank(&sought, &cards, &mut |_, _| {}, 10);
    let first = &ranking.candidates[0];
    assert_eq!((first.actor.as_str(), first.outcome), ("the-actor", Outcome::Candidate));
    assert!(first.by_chance.unwrap() < 0.5, "{first:?}");
    assert!(ranking.candidates[9].outcome != Outcome::Candidate);
    assert!(ranking.candidates[9].by_chance.unwrap() > 2.0);
    let marks = &first.comparison.rows[Part::Marks as usize];
    assert_eq!((marks.agreement, marks.spans[0].0.as_str()), (Agreement::Agree, "planted"));
    assert!(marks.why.contains("swallow"));
    // A closed notice has no candidates.
    let closed = matcher
        .prepare(&Notice { status: NoticeStatus::Closed, ..notice() }, &mut Memory::default());
    assert_eq!(matcher.rank(&closed, &cards, &mut |_, _| {}, 10).candidates, []);
}

#[test]
fn decisions_teach_parts_and_never_pictures() {
    let (sheets, matcher) = country(400);
    assert_eq!(learn(&[]), spoor_persons::Learned::default());
    let sought = matcher.prepare(&notice(), &mut Memory::default());
    // Reviewers say yes wherever the place agrees and no wherever it does not; pictures always agree.
    let evidence = [PhotoEvidence { kind: PhotoKind::Face, log10_lr: 3.0 }];
    let decisions: Vec<Taught> = sheets
        .iter()
        .map(|sheet| {
            let c = matcher.compare(&sought, sheet, &evidence);
            let said = if c.rows[Part::Places as usize].log10_lr > 0.0 {
                Said::Possible
            } else {
                Said::None
            };
            Taught::of(&c, matcher.weights(), said)
        })
        .collect();
    let learned = learn(&decisions);
    assert_eq!(learned.of(Part::Photo), 1.0);
    assert!(learned.of(Part::Places) > 1.1, "{learned:?}");
    assert!(learned.of(Part::Places) > learned.of(Part::Eyes), "{learned:?}");
    let unsure: Vec<Taught> =
        decisions.into_iter().map(|d| Taught { said: Said::Unsure, ..d }).collect();
    assert_eq!(learn(&unsure), spoor_persons::Learned::default());
    // What was learned is used, and taken out again before it teaches.
    let mut weights = Weights::shipped();
    weights.learned = learned.clone();
    let mut background = Background::new();
    sheets.iter().for_each(|s| background.add(s));
    let taught = Matcher::new(background, weights.clone());
    let sought = taught.prepare(&notice(), &mut Memory::default());
    let c = taught.compare(&sought, &sheets[0], &evidence);
    let plain = Taught::of(&c, &weights, Said::None);
    let age = Part::Age as usize;
    assert!((plain.parts[age] * learned.of(Part::Age) - c.rows[age].log10_lr).abs() < 1e-5);
    let text = toml::to_string(&weights).unwrap();
    assert_eq!(Weights::read(&text), Ok(weights));
}

#[test]
fn every_number_says_where_it_comes_from() {
    let weights = Weights::shipped();
    assert!(weights.sources().len() > 30);
    let shipped = include_str!("../data/weights.toml");
    assert!(Weights::read(&shipped.replacen("source = \"assumed\"", "source = \"\"", 1)).is_err());
    assert!(
        Weights::read(&shipped.replacen(
            "anything = { value = 0.03",
            "anything = { value = 1.5",
            1
        ))
        .is_err()
    );
    assert!(Weights::read("version = 1").is_err());
}
