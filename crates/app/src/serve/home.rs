//! Home: what waits for the person, where they were, and what is new since they were last here.

use super::case::{TaskView, is_overdue, task_view, visible, words};
use super::fault::{Answer, Fault};
use super::house::House;
use super::inbox::{band, hidden, told};
use super::news;
use super::pages;
use super::photo;
use super::saved::{self, SavedView};
use super::shown;
use super::who::Who;
use axum::Json;
use axum::extract::State;
use axum::response::Html;
use serde::Serialize;
use spoor_access::policy::{Action, Kind, Resource};
use spoor_vault::{AuditKind, AuditQuery, Said, TaskQuery};
use spoor_vocab::{ActKind, Case, Millis};
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::ToSchema;

/// Things named of a kind.
const NAMED: usize = 20;
/// Places to go on from.
const PLACES: usize = 8;
/// Lines of the log in which they are looked for.
const LINES: u32 = 200;

/// A person's work.
#[derive(Default, Serialize, ToSchema)]
pub struct HomeView {
    /// Whether they may open leads now; else nothing else is told.
    pub works: bool,
    /// When they were last here, before this sitting.
    pub since: Option<String>,
    /// Leads that are with them and that they have not judged.
    pub leads: Vec<HomeLead>,
    /// Second opinions that are asked of them.
    pub second: Vec<HomeLead>,
    /// Cases that they are members of and whose day of review has passed.
    pub reviews: Vec<ReviewView>,
    /// Their tasks that are not done.
    pub tasks: Vec<TaskView>,
    /// Where they were, newest first.
    pub places: Vec<PlaceView>,
    /// What is new since they were last here.
    pub news: Vec<NewsView>,
    /// Their saved searches with new hits.
    pub searches: Vec<SavedView>,
    /// Pictures that they asked to see today: nobody else is told how many.
    pub revealed: u64,
}

/// A lead, in a line.
#[derive(Serialize, ToSchema)]
pub struct HomeLead {
    /// The lead.
    pub lead_id: String,
    /// Rank, strength, who asks, in words.
    pub facts: String,
}

/// A case that takes nothing more before somebody says whether it goes on.
#[derive(Serialize, ToSchema)]
pub struct ReviewView {
    /// The case.
    pub case: String,
    /// The day that has passed.
    pub review: String,
    /// Who says it, beside supervisors.
    pub owner: String,
}

/// A place to go on from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaceView {
    /// What it is.
    pub what: String,
    /// Its address.
    pub href: String,
    /// When they were there.
    pub at: String,
}

/// Something new.
#[derive(Serialize, ToSchema)]
pub struct NewsView {
    /// What, in words.
    pub what: String,
    /// Where to look; empty if nowhere in particular.
    pub href: String,
}

/// Home as a page.
#[utoipa::path(get, path = "/", tag = "leads", responses((status = 200)))]
pub async fn page(State(house): State<Arc<House>>, who: Who) -> Result<Html<String>, Answer> {
    let view = view(&house, &who).await?;
    let frame = who.frame();
    who.page(&pages::Home { title: "My work", frame: &frame, view: &view })
}

/// Home as data.
#[utoipa::path(get, path = "/api/home", tag = "leads",
    responses((status = 200, body = HomeView)))]
pub async fn api(State(house): State<Arc<House>>, who: Who) -> Result<Json<HomeView>, Answer> {
    view(&house, &who).await.map(Json)
}

async fn view(house: &House, who: &Who) -> Result<HomeView, Answer> {
    if !who.could(Action::ViewLead, &Resource::new(Kind::Lead, "home")) {
        return Ok(HomeView::default());
    }
    let fail = |e: anyhow::Error| who.fault(Fault::Failed(e));
    let me = who.account.name.as_str();
    let (leads, second) = waiting(house, who).await?;
    let cases = visible(house, who).await?;
    let tasks = tasks(house, who, &cases).await?;
    let overdue = cases.iter().filter(|c| c.members.contains(me) && is_overdue(house, c));
    let review = |case: &Case| ReviewView {
        case: case.name(),
        review: case.terms.review.clone(),
        owner: case.owner.clone(),
    };
    let reviews = overdue.map(review).collect();
    let began = who.sitting.session.began;
    let last = house.casebook.last_seen(me, began).await.map_err(|e| who.fault(e.into()))?;
    let since = last.map(|(_, at)| at);
    let searches = saved::mine(house, who).await.map_err(fail)?;
    let named: Vec<&str> = leads.iter().chain(&second).map(|l| l.lead_id.as_str()).collect();
    let list = Resource::new(Kind::Lead, format!("home: {}", named.join(" ")));
    let places = places(house, me).await.map_err(fail)?;
    let news = match since {
        Some(since) => fresh(house, me, &cases, since).await.map_err(fail)?,
        None => Vec::new(),
    };
    who.look(Action::ViewLead, &list, named.len() as u64).await?;
    Ok(HomeView {
        works: true,
        since: since.map(shown),
        leads,
        second,
        reviews,
        tasks,
        places,
        news,
        searches: searches.into_iter().filter(|s| s.new > 0).collect(),
        revealed: photo::today(house, who).await?,
    })
}

