//! What people did, as asked for.

use super::{Casebook, position};
use crate::error::VaultError;
use spoor_vocab::{Act, ActKind, Decision, Source};
use sqlx::Row;
use sqlx::any::AnyRow;

/// A decision with its position in the custody log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRow {
    /// Position in the custody log.
    pub seq: u64,
    /// The decision.
    pub decision: Decision,
    /// Whether it was taken back.
    pub undone: bool,
}

/// An act with its position in the custody log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActRow {
    /// Position in the custody log.
    pub seq: u64,
    /// The act.
    pub act: Act,
    /// Whether it was taken back.
    pub undone: bool,
}

/// Which acts: those that fit all that is given.
#[derive(Clone, Debug, Default)]
pub struct ActQuery<'a> {
    /// Of this kind.
    pub kind: Option<ActKind>,
    /// About this.
    pub about: Option<&'a str>,
    /// By this person.
    pub who: Option<&'a str>,
}

impl Casebook {
    /// All sources, by name.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn sources(&self) -> Result<Vec<Source>, VaultError> {
        let sql = "SELECT name, basis, purpose, retain_days, country FROM source ORDER BY name";
        let rows = sqlx::query(sql).fetch_all(&self.pool).await?;
        let source = |row: AnyRow| -> Result<Source, VaultError> {
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

    /// Decisions, oldest first, those that were taken back too: all, or those on one lead.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn decisions(&self, lead: Option<&str>) -> Result<Vec<DecisionRow>, VaultError> {
        let sql = "SELECT seq, lead_id, reviewer, verdict, why, decided_at, undone FROM decision \
                   WHERE $1 = '' OR lead_id = $1 ORDER BY seq";
        let rows = sqlx::query(sql).bind(lead.unwrap_or_default()).fetch_all(&self.pool).await?;
        let decision = |row: AnyRow| -> Result<DecisionRow, VaultError> {
            let verdict: String = row.try_get(3)?;
            let decision = Decision {
                lead_id: row.try_get(1)?,
                reviewer: row.try_get(2)?,
                verdict: verdict.parse().map_err(sqlx::Error::Protocol)?,
                why: row.try_get(4)?,
                decided_at: row.try_get(5)?,
            };
            let (seq, undone) = (position(row.try_get(0)?), row.try_get::<i64, _>(6)? != 0);
            Ok(DecisionRow { seq, decision, undone })
        };
        rows.into_iter().map(decision).collect()
    }

    /// Acts, oldest first, those that were taken back too.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn acts(&self, query: &ActQuery<'_>) -> Result<Vec<ActRow>, VaultError> {
        let sql = "SELECT seq, kind, about, value, who, why, at, undone FROM act \
                   WHERE ($1 = '' OR kind = $1) AND ($2 = '' OR about = $2) \
                   AND ($3 = '' OR who = $3) ORDER BY seq";
        let rows = sqlx::query(sql)
            .bind(query.kind.map_or("", ActKind::as_str))
            .bind(query.about.unwrap_or_default())
            .bind(query.who.unwrap_or_default())
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter().map(act).collect()
    }
}

/// A row of `seq, kind, about, value, who, why, at, undone`.
pub(super) fn act(row: AnyRow) -> Result<ActRow, VaultError> {
    let kind: String = row.try_get(1)?;
    let act = Act {
        act: kind.parse().map_err(sqlx::Error::Protocol)?,
        about: row.try_get(2)?,
        value: row.try_get(3)?,
        who: row.try_get(4)?,
        why: row.try_get(5)?,
        at: row.try_get(6)?,
    };
    let (seq, undone) = (position(row.try_get(0)?), row.try_get::<i64, _>(7)? != 0);
    Ok(ActRow { seq, act, undone })
}
