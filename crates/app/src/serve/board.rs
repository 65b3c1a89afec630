//! The leads of the current snapshot as pages show them: in memory, ranked by what decisions taught.

use super::lookups::Lookups;
use super::struck::{Struck, score_without};
use crate::learned::Learned;
use crate::query;
use anyhow::Result;
use spoor_learn::Ranking;
use spoor_tables::columns::texts;
use spoor_tables::{Engine, Places, Snapshot, Store, scan::scan};
use spoor_vocab::{Decision, Lead};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// The keys by which pages ask for rows.
const KEYS: [(&str, &[&str]); 16] = [
    ("adverts", &["advert_id", "id"]),
    ("members", &["advert_id", "actor_id", "template_id"]),
    ("mentions", &["advert_id"]),
    ("selectors", &["advert_id", "value"]),
    ("links", &["actor_id", "from_advert_id", "to_advert_id"]),
    ("actors", &["actor_id"]),
    ("templates", &["template_id"]),
    ("lines", &["actor_id", "line_id"]),
    ("stays", &["actor_id", "line_id"]),
    ("moves", &["actor_id", "line_id"]),
    ("pairs", &["line_a"]),
    ("rings", &["ring_id"]),
    ("hands", &["actor_id"]),
    ("damped", &["value"]),
    ("photos", &["advert_id", "content"]),
    ("listed", &["content"]),
];

/// Makes the places of all keys, so that no page waits for them.
fn prepare(places: &Places) {
    for (table, key) in KEYS.iter().flat_map(|(table, keys)| keys.iter().map(move |k| (table, k))) {
        if let Err(error) = places.by(table, key) {
            // A snapshot that has gone meanwhile; who asks for the rows is told.
            tracing::warn!("{table} by {key}: {error}");
            return;
        }
    }
}

/// What a snapshot alone says, whatever was decided.
struct Base {
    /// Names of the sources that the adverts of each lead come from.
    sources: BTreeMap<String, BTreeSet<String>>,
    /// Number of the lead of each advert that has one.
    of_advert: BTreeMap<String, usize>,
}

/// Leads of one snapshot.
pub struct Board {
    /// Name of the snapshot; none before the first build, and while an erasure builds anew.
    pub snapshot: Option<String>,
    /// Questions to its tables.
    pub engine: Arc<Engine>,
    /// Rows of its tables by a key.
    pub lookups: Arc<Lookups>,
    /// Leads, model and ranking.
    pub learned: Learned,
    /// The order that decisions taught.
    pub ranking: Ranking,
    base: Arc<Base>,
    /// Rows of the model's sheet in order of rank, and the lead of each.
    order: Vec<(usize, usize)>,
    /// Place of a lead in `order`.
    place: BTreeMap<String, usize>,
    /// What muted values take.
    struck: Struck,
}

/// A lead at its place.
pub struct Placed<'a> {
    /// From 1.
    pub rank: usize,
    /// Row of the model's sheet.
    pub row: usize,
    /// The lead.
    pub lead: &'a Lead,
}

impl Board {
    /// Reads the current snapshot, if there is one. `muted` are kinds and values that count as a
    /// reason no more. What `before` knows of the same snapshot is not read again.
    pub async fn load(
        dir: &Path,
        store: &Store,
        decisions: Vec<Decision>,
        muted: &[(String, String)],
        before: Option<&Self>,
    ) -> Result<Self> {
        let mut board = Self::read(dir, store, decisions, before).await?;
        board.strike(muted).await?;
        Ok(board)
    }

    async fn read(
        dir: &Path,
        store: &Store,
        decisions: Vec<Decision>,
        before: Option<&Self>,
    ) -> Result<Self> {
        let snapshot = store.current()?;
        let name = snapshot.as_ref().map(|s| s.name.clone());
        if let Some(before) = before.filter(|b| b.snapshot == name) {
            let learned = Learned::of_leads(dir, before.learned.leads.clone(), decisions)?;
            let (engine, lookups) = (before.engine.clone(), before.lookups.clone());
            return Ok(Self::of(name, engine, lookups, learned, before.base.clone()));
        }
        let places = snapshot.clone().map(|s| Arc::new(Places::of(s)));
        let engine = match &places {
            Some(places) => Engine::open_keyed(places, &KEYS).await?,
            None => Engine::of_nothing(),
        };
        let leads = match &snapshot {
            Some(s) if s.manifest.tables.contains_key("leads") => {
                query::leads(&engine, usize::MAX >> 1).await?
            }
            _ => Vec::new(),
        };
        let of_advert = leads
            .iter()
            .enumerate()
            .flat_map(|(n, lead)| lead.advert_ids.iter().map(move |id| (id.clone(), n)))
            .collect();
        let sources = snapshot.as_ref().map(|s| sources(s, &leads)).transpose()?;
        let base = Arc::new(Base { sources: sources.unwrap_or_default(), of_advert });
        if let Some(places) = &places {
            // What leads show at once; the rest beside the first pages.
            for table in ["adverts", "mentions"] {
                places.by(table, "advert_id")?;
            }
            let places = places.clone();
            std::thread::spawn(move || prepare(&places));
        }
        let lookups = Lookups::of(places);
        let learned = Learned::of_leads(dir, Arc::new(leads), decisions)?;
        Ok(Self::of(name, Arc::new(engine), Arc::new(lookups), learned, base))
    }

