//! Tokens of sources: what a partner's machine shows in place of a session. Each is of one source, is
//! shown once, and can be withdrawn. Only its keyed digest is kept: who reads the database can neither
//! use it nor tell whose it is.

use crate::serve::random;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use spoor_access::sealed::Keys;
use spoor_access::secret::Token;
use spoor_vault::{Casebook, Kept};
use spoor_vocab::Millis;

/// Kind under which they are kept.
pub const TOKEN: &str = "source-token";
/// What each begins with, so that one that went astray is known for what it is.
const MARK: &str = "spoor_";

/// What is known of a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceToken {
    /// Eight hexadecimal digits.
    pub id: String,
    /// The source that it sends under, and no other.
    pub source: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Millis,
}

impl SourceToken {
    /// As the audit log names it. With a space in it: no account is named so.
    pub fn name(&self) -> String {
        format!("token {}", self.id)
    }
}

fn key(keys: &Keys, text: &str) -> String {
    keys.digest(&format!("{TOKEN} {text}"))
}

/// Makes one; gives it as it is shown, this once.
pub async fn make(
    book: &Casebook,
    keys: &Keys,
    source: &str,
    who: &str,
    at: Millis,
) -> Result<(SourceToken, String)> {
    let id = Token::random(&mut random()).text()[..8].to_owned();
    let text = format!("{MARK}{}", Token::random(&mut random()).text());
    let token = SourceToken { id, source: source.to_owned(), made_by: who.to_owned(), made_at: at };
    let value = serde_json::to_string(&token)?;
    book.keep(TOKEN, &Kept { key: key(keys, &text), value, expires: None }).await?;
    Ok((token, text))
}

/// The token that somebody shows; none if there is no such one, or not any more.
pub async fn shown(
    book: &Casebook,
    keys: &Keys,
    text: &str,
    now: Millis,
) -> Result<Option<SourceToken>> {
    // What is no token is not looked for.
    if text.strip_prefix(MARK).and_then(Token::parse).is_none() {
        return Ok(None);
    }
    let kept = book.kept(TOKEN, &key(keys, text), now).await?;
    kept.map(|kept| read(&kept)).transpose()
}

/// All of them, by source and time.
pub async fn all(book: &Casebook, now: Millis) -> Result<Vec<SourceToken>> {
    let kept = book.all_kept(TOKEN, now).await?;
    let mut all = kept.iter().map(read).collect::<Result<Vec<_>>>()?;
    all.sort_by(|a, b| (&a.source, a.made_at, &a.id).cmp(&(&b.source, b.made_at, &b.id)));
    Ok(all)
}

/// Withdraws one: from its next use on it is none. Gives it, if it was there.
pub async fn withdraw(book: &Casebook, id: &str, now: Millis) -> Result<Option<SourceToken>> {
    for kept in book.all_kept(TOKEN, now).await? {
        let token = read(&kept)?;
        if token.id == id && book.remove(TOKEN, &kept.key).await? {
            return Ok(Some(token));
        }
    }
    Ok(None)
}

fn read(kept: &Kept) -> Result<SourceToken> {
    serde_json::from_str(&kept.value).context("a kept token")
}
