//! `spoor contest A B --as NAME --why …`: a named person says that two adverts are not of one author,
//! or that they are.

use super::{Global, tell};
use crate::contests::{self, Tie};
use crate::out::{Outcome, Refused, count};
use crate::query::one_advert;
use crate::workspace::named;
use anyhow::{Result, bail};
use clap::Args;
use serde_json::json;
use spoor_tables::Engine;
use spoor_vault::Said;
use spoor_vocab::Contest;

#[derive(Args)]
pub struct ContestArgs {
    /// One advert
    a: String,
    /// The other
    b: String,
    /// They are of one author; without it they are not
    #[arg(long)]
    one: bool,
    /// Why, in your own words
    #[arg(long, default_value = "")]
    why: String,
}

pub async fn run(global: &Global, args: ContestArgs) -> Result<Outcome> {
    let who = named(global.person.as_deref())?;
    if args.why.trim().is_empty() {
        return Err(
            Refused("say why with --why '…': a contest without a reason is none".into()).into()
        );
    }
    let mut workspace = global.open().await?;
    let engine = Engine::open(&workspace.store.snapshot()?).await?;
    let (a, b) = (there(&engine, &args.a).await?, there(&engine, &args.b).await?);
    let Some(contest) = Contest::new(&a, &b, args.one) else {
        bail!("that is one advert twice: name two");
    };
    let effect = effect(&engine, &contest).await?;
    let casebook = workspace.vault.casebook().clone();
    let act = contests::say(&casebook, &contest, who, args.why.trim(), global.now()?).await?;
    let seq = workspace.vault.record(&[Said::Act(act)]).await?;
    let said = if args.one { "of one author" } else { "not of one author" };
    let words = format!(
        "{a} and {b} are {said}, by {who}; it stands in the custody log at {seq}\n\
         {effect}\nit counts at the next `spoor build`\n"
    );
    let json = json!({ "a": contest.a, "b": contest.b, "says": contest.as_str(), "who": who,
        "seq": seq, "effect": effect });
    tell(global, &json, &words)?;
    Ok(Outcome::Done)
}

async fn there(engine: &Engine, id: &str) -> Result<String> {
    match one_advert(engine, id).await? {
        Some(id) => Ok(id),
        None => bail!("there is no advert {id:?} in the current snapshot"),
    }
}

/// What the next build would do, in words.
async fn effect(engine: &Engine, contest: &Contest) -> Result<String> {
    let [a, b] = [&contest.a, &contest.b];
    let (x, y) = (contests::actor_of(engine, a).await?, contests::actor_of(engine, b).await?);
    if (x == y) == contest.one {
        return Ok(if x == y {
            "they are one actor already"
        } else {
            "they are two actors already"
        }
        .to_owned());
    }
    if contest.one {
        return Ok(format!("actors {x} and {y} would be one"));
    }
    let ties = contests::ties(engine, &x).await?;
    Ok(contests::split(&ties, a, b).map_or_else(
        || format!("actor {x} would be two"),
        |split| {
            let Tie { from, to, bits } = &ties[split.link];
            format!(
                "actor {x} would be two, of {} and {} adverts: its lightest link between them is \
                 that of {from} and {to}, {bits:+.1} bits",
                count(split.with_a as u64),
                count(split.with_b as u64),
            )
        },
    ))
}
