//! Measures templates and actors on a corpus with truth:
//! `cargo run --release -p spoor-link --example measure -- ads.jsonl.gz truth.tsv.gz [LABELS]`.
//!
//! Texts are streamed, as the program streams them: a batch is read, sketched and dropped. Prints
//! speed (wall and CPU; text in memory to labels), peak memory, B-cubed over clustered adverts, and
//! what an import of the last one per cent costs when the rest is already linked. Contacts are those
//! of the truth file: extraction is measured elsewhere.

use spoor_link::{Context, Sketches, Templates, actors, extend, templates, weights};
use spoor_vocab::SelectorKind;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};

#[path = "measure/score.rs"]
mod score;
#[path = "measure/truth.rs"]
mod truth;
#[path = "measure/usage.rs"]
mod usage;

use usage::Clock;

/// Adverts read and sketched at a time.
const BATCH: usize = 8192;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [ads, truth_path, ..] = args.as_slice() else {
        eprintln!("usage: measure ADS.jsonl[.gz] TRUTH.tsv[.gz] [LABELS]");
        std::process::exit(2);
    };
    let (sketches, seen, sketching) = sketch(ads);
    let clock = Clock::start();
    let found = templates(&sketches);
    let clustering = clock.stop();
    let all = sketching + clustering;
    let n = sketches.len() as f64;
    println!(
        "{} adverts; sketch {sketching}; cluster {clustering}; together {all}",
        sketches.len()
    );
    println!(
        "{:.0} adverts/s wall, {:.0} per CPU-second; peak {} MB, {:.0} MB per million",
        n / all.wall,
        n / all.cpu,
        usage::peak_mb(),
        usage::peak_mb() as f64 / n * 1e6
    );
    let truth = truth::Truth::read(open(truth_path), sketches.len());
    println!("templates {}", score::score(&truth.cluster, &found.label, &truth.level));
    import(&sketches, &found);
    let plain = truth.uses(&seen.uses, true);
    let joined = actors(&sketches, &found, &plain, &seen.context);
    println!(
        "actors    {} (numbers in disguise unread)",
        score::score(&truth.entity, &joined.label, &truth.level)
    );
    let uses = truth.uses(&seen.uses, false);
    let clock = Clock::start();
    let joined = actors(&sketches, &found, &uses, &seen.context);
    println!("actors    {}", score::score(&truth.entity, &joined.label, &truth.level));
    println!("{} uses, {} links, {}", uses.len(), joined.links.len(), clock.stop());
    println!("{} damped, such as", joined.damped.len());
    for d in joined.damped.iter().take(4) {
        println!(
            "  {:?} {} {}: {} adverts, {} parties, {} with own contacts, {:.1} bits",
            d.why,
            d.kind.as_str(),
            d.value,
            d.shown_by,
            d.parties,
            d.with_own_contacts,
            d.bits
        );
    }
    if let Some(out) = args.get(2) {
        for (name, label) in [("templates", &found.label), ("actors", &joined.label)] {
            let lines: String =
                label.iter().enumerate().map(|(i, l)| format!("{i}\t{l}\n")).collect();
            std::fs::write(format!("{out}.{name}.tsv"), lines).expect("writes the labels");
        }
    }
}

/// What is kept of the adverts beside their sketches.
#[derive(Default)]
struct Seen {
    /// Contacts the truth file does not hold: those after "via" in the text, the hubs of the sample
    /// corpora; and those of a key `uses` of the advert, `[[kind, value], …]`.
    uses: Vec<(u32, SelectorKind, String)>,
    context: Vec<Context>,
    places: HashMap<String, u32>,
}

/// Streams the adverts; only sketching is timed.
fn sketch(path: &str) -> (Sketches, Seen, usage::Spent) {
    let mut sketches = Sketches::default();
    let mut seen = Seen::default();
    let mut spent = usage::Spent::default();
    let mut lines = open(path).lines();
    loop {
        let batch: Vec<String> =
            lines.by_ref().take(BATCH).map(|line| seen.text(&line.expect("reads"))).collect();
        if batch.is_empty() {
            return (sketches, seen, spent);
        }
        let clock = Clock::start();
        sketches.append(Sketches::sketch_all(&batch));
        spent = spent + clock.stop();
    }
}

impl Seen {
    fn text(&mut self, line: &str) -> String {
        let mut advert: serde_json::Value = serde_json::from_str(line).expect("is JSON");
        let row = self.context.len() as u32;
        let day = advert["posted"].as_str().and_then(truth::day);
        let place = advert["place"].as_str().map(|place| {
            let next = self.places.len() as u32;
            *self.places.entry(place.to_string()).or_insert(next)
        });
        self.context.push(Context { day, place });
        for pair in advert["uses"].as_array().into_iter().flatten() {
            let word = pair[0].as_str().unwrap_or_default();
            let kind = weights::KINDS.into_iter().find(|k| k.as_str() == word).expect("a kind");
            self.uses.push((row, kind, pair[1].as_str().unwrap_or_default().to_string()));
        }
        let serde_json::Value::String(text) = advert["text"].take() else { panic!("no text") };
        if let Some((_, hub)) = text.rsplit_once(" via ")
            && (hub.starts_with('@') || hub.contains("@example."))
            && !hub.contains(' ')
        {
            let handle = hub.starts_with('@');
            let kind = if handle { SelectorKind::Handle } else { SelectorKind::Email };
            self.uses.push((row, kind, hub.to_string()));
        }
        text
    }
}

/// Links the last hundredth into the rest, and checks that nothing differs.
fn import(sketches: &Sketches, all: &Templates) {
    let old = sketches.len() - sketches.len() / 100;
    let mut before = Sketches::with_capacity(old);
    for row in 0..old {
        before.push_row(&sketches.row_bytes(row)).expect("is a row");
    }
    let previous = templates(&before);
    drop(before);
    let clock = Clock::start();
    let extended = extend(&previous, sketches);
    println!(
        "import of {} into {old}: {}; same partition as from scratch: {}",
        sketches.len() - old,
        clock.stop(),
        extended == *all
    );
}

/// A reader of lines, unpacking if the name ends in `.gz`.
fn open(path: &str) -> Box<dyn BufRead> {
    let file = std::fs::File::open(path).expect("opens the file");
    let raw: Box<dyn Read> = if path.ends_with(".gz") {
        Box::new(flate2::read::MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    Box::new(BufReader::new(raw))
}
