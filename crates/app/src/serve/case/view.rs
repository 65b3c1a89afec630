//! One case: its leads with where they stand, notes, tasks, and what was done to it.

use super::super::board::Board;
use super::super::fault::Answer;
use super::super::house::House;
use super::super::inbox::band;
use super::super::pages;
use super::super::shown;
use super::super::who::Who;
use super::{found, in_words, is_overdue, until, words};
use crate::clock;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Html;
use serde::Serialize;
use spoor_access::policy::Action;
use spoor_vault::TaskQuery;
use spoor_vocab::{Case, Direction, Note, Task};
use std::sync::Arc;
use utoipa::ToSchema;

/// Lines of history shown.
const HISTORY: u32 = 200;
/// Reasons shown of a lead, each way.
const REASONS: usize = 2;

/// A case.
#[derive(Serialize, ToSchema)]
pub struct CaseView {
    /// Its name.
    pub case: String,
    /// Its title.
    pub title: words::Words,
    /// Its purpose, in words.
    pub purpose: String,
    /// The legal basis.
    pub basis: String,
    /// Day of review.
    pub review: String,
    /// Whether that day has passed.
    pub overdue: bool,
    /// Day from which its words are gone.
    pub until: String,
    /// Who answers for it.
    pub owner: String,
    /// Who sees it beside supervisors.
    pub members: Vec<String>,
    /// When it was opened.
    pub opened: String,
    /// How it ended, by whom, when; none while it is open.
    pub end: Option<String>,
    /// Whether the person says who works on it, how long, and when it ends.
    pub manages: bool,
    /// Whether the person may write in it now.
    pub writes: bool,
    /// How many leads would leave if the person asked that the case be referred; 0 if they may not.
    pub refers: usize,
    /// Its leads.
    pub leads: Vec<CaseLead>,
    /// Notes, oldest first.
    pub notes: Vec<NoteView>,
    /// Tasks, those that are not done first.
    pub tasks: Vec<TaskView>,
    /// What was done to it, newest first, from the custody log.
    pub history: Vec<LineView>,
}

/// A lead of a case.
#[derive(Serialize, ToSchema)]
pub struct CaseLead {
    /// The lead.
    pub lead_id: String,
    /// Whether the newest build has it.
    pub there: bool,
    /// Rank, strength, adverts, whose it is, in words.
    pub facts: String,
    /// What was decided of it and stands.
    pub decisions: Vec<String>,
    /// The heaviest reasons for a closer look.
    pub for_it: Vec<String>,
    /// The heaviest reasons against.
    pub against: Vec<String>,
}

/// A note.
#[derive(Serialize, ToSchema)]
pub struct NoteView {
    /// Position in the custody log.
    pub seq: u64,
    /// The words.
    pub words: words::Words,
    /// Who wrote it.
    pub who: String,
    /// When.
    pub at: String,
    /// Whether the person may erase the words.
    pub erases: bool,
}

/// A task.
#[derive(Serialize, ToSchema)]
pub struct TaskView {
    /// Position in the custody log.
    pub seq: u64,
    /// The case.
    pub case: String,
    /// The words.
    pub words: words::Words,
    /// Whose it is.
    pub person: String,
    /// Day on which it is due.
    pub due: String,
    /// Whether that day has passed and it is not done.
    pub overdue: bool,
    /// Who gave it, and when.
    pub given: String,
    /// Who said that it is done, and when.
    pub done: Option<String>,
    /// Whether the person may erase the words.
    pub erases: bool,
}

/// A line of history.
#[derive(Serialize, ToSchema)]
pub struct LineView {
    /// Position in the custody log.
    pub seq: u64,
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What, in words.
    pub what: String,
}

/// A case as a page.
#[utoipa::path(get, path = "/case/{id}", tag = "cases", params(("id" = String, Path)),
    responses((status = 200), (status = 404)))]
pub async fn page(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
) -> Result<Html<String>, Answer> {
    let view = view(&house, &who, &id).await?;
    let frame = who.frame();
    let tomorrow = clock::day(house.now() + super::DAY);
    let outcomes = super::OUTCOMES;
    let title = format!("Case {id}");
    who.page(&pages::Case {
        title: &title,
        frame: &frame,
        view: &view,
        tomorrow: &tomorrow,
        outcomes,
    })
}

/// A case as data.
#[utoipa::path(get, path = "/api/case/{id}", tag = "cases", params(("id" = String, Path)),
    responses((status = 200, body = CaseView), (status = 404)))]
pub async fn api(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
) -> Result<Json<CaseView>, Answer> {
    view(&house, &who, &id).await.map(Json)
}

