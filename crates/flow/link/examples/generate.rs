//! Writes a corpus like the sample corpora, with its truth, for measuring at size:
//! `cargo run --release -p spoor-link --example generate -- OUT ADVERTS SEED [--short] [--hubs 0.01]`
//! writes `OUT.jsonl` and `OUT.truth.tsv`. Nonsense words; numbers of the 555 kind; the same bytes for
//! the same arguments.

use std::fmt::Write as _;
use std::io::Write as _;

#[path = "generate/language.rs"]
mod language;
#[path = "generate/parties.rs"]
mod parties;
#[path = "generate/random.rs"]
mod random;

use language::Language;
use random::Random;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [out, adverts, seed, flags @ ..] = args.as_slice() else {
        eprintln!("usage: generate OUT ADVERTS SEED [--short] [--hubs SHARE]");
        std::process::exit(2);
    };
    let adverts: usize = adverts.parse().expect("ADVERTS is a number");
    let mut random = Random(seed.parse().expect("SEED is a number"));
    let short = flags.iter().any(|f| f == "--short");
    let hubs: f64 = flags
        .iter()
        .position(|f| f == "--hubs")
        .and_then(|at| flags.get(at + 1))
        .map_or(0.0, |share| share.parse().expect("SHARE is a number"));
    let language = Language::new(&mut random, short);
    let mut drafts = parties::drafts(&mut random, &language, adverts);
    random.shuffle(&mut drafts);
    write(out, &drafts, hubs, &mut random);
}

/// One advert in the making.
pub(crate) struct Draft {
    text: String,
    cluster: i64,
    entity: u32,
    level: i64,
    contacts: [String; 3],
    disguised: bool,
}

fn write(out: &str, drafts: &[Draft], hubs: f64, random: &mut Random) {
    let file = |name: String| {
        std::io::BufWriter::new(std::fs::File::create(name).expect("creates the file"))
    };
    let (mut ads, mut truth) = (file(format!("{out}.jsonl")), file(format!("{out}.truth.tsv")));
    writeln!(truth, "id\tcluster\tentity\tlevel\tphone\temail\thandle\tobf").expect("writes");
    let mut line = String::new();
    for (id, draft) in drafts.iter().enumerate() {
        let mut text = draft.text.clone();
        if random.chance(hubs) {
            text += random.pick(&[" via bookings1@example.net", " via @citydirectory0"]);
        }
        let day = 1 + id * 540 / drafts.len();
        line.clear();
        let site = random.below(40);
        let posted = format!("{}-{:02}-{:02}", 2025 + day / 360, 1 + day / 30 % 12, 1 + day % 30);
        let text = serde_json::Value::String(text);
        writeln!(
            line,
            r#"{{"id": {id}, "text": {text}, "posted": "{posted}", "site": "s{site}"}}"#
        )
        .expect("formats");
        ads.write_all(line.as_bytes()).expect("writes");
        let [phone, email, handle] = &draft.contacts;
        let (cluster, entity, level) = (draft.cluster, draft.entity, draft.level);
        let obf = u8::from(draft.disguised);
        writeln!(truth, "{id}\t{cluster}\t{entity}\t{level}\t{phone}\t{email}\t{handle}\t{obf}")
            .expect("writes");
    }
}
