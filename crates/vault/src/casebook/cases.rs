//! Acts of cases, as rows. An act about something that is not there, or whose value cannot be read,
//! changes no row: the log keeps it, and everything else goes on.

use super::number;
use crate::error::VaultError;
use serde::de::DeserializeOwned;
use spoor_vocab::{Act, ActKind, Case, CaseEnd, CaseTerms, TaskTerms};
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, Transaction};

type Sql<'q> = Query<'q, Any, AnyArguments>;

/// Applies the act at `seq`, if it is one of a case or a muted value.
pub async fn apply(
    transaction: &mut Transaction<'_, Any>,
    seq: u64,
    act: &Act,
) -> Result<(), VaultError> {
    let Some(statements) = statements(seq, act) else { return Ok(()) };
    for statement in statements {
        statement.execute(&mut **transaction).await?;
    }
    Ok(())
}

fn statements(seq: u64, act: &Act) -> Option<Vec<Sql<'_>>> {
    match act.act {
        ActKind::Mute => return Some(vec![muted(seq, act)]),
        ActKind::Unmute => {
            let sql = "DELETE FROM muted WHERE digest = $1";
            return Some(vec![sqlx::query(sql).bind(act.about.as_str())]);
        }
        _ => {}
    }
    let case = i64::from(Case::number_of(&act.about)?);
    let value = act.value.as_str();
    let of_case = |sql: &'static str| sqlx::query(sql).bind(case);
    Some(match act.act {
        ActKind::OpenCase => opened(case, act, read(value)?),
        ActKind::CloseCase => vec![closed(case, act, read(value)?)],
        ActKind::ReopenCase => vec![of_case(
            "UPDATE case_file SET outcome = '', keep_until = '', closed_by = '', closed_at = 0 \
             WHERE number = $1",
        )],
        ActKind::ReviewCase => {
            vec![of_case("UPDATE case_file SET review = $2 WHERE number = $1").bind(value)]
        }
        ActKind::CaseOwner => vec![
            of_case("UPDATE case_file SET owner = $2 WHERE number = $1").bind(value),
            of_case(LET_IN).bind(value),
        ],
        ActKind::LetIn => vec![of_case(LET_IN).bind(value)],
        ActKind::LetOut => vec![
            // The owner stays: somebody answers for it.
            of_case(
                "DELETE FROM case_member WHERE number = $1 AND person = $2 AND person NOT IN \
                 (SELECT owner FROM case_file WHERE number = $1)",
            )
            .bind(value),
        ],
        ActKind::PutIn => vec![
            of_case(
                "INSERT INTO case_lead (number, lead_id, seq) SELECT number, $2, $3 FROM \
                 case_file WHERE number = $1 ON CONFLICT (number, lead_id) DO NOTHING",
            )
            .bind(value)
            .bind(number(seq)),
        ],
        ActKind::TakeOut => {
            vec![of_case("DELETE FROM case_lead WHERE number = $1 AND lead_id = $2").bind(value)]
        }
        ActKind::WriteNote => vec![noted(case, seq, act)],
        ActKind::GiveTask => vec![given(case, seq, act, read(value)?)],
        ActKind::EndTask => vec![
            of_case(
                "UPDATE task SET done_by = $2, done_at = $3 WHERE number = $1 AND seq = $4 \
                 AND done_at = 0",
            )
            .bind(act.who.as_str())
            .bind(act.at)
            .bind(value.parse::<i64>().unwrap_or(-1)),
        ],
        _ => return None,
    })
}

const LET_IN: &str = "INSERT INTO case_member (number, person) SELECT number, $2 FROM case_file \
                      WHERE number = $1 ON CONFLICT (number, person) DO NOTHING";

fn read<T: DeserializeOwned>(value: &str) -> Option<T> {
    serde_json::from_str(value).ok()
}

fn opened(case: i64, act: &Act, terms: CaseTerms) -> Vec<Sql<'_>> {
    let file = sqlx::query(
        "INSERT INTO case_file (number, title, purpose, basis, review, owner, opened_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (number) DO NOTHING",
    );
    let file = file.bind(case).bind(terms.title).bind(terms.purpose).bind(terms.basis);
    let file = file.bind(terms.review).bind(act.who.as_str()).bind(act.at);
    let owner = sqlx::query(
        "INSERT INTO case_member (number, person) SELECT number, owner FROM case_file \
         WHERE number = $1 ON CONFLICT (number, person) DO NOTHING",
    );
    vec![file, owner.bind(case)]
}

fn closed(case: i64, act: &Act, end: CaseEnd) -> Sql<'_> {
    let sql = "UPDATE case_file SET outcome = $2, keep_until = $3, closed_by = $4, closed_at = $5 \
               WHERE number = $1";
    let sql = sqlx::query(sql).bind(case).bind(end.outcome).bind(end.keep_until);
    sql.bind(act.who.as_str()).bind(act.at)
}

fn noted(case: i64, seq: u64, act: &Act) -> Sql<'_> {
    let sql = "INSERT INTO note (seq, number, words, who, at) SELECT $2, number, $3, $4, $5 \
               FROM case_file WHERE number = $1";
    let sql = sqlx::query(sql).bind(case).bind(number(seq)).bind(act.value.as_str());
    sql.bind(act.who.as_str()).bind(act.at)
}

fn given(case: i64, seq: u64, act: &Act, terms: TaskTerms) -> Sql<'_> {
    let sql = "INSERT INTO task (seq, number, words, person, due, who, at) \
               SELECT $2, number, $3, $4, $5, $6, $7 FROM case_file WHERE number = $1";
    let sql = sqlx::query(sql).bind(case).bind(number(seq)).bind(terms.words).bind(terms.person);
    sql.bind(terms.due).bind(act.who.as_str()).bind(act.at)
}

fn muted(seq: u64, act: &Act) -> Sql<'_> {
    let sql = "INSERT INTO muted (digest, seq, who, at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (digest) DO NOTHING";
    let sql = sqlx::query(sql).bind(act.about.as_str()).bind(number(seq));
    sql.bind(act.who.as_str()).bind(act.at)
}
