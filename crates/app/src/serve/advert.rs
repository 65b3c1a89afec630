//! An advert: its text and fields, its template, what links it to others, and its custody.

pub mod custody;
mod versions;

use super::contested::{self, ContestView};
use super::fault::{Answer, Fault};
use super::house::House;
use super::inbox::hidden;
use super::lead::{self, AdvertView};
use super::look_up::{
    self, AdvertRow, LinkRow, Listed, Row, SelectorRow, TemplateView, real, when,
};
use super::pages::{self, Frame};
use super::photo::{self, PhotoView};
use super::ring::rows::{list, text};
use super::who::Who;
use crate::query::objects;
use anyhow::Result;
use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Html;
use custody::CustodyView;
use serde::Serialize;
use spoor_access::policy::{Action, Kind, Resource};
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::ToSchema;
use versions::VersionView;

/// Adverts, selectors and links shown.
const SHOWN: usize = 25;
/// Pictures shown.
const PICTURES: usize = 12;

/// An advert as a page shows it.
#[derive(Serialize, ToSchema)]
pub struct AdvertPage {
    /// Its text in pieces, and where it stood.
    pub advert: AdvertView,
    /// Its actor.
    pub actor_id: String,
    /// The lead that it belongs to, if it does.
    pub lead_id: Option<String>,
    /// What it states beside its text, by name.
    pub fields: Vec<Field>,
    /// What was read out of the fields beside title and text.
    pub beside: Vec<MentionRow>,
    /// Its selectors.
    pub selectors: Listed<SelectorRow>,
    /// Its template.
    pub template: Option<TemplateView>,
    /// Other adverts of the template.
    pub alike: Listed<AdvertRow>,
    /// Links of its actor that end in it.
    pub links: Listed<LinkRow>,
    /// What it states of its pictures.
    pub pictures: Listed<Picture>,
    /// Those that were captured, each content once.
    pub photos: Vec<PhotoView>,
    /// Whether the person may ask to see them clearly.
    pub reveals: bool,
    /// Other captures of the posting, with what changed.
    pub versions: Vec<VersionView>,
    /// Where its exhibit comes from and who has seen it; none if the vault does not hold it.
    pub custody: Option<CustodyView>,
    /// What was said of it and others.
    pub contests: Vec<ContestView>,
}

/// Something that an advert states.
#[derive(Serialize, ToSchema)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its value, as stated.
    pub value: String,
}

/// Something read out of a field.
#[derive(Serialize, ToSchema)]
pub struct MentionRow {
    /// The field.
    pub field: String,
    /// Its kind.
    pub kind: String,
    /// Its normal form.
    pub value: String,
    /// How sure the reading is, 0 to 1.
    pub confidence: f64,
}

/// A picture of an advert, by what was stated of it.
#[derive(Serialize, ToSchema)]
pub struct Picture {
    /// As stated: a digest of its bytes, a perceptual hash, or an address.
    pub stated: String,
    /// What is shown of it: the stated hash, or the BLAKE3 of its address.
    pub hash: String,
}

/// An advert as a page.
#[utoipa::path(get, path = "/advert/{id}", tag = "leads", params(("id" = String, Path)),
    responses((status = 200), (status = 404)))]
pub async fn page(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
) -> Result<Html<String>, Answer> {
    let view = view(&house, &who, &id).await?;
    let frame = Frame::of(&who, house.policies.purposes());
    let title = format!("Advert {id}");
    let page = pages::Advert { title: &title, frame: &frame, view: &view };
    page.render().map(Html).map_err(|e| who.fault(e.into()))
}

/// An advert as data.
#[utoipa::path(get, path = "/api/advert/{id}", tag = "leads", params(("id" = String, Path)),
    responses((status = 200, body = AdvertPage), (status = 404)))]
pub async fn api(
    State(house): State<Arc<House>>,
    who: Who,
    Path(id): Path<String>,
) -> Result<Json<AdvertPage>, Answer> {
    view(&house, &who, &id).await.map(Json)
}

/// The advert's row, and what policies know of it.
async fn there(
    house: &House,
    who: &Who,
    action: Action,
    id: &str,
) -> Result<(Row, Resource), Answer> {
    let found = look_up::advert(&look_up::built(house, who)?.engine, id).await;
    let Some(row) = found.map_err(|e| who.fault(Fault::Failed(e)))? else {
        let told = format!("there is no advert {id:?} now");
        return Err(who.not_there(action, Kind::Advert, told).await);
    };
    let sources = BTreeSet::from([text(&row, "source")]);
    let resource = who.resting_on(Kind::Advert, id, &sources).await?;
    Ok((row, resource))
}

