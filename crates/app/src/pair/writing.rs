//! What the ways of writing of two adverts say, by the model that the build trained.

use crate::query::objects;
use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use spoor_style::{Model, Profile, mask};
use spoor_tables::Engine;
use spoor_tables::engine::literal;

/// Habits that are named.
const HABITS: usize = 3;

/// `bits` (log2 likelihood ratio of one hand against two) and `habits` (family and bits, the
/// clearest first), or `why` there are none.
pub async fn writing(engine: &Engine, adverts: [&Map<String, Value>; 2]) -> Result<Value> {
    let why = |why: &str| Ok(json!({ "why": why }));
    let stored = match objects(engine, "SELECT model, why FROM style_models").await {
        Ok(rows) => rows.into_iter().next().unwrap_or_default(),
        Err(_) => return why("the build stopped before it: run `spoor build`"),
    };
    let Some(model) = stored.get("model").and_then(Value::as_str) else {
        return why(stored.get("why").and_then(Value::as_str).unwrap_or("there is no model"));
    };
    let model: Model = serde_json::from_str(model).context("table style_models")?;
    let (Some(a), Some(b)) =
        (profile(engine, adverts[0]).await?, profile(engine, adverts[1]).await?)
    else {
        return why("the language of a text is not sure");
    };
    let Some(weight) = model.compare(&a, &b) else {
        return why("the texts are in two languages, too short, or in a language not learned");
    };
    let mut habits = weight.parts.to_vec();
    habits.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let habits: Vec<Value> = habits
        .iter()
        .take(HABITS)
        .map(|(family, bits)| json!({ "family": family.as_str(), "bits": bits }))
        .collect();
    Ok(json!({ "bits": weight.bits, "habits": habits }))
}

/// The way of writing of an advert, all that was extracted masked.
async fn profile(engine: &Engine, advert: &Map<String, Value>) -> Result<Option<Profile>> {
    let text = |key: &str| advert.get(key).and_then(Value::as_str).unwrap_or_default();
    let sql = format!(
        "SELECT field, start, \"end\" FROM mentions WHERE advert_id = {}",
        literal(text("advert_id"))
    );
    let mentions = objects(engine, &sql).await?;
    let mut whole = String::new();
    let mut spans = Vec::new();
    for field in ["title", "text"] {
        let own = mentions.iter().filter(|m| m.get("field").and_then(Value::as_str) == Some(field));
        let at = |m: &Map<String, Value>, key: &str| {
            m.get(key).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
        };
        let chars: Vec<_> = own.map(|m| (at(m, "start"), at(m, "end"))).collect();
        let bytes = spoor_extract::byte_spans(text(field), &chars);
        spans.extend(bytes.iter().map(|(from, to)| from + whole.len()..to + whole.len()));
        whole += text(field);
        whole.push('\n');
    }
    let masked = mask(&whole, &spans);
    let language = whatlang::detect(masked.as_str()).filter(whatlang::Info::is_reliable);
    Ok(language.map(|l| Profile::of([&masked], l.lang().code())))
}

/// One line for people.
pub fn in_words(writing: &Value) -> String {
    let Some(bits) = writing["bits"].as_f64() else {
        return format!(
            "Ways of writing: not compared, {}\n",
            writing["why"].as_str().unwrap_or("")
        );
    };
    let habits: Vec<String> = writing["habits"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|h| Some(format!("{} {:+.1}", h["family"].as_str()?, h["bits"].as_f64()?)))
        .collect();
    let said = if bits < 0.0 { "two hands" } else { "one hand" };
    format!(
        "Ways of writing: {:.1} bits for {said} ({}); not counted above\n",
        bits.abs(),
        habits.join(", ")
    )
}
