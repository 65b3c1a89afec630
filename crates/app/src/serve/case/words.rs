//! Words of people in a case: title, notes, tasks. They may name persons, so they lie where they can
//! be erased; the custody log has a digest of salt and words. With the words goes the salt, and from
//! the digest alone nothing can be guessed.

use super::super::fault::Fault;
use super::super::house::House;
use super::super::random;
use anyhow::Result;
use rand::Rng;
use serde::{Deserialize, Serialize};
use spoor_vault::Kept;
use spoor_vocab::Millis;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Words as a page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Words {
    /// The words; empty if they are gone.
    pub text: String,
    /// Why there are none: that they were erased, or that what lies there is not what the log binds.
    pub gone: Option<&'static str>,
}

/// Words with what nobody can guess.
#[derive(Serialize, Deserialize)]
struct Salted {
    salt: String,
    text: String,
}

impl Salted {
    fn digest(&self) -> String {
        blake3::hash([self.salt.as_bytes(), self.text.as_bytes()].concat().as_slice())
            .to_hex()
            .to_string()
    }
}

/// Words as they were sent, fit to be kept: of at most `most` characters, without those that cannot
/// be seen or turn the direction of what stands beside them.
pub fn clean(text: &str, most: usize, what: &str) -> Result<String, Fault> {
    let text = text.replace("\r\n", "\n");
    let hidden = |c: char| {
        c.is_control() && c != '\n' && c != '\t'
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let text: String = text.chars().filter(|c| !hidden(*c)).collect();
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Unusable(format!("{what} is empty: write something")));
    }
    let long = text.chars().count();
    if long > most {
        let told = format!("{what} has {long} characters: write at most {most}");
        return Err(Fault::Unusable(told));
    }
    Ok(text.to_owned())
}

/// Where the words of a case are kept.
fn room(case: u32) -> String {
    format!("words C-{case}")
}

/// Keeps words; gives the digest that the log is to have.
pub async fn keep(house: &House, case: u32, text: &str, until: Millis) -> Result<String> {
    let mut salt = [0; 16];
    random().fill_bytes(&mut salt);
    let salt: String = salt.iter().map(|byte| format!("{byte:02x}")).collect();
    let salted = Salted { salt, text: text.to_owned() };
    let (key, value) = (salted.digest(), serde_json::to_string(&salted)?);
    house
        .casebook
        .keep(&room(case), &Kept { key: key.clone(), value, expires: Some(until) })
        .await?;
    Ok(key)
}

/// All words of a case, by digest.
pub struct All(BTreeMap<String, String>);

/// Reads all words of a case.
pub async fn all(house: &House, case: u32) -> Result<All> {
    let kept = house.casebook.all_kept(&room(case), house.now()).await?;
    Ok(All(kept.into_iter().map(|k| (k.key, k.value)).collect()))
}

impl All {
    /// The words of a digest.
    pub fn of(&self, digest: &str) -> Words {
        let none = |gone| Words { text: String::new(), gone: Some(gone) };
        let Some(value) = self.0.get(digest) else { return none("erased") };
        match serde_json::from_str::<Salted>(value) {
            Ok(salted) if salted.digest() == digest => Words { text: salted.text, gone: None },
            _ => none("not shown: what lies here is not what the custody log binds"),
        }
    }
}

/// Keeps all words of a case until another time.
pub async fn keep_all_until(house: &House, case: u32, until: Millis) -> Result<()> {
    for kept in house.casebook.all_kept(&room(case), house.now()).await? {
        house.casebook.keep(&room(case), &Kept { expires: Some(until), ..kept }).await?;
    }
    Ok(())
}

/// Erases words; `false` if they were gone.
pub async fn erase(house: &House, case: u32, digest: &str) -> Result<bool> {
    Ok(house.casebook.remove(&room(case), digest).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_left_out_and_the_rest_stays() {
        let text = " a\u{0}b\u{202e}\u{2066}c\r\nd\te\u{1b}[31m <b>ünï</b> ";
        assert_eq!(clean(text, 50, "a note").unwrap(), "abc\nd\te[31m <b>ünï</b>");
        assert!(clean("\u{0} \u{202e}", 50, "a note").is_err());
        assert!(clean("éé", 2, "a note").is_ok() && clean("ééé", 2, "a note").is_err());
    }

    #[test]
    fn words_that_were_changed_are_not_shown() {
        let salted = Salted { salt: "s".into(), text: "seen".into() };
        let digest = salted.digest();
        let other = Salted { text: "unseen".into(), ..salted };
        let all =
            |s: &Salted| All(BTreeMap::from([(digest.clone(), serde_json::to_string(s).unwrap())]));
        let told = all(&other).of(&digest);
        assert!(told.text.is_empty() && told.gone.unwrap().contains("not shown"));
        assert_eq!(all(&other).of("else").gone, Some("erased"));
        assert_eq!(all(&Salted { text: "seen".into(), ..other }).of(&digest).text, "seen");
    }
}
