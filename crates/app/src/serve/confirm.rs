//! Confirming accounts: whoever invites could open the link themselves, so until somebody else has
//! said that another person is behind an account, it counts as one with who invited it.

use super::account::{Account, Found};
use super::fault::{Answer, Fault};
use super::house::House;
use super::setup::said;
use super::who::{Form, Nothing, Sent, Who};
use axum::extract::{Path, State};
use axum::response::Redirect;
use spoor_access::policy::{Action, Kind, Resource};
use std::sync::Arc;

/// Says that a person of their own is behind an account.
#[utoipa::path(post, path = "/accounts/{name}/confirm", tag = "people",
    params(("name" = String, Path)), responses((status = 303), (status = 404)))]
pub async fn confirm(
    State(house): State<Arc<House>>,
    who: Who,
    Path(name): Path<String>,
    Sent(form): Sent<Form<Nothing>>,
) -> Result<Redirect, Answer> {
    who.form_is_theirs(&form.token)?;
    let fault = |e: anyhow::Error| who.fault(e.into());
    let mut of = Resource::new(Kind::Account, name.clone());
    of.made_by = house.hands().await.map_err(fault)?.one_with(&name);
    of.made_by.insert(name.clone());
    who.may(Action::ConfirmAccount, &of, 0).await?;
    let found = house.account(&name).await.map_err(fault)?;
    let Some(found) = found.filter(|f| f.value.is_unconfirmed()) else {
        let told = format!("there is no account {name:?} that waits to be confirmed");
        return Err(who.fault(Fault::NotThere(told)));
    };
    let account = confirmed(&found, &who.account.name);
    if !house.change_account(&found, &account).await.map_err(fault)? {
        return Err(who.fault(Fault::Unusable("somebody has changed it meanwhile".into())));
    }
    said(&house, &who.account.name, &name, "confirmed").await.map_err(fault)?;
    Ok(Redirect::to("/accounts"))
}

/// The account, confirmed.
pub fn confirmed(found: &Found<Account>, by: &str) -> Account {
    Account { confirmed_by: Some(by.to_owned()), ..found.value.clone() }
}

/// Where a second opinion is asked, it is not given by who asked or decided under another name.
pub async fn not_a_second_self(house: &House, who: &Who, id: &str) -> Result<(), Answer> {
    let standing = house.with_work(|w| w.standing(id));
    let Some((_, asked)) = &standing.second else { return Ok(()) };
    let hands = house.hands().await.map_err(|e| who.fault(e.into()))?;
    let same = hands.one_with(&who.account.name);
    let decided = standing.decisions.iter().map(|(_, d)| &d.reviewer);
    let Some(other) = decided.chain([&asked.who]).find(|name| same.contains(*name)) else {
        return Ok(());
    };
    who.note(&format!("refused: second opinion on Lead {id}, as one person with {other}")).await?;
    let why = format!(
        "a second opinion comes from another person; {other} and you count as one until an \
         auditor or another supervisor has confirmed your accounts"
    );
    let ask = vec!["auditor".to_owned(), "supervisor".to_owned()];
    Err(who.fault(Fault::Refused { why: vec![why], ask, purpose: false, code: false }))
}
