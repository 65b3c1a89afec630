//! Nouns to rows and back: the only place that knows the order of columns.

use crate::columns::{instants, list_row, lists, optional, texts};
use crate::error::TableError;
use datafusion::arrow::array::{
    Array, ArrayRef, Float32Builder, ListBuilder, RecordBatch, StringBuilder,
    TimestampMillisecondBuilder, UInt32Builder,
};
use spoor_vocab::{Advert, Defect, ExhibitId, Field, Mention, tables};
use std::sync::Arc;

fn stamps() -> TimestampMillisecondBuilder {
    TimestampMillisecondBuilder::new().with_timezone("UTC")
}

/// Adverts as rows of table `adverts`.
///
/// # Errors
/// If a column outgrows Arrow's 2 GiB of text: hand over fewer adverts at a time.
pub fn adverts(list: &[Advert]) -> Result<RecordBatch, TableError> {
    let text = |get: &dyn Fn(&Advert) -> Option<&str>| -> ArrayRef {
        let mut builder = StringBuilder::new();
        for advert in list {
            builder.append_option(get(advert));
        }
        Arc::new(builder.finish())
    };
    let exhibits: Vec<String> = list.iter().map(|a| a.exhibit.to_hex()).collect();
    let mut exhibit = StringBuilder::new();
    let mut posted = stamps();
    let mut captured = stamps();
    let mut images = ListBuilder::new(StringBuilder::new());
    for (advert, hex) in list.iter().zip(&exhibits) {
        exhibit.append_value(hex);
        posted.append_option(advert.posted);
        captured.append_value(advert.captured_at);
        for image in &advert.images {
            images.values().append_value(image);
        }
        images.append(true);
    }
    let columns: Vec<ArrayRef> = vec![
        text(&|a| Some(&a.advert_id)),
        text(&|a| Some(&a.id)),
        Arc::new(exhibit.finish()),
        text(&|a| Some(&a.source)),
        text(&|a| Some(&a.site)),
        text(&|a| a.url.as_deref()),
        text(&|a| a.account.as_deref()),
        text(&|a| a.title.as_deref()),
        text(&|a| Some(&a.text)),
        Arc::new(posted.finish()),
        text(&|a| a.place.as_deref()),
        Arc::new(images.finish()),
        text(&|a| a.payment.as_deref()),
        text(&|a| a.extra.as_deref()),
        Arc::new(captured.finish()),
    ];
    Ok(RecordBatch::try_new(tables::adverts(), columns)?)
}

/// Adverts from rows of table `adverts` (all columns present).
///
/// # Errors
/// If a column is missing or has another type.
pub fn to_adverts(batch: &RecordBatch) -> Result<Vec<Advert>, TableError> {
    let need = |name: &str| texts(batch, name);
    let (advert_id, id, exhibit) = (need("advert_id")?, need("id")?, need("exhibit")?);
    let (source, site, text) = (need("source")?, need("site")?, need("text")?);
    let (url, account, title) = (need("url")?, need("account")?, need("title")?);
    let (place, payment, extra) = (need("place")?, need("payment")?, need("extra")?);
    let (posted, captured) = (instants(batch, "posted")?, instants(batch, "captured_at")?);
    let images = lists(batch, "images")?;
    let own = |array, row| optional(array, row).map(str::to_owned);
    Ok((0..batch.num_rows())
        .map(|row| Advert {
            advert_id: advert_id.value(row).to_owned(),
            id: id.value(row).to_owned(),
            exhibit: ExhibitId::parse(exhibit.value(row)).unwrap_or(ExhibitId([0; 32])),
            source: source.value(row).to_owned(),
            site: site.value(row).to_owned(),
            url: own(&url, row),
            account: own(&account, row),
            title: own(&title, row),
            text: text.value(row).to_owned(),
            posted: (!posted.is_null(row)).then(|| posted.value(row)),
            place: own(&place, row),
            images: list_row(&images, row),
            payment: own(&payment, row),
            extra: own(&extra, row),
            captured_at: captured.value(row),
        })
        .collect())
}

/// Defects as rows of table `rejects`, each with the exhibit it was met in.
///
/// # Errors
/// If a column outgrows Arrow's 2 GiB of text.
pub fn rejects(list: &[(ExhibitId, Defect)]) -> Result<RecordBatch, TableError> {
    let text = |get: &dyn Fn(&(ExhibitId, Defect)) -> String| -> ArrayRef {
        let mut builder = StringBuilder::new();
        for row in list {
            builder.append_value(get(row));
        }
        Arc::new(builder.finish())
    };
    let columns = vec![
        text(&|r| r.0.to_hex()),
        text(&|r| r.1.place.clone()),
        text(&|r| r.1.code.clone()),
        text(&|r| r.1.problem.clone()),
        text(&|r| r.1.hint.clone()),
    ];
    Ok(RecordBatch::try_new(tables::rejects(), columns)?)
}

/// Collects mentions into rows of table `mentions`.
#[derive(Default)]
pub struct MentionRows {
    advert_id: StringBuilder,
    id: StringBuilder,
    field: StringBuilder,
    kind: StringBuilder,
    value: StringBuilder,
    raw: StringBuilder,
    start: UInt32Builder,
    end: UInt32Builder,
    confidence: Float32Builder,
}

impl MentionRows {
    /// Adds the mentions of one field of one advert. `chars` holds the character span of each
    /// mention; `text` is the field as posted.
    pub fn add(
        &mut self,
        (advert_id, id): (&str, &str),
        (field, text): (Field<'_>, &str),
        mentions: &[Mention],
        chars: &[(u32, u32)],
    ) {
        let field = field.to_string();
        for (mention, (start, end)) in mentions.iter().zip(chars) {
            self.advert_id.append_value(advert_id);
            self.id.append_value(id);
            self.field.append_value(&field);
            self.kind.append_value(mention.kind.as_str());
            self.value.append_value(&mention.value);
            let raw = text.get(mention.start as usize..mention.end as usize);
            self.raw.append_value(raw.unwrap_or_default());
            self.start.append_value(*start);
            self.end.append_value(*end);
            self.confidence.append_value(mention.confidence);
        }
    }

    /// The rows so far.
    ///
    /// # Errors
    /// If a column outgrows Arrow's 2 GiB of text.
    pub fn finish(mut self) -> Result<RecordBatch, TableError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.advert_id.finish()),
            Arc::new(self.id.finish()),
            Arc::new(self.field.finish()),
            Arc::new(self.kind.finish()),
            Arc::new(self.value.finish()),
            Arc::new(self.raw.finish()),
            Arc::new(self.start.finish()),
            Arc::new(self.end.finish()),
            Arc::new(self.confidence.finish()),
        ];
        Ok(RecordBatch::try_new(tables::mentions(), columns)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adverts_round_trip() {
        let exhibit = ExhibitId::of(b"x");
        let mut advert = Advert {
            advert_id: exhibit.advert_id("s", 0),
            id: "7".into(),
            exhibit,
            source: "s".into(),
            site: "site.example".into(),
            url: Some("https://site.example/7".into()),
            account: None,
            title: Some("hello 👋".into()),
            text: "call 07700 900123".into(),
            posted: Some(1_700_000_000_000),
            place: Some("Utrecht".into()),
            images: vec!["a.jpg".into(), "b.jpg".into()],
            payment: None,
            extra: Some("{\"k\":1}".into()),
            captured_at: 1_700_000_100_000,
        };
        let first = advert.clone();
        advert.images.clear();
        advert.posted = None;
        let list = vec![first, advert];
        assert_eq!(to_adverts(&adverts(&list).unwrap()).unwrap(), list);
    }
}
