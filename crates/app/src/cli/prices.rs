//! `spoor prices PLACE`: what an hour costs there by month, and where an amount stands.

use super::Global;
use crate::out::{self, Outcome, count};
use crate::query::objects;
use anyhow::{Result, bail};
use clap::Args;
use serde_json::{Map, Value, json};
use spoor_extract::gazetteer;
use spoor_tables::Engine;
use spoor_tables::engine::literal;

#[derive(Args)]
pub struct PricesArgs {
    /// A place: its name, or its key as in NL:Utrecht
    place: String,
    /// Only adverts that offer this service
    #[arg(long, default_value = "")]
    service: String,
    /// Only in this currency, e.g. EUR
    #[arg(long)]
    currency: Option<String>,
    /// Tell where this price of an hour stands in the last month
    #[arg(long)]
    amount: Option<f64>,
}

/// Columns of quantiles and how many of a hundred actors ask less.
const QUANTILES: [(&str, f64); 5] =
    [("p10", 10.0), ("p25", 25.0), ("p50", 50.0), ("p75", 75.0), ("p90", 90.0)];

pub async fn run(global: &Global, args: PricesArgs) -> Result<Outcome> {
    if args.amount.is_some_and(|a| !(a.is_finite() && a > 0.0)) {
        bail!("--amount is the price of an hour: give a number over 0");
    }
    let workspace = global.open().await?;
    let snapshot = workspace.store.snapshot()?;
    snapshot.parts("prices")?;
    let known = gazetteer::lookup(&args.place).or_else(|| gazetteer::resolve(&args.place, None));
    let Some(place) = known else {
        bail!("{:?} is no place that is known: name a town, or a key as in NL:Utrecht", args.place);
    };
    let engine = Engine::open(&snapshot).await?;
    let currency = args.currency.as_deref().map(|c| {
        let code = c.to_uppercase();
        format!("AND (currency = {} OR currency = {})", literal(c), literal(&code))
    });
    let sql = format!(
        "SELECT * FROM prices WHERE place = {} AND service = {} {} ORDER BY currency, month",
        literal(place.key),
        literal(&args.service),
        currency.unwrap_or_default()
    );
    let mut rows = objects(&engine, &sql).await?;
    let shifts = shifts(&engine, place.key, &args.service).await?;
    let mut standing = Vec::new();
    for of in rows.chunk_by(|a, b| a["currency"] == b["currency"]) {
        let last = of.last().zip(args.amount);
        standing.extend(last.map(|(row, amount)| stands(row, amount)));
    }
    if global.json {
        let months: Vec<Value> = rows.drain(..).map(Value::Object).collect();
        let json = json!({
            "place": place.key, "months": months, "standing": standing, "shifts": shifts,
        });
        out::json(&json)?;
        return Ok(if months.is_empty() { Outcome::No } else { Outcome::Done });
    }
    out::text(&(words(place.key, &rows, &standing) + &moved(&shifts)))?;
    Ok(if rows.is_empty() { Outcome::No } else { Outcome::Done })
}

/// Lasting moves of the price level there, and of whole currencies.
async fn shifts(engine: &Engine, place: &str, service: &str) -> Result<Vec<Map<String, Value>>> {
    let sql = format!(
        "SELECT * FROM price_shifts WHERE (place = {} OR place IS NULL) AND service = {} \
         ORDER BY place, currency",
        literal(place),
        literal(service)
    );
    objects(engine, &sql).await
}

/// Each move in a sentence.
fn moved(shifts: &[Map<String, Value>]) -> String {
    let sentence = |shift: &Map<String, Value>| {
        let word = |key: &str| shift[key].as_str().unwrap_or_default();
        let by = match word("basis") {
            "stayers" => "by what actors ask against what they asked there before",
            "visitors" => "by what actors ask there against what they ask elsewhere",
            _ => "by newcomers alone: it may be a change of who comes",
        };
        let between = match (shift["low"].as_f64(), shift["high"].as_f64()) {
            (Some(low), Some(high)) => format!(" (90 %: {low:.2} to {high:.2})"),
            _ => String::new(),
        };
        let whole = if shift["place"].is_null() { "all prices in " } else { "prices in " };
        format!(
            "Since the week of {} {whole}{} are {:.2} times what they were{between}, {by}; {} actors.\n",
            word("since").get(..10).unwrap_or("-"),
            word("currency"),
            real(shift, "ratio"),
            shift["actors"]
        )
    };
    shifts.iter().map(sentence).collect()
}

