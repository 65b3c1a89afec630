//! The cases that a person sees, their own first; and the form that opens one.

use super::super::fault::{Answer, Fault};
use super::super::house::House;
use super::super::pages;
use super::super::who::{Form, Read, Sent, Who};
use super::{REVIEW_MOST, act, day, found, is_overdue, put, resource, restricted, until, words};
use axum::Json;
use axum::extract::State;
use axum::response::{Html, Redirect};
use serde::{Deserialize, Serialize};
use spoor_access::policy::{Action, Kind, Purpose, Resource};
use spoor_vault::{Kept, TaskQuery};
use spoor_vocab::{ActKind, Case, CaseTerms};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Characters of a title at most.
const TITLE: usize = 120;

/// Which cases.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// Closed ones too.
    #[serde(default)]
    pub closed: Option<String>,
    /// A lead that a new case is to begin with.
    #[serde(default)]
    pub lead: String,
}

/// The cases that a person may see.
#[derive(Serialize, ToSchema)]
pub struct CasesView {
    /// Whether closed ones are shown.
    pub closed: bool,
    /// The cases: the person's own first, then by number, the newest first.
    pub cases: Vec<CaseRow>,
    /// A lead that a new case is to begin with; empty for none.
    pub lead: String,
}

/// A case in the list.
#[derive(Serialize, ToSchema)]
pub struct CaseRow {
    /// Its name.
    pub case: String,
    /// Its title.
    pub title: words::Words,
    /// Who answers for it.
    pub owner: String,
    /// Whether the person is a member.
    pub mine: bool,
    /// Leads in it.
    pub leads: usize,
    /// Tasks that are not done.
    pub tasks: usize,
    /// Day of review.
    pub review: String,
    /// Whether that day has passed.
    pub overdue: bool,
    /// How it ended; none while it is open.
    pub outcome: Option<String>,
}

/// The cases as a page.
#[utoipa::path(get, path = "/cases", tag = "cases", params(Ask), responses((status = 200)))]
pub async fn list_page(
    State(house): State<Arc<House>>,
    who: Who,
    Read(ask): Read<Ask>,
) -> Result<Html<String>, Answer> {
    let view = view(&house, &who, &ask).await?;
    let frame = who.frame();
    let casework: Vec<&Purpose> =
        house.policies.purposes().iter().filter(|p| p.kind == "casework").collect();
    who.page(&pages::Cases { title: "Cases", frame: &frame, view: &view, casework: &casework })
}

/// The cases as data.
#[utoipa::path(get, path = "/api/cases", tag = "cases", params(Ask),
    responses((status = 200, body = CasesView)))]
pub async fn list_api(
    State(house): State<Arc<House>>,
    who: Who,
    Read(ask): Read<Ask>,
) -> Result<Json<CasesView>, Answer> {
    view(&house, &who, &ask).await.map(Json)
}

/// The cases that a person may see, in the order of opening.
pub async fn visible(house: &House, who: &Who) -> Result<Vec<Case>, Answer> {
    let away = restricted(house, who).await?;
    let all = house.casebook.cases().await.map_err(|e| who.fault(e.into()))?;
    let seen = |case: &Case| who.could(Action::ViewLead, &resource(house, case, &away));
    Ok(all.into_iter().filter(seen).collect())
}

/// Open cases that the person is a member of: name and title.
pub async fn open_of(house: &House, who: &Who) -> Result<Vec<(String, String)>, Answer> {
    let mut open = Vec::new();
    for case in visible(house, who).await? {
        if case.end.is_none() && case.members.contains(&who.account.name) {
            let said = words::all(house, case.number).await.map_err(|e| who.fault(e.into()))?;
            open.push((case.name(), said.of(&case.terms.title).text));
        }
    }
    Ok(open)
}

