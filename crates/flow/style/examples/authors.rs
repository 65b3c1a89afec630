//! Style of authors outside: `authors LIST [BYTES]`. LIST has a line for each text: author, text,
//! language, path, separated by tabs. Each text is cut into passages of BYTES (500), and passages
//! of different texts are compared. Ten times, other authors are held out; the figures are theirs.

mod texts;

use spoor_style::{Example, Model, Profile, Settings};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;

/// Passages taken of one text, evenly spread over it.
const PASSAGES: usize = 12;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let list = fs::read_to_string(args.next().ok_or("usage: authors LIST [BYTES]")?)?;
    let bytes: usize = args.next().map_or(Ok(500), |n| n.parse())?;
    let mut authors: BTreeMap<&str, u32> = BTreeMap::new();
    let mut examples = Vec::new();
    for (template, line) in (0..).zip(list.lines()) {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[author, _, language, path] = &fields[..] else { return Err("four columns".into()) };
        let next = authors.len() as u32;
        let actor = *authors.entry(author).or_insert(next);
        let text = fs::read_to_string(path)?;
        let text = text.trim();
        let count = (text.len() / bytes).min(PASSAGES);
        for n in 0..count {
            let start = text.floor_char_boundary((text.len() - bytes) * n / count.max(2));
            let end = text.floor_char_boundary(start + bytes);
            let passage = texts::masked(&text[start..end], None, &[]);
            examples.push(Example { profile: Profile::of([&passage], language), actor, template });
        }
    }
    println!("{} authors, {} passages of {bytes} bytes", authors.len(), examples.len());
    let mut sums = [0.0; 4];
    for seed in 1..=10 {
        let settings = Settings { seed, pairs_an_actor: 400, ..Settings::default() };
        let model = Model::train(examples.clone(), "authors", &settings)?;
        let figures = model.card().figures.clone().ok_or("too few authors to judge")?;
        let four = [
            figures.equal_error_rate,
            figures.true_positives_at_1_percent,
            figures.area,
            figures.cllr_bits,
        ];
        println!("seed {seed}: {} and {} pairs: {four:.3?}", figures.same, figures.different);
        sums.iter_mut().zip(four).for_each(|(s, x)| *s += f64::from(x) / 10.0);
    }
    println!(
        "mean of ten: EER {:.3}, TPR@1% {:.3}, AUC {:.3}, Cllr {:.3}",
        sums[0], sums[1], sums[2], sums[3]
    );
    Ok(())
}
