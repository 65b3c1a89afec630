//! Groups that leads are audited by: language, region, price band, kind of advertiser. They are read
//! for the audit alone, and nothing of them is stored.

use crate::facts::{Facts, Party};
use crate::query::objects;
use anyhow::Result;
use serde_json::Value;
use spoor_leads::ActorFacts;
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use spoor_vocab::Lead;
use std::collections::BTreeMap;

/// By lead: dimension and label.
pub type Labels = BTreeMap<String, BTreeMap<String, String>>;

/// Adverts of a lead whose language is read.
const TEXTS: usize = 3;
/// Texts asked for at a time.
const CHUNK: usize = 1000;

/// Labels of every lead.
pub async fn of(
    engine: &Engine,
    leads: &[Lead],
    facts: &Facts,
    parties: &[Party],
) -> Result<Labels> {
    let languages = languages(engine, leads).await?;
    let by_actor: BTreeMap<&str, &Party> =
        parties.iter().map(|p| (facts.first_actor(p), p)).collect();
    let mut prices: BTreeMap<String, (String, f64)> = BTreeMap::new();
    let mut labels = Labels::new();
    for lead in leads {
        let Some(party) = by_actor.get(lead.actor_id.as_str()) else { continue };
        let actor = facts.party(party);
        let groups = labels.entry(lead.lead_id.clone()).or_default();
        let language = lead.advert_ids.iter().take(TEXTS).filter_map(|a| languages.get(a));
        if let Some(language) = commonest(language.cloned()) {
            groups.insert("language".into(), language);
        }
        let regions = actor.adverts.iter().filter_map(|a| a.place.as_ref());
        let regions = regions.filter_map(|p| Some(p.key.split_once(':')?.0.to_owned()));
        if let Some(region) = commonest(regions) {
            groups.insert("region".into(), region);
        }
        if let Some(price) = hourly(&actor) {
            prices.insert(lead.lead_id.clone(), price);
        }
        groups.insert("advertiser".into(), advertiser(lead, &actor).into());
    }
    for (lead, band) in bands(&prices) {
        labels.entry(lead).or_default().insert("price".into(), band.into());
    }
    Ok(labels)
}

/// Language of the first adverts of each lead, ISO 639-3, where the detector is sure.
async fn languages(engine: &Engine, leads: &[Lead]) -> Result<BTreeMap<String, String>> {
    let ids: Vec<&String> = leads.iter().flat_map(|l| l.advert_ids.iter().take(TEXTS)).collect();
    let mut out = BTreeMap::new();
    for chunk in ids.chunks(CHUNK) {
        let list = chunk.iter().map(|id| literal(id)).collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT advert_id, text FROM adverts WHERE advert_id IN ({list})");
        for row in objects(engine, &sql).await? {
            let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
            if let Some(found) = whatlang::detect(text("text")).filter(whatlang::Info::is_reliable)
            {
                out.insert(text("advert_id").to_owned(), found.lang().code().to_owned());
            }
        }
    }
    Ok(out)
}

fn commonest(values: impl Iterator<Item = String>) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    values.for_each(|v| *counts.entry(v).or_default() += 1);
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(value, _)| value)
}

/// Middle price of an hour, with its currency.
fn hourly(actor: &ActorFacts) -> Option<(String, f64)> {
    let stated = actor.adverts.iter().flat_map(|a| &a.prices);
    let of = |p: &spoor_vocab::Price| {
        let minutes = p.minutes.filter(|m| (30..=240).contains(m))?;
        Some((p.currency.clone(), p.amount * 60.0 / f64::from(minutes)))
    };
    let all: Vec<(String, f64)> = stated.filter_map(of).filter(|p| p.1.is_finite()).collect();
    let currency = commonest(all.iter().map(|p| p.0.clone()))?;
    let mut prices: Vec<f64> = all.iter().filter(|p| p.0 == currency).map(|p| p.1).collect();
    prices.sort_by(f64::total_cmp);
    Some((currency, *prices.get(prices.len() / 2)?))
}

/// Thirds of each currency.
fn bands(prices: &BTreeMap<String, (String, f64)>) -> BTreeMap<String, &'static str> {
    let mut by_currency: BTreeMap<&str, Vec<(f64, &String)>> = BTreeMap::new();
    for (lead, (currency, price)) in prices {
        by_currency.entry(currency).or_default().push((*price, lead));
    }
    let mut out = BTreeMap::new();
    for mut list in by_currency.into_values() {
        list.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
        let n = list.len();
        let band = |at: usize| ["low", "middle", "high"][at * 3 / n];
        out.extend(list.iter().enumerate().map(|(at, (_, lead))| ((*lead).clone(), band(at))));
    }
    out
}

/// What kind of advertiser it looks like from outside.
fn advertiser(lead: &Lead, actor: &ActorFacts) -> &'static str {
    let says = |prefix: &str| lead.reasons.iter().any(|r| r.code.starts_with(prefix));
    let mut names: Vec<&String> = actor.adverts.iter().flat_map(|a| &a.names).collect();
    names.sort();
    names.dedup();
    if actor.adverts.iter().any(|a| a.is_recruitment()) {
        "with job adverts"
    } else if says("licence.") || says("agency.") {
        "house"
    } else if names.len() <= 1 {
        "one name"
    } else {
        "several names"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_thirds_of_one_currency() {
        let price = |n: u32, currency: &str| (currency.to_owned(), f64::from(n));
        let prices = (0..6)
            .map(|n| (format!("L-{n}"), price(n, "EUR")))
            .chain([("L-x".to_owned(), price(900, "RON"))])
            .collect();
        let bands = bands(&prices);
        assert_eq!(bands["L-0"], "low");
        assert_eq!(bands["L-3"], "middle");
        assert_eq!(bands["L-5"], "high");
        assert_eq!(bands["L-x"], "low", "one price is not compared with another currency's");
    }

    #[test]
    fn the_commonest_label_wins_and_ties_go_by_name() {
        let of = |list: &[&str]| commonest(list.iter().map(|s| (*s).to_owned()));
        assert_eq!(of(&["nld", "eng", "nld"]).as_deref(), Some("nld"));
        assert_eq!(of(&["nld", "eng"]).as_deref(), Some("eng"));
        assert_eq!(of(&[]), None);
    }
}
