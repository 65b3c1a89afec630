//! The package of a referral that was released. It is made anew each time, of what is there.

use super::super::fault::{Answer, Fault};
use super::super::house::House;
use super::super::who::Who;
use super::{Found, found};
use crate::referral::{self, Order};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use spoor_access::policy::Action;
use spoor_referral::{LeadPart, Package};
use spoor_vocab::Act;
use std::sync::Arc;

/// The package of a referral that was released.
#[utoipa::path(get, path = "/referrals/{seq}/package", tag = "leads",
    params(("seq" = u64, Path)),
    responses((status = 200, content_type = "application/zip"), (status = 404), (status = 422)))]
pub async fn package(
    State(house): State<Arc<House>>,
    who: Who,
    Path(seq): Path<String>,
) -> Result<impl IntoResponse, Answer> {
    let found = found(&house, &who, &seq).await?;
    let seq = found.seq;
    let Some(released) = found.released.clone() else {
        return Err(who.fault(Fault::Unusable("nobody has released it yet".into())));
    };
    let leads = found.there(&house, &who)?;
    let board = house.board();
    let adverts = leads.iter().filter_map(|id| board.lead(id)).map(|p| p.lead.advert_ids.len());
    let rows = adverts.sum::<usize>().min(referral::ADVERTS) as u64;
    who.may(Action::Export, &found.what, rows).await?;
    who.note(&format!("fetched the package of referral {seq}")).await?;
    let made = match order(&house, found, leads, released).await {
        Ok(order) => made(&house, order).await,
        Err(error) => Err(error),
    };
    let (name, bytes) = made.map_err(|e| who.fault(Fault::Failed(e)))?;
    let attachment = format!("attachment; filename=\"{name}.zip\"");
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, attachment),
    ];
    Ok((headers, bytes))
}

async fn order(
    house: &House,
    found: Found,
    leads: Vec<String>,
    (release, released): (u64, Act),
) -> anyhow::Result<Order> {
    let board = house.board();
    let part = |id: &String| {
        let placed = board.lead(id)?;
        let standing = house.with_work(|w| w.standing(id));
        Some(LeadPart {
            chance: board.learned.chance(id),
            lead: placed.lead.clone(),
            decisions: standing.decisions.into_iter().map(|(_, d)| d).collect(),
        })
    };
    let by =
        |act: &Act| spoor_referral::Act { who: act.who.clone(), why: String::new(), at: act.at };
    Ok(Order {
        seq: found.seq,
        asked: by(&found.act),
        about: found.act.about,
        asking: found.asking,
        released: by(&released),
        acts: vec![found.seq, release],
        leads: leads.iter().filter_map(part).collect(),
        leads_in_all: board.learned.leads.len() as u64,
        sources: house.casebook.sources().await?,
    })
}

/// Name and bytes of the package. The clerk hands over and signs; what takes long is done elsewhere.
async fn made(house: &House, order: Order) -> anyhow::Result<(String, Vec<u8>)> {
    let acts = order.acts.clone();
    let mut dossier = referral::dossier(&house.board().engine, order).await?;
    let wanted = referral::wanted(&dossier);
    let handover = house.clerk.ask(move |vault| vault.handover(&wanted, &acts)).await??;
    referral::take_in(&mut dossier, handover);
    let package = tokio::task::spawn_blocking(move || Package::of(&dossier)).await??;
    let digest = package.clone();
    let seal = house.clerk.ask(move |vault| referral::seal(vault, &digest)).await??;
    Ok((package.name().to_owned(), package.sealed(&seal)?))
}
