//! A lead beside the list: what speaks for and against, the three exhibits that show most of it as
//! text, and cases that it has to do with.

use super::case::{AlikeView, alike};
use super::fault::{Answer, Fault};
use super::house::House;
use super::lead::{AdvertView, ReasonView, adverts, reasons, there};
use super::who::Who;
use serde::Serialize;
use spoor_access::policy::Action;
use spoor_vocab::{Direction, Lead};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Exhibits shown.
const EXHIBITS: usize = 3;

/// A lead beside the list.
#[derive(Serialize, ToSchema)]
pub struct PreviewView {
    /// The lead.
    pub lead_id: String,
    /// What speaks for a closer look.
    pub for_it: Vec<ReasonView>,
    /// What speaks against.
    pub against: Vec<ReasonView>,
    /// The adverts that show most of it.
    pub exhibits: Vec<AdvertView>,
    /// Cases that hold it or share an identifier with it.
    pub cases: Vec<AlikeView>,
}

/// The preview of a lead. The look is logged as one at the lead. Blind, nothing is told of weights.
pub async fn preview(
    house: &House,
    who: &Who,
    id: &str,
    blind: bool,
) -> Result<PreviewView, Answer> {
    let resource = there(house, who, id).await?;
    who.look(Action::ViewLead, &resource, 0).await?;
    let board = house.board();
    let gone = || who.fault(Fault::NotThere(format!("there is no lead {id:?} now")));
    let lead = board.lead(id).ok_or_else(gone)?.lead;
    let codes = board.struck(id);
    let strongest = strongest(lead, &codes);
    let exhibits = adverts(&board.lookups, &strongest).await;
    let mut cases = alike(house, who, id).await?;
    cases.retain(|case| case.holds || case.shared > 0);
    Ok(PreviewView {
        lead_id: id.to_owned(),
        for_it: reasons(lead, Direction::For, blind, &codes),
        against: reasons(lead, Direction::Against, blind, &codes),
        exhibits: exhibits.map_err(|e| who.fault(Fault::Failed(e)))?,
        cases,
    })
}

/// The adverts that show most bits of the reasons for a closer look that are not struck out.
fn strongest<'a>(lead: &'a Lead, struck: &BTreeSet<String>) -> Vec<&'a String> {
    let shows = |advert: &String| -> f64 {
        let of = lead.reasons.iter().filter(|r| {
            r.direction == Direction::For && !struck.contains(&r.code) && r.adverts.contains(advert)
        });
        of.map(|r| f64::from(r.weight_bits)).sum()
    };
    let named: BTreeSet<&String> = lead.reasons.iter().flat_map(|r| &r.adverts).collect();
    let known = lead.advert_ids.iter().filter(|id| named.contains(id));
    let mut weighed: Vec<(&String, f64)> = known.map(|id| (id, shows(id))).collect();
    weighed.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut first: Vec<&String> = weighed.into_iter().map(|(id, _)| id).take(EXHIBITS).collect();
    if first.is_empty() {
        first = lead.advert_ids.iter().take(EXHIBITS).collect();
    }
    first
}
