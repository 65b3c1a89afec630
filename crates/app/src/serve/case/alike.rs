//! Cases that a lead is in, or that share an identifier with it.

use super::super::board::Board;
use super::super::fault::Answer;
use super::super::house::House;
use super::super::lookups::Asked;
use super::super::ready::ready;
use super::super::who::Who;
use super::{resource, restricted, words};
use anyhow::Result;
use serde::Serialize;
use serde_json::{Map, Value};
use spoor_access::policy::Action;
use spoor_vocab::Case;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use utoipa::ToSchema;

/// Adverts of a lead whose identifiers are compared.
const ADVERTS: usize = 2_000;
/// Identifiers named of a case.
const NAMED: usize = 3;

const OF_SELECTORS: Asked =
    Asked { table: "selectors", key: "advert_id", columns: &["kind", "value"], limit: 200_000 };
const OF_DAMPED: Asked =
    Asked { table: "damped", key: "value", columns: &["kind"], limit: 200_000 };

/// A case that has to do with a lead.
#[derive(Serialize, ToSchema)]
pub struct AlikeView {
    /// The case.
    pub case: String,
    /// Its title.
    pub title: words::Words,
    /// Whether the lead is in it.
    pub holds: bool,
    /// Whether it takes the lead: the person is a member and it is open.
    pub open: bool,
    /// What they share, the first of it: `phone +31…`, and whether strangers share it too.
    pub shares: Vec<String>,
    /// How many identifiers they share.
    pub shared: usize,
}

/// Identifiers of the leads that are in cases: kind and value, with the leads.
#[derive(Default)]
pub struct Ties(BTreeMap<(String, String), BTreeSet<String>>);

impl Ties {
    /// The identifiers alone.
    pub fn into_keys(self) -> Vec<(String, String)> {
        self.0.into_keys().collect()
    }
}

/// Cases that the person may see and that hold the lead, share an identifier with it, or are open
/// and theirs.
pub async fn alike(house: &House, who: &Who, lead: &str) -> Result<Vec<AlikeView>, Answer> {
    let all = house.casebook.cases().await.map_err(|e| who.fault(e.into()))?;
    let away = restricted(house, who).await?;
    let seen = |case: &&Case| who.could(Action::ViewLead, &resource(house, case, &away));
    let cases: Vec<&Case> = all.iter().filter(seen).collect();
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let board = house.board();
    let fault = |e: anyhow::Error| who.fault(e.into());
    // Of all cases, whoever asks: it is made once, and only what is theirs is told.
    let leads = all.iter().flat_map(|c| c.leads.iter().map(String::as_str)).collect();
    let ties = ties(house, &board, &leads).await.map_err(fault)?;
    let own = &ready(house, lead).await.map_err(fault)?.values;
    let weak = strangers_share(&board, own).await.map_err(fault)?;
    let me = who.account.name.as_str();
    let mut found = Vec::new();
    for case in cases {
        let shares: Vec<String> = own
            .iter()
            .filter(|key| {
                let others = ties.0.get(key).into_iter().flatten();
                others.into_iter().any(|other| other != lead && case.leads.contains(other))
            })
            .map(|(kind, value)| {
                let many = weak.contains(&(kind.clone(), value.clone()));
                format!("{kind} {value}{}", if many { " (strangers share it too)" } else { "" })
            })
            .collect();
        let holds = case.leads.iter().any(|held| held == lead);
        let open = case.end.is_none() && case.members.contains(me);
        if !(holds || open || !shares.is_empty()) {
            continue;
        }
        let said = words::all(house, case.number).await.map_err(fault)?;
        found.push(AlikeView {
            case: case.name(),
            title: said.of(&case.terms.title),
            holds,
            open,
            shared: shares.len(),
            shares: shares.into_iter().take(NAMED).collect(),
        });
    }
    Ok(found)
}

/// Those of some identifiers that strangers share, such as an agency's number: they tie nobody, but
/// whoever works on a case wants to know.
async fn strangers_share(
    board: &Board,
    values: &[(String, String)],
) -> Result<BTreeSet<(String, String)>> {
    let keys = values.iter().map(|(_, value)| value.clone()).collect();
    let rows = board.lookups.rows(OF_DAMPED, keys).await?;
    let pair = |r: &Map<String, Value>| (text(r, "kind").to_owned(), text(r, "value").to_owned());
    Ok(rows.iter().map(pair).collect())
}

/// The identifiers of leads in cases. Made once for a snapshot and what is in cases then.
async fn ties(house: &House, board: &Board, leads: &BTreeSet<&str>) -> Result<Arc<Ties>> {
    let key = format!("{:?} {leads:?}", board.snapshot);
    let mut held = house.ties.lock().await;
    if let Some((of, ties)) = held.as_ref()
        && *of == key
    {
        return Ok(ties.clone());
    }
    let made = Arc::new(identifiers(board, leads.iter().copied()).await?);
    *held = Some((key, made.clone()));
    Ok(made)
}

/// The identifiers of leads.
pub async fn identifiers<'a>(
    board: &Board,
    leads: impl IntoIterator<Item = &'a str>,
) -> Result<Ties> {
    let mut of_advert: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for lead in leads {
        let adverts = board.lead(lead).map(|p| p.lead.advert_ids.as_slice()).unwrap_or_default();
        for advert in adverts.iter().take(ADVERTS) {
            of_advert.entry(advert).or_default().push(lead);
        }
    }
    if of_advert.is_empty() {
        return Ok(Ties::default());
    }
    let keys = of_advert.keys().map(|id| (*id).to_owned()).collect();
    let rows = board.lookups.rows(OF_SELECTORS, keys).await?;
    let mut ties = Ties::default();
    for row in &rows {
        let pair = (text(row, "kind").to_owned(), text(row, "value").to_owned());
        let leads = of_advert.get(text(row, "advert_id")).into_iter().flatten();
        ties.0.entry(pair).or_default().extend(leads.map(|lead| (*lead).to_owned()));
    }
    Ok(ties)
}

fn text<'a>(row: &'a Map<String, Value>, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}
