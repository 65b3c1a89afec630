//! The index of the adverts' words: it follows the snapshots beside the work of the server.

use anyhow::{Context, Result};
use spoor_extract::Hints;
use spoor_search::{
    Ask, Entry, EntryResult, Found, Index, NewHits, Note, Query, Saved, SearchError, Settings,
    Told, Watermark, read,
};
use spoor_tables::arrow::array::Array;
use spoor_tables::columns::{instants, optional, texts};
use spoor_tables::{Snapshot, Store, scan::scan};
use spoor_vocab::{Kind, Selector, SelectorKind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// The index, and what numbers without a country may stand for.
pub struct Finder {
    workspace: PathBuf,
    dir: PathBuf,
    index: RwLock<Index>,
    countries: BTreeSet<String>,
    following: Mutex<Following>,
}

/// How far the index follows the snapshots.
#[derive(Default)]
struct Following {
    /// The name of the snapshot whose words it has, if any; `None` before it has followed one.
    at: Option<Option<String>>,
    /// Whether it is following one now: one at a time.
    busy: bool,
    /// After it could not: not before this is it tried again.
    not_before: Option<Instant>,
}

/// After an index could not follow, so long nothing is tried.
const PAUSE: Duration = Duration::from_secs(10);

impl Finder {
    /// Opens the index of the workspace at `dir`. `countries` are those of its sources.
    pub fn open(dir: &Path, countries: BTreeSet<String>) -> Result<Self> {
        let workspace = dir.to_owned();
        let dir = crate::workspace::search_dir(dir);
        let index = {
            let _lock = crate::workspace::search_lock(&workspace)?;
            Index::open(&dir, Settings::default())?
        };
        Ok(Self {
            workspace,
            dir,
            index: RwLock::new(index),
            countries,
            following: Mutex::default(),
        })
    }

    /// How many adverts can be found now.
    pub fn adverts(&self) -> u64 {
        self.index.read().map_or(0, |index| index.adverts())
    }

    /// How far the index has come.
    pub fn watermark(&self) -> Watermark {
        let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
        index.watermark()
    }

    /// What is new for saved searches.
    pub fn new_hits(
        &self,
        saved: &[Saved],
        since: Watermark,
        limit: usize,
    ) -> Result<Vec<NewHits>, SearchError> {
        let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
        index.new_hits(saved, since, limit)
    }

    /// Makes the index follow the tables, if they are of another snapshot than the index: `current`, or
    /// a later one. It takes its time, on a thread of its own; a server that ends meanwhile leaves the
    /// index as it was.
    pub fn follow(finder: &Arc<Self>, store: &Store, current: Option<&str>) {
        {
            let mut following = finder.following();
            let known = following.at.as_ref().is_some_and(|at| at.as_deref() == current);
            let soon = following.not_before.is_some_and(|time| Instant::now() < time);
            if known || following.busy || soon {
                return;
            }
            following.busy = true;
        }
        let (finder, store) = (finder.clone(), store.clone());
        std::thread::spawn(move || {
            let done = finder.follow_now(&store);
            let mut following = finder.following();
            following.busy = false;
            match done {
                Ok(at) => following.at = Some(at),
                Err(error) => {
                    tracing::error!("the index of words could not follow: {error:#}");
                    following.not_before = Some(Instant::now() + PAUSE);
                }
            }
        });
    }

    fn following(&self) -> std::sync::MutexGuard<'_, Following> {
        self.following.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows the snapshot that counts now; gives its name. Without one the index is empty.
    fn follow_now(&self, store: &Store) -> Result<Option<String>> {
        // Not while an erasure takes it away. What it erased cannot come back: it was read out of
        // tables that went first.
        let _lock = crate::workspace::search_lock(&self.workspace)?;
        let snapshot = store.current()?;
        let parts = snapshot.as_ref().map(parts).transpose()?.unwrap_or_default();
        let names: Vec<String> = parts.keys().cloned().collect();
        // A handle of its own, so that questions are answered meanwhile.
        let mut index = Index::open(&self.dir, Settings::default())?;
        index.update(&names, |name| {
            let entries = parts.get(name).map(|(adverts, mentions)| entries(adverts, mentions));
            match entries {
                Some(Ok(entries)) => entries.into_iter().map(Ok).collect::<Vec<EntryResult>>(),
                Some(Err(error)) => vec![Err(error.into())],
                None => Vec::new(),
            }
            .into_iter()
        })?;
        drop(index);
        // Opened anew, since an erasure takes the whole folder away.
        let index = Index::open(&self.dir, Settings::default())?;
        if let Ok(mut held) = self.index.write() {
            *held = index;
        }
        Ok(snapshot.map(|s| s.name))
    }

    /// How a query is read, and what was not.
    pub fn read(&self, text: &str) -> (Query, Vec<Note>) {
        read(text, &|words: &str| self.tell(words))
    }

    /// The identifiers in a query, by kind and normal form, each once.
    pub fn selectors(&self, words: &str) -> Vec<(String, String)> {
        let told = self.tell(words).into_iter();
        let pairs = told.map(|t| (t.selector.kind.as_str().to_owned(), t.selector.value));
        pairs.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Where in a text the words of a query stand: bytes.
    pub fn marks(&self, text: &str, query: &Query) -> Vec<std::ops::Range<usize>> {
        let tell = |words: &str| self.tell(words);
        spoor_search::highlight(text, language(text), query, &tell)
    }

    /// What a query finds.
    pub fn search(&self, query: &Query, ask: &Ask<'_>) -> Result<Found> {
        let index = self.index.read().map_err(|_| anyhow::anyhow!("the index cannot be read"))?;
        Ok(index.search(query, ask)?)
    }

    /// The identifiers in a query, however they are written: as any country of the sources would
    /// read them.
    fn tell(&self, words: &str) -> Vec<Told> {
        let mut told: Vec<Told> = Vec::new();
        let countries = self.countries.iter().map(|c| Some(c.as_str())).chain([None]);
        for country in countries {
            let mut mentions = Vec::new();
            let hints = Hints { country, ..Hints::default() };
            spoor_extract::extract(words, &hints, &mut mentions);
            for m in mentions {
                let Some(kind) = SelectorKind::of_mention(m.kind) else { continue };
                let selector = Selector { kind, value: m.value };
                let one = Told { start: m.start as usize, end: m.end as usize, selector };
                if !told.contains(&one) {
                    told.push(one);
                }
            }
        }
        told
    }
}

/// Parts by a name that stands for what is in them: those of the adverts, with their mentions.
fn parts(snapshot: &Snapshot) -> Result<BTreeMap<String, (PathBuf, PathBuf)>> {
    let (adverts, mentions) = (snapshot.parts("adverts")?, snapshot.parts("mentions")?);
    let name = |path: &Path| path.file_name().map(|n| n.to_string_lossy().into_owned());
    let pairs = adverts.into_iter().zip(mentions).map(|(a, m)| {
        let both = format!("{} {}", name(&a)?, name(&m)?);
        Some((both, (a, m)))
    });
    pairs.collect::<Option<_>>().context("a part of a table has no name")
}

/// The adverts of a part as the index wants them.
fn entries(adverts: &Path, mentions: &Path) -> Result<Vec<Entry>> {
    let mut selectors = selectors(mentions)?;
    let wanted = ["advert_id", "source", "site", "title", "text", "posted", "place"];
    let mut entries = Vec::new();
    for batch in scan(vec![adverts.to_owned()], &wanted) {
        let batch = batch?;
        let column = |name: &str| texts(&batch, name);
        let (id, source, site) = (column("advert_id")?, column("source")?, column("site")?);
        let (title, text, place) = (column("title")?, column("text")?, column("place")?);
        let posted = instants(&batch, "posted")?;
        for row in 0..batch.num_rows() {
            let advert_id = id.value(row).to_owned();
            entries.push(Entry {
                selectors: selectors.remove(&advert_id).unwrap_or_default(),
                source: source.value(row).to_owned(),
                site: site.value(row).to_owned(),
                posted: (!posted.is_null(row)).then(|| posted.value(row)),
                place: optional(&place, row).unwrap_or_default().to_owned(),
                title: optional(&title, row).unwrap_or_default().to_owned(),
                lang: language(text.value(row)).to_owned(),
                text: text.value(row).to_owned(),
                advert_id,
                ..Entry::default()
            });
        }
    }
    Ok(entries)
}

fn selectors(mentions: &Path) -> Result<BTreeMap<String, Vec<Selector>>> {
    let mut found: BTreeMap<String, Vec<Selector>> = BTreeMap::new();
    for batch in scan(vec![mentions.to_owned()], &["advert_id", "kind", "value"]) {
        let batch = batch?;
        let (id, kind) = (texts(&batch, "advert_id")?, texts(&batch, "kind")?);
        let value = texts(&batch, "value")?;
        for row in 0..batch.num_rows() {
            let Ok(kind) = kind.value(row).parse::<Kind>() else { continue };
            let Some(kind) = SelectorKind::of_mention(kind) else { continue };
            let selector = Selector { kind, value: value.value(row).to_owned() };
            found.entry(id.value(row).to_owned()).or_default().push(selector);
        }
    }
    Ok(found)
}

/// BCP 47 tag of a text's language, where it is one of the six that can be stemmed.
pub fn language(text: &str) -> &'static str {
    use whatlang::Lang;
    match whatlang::detect(text).filter(whatlang::Info::is_reliable).map(|i| i.lang()) {
        Some(Lang::Eng) => "en",
        Some(Lang::Nld) => "nl",
        Some(Lang::Deu) => "de",
        Some(Lang::Fra) => "fr",
        Some(Lang::Spa) => "es",
        Some(Lang::Ron) => "ro",
        _ => "",
    }
}