async fn view(house: &House, who: &Who, id: &str) -> Result<AdvertPage, Answer> {
    let (row, resource) = there(house, who, Action::ViewAdvert, id).await?;
    who.look(Action::ViewAdvert, &resource, 1).await?;
    let failed = |e: anyhow::Error| who.fault(Fault::Failed(e));
    let away = hidden(house, who).await?;
    let board = house.board();
    let engine = &board.engine;
    let id = id.to_owned();
    let gone = || who.fault(Fault::NotThere(format!("there is no advert {id:?} now")));
    let advert =
        lead::adverts(&board.lookups, &[&id]).await.map_err(failed)?.pop().ok_or_else(gone)?;
    let selectors = look_up::selectors(engine, &literal(&id), SHOWN).await.map_err(failed)?;
    let (template, alike) = alike(engine, &row, &away).await.map_err(failed)?;
    let links = links(engine, &id, &away).await.map_err(failed)?;
    let beside = beside(engine, &id).await.map_err(failed)?;
    let versions = versions::of(engine, &row).await.map_err(failed)?;
    let rows = photo::of_adverts(&board.lookups, std::slice::from_ref(&id)).await;
    let mut photos = photo::grouped(&rows.map_err(failed)?);
    photo::shown_by(&board.lookups, &mut photos, &away).await.map_err(failed)?;
    let of_photos = Resource { kind: Kind::Photo, ..resource.clone() };
    let lead_id = board.lead_of(&id).map(str::to_owned);
    let custody = custody::of(house, who, &row, lead_id.as_deref()).await?;
    let contests = contested::views(house, who, |c| c.is_about(&id)).await?;
    Ok(AdvertPage {
        advert,
        actor_id: text(&row, "actor_id"),
        lead_id,
        fields: fields(&row),
        beside,
        selectors,
        template,
        alike,
        links,
        pictures: pictures(&row),
        photos,
        reveals: who.could(Action::RevealPhoto, &of_photos),
        versions,
        custody,
        contests,
    })
}

/// What it states beside its text.
fn fields(row: &Row) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            fields.push(Field { name: name.to_owned(), value });
        }
    };
    add("id at the source", text(row, "id"));
    add("address", text(row, "url"));
    add("account", text(row, "account"));
    add("place", text(row, "place"));
    add("posted (UTC)", when(row, "posted"));
    add("captured (UTC)", when(row, "captured_at"));
    for key in ["payment", "extra"] {
        for (name, value) in row.get(key).and_then(|v| v.as_object()).into_iter().flatten() {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            add(&format!("{key}: {name}"), value);
        }
    }
    fields
}

/// What was read out of its other fields.
async fn beside(engine: &Engine, id: &str) -> Result<Vec<MentionRow>> {
    let sql = format!(
        "SELECT field, kind, value, confidence FROM mentions WHERE advert_id = {} \
         AND field NOT IN ('title', 'text') ORDER BY field, start, kind, value",
        literal(id)
    );
    let rows = objects(engine, &sql).await?;
    let row = |row: &Row| MentionRow {
        field: text(row, "field"),
        kind: text(row, "kind"),
        value: text(row, "value"),
        confidence: real(row, "confidence"),
    };
    Ok(rows.iter().map(row).collect())
}

/// Its template, and the other adverts of it that the person may see.
async fn alike(
    engine: &Engine,
    row: &Row,
    away: &BTreeSet<String>,
) -> Result<(Option<TemplateView>, Listed<AdvertRow>)> {
    let template = text(row, "template_id");
    if template.is_empty() {
        return Ok((None, Listed::of(0, Vec::new(), 0)));
    }
    let of = format!("SELECT advert_id FROM members WHERE template_id = {}", literal(&template));
    let condition = format!(
        "a.advert_id IN ({}) AND a.advert_id <> {} AND {}",
        look_up::named(engine, of).await?,
        literal(&text(row, "advert_id")),
        look_up::not_of(away)
    );
    let others = look_up::adverts(engine, &condition, 0, SHOWN).await?;
    Ok((look_up::templates(engine, &[template], away).await?.pop(), others))
}

/// Links that end in it, to adverts that the person may see.
async fn links(engine: &Engine, id: &str, away: &BTreeSet<String>) -> Result<Listed<LinkRow>> {
    let id = literal(id);
    let mut from = format!(
        "SELECT * FROM links WHERE from_advert_id = {id} \
         UNION SELECT * FROM links WHERE to_advert_id = {id}"
    );
    if !away.is_empty() {
        let ends = format!(
            "SELECT from_advert_id AS id FROM ({from}) f UNION SELECT to_advert_id FROM ({from}) t"
        );
        let ends = look_up::named(engine, ends).await?;
        let hidden = format!(
            "SELECT a.advert_id FROM adverts a WHERE a.advert_id IN ({ends}) AND NOT ({})",
            look_up::not_of(away)
        );
        from = format!(
            "SELECT * FROM ({from}) l \
             WHERE from_advert_id NOT IN ({hidden}) AND to_advert_id NOT IN ({hidden})"
        );
    }
    look_up::links(engine, &format!("({from})"), 0, SHOWN).await
}

fn pictures(row: &Row) -> Listed<Picture> {
    let stated = list(row, "images");
    let in_all = stated.len() as u64;
    let picture = |stated: String| {
        let is_hash = stated.len() >= 16 && stated.bytes().all(|b| b.is_ascii_hexdigit());
        let digest = || blake3::hash(stated.as_bytes()).to_hex().to_string();
        let hash = if is_hash { stated.clone() } else { digest() };
        Picture { stated, hash }
    };
    Listed { in_all, shown: stated.into_iter().take(PICTURES).map(picture).collect(), next: None }
}
