//! `spoor source token`: what a partner's machine shows to send captures under one source.

use super::{Global, tell};
use crate::clock;
use crate::out::{self, Outcome, Refused};
use crate::source_tokens;
use crate::workspace::named;
use anyhow::{Result, bail};
use clap::Args;
use spoor_vault::Said;

#[derive(Args)]
pub struct TokenArgs {
    /// The source that it is to send under
    #[arg(required_unless_present_any = ["list", "withdraw"])]
    name: Option<String>,
    /// List the tokens
    #[arg(long, conflicts_with_all = ["name", "withdraw"])]
    list: bool,
    /// Withdraw a token: from its next use on it is none
    #[arg(long, value_name = "ID", conflicts_with = "name")]
    withdraw: Option<String>,
}

pub async fn run(global: &Global, args: TokenArgs) -> Result<Outcome> {
    match (args.name, args.withdraw) {
        (Some(name), _) => make(global, &name).await,
        (None, Some(id)) => withdraw(global, &id).await,
        (None, None) => list(global).await,
    }
}

async fn make(global: &Global, name: &str) -> Result<Outcome> {
    let who = named(global.person.as_deref())?.to_owned();
    let mut workspace = global.open_without_packs().await?;
    if workspace.vault.source(name).await?.is_none() {
        let told = format!(
            "there is no source {name:?}, so no legal basis to take anything under it: name it first \
             with `spoor source add {name} --basis '…' --purpose '…' --retain 180d`"
        );
        return Err(Refused(told).into());
    }
    let keys = workspace.keys()?;
    let book = workspace.vault.casebook().clone();
    let at = global.now()?;
    let (token, text) = source_tokens::make(&book, &keys, name, &who, at).await?;
    let what = format!("made {} of source {name}", token.name());
    workspace.vault.record(&[Said::Look { who, what, why: String::new(), at }]).await?;
    workspace.vault.close().await;
    let json = serde_json::json!({ "id": token.id, "source": name, "token": text });
    let words = format!(
        "{text}\n\nThis is {} of source {name}. It is shown this once; give it to nobody but the \
         partner's machine, which sends it as\n  Authorization: Bearer TOKEN\nWithdraw it with \
         `spoor source token --withdraw {}`.\n",
        token.name(),
        token.id
    );
    tell(global, &json, &words)?;
    Ok(Outcome::Done)
}

async fn withdraw(global: &Global, id: &str) -> Result<Outcome> {
    let who = named(global.person.as_deref())?.to_owned();
    let mut workspace = global.open_without_packs().await?;
    let (at, book) = (global.now()?, workspace.vault.casebook().clone());
    let Some(token) = source_tokens::withdraw(&book, id, at).await? else {
        bail!("there is no token {id:?}: see `spoor source token --list`");
    };
    let what = format!("withdrew {} of source {}", token.name(), token.source);
    workspace.vault.record(&[Said::Look { who, what, why: String::new(), at }]).await?;
    workspace.vault.close().await;
    let words = format!("{} of source {} is withdrawn\n", token.name(), token.source);
    tell(global, &serde_json::json!({ "withdrawn": id, "source": token.source }), &words)?;
    Ok(Outcome::Done)
}

async fn list(global: &Global) -> Result<Outcome> {
    let workspace = global.open_without_packs().await?;
    let all = source_tokens::all(workspace.vault.casebook(), global.now()?).await?;
    if global.json {
        let one = |t: &source_tokens::SourceToken| {
            serde_json::json!({
                "id": t.id, "source": t.source, "made_by": t.made_by,
                "made_at": clock::show(t.made_at),
            })
        };
        out::json(&all.iter().map(one).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    for t in &all {
        let at = clock::show(t.made_at);
        out::text(&format!("{}: source {}, made by {} at {at}\n", t.id, t.source, t.made_by))?;
    }
    Ok(Outcome::Done)
}
