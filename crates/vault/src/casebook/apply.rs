//! One entry of the custody log, as rows.

use super::{AuditRow, cases, number};
use crate::entry::Entry;
use crate::error::VaultError;
use spoor_vocab::{Act, ActKind, Decision, Source};
use sqlx::{Any, Transaction};

/// Applies the entry at `seq`.
pub async fn apply(
    transaction: &mut Transaction<'_, Any>,
    seq: u64,
    entry: &Entry,
) -> Result<(), VaultError> {
    if let Some(line) = AuditRow::of(seq, entry) {
        line.insert(transaction).await?;
    }
    match entry {
        Entry::Source { source, .. } => source_row(transaction, source).await,
        Entry::Decision { decision } => decision_row(transaction, seq, decision).await,
        Entry::Act { act } => act_row(transaction, seq, act).await,
        _ => Ok(()),
    }
}

async fn source_row(
    transaction: &mut Transaction<'_, Any>,
    source: &Source,
) -> Result<(), VaultError> {
    sqlx::query(
        "INSERT INTO source (name, basis, purpose, retain_days, country) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(source.name.clone())
    .bind(source.basis.clone())
    .bind(source.purpose.clone())
    .bind(i64::from(source.retain_days))
    .bind(source.country.clone())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn decision_row(
    transaction: &mut Transaction<'_, Any>,
    seq: u64,
    decision: &Decision,
) -> Result<(), VaultError> {
    sqlx::query(
        "INSERT INTO decision (seq, lead_id, reviewer, verdict, why, decided_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(number(seq))
    .bind(decision.lead_id.clone())
    .bind(decision.reviewer.clone())
    .bind(decision.verdict.as_str())
    .bind(decision.why.clone())
    .bind(decision.decided_at)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn act_row(
    transaction: &mut Transaction<'_, Any>,
    seq: u64,
    act: &Act,
) -> Result<(), VaultError> {
    sqlx::query(
        "INSERT INTO act (seq, kind, about, value, who, why, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(number(seq))
    .bind(act.act.as_str())
    .bind(act.about.clone())
    .bind(act.value.clone())
    .bind(act.who.clone())
    .bind(act.why.clone())
    .bind(act.at)
    .execute(&mut **transaction)
    .await?;
    if act.act == ActKind::Undo {
        let of = act.about.parse::<i64>().unwrap_or(-1);
        sqlx::query("UPDATE act SET undone = 1 WHERE seq = $1")
            .bind(of)
            .execute(&mut **transaction)
            .await?;
        sqlx::query("UPDATE decision SET undone = 1 WHERE seq = $1")
            .bind(of)
            .execute(&mut **transaction)
            .await?;
    }
    cases::apply(transaction, seq, act).await
}
