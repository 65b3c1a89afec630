//! `spoor trends`: what more actors take up than before, since when, and how sure that is.

use super::Global;
use crate::out::{self, Outcome, count};
use crate::query::objects;
use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_json::{Map, Value};
use spoor_tables::Engine;

#[derive(Args)]
pub struct Trends {
    /// Only of this kind
    #[arg(long, value_enum)]
    kind: Option<TrendKind>,
    /// How many
    #[arg(long, default_value_t = 20)]
    top: usize,
}

#[derive(Clone, Copy, ValueEnum)]
enum TrendKind {
    Term,
    Site,
    Route,
    Service,
    Price,
}

impl TrendKind {
    /// The word in the table.
    fn word(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::Site => "site",
            Self::Route => "route",
            Self::Service => "service",
            Self::Price => "price band",
        }
    }
}

/// Adverts named behind a trend; the table has up to twenty.
const ADVERTS: usize = 3;

pub async fn run(global: &Global, args: Trends) -> Result<Outcome> {
    let workspace = global.open().await?;
    let snapshot = workspace.store.snapshot()?;
    snapshot.parts("trends")?;
    let engine = Engine::open(&snapshot).await?;
    let kind = args.kind.map(|k| format!("WHERE kind = '{}'", k.word())).unwrap_or_default();
    let sql = format!(
        "SELECT * FROM trends {kind} ORDER BY q_value, p_value, kind, key LIMIT {}",
        args.top
    );
    let trends = objects(&engine, &sql).await?;
    if global.json {
        out::json(&trends)?;
    } else {
        out::text(&words(&trends))?;
    }
    Ok(if trends.is_empty() { Outcome::No } else { Outcome::Done })
}

fn words(trends: &[Map<String, Value>]) -> String {
    if trends.is_empty() {
        return "no trends: nothing is taken up by more actors than before, beyond chance\n".into();
    }
    let mut text = String::new();
    for trend in trends {
        text += &told(trend);
    }
    text + "\nA trend says that more actors took something up than before. Why is a question for a \
            person.\n"
}

/// One trend in three lines.
fn told(trend: &Map<String, Value>) -> String {
    let real = |key: &str| trend[key].as_f64().unwrap_or_default();
    let word = |key: &str| trend[key].as_str().unwrap_or("-");
    let day = |key: &str| word(key).get(..10).unwrap_or("-").to_owned();
    let list = |key: &str| trend[key].as_array().cloned().unwrap_or_default();
    let since = if day("since_low") == day("since_high") {
        format!("since the week of {}", day("since"))
    } else {
        let (low, high) = (day("since_low"), day("since_high"));
        format!("since the week of {} (between {low} and {high})", day("since"))
    };
    let mut text = format!(
        "{} {:?}: {} actors took it up {since}\n",
        word("kind"),
        word("key"),
        count(trend["actors"].as_u64().unwrap_or_default()),
    );
    let others = list("others");
    let others: Vec<&str> = others.iter().filter_map(Value::as_str).collect();
    if !others.is_empty() {
        text += &format!("    in the same adverts: {}\n", others.join(", "));
    }
    text += &if real("before") > 0.0 {
        format!(
            "    {} times as often as before (95 %: {} to {}); at the rate before, {:.1} would have\n",
            times(real("ratio")),
            times(real("low")),
            times(real("high")),
            real("expected")
        )
    } else {
        format!(
            "    nobody did in the year before; {} times as often at least (95 %)\n",
            times(real("low"))
        )
    };
    let ids = list("advert_ids");
    let shown: Vec<&str> = ids.iter().filter_map(Value::as_str).take(ADVERTS).collect();
    let more = match ids.len().saturating_sub(ADVERTS) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    text += &format!(
        "    by chance {}; of trends as clear as this {} are false; adverts {}{more}\n",
        odds(real("p_value")),
        share(real("q_value")),
        shown.join(", ")
    );
    text
}

/// How many times as often.
fn times(ratio: f64) -> String {
    if ratio < 999.5 { format!("{ratio:.1}") } else { count(ratio.round() as u64) }
}

/// A small probability as odds.
fn odds(p: f64) -> String {
    match p {
        p if p >= 0.1 => format!("{:.0} times in 100", p * 100.0),
        p if p >= 1e-9 => format!("once in {}", count((1.0 / p).round() as u64)),
        _ => "less than once in a thousand million".to_owned(),
    }
}

/// A share of false ones in 100.
fn share(q: f64) -> String {
    match q * 100.0 {
        x if x < 0.1 => "fewer than 1 in 1,000".to_owned(),
        x => format!("about {x:.1} in 100"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_probabilities_are_said_plainly() {
        assert_eq!(odds(0.25), "25 times in 100");
        assert_eq!(odds(0.001), "once in 1,000");
        assert_eq!(odds(1e-30), "less than once in a thousand million");
        assert_eq!(share(0.031), "about 3.1 in 100");
        assert_eq!(share(1e-9), "fewer than 1 in 1,000");
        assert_eq!((times(2.31), times(12_345.6)), ("2.3".into(), "12,346".into()));
    }
}
