//! Lists of known files, good and bad, and what a bank of them meets.

mod made_up;

use made_up::{Chance, flipped};
use proptest::prelude::*;
use spoor_hashes::list::{Listed, Print, csv, vics};
use spoor_hashes::{Bank, Hashed, Md5, Pdq, Prints, Sha1};
use spoor_vocab::Defect;

const MD5: &str = "9e107d9d372bb6826bd81d3542a419d6";
const SHA1: &str = "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12";
const PDQ: &str = "d8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9b22";

type Lists = (Vec<Listed>, Vec<Defect>);

fn of_csv(text: impl AsRef<[u8]>) -> Lists {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    csv("list.csv", text.as_ref(), &mut |one| match one {
        Ok(listed) => good.push(listed),
        Err(defect) => bad.push(defect),
    });
    (good, bad)
}

fn of_vics(text: impl AsRef<[u8]>) -> Lists {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    vics("list.json", text.as_ref(), &mut |one| match one {
        Ok(listed) => good.push(listed),
        Err(defect) => bad.push(defect),
    });
    (good, bad)
}

fn md5() -> Print {
    Print::Md5(MD5.parse().unwrap())
}

fn sha1() -> Print {
    Print::Sha1(SHA1.parse().unwrap())
}

fn pdq(quality: Option<u8>) -> Print {
    Print::Pdq(PDQ.parse().unwrap(), quality)
}

fn prints(list: &Lists) -> Vec<Print> {
    list.0.iter().map(|l| l.print).collect()
}

#[test]
fn digests_are_those_of_their_standards() {
    let text = b"The quick brown fox jumps over the lazy dog";
    assert_eq!(Md5::of(text).to_string(), MD5);
    assert_eq!(Sha1::of(text).to_string(), SHA1);
    assert_eq!(Md5::of(b"abc").to_string(), "900150983cd24fb0d6963f7d28e17f72");
    assert_eq!(Sha1::of(b"abc").to_string(), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

#[test]
fn rows_without_a_header_are_told_by_their_length() {
    let list = of_csv(format!("{MD5}\n{}\n{PDQ},87\n\n{PDQ}\n", SHA1.to_uppercase()));
    assert_eq!(list.1, []);
    assert_eq!(prints(&list), [md5(), sha1(), pdq(Some(87)), pdq(None)]);
    assert_eq!(list.0.iter().map(|l| l.place).collect::<Vec<_>>(), [1, 2, 3, 5]);
}

#[test]
fn headers_say_what_columns_are() {
    let several = format!(
        "\u{feff}ID,Category,MD5,SHA-1,PDQ,Quality\n7,2,{MD5},{SHA1},{PDQ},49\n8,1,,{SHA1},,\n"
    );
    let list = of_csv(several);
    assert_eq!(list.1, []);
    assert_eq!(prints(&list), [md5(), sha1(), pdq(Some(49)), sha1()]);
    assert_eq!(list.0[0].label.as_deref(), Some("7"));
    assert_eq!(list.0[3].category.as_deref(), Some("1"));

    let typed =
        format!("signal_type,signal_str,quality\npdq,{PDQ},100\nmd5,{MD5},\nphotodna,AAAA,\n");
    let list = of_csv(typed);
    assert_eq!(prints(&list), [pdq(Some(100)), md5()]);
    assert_eq!(
        list.1[0].to_string(),
        "list.csv:4: \"photodna\" is not matched (give md5, sha1 or pdq)"
    );

    assert_eq!(prints(&of_csv(format!("hash,quality\n{PDQ},12\n"))), [pdq(Some(12))]);
}

#[test]
fn bad_rows_are_defects_and_the_good_beside_them_are_kept() {
    let mut text =
        format!("md5,quality\n{MD5},\nnone\n{SHA1}\nzz107d9d372bb6826bd81d3542a419d6\n,\n");
    text.push_str(&format!("\"{MD5}\"\n\"{MD5}\n{MD5}\n"));
    let list = of_csv(text);
    assert_eq!(prints(&list), [md5(), md5(), md5(), md5()]);
    let said: Vec<String> = list.1.iter().map(Defect::to_string).collect();
    assert_eq!(
        said,
        [
            "list.csv:3: this is no MD5: it has 4 digits, not 32 (give the hash as the list's maker does)",
            "list.csv:4: this is no MD5: it has 40 digits, not 32 (give the hash as the list's maker does)",
            "list.csv:5: this is no MD5: it holds something else than the digits 0 to 9 and a to f (give the \
             hash as the list's maker does)",
            "list.csv:6: the row has no hash (give one, or drop the row)",
        ]
    );
    let long = format!("{MD5},{}\n{MD5}", "7".repeat(70_000));
    let list = of_csv(long);
    assert_eq!((prints(&list), list.1[0].code.as_str()), (vec![md5()], "csv.long"));
    let mut bytes = format!("{MD5}\n").into_bytes();
    bytes.extend(b"\xff\xfe\n");
    bytes.extend(format!("{PDQ},101\n{PDQ},100\n").as_bytes());
    let list = of_csv(bytes);
    assert_eq!(prints(&list), [md5(), pdq(Some(100))]);
    let codes: Vec<&str> = list.1.iter().map(|d| d.code.as_str()).collect();
    assert_eq!(codes, ["csv.not-utf8", "csv.quality"]);
}

#[test]
fn vics_of_both_versions_is_read() {
    let one = format!(
        r#"{{"odata.metadata": "http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Media", "value": [
        {{"MediaID": 17, "Category": 2, "MD5": "{}", "SHA1": "{SHA1}", "PhotoDNA": "AAEC", "MediaSize": 3,
          "Comments": {{"md5": 4}}, "MediaFiles": [{{"MD5": "{MD5}", "FileName": "a.jpg"}}]}},
        {{"MediaID": "x", "Category": "1", "MD5": null, "SHA1": "", "PhotoDNA": "AAEC"}}]}}"#,
        MD5.to_uppercase()
    );
    let list = of_vics(one);
    assert_eq!(prints(&list), [md5(), sha1()]);
    assert_eq!(list.0[1].category.as_deref(), Some("2"));
    assert_eq!(list.0[1].label.as_deref(), Some("17"));
    assert_eq!(
        list.1[0].to_string(),
        "list.json:4: medium 2 has no MD5, SHA-1 or PDQ hash, only others, which are not matched (ask the \
         list's maker for one of these)"
    );

    let two = format!(
        r#"{{"@odata.context": "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Cases",
        "value": [{{"CaseID": "00000000-0000-0000-0000-000000000001", "CaseNumber": "1", "Media": [
        {{"MediaID": 1, "Category": 0, "MD5": "{MD5}",
          "AlternativeHashes": [{{"HashName": "PDQ", "HashValue": "{PDQ}"}}, {{"HashName": "PhotoDNA", "HashValue": "A"}}],
          "MediaFiles": [{{"FilePath": "x", "MD5": "{}"}}], "Exifs": [{{"PropertyName": "Make"}}]}},
        {{"MediaID": 2, "SHA1": "{SHA1}"}}]}}]}}"#,
        "900150983cd24fb0d6963f7d28e17f72"
    );
    let list = of_vics(two);
    assert_eq!(list.1, []);
    let copy = Print::Md5(Md5::of(b"abc"));
    assert_eq!(prints(&list), [md5(), pdq(None), copy, sha1()]);
    assert_eq!(list.0[3].place, 2);
}

