//! `spoor refer LEAD… -o FILE --to RECIPIENT --purpose … --as NAME --released-by NAME`: leads, or with
//! `--case CASE` those of a case, as one sealed package.

use super::{Global, tell};
use crate::clock;
use crate::learned::Learned;
use crate::out::{Outcome, Refused, count};
use crate::query;
use crate::referral::{self, Asking, LEADS, Order};
use crate::workspace::{Workspace, named};
use anyhow::{Context, Result, bail};
use clap::Args;
use spoor_access::policy::Policies;
use spoor_referral::{Audience, LeadPart, Package, same_person};
use spoor_tables::Engine;
use spoor_vault::{Casebook, Said};
use spoor_vocab::{Act, ActKind, Case, Millis};
use std::path::PathBuf;

#[derive(Args)]
pub struct Refer {
    /// The leads
    #[arg(required_unless_present = "case", conflicts_with = "case")]
    leads: Vec<String>,
    /// All leads of a case that are in the current snapshot, in place of leads
    #[arg(long, value_name = "CASE")]
    case: Option<String>,
    /// The package: a ZIP file
    #[arg(long, short)]
    output: PathBuf,
    /// Who gets it
    #[arg(long, default_value = "", value_name = "RECIPIENT")]
    to: String,
    /// What for: investigation, support, missing-person, or your own words
    #[arg(long, default_value = "")]
    purpose: String,
    /// Under which law, where the purpose is in your own words
    #[arg(long, default_value = "", value_name = "LAW")]
    basis: String,
    /// police: everything, with exhibits and proofs; support: contacts and languages alone
    #[arg(long = "for", default_value = "police", value_name = "AUDIENCE")]
    audience: Audience,
    /// The second person, who releases what the first (--as) asks for
    #[arg(long, default_value = "", value_name = "NAME")]
    released_by: String,
}

pub async fn run(global: &Global, args: Refer) -> Result<Outcome> {
    let asked_by = named(global.person.as_deref())?.to_owned();
    let mut asking = checked(&args, &asked_by)?;
    let mut workspace = global.open().await?;
    let engine = Engine::open(&workspace.store.snapshot()?).await?;
    let learned = Learned::load(&workspace, &engine).await?;
    let at = global.now()?;
    let named = match &args.case {
        Some(case) => of_case(workspace.vault.casebook(), case, at).await?,
        None => args.leads.clone(),
    };
    let mut leads = Vec::new();
    for id in &named {
        let Some(lead) = query::lead_by_id(&engine, id).await? else {
            if args.case.is_some() {
                continue;
            }
            bail!("there is no lead {id:?} in the current snapshot: see `spoor leads`");
        };
        let decisions = workspace.vault.decisions(Some(id)).await?;
        leads.push(LeadPart { chance: learned.chance(id), lead, decisions });
    }
    if leads.is_empty() || leads.len() > LEADS {
        bail!("{} leads would leave: refer 1 to {LEADS} at a time", leads.len());
    }
    let about = match &args.case {
        Some(case) => {
            asking.leads = leads.iter().map(|part| part.lead.lead_id.clone()).collect();
            vec![case.clone()]
        }
        None => args.leads.clone(),
    };
    let acts = acted(&mut workspace, &about, &args, (&asked_by, &asking), at).await?;
    let act = |who: &str| spoor_referral::Act { who: who.to_owned(), why: String::new(), at };
    let order = Order {
        about: about.into_iter().next().unwrap_or_default(),
        seq: acts[0],
        asking,
        asked: act(&asked_by),
        released: act(args.released_by.trim()),
        acts: acts.clone(),
        leads,
        leads_in_all: learned.leads.len() as u64,
        sources: workspace.vault.sources().await?,
    };
    let mut dossier = referral::dossier(&engine, order).await?;
    let wanted = referral::wanted(&dossier);
    referral::take_in(&mut dossier, workspace.vault.handover(&wanted, &acts)?);
    let package = Package::of(&dossier)?;
    let name = package.name().to_owned();
    let seal = referral::seal(&workspace.vault, &package)?;
    let bytes = package.sealed(&seal)?;
    std::fs::write(&args.output, &bytes).with_context(|| args.output.display().to_string())?;
    let shown = args.output.display().to_string();
    let words = format!(
        "{shown}: {name}, {} adverts, {} exhibits, {} bytes\ngive the recipient the key by another \
         way: {}\n",
        count(dossier.adverts.len() as u64),
        count(dossier.exhibits.len() as u64),
        count(bytes.len() as u64),
        dossier.custody.verifier.trim()
    );
    let told = serde_json::json!({
        "package": shown, "name": name, "adverts": dossier.adverts.len(),
        "exhibits": dossier.exhibits.len(), "bytes": bytes.len(),
        "key": dossier.custody.verifier.trim(),
    });
    tell(global, &told, &words)?;
    Ok(Outcome::Done)
}

