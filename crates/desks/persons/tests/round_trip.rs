//! What is written and read again is the same notice, in every format.

use proptest::prelude::*;
use spoor_persons::format::{Format, Origin, read, write};
use spoor_vocab::{
    AgeAt, BodySite, ContactOf, EyeColour, HairColour, HeightAt, LastSeen, Mark, MarkKind,
    NameKind, Notice, NoticeContact, NoticeName, NoticeStatus, PartialDate, PhotoReference,
    Selector, SelectorKind, Sex, Side,
};

const TODAY: i32 = 20_200;

fn date() -> impl Strategy<Value = PartialDate> {
    (1990i16..2020, 1u8..=12, 1u8..=28, 0..3).prop_map(|(y, m, d, parts)| {
        let month = (parts > 0).then_some(m);
        PartialDate::new(y, month, (parts > 1).then_some(d)).unwrap()
    })
}

/// Words with signs of XML, JSON and CSV in them, in one line, with no colon.
fn words() -> impl Strategy<Value = String> {
    proptest::collection::vec("[a-zéß<>&\"',Ω日]{1,8}", 1..5).prop_map(|w| w.join(" "))
}

fn name() -> impl Strategy<Value = NoticeName> {
    (proptest::sample::select(NameKind::ALL), "[A-Z][a-zéáș]{2,9}( [A-Z][a-z]{2,6})?")
        .prop_map(|(kind, value)| NoticeName { kind, value })
}

fn mark() -> impl Strategy<Value = Mark> {
    (
        proptest::sample::select(MarkKind::ALL),
        proptest::option::of(proptest::sample::select(BodySite::ALL)),
        proptest::option::of(proptest::sample::select(Side::ALL)),
        proptest::option::of("[a-z]{3,8}"),
        words(),
    )
        .prop_map(|(kind, site, side, motif, words)| Mark { kind, site, side, motif, words })
}

fn contact() -> impl Strategy<Value = NoticeContact> {
    let selector = prop_oneof![
        "\\+3197[0-9]{9}".prop_map(|v| (SelectorKind::Phone, v)),
        "[a-z]{3,8}@example\\.com".prop_map(|v| (SelectorKind::Email, v)),
        "telegram:[a-z_]{3,8}".prop_map(|v| (SelectorKind::Handle, v)),
    ];
    (proptest::sample::select(ContactOf::ALL), selector)
        .prop_map(|(of, (kind, value))| NoticeContact { of, selector: Selector { kind, value } })
}

fn seen() -> impl Strategy<Value = LastSeen> {
    (
        prop_oneof!["[A-Z]{2}:[A-Z][a-z]{2,8}( [a-z]{3})?", "[A-Z][a-z]{2,8}"],
        proptest::option::of(19_000..20_000i32),
    )
        .prop_map(|(place, on)| LastSeen { place, on })
}

fn distinct<T: PartialEq + Clone>(list: Vec<T>) -> Vec<T> {
    list.iter()
        .enumerate()
        .filter(|(i, v)| !list[..*i].contains(v))
        .map(|(_, v)| v.clone())
        .collect()
}

fn notice() -> impl Strategy<Value = Notice> {
    let many = 0..3usize;
    let person = (
        proptest::collection::vec(name(), 0..5),
        proptest::option::of(date()),
        proptest::option::of((5u8..18, 0u8..3, 19_000..20_000i32)),
        proptest::option::of(proptest::sample::select(Sex::ALL)),
        proptest::option::of((100u8..190, 0u8..10, proptest::option::of(19_000..20_000i32))),
        proptest::collection::vec(proptest::sample::select(HairColour::ALL), many.clone()),
        proptest::collection::vec(proptest::sample::select(EyeColour::ALL), many.clone()),
        proptest::collection::vec(mark(), many.clone()),
    );
    let around = (
        proptest::collection::vec(proptest::sample::select(vec!["en", "nl", "ro"]), many.clone()),
        proptest::collection::vec(contact(), many.clone()),
        proptest::option::of(seen()),
        proptest::collection::vec("[A-Z]{2}:[A-Z][a-z]{2,8}", many.clone()),
        proptest::collection::vec(
            ("https://example\\.com/[a-z]{3}\\.jpg", proptest::option::of(date())),
            many.clone(),
        ),
        proptest::collection::vec("[A-Z]{2}", many),
        prop_oneof![Just(String::new()), words()],
        (proptest::option::of(19_900..20_100i32), 20_201..20_500i32, proptest::bool::ANY),
    );
    ("[a-z]{3}\\.example/[0-9]{1,5}", person, around).prop_map(|(id, person, around)| {
        let (names, born, age, sex, height, hair, eyes, marks) = person;
        let (languages, contacts, last_seen, routes, photos, nationalities, words, dates) = around;
        let photos: Vec<_> =
            photos.into_iter().map(|(at, taken)| PhotoReference { at, taken }).collect();
        let mut photos_once: Vec<PhotoReference> = Vec::new();
        photos.into_iter().for_each(|p| {
            if photos_once.iter().all(|q| q.at != p.at) {
                photos_once.push(p)
            }
        });
        Notice {
            id,
            source: "registry-a".into(),
            registry: "A registry".into(),
            url: "https://example.com/n".into(),
            basis: "order 1".into(),
            purpose: "missing children".into(),
            stated_on: dates.0,
            expires_on: Some(dates.1),
            status: if dates.2 { NoticeStatus::Open } else { NoticeStatus::Closed },
            names: distinct(names),
            born,
            age: age.map(|(low, more, on)| AgeAt { low, high: low + more, on }),
            sex,
            height: height.map(|(low_cm, more, on)| HeightAt {
                low_cm,
                high_cm: low_cm + more,
                on,
            }),
            hair: distinct(hair),
            eyes: distinct(eyes),
            marks,
            languages: distinct(languages.into_iter().map(str::to_owned).collect()),
            contacts: distinct(contacts),
            last_seen,
            routes: distinct(routes),
            photos: photos_once,
            nationalities: distinct(nationalities),
            words,
        }
    })
}

fn sorted(mut notice: Notice) -> Notice {
    notice.names.sort_by_key(|n| (n.kind.as_str(), n.value.clone()));
    notice.contacts.sort_by_key(|c| (c.of.as_str(), c.selector.to_string()));
    notice
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_notice_survives_every_format(notice in notice()) {
        let origin = Origin {
            file: "f", source: "registry-a", basis: "order 1", purpose: "missing children",
            today: TODAY, retain_days: 400,
        };
        for format in Format::ALL {
            let text = write(format, std::slice::from_ref(&notice));
            let back = read(format, text.as_bytes(), &origin);
            prop_assert_eq!(&back.defects, &vec![], "{}", text);
            prop_assert_eq!(back.notices.len(), 1);
            prop_assert_eq!(sorted(back.notices[0].clone()), sorted(notice.clone()), "{}: {}", format.as_str(), text);
        }
    }

    #[test]
    fn no_bytes_make_a_reader_fail(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in "[<>&;{}\\[\\]\",:a-z/!?=\n-]{0,300}") {
        let origin = Origin { file: "f", source: "s", basis: "b", purpose: "p", today: TODAY, retain_days: 1 };
        for format in Format::ALL {
            read(format, &bytes, &origin);
            read(format, text.as_bytes(), &origin);
        }
    }
}
