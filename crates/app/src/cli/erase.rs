//! `spoor erase`: a selector, an advert or a source goes, everywhere, derived data too, and with a
//! selector or an advert what people wrote of it.

use super::{Global, tell};
use crate::erasure::{Act, erase, find};
use crate::out::{Outcome, Refused, count};
use crate::workspace::named;
use anyhow::{Result, bail};
use clap::Args;

#[derive(Args)]
pub struct Erase {
    /// A selector's value, an advert's id, or source:NAME
    what: String,
    /// Why, for the custody log; name no person here
    #[arg(long, default_value = "")]
    why: String,
    /// Only say what would be erased
    #[arg(long)]
    dry_run: bool,
}

pub async fn run(global: &Global, args: Erase) -> Result<Outcome> {
    let mut workspace = global.open().await?;
    let going = find(&workspace, &args.what).await?;
    if going.is_empty() {
        bail!("nothing here is {:?}: give a selector, an advert id or source:NAME", args.what);
    }
    let (number, traces) = (going.exhibits.len() as u64, going.traces.counts());
    let mut also = match traces.is_empty() {
        true => String::new(),
        false => format!(", and what people wrote or keep: {}", going.traces.in_words()),
    };
    if going.rejected > 0 {
        also += &format!(", and {} rejected records that hold it", count(going.rejected));
    }
    if !going.crawls.is_empty() {
        also += &format!(", and all that was remembered by crawl {}", going.crawls.join(", "));
    }
    if args.dry_run {
        let json = serde_json::json!({ "would_erase": number, "traces": traces, "crawls": going.crawls,
            "rejected": going.rejected });
        tell(global, &json, &format!("{} exhibits would be erased{also}\n", count(number)))?;
        return Ok(Outcome::Done);
    }
    let who = named(global.person.as_deref())?;
    if args.why.trim().is_empty() {
        return Err(Refused("say why with --why '…'; it goes into the custody log".into()).into());
    }
    let act = Act { who, why: &args.why, at: global.now()? };
    erase(&mut workspace, &going, &act, global.progress()).await?;
    let json = serde_json::json!({ "erased": number, "traces": traces, "crawls": going.crawls,
            "rejected": going.rejected });
    let words = match number {
        0 => format!("no exhibit held it{also} erased\n"),
        _ => format!(
            "{} exhibits erased, the tables built anew; a tombstone is in the log{also}\n",
            count(number)
        ),
    };
    tell(global, &json, &words)?;
    Ok(Outcome::Done)
}