fn real(row: &Map<String, Value>, key: &str) -> f64 {
    row[key].as_f64().unwrap_or_default()
}

/// Where an amount stands among the quantiles of a month: between two of them in proportion of the
/// logarithms, as prices are spread; beyond the first and last nothing is told but that.
fn stands(row: &Map<String, Value>, amount: f64) -> Value {
    let known = QUANTILES.map(|(key, share)| (real(row, key).ln(), share));
    let x = amount.ln();
    let below = match known.windows(2).find(|w| x >= w[0].0 && x <= w[1].0) {
        Some([(a, low), (b, high)]) if b > a => Some(low + (high - low) * (x - a) / (b - a)),
        Some([(_, low), (_, high)]) => Some(f64::midpoint(*low, *high)),
        _ => None,
    };
    let words = match below {
        Some(share) => format!("about {share:.0} of 100 actors ask less"),
        None if x < known[0].0 => "fewer than 10 of 100 actors ask less".to_owned(),
        None => "more than 90 of 100 actors ask less".to_owned(),
    };
    let currency = row["currency"].as_str().unwrap_or_default();
    let ratio = amount / real(row, "p50");
    json!({
        "month": row["month"], "currency": currency, "amount": amount, "below_of_100": below,
        "ratio": ratio,
        "words": format!("{amount} {currency} is {ratio:.2} times the median of {}: {words}",
            row["month"].as_str().unwrap_or_default()),
    })
}

fn words(place: &str, rows: &[Map<String, Value>], standing: &[Value]) -> String {
    let Some(first) = rows.first() else {
        return format!("no price of an hour is known in {place}\n");
    };
    let service = first["service"].as_str().filter(|s| !s.is_empty());
    let service = service.map(|s| format!(", {s}")).unwrap_or_default();
    let mut text = format!("{place}{service}: what an hour costs, each actor once a month\n");
    text += &format!(
        "{:<8} {:<8} {:>7} {:>7} {:>7} {:>7} {:>7}  {:<16} {:>7}\n",
        "month", "currency", "p10", "p25", "median", "p75", "p90", "median (90 %)", "actors"
    );
    for row in rows {
        let word = |key: &str| row[key].as_str().unwrap_or_default();
        let [p10, p25, p50, p75, p90] = QUANTILES.map(|(key, _)| real(row, key));
        let interval = format!("{:.0} to {:.0}", real(row, "p50_low"), real(row, "p50_high"));
        text += &format!(
            "{:<8} {:<8} {p10:>7.0} {p25:>7.0} {p50:>7.0} {p75:>7.0} {p90:>7.0}  {interval:<16} {:>7}\n",
            word("month"),
            word("currency"),
            count(row["actors"].as_u64().unwrap_or_default())
        );
    }
    for one in standing {
        text += &format!("{}\n", one["words"].as_str().unwrap_or_default());
    }
    text + "Months with few actors lean on the place and the currency as a whole.\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_stands_between_quantiles() {
        let row = json!({ "p10": 50.0, "p25": 80.0, "p50": 100.0, "p75": 121.0, "p90": 200.0,
            "currency": "EUR", "month": "2026-05" });
        let row = row.as_object().unwrap();
        assert_eq!(stands(row, 100.0)["ratio"], 1.0);
        let middle = stands(row, 110.0)["below_of_100"].as_f64().unwrap();
        assert!((middle - 62.5).abs() < 1e-9, "halfway in logarithms: {middle}");
        assert_eq!(stands(row, 300.0)["below_of_100"], Value::Null);
        assert!(stands(row, 20.0)["words"].as_str().unwrap().contains("fewer than 10"));
    }
}