#[test]
fn bad_media_are_defects_and_the_good_beside_them_are_kept() {
    let text = format!(
        "\u{feff}{{\"value\": [\n{{\"MediaID\": 1, \"MD5\": \"12\", \"SHA1\": \"{SHA1}\"}},\n\
         7, null, \"x\", [],\n{{\"MediaID\": 2}},\n{{\"MD5\": [\"a\"], \"PDQ\": \"{PDQ}\"}},\n{{\"MD5\": \"{MD5}\"}}, {{\"MD"
    );
    let list = of_vics(text);
    assert_eq!(prints(&list), [sha1(), pdq(None), md5()]);
    let said: Vec<(&str, &str)> =
        list.1.iter().map(|d| (d.place.as_str(), d.code.as_str())).collect();
    assert_eq!(
        said,
        [
            ("list.json:2", "vics.bad-hash"),
            ("list.json:4", "vics.no-hash"),
            ("list.json:6", "vics.not-json")
        ]
    );
    for none in ["", "[]", "{}", "{\"value\": []}", "\"text\""] {
        assert_eq!(of_vics(none).1.len(), 1, "{none}");
    }
    // Nested as deep as somebody likes: an error, not a full stack.
    assert_eq!(of_vics("{\"value\":[".repeat(100_000)).1[0].code, "vics.not-json");
    assert_eq!(of_vics("[".repeat(1_000_000)).1[0].code, "vics.not-json");
}

fn entry(print: Print) -> Listed {
    Listed { print, category: None, label: None, place: 1 }
}

#[test]
fn a_bank_is_met_by_digest_and_by_picture() {
    let mut chance = Chance(9);
    let picture = chance.pdq();
    let near = |bits| Print::Pdq(flipped(picture, bits, &mut Chance(bits)), None);
    let flat = Print::Pdq(picture, Some(49));
    let bytes = b"abc";
    let md5 = Print::Md5(Md5::of(bytes));
    let entries = [near(31), near(32), md5, near(4), flat, Print::Sha1(Sha1::of(b"")), md5];
    let bank = Bank::of(&entries.map(entry));
    let of = |quality| Prints {
        md5: Md5::of(bytes),
        sha1: Sha1::of(bytes),
        pdq: vec![Hashed { pdq: chance_free(picture), quality }, Hashed { pdq: picture, quality }],
    };
    let hits: Vec<(Option<u32>, u32)> =
        bank.hits(&of(50)).iter().map(|h| (h.distance, h.entry)).collect();
    assert_eq!(hits, [(None, 2), (None, 6), (Some(4), 3), (Some(31), 0)]);
    // A flat picture is met by its bytes alone.
    assert_eq!(bank.hits(&of(49)).len(), 2);
    assert!(Bank::default().hits(&of(100)).is_empty());
}

/// A hash far from this one.
fn chance_free(pdq: Pdq) -> Pdq {
    Pdq::from_bytes(pdq.to_bytes().map(|byte| !byte))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_give_entries_or_defects(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        of_csv(&bytes);
        of_vics(&bytes);
    }

    #[test]
    fn rows_that_are_torn_cost_only_themselves(
        cuts in prop::collection::vec(0_usize..=64, 1..20)
    ) {
        let mut text = String::from("pdq\n");
        for cut in &cuts {
            text.push_str(&PDQ[..*cut]);
            text.push_str(",\n");
        }
        let (good, bad) = of_csv(text);
        let whole = cuts.iter().filter(|&&c| c == 64).count();
        prop_assert_eq!(good.len(), whole);
        prop_assert_eq!(bad.len(), cuts.len() - whole);
    }
}