    fn of(
        snapshot: Option<String>,
        engine: Arc<Engine>,
        lookups: Arc<Lookups>,
        learned: Learned,
        base: Arc<Base>,
    ) -> Self {
        let at: BTreeMap<&str, usize> =
            learned.leads.iter().zip(0..).map(|(l, n)| (l.lead_id.as_str(), n)).collect();
        let ranking = learned.present.ranking();
        let order: Vec<(usize, usize)> = if learned.has_learned() {
            let of = |row: usize| Some((row, *at.get(learned.present.sheet().lead_id(row))?));
            ranking.rows().filter_map(of).collect()
        } else {
            let of =
                |(n, lead): (usize, &Lead)| Some((learned.present.sheet().row(&lead.lead_id)?, n));
            learned.leads.iter().enumerate().filter_map(of).collect()
        };
        let place = places(&order, &learned.leads);
        let struck = Struck::default();
        Self { snapshot, engine, lookups, learned, ranking, base, order, place, struck }
    }

    /// Strikes out what rests on muted values: each lead of which something is gone stands where it
    /// would rank without.
    async fn strike(&mut self, muted: &[(String, String)]) -> Result<()> {
        if muted.is_empty() {
            return Ok(());
        }
        let learned = &self.learned;
        let struck = Struck::of(&self.engine, &learned.leads, &self.base.of_advert, muted).await?;
        let order = std::mem::take(&mut self.order);
        let ranking = &self.ranking;
        self.order = struck.reorder(order, &learned.leads, |row, lead, codes| {
            if learned.has_learned() {
                return learned.present.without(ranking, row, codes).rank_without as usize;
            }
            let score = score_without(lead, codes);
            let above = learned.leads.iter().filter(|other| other.score > score);
            1 + above.filter(|other| other.lead_id != lead.lead_id).count()
        });
        self.place = places(&self.order, &learned.leads);
        self.struck = struck;
        Ok(())
    }

    /// Leads in order of rank.
    pub fn placed(&self) -> impl Iterator<Item = Placed<'_>> {
        (1..).zip(&self.order).map(|(rank, (row, n))| Placed {
            rank,
            row: *row,
            lead: &self.learned.leads[*n],
        })
    }

    /// One lead.
    pub fn lead(&self, id: &str) -> Option<Placed<'_>> {
        let place = *self.place.get(id)?;
        let (row, n) = self.order[place];
        Some(Placed { rank: place + 1, row, lead: &self.learned.leads[n] })
    }

    /// The lead that an advert belongs to.
    pub fn lead_of(&self, advert: &str) -> Option<&str> {
        self.base.of_advert.get(advert).map(|n| self.learned.leads[*n].lead_id.as_str())
    }

    /// Codes of the reasons of a lead that rest on muted values alone.
    pub fn struck(&self, lead: &str) -> BTreeSet<String> {
        self.struck.codes(lead)
    }

    /// Leads from which a muted value takes something.
    pub fn struck_by(&self, value: &(String, String)) -> Vec<String> {
        self.struck.by(value)
    }

    /// Names of the sources that a lead rests on.
    pub fn sources(&self, lead: &str) -> BTreeSet<String> {
        self.base.sources.get(lead).cloned().unwrap_or_default()
    }
}

/// Place of each lead in an order.
fn places(order: &[(usize, usize)], leads: &[Lead]) -> BTreeMap<String, usize> {
    let place = |(place, (_, n)): (usize, &(usize, usize))| (leads[*n].lead_id.clone(), place);
    order.iter().enumerate().map(place).collect()
}

fn sources(snapshot: &Snapshot, leads: &[Lead]) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut of_advert: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, lead) in leads.iter().enumerate() {
        lead.advert_ids.iter().for_each(|id| of_advert.entry(id).or_default().push(n));
    }
    let mut found = BTreeMap::new();
    for batch in scan(snapshot.parts("adverts")?, &["advert_id", "source"]) {
        let batch = batch?;
        let (id, source) = (texts(&batch, "advert_id")?, texts(&batch, "source")?);
        for row in 0..batch.num_rows() {
            for n in of_advert.get(id.value(row)).into_iter().flatten() {
                let of: &mut BTreeSet<String> = found.entry(leads[*n].lead_id.clone()).or_default();
                if !of.contains(source.value(row)) {
                    of.insert(source.value(row).to_owned());
                }
            }
        }
    }
    Ok(found)
}
