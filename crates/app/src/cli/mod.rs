//! The command line: one definition per command, from which help, man pages and completions come.

mod account;
mod backup;
mod bank;
mod bias;
mod build;
mod complete;
mod contest;
mod crawl;
mod decide;
mod demo;
mod erase;
mod evaluate;
mod export;
mod extract;
mod import;
mod inbox;
mod init;
mod leads;
mod missing;
mod model;
mod pack;
mod prices;
mod profile;
mod queue;
mod refer;
mod report;
mod restore;
mod retention;
mod serve;
mod show;
mod source;
mod stamp;
mod token;
mod trends;
mod verify;

use crate::out::Outcome;
use crate::progress::Progress;
use crate::workspace::Workspace;
use crate::{clock, out};
use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use spoor_vocab::Millis;
use std::path::PathBuf;

const EXIT_CODES: &str = "Exit codes:
  0  done
  1  the answer is no (no match, check failed, chain broken)
  2  error or misuse
  3  done, but some input was rejected (the reject file is named)
  4  refused (legal basis, purpose or named person missing)";

/// Leads for people to review, from adverts, against human trafficking.
///
/// Adverts go in; explained, ranked leads come out, with proof of where every byte came from.
/// A lead is never a verdict: a named person decides.
#[derive(Parser)]
#[command(name = "spoor", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Args)]
pub struct Global {
    /// The workspace folder
    #[arg(long, global = true, env = "SPOOR_WORKSPACE", default_value = ".", value_name = "DIR")]
    pub workspace: PathBuf,
    /// Database of the casebook, as postgres://USER@HOST/NAME; a file of the workspace without one
    #[arg(long, global = true, env = "SPOOR_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// Who is doing this; goes into the custody log
    #[arg(long = "as", global = true, env = "SPOOR_USER", value_name = "NAME")]
    pub person: Option<String>,
    /// Print JSON on stdout
    #[arg(long, global = true)]
    pub json: bool,
    /// No words and no progress on stderr
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// No progress bars
    #[arg(long, global = true)]
    pub no_progress: bool,
    /// Act as if it were this time (RFC 3339 or a date), for runs that can be repeated
    #[arg(long, global = true, value_name = "TIME", hide = true)]
    pub as_of: Option<String>,
}

impl Global {
    /// The time that counts for this run.
    pub fn now(&self) -> Result<Millis> {
        clock::now(self.as_of.as_deref())
    }

    /// How to show progress.
    pub fn progress(&self) -> Progress {
        Progress::new(self.quiet, self.no_progress)
    }

    /// Who does this, for acts that the law does not tie to a named person: the name given, else
    /// the account that runs the program, and said to be only that.
    pub fn who(&self) -> String {
        let named = self.person.as_deref().map(str::trim).filter(|p| !p.is_empty());
        named.map(str::to_owned).unwrap_or_else(|| match std::env::var("USER") {
            Ok(account) if !account.is_empty() => format!("account {account}, not named"),
            _ => "nobody named".to_owned(),
        })
    }

    /// Opens the workspace, its packs aside.
    pub async fn open_without_packs(&self) -> Result<Workspace> {
        Workspace::open_without_packs(&self.workspace, self.database.as_deref()).await
    }

    /// Opens the workspace.
    pub async fn open(&self) -> Result<Workspace> {
        Workspace::open(&self.workspace, self.database.as_deref()).await
    }
}

