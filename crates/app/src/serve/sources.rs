//! Sources and retention: under which law each is kept and for how long, what is about to expire, and
//! who may see what only some may see.

use super::fault::{Answer, Fault};
use super::house::House;
use super::pages;
use super::shown;
use super::who::{Form, Sent, Who};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use serde::{Deserialize, Serialize};
use spoor_access::policy::{Action, Kind, Resource};
use spoor_vault::{Holding, Kept, Said};
use spoor_vocab::{Act, ActKind, Millis, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use utoipa::ToSchema;

/// Kind under which the names of restricted sources are kept.
pub const RESTRICTED: &str = "restricted-source";
const DAY: Millis = 86_400_000;

/// All sources.
#[derive(Serialize, ToSchema)]
pub struct SourcesView {
    /// By name.
    pub sources: Vec<SourceView>,
    /// Whether the person may change who sees them.
    pub may_manage: bool,
    /// What is under way or was done last beside the pages.
    pub job: Option<String>,
}

/// One source.
#[derive(Serialize, ToSchema)]
pub struct SourceView {
    /// Its name.
    pub name: String,
    /// Legal basis, in the words of who named it.
    pub basis: String,
    /// What it may be used for.
    pub purpose: String,
    /// Days that its exhibits are kept.
    pub retain_days: u32,
    /// Country whose national numbers it has, where there is one.
    pub country: Option<String>,
    /// Exhibits that are held.
    pub exhibits: u64,
    /// Of them, those whose time is over.
    pub expired: u64,
    /// Of them, those whose time is over within 7 and within 30 days.
    pub expires_soon: [u64; 2],
    /// The day on which the first of them expire.
    pub first_expiry: Option<String>,
    /// Whether only people cleared for it may see it.
    pub restricted: bool,
    /// Who is cleared for it; told only to who may change it.
    pub cleared: Vec<String>,
}

/// The sources as a page.
#[utoipa::path(get, path = "/sources", tag = "sources", responses((status = 200)))]
pub async fn page(State(house): State<Arc<House>>, who: Who) -> Result<Html<String>, Answer> {
    let view = view(&house, &who).await?;
    let frame = who.frame();
    who.page(&pages::Sources { title: "Sources and retention", frame: &frame, view: &view })
}

/// The sources as data.
#[utoipa::path(get, path = "/api/sources", tag = "sources",
    responses((status = 200, body = SourcesView)))]
pub async fn api(State(house): State<Arc<House>>, who: Who) -> Result<Json<SourcesView>, Answer> {
    view(&house, &who).await.map(Json)
}

/// Which law a source stands under is no secret from anybody who works here, and nothing of people.
async fn view(house: &House, who: &Who) -> Result<SourcesView, Answer> {
    let failed = |e: anyhow::Error| who.fault(Fault::Failed(e));
    let sources = house.casebook.sources().await.map_err(|e| failed(e.into()))?;
    let holdings = house.clerk.ask(|vault| vault.holdings()).await.map_err(failed)?;
    let restricted = restricted(house).await.map_err(failed)?;
    let may_manage = who.could(Action::ManageSource, &Resource::new(Kind::Workspace, "sources"));
    let cleared = if may_manage { cleared(house).await.map_err(failed)? } else { BTreeMap::new() };
    let now = house.now();
    let one = |s: Source| SourceView {
        restricted: restricted.contains(&s.name),
        cleared: cleared.get(&s.name).cloned().unwrap_or_default(),
        ..clock(s, &holdings, now)
    };
    let jobs = house.jobs.standing();
    let under_way =
        jobs.now.map(|(what, since)| format!("under way since {}: {what}", shown(since)));
    let last = || jobs.last.map(|(what, at)| format!("{} (ended {})", what, shown(at)));
    Ok(SourcesView {
        sources: sources.into_iter().map(one).collect(),
        may_manage,
        job: under_way.or_else(last),
    })
}

/// A source with its retention clock.
fn clock(source: Source, holdings: &[Holding], now: Millis) -> SourceView {
    let kept = Millis::from(source.retain_days) * DAY;
    let ends: Vec<(Millis, u64)> = holdings
        .iter()
        .filter(|h| h.source == source.name)
        .map(|h| (h.sealed_at.saturating_add(kept), h.exhibits))
        .collect();
    let until = |end: Millis| ends.iter().filter(|(at, _)| *at < end).map(|(_, n)| n).sum::<u64>();
    let expired = until(now);
    let soon = |days: Millis| until(now + days * DAY) - expired;
    SourceView {
        exhibits: ends.iter().map(|(_, n)| n).sum(),
        expired,
        expires_soon: [soon(7), soon(30)],
        first_expiry: ends.iter().map(|(at, _)| *at).min().map(|at| shown(at)[..10].to_owned()),
        name: source.name,
        basis: source.basis,
        purpose: source.purpose,
        retain_days: source.retain_days,
        country: source.country,
        restricted: false,
        cleared: Vec::new(),
    }
}

/// Names of the sources that only some may see.
pub async fn restricted(house: &House) -> anyhow::Result<BTreeSet<String>> {
    let kept = house.casebook.all_kept(RESTRICTED, house.now()).await?;
    Ok(kept.into_iter().map(|k| k.key).collect())
}

