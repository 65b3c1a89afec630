//! Table `looks` and the banks → table `listed`: which pictures are known material, by hash alone. A picture
//! that stands here is shown to nobody.

use super::columns::{counts_or_none, strings, strings_or_none};
use crate::banks;
use crate::workspace::Workspace;
use anyhow::Result;
use spoor_hashes::list::Listed;
use spoor_hashes::{Bank, Hashed, Pdq, Prints};
use spoor_tables::arrow::array::{Array, RecordBatch};
use spoor_tables::columns::{list_row, lists, numbers, optional, texts};
use spoor_tables::{Build, Made, fingerprint, scan::scan};
use spoor_vocab::tables;

/// Changes when the same looks and banks may give other rows.
const VERSION: &str = "listed-1";

/// Runs the stage.
pub fn run(workspace: &Workspace, build: &mut Build) -> Result<()> {
    let banks = banks::enabled(workspace)?;
    let known: Vec<String> =
        banks.iter().map(|(card, ..)| format!("{} {}", card.name, card.digest)).collect();
    let looks = build.table_fingerprint("looks");
    let print = fingerprint(&["listed", VERSION, &looks, &known.join("\n")]);
    let Made::Make(mut writer) = build.part("listed", "all", &tables::listed(), &print)? else {
        return Ok(());
    };
    if !banks.is_empty() {
        let columns = ["source", "exhibit", "content", "md5", "sha1", "pdq", "turns", "quality"];
        for batch in scan(build.so_far().parts("looks")?, &columns) {
            let rows = hits(&batch?, &banks)?;
            if !rows.is_empty() {
                writer.write(&written(&rows)?)?;
            }
        }
    }
    build.add("listed", writer.finish()?);
    Ok(())
}

struct Row {
    source: String,
    exhibit: String,
    content: String,
    bank: String,
    category: Option<String>,
    label: Option<String>,
    distance: Option<u32>,
}

fn hits(batch: &RecordBatch, banks: &[(banks::BankCard, Vec<Listed>, Bank)]) -> Result<Vec<Row>> {
    let text = |name: &str| texts(batch, name);
    let (source, exhibit, content) = (text("source")?, text("exhibit")?, text("content")?);
    let (md5, sha1, pdq) = (text("md5")?, text("sha1")?, text("pdq")?);
    let (turns, quality) = (lists(batch, "turns")?, numbers(batch, "quality")?);
    let mut rows = Vec::new();
    for row in 0..batch.num_rows() {
        let quality = if quality.is_null(row) { 0 } else { quality.value(row).min(100) as u8 };
        // Turned and mirrored too: that is the easiest way around a list.
        let hashes =
            optional(&pdq, row).map(str::to_owned).into_iter().chain(list_row(&turns, row));
        let hashed = hashes.filter_map(|hash| hash.parse::<Pdq>().ok());
        let prints = Prints {
            md5: md5.value(row).parse()?,
            sha1: sha1.value(row).parse()?,
            pdq: hashed.map(|pdq| Hashed { pdq, quality }).collect(),
        };
        for (card, entries, bank) in banks {
            rows.extend(bank.hits(&prints).into_iter().map(|hit| {
                let entry = &entries[hit.entry as usize];
                Row {
                    source: source.value(row).to_owned(),
                    exhibit: exhibit.value(row).to_owned(),
                    content: content.value(row).to_owned(),
                    bank: card.name.clone(),
                    category: entry.category.clone(),
                    label: entry.label.clone(),
                    distance: hit.distance,
                }
            }));
        }
    }
    Ok(rows)
}

fn written(rows: &[Row]) -> Result<RecordBatch> {
    let columns = vec![
        strings(rows, |row| row.source.clone()),
        strings(rows, |row| row.exhibit.clone()),
        strings(rows, |row| row.content.clone()),
        strings(rows, |row| row.bank.clone()),
        strings_or_none(rows, |row| row.category.clone()),
        strings_or_none(rows, |row| row.label.clone()),
        counts_or_none(rows, |row| row.distance),
    ];
    Ok(RecordBatch::try_new(tables::listed(), columns)?)
}
