//! Where a ring may go next, for `spoor show ring`.

use crate::query::objects;
use anyhow::Result;
use serde_json::{Value, json};
use spoor_tables::Engine;
use spoor_tables::engine::literal;

/// Places that people are shown; the table has five.
const SHOWN: usize = 3;
/// Days of silence after which a ring has perhaps ended.
const SILENT: f64 = 28.0;
/// Distance between said and came true within which they are about the same, if chance is no less.
const OFF: f64 = 0.05;

/// The forecast of a ring as JSON; null where there is none.
pub async fn next(engine: &Engine, ring_id: &str) -> Result<Value> {
    let id = literal(ring_id);
    let sql = format!(
        "SELECT as_of, \"from\", silent_days, \"to\", probability, said, came, scored \
         FROM forecasts WHERE ring_id = {id} \
         ORDER BY \"to\" = 'elsewhere', probability DESC, \"to\""
    );
    let places = objects(engine, &sql).await?;
    let Some(first) = places.first().cloned() else { return Ok(Value::Null) };
    let sql = format!(
        "SELECT week, starts, probability FROM forecast_weeks WHERE ring_id = {id} ORDER BY week"
    );
    let weeks = objects(engine, &sql).await?;
    let place = |p: &serde_json::Map<String, Value>| json!({ "to": p["to"], "probability": p["probability"] });
    let places: Vec<Value> = places.iter().map(place).collect();
    Ok(json!({
        "as_of": first["as_of"], "from": first["from"], "silent_days": first["silent_days"],
        "places": places, "weeks": weeks, "said": first["said"], "came": first["came"],
        "scored": first["scored"],
    }))
}

/// The forecast for people; nothing where there is none.
pub fn words(next: &Value) -> String {
    if next.is_null() {
        return String::new();
    }
    let real = |key: &str| next[key].as_f64().unwrap_or_default();
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let of_100 = |p: f64| format!("{:.0} of 100", p * 100.0);
    let mut text = format!(
        "where it may go next, as of {}: last in {}, silent for {:.0} days\n",
        word(&next["as_of"]).get(..10).unwrap_or("-"),
        word(&next["from"]),
        real("silent_days").floor()
    );
    if real("silent_days") >= SILENT {
        text += "  it has been silent for long and has perhaps ended; if it moves on:\n";
    }
    let places = next["places"].as_array().cloned().unwrap_or_default();
    let probability = |one: &Value| one["probability"].as_f64().unwrap_or_default();
    let named: Vec<&Value> = places.iter().filter(|p| p["to"] != "elsewhere").take(SHOWN).collect();
    for place in &named {
        text += &format!("  {:>9}  {}\n", of_100(probability(place)), word(&place["to"]));
    }
    let rest = 1.0 - named.iter().map(|p| probability(p)).sum::<f64>();
    text += &format!("  {:>9}  anywhere else\n", of_100(rest));
    let weeks: Vec<f64> = next["weeks"].as_array().into_iter().flatten().map(probability).collect();
    if let [first, second, rest @ .., never] = &weeks[..] {
        text += &format!(
            "  when: within a week {}; in the second {}; in the {} after {}; later or never {}\n",
            of_100(*first),
            of_100(*second),
            rest.len(),
            of_100(rest.iter().sum()),
            of_100(*never)
        );
    }
    let scored = next["scored"].as_u64().unwrap_or_default();
    if scored > 0 {
        let (said, came) = (real("said"), real("came"));
        // Two standard errors of a share.
        let chance = 2.0 * (said * (1.0 - said) / scored as f64).sqrt();
        let how = match came - said {
            off if off.abs() <= OFF.max(chance) => "about as often as they say",
            off if off > 0.0 => "more often than they say",
            _ => "less often than they say",
        };
        text += &format!(
            "  such forecasts come true {how}: in {scored} steps of rings in the half year before, \
             the likeliest place was given {} and was right {}\n",
            of_100(said),
            of_100(came)
        );
    }
    text
}
