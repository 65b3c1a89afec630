//! The audit log: what people looked at and did, as lines.

use super::{Casebook, number, position};
use crate::entry::Entry;
use crate::error::VaultError;
use spoor_vocab::Millis;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

/// What a line of the audit log tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditKind {
    /// Somebody looked at or did something of which the log holds no more than the words.
    Look,
    /// Somebody decided on a lead.
    Decision,
    /// Somebody did something else at the workbench.
    Act,
    /// Somebody named a source.
    Source,
    /// Somebody erased exhibits.
    Erasure,
}

impl AuditKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Look, Self::Decision, Self::Act, Self::Source, Self::Erasure];

    /// As it stands in tables and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Decision => "decision",
            Self::Act => "act",
            Self::Source => "source",
            Self::Erasure => "erasure",
        }
    }

    /// The other way round.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Position in the custody log.
    pub seq: u64,
    /// What it tells.
    pub kind: AuditKind,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
    /// When.
    pub at: Millis,
}

impl AuditRow {
    /// The line that an entry of the custody log makes, if people are behind it.
    pub(crate) fn of(seq: u64, entry: &Entry) -> Option<Self> {
        let (kind, who, what, why, at) = match entry {
            Entry::Access { who, what, why, at } => {
                (AuditKind::Look, who, what.clone(), &why[..], at)
            }
            Entry::Decision { decision: d } => {
                let what = format!("decide Lead {} {}", d.lead_id, d.verdict.as_str());
                (AuditKind::Decision, &d.reviewer, what, &d.why[..], &d.decided_at)
            }
            Entry::Act { act } => {
                let what = format!("{} {} {}", act.act.as_str(), act.about, act.value);
                (AuditKind::Act, &act.who, what.trim_end().to_owned(), &act.why[..], &act.at)
            }
            Entry::Source { source, who, at } => (
                AuditKind::Source,
                who,
                format!("name Source {}", source.name),
                &source.purpose[..],
                at,
            ),
            Entry::Erase { exhibits, source, why, who, at } => {
                let what = format!("erase {} exhibits of Source {source}", exhibits.len());
                (AuditKind::Erasure, who, what, &why[..], at)
            }
            Entry::Open { .. } | Entry::Seal { .. } | Entry::Seen { .. } => return None,
        };
        Some(Self { seq, kind, who: who.clone(), what, why: why.to_owned(), at: *at })
    }

    /// Writes it.
    pub(super) async fn insert(
        self,
        transaction: &mut Transaction<'_, Any>,
    ) -> Result<(), VaultError> {
        let sql =
            "INSERT INTO audit (seq, kind, who, what, why, at) VALUES ($1, $2, $3, $4, $5, $6)";
        sqlx::query(sql)
            .bind(number(self.seq))
            .bind(self.kind.as_str())
            .bind(self.who)
            .bind(self.what)
            .bind(self.why)
            .bind(self.at)
            .execute(&mut **transaction)
            .await?;
        Ok(())
    }

    fn read(row: &AnyRow) -> Result<Self, VaultError> {
        let kind: String = row.try_get(1)?;
        let unknown = || sqlx::Error::Protocol(format!("{kind:?} is no kind of audit line"));
        Ok(Self {
            seq: position(row.try_get(0)?),
            kind: AuditKind::parse(&kind).ok_or_else(unknown)?,
            who: row.try_get(2)?,
            what: row.try_get(3)?,
            why: row.try_get(4)?,
            at: row.try_get(5)?,
        })
    }
}

/// Which lines of the audit log: those that fit all that is given, newest first.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery<'a> {
    /// Of this person.
    pub who: Option<&'a str>,
    /// Of this kind.
    pub kind: Option<AuditKind>,
    /// Whose `what` holds this, small and large letters as they stand.
    pub about: Option<&'a str>,
    /// Before this position.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: u32,
}

impl Casebook {
    /// Lines of the audit log.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn audit(&self, query: &AuditQuery<'_>) -> Result<Vec<AuditRow>, VaultError> {
        // `strpos` and `instr` are each the other's dialect; a pattern would read % and _.
        let about = query.about.unwrap_or_default();
        let sql = "SELECT seq, kind, who, what, why, at FROM audit \
                   WHERE ($1 = '' OR who = $1) AND ($2 = '' OR kind = $2) AND seq < $3 \
                   AND ($4 = '' OR replace(what, $4, '') <> what) \
                   ORDER BY seq DESC LIMIT $5";
        let rows = sqlx::query(sql)
            .bind(query.who.unwrap_or_default())
            .bind(query.kind.map_or("", AuditKind::as_str))
            .bind(query.before.map_or(i64::MAX, number))
            .bind(about)
            .bind(i64::from(query.limit))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(AuditRow::read).collect()
    }
}
