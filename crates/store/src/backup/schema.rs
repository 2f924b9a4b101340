//! The tables as the migrations make them, so that a backup can forget none.

use crate::migrate;

/// One table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    key: Vec<String>,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) blob: bool,
}

impl Table {
    /// All its rows in the order of their key.
    pub(super) fn selection(&self) -> String {
        let columns: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        format!("select {} from {} order by {}", columns.join(", "), self.name, self.key.join(", "))
    }

    /// Inserts a row of some of its columns.
    pub(super) fn insertion(&self, columns: &[String]) -> String {
        let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
        format!("insert into {} ({}) values ({})", self.name, columns.join(", "), places.join(", "))
    }

    pub(super) fn file_name(&self) -> String {
        format!("{}.jsonl", self.name)
    }
}

/// All tables, in the order in which they were made.
pub(super) fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for line in migrate::MIGRATIONS.iter().flat_map(|text| text.lines()) {
        let words: Vec<&str> = line.trim().trim_end_matches([',', ';']).split_whitespace().collect();
        match words.as_slice() {
            ["create", "table", name, "("] => {
                tables.push(Table { name: (*name).to_owned(), columns: Vec::new(), key: Vec::new() });
            }
            ["alter", "table", name, "add", "column", column, kind, ..] => {
                let table = tables.iter_mut().find(|table| table.name == *name).expect("made before it is altered");
                table.columns.push(Column { name: (*column).to_owned(), blob: *kind == "blob" });
            }
            ["drop", "table", name] => tables.retain(|table| table.name != *name),
            ["alter", "table", old, "rename", "to", name] => {
                let table = tables.iter_mut().find(|table| table.name == *old).expect("made before it is renamed");
                (*name).clone_into(&mut table.name);
            }
            ["primary", "key", rest @ ..] => {
                let key = rest.join(" ").trim_matches(['(', ')']).split(", ").map(str::to_owned).collect();
                tables.last_mut().expect("a key stands in a table").key = key;
            }
            [name, kind @ ("integer" | "text" | "blob"), rest @ ..] => {
                let table = tables.last_mut().expect("a column stands in a table");
                table.columns.push(Column { name: (*name).to_owned(), blob: *kind == "blob" });
                if rest.contains(&"primary") {
                    table.key = vec![(*name).to_owned()];
                }
            }
            _ => {}
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_of_the_migrations_are_read() {
        let tables = tables();
        let count = |words| migrate::MIGRATIONS.iter().map(|text| text.matches(words).count()).sum::<usize>();
        assert_eq!(tables.len(), count("create table") - count("drop table"));
        assert!(tables.iter().all(|table| !table.columns.is_empty() && !table.key.is_empty()));
        let seal = tables.iter().find(|table| table.name == "seal").unwrap();
        assert_eq!(
            seal.selection(),
            "select top, agency, day, count, root, prev, hash from seal order by top, agency, day"
        );
        let blobs: Vec<bool> = seal.columns.iter().map(|column| column.blob).collect();
        assert_eq!(blobs, [false, false, false, false, true, true, true]);
    }
}