/// Who is cleared, by source.
async fn cleared(house: &House) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let mut of: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for account in house.accounts().await? {
        for source in &account.cleared {
            of.entry(source.clone()).or_default().push(account.name.clone());
        }
    }
    Ok(of)
}

/// Whom a source is opened to.
#[derive(Deserialize)]
pub struct Restrict {
    /// `yes` or `no`.
    restricted: String,
    /// Why, for the custody log.
    #[serde(default)]
    why: String,
}

/// Opens a source only to those who are cleared for it, or to all again.
#[utoipa::path(post, path = "/sources/{name}/restrict", tag = "sources",
    params(("name" = String, Path)), responses((status = 303), (status = 404)))]
pub async fn restrict(
    State(house): State<Arc<House>>,
    who: Who,
    Path(name): Path<String>,
    Sent(form): Sent<Form<Restrict>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    let source = there(&house, &who, &name).await?;
    // Who may say so need not be cleared for it: this shows nothing.
    who.may(Action::ManageSource, &source, 0).await?;
    if form.of.why.trim().is_empty() {
        return Err(who.fault(Fault::Unusable("say why: it goes into the custody log".into())));
    }
    let yes = form.of.restricted == "yes";
    let act = Act {
        act: ActKind::Restrict,
        about: name.clone(),
        value: if yes { "yes" } else { "no" }.into(),
        who: who.account.name.clone(),
        why: form.of.why.trim().to_owned(),
        at: house.now(),
    };
    // Shut before it is said, opened after it: a crash between leaves it shut.
    let failed = |e: anyhow::Error| who.fault(Fault::Failed(e));
    if yes {
        let kept = Kept { key: name.clone(), value: "{}".into(), expires: None };
        house.casebook.keep(RESTRICTED, &kept).await.map_err(|e| failed(e.into()))?;
    }
    house.clerk.record(vec![Said::Act(act)], None).await.map_err(failed)?;
    if !yes {
        house.casebook.remove(RESTRICTED, &name).await.map_err(|e| failed(e.into()))?;
    }
    Ok(Redirect::to("/sources"))
}

/// Who is to be cleared for a source.
#[derive(Deserialize)]
pub struct Clear {
    /// The account.
    name: String,
    /// `yes` or `no`.
    cleared: String,
}

/// Clears a person for a restricted source, or takes it back.
#[utoipa::path(post, path = "/sources/{name}/clear", tag = "sources",
    params(("name" = String, Path)), responses((status = 303), (status = 404)))]
pub async fn clear(
    State(house): State<Arc<House>>,
    who: Who,
    Path(name): Path<String>,
    Sent(form): Sent<Form<Clear>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    there(&house, &who, &name).await?;
    let person = form.of.name.trim().to_lowercase();
    let mut of = Resource::new(Kind::Account, person.clone());
    of.made_by.insert(person.clone());
    who.may(Action::ManageAccounts, &of, 0).await?;
    let failed = |e: anyhow::Error| who.fault(Fault::Failed(e));
    let Some(found) = house.account(&person).await.map_err(failed)? else {
        return Err(who.fault(Fault::NotThere(format!("there is no account {person:?}"))));
    };
    let mut account = found.value.clone();
    let (yes, value) = match form.of.cleared.as_str() {
        "yes" => (account.cleared.insert(name.clone()), format!("cleared for {name}")),
        _ => (account.cleared.remove(&name), format!("no longer cleared for {name}")),
    };
    if yes && !house.change_account(&found, &account).await.map_err(failed)? {
        return Err(who.fault(Fault::Unusable("somebody has changed it meanwhile".into())));
    }
    let act = Act {
        act: ActKind::Account,
        about: person,
        value,
        who: who.account.name.clone(),
        why: String::new(),
        at: house.now(),
    };
    house.clerk.record(vec![Said::Act(act)], None).await.map_err(failed)?;
    Ok(Redirect::to("/sources"))
}

/// The source if it is there.
async fn there(house: &House, who: &Who, name: &str) -> Result<Resource, Answer> {
    let sources = house.casebook.sources().await.map_err(|e| who.fault(e.into()))?;
    if !sources.iter().any(|s| s.name == name) {
        return Err(who.fault(Fault::NotThere(format!("there is no source {name:?}"))));
    }
    Ok(Resource::new(Kind::Source, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_counts_what_goes_when() {
        let source = Source {
            name: "a".into(),
            basis: "b".into(),
            purpose: "p".into(),
            retain_days: 30,
            country: None,
        };
        let held = |source: &str, day: Millis, exhibits| Holding {
            source: source.into(),
            sealed_at: day * DAY,
            exhibits,
        };
        let holdings = [held("a", 0, 5), held("a", 20, 7), held("b", 0, 100), held("a", 60, 11)];
        let view = clock(source, &holdings, 45 * DAY);
        assert_eq!((view.exhibits, view.expired, view.expires_soon), (23, 5, [7, 7]));
        assert_eq!(view.first_expiry.as_deref(), Some("1970-01-31"));
    }
}