#[derive(Subcommand)]
enum Command {
    /// Make up a country, run the whole flow on it, and show the leads
    Demo(demo::Demo),
    /// Make a workspace
    Init(init::Init),
    /// Name a source with its legal basis, purpose and retention; list sources
    Source(source::SourceArgs),
    /// Seal files of adverts into the vault
    Import(import::Import),
    /// Watch a folder: what partners put there is imported by itself
    Inbox(inbox::Inbox),
    /// Collect adverts from the web, by a profile that says on what law it stands
    Crawl(crawl::Crawl),
    /// Learn how the pages of a site are read, or try a profile on its exhibits
    Profile(profile::ProfileArgs),
    /// Read, extract, link and rank what is in the vault
    Build(build::BuildArgs),
    /// List the leads
    Leads(leads::Leads),
    /// Show one advert, actor, ring or lead with all its reasons
    Show(show::Show),
    /// The next leads to judge: the probable, those that teach most, and a random share
    Queue(queue::Queue),
    /// What rises: terms, sites, routes, services and prices that more actors take up than before
    Trends(trends::Trends),
    /// What an hour costs in a place, by month, and where an amount stands
    Prices(prices::PricesArgs),
    /// Record what a named person decided on a lead, and why
    Decide(decide::Decide),
    /// Record that two adverts are not of one author, or that they are, and why
    Contest(contest::ContestArgs),
    /// What decisions have taught the ranking: its card, versions, drift
    Model(model::ModelArgs),
    /// Whom the ranking serves worse, and which reasons stand in for a language or region
    Bias(bias::Bias),
    /// Serve the workbench: leads to review in a browser, for a team
    Serve(serve::Serve),
    /// Accounts of the workbench: who there is, and confirming one
    Account(account::AccountArgs),
    /// Write the leads as one HTML file, readable on paper
    Report(report::Report),
    /// Hand leads over as one sealed package: one person names the purpose, another releases
    Refer(refer::Refer),
    /// Check every byte of the vault against the custody log, or check a package or a proof
    Verify(verify::Verify),
    /// Have a time stamp authority say that the custody log was there, or list what was said
    Stamp(stamp::StampArgs),
    /// Write all that cannot be made anew into one signed file; works beside a server
    Backup(backup::Backup),
    /// Make a workspace of a backup, checked against its signature (needs --as)
    Restore(restore::Restore),
    /// Export the proof that an exhibit stands in the custody log
    Prove(verify::Prove),
    /// Export a table
    Export(export::Export),
    /// Filter: JSON lines {"id","text"} in, the same with mentions out
    Extract(extract::Extract),
    /// Score the current snapshot against planted truth
    Evaluate(evaluate::Evaluate),
    /// Erase a selector, an advert or a source everywhere, derived data too
    Erase(erase::Erase),
    /// Retention: what has expired, and erasing it
    Retention(retention::Retention),
    /// Lists of hashes of known material, against which every picture is held
    Bank(bank::BankArgs),
    /// Notices of missing persons, and who of those advertised may be them
    Missing(missing::Missing),
    /// Knowledge packs: lexicons, rules and profiles that travel between teams, signed
    Pack(pack::PackArgs),
    /// Print completions for a shell
    Completions(complete::Completions),
    /// Write man pages into a folder
    #[command(hide = true)]
    Man(complete::Man),
}

/// Reads the command line and runs the command.
pub async fn run() -> Result<Outcome> {
    let Cli { global, command } = Cli::parse();
    match command {
        Command::Demo(c) => demo::run(&global, c).await,
        Command::Init(c) => init::run(&global, c).await,
        Command::Source(c) => source::run(&global, c).await,
        Command::Import(c) => import::run(&global, c).await,
        Command::Inbox(c) => inbox::run(&global, c).await,
        Command::Profile(c) => profile::run(&global, c).await,
        Command::Crawl(c) => crawl::run(&global, c).await,
        Command::Build(c) => build::run(&global, c).await,
        Command::Leads(c) => leads::run(&global, c).await,
        Command::Bank(c) => bank::run(&global, c).await,
        Command::Missing(c) => missing::run(&global, c).await,
        Command::Show(c) => show::run(&global, c).await,
        Command::Queue(c) => queue::run(&global, c).await,
        Command::Model(c) => model::run(&global, c).await,
        Command::Bias(c) => bias::run(&global, c).await,
        Command::Trends(c) => trends::run(&global, c).await,
        Command::Prices(c) => prices::run(&global, c).await,
        Command::Decide(c) => decide::run(&global, c).await,
        Command::Contest(c) => contest::run(&global, c).await,
        Command::Serve(c) => serve::run(&global, c).await,
        Command::Account(c) => account::run(&global, c).await,
        Command::Report(c) => report::run(&global, c).await,
        Command::Refer(c) => refer::run(&global, c).await,
        Command::Verify(c) => verify::run(&global, c).await,
        Command::Stamp(c) => stamp::run(&global, c).await,
        Command::Backup(c) => backup::run(&global, c).await,
        Command::Restore(c) => restore::run(&global, c).await,
        Command::Prove(c) => verify::prove(&global, c).await,
        Command::Export(c) => export::run(&global, c).await,
        Command::Extract(c) => extract::run(&global, &c),
        Command::Evaluate(c) => evaluate::run(&global, c).await,
        Command::Erase(c) => erase::run(&global, c).await,
        Command::Retention(c) => retention::run(&global, c).await,
        Command::Pack(c) => pack::run(&global, c).await,
        Command::Completions(c) => complete::completions(&c),
        Command::Man(c) => complete::man(&c),
    }
}

/// `180d`, `26w` or a bare number of days.
pub fn days(text: &str) -> Result<u32, String> {
    let (digits, factor) = match text.trim_end_matches(['d', 'w']) {
        digits if text.ends_with('w') => (digits, 7),
        digits => (digits, 1),
    };
    let number: u32 =
        digits.parse().map_err(|_| format!("{text:?} is not a number of days: write 180d"))?;
    number.checked_mul(factor).ok_or_else(|| format!("{text:?} is too long"))
}

/// Says on stdout, as JSON or words, what a command did.
pub fn tell(global: &Global, value: &serde_json::Value, words: &str) -> Result<()> {
    if global.json { out::json(value) } else { out::text(words) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn days_are_read() {
        assert_eq!(days("180d"), Ok(180));
        assert_eq!(days("2w"), Ok(14));
        assert_eq!(days("30"), Ok(30));
        assert!(days("soon").is_err());
        assert!(days("").is_err());
    }
}
