//! Reading and writing files of notices: others' files, bad records beside good ones, hostile ones.

use spoor_persons::format::{FIELD_BYTES_MAX, Format, HEADER, Origin, Read, read, write};
use spoor_vocab::{
    BodySite, ContactOf, Day, EyeColour, HairColour, MarkKind, NameKind, NoticeStatus, PartialDate,
    SelectorKind, Sex, Side,
};

fn day(text: &str) -> Day {
    text.parse::<PartialDate>().unwrap().first()
}

fn at(today: &str, format: Format, bytes: &[u8]) -> Read {
    let origin = Origin {
        file: "file",
        source: "registry-a",
        basis: "order 1",
        purpose: "missing children",
        today: day(today),
        retain_days: 365,
    };
    read(format, bytes, &origin)
}

fn codes(read: &Read) -> Vec<&str> {
    read.defects.iter().map(|d| d.code.as_str()).collect()
}

#[test]
fn a_record_of_person_finder_is_read() {
    let read = at("2000-03-01", Format::Pfif, include_bytes!("data/personfinder-1.4.xml"));
    assert_eq!(read.defects, []);
    let [notice] = &read.notices[..] else { panic!("{read:?}") };
    assert_eq!(notice.id, "test.google.com/person.21009");
    assert_eq!(
        (notice.source.as_str(), notice.registry.as_str()),
        ("registry-a", "_test_source_name")
    );
    assert_eq!(notice.stated_on, Some(day("2000-01-01")));
    // The law of the import: a year from today, as the record says nothing.
    assert_eq!(notice.expires_on, Some(day("2000-03-01") + 365));
    let names: Vec<_> = notice.names.iter().map(|n| (n.kind, n.value.as_str())).collect();
    assert_eq!(
        names,
        [
            (NameKind::Full, "_test_full_name1"),
            (NameKind::Full, "_test_full_name2"),
            (NameKind::Given, "_test_given_name"),
            (NameKind::Family, "_test_family_name"),
            (NameKind::Other, "_test_alternate_name1"),
            (NameKind::Other, "_test_alternate_name2"),
        ]
    );
    assert_eq!(notice.sex, Some(Sex::Female));
    assert_eq!(notice.born.unwrap().to_string(), "1970-01");
    let age = notice.age.unwrap();
    assert_eq!((age.low, age.high, age.on), (35, 45, day("2000-01-01")));
    assert_eq!(notice.words, "_test_description");
    assert_eq!(notice.routes, ["US:_test_home_city"]);
    assert_eq!(notice.photos.len(), 2);
    // The last status by date is that the author is the person; the last place is of the note before.
    assert_eq!(notice.status, NoticeStatus::Closed);
    assert_eq!(notice.last_seen.as_ref().unwrap().place, "19.16592425362802 -71.9384765625");
    // Who wrote it is not taken over.
    assert!(!format!("{notice:?}").contains("author"));
}

#[test]
fn an_expired_record_is_read_and_written_as_its_placeholder() {
    let xml = br#"<pfif xmlns="http://zesty.ca/pfif/1.4"><person>
        <person_record_id>example.org/1</person_record_id>
        <source_date>2024-01-01T00:00:00Z</source_date>
        <expiry_date>2025-01-01T12:00:00Z</expiry_date>
        <full_name>Ana Example</full_name><description>tattoo</description>
        <note><note_record_id>n</note_record_id><text>seen</text></note></person></pfif>"#;
    assert_eq!(at("2024-12-31", Format::Pfif, xml).notices[0].status, NoticeStatus::Open);
    let read = at("2025-01-01", Format::Pfif, xml);
    let notice = &read.notices[0];
    assert_eq!(notice.status, NoticeStatus::Expired);
    assert!(notice.names.is_empty() && notice.words.is_empty() && notice.last_seen.is_none());
    let out = write(Format::Pfif, &read.notices);
    let doc = roxmltree::Document::parse(&out).unwrap();
    let person = doc.descendants().find(|n| n.has_tag_name("person")).unwrap();
    let fields: Vec<_> =
        person.children().filter(|n| n.is_element()).map(|n| n.tag_name().name()).collect();
    // PFIF 1.4: only these may be left.
    assert_eq!(fields, ["person_record_id", "entry_date", "expiry_date", "source_date"]);
}

