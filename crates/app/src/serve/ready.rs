//! What the tables know of a lead, made ready: its first adverts and its identifiers. While a person
//! reads one lead, the next of the queue is made ready here, and not in their browser: nothing of it
//! leaves the server before the log says that they looked.

use super::board::Board;
use super::case::identifiers;
use super::house::House;
use super::lead::{AdvertView, adverts};
use super::photo::{self, PhotoView};
use anyhow::Result;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// Leads that are held ready.
const HELD: usize = 64;
/// Adverts shown with a lead.
const ADVERTS: usize = 20;

/// What a lead's page takes from the tables.
pub struct Ready {
    /// Its first adverts.
    pub adverts: Vec<AdvertView>,
    /// Kinds and values of its identifiers.
    pub values: Vec<(String, String)>,
    /// Pictures of these adverts, each content once.
    pub photos: Vec<PhotoView>,
}

/// Leads that are ready, the newest last.
#[derive(Default)]
pub struct Shelf(Mutex<VecDeque<(String, String, Arc<Ready>)>>);

impl Shelf {
    fn get(&self, snapshot: &str, lead: &str) -> Option<Arc<Ready>> {
        let held = self.0.lock().ok()?;
        let found = held.iter().find(|(s, l, _)| s == snapshot && l == lead);
        found.map(|(.., ready)| ready.clone())
    }

    /// Forgets all of it.
    pub fn clear(&self) {
        if let Ok(mut held) = self.0.lock() {
            held.clear();
        }
    }

    fn put(&self, snapshot: &str, lead: &str, ready: Arc<Ready>) {
        let Ok(mut held) = self.0.lock() else { return };
        held.retain(|(s, l, _)| s == snapshot && l != lead);
        held.push_back((snapshot.to_owned(), lead.to_owned(), ready));
        while held.len() > HELD {
            held.pop_front();
        }
    }
}

/// What the tables know of a lead: at once if it is ready.
pub async fn ready(house: &House, lead: &str) -> Result<Arc<Ready>> {
    let board = house.board();
    let snapshot = board.snapshot.as_deref().unwrap_or_default();
    if let Some(ready) = house.shelf.get(snapshot, lead) {
        return Ok(ready);
    }
    let ready = Arc::new(read(&board, lead).await?);
    house.shelf.put(snapshot, lead, ready.clone());
    Ok(ready)
}

async fn read(board: &Board, lead: &str) -> Result<Ready> {
    let ids = board.lead(lead).map(|p| p.lead.advert_ids.as_slice()).unwrap_or_default();
    let first: Vec<&String> = ids.iter().take(ADVERTS).collect();
    let adverts = adverts(&board.lookups, &first).await?;
    let values = identifiers(board, [lead]).await?.into_keys();
    let first: Vec<String> = first.into_iter().cloned().collect();
    let photos = photo::grouped(&photo::of_adverts(&board.lookups, &first).await?);
    Ok(Ready { adverts, values, photos })
}

/// Makes a lead ready beside the answers.
pub fn make_ready(house: &Arc<House>, lead: String) {
    let house = house.clone();
    tokio::spawn(async move {
        if let Err(error) = ready(&house, &lead).await {
            tracing::error!("{lead} could not be made ready: {error:#}");
        }
    });
}