/// Leads that wait for the person: theirs, and those of which a second opinion is asked.
async fn waiting(house: &House, who: &Who) -> Result<(Vec<HomeLead>, Vec<HomeLead>), Answer> {
    let (me, board) = (who.account.name.as_str(), house.board());
    let away = hidden(house, who).await?;
    let seen = |lead: &String| board.lead(lead).is_some() && board.sources(lead).is_disjoint(&away);
    let (mut theirs, mut asked) = house.with_work(|w| w.of_person(me));
    let judged = |lead: &String| {
        let standing = house.with_work(|w| w.standing(lead));
        standing.decisions.iter().any(|(_, d)| d.reviewer == me)
    };
    theirs.retain(|lead| seen(lead) && !judged(lead));
    asked.retain(|(lead, _)| seen(lead));
    let rank = |lead: &String| board.lead(lead).map_or(usize::MAX, |p| p.rank);
    theirs.sort_by_key(rank);
    asked.sort_by_key(|(lead, _)| rank(lead));
    let facts = |lead: &String| {
        let placed = board.lead(lead);
        placed.map_or(String::new(), |p| format!("{}, rank {}", band(p.lead.score), p.rank))
    };
    let theirs = theirs.into_iter().take(NAMED);
    let theirs = theirs.map(|lead_id| HomeLead { facts: facts(&lead_id), lead_id }).collect();
    // A second opinion is worth most from who does not know the rank.
    let asked = asked.into_iter().take(NAMED);
    let asked = asked.map(|(lead_id, by)| HomeLead { lead_id, facts: format!("asked by {by}") });
    Ok((theirs, asked.collect()))
}

async fn tasks(house: &House, who: &Who, cases: &[Case]) -> Result<Vec<TaskView>, Answer> {
    let me = who.account.name.as_str();
    let own = TaskQuery { person: Some(me), open: true, case: None };
    let tasks = house.casebook.tasks(&own).await.map_err(|e| who.fault(e.into()))?;
    let mut views = Vec::new();
    for task in tasks {
        let Some(case) = cases.iter().find(|case| case.number == task.case) else { continue };
        if case.end.is_none() {
            let said = words::all(house, case.number).await.map_err(|e| who.fault(e.into()))?;
            views.push(task_view(house, case, task, &said, me, false));
        }
    }
    Ok(views)
}

/// Where the person was, from the log.
async fn places(house: &House, me: &str) -> anyhow::Result<Vec<PlaceView>> {
    let about = Some("view_lead ");
    let query = AuditQuery {
        who: Some(me),
        kind: Some(AuditKind::Look),
        about,
        before: None,
        limit: LINES,
    };
    let (mut seen, mut places) = (BTreeSet::new(), Vec::new());
    for line in house.casebook.audit(&query).await? {
        let Some((what, href)) = place(&line.what) else { continue };
        if seen.insert(href.clone()) && places.len() < PLACES {
            places.push(PlaceView { what, href, at: shown(line.at) });
        }
    }
    Ok(places)
}

/// The place that a line of the log is about, if it is one to go back to.
fn place(line: &str) -> Option<(String, String)> {
    let words: Vec<&str> = line.split(' ').collect();
    let plain = |id: &str| id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    match words.as_slice() {
        ["view_lead", "Lead", id] if id.starts_with("L-") && plain(id) => {
            Some((format!("lead {id}"), format!("/lead/{id}")))
        }
        ["view_lead", "Lead", _, "ring", id] if plain(id) => {
            Some((format!("ring {id}"), format!("/ring/{id}")))
        }
        ["view_lead", "Case", id, "with", ..] if Case::number_of(id).is_some() => {
            Some((format!("case {id}"), format!("/case/{id}")))
        }
        _ => None,
    }
}

/// What others did since, in what concerns the person.
async fn fresh(
    house: &House,
    me: &str,
    cases: &[Case],
    since: Millis,
) -> anyhow::Result<Vec<NewsView>> {
    let mut news = Vec::new();
    for said in house.with_work(|w| w.since(me, since)).into_iter().take(NAMED) {
        let (lead, by) = match &said {
            Said::Decision(d) => (d.lead_id.clone(), d.reviewer.clone()),
            Said::Act(act) => (act.about.clone(), act.who.clone()),
            Said::Look { .. } => continue,
        };
        let what = format!("{by}: {}", told(&said));
        news.push(NewsView { what, href: format!("/lead/{lead}") });
    }
    for case in cases.iter().filter(|case| case.members.contains(me)) {
        let acts = house.casebook.acts_about(&case.name(), NAMED as u32).await?;
        let new = acts.iter().filter(|row| row.act.at > since && row.act.who != me).count();
        if new > 0 {
            let noted = acts.iter().filter(|row| {
                row.act.at > since && row.act.who != me && row.act.act == ActKind::WriteNote
            });
            let what =
                format!("{}: {new} new entries, {} of them notes", case.name(), noted.count());
            news.push(NewsView { what, href: format!("/case/{}#history", case.name()) });
        }
    }
    for new in news::leads_since(house, since).await? {
        let what = format!("{} new leads on {}", new.count, shown(new.at));
        news.push(NewsView { what, href: "/inbox".into() });
    }
    Ok(news)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_gone_back_to_is_a_place() {
        let href = |line: &str| place(line).map(|(_, href)| href);
        assert_eq!(href("view_lead Lead L-0a1b").as_deref(), Some("/lead/L-0a1b"));
        assert_eq!(href("view_lead Lead L-0a ring R-1").as_deref(), Some("/ring/R-1"));
        assert_eq!(href("view_lead Case C-2 with L-1 L-2").as_deref(), Some("/case/C-2"));
        for other in [
            "view_lead Lead inbox urgent: L-1",
            "view_lead Lead home: L-1",
            "refused: view_lead Lead L-1",
            "view_lead Lead L-<script>",
            "view_lead Case list C-1",
            "view_lead Case C-01 with L-1",
            "search Workspace query ab",
        ] {
            assert_eq!(href(other), None, "{other}");
        }
    }
}