#[test]
fn what_is_written_is_pfif_as_specified() {
    let read = at("2000-03-01", Format::Pfif, include_bytes!("data/personfinder-1.4.xml"));
    let out = write(Format::Pfif, &read.notices);
    let doc = roxmltree::Document::parse(&out).unwrap();
    let order = [
        "person_record_id",
        "entry_date",
        "expiry_date",
        "author_name",
        "author_email",
        "author_phone",
        "source_name",
        "source_date",
        "source_url",
        "full_name",
        "given_name",
        "family_name",
        "alternate_names",
        "description",
        "sex",
        "date_of_birth",
        "age",
        "photo_url",
        "profile_urls",
        "note",
    ];
    let person = doc.descendants().find(|n| n.has_tag_name("person")).unwrap();
    let fields: Vec<_> = person.children().filter(|n| n.is_element()).collect();
    let places: Vec<_> = fields
        .iter()
        .map(|f| order.iter().position(|o| *o == f.tag_name().name()).unwrap())
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(
        doc.descendants()
            .filter(|n| n.is_element())
            .all(|n| n.tag_name().namespace() == Some("http://zesty.ca/pfif/1.4"))
    );
    let note = fields.last().unwrap();
    for mandatory in ["note_record_id", "author_name", "source_date", "text"] {
        assert!(
            note.children().any(|n| n.has_tag_name(mandatory) && n.text().is_some()),
            "{mandatory}"
        );
    }
}

#[test]
fn a_bad_record_is_a_defect_and_the_good_beside_it_is_kept() {
    let xml = br#"<p:pfif xmlns:p="http://zesty.ca/pfif/1.4">
      <p:person><p:full_name>No Id</p:full_name></p:person>
      <p:person><p:person_record_id>x/1</p:person_record_id><p:date_of_birth>17.4.2009</p:date_of_birth>
        <p:age>nine</p:age><p:sex>?</p:sex><p:full_name>Kim &amp; &#75;o</p:full_name></p:person>
      <p:person><p:person_record_id>x/2</p:person_record_id><p:full_name><![CDATA[Lee <3]]></p:full_name></p:person>
      <p:note><p:person_record_id>x/2</p:person_record_id><p:source_date>2025-01-02T00:00:00Z</p:source_date>
        <p:last_known_location>BE:Gent</p:last_known_location></p:note>
      <p:note><p:person_record_id>x/9</p:person_record_id></p:note>
      <p:person><p:person_record_id>x/3</p:person_record_id><p:full_name>torn"#;
    let read = at("2025-03-01", Format::Pfif, xml);
    let ids: Vec<_> = read.notices.iter().map(|n| n.id.as_str()).collect();
    assert_eq!(ids, ["x/1", "x/2"]);
    assert_eq!(read.notices[0].names[0].value, "Kim & Ko");
    assert_eq!(read.notices[1].names[0].value, "Lee <3");
    assert_eq!(read.notices[1].last_seen.as_ref().unwrap().place, "BE:Gent");
    let codes = codes(&read);
    for code in ["notice.no-id", "pfif.stray-note", "pfif.torn"] {
        assert!(codes.contains(&code), "{code} {codes:?}");
    }
    assert_eq!(codes.iter().filter(|c| **c == "pfif.bad-value").count(), 3);
}

#[test]
fn hostile_xml_is_small_and_quick() {
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
        <!ENTITY f SYSTEM "file:///etc/passwd">]>
        <pfif><person><person_record_id>x/1</person_record_id><full_name>A&b;&f;B</full_name></person></pfif>"#;
    let read = at("2025-01-01", Format::Pfif, bomb.as_bytes());
    assert_eq!(read.notices[0].names[0].value, "AB");
    assert!(codes(&read).contains(&"pfif.entity") && codes(&read).contains(&"pfif.doctype"));
    let deep = "<a>".repeat(1_000_000);
    assert_eq!(codes(&at("2025-01-01", Format::Pfif, deep.as_bytes())), ["pfif.too-deep"]);
    let long = format!(
        "<pfif><person><person_record_id>x/1</person_record_id><full_name>{}</full_name><sex>male</sex></person></pfif>",
        "x".repeat(FIELD_BYTES_MAX * 8)
    );
    let read = at("2025-01-01", Format::Pfif, long.as_bytes());
    assert_eq!((read.notices[0].names.len(), read.notices[0].sex), (0, Some(Sex::Male)));
    assert_eq!(codes(&read), ["pfif.long-field"]);
    assert_eq!(codes(&at("2025-01-01", Format::Pfif, b"\xff\xfe<")), ["pfif.encoding"]);
    assert_eq!(at("2025-01-01", Format::Pfif, b"").notices, []);
    // A million references to nothing tell of a thousand.
    let many = format!("<pfif><person><x>{}</x></person></pfif>", "&z;".repeat(1_000_000));
    assert!(at("2025-01-01", Format::Pfif, many.as_bytes()).defects.len() <= 1_001);
    let nested = "[".repeat(100_000);
    assert_eq!(codes(&at("2025-01-01", Format::Poster, nested.as_bytes())), ["json.not-json"]);
}

