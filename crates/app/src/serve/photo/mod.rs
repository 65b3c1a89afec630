//! Pictures of adverts: blurred and grey for whoever may see the advert, clear for who asks.
//!
//! A [`tile`] is all that pages show by themselves. Who wants more says so with a form; that they did is
//! in the custody log before the picture has an address, and the address shows it once, to that session,
//! for a minute ([`revealed`]).

mod list;
mod revealed;

pub use list::{PhotoView, grouped, of_adverts, shown_by};

use list::is_listed;
pub use revealed::Revealed;

use super::fault::{Answer, Fault};
use super::house::House;
use super::look_up;
use super::pages::{self, Frame};
use super::random;
use super::who::{Form, Sent, Who};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use list::PhotoRow;
use revealed::Shown;
use serde::Deserialize;
use spoor_access::policy::{Action, Kind, Resource};
use spoor_access::secret::Token;
use spoor_photo::SHOWN_PX;
use spoor_photo::desk::{DeskError, Order};
use spoor_read::{Content, ExhibitView};
use spoor_vault::{AuditKind, AuditQuery};
use spoor_vocab::ExhibitId;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Lines of the log among which a person's reveals of the day are counted.
const LINES: u32 = 10_000;
const DAY_MS: i64 = 86_400_000;

/// How a picture is to be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Colour {
    /// In grey.
    #[default]
    Grey,
    /// In its colours.
    Colour,
}

/// What the form asks.
#[derive(Deserialize)]
pub struct Asking {
    /// Grey, unless said otherwise.
    #[serde(default)]
    colour: Colour,
}

/// A picture that somebody asked to see.
pub struct RevealedView {
    /// The advert.
    pub advert_id: String,
    /// Which picture of it, from 1.
    pub number: u32,
    /// Address that shows it once.
    pub address: String,
    /// Whether it is grey.
    pub grey: bool,
    /// Pictures that they asked to see today.
    pub today: u64,
}

/// A picture, small, grey and blurred: its content is in no detail of it.
#[utoipa::path(get, path = "/advert/{id}/photo/{n}", tag = "leads",
    params(("id" = String, Path), ("n" = String, Path, description = "which picture, from 1")),
    responses((status = 200, content_type = "image/png"), (status = 404)))]
pub async fn tile(
    State(house): State<Arc<House>>,
    who: Who,
    Path((id, n)): Path<(String, String)>,
) -> Result<Response, Answer> {
    let (row, mut resource) =
        there(&house, &who, Action::ViewAdvert, Kind::Advert, (&id, &n)).await?;
    resource.id = format!("{id} photo {n}");
    who.look(Action::ViewAdvert, &resource, 1).await?;
    made(&house, &who, row, Order::Tile, "image/png").await
}

/// Asks to see a picture clearly. That is in the custody log, with the purpose.
#[utoipa::path(post, path = "/advert/{id}/photo/{n}/reveal", tag = "leads",
    params(("id" = String, Path), ("n" = String, Path)),
    responses((status = 200), (status = 403), (status = 404)))]
pub async fn reveal(
    State(house): State<Arc<House>>,
    who: Who,
    Path((id, n)): Path<(String, String)>,
    Sent(form): Sent<Form<Asking>>,
) -> Result<Html<String>, Answer> {
    who.form_is_theirs(&form.token)?;
    let (row, resource) = there(&house, &who, Action::RevealPhoto, Kind::Photo, (&id, &n)).await?;
    if closed(&house, &who, &row).await? {
        who.note(&format!("asked for picture {n} of advert {id}, which stands on a list")).await?;
        let why =
            "its hash stands on a list of known material: it is shown to nobody here".to_owned();
        let ask = "the supervisor, who sees to it that it is reported".to_owned();
        let refused =
            Fault::Refused { why: vec![why], ask: vec![ask], purpose: false, code: false };
        return Err(who.fault(refused));
    }
    who.look(Action::RevealPhoto, &resource, 1).await?;
    let today = today(&house, &who).await?;
    let token = Token::random(&mut random());
    let grey = form.of.colour == Colour::Grey;
    let view = RevealedView {
        number: row.position + 1,
        advert_id: row.advert_id.clone(),
        address: format!("/revealed/{}", token.text()),
        grey,
        today,
    };
    let shown = Shown { session: who.sitting.session.token, row, grey };
    house.revealed.put(&token, shown, house.now());
    let frame = Frame::of(&who, house.policies.purposes());
    let title = format!("Picture {n} of advert {id}");
    let page = pages::RevealedPhoto { title: &title, frame: &frame, view: &view };
    page.render().map(Html).map_err(|e| who.fault(e.into()))
}

/// The picture that somebody asked to see: once, to the session that asked, for a minute.
#[utoipa::path(get, path = "/revealed/{token}", tag = "leads", params(("token" = String, Path)),
    responses((status = 200, content_type = "image/jpeg"), (status = 404)))]
