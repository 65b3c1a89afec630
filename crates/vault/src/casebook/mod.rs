//! The casebook: sources, decisions, acts, cases and audit lines, as a projection of the custody log.
//! Entries are applied in order, each transaction with the number of entries that are in; after a
//! crash, or if the database is lost, the rest is applied again. Beside the projection stands what
//! is kept apart from the log: [`kept`].
//!
//! One code base for SQLite, a file of the vault, and PostgreSQL: plain SQL that both understand.

mod apply;
mod audit;
mod case_rows;
mod cases;
mod database;
mod kept;
mod read;

pub use audit::{AuditKind, AuditQuery, AuditRow};
pub use case_rows::{MutedRow, TaskQuery};
pub use kept::Kept;
pub use read::{ActQuery, ActRow, DecisionRow};

use crate::custody::log::Log;
use crate::entry::Entry;
use crate::error::{VaultError, broken};
use database::Pools;
use sqlx::{AnyPool, Row};
use std::path::Path;

/// The database of people's work. Copies share it.
#[derive(Clone, Debug)]
pub struct Casebook {
    pool: AnyPool,
    /// Where what is kept is written.
    kept: AnyPool,
}

impl Casebook {
    /// Opens or makes it: in the vault's folder, or in the database at `url` (`postgres://…`).
    pub(crate) async fn open(vault: &Path, url: Option<&str>) -> Result<Self, VaultError> {
        let Pools { made_anew: pool, kept } = database::connect(vault, url).await?;
        sqlx::migrate!("./migrations").run(&pool).await.map_err(sqlx::Error::from)?;
        Ok(Self { pool, kept })
    }

    /// Ends all work on it; of a file, puts the write-ahead log away.
    pub(crate) async fn close(&self) {
        self.kept.close().await;
        self.pool.close().await;
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// If it does not.
    pub async fn ping(&self) -> Result<(), VaultError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// How many entries of the custody log it knows. Whoever remembers what it said can tell so
    /// whether there is more.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn entries(&self) -> Result<u64, VaultError> {
        let row = sqlx::query("SELECT entries FROM applied").fetch_one(&self.pool).await?;
        Ok(position(row.try_get(0)?))
    }

    /// Applies what the log has and the casebook has not.
    pub(crate) async fn catch_up(&self, log: &Log) -> Result<(), VaultError> {
        let from = self.entries().await?;
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
            apply::apply(&mut transaction, seq, &entry).await?;
        }
        sqlx::query("UPDATE applied SET entries = $1")
            .bind(number(log.size()))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Makes sure that the database is the one of this log, or nobody's yet.
    pub(crate) async fn belongs_to(&self, log: &Log) -> Result<(), VaultError> {
        let verifier = crate::custody::log::verifier(log.dir())?.trim().to_owned();
        let known = sqlx::query("SELECT verifier FROM vault").fetch_optional(&self.pool).await?;
        match known {
            Some(row) if row.try_get::<String, _>(0)? == verifier => Ok(()),
            Some(_) => Err(VaultError::OtherVault),
            None => {
                sqlx::query("INSERT INTO vault (verifier) VALUES ($1)")
                    .bind(verifier)
                    .execute(&self.pool)
                    .await?;
                Ok(())
            }
        }
    }
}

/// A position or count as SQL has it.
fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The other way round.
fn position(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
