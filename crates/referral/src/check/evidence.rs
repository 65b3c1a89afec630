//! Exhibits and acts against the custody log.

use super::ProofCheck;
use super::archive::UNPACKED_MAX;
use super::manifests::{label, text};
use crate::bag::Files;
use crate::package::{proof_path, same_person};
use crate::tables::EXHIBITS;
use crate::words::line;
use flate2::read::GzDecoder;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// Longest header of a WARC record.
const HEADER_MAX: usize = 1 << 20;

/// A row of `exhibits.csv`, as far as it is needed.
struct Row {
    seq: u64,
    blake3: String,
    sha256: String,
    offset: usize,
    length: usize,
}

/// What an entry of the log says of a sealing.
#[derive(Deserialize)]
struct Sealed {
    kind: String,
    exhibit: String,
    sha256: String,
    record: String,
}

/// What an entry of the log says of an act.
#[derive(Deserialize)]
struct Acted {
    kind: String,
    act: Said,
}

#[derive(Deserialize)]
struct Said {
    act: String,
    about: String,
    who: String,
    #[serde(default)]
    value: String,
}

/// What the log says was asked for.
#[derive(Deserialize)]
struct Asked {
    to: String,
    purpose: String,
    #[serde(rename = "for")]
    audience: String,
    /// The leads of a case; none if the act is about one lead.
    #[serde(default)]
    leads: Vec<String>,
}

/// Every record of the WARC file is an exhibit whose sealing stands in the log.
pub fn exhibits(files: &Files, verifier: &str, proof: ProofCheck) -> Result<String, String> {
    let rows = rows(files)?;
    let warc = files.get("data/exhibits.warc.gz").ok_or("data/exhibits.warc.gz is missing")?;
    let (mut at, mut budget) = (0usize, UNPACKED_MAX);
    for row in &rows {
        let record = warc.get(row.offset..row.offset.saturating_add(row.length));
        let record = record.filter(|_| row.offset == at);
        let record =
            record.ok_or_else(|| format!("exhibits.csv places entry {} wrongly", row.seq))?;
        at += row.length;
        let entry = proof(text(files, &format!("data/{}", proof_path(row.seq)))?, verifier)
            .map_err(|e| format!("the proof of entry {}: {e}", row.seq))?;
        let sealed: Sealed =
            serde_json::from_str(&entry).map_err(|_| format!("entry {} is no sealing", row.seq))?;
        let fits = sealed.kind == "seal"
            && sealed.exhibit == row.blake3
            && sealed.sha256 == row.sha256
            && sealed.record == blake3::hash(record).to_hex().as_str();
        if !fits {
            return Err(format!("entry {} of the log seals something else", row.seq));
        }
        let (blake3, sha256) = block(record, &mut budget)
            .map_err(|e| format!("the record of entry {}: {e}", row.seq))?;
        if blake3 != row.blake3 || sha256 != row.sha256 {
            return Err(format!("the exhibit of entry {} has other digests", row.seq));
        }
    }
    if at != warc.len() {
        return Err("exhibits.warc.gz holds more than exhibits.csv says".into());
    }
    Ok(format!("{} exhibits: bytes, digests and proofs of inclusion fit", rows.len()))
}

fn rows(files: &Files) -> Result<Vec<Row>, String> {
    let text = text(files, "data/exhibits.csv")?;
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let head = csv.headers().map_err(|e| format!("exhibits.csv: {e}"))?;
    if head != EXHIBITS.as_slice() {
        return Err("exhibits.csv has other columns".into());
    }
    let row = |record: csv::StringRecord| {
        let number = |n: usize| record.get(n)?.parse::<u64>().ok();
        let text = |n: usize| record.get(n).map(str::to_owned);
        Some(Row {
            seq: number(0)?,
            blake3: text(1)?,
            sha256: text(2)?,
            offset: usize::try_from(number(4)?).ok()?,
            length: usize::try_from(number(5)?).ok()?,
        })
    };
    let rows = csv.records().map(|record| {
        let record = record.map_err(|e| format!("exhibits.csv: {e}"))?;
        row(record).ok_or_else(|| "exhibits.csv has a row that is none".to_owned())
    });
    rows.collect()
}

