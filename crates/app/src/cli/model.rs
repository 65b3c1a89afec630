//! `spoor model`: what decisions have taught, its versions, and what is kept out of it.

use super::{Global, tell};
use crate::learned::{Learned, ModelStore};
use crate::out::{self, Outcome, Refused};
use crate::workspace::{Workspace, named};
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use spoor_learn::{Card, Event, Watch, Watched, open, reliability, shift};
use spoor_tables::Engine;
use spoor_vocab::Lead;

/// Bins of the reliability table.
const BINS: usize = 10;
/// Permutations behind a p-value of drift.
const PERMUTATIONS: u32 = 199;
/// Usual mark of a stability index that calls for a look.
const SHIFTED: f64 = 0.1;
/// Leads that begin the list, against the rest, to see whether new ones differ: at least so many.
const LEADS_LEAST: usize = 40;

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
    let history = store.history()?;
    let live = learned.version();
    let version = match &learned.rolled_back_to {
        Some(_) => history.current().unwrap_or(&live),
        None => &live,
    };
    let (outcomes, by_chance) = learned.outcomes(&store.queues()?);
    let kept = (!outcomes.is_empty()).then(|| reliability(&outcomes, BINS));
    let card = Card::new(version, kept.as_ref(), None);
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
        text += if by_chance {
            "Measured on leads that chance had set aside, weighed by their propensity.\n"
        } else {
            "Measured on decided leads, each forecast from the others; they were not chosen by \
             chance, so this flatters.\n"
        };
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
    let version = load(workspace).await?.version();
    let (id, decisions) = (version.model_id.clone(), version.decisions);
    store.keep_history(&store.history()?.adopt(version))?;
    workspace.vault.audit(&who, &format!("adopt model {id}"), "", global.now()?).await?;
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
    // What is in use now is kept first, so that there is a way back.
    let version = load(workspace).await?.version();
    let history = store.history()?.adopt(version).roll_back(model_id)?;
    store.keep_history(&history)?;
    workspace
        .vault
        .audit(&who, &format!("roll back to model {model_id}"), "", global.now()?)
        .await?;
    let words = format!("{model_id} is in use; `spoor model adopt` follows the decisions again\n");
    tell(global, &json!({ "model_id": model_id }), &words)?;
    Ok(Outcome::Done)
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
    let mut watched = Watched::default();
    let forecasts = learned.held_out();
    for decision in &learned.decisions {
        let said = spoor_learn::label(decision.verdict);
        let at = forecasts.binary_search_by(|f| f.0.as_str().cmp(&decision.lead_id));
        if let (Some(said), Ok(at)) = (said, at) {
            // What is held against a word is how probable the word was, not the matter.
            let word = learned.learner.model().word(forecasts[at].1, &decision.reviewer);
            watched = watched.after(word, said, &Watch::default());
        }
    }
    let engine = Engine::open(&workspace.store.snapshot()?).await?;
    let newest = newest(&engine).await?;
    let (old, new): (Vec<&Lead>, Vec<&Lead>) =
        learned.leads.iter().partition(|l| !newest.contains(&l.actor_id));
    let mut shifted = Vec::new();
    if old.len() >= LEADS_LEAST && new.len() >= LEADS_LEAST {
        let sheet = learned.present.sheet();
        for (at, feature) in sheet.features().iter().enumerate() {
            let column = sheet.column(at);
            let of = |leads: &[&Lead]| -> Vec<f64> {
                leads.iter().filter_map(|l| Some(column[sheet.row(&l.lead_id)?])).collect()
            };
            let moved = shift(&of(&old), &of(&new), PERMUTATIONS, 1);
            if moved.index >= SHIFTED && moved.p_value <= 0.01 {
                shifted.push((feature.code.clone(), moved));
            }
        }
    }
    let json =
        json!({ "watched": watched, "shifted": shifted, "older": old.len(), "newer": new.len() });
    let mut words = match watched.sounded {
        Some(n) => format!(
            "What reviewers say has parted from the forecasts, first seen after {n} of {} decisions: \
             look at the card, and at what has changed.\n",
            watched.decisions
        ),
        None => format!("Forecasts and {} decisions go together.\n", watched.decisions),
    };
    if old.len() < LEADS_LEAST || new.len() < LEADS_LEAST {
        words += &format!(
            "Older and newer leads cannot be compared: {} and {} are too few.\n",
            old.len(),
            new.len()
        );
    } else if shifted.is_empty() {
        words += "No reason is more or less frequent in newer leads than in older ones.\n";
    }
    for (code, moved) in &shifted {
        words += &format!(
            "{code} differs between older and newer leads (stability index {:.2}, p {:.3}).\n",
            moved.index, moved.p_value
        );
    }
    tell(global, &json, &words)?;
    Ok(if watched.sounded.is_some() || !shifted.is_empty() { Outcome::No } else { Outcome::Done })
}

/// Actors whose first advert is in the newest fifth of the time.
async fn newest(engine: &Engine) -> Result<std::collections::BTreeSet<String>> {
    let sql = "SELECT actor_id, first_posted FROM actors WHERE first_posted IS NOT NULL \
               ORDER BY first_posted, actor_id";
    let rows = crate::query::objects(engine, sql).await?;
    let cut = rows.len() - rows.len() / 5;
    let id = |row: &serde_json::Map<String, Value>| Some(row.get("actor_id")?.as_str()?.to_owned());
    Ok(rows[cut..].iter().filter_map(id).collect())
}
