//! `spoor account`: who has an account, and confirming one, for who has the machine. It is how the
//! first accounts are confirmed where the auditor of the first start was never there.

use super::{Global, tell};
use crate::out::{self, Outcome};
use crate::serve::account::{Account, account, accounts, change};
use crate::serve::confirm::confirmed;
use crate::workspace::named;
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use spoor_access::policy::Hands;
use spoor_vault::Said;
use spoor_vocab::{Act, ActKind};

#[derive(Args)]
pub struct AccountArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the accounts, and which wait to be confirmed
    List,
    /// Say that a person of their own is behind an account, whom you have seen (needs --as)
    Confirm {
        /// Name of the account
        name: String,
    },
}

pub async fn run(global: &Global, args: AccountArgs) -> Result<Outcome> {
    match args.command {
        Command::List => list(global).await,
        Command::Confirm { name } => confirm(global, &name).await,
    }
}

async fn list(global: &Global) -> Result<Outcome> {
    let workspace = global.open().await?;
    let keys = workspace.keys()?;
    let all = accounts(workspace.vault.casebook(), &keys, global.now()?).await?;
    let roles = |a: &Account| -> Vec<&'static str> { a.roles.iter().map(|r| r.as_str()).collect() };
    if global.json {
        let one = |a: &Account| {
            serde_json::json!({
                "name": a.name,
                "roles": roles(a),
                "active": a.active,
                "invited_by": a.invited_by,
                "confirmed_by": a.confirmed_by,
            })
        };
        out::json(&all.iter().map(one).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    for a in &all {
        let state = if a.active { "active" } else { "suspended" };
        let waits = match &a.invited_by {
            Some(by) if a.is_unconfirmed() => format!(", one person with {by} until confirmed"),
            _ => String::new(),
        };
        out::text(&format!("{}: {}, {state}{waits}\n", a.name, roles(a).join(" ")))?;
    }
    Ok(Outcome::Done)
}

async fn confirm(global: &Global, name: &str) -> Result<Outcome> {
    let who = named(global.person.as_deref())?.to_owned();
    let mut workspace = global.open().await?;
    let (now, keys) = (global.now()?, workspace.keys()?);
    let book = workspace.vault.casebook().clone();
    let Some(found) = account(&book, &keys, name, now).await? else {
        bail!("there is no account {name:?}: see spoor account list");
    };
    if !found.value.is_unconfirmed() {
        bail!("{name:?} does not wait to be confirmed: see spoor account list");
    }
    let all = accounts(&book, &keys, now).await?;
    let waiting = all.into_iter().filter(|a| a.is_unconfirmed());
    let hands = Hands::new(waiting.filter_map(|a| Some((a.name, a.invited_by?))));
    let name = found.value.name.clone();
    let me = who.trim().to_lowercase();
    if me == name || hands.one_with(&name).contains(&me) {
        bail!("{who} and {name} count as one person: somebody else confirms it");
    }
    if !change(&book, &keys, &found, &confirmed(&found, &who)).await? {
        bail!("the account {name:?} was changed meanwhile: try again");
    }
    let act = Act {
        act: ActKind::Account,
        about: name.clone(),
        value: "confirmed".into(),
        who: who.clone(),
        why: "on the server's command line".into(),
        at: now,
    };
    workspace.vault.record(&[Said::Act(act)]).await?;
    tell(global, &serde_json::json!({ "confirmed": name }), &format!("{name} is confirmed\n"))?;
    workspace.vault.close().await;
    Ok(Outcome::Done)
}
