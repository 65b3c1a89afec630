//! Claims: who opened a lead to judge it has it for half an hour, and others see that. A claim hinders
//! nobody; it is kept, and is nothing for the log.

use super::account::{found, kept};
use super::house::House;
use anyhow::Result;
use serde::{Deserialize, Serialize};
use spoor_vocab::Millis;
use std::collections::BTreeMap;

const CLAIM: &str = "claim";
/// How long one lasts.
const LASTS: Millis = 30 * 60_000;

/// Who has a lead open.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claim {
    /// Who.
    pub who: String,
    /// Until when.
    pub until: Millis,
}

/// Claims a lead, or prolongs one's own claim; gives another's, if there is one.
pub async fn claim(house: &House, lead: &str, who: &str) -> Result<Option<Claim>> {
    let now = house.now();
    let until = now + LASTS;
    let mine = Claim { who: who.to_owned(), until };
    // One that is over may still lie there: the loop that removes it comes by now and then.
    house.casebook.expire(now).await?;
    if house.casebook.keep_new(CLAIM, &kept(lead, &mine, Some(until))?).await? {
        return Ok(None);
    }
    let held = found::<Claim>(&house.casebook, CLAIM, lead, now).await?;
    match held {
        Some(held) if held.value.who != who => Ok(Some(held.value)),
        _ => {
            house.casebook.keep(CLAIM, &kept(lead, &mine, Some(until))?).await?;
            Ok(None)
        }
    }
}

/// Who has a lead open, but for `who`.
pub async fn anothers(house: &House, lead: &str, who: &str) -> Result<Option<Claim>> {
    let held = found::<Claim>(&house.casebook, CLAIM, lead, house.now()).await?;
    Ok(held.map(|held| held.value).filter(|claim| claim.who != who))
}

/// Who has which leads open.
pub async fn claims(house: &House) -> Result<BTreeMap<String, Claim>> {
    let all = house.casebook.all_kept(CLAIM, house.now()).await?;
    all.into_iter().map(|k| Ok((k.key, serde_json::from_str(&k.value)?))).collect()
}

/// Gives a lead back after something was said of it.
pub async fn release(house: &House, lead: &str, who: &str) -> Result<()> {
    let held = found::<Claim>(&house.casebook, CLAIM, lead, house.now()).await?;
    if held.is_some_and(|held| held.value.who == who) {
        house.casebook.remove(CLAIM, lead).await?;
    }
    Ok(())
}
