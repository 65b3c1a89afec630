//! Table `looks` → table `likenesses`: which pictures are the same or edited.
//!
//! Pictures are taken in the order of their digests. Each joins the nearest that others have joined before,
//! or waits for others to join it: so two pictures of one likeness are never far apart, however many
//! stand between them, as they could be if likeness went from neighbour to neighbour.

use super::super::columns::{counts, flags, strings};
use anyhow::Result;
use spoor_hashes::{Index, Pdq, QUALITY_MIN, Turn};
use spoor_tables::arrow::array::{Array, RecordBatch};
use spoor_tables::columns::{list_row, lists, numbers, optional, texts};
use spoor_tables::{Build, Made, Snapshot, fingerprint, scan::scan};
use spoor_vocab::tables;
use std::collections::{BTreeMap, HashMap};

/// Changes when the same looks may give other likenesses.
const VERSION: &str = "likenesses-1";

/// Runs the stage.
pub fn run(build: &mut Build) -> Result<()> {
    let print = fingerprint(&["likenesses", VERSION, &build.table_fingerprint("looks")]);
    let Made::Make(mut writer) = build.part("likenesses", "all", &tables::likenesses(), &print)?
    else {
        return Ok(());
    };
    let rows = alike(hashes(&build.so_far())?);
    if !rows.is_empty() {
        let columns = vec![
            strings(&rows, |row| row.content.clone()),
            strings(&rows, |row| row.likeness_id.clone()),
            counts(&rows, |row| row.distance as usize),
            flags(&rows, |row| row.mirrored),
        ];
        writer.write(&RecordBatch::try_new(tables::likenesses(), columns)?)?;
    }
    build.add("likenesses", writer.finish()?);
    Ok(())
}

/// A picture's hash and its mirror's; none if it is too flat to be told apart, or no picture.
type Hashes = Option<(Pdq, Pdq)>;

/// By the digest of the picture's bytes.
fn hashes(snapshot: &Snapshot) -> Result<BTreeMap<String, Hashes>> {
    let mirror = Turn::ALL.iter().position(|turn| *turn == Turn::Mirror).unwrap_or_default();
    let mut found = BTreeMap::new();
    for batch in scan(snapshot.parts("looks")?, &["content", "pdq", "turns", "quality"]) {
        let batch = batch?;
        let (content, pdq) = (texts(&batch, "content")?, texts(&batch, "pdq")?);
        let (turns, quality) = (lists(&batch, "turns")?, numbers(&batch, "quality")?);
        for row in 0..batch.num_rows() {
            let says = !quality.is_null(row) && quality.value(row) >= u32::from(QUALITY_MIN);
            let hashes = optional(&pdq, row).filter(|_| says).and_then(|pdq| {
                // The first of the eight is the picture as it is, and is in its own column.
                let mirrored = list_row(&turns, row).into_iter().nth(mirror.checked_sub(1)?)?;
                Some((pdq.parse().ok()?, mirrored.parse().ok()?))
            });
            found.insert(content.value(row).to_owned(), hashes);
        }
    }
    Ok(found)
}

struct Alike {
    content: String,
    likeness_id: String,
    distance: u32,
    mirrored: bool,
}

fn alike(hashes: BTreeMap<String, Hashes>) -> Vec<Alike> {
    let (mut first, mut index) = (Vec::<String>::new(), Index::default());
    // Most that look the same have the very same hash: they need no search.
    let mut known: HashMap<Pdq, u32> = HashMap::new();
    let mut rows = Vec::with_capacity(hashes.len());
    for (content, hashes) in hashes {
        let own = format!("I-{}", &content[..content.len().min(16)]);
        let found = hashes.and_then(|(pdq, mirror)| {
            let same = known.get(&pdq).map(|key| (0, false, *key));
            same.or_else(|| {
                let near = |pdq, mirrored| {
                    let nearest = index.near(pdq, Pdq::NEAR).into_iter().next();
                    nearest.map(|near| (near.distance, mirrored, near.key))
                };
                near(pdq, false).into_iter().chain(near(mirror, true)).min()
            })
        });
        let (distance, mirrored, likeness_id) = match found {
            Some((distance, mirrored, key)) => (distance, mirrored, first[key as usize].clone()),
            None => {
                if let (Some((pdq, _)), Ok(key)) = (hashes, u32::try_from(first.len())) {
                    index.insert(pdq, key);
                    known.insert(pdq, key);
                    first.push(own.clone());
                }
                (0, false, own)
            }
        };
        rows.push(Alike { content, likeness_id, distance, mirrored });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hash with these bits turned over.
    fn pdq(bits: &[usize]) -> Pdq {
        let mut bytes = [0x5a; 32];
        for bit in bits {
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        Pdq::from_bytes(bytes)
    }

    #[test]
    fn a_likeness_does_not_grow_from_neighbour_to_neighbour() {
        let far = |n: usize| (0..n).collect::<Vec<_>>();
        let mirror = pdq(&(100..220).collect::<Vec<_>>());
        let hashes: BTreeMap<String, Hashes> = [
            ("a", Some((pdq(&[]), mirror))),
            ("b", Some((pdq(&far(31)), mirror))),
            ("c", Some((pdq(&far(62)), mirror))),
            ("d", Some((pdq(&far(62)), mirror))),
            ("e", Some((mirror, pdq(&far(3))))),
            ("f", None),
            ("g", None),
        ]
        .into_iter()
        .map(|(name, hashes)| (name.to_owned(), hashes))
        .collect();
        let rows = alike(hashes);
        let told: Vec<(&str, &str, u32, bool)> =
            rows.iter().map(|r| (&*r.content, &*r.likeness_id, r.distance, r.mirrored)).collect();
        let expected = [
            ("a", "I-a", 0, false),
            ("b", "I-a", 31, false),
            ("c", "I-c", 0, false),
            ("d", "I-c", 0, false),
            ("e", "I-a", 3, true),
            ("f", "I-f", 0, false),
            ("g", "I-g", 0, false),
        ];
        assert_eq!(told, expected);
    }
}
