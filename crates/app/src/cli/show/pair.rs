//! `spoor show pair A B`: what speaks for and against one hand behind two adverts, in bits.

use crate::query::one_advert;
use anyhow::{Result, bail};
use serde_json::Value;
use spoor_tables::Engine;

/// Cells of the longest bar.
const BAR: f64 = 24.0;

/// The pair as JSON: see [`crate::pair::pair`]. `None` if one of them is not there.
pub async fn pair(engine: &Engine, a: &str, b: &str) -> Result<Option<Value>> {
    let (Some(a), Some(b)) = (one_advert(engine, a).await?, one_advert(engine, b).await?) else {
        return Ok(None);
    };
    if a == b {
        bail!("that is one advert twice: name two");
    }
    crate::pair::pair(engine, &a, &b).await
}

/// The waterfall for people: a bar for each step, from where the one before it ended.
pub fn words(pair: &Value) -> String {
    let steps = pair["steps"].as_array().map_or(&[][..], Vec::as_slice);
    let bits = |step: &Value| step["bits"].as_f64().unwrap_or_default();
    let text = |step: &Value, key: &str| step[key].as_str().unwrap_or_default().to_owned();
    let ends: Vec<(f64, f64)> = steps
        .iter()
        .scan(0.0, |at, step| {
            let from = *at;
            *at = if step["field"] == "sum" { bits(step) } else { from + bits(step) };
            Some(if step["field"] == "sum" { (0.0, *at) } else { (from, *at) })
        })
        .collect();
    let low = ends.iter().map(|(a, b)| a.min(*b)).fold(0.0, f64::min);
    let high = ends.iter().map(|(a, b)| a.max(*b)).fold(0.0, f64::max);
    let cell = |at: f64| ((at - low) / (high - low).max(1.0) * BAR).round() as usize;
    let mut out = format!(
        "{} and {}: {}\n",
        text(pair, "a"),
        text(pair, "b"),
        if pair["one_actor"] == true { "linked as one hand" } else { "not linked" }
    );
    for (step, (from, to)) in steps.iter().zip(&ends) {
        let (a, b) = (cell(from.min(*to)), cell(from.max(*to)));
        let mark = if to < from { "-" } else { "+" };
        let bar = format!("{}{}", " ".repeat(a), mark.repeat((b - a).max(1)));
        out += &format!(
            "  {:<9} {:>+7.1}  {bar:<26} {}\n",
            text(step, "field"),
            bits(step),
            text(step, "value")
        );
    }
    out + &crate::pair::writing_in_words(&pair["writing"])
}
