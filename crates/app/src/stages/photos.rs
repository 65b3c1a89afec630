//! Tables `images`, `pictures` and `adverts` → table `photos`: each picture that an advert names meets
//! what was captured at its address, under the same source; and how its page looked, if that was
//! captured, is the advert's last picture.

use super::columns::{counts, strings};
use anyhow::Result;
use spoor_tables::arrow::array::RecordBatch;
use spoor_tables::columns::{instants, numbers, texts};
use spoor_tables::{Build, Made, Snapshot, fingerprint, scan::scan};
use spoor_vocab::{Capture, ExhibitId, Millis, tables};
use std::collections::BTreeMap;

/// Changes when the same tables may give other photos.
const VERSION: &str = "photos-2";

/// What a picture of a page says of itself.
pub const VIEW: &str = "how the page looked";

/// Runs the stage.
pub fn run(build: &mut Build) -> Result<()> {
    let (images, pictures) =
        (build.table_fingerprint("images"), build.table_fingerprint("pictures"));
    let adverts = build.table_fingerprint("adverts");
    let print = fingerprint(&["photos", VERSION, &images, &pictures, &adverts]);
    let Made::Make(mut writer) = build.part("photos", "all", &tables::photos(), &print)? else {
        return Ok(());
    };
    let snapshot = build.so_far();
    let captured = Captured::load(&snapshot)?;
    if !captured.at.is_empty() {
        let (viewed, mut next) = (captured.viewed(&snapshot)?, BTreeMap::new());
        for batch in scan(snapshot.parts("images")?, &COLUMNS) {
            let batch = batch?;
            count(&batch, &viewed, &mut next)?;
            let photos = captured.photos(&batch)?;
            if photos.num_rows() > 0 {
                writer.write(&photos)?;
            }
        }
        if !viewed.is_empty() {
            writer.write(&views(&viewed, &next)?)?;
        }
    }
    build.add("photos", writer.finish()?);
    Ok(())
}

const COLUMNS: [&str; 6] = ["advert_id", "position", "stated", "address", "source", "captured_at"];

/// Adverts whose page was captured as it looked: source and picture by advert.
type Viewed<'a> = BTreeMap<String, (String, &'a Bytes)>;

/// Counts the pictures that such adverts name.
fn count(
    batch: &RecordBatch,
    viewed: &Viewed<'_>,
    next: &mut BTreeMap<String, usize>,
) -> Result<()> {
    let (advert_id, position) = (texts(batch, "advert_id")?, numbers(batch, "position")?);
    for row in 0..batch.num_rows() {
        let id = advert_id.value(row);
        if viewed.contains_key(id) {
            let after = position.value(row) as usize + 1;
            let next = next.entry(id.to_owned()).or_default();
            *next = after.max(*next);
        }
    }
    Ok(())
}

fn views(viewed: &Viewed<'_>, next: &BTreeMap<String, usize>) -> Result<RecordBatch> {
    let rows: Vec<(&String, &String, &Bytes)> =
        viewed.iter().map(|(id, (source, bytes))| (id, source, *bytes)).collect();
    let columns = vec![
        strings(&rows, |(id, ..)| (*id).clone()),
        counts(&rows, |(id, ..)| next.get(*id).copied().unwrap_or_default()),
        strings(&rows, |_| VIEW.to_owned()),
        strings(&rows, |(.., bytes)| bytes.exhibit.clone()),
        strings(&rows, |(_, source, _)| (*source).clone()),
        strings(&rows, |(.., bytes)| bytes.media_type.clone()),
        strings(&rows, |(.., bytes)| bytes.segment.clone()),
        strings(&rows, |(.., bytes)| bytes.content.clone()),
    ];
    Ok(RecordBatch::try_new(tables::photos(), columns)?)
}

/// The bytes of a picture, and where they are.
struct Bytes {
    exhibit: String,
    media_type: String,
    segment: String,
    content: String,
}

/// What was captured at an address of a source: when, and the exhibit that has the bytes.
type At = BTreeMap<(String, String), Vec<(Millis, String)>>;

/// All pictures that were captured.
struct Captured {
    at: At,
    /// By source and exhibit.
    bytes: BTreeMap<(String, String), Bytes>,
}

