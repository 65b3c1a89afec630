//! The published tables: Parquet with these schemas, one folder each under
//! `tables/<snapshot>/`, readable by DuckDB, Polars or pandas.
//!
//! Adding a column is allowed; renaming or removing one is a breaking change. Empty string stands
//! for "none" only in the columns of exports that say so.

use arrow_schema::{DataType, Field, Schema, TimeUnit};
use std::sync::Arc;

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, false)
}

fn text_opt(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
}

fn number(name: &str) -> Field {
    Field::new(name, DataType::UInt32, false)
}

fn real(name: &str) -> Field {
    Field::new(name, DataType::Float64, false)
}

fn instant(name: &str, nullable: bool) -> Field {
    Field::new(name, DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())), nullable)
}

fn texts(name: &str) -> Field {
    Field::new(name, DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))), false)
}

fn schema(fields: Vec<Field>) -> Arc<Schema> {
    Arc::new(Schema::new(fields))
}

/// Adverts, one row each, in order of sealing. See [`crate::Advert`].
pub fn adverts() -> Arc<Schema> {
    schema(vec![
        text("advert_id"),
        text("id"),
        text("exhibit"),
        text("source"),
        text("site"),
        text_opt("url"),
        text_opt("account"),
        text_opt("title"),
        text("text"),
        instant("posted", true),
        text_opt("place"),
        texts("images"),
        text_opt("payment"),
        text_opt("extra"),
        instant("captured_at", false),
    ])
}

/// Mentions, one row each, in order of advert and span. `start` and `end` count characters of the
/// field. See [`crate::Mention`].
pub fn mentions() -> Arc<Schema> {
    schema(vec![
        text("advert_id"),
        text("id"),
        text("field"),
        text("kind"),
        text("value"),
        text("raw"),
        number("start"),
        number("end"),
        Field::new("confidence", DataType::Float32, false),
    ])
}

/// Captures that were read without giving an advert, and why.
pub fn rejects() -> Arc<Schema> {
    schema(vec![text("exhibit"), text("place"), text("code"), text("problem"), text("hint")])
}

/// Templates: `segments` is a JSON array of [`crate::Segment`].
pub fn templates() -> Arc<Schema> {
    schema(vec![
        text("template_id"),
        number("adverts"),
        text("medoid_advert_id"),
        number("slots"),
        text("segments"),
    ])
}

/// Actors and their members: one row for each advert. `template_id` is empty for an advert whose
/// text resembles no other.
pub fn members() -> Arc<Schema> {
    schema(vec![text("advert_id"), text("template_id"), text("actor_id")])
}

/// Links that hold actors together. See [`crate::ActorLink`].
pub fn links() -> Arc<Schema> {
    schema(vec![
        text("actor_id"),
        text("from_advert_id"),
        text("to_advert_id"),
        text("kind"),
        text("value"),
        number("shown_by"),
        Field::new("weight_bits", DataType::Float32, false),
    ])
}

/// Selectors each advert shows, one row each, in order of advert, kind and value: those mentioned,
/// and account, pictures and cards that the source states. National telephone numbers stand under
/// the international ones that they are. See [`crate::Selector`].
pub fn selectors() -> Arc<Schema> {
    schema(vec![
        text("advert_id"),
        text("kind"),
        text("value"),
        Field::new("confidence", DataType::Float32, false),
    ])
}

/// Selectors that did not join every advert that shows them: hubs, which strangers share, and
/// numbers passed on to a new owner. `why` is `hub` or `recycled`; `weight_bits` is what was left
/// for one owner, negative.
pub fn damped() -> Arc<Schema> {
    schema(vec![
        text("kind"),
        text("value"),
        number("shown_by"),
        number("parties"),
        number("with_own_contacts"),
        Field::new("weight_bits", DataType::Float32, false),
        text("why"),
    ])
}

/// Actors: one row each.
pub fn actors() -> Arc<Schema> {
    schema(vec![
        text("actor_id"),
        number("adverts"),
        number("templates"),
        number("phones"),
        number("handles"),
        number("names"),
        number("cities"),
        number("sites"),
        instant("first_posted", true),
        instant("last_posted", true),
    ])
}

/// Leads: one row each; `advert_ids` is a list, `reasons` a JSON array of [`crate::Reason`].
pub fn leads() -> Arc<Schema> {
    schema(vec![
        text("lead_id"),
        number("rank"),
        real("score"),
        real("score_low"),
        real("score_high"),
        text("actor_id"),
        text("ring_id"),
        texts("advert_ids"),
        text("reasons"),
    ])
}

/// Name and schema of every table a build leaves, in the order of the flow.
pub fn all() -> Vec<(&'static str, Arc<Schema>)> {
    vec![
        ("adverts", adverts()),
        ("rejects", rejects()),
        ("mentions", mentions()),
        ("selectors", selectors()),
        ("members", members()),
        ("templates", templates()),
        ("links", links()),
        ("damped", damped()),
        ("actors", actors()),
        ("leads", leads()),
    ]
}
