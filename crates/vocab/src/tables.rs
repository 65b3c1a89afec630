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

fn real_opt(name: &str) -> Field {
    Field::new(name, DataType::Float64, true)
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

/// Pictures as adverts name them, in order of advert and position (from 0): `address` is where such a
/// picture would have been captured, a URL or `file:` and a path. What is no address is not here.
pub fn images() -> Arc<Schema> {
    schema(vec![
        text("advert_id"),
        number("position"),
        text("stated"),
        text("address"),
        text("source"),
        instant("captured_at", false),
    ])
}

/// Pictures as captured, one row for each address. `exhibit` is what was captured at it; `picture` the
/// exhibit that has the bytes, another one where the same bytes had been sealed before (then
/// `media_type` and `content` are empty). `content` is the BLAKE3 of the picture alone, without the
/// message that brought it; `segment` the part of the vault that holds `exhibit`.
pub fn pictures() -> Arc<Schema> {
    schema(vec![
        text("address"),
        text("source"),
        text("exhibit"),
        text("picture"),
        text("segment"),
        text("media_type"),
        text("content"),
        instant("captured_at", false),
    ])
}

/// Pictures of adverts, in order of advert and position: of several captured at an address that which
/// was captured nearest in time to the advert. `exhibit`, in `segment`, has the bytes.
pub fn photos() -> Arc<Schema> {
    schema(vec![
        text("advert_id"),
        number("position"),
        text("stated"),
        text("exhibit"),
        text("source"),
        text("media_type"),
        text("segment"),
        text("content"),
    ])
}

/// What was measured of each picture whose bytes are held, under each source. `pdq` is its hash (256 bits,
/// in hexadecimal; Meta's PDQ) and `turns` those of it turned and mirrored, in the order of
/// `spoor_hashes::Turn`, without the first; none where it cannot be decoded (`problem`). `quality`, 0 to 100:
/// under 50 the hash says little. From `make` on what the file says of itself, which anybody can write:
/// `taken` by the camera's clock, `satellite_time` in UTC, degrees north and east.
pub fn looks() -> Arc<Schema> {
    schema(vec![
        text("source"),
        text("exhibit"),
        text("segment"),
        text("content"),
        text("md5"),
        text("sha1"),
        Field::new("width", DataType::UInt32, true),
        Field::new("height", DataType::UInt32, true),
        text_opt("pdq"),
        texts("turns"),
        Field::new("quality", DataType::UInt32, true),
        text_opt("problem"),
        text_opt("make"),
        text_opt("model"),
        text_opt("serial"),
        text_opt("lens"),
        text_opt("software"),
        text_opt("taken"),
        text_opt("satellite_time"),
        real_opt("latitude"),
        real_opt("longitude"),
        text_opt("unique_id"),
    ])
}

/// Pictures that are the same or edited: those with one `likeness_id` differ by at most 31 of 256 bits
/// from the one it is named after, as they are or mirrored (`distance`, `mirrored`). Pictures too flat to
/// be told apart are alike only if their bytes are the same.
pub fn likenesses() -> Arc<Schema> {
    schema(vec![
        text("content"),
        text("likeness_id"),
        number("distance"),
        Field::new("mirrored", DataType::Boolean, false),
    ])
}

/// Pictures that stand on a list of known material, by hash alone: which bank, the list's own category and
/// label, and by how many of 256 bits the hashes differ (none: the same bytes). Nothing of them is shown.
pub fn listed() -> Arc<Schema> {
    schema(vec![
        text("source"),
        text("exhibit"),
        text("content"),
        text("bank"),
        text_opt("category"),
        text_opt("label"),
        Field::new("distance", DataType::UInt32, true),
    ])
}

/// Notices of missing persons as sealed, one row each: `notice` is a [`crate::Notice`] as JSON. Of several
/// with one id under one source the one captured last counts.
pub fn notices() -> Arc<Schema> {
    schema(vec![
        text("notice_id"),
        text("source"),
        text("exhibit"),
        text("notice"),
        instant("captured_at", false),
    ])
}

/// Who of those advertised may be who is missed: for each open notice the first actors, best first.
/// `advert_ids` are of the person of the actor that fits best, of `persons` advertised. `log10_lr`: how much
/// more likely what is seen is if they are one person; `outcome`: candidate, possible or none;
/// `by_chance`: how many actors would come as high by chance (none where there are too few to tell);
/// `rows`: what agrees and what differs, as JSON.
pub fn candidates() -> Arc<Schema> {
    schema(vec![
        text("notice_id"),
        text("source"),
        number("rank"),
        text("actor_id"),
        texts("advert_ids"),
        number("persons"),
        real("log10_lr"),
        text("outcome"),
        real_opt("by_chance"),
        text("rows"),
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

/// What people said of pairs of adverts that are here, as the build took it: the last word on each
/// pair, at position `seq` of the custody log. `one`: they are of one author; `met`: the actors are as
/// it was said. `similarity` is that of the texts, 0 to 1, and `weight_bits` what the evidence said of
/// the pair, the sum of its waterfall: with `one` they are labelled pairs to learn from.
pub fn contests() -> Arc<Schema> {
    schema(vec![
        text("advert_a"),
        text("advert_b"),
        flag("one"),
        flag("met"),
        real32("similarity"),
        real32("weight_bits"),
        number("seq"),
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

fn real32(name: &str) -> Field {
    Field::new(name, DataType::Float32, false)
}

fn flag(name: &str) -> Field {
    Field::new(name, DataType::Boolean, false)
}

/// Lines: one row for each advertised person of an actor, as far as adverts tell persons apart.
/// `fast_share` is the share of its moves that are too fast for a person; a line that is
/// `spam_like` moves as no person can, and takes no part in coordination.
pub fn lines() -> Arc<Schema> {
    schema(vec![
        text("line_id"),
        text("actor_id"),
        texts("names"),
        number("adverts"),
        number("stays"),
        number("moves"),
        real32("fast_share"),
        flag("spam_like"),
    ])
}

/// Stays of lines: first and last seen at a place. `weak`: only telephone area codes say so.
pub fn stays() -> Arc<Schema> {
    schema(vec![
        text("actor_id"),
        text("line_id"),
        text("place"),
        instant("from", false),
        instant("to", false),
        number("adverts"),
        flag("weak"),
    ])
}

/// Moves of lines between places: last seen at one, first seen at the next. `km` is the
/// great-circle distance, `kmh` the least speed; `plausible`: a person can do it.
pub fn moves() -> Arc<Schema> {
    schema(vec![
        text("actor_id"),
        text("from"),
        text("to"),
        instant("left", false),
        instant("arrived", false),
        text("line_id"),
        text("advert_id"),
        real32("km"),
        real32("kmh"),
        flag("plausible"),
        flag("weak"),
    ])
}

/// Pairs of lines of different actors that move together beyond chance. Two who travel together
/// are no ring.
pub fn pairs() -> Arc<Schema> {
    schema(vec![
        text("line_a"),
        text("line_b"),
        text("actor_a"),
        text("actor_b"),
        flag("hand_over"),
        number("seen"),
        real("expected"),
        real("effect_bits"),
        real("p_value"),
        real("q_value"),
    ])
}

/// Rings: one row each; `evidence` and `dissolves` are JSON arrays of [`crate::RingEvidence`]. See
/// [`crate::Ring`].
pub fn rings() -> Arc<Schema> {
    schema(vec![
        text("ring_id"),
        texts("actor_ids"),
        texts("cities"),
        number("coordinated_moves"),
        real("p_value"),
        real("q_value"),
        real("expected"),
        real("effect_bits"),
        texts("line_ids"),
        text("evidence"),
        text("dissolves"),
    ])
}

/// Parties (a ring by `ring_id`, or an actor in none, then null; `actor_id` is the first actor)
/// whose texts were compared for one way of writing: across templates, and names or actors, in one
/// language. `bits` is the median log2 likelihood ratio of one hand against two over `pairs` pairs of
/// `texts` texts, `bits_low` and `bits_high` its quartiles; `habits` are the families of habits that
/// speak most clearly the way of the median, `advert_ids` the texts.
pub fn hands() -> Arc<Schema> {
    schema(vec![
        text("actor_id"),
        text_opt("ring_id"),
        number("texts"),
        number("pairs"),
        real("bits"),
        real("bits_low"),
        real("bits_high"),
        texts("habits"),
        texts("advert_ids"),
    ])
}

/// The model of style that a build trained on its own adverts: one row with `card` and `model` as
/// JSON, or none with why not.
pub fn style_models() -> Arc<Schema> {
    schema(vec![text_opt("card"), text_opt("model"), text("why")])
}

/// Forecasts as of the newest advert: where a ring (`ring_id`), or an actor in none (`actor_id`),
/// may go next, given that it moves: the likeliest places, then `elsewhere` for all others. The other
/// identifier is null. Of `scored` such forecasts of the half year before, made from what was known
/// then, the likeliest place had the mean probability `said` and the share `came` came true.
pub fn forecasts() -> Arc<Schema> {
    schema(vec![
        text_opt("ring_id"),
        text_opt("actor_id"),
        instant("as_of", false),
        text("from"),
        real("silent_days"),
        text("to"),
        real("probability"),
        real("said"),
        real("came"),
        number("scored"),
    ])
}

/// When the parties of `forecasts` may be seen to move: week 0 are the seven days from `as_of` on;
/// `starts` is null in the last row, which is later or never.
pub fn forecast_weeks() -> Arc<Schema> {
    schema(vec![
        text_opt("ring_id"),
        text_opt("actor_id"),
        instant("as_of", false),
        number("week"),
        instant("starts", true),
        real("probability"),
    ])
}

/// Prices of an hour by place, month, currency and service (empty: all adverts together), one price
/// of each actor: quantiles shrunk to the wider cells, the 90 % interval of the median, and
/// `own_weight`, the weight of the cell's own prices in its median, 0 to 1.
pub fn prices() -> Arc<Schema> {
    schema(vec![
        text("place"),
        text("service"),
        text("month"),
        text("currency"),
        number("adverts"),
        number("actors"),
        real("p10"),
        real("p25"),
        real("p50"),
        real("p75"),
        real("p90"),
        real("p50_low"),
        real("p50_high"),
        real("own_weight"),
    ])
}

/// Trends as of the newest advert: what more actors take up than before. `since` is the likeliest
/// first week of the rise (its Monday), between `since_low` and `since_high`; `before` and `after`
/// are shares of all that was taken up of the kind, `expected` how many would have taken it up since
/// at the share before, `ratio` how many times as many as before, with its 95 % interval; `ears`
/// names the charts that fired and the week in which they did; `online` is the probability that the
/// rate changed in the last eight weeks; `others` are terms of the same phrase, which rise in the same
/// adverts.
pub fn trends() -> Arc<Schema> {
    schema(vec![
        text("kind"),
        text("key"),
        instant("as_of", false),
        instant("since", false),
        instant("since_low", false),
        instant("since_high", false),
        instant("first_seen", false),
        real("before"),
        real("after"),
        real("expected"),
        real("ratio"),
        real("low"),
        real("high"),
        real("p_value"),
        real("q_value"),
        real("posterior"),
        texts("ears"),
        number("actors"),
        texts("advert_ids"),
        real("online"),
        texts("others"),
    ])
}

/// Places, or whole currencies (then `place` is null), whose price of an hour moved for good, as of
/// the newest advert. `basis` says by whom that shows: `stayers` (who ask another price than they
/// asked there before), `visitors` (who ask another price there than elsewhere) or `newcomers` (it may
/// be a change of who comes). `ratio` is the new level over the old, with its 90 % interval where there
/// are actors enough for one; `elsewhere` the same of all other places. `since` as with [`trends`].
pub fn price_shifts() -> Arc<Schema> {
    schema(vec![
        text_opt("place"),
        text("service"),
        text("currency"),
        text("basis"),
        instant("as_of", false),
        instant("since", false),
        instant("since_low", false),
        instant("since_high", false),
        real("ratio"),
        real_opt("low"),
        real_opt("high"),
        real_opt("elsewhere"),
        real("p_value"),
        real("q_value"),
        number("actors"),
        texts("advert_ids"),
    ])
}

/// Leads: one row each; `actor_id` is the ring's first where there is a ring; `advert_ids` is a list, `reasons` a JSON array of [`crate::Reason`].
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
        ("images", images()),
        ("pictures", pictures()),
        ("photos", photos()),
        ("looks", looks()),
        ("likenesses", likenesses()),
        ("listed", listed()),
        ("notices", notices()),
        ("candidates", candidates()),
        ("mentions", mentions()),
        ("selectors", selectors()),
        ("members", members()),
        ("templates", templates()),
        ("links", links()),
        ("damped", damped()),
        ("actors", actors()),
        ("contests", contests()),
        ("lines", lines()),
        ("stays", stays()),
        ("moves", moves()),
        ("pairs", pairs()),
        ("rings", rings()),
        ("hands", hands()),
        ("style_models", style_models()),
        ("forecasts", forecasts()),
        ("forecast_weeks", forecast_weeks()),
        ("prices", prices()),
        ("price_shifts", price_shifts()),
        ("trends", trends()),
        ("leads", leads()),
    ]
}