/// What was named, if all was, and by two people.
fn checked(args: &Refer, asked_by: &str) -> Result<Asking> {
    let refuse = |why: &str| anyhow::Error::new(Refused(why.into()));
    if args.to.trim().is_empty() {
        return Err(refuse("say who gets it with --to RECIPIENT"));
    }
    if args.purpose.trim().is_empty() {
        return Err(refuse("say what for with --purpose: nothing leaves without a purpose"));
    }
    if args.released_by.trim().is_empty() {
        return Err(refuse("name the second person with --released-by NAME: nobody refers alone"));
    }
    if same_person(asked_by, &args.released_by) {
        return Err(refuse("who asks cannot release: a second person has to (--released-by)"));
    }
    let known = Policies::builtin();
    let known = known.purposes().iter().find(|p| p.id == args.purpose && p.kind == "casework");
    let (purpose, basis) = match known {
        Some(known) => (known.sentence.clone(), known.legal_basis.clone()),
        None => (args.purpose.trim().to_owned(), args.basis.trim().to_owned()),
    };
    let (to, audience) = (args.to.trim().to_owned(), args.audience.as_str().to_owned());
    Ok(Asking { to, purpose, basis, audience, leads: Vec::new() })
}

/// The leads of a case that is open and whose review is not overdue.
async fn of_case(book: &Casebook, name: &str, now: Millis) -> Result<Vec<String>> {
    let case = match Case::number_of(name) {
        Some(number) => book.case(number).await?,
        None => None,
    };
    let Some(case) = case else { bail!("there is no case {name:?}: name it as C-1") };
    if case.end.is_some() {
        return Err(Refused(format!("{name} is closed: it is opened again first")).into());
    }
    if case.terms.review < clock::day(now) {
        let told = format!("the review of {name} was due on {}", case.terms.review);
        return Err(Refused(told + ": somebody says first whether it goes on").into());
    }
    Ok(case.leads)
}

/// Puts both people's acts into the custody log; their positions.
async fn acted(
    workspace: &mut Workspace,
    about: &[String],
    args: &Refer,
    (asked_by, asking): (&str, &Asking),
    at: Millis,
) -> Result<Vec<u64>> {
    let value = serde_json::to_string(asking)?;
    let act = |act, about: &str, value: &str, who: &str| {
        let (about, value, who) = (about.to_owned(), value.to_owned(), who.to_owned());
        Said::Act(Act { act, about, value, who, why: String::new(), at })
    };
    let asked: Vec<Said> =
        about.iter().map(|id| act(ActKind::Refer, id, &value, asked_by)).collect();
    let first = workspace.vault.record(&asked).await?;
    let seqs: Vec<u64> = (first..).take(asked.len()).collect();
    let by = args.released_by.trim();
    let released: Vec<Said> =
        seqs.iter().map(|seq| act(ActKind::Release, &seq.to_string(), "", by)).collect();
    let second = workspace.vault.record(&released).await?;
    Ok(seqs.iter().copied().chain((second..).take(released.len())).collect())
}
