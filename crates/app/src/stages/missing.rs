//! Tables `notices`, `adverts`, `mentions` and `members` → table `candidates`: who of those advertised may be
//! who is missed. A person compares and judges; nobody is called found here.

mod sheets;

use super::columns::{counts, lists, reals, reals_or_none, strings};
use crate::progress::Progress;
use crate::workspace::Workspace;
use anyhow::Result;
use spoor_persons::{Background, Candidate, Cards, Matcher, Memory, Weights};
use spoor_tables::arrow::array::RecordBatch;
use spoor_tables::columns::{instants, texts};
use spoor_tables::{Build, Made, Snapshot, fingerprint, scan::scan};
use spoor_vault::Held;
use spoor_vocab::{Day, ExhibitId, Millis, Notice, NoticeStatus, tables};
use std::collections::{BTreeMap, BTreeSet};

/// Changes when the same tables may give other candidates.
const VERSION: &str = "candidates-1";
/// Actors of a notice that are kept, whatever is said of them.
const KEPT: usize = 10;

/// Runs the stage. It knows no day: what has expired is taken out of the vault by the retention clock.
pub fn run(
    build: &mut Build,
    countries: &BTreeMap<String, String>,
    progress: Progress,
) -> Result<()> {
    let notices = notices(&build.so_far())?;
    let open = notices.iter().filter(|notice| notice.status == NoticeStatus::Open).count();
    let print = fingerprint(&[
        "candidates",
        VERSION,
        &format!("{countries:?}"),
        &build.table_fingerprint("notices"),
        &build.table_fingerprint("adverts"),
        &build.table_fingerprint("mentions"),
        &build.table_fingerprint("members"),
    ]);
    let schema = tables::candidates();
    let Made::Make(mut writer) = build.part("candidates", "all", &schema, &print)? else {
        return Ok(());
    };
    // Without a notice nobody's looks are read.
    if open > 0 {
        let bar = progress.bar(open as u64, "notices");
        let (sheets, places) = sheets::load(&build.so_far(), countries)?;
        let mut background = Background::new();
        for (place, (lat, lon)) in &places {
            background.locate(place, *lat, *lon);
        }
        sheets.iter().for_each(|sheet| background.add(sheet));
        let cards = Cards::new(sheets, &background);
        let matcher = Matcher::new(background, Weights::shipped());
        let mut memory = Memory::default();
        for notice in notices.iter().filter(|notice| notice.status == NoticeStatus::Open) {
            let sought = matcher.prepare(notice, &mut memory);
            let ranking = matcher.rank(&sought, &cards, &mut |_, _| {}, KEPT);
            let rows: Vec<(usize, &Candidate)> = (1..).zip(&ranking.candidates).collect();
            if !rows.is_empty() {
                writer.write(&batch(notice, &rows)?)?;
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
    }
    build.add("candidates", writer.finish()?);
    Ok(())
}

fn batch(notice: &Notice, rows: &[(usize, &Candidate)]) -> Result<RecordBatch> {
    let said = |(_, candidate): &(usize, &Candidate)| {
        serde_json::to_string(&candidate.comparison.rows).unwrap_or_default()
    };
    let columns = vec![
        strings(rows, |_| notice.id.clone()),
        strings(rows, |_| notice.source.clone()),
        counts(rows, |(rank, _)| *rank),
        strings(rows, |(_, c)| c.actor.clone()),
        lists(rows, |(_, c)| c.adverts.clone()),
        counts(rows, |(_, c)| c.persons),
        reals(rows, |(_, c)| f64::from(c.log10_lr)),
        strings(rows, |(_, c)| c.outcome.as_str().to_owned()),
        reals_or_none(rows, |(_, c)| c.by_chance.map(f64::from)),
        strings(rows, said),
    ];
    Ok(RecordBatch::try_new(tables::candidates(), columns)?)
}

/// The notices of a snapshot; of several with one id the one sealed last.
pub fn notices(snapshot: &Snapshot) -> Result<Vec<Notice>> {
    let mut found: BTreeMap<(String, String), (Millis, Notice)> = BTreeMap::new();
    // Of a build that knew of no notices.
    let Ok(parts) = snapshot.parts("notices") else { return Ok(Vec::new()) };
    for batch in scan(parts, &["notice", "captured_at"]) {
        let batch = batch?;
        let (text, at) = (texts(&batch, "notice")?, instants(&batch, "captured_at")?);
        for row in 0..batch.num_rows() {
            let notice: Notice = serde_json::from_str(text.value(row))?;
            let key = (notice.source.clone(), notice.id.clone());
            let at = at.value(row);
            if found.get(&key).is_none_or(|(known, _)| *known <= at) {
                found.insert(key, (at, notice));
            }
        }
    }
    Ok(found.into_values().map(|(_, notice)| notice).collect())
}

/// Exhibits of notices whose own day of expiry has come. Earlier captures of a notice go with it.
pub fn expired(workspace: &Workspace, at: Millis) -> Result<Vec<Held>> {
    if workspace.store.current()?.is_none() {
        return Ok(Vec::new());
    }
    let snapshot = workspace.store.snapshot()?;
    let today = day(at);
    let ended: BTreeSet<(String, String)> = notices(&snapshot)?
        .into_iter()
        .filter(|notice| notice.expires_on.is_some_and(|day| day <= today))
        .map(|notice| (notice.source, notice.id))
        .collect();
    let mut held = Vec::new();
    if ended.is_empty() {
        return Ok(held);
    }
    for batch in scan(snapshot.parts("notices")?, &["notice_id", "source", "exhibit"]) {
        let batch = batch?;
        let (id, source) = (texts(&batch, "notice_id")?, texts(&batch, "source")?);
        let exhibit = texts(&batch, "exhibit")?;
        for row in 0..batch.num_rows() {
            let of = (source.value(row).to_owned(), id.value(row).to_owned());
            let known = ExhibitId::parse(exhibit.value(row)).filter(|_| ended.contains(&of));
            held.extend(known.map(|exhibit| Held { source: of.0, exhibit }));
        }
    }
    Ok(held)
}

/// Days since 1970 of a time.
pub fn day(at: Millis) -> Day {
    Day::try_from(at.div_euclid(86_400_000)).unwrap_or(Day::MAX)
}
