//! `spoor extract < JSONL`: a filter. `{"id","text"}` lines in, fields with spans out. Spans count
//! characters (Unicode scalar values).

use super::Global;
use crate::out::Outcome;
use crate::stages::seal::Sealed;
use anyhow::Result;
use clap::Args;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use spoor_extract::Hints;
use spoor_vocab::Mention;
use std::io::{BufRead, BufWriter, Write};

/// Lines handed to the cores at a time.
const BATCH: usize = 4096;

#[derive(Args)]
pub struct Extract {
    /// Country (ISO 3166-1, two capital letters), to read national phone numbers
    #[arg(long)]
    country: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: serde_json::Value,
    text: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a serde_json::Value,
    mentions: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    kind: &'static str,
    value: serde_json::Value,
    raw: &'a str,
    start: u32,
    end: u32,
    confidence: f32,
}

pub fn run(_: &Global, args: &Extract) -> Result<Outcome> {
    let mut input = std::io::stdin().lock();
    let mut output = BufWriter::new(std::io::stdout().lock());
    let mut rejected = Sealed::default();
    let mut number = 0u64;
    loop {
        let mut lines: Vec<(u64, Vec<u8>)> = Vec::with_capacity(BATCH);
        while lines.len() < BATCH {
            let mut line = Vec::new();
            if input.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            number += 1;
            if !line.trim_ascii().is_empty() {
                lines.push((number, line));
            }
        }
        if lines.is_empty() {
            break;
        }
        let answers: Vec<Result<Vec<u8>, String>> =
            lines.par_iter().map(|(_, line)| answer(line, args.country.as_deref())).collect();
        for ((number, _), answer) in lines.iter().zip(answers) {
            match answer {
                Ok(json) => output.write_all(&json)?,
                Err(problem) => {
                    rejected.rejected += 1;
                    eprintln!("line {number}: {problem}");
                }
            }
        }
    }
    output.flush()?;
    Ok(if rejected.rejected > 0 { Outcome::Rejected } else { Outcome::Done })
}

fn answer(line: &[u8], country: Option<&str>) -> Result<Vec<u8>, String> {
    let Line { id, text } = serde_json::from_slice(line)
        .map_err(|e| format!("not a JSON object with a text: {e}; left out"))?;
    let mut mentions: Vec<Mention> = Vec::new();
    spoor_extract::extract(&text, &Hints { country, posted: None }, &mut mentions);
    let chars = spoor_extract::char_spans(&text, &mentions);
    let shown = mentions.iter().zip(&chars).map(|(m, (start, end))| Shown {
        kind: m.kind.as_str(),
        value: value(m),
        raw: text.get(m.start as usize..m.end as usize).unwrap_or_default(),
        start: *start,
        end: *end,
        confidence: m.confidence,
    });
    let answer = Answer { id: &id, mentions: shown.collect() };
    let mut json = serde_json::to_vec(&answer).map_err(|e| e.to_string())?;
    json.push(b'\n');
    Ok(json)
}

/// A price is an object, everything else a text.
fn value(mention: &Mention) -> serde_json::Value {
    match mention.kind {
        spoor_vocab::Kind::Price => serde_json::from_str(&mention.value)
            .unwrap_or_else(|_| serde_json::Value::String(mention.value.clone())),
        _ => serde_json::Value::String(mention.value.clone()),
    }
}
