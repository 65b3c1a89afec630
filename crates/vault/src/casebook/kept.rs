//! What is kept beside the custody log, because it must be able to go or must stay secret: accounts,
//! sessions, one-time links. Values under a kind and a key, some until a time.

use super::Casebook;
use crate::error::VaultError;
use spoor_vocab::Millis;
use sqlx::Row;

/// A value under its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The key.
    pub key: String,
    /// The value: JSON, by custom.
    pub value: String,
    /// When it is no longer there; none if it stays.
    pub expires: Option<Millis>,
}

impl Casebook {
    /// Keeps a value, in the place of an older one.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn keep(&self, kind: &str, kept: &Kept) -> Result<(), VaultError> {
        sqlx::query(
            "INSERT INTO kept (kind, key, value, expires) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value, \
             expires = excluded.expires",
        )
        .bind(kind)
        .bind(kept.key.as_str())
        .bind(kept.value.as_str())
        .bind(kept.expires.unwrap_or(0))
        .execute(&self.kept)
        .await?;
        Ok(())
    }

    /// Keeps a value under a key that is free; `false` if it is not. Of several who try, one
    /// succeeds.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn keep_new(&self, kind: &str, kept: &Kept) -> Result<bool, VaultError> {
        let done = sqlx::query(
            "INSERT INTO kept (kind, key, value, expires) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (kind, key) DO NOTHING",
        )
        .bind(kind)
        .bind(kept.key.as_str())
        .bind(kept.value.as_str())
        .bind(kept.expires.unwrap_or(0))
        .execute(&self.kept)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Replaces the value under a key if it is still `old`; `false` if it is not. Of several who
    /// try, one succeeds.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn replace(&self, kind: &str, old: &str, new: &Kept) -> Result<bool, VaultError> {
        let done = sqlx::query(
            "UPDATE kept SET value = $3, expires = $4 WHERE kind = $1 AND key = $2 AND value = $5",
        )
        .bind(kind)
        .bind(new.key.as_str())
        .bind(new.value.as_str())
        .bind(new.expires.unwrap_or(0))
        .bind(old)
        .execute(&self.kept)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// What is kept under a key at `now`.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn kept(
        &self,
        kind: &str,
        key: &str,
        now: Millis,
    ) -> Result<Option<Kept>, VaultError> {
        let sql = "SELECT key, value, expires FROM kept WHERE kind = $1 AND key = $2 \
                   AND (expires = 0 OR expires > $3)";
        let row =
            sqlx::query(sql).bind(kind).bind(key).bind(now).fetch_optional(&self.pool).await?;
        row.map(of_row).transpose()
    }

    /// All of a kind at `now`, by key.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn all_kept(&self, kind: &str, now: Millis) -> Result<Vec<Kept>, VaultError> {
        let sql = "SELECT key, value, expires FROM kept WHERE kind = $1 \
                   AND (expires = 0 OR expires > $2) ORDER BY key";
        let rows = sqlx::query(sql).bind(kind).bind(now).fetch_all(&self.pool).await?;
        rows.into_iter().map(of_row).collect()
    }

    /// All that is kept at `now`, of every kind, with the kind: for a backup.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn everything_kept(&self, now: Millis) -> Result<Vec<(String, Kept)>, VaultError> {
        let sql = "SELECT key, value, expires, kind FROM kept \
                   WHERE expires = 0 OR expires > $1 ORDER BY kind, key";
        let rows = sqlx::query(sql).bind(now).fetch_all(&self.pool).await?;
        rows.into_iter().map(|row| Ok((row.try_get(3)?, of_row(row)?))).collect()
    }

    /// Removes what is kept under a key; `true` if it was there. Of several who try, one succeeds.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn remove(&self, kind: &str, key: &str) -> Result<bool, VaultError> {
        let sql = "DELETE FROM kept WHERE kind = $1 AND key = $2";
        let done = sqlx::query(sql).bind(kind).bind(key).execute(&self.kept).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Removes all whose time is over at `now`; gives how many.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn expire(&self, now: Millis) -> Result<u64, VaultError> {
        let sql = "DELETE FROM kept WHERE expires <> 0 AND expires <= $1";
        Ok(sqlx::query(sql).bind(now).execute(&self.kept).await?.rows_affected())
    }
}

fn of_row(row: sqlx::any::AnyRow) -> Result<Kept, VaultError> {
    let expires: Millis = row.try_get(2)?;
    let expires = (expires != 0).then_some(expires);
    Ok(Kept { key: row.try_get(0)?, value: row.try_get(1)?, expires })
}