async fn view(house: &House, who: &Who, ask: &Ask) -> Result<CasesView, Answer> {
    let me = who.account.name.as_str();
    // What somebody may not see is not in the list; the list itself is theirs.
    let mut list = Resource::new(Kind::Case, "list");
    list.members = BTreeSet::from([me.to_owned()]);
    who.may(Action::ViewLead, &list, 0).await?;
    let mut cases = visible(house, who).await?;
    cases.retain(|case| case.end.is_none() || ask.closed.is_some());
    cases.sort_by_key(|case| (!case.members.contains(me), Reverse(case.number)));
    let names: Vec<String> = cases.iter().map(Case::name).collect();
    list.id = format!("list {}", names.join(" "));
    who.look(Action::ViewLead, &list, cases.len() as u64).await?;
    let open = TaskQuery { open: true, ..TaskQuery::default() };
    let tasks = house.casebook.tasks(&open).await.map_err(|e| who.fault(e.into()))?;
    let mut rows = Vec::new();
    for case in cases {
        let said = words::all(house, case.number).await.map_err(|e| who.fault(e.into()))?;
        rows.push(CaseRow {
            case: case.name(),
            title: said.of(&case.terms.title),
            mine: case.members.contains(me),
            leads: case.leads.len(),
            tasks: tasks.iter().filter(|t| t.case == case.number).count(),
            overdue: is_overdue(house, &case),
            outcome: case.end.as_ref().map(|(end, ..)| end.outcome.clone()),
            owner: case.owner,
            review: case.terms.review,
        });
    }
    Ok(CasesView { closed: ask.closed.is_some(), cases: rows, lead: ask.lead.clone() })
}

/// On what a case is opened.
#[derive(Deserialize)]
pub struct Open {
    title: String,
    /// Id of a purpose of casework.
    purpose: String,
    /// Day of review.
    review: String,
    /// A lead to begin with.
    #[serde(default)]
    lead: String,
}

/// Opens a case.
#[utoipa::path(post, path = "/cases", tag = "cases",
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn open(
    State(house): State<Arc<House>>,
    who: Who,
    Sent(form): Sent<Form<Open>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    who.may(Action::OpenCase, &Resource::new(Kind::Workspace, "case"), 0).await?;
    let form = form.of;
    let title = words::clean(&form.title, TITLE, "the title").map_err(|e| who.fault(e))?;
    let review = day(&house, &who, &form.review, REVIEW_MOST)?;
    let purposes = house.policies.purposes();
    let purpose = purposes.iter().find(|p| p.id == form.purpose && p.kind == "casework");
    let Some(purpose) = purpose else {
        let told = format!("{:?} is no purpose of casework here: choose one", form.purpose);
        return Err(who.fault(Fault::Unusable(told)));
    };
    let lead = form.lead.trim();
    if !lead.is_empty() {
        let lead = super::super::lead::there(&house, &who, lead).await?;
        who.may(Action::OpenCase, &lead, 0).await?;
    }
    let number = free_number(&house).await.map_err(|e| who.fault(e.into()))?;
    let title = words::keep(&house, number, &title, until(&review)).await;
    let title = title.map_err(|e| who.fault(e.into()))?;
    let (id, basis) = (purpose.id.clone(), purpose.legal_basis.clone());
    let terms = CaseTerms { title, purpose: id, basis, review };
    let terms = serde_json::to_string(&terms).map_err(|e| who.fault(e.into()))?;
    let name = Case::name_of(number);
    act(&house, &who, ActKind::OpenCase, &name, terms).await?;
    if !lead.is_empty() {
        let (case, _) = found(&house, &who, &name).await?;
        put(&house, &who, &case, &[lead.to_owned()]).await?;
    }
    Ok(Redirect::to(&format!("/case/{name}")))
}

/// A number that no case has. Of several who ask at a time, each gets another.
async fn free_number(house: &House) -> anyhow::Result<u32> {
    let last = house.casebook.cases().await?.last().map_or(0, |case| case.number);
    for number in last + 1.. {
        let (key, value) = (Case::name_of(number), String::new());
        if house.casebook.keep_new("case-number", &Kept { key, value, expires: None }).await? {
            return Ok(number);
        }
    }
    anyhow::bail!("no number of a case is left")
}
