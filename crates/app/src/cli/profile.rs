//! `spoor profile learn|test`: how the pages of a site are read, learned from its exhibits and tried on them.

use super::{Global, tell};
use crate::learn_profile::{self, Trial};
use crate::out::{Outcome, count};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use spoor_read::Profile;
use std::fs;
use std::path::PathBuf;

/// Values of a field that are shown.
const SHOWN: usize = 3;

#[derive(Args)]
pub struct ProfileArgs {
    #[command(subcommand)]
    command: ProfileCommand,
}

#[derive(Subcommand)]
enum ProfileCommand {
    /// Learn how the pages of a host are read, from its exhibits
    Learn(Learn),
    /// Read the exhibits of a profile's hosts with it, and say what it finds
    Test(Test),
}

#[derive(Args)]
struct Learn {
    /// The host, as in the addresses of its exhibits
    host: String,
    /// Write the profile to a file and not to stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Use it from the next build on: put it into the workspace's profiles
    #[arg(long)]
    keep: bool,
}

#[derive(Args)]
struct Test {
    /// The profile
    file: PathBuf,
}

pub async fn run(global: &Global, args: ProfileArgs) -> Result<Outcome> {
    match args.command {
        ProfileCommand::Learn(learn) => learn_one(global, learn).await,
        ProfileCommand::Test(test) => test_one(global, test).await,
    }
}

async fn learn_one(global: &Global, learn: Learn) -> Result<Outcome> {
    let workspace = global.open().await?;
    let pages = learn_profile::pages(&workspace, &|host| host == learn.host)?;
    if pages.is_empty() {
        bail!("no exhibit is a page of {}: import or crawl it first", learn.host);
    }
    let Some(induced) = learn_profile::learn(&learn.host, &pages) else {
        let adverts = pages.iter().filter(|page| page.advert).count();
        bail!(
            "{adverts} of {} pages of {} look like an advert: at least {} that are built alike are \
             needed",
            pages.len(),
            learn.host,
            spoor_read::PAGES_MIN
        );
    };
    if let Some(path) = &learn.output {
        fs::write(path, &induced.toml).with_context(|| path.display().to_string())?;
    } else if !global.json {
        print!("{}", induced.toml);
    }
    if learn.keep {
        let path = workspace.dir.join("profiles").join(format!("{}.toml", learn.host));
        fs::write(&path, &induced.toml).with_context(|| path.display().to_string())?;
    }
    let fields: Vec<String> =
        induced.fields.iter().map(|(name, on)| format!("{name} on {on}")).collect();
    let words = format!(
        "learned from {} pages with an advert: text, title, {}\n",
        count(induced.adverts as u64),
        fields.join(", ")
    );
    let json = serde_json::json!({
        "host": learn.host, "adverts": induced.adverts, "fields": induced.fields,
        "profile": induced.toml,
    });
    if global.json || learn.output.is_some() {
        tell(global, &json, &words)?;
    } else {
        global.progress().say(words.trim_end());
    }
    Ok(Outcome::Done)
}

async fn test_one(global: &Global, test: Test) -> Result<Outcome> {
    let told = || test.file.display().to_string();
    let text = fs::read_to_string(&test.file).with_context(told)?;
    let profile = Profile::parse(&text).with_context(told)?;
    let workspace = global.open().await?;
    let trial = learn_profile::trial(&workspace, &profile)?;
    let json = serde_json::to_value(&trial)?;
    tell(global, &json, &in_words(&trial))?;
    let good = trial.pages > 0 && trial.adverts > 0 && trial.defects.is_empty();
    Ok(if good { Outcome::Done } else { Outcome::No })
}

fn in_words(trial: &Trial) -> String {
    let mut words =
        format!("{} pages of its hosts, {} adverts\n", count(trial.pages), count(trial.adverts));
    for field in &trial.fields {
        let shown: Vec<String> =
            field.values.iter().take(SHOWN).map(|v| format!("{v:?}")).collect();
        words += &format!("{:<10} {:>6}  {}\n", field.name, count(field.found), shown.join(" · "));
    }
    for (defect, n) in &trial.defects {
        words += &format!("{} times: {defect}\n", count(*n));
    }
    words
}