async fn view(house: &House, who: &Who, name: &str) -> Result<CaseView, Answer> {
    let (case, resource) = found(house, who, name).await?;
    // The reasons of its leads name people's numbers: the log says whose were shown.
    let mut seen = resource.clone();
    seen.id = format!("{} with {}", case.name(), case.leads.join(" "));
    who.look(Action::ViewLead, &seen, case.leads.len() as u64).await?;
    let fault = |e: spoor_vault::VaultError| who.fault(e.into());
    let book = &house.casebook;
    let said = words::all(house, case.number).await.map_err(|e| who.fault(e.into()))?;
    let (me, manages) = (who.account.name.as_str(), who.could(Action::ManageCase, &resource));
    let overdue = is_overdue(house, &case);
    let writes = case.end.is_none() && !overdue && who.could(Action::WriteCase, &resource);
    let note = |n: Note| NoteView {
        seq: n.seq,
        words: said.of(&n.words),
        erases: manages || n.who == me,
        who: n.who,
        at: shown(n.at),
    };
    let of_case = TaskQuery { case: Some(case.number), ..TaskQuery::default() };
    let board = house.board();
    let tasks = book.tasks(&of_case).await.map_err(fault)?;
    let history = book.acts_about(&case.name(), HISTORY).await.map_err(fault)?;
    let line = |row: spoor_vault::ActRow| LineView {
        seq: row.seq,
        at: shown(row.act.at),
        what: in_words(&row.act),
        who: row.act.who,
    };
    let purposes = house.policies.purposes();
    let purpose = purposes.iter().find(|p| p.id == case.terms.purpose);
    Ok(CaseView {
        case: case.name(),
        title: said.of(&case.terms.title),
        purpose: purpose.map_or_else(|| case.terms.purpose.clone(), |p| p.sentence.clone()),
        basis: case.terms.basis.clone(),
        review: case.terms.review.clone(),
        overdue,
        until: case
            .end
            .as_ref()
            .map_or_else(|| clock::day(until(&case.terms.review)), |(e, ..)| e.keep_until.clone()),
        owner: case.owner.clone(),
        members: case.members.iter().cloned().collect(),
        opened: shown(case.opened_at),
        end: case.end.as_ref().map(|(e, by, at)| format!("{}, {by}, {}", e.outcome, shown(*at))),
        manages,
        writes,
        refers: match case.end.is_none()
            && !overdue
            && who.could(Action::ProposeReferral, &resource)
        {
            true => case.leads.iter().filter(|lead| board.lead(lead).is_some()).count(),
            false => 0,
        },
        leads: case.leads.iter().map(|lead| lead_view(house, &board, lead)).collect(),
        notes: book.notes(case.number).await.map_err(fault)?.into_iter().map(note).collect(),
        tasks: tasks.into_iter().map(|t| task_view(house, &case, t, &said, me, manages)).collect(),
        history: history.into_iter().map(line).collect(),
    })
}

/// A task as pages show it.
pub fn task_view(
    house: &House,
    case: &Case,
    task: Task,
    said: &words::All,
    me: &str,
    manages: bool,
) -> TaskView {
    TaskView {
        seq: task.seq,
        case: case.name(),
        words: said.of(&task.terms.words),
        overdue: task.done.is_none() && super::has_passed(&task.terms.due, house.now()),
        person: task.terms.person,
        due: task.terms.due,
        given: format!("{}, {}", task.who, shown(task.at)),
        done: task.done.map(|(by, at)| format!("{by}, {}", shown(at))),
        erases: manages || task.who == me,
    }
}

fn lead_view(house: &House, board: &Board, id: &str) -> CaseLead {
    let standing = house.with_work(|w| w.standing(id));
    let decisions = standing.decisions.iter();
    let decisions = decisions.map(|(_, d)| format!("{} by {}", d.verdict, d.reviewer)).collect();
    let Some(placed) = board.lead(id) else {
        let facts = "not among the leads of the newest build".to_owned();
        let (lead_id, none) = (id.to_owned(), Vec::new);
        return CaseLead {
            lead_id,
            there: false,
            facts,
            decisions,
            for_it: none(),
            against: none(),
        };
    };
    let lead = placed.lead;
    let mut facts =
        format!("{}, rank {}, {} adverts", band(lead.score), placed.rank, lead.advert_ids.len());
    if let Some(person) = &standing.assigned {
        facts += &format!(", with {person}");
    }
    if standing.parked.is_some() {
        facts += ", put away";
    }
    if standing.second.is_some() {
        facts += ", second opinion asked";
    }
    let struck = board.struck(id);
    let reasons = |way: Direction| {
        let counts = |r: &&spoor_vocab::Reason| r.direction == way && !struck.contains(&r.code);
        let of = lead.reasons.iter().filter(counts).take(REASONS);
        of.map(|r| r.text.clone()).collect()
    };
    CaseLead {
        lead_id: id.to_owned(),
        there: true,
        facts,
        decisions,
        for_it: reasons(Direction::For),
        against: reasons(Direction::Against),
    }
}
