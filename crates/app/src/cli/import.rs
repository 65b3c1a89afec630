//! `spoor import PATH… --source NAME`: files become captures, captures become exhibits.

use super::{Global, tell};
use crate::out::{Outcome, count};
use crate::stages::seal::{self, Order};
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use spoor_collect::Format;
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Args)]
pub struct Import {
    /// Files or folders
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The source they come from (see `spoor source`)
    #[arg(long)]
    source: String,
    /// What they are
    #[arg(long, value_enum, default_value = "auto")]
    format: FormatArg,
    /// For CSV: which column holds which field, e.g. --map text=body,id=nr
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    map: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatArg {
    Auto,
    Warc,
    Wacz,
    Jsonl,
    Csv,
    Html,
    Eml,
}

impl FormatArg {
    fn format(self) -> Format {
        match self {
            Self::Auto => Format::Auto,
            Self::Warc => Format::Warc,
            Self::Wacz => Format::Wacz,
            Self::Jsonl => Format::Jsonl,
            Self::Csv => Format::Csv,
            Self::Html => Format::Html,
            Self::Eml => Format::Eml,
        }
    }
}

/// `text=body,id=nr` as a map.
pub fn mapping(text: &str) -> Result<BTreeMap<String, String>> {
    let mut map = BTreeMap::new();
    for pair in text.split(',').filter(|p| !p.trim().is_empty()) {
        let Some((field, column)) = pair.split_once('=') else {
            bail!("--map: {pair:?} is not FIELD=COLUMN");
        };
        map.insert(field.trim().to_owned(), column.trim().to_owned());
    }
    Ok(map)
}

pub async fn run(global: &Global, args: Import) -> Result<Outcome> {
    let mapping = args.map.as_deref().map(mapping).transpose()?;
    let mut workspace = global.open().await?;
    let mut total = seal::Sealed::default();
    for path in &args.paths {
        let order = Order {
            path,
            source: &args.source,
            format: args.format.format(),
            mapping: mapping.clone(),
            at: global.now()?,
        };
        let sealed = seal::import(&mut workspace, &order, global.progress())
            .await
            .with_context(|| path.display().to_string())?;
        total.add(sealed);
    }
    let rejects: Vec<String> = total.rejects.iter().map(|p| p.display().to_string()).collect();
    let mut words = format!(
        "{} sealed, {} known already, {} skipped, {} rejected\n",
        count(total.new),
        count(total.known),
        count(total.skipped),
        count(total.rejected)
    );
    for path in &rejects {
        words.push_str(&format!("rejected input, with reasons: {path}\n"));
    }
    let json = serde_json::json!({
        "sealed": total.new, "known": total.known, "skipped": total.skipped,
        "rejected": total.rejected, "reject_files": rejects,
    });
    tell(global, &json, &words)?;
    Ok(if total.rejected > 0 { Outcome::Rejected } else { Outcome::Done })
}

#[cfg(test)]
mod tests {
    #[test]
    fn mappings_are_read() {
        let map = super::mapping("text=body, id=nr").unwrap();
        assert_eq!(map["text"], "body");
        assert_eq!(map["id"], "nr");
        assert!(super::mapping("text").is_err());
    }
}
