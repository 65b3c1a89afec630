//! Many leads at a time: rows that are ticked in the inbox are given to somebody, parked, or put into
//! a case. All of them or, if one may not be, none.

use super::case;
use super::fault::{Answer, Fault};
use super::house::House;
use super::lead::{back, parked_at, there};
use super::who::{Sent, Who};
use axum::extract::State;
use axum::response::Redirect;
use spoor_access::policy::Action;
use spoor_vault::Said;
use spoor_vocab::{Act, ActKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Leads at a time at most.
const MOST: usize = 200;

/// Does one thing to all leads of the form (`lead`, as often as there are), as `act` says: `assign`
/// to `to`, `park`, or `case` into `case`.
#[utoipa::path(post, path = "/inbox/bulk", tag = "leads",
    responses((status = 303), (status = 404), (status = 422)))]
pub async fn bulk(
    State(house): State<Arc<House>>,
    who: Who,
    Sent(form): Sent<Vec<(String, String)>>,
) -> Result<Redirect, Answer> {
    let field = |name: &str| {
        let found = form.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value.trim())
    };
    who.form_is_theirs(field("token"))?;
    let unusable = |told: String| who.fault(Fault::Unusable(told));
    let leads: BTreeSet<&str> =
        form.iter().filter(|(field, _)| field == "lead").map(|(_, id)| id.as_str()).collect();
    if leads.is_empty() {
        return Err(unusable("no lead is ticked: tick some rows first".into()));
    }
    if leads.len() > MOST {
        return Err(unusable(format!("{} leads are ticked: {MOST} at a time", leads.len())));
    }
    let on = back(field("back"), "/inbox");
    let (action, act) = match field("act") {
        "assign" => (Action::Assign, ActKind::Assign),
        "park" => (Action::Park, ActKind::Park),
        "case" => {
            let name = field("case");
            if name.is_empty() {
                return Err(unusable("choose the case: C-1 or another".into()));
            }
            let case = case::written(&house, &who, name, field("token")).await?;
            let leads: Vec<String> = leads.into_iter().map(str::to_owned).collect();
            case::put(&house, &who, &case, &leads).await?;
            return Ok(Redirect::to(&on));
        }
        other => return Err(unusable(format!("{other:?} is not done to many: choose one"))),
    };
    let to = field("to").to_lowercase();
    if act == ActKind::Assign && !to.is_empty() {
        let known = house.account(&to).await.map_err(|e| who.fault(e.into()))?;
        if !known.is_some_and(|found| found.value.active) {
            return Err(unusable(format!("there is no account {to:?}")));
        }
    }
    let mut said = Vec::new();
    for lead in leads {
        who.may(action, &there(&house, &who, lead).await?, 0).await?;
        let value = if act == ActKind::Park { parked_at(&house, lead) } else { to.clone() };
        let (about, name, at) = (lead.to_owned(), who.account.name.clone(), house.now());
        said.push(Said::Act(Act { act, about, value, who: name, why: String::new(), at }));
    }
    house.clerk.record(said, None).await.map_err(|e| who.fault(e.into()))?;
    Ok(Redirect::to(&on))
}
