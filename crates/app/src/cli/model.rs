//! `spoor model`: what decisions have taught, its versions, and what is kept out of it.

use super::{Global, tell};
use crate::learned::{Learned, ModelStore};
use crate::model_card::{self, Drift, Measured};
use crate::out::{self, Outcome, Refused};
use crate::workspace::{Workspace, named};
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use spoor_learn::{Event, open};
use spoor_tables::Engine;
use spoor_vault::Said;
use spoor_vocab::{Act, ActKind};

mod style;

#[derive(Args)]
pub struct ModelArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The card of the model in use: what it rests on, what it learned, whether forecasts are kept
    Show,
    /// The card of the model of writing that the build trained on this workspace's own texts
    Style,
    /// Versions, and what happened to them
    List,
    /// Keep the model as it is now as a version, and let it follow the decisions
    Adopt,
    /// Use an earlier version; decisions made since then do not count until the next `adopt`
    Rollback {
        /// The version
        model_id: String,
    },
    /// Keep a feature out of the model: its weight becomes 0
    Exclude {
        /// Code of the reason
        code: String,
        /// Why
        #[arg(long, default_value = "")]
        why: String,
    },
    /// Let a feature that was kept out back in
    Include {
        /// Code of the reason
        code: String,
        /// Why
        #[arg(long, default_value = "")]
        why: String,
    },
    /// Whether leads, or what reviewers say of them, are no longer as learned
    Drift,
}

pub async fn run(global: &Global, args: ModelArgs) -> Result<Outcome> {
    let mut workspace = global.open().await?;
    let store = ModelStore::of(&workspace.dir);
    match args.what {
        What::Show => show(global, &workspace, &store).await,
        What::Style => style::show(global, &workspace).await,
        What::List => list(global, &store),
        What::Adopt => adopt(global, &mut workspace, &store).await,
        What::Rollback { model_id } => rollback(global, &mut workspace, &store, &model_id).await,
        What::Exclude { code, why } => exclude(global, &mut workspace, &code, &why, true).await,
        What::Include { code, why } => exclude(global, &mut workspace, &code, &why, false).await,
        What::Drift => drift(global, &workspace).await,
    }
}

/// The model of the current snapshot.
pub async fn load(workspace: &Workspace) -> Result<Learned> {
    let engine = Engine::open(&workspace.store.snapshot()?).await?;
    Learned::load(workspace, &engine).await
}

async fn show(global: &Global, workspace: &Workspace, store: &ModelStore) -> Result<Outcome> {
    let learned = load(workspace).await?;
    let Measured { card, kept, by_chance } = model_card::measured(&learned, store)?;
    let unsettled = open(&learned.decisions);
    if global.json {
        let unsettled: Vec<Value> = unsettled
            .iter()
            .map(|o| {
                json!({ "lead_id": o.lead_id, "pursue": o.pursue, "dismiss": o.dismiss,
                        "unsure": o.unsure })
            })
            .collect();
        out::json(&json!({
            "card": card, "rolled_back": learned.rolled_back_to.is_some(),
            "measured_on_the_random_share": by_chance, "unsettled": unsettled,
            "model_set_aside": learned.lessons.set_aside,
        }))?;
        return Ok(Outcome::Done);
    }
    let mut text = card.words();
    if let Some(why) = &learned.lessons.set_aside {
        text += &format!("{}.\n", sentence(why));
    }
    if learned.rolled_back_to.is_some() {
        text += "This version was gone back to: decisions made since do not count. \
                 `spoor model adopt` lets the model follow them again.\n";
    }
    if kept.is_some() {
        text += model_card::measured_on(by_chance);
        text.push('\n');
    }
    for lead in &unsettled {
        text += &format!(
            "Unsettled: {} (pursue: {}; dismiss: {}; unsure: {})\n",
            lead.lead_id,
            names(&lead.pursue),
            names(&lead.dismiss),
            names(&lead.unsure)
        );
    }
    out::text(&text)?;
    Ok(Outcome::Done)
}

/// With a capital letter.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

fn names(list: &[String]) -> String {
    if list.is_empty() { "nobody".into() } else { list.join(", ") }
}

