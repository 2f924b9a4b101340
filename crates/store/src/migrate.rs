//! *Nâng cấp cơ sở dữ liệu*: numbered texts, each run once, forward only; one text for both engines.

use crate::error::{Result, StoreError};

/// Every migration, by number from 1. One that was ever released is never edited; a new one follows it.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_first.sql"),
    include_str!("../migrations/0002_running.sql"),
    include_str!("../migrations/0003_counting.sql"),
    include_str!("../migrations/0004_citizens.sql"),
    include_str!("../migrations/0005_office.sql"),
    include_str!("../migrations/0006_journey.sql"),
    include_str!("../migrations/0007_accounts.sql"),
    include_str!("../migrations/0008_insurance.sql"),
    include_str!("../migrations/0009_factors.sql"),
    include_str!("../migrations/0010_privacy.sql"),
    include_str!("../migrations/0011_lookups.sql"),
    include_str!("../migrations/0012_lean_indexes.sql"),
    include_str!("../migrations/0013_by_agency.sql"),
];

/// The number of the last one.
pub(crate) const LATEST: i64 = MIGRATIONS.len() as i64;

const TABLE: &str =
    "create table if not exists migration (number integer not null primary key, applied_at integer not null)";

/// Brings a SQLite database up to this program.
pub(crate) fn sqlite(connection: &mut rusqlite::Connection) -> Result<()> {
    let read = |connection: &rusqlite::Connection| {
        let mut statement = connection.prepare("select number from migration order by number")?;
        statement.query_map([], |row| row.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<i64>>>()
    };
    // A database that is up to date is only looked at: it may be read by many programs at once.
    if read(connection).is_ok_and(|found| found == (1..=LATEST).collect::<Vec<i64>>()) {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    transaction.execute_batch(&format!("{TABLE} strict"))?;
    for number in missing(&read(&transaction)?)? {
        transaction.execute_batch(MIGRATIONS[number as usize - 1])?;
        transaction.execute("insert into migration (number, applied_at) values (?1, ?2)", [number, now()])?;
    }
    Ok(transaction.commit()?)
}

/// Brings a PostgreSQL database up to this program; of several programs that begin at once, one does it.
pub(crate) async fn postgres(client: &mut deadpool_postgres::ClientWrapper) -> Result<()> {
    let transaction = client.transaction().await?;
    transaction.batch_execute("select pg_advisory_xact_lock(7707121518)").await?;
    transaction.batch_execute(&to_postgres(TABLE)).await?;
    let found = transaction.query("select number from migration order by number", &[]).await?;
    let found: Vec<i64> = found.iter().map(|row| row.get(0)).collect();
    for number in missing(&found)? {
        transaction.batch_execute(&to_postgres(MIGRATIONS[number as usize - 1])).await?;
        transaction.execute("insert into migration (number, applied_at) values ($1, $2)", &[&number, &now()]).await?;
    }
    Ok(transaction.commit().await?)
}

/// Numbers still to be run, in order; refuses a database that a newer program wrote.
fn missing(found: &[i64]) -> Result<Vec<i64>> {
    if let Some(newest) = found.last().copied().filter(|newest| *newest > LATEST) {
        return Err(StoreError::Newer { found: newest, known: LATEST });
    }
    Ok((1..=LATEST).filter(|number| !found.contains(number)).collect())
}

#[expect(clippy::disallowed_methods, reason = "told to whoever looks after the database; nothing else reads it")]
fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// The same table in PostgreSQL's words. Texts sort by their bytes, as they do in SQLite.
fn to_postgres(text: &str) -> String {
    let without_comments: String = text.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
    without_comments
        .replace(" integer", " bigint")
        .replace(" blob", " bytea")
        .replace(" text", " text collate \"C\"")
        .replace(") strict, without rowid", ")")
        .replace(") strict", ")")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_in_postgresql_has_its_own_words() {
        let text =
            "-- a note\ncreate table t (\n    a text not null,\n    b blob,\n    c integer\n) strict, without rowid;";
        let expected = "create table t (\n    a text collate \"C\" not null,\n    b bytea,\n    c bigint\n);";
        assert_eq!(to_postgres(text), expected);
    }

    #[test]
    fn a_database_of_a_newer_program_is_refused() {
        assert!(matches!(missing(&[1, LATEST + 1]), Err(StoreError::Newer { .. })));
        let all: Vec<i64> = (1..=LATEST).collect();
        assert_eq!(missing(&all).unwrap(), [0_i64; 0]);
        assert_eq!(missing(&all[..all.len() - 1]).unwrap(), [LATEST]);
        assert_eq!(missing(&all[1..]).unwrap(), [1], "one that was left out is run later");
    }
}