#[test]
fn a_poster_is_read() {
    let json = br#"{"status": "success", "childBean": {"orgPrefix": "NCMC", "caseNumber": "1000001",
        "orgName": "Example Registry", "firstName": "Ana", "lastName": "Example", "nickname": "Nita",
        "birthDate": "Apr 17, 2009 12:00:00 AM", "age": 15, "sex": "Female", "race": "not read",
        "missingDate": "Mar 2, 2025 12:00:00 AM", "missingCity": "Gent", "missingCountry": "BE",
        "height": 64, "heightInInch": true, "hairColor": "Brown", "eyeColor": "Blue",
        "circumstance": "mark: Tattoo of a swallow on the left wrist\nShe may travel.",
        "spoor": {"friend": ["handle:telegram:@Some_Friend"], "language": ["nl"], "odd": ["x"]}}}"#;
    let read = at("2025-04-01", Format::Poster, json);
    assert_eq!(codes(&read), ["poster.bad-value"], "the label that nobody knows");
    let n = &read.notices[0];
    assert_eq!(
        (n.id.as_str(), n.born.unwrap().to_string().as_str()),
        ("NCMC/1000001", "2009-04-17")
    );
    assert_eq!((n.height.unwrap().low_cm, n.sex), (163, Some(Sex::Female)));
    assert_eq!(
        (n.hair.as_slice(), n.eyes.as_slice()),
        (&[HairColour::Brown][..], &[EyeColour::Blue][..])
    );
    let age = n.age.unwrap();
    assert_eq!((age.low, age.on), (15, day("2025-03-02")));
    assert_eq!(n.last_seen.as_ref().unwrap().place, "BE:Gent");
    let mark = &n.marks[0];
    assert_eq!(
        (mark.kind, mark.site, mark.side),
        (MarkKind::Tattoo, Some(BodySite::Wrist), Some(Side::Left))
    );
    assert_eq!((mark.motif.as_deref(), n.words.as_str()), (Some("swallow"), "She may travel."));
    assert_eq!(n.contacts[0].of, ContactOf::Friend);
    assert_eq!(n.contacts[0].selector.value, "telegram:some_friend");
    assert!(!format!("{n:?}").contains("not read"));
}

#[test]
fn a_yellow_notice_is_read() {
    let json = br#"{"total": 2, "_embedded": {"notices": [
        {"entity_id": "2025/1", "forename": "ANA", "name": "EXAMPLE", "date_of_birth": "2009/04/17",
         "sex_id": "F", "height": 1.64, "eyes_colors_id": ["BLU"], "hairs_id": ["BRO", "XYZ"],
         "distinguishing_marks": "cicatriz en la mano derecha", "languages_spoken_ids": ["SPA", "ENG"],
         "date_of_event": "2025/03/02", "place": "Gent", "country": "BE", "nationalities": ["NL"],
         "_links": {"self": {"href": "https://example.com/1"}, "thumbnail": {"href": "https://example.com/1.jpg"}}},
        {"entity_id": 5}, {"forename": "nobody"}]}}"#;
    let read = at("2025-04-01", Format::Interpol, json);
    assert_eq!(codes(&read), ["interpol.bad-value", "interpol.no-notice"]);
    let n = &read.notices[0];
    assert_eq!((n.id.as_str(), n.height.unwrap().low_cm), ("2025/1", 164));
    assert_eq!(
        (n.marks[0].kind, n.marks[0].site, n.marks[0].side),
        (MarkKind::Scar, Some(BodySite::Hand), Some(Side::Right))
    );
    assert_eq!(n.languages, ["es", "en"]);
    assert_eq!(
        (n.nationalities[0].as_str(), n.photos[0].at.as_str()),
        ("NL", "https://example.com/1.jpg")
    );
    assert_eq!(read.notices[1].id, "5");
}

#[test]
fn a_table_is_read() {
    let csv = "id,born,height_cm,eyes,marks,contacts,last_seen_place,last_seen_on,colour\n\
        a/1,2009-04,160-164,green;x,\"Tattoo: roos, linkerpols\",phone:+31 97 0123 45678,NL:Utrecht,2025-03-02,red\n\
        a/2,2009\n\
        a/3,,,,,,,,\n\
        a/3,2010,,,,,,,\n\
        ,2010,,,,,,,\n";
    let read = at("2025-04-01", Format::Csv, csv.as_bytes());
    let codes = codes(&read);
    assert_eq!(codes, ["csv.column", "csv.bad-value", "csv.cells", "notice.twice", "notice.no-id"]);
    assert!(read.defects[2].place.ends_with(":3"), "{:?}", read.defects[2]);
    let n = &read.notices[0];
    assert_eq!((n.height.unwrap().low_cm, n.height.unwrap().high_cm), (160, 164));
    assert_eq!(n.contacts[0].selector.kind, SelectorKind::Phone);
    assert_eq!(n.contacts[0].selector.value, "+3197012345678");
    assert_eq!(
        (n.marks[0].site, n.marks[0].side, n.marks[0].motif.as_deref()),
        (Some(BodySite::Wrist), Some(Side::Left), Some("rose"))
    );
    assert_eq!(
        read.notices[1].born.unwrap().to_string(),
        "2010",
        "the later of the same date counts"
    );
    assert_eq!(HEADER.len(), write(Format::Csv, &[]).trim().split(',').count());
}