fn list(global: &Global, store: &ModelStore) -> Result<Outcome> {
    let history = store.history()?;
    let versions: Vec<Value> = history
        .versions()
        .iter()
        .map(|v| json!({ "model_id": v.model_id, "pack": v.pack, "decisions": v.decisions }))
        .collect();
    if global.json {
        out::json(&json!({ "versions": versions, "events": history.events() }))?;
        return Ok(Outcome::Done);
    }
    let mut text = String::new();
    for v in history.versions() {
        text += &format!("{}  {} decisions  pack {}\n", v.model_id, v.decisions, v.pack);
    }
    for event in history.events() {
        text += &match event {
            Event::Adopted { model_id } => format!("adopted {model_id}\n"),
            Event::RolledBack { model_id, from } => {
                format!("rolled back to {model_id} from {from}\n")
            }
        };
    }
    if text.is_empty() {
        text += "no version was kept yet: `spoor model adopt --as NAME` keeps the model as it is\n";
    }
    out::text(&text)?;
    Ok(Outcome::Done)
}

async fn adopt(global: &Global, workspace: &mut Workspace, store: &ModelStore) -> Result<Outcome> {
    let who = named(global.person.as_deref())?.to_owned();
    let version = model_card::keep(&load(workspace).await?, store)?;
    let (id, decisions) = (version.model_id, version.decisions);
    let about = (id.clone(), decisions.to_string());
    said(global, workspace, ActKind::KeepModel, about, who).await?;
    let words = format!("{id} is kept, with {decisions} decisions; the model follows new ones\n");
    tell(global, &json!({ "model_id": id, "decisions": decisions }), &words)?;
    Ok(Outcome::Done)
}

async fn rollback(
    global: &Global,
    workspace: &mut Workspace,
    store: &ModelStore,
    model_id: &str,
) -> Result<Outcome> {
    let who = named(global.person.as_deref())?.to_owned();
    let learned = load(workspace).await?;
    let before = model_card::in_use(&learned, store)?.model_id;
    model_card::bring_back(&learned, store, model_id)?;
    let about = (model_id.to_owned(), before);
    said(global, workspace, ActKind::BringBackModel, about, who).await?;
    let words = format!("{model_id} is in use; `spoor model adopt` follows the decisions again\n");
    tell(global, &json!({ "model_id": model_id }), &words)?;
    Ok(Outcome::Done)
}

/// Who did what to a version, into the custody log: the workbench shows it beside the version.
async fn said(
    global: &Global,
    workspace: &mut Workspace,
    act: ActKind,
    (about, value): (String, String),
    who: String,
) -> Result<()> {
    let act = Act { act, about, value, who, why: String::new(), at: global.now()? };
    workspace.vault.record(&[Said::Act(act)]).await?;
    Ok(())
}

/// Keeps a feature out, or lets it in.
pub async fn exclude(
    global: &Global,
    workspace: &mut Workspace,
    code: &str,
    why: &str,
    out_of_it: bool,
) -> Result<Outcome> {
    let who = named(global.person.as_deref())?.to_owned();
    if why.trim().is_empty() {
        return Err(Refused("say why with --why '…'; it goes into the custody log".into()).into());
    }
    let learned = load(workspace).await?;
    if !learned.learner.sheet().features().iter().any(|f| f.code == code) {
        bail!("no lead has a reason {code:?}: see the codes in `spoor export leads`");
    }
    let store = ModelStore::of(&workspace.dir);
    let mut settings = store.settings()?;
    let (changed, what) = match out_of_it {
        true => (settings.excluded.insert(code.to_owned()), "kept out of the model"),
        false => (settings.excluded.remove(code), "back in the model"),
    };
    store.keep_settings(&settings)?;
    workspace.vault.audit(&who, &format!("{code} {what}"), why, global.now()?).await?;
    let words =
        if changed { format!("{code} is {what}\n") } else { format!("{code} was so before\n") };
    tell(global, &json!({ "excluded": settings.excluded }), &words)?;
    Ok(if changed { Outcome::Done } else { Outcome::No })
}

/// Reasons of newer leads against older ones, and decisions against forecasts in order of time.
async fn drift(global: &Global, workspace: &Workspace) -> Result<Outcome> {
    let learned = load(workspace).await?;
    let engine = Engine::open(&workspace.store.snapshot()?).await?;
    let drift = Drift::of(&learned, &model_card::newest(&engine).await?);
    let words: String = drift.words().iter().map(|line| format!("{line}\n")).collect();
    tell(global, &serde_json::to_value(&drift)?, &words)?;
    Ok(if drift.is_found() { Outcome::No } else { Outcome::Done })
}