pub async fn shown(
    State(house): State<Arc<House>>,
    who: Who,
    Path(token): Path<String>,
) -> Result<Response, Answer> {
    let found = Token::parse(&token)
        .and_then(|token| house.revealed.take(&token, who.sitting.session.token, house.now()));
    let Some(Shown { row, grey, .. }) = found else {
        let told = "this address has shown its picture, or is not yours: go back to the advert and \
                    ask for it anew";
        return Err(who.fault(Fault::NotThere(told.into())));
    };
    // Nothing is looked at anew; but who has stated another purpose since sees it no more, nor who is
    // no longer cleared.
    let id = format!("{}/{}", row.advert_id, row.position + 1);
    let sources = BTreeSet::from([row.source.clone()]);
    let resource = who.resting_on(Kind::Photo, id, &sources).await?;
    who.may(Action::RevealPhoto, &resource, 1).await?;
    let clear = Order::Clear { grey, max_px: SHOWN_PX };
    made(&house, &who, row, clear, "image/jpeg").await
}

/// How many pictures the person has asked to see today (UTC). Nobody else is told.
pub async fn today(house: &House, who: &Who) -> Result<u64, Answer> {
    let about = format!("{} {} ", Action::RevealPhoto, Kind::Photo);
    let query = AuditQuery {
        who: Some(&who.account.name),
        kind: Some(AuditKind::Look),
        about: Some(&about),
        before: None,
        limit: LINES,
    };
    let lines = house.casebook.audit(&query).await.map_err(|e| who.fault(e.into()))?;
    let midnight = house.now().div_euclid(DAY_MS) * DAY_MS;
    let of_today = lines.iter().filter(|l| l.at >= midnight && l.what.starts_with(&about));
    Ok(of_today.count() as u64)
}

/// The `n`-th picture of an advert, from 1, and what policies know of it.
async fn there(
    house: &House,
    who: &Who,
    action: Action,
    kind: Kind,
    (id, n): (&str, &str),
) -> Result<(PhotoRow, Resource), Answer> {
    let board = look_up::built(house, who)?;
    let found = of_adverts(&board.lookups, &[id.to_owned()]).await;
    let found = found.map_err(|e| who.fault(Fault::Failed(e)))?;
    let position = n.parse::<u32>().ok().and_then(|n| n.checked_sub(1));
    let Some(row) = found.into_iter().find(|row| Some(row.position) == position) else {
        let told = format!("there is no picture {n:?} of an advert {id:?} now");
        return Err(who.not_there(action, kind, told).await);
    };
    let sources = BTreeSet::from([row.source.clone()]);
    let resource = who.resting_on(kind, format!("{id}/{n}"), &sources).await?;
    Ok((row, resource))
}

/// Whether a picture is shown to nobody, whoever asks.
async fn closed(house: &House, who: &Who, row: &PhotoRow) -> Result<bool, Answer> {
    let board = look_up::built(house, who)?;
    is_listed(&board.lookups, row).await.map_err(|e| who.fault(Fault::Failed(e)))
}

/// A picture of the vault, made into something else beside the threads that answer. Where that cannot
/// be done, a plain one stands.
async fn made(
    house: &House,
    who: &Who,
    row: PhotoRow,
    order: Order,
    media_type: &'static str,
) -> Result<Response, Answer> {
    let fail = |e: anyhow::Error| who.fault(Fault::Failed(e));
    let bytes = match closed(house, who, &row).await? {
        // Not even a tile is made of it.
        true => None,
        false => bytes(house, &row).await.map_err(fail)?,
    };
    let exhibit = row.exhibit;
    let _turn = house.revealed.decoding.acquire().await.map_err(|e| fail(e.into()))?;
    let desks = house.desks.clone();
    let make = move || bytes.map(|bytes| desks.make(order, &bytes));
    let done = match tokio::task::spawn_blocking(make).await.map_err(|e| fail(e.into()))? {
        Some(Ok(picture)) => Some(picture),
        Some(Err(error @ DeskError::Process(_))) => {
            // Its file may be a trap: whoever runs the house should know.
            tracing::warn!("a picture of exhibit {exhibit}: {error}");
            None
        }
        Some(Err(_)) | None => None,
    };
    let (media_type, picture) = match done {
        Some(picture) => (media_type, picture),
        None => ("image/png", spoor_photo::plain().map_err(|e| fail(e.into()))?),
    };
    Ok(([(header::CONTENT_TYPE, media_type)], picture).into_response())
}

/// The bytes of a picture; none if the vault no longer holds them.
async fn bytes(house: &House, row: &PhotoRow) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(exhibit) = ExhibitId::parse(&row.exhibit) else { return Ok(None) };
    let segment = row.segment.clone();
    let read = house.clerk.ask(move |vault| vault.read_exhibit_of(&segment, exhibit)).await??;
    let Some((exhibit, block)) = read.filter(|(e, _)| e.source == row.source) else {
        return Ok(None);
    };
    let view = ExhibitView {
        id: exhibit.id,
        source: &exhibit.source,
        target: &exhibit.target,
        media_type: &exhibit.media_type,
        block: &block,
        captured_at: exhibit.captured_at,
        mapping: None,
    };
    Ok(spoor_read::picture(&view).and_then(|picture| match picture.content {
        Content::Bytes(_, bytes) => Some(bytes.into_owned()),
        Content::Again(_) => None,
    }))
}
