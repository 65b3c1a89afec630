//! Cases, notes, tasks and muted values, as asked for.

use super::{Casebook, position};
use crate::error::VaultError;
use spoor_vocab::{Case, CaseEnd, CaseTerms, Millis, Note, Task, TaskTerms};
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::{BTreeMap, BTreeSet};

/// A value that counts as a reason no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MutedRow {
    /// Its digest.
    pub digest: String,
    /// Position in the custody log.
    pub seq: u64,
    /// Who muted it.
    pub who: String,
    /// When.
    pub at: Millis,
}

/// Which tasks: those that fit all that is given.
#[derive(Clone, Debug, Default)]
pub struct TaskQuery<'a> {
    /// Of this case.
    pub case: Option<u32>,
    /// Of this person.
    pub person: Option<&'a str>,
    /// Only those that are not done.
    pub open: bool,
}

impl Casebook {
    /// One case.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn case(&self, case: u32) -> Result<Option<Case>, VaultError> {
        Ok(self.files(i64::from(case)).await?.pop())
    }

    /// All cases, in the order of opening.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn cases(&self) -> Result<Vec<Case>, VaultError> {
        self.files(0).await
    }

    /// One case, or for 0 all of them.
    async fn files(&self, case: i64) -> Result<Vec<Case>, VaultError> {
        let sql = "SELECT number, person FROM case_member WHERE $1 = 0 OR number = $1";
        let mut members: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
        for row in sqlx::query(sql).bind(case).fetch_all(&self.pool).await? {
            members.entry(row.try_get(0)?).or_default().insert(row.try_get(1)?);
        }
        let sql = "SELECT number, lead_id FROM case_lead WHERE $1 = 0 OR number = $1 ORDER BY seq";
        let mut leads: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for row in sqlx::query(sql).bind(case).fetch_all(&self.pool).await? {
            leads.entry(row.try_get(0)?).or_default().push(row.try_get(1)?);
        }
        let sql = "SELECT number, title, purpose, basis, review, owner, opened_at, outcome, \
                   keep_until, closed_by, closed_at FROM case_file \
                   WHERE $1 = 0 OR number = $1 ORDER BY number";
        let rows = sqlx::query(sql).bind(case).fetch_all(&self.pool).await?;
        let file = |row: AnyRow| -> Result<Case, VaultError> {
            let at: i64 = row.try_get(0)?;
            let closed_at: Millis = row.try_get(10)?;
            let end = CaseEnd { outcome: row.try_get(7)?, keep_until: row.try_get(8)? };
            let closed_by: String = row.try_get(9)?;
            Ok(Case {
                number: small(at),
                terms: CaseTerms {
                    title: row.try_get(1)?,
                    purpose: row.try_get(2)?,
                    basis: row.try_get(3)?,
                    review: row.try_get(4)?,
                },
                owner: row.try_get(5)?,
                members: members.remove(&at).unwrap_or_default(),
                leads: leads.remove(&at).unwrap_or_default(),
                opened_at: row.try_get(6)?,
                end: (closed_at != 0).then_some((end, closed_by, closed_at)),
            })
        };
        rows.into_iter().map(file).collect()
    }

    /// Notes of a case, oldest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn notes(&self, case: u32) -> Result<Vec<Note>, VaultError> {
        let sql = "SELECT seq, number, words, who, at FROM note WHERE number = $1 ORDER BY seq";
        let rows = sqlx::query(sql).bind(i64::from(case)).fetch_all(&self.pool).await?;
        let note = |row: AnyRow| -> Result<Note, VaultError> {
            Ok(Note {
                seq: position(row.try_get(0)?),
                case: small(row.try_get(1)?),
                words: row.try_get(2)?,
                who: row.try_get(3)?,
                at: row.try_get(4)?,
            })
        };
        rows.into_iter().map(note).collect()
    }

    /// Tasks, those that are not done first, then by the day on which they are due.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn tasks(&self, query: &TaskQuery<'_>) -> Result<Vec<Task>, VaultError> {
        let sql = "SELECT seq, number, words, person, due, who, at, done_by, done_at FROM task \
                   WHERE ($1 = 0 OR number = $1) AND ($2 = '' OR person = $2) \
                   AND ($3 = 0 OR done_at = 0) ORDER BY done_at, due, seq";
        let rows = sqlx::query(sql)
            .bind(query.case.map_or(0, i64::from))
            .bind(query.person.unwrap_or_default())
            .bind(i64::from(query.open))
            .fetch_all(&self.pool)
            .await?;
        let task = |row: AnyRow| -> Result<Task, VaultError> {
            let (done_by, done_at): (String, Millis) = (row.try_get(7)?, row.try_get(8)?);
            Ok(Task {
                seq: position(row.try_get(0)?),
                case: small(row.try_get(1)?),
                terms: TaskTerms {
                    words: row.try_get(2)?,
                    person: row.try_get(3)?,
                    due: row.try_get(4)?,
                },
                who: row.try_get(5)?,
                at: row.try_get(6)?,
                done: (done_at != 0).then_some((done_by, done_at)),
            })
        };
        rows.into_iter().map(task).collect()
    }

    /// Muted values, oldest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn muted(&self) -> Result<Vec<MutedRow>, VaultError> {
        let sql = "SELECT digest, seq, who, at FROM muted ORDER BY seq";
        let row = |row: AnyRow| -> Result<MutedRow, VaultError> {
            Ok(MutedRow {
                digest: row.try_get(0)?,
                seq: position(row.try_get(1)?),
                who: row.try_get(2)?,
                at: row.try_get(3)?,
            })
        };
        sqlx::query(sql).fetch_all(&self.pool).await?.into_iter().map(row).collect()
    }

    /// The newest acts about something, newest first, those that were taken back too.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn acts_about(
        &self,
        about: &str,
        most: u32,
    ) -> Result<Vec<super::ActRow>, VaultError> {
        let sql = "SELECT seq, kind, about, value, who, why, at, undone FROM act \
                   WHERE about = $1 ORDER BY seq DESC LIMIT $2";
        let rows = sqlx::query(sql).bind(about).bind(i64::from(most)).fetch_all(&self.pool).await?;
        rows.into_iter().map(super::read::act).collect()
    }

    /// Position and time of the last look of somebody in the audit log before a time.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn last_seen(
        &self,
        who: &str,
        before: Millis,
    ) -> Result<Option<(u64, Millis)>, VaultError> {
        let sql = "SELECT seq, at FROM audit WHERE who = $1 AND kind = 'look' AND at < $2 \
                   ORDER BY seq DESC LIMIT 1";
        let row = sqlx::query(sql).bind(who).bind(before).fetch_optional(&self.pool).await?;
        row.map(|row| Ok((position(row.try_get(0)?), row.try_get(1)?))).transpose()
    }
}

fn small(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(0)
}
