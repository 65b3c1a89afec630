//! The files, read back by readers that know nothing of the writer.

use flate2::read::MultiGzDecoder;
use sha1::{Digest, Sha1};
use spoor_world::score::Truth;
use spoor_world::truth::{self, Fact};
use spoor_world::{Format, Plan, Written, write};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::OnceLock;

const PLAN: Plan = Plan { adverts: 3_000, seed: 2, rings: true };

fn written() -> &'static (tempfile::TempDir, Written) {
    static WRITTEN: OnceLock<(tempfile::TempDir, Written)> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let written = write(&PLAN, dir.path(), &mut |_| ()).unwrap();
        (dir, written)
    })
}

fn facts() -> Vec<Fact> {
    let mut facts = Vec::new();
    truth::each(&written().1.truth, &mut |fact| facts.push(fact)).unwrap();
    facts
}

/// A record as read: header fields by lower-case name, and the block.
struct Record {
    fields: HashMap<String, String>,
    block: Vec<u8>,
}

impl Record {
    fn is(&self, kind: &str) -> bool {
        self.fields["warc-type"] == kind
    }

    /// Header and body of an HTTP message.
    fn message(&self) -> (String, &[u8]) {
        let at = find(&self.block, b"\r\n\r\n").unwrap();
        (String::from_utf8(self.block[..at].to_vec()).unwrap(), &self.block[at + 4..])
    }

    /// The body as a browser would have it.
    fn body(&self) -> Vec<u8> {
        let (head, body) = self.message();
        if head.contains("Transfer-Encoding: chunked") {
            let (mut rest, mut out) = (body, Vec::new());
            loop {
                let line = find(rest, b"\r\n").unwrap();
                let size =
                    usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
                if size == 0 {
                    assert_eq!(&rest[line..], b"\r\n\r\n");
                    return out;
                }
                out.extend_from_slice(&rest[line + 2..line + 2 + size]);
                rest = &rest[line + 2 + size + 2..];
            }
        }
        if head.contains("Content-Encoding: gzip") {
            let mut out = Vec::new();
            MultiGzDecoder::new(body).read_to_end(&mut out).unwrap();
            return out;
        }
        body.to_vec()
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|w| w == what)
}

/// Reads a WARC file strictly: any slip is a panic.
fn records(path: &Path) -> Vec<Record> {
    let mut bytes = fs::read(path).unwrap();
    if path.extension().is_some_and(|e| e == "gz") {
        let mut plain = Vec::new();
        MultiGzDecoder::new(&bytes[..]).read_to_end(&mut plain).unwrap();
        bytes = plain;
    }
    let mut rest = &bytes[..];
    let mut records = Vec::new();
    while !rest.is_empty() {
        let end = find(&rest[..rest.len().min(4_096)], b"\r\n\r\n").expect("a header");
        let head = std::str::from_utf8(&rest[..end]).unwrap();
        let mut lines = head.split("\r\n");
        assert_eq!(lines.next(), Some("WARC/1.1"));
        let fields: HashMap<String, String> = lines
            .map(|l| l.split_once(": ").expect("name: value"))
            .map(|(n, v)| (n.to_lowercase(), v.to_owned()))
            .collect();
        let length: usize = fields["content-length"].parse().unwrap();
        let block = rest[end + 4..end + 4 + length].to_vec();
        rest = rest[end + 4 + length..].strip_prefix(b"\r\n\r\n").expect("two line ends");
        records.push(Record { fields, block });
    }
    records
}

