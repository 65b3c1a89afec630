//! Which pictures adverts show, each content once.

use crate::serve::lookups::{Asked, Lookups};
use crate::serve::ring::rows::{number, text};
use crate::stages::photos::VIEW;
use anyhow::Result;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use utoipa::ToSchema;

/// A picture as a page shows it to who has not asked for it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PhotoView {
    /// The advert.
    pub advert_id: String,
    /// Which picture of it, from 1.
    pub number: u32,
    /// As the advert states it.
    pub stated: String,
    /// BLAKE3 of the picture's bytes: pictures with the same one are the same.
    pub content: String,
    /// Address of its tile: small, grey, blurred.
    pub tile: String,
    /// How many adverts show it, this one among them: of the lead's page those of the page, of an
    /// advert's page all that the person may see.
    pub shown_by: usize,
}

/// A picture of an advert, and where its bytes are.
#[derive(Clone, Debug)]
pub struct PhotoRow {
    pub advert_id: String,
    pub position: u32,
    stated: String,
    pub exhibit: String,
    pub source: String,
    pub segment: String,
    content: String,
}

const OF_ADVERT: Asked = Asked {
    table: "photos",
    key: "advert_id",
    columns: &["position", "stated", "exhibit", "source", "segment", "content"],
    limit: 1000,
};
const OF_CONTENT: Asked =
    Asked { table: "photos", key: "content", columns: &["advert_id", "source"], limit: 10_000 };

const ON_LISTS: Asked = Asked { table: "listed", key: "content", columns: &["bank"], limit: 1 };

/// Whether a picture stands on a list of known material, or is of a page that shows one that does. Of a
/// snapshot that was built before there were lists, none does.
pub async fn is_listed(lookups: &Arc<Lookups>, row: &PhotoRow) -> Result<bool> {
    let known = |s: &spoor_tables::Snapshot| s.manifest.tables.contains_key(ON_LISTS.table);
    if !lookups.snapshot().is_some_and(known) {
        return Ok(false);
    }
    let shown = match row.stated.as_str() {
        VIEW => of_adverts(lookups, std::slice::from_ref(&row.advert_id)).await?,
        _ => vec![row.clone()],
    };
    let contents = shown.into_iter().map(|row| row.content).collect();
    Ok(!lookups.rows(ON_LISTS, contents).await?.is_empty())
}

/// Pictures of adverts, in the order of their storing.
pub async fn of_adverts(lookups: &Arc<Lookups>, ids: &[String]) -> Result<Vec<PhotoRow>> {
    let rows = lookups.rows(OF_ADVERT, ids.to_vec()).await?;
    let row = |row: &_| PhotoRow {
        advert_id: text(row, "advert_id"),
        position: u32::try_from(number(row, "position")).unwrap_or(u32::MAX - 1),
        stated: text(row, "stated"),
        exhibit: text(row, "exhibit"),
        source: text(row, "source"),
        segment: text(row, "segment"),
        content: text(row, "content"),
    };
    Ok(rows.iter().map(row).collect())
}

/// Each content once, in the order of first showing, with how many of the adverts show it.
pub fn grouped(rows: &[PhotoRow]) -> Vec<PhotoView> {
    let mut by: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in rows {
        by.entry(&row.content).or_default().insert(&row.advert_id);
    }
    let mut seen = BTreeSet::new();
    let firsts = rows.iter().filter(|row| seen.insert(&row.content));
    let view = |row: &PhotoRow| PhotoView {
        tile: format!("/advert/{}/photo/{}", row.advert_id, row.position + 1),
        advert_id: row.advert_id.clone(),
        number: row.position + 1,
        stated: row.stated.clone(),
        content: row.content.clone(),
        shown_by: by.get(row.content.as_str()).map_or(1, BTreeSet::len),
    };
    firsts.map(view).collect()
}

/// Counts for each picture all adverts that show it, but for those of hidden sources.
pub async fn shown_by(
    lookups: &Arc<Lookups>,
    views: &mut [PhotoView],
    hidden: &BTreeSet<String>,
) -> Result<()> {
    let contents = views.iter().map(|view| view.content.clone()).collect();
    let mut by: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in &lookups.rows(OF_CONTENT, contents).await? {
        if !hidden.contains(&text(row, "source")) {
            by.entry(text(row, "content")).or_default().insert(text(row, "advert_id"));
        }
    }
    for view in views {
        view.shown_by = by.get(&view.content).map_or(1, BTreeSet::len);
    }
    Ok(())
}

#[cfg(test)]
impl PhotoRow {
    /// One for tests.
    pub fn made_up() -> Self {
        let text = || "x".to_owned();
        Self {
            advert_id: text(),
            position: 0,
            stated: text(),
            exhibit: text(),
            source: text(),
            segment: text(),
            content: text(),
        }
    }
}
