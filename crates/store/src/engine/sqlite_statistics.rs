//! What SQLite is told about its tables before they are filled: that a level-1 code stands in nearly every row.
//!
//! Without statistics SQLite takes the first column of a key to divide a table as well as any other, and would rather
//! read all rows of a province by the primary key than ask the index that holds the ten rows it wants. Counting
//! (`analyze`) would have to be repeated as tables grow, and plans would change with it. So the figures are made from
//! the shape of each index alone: plans are the same on the first day and with a nation's dossiers.

use rusqlite::Connection;

/// Rows of a table that has grown.
const ROWS: u64 = 1_000_000;
/// Rows of them that are in an index of some rows only: those in hand, open, unread.
const SOME_ROWS: u64 = 50_000;
/// How many values a column divides the rows before it into, unless it is the level-1 code.
const VALUES: u64 = 100;

/// One line of `sqlite_stat1`: table, index, and how many rows share the first columns, one figure for each.
type Line = (String, String, String);

/// Writes the statistics, unless they are there already.
pub(crate) fn tell(connection: &mut Connection) -> rusqlite::Result<()> {
    let lines = lines(connection)?;
    if read(connection).is_ok_and(|found| found == lines) {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // The table of statistics comes into being with the first analysis, and in no other way.
    transaction.execute_batch("analyze revision; delete from sqlite_stat1")?;
    for (table, index, figures) in &lines {
        transaction
            .execute("insert into sqlite_stat1 (tbl, idx, stat) values (?1, ?2, ?3)", [table, index, figures])?;
    }
    transaction.commit()?;
    connection.execute_batch("analyze sqlite_schema")
}

fn read(connection: &Connection) -> rusqlite::Result<Vec<Line>> {
    let mut statement = connection.prepare("select tbl, idx, stat from sqlite_stat1 order by tbl, idx")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
}

/// What is to be told of each index, by table and name.
fn lines(connection: &Connection) -> rusqlite::Result<Vec<Line>> {
    let mut indexes = connection.prepare(
        "select t.name, i.name, i.\"unique\", i.partial, i.origin from sqlite_schema t, pragma_index_list(t.name) i
         where t.type = 'table' and t.name not like 'sqlite_%'",
    )?;
    let indexes = indexes.query_map([], |row| {
        let (table, name): (String, String) = (row.get(0)?, row.get(1)?);
        Ok((table, name, row.get::<_, bool>(2)?, row.get::<_, bool>(3)?, row.get::<_, String>(4)?))
    })?;
    let mut columns = connection.prepare("select name from pragma_index_info(?1) order by seqno")?;
    let mut lines = Vec::new();
    for index in indexes {
        let (table, name, unique, partial, origin) = index?;
        let columns: Vec<String> = columns.query_map([&name], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        // The key a table is kept in goes by the name of the table.
        let name = if origin == "pk" { table.clone() } else { name };
        let rows = if partial { SOME_ROWS } else { ROWS };
        lines.push((table, name, figures(rows, &columns, unique)));
    }
    lines.sort();
    Ok(lines)
}

fn figures(rows: u64, columns: &[String], unique: bool) -> String {
    let mut sharing = rows;
    let mut figures = rows.to_string();
    for (place, column) in columns.iter().enumerate() {
        if column != "top" {
            sharing = (sharing / VALUES).max(1);
        }
        if unique && place + 1 == columns.len() {
            sharing = 1;
        }
        figures.push_str(&format!(" {sharing}"));
    }
    figures
}