fn sha1_base32(bytes: &[u8]) -> String {
    let bits: String = Sha1::digest(bytes).iter().map(|b| format!("{b:08b}")).collect();
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".as_bytes();
    (0..32)
        .map(|n| letters[usize::from_str_radix(&bits[n * 5..n * 5 + 5], 2).unwrap()] as char)
        .collect()
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let (first, written) = written();
    let second = tempfile::tempdir().unwrap();
    // One thread here, as many as there are there.
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let mut told = 0;
    one.install(|| write(&PLAN, second.path(), &mut |n| told = n)).unwrap();
    assert_eq!(told, PLAN.adverts);
    let names = |dir: &Path| -> BTreeMap<_, Vec<u8>> {
        fs::read_dir(dir)
            .unwrap()
            .map(|e| e.unwrap())
            .map(|e| (e.file_name(), fs::read(e.path()).unwrap()))
            .collect()
    };
    let (a, b) = (names(first.path()), names(second.path()));
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    assert!(a.len() >= written.files.len() + 4);
    for (name, bytes) in &a {
        assert!(*bytes == b[name], "{name:?} differs");
    }
    let third = tempfile::tempdir().unwrap();
    write(&Plan { seed: 3, ..PLAN }, third.path(), &mut |_| ()).unwrap();
    assert!(
        names(third.path())
            .iter()
            .all(|(n, b)| n.to_string_lossy().ends_with(".toml") || a[n] != *b)
    );
}

#[test]
fn warc_files_are_sound() {
    let mut ids = HashSet::new();
    let (mut chunked, mut gzipped) = (0, 0);
    for file in written().1.files.iter().filter(|f| f.format == Format::Warc) {
        let records = records(&file.path);
        assert_eq!(records.len() as u64, file.records);
        assert!(records[0].is("warcinfo"));
        for kind in ["response", "request", "metadata", "revisit"] {
            assert!(records.iter().any(|r| r.is(kind)), "no {kind} in {}", file.source);
        }
        for r in &records {
            assert!(ids.insert(r.fields["warc-record-id"].clone()), "an id twice");
            let id = &r.fields["warc-record-id"];
            assert!(id.starts_with("<urn:uuid:") && id.ends_with('>') && id.len() == 47, "{id}");
            assert_eq!(r.fields["warc-date"].len(), 20);
            let digest = format!("sha1:{}", sha1_base32(&r.block));
            assert_eq!(r.fields["warc-block-digest"], digest);
            if r.is("response") {
                let (head, body) = r.message();
                chunked += usize::from(head.contains("chunked"));
                gzipped += usize::from(head.contains("Content-Encoding: gzip"));
                if let Some(payload) = r.fields.get("warc-payload-digest") {
                    assert_eq!(*payload, format!("sha1:{}", sha1_base32(body)));
                }
            }
        }
    }
    assert!(chunked > 5 && gzipped > 5);
}

