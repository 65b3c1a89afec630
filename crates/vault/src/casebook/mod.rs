//! The casebook: sources, decisions and audit lines, as a projection of the custody log. Entries
//! are applied in order, each transaction with the number of entries that are in; after a crash,
//! or if the file is lost, the rest is applied again.

use crate::custody::log::Log;
use crate::entry::Entry;
use crate::error::{VaultError, broken};
use spoor_vocab::{Decision, Source};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};
use sqlx::{Row, Sqlite, Transaction};
use std::path::Path;

/// The database of people's work.
pub struct Casebook {
    pool: SqlitePool,
}

impl Casebook {
    /// Opens or makes it.
    pub async fn open(vault: &Path) -> Result<Self, VaultError> {
        let options = SqliteConnectOptions::new()
            .filename(vault.join("casebook.sqlite"))
            .create_if_missing(true)
            .foreign_keys(true)
            // What is removed is overwritten, not only unlinked.
            .pragma("secure_delete", "ON")
            .journal_mode(SqliteJournalMode::Wal);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        sqlx::migrate!("./migrations").run(&pool).await.map_err(sqlx::Error::from)?;
        Ok(Self { pool })
    }

    /// Ends all work on the file and puts the write-ahead log away.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Applies what the log has and the casebook has not.
    pub async fn catch_up(&self, log: &Log) -> Result<(), VaultError> {
        let row = sqlx::query("SELECT entries FROM applied").fetch_one(&self.pool).await?;
        let from = u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0);
        if from > log.size() {
            let problem = format!("the casebook has seen {from} entries: older files lie here");
            return Err(broken(&log.dir().join("checkpoint"), problem));
        }
        if from == log.size() {
            return Ok(());
        }
        let mut transaction = self.pool.begin().await?;
        for entry in log.entries(from) {
            let (seq, bytes) = entry?;
            let entry = Entry::from_bytes(&bytes)
                .ok_or_else(|| broken(log.dir(), format!("entry {seq} cannot be read")))?;
            apply(&mut transaction, seq, &entry).await?;
        }
        sqlx::query("UPDATE applied SET entries = $1")
            .bind(number(log.size()))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// All sources, by name.
    pub async fn sources(&self) -> Result<Vec<Source>, VaultError> {
        let sql = "SELECT name, basis, purpose, retain_days, country FROM source ORDER BY name";
        let rows = sqlx::query(sql).fetch_all(&self.pool).await?;
        let source = |row: sqlx::sqlite::SqliteRow| -> Result<Source, VaultError> {
            Ok(Source {
                name: row.try_get(0)?,
                basis: row.try_get(1)?,
                purpose: row.try_get(2)?,
                retain_days: u32::try_from(row.try_get::<i64, _>(3)?).unwrap_or(0),
                country: row.try_get(4)?,
            })
        };
        rows.into_iter().map(source).collect()
    }

    /// Decisions, oldest first.
    pub async fn decisions(&self, lead: Option<&str>) -> Result<Vec<Decision>, VaultError> {
        let sql = "SELECT lead_id, reviewer, verdict, why, decided_at FROM decision \
                   WHERE $1 IS NULL OR lead_id = $1 ORDER BY seq";
        let rows = sqlx::query(sql).bind(lead).fetch_all(&self.pool).await?;
        let decision = |row: sqlx::sqlite::SqliteRow| -> Result<Decision, VaultError> {
            let verdict: String = row.try_get(2)?;
            Ok(Decision {
                lead_id: row.try_get(0)?,
                reviewer: row.try_get(1)?,
                verdict: verdict.parse().map_err(|e: String| sqlx::Error::Protocol(e))?,
                why: row.try_get(3)?,
                decided_at: row.try_get(4)?,
            })
        };
        rows.into_iter().map(decision).collect()
    }

    /// Audit lines in order: position in the log, who, what, why, when.
    pub async fn audit(&self) -> Result<Vec<(u64, Entry)>, VaultError> {
        let rows = sqlx::query("SELECT seq, who, what, why, at FROM audit ORDER BY seq")
            .fetch_all(&self.pool)
            .await?;
        let line = |row: sqlx::sqlite::SqliteRow| -> Result<(u64, Entry), VaultError> {
            let seq = u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0);
            let (who, what) = (row.try_get(1)?, row.try_get(2)?);
            Ok((seq, Entry::Access { who, what, why: row.try_get(3)?, at: row.try_get(4)? }))
        };
        rows.into_iter().map(line).collect()
    }
}

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

async fn apply(
    transaction: &mut Transaction<'_, Sqlite>,
    seq: u64,
    entry: &Entry,
) -> Result<(), VaultError> {
    let query = match entry {
        Entry::Source { source, .. } => sqlx::query(
            "INSERT INTO source (name, basis, purpose, retain_days, country) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(source.name.clone())
        .bind(source.basis.clone())
        .bind(source.purpose.clone())
        .bind(i64::from(source.retain_days))
        .bind(source.country.clone()),
        Entry::Decision { decision } => sqlx::query(
            "INSERT INTO decision (seq, lead_id, reviewer, verdict, why, decided_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(number(seq))
        .bind(decision.lead_id.clone())
        .bind(decision.reviewer.clone())
        .bind(decision.verdict.as_str())
        .bind(decision.why.clone())
        .bind(decision.decided_at),
        Entry::Access { who, what, why, at } => {
            sqlx::query("INSERT INTO audit (seq, who, what, why, at) VALUES ($1, $2, $3, $4, $5)")
                .bind(number(seq))
                .bind(who.clone())
                .bind(what.clone())
                .bind(why.clone())
                .bind(*at)
        }
        Entry::Open { .. } | Entry::Seal { .. } | Entry::Seen { .. } | Entry::Erase { .. } => {
            return Ok(());
        }
    };
    query.execute(&mut **transaction).await?;
    Ok(())
}