/// BLAKE3 and SHA-256 of the block of a WARC record; what it unpacks to is taken from the budget.
fn block(record: &[u8], budget: &mut u64) -> Result<(String, String), String> {
    let mut plain = Vec::new();
    let mut gzip = GzDecoder::new(record).take(*budget);
    gzip.read_to_end(&mut plain).map_err(|e| format!("no gzip member: {e}"))?;
    *budget -= plain.len() as u64;
    if *budget == 0 {
        return Err(format!("exhibits unpack to more than {UNPACKED_MAX} bytes"));
    }
    let end = plain.windows(4).take(HEADER_MAX).position(|w| w == b"\r\n\r\n");
    let body = end.and_then(|end| plain.get(end + 4..)).ok_or("its header has no end")?;
    let block = body.strip_suffix(b"\r\n\r\n").ok_or("its block has no end")?;
    Ok((blake3::hash(block).to_hex().to_string(), hex::encode(Sha256::digest(block))))
}

/// The leads that `bag-info.txt` names.
fn packed(files: &Files) -> Vec<&str> {
    let leads = label(files, "External-Identifier").unwrap_or_default();
    leads.split(", ").filter(|lead| !lead.is_empty()).collect()
}

/// The leads that the log's act of asking names, if its recipient, purpose and audience are the
/// package's, and one of the leads is in it. Of a case some may have gone since they were asked for.
fn named(files: &Files, act: &Said) -> Result<Vec<String>, String> {
    let asked: Asked = serde_json::from_str(&act.value)
        .map_err(|_| "the log does not say who was to get it, and what for".to_owned())?;
    for (name, said) in [
        ("Referral-To", &asked.to),
        ("Referral-Purpose", &asked.purpose),
        ("Referral-For", &asked.audience),
    ] {
        if label(files, name) != Some(line(said).as_str()) {
            return Err(format!("the log has another {name} than bag-info.txt: {said:?}"));
        }
    }
    let of_one = [act.about.clone()];
    let leads = if asked.leads.is_empty() { &of_one[..] } else { &asked.leads };
    let leads: Vec<String> = leads.iter().map(|lead| line(lead)).collect();
    match packed(files).iter().any(|lead| leads.iter().any(|named| named == lead)) {
        true => Ok(leads),
        false => Err(format!("the log has {:?}, which is not in bag-info.txt", act.about)),
    }
}

/// The acts of asking and of releasing stand in the log, by two people; each that was released was
/// asked for, for this recipient and purpose; and no lead is in the package that was not released.
pub fn acts(files: &Files, verifier: &str, proof: ProofCheck) -> Result<String, String> {
    let (mut asked, mut released) = (BTreeMap::new(), Vec::new());
    let paths = files.keys().filter(|path| path.starts_with("data/proofs/act-"));
    for path in paths {
        let seq = path.trim_start_matches("data/proofs/act-").trim_end_matches(".tlog-proof");
        let text = text(files, path)?;
        let entry = proof(text, verifier).map_err(|e| format!("{path}: {e}"))?;
        if !text.lines().any(|l| l.strip_prefix("index ") == Some(seq)) {
            return Err(format!("{path} is the proof of another entry"));
        }
        let Acted { kind, act } =
            serde_json::from_str(&entry).map_err(|_| format!("{path} proves no act"))?;
        match (kind.as_str(), act.act.as_str()) {
            ("act", "refer") => {
                let leads = named(files, &act)?;
                asked.insert(seq.to_owned(), (act.who, leads));
            }
            ("act", "release") => released.push((act.about, act.who)),
            _ => return Err(format!("{path} proves another act")),
        }
    }
    let Some((_, first)) = released.first() else {
        return Err("no proof says that anybody released it".into());
    };
    let mut free = BTreeSet::new();
    for (about, who) in &released {
        let (by, leads) = asked.get(about).ok_or("what was released was not asked for")?;
        if same_person(by, who) {
            return Err(format!("{who} did both"));
        }
        free.extend(leads.iter().map(String::as_str));
    }
    if let Some(lead) = packed(files).into_iter().find(|lead| !free.contains(lead)) {
        return Err(format!("no proof says that anybody released {lead}"));
    }
    let by = asked.values().next().map(|(by, _)| by.as_str()).unwrap_or_default();
    Ok(format!("{by} asked, {first} released; both stand in the custody log"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn what_grows_beyond_the_budget_is_refused_while_it_is_unpacked() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"WARC/1.1\r\n\r\n").unwrap();
        gzip.write_all(&[0; 100_000]).unwrap();
        gzip.write_all(b"\r\n\r\n").unwrap();
        let record = gzip.finish().unwrap();
        assert!(record.len() < 2_000);
        let mut budget = 200_000;
        let (blake3, _) = block(&record, &mut budget).unwrap();
        assert_eq!(blake3, blake3::hash(&[0; 100_000]).to_hex().as_str());
        assert!(budget < 100_000);
        assert!(block(&record, &mut budget).unwrap_err().contains("unpack to more than"));
        assert!(block(b"no gzip", &mut 1_000).unwrap_err().contains("no gzip member"));
    }
}