/// Text of HTML, roughly: tags away, references decoded.
fn shown(html: &str) -> String {
    let mut out = String::new();
    for part in html.split('<').skip(1) {
        out.push_str(part.split_once('>').map_or("", |p| p.1));
    }
    let mut text = String::new();
    let mut rest = out.as_str();
    while let Some(at) = rest.find("&#") {
        text.push_str(&rest[..at]);
        let end = rest[at..].find(';').unwrap() + at;
        let code = rest[at + 2..end].parse().unwrap();
        text.push(char::from_u32(code).unwrap());
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn every_advert_of_a_site_is_on_its_page() {
    let mut pages: HashMap<String, String> = HashMap::new();
    for file in written().1.files.iter().filter(|f| f.format == Format::Warc) {
        for r in records(&file.path).iter().filter(|r| r.is("response")) {
            let body = r.body();
            let html = match String::from_utf8(body) {
                Ok(html) => html,
                Err(error) => {
                    assert_eq!(file.source, "site-annonce", "only this site is not UTF-8");
                    let bytes = error.into_bytes();
                    encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned()
                }
            };
            pages.insert(r.fields["warc-target-uri"].clone(), shown(&html));
        }
    }
    let squeeze = |t: &str| t.split_whitespace().collect::<String>();
    let mut seen = 0;
    super::of(PLAN).iter().for_each(|ad| {
        let Some(page) = pages.get(&ad.fact.url) else { return };
        assert!(squeeze(page).contains(&squeeze(&ad.text)), "{}\n{page}\n{}", ad.fact.url, ad.text);
        seen += 1;
    });
    let stated: u32 =
        written().1.files.iter().filter(|f| f.format == Format::Warc).map(|f| f.adverts).sum();
    assert_eq!(seen, stated);
}

#[test]
fn partner_files_hold_the_adverts_with_the_columns_stated() {
    let facts: HashMap<String, Fact> =
        facts().into_iter().map(|fact| (fact.id.clone(), fact)).collect();
    let file = |format| written().1.files.iter().find(|f| f.format == format).unwrap();
    let texts: HashMap<String, String> =
        super::of(PLAN).into_iter().map(|ad| (ad.fact.id, ad.text)).collect();

    let table = file(Format::Csv);
    let mapping: HashMap<String, String> =
        serde_json::from_str(table.mapping.as_deref().unwrap()).unwrap();
    let mut reader = csv::Reader::from_path(&table.path).unwrap();
    let header = reader.headers().unwrap().clone();
    let column = |field: &str| header.iter().position(|h| h == mapping[field]).unwrap();
    let mut rows = 0;
    for row in reader.records() {
        let row = row.unwrap();
        let fact = &facts[&row[column("id")]];
        assert_eq!(row[column("text")], texts[&fact.id]);
        assert_eq!(fact.place[3..], row[column("place")]);
        rows += 1;
    }
    assert_eq!(rows, table.adverts);

    let feed = file(Format::Jsonl);
    let (mut lines, mut cards) = (0, 0);
    for line in fs::read_to_string(&feed.path).unwrap().lines() {
        let advert: serde_json::Value = serde_json::from_str(line).unwrap();
        let fact = &facts[advert["id"].as_str().unwrap()];
        assert_eq!(advert["text"], texts[&fact.id]);
        assert_eq!(advert["posted"], fact.posted);
        cards += u32::from(advert["payment"]["card"].is_string());
        lines += 1;
    }
    assert_eq!(lines, feed.adverts);
    assert!(cards * 5 > lines && cards < lines / 2, "{cards} of {lines}");
}

#[test]
fn the_truth_is_whole_and_notices_lead_to_it() {
    let truth = Truth::read(&written().1.truth).unwrap();
    assert_eq!((truth.header().adverts, truth.header().seed), (PLAN.adverts, PLAN.seed));
    assert_eq!(truth.adverts(), PLAN.adverts as usize);
    let facts = facts();
    let planned: Vec<_> = super::of(PLAN).into_iter().map(|ad| ad.fact).collect();
    assert_eq!(facts, planned);
    for (at, fact) in facts.iter().enumerate() {
        assert_eq!(truth.find(&fact.id), Some(at));
        assert!(fact.url.is_empty() || truth.find(&fact.url) == Some(at));
    }
    let notices: Vec<serde_json::Value> =
        serde_json::from_slice(&fs::read(&written().1.notices).unwrap()).unwrap();
    assert_eq!(notices.len(), 1);
    let with_number = facts
        .iter()
        .filter(|f| f.phones.iter().any(|p| notices[0]["phones"][0] == *p))
        .inspect(|f| assert_eq!(f.kind, spoor_world::Kind::Missing))
        .count();
    assert!(with_number >= 2);
    // Cut short, it is refused.
    let dir = tempfile::tempdir().unwrap();
    let cut = dir.path().join("cut.jsonl");
    let whole = fs::read_to_string(&written().1.truth).unwrap();
    fs::write(&cut, whole.lines().take(50).collect::<Vec<_>>().join("\n")).unwrap();
    assert!(Truth::read(&cut).is_err());
}

#[test]
fn sources_say_all_that_the_law_asks() {
    for file in &written().1.files {
        let source = spoor_vocab::Source {
            name: file.source.clone(),
            basis: file.basis.clone(),
            purpose: file.purpose.clone(),
            retain_days: file.retain_days,
            country: file.country.clone(),
        };
        assert_eq!(source.validate(), Ok(()));
        if let Some(profile) = &file.profile {
            assert!(fs::read_to_string(profile).unwrap().contains("[[page]]"));
        }
    }
}