impl Captured {
    fn load(snapshot: &Snapshot) -> Result<Self> {
        let (mut at, mut bytes) = (At::new(), BTreeMap::new());
        let columns = [
            "address",
            "source",
            "exhibit",
            "picture",
            "segment",
            "media_type",
            "content",
            "captured_at",
        ];
        for batch in scan(snapshot.parts("pictures")?, &columns) {
            let batch = batch?;
            let column = |name: &str| texts(&batch, name);
            let (address, source, exhibit) =
                (column("address")?, column("source")?, column("exhibit")?);
            let (picture, segment) = (column("picture")?, column("segment")?);
            let (media_type, content) = (column("media_type")?, column("content")?);
            let captured_at = instants(&batch, "captured_at")?;
            for row in 0..batch.num_rows() {
                let own = source.value(row).to_owned();
                let key = (own.clone(), address.value(row).to_owned());
                let seen = (captured_at.value(row), picture.value(row).to_owned());
                at.entry(key).or_insert_with(Vec::new).push(seen);
                if exhibit.value(row) == picture.value(row) {
                    let key = (own, exhibit.value(row).to_owned());
                    bytes.insert(
                        key,
                        Bytes {
                            exhibit: exhibit.value(row).to_owned(),
                            media_type: media_type.value(row).to_owned(),
                            segment: segment.value(row).to_owned(),
                            content: content.value(row).to_owned(),
                        },
                    );
                }
            }
        }
        Ok(Self { at, bytes })
    }

    /// What was captured at an address nearest in time; of two the earlier. What a note of a second
    /// address points at may be gone.
    fn nearest(&self, source: &str, address: &str, when: Millis) -> Option<&Bytes> {
        let seen = self.at.get(&(source.to_owned(), address.to_owned()))?;
        let there = seen.iter().filter_map(|(at, picture)| {
            Some((*at, self.bytes.get(&(source.to_owned(), picture.clone()))?))
        });
        there.min_by_key(|(at, bytes)| (at.abs_diff(when), *at, &bytes.exhibit)).map(|(_, b)| b)
    }

    /// Adverts of whose page there is a picture.
    fn viewed(&self, snapshot: &Snapshot) -> Result<Viewed<'_>> {
        let mut viewed = Viewed::new();
        if !self.at.keys().any(|(_, address)| address.starts_with(Capture::VIEW)) {
            return Ok(viewed);
        }
        let columns = ["advert_id", "exhibit", "source", "captured_at"];
        for batch in scan(snapshot.parts("adverts")?, &columns) {
            let batch = batch?;
            let (id, exhibit) = (texts(&batch, "advert_id")?, texts(&batch, "exhibit")?);
            let (source, when) = (texts(&batch, "source")?, instants(&batch, "captured_at")?);
            for row in 0..batch.num_rows() {
                let Some(page) = ExhibitId::parse(exhibit.value(row)) else { continue };
                let source = source.value(row);
                let at = Capture::view_of(&page);
                if let Some(bytes) = self.nearest(source, &at, when.value(row)) {
                    viewed.insert(id.value(row).to_owned(), (source.to_owned(), bytes));
                }
            }
        }
        Ok(viewed)
    }

    fn photos(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let column = |name: &str| texts(batch, name);
        let (advert_id, stated) = (column("advert_id")?, column("stated")?);
        let (address, source) = (column("address")?, column("source")?);
        let (position, when) = (numbers(batch, "position")?, instants(batch, "captured_at")?);
        let found = |row: usize| {
            let bytes = self.nearest(source.value(row), address.value(row), when.value(row))?;
            Some((row, bytes))
        };
        let rows: Vec<(usize, &Bytes)> = (0..batch.num_rows()).filter_map(found).collect();
        let columns = vec![
            strings(&rows, |(row, _)| advert_id.value(*row).to_owned()),
            counts(&rows, |(row, _)| position.value(*row) as usize),
            strings(&rows, |(row, _)| stated.value(*row).to_owned()),
            strings(&rows, |(_, bytes)| bytes.exhibit.clone()),
            strings(&rows, |(row, _)| source.value(*row).to_owned()),
            strings(&rows, |(_, bytes)| bytes.media_type.clone()),
            strings(&rows, |(_, bytes)| bytes.segment.clone()),
            strings(&rows, |(_, bytes)| bytes.content.clone()),
        ];
        Ok(RecordBatch::try_new(tables::photos(), columns)?)
    }
}
